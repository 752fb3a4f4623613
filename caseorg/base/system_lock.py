"""Holds a file by the system's own lock, which ends with whoever holds it, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_LOCKED_AT = 1 << 20


def lock(descriptor: int) -> bool:
    """Hold an open file for us alone until it is closed; tell whether nobody else holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            # Windows lets nobody read what is locked, so a place after the words is.
            os.lseek(descriptor, _LOCKED_AT, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Tell whether a program of this computer holds a file.

    Raises:
        OSError: There is no such file, or it cannot be opened.
    """
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        return not lock(descriptor)
    finally:
        os.close(descriptor)
