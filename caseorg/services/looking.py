"""Brings files from outside and looks into them in the worker process, before anything is kept."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from caseorg.base.folding import whole_letters
from caseorg.base.language import _
from caseorg.base.there import is_folder
from caseorg.documents.disc import Disc, DiscSource, disc_of
from caseorg.documents.guess import Guess, guess
from caseorg.documents.inspect import Inspection, inspect, why_not_shown
from caseorg.documents.kinds import SHOWN, FileKind, kind_of
from caseorg.documents.packing import FileOfScans, FolderOfScans, is_scan, may_be_disc, scans_in
from caseorg.documents.prepare import Prepared, prepare
from caseorg.documents.ranges import BytesRanges
from caseorg.documents.unpack import MAX_FILES, OPENED, files_in, parts_of
from caseorg.documents.wire import MAX_BLOB
from caseorg.documents.worker import Progress, Worker
from caseorg.domain.document import DocumentKind
from caseorg.domain.errors import CaseorgError, HugeDocumentError, ReaderUnavailableError, StoppedError, UnreadFileError
from caseorg.services.disc_words import listing
from caseorg.services.other_person import pages_about_someone_else

OnDisk = FolderOfScans | FileOfScans
"""What stays on the disk until it is kept."""

DISC_KINDS = (FileKind.zip, FileKind.iso)
"""What a disc may come as, if it comes as one file."""
_HEAD = 64 << 10
_LEAST_OF_DISC = 16 * 2048
"""The image of a CD begins with so many bytes that say nothing."""
_LARGE = 64 << 20
"""A file of more bytes stays where it is until it is kept."""


@dataclass(frozen=True)
class Brought:
    """One file as the person brings it: chosen, dropped or pasted."""

    name: str
    data: bytes = field(default=b"", repr=False)
    disc: OnDisk | None = None
    """In the place of its bytes: a disc, or another large file, which may be more than memory holds."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", whole_letters(self.name))

    def whole(self) -> bytes:
        """Return its bytes, wherever they are.

        Raises:
            HugeDocumentError: They are more than we look into at once.
            UnreadFileError: They cannot be read any more.
        """
        if self.disc is None:
            return self.data
        if self.disc.source.ranges.size > MAX_BLOB:
            raise HugeDocumentError(self.name)
        return b"".join(self.disc.pieces())


@dataclass(frozen=True)
class Looked:
    """What was found in one file, before anything is kept."""

    brought: Brought = field(repr=False)
    inspection: Inspection
    prepared: Prepared | None = field(default=None, repr=False)
    unreadable_reason: str = ""
    suggestion: Guess = field(default_factory=Guess, repr=False)
    pages_about_someone_else: tuple[int, ...] = ()
    disc: Disc | None = field(default=None, repr=False)
    """What is on it, if it is a disc of scans."""
    came_in: str = ""
    """The fingerprint of the file it was inside of."""


def bring(paths: Iterable[Path]) -> tuple[Brought, ...]:
    """Read files from the disk. The originals are neither moved nor changed. May be called on any thread.

    A folder gives the files in it; a folder with scans is a disc, which stays together.

    Raises:
        UnreadFileError: If one cannot be read, by its name.
        HugeDocumentError: If a folder holds too much.
    """
    return tuple(bring_whole(path) for path in listed(paths))


def listed(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the path of each file that `bring` would read; of a disc of scans the folder. May be called on any thread.

    Raises:
        UnreadFileError: If a folder cannot be read, by its name.
        HugeDocumentError: If a folder holds too much.
    """
    found: list[Path] = []
    for path in paths:
        found += _inside(path) if is_folder(path) else [path]
    return tuple(found)


def _inside(folder: Path) -> list[Path]:
    """Return the files in a folder, or the folder itself if it holds scans."""
    found: list[Path] = []
    for path in files_in(folder):
        if is_scan(path):
            return [folder]
        found.append(path)
    if len(found) > MAX_FILES:
        raise HugeDocumentError(folder.name)
    return found


def bring_whole(path: Path) -> Brought:
    """Read one file, or a folder as one ZIP file of all that is in it. May be called on any thread.

    Raises:
        UnreadFileError: If it cannot be read.
        HugeDocumentError: If there is too much in a folder.
    """
    if not is_folder(path):
        return _of_file(path)
    name = path.name or _("Disc")  # the root of a drive has no name
    return Brought(f"{name}.zip", disc=scans_in(path))


def _of_file(path: Path) -> Brought:
    try:
        kind = stays_on_disk(path)
        if kind is not None:
            return Brought(path.name, disc=FileOfScans(path, kind))
        return Brought(path.name, path.read_bytes())
    except OSError as error:
        raise UnreadFileError(path.name) from error


def stays_on_disk(path: Path) -> FileKind | None:
    """Return the kind of a file that stays where it is until it is kept, since it may be a large disc; otherwise None.

    Raises:
        OSError: It cannot be read.
    """
    size = path.stat().st_size
    if size < _LEAST_OF_DISC:
        return None
    with path.open("rb") as stream:
        kind = kind_of(stream.read(_HEAD), path.name)
    return kind if kind is FileKind.iso or size > _LARGE else None


@dataclass(frozen=True)
class _Looking:
    """What looking into any file needs."""

    names: Collection[str]
    today: date | None
    worker: Worker | None
    data_worker: Worker | None
    scan_worker: Worker | None
    disc_progress: Progress | None
    read_progress: Progress | None
    cancel: threading.Event | None


def look_at(
    brought: Sequence[Brought],
    names: Collection[str] = (),
    today: date | None = None,
    *,
    worker: Worker | None = None,
    data_worker: Worker | None = None,
    scan_worker: Worker | None = None,
    progress: Progress | None = None,
    disc_progress: Progress | None = None,
    read_progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> tuple[Looked, ...]:
    """Look into files in the worker process, and make their clean pages. Keeps nothing; may be called on any thread.

    What is inside an archive or an e-mail follows it. A disc of scans stays one file.

    Args:
        brought: The files.
        names: The patient's name, and other names under which papers of this case may run.
        today: A later date is not the date of a paper.
        worker: Who looks; without one, the worker everybody shares.
        data_worker: Who opens archives; without one, the worker everybody shares.
        scan_worker: Who reads discs; without one, the worker everybody shares.
        progress: Called with how many are done, and how many there are.
        disc_progress: Called with how many files of a disc are done, and how many it has.
        read_progress: Called with how many bytes of another large file were read, and how many it has.
        cancel: Set it to stop.

    Raises:
        StoppedError: `cancel` was set.
    """
    looking = _Looking(names, today, worker, data_worker, scan_worker, disc_progress, read_progress, cancel)
    found: list[Looked] = []
    for number, each in enumerate(brought):
        if progress:
            progress(number, len(brought))
        looked = _look(each, looking)
        found.append(looked)
        if looked.inspection.kind in OPENED and looked.disc is None and looked.inspection.size <= MAX_BLOB:
            found[-1:] = _with_parts(looked, looking)
    if progress:
        progress(len(brought), len(brought))
    return tuple(found)


def look_alone(brought: Brought, *, worker: Worker | None = None, cancel: threading.Event | None = None) -> Looked:
    """Look into one file, and not into those inside it. Keeps nothing; may be called on any thread.

    Raises:
        StoppedError: `cancel` was set.
    """
    return _look(brought, _Looking((), None, worker, None, None, None, None, cancel))


def _look(brought: Brought, looking: _Looking) -> Looked:
    if brought.disc is not None:
        return _look_at_large(brought, brought.disc, looking)
    inspection = inspect(brought.data, brought.name, worker=looking.worker, cancel=looking.cancel)
    if inspection.kind is FileKind.zip and may_be_disc(brought.data):
        disc = _disc_in(brought, looking)
        if disc is not None:
            return _disc_pages(brought, inspection, disc, looking)
    prepared, reason = None, inspection.problem or ""
    if inspection.page_count is not None:
        try:
            prepared = prepare(brought.data, brought.name, worker=looking.worker, cancel=looking.cancel)
        except StoppedError:
            raise
        except CaseorgError as error:
            reason = str(error)
    if reason == str(ReaderUnavailableError(brought.name)):
        reason = ""  # This says nothing about the file: its pages are made when they are first wanted.
    texts = prepared.page_texts if prepared else ()
    return Looked(
        brought,
        inspection,
        prepared,
        reason,
        guess(brought.name, texts[0] if texts else "", looking.today),
        pages_about_someone_else(texts, looking.names),
    )


def _disc_in(brought: Brought, looking: _Looking) -> Disc | None:
    try:
        return _on_disc(DiscSource(BytesRanges(brought.data), FileKind.zip), brought.name, looking)
    except StoppedError:
        raise
    except CaseorgError:
        return None  # what is wrong with it is said when its files are taken out


def _look_at_large(brought: Brought, disc: OnDisk, looking: _Looking) -> Looked:
    """Look at a disc that stays where it is until it is kept; if it turns out to be none, at the file that it is."""
    if disc.source.kind not in DISC_KINDS:
        return _look_at_file(
            replace(brought, disc=disc), disc.read_through(looking.cancel, looking.read_progress), looking
        )
    reason = ""
    with ThreadPoolExecutor(1, thread_name_prefix="disc") as reader:
        # Its fingerprint is taken while the worker reads it, too.
        reading: Future[tuple[OnDisk, str, int]] = reader.submit(disc.read_through, looking.cancel)
        try:
            found = _on_disc(disc.source, brought.name, looking)
        except StoppedError:
            raise
        except CaseorgError as error:
            found, reason = None, str(error)
        good, digest, size = reading.result()
    if good != disc and found is not None:
        found = _on_disc(good.source, brought.name, looking)
    if found is not None:
        return _disc_pages(replace(brought, disc=good), Inspection(good.source.kind, size, digest), found, looking)
    looked = _look_at_file(brought, (good, digest, size), looking)
    return replace(looked, unreadable_reason=reason) if reason and looked.prepared is None else looked


def _look_at_file(brought: Brought, read: tuple[OnDisk, str, int], looking: _Looking) -> Looked:
    """Look at a large file whose fingerprint was taken. It is in memory for as long as that takes, if it is at all."""
    on_disk, digest, size = read
    whole, kind = replace(brought, disc=on_disk), on_disk.source.kind
    if kind not in SHOWN and kind not in OPENED:
        reason = why_not_shown(kind, brought.name)
        return Looked(whole, Inspection(kind, size, digest, problem=reason), unreadable_reason=reason)
    if size > MAX_BLOB:
        return Looked(whole, Inspection(kind, size, digest), unreadable_reason=str(HugeDocumentError(brought.name)))
    return replace(_look(Brought(brought.name, b"".join(on_disk.pieces())), looking), brought=whole)


def look_at_disc(
    document: Brought,
    inspection: Inspection,
    source: DiscSource,
    *,
    worker: Worker | None = None,
    scan_worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> Looked | None:
    """Look at a disc of scans: its pages list what is on it. None if there is no scan on it.

    Raises:
        CaseorgError: It cannot be read; StoppedError: `cancel` was set.
    """
    looking = _Looking((), None, worker, None, scan_worker, None, None, cancel)
    found = _on_disc(source, document.name, looking)
    return None if found is None else _disc_pages(document, inspection, found, looking)


def _on_disc(source: DiscSource, name: str, looking: _Looking) -> Disc | None:
    return disc_of(source, name, worker=looking.scan_worker, progress=looking.disc_progress, cancel=looking.cancel)


def _disc_pages(brought: Brought, inspection: Inspection, disc: Disc, looking: _Looking) -> Looked:
    left_out, unread = (brought.disc.programs, brought.disc.unread) if brought.disc else (0, 0)
    words = listing(disc, left_out=left_out, unread=unread)
    prepared = prepare(words.encode(), "disc.txt", worker=looking.worker, cancel=looking.cancel)
    pages = replace(inspection, page_count=prepared.page_count, problem=None)
    return Looked(brought, pages, prepared, suggestion=Guess(DocumentKind.scan_files), disc=disc)


def _with_parts(looked: Looked, looking: _Looking) -> list[Looked]:
    """Return a file, followed by those inside it; alone, with the reason, where it cannot be opened."""
    brought, parts = looked.brought, []
    try:
        for part in parts_of(brought.whole(), brought.name, worker=looking.data_worker, cancel=looking.cancel):
            found = _look(Brought(part.name, part.data), looking)
            if not part.is_whole:
                found = replace(found, unreadable_reason=_("“{name}” is damaged inside “{outer}”.").format(
                    name=part.name, outer=brought.name))  # fmt: skip
            parts.append(replace(found, came_in=looked.inspection.sha256))
    except StoppedError:
        raise
    except CaseorgError as error:
        return [looked if looked.prepared else replace(looked, unreadable_reason=str(error))]
    if looked.prepared is None and parts:
        words = _("The files in “{name}” are added beside it.").format(name=brought.name)
        looked = replace(looked, unreadable_reason=words)
    return [looked, *parts]
