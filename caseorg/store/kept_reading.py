"""A reading connection that stays open between questions, so that what was unsealed for one serves the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from caseorg.store.engine import translated

_CACHE_KIB = 16_384


class KeptReading:
    """One connection, opened with the first question and closed when nobody asks any more.

    Whoever keeps one has to `close` it before the file is moved: some systems move no open file.
    """

    def __init__(self, fresh: Callable[[], AbstractContextManager[Any]]) -> None:
        """Make it; `fresh` opens a connection to the file that is open then, as `CaseFile.fresh_connection` does."""
        self._fresh = fresh
        self._stack = ExitStack()
        self._connection: Any = None
        self._one_at_a_time = threading.Lock()
        self._asked: Any = None
        self._asking = threading.Lock()
        self._is_wanted = False

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """Lend the connection, to one question at a time; belongs on a worker. After an error the next gets another."""
        with self._one_at_a_time:
            self._is_wanted = True
            try:
                if self._connection is None:
                    self._connection = self._stack.enter_context(self._fresh())
                    self._connection.execute(f"pragma cache_size = -{_CACHE_KIB}")
                with self._asking:
                    self._asked = self._connection
                with translated(reading=True):
                    yield self._connection
            except BaseException:
                self._let_go()
                raise
            finally:
                with self._asking:
                    self._asked = None
        if not self._is_wanted:
            self.close()

    def interrupt(self) -> None:
        """Interrupt what is being asked; called on any thread."""
        with self._asking:  # while it is held, the connection is not closed under our hands
            if self._asked is not None:
                self._asked.interrupt()

    def close(self) -> None:
        """Close the connection, now or as soon as the question is answered that is being asked; harmless twice."""
        self._is_wanted = False
        if self._one_at_a_time.acquire(blocking=False):
            try:
                self._let_go()
            finally:
                self._one_at_a_time.release()

    def _let_go(self) -> None:
        with self._asking:
            self._asked = None
        self._connection = None
        self._stack.close()
