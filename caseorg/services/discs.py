"""A disc of scans that is kept with the case: what is on it, and giving it out again as a folder or a ZIP file."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from weakref import WeakKeyDictionary

from pydantic import TypeAdapter

from caseorg.documents.disc import Disc, DiscFile, Piece, pieces_of
from caseorg.documents.packing import zip_pieces
from caseorg.documents.safe_names import safe_name
from caseorg.documents.worker import Worker
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.errors import DamagedDocumentError, FileExistsAlreadyError
from caseorg.domain.requests import ItemStatus, RecordKind, RequestedItem
from caseorg.services import disc_words
from caseorg.services.disc_bytes import disc_source, is_disc
from caseorg.services.documents import MAKER, names_in, pages_of
from caseorg.services.outside import new_folder, remove_folder, write_whole, written
from caseorg.services.workspace import Workspace
from caseorg.store import attachments
from caseorg.store.case_file import CaseFile

_DISC = TypeAdapter(Disc)
_read: WeakKeyDictionary[CaseFile, dict[str, Disc]] = WeakKeyDictionary()
"""What was read of the discs of an open file: a list of thousands of files takes a while to check."""

_IMAGES = (RecordKind.imaging_study, RecordKind.mammograms, RecordKind.radiation_files)
_GIVEN = ("image", "paper", "index", "damaged", "other")


def disc_in(workspace: Workspace, document: Document) -> Disc | None:
    """Return what is on a disc, as it was found when its pages were made. Cheap: what is kept is read once."""
    read = _read.setdefault(workspace.case_file, {})
    if document.sha256 not in read:
        found = _disc_in(workspace, document)
        if found is None:
            return None
        read[document.sha256] = found
    return read[document.sha256]


def _disc_in(workspace: Workspace, document: Document) -> Disc | None:
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    found = kept.details.get("disc") if kept else None
    return _DISC.validate_python(found) if found else None


def warnings(workspace: Workspace, snapshot: CaseSnapshot, document: Document) -> tuple[str, ...]:
    """Return what a person should know before a disc goes to a doctor; nothing for any other document."""
    disc = disc_in(workspace, document)
    if disc is None:
        return ()
    born = snapshot.patient.date_of_birth if snapshot.patient else None
    return (
        *disc_words.warnings(disc, names_in(snapshot), born),
        *disc_words.about_other_discs(document.name, disc, _others(workspace, snapshot, document)),
    )


def _others(workspace: Workspace, snapshot: CaseSnapshot, document: Document) -> dict[str, Disc]:
    """Return the other discs of the case, by what they are called."""
    found = {each.name: disc_in(workspace, each) for each in snapshot.documents if is_disc(each) and each != document}
    return {name: disc for name, disc in found.items() if disc is not None}


def images_of(disc: Disc, series: int) -> tuple[DiscFile, ...]:
    """Return the images of a series, in the order of their numbers."""
    found = [file for file in disc.files if file.series == series and file.kind == "image"]
    return tuple(sorted(found, key=lambda file: (file.number, file.path)))


def images_asked_for(snapshot: CaseSnapshot, document: Document) -> tuple[RequestedItem, ...]:
    """Return the images that were asked for and have not come, which a disc may be; nothing if it answers one."""
    if document.answers_item_id is not None:
        return ()
    waiting = (ItemStatus.asked, ItemStatus.some_came)
    return tuple(item for item in snapshot.items if item.kind in _IMAGES and item.status in waiting)


def copies_for_viewer(
    workspace: Workspace,
    document: Document,
    series: int,
    *,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> list[Path]:
    """Write the images of one series where another program can see them; return where they are, in their order.

    The folder is private, its names say nothing of the case, and it is swept when the file is locked or closed.

    Raises:
        CaseorgError: As `give_out`; nothing is left.
    """
    images = images_of(_known(workspace, document, cancel), series)
    folder = new_folder("scan")
    names = {image.path: f"image-{number:04}.dcm" for number, image in enumerate(images, 1)}
    try:
        made = write_files(workspace, document, folder, names.__getitem__, list(names), worker=worker, cancel=cancel)
    except BaseException:
        remove_folder(folder)
        raise
    return sorted(made)


def give_out(
    workspace: Workspace,
    document: Document,
    place: Path,
    *,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> Path:
    """Write the files of a disc into a new folder, each as it came; programs stay behind. May be called on any thread.

    Returns:
        The folder. If it cannot be written whole, nothing is left of it.

    Raises:
        FileExistsAlreadyError: There is something of that name; nothing is touched.
        DamagedDocumentError: A file is not the one that came.
        PlaceNotWrittenError, DiskFullError: The place cannot be written to.
        StoppedError: `cancel` was set.
    """
    name = folder_name(document)
    folder = place / name
    with written(name):
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError as error:
            raise FileExistsAlreadyError(name) from error
    try:
        write_files(workspace, document, folder, lambda path: path, worker=worker, cancel=cancel)
    except BaseException:
        remove_folder(folder)
        raise
    return folder


def give_out_packed(
    workspace: Workspace,
    document: Document,
    target: Path,
    *,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> Path:
    """Write the files of a disc into one ZIP file, each as it came; programs stay behind. May be called on any thread.

    Returns:
        The file. If it cannot be written whole, what was there before is still there.

    Raises:
        CaseorgError: As `give_out`.
    """
    sizes = {file.path: file.size for file in _known(workspace, document, cancel).files}
    checked = _checked(workspace, document, None, worker, cancel)
    return write_whole(target, zip_pieces((path, sizes[path], pieces) for path, pieces in _by_file(checked)))


def save_as_it_came(workspace: Workspace, document: Document, target: Path) -> Path:
    """Write a disc as it is kept, the very bytes that came. May be called on any thread.

    Raises:
        DamagedDocumentBytesError: It is no longer whole.
        PlaceNotWrittenError, DiskFullError: The place cannot be written to.
    """
    return write_whole(target, workspace.kept_ranges(document.sha256, document.name).pieces())


def write_files(
    workspace: Workspace,
    document: Document,
    folder: Path,
    named: Callable[[str], str],
    wanted: Collection[str] | None = None,
    *,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> list[Path]:
    """Write files of a disc into a folder; return where each of them is.

    Args:
        workspace: The open case file.
        document: The disc.
        folder: One that is there.
        named: Gives the name in the folder for a path on the disc.
        wanted: The paths of the files; None for all but programs.
        worker: Who reads the disc; without one, the worker everybody shares.
        cancel: Set it to stop.

    Raises:
        CaseorgError: As `give_out`.
    """
    made: list[Path] = []
    for path, pieces in _by_file(_checked(workspace, document, wanted, worker, cancel)):
        target = folder.joinpath(*named(path).split("/"))
        with written(folder.name):
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
                for piece in pieces:
                    stream.write(piece)
        made.append(target)
    return made


def folder_name(document: Document) -> str:
    """Return what the folder of a disc is called that is given out."""
    return safe_name(document.name) if document.name.strip(". ") else "disc"


def _checked(
    workspace: Workspace,
    document: Document,
    wanted: Collection[str] | None,
    worker: Worker | None,
    cancel: threading.Event | None,
) -> Iterator[Piece]:
    """Give the files of a disc in pieces, and see at the end of each that it is the one that came."""
    known = {file.path: file for file in _known(workspace, document, cancel).files}
    # What could not be read from the disc when it came has no fingerprint, and cannot be given.
    given = [path for path, file in known.items() if file.kind in _GIVEN and file.sha256]
    asked = frozenset(given if wanted is None else wanted)
    chosen = [path for path in given if path in asked]
    hashed = sha256()
    source = disc_source(workspace, document)
    for piece in pieces_of(source, document.name, chosen, worker=worker, cancel=cancel):
        hashed.update(piece.data)
        if piece.is_last:
            if not piece.is_whole or hashed.hexdigest() != known[piece.path].sha256:
                raise DamagedDocumentError(piece.path.rpartition("/")[2])
            hashed = sha256()
        yield piece


def _known(workspace: Workspace, document: Document, cancel: threading.Event | None) -> Disc:
    disc = disc_in(workspace, document)
    if disc is None:
        pages_of(workspace, document, cancel=cancel)  # another version of the program made them last
        disc = disc_in(workspace, document)
    if disc is None:
        raise DamagedDocumentError(document.name)
    return disc


def _by_file(pieces: Iterator[Piece]) -> Iterator[tuple[str, Iterator[bytes]]]:
    for path, found in groupby(pieces, key=lambda piece: piece.path):
        yield path, (piece.data for piece in found)
