"""Slow work, off the main thread and back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

_WORKERS = 2


@dataclass
class _Job:
    then: Callable[[Any], object] | None
    failed: Callable[[BaseException], object] | None
    future: Future[None] | None = None


class Background(QObject):
    """An executor and one queued signal. Work receives values and returns a value; it never holds a widget."""

    _ended = Signal(int, object, object)
    _called = Signal(int, tuple)

    def __init__(
        self, failed: Callable[[BaseException], object], executor: Executor | None = None, parent: QObject | None = None
    ) -> None:
        """Make it.

        Args:
            failed: What to do with an error for which a job names nothing of its own; usually `tell.error`.
            executor: Where work runs; tests give one that runs at once.
            parent: The object it belongs to.
        """
        super().__init__(parent)
        self.failed = failed
        self._executor = executor or ThreadPoolExecutor(_WORKERS, thread_name_prefix="caseorg")
        # What a job leads to may hold widgets, so it stays here; the worker knows only its number. A Qt object
        # that Python happened to collect on a worker's thread would bring the program down.
        self._jobs: dict[int, _Job] = {}
        self._relays: dict[int, Callable[..., object]] = {}
        self._numbers = count(1)
        self._ended.connect(self._end, Qt.ConnectionType.AutoConnection)
        self._called.connect(self._call, Qt.ConnectionType.AutoConnection)

    def run(
        self,
        work: Callable[[], Any],
        *,
        then: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
    ) -> int:
        """Do `work` on a worker's thread, then hand its result to `then` on this one; return the job's number.

        After `close` nothing is done any more: a timer of a window that is about to go may still ask.
        """
        number = next(self._numbers)
        job = self._jobs[number] = _Job(then, failed)
        try:
            job.future = self._executor.submit(self._work, number, work)
        except RuntimeError:  # it was shut down
            self._jobs.pop(number, None)
        return number

    def drop(self, number: int) -> None:
        """Forget a job: its result leads to nothing, and if it has not begun, it never will."""
        job = self._jobs.pop(number, None)
        if job is not None and job.future is not None:
            job.future.cancel()

    def relay(self, callback: Callable[..., object]) -> Callable[..., None]:
        """Return a function that any thread may call and that calls `callback` on this one, as for progress."""
        number = next(self._numbers)
        self._relays[number] = callback
        return lambda *values: self._called.emit(number, values)

    def is_busy(self) -> bool:
        """Tell whether any job has not ended yet."""
        return bool(self._jobs)

    def close(self) -> None:
        """Forget all jobs and let go of the threads; running work goes on, but leads to nothing."""
        for number in list(self._jobs):
            self.drop(number)
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _work(self, number: int, work: Callable[[], Any]) -> None:
        result: Any = None
        error: BaseException | None = None
        try:
            result = work()
        except Exception as caught:
            error = caught
        self._ended.emit(number, result, error)

    def _end(self, number: int, result: Any, error: BaseException | None) -> None:
        job = self._jobs.pop(number, None)
        if job is None:
            return
        if error is not None:
            if not _is_gone(job.failed):
                (job.failed or self.failed)(error)
        elif job.then is not None and not _is_gone(job.then):
            job.then(result)

    def _call(self, number: int, values: tuple[Any, ...]) -> None:
        self._relays[number](*values)


def _is_gone(callback: Callable[..., object] | None) -> bool:
    """Tell whether a method belongs to a widget that went while the work was done: nobody waits for it any more."""
    owner = getattr(callback, "__self__", None)
    return isinstance(owner, QObject) and not isValid(owner)
