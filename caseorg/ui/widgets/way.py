"""A way with its stations one below the other: what is behind, what comes next, what is still to come.

The line and the marks are a picture; each station says in words how far it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from caseorg.ui import icons
from caseorg.ui.text_size import Role, px, set_gaps
from caseorg.ui.theme import color
from caseorg.ui.widgets.label import Label


class HowFar(StrEnum):
    """Where a station lies."""

    behind = auto()
    now = auto()
    ahead = auto()


@dataclass(frozen=True)
class Station:
    """One station in words; they say how far it is, since the mark is only a picture."""

    words: str
    how_far: HowFar


_MARKS = {
    HowFar.behind: ("circle-check", "status.ok"),
    HowFar.now: ("arrow-right", "status.info"),
    HowFar.ahead: ("circle-dashed", "status.neutral"),
}
_ICON, _GAP = 20, 4


class Way(QWidget):
    """The stations, the first one on top."""

    def __init__(self, stations: Sequence[Station], *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        column = QVBoxLayout(self)
        set_gaps(column)
        for at, station in enumerate(stations):
            row = QHBoxLayout()
            set_gaps(row, gap=8)
            mark = _Mark(station.how_far, is_first=at == 0, is_last=at == len(stations) - 1)
            role = Role.label if station.how_far is HowFar.now else Role.body
            row.addWidget(mark)
            row.addWidget(Label(station.words, role), 1, Qt.AlignmentFlag.AlignVCenter)
            column.addLayout(row)


class _Mark(QWidget):
    """The mark of one station, with the line to those above and below."""

    def __init__(self, how_far: HowFar, *, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self._how_far, self._is_first, self._is_last = how_far, is_first, is_last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        self.setFixedWidth(px(_ICON))
        self.setMinimumHeight(px(_ICON + 3 * _GAP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side, gap = px(_ICON), px(_GAP)
        middle, center = self.height() / 2, self.width() / 2
        painter.setPen(QPen(color("border.control"), max(1, px(2))))
        if not self._is_first:
            painter.drawLine(QPointF(center, 0), QPointF(center, middle - side / 2 - gap))
        if not self._is_last:
            painter.drawLine(QPointF(center, middle + side / 2 + gap), QPointF(center, self.height()))
        icon, role = _MARKS[self._how_far]
        icons.draw(painter, QRectF(0, middle - side / 2, side, side), icon, role)
        painter.end()
