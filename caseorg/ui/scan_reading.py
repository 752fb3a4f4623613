"""Reads the words on scans by itself, page after page, while the case stays usable; the status line says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from caseorg.base.language import _
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, StoppedError
from caseorg.ui.while_open import WhileOpen

if TYPE_CHECKING:
    from uuid import UUID

    from caseorg.documents.worker import Worker
    from caseorg.domain.changes import ChangeSet
    from caseorg.services.reading import UnreadPage
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background

_PATIENCE_MS = 1_000
"""How long after opening, or after files were added, before anything is read: the person comes first."""


class ScanReading(WhileOpen):
    """One for each open case file. What is not read when it is closed is read the next time."""

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
        super().__init__(workspace, background, _PATIENCE_MS, parent)
        self._is_wanted = is_wanted
        self._queue: list[UnreadPage] = []
        self._done = 0
        self._asked: set[UUID] = set()
        self._refused: set[UUID] = set()
        self._is_stopped = False
        self._worker: Worker | None = None

    # What is said

    def words(self) -> str:
        """Return what the status line says of it; nothing while nothing is read."""
        if not self._queue:
            return ""
        return _("Reading scans: page {page} of {count}").format(
            page=self._done + 1, count=self._done + len(self._queue)
        )

    # What starts and ends it

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

    # One page after the other

    def _heard(self, change_set: ChangeSet) -> None:
        if change_set.touches(Document) and not self._is_over:
            self._soon.start()

    def _look(self) -> None:
        from caseorg.services import reading

        self._look_again = self._is_busy
        if self._is_over or self._is_busy or self._workspace.case_file.is_read_only or not reading.can_read():
            return
        asked, only_asked = frozenset(self._asked), self._is_stopped or not self._is_wanted()
        if only_asked and not asked:
            self._found(())
            return
        workspace = self._workspace
        self._run(
            lambda cancel: reading.scans_to_read(workspace, asked, only_asked=only_asked, cancel=cancel),
            self._found,
            self._not_read,
        )

    def _found(self, pages: tuple[UnreadPage, ...]) -> None:
        self._is_busy = False
        self._queue, self._done = [page for page in pages if page.document.id not in self._refused], 0
        self._next()

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
        page, workspace, worker = self._queue[0], self._workspace, self._worker
        self.changed.emit()
        self._run(
            lambda cancel: reading.read_page(workspace, page, worker=worker, cancel=cancel),
            lambda _words: self._was_read(),
            self._not_read,
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
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()
