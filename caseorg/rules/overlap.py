"""Whether conditions can hold together at all: rules nobody's plan can reach, and rules that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations

from caseorg.rules.conditions import Condition
from caseorg.rules.index import Library
from caseorg.rules.schema import DeadlineRule, Rule
from caseorg.rules.sheet import Value
from caseorg.rules.slips import Slip, did_you_mean, file_of
from caseorg.rules.vocabulary import Fact, Vocabulary

Lines = Mapping[str, tuple[Condition, ...]]


def slips_of_overlap(library: Library) -> Iterator[Slip]:
    """Name the rules that no plan can reach, and those that say different things of one case without saying so."""
    lines = {rule.id: _lines_of(rule) for rule in library.rules.values()}
    for rule in library.rules.values():
        if not can_hold(lines[rule.id], library.vocabulary):
            yield Slip(
                file_of(rule.id), "when", "these lines can't all hold, whatever the plan: the rule never applies."
            )
    for one, other in _rivals(library):
        if can_hold(_together(lines[one.id], lines[other.id]), library.vocabulary):
            sentence = (
                f"it contradicts “{other.id}” where both apply. Tell the two apart, or name it in “disagrees_with”."
            )
            yield Slip(file_of(one.id), "when", sentence)
    for rule in library.rules.values():
        for name in rule.disagrees_with:
            if name not in library.rules:
                near = did_you_mean(name, library.rules)
                yield Slip(file_of(rule.id), "disagrees_with", f"there is no rule “{name}”.{near}")


def can_hold(lines: Lines, vocabulary: Vocabulary, looked_at: frozenset[str] = frozenset()) -> bool:
    """Tell whether some case fits all of these lines, and the conditions under which their facts make sense."""
    known = [name for name in lines if name in vocabulary]
    if not all(_some_value_fits(vocabulary[name], lines[name], vocabulary) for name in known):
        return False
    name = next((name for name in known if name not in looked_at), None)
    if name is None:
        return True
    fact = vocabulary[name]
    asked = _together(lines, _only(fact.ask_when))
    if not fact.follows:
        return can_hold(asked, vocabulary, looked_at | {name})
    return any(
        can_hold(
            _together(_together(asked, _earlier_do_not_hold(fact, number)), _only(case.when)),
            vocabulary,
            looked_at | {name},
        )
        for number, case in enumerate(fact.follows)
        if all(line.holds(case.is_) for line in lines[name])
    )


def _earlier_do_not_hold(fact: Fact, number: int) -> Lines:
    """A later case of a fact that follows counts only where none before it holds; said of those with a single line."""
    single = [case.when for case in fact.follows[:number] if len(case.when) == 1]
    turned = [(name, Condition(none_of=line.one_of)) for when in single for name, line in when.items() if line.one_of]
    return {name: tuple(line for other, line in turned if other == name) for name, _line in turned}


def _only(when: Mapping[str, Condition]) -> Lines:
    return {name: (line,) for name, line in when.items()}


def _some_value_fits(fact: Fact, lines: tuple[Condition, ...], vocabulary: Vocabulary) -> bool:
    return any(all(line.holds(value) for line in lines) for value in _values_to_try(fact, lines, vocabulary))


def _values_to_try(fact: Fact, lines: tuple[Condition, ...], vocabulary: Vocabulary) -> list[Value]:
    """Give every choice; of dates and amounts, those at which one of the lines may change its mind."""
    if fact.choices:
        return list(fact.choices)
    if fact.type == "state":
        return sorted(vocabulary.states)
    edges = [edge for line in lines for edge in (*line.bounds, *line.named_values)]
    found: list[Value] = []
    for edge in edges:
        if isinstance(edge, date):
            found += [edge - timedelta(days=1), edge, edge + timedelta(days=1)]
        elif isinstance(edge, int):
            found += [edge - 1, edge, edge + 1]
    return found or ([date.min] if fact.type == "date" else [0])


def _rivals(library: Library) -> Iterator[tuple[Rule, Rule]]:
    """Give each two rules of which one case could get two answers that stand equally near to the person."""
    for rules in library.verdicts.values():
        for one, other in combinations(rules, 2):
            if one.answer is not other.answer and one.basis is other.basis and not _is_said(one, other):
                yield one, other
    for first, second in combinations(library.deadlines, 2):
        if _count_the_same(first, second) and not _is_said(first, second):
            yield first, second


def _count_the_same(one: DeadlineRule, other: DeadlineRule) -> bool:
    a, b = one.deadline, other.deadline
    same = (a.action, a.who, one.groups) == (b.action, b.who, other.groups)
    differ = (a.terms, a.count_from, a.presume_received) != (b.terms, b.count_from, b.presume_received)
    return same and differ and not a.only_if_no_other and not b.only_if_no_other


def _is_said(one: Rule, other: Rule) -> bool:
    return other.id in one.disagrees_with or one.id in other.disagrees_with or not _in_force_together(one, other)


def _in_force_together(one: Rule, other: Rule) -> bool:
    if one.in_force is None or other.in_force is None:
        return True
    begins = max(one.in_force.from_ or date.min, other.in_force.from_ or date.min)
    return begins <= min(one.in_force.until or date.max, other.in_force.until or date.max)


def _lines_of(rule: Rule) -> Lines:
    return _only(rule.when)


def _together(one: Lines, other: Lines) -> Lines:
    return {name: (*one.get(name, ()), *other.get(name, ())) for name in dict.fromkeys([*one, *other])}
