"""Writes files outside of the case file whole or not at all: whoever opens one sees the old one or the new one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

_ATTEMPTS, _WAIT_S = 200, 0.005
"""A change of notes takes a millisecond, so a second is long."""


def read_notes(target: Path) -> dict[str, object]:
    """Return what a small file of notes holds; nothing where there is none, or where it can't be understood any more.

    Raises:
        OSError: The disk does not give it. Whoever writes it anew from what was read must hear so: all of it would go.
    """
    import json  # not at the top: somebody new has nothing to read, and sees the first screen sooner

    try:
        kept = json.loads(target.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other programs of ours from changing notes in a folder meanwhile: what one wrote, the other would not know.

    Where the system can't say so, or somebody keeps the folder for long, it goes on all the same.
    """
    descriptor = -1
    if sys.platform != "win32":
        import fcntl
        import time

        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            for _attempt in range(_ATTEMPTS):
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    time.sleep(_WAIT_S)
    try:
        yield
    finally:
        if descriptor >= 0:
            with suppress(OSError):
                os.close(descriptor)


def write_notes(target: Path, kept: Mapping[str, object], *, at_once: bool = False) -> None:
    """Write a small file of notes, readable by its owner alone: whoever reads meets the old one or the new one.

    Args:
        target: Where it is to be.
        kept: What it is to hold.
        at_once: The disk is to know its name before this returns, so that a power cut does not bring back the old one.

    Raises:
        OSError: It cannot be written; the old one is still there.
    """
    import json

    from caseorg.base.patience import replace  # not at the top either: before the first paint nothing is written

    started = target.with_suffix(f".{os.getpid()}.new")  # another program writes under a name of its own
    try:
        with os.fdopen(os.open(started, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
            json.dump(kept, out, indent=1)
            out.flush()
            os.fsync(out.fileno())  # a power cut could leave the new name without the bytes, and all choices with it
        replace(started, target)
    except OSError:
        with suppress(OSError):
            started.unlink()
        raise
    if at_once:
        with suppress(OSError):  # not each system has a folder written down, and the new one is in its place
            sync_folder(target.parent)


def remove_started(target: Path) -> None:
    """Remove what programs that ended while they wrote notes left beside them. Only whoever is alone in there may.

    Raises:
        OSError: Some of it is still there.
    """
    for left in target.parent.glob(f"{target.stem}.*.new"):
        left.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Have the system write down the names in a folder; without it a new name can be lost in a power cut."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(target: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that comes in pieces, readable by its owner alone, and move it to its place once the disk has it.

    Raises:
        OSError: It cannot be written. Whatever is raised, also by `pieces`, what was there before is still there.
    """
    from caseorg.base.patience import remove, replace

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
