"""Opens a disc, whichever way it came: a folder, a ZIP file or an image of a CD. Runs in the worker process."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO, NamedTuple, Protocol

import pycdlib

from caseorg.documents.archive import MAX_ENTRIES, Archive
from caseorg.documents.kinds import FileKind
from caseorg.documents.ranges import MAX_DISC, Window
from caseorg.documents.safe_names import LITTER, free_path, safe_path
from caseorg.documents.udf import MARK, MARK_AT, Udf
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError

_DEEPEST = 32
HEAD = 128 << 10
"""So much of a file of a folder is asked for at once: nearly every label of an image ends before."""
_BUFFER = 16 << 10  # small, since lists are read by leaps; larger readings pass it by


class Bytes(Protocol):
    """A file that gives its bytes piece by piece, as `serving.Remote` does."""

    key: str
    size: int

    def read(self, offset: int, size: int) -> bytes:
        """Give some of its bytes."""


class DiscEntry(NamedTuple):
    """One file on a disc, under a name that is safe anywhere."""

    path: str
    size: int
    place: Any
    """Where its container finds it."""


class OpenDisc:
    """A disc whose list of files was read and has passed the checks; the files themselves are read when asked for."""

    label = ""
    """The name that was given to the disc when it was burned."""

    def __init__(self, entries: Iterator[DiscEntry]) -> None:
        """Take the list.

        Raises:
            HugeDocumentError: There is too much on it, or in folders that lie too deep.
        """
        self.entries = tuple(itertools.islice(entries, MAX_ENTRIES + 1))
        if (
            len(self.entries) > MAX_ENTRIES
            or sum(entry.size for entry in self.entries) > MAX_DISC
            or any(entry.path.count("/") >= _DEEPEST for entry in self.entries)
        ):
            raise HugeDocumentError("")

    def open(self, entry: DiscEntry) -> BinaryIO:
        """Open one file.

        Raises:
            DamagedDocumentError: It cannot be read.
        """
        raise NotImplementedError


class _Folder(OpenDisc):
    """Files that lie one behind the other. Small ones come several at a time, since each question takes its time."""

    def __init__(self, data: Bytes, files: list[tuple[str, int]]) -> None:
        self._data = data
        self._piece, self._at = b"", 0
        starts = itertools.accumulate((size for _path, size in files), initial=0)
        super().__init__(DiscEntry(path, size, start) for (path, size), start in zip(files, starts, strict=False))

    def open(self, entry: DiscEntry) -> BinaryIO:
        return io.BufferedReader(Window(self._read, [(entry.place, entry.size)]), _BUFFER)

    def _read(self, offset: int, size: int) -> bytes:
        if not self._at <= offset < self._at + len(self._piece):
            self._piece, self._at = self._data.read(offset, HEAD), offset
        return self._piece[offset - self._at :][:size]


class _Zip(OpenDisc):
    def __init__(self, data: Bytes) -> None:
        self._archive = Archive(_stream(data, [(0, data.size)]), most=MAX_DISC)
        super().__init__(DiscEntry(each.path, each.info.file_size, each.info) for each in self._archive.entries)

    def open(self, entry: DiscEntry) -> BinaryIO:
        return self._archive.open(entry.place)


class _Iso(OpenDisc):
    """An image of a CD or DVD: ISO 9660 with or without Joliet and Rock Ridge, or UDF."""

    def __init__(self, data: Bytes) -> None:
        self._data, self._image = data, pycdlib.PyCdlib()
        try:
            self._image.open_fp(_stream(data, [(0, data.size)]))
            self.label = self._image.pvd.volume_identifier.decode("latin-1").strip()
            # Of an image that was cut off, the library shortens the files that reach over the end, without a word.
            self._end = data.size if self._image.pvd.space_size * self._image.logical_block_size > data.size else None
            super().__init__(iter(sorted(self._listed(), key=lambda entry: entry.path)))
        except (pycdlib.pycdlibexception.PyCdlibException, struct.error, ValueError, LookupError) as error:
            # It refuses folders that lead back to themselves by itself (ISO and UDF).
            raise DamagedDocumentError("") from error

    def open(self, entry: DiscEntry) -> BinaryIO:
        block = self._image.logical_block_size
        stretches, record = [], entry.place
        while record is not None:
            inode = record.inode
            if inode is not None:
                stretches.append((inode.orig_extent_loc * block, inode.data_length))
            record = getattr(record, "data_continuation", None)
        is_cut = self._end is not None and any(start + length >= self._end for start, length in stretches)
        if is_cut or sum(length for _start, length in stretches) != entry.size:
            raise DamagedDocumentError("")
        return _stream(self._data, stretches)

    def _listed(self) -> Iterator[DiscEntry]:
        image, taken = self._image, set[str]()
        # The fullest names come first; all of them lead to the same files.
        if image.has_joliet():
            view = "joliet_path"
        elif image.has_rock_ridge():
            view = "rr_path"
        else:
            view = "iso_path" if not image.has_udf() else "udf_path"
        for folder, _folders, names in image.walk(**{view: "/"}):
            for name in dict.fromkeys(names):
                record = image.get_record(**{view: f"{folder.rstrip('/')}/{name}"})
                size = _size_of(record)
                path = safe_path(f"{folder}/{_plain(name)}".lstrip("/"))
                if size is not None and path and PurePosixPath(path).name.casefold() not in LITTER:
                    yield DiscEntry(free_path(path, taken), size, record)


class _UdfAlone(OpenDisc):
    """An image of a DVD that has UDF and nothing else."""

    def __init__(self, data: Bytes) -> None:
        self._data = data
        try:
            disc = Udf(_stream(data, [(0, data.size)]), data.size)
            self.label = disc.label.strip()
            super().__init__(iter(sorted(_entries(disc), key=lambda entry: entry.path)))
        except (struct.error, ValueError, LookupError) as error:
            raise DamagedDocumentError("") from error

    def open(self, entry: DiscEntry) -> BinaryIO:
        if sum(length for _start, length in entry.place) != entry.size:
            raise DamagedDocumentError("")
        return _stream(self._data, entry.place)


def _entries(disc: Udf) -> Iterator[DiscEntry]:
    taken = set[str]()
    for file in disc.files():
        path = safe_path(file.path)
        if path and PurePosixPath(path).name.casefold() not in LITTER:
            yield DiscEntry(free_path(path, taken), file.size, file.stretches)


def _size_of(record: Any) -> int | None:
    """Return the size of a file in bytes; None for what is no plain file, such as a link."""
    if record.is_dir() or (hasattr(record, "is_symlink") and record.is_symlink()):
        return None
    size = 0
    while record is not None:
        size += max(0, int(record.get_data_length()))  # less than none for what begins after the end
        record = getattr(record, "data_continuation", None)
    return size


def _plain(name: str) -> str:
    """Leave out the version and the last dot, which ISO 9660 adds to names: `IM0001.;1` is IM0001."""
    return name.partition(";")[0].rstrip(".")


def _stream(data: Bytes, stretches: list[tuple[int, int]]) -> BinaryIO:
    return io.BufferedReader(Window(data.read, stretches), _BUFFER)


_open: dict[str, OpenDisc] = {}
"""The disc that was asked about last, so that the next question need not read its list again."""


def opened(data: Bytes, facts: dict[str, Any]) -> OpenDisc:
    """Return the disc that is asked about. Facts: `kind`, and `files` of a folder.

    Raises:
        CaseorgError: As `archive.Archive`.
    """
    if data.key not in _open:
        _open.clear()
        kind = facts["kind"]
        if kind == "folder":
            _open[data.key] = _Folder(data, [(str(path), int(size)) for path, size in facts["files"]])
        else:
            _open[data.key] = _image(data) if FileKind(kind) is FileKind.iso else _Zip(data)
    return _open[data.key]


def _image(data: Bytes) -> OpenDisc:
    return _UdfAlone(data) if data.read(MARK_AT, len(MARK)) == MARK else _Iso(data)


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""

    class Made:
        key = "warm"

        def __init__(self, data: bytes) -> None:
            self.data, self.size = data, len(data)

        def read(self, offset: int, size: int) -> bytes:
            return self.data[offset : offset + size]

    image, buffer = pycdlib.PyCdlib(), io.BytesIO()
    image.new(joliet=3, rock_ridge="1.09", udf="2.60")
    image.add_fp(io.BytesIO(b"warm"), 4, "/WARM.;1", rr_name="warm", joliet_path="/warm", udf_path="/warm")
    image.write_fp(buffer)
    image.close()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("warm", b"warm" * 20)
    for disc in (_Iso(Made(buffer.getvalue())), _Zip(Made(packed.getvalue()))):
        for entry in disc.entries:
            disc.open(entry).read()
