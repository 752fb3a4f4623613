"""The fingerprints of the files of a folder, taken here while the worker looks at how each begins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from hashlib import sha256

from caseorg.documents.ranges import PIECE, FolderRanges

_TICK_S = 0.1


class Fingerprints:
    """Reads the files one after another, each to its end, on a thread of its own; leaving the block ends it."""

    def __init__(self, ranges: FolderRanges) -> None:
        self._ranges = ranges
        self._found: list[str] = []
        self._more = threading.Condition()
        self._is_over = False
        self._thread = threading.Thread(target=self._read_all, name="fingerprints", daemon=True)

    def __enter__(self) -> Fingerprints:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over = True
        self._thread.join()

    def up_to(self, count: int, tell: Callable[[int], object]) -> list[str]:
        """Wait for those of the first files; return the SHA-256 of each, nothing for one that is not whole.

        Args:
            count: For how many files to wait.
            tell: Called now and then with how many there are; what it raises ends the waiting.
        """
        with self._more:
            while len(self._found) < count:
                self._more.wait(_TICK_S)
                tell(len(self._found))
            return self._found[:count]

    def _read_all(self) -> None:
        at = 0
        for _path, size in self._ranges.files:
            found = self._fingerprint(at, size)
            if self._is_over:
                return
            at += size
            with self._more:
                self._found.append(found)
                self._more.notify_all()

    def _fingerprint(self, at: int, size: int) -> str:
        hashed, left = sha256(), size
        try:
            while left and not self._is_over:
                piece = self._ranges.read(at + size - left, min(PIECE, left))
                if not piece:  # it has become shorter
                    return ""
                hashed.update(piece)
                left -= len(piece)
        except OSError:  # a place on a scratched disc
            return ""
        return hashed.hexdigest()
