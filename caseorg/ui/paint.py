"""The few strokes everything is drawn with: a flat box, and the two lines around what has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

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


def draw_box(
    painter: QPainter, rect: QRect | QRectF, fill: QColor | None, line: QColor | None, corner: float = CORNER
) -> None:
    """Draw a flat box with round corners, its 1 px line wholly inside `rect`."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), px(corner), px(corner))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1) if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def draw_ring(painter: QPainter, inner: QRectF) -> None:
    """Draw the two lines that show where the keyboard is, around `inner`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for step, role in enumerate(("focus.inner", "focus.outer")):
        out = _Ring.line * (step + 0.5)
        painter.setPen(QPen(color(role), _Ring.line))
        corner = px(CORNER) + out
        painter.drawRoundedRect(inner.adjusted(-out, -out, out, out), corner, corner)
    painter.restore()


def draw_ring_inside(painter: QPainter, rect: QRect | QRectF) -> None:
    """Draw the ring inside `rect`, for a row that has others above and below it."""
    out = ring_reach() + 1
    draw_ring(painter, QRectF(rect).adjusted(out, out, -out, -out))
