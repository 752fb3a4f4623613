"""Choices: one of several, several of several, yes or no, and other records."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.domain.words import words_of
from caseorg.ui import speech
from caseorg.ui.forms.editors import Choices, Editor
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.wrapped import CheckBox, RadioButton


def not_known() -> str:
    """Return what stands for an answer nobody has given yet."""
    return _("Not known yet")


class _BoxEditor(Editor):
    """One of several in a combo box. Values are kept as text in drafts."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.input = Choice(spec.fact, width=44)
        self._values: list[object] = []
        row = QHBoxLayout(self)
        set_gaps(row)
        row.addWidget(self.input)
        row.addStretch(1)
        self.input.activated.connect(lambda _at: self.edited.emit())
        if spec.may_be_unknown:
            self.offer(None, not_known())

    def offer(self, value: object, words: str) -> None:
        """Add a choice."""
        self._values.append(value)
        self.input.addItem(words)

    def show_value(self, value: object) -> None:
        self.input.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def entry(self) -> object:
        at = self.input.currentIndex()
        return self._values[at] if at >= 0 else None

    def is_blank(self) -> bool:
        return self.entry() is None

    def typed(self) -> str:
        return _as_text(self.entry())

    def show_typed(self, text: str) -> None:
        at = next((at for at, value in enumerate(self._values) if _as_text(value) == text), self.input.currentIndex())
        self.input.setCurrentIndex(at)

    def target(self) -> QWidget:
        return self.input


class EnumEditor(_BoxEditor):
    """One member of an enumeration, or “Not known yet” where that may be."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        if issubclass(spec.holds, StrEnum):
            for member, words in words_of(spec.holds).items():
                self.offer(member, words)


class RecordEditor(_BoxEditor):
    """Another record: a person, a document. One that is not offered any more stays as it is."""

    def __init__(self, spec: FieldSpec, choices: Choices) -> None:
        super().__init__(spec)
        for record_id, words in choices:
            self.offer(record_id, words)

    def show_value(self, value: object) -> None:
        if isinstance(value, UUID) and value not in self._values:
            self.offer(value, _("Something that was removed"))
        super().show_value(value)


class _ManyEditor(Editor):
    """Several of several, as a list of check boxes."""

    def __init__(self, spec: FieldSpec, choices: list[tuple[object, str]]) -> None:
        super().__init__(spec)
        self._group = Group(spec.title, name=spec.fact)
        outer = QVBoxLayout(self)
        set_gaps(outer)
        outer.addWidget(self._group)
        column = QVBoxLayout(self._group)
        set_gaps(column, gap=0)
        self._boxes: list[tuple[object, QCheckBox]] = []
        for value, words in choices:
            box = CheckBox(words)
            box.setObjectName(f"{spec.fact}.{_as_text(value)}")
            box.setAccessibleDescription(spec.title)
            box.clicked.connect(self._clicked)
            column.addWidget(box)
            self._boxes.append((value, box))

    def show_value(self, value: object) -> None:
        chosen = value if isinstance(value, tuple) else ()
        for each, box in self._boxes:
            box.setChecked(each in chosen)

    def entry(self) -> object:
        return tuple(value for value, box in self._boxes if box.isChecked())

    def is_blank(self) -> bool:
        return not self.entry()

    def typed(self) -> str:
        return "\n".join(_as_text(value) for value, box in self._boxes if box.isChecked())

    def show_typed(self, text: str) -> None:
        chosen = text.split("\n")
        for value, box in self._boxes:
            box.setChecked(_as_text(value) in chosen)

    def target(self) -> QWidget:
        return self._boxes[0][1] if self._boxes else self._group

    def describe(self, name: str, description: str) -> None:
        self._group.setAccessibleName(name)
        self._group.setAccessibleDescription(description)

    def mark_problem(self, problem: bool) -> None:
        """A list of checks has no frame of its own; the words beside it say what is wrong."""

    def _clicked(self) -> None:
        checked, count = sum(box.isChecked() for _value, box in self._boxes), len(self._boxes)
        speech.say(
            ngettext("{checked} of {count} checked", "{checked} of {count} checked", count).format(
                checked=checked, count=count
            )
        )
        self.edited.emit()


class ChecksEditor(_ManyEditor):
    """Several members of an enumeration."""

    def __init__(self, spec: FieldSpec) -> None:
        members = words_of(spec.holds) if issubclass(spec.holds, StrEnum) else {}
        super().__init__(spec, list(members.items()))


class RecordsEditor(_ManyEditor):
    """Several other records, in the order in which they are offered."""

    def __init__(self, spec: FieldSpec, choices: Choices) -> None:
        super().__init__(spec, list(choices))


class CheckEditor(Editor):
    """Yes or no, as one check box with its own words."""

    shows_own_title = True

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.input = CheckBox(spec.title)
        self.input.setObjectName(spec.fact)
        self.input.clicked.connect(lambda _checked: self.edited.emit())
        row = QHBoxLayout(self)
        set_gaps(row)
        row.addWidget(self.input)
        row.addStretch(1)

    def show_value(self, value: object) -> None:
        self.input.setChecked(bool(value))

    def entry(self) -> object:
        return self.input.isChecked()

    def is_blank(self) -> bool:
        return False

    def typed(self) -> str:
        return _as_text(self.input.isChecked())

    def show_typed(self, text: str) -> None:
        self.input.setChecked(text == _as_text(True))

    def target(self) -> QWidget:
        return self.input


class YesNoEditor(Editor):
    """Yes, no, or not sure."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        outer = QVBoxLayout(self)
        set_gaps(outer)
        self._group = Group(spec.title, name=spec.fact)
        outer.addWidget(self._group)
        inner = QVBoxLayout(self._group)
        set_gaps(inner)
        row = FlowRow(gap=24)
        inner.addWidget(row)
        self._buttons = QButtonGroup(self)
        self._values: tuple[bool | None, ...] = (True, False, None)
        for at, (words, key) in enumerate(((_("Yes"), "yes"), (_("No"), "no"), (_("Not sure"), "not_sure"))):
            button = RadioButton(words)
            button.setObjectName(f"{spec.fact}.{key}")
            button.setAccessibleDescription(spec.title)
            self._buttons.addButton(button, at)
            row.add(button)
        self._buttons.idClicked.connect(lambda _at: self.edited.emit())

    def show_value(self, value: object) -> None:
        self._buttons.button(self._values.index(value) if value in (True, False) else 2).setChecked(True)

    def entry(self) -> object:
        return self._values[self._buttons.checkedId()]

    def is_blank(self) -> bool:
        return self.entry() is None

    def typed(self) -> str:
        return _as_text(self.entry())

    def show_typed(self, text: str) -> None:
        self.show_value({"True": True, "False": False}.get(text))

    def target(self) -> QWidget:
        return self._buttons.checkedButton() or self._buttons.button(0)

    def describe(self, name: str, description: str) -> None:
        self._group.setAccessibleName(name)
        self._group.setAccessibleDescription(description)

    def mark_problem(self, problem: bool) -> None:
        """Radio buttons have no frame of their own; the words beside them say what is wrong."""


def _as_text(value: object) -> str:
    return "" if value is None else value.value if isinstance(value, StrEnum) else str(value)
