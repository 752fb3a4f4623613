"""Draws steps as a staircase that climbs to the right: the first step below, each next one above it and further on.

It is a picture. Each step stands as text beside it, so it takes no keyboard, and screen readers hear its summary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseorg.base.language import _, ngettext
from caseorg.ui import icons
from caseorg.ui.text_size import Role, characters, font, px
from caseorg.ui.theme import color

_ICON, _PAD, _TREAD, _WIDEST_STEP = 20, 12, 4, 72
_LEAST_TEXT = 16  # characters: what the highest step keeps of the width
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True)
class Stair:
    """One step: its title, what stands below it, the icon and the color role of how far it is."""

    title: str
    lines: tuple[str, ...]
    icon: str
    role: str

    @property
    def words(self) -> str:
        """Return everything on it as it is spoken."""
        return ". ".join(part.rstrip(".") for part in (self.title, *self.lines)) + "."


@dataclass(frozen=True)
class _Block:
    """Where one step is drawn, and where its texts stand."""

    stair: Stair
    rect: QRect
    title: QRect
    lines: tuple[QRect, ...]


class Staircase(QWidget):
    """The picture; as high as its texts need for the width there is."""

    def __init__(self, stairs: Sequence[Stair], *, name: str, parent: QWidget | None = None) -> None:
        """Make it.

        Args:
            stairs: The steps, the first one in front.
            name: The object name.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self.stairs = tuple(stairs)
        self._heights: dict[int, int] = {}
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("The steps as a staircase"))
        count = ngettext("{count} step.", "{count} steps.", len(self.stairs)).format(count=len(self.stairs))
        self.setAccessibleDescription(" ".join([count, *(stair.words for stair in self.stairs)]))

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = max((block.rect.bottom() + 1 for block in self._blocks(width)), default=0)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        width = px(480)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(characters(_LEAST_TEXT) + px(_ICON + 3 * _PAD), 0)

    def _blocks(self, width: int) -> list[_Block]:
        """Lay the steps out; the last one is highest, so it comes first from above."""
        room = width - px(_ICON + 3 * _PAD) - characters(_LEAST_TEXT)
        rise = max(0, min(px(_WIDEST_STEP), room // max(1, len(self.stairs) - 1)))
        found: list[_Block] = []
        top = 0
        for number, stair in reversed(list(enumerate(self.stairs))):
            block = self._block(stair, QRect(number * rise, top, width - number * rise, 0))
            found.append(block)
            top = block.rect.bottom() + 1
        return found

    def _block(self, stair: Stair, at: QRect) -> _Block:
        left = at.left() + px(2 * _PAD + _ICON)
        wide = max(1, at.right() - px(_PAD) - left)
        top = at.top() + px(_TREAD + _PAD)
        rects: list[QRect] = []
        for role, text in self._texts(stair):
            bound = QFontMetrics(font(role)).boundingRect(QRect(left, top, wide, px(10_000)), _WRAP, text)
            rects.append(QRect(left, top, wide, bound.height()))
            top += bound.height() + px(4)
        return _Block(
            stair, QRect(at.left(), at.top(), at.width(), top - at.top() + px(_PAD - 4)), rects[0], (*rects[1:],)
        )

    @staticmethod
    def _texts(stair: Stair) -> Iterator[tuple[Role, str]]:
        yield Role.label, stair.title
        yield from ((Role.small, line) for line in stair.lines)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._heights.clear()
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for block in self._blocks(self.width()):
            self._draw(painter, block)
        painter.end()

    def _draw(self, painter: QPainter, block: _Block) -> None:
        stair, rect = block.stair, block.rect
        painter.fillRect(rect, color(f"{stair.role}.bg"))
        # The tread and the riser: what makes it a step.
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), px(_TREAD)), color(stair.role))
        painter.fillRect(QRect(rect.left(), rect.top(), px(_TREAD), rect.height()), color(stair.role))
        spot = QRectF(rect.left() + px(_PAD), block.title.top(), px(_ICON), px(_ICON))
        icons.draw(painter, spot, stair.icon, stair.role)
        painter.setPen(QPen(color("text.primary"), 1))
        painter.setFont(font(Role.label))
        painter.drawText(block.title, _WRAP, stair.title)
        painter.setFont(font(Role.small))
        for where, line in zip(block.lines, stair.lines, strict=True):
            painter.drawText(where, _WRAP, line)
