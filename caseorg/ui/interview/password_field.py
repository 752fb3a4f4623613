"""A password on one line, hidden unless the person wants to see it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label


class PasswordField(QWidget):
    """The label, the field, and Show. Paste works; nothing is kept as a draft."""

    def __init__(self, title: str, name: str, shown: Callable[[bool], object] | None = None, hint: str = "") -> None:
        """Make it; with `shown` there is a Show button, and it is called with what it shows now."""
        super().__init__()
        column = QVBoxLayout(self)
        set_gaps(column, gap=4)
        label = Label(title, Role.label)
        column.addWidget(label)
        if hint:
            column.addWidget(Label(hint, Role.small, "text.secondary"))
        row = QHBoxLayout()
        set_gaps(row, gap=12)
        self.input = LineInput(32, name)
        self.input.setEchoMode(QLineEdit.EchoMode.Password)
        self.input.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.input.setAccessibleName(title)
        self.input.setAccessibleDescription(hint)
        label.setBuddy(self.input)
        row.addWidget(self.input)
        if shown is not None:
            self._show = Button(_("Show"), name=f"{name}.show", spoken=_("Show the password"))
            self._show.setCheckable(True)
            self._show.toggled.connect(lambda on: (self.show_letters(on), shown(on)))
            row.addWidget(self._show)
        row.addStretch(1)
        column.addLayout(row)

    def show_letters(self, on: bool) -> None:
        """Show the letters, or dots."""
        self.input.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)

    def text(self) -> str:
        """Return what is typed."""
        return self.input.text()

    def wipe(self) -> None:
        """Forget what was typed."""
        self.input.clear()
