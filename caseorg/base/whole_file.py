"""Writes a file outside of the case file whole or not at all: whoever opens it sees the old one or the new one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from caseorg.base.patience import remove, replace


def write_whole(target: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that comes in pieces, readable by its owner alone, and move it to its place once the disk has it.

    Raises:
        OSError: It cannot be written. Whatever is raised, also by `pieces`, what was there before is still there.
    """
    started = target.with_name(f".{target.name}.part")
    try:
        remove(started)  # in a folder that others use, it may be a link that somebody laid
        with os.fdopen(os.open(started, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        replace(started, target)
    finally:
        with suppress(OSError):  # what stays does no harm, and the next attempt removes it
            started.unlink(missing_ok=True)
