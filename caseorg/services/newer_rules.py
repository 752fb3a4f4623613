"""Newer rules from a file: checked as the rules of the program are, kept beside them, and left again at any time.

The file is a ZIP of the folder `resources/rules`. What is taken in lies in the private folder for case files, under its
fingerprint, with a note of which is in use. Nothing of a person is in it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from caseorg.base import paths, resources
from caseorg.base.language import _, short_date
from caseorg.base.patience import replace
from caseorg.base.there import is_folder
from caseorg.base.version import program_version
from caseorg.base.whole_file import write_whole
from caseorg.domain.errors import BrokenRulesError, CaseorgError, StoppedError
from caseorg.store.engine import on_disk

if TYPE_CHECKING:
    from caseorg.rules.library import Library

_MOST_BYTES = 32 * 1024 * 1024
_MOST_FILES = 5_000
_MOST_SLIPS = 3
_FOLDER, _NOTE = "rules", "in-use"


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
        return _("{count} rules, last checked {day}").format(count=self.count, day=short_date(self.checked_on))


def library_in_use() -> Library:
    """Load the rules that are in use: those of a file if they still fit and are no older than the program's own."""
    from caseorg.rules.library import load_library

    name, version = _note()
    shipped = resources.path("rules")
    if name and is_folder(_folder() / name):
        with suppress(BrokenRulesError, OSError):  # another version of the program may ask for more
            own = load_library(_folder() / name, cache=paths.cache_folder)
            if version == program_version() or newest_check(own) >= newest_check(load_library(shipped)):
                return own
    return load_library(shipped, cache=paths.cache_folder)


def chosen() -> str:
    """Return the fingerprint of the rules from a file that are to be used, or nothing for the program's own."""
    return _note()[0]


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
    name = sha256(
        b"".join(f"{each}\n{len(files[each])}\n".encode() + files[each] for each in sorted(files))
    ).hexdigest()
    name = name[:16]
    # Under another name until all is well: the same rules may be in use.
    target, started = _folder() / name, _folder() / f"{name}.new"
    try:
        with on_disk():
            paths.data_folder()
            _forget(started)
            for each, data in files.items():
                (started / each).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                (started / each).write_bytes(data)
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
    with suppress(OSError):  # what stays takes room and does no harm
        for other in _folder().iterdir():
            if is_folder(other) and other.name not in (name, chosen()):
                _forget(other)
    return TakenRules(name, count, newest)


def newest_check(library: Library) -> date:
    """Return the day on which a source of any rule was checked last."""
    return max((cite.checked_on for rule in library.rules.values() for cite in rule.cite), default=date.min)


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
    """Return which rules from a file are chosen, and which program took them in."""
    try:
        name, _space, version = (_folder() / _NOTE).read_text(encoding="utf-8").partition(" ")
    except (OSError, ValueError):
        return "", ""
    return (name, version.strip()) if name.isalnum() else ("", "")


def _forget(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
