"""Reads vCard files as contacts and iCalendar files as visits (T-ICS). Runs in the worker process.

Only the lines are read, with the calendar library's own parser: what repeats is one visit that says so, and no time
zone is looked up.
"""

from __future__ import annotations

import quopri
from collections.abc import Iterator
from typing import Any

from icalendar.parser import Contentline, Contentlines

from caseorg.documents.found import Found, ThingKind, clock_time, day, line
from caseorg.domain.errors import DamagedDocumentError, NoHealthDataError

Property = tuple[str, dict[str, str], str]

_CONTENT_LINE: Any = Contentline  # they have no types
_CONTENT_LINES: Any = Contentlines


def read_cards(text: str) -> Found:
    """Read the people and offices of a vCard file.

    Raises:
        NoHealthDataError: There is none in it.
    """
    found = Found()
    for number, card in enumerate(_blocks(text, "VCARD"), start=1):
        _card(found, f"card {number}", card)
    if not found.things:
        raise NoHealthDataError("")
    return found


def read_dates(text: str) -> Found:
    """Read the events of an iCalendar file.

    Raises:
        NoHealthDataError: There is none in it.
    """
    found = Found()
    for number, event in enumerate(_blocks(text, "VEVENT"), start=1):
        values = {name: value for name, _parameters, value in reversed(event)}
        _event(found, values.get("UID") or f"event {number}", values)
    if not found.things:
        raise NoHealthDataError("")
    return found


def _blocks(text: str, kind: str) -> Iterator[list[Property]]:
    """Give the properties of each block of a kind; blocks inside of it, such as alarms, are passed over."""
    inside: list[Property] | None = None
    depth = 0
    for name, parameters, value in _properties(text):
        if name == "BEGIN":
            depth += inside is not None
            if inside is None and value.upper() == kind:
                inside, depth = [], 1
        elif name == "END" and inside is not None:
            depth -= 1
            if depth == 0:
                yield inside
                inside = None
        elif inside is not None and depth == 1:
            inside.append((name, parameters, value))


def _properties(text: str) -> Iterator[Property]:
    try:
        lines = _CONTENT_LINES.from_ical(_unwrapped(text))
    except ValueError as error:
        raise DamagedDocumentError("") from error
    for each in lines:
        try:
            name, parameters, value = _CONTENT_LINE(each).parts()
        except ValueError:
            continue
        named = {str(key).upper(): str(what) for key, what in parameters.items()}
        plain = str(value)
        if "QUOTED-PRINTABLE" in (named.get("ENCODING", "").upper(), *named):
            plain = quopri.decodestring(plain.encode("utf-8", errors="replace")).decode("utf-8", errors="replace")
        yield str(name).upper().rpartition(".")[2], named, plain


def _unwrapped(text: str) -> str:
    """Join the lines that vCard 2.1 broke with a `=` at their end."""
    return text.replace("=\r\n", "=\r\n ") if "QUOTED-PRINTABLE" in text.upper() else text


def _plain(value: str) -> str:
    for escaped, meant in (("\\n", "\n"), ("\\N", "\n"), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
        value = value.replace(escaped, meant)
    return value.strip()


def _card(found: Found, where: str, card: list[Property]) -> None:
    values: dict[str, str] = {}
    for name, parameters, value in card:
        kind = parameters.get("TYPE", "").upper() + " ".join(parameters).upper()
        key = "FAX" if name == "TEL" and "FAX" in kind else name
        values.setdefault(key, value)
    person = _plain(values.get("FN", "")) or _plain(" ".join(_fields(values.get("N", ""))[1::-1]))
    office = _plain(", ".join(filter(None, _fields(values.get("ORG", "")))))
    if not person and not office:
        return
    notes = [office if person and office != person else "", _plain(values.get("NOTE", ""))]
    found.add(
        ThingKind.contact,
        where,
        {
            "kind": "office" if not person or person == office else "person",
            "name": person or office,
            "specialty": _plain(values.get("TITLE") or values.get("ROLE", "")),
            "phone": values.get("TEL", "").removeprefix("tel:"),
            "fax": values.get("FAX", "").removeprefix("tel:"),
            "email": values.get("EMAIL", ""),
            "address": _postal(_fields(values.get("ADR", ""))),
            "portal": values.get("URL", ""),
            "notes": "\n".join(filter(None, notes)),
        },
    )


def _fields(value: str) -> list[str]:
    """Return the parts of a value between its semicolons that are not escaped."""
    return [part.replace("\0", ";") for part in value.replace("\\;", "\0").split(";")]


def _postal(parts: list[str]) -> str:
    box, more, street, city, state, code, country = (*map(_plain, parts), *[""] * 7)[:7]
    town = ", ".join(filter(None, (city, " ".join(filter(None, (state, code))))))
    return "\n".join(filter(None, (street, more, box, town, country)))


def _event(found: Found, where: str, values: dict[str, str]) -> None:
    start = values.get("DTSTART", "")
    if not day(start):
        return
    repeats = "This repeats. Only the first time is taken." if "RRULE" in values or "RDATE" in values else ""
    notes = (_plain(values.get("SUMMARY", "")), _plain(values.get("DESCRIPTION", "")), repeats)
    time = clock_time(start)
    found.add(
        ThingKind.visit,
        where,
        {
            "day": day(start),
            "at_time": time,
            "is_utc": True if time and start.endswith("Z") else None,
            "place": line(_plain(values.get("LOCATION", ""))),
            "is_off": True if values.get("STATUS", "").upper() == "CANCELLED" else None,
            "notes": "\n".join(filter(None, notes)),
        },
    )
