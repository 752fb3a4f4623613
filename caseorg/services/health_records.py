"""Makes records of found things, says them in words, and tells whether two of them are the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from caseorg.base.language import _, money, short_date, time_of_day
from caseorg.documents.health_file import Thing, ThingKind
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call, Cost
from caseorg.domain.health import Allergy, Diagnosis, Medication, Procedure
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact, Patient
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record, own_fields
from caseorg.domain.visit import Visit

Source = dict[str, object]
Find = Callable[[str], UUID | None]
_TYPES: dict[ThingKind, type[Record]] = {
    ThingKind.patient: Patient,
    ThingKind.diagnosis: Diagnosis,
    ThingKind.medication: Medication,
    ThingKind.allergy: Allergy,
    ThingKind.procedure: Procedure,
    ThingKind.contact: Contact,
    ThingKind.visit: Visit,
    ThingKind.cost: Cost,
    ThingKind.call: Call,
    ThingKind.note: Note,
}


def records_of(thing: Thing, source: Source, find: Find) -> tuple[Record, ...]:
    """Make the records a thing becomes.

    Args:
        thing: What was found.
        source: The case, and where it came from.
        find: Gives the contact that has a name.

    Raises:
        InvalidEntries: A field cannot hold what was found.
    """
    if thing.kind is ThingKind.coverage:
        return _coverage(thing, source)
    if thing.kind is ThingKind.contact:
        contact = Contact.made(**_fitting(Contact, _contact(thing, find)))
        return contact, CaseContact.made(contact_id=contact.id, **source)
    special = _SPECIAL.get(thing.kind)
    entries = special(thing, find) if special else dict(thing.entries)
    kind = _TYPES[thing.kind]
    return (kind.made(**_fitting(kind, entries), **source),)


def as_note(thing: Thing, source: Source) -> Note:
    """Put a thing into words that lose nothing of it."""
    lines = [f"{name.replace('_', ' ')}: {value}" for name, value in thing.entries.items()]
    return Note.made(title=words_of(thing)[:200], text="\n".join(lines), **source)


def _fitting(kind: type[Record], entries: dict[str, Any]) -> dict[str, Any]:
    names = own_fields(kind) if "case_id" in kind.model_fields else tuple(kind.model_fields)
    return {name: value for name, value in entries.items() if name in names and value != ""}


def _contact(thing: Thing, find: Find) -> dict[str, Any]:
    """Put a person with the office they belong to if the case knows it; else keep its name in the notes."""
    entries: dict[str, Any] = dict(thing.entries)
    office = thing.text("works_at")
    known = find(office) if office else None
    if known:
        entries["part_of_id"] = known
    elif office:
        entries["notes"] = "\n".join(filter(None, (office, thing.text("notes"))))
    return entries


def _coverage(thing: Thing, source: Source) -> tuple[Record, ...]:
    entries = dict(thing.entries)
    plan = Plan.made(
        name=thing.text("plan_name"), address=thing.text("plan_address"), phone=thing.text("plan_phone"), **source
    )
    return plan, Coverage.made(plan_id=plan.id, **_fitting(Coverage, entries), **source)


def _with_person(thing: Thing, find: Find, name: str, field: str) -> dict[str, Any]:
    """Point to whoever is named if the case knows them; else keep the name in the notes."""
    entries: dict[str, Any] = dict(thing.entries)
    person = thing.text(name)
    known = find(person) if person else None
    if known:
        entries[field] = known
    elif person:
        said = _("With: {name}").format(name=person)
        entries["notes"] = "\n".join(filter(None, (said, thing.text("notes"))))
    return entries


def _visit(thing: Thing, find: Find) -> dict[str, Any]:
    entries = _with_person(thing, find, "with", "contact_id")
    entries["is_second_opinion"] = False
    day, at = _moment(thing)
    if day is not None:
        entries |= {"day": day, "at_time": at}
    if thing.entries.get("is_off"):
        entries["notes"] = "\n".join(filter(None, (_("Canceled"), str(entries.get("notes", "")))))
    return entries


def _moment(thing: Thing) -> tuple[date | None, time | None]:
    """Return day and time of a thing here; a time that is given for the whole world is turned into ours."""
    if not thing.text("day"):
        return None, None
    day = date.fromisoformat(thing.text("day"))
    if not thing.text("at_time"):
        return day, None
    at = time.fromisoformat(thing.text("at_time"))
    if thing.entries.get("is_utc"):
        here = datetime.fromisoformat(f"{day}T{at}+00:00").astimezone()
        return here.date(), here.time()
    return day, at


def _cost(thing: Thing, find: Find) -> dict[str, Any]:
    return _with_person(thing, find, "biller", "contact_id")


def _call(thing: Thing, find: Find) -> dict[str, Any]:
    entries: dict[str, Any] = dict(thing.entries)
    entries["contact_id"] = find(thing.text("with_whom"))
    day, at = _moment(thing)
    if day is not None:
        entries["at"] = datetime.combine(day, at or time()).astimezone()
    return entries


def _diagnosis(thing: Thing, find: Find) -> dict[str, Any]:
    return {**thing.entries, "told_by_id": find(thing.text("told_by")) if thing.text("told_by") else None}


def _medication(thing: Thing, find: Find) -> dict[str, Any]:
    person = thing.text("prescribed_by")
    known = find(person) if person else None
    if known or not person:
        return {**thing.entries, "prescribed_by_id": known}
    said = _("Prescribed by: {name}").format(name=person)
    return {**thing.entries, "notes": "\n".join(filter(None, (said, thing.text("notes"))))}


def _procedure(thing: Thing, find: Find) -> dict[str, Any]:
    return {**thing.entries, "done_by_id": find(thing.text("done_by")) if thing.text("done_by") else None}


_SPECIAL: dict[ThingKind, Callable[[Thing, Find], dict[str, Any]]] = {
    ThingKind.visit: _visit,
    ThingKind.cost: _cost,
    ThingKind.call: _call,
    ThingKind.diagnosis: _diagnosis,
    ThingKind.procedure: _procedure,
    ThingKind.medication: _medication,
}

# In words


def kind_words(kind: ThingKind) -> str:
    """Return what things of a kind are called, as a heading."""
    return {
        ThingKind.patient: _("The patient"),
        ThingKind.diagnosis: _("Illnesses"),
        ThingKind.medication: _("Medicines"),
        ThingKind.allergy: _("Allergies"),
        ThingKind.procedure: _("Operations and treatments"),
        ThingKind.contact: _("People and places"),
        ThingKind.visit: _("Visits"),
        ThingKind.coverage: _("Health plans"),
        ThingKind.cost: _("Costs"),
        ThingKind.call: _("Calls"),
        ThingKind.note: _("Everything else, as notes"),
    }[kind]


_NAMED = ("full_name", "name", "plan_name", "what", "with_whom", "title", "with", "place", "said", "notes", "text")
_DETAILS = (
    *("date_of_birth", "dose", "how_often", "reaction", "severity", "told_on", "started_on", "stopped_on", "since"),
    *("done_on", "done_by", "day", "at_time", "date_of_service", "biller", "from_date", "place", "specialty", "phone"),
    *("billed_cents", "patient_responsibility_cents", "spoke_with"),
)


def words_of(thing: Thing) -> str:
    """Say a thing on one line: what it is, and what tells it from others."""
    name = next((field for field in _NAMED if thing.text(field)), "")
    entries: dict[str, object] = dict(thing.entries)
    if thing.text("day") and thing.text("at_time"):
        entries["day"], entries["at_time"] = _moment(thing)
    parts = [_short(thing.text(name)) if name else _("Without a name")]
    parts += [_detail(field, entries[field]) for field in _DETAILS if field in entries and field != name]
    if thing.kind is ThingKind.note:
        parts.append(_short(thing.text("text")))
    return ", ".join(filter(None, parts))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 120 else f"{plain[:119].rstrip()}…"


def _detail(field: str, value: object) -> str:
    if field.endswith("_cents") and isinstance(value, int):
        return money(value)
    if isinstance(value, time):
        return time_of_day(value)
    try:
        return short_date(date.fromisoformat(str(value)), weekday=False)
    except ValueError:
        return _short(str(value))


# The same or not

_KEYS: dict[ThingKind, tuple[str, ...]] = {
    ThingKind.patient: ("full_name", "date_of_birth"),
    ThingKind.diagnosis: ("name", "told_on"),
    ThingKind.medication: ("name", "dose", "started_on"),
    ThingKind.allergy: ("name",),
    ThingKind.procedure: ("name", "done_on"),
    ThingKind.contact: ("name",),
    ThingKind.visit: ("day", "at_time", "place", "notes"),
    ThingKind.coverage: ("plan_name", "member_id"),
    ThingKind.cost: ("claim_number", "what", "date_of_service", "billed_cents"),
    ThingKind.call: ("day", "with_whom", "said"),
    ThingKind.note: ("title", "text"),
}


def key_of_thing(thing: Thing) -> tuple[str, ...]:
    """Return what tells a thing from others of its kind."""
    return (thing.kind.value, *(_plain(thing.entries.get(name)) for name in _KEYS[thing.kind]))


def key_of_record(snapshot: CaseSnapshot, record: Record) -> tuple[str, ...] | None:
    """Return the key a thing would have that became this record; None for a kind that none becomes."""
    kind = next((each for each, of_record in _TYPES.items() if type(record) is of_record), None)
    entries = dict(record)
    if isinstance(record, Coverage):
        plan = next((each for each in snapshot.plans if each.id == record.plan_id), None)
        kind, entries = ThingKind.coverage, entries | {"plan_name": plan.name if plan else ""}
    if isinstance(record, Call):
        entries["day"] = record.at.astimezone().date() if record.at else None
    return (kind.value, *(_plain(entries.get(name)) for name in _KEYS[kind])) if kind else None


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return " ".join(str(value).split()).casefold()
