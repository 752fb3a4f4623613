"""What may be chosen where a form refers to other records: people, papers, requests, visits."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.people import Contact, ContactKind
from caseorg.domain.requests import RecordsRequest
from caseorg.domain.visit import Visit
from caseorg.services.record_kinds import what_it_is
from caseorg.ui.forms.editors import Choices

__all__ = [
    "contact_choices",
    "document_choices",
    "item_choices",
    "letter_choices",
    "name_of",
    "office_choices",
    "request_choices",
    "visit_choices",
    "visit_words",
]


def name_of(snapshot: CaseSnapshot, contact_id: UUID | None) -> str:
    """Return a person or office as a list names it; a department with the office it belongs to."""
    contact = snapshot.contact(contact_id)
    if contact is None:
        return ""
    office = snapshot.contact(contact.part_of_id)
    if office is None or contact.kind is not ContactKind.department:
        return contact.name or _("Somebody without a name")
    return _("{office}, {department}").format(office=office.name, department=contact.name)


def contact_choices(snapshot: CaseSnapshot) -> Choices:
    """Return the people and offices of a case, by name."""
    return sorted(
        ((contact.id, name_of(snapshot, contact.id)) for contact in snapshot.contacts), key=lambda each: _order(each[1])
    )


def office_choices(snapshot: CaseSnapshot, others: Iterable[Contact] = ()) -> Choices:
    """Return whom records can be asked of: people and offices, not their departments; those of the case first."""
    here = [each for each in snapshot.contacts if each.kind is not ContactKind.department]
    known = {each.id for each in here}
    rest = [each for each in others if each.kind is not ContactKind.department and each.id not in known]
    ordered = [*sorted(here, key=lambda each: _order(each.name)), *sorted(rest, key=lambda each: _order(each.name))]
    return [(each.id, each.name) for each in ordered if each.name]


def document_choices(snapshot: CaseSnapshot) -> Choices:
    """Return the documents of a case, those added last in front."""
    newest = sorted(
        snapshot.documents, key=lambda each: each.added_at.timestamp() if each.added_at else 0, reverse=True
    )
    return [(each.id, each.name or each.original_name) for each in newest]


def item_choices(snapshot: CaseSnapshot) -> Choices:
    """Return the things that are needed, each with the place it is asked of."""
    found = []
    for item in snapshot.items:
        place = name_of(snapshot, item.contact_id)
        what = what_it_is(item)
        found.append((item.id, _("{what}, from {place}").format(what=what, place=place) if place else what))
    return found


def request_choices(snapshot: CaseSnapshot) -> Choices:
    """Return the requests of a case, each with its place and day."""
    return [(each.id, _request_words(snapshot, each)) for each in snapshot.requests]


def letter_choices(snapshot: CaseSnapshot) -> Choices:
    """Return the letters of a case by title."""
    return [(each.id, each.title or _("Letter without a title")) for each in snapshot.letters]


def visit_choices(snapshot: CaseSnapshot) -> Choices:
    """Return the visits of a case, the next one first."""
    return [(each.id, visit_words(snapshot, each)) for each in sorted(snapshot.visits, key=_day_of)]


def visit_words(snapshot: CaseSnapshot, visit: Visit) -> str:
    """Return a visit as a list names it: with whom and when."""
    name = name_of(snapshot, visit.contact_id)
    day = short_date(visit.day, year=False, weekday=False) if visit.day else ""
    if name and day:
        return _("{name}, {day}").format(name=name, day=day)
    return name or day or _("A visit with no date yet")


def _request_words(snapshot: CaseSnapshot, request: RecordsRequest) -> str:
    place = name_of(snapshot, request.contact_id) or _("Somebody without a name")
    if request.asked_on is None:
        return _("{place}, not asked yet").format(place=place)
    day = short_date(request.asked_on, weekday=False)
    return _("{place}, asked {day}").format(place=place, day=day)


def _day_of(visit: Visit) -> str:
    return visit.day.isoformat() if visit.day else "9999"


def _order(name: str) -> str:
    return name.casefold()
