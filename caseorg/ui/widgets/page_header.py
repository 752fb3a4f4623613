"""The head of a page: its title, one line that says what it is for, and its main buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


class _TitleRow(FlowRow):
    """The title, with the buttons at the far side."""


class PageHeader(QWidget):
    """Title, purpose and buttons. The title takes the focus when the page comes."""

    def __init__(self, title: str, purpose: str = "", *, name: str = "page", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        set_gaps(column, gap=4)
        self.title = Label(title, Role.page_title)
        self.title.setObjectName(f"{name}.title")
        # Reachable by the program, not by Tab: a title is read, not used.
        self.title.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.actions = FlowRow(name=f"{name}.actions")
        self.purpose = Label(purpose, Role.body, "text.secondary")
        row = _TitleRow(self.title)
        row.add_apart(self.actions)
        self.actions.hide()
        column.addWidget(row)
        column.addWidget(self.purpose)
        self.purpose.setVisible(bool(purpose))

    def add_action(self, button: QWidget) -> None:
        """Put a button at the top right of the page; the main one first."""
        self.actions.add(button)
        self.actions.show()

    def set_title(self, title: str) -> None:
        """Show another title, such as the name of the thing that was opened."""
        self.title.setText(title)

    def set_purpose(self, purpose: str) -> None:
        """Show another line below the title, or none."""
        self.purpose.setText(purpose)
        self.purpose.setVisible(bool(purpose))
