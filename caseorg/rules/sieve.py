"""Sifts the rules by what is known: what one fact rules out is looked up, and no rule is looked at for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from caseorg.rules.conditions import YES, Holds, Judgement, Known, Line, judge
from caseorg.rules.schema import Rule
from caseorg.rules.sheet import Value
from caseorg.rules.vocabulary import Vocabulary

_Outcome = tuple[frozenset[str], frozenset[Line]]
"""The rules that are out, and the lines that wait for the fact."""


@dataclass(frozen=True)
class Sifted:
    """What single lines make of the rules: those they rule out, which are most, and the lines that wait for a fact."""

    out: set[str]
    waiting: set[Line]
    lines_of: Mapping[str, tuple[Line, ...]]

    def judge(self, rule: Rule, facts: Known) -> Judgement:
        """Judge a rule that is not ruled out."""
        lines = self.lines_of.get(rule.id)
        if lines is None:
            return judge(rule.when, facts)
        if self.waiting.isdisjoint(lines):
            return YES
        return Judgement(Holds.needs, tuple([line[0] for line in lines if line in self.waiting]))


class Sieve:
    """The lines of all rules, by the fact they are about; only facts that are the same for every record of a case."""

    def __init__(self, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        listed = tuple(rules)
        of_facts: dict[str, dict[Line, set[str]]] = {}
        for rule in listed:
            for line in rule.when.items():
                if vocabulary.is_about_the_case(line[0]):
                    of_facts.setdefault(line[0], {}).setdefault(line, set()).add(rule.id)
        self._facts = [(name, _LinesOfFact(lines)) for name, lines in of_facts.items()]
        self._lines_of = {rule.id: tuple(rule.when.items()) for rule in listed if set(rule.when) <= set(of_facts)}

    def sift(self, facts: Known) -> Sifted:
        """Put together what each fact makes of the rules."""
        out: set[str] = set()
        waiting: set[Line] = set()
        for name, lines in self._facts:
            value = facts.value(name)
            ids, waits = lines.known(value) if value is not None else lines.unknown(facts.possible(name))
            out |= ids
            waiting |= waits
        return Sifted(out, waiting, self._lines_of)


class _LinesOfFact:
    """The different lines about one fact, with the rules that have each; what follows from a value is kept."""

    def __init__(self, lines: Mapping[Line, set[str]]) -> None:
        self._rules = lines
        self._every_line = frozenset(lines)
        self._of_value: dict[Value, _Outcome] = {}
        self._of_possible: dict[frozenset[Value], _Outcome] = {}

    def known(self, value: Value) -> _Outcome:
        """Return what a value makes of the rules."""
        kept = self._of_value.get(value)
        if kept is None:
            kept = self._out(self._failing(value)), frozenset[Line]()
            if isinstance(value, str):  # of dates and amounts there is no end
                self._of_value[value] = kept
        return kept

    def unknown(self, possible: frozenset[Value] | None) -> _Outcome:
        """Return what is left open by a fact that can turn out to be one of these values, or anything."""
        if possible is None:
            return frozenset(), self._every_line
        kept = self._of_possible.get(possible)
        if kept is None:
            failing = [self._failing(value) for value in possible]
            never = self._every_line.intersection(*failing)
            kept = self._of_possible[possible] = self._out(never), frozenset().union(*failing) - never
        return kept

    def _failing(self, value: Value) -> frozenset[Line]:
        return frozenset(line for line in self._every_line if not line[1].holds(value))

    def _out(self, lines: Iterable[Line]) -> frozenset[str]:
        return frozenset(rule_id for line in lines for rule_id in self._rules[line])
