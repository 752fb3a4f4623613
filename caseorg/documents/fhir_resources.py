"""Turns FHIR resources into found things, each kind by a reader of its own. Runs in the worker process."""

# ruff: noqa: ARG001 - the readers of a table are all called alike
from __future__ import annotations

from collections.abc import Callable, Iterator

from caseorg.documents import found as shapes
from caseorg.documents.fhir_nodes import Bundle, Node, concept, many, name_of, one
from caseorg.documents.found import Found, ThingKind, cents, clock_time, day
from caseorg.documents.mail import words_of_html

_Reader = Callable[[Found, str, Node, Bundle], None]


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


def _patient(found: Found, where: str, resource: Node, bundle: Bundle) -> None:
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


def _person(found: Found, where: str, resource: Node, bundle: Bundle) -> None:
    entries = {"kind": "person", "name": name_of(resource), "npi": _npi(resource), **_reach(resource)}
    entries["specialty"] = concept(resource, "qualification", "code")
    if entries["name"]:
        found.add(ThingKind.contact, where, entries)


def _office(found: Found, where: str, resource: Node, bundle: Bundle) -> None:
    if name_of(resource):
        found.add(
            ThingKind.contact,
            where,
            {"kind": "office", "name": name_of(resource), "npi": _npi(resource), **_reach(resource)},
        )


def _condition(found: Found, where: str, resource: Node, bundle: Bundle) -> None:
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


def _medicine(found: Found, where: str, resource: Node, bundle: Bundle) -> None:
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


def _allergy(found: Found, where: str, resource: Node, bundle: Bundle) -> None:
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


def _procedure(found: Found, where: str, resource: Node, bundle: Bundle) -> None:
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


def _encounter(found: Found, where: str, resource: Node, bundle: Bundle) -> None:
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


def _coverage(found: Found, where: str, resource: Node, bundle: Bundle) -> None:
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


def _claim(found: Found, where: str, resource: Node, bundle: Bundle) -> None:
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


def as_text(found: Found, kind: str, resource: Node, bundle: Bundle) -> None:
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
    return words_of_html(text) if "<" in text else text


READERS: dict[str, _Reader] = {
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
