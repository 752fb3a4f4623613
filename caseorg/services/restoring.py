"""Restores a safe copy: lists what copies there are, says how one differs, and puts it in the place of the file."""

from __future__ import annotations

import glob
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from caseorg.base import clock, paths
from caseorg.base.language import _
from caseorg.base.patience import remove, replace
from caseorg.base.there import is_file
from caseorg.domain.case import RECORD_TYPES
from caseorg.domain.document import Document
from caseorg.domain.errors import (
    CopyNotWrittenError,
    DamagedFileError,
    DiskFullError,
    FileExistsAlreadyError,
    FolderNotWritableError,
    HeldFileError,
    NoRoomForCopyError,
    OlderFileError,
    ReadOnlyFileError,
    SaveFailedError,
)
from caseorg.domain.record import Record
from caseorg.services import daily_copies
from caseorg.store.case_file import SUFFIX, CaseFile
from caseorg.store.checker import FaultKind, check_file
from caseorg.store.daily_copy import LARGE, fill_in, left_out
from caseorg.store.engine import connect, on_disk, translated
from caseorg.store.entries import NOT_OURS, entries_of
from caseorg.store.new_file import free_beside, journal_of, new_file, replacement
from caseorg.store.open_note import OpenNote
from caseorg.store.seal import Seal

_SPOILED = {FaultKind.head, FaultKind.pages, FaultKind.unreadable, FaultKind.structure}
"""What makes a copy no better than the damaged file it would replace."""


class CopyKind(StrEnum):
    """How a copy came to be."""

    daily = auto()
    backup = auto()
    before_restore = auto()
    before_update = auto()
    before_password = auto()
    rescued = auto()


@dataclass(frozen=True)
class SafeCopy:
    """A file that could take the place of the case file."""

    path: Path
    kind: CopyKind
    day: date
    size_bytes: int


@dataclass(frozen=True)
class Contents:
    """What is in a file: its records, those that were removed left out."""

    records: dict[UUID, Record]
    left_out: tuple[str, ...] = ()
    """The names of large documents whose bytes are not in it."""

    def count(self, record_type: type[Record]) -> int:
        """Count the records of one kind."""
        return sum(isinstance(record, record_type) for record in self.records.values())


@dataclass(frozen=True)
class Difference:
    """How many records of one kind are in the file alone, in the copy alone, or differ."""

    kind: type[Record]
    only_in_file: int
    only_in_copy: int
    changed: int


@dataclass(frozen=True)
class Restored:
    """The file that was opened, what was there before, and which documents could not be had."""

    case_file: CaseFile
    kept_as: Path | None
    missing: tuple[str, ...] = ()


_BEFORE = {
    "before restore": CopyKind.before_restore,
    "before update": CopyKind.before_update,
    "before new password": CopyKind.before_password,
    "rescued": CopyKind.rescued,
}
_DATED = re.compile(r"\d{4}-\d\d-\d\d [0-9a-f]{6}( \d+)?")
"""How a backup or a daily copy goes on after the file's own name."""

BEFORE_RESTORE, BEFORE_PASSWORD = "before restore", "before new password"


def copies_for(path: Path, *more: Path) -> tuple[SafeCopy, ...]:
    """List the copies of a case file that are there, the newest first: daily ones, those beside it, and backups.

    Args:
        path: The case file; it may be damaged or gone.
        more: Folders, or backups, to look in as well.
    """
    found = {copy.path: CopyKind.daily for copy in daily_copies.copies_of(path)}
    with suppress(OSError):
        for each in path.parent.glob(f"*{SUFFIX}"):
            kind = next((kind for words, kind in _BEFORE.items() if each.stem.startswith(f"{path.stem} {words}")), None)
            if kind is not None:
                found[each] = kind
    for place in more:
        with suppress(OSError):  # a stick that was pulled out says so in many ways
            folder = place if place.is_dir() else place.parent
            for each in folder.glob(f"*{SUFFIX}"):
                if _is_named_after(each, path):
                    found.setdefault(each, CopyKind.backup)
    copies = [copy for each, kind in found.items() if (copy := _seen(each, kind)) is not None]
    return tuple(sorted(copies, key=lambda copy: (copy.day, copy.path.name), reverse=True))


def _is_named_after(copy: Path, path: Path) -> bool:
    """Tell whether we named a copy after this file: “Mom and Dad.caseorg” is no copy of “Mom.caseorg”."""
    stem = f"{path.stem} "
    rest = copy.stem.removeprefix(stem)
    return copy.stem.startswith(stem) and (_DATED.fullmatch(rest) is not None or rest.startswith(tuple(_BEFORE)))


def is_own_copy(copy: Path, path: Path) -> bool:
    """Tell whether a file is one that we put beside another on purpose; what was rescued is not, it holds work."""
    return _is_named_after(copy, path) and not copy.stem.startswith(f"{path.stem} rescued")


def before_passwords(path: Path) -> tuple[Path, ...]:
    """List the files beside a case file that are what it was before a new password; none where the disk does not say.

    Whoever knows the old password can open them, and they hold what was deleted for good since.
    """
    with suppress(OSError):
        found = path.parent.glob(f"{glob.escape(f'{path.stem} {BEFORE_PASSWORD} ')}*{path.suffix}")
        return tuple(sorted(each for each in found if is_file(each)))
    return ()


def old_password_words(left: Sequence[Path]) -> str:
    """Say which files open with an old password, why that matters and what to do; nothing where there are none."""
    if not left:
        return ""
    return _(
        "This is your file as it was before the new password: {names}. It lies in the folder “{folder}”. "
        "Somebody who knows the old password can open it. Remove it once the new password has opened your file."
    ).format(names=", ".join(each.name for each in left), folder=left[0].parent)


def remove_old(files: Sequence[Path]) -> None:
    """Remove files that open with an old password.

    Raises:
        NotRemovedError: The disk kept some of them.
    """
    left = []
    for each in files:
        try:
            remove(journal_of(each))
            remove(each)
        except OSError:
            left.append(each)
    if left:
        raise daily_copies.NotRemovedError(left)


def copy_at(path: Path) -> SafeCopy | None:
    """Return the copy that lies at a place of its own; None where there is no file."""
    return _seen(path, CopyKind.backup)


def _seen(path: Path, kind: CopyKind) -> SafeCopy | None:
    with suppress(OSError):
        found = path.stat()
        # The day stands in its name; where a person has given it another name, the disk says when it was written.
        for word in path.stem.split():
            with suppress(ValueError):
                return SafeCopy(path, kind, date.fromisoformat(word), found.st_size)
        return SafeCopy(path, kind, datetime.fromtimestamp(found.st_mtime).date(), found.st_size)
    return None


def look_into(path: Path, seal: Seal) -> Contents:
    """Read what is in a copy; it is not changed, not even if an older Caseorg wrote it.

    Raises:
        CaseorgError: As `CaseFile.open` says.
    """
    with opened_to_look(path, seal) as opened:
        return contents_of(opened)


def contents_of(case_file: CaseFile) -> Contents:
    """Read what is in an open file.

    Raises:
        DamagedFileError: A record of it cannot be read.
    """
    with case_file.fresh_connection(is_foreign=True) as connection:
        connection.execute("begin")
        try:
            read = [
                each.model_validate(entries)
                for each in RECORD_TYPES
                for entries in entries_of(connection, each, "where removed_on is null")
            ]
        except NOT_OURS as error:
            raise DamagedFileError from error
        records = {record.id: record for record in read}
        missing = {each.digest for each in left_out(connection)}
    names = (each.name for each in records.values() if isinstance(each, Document) and each.sha256 in missing)
    return Contents(records, tuple(sorted(names)))


@contextmanager
def opened_to_look(path: Path, seal: Seal) -> Iterator[CaseFile]:
    """Open a file to look only, even one that an older Caseorg wrote; it is not changed."""
    try:
        opened = CaseFile.open(path, seal, look_only=True)
    except OlderFileError:
        # It has to be brought up to date to be read, so that is done to a copy of it, sealed like it.
        with ExitStack() as until_read:
            with on_disk():
                # What stays of it where the disk removes nothing is sealed like the copy itself.
                beside = TemporaryDirectory(dir=paths.data_folder(), ignore_cleanup_errors=True)
                copied = Path(until_read.enter_context(beside)) / path.name
                _copy_bytes(path, copied)
            opened = CaseFile.open(copied, seal)
            try:
                yield opened
            finally:
                opened.close()
        return
    try:
        yield opened
    finally:
        opened.close()


def differences(file: Contents, copy: Contents) -> tuple[Difference, ...]:
    """Say how a copy differs from the file, for each kind of record that does."""
    found = []
    for kind in RECORD_TYPES:
        here = {key: record for key, record in file.records.items() if type(record) is kind}
        there = {key: record for key, record in copy.records.items() if type(record) is kind}
        changed = sum(record != there[key] for key, record in here.items() if key in there)
        one = Difference(kind, len(here.keys() - there.keys()), len(there.keys() - here.keys()), changed)
        if one.only_in_file or one.only_in_copy or changed:
            found.append(one)
    return tuple(found)


def restore(path: Path, copy: Path, seal: Seal, present: Seal | None = None) -> Restored:
    """Put a copy in the place of the case file at `path`, and open it. The copy itself is not touched.

    The file that is there now, whole or damaged, is kept beside it as “before restore”. Large documents that a daily
    copy was made without are taken from it by their fingerprint. Takes a while; call it on a worker, with the file
    closed.

    Args:
        path: The case file; it may be damaged or gone.
        copy: The copy to use.
        seal: What opens the copy, and from then on the file.
        present: What opens the file that is there now, if that is known.

    Raises:
        DamagedFileError: The copy is damaged, too. Nothing was changed.
        CaseorgError: As `CaseFile.open`, `new_file` and `OpenNote.take` say. The old file is in its place.
    """
    note = OpenNote.take(path, clock.now())
    try:
        with on_disk():
            kept_as = free_beside(path, BEFORE_RESTORE, clock.today()) if path.exists() else None
        with replacement(path, kept_as or path) as started:
            _copy_bytes(copy, started)
            wanting = _filled(started, seal, path, present)
            missing = _checked(started, seal, wanting)
    finally:
        note.release()
    return Restored(CaseFile.open(path, seal), kept_as, missing)


def _filled(started: Path, seal: Seal, present_path: Path, present: Seal | None) -> set[str]:
    """Take what large documents there are from the present file; return the fingerprints of those it does not have."""
    with translated(seal), closing(connect(started, seal, read_only=False)) as opened:
        wanted = left_out(opened)
    if not wanted or present is None or not present_path.exists():
        return {each.digest for each in wanted}
    return fill_in(started, seal, wanted, present_path, present)


def _checked(started: Path, seal: Seal, wanting: set[str]) -> tuple[str, ...]:
    """Check the file that is about to take the place; return the names of documents whose bytes are not in it."""
    try:
        report = check_file(started, seal, large=LARGE)
    except OlderFileError:
        # What an older Caseorg wrote is brought up to date when it is opened, and checked then.
        with translated(seal, seal.check), closing(connect(started, seal, read_only=True)) as opened:
            if opened.execute("pragma cipher_integrity_check").fetchone() is not None:
                raise DamagedFileError from None
            if opened.execute("pragma integrity_check(1)").fetchone()[0] != "ok":
                raise DamagedFileError from None
        return tuple(sorted(wanting))
    if any(fault.kind in _SPOILED for fault in report.faults):
        raise DamagedFileError
    return report.left_out


def _copy_bytes(source: Path, target: Path) -> None:
    _copy_one(source, target)
    if journal_of(source).exists():  # somebody worked in the copy, and was cut off
        _copy_one(journal_of(source), journal_of(target))


def _copy_one(source: Path, target: Path) -> None:
    # Read and written, and not by `copyfile`: the calls that makes are not among those the crash tests replay.
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written, 1024 * 1024)


def copy_to_work_in(path: Path, target: Path) -> None:
    """Copy a case file that can't be changed where it is to a place where it can, whole or not at all.

    Where its last save was cut off, what is needed to take that back goes along.

    Raises:
        FileExistsAlreadyError: There is a file already, which may be the one a person works in; it is not touched.
        NoRoomForCopyError, FolderNotWritableError, CopyNotWrittenError: There is no copy.
    """
    has_journal = False
    try:
        with new_file(target) as started:
            _copy_bytes(path, started)
            remove(journal_of(target))
            if has_journal := journal_of(started).exists():
                replace(journal_of(started), journal_of(target))
    except FileExistsAlreadyError:
        if has_journal:  # the file came meanwhile, and must not stand beside the journal of another one
            remove(journal_of(target))
        raise
    except DiskFullError as error:
        raise NoRoomForCopyError from error
    except ReadOnlyFileError as error:
        raise FolderNotWritableError from error
    except (SaveFailedError, HeldFileError) as error:
        raise CopyNotWrittenError from error
