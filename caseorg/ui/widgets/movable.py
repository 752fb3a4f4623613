"""A line of a list that the mouse can drag to another place; buttons and keys do the same for whoever can't drag."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from caseorg.ui.text_size import px
from caseorg.ui.theme import color


class Movable(QWidget):
    """One line among others of the same kind under one parent. It is let go where it is to stand."""

    moved = Signal(int)
    """Sent when it was let go: by how many places, negative for up."""

    def __init__(self) -> None:
        super().__init__()
        self._from: QPoint | None = None
        self._mark: _Mark | None = None

    def begin(self, at: QPoint) -> None:
        """Note where on the screen it was taken."""
        self._from = at

    def follow(self, at: QPoint) -> None:
        """Show where it would stand; a hand that trembles drags nothing."""
        is_held = self._mark is not None
        far = self._from is not None and (at - self._from).manhattanLength() >= QApplication.startDragDistance()
        if not (is_held or far):
            return
        if self._mark is None:
            self._mark = _Mark(self.parentWidget())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._mark.show_at(self._edge(self._place(at)))

    def end(self, at: QPoint) -> bool:
        """Let go; tell whether it was dragged at all, so that a mere click can count as one."""
        was_dragged, self._from = self._mark is not None, None
        if self._mark is not None:
            self._mark.deleteLater()
            self._mark = None
            self.unsetCursor()
            by = self._place(at) - self._all().index(self)
            if by:
                self.moved.emit(by)
        return was_dragged

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.begin(event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.follow(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.end(event.globalPosition().toPoint())

    def _all(self) -> list[Movable]:
        lines = [each for each in self.parentWidget().children() if isinstance(each, Movable)]
        return sorted(lines, key=lambda line: line.y())

    def _place(self, at: QPoint) -> int:
        """Return the place it would have, counted without itself."""
        y = self.parentWidget().mapFromGlobal(at).y()
        return sum(line.geometry().center().y() < y for line in self._all() if line is not self)

    def _edge(self, place: int) -> int:
        rest = [line for line in self._all() if line is not self]
        return rest[place].y() if place < len(rest) else rest[-1].geometry().bottom() if rest else self.y()


class _Mark(QWidget):
    """The line that shows where something would stand."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_at(self, y: int) -> None:
        self.setGeometry(0, y - px(6), self.parentWidget().width(), px(3))
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("select.fill"))
        painter.end()


def movable_around(widget: QWidget) -> Movable | None:
    """Return the line that a widget stands in, or None."""
    around: QWidget | None = widget
    while around is not None and not isinstance(around, Movable):
        around = around.parentWidget()
    return around
