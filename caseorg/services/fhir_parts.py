"""What FHIR R4 resources are made of: references, concepts, days, ways to reach somebody."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from caseorg.domain.people import Contact, ContactKind

Resource = dict[str, Any]

TERMS = "http://terminology.hl7.org/CodeSystem"
"""Where HL7 keeps its own lists of codes."""


def entry(resource: Resource) -> Resource:
    """Return the entry of a bundle that holds a resource."""
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


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
    return {"text": text} if text.strip() else None


def coded(system: str, code: str, text: str = "") -> Resource:
    """Return a concept by its code."""
    return trimmed({"coding": [{"system": system, "code": code}], "text": text})


def day_of(day: date | None) -> str | None:
    """Return a day as FHIR has it."""
    return day.isoformat() if day else None


def trimmed(resource: Resource) -> Resource:
    """Return a resource without what is empty: FHIR knows no empty texts, lists or objects."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


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
