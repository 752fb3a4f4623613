"""Reads vCard files as contacts and iCalendar files as visits (T-ICS). Runs in the worker process.

Only the lines are read, with the calendar library's own parser: what repeats is one visit that says so, and no time
zone is looked up.
"""

from __future__ import annotations

import quopri
import re
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
    for number, (_kind, card) in enumerate(_blocks(text, "VCARD"), start=1):
        _card(found, f"card {number}", card)
    if not found.things:
        raise NoHealthDataError("")
    return found


def read_dates(text: str) -> Found:
    """Read the events of an iCalendar file. Tasks, diaries and what has no day are kept in words.

    Raises:
        NoHealthDataError: There is nothing in it.
    """
    found = Found()
    for number, (kind, block) in enumerate(_blocks(text, "VEVENT", "VTODO", "VJOURNAL"), start=1):
        values = {name: value for name, _parameters, value in reversed(block)}
        if kind != "VEVENT" or not _event(found, values.get("UID") or f"event {number}", values):
            found.keep_text(_IN_WORDS[kind], "\n".join(_said(values)))
    if not found:
        raise NoHealthDataError("")
    return found


_IN_WORDS = {"VEVENT": "Dates without a day", "VTODO": "Tasks", "VJOURNAL": "Diary"}


def _said(values: dict[str, str]) -> Iterator[str]:
    """Give the words of an entry of a calendar, with its days."""
    days = (day(values.get(name, "")) for name in ("DTSTART", "DUE", "COMPLETED"))
    words = (_plain(values.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", "LOCATION"))
    yield from dict.fromkeys(filter(None, (*words, *days)))


def _blocks(text: str, *kinds: str) -> Iterator[tuple[str, list[Property]]]:
    """Give the kind and properties of each block of these kinds; those inside of it, such as alarms, are passed over.

    A block that never ends ends with the file.
    """
    inside: list[Property] | None = None
    kind, depth = "", 0
    for name, parameters, value in _properties(text):
        if name == "BEGIN":
            depth += inside is not None
            if inside is None and value.strip().upper() in kinds:
                inside, kind, depth = [], value.strip().upper(), 1
        elif name == "END" and inside is not None:
            depth -= 1
            if depth == 0:
                yield kind, inside
                inside = None
        elif inside is not None and depth == 1:
            inside.append((name, parameters, value))
    if inside is not None:
        yield kind, inside


def _properties(text: str) -> Iterator[Property]:
    try:
        lines = _CONTENT_LINES.from_ical(_unwrapped(text))
    except ValueError as error:
        raise DamagedDocumentError("") from error
    for each in lines:
        parts = _parts(each) or _parts(_with_names(str(each)))
        if parts is None:
            continue
        name, parameters, value = parts
        named = {str(key).upper(): str(what) for key, what in parameters.items()}
        plain = str(value)
        if "QUOTED-PRINTABLE" in (named.get("ENCODING", "").upper(), *named):
            alphabet = _ALPHABETS.get(named.get("CHARSET", "").lower(), "utf-8")
            plain = quopri.decodestring(plain.encode("utf-8", errors="replace")).decode(alphabet, errors="replace")
        yield str(name).upper().rpartition(".")[2], named, plain


def _parts(line_of_text: str) -> tuple[Any, Any, Any] | None:
    try:
        name, parameters, value = _CONTENT_LINE(line_of_text).raw_parts()
    except ValueError:
        return None
    return name, parameters, value


def _with_names(text: str) -> str:
    """Give the parameters of vCard 2.1, such as the `WORK` of `TEL;WORK:`, the names that later versions want."""
    head, colon, value = text.partition(":")
    name, *parameters = head.split(";")
    kinds = [each for each in parameters if each and "=" not in each and each.upper() not in _PACKINGS]
    named = [each for each in parameters if "=" in each]
    named += [f"ENCODING={each}" for each in parameters if each.upper() in _PACKINGS]
    return ";".join([name, *named, *([f"TYPE={','.join(kinds)}"] if kinds else [])]) + colon + value


_PACKINGS = frozenset(("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"))

# The names of others are not looked up: that would open files.
_ALPHABETS = {"iso-8859-1": "latin-1", "latin1": "latin-1", "windows-1252": "cp1252", "us-ascii": "ascii"}


def _unwrapped(text: str) -> str:
    """Join the lines that vCard 2.1 broke with a `=` at their end."""
    if "QUOTED-PRINTABLE" not in text.upper():
        return text
    parts: list[str] = []
    goes_on = False
    for each in text.splitlines():
        is_packed = goes_on or "QUOTED-PRINTABLE" in each.partition(":")[0].upper()
        goes_on = is_packed and each.endswith("=")
        parts.append(each[:-1] if goes_on else f"{each}\r\n")
    return "".join(parts)


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


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
    said = values.get("KIND", "").lower()
    is_office = said == "org" if said in ("org", "individual") else not person or person == office
    department = values.get("X-CASEORG-DEPARTMENT", "")
    found.add(
        ThingKind.contact,
        where,
        {
            "kind": "department" if department else "office" if is_office else "person",
            "name": person or office,
            "works_at": office if person and office != person else "",
            "department": department,
            "specialty": _plain(values.get("TITLE") or values.get("ROLE", "")),
            "phone": _plain(values.get("TEL", "").removeprefix("tel:")),
            "fax": _plain(values.get("FAX", "").removeprefix("tel:")),
            "email": _plain(values.get("EMAIL", "").removeprefix("mailto:")),
            "address": _postal(_fields(values.get("ADR", ""))),
            "portal": values.get("URL") or _plain(values.get("X-CASEORG-PORTAL", "")),
            "hours": _plain(values.get("X-CASEORG-HOURS", "")),
            "npi": _plain(values.get("X-CASEORG-NPI", "")),
            "notes": _plain(values.get("NOTE", "")),
        },
    )


def _fields(value: str) -> list[str]:
    """Return the parts of a value between its semicolons that are not escaped."""
    return [part.replace("\0", ";") for part in value.replace("\\;", "\0").split(";")]


def _postal(parts: list[str]) -> str:
    box, more, street, city, state, code, country = (*map(_plain, parts), *[""] * 7)[:7]
    town = ", ".join(filter(None, (city, " ".join(filter(None, (state, code))))))
    return "\n".join(filter(None, (street, more, box, town, country)))


def _event(found: Found, where: str, values: dict[str, str]) -> bool:
    """Note an event; tell whether it has a day."""
    start = values.get("DTSTART", "")
    if not day(start):
        return False
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
    return True
