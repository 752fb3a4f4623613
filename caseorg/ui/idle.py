"""Locks after a time without keys or mouse, with a warning a minute before; also after the computer slept."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

from caseorg.base.language import _
from caseorg.ui import speech
from caseorg.ui.widgets.chip import Status
from caseorg.ui.widgets.message_bar import MessageBar

_WARN_S = 60
_JUMP_S = 60
_LOOK_EVERY_MS = 1_000
_USED = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)


def awake_seconds() -> float:
    """Return seconds that only go on while the computer is awake.

    That is Python's own clock on Linux and macOS. On Windows it counts the time of sleep, too (GetTickCount64), so
    there the system is asked for the other one; this was never run on Windows.
    """
    if sys.platform == "win32":
        import ctypes

        ticks = ctypes.c_ulonglong()
        if ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks)):
            return ticks.value / 10_000_000  # of a tenth of a microsecond each
    return time.monotonic()


class LockWarning(MessageBar):
    """The bar at the top of a window that says that it is about to lock; it goes once somebody is there again."""

    def __init__(self) -> None:
        super().__init__("lock_warning")

    def warn(self, stay: Callable[[], object]) -> None:
        """Say it, with the button that begins to count anew."""
        buttons = ((_("Stay open"), stay),)
        self.show_message(_("Locking in 60 seconds."), status=Status.warn, buttons=buttons, at_once=True)

    def calm(self) -> None:
        """Take the warning away, and say that it holds no more."""
        self.clear()
        speech.say(_("Caseorg stays open."))


class IdleLock(QObject):
    """Watches one window, and those that open over it, such as a question."""

    def __init__(
        self,
        window: QWindow,
        minutes: Callable[[], int],
        *,
        warn: Callable[[], object],
        lock: Callable[[], object],
        calm: Callable[[], object] = lambda: None,
        on_sleep: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] = awake_seconds,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """Begin to watch.

        Args:
            window: Whose keys and mouse count.
            minutes: Gives after how many minutes to lock; 0 is never.
            warn: Called a minute before.
            calm: Called when somebody is there again after the warning.
            lock: Called when the time is over, or when the two clocks show that the computer slept.
            on_sleep: Tells whether to lock after the computer slept; that is a choice of its own.
            clock: Seconds that only go on while the computer is awake.
            wall: Seconds that always go on.
        """
        super().__init__(window)
        self._minutes, self._warn, self._lock, self._on_sleep = minutes, warn, lock, on_sleep
        self._calm, self._told = calm, False
        self._clock, self._wall = clock, wall
        self._apart = wall() - clock()
        self._warned = False
        self._last = clock()
        window.installEventFilter(self)
        cast(QGuiApplication, QGuiApplication.instance()).focusWindowChanged.connect(self._watch)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stay(self) -> None:
        """Begin to count anew."""
        self._last = self._clock()
        self._warned = False

    def idle_seconds(self) -> float:
        """Return for how long nobody has used keys or mouse."""
        return self._clock() - self._last

    def look(self) -> None:
        """Warn or lock if it is time."""
        seconds = self._minutes() * 60
        apart = self._wall() - self._clock()
        slept, self._apart = abs(apart - self._apart) > _JUMP_S, apart
        idle = self._clock() - self._last
        if (slept and self._on_sleep()) or (seconds and idle >= seconds):
            self._timer.stop()
            self._lock()
        elif seconds and idle >= seconds - _WARN_S and not self._warned:
            self._warned = self._told = True
            self._warn()
        elif self._told and not self._warned:
            self._told = False
            self._calm()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # once for each window, however often it is said

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _USED:
            self.stay()
        return False
