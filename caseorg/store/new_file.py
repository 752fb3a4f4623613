"""Writes a new file under another name first, so that nobody ever meets half of one."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from caseorg.base.patience import patiently, remove, replace
from caseorg.base.whole_file import sync_folder
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
            sync_file(started)
            _move_without_replacing(started, path)
            try:
                remove_started(path)
                sync_folder(path.parent)
            except OSError:
                remove(path)
                raise
    finally:
        with suppress(OSError):
            remove_started(path)


@contextmanager
def replacement(path: Path, kept_as: Path) -> Iterator[Path]:
    """Give the name of an empty file to write into; after the block it takes the place of the file at `path`.

    The old file is kept under the name `kept_as`, which nothing may have yet. At each moment there is a whole file at
    `path`, the old one or the new one. The caller sees to it that nobody writes to it meanwhile.

    Raises:
        FileExistsAlreadyError, DiskFullError, SaveFailedError, ReadOnlyFileError: The old file is in its place.
    """
    started = _started_for(path)
    try:
        with on_disk():
            remove_started(path)
            os.close(os.open(started, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            yield started
            sync_file(started)
            remove(journal_of(started))
            if path.exists():
                _keep(path, kept_as)
            replace(started, path)
            sync_folder(path.parent)
    finally:
        with suppress(OSError):
            remove_started(path)


def _keep(path: Path, kept_as: Path) -> None:
    """Give a file a second name before another takes its first; the journal it may still need goes with it."""
    try:
        os.link(path, kept_as)
    except FileExistsError as error:
        raise FileExistsAlreadyError(kept_as.name) from error
    except OSError:  # sticks formatted for Windows know no second name for a file
        with new_file(kept_as) as copied:
            shutil.copyfile(path, copied)
    if journal_of(path).exists():
        if journal_of(path).stat().st_size:
            replace(journal_of(path), journal_of(kept_as))
        else:
            remove(journal_of(path))
    sync_folder(path.parent)


def take_back(path: Path, kept_as: Path) -> None:
    """Put a file that was or was to be replaced back in its place, if it was moved at all."""
    with on_disk():
        if not kept_as.exists():
            return
        if kept_as.samefile(path):
            remove(kept_as)
        else:
            replace(kept_as, path)
        sync_folder(path.parent)


def remove_second_names(path: Path, suffix: str) -> None:
    """Remove what a killed program or a power cut left of keeping the file as it was before.

    That is a second name of the file itself, whose first one stays, and the name under which a copy was being written.
    The caller holds the note of the file, so nobody is at it now.
    """
    for each in path.parent.glob(f".{glob.escape(path.stem)} before *{suffix}.new*"):
        each.unlink()
    for each in path.parent.glob(f"{glob.escape(path.stem)} before *{suffix}"):
        if each != path and each.samefile(path):
            if journal_of(each).exists():
                journal_of(each).replace(journal_of(path))
            each.unlink()


def free_beside(path: Path, words: str, day: date) -> Path:
    """Return a name beside a file that says what the file was before, and that nothing has yet.

    Raises:
        SaveFailedError, ReadOnlyFileError: If the disk does not say, or takes no name of that length.
    """
    stem, number = f"{path.stem} {words} {day.isoformat()}", 1
    with on_disk():
        while (found := path.with_name(f"{stem} {number}{path.suffix}" if number > 1 else stem + path.suffix)).exists():
            number += 1
    return found


def journal_of(path: Path) -> Path:
    """Return where the engine keeps the journal of a case file."""
    return path.with_name(path.name + "-journal")


def remove_started(path: Path) -> None:
    """Remove what is left of an attempt to write a new file for `path`."""
    # The journal first, so that nobody ever takes it for that of the next attempt.
    remove(journal_of(_started_for(path)))
    remove(_started_for(path))


def remove_all_started(folder: Path, stem: str, suffix: str) -> None:
    """Remove what a killed program left in a folder of attempts to write new files called `stem` and more."""
    with suppress(OSError):  # what stays takes room and does no harm
        for each in folder.glob(f".{glob.escape(stem)} *{suffix}.new*"):
            with suppress(OSError):
                each.unlink()


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
        patiently(lambda: started.rename(path))


def sync_file(path: Path) -> None:
    """Have the system write down the content of a file."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
