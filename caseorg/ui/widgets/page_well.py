"""Where the picture of a page lies in a preview, with the places on it that are marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from caseorg.base.language import _
from caseorg.ui.text_size import px
from caseorg.ui.theme import color

_MARK, _MARK_EDGE = QColor(255, 214, 0, 110), QColor(184, 84, 0)
"""On paper, which is white in every theme; the edge tells a mark from yellow paper."""

Box = tuple[float, float, float, float]
"""A place on a page: left, top, right and bottom in parts of the page, from 0 to 1."""


class Well(QScrollArea):
    """Where the picture of a page lies; the only thing that may scroll sideways, with tables."""

    resized = Signal()
    """Sent when it has another size; that of the preview around it changes earlier, or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        # Always there, so that a page fitted to the width still fits once it turns out to be high.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(_("Picture of the page"))
        self.sheet = _Sheet()
        self.setWidget(self.sheet)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def show_picture(self, picture: QPixmap | None, words: str) -> None:
        """Show a picture, or words where there is none."""
        self.sheet.picture, self.sheet.words = picture, words
        self.sheet.is_blank = False
        self.sheet.updateGeometry()
        self._go_to_mark()
        self.sheet.update()
        self.setAccessibleDescription(words)

    def show_marks(self, marks: Sequence[Box]) -> None:
        """Mark places on the page, and bring the first into sight."""
        self.sheet.marks = tuple(marks)
        self.sheet.update()
        self._go_to_mark()

    def _go_to_mark(self) -> None:
        if self.sheet.marks and self.sheet.picture is not None:
            size = self.sheet.picture.deviceIndependentSize()
            left, top, _right, _bottom = self.sheet.marks[0]
            self.ensureVisible(round(left * size.width()), round(top * size.height()), px(48), px(96))

    def show_blank(self, words: str) -> None:
        """Show the page without what is on it, until its picture comes; as large as the one before."""
        self.sheet.is_blank, self.sheet.words = True, ""
        self.sheet.update()
        self.setAccessibleDescription(words)


class _Sheet(QWidget):
    """The picture on its ground."""

    def __init__(self) -> None:
        super().__init__()
        self.picture: QPixmap | None = None
        self.words = ""
        self.marks: tuple[Box, ...] = ()
        self.is_blank = False
        """Whether the page's own picture is still being drawn; `picture` is that of the page before."""
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        if self.picture is None:
            return QSize(0, px(120))
        return self.picture.deviceIndependentSize().toSize() + QSize(px(16), px(16))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("sunken"))
        if self.picture is not None:
            size = self.picture.deviceIndependentSize().toSize()
            at = QPoint(max(px(8), (self.width() - size.width()) // 2), px(8))
            if self.is_blank:
                painter.fillRect(QRect(at, size), Qt.GlobalColor.white)
            else:
                painter.drawPixmap(at, self.picture)
                self._paint_marks(painter, at, size)
            painter.setPen(color("line.subtle"))
            painter.drawRect(at.x() - 1, at.y() - 1, size.width() + 1, size.height() + 1)
        else:
            painter.setPen(color("text.secondary"))
            inside = self.rect().adjusted(px(16), px(16), -px(16), -px(16))
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.words)
        painter.end()

    def _paint_marks(self, painter: QPainter, at: QPoint, size: QSize) -> None:
        painter.setPen(QPen(_MARK_EDGE, 2))
        painter.setBrush(_MARK)
        across, down = size.width(), size.height()
        for left, top, right, bottom in self.marks:
            place = QRectF(left * across, top * down, (right - left) * across, (bottom - top) * down)
            painter.drawRoundedRect(place.translated(at).adjusted(-3, -3, 3, 3), 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
