"""What a rule file may say: one class for each kind of rule, and for each table inside it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, model_validator

from caseorg.domain.bilingual import Bilingual
from caseorg.domain.citation import Citation, Evidence, best, weakest
from caseorg.domain.counting import Period, PeriodUnit
from caseorg.domain.dates import NoSuchDay
from caseorg.domain.deadline import DeadlineWords, FiledWhen, Who
from caseorg.domain.letter import LetterKind
from caseorg.rules.conditions import Conditions
from caseorg.rules.sheet import Name, Sentence, Sheet, Value, Word
from caseorg.rules.vocabulary import ALWAYS_THERE

# ------------------------------------------------------------------------------------------------ what all rules have


class Cite(Sheet):
    """Where a rule is written, which of its keys that settles, and how well it was checked."""

    place: Sentence
    settles: tuple[Sentence, ...] = Field(min_length=1)
    evidence: Evidence
    checked_on: date
    note: str = ""

    @property
    def citation(self) -> Citation:
        """Return what the screen and the papers show of it."""
        return Citation(self.place, self.evidence, self.checked_on)


class InForce(Sheet):
    """From when until when a rule holds, and which fact's date decides."""

    from_: date | None = Field(None, alias="from")
    until: date | None = None
    by: Name | None = None


class Example(Sheet):
    """A worked example: what is given, and what this one rule must make of it."""

    title: Sentence
    today: date = date(2026, 11, 22)
    given: dict[Name, Value] = Field(default_factory=dict)
    applies: bool | None = None
    needs: tuple[Name, ...] | None = None
    answer: str | None = None
    lands_on: date | None = None
    last_day: date | Literal["none"] | None = None
    send_by: date | None = None


class Rule(Sheet):
    """What every rule has: an id, when it applies, since when, where it is written, and its examples.

    `disagrees_with` names rules that say something else of the same case, where the sources themselves differ.
    """

    id: Name
    kind: str
    when: Conditions = Field(default_factory=dict)
    in_force: InForce | None = None
    disagrees_with: tuple[Name, ...] = ()
    cite: tuple[Cite, ...] = ()
    example: tuple[Example, ...] = ()

    def must_settle(self) -> tuple[str, ...]:
        """Name the keys for which a cite has to stand."""
        return ("in_force",) if self.in_force else ()

    def may_settle(self) -> set[str]:
        """Name further keys a cite may stand for."""
        return set()

    def fact_names(self) -> tuple[str, ...]:
        """Name the facts that decide whether the rule applies and what it gives."""
        return (*self.when, *((self.in_force.by,) if self.in_force and self.in_force.by else ()))

    @cached_property
    def groups(self) -> frozenset[str]:
        """The kinds of record, of those that may not be there, that the rule looks at."""
        return frozenset(name.partition(".")[0] for name in self.fact_names()) - ALWAYS_THERE

    @cached_property
    def _marks(self) -> dict[str, Evidence]:
        found: dict[str, Evidence] = {}
        for cite in self.cite:
            for key in cite.settles:
                found[key] = min(found.get(key, cite.evidence), cite.evidence, key=lambda mark: mark.weakness)
        return found

    def evidence_of(self, key: str) -> Evidence | None:
        """Return the best evidence for one key; `allow` also stands for `allow@2025-01-01`."""
        marks = self._marks
        of_key, of_whole = marks.get(key), marks.get(key.partition("@")[0])
        return of_key if of_whole is None else best((of_whole, of_key or of_whole))

    def evidence(self, keys: tuple[str, ...]) -> Evidence | None:
        """Return the evidence of the weakest of these keys."""
        return weakest(mark for key in keys if (mark := self.evidence_of(key)) is not None)

    @cached_property
    def own_evidence(self) -> Evidence | None:
        """The evidence of the weakest key that has to be settled."""
        return self.evidence(self.must_settle())

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Its sources as the screen shows them, each once."""
        return tuple(dict.fromkeys(cite.citation for cite in self.cite))


# ------------------------------------------------------------------------------------------------ verdicts


class VerdictAnswer(StrEnum):
    """The five words of a verdict."""

    likely_yes = auto()
    yes_if_first = auto()
    cannot_tell = auto()
    likely_no = auto()
    papers_decide = auto()

    @property
    def is_firm(self) -> bool:
        """Tell whether it says yes or no, so that it may not rest on memory."""
        return self in (VerdictAnswer.likely_yes, VerdictAnswer.yes_if_first, VerdictAnswer.likely_no)


class Basis(StrEnum):
    """How near to the person a rule is: what they were told, the law on their plan, or how plans mostly work."""

    told = auto()
    law = auto()
    usual = auto()


class Action(StrEnum):
    """What the button of a card does, where it does not make a letter."""

    ask_plan = auto()
    ask_office = auto()
    read_papers = auto()
    none = auto()


class VerdictText(Sheet):
    """What a card says in one language."""

    title: Sentence
    headline: Sentence
    why: Sentence
    to_do: Sentence
    text: Sentence
    may_pay: str = ""
    changes_if: str = ""


class CostTerms(Sheet):
    """Which figures or facts enter the cost range; the name of a figure, or of a fact."""

    nothing_to_pay: bool = False
    deductible: str | None = None
    deductible_met: Name | None = None
    share: str | None = None
    copay: str | None = None
    limit: str | None = None
    limit_met: Name | None = None
    above_allowed: str = "none"


class VerdictRule(Rule):
    """Answers one topic about this visit."""

    kind: Literal["verdict"]
    topic: Word
    basis: Basis
    told_by: tuple[Name, ...] = ()
    answer: VerdictAnswer
    action: Action | LetterKind = Action.none
    letters: tuple[LetterKind, ...] = ()
    asks: tuple[Name, ...] = ()
    cost: CostTerms | None = None
    en: VerdictText
    es: VerdictText

    @property
    def words(self) -> Bilingual[VerdictText]:
        """Return its texts in both languages."""
        return Bilingual(self.en, self.es)

    def must_settle(self) -> tuple[str, ...]:
        """Name the keys for which a cite has to stand; what the person was told stands for itself."""
        needs_none = self.basis is Basis.told or (self.basis is Basis.usual and not self.answer.is_firm)
        return super().must_settle() + (() if needs_none and not self.cite else ("answer",))

    def may_settle(self) -> set[str]:
        """Name further keys a cite may stand for."""
        return {"answer", "may_pay", "cost"}


# ------------------------------------------------------------------------------------------------ deadlines


class Presumption(Sheet):
    """The days a rule takes for the mail, and the fact that proves another day."""

    after: Name
    days: int = Field(ge=1)
    unless: Name | None = None


def _read_period(raw: object) -> Period:
    if isinstance(raw, Period):
        return raw
    units = ", ".join(PeriodUnit)
    if not isinstance(raw, dict) or len(raw) != 1 or next(iter(raw)) not in set(PeriodUnit):
        raise ValueError(f"“allow” wants exactly one of {units}, like {{ days = 60 }}")
    unit, amount = next(iter(raw.items()))
    if type(amount) is not int or amount < 0:
        raise ValueError("“allow” wants a whole number that is not below zero")
    return Period(amount, PeriodUnit(unit))


class IfClosedDay(StrEnum):
    """What happens to a last day on which offices are closed."""

    stay = auto()
    next_open_day = auto()


class Term(Sheet):
    """What held since a day: the period, and whatever else differed."""

    from_: date = Field(alias="from")
    until: date | None = None
    allow: Annotated[Period, PlainValidator(_read_period)] | None = None
    allow_from_state: str | None = None
    count_from: tuple[Name, ...] | None = None
    presume_received: Presumption | Literal["no"] | None = None
    if_no_such_day: NoSuchDay | None = None
    if_closed_day: IfClosedDay | None = None

    @model_validator(mode="after")
    def _has_one_period(self) -> Term:
        if (self.allow is None) == (self.allow_from_state is None):
            raise ValueError("a term says “allow”, or “allow_from_state”, and not both")
        return self


class Extension(Sheet):
    """One further period, for those who were told of it before the first one ended."""

    if_told_on: Name
    allow: Annotated[Period, PlainValidator(_read_period)]


class CountingTable(Sheet):
    """The table [deadline]: how a date is counted."""

    action: Word
    who: Who
    letters: tuple[LetterKind, ...] = ()
    count_from: tuple[Name, ...] = Field(min_length=1)
    presume_received: Presumption | None = None
    letter_says: Name | None = None
    pick_terms_by: Name | None = None
    filed_when: FiledWhen | None = None
    if_no_such_day: NoSuchDay = NoSuchDay.last_of_month
    if_closed_day: IfClosedDay = IfClosedDay.stay
    closed_days: Literal["us_federal"] = "us_federal"
    or_if_later: Name | None = None
    extend: Extension | None = None
    state_by: Name | None = None
    done_when: Name | None = None
    only_if_no_other: bool = False
    terms: tuple[Term, ...] = Field(min_length=1)

    @property
    def stands_for(self) -> str:
        """Name what only one rule gives a date for: the day that one letter says, or else one act."""
        return self.letter_says or self.action

    @model_validator(mode="after")
    def _terms_follow_each_other(self) -> CountingTable:
        days = [term.from_ for term in self.terms]
        if days != sorted(set(days)):
            raise ValueError("the terms stand in the order of their “from”, and no two begin on one day")
        if any(term.allow_from_state for term in self.terms) and self.state_by is None:
            raise ValueError("“allow_from_state” needs “state_by”, the fact that holds the state")
        return self


class DeadlineText(Sheet):
    """What a deadline says in one language."""

    title: Sentence
    text: Sentence
    started_from: Sentence
    late: str = ""

    @property
    def words(self) -> DeadlineWords:
        """Return it as the deadline carries it."""
        return DeadlineWords(self.title, self.text, self.started_from, self.late)


class DeadlineRule(Rule):
    """Counts a date."""

    kind: Literal["deadline"]
    deadline: CountingTable
    en: DeadlineText
    es: DeadlineText

    def must_settle(self) -> tuple[str, ...]:
        """Name the keys for which a cite has to stand."""
        table = self.deadline
        if table.only_if_no_other and not self.cite:
            return super().must_settle()
        keys = ["count_from"]
        keys += [f"allow@{term.from_}" for term in table.terms if term.allow is not None]
        parts: tuple[CountingTable | Term, ...] = (table, *table.terms)
        for term in parts:
            keys += ["presume_received"] if isinstance(term.presume_received, Presumption) else []
            keys += ["if_no_such_day"] if term.if_no_such_day is NoSuchDay.first_of_next_month else []
            keys += ["if_closed_day"] if term.if_closed_day is IfClosedDay.next_open_day else []
        keys += ["filed_when"] if table.filed_when else []
        keys += ["or_if_later"] if table.or_if_later else []
        keys += ["extend"] if table.extend else []
        return super().must_settle() + tuple(dict.fromkeys(keys))

    def may_settle(self) -> set[str]:
        """Name further keys a cite may stand for."""
        return {"count_from", "allow", "if_closed_day", "if_no_such_day", "pick_terms_by", "who", "late"}

    @cached_property
    def words(self) -> Bilingual[DeadlineWords]:
        """Its texts in both languages."""
        return Bilingual(self.en.words, self.es.words)

    @cached_property
    def start_evidence(self) -> Evidence | None:
        """The evidence for the day it starts on."""
        return self.evidence(("count_from", "presume_received"))

    def fact_names(self) -> tuple[str, ...]:
        """Name the facts that decide whether the rule applies and what it gives."""
        return (*super().fact_names(), *self.deadline.count_from)
