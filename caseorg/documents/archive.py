"""Opens ZIP files, after checks of its own (T-ZIP). Runs in the worker process."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO, NamedTuple, cast

from caseorg.documents import mail, wire
from caseorg.documents.kinds import FileKind
from caseorg.documents.safe_names import LITTER, safe_path
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError, LockedArchiveError, UnsafeArchiveError

MAX_ENTRIES = 20_000
MAX_TOTAL = 2 << 30
MAX_RATIO = 200
# A small file may shrink a lot, and does no harm whatever it holds.
_FREE_OF_RATIO = 1 << 20
_BATCH = 64 << 20
_PIECE = 1 << 20
_LOCAL_HEAD = struct.Struct("<4s22xHH")
# The last: a name that is not in the alphabet it is said to be in.
_WRONG = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, UnicodeError)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Entry(NamedTuple):
    """One file in an archive, under a name that is safe anywhere."""

    path: str
    """With `/` between its parts; never above the archive's own folder."""
    info: zipfile.ZipInfo


class Archive:
    """An open ZIP file that has passed every check."""

    def __init__(self, data: bytes | BinaryIO, most: int = MAX_TOTAL) -> None:
        """Open it.

        Args:
            data: Its bytes, or a stream of them.
            most: How many bytes may be in it.

        Raises:
            UnsafeArchiveError: Its entries lie over one another, lead outside, or are no plain files.
            LockedArchiveError: It opens with a password only.
            HugeDocumentError: There is too much in it.
            DamagedDocumentError: It cannot be read.
        """
        try:
            self._stream = BytesIO(data) if isinstance(data, bytes) else data
            self._zip = zipfile.ZipFile(self._stream)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
            raise DamagedDocumentError("") from error
        infos = self._zip.infolist()
        if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > most:
            raise HugeDocumentError("")
        for info in infos:
            _check_kind(info)
        _check_places(self._stream, infos, self._zip.start_dir)
        self.entries = _named([info for info in infos if not info.is_dir()])

    def open(self, info: zipfile.ZipInfo) -> BinaryIO:
        """Open one file of it, to be read piece by piece; its end tells whether it is whole.

        Raises:
            DamagedDocumentError: It cannot be read.
        """
        try:
            return cast(BinaryIO, self._zip.open(info))
        except _WRONG as error:
            raise DamagedDocumentError("") from error

    def read(self, entry: Entry) -> bytes:
        """Return the bytes of one file, whose size and check sum are as the archive says.

        Raises:
            DamagedDocumentError: They are not.
        """
        try:
            with self._zip.open(entry.info) as stream:
                data = stream.read(entry.info.file_size + 1)
        except _WRONG as error:
            raise DamagedDocumentError("") from error
        if len(data) != entry.info.file_size:
            raise DamagedDocumentError("")
        return data

    def stream(self, entry: Entry) -> Iterator[bytes]:
        """Give the bytes of one file piece by piece; the check sum is looked at with the last one.

        Raises:
            DamagedDocumentError: It is not as the archive says.
        """
        size = 0
        try:
            with self._zip.open(entry.info) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > entry.info.file_size:
                        raise DamagedDocumentError("")
                    yield piece
        except _WRONG as error:
            raise DamagedDocumentError("") from error


def parts(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Give the files that are inside a file, as many at a time as go into one answer.

    Facts: `kind`, and `start`, the number of the first one to give. The answer names each with its size, says whether
    it was whole, and which number comes next, if any.
    """
    start = int(facts["start"])
    named: list[dict[str, object]] = []
    blob: list[bytes] = []
    total, following = 0, -1
    for name, size, part in _inside(data, FileKind(facts["kind"]), start):
        if total > _BATCH:
            following = start + len(named)
            break
        named.append({"name": name, "size": size, "whole": part is not None})
        blob.append(part or b"")
        total += len(part or b"")
    return wire.Message({"result": {"parts": named, "next": following}}, b"".join(blob))


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("warm", b"warm" * 20)
    parts(buffer.getvalue(), {"kind": FileKind.zip, "start": 0})
    parts(b"From: a@example.com\nContent-Type: text/plain\n\nwarm", {"kind": FileKind.eml, "start": 0})


def _inside(data: bytes, kind: FileKind, start: int) -> Iterator[tuple[str, int, bytes | None]]:
    if kind is FileKind.eml:
        for name, part in mail.attachments(data)[start:]:
            yield safe_path(name) or "file", len(part), part
        return
    archive = Archive(data)
    for entry in archive.entries[start:]:
        try:
            part = archive.read(entry)
        except DamagedDocumentError:
            yield entry.path, 0, None
        else:
            yield entry.path, len(part), part


def _check_kind(info: zipfile.ZipInfo) -> None:
    """Refuse what is no plain file or folder, needs a password, or would swell."""
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UnsafeArchiveError("")
    if info.flag_bits & 1:
        raise LockedArchiveError("")
    if info.file_size > _FREE_OF_RATIO and info.file_size > MAX_RATIO * max(1, info.compress_size):
        raise UnsafeArchiveError("")
    if info.compress_type not in _PACKINGS:
        raise DamagedDocumentError("")


def _check_places(stream: BinaryIO, infos: list[zipfile.ZipInfo], end: int) -> None:
    """Refuse entries that lie over one another, or outside of the file."""
    # Python's own reader took 5 GiB out of 250 KiB before 3.11.8.
    reached = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset < reached or info.header_offset + _LOCAL_HEAD.size > end:
            raise UnsafeArchiveError("")
        stream.seek(info.header_offset)
        mark, name, extra = _LOCAL_HEAD.unpack(stream.read(_LOCAL_HEAD.size))
        reached = info.header_offset + _LOCAL_HEAD.size + name + extra + info.compress_size
        if mark != b"PK\x03\x04" or reached > end:
            raise UnsafeArchiveError("")


def _named(infos: list[zipfile.ZipInfo]) -> tuple[Entry, ...]:
    entries = []
    seen: set[str] = set()
    for info in infos:
        # Python cuts a name at a zero byte, and what was meant cannot be known.
        if info.orig_filename != info.filename and "\0" in info.orig_filename:
            raise UnsafeArchiveError("")
        path = safe_path(info.filename)
        key = path.casefold()
        if not path or key in seen:
            raise UnsafeArchiveError("")
        seen.add(key)
        if not path.startswith("__MACOSX/") and key.rpartition("/")[2] not in LITTER:
            entries.append(Entry(path, info))
    return tuple(entries)
