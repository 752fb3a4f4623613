"""Keeps many files before anybody has looked into them: adding a folder then takes as long as writing it.

What is in them is found out afterwards, as `looking_later` does. A disc of scans, which is one file made of many, and a
file that is more than memory should hold are looked at before, as they are when they come alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path, PurePath
from typing import NamedTuple
from uuid import UUID

from caseorg.base.language import ngettext
from caseorg.base.there import is_folder
from caseorg.documents.inspect import Inspection
from caseorg.documents.kinds import FileKind, kind_of
from caseorg.documents.packing import file_pieces
from caseorg.documents.worker import Progress, Worker
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.errors import DamagedDocumentBytesError, GoneRecordError, StoppedError, UnreadFileError
from caseorg.domain.kinds import SHORT_LIMIT
from caseorg.services import looking
from caseorg.services.disc_bytes import is_disc, keep_discs
from caseorg.services.documents import Added, Duplicate, add_documents
from caseorg.services.looking import Brought, Looked
from caseorg.services.workspace import Workspace
from caseorg.store.attachments import CHUNK_SIZE
from caseorg.store.keeping_many import KeptMany, in_chunks

_HANDFUL = 12
"""So many files are looked into while the person waits, since they see at once what each is."""
_MUCH = 96 << 20
"""Unless they are more bytes together."""
_WHOLE = 32 << 20
"""A file of more bytes is read in pieces, twice: for its fingerprint, and to be kept."""


@dataclass(frozen=True)
class Told:
    """Who is told how far it is, and who may stop it."""

    files: Progress | None = None
    """Called with how many files are kept, and how many there are."""
    listing: Progress | None = None
    """Called with how many files of a disc were looked at, and how many it has."""
    reading: Progress | None = None
    """Called with how many bytes of a large file were read, and how many it has."""
    disc: Progress | None = None
    """Called with how many bytes of a disc are kept, and how many it has."""
    cancel: threading.Event | None = None

    def stop_if(self) -> None:
        """Raise what stops it if somebody said so.

        Raises:
            StoppedError: `cancel` was set.
        """
        if self.cancel is not None and self.cancel.is_set():
            raise StoppedError


def is_many(paths: Sequence[Path]) -> bool:
    """Tell whether files, as `looking.listed` gives them, are kept before they are looked into."""
    if len(paths) <= 1:
        return False
    return len(paths) > _HANDFUL or sum(_size(path) for path in paths if not is_folder(path)) > _MUCH


def keep(
    workspace: Workspace,
    case_id: UUID,
    paths: Sequence[Path],
    names: Collection[str] = (),
    today: date | None = None,
    *,
    told: Told = Told(),
    scan_worker: Worker | None = None,
) -> Added:
    """Keep files with the case in one step, as they are and not looked into. May be called on any thread.

    The originals are neither moved nor changed. What the case has already is skipped, as by `add_documents`.

    Args:
        workspace: The open case file.
        case_id: The case.
        paths: The files, as `looking.listed` gives them.
        names: The names under which papers of this case may run, for what is looked at before.
        today: A later date is not the date of a paper.
        told: Who is told how far it is, and who may stop it.
        scan_worker: Who reads discs; without one, the worker everybody shares.

    Raises:
        StoppedError: It was stopped; nothing was added.
        UnreadFileError: A file cannot be read, by its name; nothing was added.
        CaseorgError: As `add_documents`.
    """
    before, plain = _sorted_out(paths)
    looked: list[Looked] = []
    with workspace.holding() as hold:
        if before:
            brought = [looking.bring_whole(path) for path in before]
            looked += looking.look_at(
                brought,
                names,
                today,
                scan_worker=scan_worker,
                disc_progress=told.listing,
                read_progress=told.reading,
                cancel=told.cancel,
            )
            keep_discs(workspace, looked, hold, progress=told.disc, cancel=told.cancel)
        with workspace.keeping_many() as kept:
            for number, path in enumerate(plain):
                told.stop_if()
                if told.files:
                    told.files(number, len(plain))
                looked.append(_kept(kept, path, told))
            told.stop_if()
            return add_documents(workspace, case_id, looked, kept=kept)


def keep_both(workspace: Workspace, skipped: Sequence[Duplicate]) -> tuple[Document, ...]:
    """Keep what the case had already once more, in one step: its bytes are there, and what was found in them is known.

    Returns:
        The new documents.

    Raises:
        GoneRecordError: Its bytes were deleted for good since it was skipped; nothing was added.
        CaseorgError: As `Store.transaction`.
    """
    label = ngettext("Add a document", "Add {count} documents", len(skipped)).format(count=len(skipped))
    added: list[Document] = []
    with workspace.step(label) as step:
        for each in skipped:
            there, name = each.document, each.looked.brought.name
            try:
                workspace.kept_ranges(there.sha256)
            except DamagedDocumentBytesError as error:
                raise GoneRecordError from error
            added.append(_twin(there, name, step.now))
            step.save(added[-1])
    return tuple(added)


def _sorted_out(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Part what is looked at before it is kept from what is kept as it is."""
    before: list[Path] = []
    plain: list[Path] = []
    for path in paths:
        try:
            is_plain = not is_folder(path) and looking.stays_on_disk(path) not in looking.DISC_KINDS
        except OSError as error:
            raise UnreadFileError(path.name) from error
        (plain if is_plain else before).append(path)
    return before, plain


def _twin(there: Document, name: str, at: datetime) -> Document:
    """Return a record of its own about bytes that are kept already."""
    return Document.made(
        case_id=there.case_id,
        name=(PurePath(name).stem or name)[:SHORT_LIMIT],
        kind=DocumentKind.scan_files if is_disc(there) else None,
        original_name=name[:SHORT_LIMIT],
        media_type=there.media_type,
        sha256=there.sha256,
        size_bytes=there.size_bytes,
        page_count=there.page_count,
        unreadable_reason=there.unreadable_reason,
        added_at=at,
    )


class _Read(NamedTuple):
    """What is told by the bytes of a file without understanding them."""

    kind: FileKind
    digest: str
    size: int
    pieces: Iterator[bytes]


def _kept(kept: KeptMany, path: Path, told: Told) -> Looked:
    try:
        read = _read_whole(path) if path.stat().st_size <= _WHOLE else _read_in_pieces(path, told.stop_if)
    except OSError as error:
        raise UnreadFileError(path.name) from error
    kept.keep(read.digest, read.size, read.pieces)
    return Looked(Brought(path.name), Inspection(read.kind, read.size, read.digest))


def _read_whole(path: Path) -> _Read:
    data = path.read_bytes()
    return _Read(kind_of(data, path.name), sha256(data).hexdigest(), len(data), in_chunks(data))


def _read_in_pieces(path: Path, stop_if: Callable[[], object]) -> _Read:
    hashed, size, head = sha256(), 0, b""
    for piece in file_pieces(path):
        stop_if()
        hashed.update(piece)
        size += len(piece)
        head = head or piece
    digest = hashed.hexdigest()
    return _Read(kind_of(head, path.name), digest, size, _same_again(path, digest, stop_if))


def _same_again(path: Path, digest: str, stop_if: Callable[[], object]) -> Iterator[bytes]:
    """Give a file mebibyte by mebibyte, and see to it that it is still the one whose fingerprint was taken."""
    hashed, waiting = sha256(), bytearray()
    for piece in file_pieces(path):
        stop_if()
        hashed.update(piece)
        waiting += piece
        while len(waiting) >= CHUNK_SIZE:
            yield bytes(waiting[:CHUNK_SIZE])
            del waiting[:CHUNK_SIZE]
    if waiting:
        yield bytes(waiting)
    if hashed.hexdigest() != digest:
        raise UnreadFileError(path.name)


def _size(path: Path) -> int:
    with suppress(OSError):  # reading it will say what is wrong with it
        return path.stat().st_size
    return 0
