"""The first four questions of the interview: who, from whom, what, and how to reach you."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.domain.errors import Problem
from caseorg.domain.kinds import Kind
from caseorg.domain.people import HelperRole
from caseorg.domain.requests import Delivery, RecordKind
from caseorg.domain.words import word_for
from caseorg.services.first_letter import Answers
from caseorg.services.record_kinds import KindEntry, offered_first, words_of
from caseorg.services.requests import Wanted
from caseorg.ui import speech
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.forms.radio_editor import RadioEditor
from caseorg.ui.interview.step import Step
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.label import Hint, Label
from caseorg.ui.widgets.wrapped import CheckBox

_PAPERS = (
    HelperRole.health_care_agent,
    HelperRole.guardian,
    HelperRole.parent,
    HelperRole.executor,
    HelperRole.next_of_kin,
    HelperRole.none_yet,
    HelperRole.not_sure,
)


class WhoStep(Step):
    """Who the letter is for, and who writes it."""

    name = "who"
    question = "Who is this for?"

    def build(self) -> None:
        who = self.spec("for_someone_else", _("This is for"))
        self.add(RadioEditor(who, ((False, "me", _("Me")), (True, "other", _("Someone I help")))))
        self.ask("patient_name", _("Full name"), _("As it is on the hospital's papers."))
        self.ask("date_of_birth", _("Date of birth"), _("Like 3/14/1958"), holds=date)
        self.note(_("Why we ask: the office uses both to find the right person."))
        self.ask("helper_name", _("Your full name"))
        can_sign = self.spec("patient_can_sign", _("Can they sign the letter?"))
        self.add(
            RadioEditor(can_sign, ((True, "yes", _("Yes")), (False, "no", _("No")), (None, "not_sure", _("Not sure"))))
        )
        paper = self.spec("helper_role", _("Do you have a paper that lets you act for them?"))
        self.add(RadioEditor(paper, [(role, role.value, _paper_words(role)) for role in _PAPERS]))
        self._form_note = self.note(
            _("The office may ask for a signed form first. Ask them which form they use."), "interview.form_note"
        )

    def arrange(self) -> None:
        helps = self.rows["for_someone_else"].editor.entry() is True
        cannot_sign = helps and self.rows["patient_can_sign"].editor.entry() is False
        self.rows["helper_name"].setVisible(helps)
        self.rows["patient_can_sign"].setVisible(helps)
        self.rows["helper_role"].setVisible(cannot_sign)
        no_paper = self.rows["helper_role"].editor.entry() in (HelperRole.none_yet, HelperRole.not_sure)
        self._form_note.setVisible(cannot_sign and no_paper)


class HolderStep(Step):
    """Who has the records, the way it goes on an envelope."""

    name = "holder"
    question = "Who has the records?"

    def build(self) -> None:
        self.ask("holder_name", _("Hospital, clinic or doctor"))
        self.ask(
            "holder_address",
            _("Mailing address"),
            _(
                "Type it or paste it, the way it goes on an envelope. "
                "Leave it blank if you will fax the letter or hand it in."
            ),
            kind=Kind.address,
        )
        self._more = LinkButton(
            _("Add a fax or phone number"), self._show_numbers, icon="plus", name="interview.numbers"
        )
        self.column.addWidget(self._more)
        self.ask("holder_fax", _("Fax"), kind=Kind.phone)
        self.ask("holder_phone", _("Phone"), kind=Kind.phone)
        self._numbers = False

    def arrange(self) -> None:
        given = any(not self.rows[name].editor.is_blank() for name in ("holder_fax", "holder_phone"))
        self._numbers = self._numbers or given
        self._more.setVisible(not self._numbers)
        for name in ("holder_fax", "holder_phone"):
            self.rows[name].setVisible(self._numbers)

    def _show_numbers(self) -> None:
        self._numbers = True
        self.arrange()
        self.rows["holder_fax"].editor.target().setFocus()


class WantedStep(Step):
    """What is needed, with a line of detail for each kind where the person knows one."""

    name = "wanted"
    question = "What do you need from them?"
    also_checks = ("wanted",)

    def build(self) -> None:
        self.column.addWidget(Label(_("We checked the ones most second doctors ask for. Change what you like.")))
        self._problem = Label("", Role.label, "status.bad")
        self._problem.hide()
        self.column.addWidget(self._problem)
        self._group = Group(_("What you need"), name="interview.wanted")
        self.column.addWidget(self._group)
        inner = QVBoxLayout(self._group)
        set_gaps(inner, gap=4)
        self._lines = [_WantedLine(entry, self) for entry in offered_first()]
        for line in self._lines:
            line.box.clicked.connect(lambda _checked: self._say_checked())
            inner.addWidget(line)
        self._details = False
        self._more = LinkButton(
            _("Add a date, test name or doctor to any line"), self._show_details, icon="plus", name="interview.details"
        )
        self.column.addWidget(self._more)

    def show_answers(self, answers: Answers) -> None:
        chosen = {wanted.kind: wanted for wanted in answers.wanted}
        for line in self._lines:
            line.show_wanted(chosen.get(line.entry.kind))
        self._details = self._details or any(wanted.detail for wanted in answers.wanted)
        self.arrange()

    def arrange(self) -> None:
        self._more.setVisible(not self._details)
        for line in self._lines:
            line.arrange(self._details)

    def read(self, before: Answers) -> tuple[Answers, list[Problem]]:
        return replace(before, wanted=tuple(line.wanted() for line in self._lines if line.box.isChecked())), []

    def show_problems(self, problems: list[Problem]) -> None:
        self._problem.setText(" ".join(problem.sentence for problem in problems))
        self._problem.setVisible(bool(problems))

    def way_to(self, field: str) -> object:
        return partial(self._lines[0].box.setFocus)

    def _say_checked(self) -> None:
        checked, count = sum(line.box.isChecked() for line in self._lines), len(self._lines)
        words = ngettext("{checked} of {count} checked", "{checked} of {count} checked", count)
        speech.say(words.format(checked=checked, count=count))

    def _show_details(self) -> None:
        self._details = True
        self.arrange()
        first = next((line for line in self._lines if line.box.isChecked()), self._lines[0])
        first.detail.setFocus()


class _WantedLine(QWidget):
    """One kind of record: its check box, what it is, and a detail."""

    def __init__(self, entry: KindEntry, step: Step) -> None:
        super().__init__()
        self.entry = entry
        words = words_of(entry.kind)
        column = QVBoxLayout(self)
        set_gaps(column, gap=0)
        title = (
            words.name
            if entry.months is None
            else _("{kind}, last {months} months").format(kind=words.name, months=entry.months)
        )
        self.box = CheckBox(title)
        self.box.setObjectName(f"interview.wanted.{entry.kind}")
        self.box.setAccessibleDescription(words.hint or step.question)
        self.box.clicked.connect(lambda _checked: step.edited.emit())
        self.box.clicked.connect(lambda _checked: step.arrange())
        column.addWidget(self.box)
        inset = QVBoxLayout()
        set_gaps(inset, margins=(32, 0, 0, 4), gap=4)
        column.addLayout(inset)
        if words.hint:
            inset.addWidget(Hint(words.hint))
        self.ask = Label(self._question(), Role.small)
        self.detail = LineInput(44, f"interview.wanted.{entry.kind}.detail")
        self.detail.setAccessibleName(f"{title}. {self._question()}")
        self.detail.textEdited.connect(lambda _text: step.edited.emit())
        self.ask.setBuddy(self.detail)
        inset.addWidget(self.ask)
        row = QHBoxLayout()
        set_gaps(row)
        row.addWidget(self.detail)
        row.addStretch(1)
        inset.addLayout(row)

    def _question(self) -> str:
        return _("What else do you need?") if self.entry.kind is RecordKind.other else _("Date, test name or doctor")

    def show_wanted(self, wanted: Wanted | None) -> None:
        self.box.setChecked(wanted is not None)
        if wanted is not None:
            self.detail.setText(wanted.detail)

    def arrange(self, details: bool) -> None:
        needed = self.box.isChecked() and (details or self.entry.kind is RecordKind.other)
        self.ask.setVisible(needed)
        self.detail.setVisible(needed)

    def wanted(self) -> Wanted:
        return Wanted(self.entry.kind, detail=self.detail.text().strip(), months=self.entry.months)


class ReachStep(Step):
    """How the records should come, and how the office can reach the person."""

    name = "reach"
    question = "How can they reach you?"

    def build(self) -> None:
        delivery = self.spec("delivery", _("Send the records"))
        self.add(RadioEditor(delivery, [(way, way.value, word_for(way)) for way in Delivery]))
        self.ask("deliver_to_name", _("Doctor to send them to"))
        self.ask("deliver_to_address", _("That doctor's address"), kind=Kind.address)
        self.ask("email", _("Email"), kind=Kind.email)
        self.ask("phone", _("Phone"), kind=Kind.phone)
        self.ask("address", _("Your address"), kind=Kind.address)
        self.ask("needed_by", _("Do you need them by a certain day?"), _("You can skip this."), holds=date)

    def arrange(self) -> None:
        other = self.rows["delivery"].editor.entry() is Delivery.another_doctor
        self.rows["deliver_to_name"].setVisible(other)
        self.rows["deliver_to_address"].setVisible(other)


def _paper_words(role: HelperRole) -> str:
    return _("No") if role is HelperRole.none_yet else word_for(role)
