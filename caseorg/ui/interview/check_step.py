"""The last screen of the interview: the answers, each with a way to change it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, long_date, ngettext
from caseorg.domain.errors import Problem
from caseorg.domain.requests import Delivery, Holder
from caseorg.domain.words import word_for
from caseorg.services.first_letter import Answers
from caseorg.ui.interview.step import Step
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


class CheckStep(Step):
    """Shows what was answered."""

    name = "check"
    question = "Check your answers"

    def __init__(self, today: Callable[[], date], change: Callable[[str], object]) -> None:
        self._change = change
        super().__init__(today)

    def build(self) -> None:
        self._lines: list[QWidget] = []

    def show_answers(self, answers: Answers) -> None:
        for line in self._lines:
            self.column.removeWidget(line)
            line.deleteLater()
        self._lines = [
            self._line("who", _("Who"), _who(answers), _("Change who this is for")),
            self._line("holder", _("From"), _holder(answers), _("Change who has the records")),
            self._line("wanted", _("What"), _what(answers), _("Change what you need")),
            self._line("reach", _("How"), _how(answers), _("Change how they can reach you")),
        ]
        for line in self._lines:
            self.column.addWidget(line)

    def read(self, before: Answers) -> tuple[Answers, list[Problem]]:
        return before, []

    def _line(self, step: str, title: str, text: str, spoken: str) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        set_gaps(column, gap=4)
        change = LinkButton(_("Change"), lambda: self._change(step), name=f"interview.change.{step}", spoken=spoken)
        # Who hears the screen comes by buttons, and the answer is a plain text.
        change.setAccessibleDescription(", ".join(text.splitlines()))
        head = FlowRow(Label(title, Role.label, wrap=False), change, gap=16)
        column.addWidget(head)
        words = Label(text)
        words.setObjectName(f"interview.check.{step}")
        column.addWidget(words)
        return line


def _who(answers: Answers) -> str:
    born = answers.date_of_birth
    patient = (
        _("{name}, born {day}").format(name=answers.patient_name, day=long_date(born)) if born else answers.patient_name
    )
    if not answers.for_someone_else:
        return patient
    return _("{patient}\nYou, {helper}, help.").format(patient=patient, helper=answers.helper_name)


def _holder(answers: Answers) -> str:
    return "\n".join(part for part in (answers.holder_name, answers.holder_address) if part)


def _what(answers: Answers) -> str:
    count = len(answers.wanted)
    kinds = ngettext("{count} kind of record", "{count} kinds of records", count).format(count=count)
    letters = len({wanted.kind.holder for wanted in answers.wanted} - {Holder.patient})
    if letters < 2:
        return kinds
    return _("{kinds}, in {letters} letters: each office gets its own").format(kinds=kinds, letters=letters)


def _how(answers: Answers) -> str:
    if answers.delivery is Delivery.electronic and answers.email:
        return _("By email to {email}").format(email=answers.email)
    if answers.delivery is Delivery.another_doctor:
        return _("To {doctor}").format(doctor=answers.deliver_to_name)
    return word_for(answers.delivery)
