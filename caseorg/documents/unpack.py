"""Gives the files inside an archive or an e-mail, and what is on a disc of scans, as the worker reads them."""

from __future__ import annotations

import os
import stat
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from caseorg.base.language import _
from caseorg.documents.kinds import FileKind, kind_of
from caseorg.documents.programs import is_program
from caseorg.documents.worker import Worker, shared
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError, UnreadFileError

OPENED = frozenset({FileKind.zip, FileKind.eml})
"""Kinds of file that have others inside which are added beside them."""

MAX_FILES = 20_000
MAX_BYTES = 512 << 20
"""Most of a folder or a disc that we look into, which is what a worker may hold."""

_HIDDEN = ConfigDict(hide_input_in_errors=True)
_HEAD = 4096


@dataclass(frozen=True)
class Part:
    """One file from inside another."""

    path: str
    data: bytes = field(repr=False)
    is_whole: bool = True

    @property
    def name(self) -> str:
        """The name without its folders."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Series:
    """One run of pictures from one scan, as its label says."""

    __pydantic_config__ = _HIDDEN

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

    __pydantic_config__ = _HIDDEN

    path: str
    size: int
    sha256: str
    kind: Literal["image", "paper", "index", "damaged", "program", "other"]
    series: int | None


@dataclass(frozen=True)
class Disc:
    """What is on a disc of scans."""

    __pydantic_config__ = _HIDDEN

    series: tuple[Series, ...]
    files: tuple[DiscFile, ...]
    has_index: bool
    missing: tuple[str, ...]
    """What the disc's own index names and is not there."""
    unlisted: tuple[str, ...]
    """Scans that are there and the index does not name."""

    def of_kind(self, kind: str) -> tuple[DiscFile, ...]:
        """Return the files of one kind."""
        return tuple(file for file in self.files if file.kind == kind)


@dataclass(frozen=True)
class _PartHead:
    __pydantic_config__ = _HIDDEN

    name: str
    size: int
    whole: bool


@dataclass(frozen=True)
class _Parts:
    __pydantic_config__ = _HIDDEN

    parts: tuple[_PartHead, ...]
    next: int


_PARTS = TypeAdapter(_Parts)
_DISC = TypeAdapter(Disc)


def parts_of(
    data: bytes, name: str, *, worker: Worker | None = None, cancel: threading.Event | None = None
) -> Iterator[Part]:
    """Give the files inside a ZIP file or an e-mail, one after another, under names that are safe anywhere.

    Raises:
        UnsafeArchiveError: It is put together in a way that does harm.
        LockedArchiveError: It opens with a password only.
        CaseorgError: It cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    asked = worker or shared("data")
    start = 0
    while start >= 0:
        facts = {"kind": kind_of(data, name), "start": start}
        answer = asked.ask("parts", data, facts, name=name, cancel=cancel)
        found: _Parts = _checked(_PARTS, answer.head.get("result"), name)
        blob, at = memoryview(answer.blob or b""), 0
        for head in found.parts:
            size = head.size if head.whole else 0
            if not 0 <= size <= len(blob) - at or "/../" in f"/{head.name}/":
                raise DamagedDocumentError(name)
            yield Part(head.name, bytes(blob[at : at + size]), head.whole)
            at += size
        if found.next != -1 and found.next <= start:
            raise DamagedDocumentError(name)
        start = found.next


def disc_of(
    data: bytes, name: str, *, worker: Worker | None = None, cancel: threading.Event | None = None
) -> Disc | None:
    """Return what is on a disc of scans that is packed as a ZIP file; None if there is no scan on it.

    Raises:
        CaseorgError: As `parts_of`.
    """
    answer = (worker or shared("data")).ask("disc", data, name=name, cancel=cancel)
    found: Disc = _checked(_DISC, answer.head.get("result"), name)
    return found if found.series or found.has_index else None


def may_be_disc(data: bytes) -> bool:
    """Tell cheaply whether a ZIP file may hold scans, so that others are not read twice."""
    return b"DICM" in data or b"DICOM" in data[-(4 << 20) :].upper() or b".dcm" in data[-(4 << 20) :].lower()


@dataclass(frozen=True)
class Packed:
    """A folder as one ZIP file, and what of it is not there."""

    data: bytes = field(repr=False)
    programs: int = 0
    unread: int = 0


def pack(folder: Path) -> Packed:
    """Pack a disc of scans into a ZIP file, always the same for the same files.

    Links and devices are not followed, and nothing is read outside of the folder. A file that cannot be read, as on a
    scratched disc, does not keep the others from being packed; programs are left out.

    Raises:
        HugeDocumentError: There is too much in it.
    """
    buffer = BytesIO()
    count = total = programs = unread = 0
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        for path in files_in(folder):
            try:
                data = path.read_bytes()
            except OSError:
                unread += 1
                continue
            inside = path.relative_to(folder).as_posix()
            if data[128:132] != b"DICM" and is_program(inside, data[:_HEAD]):
                programs += 1
                continue
            count, total = count + 1, total + len(data)
            if count > MAX_FILES or total > MAX_BYTES:
                raise HugeDocumentError(folder.name)
            made.writestr(zipfile.ZipInfo(inside, (1980, 1, 1, 0, 0, 0)), data)
    return Packed(buffer.getvalue(), programs, unread)


def holds_scans(folder: Path) -> bool:
    """Tell whether a folder is, or may be, a disc of scans: it has an index, or a file with the mark of one."""
    for path in files_in(folder):
        if path.name.casefold().partition(".")[0] == "dicomdir":
            return True
        try:
            with path.open("rb") as stream:
                if stream.read(132)[128:] == b"DICM":
                    return True
        except OSError:
            continue
    return False


def files_in(folder: Path) -> Iterator[Path]:
    """Give the plain files in a folder and in those inside it, in order; links and hidden files are passed over."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda each: each.name)
    except OSError as error:
        raise UnreadFileError(folder.name) from error
    for entry in entries:
        if entry.name.startswith(".") or entry.name.lower() in ("thumbs.db", "desktop.ini", "__macosx"):
            continue
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            yield from files_in(Path(entry.path))
        elif stat.S_ISREG(mode):
            yield Path(entry.path)


def _checked(shape: TypeAdapter[Any], value: object, name: str) -> Any:
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        raise DamagedDocumentError(name or _("this file")) from error
