"""Newer rules from a file: checked as the rules of the program are, kept beside them, and left again at any time.

The file is a ZIP of the folder `resources/rules`. What is taken in lies in the private folder for case files, under its
fingerprint, with a note of which is in use. Nothing of a person is in it. What does not have its fingerprint any more,
or can't be read, does not count, and the person is told: every date follows from the rules.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from caseorg.base import paths, resources
from caseorg.base.language import _, short_date
from caseorg.base.patience import replace
from caseorg.base.there import is_folder
from caseorg.base.version import program_version
from caseorg.base.whole_file import write_whole
from caseorg.domain.errors import BrokenRulesError, CaseorgError, SaveFailedError, StoppedError
from caseorg.store.engine import on_disk

if TYPE_CHECKING:
    from caseorg.rules.library import Library

_MOST_BYTES = 32 * 1024 * 1024
_MOST_FILES = 5_000
_MOST_SLIPS = 3
_FOLDER, _NOTE = "rules", "in-use"
_CHECKED_ON = re.compile(rb"^checked_on = (\d{4}-\d\d-\d\d)", re.MULTILINE)

UNREAD = "?"
"""What is chosen where the note of it can't be read."""


class RulesNotTakenError(CaseorgError):
    """A file of rules that can't be used; nothing was changed."""

    def __init__(self, why: str) -> None:
        super().__init__(_("These rules were not taken. {why} Nothing was changed.").format(why=why))
        self.advice = _("Ask whoever gave you the file for another one.")


@dataclass(frozen=True)
class TakenRules:
    """Rules that passed every check and are kept: their fingerprint, how many there are, and the newest check."""

    name: str
    count: int
    checked_on: date

    def words(self) -> str:
        """Say what they are."""
        return _words(self.count, self.checked_on)


class NotUsed(StrEnum):
    """Why rules from a file, which a person chose, do not count."""

    lost = auto()
    """Which ones they are can't be read; or they are gone, not as they were taken in, or of no use to this program."""
    older = auto()
    """The program, another one than took them in, came with newer ones."""


@dataclass(frozen=True)
class RulesInUse:
    """The rules that count, and where they are from."""

    library: Library
    name: str
    """The fingerprint of those from a file; nothing for those that came with the program."""
    not_used: NotUsed | None = None
    """Why those from a file do not count although they are chosen."""

    def words(self) -> str:
        """Say which they are."""
        rules = _words(len(self.library.rules), newest_check(self.library))
        if self.name:
            return _("Newer rules are in use: {rules}.").format(rules=rules)
        return _("The rules that came with Caseorg are in use: {rules}.").format(rules=rules)


@dataclass(frozen=True)
class RulesLook:
    """What a look at the rules on the disk found."""

    in_use: RulesInUse
    newer_are_whole: bool = True
    """Those from a file; true, too, where none are in use."""
    own_are_whole: bool = True
    """Those that came with the program."""

    def trouble(self) -> str:
        """Say what is wrong and what to do, or nothing."""
        said = []
        if self.in_use.not_used is NotUsed.lost:
            words = _(
                "In Settings, take the newer rules from their file again, or stay with those that came with Caseorg."
            )
            said += [lost_words(), words]
        if not self.newer_are_whole:
            said.append(_("The newer rules you chose are damaged on the disk."))
            said.append(
                _("In Settings, take them from their file again, or use the rules that came with Caseorg.")
                if self.own_are_whole
                else _("In Settings, take them from their file again.")
            )
        return " ".join([*said, *([] if self.own_are_whole else [unreadable_words()])])


def lost_words() -> str:
    """Say that rules a person chose do not count, and what that means."""
    return _(
        "The newer rules you chose can't be read any more. The rules that came with Caseorg count now. "
        "Some dates and answers may not be the same."
    )


def unreadable_words() -> str:
    """Say that the rules of the program are broken, and what to do."""
    return _("The rules that came with Caseorg can't be read. Install Caseorg again.")


def find_in_use() -> RulesInUse:
    """Load the rules that are in use: those of a file if they still fit and are no older than the program's own.

    Raises:
        BrokenRulesError, OSError: Those that came with the program have to count, and can't be read.
    """
    from caseorg.rules.library import load_library

    shipped = resources.path("rules")
    try:
        name, version = _note()
    except (OSError, ValueError):
        return RulesInUse(load_library(shipped, cache=paths.cache_folder), "", NotUsed.lost)
    if not name:
        return RulesInUse(load_library(shipped, cache=paths.cache_folder), "")
    newer = None
    with suppress(BrokenRulesError, OSError):  # another version of the program may ask for more
        newer = _kept(name)
        if version == program_version():
            return RulesInUse(newer, name)
    own = load_library(shipped, cache=None if newer else paths.cache_folder)
    newest = newest_check(newer) if newer else _newest_day(_folder() / name)
    if newer and newest and newest >= newest_check(own):
        return RulesInUse(newer, name)
    is_older = version != program_version() and newest is not None and newest < newest_check(own)
    return RulesInUse(own, "", NotUsed.older if is_older else NotUsed.lost)


def look_at(in_use: RulesInUse, stop: Callable[[], bool] = lambda: False) -> RulesLook:
    """Read the rules as they lie on the disk now, whatever was loaded at the start. Takes a second; for a worker.

    Those that came with the program are read, too, where newer ones count: a person may have to go back to them.

    Raises:
        StoppedError: `stop` said so.
    """
    from caseorg.rules.library import load_library

    def is_whole(load: Callable[[], Library]) -> bool:
        try:
            library = load()
            for code in library.vocabulary.states:
                library.state(code)
                if stop():
                    raise StoppedError
        except (BrokenRulesError, OSError):
            return False
        return True

    newer_are_whole = not in_use.name or is_whole(lambda: _kept(in_use.name))
    return RulesLook(in_use, newer_are_whole, is_whole(lambda: load_library(resources.path("rules"))))


def chosen() -> str:
    """Return the fingerprint of the rules from a file that are to be used, or nothing for the program's own.

    Where nobody can read which they are, it is `UNREAD`.
    """
    try:
        return _note()[0]
    except (OSError, ValueError):
        return UNREAD


def choose(name: str) -> None:
    """Use the rules of this fingerprint from now on; without one, those that came with the program.

    Raises:
        DiskFullError, SaveFailedError, ReadOnlyFileError: It can't be written down; the same rules are used as before.
    """
    with on_disk():
        folder = paths.data_folder() / _FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(folder / _NOTE, ((f"{name} {program_version()}" if name else "").encode(),))


def take(path: Path, present: Library, today: date, stop: Callable[[], bool] = lambda: False) -> TakenRules:
    """Check the rules in a ZIP file and keep them, without using them yet. Takes seconds; may run on any thread.

    Args:
        path: The file.
        present: The rules in use now; no set and no fact of theirs may be missing, and none may be older.
        today: The day it is.
        stop: Tells whether the person stopped it.

    Raises:
        RulesNotTakenError: It is no such file, a check failed, or the rules are older than the present ones.
        DiskFullError, SaveFailedError, ReadOnlyFileError: They can't be kept.
        StoppedError: `stop` said so.
    """
    files = _files_of(path)
    name = _fingerprint(files)
    # Under another name until all is well: the same rules may be in use.
    target, started = _folder() / name, _folder() / f"{name}.new"
    try:
        with on_disk():
            paths.data_folder()
            _forget(started)
            for each, data in files.items():
                (started / each).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                (started / each).write_bytes(data)
            if _fingerprint(_files_in(started)) != name:  # the disk gives back something else
                raise SaveFailedError
            if stop():
                raise StoppedError
            count, newest = _checked(started, present, today)
            if stop():
                raise StoppedError
            _forget(target)
            replace(started, target)
    except BaseException:
        _forget(started)
        raise
    present_name = chosen()
    with suppress(OSError):  # what stays takes room and does no harm
        for other in _folder().iterdir() if present_name != UNREAD else ():
            if is_folder(other) and other.name not in (name, present_name):
                _forget(other)
    return TakenRules(name, count, newest)


def newest_check(library: Library) -> date:
    """Return the day on which a source of any rule was checked last."""
    return max((cite.checked_on for rule in library.rules.values() for cite in rule.cite), default=date.min)


def _words(count: int, checked_on: date) -> str:
    return _("{count} rules, last checked {day}").format(count=count, day=short_date(checked_on))


def _kept(name: str) -> Library:
    """Load rules that were taken in.

    Raises:
        BrokenRulesError: They are not what was taken in: a figure in them may be another. Or they do not fit any more.
        OSError: They can't be read.
    """
    from caseorg.rules.library import load_library

    folder = _folder() / name
    if _fingerprint(_files_in(folder)) != name:
        raise BrokenRulesError(())
    return load_library(folder, cache=paths.cache_folder)


def _fingerprint(files: Mapping[str, bytes]) -> str:
    """Return the name under which rules are kept: 16 hex digits of what their files are called and hold."""
    whole = b"".join(f"{each}\n{len(files[each])}\n".encode() + files[each] for each in sorted(files))
    return sha256(whole).hexdigest()[:16]


def _files_in(folder: Path) -> dict[str, bytes]:
    """Return the rule files that lie in a folder, by their place in it."""
    places = (each.relative_to(folder) for each in folder.rglob("*.toml"))
    return {each.as_posix(): (folder / each).read_bytes() for each in places if _is_rule_file(PurePosixPath(each))}


def _newest_day(folder: Path) -> date | None:
    """Return the latest day on which a source of rules that don't load was checked; None where nobody can say."""
    with suppress(OSError, ValueError):
        days = (found for data in _files_in(folder).values() for found in _CHECKED_ON.findall(data))
        return max((date.fromisoformat(day.decode()) for day in days), default=None)
    return None


def _checked(folder: Path, present: Library, today: date) -> tuple[int, date]:
    """Return how many rules there are, and the day on which one was checked last, if they pass every check."""
    from caseorg.rules.library import check, read_folder

    try:
        library, slips = read_folder(folder, with_examples=False)
        found = slips or check(folder, today)
    except RecursionError:  # tables in tables, thousands deep
        raise RulesNotTakenError(_("This is not a file of rules.")) from None
    if library is None or found:
        first = " ".join(str(slip) for slip in tuple(found)[:_MOST_SLIPS])
        raise RulesNotTakenError(_("They are not as they should be: {slips}").format(slips=first))
    missing = _names(present) - _names(library)
    if missing:
        words = _("Something is missing in them: {names}.")
        raise RulesNotTakenError(words.format(names=", ".join(sorted(missing)[:_MOST_SLIPS])))
    newest = newest_check(library)
    if newest < newest_check(present):
        words = _("They are older than the ones you have: last checked {day}.")
        raise RulesNotTakenError(words.format(day=short_date(newest)))
    return len(library.rules), newest


def _names(library: Library) -> set[str]:
    """Return the sets of rules and the facts of a library: pages ask for all of these."""
    return {rule.partition(".")[0] for rule in library.rules} | {fact.name for fact in library.vocabulary}


def _files_of(path: Path) -> dict[str, bytes]:
    """Return the rule files of a ZIP file by their place under `rules`; what is no rule file is passed over.

    It is unpacked where files of others are, in a process of its own.
    """
    # Only who takes rules in needs it.
    from caseorg.documents.unpack import parts_of

    not_ours = RulesNotTakenError(_("This is not a file of rules."))
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise not_ours
        left, found = _MOST_BYTES, []
        for count, part in enumerate(parts_of(path.read_bytes(), path.name), 1):
            left -= len(part.data)
            if count > _MOST_FILES or left < 0 or not part.is_whole:
                raise not_ours
            if part.name.endswith(".toml"):
                found.append((PurePosixPath(part.path), part.data))
    except StoppedError:
        raise
    except (OSError, CaseorgError) as error:
        raise not_ours from error
    tops = [place.parent for place, _data in found if place.name == "facts.toml"]
    if not tops:
        raise not_ours
    top = min(tops, key=lambda each: len(each.parts))
    inside = ((place.relative_to(top), data) for place, data in found if place.is_relative_to(top))
    return {str(place): data for place, data in inside if _is_rule_file(place)}


def _is_rule_file(place: PurePosixPath) -> bool:
    return len(place.parts) <= 2 and all(part.isidentifier() for part in (*place.parts[:-1], place.stem))


def _folder() -> Path:
    return paths.data_place() / _FOLDER


def _note() -> tuple[str, str]:
    """Return which rules from a file are chosen, and which program took them in; two times nothing where none are.

    Raises:
        OSError, ValueError: Something is noted, and nobody can read what.
    """
    try:
        noted = (_folder() / _NOTE).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return "", ""
    name, _space, version = noted.partition(" ")
    if noted and not name.isalnum():
        raise ValueError
    return name, version.strip()


def _forget(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
