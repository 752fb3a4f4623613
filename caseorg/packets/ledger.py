"""What stands in tables: bills with their sums, medicines, allergies, loans, and a paper that was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Cost
from caseorg.domain.health import Medication
from caseorg.domain.letter import Letter, Packet, Sending
from caseorg.domain.loan import Loan
from caseorg.packets.words import Wording

Texts = Mapping[str, str]

LISTS: dict[str, frozenset[str]] = {
    "cost": frozenset({"cost.what", "cost.who", "cost.day", "cost.billed", "cost.plan_paid", "cost.owed", "cost.paid"}),
    "hand": frozenset({"hand.what", "hand.day", "hand.who", "hand.tracking"}),
    "stopped": frozenset({"stopped.name", "stopped.dose", "stopped.until", "stopped.reason"}),
    "medicine": frozenset({"medicine.name", "medicine.dose", "medicine.how_often", "medicine.reason",
                           "medicine.since", "medicine.by"}),
    "allergy": frozenset({"allergy.text", "allergy.name", "allergy.reaction", "allergy.severity"}),
}  # fmt: skip
"""The lists a template may go through, and the facts of each thing in them."""

DERIVED = frozenset(
    {
        "costs.billed", "costs.plan_paid", "costs.owed", "costs.paid", "costs.open",
        "sent.what", "sent.pages", "sent.day", "sent.way", "sent.to", "sent.tracking", "sent.fingerprint",
        "sent.received_on", "sent.confirmed_by",
    }
)  # fmt: skip
"""Facts that are no field of a record."""

_SUMS = {
    "billed": "billed_cents",
    "plan_paid": "paid_cents",
    "owed": "patient_responsibility_cents",
    "paid": "paid_by_patient_cents",
}


def facts(snapshot: CaseSnapshot, sending: Sending | None, words: Wording) -> dict[str, str]:
    """Return the sums of a case's bills, and what one sending carried."""
    return _sums(snapshot, words) | _sent(snapshot, sending, words)


def _sums(snapshot: CaseSnapshot, words: Wording) -> dict[str, str]:
    """Add up what is known. Nothing known is no zero, and what is not known yet is counted."""
    found = {}
    for name, field in _SUMS.items():
        known = [getattr(cost, field) for cost in snapshot.costs if getattr(cost, field) is not None]
        found[f"costs.{name}"] = words.shown(sum(known), is_money=True) if known else ""
    unknown = sum(1 for cost in snapshot.costs if cost.patient_responsibility_cents is None)
    return found | {"costs.open": str(unknown) if unknown else ""}


def _sent(snapshot: CaseSnapshot, sending: Sending | None, words: Wording) -> dict[str, str]:
    paper = snapshot.find(sending.letter_id or sending.packet_id) if sending else None
    if sending is None or not isinstance(paper, Letter | Packet):
        return {}
    return {
        "sent.what": paper.title or words.choice(paper.kind),
        "sent.pages": str(paper.page_count or ""),
        "sent.day": words.shown(sending.sent_on),
        "sent.way": words.choice(sending.way),
        "sent.to": ", ".join(part for part in (paper.to_name, sending.sent_to) if part),
        "sent.tracking": sending.tracking,
        "sent.fingerprint": paper.pdf_sha256,
        "sent.received_on": words.shown(sending.received_on),
        "sent.confirmed_by": sending.confirmed_by,
    }


def lists(snapshot: CaseSnapshot, loan: Loan | None, words: Wording) -> dict[str, list[Texts]]:
    """Return the rows of bills, of the hands a loan passed through, of medicines and allergies."""
    costs = sorted(snapshot.costs, key=lambda one: one.date_of_service or one.billed_on or date.max)
    return {
        "cost": [_cost(snapshot, one, words) for one in costs],
        "hand": _hands(snapshot, loan, words) if loan else [],
        "medicine": [_medicine(snapshot, one, words) for one in snapshot.medications if not one.stopped_on],
        "allergy": [
            {
                "allergy.text": ": ".join(
                    part
                    for part in (one.name, ", ".join(part for part in (one.reaction, one.severity) if part))
                    if part
                ),
                "allergy.name": one.name,
                "allergy.reaction": one.reaction,
                "allergy.severity": one.severity,
            }
            for one in snapshot.allergies
        ],
        "stopped": [
            {
                "stopped.name": one.name,
                "stopped.dose": one.dose,
                "stopped.until": words.shown(one.stopped_on),
                "stopped.reason": one.reason,
            }
            for one in snapshot.medications
            if one.stopped_on
        ],
    }


def _cost(snapshot: CaseSnapshot, cost: Cost, words: Wording) -> Texts:
    who = snapshot.contact(cost.contact_id)
    amounts = {f"cost.{name}": words.shown(getattr(cost, field), is_money=True) for name, field in _SUMS.items()}
    return {
        "cost.what": cost.what,
        "cost.who": who.name if who else "",
        "cost.day": words.shown(cost.date_of_service or cost.billed_on),
        **amounts,
    }


def _medicine(snapshot: CaseSnapshot, one: Medication, words: Wording) -> Texts:
    doctor = snapshot.contact(one.prescribed_by_id)
    return {
        "medicine.name": one.name,
        "medicine.dose": one.dose,
        "medicine.how_often": one.how_often,
        "medicine.reason": one.reason,
        "medicine.since": words.shown(one.started_on),
        "medicine.by": doctor.name if doctor else "",
    }


def _hands(snapshot: CaseSnapshot, loan: Loan, words: Wording) -> list[Texts]:
    """Return the four hands a loan passes through; what has not happened yet is left to be filled in."""
    lender, borrower = snapshot.contact(loan.lender_id), snapshot.contact(loan.borrower_id)
    from_name, to_name = (lender.name if lender else ""), (borrower.name if borrower else "")
    say: Callable[[str], str] = lambda name: words.say("custody", name)  # noqa: E731
    rows = (
        ("left", loan.sent_on, from_name, " ".join(part for part in (loan.courier, loan.tracking) if part)),
        ("arrived", loan.arrived_on, loan.received_by or to_name, ""),
        ("sent_back", loan.sent_back_on, to_name, loan.return_tracking),
        ("returned", loan.returned_on, from_name, ""),
    )
    return [
        {"hand.what": say(name), "hand.day": words.shown(day), "hand.who": who, "hand.tracking": tracking}
        for name, day, who, tracking in rows
    ]
