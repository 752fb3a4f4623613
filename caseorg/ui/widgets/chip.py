"""A status as a word with an icon; the color only helps."""

from __future__ import annotations

from enum import StrEnum, auto

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from caseorg.ui import icons
from caseorg.ui.paint import draw_box
from caseorg.ui.text_size import Role, font, px, set_role
from caseorg.ui.theme import color


class Status(StrEnum):
    """What a status means; each has its icon and its color."""

    ok = auto()
    info = auto()
    warn = auto()
    bad = auto()
    ask = auto()
    neutral = auto()


STATUS_ICONS = {
    Status.ok: "circle-check",
    Status.info: "hourglass",
    Status.warn: "triangle-alert",
    Status.bad: "octagon-x",
    Status.ask: "circle-question-mark",
    Status.neutral: "circle-dashed",
}


def draw_chip(painter: QPainter, rect: QRect, status: Status, text: str, icon: str = "") -> None:
    """Draw a chip into `rect`, which is as large as `chip_size` says."""
    draw_box(painter, rect, color(f"status.{status}.bg"), color(f"status.{status}"), 4)
    side = px(18)
    top = rect.top() + (rect.height() - side) / 2
    icons.draw(painter, QRectF(rect.left() + px(8), top, side, side), icon or STATUS_ICONS[status], f"status.{status}")
    painter.setPen(color(f"status.{status}"))
    words = rect.adjusted(px(8) + side + px(6), 0, -px(8), 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def chip_size(text: str) -> QSize:
    """Return the size of a chip with these words."""
    metrics = QFontMetrics(font(Role.label))
    width = metrics.horizontalAdvance(text) + px(8) + px(18) + px(6) + px(8) + 2
    return QSize(width, max(px(28), metrics.height() + px(6)))


class Chip(QLabel):
    """One status."""

    def __init__(
        self, text: str, status: Status = Status.neutral, *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._hint: QSize | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_role(self, Role.label)
        self.show_status(text, status, icon=icon)

    def show_status(self, text: str, status: Status, *, icon: str = "") -> None:
        """Show another status."""
        self._status, self._icon, self._hint = status, icon, None
        self.setText(text)
        self.updateGeometry()

    @property
    def status(self) -> Status:
        """What the chip means."""
        return self._status

    def sizeHint(self) -> QSize:
        # Kept, since layouts ask a dozen times for each time that it changes.
        if self._hint is None:
            self._hint = chip_size(self.text())
        return self._hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._hint = None
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_chip(painter, self.rect(), self._status, self.text(), self._icon)
        painter.end()
