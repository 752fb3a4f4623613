"""The facts a rule may name: what can be a value, who can be asked, and in which words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from caseorg.base.language import _, money, short_date
from caseorg.domain.bilingual import Bilingual
from caseorg.domain.plan import AnswerSource
from caseorg.rules.conditions import Conditions
from caseorg.rules.sheet import Name, Sentence, Sheet, Value

# Facts of these groups are always there, known or not; those of other groups only with a record of that kind.
ALWAYS_THERE = frozenset({"plan", "coverage", "patient", "visit", "sending"})

YES_NO = ("yes", "no")
_WORDS_FOR_YES_NO = Bilingual({"yes": "Yes", "no": "No"}, {"yes": "Sí", "no": "No"})

# A date outside these years is a slip of the pen, and counting from it would only mislead.
_FIRST_YEAR, _LAST_YEAR = 1900, 2150
_LARGEST_NUMBER = 10**13


class FactText(Sheet):
    """What a fact is asked and called in one language."""

    question: Sentence
    on_the_phone: str = ""
    label: str = ""
    choices: dict[str, Sentence] = Field(default_factory=dict)
    can_become: dict[str, Sentence] = Field(default_factory=dict)


class Case(Sheet):
    """One way in which a fact follows from others."""

    is_: str = Field(alias="is")
    when: Conditions = Field(min_length=1)


class Fact(Sheet):
    """One fact a rule may name."""

    name: Name
    choices: tuple[str, ...] = ()
    type: Literal["choice", "date", "cents", "percent", "count", "state"] = "choice"
    record: bool = False
    computed: bool = False
    asked_of: tuple[AnswerSource, ...] = ()
    ask_when: Conditions = Field(default_factory=dict)
    follows: tuple[Case, ...] = ()
    en: FactText
    es: FactText

    @model_validator(mode="after")
    def _fits_together(self) -> Fact:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("a fact has “choices”, or a “type” of its own")
        if {case.is_ for case in self.follows} - set(self.choices):
            raise ValueError("“is” names one of the choices")
        if not (self.asked_of or self.follows or self.computed):
            raise ValueError("“asked_of” says who can answer")
        for text in (self.en, self.es):
            if self.type == "choice" and self.choices != YES_NO and set(text.choices) != set(self.choices):
                raise ValueError("each choice needs its words in both languages")
            if self.type == "date" and not text.label:
                raise ValueError("a date needs a “label”, like “the date on the letter”")
            if AnswerSource.plan_by_phone in self.asked_of and not text.on_the_phone:
                raise ValueError("who is asked by phone needs “on_the_phone”")
            if set(text.can_become) - set(self.choices) or set(text.can_become) != set(self.en.can_become):
                raise ValueError("“can_become” has words for some of the choices, the same in both languages")
        return self

    @property
    def group(self) -> str:
        """Return the record a fact belongs to: the first part of its name."""
        return self.name.partition(".")[0]

    @property
    def field(self) -> str:
        """Return the last part of its name, which a record calls its field."""
        return self.name.partition(".")[2]

    @cached_property
    def label(self) -> Bilingual[str]:
        """What a date is called inside a sentence."""
        return Bilingual(self.en.label, self.es.label)

    @property
    def can_become(self) -> tuple[str, ...]:
        """Return the answers a person can bring about, such as having a referral; none for what is as it is."""
        return tuple(self.en.can_become)

    def question(self, language: str) -> str:
        """Return the plain question."""
        return Bilingual(self.en, self.es).in_language(language).question

    @property
    def is_of_one_plan(self) -> bool:
        """Tell whether another plan of the same person would have another answer."""
        asked_of_plan = {AnswerSource.plan_papers, AnswerSource.plan_card, AnswerSource.plan_by_phone}
        hangs_on_plan = any(name.startswith("plan.") for name in self.ask_when)
        return self.group in ("plan", "coverage") or hangs_on_plan or bool(asked_of_plan & set(self.asked_of))

    @property
    def is_asked_by_phone(self) -> bool:
        """Tell whether the plan can answer it in a call."""
        return AnswerSource.plan_by_phone in self.asked_of

    def on_the_phone(self, language: str) -> str:
        """Return what to say in a call, with places for names; nothing where it is not asked by phone."""
        return Bilingual(self.en, self.es).in_language(language).on_the_phone

    def in_words(self, value: Value, language: str) -> str:
        """Write a value of this fact as a person reads it."""
        if isinstance(value, date):
            return short_date(value, language)
        if self.type == "cents" and isinstance(value, int):
            return money(value)
        if self.type == "percent":
            return f"{value}%"
        return self.choice_words(language).get(str(value), str(value))

    def choice_words(self, language: str) -> Mapping[str, str]:
        """Return each choice with what a person reads for it."""
        own = Bilingual(self.en, self.es).in_language(language).choices
        return own or (_WORDS_FOR_YES_NO.in_language(language) if self.choices == YES_NO else {})

    def read(self, raw: object, states: frozenset[str]) -> Value:
        """Read a value as a file, a stored answer or the command line gives it.

        `states` are the postal codes there are.

        Raises:
            ValueError: With one sentence that says what can be a value.
        """
        if self.type == "choice":
            return self._read_choice(raw)
        if self.type == "date":
            return _read_date(raw)
        if self.type == "state":
            return _read_state(raw, states)
        return _read_number(raw, 100 if self.type == "percent" else _LARGEST_NUMBER)

    def _read_choice(self, raw: object) -> str:
        if isinstance(raw, bool) and self.choices == YES_NO:
            return "yes" if raw else "no"
        text = str(raw).strip()
        if text in self.choices:
            return text
        near = closest(text, self.choices)
        if near:
            raise ValueError(_("“{text}” is not an answer here. Did you mean “{near}”?").format(text=text, near=near))
        sentence = _("“{text}” is not an answer here. Choose one of: {choices}.")
        raise ValueError(sentence.format(text=text, choices=", ".join(self.choices)))


def _read_date(raw: object) -> date:
    try:
        day = raw if type(raw) is date else date.fromisoformat(str(raw).strip())
    except ValueError:
        raise ValueError(_("“{text}” is not a date. Write it like 2026-11-22.").format(text=raw)) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(_("“{text}” is not a date we can count from. Check the year.").format(text=raw))
    return day


def _read_state(raw: object, states: frozenset[str]) -> str:
    code = str(raw).strip().upper()
    if code not in states:
        raise ValueError(_("“{text}” is not a state. Write its two letters, like OH.").format(text=raw))
    return code


def _read_number(raw: object, largest: int) -> int:
    text = str(raw).strip()
    if isinstance(raw, bool) or not (text.isascii() and text.isdecimal()) or int(text) > largest:
        raise ValueError(
            _("“{text}” is not a number we can use. Write a whole number from 0 to {largest}.").format(
                text=text, largest=largest
            )
        )
    return int(text)


def closest(name: str, names: Iterable[str]) -> str | None:
    """Return the name somebody most likely meant, or None where none is near."""
    found = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return found[0] if found else None


class Vocabulary:
    """Every fact a rule may name, in the order of the file: what stands first is asked first."""

    def __init__(self, facts: Iterable[Fact], states: Iterable[str]) -> None:
        self._facts = {fact.name: fact for fact in facts}
        self._positions = {name: number for number, name in enumerate(self._facts)}
        self.following = frozenset(name for name, fact in self._facts.items() if fact.follows)
        self.states = frozenset(states)
        self._about_the_case: dict[str, bool] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._facts

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def position(self, name: str) -> int:
        """Return where a fact stands in the file."""
        return self._positions[name]

    def is_about_the_case(self, name: str) -> bool:
        """Tell whether a fact, and all it hangs on, are the same for every record of a case."""
        if name not in self._about_the_case:
            self._about_the_case[name] = True  # facts that lead back to each other settle nothing more
            fact = self._facts.get(name)
            below = [*fact.ask_when, *(part for case in fact.follows for part in case.when)] if fact else []
            here = fact is not None and fact.group in ALWAYS_THERE
            self._about_the_case[name] = here and all(self.is_about_the_case(part) for part in below)
        return self._about_the_case[name]

    def suggest(self, name: str) -> str | None:
        """Return the fact somebody most likely meant by an unknown name."""
        return closest(name, tuple(self._facts))

    def read(self, name: str, raw: object) -> Value:
        """Read a value of a fact.

        Raises:
            ValueError: With one sentence that says what can be a value.
        """
        return self._facts[name].read(raw, self.states)
