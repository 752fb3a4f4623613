"""Hears from the desktop that the screen was locked or the computer goes to sleep, where its message bus says so.

The bus is a local pipe of the desktop (Linux, over AF_UNIX). Where there is none, the file still locks after idle time
and when the clocks show that the computer slept.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import SLOT, QObject, Slot

_SCREEN_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver")
_LOGIN = "org.freedesktop.login1"


class SessionLock(QObject):
    """Calls `lock` once the desktop says that nobody is there."""

    def __init__(
        self,
        lock: Callable[[], object],
        parent: QObject | None = None,
        *,
        on_sleep: Callable[[], bool] = lambda: True,
    ) -> None:
        """Begin to listen.

        Args:
            lock: Called when nobody is there.
            parent: The object it belongs to.
            on_sleep: Tells whether to lock before the computer sleeps; that is a choice of its own.
        """
        super().__init__(parent)
        self._lock, self._on_sleep = lock, on_sleep
        self.listens = sys.platform == "linux" and self._listen()
        """Whether there is a bus to listen to."""

    def _listen(self) -> bool:
        from PySide6.QtDBus import QDBusConnection

        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        if session.isConnected():
            for name in _SCREEN_SAVERS:
                session.connect("", "", name, "ActiveChanged", self, SLOT("locked(bool)"))
        if system.isConnected():
            system.connect(_LOGIN, "", f"{_LOGIN}.Session", "Lock", self, SLOT("lock_now()"))
            system.connect(_LOGIN, "", f"{_LOGIN}.Manager", "PrepareForSleep", self, SLOT("sleeps(bool)"))
        return bool(session.isConnected() or system.isConnected())

    @Slot(bool)
    def locked(self, is_locked: bool) -> None:
        """Lock if the screen was locked."""
        if is_locked:
            self._lock()

    @Slot(bool)
    def sleeps(self, is_about_to: bool) -> None:
        """Lock if the computer is about to sleep and that is wanted; its waking up says False."""
        if is_about_to and self._on_sleep():
            self._lock()

    @Slot()
    def lock_now(self) -> None:
        """Lock: the session was asked to."""
        self._lock()
