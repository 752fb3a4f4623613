"""Runs the worked examples of a rule, and says which ones it still lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from caseorg.domain.deadline import Deadline
from caseorg.domain.errors import BadFactsError
from caseorg.rules.conditions import Holds, judge
from caseorg.rules.deadlines import count_deadline
from caseorg.rules.facts import CaseFacts, RecordFacts, facts_given
from caseorg.rules.index import Library
from caseorg.rules.ladder import StepRule
from caseorg.rules.schema import DeadlineRule, Example, Rule, VerdictRule
from caseorg.rules.slips import Slip, file_of
from caseorg.rules.verdicts import OpenRule, is_in_force

# A rule whose first term is older than this was always there as far as any case of today goes.
_ALWAYS_BEFORE = 2015


class _Silent:
    """What a rule gives where it does not apply."""


Outcome = Deadline | OpenRule | Rule | _Silent


def slips_of_examples(rule: Rule, library: Library) -> list[Slip]:
    """Run the examples of one rule, and name those that fail and those that are missing."""
    slips = [
        Slip(file_of(rule.id), f"example[{number}]", f"“{example.title}”: {sentence}")
        for number, example in enumerate(rule.example, 1)
        for sentence in failures(rule, example, library)
    ]
    return slips + [Slip(file_of(rule.id), "example", sentence) for sentence in _lacking(rule, library)]


def failures(rule: Rule, example: Example, library: Library) -> list[str]:
    """Judge one rule, alone, by what an example gives; say where the outcome is not the one it names."""
    try:
        facts = facts_given(example.given, library.vocabulary)
    except BadFactsError as error:
        return list(error.sentences)
    outcome = _outcome(rule, facts, library, example.today)
    said = _said_of(outcome, example)
    return [f"expected {expected}, and got {got}." for expected, got in said if expected != got] or (
        [] if said else ["it expects nothing: say “applies”, “needs” or a result."]
    )


def _said_of(outcome: Outcome, example: Example) -> list[tuple[str, str]]:
    """Pair what an example expects with what came out, both in words."""
    said: list[tuple[str, str]] = []
    if example.applies is not None:
        expected = "that it applies" if example.applies else "that it does not apply"
        said.append((expected, _in_words(outcome)))
    if example.needs is not None:
        expected = f"that it needs {', '.join(sorted(example.needs))}"
        said.append((expected, _in_words(outcome)))
    if example.answer is not None:
        got = outcome.answer.value if isinstance(outcome, VerdictRule) else _in_words(outcome)
        said.append((f"the answer {example.answer}", f"the answer {got}" if isinstance(outcome, VerdictRule) else got))
    for key in ("lands_on", "last_day", "send_by"):
        expected_day = getattr(example, key)
        if expected_day is not None:
            got = f"{key} {getattr(outcome, key) or 'none'}" if isinstance(outcome, Deadline) else _in_words(outcome)
            said.append((f"{key} {expected_day}", got))
    return said


def _in_words(outcome: Outcome) -> str:
    if isinstance(outcome, _Silent):
        return "that it does not apply"
    if isinstance(outcome, OpenRule):
        return f"that it needs {', '.join(sorted(outcome.needs))}"
    return "that it applies"


def _outcome(rule: Rule, facts: CaseFacts, library: Library, today: date) -> Outcome:
    # An example names the facts of one record at most, so there is one view of them, or none.
    # A step stands on the ladder before there is a letter, too.
    seen = facts.seen_by(frozenset() if isinstance(rule, StepRule) else rule.groups)
    return _outcome_for(rule, seen[0], library, today) if seen else _Silent()


def _outcome_for(rule: Rule, seen: RecordFacts, library: Library, today: date) -> Outcome:
    if isinstance(rule, DeadlineRule):
        return count_deadline(rule, seen, library, today) or _Silent()
    judgement = judge(rule.when, seen.facts)
    if judgement.holds is Holds.no or not is_in_force(rule, seen.facts, today):
        return _Silent()
    return OpenRule(rule, seen.facts.to_ask(judgement.missing)) if judgement.holds is Holds.needs else rule


def _lacking(rule: Rule, library: Library) -> Iterator[str]:
    outcomes = [
        (example, _outcome(rule, facts, library, example.today))
        for example in rule.example
        if (facts := _facts_of(example, library)) is not None
    ]
    if not any(isinstance(outcome, Deadline | Rule) for _example, outcome in outcomes):
        yield "one example has to show that the rule applies."
    if not any(isinstance(outcome, _Silent) for _example, outcome in outcomes):
        yield "one example has to show that the rule does not apply."
    asked = {name for _example, outcome in outcomes if isinstance(outcome, OpenRule) for name in outcome.needs}
    for name in rule.when:
        if not asked & _can_be_asked_for(name, library):
            yield f"one example has to show what is asked while “{name}” is not known."
    if isinstance(rule, DeadlineRule):
        yield from _lacking_for_counting(rule, outcomes, asked, library)
    if rule.in_force:
        yield from _lacking_for_force(rule, [example for example, _outcome in outcomes])


def _facts_of(example: Example, library: Library) -> CaseFacts | None:
    try:
        return facts_given(example.given, library.vocabulary)
    except BadFactsError:
        return None


def _can_be_asked_for(name: str, library: Library) -> set[str]:
    """Return the facts of which one is asked while a fact is not known."""
    fact = library.vocabulary[name]
    below = {part for case in fact.follows for part in case.when} | set(fact.ask_when)
    return {name} | {asked for part in below for asked in _can_be_asked_for(part, library)}


def _lacking_for_counting(
    rule: DeadlineRule, outcomes: list[tuple[Example, Outcome]], asked: set[str], library: Library
) -> Iterator[str]:
    table = rule.deadline
    if not asked & set(table.count_from) and not table.only_if_no_other:
        yield "one example has to show what is asked while no start is known."
    picked = [
        _picking_day(rule, example, library) for example, outcome in outcomes if not isinstance(outcome, OpenRule)
    ]
    days = [day for day in picked if day is not None]
    starts = [*(term.from_ for term in table.terms), date.max]
    for begins, ends in pairwise(starts):
        if not any(begins <= day < ends for day in days):
            yield f"one example has to start in the term from {begins}."
    if starts[0].year > _ALWAYS_BEFORE and not any(day < starts[0] for day in days):
        yield f"one example has to start before the first term, {starts[0]}."


def _picking_day(rule: DeadlineRule, example: Example, library: Library) -> date | None:
    facts = facts_given(example.given, library.vocabulary).facts
    table = rule.deadline
    names = [table.pick_terms_by] if table.pick_terms_by else []
    return next((day for name in (*names, *table.count_from) if (day := facts.day(name)) is not None), None)


def _lacking_for_force(rule: Rule, examples: list[Example]) -> Iterator[str]:
    force = rule.in_force
    if force is None:
        return
    days = {example.given.get(force.by, example.today) if force.by else example.today for example in examples}
    for edge, outside in ((force.from_, -1), (force.until, 1)):
        if edge is None:
            continue
        for day in (edge, date.fromordinal(edge.toordinal() + outside)):
            if day not in days:
                yield f"one example has to stand on {day}, at the edge of the days it is in force."
