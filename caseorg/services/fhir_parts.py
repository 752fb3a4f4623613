"""What FHIR R4 resources are made of: references, concepts, days, ways to reach somebody."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from caseorg.domain.people import Contact, ContactKind

Resource = dict[str, Any]

TERMS = "http://terminology.hl7.org/CodeSystem"
"""Where HL7 keeps its own lists of codes."""


_NO_LETTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Signs that no text of R4 may hold (hl7.org/fhir/R4/datatypes.html, “string”)."""


def entry(resource: Resource) -> Resource:
    """Return the entry of a bundle that holds a resource, without the signs and the blank texts that R4 forbids."""
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": _allowed(resource)}


def _allowed(value: Any) -> Any:
    if isinstance(value, dict):
        return trimmed({name: _allowed(each) for name, each in value.items()})
    if isinstance(value, list):
        return [each for each in map(_allowed, value) if each not in ("", {}, [])]
    if isinstance(value, str):
        text = _NO_LETTERS.sub(" ", value)
        return text if text.strip() else ""
    return value


def reference(record_id: UUID, kind: str, words: str = "") -> Resource:
    """Return what points to another resource of the bundle."""
    return trimmed({"reference": f"urn:uuid:{record_id}", "type": kind, "display": one_line(words)})


def to_contact(contact: Contact | None, words: str = "") -> Resource | None:
    """Return what points to a contact, or names somebody who is none; None where nobody is named."""
    if contact is not None:
        kind = "Practitioner" if contact.kind is ContactKind.person else "Organization"
        return reference(contact.id, kind, contact.name)
    return {"display": one_line(words)} if words.strip() else None


def in_words(text: str) -> Resource | None:
    """Return a concept that is given in words and has no code."""
    return {"text": text} if one_line(text) else None


def coded(system: str, code: str, text: str = "") -> Resource:
    """Return a concept by its code."""
    return trimmed({"coding": [{"system": system, "code": code}], "text": text})


def day_of(day: date | None) -> str | None:
    """Return a day as FHIR has it."""
    return day.isoformat() if day else None


def period(start: date | None, end: date | None) -> Resource:
    """Return the days from which and until which something held; nothing if it ended before it began (R4, per-1)."""
    if start is not None and end is not None and end < start:
        return {}
    return trimmed({"start": day_of(start), "end": day_of(end)})


def trimmed(resource: Resource) -> Resource:
    """Return a resource without what is empty: FHIR knows no empty texts, lists or objects."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def one_line(text: str) -> str:
    """Return a text on one line, of letters that R4 allows."""
    return " ".join(_NO_LETTERS.sub(" ", text).split())


def reach(record: Any) -> Resource:
    """Return telephone, fax, e-mail, portal and address of whoever a record is about."""
    ways = (("phone", "phone"), ("fax", "fax"), ("email", "email"), ("url", "portal"))
    told = [(system, getattr(record, field, "")) for system, field in ways]
    address = trimmed({"text": record.address, "state": getattr(record, "state", "")})
    return {
        "telecom": [{"system": system, "value": value} for system, value in told if value],
        "address": [address] if address else [],
    }


def moment(day: date | None, at: time | None) -> str | None:
    """Return a day, or a time of it here: FHIR wants a zone with a time."""
    if day is None or at is None:
        return day_of(day)
    return datetime.combine(day, at).astimezone().isoformat()


def notes(text: str) -> list[Resource]:
    """Return a text as the notes of a resource."""
    return [{"text": text}] if text.strip() else []
