"""The timeline: what has happened and what is coming, on one line per person or office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.letter import Sending
from caseorg.services.deadlines import DateRow, RowKind


@dataclass(frozen=True)
class Moment:
    """One day on one line. `row` is there where the day is one of the list of dates."""

    day: date
    what: str
    row: DateRow | None = None


@dataclass(frozen=True)
class Lane:
    """Everything of one person or office, the earliest day first."""

    name: str
    moments: tuple[Moment, ...]


def timeline(snapshot: CaseSnapshot, rows: Iterable[DateRow]) -> tuple[Lane, ...]:
    """Return the lines of a case, in the order in which each first appears.

    Args:
        snapshot: The case.
        rows: Its dates, as the page of dates lists them.
    """
    lanes: dict[str, list[Moment]] = {}
    for name, moment in [*_what_happened(snapshot), *((_whose(snapshot, row), _of_row(row)) for row in rows)]:
        lanes.setdefault(name, []).append(moment)
    found = [Lane(name, _in_order(moments)) for name, moments in lanes.items()]
    return tuple(sorted(found, key=lambda lane: (lane.moments[0].day, lane.name)))


def _in_order(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    unlike = {(moment.day, moment.what): moment for moment in moments}
    return tuple(sorted(unlike.values(), key=lambda moment: (moment.day, moment.what)))


def _of_row(row: DateRow) -> Moment:
    if row.done_on is not None and row.kind is not RowKind.visit:
        return Moment(row.done_on, _("{what}: done").format(what=row.what), row)
    return Moment(row.act_by, row.what, row)


def _what_happened(snapshot: CaseSnapshot) -> Iterator[tuple[str, Moment]]:
    """Give what is over and is no date of the list: letters, answers, calls, opinions, a no of the plan."""
    for request in snapshot.requests:
        name = _name(snapshot, request.contact_id)
        yield from _on(name, request.asked_on, _("Asked for records"))
        yield from _on(name, request.answered_on, _("They answered"))
    for item in snapshot.items:
        yield from _on(_name(snapshot, item.contact_id), item.came_on, _("Records came"))
    for call in snapshot.calls:
        name = _name(snapshot, call.contact_id) or call.with_whom
        yield from _on(name, call.at.date() if call.at else None, _("Call"))
    for opinion in snapshot.opinions:
        yield from _on(_name(snapshot, opinion.contact_id), opinion.given_on, _("Opinion"))
    plan = _plan(snapshot)
    for denial in snapshot.denials:
        yield from _on(plan, denial.notice_date, _("Your plan said no"))
    for appeal in snapshot.appeals:
        yield from _on(plan, appeal.filed_on, _("Appeal sent"))
        yield from _on(plan, appeal.decided_on, _("They decided"))
    for sending in snapshot.sendings:
        yield from _on(_addressee(snapshot, sending), sending.sent_on, _("Letter sent"))
        yield from _on(_addressee(snapshot, sending), sending.received_on, _("They got it"))


def _on(name: str, day: date | None, what: str) -> Iterator[tuple[str, Moment]]:
    if day is not None:
        yield name or _("Others"), Moment(day, what)


def _whose(snapshot: CaseSnapshot, row: DateRow) -> str:
    """Return whose line a date stands on: the office or doctor it is about, else the plan, else the person's own."""
    about = row.record or snapshot.find(row.deadline.about if row.deadline else None)
    if isinstance(about, Denial | Appeal):
        return _plan(snapshot)
    return _name(snapshot, getattr(about, "contact_id", None)) or _("You")


def _plan(snapshot: CaseSnapshot) -> str:
    return next((plan.name for plan in snapshot.plans if plan.name), _("Your plan"))


def _addressee(snapshot: CaseSnapshot, sending: Sending) -> str:
    paper = snapshot.find(sending.letter_id) or snapshot.find(sending.packet_id)
    about = snapshot.find(getattr(paper, "about_id", None))
    contact_id = getattr(paper, "to_contact_id", None) or getattr(about, "contact_id", None)
    return _name(snapshot, contact_id) or getattr(paper, "to_name", "")


def _name(snapshot: CaseSnapshot, contact_id: UUID | None) -> str:
    """Return a contact's name; a desk stands on the line of its office."""
    contact = snapshot.contact(contact_id)
    if contact is None:
        return ""
    office = snapshot.contact(contact.part_of_id) if contact.department else None
    return (office or contact).name
