"""Reads the words on scans by itself, page after page, while the case stays usable; the status line says so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from caseorg.base.language import _
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, StoppedError

if TYPE_CHECKING:
    from uuid import UUID

    from caseorg.documents.worker import Worker
    from caseorg.domain.changes import ChangeSet
    from caseorg.services.reading import UnreadPage
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background

_PATIENCE_MS = 1_000
"""How long after opening, or after files were added, before anything is read: the person comes first."""
_LONGEST_END_S = 2.0


class ScanReading(QObject):
    """One for each open case file. What is not read when it is closed is read the next time."""

    changed = Signal()
    """Sent when a page was read, and when reading begins or ends."""

    def __init__(
        self, workspace: Workspace, background: Background, is_wanted: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        """Make it; `start` begins to look for scans.

        Args:
            workspace: The open case file.
            background: Where pages are read.
            is_wanted: Tells whether scans are read without being asked; that is a setting.
            parent: The object it belongs to.
        """
        super().__init__(parent)
        self._workspace, self._background, self._is_wanted = workspace, background, is_wanted
        self._queue: list[UnreadPage] = []
        self._done = 0
        self._asked: set[UUID] = set()
        self._refused: set[UUID] = set()
        self._is_stopped = self._is_over = self._is_busy = self._look_again = False
        self._cancel = threading.Event()
        self._nothing_runs = threading.Event()
        self._nothing_runs.set()
        self._worker: Worker | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PATIENCE_MS)
        self._soon.timeout.connect(self._look)
        heard = background.relay(self._heard)
        self._stop_listening = workspace.subscribe(heard)

    # What is said

    def words(self) -> str:
        """Return what the status line says of it; nothing while nothing is read."""
        if not self._queue:
            return ""
        return _("Reading scans: page {page} of {count}").format(
            page=self._done + 1, count=self._done + len(self._queue)
        )

    # What starts and ends it

    def start(self) -> None:
        """Begin to look for scans."""
        self._soon.start()

    def read_now(self, document: Document) -> None:
        """Read a document that a person asked for, before all others and whatever the setting says."""
        self._asked.add(document.id)
        self._refused.discard(document.id)
        self._is_stopped = False
        self._look()

    def pause(self) -> None:
        """Stop because the person said so; it goes on when asked, or the next time the file is open."""
        self._is_stopped = True
        self._asked.clear()
        self._cancel.set()
        self._end()

    def stop(self) -> None:
        """Stop at once and for good, since the file is about to be closed; a page that is half read is left."""
        self._is_over = True
        self._soon.stop()
        self._stop_listening()
        self._cancel.set()
        self._nothing_runs.wait(_LONGEST_END_S)
        self._let_go()

    # One page after the other

    def _heard(self, change_set: ChangeSet) -> None:
        if change_set.touches(Document) and not self._is_over:
            self._soon.start()

    def _look(self) -> None:
        """Find out what is to be read; what is being read now is finished first."""
        from caseorg.services import reading

        self._look_again = self._is_busy
        if self._is_over or self._is_busy or self._workspace.case_file.is_read_only or not reading.can_read():
            return
        asked, only_asked = frozenset(self._asked), self._is_stopped or not self._is_wanted()
        if only_asked and not asked:
            self._found(())
            return
        workspace, cancel = self._workspace, self._new_cancel()
        self._is_busy = True
        self._on_a_thread(
            lambda: reading.scans_to_read(workspace, asked, only_asked=only_asked, cancel=cancel), self._found
        )

    def _found(self, pages: tuple[UnreadPage, ...]) -> None:
        self._is_busy = False
        self._queue, self._done = [page for page in pages if page.document.id not in self._refused], 0
        self._next()

    def _new_cancel(self) -> threading.Event:
        self._cancel = threading.Event()
        return self._cancel

    def _on_a_thread(self, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        """Do what `stop` waits for, since the file can't be closed meanwhile."""
        over = self._nothing_runs
        over.clear()

        def work_and_say() -> Any:
            try:
                return work()
            finally:
                over.set()

        self._background.run(work_and_say, then=then, failed=self._not_read)

    def _next(self) -> None:
        if self._is_over or self._is_busy:
            return
        if not self._queue:
            self._end()
            return
        from caseorg.documents.reading import scan_worker
        from caseorg.documents.scan_languages import usual_reader
        from caseorg.services import reading

        reader = usual_reader()
        if self._worker is None and reader is not None:
            self._worker = scan_worker(reader)
        page, workspace, worker, cancel = self._queue[0], self._workspace, self._worker, self._new_cancel()
        self._is_busy = True
        self.changed.emit()
        self._on_a_thread(
            lambda: reading.read_page(workspace, page, worker=worker, cancel=cancel), lambda _words: self._was_read()
        )

    def _was_read(self) -> None:
        self._is_busy = False
        if not self._queue:  # it was stopped meanwhile
            return
        del self._queue[0]
        self._done += 1
        self.changed.emit()
        # Files that were added meanwhile come next.
        QTimer.singleShot(0, self, self._look if not self._queue or self._look_again else self._next)

    def _not_read(self, error: BaseException) -> None:
        """Leave a document that can't be opened; the page about it says why."""
        self._is_busy = False
        if isinstance(error, StoppedError):
            if self._look_again:  # the person asked for more before what they stopped had ended
                QTimer.singleShot(0, self, self._look)
            return
        if not isinstance(error, CaseorgError):
            self._background.failed(error)
        if self._queue:
            refused = self._queue[0].document.id
            self._refused.add(refused)
            self._queue = [page for page in self._queue if page.document.id != refused]
            QTimer.singleShot(0, self, self._next)

    def _end(self) -> None:
        was_reading, self._queue, self._done = self._worker is not None, [], 0
        self._let_go()
        if was_reading:
            self.changed.emit()

    def _let_go(self) -> None:
        """End the process that reads: it holds much memory."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()
