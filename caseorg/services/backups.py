"""Safe copies: a dated copy on another disk, opened and checked whole before anybody calls it done."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caseorg.base.language import _, ngettext
from caseorg.domain.errors import (
    CaseorgError,
    CopyNotWrittenError,
    CutOffFileError,
    DiskFullError,
    FolderNotWritableError,
    MissingFileError,
    NoRoomForCopyError,
    ReadFailedError,
    ReadOnlyFileError,
    SaveFailedError,
    StoppedError,
)
from caseorg.store.case_file import SUFFIX, CaseFile
from caseorg.store.checker import DOES_NOT_OPEN, CheckReport, check_file
from caseorg.store.engine import on_disk, translated, write_copy
from caseorg.store.new_file import new_file, remove_all_started, sync_file

_MEGABYTE = 1_000_000
_ATTEMPTS = 20
"""How often a copy is begun again because somebody saved meanwhile."""


class CopyNotReadBackError(CaseorgError):
    """A copy that does not come back from its medium as it was written."""

    def __init__(self) -> None:
        super().__init__(_("The copy came back damaged, so we removed it. Your case file is fine."))
        self.advice = _("The stick or drive may be failing. Use another one.")


@dataclass(frozen=True)
class BackedUp:
    """A copy that was made, and what the check found in it."""

    path: Path
    size_bytes: int
    report: CheckReport

    @property
    def is_whole(self) -> bool:
        """Tell whether the copy holds everything. If not, the file itself does not, and nobody may call it done."""
        return self.report.is_whole

    def words(self) -> str:
        """Say what is in the copy: “2 cases, 41 documents, 22 MB”."""
        cases = ngettext("{count} case", "{count} cases", self.report.cases).format(count=self.report.cases)
        count = self.report.documents
        documents = ngettext("{count} document", "{count} documents", count).format(count=count)
        size = max(1, round(self.size_bytes / _MEGABYTE))
        return _("{cases}, {documents}, {size} MB").format(cases=cases, documents=documents, size=size)


def back_up(case_file: CaseFile, folder: Path, today: date, *, cancel: Callable[[], bool] | None = None) -> BackedUp:
    """Write a copy of an open case file into a folder, under the same password, and check the copy.

    It never replaces a file: names carry the day, a part of the file's own number, and a count. The copy gets its name
    only after it was checked. A save in the meantime goes first, and the copy is begun again. Takes a while; call it on
    a worker.

    Raises:
        CopyNotWrittenError, NoRoomForCopyError, FolderNotWritableError: And no half copy is left.
        CopyNotReadBackError: The copy is worse than the case file, so it was removed again.
        DamagedFileError: The case file itself is damaged.
        StoppedError: If `cancel` said so; no copy is left.
    """
    stop = cancel or (lambda: False)
    try:
        return _tried(case_file, folder, today, stop)
    except DiskFullError as error:
        raise NoRoomForCopyError from error
    except ReadOnlyFileError as error:
        raise FolderNotWritableError from error
    except (SaveFailedError, ReadFailedError, MissingFileError, CutOffFileError, OSError) as error:
        raise CopyNotWrittenError from error


def _tried(case_file: CaseFile, folder: Path, today: date, stop: Callable[[], bool]) -> BackedUp:
    if not folder.is_dir():
        raise SaveFailedError
    remove_all_started(folder, case_file.path.stem, SUFFIX)
    for _attempt in range(_ATTEMPTS):
        is_saving = case_file.make_way()
        target = _free_name(folder, case_file, today)
        try:
            return _write(case_file, target, lambda: stop() or is_saving())  # noqa: B023 - used at once
        except StoppedError:
            if stop():
                raise
    raise SaveFailedError


def _write(case_file: CaseFile, target: Path, cancel: Callable[[], bool]) -> BackedUp:
    with new_file(target) as started:
        with case_file.fresh_connection() as connection, translated():
            write_copy(connection, started, cancel)
        with on_disk():
            sync_file(started)
            _forget_cached(started)
            size = started.stat().st_size
        report = _checked(case_file, started, cancel)
    return BackedUp(target, size, report)


def _checked(case_file: CaseFile, started: Path, cancel: Callable[[], bool]) -> CheckReport:
    """Check a copy. What is wrong with it must be wrong with the file, too; else it is its medium that is failing."""
    try:
        report = check_file(started, case_file.seal, cancel=cancel)
    except DOES_NOT_OPEN as error:
        raise CopyNotReadBackError from error
    if report.faults:
        own = check_file(case_file.path, case_file.seal, cancel=cancel)
        if {(fault.kind, fault.about) for fault in report.faults} - {(fault.kind, fault.about) for fault in own.faults}:
            raise CopyNotReadBackError
    return report


def _free_name(folder: Path, case_file: CaseFile, today: date) -> Path:
    stem = f"{case_file.path.stem} {today.isoformat()} {case_file.file_id().hex[:6]}"
    number = 1
    while (found := folder / (f"{stem}{SUFFIX}" if number == 1 else f"{stem} {number}{SUFFIX}")).exists():
        number += 1
    return found


def _forget_cached(path: Path) -> None:
    """Have the system read the copy from its medium and not from memory, where it lets us."""
    if not hasattr(os, "posix_fadvise"):
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
