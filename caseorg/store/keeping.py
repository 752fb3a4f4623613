"""Keeps bytes that are more than memory holds: chunk by chunk, and nothing is left of them if it is stopped."""

from __future__ import annotations

import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import islice

from caseorg.domain.errors import CaseorgError, DiskFullError, StoppedError, UnreadFileError
from caseorg.store import attachments
from caseorg.store.attachments import CHUNK_SIZE, Listed
from caseorg.store.engine import translated
from caseorg.store.store import Store

_one_at_a_time = threading.RLock()
"""What is being written must not be swept as what was left."""

_MOST_CHUNKS = 16
"""In one transaction."""
_LOT, _LOTS = 4, 4
"""So many chunks are read at once, and so many lots before they are written."""
_LONG_S = 0.15
"""Giving a transaction to the disk should not take longer: whoever saves may have to wait for that."""
_EASY_S = 2.0
"""Who has just had to wait for a transaction may well save again: for so long, each is a single chunk."""
_ASK_S = 0.05
"""How often it is asked whether to stop while a slow disc is read."""

ROOM_LEFT = 32 << 20
"""So many bytes stay free on the disk when as many or more are added: saving, undoing and deleting need some, too."""
_PAGE, _USED_OF_PAGE = 4096, 4012
"""Bytes: a page of the file, and what it holds of a document; the rest are its seal and where the next one is."""

Stop = Callable[[], bool]


def see_room(store: Store, size: int, of: int = 0) -> None:
    """Refuse what would leave too little room on the disk, before any of it is written.

    A disk that is filled to its last byte takes the next save with it, and that of other programs. Less than the room
    that is to stay is not counted: a letter is still to be kept where there is hardly any.

    Args:
        store: The open case file.
        size: How many bytes are to be written next.
        of: How many it all is, if they are a part of something larger.

    Raises:
        DiskFullError: There is too little.
        CaseorgError: The file cannot be read.
    """
    if max(size, of) < ROOM_LEFT:
        return
    try:
        free = shutil.disk_usage(store.case_file.path.parent).free
    except OSError:
        return  # the disk does not say; writing will show
    with store.case_file.lock, translated(reading=True):
        unused = store.case_file.driver.execute("pragma freelist_count").fetchone()[0] * _PAGE
    if free + unused < size * _PAGE // _USED_OF_PAGE + ROOM_LEFT:
        raise DiskFullError


def keep_pieces(
    store: Store,
    pieces: Iterator[bytes],
    wanted: Listed,
    *,
    name: str,
    progress: Callable[[int, int], object],
    stop: Stop,
) -> None:
    """Keep what comes in pieces, as `Workspace.keep_pieces` says; the same bytes are kept once.

    Raises:
        StoppedError: `stop` said so.
        UnreadFileError: What came is not what is `wanted`, by size and SHA-256.
        DiskFullError: As `see_room`, or while it is written.
        CaseorgError: As `Store.transaction`.
    """
    with _one_at_a_time:
        sweep(store, stop)
        with store.case_file.lock, translated(reading=True):
            is_there = attachments.is_kept(store.case_file.driver, wanted.digest)
        if is_there:
            return
        see_room(store, wanted.size)
        try:
            with store.transaction() as transaction:
                attachments.begin(transaction.driver, wanted.digest, wanted.size)
            with _reading_ahead(pieces, stop) as ahead:
                count = _write(store, ahead, wanted, progress, stop)
            if (ahead.size, ahead.hashed.hexdigest()) != (wanted.size, wanted.digest):
                raise UnreadFileError(name)
            with store.transaction() as transaction:
                attachments.finish(transaction.driver, wanted.digest, count)
        except BaseException:
            # Deleting takes as long as writing did, and nobody who has stopped it should wait for that.
            threading.Thread(target=_sweep_if_possible, args=(store,), name="sweep", daemon=True).start()
            raise


def _write(store: Store, ahead: _Ahead, wanted: Listed, progress: Callable[[int, int], object], stop: Stop) -> int:
    """Write all chunks, and return how many there were: as many in a transaction as are there and as nobody waits."""
    lock, pace, count, done = store.case_file.lock, _Pace(), 0, 0
    while chunk := ahead.take():
        lock.let_others()
        with store.transaction() as transaction:
            for left in range(pace.count - 1, -1, -1):
                if stop():
                    raise StoppedError
                attachments.add_chunk(transaction.driver, wanted.digest, count, chunk)
                count, done = count + 1, done + len(chunk)
                if not left or lock.is_wanted or not ahead.has_next():
                    break
                chunk = ahead.take()
            written = time.monotonic()
        pace.learn(time.monotonic() - written, somebody_waits=lock.is_wanted)
        progress(done, wanted.size)
    return count


class _Pace:
    """How many chunks go into one transaction: as many as the disk takes in the time that a save may wait for it."""

    def __init__(self) -> None:
        self.count = _MOST_CHUNKS // 4
        self._easy_until = 0.0

    def learn(self, seconds: float, *, somebody_waits: bool) -> None:
        """Say how long the disk took for the last transaction, which cannot be cut short, and who came meanwhile."""
        now = time.monotonic()
        if somebody_waits:
            self.count, self._easy_until = 1, now + _EASY_S
        elif seconds > _LONG_S:
            self.count = max(1, self.count // 2)
        elif seconds < _LONG_S / 2 and now > self._easy_until:
            self.count = min(_MOST_CHUNKS, self.count * 2)


class _Ahead:
    """Chunks that another thread reads and hashes, a few before they are written."""

    def __init__(self, pieces: Iterator[bytes], reader: ThreadPoolExecutor, stop: Stop) -> None:
        self.hashed, self.size = sha256(), 0
        """Of what was read; to be asked when all was taken."""
        self._chunks, self._reader, self._stop = _chunks(pieces), reader, stop
        self._here: deque[bytes] = deque()
        self._coming: deque[Future[list[bytes]]] = deque(reader.submit(self._read) for _number in range(_LOTS))

    def has_next(self) -> bool:
        """Whether the next chunk is read already, and there is one."""
        coming = self._coming[0]
        return bool(self._here or (coming.done() and coming.exception() is None and coming.result()))

    def take(self) -> bytes:
        """Return the next chunk, empty after the last.

        Raises:
            StoppedError: `stop` said so while it was read.
            UnreadFileError: As the pieces.
        """
        while not self._here:
            if self._stop():
                raise StoppedError
            with suppress(TimeoutError):
                if not self._coming[0].result(_ASK_S):
                    return b""
                self._here.extend(self._coming.popleft().result())
                self._coming.append(self._reader.submit(self._read))
        return self._here.popleft()

    def _read(self) -> list[bytes]:
        lot = list(islice(self._chunks, _LOT))
        for chunk in lot:
            self.hashed.update(chunk)
            self.size += len(chunk)
        return lot


@contextmanager
def _reading_ahead(pieces: Iterator[bytes], stop: Stop) -> Iterator[_Ahead]:
    reader = ThreadPoolExecutor(1, thread_name_prefix="reading ahead")
    try:
        yield _Ahead(pieces, reader, stop)
    finally:
        reader.shutdown(wait=False, cancel_futures=True)  # a scratched disc may take its time over the next piece


def sweep(store: Store, stop: Stop = lambda: False) -> None:
    """Delete what was never all written, a few chunks at a time; a file that is open to look only stays as it is.

    Raises:
        StoppedError: `stop` said so.
        CaseorgError: As `Store.transaction`.
    """
    if store.case_file.is_read_only:
        return
    while True:
        with _one_at_a_time:  # and given back in between, so that a disc that is added next can be stopped
            with store.case_file.lock, translated(reading=True):
                left = attachments.unfinished(store.case_file.driver)
            if not left:
                return
            with store.transaction() as transaction:
                attachments.forget_some(transaction.driver, left[0])
        if stop():
            raise StoppedError
        store.case_file.lock.let_others()


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
            _sweep_if_possible(store)
            raise


def _sweep_if_possible(store: Store) -> None:
    with suppress(CaseorgError):  # what stays counts as not there, and the next opening tries again
        sweep(store)


def _chunks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Give pieces of any size as chunks of a mebibyte, and the rest."""
    waiting: list[memoryview] = []
    size = 0
    for piece in pieces:
        left = memoryview(piece)
        while size + len(left) >= CHUNK_SIZE:
            cut = CHUNK_SIZE - size
            yield b"".join([*waiting, left[:cut]])
            left, waiting, size = left[cut:], [], 0
        if left:
            waiting.append(left)
            size += len(left)
    if waiting:
        yield b"".join(waiting)
