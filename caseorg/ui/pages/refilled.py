"""A part of a page that is filled anew after each change, with the focus kept on what has the same name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from caseorg.ui.text_size import set_gaps


class Refilled(QWidget):
    """A column of parts."""

    def __init__(self, *, gap: int = 16, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self._gap = gap
        self._column = QVBoxLayout(self)
        set_gaps(self._column)
        self._inside = QWidget()
        self._column.addWidget(self._inside)
        # Not an alignment: a layout that is aligned gets no more height than its hint, whatever its texts need.
        self._column.addStretch(1)

    def show_parts(self, parts: Iterable[QWidget]) -> None:
        """Show other parts in place of those before."""
        focused = QApplication.focusWidget()
        had_focus = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        inside = QWidget()
        column = QVBoxLayout(inside)
        set_gaps(column, gap=self._gap)
        for part in parts:
            column.addWidget(part)
        self._column.replaceWidget(self._inside, inside)
        self._inside.hide()
        self._inside.deleteLater()
        self._inside = inside
        inside.show()
        same = inside.findChild(QWidget, had_focus) if had_focus else None
        if same is not None:
            same.setFocus(Qt.FocusReason.OtherFocusReason)
