"""The last resort: log it, tell the person, keep the data safe, and offer a report that can be read first."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from caseorg.base.version import program_version

if TYPE_CHECKING:
    from caseorg.domain.errors import CaseorgError

_log = logging.getLogger(__name__)


class Crash:
    """Catches what nobody caught. A report holds versions and frames, never an entry."""

    def __init__(self, show: Callable[[str], object], say: Callable[[CaseorgError], object]) -> None:
        """Make it.

        Args:
            show: Tells the person, and offers the report it is given; called on the main thread only.
            say: Says a sentence that a person can act on, and that nobody caught; called there only, too.
        """
        self._show, self._say = show, say
        self._showing = False

    def install(self) -> None:
        """Catch what slots, threads, the main function and destructors let through."""
        sys.excepthook = self._hook
        # Python would print its words on standard error. Nobody can act on it, so it is only noted.
        sys.unraisablehook = lambda caught: _note(caught.exc_value)
        threading.excepthook = lambda caught: self._thread(caught.exc_type, caught.exc_value)

    def report(self, error: BaseException) -> None:
        """Log an error that nobody caught, and tell the person once: what happened if that can be said, or a defect."""
        from caseorg.domain.errors import CaseorgError

        _note(error)
        if self._showing or threading.current_thread() is not threading.main_thread():
            return
        self._showing = True
        try:
            if isinstance(error, CaseorgError):
                self._say(error)
            else:
                self._show(report_of(error))
        finally:
            self._showing = False

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            raise SystemExit(130)
        self.report(error.with_traceback(trace))

    def _thread(self, kind: type[BaseException], error: BaseException | None) -> None:
        if error is not None and not issubclass(kind, SystemExit):
            self.report(error)


def _note(error: BaseException | None) -> None:
    if error is not None:
        # Not as an exception: before our log is begun, Python would write its words on standard error.
        _log.error("defect in %s", report_of(error))


def report_of(error: BaseException) -> str:
    """Write what the makers need and nothing a person typed: versions, kinds of error, and where."""
    import platform

    lines = [
        f"Caseorg {program_version()}",
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {platform.machine()}",
        "",
    ]
    seen: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in seen:
        seen.append(step)
        # Only the kind: the words of an error may quote an entry or the name of a file.
        lines.append(f"{type(step).__module__}.{type(step).__qualname__}")
        trace = step.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {Path(code.co_filename).name}:{trace.tb_lineno} in {code.co_name}")
            trace = trace.tb_next
        step = step.__cause__ or step.__context__
    return "\n".join(lines) + "\n"
