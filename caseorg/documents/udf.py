"""Lists the files of a disc that has UDF alone (ECMA-167, OSTA UDF 1.02 to 2.01), without reading them.

`pycdlib` reads UDF only beside ISO 9660. Names of the tables and their places are those of ECMA-167.
Runs in the worker process.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MARK_AT, MARK = 16 * 2048 + 1, b"BEA01"
"""What such a disc begins with, where ISO 9660 would have its own mark (ECMA-167, part 2, 9.2)."""

_BLOCK = 2048
_ANCHOR, _PARTITION, _VOLUME, _END, _FILE_SET, _NAME, _MORE, _ENTRY, _LONG_ENTRY = 2, 5, 6, 8, 256, 257, 258, 261, 266
_MOST_BLOCKS = 1 << 15
"""Most blocks of one list of names, and most stretches of one file."""
_MOST_FOLDERS = 20_000
_IS_FOLDER, _IS_GONE, _IS_PARENT = 2, 4, 8
_FOLDER, _FILE = 4, 5

Stretch = tuple[int, int]
"""Where some bytes begin in the image, and how many they are."""


class UdfFile(NamedTuple):
    """One file."""

    path: str
    size: int
    """As its entry says."""
    stretches: tuple[Stretch, ...]
    """Where its bytes lie; shorter than `size` where some were never written."""


class Udf:
    """A disc whose tables were found."""

    def __init__(self, image: BinaryIO, size: int) -> None:
        """Find the tables of an image of so many bytes.

        Raises:
            ValueError: It is no such disc, or one whose blocks are moved about by tables of their own.
            LookupError, struct.error: What its tables say does not fit together.
        """
        self._image, self._size = image, size
        self._partition, self.label, file_set = self._volume()
        self._root: int = struct.unpack_from("<4xL", self._table(file_set, _FILE_SET), 400)[0]

    def files(self) -> Iterator[UdfFile]:
        """Give the files, folder by folder.

        Raises:
            ValueError: A table is not what it should be, or a folder leads back to itself.
            LookupError, struct.error: What its tables say does not fit together.
        """
        waiting, seen = [("", self._root)], {self._root}
        while waiting:
            path, block = waiting.pop()
            kind, size, stretches = self._entry(block)
            if kind != _FOLDER:
                raise ValueError("no folder")
            for name, place, is_folder in self._names(size, stretches):
                if not is_folder:
                    found, length, parts = self._entry(place)
                    if found == _FILE:
                        yield UdfFile(f"{path}{name}", length, parts)
                elif place in seen or len(seen) > _MOST_FOLDERS:
                    raise ValueError("folders lead back to themselves")
                else:
                    seen.add(place)
                    waiting.append((f"{path}{name}/", place))

    def _volume(self) -> tuple[int, str, int]:
        """Return where the partition begins, in blocks, what the disc is called, and where its list of files is."""
        last = self._size // _BLOCK - 1
        anchor = next((found for at in (256, last, last - 256) if (found := self._found(at, _ANCHOR))), None)
        if anchor is None:
            raise ValueError("no anchor")
        length, at = struct.unpack_from("<LL", anchor, 16)
        starts: dict[int, int] = {}
        volume = b""
        for block in range(at, at + min(length // _BLOCK, 64)):
            data = self._block(block)
            (kind,) = struct.unpack_from("<H", data)
            if kind == _PARTITION:
                number, start = struct.unpack_from("<H164xL", data, 22)
                starts[number] = start
            elif kind == _VOLUME:
                volume = data
            elif kind == _END:
                break
        if not volume or struct.unpack_from("<L", volume, 212)[0] != _BLOCK:
            raise ValueError("no volume")
        place, count = struct.unpack_from("<L12xL", volume, 252)
        # One map that says “as it lies”; others move blocks about, as on discs that are written again and again.
        if count != 1 or volume[440] != 1:
            raise ValueError("blocks are moved about")
        return starts[struct.unpack_from("<H", volume, 444)[0]], _text(volume[84 : 84 + volume[84 + 127]]), place

    def _entry(self, block: int) -> tuple[int, int, tuple[Stretch, ...]]:
        """Return of a file or folder its kind, its size and where its bytes lie."""
        data = self._table(block, _ENTRY, _LONG_ENTRY)
        is_long = struct.unpack_from("<H", data)[0] == _LONG_ENTRY
        kind, flags = data[27], struct.unpack_from("<H", data, 34)[0] & 7
        (size,) = struct.unpack_from("<Q", data, 56)
        before, length = struct.unpack_from("<LL", data, 208 if is_long else 168)
        start = (216 if is_long else 176) + before
        if start + length > _BLOCK:
            raise ValueError("a table reaches over its block")
        if flags == 3:  # the bytes themselves stand in the entry
            return kind, size, ((self._at(block) + start, min(size, length)),)
        return kind, size, tuple(self._stretches(data[start : start + length], flags, size))

    def _stretches(self, table: bytes, flags: int, left: int) -> Iterator[Stretch]:
        form, step = {0: ("<LL", 8), 1: ("<LL8x", 16)}[flags]
        steps = 0
        while left > 0 and len(table) >= step:
            steps += 1
            if steps > _MOST_BLOCKS:
                raise ValueError("a file lies in too many places")
            length, place = struct.unpack_from(form, table)
            kind, length, table = length >> 30, min(length & 0x3FFFFFFF, left), table[step:]
            if kind == 3:  # the table goes on elsewhere
                more = self._table(place, _MORE)
                table = more[24 : 24 + min(struct.unpack_from("<L", more, 20)[0], _BLOCK - 24)]
            elif kind or not length:  # never written, or the end
                return
            else:
                left -= length
                yield self._at(place), length

    def _names(self, size: int, stretches: tuple[Stretch, ...]) -> Iterator[tuple[str, int, bool]]:
        """Give what is in a folder: each name, the block of its entry, and whether it is a folder."""
        if size > _MOST_BLOCKS * _BLOCK:
            raise ValueError("a folder is too large")
        data = b"".join(self._raw(at, length) for at, length in stretches)
        at = 0
        while at + 38 <= len(data):
            kind, traits, length, place, more = struct.unpack_from("<H16xBB4xL8xH", data, at)
            if kind != _NAME:
                raise ValueError("no name")
            name = data[at + 38 + more : at + 38 + more + length]
            at += (38 + more + length + 3) // 4 * 4
            if not traits & (_IS_GONE | _IS_PARENT) and len(name) == length:
                yield _text(name), place, bool(traits & _IS_FOLDER)

    def _at(self, block: int) -> int:
        return (self._partition + block) * _BLOCK

    def _table(self, block: int, *kinds: int) -> bytes:
        """Return a block of the partition that has to be a table of one of these kinds."""
        data = self._found(self._partition + block, *kinds)
        if data is None:
            raise ValueError("another table")
        return data

    def _found(self, block: int, *kinds: int) -> bytes | None:
        if not 0 <= block < self._size // _BLOCK:
            return None
        data = self._block(block)
        # The sum of a tag is what tells it from any other bytes (ECMA-167, part 3, 7.2.3).
        is_tag = sum(data[:4] + data[5:16]) & 0xFF == data[4]
        return data if is_tag and struct.unpack_from("<H", data)[0] in kinds else None

    def _block(self, block: int) -> bytes:
        return self._raw(block * _BLOCK, _BLOCK)

    def _raw(self, at: int, length: int) -> bytes:
        self._image.seek(at)
        data = self._image.read(length) if at + length <= self._size else b""
        if len(data) != length:
            raise ValueError("it ends too early")
        return data


def _text(data: bytes) -> str:
    """Return a text whose first byte says how it is written: in letters of one byte, or of two (OSTA UDF, 2.1.1)."""
    if not data:
        return ""
    return data[1:].decode("utf-16-be" if data[0] in (16, 255) else "latin-1", errors="replace")
