"""Two plans for one person: each is judged by itself, and what was said of the first does not hold for the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.denial import Denial, DenialLevel
from caseorg.domain.permission import PermissionStatus, PriorAuthorization
from caseorg.domain.plan import Answer, AnswerSource, Coverage, Plan, PlanKind, PlanNetwork
from caseorg.rules.assess import assess
from caseorg.rules.library import Library, load_library
from caseorg.rules.schema import VerdictAnswer
from caseorg.rules.two_plans import Together, TwoPlans, assess_two_plans, together
from caseorg.services.paths import together_words
from tests.rules.rule_folders import REAL_RULES, TODAY

CASE = Case(title="Two plans")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(REAL_RULES)


def plan(name: str, kind: PlanKind, network: PlanNetwork | None = None) -> Plan:
    return Plan(case_id=CASE.id, name=name, kind=kind, network=network)


WORK = plan("Work", PlanKind.employer, PlanNetwork.ppo)
ADVANTAGE = plan("Advantage", PlanKind.medicare_advantage, PlanNetwork.hmo)


def card(of: Plan, order: int, **entries: object) -> Coverage:
    return Coverage(case_id=CASE.id, plan_id=of.id, order=order).revised(**entries)


def said(fact: str, value: str) -> Answer:
    return Answer(case_id=CASE.id, fact=fact, value=value, said_by=AnswerSource.plan_by_phone, said_on=TODAY)


def snapshot(*cards: Coverage, answers: tuple[Answer, ...] = ()) -> CaseSnapshot:
    return replace(CaseSnapshot(CASE), plans=(ADVANTAGE, WORK), coverages=cards, answers=answers)


def both(library: Library, case: CaseSnapshot, today: date = TODAY) -> TwoPlans:
    found = assess_two_plans(case, library, today)
    assert found is not None
    return found


def answer(assessment: object, topic: str) -> VerdictAnswer:
    return assessment.verdict(topic).answer  # type: ignore[attr-defined, no-any-return]


def test_the_order_on_the_cards_decides_who_pays_first(library: Library) -> None:
    found = both(library, snapshot(card(ADVANTAGE, 2), card(WORK, 1)))
    assert (found.first.plan, found.second.plan) == (WORK, ADVANTAGE)
    turned = both(library, snapshot(card(ADVANTAGE, 1), card(WORK, 2)))
    assert (turned.first.plan, turned.second.plan) == (ADVANTAGE, WORK)


def test_a_plan_that_is_over_is_no_second_plan(library: Library) -> None:
    over = card(ADVANTAGE, 2, until_date=date(2026, 6, 30))
    case = snapshot(card(WORK, 1), over)
    assert assess_two_plans(case, library, TODAY) is None
    assert assess_two_plans(case, library, date(2026, 6, 30)) is not None


def test_what_the_first_plan_said_is_not_what_the_second_says(library: Library) -> None:
    answers = (said("visit.in_network", "yes"), said("visit.reason", "surgery"), said("visit.emergency", "no"))
    found = both(library, snapshot(card(WORK, 1), card(ADVANTAGE, 2), answers=answers))
    assert answer(found.first.assessment, "network") is VerdictAnswer.likely_yes
    assert answer(found.second.assessment, "network") is VerdictAnswer.cannot_tell
    facts = found.second.assessment.facts
    assert facts is not None
    assert facts.facts.value("visit.in_network") is None
    assert facts.facts.value("visit.reason") == "surgery"  # this is so, whatever the plan
    assert dict(found.topics)["network"] is Together.first_helps


def test_that_there_are_two_is_known_without_asking(library: Library) -> None:
    found = both(library, snapshot(card(WORK, 1), card(ADVANTAGE, 2)))
    assert found.first.assessment.verdict("second_plan") is not None
    assert "plan.other_coverage" not in found.first.assessment.needs


def test_on_a_referral_each_plan_is_asked(library: Library) -> None:
    topics = dict(both(library, snapshot(card(WORK, 1), card(ADVANTAGE, 2))).topics)
    assert topics["referral"] is Together.ask_each
    assert topics["prior_approval"] is Together.ask_each
    assert "cost" not in topics


def test_together_the_cost_runs_from_nothing_to_what_the_first_leaves(library: Library) -> None:
    answers = (
        said("visit.in_network", "yes"), said("visit.allowed_cents", "40000"), said("plan.deductible_met", "yes"),
        said("visit.reason", "surgery"), said("visit.emergency", "no"),
    )  # fmt: skip
    case = snapshot(card(WORK, 1, coinsurance_percent=20), card(ADVANTAGE, 2), answers=answers)
    found = both(library, case)
    alone = found.first.assessment.costs
    assert alone is not None
    assert alone.likely is not None
    assert alone.likely.cents == 8_000
    assert found.costs is not None
    assert found.costs.best is not None
    assert found.costs.worst is not None
    assert (found.costs.best.cents, found.costs.worst.cents) == (0, alone.worst.cents if alone.worst else None)
    assert found.costs.likely is None
    assert sum(line.cents for line in found.costs.best.lines) == 0
    assert found.costs.best.lines[-1].in_words("en") == "$80 less, if your second plan pays all that is left"


@pytest.mark.parametrize(
    ("first", "second", "both_make"),
    [
        ("likely_yes", "yes_if_first", Together.both_help),
        ("likely_yes", "likely_no", Together.only_first_helps),
        ("likely_yes", "cannot_tell", Together.first_helps),
        ("papers_decide", "likely_yes", Together.second_helps),
        ("likely_no", "likely_no", Together.neither),
        ("likely_no", "papers_decide", Together.open),
    ],
)
def test_a_no_of_the_second_plan_is_no_open_question(first: str, second: str, both_make: Together) -> None:
    assert together("opinion", VerdictAnswer(first), VerdictAnswer(second)) is both_make
    assert together("referral", VerdictAnswer(first), VerdictAnswer(second)) is Together.ask_each
    assert {each: bool(together_words(each)) for each in Together} == dict.fromkeys(Together, True)


def said_of(of: Plan, fact: str, value: str) -> Answer:
    return said(fact, value).revised(plan_id=of.id)


def test_each_plan_has_its_own_answers(library: Library) -> None:
    answers = (said_of(WORK, "visit.in_network", "no"), said_of(ADVANTAGE, "visit.in_network", "yes"))
    found = both(library, snapshot(card(WORK, 1), card(ADVANTAGE, 2), answers=answers))
    for one, value in ((found.first, "no"), (found.second, "yes")):
        assert one.assessment.facts is not None
        assert one.assessment.facts.facts.value("visit.in_network") == value
    assert answer(found.second.assessment, "network") is VerdictAnswer.likely_yes
    turned = both(library, snapshot(card(WORK, 2), card(ADVANTAGE, 1), answers=answers))
    assert answer(turned.first.assessment, "network") is VerdictAnswer.likely_yes  # an answer goes with its plan


def test_an_answer_of_a_plan_that_is_gone_counts_for_the_one_that_pays_first(library: Library) -> None:
    gone = plan("Gone", PlanKind.va)
    answers = (said_of(gone, "visit.in_network", "yes"),)
    found = both(library, snapshot(card(WORK, 1), card(ADVANTAGE, 2), answers=answers))
    assert found.first.assessment.facts is not None
    assert found.first.assessment.facts.facts.value("visit.in_network") == "yes"


def test_a_denial_of_the_second_plan_has_the_clock_and_the_ladder_of_that_plan(library: Library) -> None:
    letters = {"notice_date": date(2026, 11, 2), "level": DenialLevel.initial, "part_d": False}
    mine = Denial.made(case_id=CASE.id, what="MRI", plan_id=WORK.id, **letters)
    other = Denial.made(case_id=CASE.id, what="MRI", plan_id=ADVANTAGE.id, **letters)
    unnamed = Denial.made(case_id=CASE.id, what="MRI", **letters)
    sponsor = said_of(WORK, "plan.sponsor", "private")
    case = replace(snapshot(card(WORK, 1), card(ADVANTAGE, 2), answers=(sponsor,)), denials=(mine, other, unnamed))
    found = assess(case, library, TODAY)
    for denial, rule, first_step in (
        (mine, "erisa.internal_appeal", "erisa.step_1_internal_appeal"),
        (unnamed, "erisa.internal_appeal", "erisa.step_1_internal_appeal"),
        (other, "medicare_advantage.reconsideration", "medicare_advantage.step_1_reconsideration"),
    ):
        assert [each.rule for each in found.deadlines_about(denial.id)] == [rule]
        assert next(step.rule.id for step in found.steps if step.about == denial.id) == first_step
        facts = found.facts_about(denial)
        assert facts is not None
        assert facts.value("plan.kind") == rule.replace("erisa", "employer").partition(".")[0]
    assert len({each.id for each in found.deadlines}) == len(found.deadlines) == 3


def test_a_prior_approval_that_names_the_second_plan_is_asked_of_that_plan_only(library: Library) -> None:
    asked = PriorAuthorization.made(
        case_id=CASE.id, plan_id=ADVANTAGE.id, status=PermissionStatus.granted, is_urgent=False, part_b_drug=False,
        asked_on=date(2026, 11, 2),
    )  # fmt: skip
    case = replace(snapshot(card(WORK, 1), card(ADVANTAGE, 2)), prior_authorizations=(asked,))
    found = both(library, case)
    for one, value in ((found.first, None), (found.second, "yes")):
        assert one.assessment.facts is not None
        assert one.assessment.facts.facts.value("visit.prior_approval_have") == value
    assert [each.rule for each in assess(case, library, TODAY).deadlines] == ["medicare_advantage.decision"]
