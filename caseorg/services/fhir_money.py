"""Plans, coverages and costs in FHIR R4: the insurer, the coverage, the plan's statement or the bill."""

from __future__ import annotations

from datetime import date

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Cost
from caseorg.domain.plan import Coverage, Plan
from caseorg.rules.following import plans_in_order
from caseorg.services.fhir_parts import (
    TERMS,
    Resource,
    coded,
    day_of,
    notes,
    one_line,
    period,
    reach,
    reference,
    to_contact,
    trimmed,
)

_CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem"


def plan(plan: Plan) -> Resource:
    """Return a plan as the organization that insures."""
    known = {"resourceType": "Organization", "id": str(plan.id), "type": [coded(f"{TERMS}/organization-type", "pay")]}
    return trimmed({**known, "name": one_line(plan.name) or "?", **reach(plan)})


def coverage(coverage: Coverage, who: Resource, snapshot: CaseSnapshot) -> Resource:
    """Return one person's coverage in a plan, with what it costs that person."""
    payer = next((each for each in snapshot.plans if each.id == coverage.plan_id), None)
    group = {"type": coded(f"{TERMS}/coverage-class", "group"), "value": coverage.group_number}
    medicare = {"type": coded(f"{TERMS}/v2-0203", "MC"), "value": coverage.medicare_number}
    return trimmed(
        {
            "resourceType": "Coverage",
            "id": str(coverage.id),
            "identifier": [medicare] if coverage.medicare_number else [],
            "status": "active",
            "subscriberId": coverage.member_id,
            "subscriber": {"display": one_line(coverage.subscriber)} if coverage.subscriber else None,
            "beneficiary": who,
            "period": period(coverage.from_date, coverage.until_date),
            "payor": [reference(coverage.plan_id, "Organization", payer.name if payer else "")],
            "class": [group] if coverage.group_number else [],
            "order": coverage.order or None,
            "costToBeneficiary": _own_share(coverage),
        }
    )


def _own_share(coverage: Coverage) -> list[Resource]:
    system = f"{TERMS}/coverage-copay-type"
    amounts = (
        ("deductible", coverage.deductible_cents),
        ("spvisit", coverage.copay_cents),
        ("maxoutofpocket", coverage.out_of_pocket_limit_cents),
    )
    shares = [
        {"type": coded(system, code), "valueMoney": _money(cents)} for code, cents in amounts if cents is not None
    ]
    if coverage.coinsurance_percent is not None:
        percent = {"value": coverage.coinsurance_percent, "unit": "%"}
        shares.append({"type": coded(system, "copaypct"), "valueQuantity": percent})
    return shares


def statement(cost: Cost, who: Resource, snapshot: CaseSnapshot, made_on: date) -> Resource:
    """Return a cost: as the plan's statement where the plan has said anything, else as the bill it is."""
    told = (cost.allowed_cents, cost.paid_cents, cost.patient_responsibility_cents, cost.statement_billed_cents)
    if cost.claim_number or any(each is not None for each in told):
        return _explanation(cost, who, snapshot, made_on)
    return _invoice(cost, who, snapshot)


def _explanation(cost: Cost, who: Resource, snapshot: CaseSnapshot, made_on: date) -> Resource:
    # A cost names no plan: as everywhere, the one is meant that paid first on the day of care.
    cover = next(iter(plans_in_order(snapshot, cost.date_of_service or made_on)), None)
    payer = next((each for each in snapshot.plans if cover and each.id == cover.plan_id), None)
    insurance = reference(cover.id, "Coverage") if cover else {"display": "Not known"}
    served = day_of(cost.date_of_service)
    return trimmed(
        {
            "resourceType": "ExplanationOfBenefit",
            "id": str(cost.id),
            "identifier": [{"value": cost.claim_number}] if cost.claim_number else [],
            "status": "active",
            "type": {"text": "Medical claim"},
            "use": "claim",
            "patient": who,
            "billablePeriod": {"start": served} if served else None,
            "created": day_of(cost.statement_on or cost.billed_on or cost.date_of_service or made_on),
            "insurer": reference(payer.id, "Organization", payer.name) if payer else {"display": "Not known"},
            "provider": to_contact(snapshot.contact(cost.contact_id)) or {"display": "Not known"},
            "outcome": "complete",
            "disposition": cost.notes,
            "supportingInfo": _received(cost),
            "insurance": [{"focal": True, "coverage": insurance}],
            "item": [{"sequence": 1, "productOrService": {"text": cost.what}}] if cost.what else [],
            "total": _totals(cost),
            "payment": {"amount": _money(cost.paid_cents)} if cost.paid_cents is not None else None,
        }
    )


def _received(cost: Cost) -> list[Resource]:
    if not cost.claim_on:
        return []
    category = coded(f"{_CARIN}/C4BBSupportingInfoType", "clmrecvddate")
    return [{"sequence": 1, "category": category, "timingDate": day_of(cost.claim_on)}]


def _totals(cost: Cost) -> list[Resource]:
    billed = cost.billed_cents if cost.billed_cents is not None else cost.statement_billed_cents
    amounts = (
        (f"{TERMS}/adjudication", "submitted", billed),
        (f"{TERMS}/adjudication", "eligible", cost.allowed_cents),
        (f"{TERMS}/adjudication", "benefit", cost.paid_cents),
        (f"{_CARIN}/C4BBAdjudication", "memberliability", cost.patient_responsibility_cents),
        (f"{_CARIN}/C4BBAdjudication", "paidbypatient", cost.paid_by_patient_cents),
    )
    return [
        {"category": coded(system, code), "amount": _money(cents)}
        for system, code, cents in amounts
        if cents is not None
    ]


def _invoice(cost: Cost, who: Resource, snapshot: CaseSnapshot) -> Resource:
    # The day of care stands with what is charged, which is a resource of its own inside the bill.
    charged = {
        "resourceType": "ChargeItem",
        "id": "charged",
        "status": "billed",
        "code": {"text": cost.what or "?"},
        "subject": who,
        "occurrenceDateTime": day_of(cost.date_of_service),
    }
    biller = to_contact(snapshot.contact(cost.contact_id)) or {}
    # Only an office can be pointed to as the one that bills.
    issuer = biller if biller.get("type") == "Organization" else trimmed({"display": biller.get("display", "")})
    return trimmed(
        {
            "resourceType": "Invoice",
            "id": str(cost.id),
            "contained": [trimmed(charged)],
            "status": "issued",
            "subject": who,
            "date": day_of(cost.billed_on),
            "issuer": issuer,
            "lineItem": [{"sequence": 1, "chargeItemReference": {"reference": "#charged"}}],
            "totalNet": _money(cost.due_cents) if cost.due_cents is not None else None,
            "totalGross": _money(cost.billed_cents) if cost.billed_cents is not None else None,
            "note": notes(cost.notes),
        }
    )


def _money(cents: int) -> Resource:
    # A double holds every amount a record can have to the cent, and is written with the fewest digits that say so.
    return {"value": cents // 100 if cents % 100 == 0 else cents / 100, "currency": "USD"}
