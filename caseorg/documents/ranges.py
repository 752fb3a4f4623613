"""Files that are read piece by piece: what the worker asks for of them, and who gives it. Both sides use this."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

PIECE = 1 << 20
"""Most bytes that are asked for at once."""

MAX_DISC = 16 << 30
"""Most bytes of a disc: the fullest Blu-ray discs aside, no hospital gives a larger one."""


class Ranges(Protocol):
    """A file that gives any of its bytes. Its owner reads it; nobody else learns where it lies."""

    key: str
    """Another one for other bytes, so that the worker knows what it has open."""
    size: int
    """In bytes."""

    def read(self, offset: int, size: int) -> bytes:
        """Give `size` bytes from `offset` on.

        Raises:
            OSError: They cannot be read, as on a scratched disc.
        """


class BytesRanges:
    """A file that is in memory."""

    def __init__(self, data: bytes) -> None:
        self.key, self.size, self._data = uuid4().hex, len(data), data

    def read(self, offset: int, size: int) -> bytes:
        """Give some of the bytes."""
        return self._data[offset : offset + size]


class FileRanges:
    """A file on the disk. It is opened anew for each piece, so that nothing holds a disc in its drive."""

    def __init__(self, path: Path) -> None:
        """Raises OSError if the file is not there."""
        self.key, self.path, self.size = uuid4().hex, path, path.stat().st_size

    def read(self, offset: int, size: int) -> bytes:
        """Give some of the bytes."""
        with self.path.open("rb", buffering=0) as stream:
            stream.seek(offset)
            return stream.read(size)


class FolderRanges:
    """Files of a folder, one behind the other, as if they were one."""

    def __init__(self, files: Sequence[tuple[str, Path, int]]) -> None:
        """Make it of files, each with its name on the disc and its size in bytes; none of them is opened yet."""
        self.key = uuid4().hex
        self.files = [(inside, size) for inside, _path, size in files]
        self.size = sum(size for _inside, size in self.files)
        self._starts: list[tuple[int, int, Path]] = []
        start = 0
        for _inside, path, size in files:
            self._starts.append((start, start + size, path))
            start += size

    def read(self, offset: int, size: int) -> bytes:
        """Give the bytes from an offset on, also of the files that follow, up to one that is not as it should be.

        Raises:
            OSError: The first of them cannot be read.
        """
        at = bisect_right(self._starts, offset, key=lambda each: each[0]) - 1
        found = [self._read_one(at, offset, size)]
        done = offset + len(found[0])
        # A file that became shorter must not let the next one begin too early.
        while done < offset + size and done == self._starts[at][1] and at + 1 < len(self._starts):
            at += 1
            try:
                found.append(self._read_one(at, done, offset + size - done))
            except OSError:
                break
            done += len(found[-1])
        return b"".join(found)

    def _read_one(self, at: int, offset: int, size: int) -> bytes:
        start, end, path = self._starts[at]
        with path.open("rb", buffering=0) as stream:
            stream.seek(offset - start)
            return stream.read(min(size, end - offset))


class Window(io.RawIOBase):
    """Some stretches of a larger file, as a file of its own that is only read."""

    name = ""
    """Libraries ask a file for it."""

    def __init__(self, read: Callable[[int, int], bytes], stretches: Sequence[tuple[int, int]]) -> None:
        """Make it.

        Args:
            read: Gives the bytes of the larger file, from an offset on.
            stretches: Where each begins in it, and how long it is.
        """
        self._read, self._stretches, self._at = read, tuple(stretches), 0
        self.size = sum(length for _start, length in stretches)

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from anywhere."""
        return True

    def tell(self) -> int:
        """Return where the next byte comes from."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to another place."""
        self._at = max(0, offset + (0, self._at, self.size)[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read what fits, and no further than to the end of a stretch. A short larger file ends it, too."""
        view = memoryview(buffer).cast("B")
        passed = 0
        for start, length in self._stretches:
            if self._at < passed + length:
                inside = self._at - passed
                data = self._read(start + inside, min(len(view), length - inside, PIECE))
                view[: len(data)] = data
                self._at += len(data)
                return len(data)
            passed += length
        return 0
