"""The head of a page: its title, one line that says what it is for, and its main buttons."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.ui.text_size import Role, px, set_gaps
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

_BELOW_TITLE, _ABOVE_BUTTONS, _BESIDE = 4, 12, 12


class _Head(FlowRow):
    """The title with the buttons at the far side and the purpose below; without room the buttons come last."""

    def __init__(self, title: Label, purpose: Label, actions: FlowRow) -> None:
        super().__init__(title, actions, purpose)
        self._title, self._purpose, self._actions = title, purpose, actions

    def heightForWidth(self, width: int) -> int:
        return max(at.bottom() + 1 for _widget, at in self._places(width))

    def _place(self, width: int) -> None:
        mirrored = self.isRightToLeft()
        for widget, at in self._places(width):
            widget.setGeometry(at.translated(width - at.right() - 1 - at.left(), 0) if mirrored else at)

    def _places(self, width: int) -> list[tuple[QWidget, QRect]]:
        """Return where everything that is shown goes in a head of this width."""
        title, actions = self._title.sizeHint(), self._actions.sizeHint()
        has_actions = not self._actions.isHidden()
        if has_actions and title.width() + px(_BESIDE) + actions.width() <= width:
            high = max(title.height(), actions.height())
            top = (high - title.height()) // 2
            placed = [(self._title, QRect(0, top, title.width(), title.height()))]
            top = (high - actions.height()) // 2
            placed.append((self._actions, QRect(width - actions.width(), top, actions.width(), actions.height())))
            below: list[tuple[QWidget, int]] = [(self._purpose, px(_BELOW_TITLE))]
        else:
            placed, high = [], 0
            below = [(self._title, 0), (self._purpose, px(_BELOW_TITLE)), (self._actions, px(_ABOVE_BUTTONS))]
        for widget, gap in below:
            if not widget.isHidden():
                wanted = min(widget.sizeHint().width(), max(width, 1))
                at = QRect(0, high + gap, wanted, widget.heightForWidth(wanted))
                placed.append((widget, at))
                high = at.bottom() + 1
        return placed


class PageHeader(QWidget):
    """Title, purpose and buttons. The title takes the focus when the page comes."""

    def __init__(self, title: str, purpose: str = "", *, name: str = "page", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        set_gaps(column)
        self.title = Label(title, Role.page_title)
        self.title.setObjectName(f"{name}.title")
        # Reachable by the program, not by Tab: a title is read, not used.
        self.title.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.actions = FlowRow(name=f"{name}.actions")
        self.purpose = Label(purpose, Role.body, "text.secondary")
        column.addWidget(_Head(self.title, self.purpose, self.actions))
        self.actions.hide()
        self.show_purpose(True)

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
        self.show_purpose(self._shows_purpose)

    def show_purpose(self, on: bool) -> None:
        """Show the line below the title, or leave its room to the page."""
        self._shows_purpose = on
        self.purpose.setVisible(on and bool(self.purpose.text()))
