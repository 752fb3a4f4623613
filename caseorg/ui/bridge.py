"""Turns the workspace's changes into one Qt signal, and says when a new day begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace

_LOOK_EVERY_MS = 60_000


class Bridge(QObject):
    """What pages listen to."""

    changed = Signal(object)  # a ChangeSet
    new_day = Signal(object)  # a date

    def __init__(self, workspace: Workspace, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._day = today()
        self._stop = workspace.subscribe(self.changed.emit)
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_EVERY_MS)
        self._clock.timeout.connect(self.look_at_the_day)
        self._clock.start()

    def close(self) -> None:
        """Stop listening: the window goes, while the workspace may go on in another one."""
        self._stop()
        self._clock.stop()

    def look_at_the_day(self) -> None:
        """Say so if the day has changed since the last look; also called when the computer wakes."""
        day = self._today()
        if day != self._day:
            self._day = day
            self.new_day.emit(day)
