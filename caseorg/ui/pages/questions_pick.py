"""“Pick from good questions”: a check list in groups, with those that fit a special situation a press away."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from caseorg.base import language
from caseorg.base.language import _, ngettext
from caseorg.services.questions import BankQuestion, Situation, bank
from caseorg.ui import speech
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


class PickForm(QWidget):
    """The questions of the bank that are not on the list yet."""

    saved = Signal()

    def __init__(self, there: Collection[str], pick: Callable[[list[str]], object]) -> None:
        """Make it.

        Args:
            there: The ids of the questions that are on the list.
            pick: Puts the picked ones on the list; called with their ids.
        """
        super().__init__()
        self._pick = pick
        self._boxes: dict[str, _QuestionBox] = {}
        column = QVBoxLayout(self)
        set_gaps(column, gap=16)
        column.addWidget(Label(_("Check the ones you want to ask."), ink="text.secondary"))
        column.addWidget(self._situations())
        code = language.current()
        for group in bank():
            title = group.title.in_language(code)
            box = Group(title, name=f"questions.group.{group.id}")
            inner = QVBoxLayout(box)
            set_gaps(inner, gap=4)
            inner.addWidget(Label(title, Role.card_title))
            for one in group.questions:
                line = _QuestionBox(one, one.words.in_language(code), one.id in there)
                line.box.clicked.connect(lambda _checked: self._say_count())
                self._boxes[one.id] = line
                inner.addWidget(line)
            column.addWidget(box)
        self._save = Button(_("Put these on my list"), self._done, kind=ButtonKind.main, name="questions.put")
        column.addWidget(FlowRow(self._save))

    def focus_first(self) -> None:
        """Give the focus to the first question that can be picked."""
        first = next((line for line in self._boxes.values() if line.box.isEnabled()), None)
        (first.box if first else self._save).setFocus(Qt.FocusReason.OtherFocusReason)

    def _situations(self) -> FlowRow:
        row = FlowRow(name="questions.situations")
        for words, situation in (
            (_("My illness is rare"), Situation.rare),
            (_("A treatment is not working"), Situation.not_working),
        ):
            name = f"questions.situation.{situation}"
            button = Button(words, lambda situation=situation: self._check_for(situation), name=name)
            button.setAccessibleDescription(_("Checks the questions that fit"))
            row.add(button)
        return row

    def _check_for(self, situation: Situation) -> None:
        for line in self._boxes.values():
            if situation in line.question.start and line.box.isEnabled():
                line.box.setChecked(True)
        self._say_count()

    def _say_count(self) -> None:
        count = len(self._picked())
        speech.say(ngettext("{count} checked", "{count} checked", count).format(count=count))

    def _picked(self) -> list[str]:
        return [key for key, line in self._boxes.items() if line.box.isEnabled() and line.box.isChecked()]

    def _done(self) -> None:
        self._pick(self._picked())
        self.saved.emit()


class _QuestionBox(QWidget):
    """A check box whose words wrap: Qt's own do not, and would be cut off at large text."""

    def __init__(self, question: BankQuestion, words: str, is_there: bool) -> None:
        super().__init__()
        self.question = question
        self.box = QCheckBox()
        self.box.setObjectName(f"questions.pick.{question.id}")
        self.box.setAccessibleName(words)
        self.box.setChecked(is_there)
        self.box.setEnabled(not is_there)
        row = QHBoxLayout(self)
        set_gaps(row, margins=(0, 4, 0, 4), gap=10)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_Words(_("{question} (on your list)").format(question=words) if is_there else words, self.box), 1)


class _Words(Label):
    """The words beside a check box; a press on them is a press on it."""

    def __init__(self, words: str, box: QCheckBox) -> None:
        super().__init__(words, ink="text.primary" if box.isEnabled() else "text.secondary")
        self._box = box

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self._box.click()
