"""The few strokes everything is drawn with: a flat box, and the two lines around what has the keyboard.

Before the first paint nothing may name `Qt` or `QStyle`, not even by a call that could take one of their values, such
as `QPainter.setPen`: PySide then makes all of Qt's enumerations at once, which takes as long as all the rest that there
is to do. So shapes are filled and outlined with a brush that a palette made, and what comes before the first paint
writes flags as numbers and sets them as properties.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPalette, QPen

from caseorg.ui.text_size import px
from caseorg.ui.theme import color

CORNER = 6


class _Ring:
    """How the keyboard's place is drawn."""

    line = 2


def use_thick_ring(thick: bool) -> None:
    """Draw the ring with double lines from now on, or with single ones."""
    _Ring.line = 4 if thick else 2


def ring_reach() -> int:
    """Return how far a ring stands out from what it is drawn around, in pixels."""
    return 2 * _Ring.line


@lru_cache(maxsize=256)
def _brush(rgba: int) -> QBrush:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor.fromRgba(rgba))
    return palette.brush(QPalette.ColorRole.Base)


def _pen(ink: QColor, width: float) -> QPen:
    pen = QPen()
    pen.setBrush(_brush(ink.rgba()))
    pen.setWidthF(width)
    return pen


def draw_box(
    painter: QPainter, rect: QRect | QRectF, fill: QColor | None, line: QColor | None, corner: float = CORNER
) -> None:
    """Draw a flat box with round corners, its 1 px line wholly inside `rect`."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), px(corner), px(corner))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if fill is not None:
        painter.fillPath(path, _brush(fill.rgba()))
    if line is not None:
        painter.strokePath(path, _pen(line, 1))
    painter.restore()


def draw_ring(painter: QPainter, inner: QRectF) -> None:
    """Draw the two lines that show where the keyboard is, around `inner`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for step, role in enumerate(("focus.inner", "focus.outer")):
        out = _Ring.line * (step + 0.5)
        path = QPainterPath()
        path.addRoundedRect(inner.adjusted(-out, -out, out, out), px(CORNER) + out, px(CORNER) + out)
        painter.strokePath(path, _pen(color(role), _Ring.line))
    painter.restore()


def draw_ring_inside(painter: QPainter, rect: QRect | QRectF) -> None:
    """Draw the ring inside `rect`, for a row that has others above and below it."""
    out = ring_reach() + 1
    draw_ring(painter, QRectF(rect).adjusted(out, out, -out, -out))
