"""Every date of a case as one calendar file, also those that are over: for an export, not for a shared calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid5

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.visit import Visit
from caseorg.services.deadlines import DateRow, RowKind

if TYPE_CHECKING:
    from icalendar import Event


def all_dates(snapshot: CaseSnapshot, rows: Iterable[DateRow], at: datetime) -> bytes | None:
    """Return a calendar file (RFC 5545) of visits and of all dates, on the day to act by; None if there is none.

    A visit with a time keeps it as the clock on the wall shows it, without a zone.

    Args:
        snapshot: The case.
        rows: Its dates, as the page of dates lists them.
        at: The moment the file is made.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Caseorg//Export//EN")
    calendar.add("version", "2.0")
    events = [_visit(snapshot, visit, at) for visit in snapshot.visits if visit.day]
    events += [_date(snapshot, row, at) for row in rows if row.kind is not RowKind.visit]
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical() if events else None


def _visit(snapshot: CaseSnapshot, visit: Visit, at: datetime) -> Event:
    assert visit.day is not None
    contact = snapshot.contact(visit.contact_id)
    event = _event(f"{visit.id}@caseorg", contact.name if contact else "", at)
    event.add("dtstart", datetime.combine(visit.day, visit.at_time) if visit.at_time else visit.day)
    if visit.place:
        event.add("location", visit.place)
    if visit.notes:
        event.add("description", visit.notes)
    event.add("status", "CANCELLED" if visit.happened is False else "CONFIRMED")
    return event


def _date(snapshot: CaseSnapshot, row: DateRow, at: datetime) -> Event:
    event = _event(f"{uuid5(snapshot.case.id, row.key)}@caseorg", row.what, at)
    event.add("dtstart", row.act_by)
    event.add("dtend", row.act_by + timedelta(days=1))  # the end is the first day that no longer belongs to it
    event.add("transp", "TRANSPARENT")
    return event


def _event(uid: str, words: str, at: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", at)
    event.add("class", "PRIVATE")
    if words:
        event.add("summary", words)
    return event
