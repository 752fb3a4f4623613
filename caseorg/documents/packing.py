"""Packs a disc of scans into one ZIP file, piece by piece, so that a disc may be larger than memory."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from caseorg.documents.disc import DiscSource
from caseorg.documents.kinds import FileKind
from caseorg.documents.programs import is_program
from caseorg.documents.ranges import MAX_DISC, PIECE, FileRanges, FolderRanges
from caseorg.documents.safe_names import free_path, safe_path
from caseorg.documents.unpack import MAX_FILES, files_in
from caseorg.documents.worker import Progress
from caseorg.domain.errors import HugeDocumentError, StoppedError, UnreadFileError

_HEAD = 4096
_AT_ONCE = 64 << 20  # a file of no more bytes is read whole, so that a bad one leaves nothing behind
_DAY = (1980, 1, 1, 0, 0, 0)  # the same files make the same bytes, whenever they are packed


Entry = tuple[str, int, Iterator[bytes]]
"""One file to pack: its path, its size in bytes, and what is in it."""


class OnDisc(NamedTuple):
    """One file of a disc in a folder."""

    inside: str
    """Its name in the ZIP file, which any computer can have."""
    path: Path
    size: int
    """In bytes."""


@dataclass(frozen=True)
class FolderOfScans:
    """The files of a disc that go along, and what does not."""

    folder: Path = field(repr=False)
    files: tuple[OnDisc, ...] = field(repr=False)
    programs: int = 0
    """How many programs were left out."""
    unread: int = 0
    """How many files could not be read."""

    @property
    def source(self) -> DiscSource:
        """The files as the worker reads them."""
        return DiscSource(FolderRanges(self.files), FileKind.zip)

    def read_through(
        self, cancel: threading.Event | None = None, progress: Progress | None = None
    ) -> tuple[FolderOfScans, str, int]:
        """Read every file once; return the disc without those that cannot be read, its SHA-256 and its size as kept.

        A file that cannot be read, as on a scratched disc, does not keep the others from being packed. `progress` is
        called with how many bytes were read, and about how many there are.

        Raises:
            StoppedError: `cancel` was set.
        """
        good: list[OnDisc] = []
        whole = sum(each.size for each in self.files)
        digest, size = _fingerprint(zip_pieces(self._readable(good, cancel)), whole, cancel, progress)
        unread = self.unread + len(self.files) - len(good)
        return replace(self, files=tuple(good), unread=unread), digest, size

    def _readable(self, good: list[OnDisc], cancel: threading.Event | None) -> Iterator[Entry]:
        for each in self.files:
            try:
                if each.size > _AT_ONCE:
                    for _piece in _pieces_of(each.path, each.size):
                        _stop_if(cancel)
                    pieces = _pieces_of(each.path, each.size)
                else:
                    pieces = iter(list(_pieces_of(each.path, each.size)))
            except UnreadFileError:
                continue
            good.append(each)
            yield each.inside, each.size, pieces

    def pieces(self) -> Iterator[bytes]:
        """Give the ZIP file in pieces: not packed tight, always the same for the same files.

        Raises:
            UnreadFileError: A file cannot be read, or is another one by now.
        """
        return zip_pieces((each.inside, each.size, _pieces_of(each.path, each.size)) for each in self.files)


@dataclass(frozen=True)
class FileOfScans:
    """A disc that came as one file, which is kept as it came; or any other file that is as large as one."""

    path: Path = field(repr=False)
    kind: FileKind
    programs = unread = 0

    @property
    def source(self) -> DiscSource:
        """The file as the worker reads it.

        Raises:
            UnreadFileError: It is not there any more, as on a stick that was pulled out.
        """
        try:
            return DiscSource(FileRanges(self.path), self.kind)
        except OSError as error:
            raise UnreadFileError(self.path.name) from error

    def read_through(
        self, cancel: threading.Event | None = None, progress: Progress | None = None
    ) -> tuple[FileOfScans, str, int]:
        """Read it once; return it, its SHA-256 and its size. `progress` is called with how much was read, of all.

        Raises:
            UnreadFileError: It cannot be read.
            StoppedError: `cancel` was set.
        """
        return self, *_fingerprint(self.pieces(), self.source.ranges.size, cancel, progress)

    def pieces(self) -> Iterator[bytes]:
        """Give the file in pieces.

        Raises:
            UnreadFileError: It cannot be read.
        """
        return file_pieces(self.path)


def zip_pieces(entries: Iterator[Entry]) -> Iterator[bytes]:
    """Give a ZIP file in pieces, whose files come in pieces."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as made:  # type: ignore[call-overload]
        for path, size, pieces in entries:
            info = zipfile.ZipInfo(path, _DAY)
            info.file_size = size
            with made.open(info, "w") as target:
                for piece in pieces:
                    target.write(piece)
                    yield from sink.take()
    yield from sink.take()


class _Sink:
    """Takes what the packer writes. It cannot be rewound, so each file's check sum follows it."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self._waiting.append(data)
        return len(data)

    def flush(self) -> None:
        """There is nothing to flush."""

    def take(self) -> Iterator[bytes]:
        """Give what is there."""
        yield from self._waiting
        self._waiting.clear()


def scans_in(folder: Path) -> FolderOfScans:
    """List the files of a disc. Links and devices are not followed, and nothing is read outside of the folder.

    Raises:
        HugeDocumentError: There is too much in it.
    """
    files: list[OnDisc] = []
    taken: set[str] = set()
    programs = unread = 0
    for path in files_in(folder):
        try:
            with path.open("rb") as stream:
                head = stream.read(_HEAD)
            size = path.stat().st_size
        except OSError:
            unread += 1
            continue
        if head[128:132] != b"DICM" and is_program(path.name, head):
            programs += 1
            continue
        # The same names as when it is read again: each safe, and no two alike but for their case.
        inside = free_path(safe_path(path.relative_to(folder).as_posix().replace(":", "-")) or "file", taken)
        files.append(OnDisc(inside, path, size))
    if len(files) > MAX_FILES or sum(each.size for each in files) > MAX_DISC:
        raise HugeDocumentError(folder.name)
    return FolderOfScans(folder, tuple(files), programs, unread)


def _fingerprint(
    pieces: Iterator[bytes], whole: int, cancel: threading.Event | None, progress: Progress | None
) -> tuple[str, int]:
    hashed, size = sha256(), 0
    for piece in pieces:
        _stop_if(cancel)
        hashed.update(piece)
        size += len(piece)
        if progress:
            progress(size, whole)
    return hashed.hexdigest(), size


def file_pieces(path: Path) -> Iterator[bytes]:
    """Give a file in pieces.

    Raises:
        UnreadFileError: It cannot be read.
    """
    try:
        with path.open("rb", buffering=0) as stream:
            while piece := stream.read(PIECE):
                yield piece
    except OSError as error:
        raise UnreadFileError(path.name) from error


def _pieces_of(path: Path, size: int) -> Iterator[bytes]:
    left = size
    for piece in file_pieces(path):
        left -= len(piece)
        yield piece
    if left:
        raise UnreadFileError(path.name)


def is_scan(path: Path) -> bool:
    """Tell whether a file is the index of a disc of scans, or has the mark of a scan; one that can't be read is not."""
    if path.name.casefold().partition(".")[0] == "dicomdir":
        return True
    try:
        with path.open("rb", buffering=0) as stream:
            return stream.read(132)[128:] == b"DICM"
    except OSError:
        return False


def may_be_disc(data: bytes) -> bool:
    """Tell cheaply whether a ZIP file may hold scans, so that others are not read twice."""
    return b"DICM" in data or b"DICOM" in data[-(4 << 20) :].upper() or b".dcm" in data[-(4 << 20) :].lower()


def _stop_if(cancel: threading.Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise StoppedError
