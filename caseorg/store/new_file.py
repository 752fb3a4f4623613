"""Writes a new file under another name first, so that nobody ever meets half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from caseorg.domain.errors import FileExistsAlreadyError
from caseorg.store.engine import on_disk


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give the name of an empty file to write into; after the block it is synced and moved to `path`, whole.

    So nobody ever meets half a file at `path`, and a file that is there already is never touched.

    Raises:
        FileExistsAlreadyError, DiskFullError, SaveFailedError, ReadOnlyFileError: No file was made.
    """
    started = _started_for(path)
    try:
        with on_disk():
            if path.exists():
                raise FileExistsAlreadyError(path.name)
            remove_started(path)
            os.close(os.open(started, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            yield started
            _sync_file(started)
            _move_without_replacing(started, path)
            try:
                remove_started(path)
                _sync_folder(path.parent)
            except OSError:
                path.unlink()
                raise
    finally:
        with suppress(OSError):
            remove_started(path)


def journal_of(path: Path) -> Path:
    """Return where the engine keeps the journal of a case file."""
    return path.with_name(path.name + "-journal")


def remove_started(path: Path) -> None:
    """Remove what is left of an attempt to write a new file for `path`."""
    # The journal first, so that nobody ever takes it for that of the next attempt.
    journal_of(_started_for(path)).unlink(missing_ok=True)
    _started_for(path).unlink(missing_ok=True)


def _started_for(path: Path) -> Path:
    """Return the name under which the file for `path` is written until it is finished."""
    return path.with_name(f".{path.name}.new")


def _move_without_replacing(started: Path, path: Path) -> None:
    """Give a finished file its name, and refuse if there is a file of that name already.

    Raises:
        FileExistsAlreadyError: The file that was there is not touched.
    """
    try:
        os.link(started, path)  # refuses where a rename would replace a file that came in the meantime
    except FileExistsError as error:
        raise FileExistsAlreadyError(path.name) from error
    except OSError:
        # Sticks formatted for Windows know no second name for a file.
        if path.exists():
            raise FileExistsAlreadyError(path.name) from None
        started.rename(path)


def _sync_folder(folder: Path) -> None:
    """Have the system write down the names in a folder; without it a new name can be lost in a power cut."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_file(path: Path) -> None:
    """Have the system write down the content of a file."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
