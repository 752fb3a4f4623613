"""The settings: a record in a small file outside the case file, and what is known of each case file that was open.

How the screen looks is kept apart (`ui/remembered.py`), because the first window needs it before any record is loaded.
Nothing here names a person or an illness.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum, auto
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from caseorg.base import paths
from caseorg.base.language import _
from caseorg.base.whole_file import alone_in, read_notes, write_notes
from caseorg.domain.kinds import Text
from caseorg.domain.record import Record

FILE_NAME = "settings.json"


class LockAfter(StrEnum):
    """After how many minutes without a key Caseorg locks."""

    minutes_5 = auto()
    minutes_15 = auto()
    minutes_30 = auto()
    minutes_60 = auto()
    never = auto()

    @property
    def minutes(self) -> int | None:
        """Return the number of minutes, or None for never."""
        return None if self is LockAfter.never else int(self.value.rpartition("_")[2])


class RemindEvery(StrEnum):
    """How often Caseorg reminds of a safe copy."""

    days_7 = auto()
    days_14 = auto()
    days_30 = auto()
    never = auto()

    @property
    def days(self) -> int | None:
        """Return the number of days, or None for never."""
        return None if self is RemindEvery.never else int(self.value.rpartition("_")[2])


class SheetLanguage(StrEnum):
    """The language of the person's own sheets, like questions and call scripts."""

    screen = auto()
    en = auto()
    es = auto()
    both = auto()

    def code(self, screen: str) -> str:
        """Return what a letter's `language` says; to a Spanish screen belong both, since offices read English."""
        if self is SheetLanguage.screen:
            return "en+es" if screen == "es" else "en"
        return "en+es" if self is SheetLanguage.both else self.value


class DateShape(StrEnum):
    """How a date stands in a field. Both can be typed whatever is chosen; letters have their own way."""

    figures = auto()
    month_in_letters = auto()


class OpensWith(StrEnum):
    """What stands there when a case file opens."""

    next_steps = auto()
    last_page = auto()


class Settings(Record):
    """What a person chose once for all cases. The first choice of each is what most people want."""

    lock_after: LockAfter = Field(LockAfter.minutes_15, title="Lock after")
    lock_on_sleep: bool = Field(True, title="Lock when the computer sleeps")
    private_calendar_titles: bool = Field(True, title="Private calendar titles")
    hide_id_numbers: bool = Field(True, title="Hide ID numbers")
    remind_of_backup: RemindEvery = Field(RemindEvery.days_7, title="Remind me of a safe copy every")
    backup_folder: Text = Field("", title="Where safe copies go")
    daily_copies: bool = Field(True, title="Keep 10 daily copies beside the file")
    sheet_language: SheetLanguage = Field(SheetLanguage.screen, title="My own sheets in")
    date_shape: DateShape = Field(DateShape.figures, title="Dates in fields like")
    fold_marks: bool = Field(True, title="Fold marks for window envelopes")
    large_print_copy: bool = Field(False, title="Large print copy for me")
    opens_with: OpensWith = Field(OpensWith.next_steps, title="Go to")
    notices: bool = Field(False, title="Notices for fixed dates while Caseorg is open")
    read_scans: bool = Field(True, title="Read the words on scans")
    show_sidebar: bool = Field(True, title="Show sidebar")
    show_preview: bool = Field(True, title="Show preview")
    show_purposes: bool = Field(True, title="Show what each page is for")
    show_sources: bool = Field(True, title="Show sources on cards")


@dataclass(frozen=True)
class FileNotes:
    """What is kept about one case file, for its copies and for a head that gets damaged. None of it is secret."""

    salt: str = ""
    """The 16 bytes at the head of the file, in hex: with them even a file with a damaged head opens."""
    check: str = ""
    """Two bytes in hex by which a wrong password is told from a damaged file."""
    without_password: str = ""
    """`yes` if it opened with the empty password."""
    file_id: str = ""
    last_opened: str = ""
    """The last day on which it was open."""
    opened_before: str = ""
    """The last day on which it was open before it was opened now."""
    last_backup: str = ""
    backup_file: str = ""
    last_check: str = ""
    """The day on which the whole file was checked last."""
    found: str = ""
    """What that check found: `whole` or `damaged`."""
    known_less: str = ""
    """The number of the daily copy up to which a person said that less in the file is right."""
    sheet_made: str = ""
    """The day the recovery sheet was made."""
    sheet_tried: str = ""
    """The day the code on the sheet was last tried and was right."""
    kept_until_opened: str = ""
    """The files as they were before a new password, each on its line, kept until that has opened the file once."""
    last_step: str = ""
    """The number and the moment of the latest step when the file was closed: `412 2026-11-22T14:41:00+00:00`."""
    versions_done: str = ""
    """The other versions of the file, beside it, from which changes were taken in, each on its line."""
    calendar_offered: str = ""
    """The day on which the card that offers the dates for a calendar was answered; it comes once."""
    clock_asked: str = ""
    """What stands open of the computer's day: the file's id, and the moment of the entry it does not fit with."""
    clock_right: str = ""
    """When the computer's day was right: the file's id, the number of its latest step then, and the moment."""
    put_off: str = ""
    """Which cards were put off, and until when: `backup=2026-11-29 sheet=2027-05-22`."""


class SettingsFile:
    """The one small file of settings, readable by its owner only. Losing it costs nothing but choices made again."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or paths.settings_folder()) / FILE_NAME
        self._loaded: Settings | None = None
        self._unwritten: dict[str, Any] = {}

    def load(self) -> Settings:
        """Return the settings, read once; what can't be read is as it was at first."""
        if self._loaded is None:
            self._loaded = self._settings()
        return self._loaded

    def _settings(self) -> Settings:
        kept = self._read().get("settings", {})
        entries = kept if isinstance(kept, dict) else {}
        fitting: dict[str, Any] = {}
        for name, value in entries.items():
            if name in Settings.model_fields and _fits(name, value):
                fitting[name] = value
        return Settings(**fitting)

    def save(self, settings: Settings) -> None:
        """Keep the settings.

        Raises:
            OSError: They can't be written down; they hold until the program ends.
        """
        before, entries = _entries_of(self.load()), _entries_of(settings)
        # Only what was chosen: what is in use may be how it was at first, because the disk did not give what is kept.
        self._unwritten |= {name: value for name, value in entries.items() if value != before[name]}
        self._loaded = settings
        with alone_in(self._path.parent):
            kept = read_notes(self._path)
            there = kept.get("settings", {})
            chosen = {**(there if isinstance(there, dict) else {}), **self._unwritten}
            write_notes(self._path, {**kept, "settings": chosen})
        self._unwritten.clear()

    def notes_of(self, path: Path) -> FileNotes:
        """Return what is kept about the case file at `path`; what can't be read is as if nothing were."""
        return _notes_in(self._read(), path)

    def keep_notes(self, path: Path, **entries: str) -> FileNotes:
        """Keep something about the case file at `path`; what is not named stays.

        Raises:
            OSError: It can't be written down, or what was there can't be read; nothing was changed.
        """
        with alone_in(self._path.parent):
            kept = read_notes(self._path)
            notes = replace(_notes_in(kept, path), **entries)
            files = kept.get("files", {})
            noted = {**(files if isinstance(files, dict) else {}), str(path): asdict(notes)}
            write_notes(self._path, {**kept, "files": noted})
        return notes

    def _read(self) -> dict[str, Any]:
        with suppress(OSError):
            return read_notes(self._path)
        return {}


def _entries_of(settings: Settings) -> dict[str, Any]:
    return settings.model_dump(mode="json", exclude={"id", "removed_on"})


def _notes_in(kept: Mapping[str, Any], path: Path) -> FileNotes:
    files = kept.get("files", {})
    noted = files.get(str(path)) if isinstance(files, dict) else None
    if not isinstance(noted, dict):
        return FileNotes()
    known = {name: value for name, value in noted.items() if name in asdict(FileNotes()) and isinstance(value, str)}
    return FileNotes(**known)


def _fits(name: str, value: object) -> bool:
    try:
        Settings(**{name: value})
    except ValidationError:
        return False
    return True


def backup_due(notes: FileNotes, settings: Settings, today: date) -> str:
    """Return what the card about a safe copy says, or nothing where none is due."""
    days = settings.remind_of_backup.days
    if days is None:
        return ""
    try:
        last = date.fromisoformat(notes.last_backup)
    except ValueError:
        return _("You have no safe copy of this file yet. A USB stick is a good place for one.")
    if today - last < timedelta(days=days):
        return ""
    return _("Your last safe copy is {count} days old.").format(count=(today - last).days)
