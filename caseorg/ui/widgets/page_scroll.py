"""A page that scrolls up and down only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from caseorg.ui.text_size import set_gaps


class PageScroll(QScrollArea):
    """A column of things in `body`, as high as it needs to be."""

    def __init__(
        self, *, margins: tuple[int, int, int, int] | int = 24, gap: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The things inside take the focus; the area itself only scrolls.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        around = QVBoxLayout(content)
        set_gaps(around, margins=margins)
        self.body = QVBoxLayout()
        set_gaps(self.body, gap=gap)
        around.addLayout(self.body)
        # Not an alignment to the top: with one, Qt gives a column that wraps no more than the height it has unwrapped.
        around.addStretch(1)
        self.setWidget(content)

    def scroll_by_key(self, event: QKeyEvent) -> None:
        """Scroll as the key says, also while something outside has the focus."""
        self.keyPressEvent(event)
