"""Costs: what was billed, paid and is still open, and which number of a bill differs from the plan's statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any
from uuid import UUID

from caseorg.base.language import _, money
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.costs import Cost
from caseorg.services.workspace import Workspace


class CostState(StrEnum):
    """How far one bill is."""

    not_matched = auto()
    differs = auto()
    open = auto()
    paid = auto()

    def words(self) -> str:
        """Say it in the language in use."""
        return {
            CostState.not_matched: _("Bill not matched"),
            CostState.differs: _("Numbers differ"),
            CostState.open: _("Still open"),
            CostState.paid: _("Paid"),
        }[self]


@dataclass(frozen=True)
class CostLine:
    """One bill as the page shows it, with what is still open and what differs."""

    cost: Cost
    who: str
    state: CostState
    open_cents: int
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Totals:
    """The sums at the head of the page, in cents. What nobody has said counts as nothing."""

    billed_cents: int
    paid_cents: int
    paid_by_patient_cents: int
    open_cents: int

    def words(self) -> str:
        """Say the sums as the head of the page does."""
        return _("Costs: billed {billed}, plan paid {paid}, you paid {yours}, still open {open}").format(
            billed=money(self.billed_cents),
            paid=money(self.paid_cents),
            yours=money(self.paid_by_patient_cents),
            open=money(self.open_cents),
        )


def cost_lines(snapshot: CaseSnapshot) -> tuple[CostLine, ...]:
    """Return the bills of a case, the latest care first."""
    ordered = sorted(snapshot.costs, key=lambda cost: str(cost.date_of_service or cost.billed_on or ""), reverse=True)
    return tuple(_line(snapshot, cost) for cost in ordered)


def totals(costs: Iterable[Cost]) -> Totals:
    """Add up the bills."""
    listed = tuple(costs)
    return Totals(
        sum(cost.billed_cents or 0 for cost in listed),
        sum(cost.paid_cents or 0 for cost in listed),
        sum(cost.paid_by_patient_cents or 0 for cost in listed),
        sum(open_cents(cost) for cost in listed),
    )


def open_cents(cost: Cost) -> int:
    """Return what is still open of a bill: of what the plan says the person owes, or else of what was billed."""
    paid = cost.paid_by_patient_cents or 0
    if cost.patient_responsibility_cents is not None:
        return max(0, cost.patient_responsibility_cents - paid)
    return max(0, (cost.billed_cents or 0) - (cost.paid_cents or 0) - paid)


def differences(cost: Cost) -> tuple[str, ...]:
    """Say which numbers of a bill and of the plan's statement do not fit together."""
    billed, allowed = cost.billed_cents, cost.allowed_cents
    paid, owed, yours = cost.paid_cents, cost.patient_responsibility_cents, cost.paid_by_patient_cents
    stated, due = cost.statement_billed_cents, cost.due_cents
    found: list[str] = []
    if billed is not None and stated is not None and billed != stated:
        sentence = _("The bill says {billed}, but in the plan's statement {stated} was billed.")
        found.append(sentence.format(billed=money(billed), stated=money(stated)))
    if due is not None and owed is not None and due != owed:
        sentence = _("The bill asks you for {due}, but the plan says you owe {owed}.")
        found.append(sentence.format(due=money(due), owed=money(owed)))
    if allowed is not None and paid is not None and owed is not None and paid + owed != allowed:
        sentence = _("The plan counts {allowed}, but what it paid and what you owe make {sum}.")
        found.append(sentence.format(allowed=money(allowed), sum=money(paid + owed)))
    if billed is not None and allowed is not None and allowed > billed:
        sentence = _("The plan counts {allowed}, but the bill says {billed}.")
        found.append(sentence.format(allowed=money(allowed), billed=money(billed)))
    if owed is not None and yours is not None and yours > owed:
        sentence = _("You paid {paid}, but the plan says you owe {owed}.")
        found.append(sentence.format(paid=money(yours), owed=money(owed)))
    return tuple(found)


def match_statement(workspace: Workspace, cost: Cost, entries: Mapping[str, Any]) -> ChangeSet | None:
    """Tie the plan's statement to a bill, with its amounts; what is left blank stays as it was."""
    given = {name: value for name, value in entries.items() if value not in (None, "")}
    return workspace.save(cost.revised(**given), _("Match a bill")) if given else None


def same_care(snapshot: CaseSnapshot, cost: Cost) -> tuple[Cost, ...]:
    """Return the statements, as the plan's data brings them in, that may belong to a bill without one.

    A statement stands in the list as a cost of its own until it is joined. It may belong to a bill of the same claim,
    or of the same day of care; whether it does, only a person can say.
    """
    if is_matched(cost):
        return ()
    return tuple(
        each
        for each in snapshot.costs
        if each.id != cost.id
        and is_matched(each)
        and each.bill_document_id is None
        and ((cost.claim_number and each.claim_number == cost.claim_number)
             or (cost.date_of_service and each.date_of_service == cost.date_of_service))
    )  # fmt: skip


def join(workspace: Workspace, bill: Cost, statement: Cost) -> ChangeSet | None:
    """Take a statement that stands alone over into its bill, in one step; the statement goes to Recently removed."""
    # What the plan brought in as billed is what its statement says, so that it can be held against the bill.
    stated = statement.statement_billed_cents or statement.billed_cents
    names = ("allowed_cents", "paid_cents", "patient_responsibility_cents", "statement_document_id")
    given = {name: value for name in names if (value := getattr(statement, name)) is not None}
    claim = bill.claim_number or statement.claim_number
    with workspace.step(_("Match a bill")) as step:
        step.save(bill.revised(statement_billed_cents=stated, claim_number=claim, **given))
        step.remove(statement)
    return step.change_set


def is_matched(cost: Cost) -> bool:
    """Tell whether the plan's statement is there, or what it says the person owes."""
    return cost.patient_responsibility_cents is not None or cost.statement_document_id is not None


def _line(snapshot: CaseSnapshot, cost: Cost) -> CostLine:
    still_open, differing = open_cents(cost), differences(cost)
    if differing:
        state = CostState.differs
    elif still_open == 0 and (cost.billed_cents or cost.patient_responsibility_cents) is not None:
        state = CostState.paid
    else:
        state = CostState.open if is_matched(cost) else CostState.not_matched
    return CostLine(cost, _who(snapshot, cost.contact_id), state, still_open, differing)


def _who(snapshot: CaseSnapshot, contact_id: UUID | None) -> str:
    contact = snapshot.contact(contact_id)
    return contact.name if contact else ""
