"""Which letter to make: those that make sense now first, then all by what they are for, each with a line on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, marked
from caseorg.domain.letter import LetterKind
from caseorg.domain.words import word_for
from caseorg.packets.kinds import KINDS
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label

_GROUPS: tuple[tuple[str, dict[LetterKind, str]], ...] = marked(
    (
        (
            "Records, scans and slides",
            {
                LetterKind.records_request: "Asks an office for copies of your records.",
                LetterKind.scan_request: "Asks for the full files of a scan.",
                LetterKind.slide_loan: "Asks a lab to lend your biopsy slides to the second doctor.",
                LetterKind.ehi_export: "Asks for all that an office's computer has about you, as files.",
                LetterKind.office_to_office: "Asks the second doctor's office to ask for your records. Often faster.",
                LetterKind.follow_up: "Reminds an office that did not answer.",
                LetterKind.overdue: "Tells the privacy officer that an answer is late.",
                LetterKind.written_denial: "Asks an office to write down what it will not send, and why.",
                LetterKind.authorization: "A form you sign so that an office may share your records.",
                LetterKind.part_2_consent: "A form you sign for records of a drug or alcohol program.",
                LetterKind.revocation: "Ends a form you signed before.",
            },
        ),
        (
            "Your doctors",
            {
                LetterKind.tell_my_doctor: "Tells your doctor that you want a second opinion, or what it said.",
                LetterKind.question_sheet: "Your questions for the visit, with room for the answers.",
                LetterKind.written_report: "Asks the second doctor for a written report.",
                LetterKind.letter_of_need: "Asks your doctor to write why you need this care.",
                LetterKind.referral_note: "Asks your main doctor for a note to see another doctor.",
            },
        ),
        (
            "Your plan, before the visit",
            {
                LetterKind.call_script: "What to ask your plan on the phone, with room for the answers.",
                LetterKind.prior_approval: "Asks your plan for a yes before the visit.",
                LetterKind.prior_approval_note: "Asks the doctor's office to ask your plan first.",
                LetterKind.network_exception: "Asks your plan to let you see an outside doctor at the lower price.",
                LetterKind.call_confirmation: "Writes down what you were told on the phone, and sends it to them.",
            },
        ),
        (
            "When your plan said no",
            {
                LetterKind.appeal: "Asks your plan to change its decision.",
                LetterKind.external_review: "Asks someone outside your plan to look at the denial.",
                LetterKind.claim_file: "Asks your plan for the papers and rules behind its no.",
                LetterKind.notice_gaps: "Tells your plan what its letter should have said.",
                LetterKind.good_cause: "Says why your appeal comes late. It goes with the appeal.",
                LetterKind.keep_services: "Asks your plan not to cut your care while you appeal.",
                LetterKind.representative: "You and the person who acts for you both sign it.",
            },
        ),
        (
            "Complaints",
            {
                LetterKind.insurance_complaint: "Asks the state to look at what your plan did.",
                LetterKind.privacy_complaint: "Tells the government that an office did not give you your records.",
                LetterKind.blocking_complaint: "Tells the government that an office holds back computer records.",
            },
        ),
        (
            "Sheets that show where things stand",
            {
                LetterKind.case_summary: "Your illness, tests and medicines on one page.",
                LetterKind.records_tracker: "The list of records you asked for, and what came.",
                LetterKind.comparison: "What each doctor said, side by side on one page.",
                LetterKind.timeline: "What happened so far, drawn along one line.",
                LetterKind.medication_list: "Your medicines, with dose and reason. Take it to each visit.",
                LetterKind.expense_summary: "Every bill, who paid what, and the sums.",
            },
        ),
        (
            "What goes along, and proof",
            {
                LetterKind.fax_cover: "The first page of a fax. It says nothing of your illness.",
                LetterKind.custody_sheet: "Goes with slides on loan. Each hand they pass through signs it.",
                LetterKind.mailing_certificate: "Your own word, signed, that you sent a paper on a day.",
            },
        ),
    )
)
"""Every letter that can be begun, under what it is for, with what it does."""


class LetterChoice(QWidget):
    """One button for each kind of letter."""

    chosen = Signal(object)
    """Sent with the kind of letter."""

    def __init__(self, makes_sense: Iterable[LetterKind]) -> None:
        """Make it.

        Args:
            makes_sense: The kinds that fit the case now, the likeliest first.
        """
        super().__init__()
        self.setObjectName("letters.choice")
        first = [kind for kind in makes_sense if kind in KINDS]
        column = QVBoxLayout(self)
        set_gaps(column, gap=24)
        self._buttons: list[Button] = []
        told = {kind: words for _title, group in _GROUPS for kind, words in group.items()}
        groups = [(_("These make sense now"), {kind: told[kind] for kind in first})]
        for title, group in _GROUPS:
            groups.append((_(title), {kind: words for kind, words in group.items() if kind not in first}))
        for title, kinds in groups:
            if kinds:
                column.addLayout(self._group(title, kinds))

    def focus_first(self) -> None:
        """Give the focus to the first kind."""
        self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _group(self, title: str, kinds: Mapping[LetterKind, str]) -> QVBoxLayout:
        group = QVBoxLayout()
        set_gaps(group, gap=12)
        group.addWidget(Label(title, Role.card_title))
        for kind, words in kinds.items():
            what_it_does = _(words)
            button = Button(word_for(kind), lambda kind=kind: self.chosen.emit(kind), name=f"letters.kind.{kind.value}")
            button.setAccessibleDescription(what_it_does)
            self._buttons.append(button)
            one = QVBoxLayout()
            set_gaps(one, gap=4)
            one.addWidget(button)
            one.addWidget(Label(what_it_does, Role.small, "text.secondary"))
            group.addLayout(one)
        return group
