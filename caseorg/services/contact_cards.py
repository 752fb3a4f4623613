"""People and offices as vCard 4 (RFC 6350), the format of address books."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

from caseorg.domain.people import Contact, ContactKind

_LONGEST_LINE = 75
"""Bytes of a line before it is folded (RFC 6350, 3.2)."""

_ADDRESS = re.compile(r"https?://[!-~]+")
_TOWN = re.compile(r"(?P<town>[^,\n]+), (?P<state>[A-Z]{2}) (?P<code>\d{5}(?:-\d{4})?)")


def cards(contacts: Iterable[Contact]) -> bytes:
    """Return a vCard file of all these contacts, each with the office it belongs to.

    What vCard has no property for (hours, the NPI number, which department) stands under names that begin with
    `X-CASEORG-`, as RFC 6350, 6.10 provides; our own reader knows them.
    """
    listed = list(contacts)
    names = {each.id: each.name for each in listed}
    lines = [line for contact in listed for line in _card(contact, names)]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _card(contact: Contact, names: dict[UUID, str]) -> Iterator[str]:
    is_person = contact.kind is ContactKind.person
    office = names.get(contact.part_of_id, "") if contact.part_of_id else ""
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:urn:uuid:{contact.id}"
    yield f"KIND:{'individual' if is_person else 'org'}"
    yield f"FN:{_escaped(contact.name)}"
    if office or not is_person:
        yield f"ORG:{_escaped(office or contact.name)}"
    for name, value in (
        ("TITLE", contact.specialty),
        ("TEL;TYPE=voice", contact.phone),
        ("TEL;TYPE=fax", contact.fax),
        ("EMAIL", contact.email),
        ("X-CASEORG-PORTAL", "" if _ADDRESS.fullmatch(contact.portal) else contact.portal),
        ("NOTE", contact.notes),
        ("X-CASEORG-DEPARTMENT", contact.department.value if contact.department else ""),
        ("X-CASEORG-HOURS", contact.hours),
        ("X-CASEORG-NPI", contact.npi),
    ):
        if value:
            yield f"{name}:{_escaped(value)}"
    if _ADDRESS.fullmatch(contact.portal):
        yield f"URL:{contact.portal}"
    if contact.address:
        yield f"ADR:{_postal(contact.address)}"
    yield "END:VCARD"


def _postal(address: str) -> str:
    """Return an address in the seven parts of vCard; the lines above the town stand as one street."""
    *above, last = address.split("\n")
    found = _TOWN.fullmatch(last)
    if not found:
        return f";;{_escaped(address)};;;;"
    parts = (_escaped("\n".join(above)), _escaped(found["town"]), found["state"], found["code"])
    return f";;{';'.join(parts)};"


def _escaped(text: str) -> str:
    for letter, written in (("\\", "\\\\"), ("\r\n", "\n"), ("\r", "\n"), ("\n", "\\n"), (",", "\\,"), (";", "\\;")):
        text = text.replace(letter, written)
    return text


def _folded(line: str) -> Iterator[str]:
    """Give a line in pieces of at most 75 bytes, none of which cuts a letter in two."""
    piece, room = "", _LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield piece
            piece, room = " ", _LONGEST_LINE - 1
        piece += letter
        room -= size
    yield piece
