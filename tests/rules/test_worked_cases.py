"""Cases worked by hand from the reference documents, run through the rules as a person's case would be."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from caseorg.domain.deadline import Deadline
from caseorg.rules.assess import Assessment, assess_facts
from caseorg.rules.facts import facts_given
from caseorg.rules.library import Library, load_library
from tests.rules.rule_folders import REAL_RULES, TODAY
from tests.rules.worked_cases import FILES

CASES = [pytest.param(case, id=f"{name}: {case['title']}") for name, cases in FILES.items() for case in cases]
KEYS = {"title", "section", "says", "today", "given", "answers", "dates", "silent", "asks", "ladder"}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(REAL_RULES)


def day_of(deadline: Deadline, key: str) -> date | str:
    found: date | None = getattr(deadline, key)
    return found or "none"


def check_dates(case: dict[str, Any], assessment: Assessment) -> None:
    counted = {deadline.rule: deadline for deadline in assessment.deadlines}
    for rule, expected in case.get("dates", {}).items():
        assert rule in counted, (rule, sorted(counted))
        assert {key: day_of(counted[rule], key) for key in expected} == expected, rule
    assert not set(case.get("silent", ())) & set(counted)


@pytest.mark.parametrize("case", CASES)
def test_the_rules_give_what_the_reference_says_in(library: Library, case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    assert case["section"]
    assert case["says"]
    assert set(case) & {"answers", "dates", "silent", "asks", "ladder"}
    assessment = assess_facts(case["given"], library, case.get("today", TODAY))
    for topic, answer in case.get("answers", {}).items():
        verdict = assessment.verdict(topic)
        assert (verdict.answer.value if verdict else "no card") == answer, topic
    check_dates(case, assessment)
    assert set(case.get("asks", ())) <= set(assessment.needs)
    if "ladder" in case:
        assert [step.rule.id for step in assessment.steps] == case["ladder"]


def test_every_kind_of_plan_has_its_cases(library: Library) -> None:
    regimes = Counter(
        facts_given(case["given"], library.vocabulary).facts.value("plan.regime")
        for cases in FILES.values()
        for case in cases
    )
    assert set(regimes) >= set(library.vocabulary["plan.regime"].choices)
    assert sum(map(len, FILES.values())) >= 150
