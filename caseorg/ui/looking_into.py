"""Looks into documents that were kept first, a few at a time, while the case stays usable; the status line says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from caseorg.base.language import _
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, StoppedError
from caseorg.ui.while_open import WhileOpen

if TYPE_CHECKING:
    import threading
    from uuid import UUID

    from caseorg.domain.changes import ChangeSet
    from caseorg.services.looking_later import Lot, Readers
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background

_PATIENCE_MS = 300
"""How long after opening, or after files were added, before anything is begun: the person comes first."""


class LookingInto(WhileOpen):
    """One for each open case file. Which documents are left is told by the file, so it goes on at the next opening."""

    progressed = Signal()
    """Sent when a document was looked into, with the next words for the status line."""
    ended = Signal()
    """Sent when nothing is left to look into, or the person stopped it."""

    def __init__(self, workspace: Workspace, background: Background, parent: QObject | None = None) -> None:
        """Make it; `start` begins.

        Args:
            workspace: The open case file.
            background: Where documents are looked into.
            parent: The object it belongs to.
        """
        super().__init__(workspace, background, _PATIENCE_MS, parent)
        self._done = self._in_lot = self._count = 0
        self._first: set[UUID] = set()
        self._refused: set[UUID] = set()
        self._is_paused = False
        self._readers: Readers | None = None
        self._tell_progress = background.relay(self._progress)

    # What is said

    def words(self) -> str:
        """Return what the status line says of it; nothing while nothing is looked into."""
        if not self._count:
            return ""
        done = self._done + self._in_lot
        return _("Looking into files: {done} of {count}").format(
            done=f"{min(done + 1, self._count):,}", count=f"{self._count:,}"
        )

    def is_at_work(self) -> bool:
        """Tell whether documents are being looked into, so that what is not looked into yet soon will be."""
        return not self._is_paused and (bool(self._count) or self._is_busy or self._soon.isActive())

    # What starts and ends it

    def look_now(self, document: Document) -> None:
        """Look into a document that a person has opened, before all others."""
        if self._is_over or document.id in self._first or document.id in self._refused:
            return
        self._first.add(document.id)
        self._look()

    def can_look(self, document: Document) -> bool:
        """Tell whether it would be of use to wait for a look into a document."""
        return not self._is_over and not self._workspace.case_file.is_read_only and document.id not in self._refused

    def pause(self) -> None:
        """Stop because the person said so; it goes on when one is opened, when files are added, or the next time."""
        self._is_paused = True
        self._first.clear()
        self._cancel.set()
        self._end()

    # One lot after the other

    def _heard(self, change_set: ChangeSet) -> None:
        if self._is_over or not change_set.touches(Document):
            return
        if not change_set.label:
            return  # it followed from looking
        self._refused.clear()
        if any(each.before is None for each in change_set.changes):
            self._is_paused = False  # files were added
        self._soon.start()

    def _look(self) -> None:
        self._look_again = self._is_busy
        only_first = self._is_paused
        if self._is_over or self._is_busy or self._workspace.case_file.is_read_only:
            return
        if only_first and not self._first:
            self._end()
            return
        from caseorg.services.looking_later import Readers, look_into_some

        readers = self._readers = self._readers or Readers()
        workspace, first, refused = self._workspace, frozenset(self._first), frozenset(self._refused)
        progress = self._tell_progress

        def work(cancel: threading.Event) -> Lot:
            return look_into_some(
                workspace,
                readers,
                first=first,
                only_first=only_first,
                without=refused,
                progress=progress,
                cancel=cancel,
            )

        self._run(work, self._looked, self._not_looked)

    def _progress(self, done: int, count: int) -> None:
        if self._is_busy and not self._is_paused:
            self._in_lot, self._count = done, self._done + count
            self.progressed.emit()

    def _looked(self, lot: Lot) -> None:
        self._is_busy = False
        self._refused |= lot.refused
        self._first -= lot.looked | lot.refused
        self._in_lot, self._done = 0, self._done + len(lot.looked)
        if lot.refused:
            self.changed.emit()
        if lot.left or self._look_again:
            self._count = 0 if self._is_paused else self._done + lot.left
            QTimer.singleShot(0, self, self._look)
        else:
            self._end()

    def _not_looked(self, error: BaseException) -> None:
        """End; it is begun again when a document changes, or at the next opening."""
        self._is_busy = False
        if not isinstance(error, CaseorgError):
            self._background.failed(error)
        if isinstance(error, StoppedError) and self._look_again:
            QTimer.singleShot(0, self, self._look)
        else:
            self._end()

    def _end(self) -> None:
        was_told, self._done, self._in_lot, self._count = bool(self._count), 0, 0, 0
        if not self._is_busy:
            self._first.clear()
            self._let_go()
        if was_told:
            self.changed.emit()
            self.ended.emit()

    def _let_go(self) -> None:
        readers, self._readers = self._readers, None
        if readers is not None:
            readers.close()
