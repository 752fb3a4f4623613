"""What begins on a day says nothing the day before and speaks on the day: each rule and each term with a first day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from caseorg.rules.assess import assess_facts
from caseorg.rules.deadlines import count_as_applying
from caseorg.rules.facts import Facts, FactSource, KnownFact, RecordFacts, facts_given
from caseorg.rules.library import read_folder
from caseorg.rules.schema import DeadlineRule, VerdictRule
from tests.rules.rule_folders import REAL_RULES

LIBRARY, _SLIPS = read_folder(REAL_RULES, with_examples=True)
assert LIBRARY is not None
ONE_DAY = timedelta(days=1)
LONG_AGO = date(2015, 1, 1)
"""Terms from this day or before hold for every letter there still is."""

DATED = [rule for rule in LIBRARY.rules.values() if rule.in_force is not None]
IN_FORCE = [rule for rule in DATED if isinstance(rule, VerdictRule)]
TERMS = [
    pytest.param(rule, number, id=f"{rule.id}@{term.from_}")
    for rule in LIBRARY.deadlines
    for number, term in enumerate(rule.deadline.terms)
    if term.from_ > LONG_AGO
]


def test_there_are_rules_and_terms_with_a_first_day() -> None:
    assert {rule.id for rule in IN_FORCE} >= {"medicare.video", "medicare.video_later"}
    assert IN_FORCE == DATED  # a rule of another kind would have to be looked at here, too
    assert len(TERMS) >= 12


def speaks_on(rule: VerdictRule, day: date) -> bool:
    """Tell whether a rule speaks if `day` is the day by which it is in force, be that today or the day of a fact."""
    assert LIBRARY is not None
    assert rule.in_force is not None
    example = next(each for each in rule.example if each.answer)
    given = {name: value for name, value in example.given.items() if name != rule.in_force.by}
    given |= {rule.in_force.by: day} if rule.in_force.by else {}
    verdict = assess_facts(given, LIBRARY, day).verdict(rule.topic)
    return verdict is not None and rule.id in {shown.id for shown in verdict.rules}


@pytest.mark.parametrize("rule", IN_FORCE, ids=lambda rule: rule.id)
def test_a_rule_is_silent_the_day_before_it_begins_and_the_day_after_it_ends(rule: VerdictRule) -> None:
    force = rule.in_force
    assert force is not None
    if force.from_:
        assert not speaks_on(rule, force.from_ - ONE_DAY)
        assert speaks_on(rule, force.from_)
        assert force.until or speaks_on(rule, force.from_ + timedelta(days=20 * 365))
    if force.until:
        assert speaks_on(rule, force.until)
        assert not speaks_on(rule, force.until + ONE_DAY)


@pytest.mark.parametrize(("rule", "number"), TERMS)
def test_a_term_holds_from_its_day_on_and_the_one_before_it_until_the_day_before(
    rule: DeadlineRule, number: int
) -> None:
    term = rule.deadline.terms[number]
    on_the_day, before = counted_from(rule, term.from_), counted_from(rule, term.from_ - ONE_DAY)
    assert on_the_day == (term.allow, started(term.from_, rule, number))
    if number == 0:
        assert before is None
    else:
        earlier = rule.deadline.terms[number - 1]
        assert before == (earlier.allow, started(term.from_ - ONE_DAY, rule, number - 1))
        assert before != (term.allow, started(term.from_ - ONE_DAY, rule, number)) or term.allow == earlier.allow


def counted_from(rule: DeadlineRule, day: date) -> object:
    """Count a rule from one day on, which also picks the term; give the period that was used and where it began."""
    assert LIBRARY is not None
    example = next(each for each in rule.example if each.last_day or each.lands_on or each.send_by)
    table = rule.deadline
    starts = {*table.count_from, *(name for term in table.terms for name in term.count_from or ())}
    known = dict(facts_given(example.given, LIBRARY.vocabulary).facts.known)
    for name in starts | {table.letter_says or "", table.or_if_later or ""}:
        known.pop(name, None)
    start = table.presume_received.after if hasattr(table.presume_received, "after") else table.count_from[-1]
    for name in (start, table.pick_terms_by or start):
        known[name] = KnownFact(day, FactSource.given)
    found = count_as_applying(rule, RecordFacts(None, Facts(LIBRARY.vocabulary, known)), LIBRARY)
    return (found.period, found.started_on) if hasattr(found, "period") else None  # type: ignore[union-attr]


def started(day: date, rule: DeadlineRule, number: int) -> date:
    """Return the day a term counts from: the day itself, or what the law presumes for the mail after it."""
    own = rule.deadline.terms[number].presume_received
    presumed = own if own is not None else rule.deadline.presume_received
    return day + timedelta(days=presumed.days) if hasattr(presumed, "days") else day


@pytest.mark.parametrize(
    "day", [date(2012, 1, 1), date(2026, 2, 2), date(2026, 2, 3), date(2027, 12, 31), date(2060, 1, 1)]
)
def test_any_day_past_or_future_can_be_asked_about(day: date) -> None:
    """Every rule is judged as of that day without an error, and those of another time are silent."""
    assert LIBRARY is not None
    speaking = {rule.id for rule in IN_FORCE if speaks_on(rule, day)}
    assert ("medicare.video" in speaking) == (date(2026, 2, 3) <= day <= date(2027, 12, 31))
    assert ("medicare.video_later" in speaking) == (day >= date(2028, 1, 1))
