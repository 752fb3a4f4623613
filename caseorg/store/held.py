"""Bytes that a step is about to speak of: until it does, nothing may take them for unused."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Held:
    """The SHA-256, in hex, of bytes that are kept before the record that speaks of them. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    @contextmanager
    def holding(self) -> Iterator[Callable[[str], None]]:
        """Give what holds bytes, by their SHA-256, until the block ends; it is called before they are looked for."""
        mine: list[str] = []

        def hold(digest: str) -> None:
            with self._lock:
                self._counts[digest] += 1
                mine.append(digest)

        try:
            yield hold
        finally:
            with self._lock:
                self._counts.subtract(mine)

    def __call__(self) -> frozenset[str]:
        """Return all that is held now."""
        with self._lock:
            return frozenset(+self._counts)
