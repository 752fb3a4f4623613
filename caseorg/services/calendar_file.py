"""Dates as a calendar file (.ics): told once, told again when they move, and taken out when they are done."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid5

from caseorg.base import clock, language
from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.deadline import CalendarEntry
from caseorg.domain.errors import CaseorgError
from caseorg.services.deadlines import DateRow, Group, RowKind
from caseorg.services.workspace import Workspace

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

FILE_NAME = "Caseorg dates.ics"
"""What the file is called at first: no name of a person, since it lies outside the lock."""

_WARN_BEFORE = (timedelta(days=7), timedelta(days=1))
_AT_NINE = timedelta(hours=9)
"""A day begins at midnight, and nobody is to be woken by the notice of a paper."""


class NothingForCalendarError(CaseorgError):
    """There is no date to come, and none that would have to be taken out again."""

    def __init__(self) -> None:
        super().__init__(_("There are no dates to put in a calendar yet."))
        self.advice = _("They show up when you send a letter or get one.")


@dataclass(frozen=True)
class CalendarFile:
    """A calendar file, and what it tells the calendar."""

    ics: bytes
    entries: tuple[CalendarEntry, ...]
    """What the calendar knows once the file was taken in; keep it with `keep_entries`."""
    added: int
    cancelled: int


def calendar_file(
    snapshot: CaseSnapshot,
    rows: Sequence[DateRow],
    today: date,
    *,
    private: bool = True,
    at: datetime | None = None,
) -> CalendarFile:
    """Make the calendar file of a case.

    Every date is an all-day event on our safe day. Its id stays the same as long as the date is the same one, and its
    number goes up when the day or the words change (RFC 5545, 3.8.4.7 and 3.8.7.4), so that a second import moves what
    is there and doubles nothing.

    Args:
        snapshot: The case, with what the calendar was told before.
        rows: Its dates, as the page of dates lists them.
        today: The day it is; what is over is left out.
        private: Whether titles leave out what the date is about. Calendars on phones are often shared.
        at: The moment the file is made; now, if left out.

    Raises:
        NothingForCalendarError: If no date is to come.
    """
    told = _told(snapshot, rows, today, private=private)
    if not told:
        raise NothingForCalendarError
    kinds = {row.key: row.kind for row in rows}
    calendar, now = _calendar(), at or clock.now()
    for entry in told:
        calendar.add_component(_event(entry, kinds.get(entry.date_id, RowKind.goal), now))
    cancelled = sum(entry.is_cancelled for entry in told)
    return CalendarFile(calendar.to_ical(), tuple(told), len(told) - cancelled, cancelled)


def keep_entries(workspace: Workspace, made: CalendarFile) -> None:
    """Note what the calendar was told, once the file is written."""
    with workspace.step(_("Put dates in a calendar")) as step:
        for entry in made.entries:
            step.save(entry)


def _told(snapshot: CaseSnapshot, rows: Sequence[DateRow], today: date, *, private: bool) -> list[CalendarEntry]:
    """Return what the calendar is to know: dates to come, then those it has to forget."""
    before = {entry.date_id: entry for entry in snapshot.calendar_entries}
    open_rows = [row for row in rows if row.act_by >= today and row.group(today) is not Group.done]
    told = [_entry(snapshot, row, before.get(row.key), private=private) for row in open_rows]
    still_there = {row.key for row in open_rows}
    # What lies in the past has come and gone; a calendar may keep it.
    gone = [entry for entry in before.values() if entry.date_id not in still_there and entry.day >= today]
    return told + [_cancelled(entry) for entry in gone]


def _cancelled(entry: CalendarEntry) -> CalendarEntry:
    """Take a date out, in each file for as long as its day is to come: nobody knows which file a phone has seen."""
    if entry.is_cancelled:
        return entry
    # Some programs show what is cancelled like any other event, so its title may not ask for anything.
    words = {"title": _("Caseorg: no longer due"), "details": ""}
    return entry.revised(is_cancelled=True, times_changed=entry.times_changed + 1, **words)


def _entry(snapshot: CaseSnapshot, row: DateRow, before: CalendarEntry | None, *, private: bool) -> CalendarEntry:
    words = {
        "day": row.act_by,
        "title": private_title(row.kind) if private else _("Caseorg: {what}").format(what=row.what),
        "details": "" if private else "\n".join(_details(snapshot, row)),
        "is_cancelled": False,
    }
    if before is None:
        # Its id follows from the date, so that a calendar knows the event again even if this step was undone.
        event_id = uuid5(snapshot.case.id, row.key)
        return CalendarEntry(id=event_id, case_id=snapshot.case.id, date_id=row.key, **words)
    changed = before.revised(**words)
    return changed if changed == before else changed.revised(times_changed=before.times_changed + 1)


def private_title(kind: RowKind) -> str:
    """Return a title that tells nobody what a date is about."""
    return {
        RowKind.fixed: _("Caseorg: paper due"),
        RowKind.reply: _("Caseorg: reply due"),
        RowKind.goal: _("Caseorg: goal"),
        RowKind.visit: _("Caseorg: visit"),
    }[kind]


def _details(snapshot: CaseSnapshot, row: DateRow) -> Iterator[str]:
    if snapshot.case.title:
        yield snapshot.case.title
    if row.act_by != row.day:
        yield _("This is our safe day. The last day is {day}.").format(day=short_date(row.day))
    if row.kind is RowKind.goal:
        yield _("A goal of your own. Missing it costs no right.")


def _calendar() -> Calendar:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Caseorg//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    return calendar


def _event(entry: CalendarEntry, kind: RowKind, at: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.id}@caseorg")
    event.add("dtstamp", at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))  # the end is the first day that no longer belongs to it
    event.add("summary", _sayable(entry.title), parameters={"language": language.current()})
    event.add("sequence", entry.times_changed)
    event.add("transp", "TRANSPARENT")  # a date to keep in mind does not make the day a busy one
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.details:
        event.add("description", _sayable(entry.details))
    if kind is RowKind.fixed and not entry.is_cancelled:
        for alarm in _alarms(entry.title):
            event.add_component(alarm)
    return event


def _alarms(title: str) -> Iterator[Alarm]:
    from icalendar import Alarm

    for before in _WARN_BEFORE:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _sayable(title))
        alarm.add("trigger", _AT_NINE - before)
        yield alarm


def _sayable(text: str) -> str:
    """Return a text without the control characters that no calendar may hold (RFC 5545, 3.3.11), lines kept."""
    return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc")
