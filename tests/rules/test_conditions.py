from __future__ import annotations

from datetime import date

import pytest

from caseorg.rules.conditions import Holds, judge, read_condition
from caseorg.rules.facts import facts_given
from caseorg.rules.library import Library
from tests.rules.rule_folders import library_of


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(tmp_path_factory.mktemp("rules"), {})


def judged(library: Library, when: dict[str, object], given: dict[str, object]) -> tuple[Holds, tuple[str, ...]]:
    conditions = {name: read_condition(raw) for name, raw in when.items()}
    facts = facts_given(given, library.vocabulary).facts
    judgement = judge(conditions, facts)
    return judgement.holds, facts.to_ask(judgement.missing)


def test_every_line_must_hold(library: Library) -> None:
    when = {"plan.kind": "employer", "plan.network": ["hmo", "epo"]}
    assert judged(library, when, {"plan.kind": "employer", "plan.network": "epo"}) == (Holds.yes, ())
    assert judged(library, when, {"plan.kind": "employer", "plan.network": "ppo"}) == (Holds.no, ())


def test_a_missing_fact_is_a_question_and_not_a_no(library: Library) -> None:
    when = {"plan.kind": "employer", "plan.network": "hmo"}
    assert judged(library, when, {"plan.kind": "employer"}) == (Holds.needs, ("plan.network",))


def test_one_line_that_fails_is_a_no_even_where_other_facts_are_missing(library: Library) -> None:
    when = {"visit.reason": "surgery", "visit.emergency": "no"}
    assert judged(library, when, {"visit.emergency": "yes"}) == (Holds.no, ())


def test_not_wants_the_fact_to_be_known(library: Library) -> None:
    when = {"visit.reason": {"not": ["surgery", "major_procedure"]}}
    assert judged(library, when, {}) == (Holds.needs, ("visit.reason",))
    assert judged(library, when, {"visit.reason": "surgery"})[0] is Holds.no
    assert judged(library, when, {"visit.reason": "serious_diagnosis"})[0] is Holds.yes


def test_both_ends_of_a_range_of_dates_count(library: Library) -> None:
    when = {"visit.day": {"from": date(2026, 1, 1), "until": date(2026, 12, 31)}}
    found = [
        judged(library, when, {"visit.day": day})[0] for day in ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")
    ]
    assert found == [Holds.no, Holds.yes, Holds.yes, Holds.no]


def test_both_ends_of_a_range_of_amounts_count(library: Library) -> None:
    when = {"visit.billed_cents": {"at_least": 100, "at_most": 200}}
    found = [judged(library, when, {"visit.billed_cents": cents})[0] for cents in (99, 100, 200, 201)]
    assert found == [Holds.no, Holds.yes, Holds.yes, Holds.no]


def test_a_fact_that_follows_from_others_is_not_asked_itself(library: Library) -> None:
    assert judged(library, {"plan.regime": "erisa_group"}, {}) == (Holds.needs, ("plan.kind",))
    assert judged(library, {"plan.regime": "erisa_group"}, {"plan.kind": "employer"}) == (
        Holds.needs,
        ("plan.sponsor",),
    )


def test_what_a_fact_can_still_turn_out_to_be_may_settle_it(library: Library) -> None:
    all_work = ["erisa_group", "church_group", "governmental_group", "fehb"]
    assert judged(library, {"plan.regime": all_work}, {"plan.kind": "employer"}) == (Holds.yes, ())
    assert judged(library, {"plan.regime": ["medicare_advantage", "va"]}, {"plan.kind": "employer"}) == (Holds.no, ())


def test_a_question_that_makes_no_sense_is_never_asked(library: Library) -> None:
    when = {"visit.in_network": "no"}
    assert judged(library, when, {"plan.kind": "medicare"}) == (Holds.no, ())
    assert judged(library, when, {}) == (Holds.needs, ("plan.kind",))
    assert judged(library, when, {"plan.kind": "employer"}) == (Holds.needs, ("visit.in_network",))


@pytest.mark.parametrize(
    "raw", [True, [], {}, {"not": []}, {"above": 3}, {"from": 3}, {"at_least": date(2026, 1, 1)}, {"not": True}, 1.5]
)
def test_a_condition_of_another_form_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_condition(raw)


def test_every_plan_kind_leads_to_one_regime_and_the_ways_there_exclude_each_other(library: Library) -> None:
    """Go through every answer to the questions the regime follows from, and find exactly one case that holds."""
    vocabulary = library.vocabulary
    questions = ("plan.kind", "plan.sponsor", "plan.policy", "plan.medicaid_program", "plan.medicaid_run_by")
    combinations: list[dict[str, object]] = [{}]
    for name in questions:
        combinations = [{**one, name: choice} for one in combinations for choice in vocabulary[name].choices]
    for given in combinations:
        facts = facts_given(given, vocabulary).facts
        held = [case.is_ for case in vocabulary["plan.regime"].follows if judge(case.when, facts).holds is Holds.yes]
        assert len(held) == 1, given
