"""Daily copies beside the case file: made after a check of it, and thinned so that the last good ones always stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from pathlib import Path
from uuid import UUID

from caseorg.base.language import _
from caseorg.base.patience import remove
from caseorg.domain.errors import (
    CaseorgError,
    CutOffFileError,
    MissingFileError,
    NewerFileError,
    NotACaseFileError,
    SaveFailedError,
)
from caseorg.store.case_file import SUFFIX, read_salt
from caseorg.store.checker import DOES_NOT_OPEN, CheckReport, check_file
from caseorg.store.daily_copy import LARGE, Tally, tally, write_without_large
from caseorg.store.engine import on_disk
from caseorg.store.new_file import new_file, remove_all_started
from caseorg.store.seal import Seal

DAYS, MONTHS, FEWEST = 10, 6, 5
_NAME = re.compile(r".* (?P<day>\d{4}-\d\d-\d\d) (?P<file>[0-9a-f]{6}) (?P<number>\d{4,})" + re.escape(SUFFIX))


class NotRemovedError(CaseorgError):
    """Files under an older password, or under none, that were to go and are still there."""

    def __init__(self, left: Sequence[Path]) -> None:
        names = ", ".join(path.name for path in left)
        super().__init__(
            _("These couldn't be removed: {names}. They still open without your new password.").format(names=names)
        )
        self.advice = _("Remove them yourself. They are in the folder “{folder}”.").format(folder=left[0].parent)


class Outcome(StrEnum):
    """What came of it."""

    made = auto()
    unchanged = auto()
    """Nothing was saved since the newest copy."""
    damaged = auto()
    """The case file itself is damaged. No copy was made, and none was thrown away."""
    much_less = auto()
    """More than half of what the last copies hold is gone. A copy was made, and none was thrown away."""


@dataclass(frozen=True)
class DailyCopy:
    """One copy. They are in order by their number, since the computer's day may have been wrong."""

    path: Path
    number: int
    day: date


@dataclass(frozen=True)
class Kept:
    """What came of one attempt, and what the check of the case file found."""

    outcome: Outcome
    copy: DailyCopy | None = None
    report: CheckReport | None = None


@dataclass(frozen=True)
class Source:
    """The case file that is copied."""

    path: Path
    seal: Seal
    file_id: UUID


def folder_of(path: Path) -> Path:
    """Return the folder in which the daily copies of a case file lie, beside it."""
    return path.with_name(f"{path.stem} copies")


def copies_of(path: Path, file_id: UUID | None = None) -> tuple[DailyCopy, ...]:
    """Return the daily copies that lie beside a case file, the newest last; with `file_id`, of that file only."""
    with suppress(OSError):
        return _listed(path, file_id)
    return ()


def _listed(path: Path, file_id: UUID | None) -> tuple[DailyCopy, ...]:
    """Do what `copies_of` does, and raise what the disk says; without a folder there are no copies.

    Raises:
        OSError: It can't be listed.
    """
    found = []
    with suppress(FileNotFoundError, NotADirectoryError):
        for each in folder_of(path).iterdir():
            read = _read_name(each)
            if read is not None and (file_id is None or read[1] == file_id.hex[:6]):
                found.append(read[0])
    return tuple(sorted(found, key=lambda copy: copy.number))


def is_due(path: Path, today: date) -> bool:
    """Tell whether a copy has to be made on this day. The day may be wrong, so any other than the last one counts."""
    copies = copies_of(path)
    return not copies or copies[-1].day != today


def make(source: Source, today: date, *, cancel: Callable[[], bool] | None = None, known_less: int = 0) -> Kept:
    """Check the case file, copy it without its large documents, check the copy, then thin out the older ones.

    Takes a while; call it on a worker.

    Args:
        source: The case file. It may be open.
        today: The day the copy is called after.
        cancel: Asked often; True stops, as when somebody saves.
        known_less: The number of the newest copy up to which a person said that less in the file is right.

    Raises:
        StoppedError: If `cancel` said so.
        DiskFullError, SaveFailedError, ReadOnlyFileError: No copy was made, and none was thrown away.
    """
    stop = cancel or (lambda: False)
    report = check_file(source.path, source.seal, cancel=stop)
    if not report.is_whole:
        return Kept(Outcome.damaged, report=report)
    folder = folder_of(source.path)
    with on_disk():  # a folder that can't be listed is not an empty one: the next copy would be called the first
        folder.mkdir(mode=0o700, exist_ok=True)
        remove_all_started(folder, source.path.stem, SUFFIX)
        copies = _listed(source.path, source.file_id)
    ours = [copy for copy in copies if _is_ours(copy, source)]
    before = {copy.number: found for copy in ours if (found := tally(copy.path, source.seal))}
    now = tally(source.path, source.seal)
    newest = before.get(ours[-1].number) if ours else None
    if now is None or (newest and newest.state == now.state):
        return Kept(Outcome.unchanged, report=report)
    made = _write(source, today, 1 + max((copy.number for copy in copies), default=0), stop)
    if any(now.is_much_less_than(found) for number, found in before.items() if number > known_less):
        return Kept(Outcome.much_less, made, report)
    _thin([copy for copy in ours if copy.number in before] + [made])
    return Kept(Outcome.made, made, report)


def much_less_than(source: Source, known_less: int = 0) -> Tally | None:
    """Return what the fullest copy holds if more than half of that is gone from the case file now, else None."""
    ours = [copy for copy in copies_of(source.path, source.file_id) if _is_ours(copy, source)]
    found = [each for copy in ours if copy.number > known_less and (each := tally(copy.path, source.seal))]
    now, most = tally(source.path, source.seal), max(found, key=lambda each: each.records, default=None)
    return most if now and any(now.is_much_less_than(each) for each in found) else None


@dataclass(frozen=True)
class Removed:
    """What became of copies that were to go."""

    gone: int = 0
    """How many went."""
    left: tuple[Path, ...] = ()
    """Those that the disk did not remove, or does not read; their folder, where it does not list them."""


def remove_all(path: Path, file_id: UUID, salt: bytes) -> Removed:
    """Remove the daily copies of a file that were sealed with this salt, as under a password that somebody knows."""
    gone, left = 0, []
    try:
        copies = _listed(path, file_id)
    except OSError:
        return Removed(left=(folder_of(path),))
    for copy in copies:
        try:
            if read_salt(copy.path) == salt:
                with on_disk():
                    remove(copy.path)
                gone += 1
        except (NotACaseFileError, CutOffFileError, NewerFileError, MissingFileError):
            continue  # no password opens it
        except CaseorgError:
            left.append(copy.path)
    with suppress(OSError):  # something else lies there
        folder_of(path).rmdir()
    return Removed(gone, tuple(left))


def kept_of(copies: Sequence[DailyCopy]) -> tuple[DailyCopy, ...]:
    """Choose which of the copies stay: the last ten, and the newest of each of the six months before them.

    They are counted and never dated: a clock that is years off throws nothing away.
    """
    ordered = sorted(copies, key=lambda copy: copy.number)
    recent, older = ordered[-DAYS:], ordered[:-DAYS]
    newest_of_month = {(copy.day.year, copy.day.month): copy for copy in older}
    months = sorted(newest_of_month.values(), key=lambda copy: copy.number)[-MONTHS:]
    return (*months, *recent)


def _thin(copies: Sequence[DailyCopy]) -> None:
    kept = kept_of(copies)
    if len(kept) < FEWEST:
        return
    for copy in copies:
        if copy not in kept:
            with suppress(OSError):  # what stays takes room and does no harm
                remove(copy.path)


def _write(source: Source, today: date, number: int, cancel: Callable[[], bool]) -> DailyCopy:
    name = f"{source.path.stem} {today.isoformat()} {source.file_id.hex[:6]} {number:04d}{SUFFIX}"
    made = DailyCopy(folder_of(source.path) / name, number, today)
    with new_file(made.path) as started:
        write_without_large(source.path, source.seal, started, cancel)
        # Before it has its name: what is there under the name of a copy is a good one.
        try:
            is_good = check_file(started, source.seal, cancel=cancel, large=LARGE).is_whole
        except DOES_NOT_OPEN as error:
            raise SaveFailedError from error  # the copy is damaged, and not the file
        if not is_good:
            raise SaveFailedError
    return made


def _read_name(path: Path) -> tuple[DailyCopy, str] | None:
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    try:
        return DailyCopy(path, int(found["number"]), date.fromisoformat(found["day"])), found["file"]
    except ValueError:
        return None


def _is_ours(copy: DailyCopy, source: Source) -> bool:
    """Tell whether a copy was sealed as the file is now. Those under an older password are left alone."""
    return _salt_of(copy.path) == source.seal.salt


def _salt_of(path: Path) -> bytes:
    try:
        return read_salt(path)
    except CaseorgError:
        return b""
