"""Looks into documents that were kept first: their pages, their text, and what is inside archives and e-mails.

It goes on where it stopped, whenever that was: which documents are left is told by their records alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from caseorg.documents.wire import MAX_BLOB
from caseorg.documents.worker import Progress, Worker
from caseorg.domain.changes import Change, ChangeSet
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, HugeDocumentError, StoppedError
from caseorg.services.documents import MAKER, keep_bytes, keep_pages, of_bytes, record_of, source_of
from caseorg.services.looking import Brought, Looked, look_at
from caseorg.services.media_types import OPENED_TYPES
from caseorg.services.step import Step
from caseorg.services.workspace import Workspace
from caseorg.store import attachments
from caseorg.store.joined import FOUND
from caseorg.store.unseen import unseen

_AT_ONCE_S = 4.0
"""So long documents are looked into before the pages show what was found: that takes a moment of the person's own."""
_AT_ONCE = 12
_BYTES_AT_ONCE = 2 << 20
"""So many documents, or bytes of clean pages, are written in one transaction: the window may wait for its end."""


class Readers:
    """The processes that look into documents in the background, so that nobody who opens one waits for them."""

    def __init__(self) -> None:
        self.pages, self.data, self.scans = Worker(), Worker(reads="data"), Worker(reads="scans")

    def close(self) -> None:
        """End them, whatever they are doing; they can still be asked again."""
        for worker in (self.pages, self.data, self.scans):
            worker.close()


@dataclass(frozen=True)
class Lot:
    """What came of looking into some documents."""

    looked: frozenset[UUID]
    """Those that were looked into."""
    left: int
    """How many are still to be looked into."""
    refused: frozenset[UUID] = frozenset()
    """Those that could not be looked into now, and why was not their own doing."""


def look_into_some(
    workspace: Workspace,
    readers: Readers,
    *,
    first: frozenset[UUID] = frozenset(),
    only_first: bool = False,
    without: Collection[UUID] = (),
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Lot:
    """Look into documents for some seconds, write what was found, and say how many are left.

    It joins the step in which each was added, and so is undone with it. Called on a worker's thread.

    Args:
        workspace: The open case file.
        readers: Who looks.
        first: What a person has opened: it is shown as soon as it was looked into.
        only_first: Leave all others for another time.
        without: What could not be looked into.
        progress: Called with how many were looked into, and how many there are.
        cancel: Set it to stop; what was looked into whole is written.

    Raises:
        StoppedError: `cancel` was set.
        CaseorgError: As `Workspace.following`.
    """
    there = [each for each in unseen(workspace.case_file) if each not in without and (each in first or not only_first)]
    waiting = sorted(there, key=lambda each: each not in first)
    until, some = time.monotonic() + _AT_ONCE_S, _Some(workspace)
    try:
        for key in waiting:
            if cancel is not None and cancel.is_set():
                raise StoppedError
            document = workspace.store.find(Document, key)
            some.add(key, _look(workspace, document, readers, cancel) if isinstance(document, Document) else None)
            if progress:
                progress(len(some.looked), len(waiting))
            if time.monotonic() > until or (key in first and not first.intersection(waiting[waiting.index(key) + 1 :])):
                break
    finally:
        some.end()  # also what was found before it was stopped
    return Lot(some.looked, len(waiting) - len(some.looked) - len(some.refused), some.refused)


class _Some:
    """What was found in some documents: written a few megabytes at a time, and told at the end."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._found: list[_Found] = []
        self._changes: list[Change] = []
        self._size = 0
        self.looked: frozenset[UUID] = frozenset()
        self.refused: frozenset[UUID] = frozenset()

    def add(self, key: UUID, found: _Found | None) -> None:
        """Take what was found in one document, or that nothing could be told of it."""
        if found is None:
            self.refused |= {key}
            return
        self.looked |= {key}
        self._found.append(found)
        self._size += sum(len(each.prepared.pdf) for each in found.files if each.prepared)
        if len(self._found) >= _AT_ONCE or self._size > _BYTES_AT_ONCE:
            self._write()

    def end(self) -> None:
        """Write what is left, and tell what was found."""
        self._write()
        if self._changes:
            self._workspace.tell(ChangeSet("", tuple(self._changes), self._workspace.now()))

    def _write(self) -> None:
        found, self._found, self._size = self._found, [], 0
        if not found:
            return
        workspace = self._workspace
        with workspace.case_file.lock, workspace.following() as step:
            for each in found:
                now = workspace.store.find(Document, each.document.id)
                if isinstance(now, Document) and _is_as_it_was(now, each.document):
                    _write_one(workspace, step, now, each)
        if step.change_set is not None:
            self._changes += step.change_set.changes


def _is_as_it_was(now: Document, then: Document) -> bool:
    return now.removed_on is None and now.is_unseen and now.sha256 == then.sha256


@dataclass(frozen=True)
class _Found:
    """What is known of one document by now."""

    document: Document
    entries: Mapping[str, object]
    """What its record says of its bytes."""
    files: tuple[Looked, ...] = ()
    """The file, if it was looked into now, and those inside it."""


def _look(workspace: Workspace, document: Document, readers: Readers, cancel: threading.Event | None) -> _Found | None:
    """Return what is in one document, and in the files inside it; None where that cannot be told now."""
    name = document.original_name or document.name
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    if kept is not None and document.media_type not in OPENED_TYPES:
        return _Found(document, {"page_count": len(kept.details["page_sizes"])})
    if document.size_bytes > MAX_BLOB:
        return _Found(document, {"unreadable_reason": str(HugeDocumentError(name))})
    try:
        brought = Brought(name, workspace.bytes_of(document.sha256, document.name))
    except CaseorgError:
        return None  # its bytes are lost: the check of the file says so
    files = look_at([brought], worker=readers.pages, data_worker=readers.data, scan_worker=readers.scans, cancel=cancel)
    entries = {name: value for name, value in of_bytes(files[0]).items() if name in FOUND}
    return _Found(document, entries, files) if entries["page_count"] or entries["unreadable_reason"] else None


def _write_one(workspace: Workspace, step: Step, now: Document, found: _Found) -> None:
    own = {name: value for name, value in found.entries.items() if name != "kind" or now.kind is None}
    if found.files:
        keep_pages(step, found.files[0], now.sha256)
    step.save(now.revised(**own))
    for part in found.files[1:]:
        digest = part.inspection.sha256
        # The same file gives the same record whenever and wherever it is opened.
        key = uuid5(now.id, f"{digest} {part.brought.name}")
        if workspace.store.find(Document, key) is None and not workspace.store.has_document(now.case_id, digest):
            keep_bytes(step, part)
            source = source_of(part, {part.came_in: now})
            step.save(record_of(now.case_id, part, now.added_at or step.now, id=key, **source))
