"""Turns FHIR resources into found things, each kind by a reader of its own. Runs in the worker process."""

# ruff: noqa: ARG001 - the readers of a table are all called alike
from __future__ import annotations

from collections.abc import Callable, Mapping

from caseorg.documents import found as shapes
from caseorg.documents.fhir_nodes import Bundle, Node, concept, full_name, many, name_of, one
from caseorg.documents.fhir_text import note, notes_of
from caseorg.documents.found import Entry, Found, ThingKind, cents, clock_time, day, npi

_Reader = Callable[[Found, str, Node, Bundle], bool]
"""Notes what a resource is, and tells whether it could: it is kept as text if not."""


def _reach(resource: Node) -> dict[str, str]:
    """Return how to reach whoever a resource is about."""
    ways: dict[str, str] = {}
    for each in many(resource, "telecom"):
        system = one(each, "system")
        if system in ("phone", "fax", "email", "url") and one(each, "value"):
            ways.setdefault("portal" if system == "url" else system, one(each, "value"))
    for address in many(resource, "address"):
        lines = [str(part) for part in many(address, "line")]
        town = " ".join(filter(None, (one(address, "state"), one(address, "postalCode"))))
        lines.append(", ".join(filter(None, (one(address, "city"), town))))
        ways["address"] = one(address, "text") or "\n".join(filter(None, lines))
        break
    return ways


def _add(found: Found, kind: ThingKind, where: str, entries: Mapping[str, Entry | None], *needs: str) -> bool:
    """Note a thing if it has one of the entries without which it says nothing; tell whether it has."""
    if not any(entries.get(name) for name in needs):
        return False
    found.add(kind, where, entries)
    return True


def _patient(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    state = one(resource, "address", "state")
    old = [full_name(each) for each in many(resource, "name") if one(each, "use") in ("old", "maiden")]
    entries = {
        "full_name": name_of(resource),
        "former_names": ", ".join(old),
        "date_of_birth": day(one(resource, "birthDate")),
        "state": state if len(state) == 2 else "",
        "speaks": concept(resource, "communication", "language"),
        **_reach(resource),
    }
    return _add(found, ThingKind.patient, where, entries, "full_name", "date_of_birth")


def _npi(resource: Node) -> str:
    numbers = (one(each, "value") for each in many(resource, "identifier") if one(each, "system").endswith("us-npi"))
    return npi(next(numbers, ""))


def _person(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    # How to reach a doctor often stands with the office where he or she works.
    role: Node = next(iter(bundle.that_point_to(resource, "PractitionerRole", "practitioner")), {})
    entries = {"kind": "person", "name": name_of(resource), "npi": _npi(resource), **_reach(role), **_reach(resource)}
    entries["specialty"] = concept(role, "specialty") or concept(resource, "qualification", "code")
    return _add(found, ThingKind.contact, where, entries, "name")


def _role(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    if bundle.follow(resource, "practitioner"):
        return True  # It is told with the person.
    entries = {"kind": "person", "name": bundle.called(resource, "practitioner"), **_reach(resource)}
    entries["specialty"] = concept(resource, "specialty")
    return _add(found, ThingKind.contact, where, entries, "name")


def _office(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    if bundle.that_point_to(resource, "Coverage", "payor"):
        return True  # It is told with the plan.
    entries = {"kind": "office", "name": name_of(resource), "npi": _npi(resource), **_reach(resource)}
    return _add(found, ThingKind.contact, where, entries, "name")


def _place(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    reach = _reach(resource)
    return bool(reach) and _add(
        found, ThingKind.contact, where, {"kind": "office", "name": name_of(resource), **reach}, "name"
    )


def _condition(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    codes = many(resource, "code", "coding")
    icd = next((one(code, "code") for code in codes if "icd-10-cm" in one(code, "system").lower()), "")
    onset = one(resource, "onsetDateTime") or one(resource, "onsetPeriod", "start") or one(resource, "recordedDate")
    return _add(
        found,
        ThingKind.diagnosis,
        where,
        {
            "name": concept(resource, "code"),
            "told_on": day(onset or one(resource, "dateRecorded")),
            "told_by": bundle.called(resource, "asserter") or bundle.called(resource, "recorder"),
            "icd10_code": icd,
            "told": _state_words(resource),
        },
        "name",
    )


# What nobody would ask after: it is so, and somebody is sure of it.
_PLAIN_STATES = frozenset(("active", "confirmed"))


def _state_words(resource: Node) -> str:
    states = (concept(resource, "clinicalStatus"), concept(resource, "verificationStatus"))
    parts = [each for each in states if each.lower() not in _PLAIN_STATES]
    ended = one(resource, "abatementDateTime")
    return ", ".join(filter(None, [*parts, f"ended {ended[:10]}" if ended else "", *notes_of(resource)]))


def _medicine(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    name = concept(resource, "medicationCodeableConcept") or bundle.called(resource, "medicationReference")
    dosage: Node = next(iter(many(resource, "dosageInstruction") or many(resource, "dosage")), {})
    quantity: Node = next(iter(many(dosage, "doseAndRate", "doseQuantity")), {})
    period: Node = next(iter(many(resource, "effectivePeriod")), {})
    ended = one(resource, "status") in ("completed", "stopped", "cancelled")
    began = (
        one(period, "start")
        or one(resource, "effectiveDateTime")
        or one(resource, "authoredOn")
        or one(resource, "dateWritten")
    )
    status = one(resource, "status")
    is_plain = status in ("active", "unknown") or (ended and bool(one(period, "end")))
    return _add(
        found,
        ThingKind.medication,
        where,
        {
            "name": name,
            "dose": shapes.line(f"{one(quantity, 'value')} {one(quantity, 'unit')}"),
            "how_often": one(dosage, "text") or _timing(dosage),
            "reason": concept(resource, "reasonCode") or bundle.called(resource, "reasonReference"),
            "started_on": day(began),
            "stopped_on": day(one(period, "end")) if ended or one(period, "end") else "",
            "prescribed_by": bundle.called(resource, "requester"),
            "notes": "\n".join(
                filter(None, ["" if is_plain or not status else f"Status: {status}", *notes_of(resource)])
            ),
        },
        "name",
    )


def _timing(dosage: Node) -> str:
    repeat: Node = next(iter(many(dosage, "timing", "repeat")), {})
    often, period, unit = one(repeat, "frequency"), one(repeat, "period"), one(repeat, "periodUnit")
    units = {"h": "hours", "d": "days", "wk": "weeks", "mo": "months"}
    if not (often and period and unit in units):
        return concept(dosage, "timing", "code")
    return f"{often} x every {period} {units[unit]}"


def _allergy(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    reaction = ", ".join(filter(None, (concept(each) for each in many(resource, "reaction", "manifestation"))))
    return _add(
        found,
        ThingKind.allergy,
        where,
        {
            "name": concept(resource, "code")
            or concept(resource, "substance")
            or concept(resource, "reaction", "substance"),
            "reaction": reaction,
            "severity": one(resource, "reaction", "severity") or one(resource, "criticality"),
            "since": day(one(resource, "onsetDateTime") or one(resource, "recordedDate")),
            "notes": _state_words(resource),
        },
        "name",
    )


def _procedure(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    done = one(resource, "performedDateTime") or one(resource, "performedPeriod", "start")
    return _add(
        found,
        ThingKind.procedure,
        where,
        {
            "name": concept(resource, "code"),
            "done_on": day(done),
            "done_by": bundle.called(resource, "performer", "actor"),
            "place": bundle.called(resource, "location"),
            "reason": concept(resource, "reasonCode") or bundle.called(resource, "reasonReference"),
            "notes": "\n".join(notes_of(resource)),
        },
        "name",
    )


def _encounter(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    start = one(resource, "period", "start") or one(resource, "start")
    people = [
        bundle.called(each, "individual") or bundle.called(each, "actor") for each in many(resource, "participant")
    ]
    place = bundle.called(resource, "location", "location") or bundle.called(resource, "serviceProvider")
    what = concept(resource, "type") or concept(resource, "serviceType") or one(resource, "description")
    return _add(
        found,
        ThingKind.visit,
        where,
        {
            "day": day(start),
            "at_time": clock_time(start),
            "with": next(filter(None, people), ""),
            "place": place,
            "notes": "\n".join(filter(None, (what, concept(resource, "reasonCode"), one(resource, "comment")))),
        },
        "day",
    )


def _coverage(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    classes = {concept(each, "type").lower(): each for each in many(resource, "class")}
    group, plan = classes.get("group", {}), one(classes.get("plan", {}), "name")
    payer, order = _reach(bundle.follow(resource, "payor")), one(resource, "order")
    return _add(
        found,
        ThingKind.coverage,
        where,
        {
            "plan_name": plan or bundle.called(resource, "payor") or concept(resource, "type"),
            "plan_phone": payer.get("phone", ""),
            "plan_address": payer.get("address", ""),
            "member_id": one(resource, "subscriberId") or one(resource, "identifier", "value"),
            "medicare_number": _medicare_number(resource),
            "group_number": one(group, "value"),
            "subscriber": bundle.called(resource, "subscriber"),
            "from_date": day(one(resource, "period", "start")),
            "until_date": day(one(resource, "period", "end")),
            "order": int(order) if order.isdigit() and len(order) < 3 else None,
            **_own_share(resource),
        },
        "plan_name",
        "member_id",
    )


def _medicare_number(resource: Node) -> str:
    numbers = [each for each in many(resource, "identifier") if "MC" in map(str, many(each, "type", "coding", "code"))]
    return one(numbers, "value") if one(resource, "subscriberId") else ""


_SHARES = {"deductible": "deductible_cents", "spvisit": "copay_cents", "maxoutofpocket": "out_of_pocket_limit_cents"}
"""What HL7 calls them (coverage-copay-type), and what we do."""


def _own_share(resource: Node) -> dict[str, int]:
    """Return what the patient pays in a plan."""
    shares: dict[str, int] = {}
    for each in many(resource, "costToBeneficiary"):
        code, amount = one(each, "type", "coding", "code"), cents(one(each, "valueMoney", "value"))
        if code in _SHARES and amount is not None:
            shares.setdefault(_SHARES[code], amount)
        percent = one(each, "valueQuantity", "value")
        if code == "copaypct" and percent.isdigit() and int(percent) <= 100:
            shares.setdefault("coinsurance_percent", int(percent))
    return shares


_PAID = ("benefit", "paidtoprovider", "paidtopatient", "payment")
_ALLOWED = ("eligible", "allowed")
_OWED = ("memberliability", "copay", "deductible", "coinsurance", "paidbypatient")


def _claim(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
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
    return _add(
        found,
        ThingKind.cost,
        where,
        {
            "what": ", ".join(dict.fromkeys(filter(None, items))) or concept(resource, "type"),
            "biller": bundle.called(resource, "provider") or bundle.called(resource, "careTeam", "provider"),
            "date_of_service": day(served),
            "claim_number": number,
            "claim_on": _came_on(resource),
            "billed_cents": billed,
            "allowed_cents": _first(totals, _ALLOWED),
            "paid_cents": paid if paid is not None else _first(totals, _PAID),
            "patient_responsibility_cents": owed,
            "paid_by_patient_cents": totals.get("paidbypatient"),
            "notes": one(resource, "disposition"),
        },
        "billed_cents",
        "paid_cents",
        "allowed_cents",
        "date_of_service",
        "what",
    )


def _came_on(resource: Node) -> str:
    """Return the day the plan got the claim, as CARIN's profile has it."""
    for each in many(resource, "supportingInfo"):
        if "clmrecvddate" in many(each, "category", "coding", "code"):
            return day(one(each, "timingDate"))
    return ""


def _invoice(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    items = [concept(each, "chargeItemCodeableConcept") for each in many(resource, "lineItem")]
    charged = bundle.follow(resource, "lineItem", "chargeItemReference")
    items += [concept(charged, "code")]
    entries: dict[str, Entry | None] = {
        "what": ", ".join(dict.fromkeys(filter(None, items))) or concept(resource, "type"),
        "biller": bundle.called(resource, "issuer"),
        "billed_on": day(one(resource, "date")),
        "date_of_service": day(one(charged, "occurrenceDateTime")),
        "billed_cents": cents(one(resource, "totalGross", "value")),
        "due_cents": cents(one(resource, "totalNet", "value")),
        "notes": "\n".join(notes_of(resource)),
    }
    return _add(found, ThingKind.cost, where, entries, "billed_cents", "due_cents")


def _call(found: Found, where: str, resource: Node, bundle: Bundle) -> bool:
    """Note a talk on the telephone; anything else that was said or sent is kept in words."""
    when, people = one(resource, "sent"), many(resource, "recipient")
    if "PHONE" not in many(resource, "medium", "coding", "code"):
        return False
    names = [bundle.called({"who": each}, "who") for each in people]
    entries: dict[str, Entry | None] = {
        "with_whom": next(iter(names), ""),
        "spoke_with": ", ".join(filter(None, names[1:])),
        "day": day(when),
        "at_time": clock_time(when),
        "reference_number": one(resource, "identifier", "value"),
        "said": "\n".join(filter(None, [one(each, "contentString") for each in many(resource, "payload")])),
    }
    return _add(found, ThingKind.call, where, entries, "said", "with_whom")


def _first(totals: dict[str, int], names: tuple[str, ...]) -> int | None:
    return next((totals[name] for name in names if name in totals), None)


READERS: dict[str, _Reader] = {
    "Patient": _patient,
    "Practitioner": _person,
    "PractitionerRole": _role,
    "Organization": _office,
    "Location": _place,
    "Condition": _condition,
    "MedicationRequest": _medicine,
    "MedicationStatement": _medicine,
    "MedicationOrder": _medicine,
    "AllergyIntolerance": _allergy,
    "Procedure": _procedure,
    "Encounter": _encounter,
    "Appointment": _encounter,
    "Coverage": _coverage,
    "ExplanationOfBenefit": _claim,
    "Claim": _claim,
    "Invoice": _invoice,
    "Communication": _call,
    "DocumentReference": note,
    "DiagnosticReport": note,
}
