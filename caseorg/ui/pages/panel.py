"""A task in its own place on a page: while it is open it stands for what it hides, and closing it goes back there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from caseorg.base.language import _
from caseorg.ui.forms.form import RecordForm
from caseorg.ui.page import Page
from caseorg.ui.pages.short_form import ShortForm
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.card import Card

_READER_MS = 1_000


class Panel(Card):
    """One task at a time. Escape or the link on top closes it; what is half typed in a form stays as its draft."""

    closed = Signal()

    def __init__(self, page: Page, *, name: str, hides: Sequence[QWidget] = (), back: str = "") -> None:
        """Make it, closed.

        Args:
            page: The page it stands on.
            name: The object name, such as `records.panel`.
            hides: What it stands for while it is open.
            back: The words of the link that closes it.
        """
        super().__init__("", name=name, role=Role.section)
        self._page, self._hides = page, tuple(hides)
        self._content: QWidget | None = None
        self._came_from = ""
        self._back = LinkButton(back or _("Back to the list"), self.close_task, icon="arrow-left", name=f"{name}.back")
        self.body.insertWidget(0, self._back)
        set_gaps(self.body, margins=16, gap=16)
        self.hide()

    def open_task(self, title: str, content: QWidget, *, focus: bool = True) -> None:
        """Show a task in place of the one before.

        Args:
            title: What is asked.
            content: The form; one with `focus_first` gets the focus in its first field.
            focus: Whether to move the focus there; not when the task was open before a lock.
        """
        focused = QApplication.focusWidget()
        if self._content is None:
            self._came_from = focused.objectName() if focused is not None else ""
        self._take_away()
        self._content, self._page.task = content, self
        self.set_title(title)
        if hasattr(content, "leave"):
            self._page.add_form(content, self.body)
        else:
            self.body.addWidget(content)
        for widget in self._hides:
            widget.hide()
        self._page.more_came.emit()
        self.show()
        content.show()  # now, so that it can take the focus
        if focus:
            self._focus(content)
        self._show_top()

    def is_open(self) -> bool:
        """Tell whether a task is open."""
        return self._content is not None

    def content(self) -> QWidget | None:
        """Return what is asked now, if anything is."""
        return self._content

    def focus_field(self, field: str) -> None:
        """Give the focus to one field of the sheet that is open, if it has it."""
        if isinstance(self._content, RecordForm | ShortForm) and field in self._content.rows:
            self._content.editor(field).target().setFocus(Qt.FocusReason.OtherFocusReason)

    def close_task(self) -> None:
        """Go back to what was hidden, with the focus where it came from."""
        if self._content is None:
            return
        self._take_away()
        self.hide()
        for widget in self._hides:
            widget.show()
        self._page.more_came.emit()
        self._page.set_problem(False)
        came_from = self._page.findChild(QWidget, self._came_from) if self._came_from else None
        if came_from is not None and came_from.isVisible() and came_from.isEnabled():
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._page.header.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_task()
        else:
            super().keyPressEvent(event)

    def _focus(self, content: QWidget) -> None:
        if not hasattr(content, "focus_first"):
            self._back.setFocus()
        elif QAccessible.isActive():
            # A field that was just filled tells that its cursor moved. Orca hears that first, asks whether the field
            # has the keyboard, and then takes it for known and says nothing. So the keyboard comes once it has heard.
            self.title.setFocus()
            QTimer.singleShot(_READER_MS, content, lambda: content.focus_first() if self.title.hasFocus() else None)
        else:
            content.focus_first()

    def _take_away(self) -> None:
        if self._content is not None:
            if hasattr(self._content, "leave"):
                self._content.leave()
            self.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
            self._content = self._page.task = None

    def _show_top(self) -> None:
        scroller = self._page.scroller
        scroller.widget().layout().activate()
        scroller.ensureVisible(0, self.mapTo(scroller.widget(), self.rect().topLeft()).y(), 0, 0)
