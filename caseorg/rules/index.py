"""The library: every rule, fact, topic and figure there is, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from caseorg.rules.ladder import ChecklistRule, StepRule
from caseorg.rules.schema import DeadlineRule, Rule, VerdictRule
from caseorg.rules.sieve import Shelf, Sieve
from caseorg.rules.tables import Cell, Figure, State, Topic
from caseorg.rules.vocabulary import Vocabulary

R = TypeVar("R", bound=Rule)


class Library:
    """Every rule, fact, topic and figure there is, by name. The tables of the states are read when they are needed."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        topics: Mapping[str, Topic],
        figures: Mapping[str, Figure],
        rules: Iterable[Rule],
        read_state: Callable[[str], State],
    ) -> None:
        self.vocabulary = vocabulary
        self.topics = topics
        self.figures = figures
        self.rules = {rule.id: rule for rule in rules}
        self._read_state = read_state
        self._states: dict[str, State] = {}

    @cached_property
    def sieve(self) -> Sieve:
        """What sorts out most rules before any is looked at."""
        return Sieve(self.rules.values(), self.vocabulary)

    @cached_property
    def verdicts(self) -> Mapping[str, tuple[VerdictRule, ...]]:
        """The verdict rules of each topic, in the order of the topics."""
        return {
            topic: tuple(rule for rule in self._of(VerdictRule) if rule.topic == topic)
            for topic in sorted(self.topics, key=lambda name: self.topics[name].rank)
        }

    @cached_property
    def deadlines(self) -> tuple[DeadlineRule, ...]:
        """The rules that count a date."""
        return self._of(DeadlineRule)

    @cached_property
    def verdict_shelves(self) -> Mapping[str, Shelf[VerdictRule]]:
        """The verdict rules of each topic, to be sifted."""
        return {topic: self.sieve.shelf(rules) for topic, rules in self.verdicts.items()}

    @cached_property
    def deadline_shelf(self) -> Shelf[DeadlineRule]:
        """The rules that count a date, to be sifted."""
        return self.sieve.shelf(self.deadlines)

    @cached_property
    def step_shelf(self) -> Shelf[StepRule]:
        """The rungs of all ladders, to be sifted."""
        return self.sieve.shelf(self.steps)

    @cached_property
    def steps(self) -> tuple[StepRule, ...]:
        """The rungs of all ladders, lowest first."""
        return tuple(sorted(self._of(StepRule), key=lambda rule: (rule.step.order, rule.id)))

    @cached_property
    def checklists(self) -> tuple[ChecklistRule, ...]:
        """What letters and packets have to contain."""
        return self._of(ChecklistRule)

    def state(self, code: str) -> State | None:
        """Return what differs by state, for one postal code."""
        if code not in self.vocabulary.states:
            return None
        if code not in self._states:
            self._states[code] = self._read_state(code)
        return self._states[code]

    def state_cell(self, code: str, key: str) -> Cell | None:
        """Return one cell of a state's table, or None where nobody could find it."""
        state = self.state(code)
        return state.find(key) if state else None

    def _of(self, kind: type[R]) -> tuple[R, ...]:
        return tuple(rule for rule in self.rules.values() if isinstance(rule, kind))
