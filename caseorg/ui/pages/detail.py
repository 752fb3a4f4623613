"""What is known of the thing that is selected in a list: lines of words and buttons, shown anew after each change."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QVBoxLayout, QWidget

from caseorg.ui.page import Page
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, characters, set_gaps
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.room import Room, room_of

_NAME_WIDTH = 21  # characters
_BESIDE = 40
_SHARE_IN_VIEW = 0.6


class Pair(QWidget):
    """A name and what stands for it, side by side where there is room, with buttons below."""

    def __init__(self, name: str, words: str, *buttons: QWidget) -> None:
        super().__init__()
        self.printed = (name, words)
        self._name = Label(name, Role.label, "text.secondary")
        self._name.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        set_gaps(self._box, gap=8)
        self._box.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        value = QVBoxLayout()
        set_gaps(value, gap=4)
        value.addWidget(Label(words))
        if buttons:
            value.addWidget(FlowRow(*buttons))
        self._box.addLayout(value, 1)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._arrange()
        super().changeEvent(event)

    def _arrange(self) -> None:
        directions = QBoxLayout.Direction
        beside = room_of(self) is not Room.narrow and (
            self.width() >= characters(_BESIDE, self) or not self.isVisible()
        )
        self._box.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        width = characters(_NAME_WIDTH, self) if beside else 0
        self._name.setMinimumWidth(width)
        self._name.setMaximumWidth(width or 16_777_215)


class Detail(Card):
    """A card that keeps the focus in its place when it is filled anew."""

    def __init__(self, *, name: str) -> None:
        super().__init__("", name=name)
        self._inside = QWidget()
        self.body.addWidget(self._inside)

    def show_parts(self, title: str, parts: Iterable[QWidget], description: str = "") -> None:
        """Show other words and buttons; the focus goes to the button of the same name, if it was on one."""
        focused = QApplication.focusWidget()
        had_focus = focused.objectName() if focused is not None and self.isAncestorOf(focused) else None
        self.set_title(title)
        self.setAccessibleDescription(description)
        inside = QWidget()
        column = QVBoxLayout(inside)
        set_gaps(column, gap=8)
        for part in parts:
            column.addWidget(part)
        self.body.replaceWidget(self._inside, inside)
        self._inside.hide()
        self._inside.deleteLater()
        self._inside = inside
        if self.isVisible():
            inside.show()  # now, so that it can take the focus
        if had_focus is not None:
            same = inside.findChild(QWidget, had_focus) if had_focus else None
            buttons = (each for each in inside.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus)
            target = same or next(buttons, None)
            if target is not None:
                target.setFocus(Qt.FocusReason.OtherFocusReason)


def show_below(page: Page, table: RecordTable, detail: QWidget) -> None:
    """Have a press on a row bring the detail into view where it is below, and Enter also move the focus there."""

    def come(_row: object = None) -> None:
        content, view = page.scroller.widget(), page.scroller.viewport()
        content.layout().activate()
        if detail.mapTo(content, QPoint(0, 0)).x() > table.mapTo(content, QPoint(0, 0)).x():
            return  # It stands beside the list.
        top = detail.mapTo(content, QPoint(0, 0)).y()
        shown = min(detail.height(), round(view.height() * _SHARE_IN_VIEW))
        page.scroller.ensureVisible(0, top + shown, 0, 0)

    def enter(_row: object = None) -> None:
        come()
        inside = (each for each in detail.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus)
        first = next(inside, None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    table.table.clicked.connect(come)
    table.cards.clicked.connect(come)
    table.opened.connect(enter)
