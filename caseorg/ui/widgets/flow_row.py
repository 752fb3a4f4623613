"""A row of buttons that goes on below itself when there is no room beside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseorg.ui.text_size import px

_GAP = 12


class FlowRow(QWidget):
    """Widgets in reading order; those that do not fit beside the others stand below them."""

    def __init__(self, *widgets: QWidget, gap: int = _GAP, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = gap
        self._widgets: list[QWidget] = []
        self._apart: QWidget | None = None
        self.setObjectName(name)
        # Not fixed in height: Qt would then give it no more than one line, whatever it needs for its width.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end of the row."""
        widget.setParent(self)
        self._widgets.append(widget)
        self.updateGeometry()
        if self.isVisible():
            self._place(self.width())

    def add_apart(self, widget: QWidget) -> None:
        """Put a widget at the far side of the row, away from the others, as a button that removes."""
        self.add(widget)
        self._apart = widget

    def show_only(self, *widgets: QWidget) -> None:
        """Put these widgets in the place of all that are in the row."""
        for before in self._widgets:
            before.hide()
            before.deleteLater()
        self._widgets, self._apart = [], None
        for widget in widgets:
            self.add(widget)
            widget.setVisible(True)

    def widgets(self) -> tuple[QWidget, ...]:
        """Return the widgets in reading order."""
        return tuple(self._widgets)

    def heightForWidth(self, width: int) -> int:
        # As `_place` does it, without the places: layouts ask some forty times for each time that they place.
        gap, most = px(self._gap), max(width, 1)
        left = top = tallest = 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            hint = widget.sizeHint()
            wanted = min(hint.width(), most)
            if left and left + wanted > width:
                left, top, tallest = 0, top + tallest + gap, 0
            high = widget.heightForWidth(wanted) if widget.hasHeightForWidth() else hint.height()
            left += wanted + gap
            tallest = max(tallest, high)
        return top + tallest

    def sizeHint(self) -> QSize:
        shown = self._shown()
        gap = px(self._gap)
        width = sum(widget.sizeHint().width() for widget in shown) + gap * max(0, len(shown) - 1)
        return QSize(width, max((widget.sizeHint().height() for widget in shown), default=0))

    def minimumSizeHint(self) -> QSize:
        shown = self._shown()
        return QSize(
            max((widget.minimumSizeHint().width() for widget in shown), default=0),
            max((widget.sizeHint().height() for widget in shown), default=0),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(self.width())
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place(self.width())
        return super().event(event)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _place(self, width: int) -> None:
        """Place the widgets in lines of `width`."""
        gap, mirrored = px(self._gap), self.isRightToLeft()
        left = top = tallest = 0
        line: list[tuple[QWidget, QRect]] = []
        placed: list[tuple[QWidget, QRect]] = []
        for widget in self._shown():
            hint = widget.sizeHint()
            wanted = min(hint.width(), max(width, 1))
            if line and left + wanted > width:
                placed += self._level(line, tallest)
                line, left, top, tallest = [], 0, top + tallest + gap, 0
            high = widget.heightForWidth(wanted) if widget.hasHeightForWidth() else hint.height()
            at = width - wanted if widget is self._apart else left
            line.append((widget, QRect(at, top, wanted, high)))
            left += wanted + gap
            tallest = max(tallest, high)
        for widget, at in placed + self._level(line, tallest):
            widget.setGeometry(at.translated(width - at.right() - 1 - at.left(), 0) if mirrored else at)

    def _level(self, line: list[tuple[QWidget, QRect]], tallest: int) -> list[tuple[QWidget, QRect]]:
        return [(widget, at.translated(0, (tallest - at.height()) // 2)) for widget, at in line]
