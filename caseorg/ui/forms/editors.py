"""One editor per kind of field: it shows a value, and gives back what the person entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from caseorg.base.language import _, time_of_day
from caseorg.domain.kinds import Kind
from caseorg.domain.written_dates import parse_time
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.forms.inputs import LineInput, SecretInput, TextInput
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import LinkButton

Choices = Sequence[tuple[UUID, str]]
"""Records that a field may refer to, each with the words a person reads."""


class UnreadableEntry(Exception):
    """What was typed can't be read as this kind of value; `str()` is the sentence for the person."""


class Editor(QWidget):
    """Edits one field. `edited` is sent when the person, not the program, changes it."""

    edited = Signal()
    removal_asked = Signal()
    shows_own_title = False
    """Whether the title stands inside the editor, as beside a check box."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.spec = spec
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_value(self, value: object) -> None:
        """Show a stored value, as if nobody had touched the field."""
        raise NotImplementedError

    def entry(self) -> object:
        """Return what the person entered; None means not known.

        Raises:
            UnreadableEntry: With a sentence for the person.
        """
        raise NotImplementedError

    def is_blank(self) -> bool:
        """Tell whether nothing is entered."""
        raise NotImplementedError

    def blank_is_an_entry(self) -> bool:
        """Tell whether emptying the field is something the person says. For a date or a number it is not."""
        return True

    def typed(self) -> str:
        """Return what is entered as text, to be kept as a draft."""
        raise NotImplementedError

    def show_typed(self, text: str) -> None:
        """Show what was kept as a draft."""
        raise NotImplementedError

    def take_over(self, value: object) -> None:
        """Show a value that a person took over from somewhere, as if they had typed it."""
        self.show_typed(str(value))

    def target(self) -> QWidget:
        """Return the input that takes the focus."""
        raise NotImplementedError

    def targets(self) -> list[QWidget]:
        """Return every input that takes the focus."""
        return [self.target()]

    def describe(self, name: str, description: str) -> None:
        """Give the inputs the name and the description that are spoken."""
        for target in self.targets():
            target.setAccessibleName(name)
            target.setAccessibleDescription(description)

    def mark_problem(self, problem: bool) -> None:
        """Draw the inputs as having a problem, or not."""
        for target in self.targets():
            target.setProperty("problem", problem)
            target.update()


class TextEditor(Editor):
    """A line of text: a name, a phone number, an address for email."""

    _WIDTHS = {Kind.phone: 24, Kind.email: 40, Kind.secret_number: 24}  # noqa: RUF012 - never changed

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        width = self._WIDTHS.get(spec.kind, 44) if spec.kind else 44
        kind = SecretInput if spec.kind is Kind.secret_number else LineInput
        self.input = kind(width, spec.fact)
        self.input.textEdited.connect(lambda _text: self.edited.emit())
        _in_row(self, self.input)

    def show_value(self, value: object) -> None:
        self.input.setText(str(value or ""))
        self.input.setCursorPosition(0)

    def entry(self) -> object:
        return self.input.text()

    def is_blank(self) -> bool:
        return not self.input.text().strip()

    def typed(self) -> str:
        return self.input.text()

    def show_typed(self, text: str) -> None:
        self.input.setText(text)

    def target(self) -> QWidget:
        return self.input


class LinesEditor(Editor):
    """Several lines of text, kept as typed: an address, a reason in the plan's own words."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.input = TextInput(4, 44 if spec.kind is Kind.address else 64, spec.fact)
        self._last = ""
        self.input.textChanged.connect(self._changed)
        _in_row(self, self.input)

    def show_value(self, value: object) -> None:
        lines = value if isinstance(value, str) else "\n".join(value) if isinstance(value, tuple) else ""
        self._show(lines)

    def entry(self) -> object:
        text = self.input.toPlainText()
        return tuple(line.strip() for line in text.splitlines() if line.strip()) if self.spec.is_list else text

    def is_blank(self) -> bool:
        return not self.input.toPlainText().strip()

    def typed(self) -> str:
        return self.input.toPlainText()

    def show_typed(self, text: str) -> None:
        self._show(text)

    def target(self) -> QWidget:
        return self.input

    def _show(self, text: str) -> None:
        with QSignalBlocker(self.input):
            self.input.setPlainText(text)
        self._last = self.input.toPlainText()
        self.input.updateGeometry()

    def _changed(self) -> None:
        # Qt sends `textChanged` when only the look of the text changes, too, as with another text size.
        text = self.input.toPlainText()
        if text != self._last:
            self._last = text
            self.edited.emit()


class WrittenEditor(Editor):
    """A value that is written as text but is no text: a number, an amount, a time. Emptying it removes nothing."""

    def __init__(self, spec: FieldSpec, width: int) -> None:
        super().__init__(spec)
        self.stored: object = None
        self.input = LineInput(width, spec.fact)
        self.input.textEdited.connect(self._edited)
        column = QVBoxLayout(self)
        set_gaps(column, gap=4)
        self.row = QHBoxLayout()
        set_gaps(self.row, gap=8)
        self.row.addWidget(self.input)
        self.row.addStretch(1)
        column.addLayout(self.row)
        self.column = column
        self.remove = LinkButton(
            _("Remove “{title}”").format(title=spec.title), self.removal_asked.emit, name=f"{spec.fact}.remove"
        )
        self.remove.hide()
        column.addWidget(self.remove)

    def read(self, text: str) -> object:
        """Return the value that `text` says, or None if it can't be read."""
        raise NotImplementedError

    def write(self, value: object) -> str:
        """Return a value as text."""
        raise NotImplementedError

    def unreadable(self, text: str) -> str:
        """Return the sentence for a text that can't be read."""
        raise NotImplementedError

    def show_value(self, value: object) -> None:
        self.stored = value
        self.input.setText("" if value is None else self.write(value))
        self._changed()

    def take_over(self, value: object) -> None:
        self.show_typed(self.write(value))

    def entry(self) -> object:
        text = self.input.text().strip()
        if not text:
            return None
        value = self.read(text)
        if value is None:
            raise UnreadableEntry(self.unreadable(text))
        return value

    def is_blank(self) -> bool:
        return not self.input.text().strip()

    def blank_is_an_entry(self) -> bool:
        return False

    def typed(self) -> str:
        return self.input.text()

    def show_typed(self, text: str) -> None:
        self.input.setText(text)
        self._changed()

    def target(self) -> QWidget:
        return self.input

    def _edited(self) -> None:
        self._changed()
        self.edited.emit()

    def _changed(self) -> None:
        self.remove.setVisible(self.spec.may_be_unknown and self.stored is not None)


class CountEditor(WrittenEditor):
    """A whole number, or a percentage."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec, 8)

    def read(self, text: str) -> object:
        figures = text.removesuffix("%").replace(",", "").strip()
        return int(figures) if figures.isascii() and figures.isdecimal() and len(figures) < 10 else None

    def write(self, value: object) -> str:
        return str(value)

    def unreadable(self, text: str) -> str:
        return _("Enter a whole number like 3. We couldn't read “{text}”.").format(text=text)


class CentsEditor(WrittenEditor):
    """An amount of money, kept in whole cents."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec, 12)

    def read(self, text: str) -> object:
        dollars, point, cents = text.replace("$", "").replace(",", "").replace(" ", "").partition(".")
        figures = dollars + cents
        if not figures.isascii() or not figures.isdecimal() or not dollars or len(figures) > 12:
            return None
        if point and len(cents) not in (0, 2):
            return None
        return int(dollars) * 100 + int(cents or 0)

    def write(self, value: object) -> str:
        dollars, cents = divmod(int(str(value)), 100)
        return f"{dollars:,}.{cents:02d}"

    def unreadable(self, text: str) -> str:
        return _("Enter an amount like 1,180.00. We couldn't read “{text}”.").format(text=text)


class TimeEditor(WrittenEditor):
    """A time of day."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec, 10)

    def read(self, text: str) -> object:
        return parse_time(text)

    def write(self, value: object) -> str:
        return time_of_day(value) if isinstance(value, time) else ""

    def unreadable(self, text: str) -> str:
        return _("Enter a time like 10:30 AM. We couldn't read “{text}”.").format(text=text)


def _in_row(editor: Editor, field: QLineEdit | QPlainTextEdit) -> None:
    row = QHBoxLayout(editor)
    set_gaps(row)
    row.addWidget(field)
    row.addStretch(1)
