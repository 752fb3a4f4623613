"""The card on Records that offers, after the visit, to ask for what the second doctor writes."""

from __future__ import annotations

from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import LetterKind
from caseorg.domain.visit import Visit
from caseorg.services import opinions
from caseorg.ui.doing import start_letter
from caseorg.ui.page import PageContext
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


class ReportCard(Card):
    """In sight only while a visit is over and nobody has asked for its report."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(_("The written report"), name="records.report")
        self._context = context
        self._visit: Visit | None = None
        self._saw = Label("")
        self.body.addWidget(self._saw)
        self.body.addWidget(FlowRow(Button(_("Ask for a written report"), self.ask, name="records.ask_report")))

    def show_case(self, snapshot: CaseSnapshot) -> None:
        """Offer the letter for the visit of a case that lacks a report, or stay away."""
        self._visit = visit = opinions.visit_without_report(snapshot, self._context.today())
        self.setVisible(visit is not None)
        if visit is not None:
            doctor = snapshot.contact(visit.contact_id)
            day = short_date(visit.day) if visit.day else ""
            seen = [part for part in (doctor.name if doctor else "", day) if part]
            words = _("You'll need it for your plan or an appeal. Nobody has asked for it yet.")
            self._saw.setText(
                _("Visit: {visit}. {words}").format(visit=", ".join(seen), words=words) if seen else words
            )

    def ask(self) -> None:
        """Start the letter that asks the second doctor for a written report."""
        if self._visit is not None:
            start_letter(self._context, LetterKind.written_report, self._visit.id)
