"""A part of a page that is filled anew after each change: what stays the same stays, and so does the focus."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from caseorg.ui.text_size import set_gaps

Keyed = tuple[object, Callable[[], QWidget]]
"""What a part shows, and what makes it: a part that shows the same as before is not made again."""


class Refilled(QWidget):
    """A column of parts."""

    def __init__(self, *, gap: int = 16, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        set_gaps(self._column, gap=gap)
        # Not an alignment: a layout that is aligned gets no more height than its hint, whatever its texts need.
        self._column.addStretch(1)
        self._parts: list[tuple[object, QWidget]] = []

    def show_parts(self, parts: Iterable[QWidget]) -> None:
        """Show other parts in place of all those before."""
        self.show_keyed((object(), lambda part=part: part) for part in parts)

    def show_keyed(self, parts: Iterable[Keyed]) -> None:
        """Show other parts; one whose key was there before stays as it is."""
        focused = QApplication.focusWidget()
        had_focus = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        before, self._parts = self._parts, []
        for key, make in parts:
            at = next((at for at, (kept, _part) in enumerate(before) if kept == key), None)
            part = make() if at is None else before.pop(at)[1]
            self._column.removeWidget(part)
            self._column.insertWidget(len(self._parts), part)
            self._parts.append((key, part))
        for _key, gone in before:
            self._column.removeWidget(gone)
            # Hidden first: what is put on the screen a moment later would show as a window of its own.
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        for _key, part in self._parts:
            part.show()
        now = QApplication.focusWidget()
        if had_focus and (now is None or now.objectName() != had_focus):
            same = self.findChild(QWidget, had_focus)
            if same is not None:
                same.setFocus(Qt.FocusReason.OtherFocusReason)
