"""Costs: what was billed, paid and is still open, and which number of a bill differs from the plan's statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, auto
from uuid import UUID

from caseorg.base.language import _, money
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.costs import Cost
from caseorg.domain.document import Document, DocumentKind
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
    found: list[str] = []
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


def match_document(workspace: Workspace, cost: Cost, document: Document) -> ChangeSet | None:
    """Tie a bill or the plan's statement to a cost, by what kind of paper it is."""
    is_statement = document.kind is DocumentKind.plan_statement
    entry = "statement_document_id" if is_statement else "bill_document_id"
    return workspace.save(cost.revised(**{entry: document.id}), _("Match a bill"))


def _line(snapshot: CaseSnapshot, cost: Cost) -> CostLine:
    still_open, differing = open_cents(cost), differences(cost)
    is_matched = cost.patient_responsibility_cents is not None or cost.statement_document_id is not None
    if differing:
        state = CostState.differs
    elif still_open == 0 and (cost.billed_cents or cost.patient_responsibility_cents) is not None:
        state = CostState.paid
    else:
        state = CostState.open if is_matched else CostState.not_matched
    return CostLine(cost, _who(snapshot, cost.contact_id), state, still_open, differing)


def _who(snapshot: CaseSnapshot, contact_id: UUID | None) -> str:
    contact = snapshot.contact(contact_id)
    return contact.name if contact else ""
