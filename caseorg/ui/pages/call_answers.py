"""The answer to one question of a call: one of its choices, or what they said, with a note."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.rules.vocabulary import Fact
from caseorg.services.coverage import CallLine
from caseorg.ui.forms.choosing import editor_for
from caseorg.ui.forms.editors import Editor, WrittenEditor
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.pages.coverage_answers import field_of
from caseorg.ui.pages.short_form import asks
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.wrapped import RadioButton

_COULD_NOT_SAY = "could_not_say"


@dataclass(frozen=True)
class CallAnswer:
    """What was heard: the value, if they could say, and a note."""

    value: object = None
    note: str = ""
    is_said: bool = False
    """Whether anything was ticked or typed at all."""


class CallAnswerEditor(Editor):
    """One question of the script."""

    def __init__(self, spec: FieldSpec, line: CallLine, fact: Fact, today: Callable[[], date]) -> None:
        super().__init__(spec)
        outer = QVBoxLayout(self)
        set_gaps(outer)
        self._group = Group(spec.title, name=spec.fact)
        outer.addWidget(self._group)
        column = QVBoxLayout(self._group)
        set_gaps(column, gap=4)
        self._buttons = QButtonGroup(self)
        self._keys = [key for key, _words in line.choices] + [_COULD_NOT_SAY] if line.choices else []
        self._field: Editor | None = None
        if line.choices:
            column.addWidget(self._choices([*line.choices, (_COULD_NOT_SAY, _("They could not say"))]))
        else:
            self._field = self._written(fact, today)
            column.addWidget(self._field)
        note = Label(_("Note"), Role.small)
        self.note = LineInput(44, f"{spec.fact}.note")
        self.note.setAccessibleName(_("Note. {question}").format(question=spec.title))
        self.note.textEdited.connect(lambda _text: self.edited.emit())
        note.setBuddy(self.note)
        column.addWidget(note)
        column.addWidget(FlowRow(self.note))

    def show_value(self, value: object) -> None:
        if isinstance(value, CallAnswer):
            self.note.setText(value.note)

    def entry(self) -> object:
        """Return what was heard.

        Raises:
            UnreadableEntry: If what was typed can't be read.
        """
        note = self.note.text().strip()
        if self._field is not None:
            value = None if self._field.is_blank() else self._field.entry()
            return CallAnswer(value, note, is_said=value is not None or bool(note))
        key = self._key()
        return CallAnswer(None if key in ("", _COULD_NOT_SAY) else key, note, is_said=bool(key or note))

    def is_blank(self) -> bool:
        field_is_blank = self._field is None or self._field.is_blank()
        return field_is_blank and not self._key() and not self.note.text().strip()

    def typed(self) -> str:
        return json.dumps([self._field.typed() if self._field else self._key(), self.note.text()])

    def show_typed(self, text: str) -> None:
        answer, note = json.loads(text) if text else ("", "")
        self.note.setText(note)
        if self._field is not None:
            self._field.show_typed(answer)
        elif answer in self._keys:
            self._buttons.button(self._keys.index(answer)).setChecked(True)

    def target(self) -> QWidget:
        if self._field is not None:
            return self._field.target()
        return self._buttons.checkedButton() or self._buttons.button(0)

    def describe(self, name: str, description: str) -> None:
        self._group.setAccessibleName(name)
        self._group.setAccessibleDescription(description)
        if self._field is not None:
            self._field.describe(name, description)

    def mark_problem(self, problem: bool) -> None:
        if self._field is not None:
            self._field.mark_problem(problem)

    def _choices(self, choices: list[tuple[str, str]]) -> FlowRow:
        row = FlowRow(gap=24)
        for at, (key, words) in enumerate(choices):
            button = RadioButton(words)
            button.setObjectName(f"{self.spec.fact}.{key}")
            button.setAccessibleDescription(self.spec.title)
            self._buttons.addButton(button, at)
            row.add(button)
        self._buttons.idClicked.connect(lambda _at: self.edited.emit())
        return row

    def _written(self, fact: Fact, today: Callable[[], date]) -> Editor:
        holds, kind, _hint = field_of(fact)
        spec = asks(self.spec.record, f"{self.spec.name}.answer", self.spec.title, holds=holds, kind=kind)
        field = editor_for(spec, today)
        if isinstance(field, WrittenEditor):
            field.show_value(None)
        field.edited.connect(self.edited.emit)
        return field

    def _key(self) -> str:
        at = self._buttons.checkedId()
        return self._keys[at] if at >= 0 else ""
