"""What is on a disc of scans: asks the worker for its files, and checks them against the disc's own list."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import TypeAdapter

from caseorg.documents.fingerprints import Fingerprints
from caseorg.documents.kinds import FileKind
from caseorg.documents.ranges import FolderRanges, Ranges
from caseorg.documents.told import CHECKED, told
from caseorg.documents.worker import Progress, Worker, shared
from caseorg.domain.errors import DamagedDocumentError, StoppedError

# Of a folder, the worker is asked about so much at once.
_BATCH_BYTES, _BATCH_FILES = 64 << 20, 500


@dataclass(frozen=True)
class Series:
    """One run of pictures from one scan, as its label says."""

    __pydantic_config__ = CHECKED

    patient_name: str
    patient_id: str
    birth_date: str
    study_uid: str
    study_date: str
    study: str
    accession: str
    institution: str
    series_uid: str
    series: str
    modality: str
    body_part: str
    count: int


@dataclass(frozen=True)
class DiscFile:
    """One file of a disc, with its fingerprint."""

    __pydantic_config__ = CHECKED

    path: str
    size: int
    sha256: str
    kind: Literal["image", "paper", "index", "damaged", "program", "other"]
    series: int | None
    number: int = 0
    """Its place in the series, as its label says; 0 if it says none."""
    frames: int = 1
    """How many pictures are in it."""


@dataclass(frozen=True)
class Disc:
    """What is on a disc of scans."""

    __pydantic_config__ = CHECKED

    series: tuple[Series, ...]
    files: tuple[DiscFile, ...]
    has_index: bool
    missing: tuple[str, ...]
    """What the disc's own index names and is not there."""
    unlisted: tuple[str, ...]
    """Scans that are there and the index does not name."""
    label: str = ""
    """What the disc is called, by its index or by who burned it."""

    def of_kind(self, kind: str) -> tuple[DiscFile, ...]:
        """Return the files of one kind."""
        return tuple(file for file in self.files if file.kind == kind)


@dataclass(frozen=True)
class _Found:
    """One file, as the worker tells it."""

    __pydantic_config__ = CHECKED

    path: str
    size: int
    sha256: str
    kind: Literal["image", "paper", "index", "damaged", "program", "other"]
    label: tuple[str, ...]
    uid: str
    number: int
    frames: int
    listed: tuple[tuple[str, str], ...]
    set_name: str

    def with_fingerprint(self, sha256: str) -> _Found:
        """Return it with a fingerprint that was taken here; without one, it is not whole."""
        return replace(self, kind=self.kind if sha256 else "damaged", sha256=sha256)


@dataclass(frozen=True)
class _Batch:
    __pydantic_config__ = CHECKED

    files: tuple[_Found, ...]
    next: int
    count: int
    label: str


@dataclass(frozen=True)
class _PartHead:
    __pydantic_config__ = CHECKED

    path: str
    size: int
    last: bool
    whole: bool


@dataclass(frozen=True)
class _Parts:
    __pydantic_config__ = CHECKED

    parts: tuple[_PartHead, ...]
    next: int
    at: int


_BATCH = TypeAdapter(_Batch)
_Ask = Callable[[dict[str, Any]], _Batch]
_PARTS = TypeAdapter(_Parts)
_LABEL = tuple(Series.__annotations__)[:-1]


@dataclass(frozen=True)
class DiscSource:
    """A disc as the worker reads it."""

    ranges: Ranges = field(repr=False)
    kind: FileKind
    """ZIP file or image of a CD; of a folder it is what the folder is packed as."""

    @property
    def facts(self) -> dict[str, Any]:
        """What the worker needs to know to open it."""
        if isinstance(self.ranges, FolderRanges):
            return {"kind": "folder", "files": self.ranges.files}
        return {"kind": self.kind.value}


def disc_of(
    source: DiscSource,
    name: str,
    *,
    worker: Worker | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Disc | None:
    """Return what is on a disc of scans; None if there is no scan on it, whole or not. Every file is read to its end.

    Args:
        source: The disc.
        name: What the person calls it, for the sentence of an error.
        worker: Who reads; without one, the worker everybody shares.
        progress: Called with how many files are done, and how many there are.
        cancel: Set it to stop.

    Raises:
        UnsafeArchiveError: It is put together in a way that does harm.
        LockedArchiveError: It opens with a password only.
        CaseorgError: It cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    asked = worker or shared("scans")

    def ask(facts: dict[str, Any]) -> _Batch:
        answer = asked.ask("disc", b"", {**source.facts, **facts}, ranges=source.ranges, name=name, cancel=cancel)
        return told(_BATCH, answer, name)

    if isinstance(source.ranges, FolderRanges):
        files, label = _of_folder(source.ranges, ask, progress, cancel)
    else:
        files, label = _of_one_file(ask, progress)
    if files is None:
        raise DamagedDocumentError(name)
    found = _put_together(files, label)
    # Where every image is damaged it is a disc all the same: a person should hear that a new copy is needed.
    has_damaged = any(each.kind == "damaged" and each.label for each in files)
    return found if found.series or found.has_index or has_damaged else None


def _of_one_file(ask: _Ask, progress: Progress | None) -> tuple[list[_Found] | None, str]:
    """Ask for the files in a ZIP file or an image of a CD, a batch at a time; None if what is told makes no sense."""
    files: list[_Found] = []
    label, start = "", 0
    while start >= 0:
        batch = ask({"start": start})
        files.extend(batch.files)
        label = batch.label
        if progress:
            progress(len(files), batch.count)
        if batch.next != -1 and batch.next <= start:
            return None, ""
        start = batch.next
    return files, label


def _of_folder(
    ranges: FolderRanges, ask: _Ask, progress: Progress | None, cancel: threading.Event | None
) -> tuple[list[_Found] | None, str]:
    """Ask what the files of a folder are by how they begin; their fingerprints are taken here meanwhile.

    The worker comes after the fingerprints, so that a drive reads each file once, from the first to the last.
    """
    count = len(ranges.files)

    def tell(done: int) -> None:
        if cancel is not None and cancel.is_set():
            raise StoppedError
        if progress:
            progress(done, count)

    files: list[_Found] = []
    label = ""
    with Fingerprints(ranges) as fingerprints:
        while len(files) < count:
            start = len(files)
            end = _end_of_batch(ranges, start)
            digests = fingerprints.up_to(end, tell)[start:]
            batch = ask({"start": start, "end": end})
            if [each.path for each in batch.files] != [path for path, _size in ranges.files[start:end]]:
                return None, ""
            files += (each.with_fingerprint(digest) for each, digest in zip(batch.files, digests, strict=True))
            label = batch.label
            tell(end)
    return files, label


def _end_of_batch(ranges: FolderRanges, start: int) -> int:
    end, size = start + 1, ranges.files[start][1]
    while end < min(len(ranges.files), start + _BATCH_FILES) and size + ranges.files[end][1] <= _BATCH_BYTES:
        size, end = size + ranges.files[end][1], end + 1
    return end


def _put_together(found: list[_Found], label: str) -> Disc:
    series: dict[tuple[str, ...], int] = {}
    counts: list[int] = []
    listed = _Listed(found)
    files: list[DiscFile] = []
    for each in found:
        number = None
        if each.kind in ("image", "paper") and len(each.label) == len(_LABEL):
            number = series.setdefault(each.label, len(series))
            counts.extend([0] * (len(series) - len(counts)))
            counts[number] += 1
        # The disc's list promises a scan where there is none.
        kind = "damaged" if each.kind == "other" and each.path in listed.found else each.kind
        files.append(DiscFile(each.path, each.size, each.sha256, kind, number, each.number, each.frames))
    names = [each.set_name for each in found if each.set_name]
    return Disc(
        series=tuple(
            Series(**dict(zip(_LABEL, each, strict=True)), count=counts[number]) for each, number in series.items()
        ),
        files=tuple(files),
        has_index=any(each.kind == "index" for each in found),
        missing=listed.missing,
        unlisted=tuple(
            each.path for each in found if each.kind in ("image", "paper") and each.path not in listed.found
        ) if listed.has_any else (),
        label=next(iter(names), label),
    )  # fmt: skip


class _Listed:
    """What the lists on a disc name, and which of it is there."""

    def __init__(self, files: Collection[_Found]) -> None:
        by_path: dict[str, str] = {}
        for each in files:
            by_path.setdefault(_key(each.path), each.path)
            # Some writers give the files an ending that the list does not have (PS3.10, 8.2 allows it).
            by_path.setdefault(_key(each.path).removesuffix(".dcm"), each.path)
        by_uid = {each.uid: each.path for each in files if each.uid and each.kind in ("image", "paper", "damaged")}
        self.found: set[str] = set()
        """The paths of the files that a list names."""
        missing: set[str] = set()
        lists = [each for each in files if each.kind == "index"]
        self.has_any = any(each.listed for each in lists)
        for index in lists:
            for path, uid in index.listed:
                there = _place(path, index.path, by_path) or by_uid.get(uid)
                if there:
                    self.found.add(there)
                else:
                    missing.add(path[:_LONGEST])
        self.missing = tuple(sorted(missing))


_LONGEST = 200


def _key(path: str) -> str:
    """Return a path without what differs from one writer of discs to the next: case, versions, last dots."""
    return "/".join(step.partition(";")[0].rstrip(". ") for step in path.casefold().strip("/").split("/"))


def _place(path: str, index: str, by_path: dict[str, str]) -> str | None:
    """Return the file that a list means: from the list's own folder, or from one above it, up to the disc's own.

    Some discs (of Agfa's, for one) have the list in a folder of its own and name files from the top of the disc.
    """
    folder = _key(index).rpartition("/")[0]
    named = _key(path)
    while True:
        there = by_path.get(f"{folder}/{named}".lstrip("/"))
        if there or not folder:
            return there
        folder = folder.rpartition("/")[0]


@dataclass(frozen=True)
class Piece:
    """Some bytes of one file of a disc."""

    path: str
    data: bytes = field(repr=False)
    is_last: bool
    """Whether the file ends with them."""
    is_whole: bool
    """Whether the file could be read up to here."""


def pieces_of(
    source: DiscSource,
    name: str,
    wanted: Collection[str] | None = None,
    *,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[Piece]:
    """Give the files of a disc, one after another and each in pieces, under names that are safe anywhere.

    Args:
        source: The disc.
        name: What the person calls it, for the sentence of an error.
        wanted: The paths of the files to give; None for all of them.
        worker: Who reads; without one, the worker everybody shares.
        cancel: Set it to stop.

    Raises:
        CaseorgError: As `disc_of`.
    """
    asked = worker or shared("scans")
    where, chosen = (0, 0), None if wanted is None else list(wanted)
    while where[0] >= 0:
        facts = {**source.facts, "start": where[0], "at": where[1], "wanted": chosen}
        answer = asked.ask("disc_parts", b"", facts, ranges=source.ranges, name=name, cancel=cancel)
        found = told(_PARTS, answer, name)
        blob, at = memoryview(answer.blob or b""), 0
        for head in found.parts:
            if not 0 <= head.size <= len(blob) - at or "/../" in f"/{head.path}/" or head.path.startswith("/"):
                raise DamagedDocumentError(name)
            yield Piece(head.path, bytes(blob[at : at + head.size]), head.last, head.whole)
            at += head.size
        following = (found.next, found.at)
        if found.next != -1 and following <= where:
            raise DamagedDocumentError(name)
        where = following
