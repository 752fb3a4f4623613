"""What would change the answer: the smallest change, of what a person can bring about, that makes a card better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, groupby

from caseorg.domain.bilingual import Bilingual
from caseorg.rules.schema import VerdictAnswer
from caseorg.rules.sheet import Value
from caseorg.rules.verdicts import Matter, Verdict, judge_topic
from caseorg.rules.vocabulary import Vocabulary

# From the worst to the best, in ranks; only a firm answer counts as better.
_RANKS = (
    (VerdictAnswer.likely_no,),
    (VerdictAnswer.cannot_tell, VerdictAnswer.papers_decide),
    (VerdictAnswer.yes_if_first,),
    (VerdictAnswer.likely_yes,),
)
_WORTH = {answer: rank for rank, answers in enumerate(_RANKS) for answer in answers}

# More than two things to change at once are no advice but a different visit.
_MOST_AT_ONCE = 2


@dataclass(frozen=True)
class Change:
    """Facts that could be otherwise, and what the card would then say."""

    facts: tuple[tuple[str, Value], ...]
    answer: VerdictAnswer
    words: tuple[Bilingual[str], ...]

    def in_words(self, language: str) -> tuple[str, ...]:
        """Say each thing that would have to be so, like “with a referral from your main doctor”."""
        return tuple(one.in_language(language) for one in self.words)


def better_with(verdict: Verdict, matter: Matter) -> Change | None:
    """Find the fewest facts to change for a better answer; among as few, the best answer, then the order of facts."""
    if verdict.disagree or verdict.answer is VerdictAnswer.likely_yes:
        return None
    for _size, changes in groupby(_changes(verdict.topic, matter), key=len):
        found = [
            (facts, after.answer)
            for facts in changes
            if (after := _after(verdict.topic, facts, matter)) is not None and _is_better(after, verdict)
        ]
        if found:
            facts, answer = max(found, key=lambda each: _WORTH[each[1]])
            return Change(facts, answer, tuple(_words(name, value, matter.library.vocabulary) for name, value in facts))
    return None


def _is_better(after: Verdict, before: Verdict) -> bool:
    return after.answer.is_firm and not after.disagree and _WORTH[after.answer] > _WORTH[before.answer]


def _after(topic: str, facts: tuple[tuple[str, Value], ...], matter: Matter) -> Verdict | None:
    changed = replace(matter, facts=matter.facts.with_given(dict(facts)))
    if not all(changed.facts.facts.makes_sense(name) for name, _value in facts):
        return None
    result = judge_topic(topic, changed)
    return result.verdict if result else None


def _changes(topic: str, matter: Matter) -> Iterator[tuple[tuple[str, Value], ...]]:
    """Give every change of facts that the rules of a topic look at, the smallest first."""
    vocabulary, facts = matter.library.vocabulary, matter.facts.facts
    looked_at = {name for rule in matter.library.verdicts[topic] for name in rule.when}
    single = [
        (fact.name, value)
        for fact in vocabulary
        if fact.name in looked_at
        for value in fact.can_become
        if facts.value(fact.name) != value
    ]
    for size in range(1, _MOST_AT_ONCE + 1):
        for change in combinations(single, size):
            if len({name for name, _value in change}) == size:
                yield change


def _words(name: str, value: Value, vocabulary: Vocabulary) -> Bilingual[str]:
    fact = vocabulary[name]
    return Bilingual(fact.en.can_become[str(value)], fact.es.can_become[str(value)])
