"""Keeps bytes that are more than memory holds: chunk by chunk, and nothing is left of them if it is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256

from caseorg.domain.errors import CaseorgError, StoppedError, UnreadFileError
from caseorg.store import attachments
from caseorg.store.attachments import CHUNK_SIZE, Listed
from caseorg.store.engine import translated
from caseorg.store.store import Store

_one_at_a_time = threading.RLock()
"""What is being written must not be swept as what was left."""

_REST_S = 0.003
"""Between two chunks, so that whoever waits for the file comes first: a lock is not given in turn."""


def keep_pieces(
    store: Store,
    pieces: Iterator[bytes],
    wanted: Listed,
    *,
    name: str,
    progress: Callable[[int, int], object],
    stop: Callable[[], bool],
) -> None:
    """Keep what comes in pieces, as `Workspace.keep_pieces` says; the same bytes are kept once.

    Raises:
        StoppedError: `stop` said so.
        UnreadFileError: What came is not what is `wanted`, by size and SHA-256.
        CaseorgError: As `Store.transaction`.
    """
    with _one_at_a_time:
        sweep(store)
        with store.case_file.lock, translated(reading=True):
            is_there = attachments.is_kept(store.case_file.driver, wanted.digest)
        if is_there:
            return
        try:
            with store.transaction() as transaction:
                attachments.begin(transaction.driver, wanted.digest, wanted.size)
            hashed, done, count = sha256(), 0, 0
            for chunk in _chunks(pieces):
                if stop():
                    raise StoppedError
                hashed.update(chunk)
                with store.transaction() as transaction:
                    attachments.add_chunk(transaction.driver, wanted.digest, count, chunk)
                done, count = done + len(chunk), count + 1
                progress(done, wanted.size)
                time.sleep(_REST_S)
            if stop():
                raise StoppedError
            if (done, hashed.hexdigest()) != (wanted.size, wanted.digest):
                raise UnreadFileError(name)
            with store.transaction() as transaction:
                attachments.finish(transaction.driver, wanted.digest, count)
        except BaseException:
            with suppress(CaseorgError):  # what stays counts as not there, and the next opening tries again
                sweep(store)
            raise


def sweep(store: Store) -> None:
    """Delete what was never all written, a few chunks at a time; a file that is open to look only stays as it is.

    Raises:
        CaseorgError: As `Store.transaction`.
    """
    if store.case_file.is_read_only:
        return
    with _one_at_a_time:
        with store.case_file.lock, translated(reading=True):
            left = attachments.unfinished(store.case_file.driver)
        for digest in left:
            while _is_left(store, digest):
                time.sleep(_REST_S)


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """Keep bytes within the block that count as not there yet: nobody sweeps them meanwhile, but if it fails, they go.

    Raises:
        CaseorgError: As `Store.transaction`.
    """
    with _one_at_a_time:
        sweep(store)
        try:
            yield
        except BaseException:
            with suppress(CaseorgError):  # what stays counts as not there, and the next opening tries again
                sweep(store)
            raise


def _is_left(store: Store, digest: str) -> bool:
    with store.transaction() as transaction:
        return attachments.forget_some(transaction.driver, digest)


def _chunks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Give pieces of any size as chunks of a mebibyte, and the rest."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= CHUNK_SIZE:
            yield bytes(waiting[:CHUNK_SIZE])
            del waiting[:CHUNK_SIZE]
    if waiting:
        yield bytes(waiting)
