"""Keeps the bytes of many files a few megabytes at a time, so that whoever saves meanwhile waits for one lot at most.

Until a step says that all are there, they count as not there; what is left of them when it fails is swept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from caseorg.domain.errors import SaveFailedError
from caseorg.store import attachments, keeping
from caseorg.store.attachments import CHUNK_SIZE
from caseorg.store.store import Store

_AT_ONCE = 8 << 20
"""Bytes in one transaction: few enough to wait for, many enough that its end on the disk is a small part of it."""
_AT_LEAST = 1 << 20
"""So many are written as soon as nothing is being written, while what comes next is read."""
_REST_S = 0.003
"""Between two lots, so that whoever waits for the file comes first: a lock is not given in turn."""


class KeptMany:
    """Bytes that were written but count as not there until `finish`."""

    def __init__(self, store: Store, writer: Executor, hold: Callable[[str], None]) -> None:
        self._store, self._writer, self._hold = store, writer, hold
        self._counts: dict[str, int] = {}
        self._there: set[str] = set()
        self._lot, self._handed_on = _Lot(), 0
        self._writing: Future[None] | None = None

    def __contains__(self, digest: object) -> bool:
        """Tell whether the bytes with this SHA-256 were handed in."""
        return digest in self._counts

    def keep(self, digest: str, size: int, pieces: Iterable[bytes]) -> None:
        """Take the bytes of one file; what the case file has already is not written again.

        Args:
            digest: Their SHA-256 in hex; whoever calls has just counted it.
            size: How many there are.
            pieces: The bytes, each piece a mebibyte and the last one the rest.

        Raises:
            CaseorgError: As `Store.transaction`, also of what was handed in before.
        """
        if digest in self._counts:
            return
        self._hold(digest)  # it may be there already, and nothing but what was removed speaks of it
        self._lot.begun.append((digest, size))
        count = 0
        for count, piece in enumerate(pieces, 1):
            self._lot.chunks.append((digest, count - 1, piece))
            self._lot.size += len(piece)
            if self._lot.size >= _AT_ONCE:
                self._hand_on()
        self._counts[digest] = count
        if self._lot.size >= _AT_LEAST and (self._writing is None or self._writing.done()):
            self._hand_on()

    def written(self) -> None:
        """Write what waits, and return when all is on the disk.

        Raises:
            CaseorgError: As `Store.transaction`.
        """
        self._hand_on()
        self._wait()

    def finish(self, driver: Any) -> None:
        """Say within a transaction that all of them are there: it is the one that writes the records about them.

        Raises:
            SaveFailedError: They were swept meanwhile, so nothing may speak of them.
        """
        mine = [(digest, count) for digest, count in self._counts.items() if digest not in self._there]
        if mine and attachments.finish_many(driver, mine) != len(mine):
            raise SaveFailedError

    def _hand_on(self) -> None:
        """Have one lot written while the next one is read."""
        self._wait()
        lot, self._lot = self._lot, _Lot()
        self._handed_on += lot.size
        keeping.see_room(self._store, lot.size, self._handed_on)
        self._writing = self._writer.submit(self._write, lot)

    def _wait(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def _write(self, lot: _Lot) -> None:
        """Write one lot; as soon as anybody wants the file, end the transaction, and write the rest in another."""
        begun, chunks = iter(lot.begun), iter(lot.chunks)
        is_over = False
        while not is_over:
            with self._store.transaction() as transaction:
                is_wanted = self._store.case_file.make_way()
                for digest, size in begun:
                    self._begin(transaction.driver, digest, size)
                is_over = True
                for digest, number, chunk in chunks:
                    if digest not in self._there:
                        attachments.add_chunk(transaction.driver, digest, number, chunk)
                    if is_wanted() or self._store.case_file.lock.is_wanted:
                        is_over = False
                        break
            time.sleep(_REST_S)

    def _begin(self, driver: Any, digest: str, size: int) -> None:
        if attachments.is_kept(driver, digest):
            self._there.add(digest)
        else:
            attachments.begin(driver, digest, size)


@dataclass
class _Lot:
    """What is written in one transaction."""

    begun: list[tuple[str, int]] = field(default_factory=list)
    chunks: list[tuple[str, int, bytes]] = field(default_factory=list)
    size: int = 0


@contextmanager
def keeping_many(store: Store) -> Iterator[KeptMany]:
    """Give what takes the bytes of many files. If the block fails, none of them stays.

    Raises:
        CaseorgError: As `Store.transaction`.
    """
    # The writer ends before anything is swept.
    with (
        store.held.holding() as hold,
        keeping.alone(store),
        ThreadPoolExecutor(1, thread_name_prefix="keeping") as writer,
    ):
        yield KeptMany(store, writer, hold)


def in_chunks(data: bytes) -> Iterator[bytes]:
    """Give bytes as they are kept: mebibyte by mebibyte."""
    view = memoryview(data)
    return (bytes(view[at : at + CHUNK_SIZE]) for at in range(0, len(data), CHUNK_SIZE))
