"""The worker: a child process with limits, in which every parser of foreign bytes runs."""

from __future__ import annotations

import atexit
import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from caseorg.documents import wire
from caseorg.documents.limits import OUT_OF_MEMORY, SIGNALS_OF_TIME, WALL_SECONDS
from caseorg.documents.ranges import PIECE, Ranges
from caseorg.domain.errors import (
    CaseorgError,
    DamagedDocumentError,
    HugeDocumentError,
    ReaderUnavailableError,
    StoppedError,
)

Reads = Literal["pages", "data", "scans", "ocr"]
"""What a child is for: each kind loads its own libraries, so that a preview does not wait for those of scans."""

Progress = Callable[[int, int], object]
"""Told how much is done, and how much there is."""

FROZEN_OPTION = "--read-documents"
"""The argument with which a frozen program becomes a worker: it then calls `documents.child.main()`."""

_TICK = 0.05
_LARGE = 128 << 20


class Worker:
    """One child process at a time, which looks inside one file after another. Any thread may ask it.

    A child that dies, hangs or runs out of memory costs the answer to one question: the next gets a fresh child.
    """

    def __init__(
        self, *, wall_seconds: float = WALL_SECONDS, reads: Reads = "pages", given: Sequence[str] = ()
    ) -> None:
        """Make it; the child is started by the first question.

        Args:
            wall_seconds: How long one answer may take.
            reads: What the child is for.
            given: What the child is started with, as where its language files lie.
        """
        self._wall_seconds = wall_seconds
        self._reads: Reads = reads
        self._given = tuple(given)
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._held: str | None = None
        self._closing = threading.Event()

    def ask(
        self,
        task: str,
        data: bytes,
        facts: Mapping[str, Any] | None = None,
        *,
        ranges: Ranges | None = None,
        name: str = "",
        cancel: threading.Event | None = None,
        progress: Progress | None = None,
    ) -> wire.Message:
        """Let the child do `task` with the bytes of one file, and return its answer.

        Args:
            task: A name in the `TASKS` of the child that this worker starts.
            data: The bytes of the file. The child keeps the last ones, so asking again about them sends nothing.
            facts: Plain data the task needs besides.
            ranges: A file that is too large for one message, in the place of `data`: the child asks for pieces of it.
            name: What the person calls the file, for the sentence of an error.
            cancel: Set it to stop; the child is then ended within 500 ms.
            progress: Called with how much is done and how much there is, by tasks that say so.

        Raises:
            CaseorgError: The file was refused, or the child ended over it; each with its sentence.
            StoppedError: `cancel` was set, or the worker was closed.
        """
        if len(data) > wire.MAX_BLOB:
            raise HugeDocumentError(name)
        with self._my_turn(cancel):
            child = self._running(name)
            digest = hashlib.sha256(data).hexdigest()
            head = {"task": task, "facts": dict(facts or {}), "sha256": digest}
            if ranges is not None:
                head["ranges"] = {"key": ranges.key, "size": ranges.size}
            question = wire.Message(head, None if self._held == digest else data)
            self._held = None
            with _Watch(child, cancel, self._wall_seconds) as watch:
                try:
                    wire.send(cast(BinaryIO, child.stdin), question)
                    answer = _answer(child, ranges, watch, progress)
                except CaseorgError:
                    watch.over()
                    self._end()
                    raise
                except (OSError, EOFError, ValueError) as error:
                    watch.over()
                    self._end()
                    if self._closing.is_set():
                        raise StoppedError from error
                    raise watch.reason(name, child.returncode, len(data)) from error
            if answer.head.get("ends"):
                self._end()
            else:
                self._held = digest
            refusal = answer.head.get("refused")
            if refusal is not None:
                raise wire.REFUSALS.get(str(refusal), DamagedDocumentError)(name)
            return answer

    def close(self) -> None:
        """End the child at once, whatever it is doing. The worker can still be asked again, and then starts another."""
        self._closing.set()
        while not self._turn.acquire(timeout=_TICK):
            child = self._child
            if child is not None:
                child.kill()
        try:
            self._end()
            self._closing.clear()
        finally:
            self._turn.release()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """The number of the child that runs now, if one does."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    @contextmanager
    def _my_turn(self, cancel: threading.Event | None) -> Iterator[None]:
        while not self._turn.acquire(timeout=_TICK):
            if cancel is not None and cancel.is_set():
                raise StoppedError
        try:
            if cancel is not None and cancel.is_set():
                raise StoppedError
            yield
        finally:
            self._turn.release()

    def _running(self, name: str) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self._end()
        if self._child is None:
            try:
                self._child = subprocess.Popen(
                    command(self._reads, self._given),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=environment(self._reads),
                    cwd=Path(sys.executable).anchor,
                )
            except OSError as error:
                raise ReaderUnavailableError(name) from error
            _widen(self._child)
        return self._child

    def _end(self) -> None:
        child, self._child, self._held = self._child, None, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            # Closing flushes what the child did not take any more.
            with suppress(OSError):
                cast(BinaryIO, pipe).close()
        child.wait()


def _answer(
    child: subprocess.Popen[bytes], ranges: Ranges | None, watch: _Watch, progress: Progress | None
) -> wire.Message:
    """Receive an answer; what comes before it is handed on, and the pieces that the child asks for are given.

    Raises:
        ValueError: It asks for what is not there, for more than any reading can need, or tells no two numbers.
        CaseorgError: The pieces are no longer kept whole.
    """
    left = 4 * ranges.size + (1 << 30) if ranges is not None else 0
    while True:
        answer = wire.receive(cast(BinaryIO, child.stdout))
        if answer.head.get("progress") is not None:
            done, whole = _two_numbers(answer.head["progress"])
            if progress is not None:
                progress(done, whole)
        elif ranges is not None and "wants" in answer.head:
            offset, size = _two_numbers(answer.head["wants"])
            left -= size
            if not (0 <= offset <= ranges.size and 0 < size <= PIECE) or left < 0:
                raise ValueError("the worker asks for what is not there")
            _give(child, ranges, watch, offset, size)
        else:
            return answer


def _give(child: subprocess.Popen[bytes], ranges: Ranges, watch: _Watch, offset: int, size: int) -> None:
    """Give the child one piece, or say that it cannot be read."""
    began = time.monotonic()
    try:
        reply = wire.Message({}, ranges.read(offset, size))
    except OSError:
        reply = wire.Message({"unread": True}, b"")
    # A drive that is slow to read is not the child's doing.
    watch.wait_longer(time.monotonic() - began)
    wire.send(cast(BinaryIO, child.stdin), reply)


def _widen(child: subprocess.Popen[bytes]) -> None:
    """Let a whole piece fit into each pipe where the system can do that: by 64 KiB, two processes wake each other."""
    if sys.platform == "linux":
        import fcntl

        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):  # the person's programs have many wide pipes already
                fcntl.fcntl(cast(BinaryIO, pipe), fcntl.F_SETPIPE_SZ, PIECE)


def _two_numbers(said: object) -> tuple[int, int]:
    try:
        first, second = (int(each) for each in cast(Any, said))
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError("what the worker says is no two numbers") from error
    return first, second


class _Watch:
    """Ends a child when the person stops it or its time is over."""

    def __init__(self, child: subprocess.Popen[bytes], cancel: threading.Event | None, seconds: float) -> None:
        self._child = child
        self._cancel = cancel
        self._until = time.monotonic() + seconds
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, name="documents watch", daemon=True)
        self._was_stopped = False
        self._was_slow = False

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over()

    def wait_longer(self, seconds: float) -> None:
        """Leave time out of the count that was not the child's."""
        self._until += seconds

    def over(self) -> None:
        """Stop watching."""
        self._done.set()
        self._thread.join()

    def reason(self, name: str, code: int | None, size: int) -> CaseorgError:
        """Return the error that says why the child ended."""
        if self._was_stopped:
            return StoppedError()
        # A library that gets no memory may end the process without a word; with a large file that is what it was.
        is_starved = code == OUT_OF_MEMORY or size > _LARGE
        if self._was_slow or is_starved or -(code or 0) in SIGNALS_OF_TIME:
            return HugeDocumentError(name)
        return DamagedDocumentError(name)

    def _look(self) -> None:
        while not self._done.wait(_TICK):
            self._was_stopped = self._cancel is not None and self._cancel.is_set()
            self._was_slow = time.monotonic() > self._until
            if self._was_stopped or self._was_slow:
                self._child.kill()
                return


@cache
def shared(reads: Reads = "pages") -> Worker:
    """Return the worker of callers that have none of their own."""
    worker = Worker(reads=reads)
    atexit.register(worker.close)
    return worker


def command(reads: Reads = "pages", given: Sequence[str] = ()) -> list[str]:
    """Return how a worker is started: isolated from the person's Python settings, or the frozen program itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN_OPTION, reads, *given]
    root = str(Path(__file__).resolve().parents[2])
    start = f"import sys; sys.path.insert(0, sys.argv[1]); from caseorg.documents.{MODULES[reads]} import main"
    return [sys.executable, "-I", "-B", "-c", f"{start}; main(*sys.argv[2:])", root, *given]


MODULES: dict[Reads, str] = {"pages": "child", "data": "data_child", "scans": "scan_child", "ocr": "ocr_child"}
"""Which module's `main` each kind of child runs."""


def environment(reads: Reads) -> dict[str, str]:
    """Return the variables a child gets: none of the person's own, but what it can't do without."""
    # On a computer with few processors the threads of tesseract wait for each other half of the time.
    threads = {"OMP_THREAD_LIMIT": "1"} if reads == "ocr" else {}
    if sys.platform != "win32":
        return threads
    import os

    # Windows cannot load its own libraries without it.
    return threads | {"SYSTEMROOT": os.environ.get("SYSTEMROOT", r"C:\Windows")}
