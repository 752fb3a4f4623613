"""Draws what a visit may cost as a bar from the best to the worst end, with a mark at the likely amount.

It is a picture. The sums stand as text beside it, so it takes no keyboard, and screen readers hear its summary.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseorg.base.language import _, money
from caseorg.ui.paint import draw_box
from caseorg.ui.text_size import Role, font, px
from caseorg.ui.theme import color

_BAR, _MARK, _GAP = 20, 8, 4


@dataclass(frozen=True)
class Amounts:
    """The ends of a range in whole cents; what nobody can work out is None."""

    best: int | None
    likely: int | None
    worst: int | None
    no_upper_limit: bool = False

    @property
    def is_a_range(self) -> bool:
        """Tell whether there is something to draw: two amounts that differ, or one without an end."""
        known = {amount for amount in (self.best, self.likely, self.worst) if amount is not None}
        return len(known) > 1 or (bool(known) and self.no_upper_limit)


class CostBar(QWidget):
    """The picture: the words above the bar, the amounts below it."""

    def __init__(self, amounts: Amounts, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.amounts = amounts
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("What the visit may cost, as a bar"))
        spoken = [f"{word}: {amount}." for word, amount, _cents in self._labels()]
        if amounts.no_upper_limit:
            spoken.append(_("No upper limit is known."))
        self.setAccessibleDescription(" ".join(spoken))

    def _labels(self) -> list[tuple[str, str, int]]:
        ends = (
            (_("At best"), self.amounts.best), (_("Likely"), self.amounts.likely), (_("At worst"), self.amounts.worst),
        )  # fmt: skip
        found: dict[int, tuple[str, str, int]] = {}
        for word, cents in ends:
            if cents is not None and (cents not in found or word == _("Likely")):
                found[cents] = (word, _("about {amount}").format(amount=money(cents)), cents)
        return sorted(found.values(), key=lambda label: label[2])

    def sizeHint(self) -> QSize:
        line = QFontMetrics(font(Role.small)).height()
        return QSize(px(320), self._rows() * 2 * line + px(_BAR + 2 * _MARK + 2 * _GAP))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.sizeHint().height())

    def _rows(self) -> int:
        """Return over how many rows the words go: more where they would run into each other."""
        return max((row for *_rest, row in self._placed()), default=0) + 1

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def _x(self, cents: int) -> float:
        known = [amount for _word, _text, amount in self._labels()]
        most = max(known, default=0) or 1
        share = 0.8 if self.amounts.no_upper_limit else 1.0
        inner = max(1, self.width() - px(2 * _MARK))
        return px(_MARK) + inner * share * cents / most

    def _placed(self) -> list[tuple[str, str, float, float, float, int]]:
        """Give each pair of words and amount with its mark, its left edge, its width, and the row it stands in."""
        metrics = QFontMetrics(font(Role.small))
        ends: list[float] = []
        found = []
        for word, text, cents in self._labels():
            wide = max(metrics.horizontalAdvance(word), metrics.horizontalAdvance(text)) + 2
            middle = self._x(cents)
            left = min(max(0.0, middle - wide / 2), max(0.0, self.width() - wide))
            row = next((at for at, end in enumerate(ends) if end + px(_MARK) <= left), len(ends))
            ends[row : row + 1] = [left + wide]
            found.append((word, text, middle, left, float(wide), row))
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(Role.small))
        bar = QRectF(px(_MARK), px(_MARK), self.width() - px(2 * _MARK), px(_BAR))
        draw_box(painter, bar, color("sunken"), color("border.control"), 4)
        self._draw_span(painter, bar)
        line = painter.fontMetrics().height()
        for word, text, middle, left, wide, row in self._placed():
            top = bar.bottom() + px(_MARK + _GAP) + row * 2 * line
            self._draw_mark(painter, bar, middle, top, is_likely=word == _("Likely"))
            painter.setPen(color("text.primary"))
            painter.drawText(QRectF(left, top, wide, line), Qt.AlignmentFlag.AlignHCenter, word)
            painter.drawText(QRectF(left, top + line, wide, line), Qt.AlignmentFlag.AlignHCenter, text)
        painter.end()

    def _draw_span(self, painter: QPainter, bar: QRectF) -> None:
        known = [cents for _word, _text, cents in self._labels()]
        first = self._x(min(known))
        last = bar.right() if self.amounts.no_upper_limit else self._x(max(known))
        span = QRectF(first, bar.top() + 1, max(px(_GAP), last - first), bar.height() - 2)
        painter.fillRect(span, color("status.info.bg"))
        painter.setPen(QPen(color("status.info"), px(2)))
        painter.drawLine(span.topLeft(), span.bottomLeft())
        if not self.amounts.no_upper_limit:
            painter.drawLine(span.topRight(), span.bottomRight())
            return
        # An arrow that leaves the bar: the sum has no end that anybody knows.
        middle, side = span.center().y(), px(_MARK)
        painter.drawLine(QPointF(first, middle), QPointF(last, middle))
        painter.setBrush(color("status.info"))
        tip = QPointF(last + side - 1, middle)
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-side, -side / 2), tip + QPointF(-side, side / 2)]))

    def _draw_mark(self, painter: QPainter, bar: QRectF, middle: float, top: float, *, is_likely: bool) -> None:
        role = "status.info" if is_likely else "border.control"
        painter.setPen(QPen(color(role), px(3) if is_likely else 1))
        painter.drawLine(QPointF(middle, bar.top() - (px(_GAP) if is_likely else 0)), QPointF(middle, top))
