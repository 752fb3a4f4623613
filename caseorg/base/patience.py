"""Tries again to rename or delete a file that a virus scanner or a search program is holding for a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")

# Windows: ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION. No other system refuses for this reason.
NOT_ALLOWED = 5
HELD = frozenset((32, 33))

_WAITS = (0.01, 0.02, 0.04, 0.08, 0.15, *(0.2,) * 11)
"""Seconds between two tries: two and a half in all. A scanner lets go within a second as a rule."""


def patiently(act: Callable[[], T]) -> T:
    """Do something to a file's name; for about 2.5 s try again where Windows says that somebody holds the file.

    Raises:
        OSError: As `act`: at once for any other reason, and at the end if the file is still held.
    """
    for seconds in _WAITS:
        try:
            return act()
        except OSError as error:
            if getattr(error, "winerror", None) not in (NOT_ALLOWED, *HELD):
                raise
        import time  # not at the top: before the first paint nobody waits

        time.sleep(seconds)
    return act()


def replace(source: Path, target: Path) -> None:
    """Move a file over another, patiently."""
    patiently(lambda: source.replace(target))


def remove(path: Path) -> None:
    """Delete a file if it is there, patiently."""
    patiently(lambda: path.unlink(missing_ok=True))
