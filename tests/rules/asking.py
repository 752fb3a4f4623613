"""Plays the asking out: made-up cases with every fact settled, and how many questions it takes to settle the cards."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from statistics import mean, median

from caseorg.rules.assess import Assessment, assess_facts
from caseorg.rules.library import Library
from caseorg.rules.schema import VerdictAnswer
from caseorg.rules.sheet import Value
from caseorg.rules.verdicts import Verdict
from caseorg.rules.vocabulary import Fact
from tests.rules.rule_folders import TODAY

Order = Callable[[Assessment, frozenset[str], Library], str | None]
"""Picks what to ask next, out of the facts that cards still wait for."""


def as_computed(assessment: Assessment, waited_for: frozenset[str], _library: Library) -> str | None:
    """Ask in the order the program works out."""
    return next((name for name in assessment.needs if name in waited_for), None)


def as_listed(_assessment: Assessment, waited_for: frozenset[str], library: Library) -> str | None:
    """Ask in the fixed order of the list of facts, leaving out what no card waits for."""
    return min(waited_for, key=library.vocabulary.position, default=None)


@dataclass(frozen=True)
class Asked:
    """How many questions were asked of each case, and after how many each of its cards stood as it then stayed."""

    of_cases: tuple[int, ...]
    of_cards: tuple[int, ...]

    def in_words(self) -> str:
        """Say the averages and medians."""
        return (
            f"{mean(self.of_cards):.2f} questions to a settled card (median {median(self.of_cards):g}), "
            f"{mean(self.of_cases):.2f} to settle all cards of a case (median {median(self.of_cases):g})"
        )


def ask_all(library: Library, order: Order, of_each_kind: int) -> Asked:
    """Settle as many made-up cases of each kind of plan, always the same ones."""
    cases: list[int] = []
    cards: list[int] = []
    for kind in library.vocabulary["plan.kind"].choices:
        for number in range(of_each_kind):
            truth = _truth(library, kind, random.Random(f"{kind} {number}"))
            history = list(_settle(library, truth, {"plan.kind": kind}, order))
            cases.append(len(history) - 1)
            cards += [_settled_after(history, topic) for topic in history[-1]]
    return Asked(tuple(cases), tuple(cards))


def _truth(library: Library, kind: str, chance: random.Random) -> dict[str, Value]:
    facts = [fact for fact in library.vocabulary if not fact.follows]
    truth = {fact.name: _a_value(fact, library, chance) for fact in facts}
    return {**truth, "plan.kind": kind}


def _a_value(fact: Fact, library: Library, chance: random.Random) -> Value:
    if fact.choices:
        return chance.choice(fact.choices)
    if fact.type == "state":
        return chance.choice(sorted(library.vocabulary.states))
    if fact.type == "date":
        return date(2026, 12, chance.randint(1, 28))
    return chance.choice((0, 20, 60))


def _settle(
    library: Library, truth: dict[str, Value], known: dict[str, Value], order: Order
) -> Iterator[dict[str, VerdictAnswer]]:
    while True:
        assessment = assess_facts(known, library, TODAY)
        yield {verdict.topic: verdict.answer for verdict in assessment.verdicts}
        waiting = [verdict for verdict in assessment.verdicts if _waits(verdict)]
        name = order(assessment, frozenset(name for verdict in waiting for name in verdict.needs), library)
        if name is None:
            return
        assert name not in known, f"{name} is asked twice"
        known = {**known, name: truth[name]}


def _waits(verdict: Verdict) -> bool:
    return verdict.answer is VerdictAnswer.cannot_tell and not verdict.rules


def _settled_after(history: list[dict[str, VerdictAnswer]], topic: str) -> int:
    after = len(history) - 1
    while after and history[after - 1].get(topic) is history[-1][topic]:
        after -= 1
    return after
