"""Reads C-CDA documents, as patient portals give them. Runs in the worker process.

What a section says in words is kept whole where its entries do not tell all of it. No style sheet is used.
"""

# ruff: noqa: ARG001 - the readers of a table are all called alike
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from caseorg.documents.found import Found, ThingKind, clock_time, day, line, npi
from caseorg.documents.packed_text import text_in
from caseorg.domain.errors import NoHealthDataError

Element = Any  # lxml has no types
_V3 = "{urn:hl7-org:v3}"
_NS = {"v": "urn:hl7-org:v3"}
_ICD10 = "2.16.840.1.113883.6.90"
_NPI = "2.16.840.1.113883.4.6"


_ROOTS = frozenset(("ClinicalDocument", "component", "structuredBody", "section"))
"""What a document begins with, or a piece of one that was saved by itself."""


def is_ccda(root: Element) -> bool:
    """Tell whether an XML document is one of these, or a section of one."""
    tag = str(root.tag)
    if tag in _ROOTS:
        return tag == "ClinicalDocument" or next(root.iter("section"), None) is not None
    return tag.startswith(_V3) and tag.removeprefix(_V3) in _ROOTS


def read(root: Element) -> Found:
    """Read a whole document.

    Raises:
        NoHealthDataError: There is nothing in it.
    """
    if not str(root.tag).startswith(_V3):
        _declared(root)
    found = Found()
    _patient(found, root)
    _people(found, root)
    _document_text(found, root)
    for number, section in enumerate(root.iter(f"{_V3}section"), start=1):
        _section(found, section, number)
    if not found:
        raise NoHealthDataError("")
    return found


def _declared(root: Element) -> None:
    """Put everything into the namespace that a document forgot to name."""
    for element in root.iter("*"):
        if not str(element.tag).startswith("{") and ":" not in element.tag:
            element.tag = f"{_V3}{element.tag}"


def _all(element: Element, path: str) -> list[Element]:
    return list(element.findall(path, _NS))


def _first(element: Element | None, path: str) -> Element | None:
    return None if element is None else element.find(path, _NS)


def _attribute(element: Element | None, path: str, name: str) -> str:
    found = _first(element, path)
    return "" if found is None or found.get("nullFlavor") else str(found.get(name) or "")


def _words(element: Element | None) -> str:
    return "" if element is None else line(" ".join(str(text) for text in element.itertext()))


def _name(element: Element | None) -> str:
    """Return a name that is given in parts, or in one."""
    if element is None or element.get("nullFlavor"):
        return ""
    parts = [_words(part) for kind in ("prefix", "given", "family", "suffix") for part in _all(element, f"v:{kind}")]
    return line(" ".join(parts)) or _words(element)


def _reach(element: Element | None) -> dict[str, str]:
    ways: dict[str, str] = {}
    if element is None:
        return ways
    for telecom in _all(element, "v:telecom"):
        value = str(telecom.get("value") or "")
        kind = "email" if value.startswith("mailto:") else "fax" if value.startswith("fax:") else "phone"
        ways.setdefault(kind, value.partition(":")[2] or value)
    address = _first(element, "v:addr")
    if address is not None and not address.get("nullFlavor"):
        lines = [_words(part) for part in _all(address, "v:streetAddressLine")]
        town = " ".join(filter(None, (_words(_first(address, "v:state")), _words(_first(address, "v:postalCode")))))
        lines.append(", ".join(filter(None, (_words(_first(address, "v:city")), town))))
        ways["address"] = "\n".join(filter(None, lines))
    return ways


def _patient(found: Found, root: Element) -> None:
    role = _first(root, "v:recordTarget/v:patientRole")
    person = _first(role, "v:patient")
    state = _words(_first(role, "v:addr/v:state"))
    entries = {
        "full_name": _name(_first(person, "v:name")),
        "date_of_birth": day(_attribute(person, "v:birthTime", "value")),
    }
    found.add(ThingKind.patient, "recordTarget", {**entries, **_reach(role), "state": state if len(state) == 2 else ""})


_PROVIDERS = (
    "v:documentationOf/v:serviceEvent/v:performer/v:assignedEntity",
    "v:author/v:assignedAuthor",
    "v:legalAuthenticator/v:assignedEntity",
)


def _people(found: Found, root: Element) -> None:
    seen: set[str] = set()
    for path in _PROVIDERS:
        for entity in _all(root, path):
            _contact(found, entity, _name(_first(entity, "v:assignedPerson/v:name")), "person", seen)
            for office in _all(entity, "v:representedOrganization"):
                _contact(found, office, _words(_first(office, "v:name")), "office", seen)
    for office in _all(root, "v:custodian/v:assignedCustodian/v:representedCustodianOrganization"):
        _contact(found, office, _words(_first(office, "v:name")), "office", seen)


def _contact(found: Found, entity: Element, name: str, kind: str, seen: set[str]) -> None:
    if not name or name.casefold() in seen:
        return
    seen.add(name.casefold())
    number = next((str(each.get("extension") or "") for each in _all(entity, "v:id") if each.get("root") == _NPI), "")
    specialty = _attribute(entity, "v:code", "displayName")
    found.add(
        ThingKind.contact,
        f"contact {name}",
        {"kind": kind, "name": name, "npi": npi(number), "specialty": specialty, **_reach(entity)},
    )


def _document_text(found: Found, root: Element) -> None:
    """Keep what a document says whose body is a file, and not sections."""
    body = _first(root, "v:component/v:nonXMLBody/v:text")
    if body is not None:
        is_packed = body.get("representation") == "B64"
        words = text_in(str(body.get("mediaType") or ""), body.text or "") if is_packed else _words(body)
        found.keep_text(_words(_first(root, "v:title")) or "Document", words)


def _section(found: Found, section: Element, number: int) -> None:
    title = _words(_first(section, "v:title")) or _attribute(section, "v:code", "displayName") or f"Section {number}"
    text = _first(section, "v:text")
    lines = _narrative(text)
    named = _by_id(text)
    reader = _READERS.get(_attribute(section, "v:code", "code"))
    entries = _all(section, "v:entry")
    told = 0
    if reader is not None:
        for place, entry in enumerate(entries, start=1):
            told += reader(found, f"{title} {place}", entry, named)
    # Where every entry became something of its own, the words would only say it again.
    if reader is None or told < len(entries) or not entries:
        found.keep_text(title, lines)


def _narrative(text: Element | None) -> str:
    """Return what a section says, a line for each paragraph, item and row of a table."""
    if text is None:
        return ""
    lines: list[str] = [line(text.text or "")]
    for element in text.iter(*(f"{_V3}{name}" for name in ("paragraph", "item", "tr", "caption", "content", "br"))):
        if element.tag == f"{_V3}tr":
            lines.append(" | ".join(filter(None, (_words(cell) for cell in element))))
        elif not any(parent.tag in _HOLDERS for parent in element.iterancestors()):
            lines.append(_words(element) or line(element.tail or ""))
    return "\n".join(filter(None, lines)) or _words(text)


_HOLDERS = frozenset(f"{_V3}{name}" for name in ("tr", "item", "paragraph", "content"))


def _by_id(text: Element | None) -> dict[str, str]:
    if text is None:
        return {}
    return {str(each.get("ID")): _words(each) for each in text.iter() if each.get("ID")}


def _coded(element: Element | None, named: dict[str, str]) -> str:
    """Return what a coded value is called: in the words of the section it points to, or by its name."""
    if element is None:
        return ""
    reference = _attribute(element, "v:originalText/v:reference", "value").removeprefix("#")
    own = _words(_first(element, "v:originalText"))
    shown = str(element.get("displayName") or "") or _attribute(element, "v:translation", "displayName")
    return line(shown or own or named.get(reference, ""))


def _said(element: Element, named: dict[str, str]) -> str:
    """Return the words of a section that an entry points to as its own."""
    return named.get(_attribute(element, "v:text/v:reference", "value").removeprefix("#"), "")


def _time(element: Element, *ends: str) -> str:
    """Return when something was: at one time, or at the first of these ends of a period."""
    for when in _all(element, "v:effectiveTime"):
        if when.get("value"):
            return str(when.get("value"))
        for end in ends:
            if _attribute(when, f"v:{end}", "value"):
                return _attribute(when, f"v:{end}", "value")
    return ""


def _is_denied(element: Element) -> bool:
    return element.get("negationInd") == "true" or bool(element.get("nullFlavor"))


def _observations(entry: Element) -> Iterator[Element]:
    """Give the observations an entry's act is about, or that it is itself."""
    yield from _all(entry, "v:act/v:entryRelationship/v:observation")
    yield from _all(entry, "v:observation")


_Reader = Callable[[Found, str, Element, dict[str, str]], bool]


def _allergy(found: Found, where: str, entry: Element, named: dict[str, str]) -> bool:
    told = False
    for place, seen in enumerate(_observations(entry), start=1):
        playing = _first(seen, "v:participant/v:participantRole/v:playingEntity")
        code, own = _first(playing, "v:code"), _words(_first(playing, "v:name"))
        # A code that is not there points to words such as “not available”.
        name = own if own and (code is None or code.get("nullFlavor")) else _coded(code, named) or own
        if _is_denied(seen) or not name:
            continue
        inner = _all(seen, "v:entryRelationship/v:observation")
        reactions = [
            _coded(_first(each, "v:value"), named) or _said(each, named) for each in inner if _is_reaction(each)
        ]
        severities = [_coded(_first(each, "v:value"), named) for each in seen.iterfind(".//v:observation", _NS) if _attribute(each, "v:code", "code") == "SEV"]  # fmt: skip  # noqa: E501
        found.add(
            ThingKind.allergy,
            f"{where}.{place}",
            {
                "name": name,
                "reaction": ", ".join(filter(None, reactions)),
                "severity": next(filter(None, severities), ""),
                "since": day(_time(seen, "low")),
            },
        )
        told = True
    return told


def _is_reaction(observation: Element) -> bool:
    parent = observation.getparent()
    return parent is not None and parent.get("typeCode") == "MFST"


def _medicine(found: Found, where: str, entry: Element, named: dict[str, str]) -> bool:
    given = _first(entry, "v:substanceAdministration")
    material = _first(given, "v:consumable/v:manufacturedProduct/v:manufacturedMaterial")
    name = _coded(_first(material, "v:code"), named) or _words(_first(material, "v:name"))
    if given is None or _is_denied(given) or not name:
        return False
    dose = _first(given, "v:doseQuantity")
    amount = line(f"{dose.get('value') or ''} {dose.get('unit') or ''}") if dose is not None else ""
    period = next((each for each in _all(given, "v:effectiveTime/v:period")), None)
    often = f"every {period.get('value')} {period.get('unit')}" if period is not None and period.get("value") else ""
    reasons = [_coded(_first(each, "v:value"), named) for each in _all(given, "v:entryRelationship[@typeCode='RSON']/v:observation")]  # fmt: skip  # noqa: E501
    found.add(
        ThingKind.medication,
        where,
        {
            "name": name,
            "dose": "" if amount == "1" else amount,
            "how_often": often,
            "reason": next(filter(None, reasons), ""),
            "started_on": day(_time(given, "low")),
            "stopped_on": day(_time_of(given, "high")),
            "notes": _said(given, named),
        },
    )
    return True


def _time_of(element: Element, end: str) -> str:
    return next((str(each.get("value") or "") for each in _all(element, f"v:effectiveTime/v:{end}")), "")


def _problem(found: Found, where: str, entry: Element, named: dict[str, str]) -> bool:
    told = False
    for place, seen in enumerate(_observations(entry), start=1):
        value = _first(seen, "v:value")
        name = _coded(value, named) or _said(seen, named)
        if _is_denied(seen) or not name:
            continue
        codes = [] if value is None else [value, *_all(value, "v:translation")]
        icd = next((str(code.get("code") or "") for code in codes if code.get("codeSystem") == _ICD10), "")
        ended = day(_time_of(seen, "high"))
        found.add(
            ThingKind.diagnosis,
            f"{where}.{place}",
            {
                "name": name,
                "told_on": day(_time(seen, "low")),
                "icd10_code": icd,
                "told": f"Ended {ended}" if ended else "",
            },
        )
        told = True
    return told


def _procedure(found: Found, where: str, entry: Element, named: dict[str, str]) -> bool:
    done = next((each for kind in ("procedure", "observation", "act") for each in _all(entry, f"v:{kind}")), None)
    name = _coded(_first(done, "v:code"), named)
    # What was only planned, and a note about something done, stay in the words of the section.
    if done is None or _is_denied(done) or not name or done.get("moodCode") not in (None, "EVN") or _is_note(done):
        return False
    entity = _first(done, "v:performer/v:assignedEntity")
    found.add(
        ThingKind.procedure,
        where,
        {
            "name": name,
            "done_on": day(_time(done, "low")),
            "done_by": _name(_first(entity, "v:assignedPerson/v:name")),
            "place": _words(_first(entity, "v:representedOrganization/v:name")),
        },
    )
    return True


def _is_note(act: Element) -> bool:
    return _attribute(act, "v:code", "code") == "34109-9"


def _encounter(found: Found, where: str, entry: Element, named: dict[str, str]) -> bool:
    seen = _first(entry, "v:encounter")
    when = "" if seen is None else _time(seen, "low")
    if seen is None or _is_denied(seen) or not day(when):
        return False
    found.add(
        ThingKind.visit,
        where,
        {
            "day": day(when),
            "at_time": clock_time(when),
            "with": _name(_first(seen, "v:performer/v:assignedEntity/v:assignedPerson/v:name")),
            "place": _words(_first(seen, "v:participant/v:participantRole/v:playingEntity/v:name")),
            "notes": _coded(_first(seen, "v:code"), named),
        },
    )
    return True


def _payer(found: Found, where: str, entry: Element, named: dict[str, str]) -> bool:
    told = False
    for place, policy in enumerate(_all(entry, "v:act/v:entryRelationship/v:act"), start=1):
        name = _words(_first(policy, "v:performer/v:assignedEntity/v:representedOrganization/v:name"))
        member = _attribute(policy, "v:participant[@typeCode='COV']/v:participantRole/v:id", "extension")
        if not name:
            continue
        group = _attribute(policy, "v:id", "extension")
        period = _first(policy, "v:participant[@typeCode='COV']/v:time")
        found.add(
            ThingKind.coverage,
            f"{where}.{place}",
            {
                "plan_name": name,
                "member_id": member,
                "group_number": group,
                "subscriber": _name(
                    _first(policy, "v:participant[@typeCode='HLD']/v:participantRole/v:playingEntity/v:name")
                ),
                "from_date": day(_attribute(period, "v:low", "value")),
                "until_date": day(_attribute(period, "v:high", "value")),
            },
        )
        told = True
    return told


_READERS: dict[str, _Reader] = {
    "48765-2": _allergy,
    "10160-0": _medicine,
    "11450-4": _problem,
    "47519-4": _procedure,
    "46240-8": _encounter,
    "48768-6": _payer,
}
"""By the LOINC code of the section."""
