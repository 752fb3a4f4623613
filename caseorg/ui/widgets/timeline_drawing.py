"""Draws a timeline: a line for each person or office, marks for its days, and a line for today.

It is a picture. What it shows stands as text beside it, so it takes no keyboard, and screen readers hear its summary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseorg.base.language import _, month_and_year, ngettext, short_date
from caseorg.ui import icons
from caseorg.ui.text_size import Role, font, px
from caseorg.ui.theme import color

_MARK = 20
_LONGEST_NAME = 26  # characters


@dataclass(frozen=True)
class Mark:
    """One day on a line: its icon and the color role of what it means."""

    day: date
    icon: str
    role: str


@dataclass(frozen=True)
class MarkedLine:
    """One line: a name and its marks."""

    name: str
    marks: tuple[Mark, ...]


class TimelineDrawing(QWidget):
    """The picture; as wide as there is room, and as high as it has lines."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(_("Timeline"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lines: tuple[MarkedLine, ...] = ()
        self._today = date(2000, 1, 1)
        self._first = self._last = self._today

    def show_lines(self, lines: Sequence[MarkedLine], today: date) -> None:
        """Draw other lines."""
        self._lines, self._today = tuple(lines), today
        days = [mark.day for line in lines for mark in line.marks] + [today]
        self._first, self._last = min(days) - timedelta(days=3), max(days) + timedelta(days=3)
        words = ngettext(
            "{count} line, from {first} to {last}. The same dates stand in the list below.",
            "{count} lines, from {first} to {last}. The same dates stand in the list below.",
            len(lines),
        )
        self.setAccessibleDescription(
            words.format(count=len(lines), first=short_date(min(days)), last=short_date(max(days)))
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(400), self._head() + len(self._lines) * self._row() + px(12))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), self.sizeHint().height())

    def _head(self) -> int:
        return QFontMetrics(font(Role.small)).height() * 2 + px(16)

    def _row(self) -> int:
        return max(px(_MARK), QFontMetrics(font(Role.small)).height()) + px(20)

    def _x(self, day: date, area: QRect) -> float:
        share = (day - self._first).days / max((self._last - self._first).days, 1)
        return area.left() + share * area.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(font(Role.small))
        names = max((metrics.horizontalAdvance(line.name) for line in self._lines), default=0)
        names = min(names, metrics.horizontalAdvance("0") * _LONGEST_NAME, self.width() // 3) + px(16)
        area = QRect(names + px(_MARK), 0, self.width() - names - px(2 * _MARK), self.height())
        painter.setFont(font(Role.small))
        self._draw_months(painter, area)
        self._draw_today(painter, area)
        for at, line in enumerate(self._lines):
            middle = self._head() + at * self._row() + self._row() // 2
            self._draw_line(painter, line, QRect(0, middle - self._row() // 2, names, self._row()), area, middle)
        painter.end()

    def _draw_months(self, painter: QPainter, area: QRect) -> None:
        """Draw a thin line at each first of a month, and its name where that does not run into the last one."""
        metrics, free_from = painter.fontMetrics(), area.left() - px(8)
        month = (self._first.replace(day=1) + timedelta(days=31)).replace(day=1)
        while month <= self._last:
            x = self._x(month, area)
            painter.setPen(QPen(color("line.subtle"), 1))
            painter.drawLine(int(x), self._head() - px(6), int(x), self.height())
            words = month_and_year(month)
            width = metrics.horizontalAdvance(words)
            if x >= free_from and x + width <= self.width():
                painter.setPen(color("text.secondary"))
                painter.drawText(QRectF(x, px(2), width + 1, metrics.height()), Qt.AlignmentFlag.AlignLeft, words)
                free_from = x + width + px(12)
            month = (month + timedelta(days=31)).replace(day=1)

    def _draw_today(self, painter: QPainter, area: QRect) -> None:
        metrics, words, x = painter.fontMetrics(), _("Today"), self._x(self._today, area)
        painter.setPen(QPen(color("accent.fill"), px(2)))
        painter.drawLine(int(x), self._head() - px(6), int(x), self.height())
        width = metrics.horizontalAdvance(words)
        left = min(max(x - width / 2, area.left()), self.width() - width - 1)
        painter.setPen(color("link"))
        painter.drawText(
            QRectF(left, px(4) + metrics.height(), width + 1, metrics.height()), Qt.AlignmentFlag.AlignLeft, words
        )

    def _draw_line(self, painter: QPainter, line: MarkedLine, name: QRect, area: QRect, middle: int) -> None:
        metrics = painter.fontMetrics()
        painter.setPen(color("text.primary"))
        short = metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, name.width() - px(8))
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
        painter.setPen(QPen(color("border.control"), 1))
        painter.drawLine(area.left(), middle, area.right(), middle)
        side = px(_MARK)
        for mark in line.marks:
            spot = QRectF(self._x(mark.day, area) - side / 2, middle - side / 2, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color("surface")))
            painter.drawEllipse(spot.adjusted(-px(2), -px(2), px(2), px(2)))
            icons.draw(painter, spot, mark.icon, mark.role)
