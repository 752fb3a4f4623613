"""The lock of an open file: one thread at a time, and whoever has long work sees that others wait for their turn."""

from __future__ import annotations

import threading
import time

_A_MOMENT_S = 0.0005


class Turns:
    """A lock that its own thread may take again, and that tells whether anybody waits for it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._counting = threading.Lock()
        self._waiting = 0

    def __enter__(self) -> None:
        if self._lock.acquire(blocking=False):
            return
        with self._counting:
            self._waiting += 1
        try:
            self._lock.acquire()
        finally:
            with self._counting:
                self._waiting -= 1

    def __exit__(self, *_error: object) -> None:
        self._lock.release()

    @property
    def is_wanted(self) -> bool:
        """Whether a thread waits for it now."""
        return self._waiting > 0

    def let_others(self) -> None:
        """Come back when all who wait have had it: a lock is not given in turn by itself. Not for one who has it."""
        while self.is_wanted:
            time.sleep(_A_MOMENT_S)
