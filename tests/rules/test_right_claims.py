"""Claims of popular pages that are right, or that nobody can check: the panel says what is right, and no more."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from caseorg.rules.library import Library
from tests.rules import test_repeated_errors as errors
from tests.rules.test_repeated_errors import (
    ADVANTAGE,
    BOUGHT,
    LIBRARY,
    MEDICAID,
    MEDICARE,
    SURGERY,
    answer,
    judged,
    sentences,
)

HMO, PPO = {**BOUGHT, "plan.network": "hmo"}, BOUGHT
WORK = {"plan.kind": "employer", "plan.sponsor": "private", "plan.funding": "insured", "plan.network": "ppo"}
TRICARE = {"plan.kind": "tricare", "plan.tricare_kind": "select"}
EVERY_PLAN = (MEDICARE, ADVANTAGE, MEDICAID, HMO, PPO, WORK, TRICARE, {"plan.kind": "va"})

NOT_SAID_BY_RULES = {
    22: "a disclaimer of the page itself",
    31: "an extra of single plans: their papers decide",
    35: "nothing of the kind was found, and no rule names it",
    37: "the name of a web tool; the program names none",
}
"""Claims that no rule could repeat, with why."""


@pytest.fixture(scope="module")
def library() -> Library:
    assert LIBRARY is not None
    return LIBRARY


def words(library: Library, topic: str, *facts: dict[str, object]) -> str:
    """Give all that a card says, in English."""
    verdict = judged(library, *facts).verdict(topic)
    assert verdict is not None
    return " ".join(str(value) for value in vars(verdict.words.en).values())


def test_every_claim_that_was_checked_has_a_test_that_names_it() -> None:
    named = set(NOT_SAID_BY_RULES)
    for module in (errors.__file__, __file__):
        assert module is not None
        for found in re.findall(r"Claims? ([\d, and]+)", Path(module).read_text(encoding="utf-8")):
            named |= {int(number) for number in re.findall(r"\d+", found)}
    assert set(range(1, 63)) - named == set()


def test_no_rule_says_that_most_plans_cover_or_require_or_pay_by_themselves(library: Library) -> None:
    """Claims 1, 2, 5, 15 and 45: nobody counted; the plan's papers decide."""
    for plan in (HMO, PPO, WORK):
        assert answer(library, "opinion", plan, SURGERY, {"visit.in_network": "yes"}) == "papers_decide"
    counted = re.compile(
        r"\b(most|many|nearly all) (health )?(plans|insurers) (cover|pay|require)|automatically|"
        r"(mayoría de los|casi todos los) (planes|seguros) (cubren|pagan|exigen)|automáticamente",
        re.I,
    )
    assert [(rule, text) for rule, text in sentences(library) if counted.search(text)] == []


def test_no_rule_calls_a_paid_opinion_a_right(library: Library) -> None:
    """Claims 3, 39 and 43: a rule on paying, and no right to have a third or fourth paid."""
    right = re.compile(
        r"(fundamental|guarantee\w*|absolute) right|always (a|have the) right|derecho (fundamental|absol)", re.I
    )
    assert [(rule, text) for rule, text in sentences(library) if right.search(text)] == []
    for plan in (HMO, WORK):
        third = {"visit.which_opinion": "third", "visit.opinions_differ": "yes"}
        assert answer(library, "third_opinion", plan, SURGERY, third) == "papers_decide"


def test_a_referral_where_one_is_wanted_the_network_first_and_an_exception_after_that(library: Library) -> None:
    """Claim 6."""
    needed = {"visit.referral_needed": "yes", "visit.referral_have": "no"}
    assert answer(library, "referral", HMO, needed) == "yes_if_first"
    outside = {"visit.in_network": "no", "visit.network_can_do_it": "no"}
    assert "network gap exception" in words(library, "network_gap", HMO, SURGERY, outside)
    assert "ask for an exception" in words(library, "network", ADVANTAGE, outside)


def test_the_second_opinion_may_go_with_an_appeal_and_no_rule_gives_it_weight(library: Library) -> None:
    """Claim 8: evidence may be added; nothing says that it wins."""
    assert "second opinion" in next(
        one.rule.en.text for one in judged(library, MEDICARE).steps if one.rule.step.order == 1
    )
    wins = re.compile(r"(will|is sure to) (win|succeed|change)|va a ganar|seguro que gana", re.I)
    assert [(rule, text) for rule, text in sentences(library) if wins.search(text)] == []


def test_medicare_pays_80_of_100_after_the_deductible_and_as_much_for_a_third(library: Library) -> None:
    """Claims 11, 12 and 47."""
    sum_of_visit = {
        "visit.allowed_cents": 40_000,
        "coverage.deductible_met_cents": 28_300,
        "visit.medicare_doctor": "takes_medicare",
    }
    for more in ({}, {"visit.which_opinion": "third", "visit.opinions_differ": "yes"}):
        costs = judged(library, MEDICARE, SURGERY, sum_of_visit, more).costs
        assert costs is not None
        assert costs.likely is not None
        assert costs.likely.cents == 8_000
        assert "20 of every 100 dollars" in words(
            library, "third_opinion" if more else "opinion", MEDICARE, SURGERY, more
        )


def test_an_advantage_plan_may_want_its_network_and_its_approval(library: Library) -> None:
    """Claims 14 and 44: ask about approval, look at the network, ask for the exception."""
    assert answer(library, "prior_approval", ADVANTAGE) == "papers_decide"
    assert answer(library, "network", ADVANTAGE, {"visit.in_network": "no"}) == "likely_no"
    # None of that takes the duty away to arrange care that the network does not have.
    gap = {"visit.in_network": "no", "visit.network_can_do_it": "no", "visit.prior_approval_have": "no"}
    assert answer(library, "network_gap", ADVANTAGE, SURGERY, gap) == "yes_if_first"
    for plan in (ADVANTAGE, HMO, WORK):
        assert "Ask your plan" in words(library, "prior_approval", plan)


def test_an_hmo_is_asked_about_a_referral_and_a_ppo_pays_less_outside(library: Library) -> None:
    """Claims 17 and 53: general, so the HMO's papers decide and the PPO's card says that it may cost more."""
    assert answer(library, "referral", HMO) == "papers_decide"
    assert answer(library, "referral", PPO) == "likely_yes"
    outside = words(library, "network", PPO, {"visit.in_network": "no"})
    assert "you may pay more" in outside


def test_no_rule_limits_the_time_of_a_consultation(library: Library) -> None:
    """Claim 18: “limits on covered consultation time”."""
    limit = re.compile(r"consultation time|minutes (of|with)|tiempo de consulta|minutos (de consulta|con)", re.I)
    assert [rule for rule, text in sentences(library) if limit.search(text)] == []


def test_original_medicare_has_no_network_and_no_area(library: Library) -> None:
    """Claim 26."""
    for state in ("OH", "AK"):
        assert answer(library, "network", MEDICARE, {"plan.state": state}) == "likely_yes"


def test_no_reviewer_of_an_appeal_is_called_a_second_opinion(library: Library) -> None:
    """Claim 33: a reviewer decides about paying, on the file, and gives no advice."""
    assert not any("opinion" in step.en.decided_by.lower() + step.en.title.lower() for step in library.steps)


def test_what_is_asked_for_in_writing_stands_on_a_card_of_every_plan(library: Library) -> None:
    """Claim 42: get it in writing."""
    for plan in EVERY_PLAN:
        assert re.search(r"writing|written", words(library, "in_writing", plan)), plan


def test_a_private_plan_grants_an_exception_case_by_case_and_its_no_can_be_appealed(library: Library) -> None:
    """Claim 48."""
    gap = {"visit.in_network": "no", "visit.network_can_do_it": "no"}
    for plan in (HMO, WORK):
        assert answer(library, "network_gap", plan, SURGERY, gap) == "papers_decide"
        no = {"denial.level": "initial", "denial.received_date": "2026-11-02"}
        assert answer(library, "appeal", plan, no) == "likely_yes"


def test_medicare_and_medicaid_plans_do_not_hang_on_the_policy_alone(library: Library) -> None:
    """Claim 51: “depends entirely” on policy and circumstances."""
    for plan in (MEDICARE, MEDICAID):
        assert answer(library, "opinion", plan, SURGERY) == "likely_yes"


def test_until_the_deductible_is_met_the_whole_allowed_amount_is_the_persons(library: Library) -> None:
    """Claim 57."""
    costs = judged(
        library, PPO, SURGERY,
        {"visit.in_network": "yes", "visit.allowed_cents": 40_000, "coverage.coinsurance_percent": 20},
        {"coverage.deductible_cents": 100_000, "coverage.deductible_met_cents": 0},
    ).costs  # fmt: skip
    assert costs is not None
    assert costs.likely is not None
    assert costs.likely.cents == 40_000


def test_the_clock_of_an_appeal_waits_for_no_letter_that_has_to_be_asked_for(library: Library) -> None:
    """Claim 59: a plan must send the letter; where only its date is known, the days run from that."""
    for plan in (HMO, WORK, ADVANTAGE, MEDICAID):
        no = {"denial.level": "initial", "denial.notice_date": "2026-11-02"}
        mine = [one for one in judged(library, plan, no).deadlines if one.is_mine]
        assert mine, plan
        assert min(one.started_on for one in mine if one.started_on) <= date(2026, 11, 7)


def test_an_outside_review_hangs_on_who_runs_it(library: Library) -> None:
    """Claim 62."""
    final = {"denial.level": "final_internal", "denial.received_date": "2026-01-15", "plan.state": "SC"}
    days = {
        who: {one.last_day for one in judged(library, BOUGHT, final, {"plan.external_review": who}).deadlines}
        for who in ("state", "federal")
    }
    assert days["state"] != days["federal"]
    assert "plan.external_review" in judged(library, BOUGHT, final).needs
