"""What leaves the lock: files written elsewhere whole or not at all, and copies that another program has to see."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from caseorg.base import paths, whole_file
from caseorg.base.there import is_folder
from caseorg.domain.errors import DiskFullError, FileExistsAlreadyError, PlaceNotWrittenError
from caseorg.store.seal import MARK

_RUN = f"{os.getpid()}-{uuid4().hex[:8]}"
_NOT_CONTENT_INDEXED = 0x2000  # FILE_ATTRIBUTE_NOT_CONTENT_INDEXED
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_whole(target: Path, pieces: Iterator[bytes]) -> Path:
    """Write a file that comes in pieces, whole or not at all.

    Raises:
        FileExistsAlreadyError: A case file is there.
        PlaceNotWrittenError, DiskFullError: What was there before is still there.
    """
    with written(target.name):
        spare_case_file(target)
        whole_file.write_whole(target, pieces)
    return target


def spare_case_file(target: Path) -> None:
    """Refuse to write a paper over a case file: one wrong click in a file dialog, and all of it would be gone.

    Raises:
        FileExistsAlreadyError: There is one at `target`; it is not touched.
        OSError: The disk does not say.
    """
    if not target.is_file():
        return
    with target.open("rb") as there:
        if there.read(len(MARK)) == MARK:
            raise FileExistsAlreadyError(target.name)


@contextmanager
def written(name: str) -> Iterator[None]:
    """Turn what the system raises while something is written outside into a sentence a person can act on.

    Raises:
        PlaceNotWrittenError, DiskFullError: As they say; `name` is what was to be written.
    """
    try:
        yield
    except OSError as error:
        raise (DiskFullError() if error.errno in _NO_ROOM else PlaceNotWrittenError(name)) from error


def remove_folder(folder: Path) -> None:
    """Remove a folder that we made, with what is in it. Links in it are removed and not followed."""
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in files:
            with suppress(OSError):
                (Path(parent) / name).unlink()
        for name in folders:
            inside = Path(parent) / name
            with suppress(OSError):
                inside.unlink() if inside.is_symlink() else inside.rmdir()
    with suppress(OSError):
        folder.rmdir()


# Copies that another program has to see


def new_folder(kind: str) -> Path:
    """Make a folder for copies, private and under a name that says nothing of the case, such as `scan-2`.

    Raises:
        PlaceNotWrittenError, DiskFullError: It cannot be made.
    """
    with written(kind):
        run = paths.private_temp_folder(_RUN)
        _keep_from_search(run)
        number = 1
        while (folder := run / f"{kind}-{number}").exists():
            number += 1
        folder.mkdir(mode=0o700)
    return folder


def _keep_from_search(folder: Path) -> None:
    """Ask the system's own search to leave a folder out: it would keep words of what lies there for a while."""
    for mark in (".trackerignore", ".metadata_never_index"):  # GNOME's, and macOS'
        with suppress(OSError):
            os.close(os.open(folder / mark, os.O_CREAT | os.O_WRONLY, 0o600))
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetFileAttributesW(str(folder), _NOT_CONTENT_INDEXED)


def has_copies() -> bool:
    """Tell whether this run has made copies that are still there."""
    return is_folder(paths.data_place() / "opened" / _RUN)


def sweep() -> None:
    """Remove the copies that this run has made: the file is locked or closed."""
    remove_folder(paths.data_place() / "opened" / _RUN)


def sweep_what_was_left() -> None:
    """Remove the copies of runs that ended without doing so, as in a power cut."""
    with suppress(OSError), os.scandir(paths.data_place() / "opened") as found:
        for entry in found:
            if entry.name != _RUN and not _is_running(entry.name.partition("-")[0]):
                remove_folder(Path(entry.path))


def _is_running(process: str) -> bool:
    """Tell whether the run that made a folder still goes on, with another case open."""
    if sys.platform == "win32" or not process.isdecimal():
        return False  # what another program has open cannot be removed there anyway
    if int(process) == os.getpid():
        return False  # it was this process before it locked: a new program was started in its place
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
