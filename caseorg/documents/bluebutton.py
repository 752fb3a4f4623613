"""Reads the Blue Button text of Medicare and of the VA. Runs in the worker process."""

# ruff: noqa: ARG001 - the readers of a table are all called alike
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from caseorg.documents.found import Found, ThingKind, cents, clock_time, day, line
from caseorg.domain.errors import NoHealthDataError

Fields = dict[str, str]
Section = tuple[str, list[str]]

_RULE = re.compile(r"-{5,}")
_TITLE_IN_RULE = re.compile(r"-{3,}\s*([A-Za-z][A-Za-z /&,()']+?)\s*-{3,}")
_FIELD = re.compile(r"([A-Z][A-Za-z0-9 /'()&.#-]{1,48}?)\s*:\s*(.*)")
_ON_ONE_LINE = re.compile(r"e-?mail|phone|date|zip|\bstate\b|number|gender|\bage\b")
_SECOND_FIELD = re.compile(r"\s{3,}([A-Z][A-Za-z ]{2,30}):\s*(.*)")


def is_blue_button(text: str) -> bool:
    """Tell whether a text is one of these."""
    head = text[:4000].upper()
    return "MYMEDICARE" in head or "BLUE BUTTON" in head or "MY HEALTHEVET" in head


def read(text: str) -> Found:
    """Read a whole download.

    Raises:
        NoHealthDataError: It is something else.
    """
    if not is_blue_button(text):
        raise NoHealthDataError("")
    found = Found()
    for title, lines in _sections(text):
        words = title.lower()
        reader = next((each for key, each in _READERS if key in words), None)
        before = len(found.things)
        if reader is not None:
            for number, fields in enumerate(_groups(lines), start=1):
                reader(found, f"{title} {number}", fields)
        if len(found.things) == before:
            body = "\n".join(each for each in lines if each.strip() and not each.startswith("Source:"))
            found.keep_text(title.title() if title.isupper() else title, body)
    return found


def _sections(text: str) -> Iterator[Section]:
    """Give each section with its lines. Medicare sets titles between two rules, the VA inside of one."""
    lines = text.splitlines()
    title, body = "Blue Button", list[str]()
    number = 0
    while number < len(lines):
        each = lines[number].strip()
        inside = _TITLE_IN_RULE.fullmatch(each)
        between = _title_between(lines, number) if _RULE.fullmatch(each) else None
        if title.startswith("Claim Lines") and each.startswith("Claim Number:"):
            # The next claim follows the lines of the one before without a title of its own.
            yield title, body
            title, body = "Claim Summary", [each]
        elif inside or between:
            yield title, body
            title, body = (inside[1] if inside else between[0] if between else ""), []
            number = between[1] if between else number
        else:
            body.append(lines[number])
        number += 1
    yield title, body


def _title_between(lines: list[str], at: int) -> tuple[str, int] | None:
    """Return the title that follows a rule and has another rule below it, and where that rule is."""
    below = [(number, lines[number].strip()) for number in range(at + 1, min(at + 4, len(lines)))]
    full = [(number, words) for number, words in below if words]
    if len(full) >= 2 and not _RULE.match(full[0][1]) and ":" not in full[0][1][:-1] and _RULE.fullmatch(full[1][1]):
        return full[0][1], full[1][0]
    if len(full) >= 2 and full[0][1].startswith("Claim Lines") and _RULE.fullmatch(full[1][1]):
        return full[0][1], full[1][0]
    return None


def _groups(lines: list[str]) -> Iterator[Fields]:
    """Give the things of a section: each begins with the field that the first one began with."""
    fields: Fields = {}
    first = last = ""
    for each in lines:
        found = _FIELD.fullmatch(each.strip())
        if not found:
            # A word or number of its own, such as an address of e-mail, does not go on in the next line.
            if each.strip() and last and not _ON_ONE_LINE.search(last) and not _RULE.fullmatch(each.strip()):
                fields[last] = f"{fields[last]} {each.strip()}".strip()
            continue
        name, value = found[1].strip().lower(), found[2].strip()
        if name in ("source", "last updated", "sorted by", "sort by"):
            continue
        second = _SECOND_FIELD.search("   " + value)
        first = first or name
        if name == first and fields:
            yield fields
            fields = {}
        if second:
            value = value[: max(0, second.start() - 3)].strip()
            fields[second[1].lower()] = second[2].strip()
        last = name
        fields.setdefault(name, "" if value == "--" else value)
    if fields:
        yield fields


def _pick(fields: Fields, *names: str) -> str:
    return line(next((fields[name] for name in names if fields.get(name)), ""))


def _address(fields: Fields, *starts: str) -> str:
    for start in starts:
        lines = [fields.get(f"{start}address line 1", ""), fields.get(f"{start}address line 2", "")]
        lines += [fields.get(f"{start}address", ""), fields.get(f"{start}address2", "")]
        town = " ".join(
            filter(None, (fields.get(f"{start}state", ""), _pick(fields, f"{start}zip", f"{start}zip/postal code")))
        )
        lines.append(", ".join(filter(None, (fields.get(f"{start}city", ""), town))))
        if any(lines):
            return "\n".join(filter(None, lines))
    return ""


def _patient(found: Found, where: str, fields: Fields) -> None:
    name = _pick(fields, "name") or line(" ".join(fields.get(part, "") for part in ("first name", "last name")))
    state = _pick(fields, "state", "mailing state")
    found.add(
        ThingKind.patient,
        where,
        {
            "full_name": name,
            "date_of_birth": day(_pick(fields, "date of birth")),
            "address": _address(fields, "", "mailing "),
            "state": state if len(state) == 2 else "",
            "phone": _pick(fields, "phone number", "home phone number"),
            "email": _pick(fields, "email", "email address"),
        },
    )


def _contact(kind: str, *names: str) -> Callable[[Found, str, Fields], None]:
    def read_one(found: Found, where: str, fields: Fields) -> None:
        if not _pick(fields, *names):
            return
        found.add(
            ThingKind.contact,
            where,
            {
                "kind": "office" if fields.get("type", "").upper() in ("HOS", "NHC", "HHC") else kind,
                "name": _pick(fields, *names),
                "specialty": _pick(fields, "specialty", "type of provider", "relationship"),
                "address": _pick(fields, "provider address") or _address(fields, "", "mailing "),
                "phone": _pick(fields, "phone number", "pharmacy phone", "home phone", "mobile phone"),
                "email": _pick(fields, "email", "email address"),
                "notes": _pick(fields, "comments"),
            },
        )

    return read_one


def _condition(found: Found, where: str, fields: Fields) -> None:
    name = _pick(fields, "condition name", "problem", "diagnosis")
    if name:
        ended = _pick(fields, "medical condition end date")
        told = filter(None, (f"Ended {ended}" if ended else "", _pick(fields, "status"), _pick(fields, "comments")))
        found.add(
            ThingKind.diagnosis,
            where,
            {
                "name": name,
                "told_on": day(_pick(fields, "medical condition start date", "date/time entered")),
                "told_by": _pick(fields, "provider"),
                "told": ", ".join(told),
            },
        )


def _allergy(found: Found, where: str, fields: Fields) -> None:
    if _pick(fields, "allergy name"):
        found.add(
            ThingKind.allergy,
            where,
            {
                "name": _pick(fields, "allergy name"),
                "reaction": _pick(fields, "reaction"),
                "severity": _pick(fields, "severity"),
                "since": day(_pick(fields, "first episode date", "date entered", "date")),
                "notes": _pick(fields, "comments"),
            },
        )


def _medicine(found: Found, where: str, fields: Fields) -> None:
    name = _pick(fields, "drug name", "medication")
    if name:
        status = _pick(fields, "status")
        found.add(
            ThingKind.medication,
            where,
            {
                "name": name,
                "how_often": _pick(fields, "instructions", "supply", "frequency"),
                "dose": _pick(fields, "dosage", "strength"),
                "started_on": day(_pick(fields, "initially ordered on", "start date")),
                "stopped_on": day(_pick(fields, "stop date", "end date")),
                "reason": _pick(fields, "reason for taking"),
                "notes": f"Status: {status}" if status else "",
            },
        )


def _plan(found: Found, where: str, fields: Fields) -> None:
    name = _pick(fields, "plan name", "health insurance company", "employer plan")
    start, _dash, end = _pick(fields, "plan period").partition(" - ")
    if name:
        found.add(
            ThingKind.coverage,
            where,
            {
                "plan_name": name,
                "plan_address": _pick(fields, "plan address"),
                "plan_phone": _pick(fields, "health insurance company phone number"),
                "member_id": _pick(fields, "id number"),
                "group_number": _pick(fields, "group number"),
                "subscriber": _pick(fields, "insured"),
                "from_date": day(start or _pick(fields, "start date", "employer subsidy start date")),
                "until_date": day(end or _pick(fields, "stop date", "employer subsidy end date")),
            },
        )


def _claim(found: Found, where: str, fields: Fields) -> None:
    number = _pick(fields, "claim number")
    if number and "amount charged" in fields:
        found.add(
            ThingKind.cost,
            f"Claim {number}",
            {
                "what": _pick(fields, "claim type"),
                "biller": _pick(fields, "provider"),
                "date_of_service": day(_pick(fields, "service start date")),
                "claim_number": number,
                "billed_cents": cents(_pick(fields, "amount charged")),
                "allowed_cents": cents(_pick(fields, "medicare approved")),
                "paid_cents": cents(_pick(fields, "provider paid")),
                "patient_responsibility_cents": cents(_pick(fields, "you may be billed")),
            },
        )


def _appointment(found: Found, where: str, fields: Fields) -> None:
    when = _pick(fields, "date/time")
    if day(when):
        found.add(
            ThingKind.visit,
            where,
            {
                "day": day(when),
                "at_time": _va_time(when),
                "place": _pick(fields, "location"),
                "notes": ", ".join(filter(None, (_pick(fields, "clinic"), _pick(fields, "status")))),
            },
        )


def _va_time(when: str) -> str:
    hours = re.search(r"@ ?(\d\d)(\d\d)$", when)
    return clock_time(f"T{hours[1]}:{hours[2]}") if hours else ""


# The first words that stand in a title decide.
_READERS: tuple[tuple[str, Callable[[Found, str, Fields], None]], ...] = (
    ("demographic", _patient),
    ("emergency contact", _contact("person", "contact name")),
    ("medical conditions", _condition),
    ("problem list", _condition),
    ("allergies", _allergy),
    ("drugs", _medicine),
    ("medication history", _medicine),
    ("medications", _medicine),
    ("providers", _contact("person", "provider name")),
    ("facilities", _contact("office", "facility name")),
    ("pharmacies", _contact("office", "pharmacy name")),
    ("plans", _plan),
    ("employer subsidy", _plan),
    ("health insurance", _plan),
    ("claim summary", _claim),
    ("appointments", _appointment),
)
