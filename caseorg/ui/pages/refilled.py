"""A part of a page that is filled anew after each change: what stays the same stays, and so does the focus."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from caseorg.ui.text_size import set_gaps

Keyed = tuple[object, Callable[[], QWidget]]
"""What a part shows, and what makes it: a part that shows the same as before is not made again."""
_TURN_S, _BETWEEN_MS = 0.004, 25
"""How long parts are made in one go, and the time between for what is in sight to be painted and for keys. What new
parts do to the layout comes on top."""


class Refilled(QWidget):
    """A column of parts."""

    completed = Signal()
    """Sent when the parts are there that were left for later turns."""

    def __init__(self, *, gap: int = 16, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        set_gaps(self._column, gap=gap)
        # Not an alignment: a layout that is aligned gets no more height than its hint, whatever its texts need.
        self._column.addStretch(1)
        self._parts: list[tuple[object, QWidget]] = []
        self._later: Iterator[Keyed] = iter(())
        self._is_partial = False
        self._turn = QTimer(self)
        self._turn.setInterval(_BETWEEN_MS)
        self._turn.timeout.connect(self._make_more)

    def show_parts(self, parts: Iterable[QWidget]) -> None:
        """Show other parts in place of all those before."""
        self.show_keyed((object(), lambda part=part: part) for part in parts)

    def show_keyed(self, parts: Iterable[Keyed], *, at_first: int | None = None) -> None:
        """Show other parts; one whose key was there before stays as it is.

        Args:
            parts: All of them, in order.
            at_first: How many are in sight when a page comes. Where nothing is shown yet, no more are made at once, and
                the others in the next turns of the event loop. Without it, all are made at once.
        """
        self._turn.stop()
        focused = QApplication.focusWidget()
        had_focus = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        before, self._parts = self._parts, []
        self._later = iter(parts)
        for key, make in islice(self._later, None if before else at_first):
            at = next((at for at, (kept, _part) in enumerate(before) if kept == key), None)
            part = make() if at is None else before.pop(at)[1]
            self._column.removeWidget(part)
            self._put(key, part)
        for _key, gone in before:
            self._column.removeWidget(gone)
            # Hidden first: what is put on the screen a moment later would show as a window of its own.
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        now = QApplication.focusWidget()
        if had_focus and (now is None or now.objectName() != had_focus):
            same = self.findChild(QWidget, had_focus)
            if same is not None:
                same.setFocus(Qt.FocusReason.OtherFocusReason)
        self._is_partial = at_first is not None
        if self._is_partial and self.isVisible():
            self._turn.start()

    def finish(self) -> None:
        """Make what was left for later turns now, since somebody asks for all of it."""
        if self._is_partial:
            self._make_more(float("inf"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_partial:
            self._turn.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._turn.stop()  # the page that is now in front goes first

    def _make_more(self, seconds: float = _TURN_S) -> None:
        end = time.perf_counter() + seconds
        for key, make in self._later:
            self._put(key, make())
            if time.perf_counter() > end:
                return
        self._turn.stop()
        self._is_partial = False
        self.completed.emit()

    def _put(self, key: object, part: QWidget) -> None:
        self._column.insertWidget(len(self._parts), part)
        self._parts.append((key, part))
        # Where the whole is out of sight, its parts come with it. To show each then would lay it out for nothing.
        if self.isVisible():
            part.show()
