"""How much room there is, measured in characters, so that large text and a small window act alike."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from caseorg.ui.text_size import characters, set_gaps

_WIDE, _MEDIUM = 100, 60


class Room(IntEnum):
    """How wide a window is."""

    narrow = 0
    medium = 1
    wide = 2


def room_of(widget: QWidget) -> Room:
    """Return how much room the window of `widget` has."""
    width = widget.window().width() / max(1, characters(1))
    return Room.wide if width >= _WIDE else Room.medium if width >= _MEDIUM else Room.narrow


class SideBySide(QWidget):
    """Two parts of a page: side by side where there is room, else the first above the second."""

    def __init__(
        self, first: QWidget, second: QWidget, *, shares: tuple[int, int] = (1, 1), second_first: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """Make it.

        Args:
            first: The part on the left, or above.
            second: The part on the right, or below.
            shares: How the width is shared.
            second_first: Whether the second part stands above when they are stacked.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self._second_first = second_first
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        set_gaps(self._box, gap=24)
        self._shares = shares
        self._box.addWidget(first, shares[0])
        self._box.addWidget(second, shares[1])

    def is_stacked(self) -> bool:
        """Tell whether the parts stand one above the other."""
        return self._box.direction() != QBoxLayout.Direction.LeftToRight

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._arrange()
        super().changeEvent(event)

    def _arrange(self) -> None:
        directions = QBoxLayout.Direction
        stacked = directions.BottomToTop if self._second_first else directions.TopToBottom
        wanted = directions.LeftToRight if room_of(self) is Room.wide else stacked
        if wanted != self._box.direction():
            self._box.setDirection(wanted)
            side = wanted == directions.LeftToRight
            for at, share in enumerate(self._shares):
                self._box.setStretch(at, share if side else 0)
