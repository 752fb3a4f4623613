"""Case details: what the case is called, whom it is for, who may act for the patient, and putting it away."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.errors import CaseorgError, InvalidEntries, Problem
from caseorg.domain.people import Helper
from caseorg.domain.words import word_for
from caseorg.services import removal
from caseorg.ui.doing import attempt, done
from caseorg.ui.page import PageContext
from caseorg.ui.pages.choices import document_choices
from caseorg.ui.pages.people_forms import HelperForm
from caseorg.ui.pages.sheets import Row, Sheets, SheetsPage, case_on_show
from caseorg.ui.pages.short_form import Ask, ShortForm, asks, one_of
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


def _acts(_snapshot: CaseSnapshot, row: Row) -> str:
    return word_for(row.role)


class CaseDetailsPage(SheetsPage):
    """The case itself, and whoever helps with it."""

    name = "case_details"
    title = "Case details"
    purpose = "What the case is called, and who may act for the patient."
    shows = (Case, Helper)
    sheets = (
        Sheets(
            Helper,
            "Who may act for the patient",
            "Add somebody who helps",
            "Nobody who helps is written down yet.",
            "helpers",
            HelperForm,
            (
                ("Name", lambda _snapshot, row: row.full_name),
                ("Who they are", lambda _snapshot, row: row.relation),
                ("Paper that lets them act", _acts),
            ),
            references=lambda context: {
                "authority_document_id": lambda: document_choices(case_on_show(context)),
            },
        ),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._case = Card(_("The case"), name="case_details.case")
        self._shown: Case | None = None
        self._is_saving = False
        self.form: ShortForm | None = None
        self.body.insertWidget(1, self._case)
        self._away = QWidget()
        column = QVBoxLayout(self._away)
        set_gaps(column, gap=8)
        self.away_words = Label("", ink="text.secondary")
        self.away_words.setObjectName("case_details.away_words")
        self.away = Button("", self.switch_away, name="case_details.put_away")
        column.addWidget(self.away_words)
        column.addWidget(FlowRow(self.away))
        self.body.addWidget(self._away)
        self.commands |= {
            "put_away": self.put_away,
            "remove_case": self.remove_case,
            "who_may_act": self.who_may_act,
            "main": self._save,
        }

    def reload(self) -> None:
        super().reload()
        case = self.snapshot.case
        if case != self._shown and not self._is_saving:
            self._show_form(case)
        self._shown = case
        if case.put_away_on is None:
            self.away_words.setText(_("Putting a case away takes it off the list. Nothing of it is lost."))
            words = _("Put this case away")
        else:
            sentence = _("This case was put away on {day}.")
            self.away_words.setText(sentence.format(day=short_date(case.put_away_on)))
            words = _("Take it out again")
        self.away.set_words(words)
        self.away.setAccessibleName(words)

    def put_away(self) -> None:
        """Put the case away, and lead to the list of all cases."""
        self._set_away(is_away=True)
        self.context.go_to("all_cases")
        done(self.context, _("The case is put away."))

    def remove_case(self) -> None:
        """Move the whole case to Recently removed, and lead to the list of all cases."""
        case = self.snapshot.case
        try:
            removed = removal.remove(self.context.workspace, case.id, case)
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        context = self.context
        context.show_case(None)
        context.go_to("all_cases")
        done(context, removed.message)

    def switch_away(self) -> None:
        """Put the case away, or take it out again."""
        if self.snapshot.case.put_away_on is None:
            self.put_away()
        else:
            self._set_away(is_away=False)

    def who_may_act(self) -> None:
        """Lead to whoever may act for the patient; without anybody, ask who it is."""
        helpers = self.snapshot.helpers
        self.open_sheet(self.groups["helpers"].sheets, helpers[0] if helpers else None)

    def _set_away(self, *, is_away: bool) -> None:
        case, today = self.snapshot.case, self.context.today()
        label = _("Put a case away") if is_away else _("Take a case out again")
        attempt(
            self.context,
            lambda: self.context.workspace.save(case.revised(put_away_on=today if is_away else None), label),
            _("The case is put away.") if is_away else _("The case is back in the list."),
        )

    def _save(self) -> None:
        if self.form is not None:
            self.form.save()

    def _show_form(self, case: Case) -> None:
        """Ask for the title and whom the case is for, with what is in the file now."""
        if self.form is not None:
            self._case.body.removeWidget(self.form)
            self.form.hide()
            self.form.setParent(None)
            self.form.deleteLater()
        whom = ((False, "me", _("Me")), (True, "someone_else", _("Someone I help")))
        self.form = ShortForm(
            self.context,
            (
                Ask(
                    asks("case", "title", _("Name of the case"), _("It can be a nickname.")),
                    case.title,
                    needed=_("Enter a name for the case."),
                ),
                one_of("case", "for_someone_else", _("Who is this for?"), whom, case.for_someone_else),
            ),
            self._keep,
            key=f"case:{case.id}",
        )
        self.form.saved.connect(lambda: done(self.context, _("Saved.")))
        self.add_form(self.form, self._case.body)  # type: ignore[arg-type]

    def _keep(self, entries: dict[str, Any]) -> None:
        title = entries["title"].strip()
        if not title:
            raise InvalidEntries([Problem("title", _("Enter a name for the case."))])
        given = {"title": title}
        if entries["for_someone_else"] is not None:
            given["for_someone_else"] = entries["for_someone_else"]
        # The form shows what it saves already, and keeps the focus where it is.
        self._is_saving = True
        try:
            self.context.workspace.save(self.snapshot.case.revised(**given), _("Edit case details"))
        finally:
            self._is_saving = False
