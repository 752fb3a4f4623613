"""Answers about this visit, merged by topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from caseorg.domain.bilingual import Bilingual
from caseorg.domain.citation import Citation, Evidence, is_stale, stale_words, weakest
from caseorg.domain.letter import LetterKind
from caseorg.rules.conditions import Holds
from caseorg.rules.facts import CaseFacts, Facts
from caseorg.rules.index import Library
from caseorg.rules.placeholders import Names, with_amounts
from caseorg.rules.schema import Action, Basis, Rule, VerdictAnswer, VerdictRule, VerdictText
from caseorg.rules.sieve import Sifted
from caseorg.rules.tables import TopicText

# How near to the person what a rule says is; the nearest wins.
_TOLD_BY_THE_PLAN, _LAW, _TOLD_BY_OTHERS, _USUAL = range(4)
_RANKS = {Basis.law: _LAW, Basis.usual: _USUAL}

# What must be done first stands on top; what needs nothing stands last.
_ORDER_OF_CARDS = (
    VerdictAnswer.yes_if_first,
    VerdictAnswer.cannot_tell,
    VerdictAnswer.papers_decide,
    VerdictAnswer.likely_no,
    VerdictAnswer.likely_yes,
)


@dataclass(frozen=True)
class VerdictWords:
    """What a card says in one language, with names and amounts written in."""

    topic: str
    headline: str
    why: str
    to_do: str
    may_pay: str = ""


class CardWords:
    """What a card says in both languages, written when somebody reads it: cards are judged far more often than read."""

    def __init__(self, write: Callable[[str], VerdictWords]) -> None:
        self._write = write

    @cached_property
    def en(self) -> VerdictWords:
        """In English."""
        return self._write("en")

    @cached_property
    def es(self) -> VerdictWords:
        """In Spanish."""
        return self._write("es")

    def in_language(self, code: str) -> VerdictWords:
        """Return it in the language with this code; English where it is not Spanish."""
        return self.es if code == "es" else self.en

    def __eq__(self, other: object) -> bool:
        """Tell whether two cards say the same."""
        return isinstance(other, CardWords) and (self.en, self.es) == (other.en, other.es)

    def __hash__(self) -> int:
        """Give equal words one number."""
        return hash(self.en)


@dataclass(frozen=True)
class RuleShown:
    """One rule behind a card, for “Show the rule” and for the sides of a disagreement."""

    id: str
    answer: VerdictAnswer
    basis: Basis
    words: Bilingual[VerdictText]
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Verdict:
    """What the rules say about one topic of this visit.

    `rules` are those that gave the answer, several where they agree or where they disagree; `beside` are general rules
    that what the person was told comes before. `needs` are the facts that would settle it, or that are worth asking.
    """

    topic: str
    answer: VerdictAnswer
    words: CardWords
    action: Action | LetterKind
    rules: tuple[RuleShown, ...] = ()
    beside: tuple[RuleShown, ...] = ()
    disagree: bool = False
    needs: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    letters: tuple[LetterKind, ...] = ()
    evidence: Evidence | None = None
    rank: int = 0

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return the sources of the rules that gave the answer, each once."""
        return tuple(dict.fromkeys(citation for rule in self.rules for citation in rule.citations))

    def stale_words(self, today: date, language: str) -> str:
        """Say when its sources were last checked, if that is more than a year ago; otherwise nothing."""
        return stale_words(self.citations, language) if is_stale(self.citations, today) else ""


class OpenRule(NamedTuple):
    """A rule that cannot be judged yet, and the questions that would settle it."""

    rule: Rule
    needs: tuple[str, ...]


@dataclass(frozen=True)
class TopicResult:
    """A card, the rules still open that could change it, and the rule that gives what the visit may cost."""

    verdict: Verdict
    open_rules: tuple[OpenRule, ...]
    applied: tuple[VerdictRule, ...]


def is_in_force(rule: Rule, facts: Facts, today: date) -> bool:
    """Tell whether a rule holds on the day that counts: the day of the fact it names, or today."""
    force = rule.in_force
    if force is None:
        return True
    day = (facts.day(force.by) if force.by else None) or today
    return (force.from_ or day) <= day <= (force.until or day)


@dataclass(frozen=True)
class Matter:
    """What is judged, and by what: a case's facts and names, the library, and the day."""

    facts: CaseFacts
    names: Names
    library: Library
    today: date

    @cached_property
    def verdicts(self) -> Mapping[str, tuple[VerdictRule, ...]]:
        """The rules of each topic that are not ruled out."""
        return {topic: self.sifted.standing(shelf) for topic, shelf in self.library.verdict_shelves.items()}

    @cached_property
    def sifted(self) -> Sifted:
        """What single lines make of the rules."""
        return self.library.sieve.sift(self.facts.facts)


def judge_topics(matter: Matter) -> list[TopicResult]:
    """Judge every topic; the cards stand in the order they are to be shown in."""
    results = [result for topic in matter.verdicts if (result := judge_topic(topic, matter)) is not None]
    order = {answer: number for number, answer in enumerate(_ORDER_OF_CARDS)}
    return sorted(results, key=lambda result: (order[result.verdict.answer], result.verdict.rank))


def judge_topic(topic: str, matter: Matter) -> TopicResult | None:
    """Judge one topic; nothing where no rule of it applies or could."""
    return _Topic(topic, matter.verdicts[topic], matter).result()


class _Topic:
    """Merges the rules of one topic into one card."""

    def __init__(self, topic: str, rules: Iterable[VerdictRule], matter: Matter) -> None:
        self._name = topic
        self._topic = matter.library.topics[topic]
        self._matter = matter
        self._facts = matter.facts.facts
        self._applied: list[tuple[int, VerdictRule]] = []
        self._open: list[tuple[int, VerdictRule, tuple[str, ...]]] = []
        sifted, today = matter.sifted, matter.today
        for rule in rules:
            for seen in matter.facts.seen_by(rule.groups):
                judgement = sifted.judge(rule, seen.facts)
                if judgement.holds is Holds.no or (rule.in_force and not is_in_force(rule, seen.facts, today)):
                    continue
                rank = _RANKS.get(rule.basis) or _rank_of_told(rule, seen.facts)
                if judgement.holds is Holds.yes:
                    self._applied.append((rank, rule))
                    break
                self._open.append((rank, rule, seen.facts.to_ask(judgement.missing)))

    def result(self) -> TopicResult | None:
        """Return the card, or nothing where no rule of this topic applies or could."""
        if not self._applied and not self._open:
            return None
        if not self._applied:
            return self._unsettled([needs for _rank, _rule, needs in self._open])
        nearest = min(rank for rank, _rule in self._applied)
        winners = sorted(
            (rule for rank, rule in self._applied if rank == nearest), key=lambda rule: (-len(rule.when), rule.id)
        )
        behind = tuple(rule for rank, rule in self._applied if rank > nearest)
        if len({rule.answer for rule in winners}) > 1:
            return self._disagreement(winners, behind)
        return self._settled(nearest, winners, behind)

    def _settled(self, nearest: int, winners: list[VerdictRule], behind: tuple[VerdictRule, ...]) -> TopicResult:
        first = winners[0]
        nearer = [entry for entry in self._open if entry[0] <= nearest]
        if first.answer in (VerdictAnswer.likely_yes, VerdictAnswer.likely_no):
            # What nobody has said yet does not hold back what the law says; only another open rule of law does.
            holding = [
                needs
                for rank, rule, needs in nearer
                if rule.answer is not first.answer and not (nearest == _LAW and rank < nearest)
            ]
            if holding:
                return self._unsettled(holding, beside=(*winners, *behind))
        asks = [self._facts.to_ask(name for name in rule.asks if self._facts.value(name) is None) for rule in winners]
        if not first.answer.is_firm:
            asks += [needs for _rank, _rule, needs in nearer]
        letters = [first.action] if isinstance(first.action, LetterKind) else []
        verdict = Verdict(
            topic=self._name,
            answer=first.answer,
            words=CardWords(lambda language: self._words_of_rule(first, language)),
            action=first.action,
            rules=tuple(map(_shown, winners)),
            beside=tuple(map(_shown, behind)),
            needs=_each_once(asks),
            facts=_each_once(rule.fact_names() for rule in winners),
            letters=tuple(dict.fromkeys([*letters, *(letter for rule in winners for letter in rule.letters)])),
            evidence=weakest(mark for rule in winners if (mark := rule.own_evidence)),
            rank=self._topic.rank,
        )
        return TopicResult(verdict, self._as_open(verdict.needs), tuple(winners))

    def _unsettled(self, needs: list[tuple[str, ...]], beside: tuple[VerdictRule, ...] = ()) -> TopicResult:
        verdict = Verdict(
            topic=self._name,
            answer=VerdictAnswer.cannot_tell,
            words=CardWords(lambda language: self._words_of_topic(language, lambda text: text.why)),
            action=self._topic.action,
            beside=tuple(map(_shown, beside)),
            needs=_each_once(needs),
            rank=self._topic.rank,
        )
        return TopicResult(verdict, self._as_open(verdict.needs), ())

    def _disagreement(self, winners: list[VerdictRule], behind: tuple[VerdictRule, ...]) -> TopicResult:
        def why(language: str) -> Callable[[TopicText], str]:
            sides = [self._matter.names.fill(rule.words.in_language(language).headline, language) for rule in winners]
            return lambda text: " ".join([text.conflict, *sides])

        verdict = Verdict(
            topic=self._name,
            answer=VerdictAnswer.cannot_tell,
            words=CardWords(lambda language: self._words_of_topic(language, why(language))),
            action=self._topic.action,
            rules=tuple(map(_shown, winners)),
            beside=tuple(map(_shown, behind)),
            disagree=True,
            needs=_each_once(needs for _rank, _rule, needs in self._open),
            facts=_each_once(rule.fact_names() for rule in winners),
            evidence=weakest(mark for rule in winners if (mark := rule.own_evidence)),
            rank=self._topic.rank,
        )
        return TopicResult(verdict, self._as_open(verdict.needs), tuple(winners))

    def _as_open(self, needs: tuple[str, ...]) -> tuple[OpenRule, ...]:
        wanted = set(needs)
        return tuple([OpenRule(rule, asked) for _rank, rule, asked in self._open if not wanted.isdisjoint(asked)])

    def _words_of_rule(self, rule: VerdictRule, language: str) -> VerdictWords:
        text = rule.words.in_language(language)
        fill = self._matter.names.fill
        return VerdictWords(
            topic=self._topic.words.in_language(language).title,
            headline=fill(text.headline, language),
            why=fill(text.why, language),
            to_do=fill(text.to_do, language),
            may_pay=fill(with_amounts(text.may_pay, self._matter.library, self._facts, self._matter.today), language),
        )

    def _words_of_topic(self, language: str, why: Callable[[TopicText], str]) -> VerdictWords:
        text = self._topic.words.in_language(language)
        return VerdictWords(topic=text.title, headline=text.headline, why=why(text), to_do=text.to_do)


def _rank_of_told(rule: VerdictRule, facts: Facts) -> int:
    sources = [source for name in rule.told_by if (source := facts.source(name)) is not None]
    return _TOLD_BY_THE_PLAN if all(source.is_from_the_plan for source in sources) else _TOLD_BY_OTHERS


def _shown(rule: VerdictRule) -> RuleShown:
    return RuleShown(rule.id, rule.answer, rule.basis, rule.words, rule.citations)


def _each_once(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))
