"""Reads FHIR R4 resources and bundles, as JSON or XML (T-FHIR). Runs in the worker process.

Nothing is fetched, and a resource is never guessed at: what has no record of its own is kept as text.
"""

# ruff: noqa: ARG001 - the readers of a table are all called alike
from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from caseorg.documents import found as shapes
from caseorg.documents.found import Found, ThingKind, cents, clock_time, day
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError, NoHealthDataError

Node = Any
_NS = "{http://hl7.org/fhir}"
_MAX_RESOURCES = 50_000
_MAX_NESTING = 256


def read_json(data: bytes) -> Found:
    """Read a resource or bundle in JSON.

    Raises:
        DamagedDocumentError: It is no JSON, or holds numbers that are none.
        NoHealthDataError: It is something else.
    """
    try:
        root = json.loads(_decoded(data), parse_constant=_refuse, parse_float=_number, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise DamagedDocumentError("") from error
    return _read(root)


def read_xml(root: Any) -> Found:
    """Read a resource or bundle in XML, already parsed."""
    tree = _tree(root, 0)
    return _read({**tree, "resourceType": etree.QName(root).localname} if isinstance(tree, dict) else tree)


def is_fhir(root: Any) -> bool:
    """Tell whether an XML document is FHIR's."""
    return str(root.tag).startswith(_NS)


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _number(text: str) -> str:
    """Keep a number as it is written: amounts must not lose a cent, and a million digits must not be counted with."""
    if len(text) > 64:
        raise ValueError("a number is longer than any can be")
    return text


def _tree(element: Any, depth: int) -> Node:
    """Return an element the way JSON has it: a value, or children under their names, each as a list."""
    if depth > _MAX_NESTING:
        raise DamagedDocumentError("")
    children: dict[str, Any] = {}
    for child in element:
        name = etree.QName(child).localname
        if name == "div":
            children.setdefault(name, []).append(" ".join(str(text) for text in child.itertext()))
        elif name in ("resource", "contained") and len(child):
            inner = _tree(child[0], depth + 1)
            kind = etree.QName(child[0]).localname
            children.setdefault(name, []).append({**inner, "resourceType": kind} if isinstance(inner, dict) else inner)
        else:
            children.setdefault(name, []).append(_tree(child, depth + 1))
    value = element.get("value")
    if value is not None and not children:
        return value
    if element.get("id") and "id" not in children:
        children["id"] = element.get("id")
    if element.get("url"):
        children["url"] = element.get("url")
    return children


def many(node: Node, *path: str) -> list[Node]:
    """Return everything at the end of a path, whether it stands there once or in a list."""
    nodes = [node]
    for name in path:
        nodes = [
            inner
            for each in nodes
            if isinstance(each, dict) and name in each
            for inner in (each[name] if isinstance(each[name], list) else [each[name]])
            if inner is not None
        ]
    return nodes


def one(node: Node, *path: str) -> str:
    """Return the first plain value at the end of a path as text; empty where there is none."""
    return next((str(value) for value in many(node, *path) if isinstance(value, (str, bool))), "")


def concept(node: Node, *path: str) -> str:
    """Return what a coded thing is called: its own words, or else the name of its first code that has one."""
    for each in many(node, *path):
        words = one(each, "text") or one(each, "coding", "display") or one(each, "coding", "code")
        if words:
            return shapes.line(words)
    return ""


class _Bundle:
    """The resources of one file, which may point to one another."""

    def __init__(self, root: Node) -> None:
        self.resources: list[tuple[str, Node]] = []
        self.by_reference: dict[str, Node] = {}
        self._take(root, "", 0)

    def _take(self, node: Node, full_url: str, depth: int) -> None:
        if not isinstance(node, dict) or depth > 4:
            return
        kind = one(node, "resourceType")
        if kind == "Bundle":
            for entry in many(node, "entry"):
                for resource in many(entry, "resource"):
                    self._take(resource, one(entry, "fullUrl"), depth + 1)
            return
        if not kind:
            return
        if len(self.resources) >= _MAX_RESOURCES:
            raise HugeDocumentError("")
        number = one(node, "id")
        self.resources.append((f"{kind}/{number or len(self.resources) + 1}", node))
        for reference in (full_url, f"{kind}/{number}" if number else ""):
            if reference:
                self.by_reference.setdefault(reference, node)

    def follow(self, resource: Node, *path: str) -> Node:
        """Return the resource a reference leads to inside this file; None where it leads nowhere."""
        for each in many(resource, *path):
            reference = one(each, "reference")
            if reference.startswith("#"):
                return next((inner for inner in many(resource, "contained") if one(inner, "id") == reference[1:]), None)
            if reference in self.by_reference:
                return self.by_reference[reference]
            # A server's full address ends with the same kind and number.
            tail = "/".join(reference.split("/")[-2:])
            if tail in self.by_reference:
                return self.by_reference[tail]
        return None

    def called(self, resource: Node, *path: str) -> str:
        """Return what a reference is called: as it says, or as the resource it leads to says."""
        said = next((one(each, "display") for each in many(resource, *path) if one(each, "display")), "")
        return said or name_of(self.follow(resource, *path))


def name_of(resource: Node) -> str:
    """Return the name of a person, an office, a place or a medicine."""
    for name in many(resource, "name"):
        if isinstance(name, str):
            return name
        text = one(name, "text") or " ".join(
            str(part) for field in ("prefix", "given", "family", "suffix") for part in many(name, field)
        )
        if text.strip():
            return shapes.line(text)
    return concept(resource, "code")


def _read(root: Node) -> Found:
    bundle = _Bundle(root)
    if not bundle.resources:
        raise NoHealthDataError("")
    found = Found()
    claimed = {claim for _where, each in bundle.resources if (claim := _claim_of(each))}
    for where, resource in bundle.resources:
        kind = one(resource, "resourceType")
        if kind == "Claim" and (where in claimed or one(resource, "id") in claimed):
            continue  # The plan's statement about it says more.
        reader = _READERS.get(kind)
        if reader is None or one(resource, "status") == "entered-in-error":
            _as_text(found, kind, resource, bundle)
        else:
            reader(found, where, resource, bundle)
    if not found.things and not found._texts:
        raise NoHealthDataError("")
    return found


def _claim_of(resource: Node) -> str:
    return one(resource, "claim", "reference").removeprefix("urn:uuid:")


_Reader = Callable[[Found, str, Node, _Bundle], None]


def _reach(resource: Node) -> dict[str, str]:
    """Return how to reach whoever a resource is about."""
    ways: dict[str, str] = {}
    for each in many(resource, "telecom"):
        system = one(each, "system")
        if system in ("phone", "fax", "email"):
            ways.setdefault(system, one(each, "value"))
    for address in many(resource, "address"):
        lines = [str(part) for part in many(address, "line")]
        town = " ".join(filter(None, (one(address, "state"), one(address, "postalCode"))))
        ways["address"] = one(address, "text") or "\n".join(
            [*lines, ", ".join(filter(None, (one(address, "city"), town)))]
        )
        break
    return ways


def _patient(found: Found, where: str, resource: Node, bundle: _Bundle) -> None:
    state = one(resource, "address", "state")
    found.add(
        ThingKind.patient,
        where,
        {
            "full_name": name_of(resource),
            "date_of_birth": day(one(resource, "birthDate")),
            "state": state if len(state) == 2 else "",
            **_reach(resource),
        },
    )


def _npi(resource: Node) -> str:
    return next(
        (one(each, "value") for each in many(resource, "identifier") if one(each, "system").endswith("us-npi")), ""
    )


def _person(found: Found, where: str, resource: Node, bundle: _Bundle) -> None:
    entries = {"kind": "person", "name": name_of(resource), "npi": _npi(resource), **_reach(resource)}
    entries["specialty"] = concept(resource, "qualification", "code")
    if entries["name"]:
        found.add(ThingKind.contact, where, entries)


def _office(found: Found, where: str, resource: Node, bundle: _Bundle) -> None:
    if name_of(resource):
        found.add(
            ThingKind.contact,
            where,
            {"kind": "office", "name": name_of(resource), "npi": _npi(resource), **_reach(resource)},
        )


def _condition(found: Found, where: str, resource: Node, bundle: _Bundle) -> None:
    codes = many(resource, "code", "coding")
    icd = next((one(code, "code") for code in codes if "icd-10-cm" in one(code, "system").lower()), "")
    onset = one(resource, "onsetDateTime") or one(resource, "onsetPeriod", "start") or one(resource, "recordedDate")
    found.add(
        ThingKind.diagnosis,
        where,
        {
            "name": concept(resource, "code"),
            "told_on": day(onset),
            "told_by": bundle.called(resource, "asserter") or bundle.called(resource, "recorder"),
            "icd10_code": icd,
            "told": _state_words(resource),
        },
    )


def _state_words(resource: Node) -> str:
    parts = [concept(resource, "clinicalStatus"), concept(resource, "verificationStatus")]
    ended = one(resource, "abatementDateTime")
    return ", ".join(filter(None, [*parts, f"ended {ended[:10]}" if ended else "", *_notes(resource)]))


def _notes(resource: Node) -> Iterator[str]:
    for note in many(resource, "note"):
        yield one(note, "text")


def _medicine(found: Found, where: str, resource: Node, bundle: _Bundle) -> None:
    name = concept(resource, "medicationCodeableConcept") or bundle.called(resource, "medicationReference")
    dosage: Node = next(iter(many(resource, "dosageInstruction") or many(resource, "dosage")), {})
    quantity: Node = next(iter(many(dosage, "doseAndRate", "doseQuantity")), {})
    period: Node = next(iter(many(resource, "effectivePeriod")), {})
    ended = one(resource, "status") in ("completed", "stopped", "cancelled")
    began = one(period, "start") or one(resource, "effectiveDateTime") or one(resource, "authoredOn")
    status = one(resource, "status")
    found.add(
        ThingKind.medication,
        where,
        {
            "name": name,
            "dose": shapes.line(f"{one(quantity, 'value')} {one(quantity, 'unit')}"),
            "how_often": one(dosage, "text") or _timing(dosage),
            "reason": concept(resource, "reasonCode") or bundle.called(resource, "reasonReference"),
            "started_on": day(began),
            "stopped_on": day(one(period, "end")) if ended or one(period, "end") else "",
            "notes": "\n".join(filter(None, [f"Status: {status}" if status else "", *_notes(resource)])),
        },
    )


def _timing(dosage: Node) -> str:
    repeat: Node = next(iter(many(dosage, "timing", "repeat")), {})
    often, period, unit = one(repeat, "frequency"), one(repeat, "period"), one(repeat, "periodUnit")
    units = {"h": "hours", "d": "days", "wk": "weeks", "mo": "months"}
    if not (often and period and unit in units):
        return concept(dosage, "timing", "code")
    return f"{often} x every {period} {units[unit]}"


def _allergy(found: Found, where: str, resource: Node, bundle: _Bundle) -> None:
    reaction = ", ".join(filter(None, (concept(each) for each in many(resource, "reaction", "manifestation"))))
    found.add(
        ThingKind.allergy,
        where,
        {
            "name": concept(resource, "code") or concept(resource, "reaction", "substance"),
            "reaction": reaction,
            "severity": one(resource, "reaction", "severity") or one(resource, "criticality"),
            "since": day(one(resource, "onsetDateTime") or one(resource, "recordedDate")),
            "notes": _state_words(resource),
        },
    )


def _procedure(found: Found, where: str, resource: Node, bundle: _Bundle) -> None:
    done = one(resource, "performedDateTime") or one(resource, "performedPeriod", "start")
    found.add(
        ThingKind.procedure,
        where,
        {
            "name": concept(resource, "code"),
            "done_on": day(done),
            "done_by": bundle.called(resource, "performer", "actor"),
            "place": bundle.called(resource, "location"),
            "reason": concept(resource, "reasonCode") or bundle.called(resource, "reasonReference"),
            "notes": "\n".join(_notes(resource)),
        },
    )


def _encounter(found: Found, where: str, resource: Node, bundle: _Bundle) -> None:
    start = one(resource, "period", "start") or one(resource, "start")
    people = [
        bundle.called(each, "individual") or bundle.called(each, "actor") for each in many(resource, "participant")
    ]
    place = bundle.called(resource, "location", "location") or bundle.called(resource, "serviceProvider")
    what = concept(resource, "type") or concept(resource, "serviceType") or one(resource, "description")
    found.add(
        ThingKind.visit,
        where,
        {
            "day": day(start),
            "at_time": clock_time(start),
            "with": next(filter(None, people), ""),
            "place": place,
            "notes": "\n".join(filter(None, (what, concept(resource, "reasonCode"), one(resource, "comment")))),
        },
    )


def _coverage(found: Found, where: str, resource: Node, bundle: _Bundle) -> None:
    classes = {concept(each, "type").lower(): each for each in many(resource, "class")}
    group, plan = classes.get("group", {}), one(classes.get("plan", {}), "name")
    found.add(
        ThingKind.coverage,
        where,
        {
            "plan_name": plan or bundle.called(resource, "payor") or concept(resource, "type"),
            "member_id": one(resource, "subscriberId") or one(resource, "identifier", "value"),
            "group_number": one(group, "value"),
            "subscriber": bundle.called(resource, "subscriber"),
            "from_date": day(one(resource, "period", "start")),
            "until_date": day(one(resource, "period", "end")),
        },
    )


_PAID = ("benefit", "paidtoprovider", "paidtopatient", "payment")
_ALLOWED = ("eligible", "allowed")
_OWED = ("memberliability", "copay", "deductible", "coinsurance", "paidbypatient")


def _claim(found: Found, where: str, resource: Node, bundle: _Bundle) -> None:
    totals: dict[str, int] = {}
    for each in many(resource, "total"):
        amount = cents(one(each, "amount", "value"))
        for code in many(each, "category", "coding"):
            if amount is not None:
                totals.setdefault(one(code, "code").lower(), amount)
    billed = totals.get("submitted", cents(one(resource, "total", "value")))
    paid = cents(one(resource, "payment", "amount", "value"))
    owed = totals.get("memberliability", totals.get("patientpay"))
    items = [concept(each, "productOrService") for each in many(resource, "item")]
    number = next((one(each, "value") for each in many(resource, "identifier")), "") or one(resource, "id")
    served = one(resource, "billablePeriod", "start") or one(resource, "item", "servicedDate")
    found.add(
        ThingKind.cost,
        where,
        {
            "what": ", ".join(dict.fromkeys(filter(None, items))) or concept(resource, "type"),
            "biller": bundle.called(resource, "provider") or bundle.called(resource, "careTeam", "provider"),
            "date_of_service": day(served),
            "claim_number": number,
            "billed_cents": billed,
            "allowed_cents": _first(totals, _ALLOWED),
            "paid_cents": paid if paid is not None else _first(totals, _PAID),
            "patient_responsibility_cents": owed,
            "notes": one(resource, "disposition"),
        },
    )


def _first(totals: dict[str, int], names: tuple[str, ...]) -> int | None:
    return next((totals[name] for name in names if name in totals), None)


def _as_text(found: Found, kind: str, resource: Node, bundle: _Bundle) -> None:
    """Keep a resource that has no record of its own in words."""
    what = (
        concept(resource, "code") or concept(resource, "vaccineCode") or concept(resource, "type") or name_of(resource)
    )
    what = what or one(resource, "title") or one(resource, "description")
    when = next((one(resource, name) for name in _WHEN if one(resource, name)), one(resource, "period", "start"))
    lines = [": ".join(filter(None, (shapes.line(what), _value(resource), when[:10])))]
    lines += [f"   {concept(each, 'code')}: {_value(each)}" for each in many(resource, "component")]
    lines += [f"   {words}" for words in (one(resource, "conclusion"), *_notes(resource)) if words]
    narrative = shapes.line(_without_tags(one(resource, "text", "div")))
    if not lines[0] or (narrative and not what):
        lines.append(narrative)
    found.keep_text(kind, "\n".join(filter(None, lines)))


_WHEN = ("effectiveDateTime", "occurrenceDateTime", "date", "authoredOn", "recordedDate", "created", "issued", "start")


def _value(resource: Node) -> str:
    quantity: Node = next(iter(many(resource, "valueQuantity")), {})
    if quantity:
        return shapes.line(f"{one(quantity, 'value')} {one(quantity, 'unit')}")
    plain = (one(resource, name) for name in ("valueString", "valueInteger", "valueDateTime", "valueBoolean", "status"))
    return concept(resource, "valueCodeableConcept") or next(filter(None, plain), "")


def _without_tags(text: str) -> str:
    from caseorg.documents.mail import words_of_html

    return words_of_html(text) if "<" in text else text


_READERS: dict[str, _Reader] = {
    "Patient": _patient,
    "Practitioner": _person,
    "Organization": _office,
    "Condition": _condition,
    "MedicationRequest": _medicine,
    "MedicationStatement": _medicine,
    "AllergyIntolerance": _allergy,
    "Procedure": _procedure,
    "Encounter": _encounter,
    "Appointment": _encounter,
    "Coverage": _coverage,
    "ExplanationOfBenefit": _claim,
    "Claim": _claim,
}
