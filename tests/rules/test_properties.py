"""What holds for any facts, searched for counterexamples; the search is the same in every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseorg.rules.assess import Assessment, assess_facts
from caseorg.rules.conditions import Holds, judge
from caseorg.rules.facts import Facts, facts_given
from caseorg.rules.library import Library, load_library, read_folder
from caseorg.rules.schema import VerdictAnswer
from caseorg.rules.vocabulary import Fact
from tests.rules.rule_folders import REAL_RULES, TODAY, a_deadline, library_of
from tests.rules.worked_cases import FILES

REAL, _SLIPS = read_folder(REAL_RULES, with_examples=False)
assert REAL is not None
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
BOUNDED = settings(derandomize=True, max_examples=60, deadline=None)


def values_of(fact: Fact) -> st.SearchStrategy[Any]:
    if fact.choices:
        return st.sampled_from(fact.choices)
    if fact.type == "date":
        return DAYS
    if fact.type == "state":
        return st.sampled_from(["OH", "CA", "NY", "TX"])
    return st.integers(0, 100)


ASKABLE = [fact for fact in REAL.vocabulary if not fact.follows and fact.group in ("plan", "visit", "denial")]
SOME_FACTS = st.fixed_dictionaries({}, optional={fact.name: values_of(fact) for fact in ASKABLE})


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(REAL_RULES)


@BOUNDED
@given(facts=SOME_FACTS)
def test_dates_stand_in_order_and_explain_themselves(library: Library, facts: dict[str, Any]) -> None:
    for deadline in assess_facts(facts, library, TODAY).deadlines:
        days = [day for day in (deadline.send_by, deadline.lands_on, deadline.last_day) if day]
        assert days == sorted(days)
        assert deadline.steps
        assert deadline.is_confirmed or deadline.send_by is not None


@BOUNDED
@given(facts=SOME_FACTS)
def test_no_known_fact_is_asked_again(library: Library, facts: dict[str, Any]) -> None:
    assessment = assess_facts(facts, library, TODAY)
    assert not set(assessment.needs) & set(facts)
    assert len(set(assessment.needs)) == len(assessment.needs)


@BOUNDED
@given(facts=SOME_FACTS, data=st.data())
def test_forgetting_a_fact_never_settles_what_was_open(
    library: Library, facts: dict[str, Any], data: st.DataObject
) -> None:
    """What the person was told is left alone: without it the general rule speaks, and that may be firm."""
    told = {name for rules in library.verdicts.values() for rule in rules for name in rule.told_by}
    if not set(facts) - told:
        return
    forgotten = data.draw(st.sampled_from(sorted(set(facts) - told)))
    before = assess_facts(facts, library, TODAY)
    after = assess_facts({name: facts[name] for name in facts if name != forgotten}, library, TODAY)
    for verdict in before.verdicts:
        now = after.verdict(verdict.topic)
        if verdict.answer is VerdictAnswer.cannot_tell and not verdict.rules and now is not None:
            assert not now.answer.is_firm, (forgotten, verdict.topic)


@BOUNDED
@given(facts=SOME_FACTS, data=st.data())
def test_a_further_fact_never_brings_back_a_question_that_was_answered(
    library: Library, facts: dict[str, Any], data: st.DataObject
) -> None:
    """Whatever comes to be known next, no card, no date and no order of asking comes back to what was answered."""
    known = dict(facts)
    for _ in range(3):
        open_questions = [fact for fact in ASKABLE if fact.name not in known]
        if not open_questions:
            return
        fact = data.draw(st.sampled_from(open_questions))
        known[fact.name] = data.draw(values_of(fact))
        assessment = assess_facts(known, library, TODAY)
        asked = {*assessment.needs, *(name for verdict in assessment.verdicts for name in verdict.needs)}
        assert not asked & set(known)


@BOUNDED
@given(facts=SOME_FACTS, first=DAYS, second=DAYS)
def test_of_every_clock_that_ships_a_later_notice_gives_no_earlier_last_day_within_one_term(
    library: Library, facts: dict[str, Any], first: date, second: date
) -> None:
    """The same case with a letter of a later day: each clock it starts ends no earlier, if the same term holds."""
    given_facts = {name: value for name, value in facts.items() if not isinstance(value, date)}
    early, late = (
        {one.rule: one for one in assess_facts({**given_facts, "denial.notice_date": day}, library, TODAY).deadlines}
        for day in sorted((first, second))
    )
    for rule_id in early.keys() & late.keys():
        one, other = early[rule_id], late[rule_id]
        if one.period == other.period and one.started_from == other.started_from:
            assert (one.last_day or date.min) <= (other.last_day or date.max), rule_id


# The same two laws over the whole library: each case worked by hand, fact by fact.

HAND_CASES = [dict(case["given"]) for cases in FILES.values() for case in cases]
Judge = Callable[[Mapping[str, Any]], Assessment]


def guessed(facts: Mapping[str, Any], judge_facts: Judge, told: frozenset[str]) -> list[tuple[str, str]]:
    """Name each fact that a case can forget, and the topic that then turns from a question into a firm answer."""
    before = judge_facts(facts)
    waiting = [one.topic for one in before.verdicts if one.answer is VerdictAnswer.cannot_tell and not one.rules]
    found = []
    for name in set(facts) - told if waiting else ():
        after = judge_facts({other: value for other, value in facts.items() if other != name})
        found += [
            (name, topic)
            for topic in waiting
            if (verdict := after.verdict(topic)) is not None and verdict.answer.is_firm
        ]
    return sorted(found)


def asked_again(facts: Mapping[str, Any], judge_facts: Judge) -> list[tuple[str, str]]:
    """Tell a case its facts one by one; name each that is asked all the same, and what brought it back."""
    known: dict[str, Any] = {}
    found = []
    for name, value in facts.items():
        known[name] = value
        now = judge_facts(known)
        asked = {*now.needs, *(fact for verdict in now.verdicts for fact in verdict.needs)}
        found += [(name, again) for again in sorted(asked & set(known))]
    return found


@pytest.fixture(scope="module")
def told(library: Library) -> frozenset[str]:
    return frozenset(name for rules in library.verdicts.values() for rule in rules for name in rule.told_by)


def test_in_every_case_worked_by_hand_forgetting_a_fact_settles_nothing_that_was_open(
    as_judged: Judge, told: frozenset[str]
) -> None:
    assert [found for case in HAND_CASES if (found := guessed(case, as_judged, told))] == []


def test_in_every_case_worked_by_hand_no_further_fact_brings_back_a_question(as_judged: Judge) -> None:
    assert [found for case in HAND_CASES if (found := asked_again(case, as_judged))] == []


@pytest.fixture(scope="module")
def as_judged(library: Library) -> Judge:
    """Judge facts; many cases begin alike, so each beginning is judged once."""
    kept: dict[frozenset[tuple[str, Any]], Assessment] = {}

    def judged(facts: Mapping[str, Any]) -> Assessment:
        key = frozenset(facts.items())
        if key not in kept:
            kept[key] = assess_facts(facts, library, TODAY)
        return kept[key]

    return judged


def test_rules_that_guess_or_ask_again_would_be_named(library: Library, told: frozenset[str]) -> None:
    """Both checks find rules that take a missing fact for a no, and rules that forget what they were told."""
    case = {"plan.kind": "medicare_advantage", "plan.network": "hmo", "visit.emergency": "no"}

    def guesses(facts: Mapping[str, Any]) -> Assessment:
        assumed = {} if "plan.network" in facts else {"visit.reason": "surgery"}
        return assess_facts({**assumed, **facts}, library, TODAY)

    def asks_again(facts: Mapping[str, Any]) -> Assessment:
        return assess_facts({name: value for name, value in facts.items() if name != "plan.network"}, library, TODAY)

    assert ("plan.network", "opinion") in guessed({**case, "visit.excluded_service": "no"}, guesses, told)
    assert ("plan.network", "plan.network") in asked_again(case, asks_again)


@BOUNDED
@given(facts=SOME_FACTS)
def test_sifting_the_rules_leaves_out_none_that_could_apply(library: Library, facts: dict[str, Any]) -> None:
    """The quick way gives what looking at each rule by itself gives."""
    known = facts_given(facts, library.vocabulary)
    sifted = library.sieve.sift(known.facts)
    for rule in library.rules.values():
        for seen in known.seen_by(rule.groups):
            fresh = Facts(seen.facts.vocabulary, seen.facts.known)
            alone = judge(rule.when, fresh)
            if sifted.rules_out(rule):
                assert alone.holds is Holds.no, rule.id
            else:
                assert sifted.judge(rule, seen.facts) == alone, rule.id


@BOUNDED
@given(facts=SOME_FACTS)
def test_a_card_that_cannot_tell_has_a_rule_or_a_question(library: Library, facts: dict[str, Any]) -> None:
    for verdict in assess_facts(facts, library, TODAY).verdicts:
        if verdict.answer is VerdictAnswer.cannot_tell:
            assert verdict.rules or verdict.needs
        assert verdict.words.en.headline
        assert verdict.words.es.headline


@pytest.fixture(scope="module", params=["{ days = 60 }", "{ months = 4 }", "{ business_days = 10 }"])
def clock(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder: Path = tmp_path_factory.mktemp("rules")
    table = (
        'count_from = ["denial.received_date", "denial.notice_date"]\nif_closed_day = "next_open_day"\n'
        'presume_received = { after = "denial.notice_date", days = 5, unless = "denial.received_evidence" }'
    )
    settles = '"count_from", "allow", "if_closed_day", "presume_received"'
    terms = f"[[deadline.terms]]\nfrom = 2000-01-01\nallow = {request.param}"
    return library_of(folder, {"made/clock.toml": a_deadline(table=table, terms=terms, settles=settles)})


@BOUNDED
@given(first=DAYS, second=DAYS)
def test_a_later_notice_never_gives_an_earlier_last_day_within_one_term(
    clock: Library, first: date, second: date
) -> None:
    early, late = sorted((first, second))
    days = []
    for notice in (early, late):
        (deadline,) = assess_facts({"denial.level": "initial", "denial.notice_date": notice}, clock, TODAY).deadlines
        assert deadline.last_day is not None
        days.append(deadline.last_day)
    assert days[0] <= days[1]


@BOUNDED
@given(notice=DAYS, received=DAYS, proof=st.sampled_from(["yes", "no"]))
def test_a_day_of_receipt_without_proof_never_gives_more_time(
    clock: Library, notice: date, received: date, proof: str
) -> None:
    given_facts = {"denial.level": "initial", "denial.notice_date": notice}
    (without,) = assess_facts(given_facts, clock, TODAY).deadlines
    facts = {**given_facts, "denial.received_date": received, "denial.received_evidence": proof}
    (deadline,) = assess_facts(facts, clock, TODAY).deadlines
    assert deadline.last_day is not None
    assert without.last_day is not None
    assert proof == "yes" or deadline.last_day <= without.last_day
