"""One of a few answers, all in view, as radio buttons under their question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from caseorg.ui.forms.editors import Editor
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.wrapped import RadioButton


class RadioEditor(Editor):
    """One of a few values; drafts keep the value's key."""

    def __init__(self, spec: FieldSpec, choices: Sequence[tuple[object, str, str]]) -> None:
        """Make it.

        Args:
            spec: The question.
            choices: Each value with its key, for drafts and object names, and its words.
        """
        super().__init__(spec)
        self._choices = list(choices)
        outer = QVBoxLayout(self)
        set_gaps(outer)
        self._group = Group(spec.title, name=spec.fact)
        outer.addWidget(self._group)
        column = QVBoxLayout(self._group)
        set_gaps(column)
        self._buttons = QButtonGroup(self)
        for at, (_value, key, words) in enumerate(self._choices):
            button = RadioButton(words)
            button.setObjectName(f"{spec.fact}.{key}")
            button.setAccessibleDescription(spec.title)
            self._buttons.addButton(button, at)
            column.addWidget(button)
        self._buttons.idClicked.connect(lambda _at: self.edited.emit())

    def show_value(self, value: object) -> None:
        for at, (each, _key, _words) in enumerate(self._choices):
            if each == value:
                self._buttons.button(at).setChecked(True)

    def entry(self) -> object:
        at = self._buttons.checkedId()
        return self._choices[at][0] if at >= 0 else None

    def is_blank(self) -> bool:
        return self._buttons.checkedId() < 0

    def typed(self) -> str:
        at = self._buttons.checkedId()
        return self._choices[at][1] if at >= 0 else ""

    def show_typed(self, text: str) -> None:
        for at, (_value, key, _words) in enumerate(self._choices):
            if key == text:
                self._buttons.button(at).setChecked(True)

    def target(self) -> QWidget:
        return self._buttons.checkedButton() or self._buttons.button(0)

    def describe(self, name: str, description: str) -> None:
        self._group.setAccessibleName(name)
        self._group.setAccessibleDescription(description)

    def mark_problem(self, problem: bool) -> None:
        """Radio buttons have no frame of their own; the words beside them say what is wrong."""
