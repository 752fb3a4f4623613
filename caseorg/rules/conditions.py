"""Yes, no, or “we need to know …”: what the lines under [when] make of the facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import cache
from typing import Annotated, Any, NamedTuple, Protocol

from pydantic import PlainValidator

from caseorg.rules.sheet import Name, Value


@dataclass(frozen=True, eq=False)
class Condition:
    """One line under [when]: which values of a fact let the rule apply. Equal ones that were read are one object."""

    one_of: frozenset[Value] | None = None
    none_of: frozenset[Value] | None = None
    low: int | date | None = None
    high: int | date | None = None

    def holds(self, value: Value) -> bool:
        """Tell whether a known value lets the rule apply."""
        if self.one_of is not None:
            return value in self.one_of
        if self.none_of is not None:
            return value not in self.none_of
        if self.low is not None and value < self.low:  # type: ignore[operator]
            return False
        return not (self.high is not None and value > self.high)  # type: ignore[operator]

    def __str__(self) -> str:
        """Write it for a reader of rules, like “hmo or epo”."""
        named = " or ".join(sorted(str(value) for value in self.named_values))
        if named:
            return named if self.one_of is not None else f"known, and not {named}"
        ends = (("at least", self.low), ("at most", self.high))
        return " and ".join(f"{word} {bound}" for word, bound in ends if bound is not None)

    @property
    def bounds(self) -> tuple[int | date, ...]:
        """Return the ends of a range of amounts or dates; none where it names values."""
        return tuple(bound for bound in (self.low, self.high) if bound is not None)

    @property
    def named_values(self) -> frozenset[Value]:
        """Return the values it names, for the check that they exist."""
        return (self.one_of or frozenset()) | (self.none_of or frozenset())


_RANGE_KEYS = {"from": "low", "until": "high", "at_least": "low", "at_most": "high"}


def read_condition(raw: object) -> Condition:
    """Read one line under [when].

    Raises:
        ValueError: If it is none of the forms that FORMAT.md, section 2, lists.
    """
    if isinstance(raw, Condition):
        return raw
    if not isinstance(raw, dict):
        return _the_one(one_of=_read_values(raw))
    if set(raw) == {"not"}:
        return _the_one(none_of=_read_values(raw["not"]))
    if not raw or set(raw) - set(_RANGE_KEYS):
        raise ValueError("a condition in braces says “not”, or “from” and “until”, or “at_least” and “at_most”")
    bounds: dict[str, Any] = {}
    for key, bound in raw.items():
        wanted = date if key in ("from", "until") else int
        if type(bound) is not wanted:
            raise ValueError(f"“{key}” wants a {'date' if wanted is date else 'number'}")
        bounds[_RANGE_KEYS[key]] = bound
    return _the_one(**bounds)


@cache
def _the_one(**parts: Any) -> Condition:
    # Many rules have the same line. One object for all of them, so that a line is judged once for a case.
    return Condition(**parts)


def _read_values(raw: object) -> frozenset[Value]:
    values = raw if isinstance(raw, list) else [raw]
    if not values or not all(type(value) in (str, int, date) for value in values):
        raise ValueError('a condition names a value or a list of values; yes and no are written "yes" and "no"')
    return frozenset(values)


Conditions = dict[Name, Annotated[Condition, PlainValidator(read_condition)]]


class Holds(StrEnum):
    """Whether the conditions of a rule hold."""

    yes = auto()
    no = auto()
    needs = auto()


Line = tuple[str, Condition]


class Known(Protocol):
    """What judging needs of the facts."""

    judged: dict[Line, Holds]
    """The lines that were judged by these facts before."""

    def value(self, name: str) -> Value | None:
        """Return what is known of a fact, or None."""

    def possible(self, name: str) -> frozenset[Value] | None:
        """Return what an unknown fact can still turn out to be, or None where nothing limits it.

        What makes no sense here, such as the network of Original Medicare, is never going to be known: that is nothing.
        """


class Judgement(NamedTuple):
    """Whether the conditions hold, and which facts are missing where nobody can tell yet."""

    holds: Holds
    missing: tuple[str, ...] = ()


YES = Judgement(Holds.yes)
_NO = Judgement(Holds.no)


def judge(when: Mapping[str, Condition], facts: Known) -> Judgement:
    """Judge a conjunction: one line that fails is a no, even where other facts are missing."""
    judged = facts.judged
    missing: list[str] = []
    for line in when.items():
        holds = judged.get(line) or judge_line(line, facts)
        if holds is Holds.no:
            return _NO
        if holds is Holds.needs:
            missing.append(line[0])
    return Judgement(Holds.needs, tuple(missing)) if missing else YES


def judge_line(line: Line, facts: Known) -> Holds:
    """Judge one line, once for these facts: many rules have it."""
    holds = facts.judged.get(line)
    if holds is None:
        holds = facts.judged[line] = _judge_line(line, facts)
    return holds


def _judge_line(line: Line, facts: Known) -> Holds:
    name, condition = line
    value = facts.value(name)
    if value is not None:
        return Holds.yes if condition.holds(value) else Holds.no
    possible = facts.possible(name)
    if possible is None:
        return Holds.needs
    held = {condition.holds(candidate) for candidate in possible}
    if True not in held:
        return Holds.no
    return Holds.needs if False in held else Holds.yes
