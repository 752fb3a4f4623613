"""Keeps something in sight while the page beside it is scrolled, such as a letter beside the fields it fills."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from caseorg.ui.text_size import px

_EDGE = 8


class InSight(QWidget):
    """As high as what stands beside it; what it holds moves along inside, as high as can be seen at once."""

    def __init__(self, held: QWidget, scroller: QScrollArea) -> None:
        """Make it.

        Args:
            held: What is kept in sight.
            scroller: What scrolls the page.
        """
        super().__init__()
        self._held, self._scroller = held, scroller
        held.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        scroller.verticalScrollBar().valueChanged.connect(lambda _value: self._place())
        scroller.viewport().installEventFilter(self)
        held.installEventFilter(self)

    def sizeHint(self) -> QSize:
        return self._held.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._held.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._held:
            self.updateGeometry()
        elif event.type() == QEvent.Type.Resize and watched is not self._held:
            self._place()
        return False

    def _place(self) -> None:
        """Put what is held where it can be seen: never above its own top, nor below its own end."""
        view = self._scroller.viewport()
        height = min(self.height(), max(self._held.minimumSizeHint().height(), view.height() - 2 * px(_EDGE)))
        top = self.mapFrom(view, QPoint(0, px(_EDGE))).y() if view.isAncestorOf(self) else 0
        self._held.setGeometry(0, min(max(0, top), self.height() - height), self.width(), height)
