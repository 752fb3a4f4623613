"""Widgets in columns of one width: as many side by side as there is room for, the others below them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from caseorg.ui.text_size import characters, set_gaps

_LEAST = 24  # characters in a column


class Columns(QWidget):
    """A grid that turns into fewer columns where text is large or the window is small; reading order stays."""

    def __init__(self, widgets: Sequence[QWidget], *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._widgets = tuple(widgets)
        self._grid = QGridLayout(self)
        set_gaps(self._grid, gap=8)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._columns = 0
        self._arrange(1)

    def columns(self) -> int:
        """Return how many stand side by side."""
        return self._columns

    def minimumSizeHint(self) -> QSize:
        # As wide as one column: a window that gets narrower has to be able to take the others away.
        widest = max(widget.minimumSizeHint().width() for widget in self._widgets)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        widest = max(widget.minimumSizeHint().width() for widget in self._widgets)
        least = max(characters(_LEAST), widest) + self._grid.horizontalSpacing()
        self._arrange(max(1, min(len(self._widgets), (self.width() + self._grid.horizontalSpacing()) // least)))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for at in range(self._columns):
            self._grid.setColumnStretch(at, 0)
        self._columns = columns
        for number, widget in enumerate(self._widgets):
            self._grid.addWidget(widget, number // columns, number % columns)
        for at in range(columns):
            self._grid.setColumnStretch(at, 1)
        self.updateGeometry()
