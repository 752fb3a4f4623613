"""A text field that draws its own box, so that it looks right before the style is loaded."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from caseorg.ui.paint import draw_box
from caseorg.ui.text_size import px
from caseorg.ui.theme import color

_HEIGHT, _SIDE = 36, 8


class OwnField(QLineEdit):
    """A line to type in; the locked screen's password."""

    def __init__(self, *, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setProperty("drawsItself", True)
        # Without a frame Qt draws no more than the words, on a ground that cannot be seen.
        self.setFrame(False)
        self._fit()

    def _fit(self) -> None:
        self.setTextMargins(px(_SIDE), 0, px(_SIDE), 0)
        palette = self.palette()
        if palette.color(QPalette.ColorRole.Base).alpha():
            palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
            self.setPalette(palette)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, px(_HEIGHT)))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, px(_HEIGHT)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._fit()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        on = self.isEnabled()
        draw_box(
            painter, self.rect(), color("surface" if on else "window"), color("border.control" if on else "line.subtle")
        )
        painter.end()
        super().paintEvent(event)
