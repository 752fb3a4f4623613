"""What is done in the background by itself while a case file is open, such as looking into files that were added."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from caseorg.domain.changes import ChangeSet
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background

_LONGEST_END_S = 2.0


class WhileOpen(QObject):
    """Begins a moment after the file was opened or changed, does one thing after another, and ends before it closes.

    Who is made of it says in `_heard` which changes count, in `_look` what is done next, and in `_let_go` what ends.
    """

    changed = Signal()
    """Sent when there is something else to say of it."""

    def __init__(
        self, workspace: Workspace, background: Background, patience_ms: int, parent: QObject | None = None
    ) -> None:
        """Make it; `start` begins.

        Args:
            workspace: The open case file.
            background: Where the work is done.
            patience_ms: How long after an opening or a change nothing is begun: the person comes first.
            parent: The object it belongs to.
        """
        super().__init__(parent)
        self._workspace, self._background = workspace, background
        self._is_over = self._is_busy = self._look_again = False
        self._cancel = threading.Event()
        self._nothing_runs = threading.Event()
        self._nothing_runs.set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(patience_ms)
        self._soon.timeout.connect(self._look)
        self._stop_listening = workspace.subscribe(background.relay(self._heard))

    def start(self) -> None:
        """Begin to look for what is to be done."""
        self._soon.start()

    def stop(self) -> None:
        """Stop at once and for good, since the file is about to be closed; what is half done is left."""
        self._is_over = True
        self._soon.stop()
        self._stop_listening()
        self._cancel.set()
        self._nothing_runs.wait(_LONGEST_END_S)
        self._let_go()

    def _heard(self, change_set: ChangeSet) -> None:
        """Be told of a change; called on the main thread."""
        raise NotImplementedError

    def _look(self) -> None:
        """Find out what is to be done, and begin; what is being done is finished first."""
        raise NotImplementedError

    def _let_go(self) -> None:
        """End the processes that work for it: they hold memory."""
        raise NotImplementedError

    def _run(
        self,
        work: Callable[[threading.Event], Any],
        then: Callable[[Any], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """Do on a worker's thread what `stop` waits for, since the file can't be closed meanwhile.

        Args:
            work: Is given what is set to stop it.
            then: Called with what it returns, on the main thread.
            failed: Called with what it raised, likewise.
        """
        over = self._nothing_runs
        self._cancel = cancel = threading.Event()
        self._is_busy = True
        over.clear()

        @wraps(work)
        def work_and_say() -> Any:
            try:
                return work(cancel)
            finally:
                over.set()

        self._background.run(work_and_say, then=then, failed=failed)
