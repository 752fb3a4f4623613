"""A snapshot as named facts: from records, from answers, and derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from functools import cached_property
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal
from caseorg.domain.errors import BadFactsError
from caseorg.domain.plan import Coverage
from caseorg.domain.record import Record
from caseorg.domain.requests import RecordsRequest
from caseorg.rules.conditions import Holds, Judgement, Line, judge
from caseorg.rules.following import FOLLOWING, OF_EACH_PLAN, Chosen, appealed_on, choose, facts_of_request
from caseorg.rules.sheet import Value
from caseorg.rules.vocabulary import ALWAYS_THERE, YES_NO, Fact, Vocabulary


class FactSource(StrEnum):
    """Where what is known of a fact comes from, from the best source to the weakest."""

    given = auto()
    letter = auto()
    plan_papers = auto()
    plan_card = auto()
    plan_by_phone = auto()
    record = auto()
    office = auto()
    memory = auto()

    @property
    def rank(self) -> int:
        """Give 0 for the best source and more for each step down."""
        return _RANKS[self]

    @property
    def is_from_the_plan(self) -> bool:
        """Tell whether the plan itself said so, or a paper of it: that comes before a general rule."""
        return self.rank <= FactSource.plan_by_phone.rank


_RANKS = {source: rank for rank, source in enumerate(FactSource)}


@dataclass(frozen=True)
class KnownFact:
    """What is known of one fact, and who said so."""

    value: Value
    source: FactSource
    said_on: date | None = None
    said_by_name: str = ""
    reference_number: str = ""
    record_id: UUID | None = None
    note: str = ""


@dataclass(frozen=True)
class _Followed:
    value: Value | None
    possible: frozenset[Value]
    asks: tuple[str, ...]


class Facts:
    """What is known at one moment, about the case or about one record of it."""

    def __init__(self, vocabulary: Vocabulary, known: Mapping[str, KnownFact]) -> None:
        self.vocabulary = vocabulary
        self.known = known
        self._followed: dict[str, _Followed] = {}
        self._senses: dict[str, Judgement] = {}
        self._possible: dict[str, frozenset[Value] | None] = {}
        self._questions: dict[str, tuple[str, ...]] = {}
        self._asked: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.judged: dict[Line, Holds] = {}

    def value(self, name: str) -> Value | None:
        """Return what is known of a fact, or None."""
        known = self.known.get(name)
        if known is not None:
            return known.value
        return self._follow(name).value if name in self.vocabulary.following else None

    def possible(self, name: str) -> frozenset[Value] | None:
        """Return what an unknown fact can still turn out to be: nothing where it makes no sense, None for no limit."""
        if name not in self._possible:
            if name in self.vocabulary.following:
                self._possible[name] = self._follow(name).possible
            else:
                self._possible[name] = None if self.makes_sense(name) else frozenset()
        return self._possible[name]

    def makes_sense(self, name: str) -> bool:
        """Tell whether an unknown fact can still matter: it does not where the conditions to ask for it fail."""
        return self._sense(name).holds is not Holds.no

    def _sense(self, name: str) -> Judgement:
        if name not in self._senses:
            self._senses[name] = judge(self.vocabulary[name].ask_when, self)
        return self._senses[name]

    def day(self, name: str) -> date | None:
        """Return a fact that is a date, or None."""
        value = self.value(name)
        return value if isinstance(value, date) else None

    def number(self, name: str) -> int | None:
        """Return a fact that is an amount or a number, or None."""
        value = self.value(name)
        return value if isinstance(value, int) else None

    def source(self, name: str) -> FactSource | None:
        """Return where what is known of a fact comes from."""
        known = self.known.get(name)
        return known.source if known else None

    def to_ask(self, missing: Iterable[str]) -> tuple[str, ...]:
        """Return the questions that missing facts come down to.

        A fact that follows from others is not asked itself, and one that makes sense only under conditions gives way to
        what is missing of these.
        """
        names = tuple(missing)
        if names not in self._asked:
            self._asked[names] = tuple(
                dict.fromkeys(question for name in names for question in self._questions_for(name))
            )
        return self._asked[names]

    def _questions_for(self, name: str) -> tuple[str, ...]:
        if name not in self._questions:
            self._questions[name] = ()  # facts that lead back to each other ask nothing more
            if name in self.vocabulary.following:
                self._questions[name] = self.to_ask(self._follow(name).asks)
            else:
                sense = self._sense(name)
                self._questions[name] = self.to_ask(sense.missing) if sense.holds is Holds.needs else (name,)
        return self._questions[name]

    def _follow(self, name: str) -> _Followed:
        if name not in self._followed:
            self._followed[name] = self._work_out(self.vocabulary[name])
        return self._followed[name]

    def _work_out(self, fact: Fact) -> _Followed:
        possible: set[Value] = set()
        asks: dict[str, None] = {}
        for case in fact.follows:
            judgement = judge(case.when, self)
            if judgement.holds is Holds.yes:
                return _Followed(case.is_, frozenset({case.is_}), ())
            if judgement.holds is Holds.needs:
                possible.add(case.is_)
                asks.update(dict.fromkeys(judgement.missing))
        return _Followed(None, frozenset(possible), tuple(asks))


@dataclass(frozen=True)
class RecordFacts:
    """The facts as one record of the case sees them: the case's, and its own."""

    record_id: UUID | None
    facts: Facts


@dataclass(frozen=True)
class CaseFacts:
    """Everything known of a case: the facts that are always there, and those of each record that may not be."""

    facts: Facts
    of_records: Mapping[str, tuple[RecordFacts, ...]] = field(default_factory=dict)

    def with_given(self, values: Mapping[str, Value]) -> CaseFacts:
        """Return the same case as it would be if these facts were so."""
        given = {name: KnownFact(value, FactSource.given) for name, value in values.items()}

        def changed(facts: Facts) -> Facts:
            return Facts(facts.vocabulary, {**facts.known, **given})

        of_records = {
            group: tuple(RecordFacts(one.record_id, changed(one.facts)) for one in records)
            for group, records in self.of_records.items()
        }
        return CaseFacts(changed(self.facts), of_records)

    def with_records_of(self, others: Iterable[CaseFacts]) -> CaseFacts:
        """Return the same case with the records of further plans beside its own."""
        of_records = dict(self.of_records)
        for other in others:
            for group, records in other.of_records.items():
                of_records[group] = (*of_records.get(group, ()), *records)
        return CaseFacts(self.facts, of_records)

    @cached_property
    def _of_no_record(self) -> tuple[RecordFacts, ...]:
        return (RecordFacts(None, self.facts),)

    def seen_by(self, groups: frozenset[str]) -> tuple[RecordFacts, ...]:
        """Return the facts a rule that names these groups is judged by, once for each record."""
        if not groups:
            return self._of_no_record
        group = "appeal" if "appeal" in groups else next(iter(groups))
        return self.of_records.get(group, ())


def facts_given(given: Mapping[str, object], vocabulary: Vocabulary) -> CaseFacts:
    """Read facts as the command line and the worked examples state them, with no records behind them.

    Raises:
        BadFactsError: With one sentence for each unknown name and each value that cannot be.
    """
    known: dict[str, KnownFact] = {}
    sentences: list[str] = []
    for name, raw in given.items():
        problem, value = _read_given(name, raw, vocabulary)
        if problem:
            sentences.append(problem)
        elif value is not None:
            known[name] = KnownFact(value, FactSource.given)
    if sentences:
        raise BadFactsError(sentences)
    facts = Facts(vocabulary, known)
    groups = {name.partition(".")[0] for name in known} - ALWAYS_THERE
    # An appeal is always against a denial, so what is said of one is said of the other's case, too.
    groups |= {"denial"} if "appeal" in groups else set()
    return CaseFacts(facts, {group: (RecordFacts(None, facts),) for group in groups})


def _read_given(name: str, raw: object, vocabulary: Vocabulary) -> tuple[str, Value | None]:
    if name not in vocabulary:
        near = vocabulary.suggest(name)
        if near:
            return _("There is no fact “{name}”. Did you mean “{near}”?").format(name=name, near=near), None
        return _("There is no fact “{name}”.").format(name=name), None
    if vocabulary[name].follows:
        asked = ", ".join(dict.fromkeys(part for case in vocabulary[name].follows for part in case.when))
        return _("“{name}” follows from other facts: give {asked}.").format(name=name, asked=asked), None
    if raw is None:
        return "", None
    try:
        return "", vocabulary.read(name, raw)
    except ValueError as error:
        return f"{name}: {error}", None


_RECORDS_THAT_MAY_NOT_BE_THERE: Mapping[str, str] = {
    "denial": "denials",
    "appeal": "appeals",
    "records_request": "requests",
    "loan": "loans",
    "prior_authorization": "prior_authorizations",
    "release": "releases",
    "cost": "costs",
}


def facts_of(
    snapshot: CaseSnapshot, vocabulary: Vocabulary, today: date, coverage: Coverage | None = None
) -> CaseFacts:
    """Turn a snapshot into named facts; where several sources speak of a fact, the best one counts, then the latest.

    Args:
        snapshot: The case.
        vocabulary: The facts there are.
        today: The day that decides which plan pays first.
        coverage: Another plan than the one that pays first. What was said and written down of the first does not hold
            for it: it is known from its own record, card and answers, from what names it, and from what is so anyway.
    """
    chosen = choose(snapshot, today, coverage)
    answers = _best_answers(chosen, vocabulary)
    base: dict[str, KnownFact] = {}
    for fact in vocabulary:
        if fact.group in ALWAYS_THERE:
            follows = _from_case(fact, chosen, vocabulary) if _is_known_of(fact, chosen) else None
            _add_best(base, fact.name, answers.get(fact.name), follows)
    of_records: dict[str, tuple[RecordFacts, ...]] = {}
    for group, where in _RECORDS_THAT_MAY_NOT_BE_THERE.items():
        records: tuple[Record, ...] = getattr(snapshot, where)
        of_records[group] = tuple(
            RecordFacts(record.id, Facts(vocabulary, base | own))
            for record in records
            if chosen.is_about(plan_of_record(record, snapshot))
            for own in [_facts_of_record(record, group, chosen, vocabulary, answers)]
        )
    return CaseFacts(Facts(vocabulary, base), {group: found for group, found in of_records.items() if found})


def plan_of_record(record: Record, snapshot: CaseSnapshot) -> UUID | None:
    """Return the plan a record names, as a denial does; an appeal is about the plan of its denial."""
    if isinstance(record, Appeal):
        denial = snapshot.find(record.denial_id)
        return plan_of_record(denial, snapshot) if denial is not None else None
    return getattr(record, "plan_id", None)


def _is_known_of(fact: Fact, chosen: Chosen) -> bool:
    """Tell whether what follows from the case's records is so for this plan, and not only for the one in front."""
    of_its_own = fact.group in ("plan", "coverage") or fact.name in OF_EACH_PLAN
    return chosen.pays_first or of_its_own or not fact.is_of_one_plan


def _best_answers(chosen: Chosen, vocabulary: Vocabulary) -> dict[str, KnownFact]:
    found: dict[str, KnownFact] = {}
    for answer in chosen.snapshot.answers:
        if answer.fact not in vocabulary:
            continue
        if vocabulary[answer.fact].is_of_one_plan and not chosen.is_about(answer.plan_id):
            continue
        try:
            value = vocabulary.read(answer.fact, answer.value)
        except ValueError:
            # An answer to a question that has since got other choices is no answer to the question of today.
            continue
        source = FactSource(answer.said_by.value)
        who = answer.said_by_name, answer.reference_number
        known = KnownFact(value, source, answer.said_on, *who, record_id=answer.id, note=answer.note)
        _add_best(found, answer.fact, found.get(answer.fact), known)
    return found


def _add_best(into: dict[str, KnownFact], name: str, *candidates: KnownFact | None) -> None:
    there = [candidate for candidate in candidates if candidate is not None]
    if there:
        into[name] = min(there, key=lambda known: (known.source.rank, -(known.said_on or date.min).toordinal()))


def _from_case(fact: Fact, chosen: Chosen, vocabulary: Vocabulary) -> KnownFact | None:
    record = chosen.record(fact.group)
    if fact.record and record is not None:
        known = _from_record(fact, record, vocabulary)
        if known is not None:
            return known
    work_out = FOLLOWING.get(fact.name)
    value = work_out(chosen) if work_out else None
    return KnownFact(value, FactSource.record) if value is not None else None


def _facts_of_record(
    record: Record, group: str, chosen: Chosen, vocabulary: Vocabulary, answers: Mapping[str, KnownFact]
) -> dict[str, KnownFact]:
    snapshot = chosen.snapshot
    known: dict[str, KnownFact] = {}
    if isinstance(record, Appeal):
        denial = snapshot.find(record.denial_id)
        if denial is not None:
            known = _facts_of_record(denial, "denial", chosen, vocabulary, answers)
    # An answer does not say which of several denials it is about, so it counts only where there is one.
    is_the_only_one = len(getattr(snapshot, _RECORDS_THAT_MAY_NOT_BE_THERE[group])) == 1
    for fact in vocabulary:
        if fact.group == group:
            answer = answers.get(fact.name) if is_the_only_one else None
            _add_best(known, fact.name, _from_record(fact, record, vocabulary) or answer)
    if isinstance(record, RecordsRequest):
        follows = facts_of_request(record, snapshot)
        known |= {name: KnownFact(value, FactSource.record, record_id=record.id) for name, value in follows.items()}
    if group == "denial" and (day := appealed_on(record, snapshot.appeals)) is not None:
        known["denial.appealed_on"] = KnownFact(day, FactSource.record)
    return known


def _from_record(fact: Fact, record: Record, vocabulary: Vocabulary) -> KnownFact | None:
    raw = getattr(record, fact.field, None)
    if raw is None or raw == "":
        return None
    if fact.choices == YES_NO and isinstance(raw, str):
        # Words such as “postmark of Jan 15” say that there is proof.
        raw = "yes"
    try:
        value = vocabulary.read(fact.name, raw)
    except ValueError:
        return None
    return KnownFact(value, FactSource.record, record_id=record.id)
