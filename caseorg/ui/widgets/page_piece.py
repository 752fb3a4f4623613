"""A piece of a page, cut out around the place of some words, so that they can be compared with what was read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseorg.documents.places import Place
from caseorg.ui.text_size import characters, px
from caseorg.ui.theme import color

PIECE_WIDTH_PX = 1700
"""How wide a page is drawn of which pieces are shown: 200 dots an inch."""

_ACROSS, _DOWN = 0.03, 0.012
"""How much of the page is shown around the place, in parts of it."""
_LEAST_ACROSS = 0.42
_MARK = QColor(184, 84, 0)
"""On paper, which is white in every theme."""
_HIGHEST = 150


class PagePiece(QWidget):
    """One piece. It shows nothing until the picture of its page is there."""

    def __init__(self, place: Place, words: str) -> None:
        """Make it.

        Args:
            place: Where the words stand.
            words: What is spoken of it.
        """
        super().__init__()
        self.place = place
        self._image: QImage | None = None
        self.setAccessibleName(words)
        self.setMinimumHeight(px(28))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_page(self, page: QImage) -> None:
        """Cut the piece out of the picture of its page."""
        self._image = page.copy(self._cut(page.size()))
        self._mark = self._place_in(page.size())
        self.updateGeometry()
        self.update()

    def is_shown(self) -> bool:
        """Tell whether the picture is there."""
        return self._image is not None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._image is None or not self._image.width():
            return px(28)
        return min(px(_HIGHEST), round(min(width, self._widest()) * self._image.height() / self._image.width()))

    def sizeHint(self) -> QSize:
        width = characters(40, self)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(characters(12, self), px(28))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image is not None:
            scale = min(self.height() / self._image.height(), min(self.width(), self._widest()) / self._image.width())
            size = QSize(round(self._image.width() * scale), round(self._image.height() * scale))
            painter.drawImage(QRect(0, 0, size.width(), size.height()), self._image)
            painter.setPen(QPen(_MARK, 2))
            mark = self._mark
            painter.drawRect(QRectF(mark.x() * scale, mark.y() * scale, mark.width() * scale, mark.height() * scale))
            painter.setPen(color("line.subtle"))
            painter.drawRect(0, 0, size.width() - 1, size.height() - 1)
        else:
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.end()

    def _widest(self) -> int:
        return characters(60, self)

    def _cut(self, size: QSize) -> QRect:
        """Return what is cut out, in dots of the page's picture."""
        place = self.place
        left = max(0.0, min(place.left - _ACROSS, 1 - _LEAST_ACROSS))
        right = min(1.0, max(place.right + _ACROSS, left + _LEAST_ACROSS))
        top, bottom = place.top - _DOWN, place.bottom + _DOWN
        corner = round(left * size.width()), round(max(0.0, top) * size.height())
        across, down = (right - left) * size.width(), (min(1.0, bottom) - max(0.0, top)) * size.height()
        return QRect(*corner, max(1, round(across)), max(1, round(down)))

    def _place_in(self, size: QSize) -> QRectF:
        """Return the place itself in dots of what was cut out."""
        cut, place = self._cut(size), self.place
        edge = 0.003 * size.width()
        return QRectF(
            place.left * size.width() - cut.x() - edge,
            place.top * size.height() - cut.y() - edge,
            (place.right - place.left) * size.width() + 2 * edge,
            (place.bottom - place.top) * size.height() + 2 * edge,
        )
