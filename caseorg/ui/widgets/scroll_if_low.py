"""A row that takes the height it needs, and scrolls where the window has less."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

# Values of Qt as numbers; caseorg/ui/paint.py says why.
_ALWAYS_OFF, _NO_FOCUS, _TAB_FOCUS = 1, 0, 1


class ScrollIfLow(QScrollArea):
    """Holds one widget. Where that is cut off, the keyboard stops here, too, so that the arrow keys scroll it."""

    def __init__(self, row: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setProperty("horizontalScrollBarPolicy", _ALWAYS_OFF)
        self.setProperty("focusPolicy", _NO_FOCUS)
        self.setWidget(row)
        for each in (self, self.viewport(), row):  # what is behind it shows through
            each.setAutoFillBackground(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def to_top(self) -> None:
        """Show the beginning, as when something else is in the row."""
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._row.heightForWidth(width)

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        least = self._row.minimumSizeHint()
        return QSize(least.width(), min(least.height(), self.fontMetrics().height() * 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_cut = self._row.heightForWidth(self.width()) > self.height()
        self.setProperty("focusPolicy", _TAB_FOCUS if is_cut else _NO_FOCUS)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)
