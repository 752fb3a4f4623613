"""Sifts the rules by what is known: what one fact rules out is looked up, and no rule is looked at for it.

Each rule and each line of a condition has one bit of a number, so that what several facts make of all rules is one
number, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from caseorg.rules.conditions import YES, Holds, Judgement, Known, Line, judge
from caseorg.rules.schema import Rule
from caseorg.rules.sheet import Value
from caseorg.rules.vocabulary import Vocabulary

R = TypeVar("R", bound=Rule)

_Outcome = tuple[int, int]
"""The bits of the rules that are out, and of the lines that wait for the fact."""


@dataclass(frozen=True)
class Shelf(Generic[R]):
    """Some rules that are judged together, by the bit of each."""

    rules: Mapping[int, R]
    bits: int


@dataclass(frozen=True)
class Sifted:
    """What single lines make of the rules: those they rule out, which are most, and the lines that wait for a fact."""

    out: int
    waiting: int
    sieve: Sieve

    def standing(self, shelf: Shelf[R]) -> tuple[R, ...]:
        """Return the rules of a shelf that are not ruled out, in the order of the library."""
        return tuple([shelf.rules[bit] for bit in _each(shelf.bits & ~self.out)])

    def rules_out(self, rule: Rule) -> bool:
        """Tell whether a rule is ruled out by one fact alone."""
        return bool(self.out & self.sieve.bits[rule.id])

    def judge(self, rule: Rule, facts: Known) -> Judgement:
        """Judge a rule that is not ruled out."""
        lines = self.sieve.lines_of.get(rule.id)
        if lines is None:
            return judge(rule.when, facts)
        waiting = lines & self.waiting
        if not waiting:
            return YES
        return Judgement(Holds.needs, tuple([name for name, bit in self.sieve.names_of[rule.id] if bit & waiting]))


class Sieve:
    """The lines of all rules, by the fact they are about; only facts that are the same for every record of a case."""

    def __init__(self, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        listed = tuple(rules)
        self.bits = {rule.id: 1 << number for number, rule in enumerate(listed)}
        of_facts: dict[str, dict[Line, int]] = {}
        line_bits: dict[Line, int] = {}
        for rule in listed:
            for line in rule.when.items():
                if vocabulary.is_about_the_case(line[0]):
                    lines = of_facts.setdefault(line[0], {})
                    lines[line] = lines.get(line, 0) | self.bits[rule.id]
                    line_bits.setdefault(line, 1 << len(line_bits))
        self._facts = [(name, _LinesOfFact(lines, line_bits)) for name, lines in of_facts.items()]
        self.names_of = {
            rule.id: [(line[0], line_bits[line]) for line in rule.when.items()]
            for rule in listed
            if set(rule.when) <= set(of_facts)
        }
        """The facts of each rule that is only about the case, with the bit of the line about each."""
        self.lines_of = {rule_id: sum(bit for _name, bit in names) for rule_id, names in self.names_of.items()}

    def shelf(self, rules: Iterable[R]) -> Shelf[R]:
        """Put some of the rules together."""
        by_bit = {self.bits[rule.id]: rule for rule in rules}
        return Shelf(by_bit, sum(by_bit))

    def sift(self, facts: Known) -> Sifted:
        """Put together what each fact makes of the rules."""
        out = waiting = 0
        for name, lines in self._facts:
            value = facts.value(name)
            ruled_out, waits = lines.known(value) if value is not None else lines.unknown(facts.possible(name))
            out |= ruled_out
            waiting |= waits
        return Sifted(out, waiting, self)


class _LinesOfFact:
    """The different lines about one fact, with the rules that have each; what follows from a value is kept."""

    def __init__(self, lines: Mapping[Line, int], line_bits: Mapping[Line, int]) -> None:
        self._rules = lines
        self._bits = line_bits
        self._every_line = frozenset(lines)
        self._of_value: dict[Value, _Outcome] = {}
        self._of_possible: dict[frozenset[Value] | None, _Outcome] = {None: (0, self._waiting(lines))}

    def known(self, value: Value) -> _Outcome:
        """Return what a value makes of the rules."""
        kept = self._of_value.get(value)
        if kept is None:
            kept = self._out(self._failing(value)), 0
            if isinstance(value, str):  # of dates and amounts there is no end
                self._of_value[value] = kept
        return kept

    def unknown(self, possible: frozenset[Value] | None) -> _Outcome:
        """Return what is left open by a fact that can turn out to be one of these values, or anything."""
        kept = self._of_possible.get(possible)
        if kept is None:
            failing = [self._failing(value) for value in possible or ()]
            never = self._every_line.intersection(*failing)
            waiting = self._waiting(frozenset().union(*failing) - never)
            kept = self._of_possible[possible] = self._out(never), waiting
        return kept

    def _failing(self, value: Value) -> frozenset[Line]:
        return frozenset(line for line in self._every_line if not line[1].holds(value))

    def _out(self, lines: Iterable[Line]) -> int:
        out = 0
        for line in lines:
            out |= self._rules[line]
        return out

    def _waiting(self, lines: Iterable[Line]) -> int:
        return sum(self._bits[line] for line in lines)


def _each(bits: int) -> Iterator[int]:
    """Give each bit that is set, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest
        bits ^= lowest
