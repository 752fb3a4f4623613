"""Two plans for one person: each judged by itself, and what both make together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.plan import Coverage, Plan
from caseorg.rules.assess import Assessment, assess
from caseorg.rules.costs import CostRange, Estimate, LineKind, SumLine
from caseorg.rules.following import plans_in_order
from caseorg.rules.index import Library
from caseorg.rules.schema import VerdictAnswer

# On these topics each plan has a say of its own, and both have to be heard; on all others a yes of one is a help.
_EACH_WANTS_ITS_OWN = ("referral", "prior_approval", "network_gap", "in_writing", "appeal")
_HELPS = (VerdictAnswer.likely_yes, VerdictAnswer.yes_if_first)
# A range that one plan gives is about the first plan alone; these speak of the money itself.
_ABOUT_MONEY = ("cost", "balance_bill", "second_plan")


class Together(StrEnum):
    """What two plans make of one topic together."""

    both_help = auto()
    first_helps = auto()
    second_helps = auto()
    neither = auto()
    ask_each = auto()
    open = auto()


@dataclass(frozen=True)
class OnePlan:
    """One plan of a person, its card, and what the rules make of the visit for it."""

    plan: Plan
    coverage: Coverage
    assessment: Assessment


@dataclass(frozen=True)
class TwoPlans:
    """The plan that pays first, the one that pays second, and what both make together, by topic and in money."""

    first: OnePlan
    second: OnePlan
    topics: tuple[tuple[str, Together], ...]
    costs: CostRange | None


def assess_two_plans(snapshot: CaseSnapshot, library: Library, today: date) -> TwoPlans | None:
    """Judge both plans of a case; None where it has only one. A third is not looked at."""
    plans = {plan.id: plan for plan in snapshot.plans}
    cards = [card for card in plans_in_order(snapshot, today) if card.plan_id in plans]
    if not cards[1:]:
        return None
    one, other, *_more = cards
    first = OnePlan(plans[one.plan_id], one, assess(snapshot, library, today))
    second = OnePlan(plans[other.plan_id], other, assess(snapshot, library, today, other))
    return TwoPlans(first, second, _topics(first.assessment, second.assessment), _costs(first, second))


def _topics(first: Assessment, second: Assessment) -> tuple[tuple[str, Together], ...]:
    return tuple(
        (verdict.topic, _together(verdict.topic, verdict.answer, beside.answer))
        for verdict in first.verdicts
        if verdict.topic not in _ABOUT_MONEY and (beside := second.verdict(verdict.topic)) is not None
    )


def _together(topic: str, first: VerdictAnswer, second: VerdictAnswer) -> Together:
    if topic in _EACH_WANTS_ITS_OWN:
        return Together.ask_each
    if first in _HELPS:
        return Together.both_help if second in _HELPS else Together.first_helps
    if second in _HELPS:
        return Together.second_helps
    both_say_no = first is second is VerdictAnswer.likely_no
    return Together.neither if both_say_no else Together.open


def _costs(first: OnePlan, second: OnePlan) -> CostRange | None:
    """Work out the range with both: at best the second pays all that the first leaves, at worst nothing of it.

    How much it pays in between no source states for all plans, so the likely amount stays open.
    """
    alone = first.assessment.costs
    opinion = second.assessment.verdict("opinion")
    if alone is None or opinion is None or opinion.answer is VerdictAnswer.likely_no:
        return alone
    best = alone.best
    if best is not None and best.cents:
        best = Estimate(0, (*best.lines, SumLine(LineKind.second_plan, -best.cents)))
    return CostRange(best, None, alone.worst, alone.no_upper_limit, alone.unknown, alone.rule)
