"""Every date of 2024 to 2029 for every clock there is, against a counter that reads the files itself and walks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from caseorg.domain.deadline import Deadline, Who
from caseorg.rules.deadlines import count_as_applying, count_deadline
from caseorg.rules.facts import Facts, FactSource, KnownFact, RecordFacts, facts_given
from caseorg.rules.library import read_folder
from caseorg.rules.schema import DeadlineRule
from tests.rules.rule_folders import REAL_RULES, TODAY
from tests.rules.slow_counter import every_day, slow_count, slow_send_by

LIBRARY, _SLIPS = read_folder(REAL_RULES, with_examples=False)
assert LIBRARY is not None
RULES = {rule.id: rule for rule in LIBRARY.deadlines}
DAYS = tuple(every_day(2024, 2029))

# A date can move for a further day that is known; it is set so many days after the start, within the period and after.
FURTHER = (timedelta(days=3), timedelta(days=200))


def written(rule_id: str) -> dict[str, Any]:
    """Read a rule's file."""
    folder, _, name = rule_id.partition(".")
    return tomllib.loads((REAL_RULES / folder / f"{name}.toml").read_text(encoding="utf-8"))


def given_in(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what the first example that gives a date states, without any day that has a part in the count."""
    table = raw["deadline"]
    days = {*table["count_from"], table.get("letter_says"), table.get("presume_received", {}).get("unless")}
    days |= {table.get("or_if_later"), table.get("extend", {}).get("if_told_on"), table.get("pick_terms_by")}
    for term in table["terms"]:
        days |= {*term.get("count_from", ())}
    example = next(one for one in raw["example"] if {"lands_on", "last_day", "send_by"} & set(one))
    return {name: value for name, value in example["given"].items() if name not in days}


def limits_of(raw: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give what is given and the table to count by: one for a stated time, one for each limit that a state has."""
    given, table = given_in(raw), raw["deadline"]
    keys = {term["allow_from_state"] for term in table["terms"] if "allow_from_state" in term}
    if not keys:
        yield given, table
        return
    seen: set[tuple[Any, ...]] = set()
    for path in sorted((REAL_RULES / "states").glob("*.toml")):
        cells = {cell["key"]: cell for cell in tomllib.loads(path.read_text(encoding="utf-8")).get("cell", ())}
        for cell in (cells[key] for key in keys if key in cells):
            limit = cell["value"], cell.get("unit"), cell["evidence"] == "memory"
            rule_is_silent = isinstance(cell["value"], str) or limit[1] is None
            if rule_is_silent or limit in seen or not applies_in(raw, path.stem):
                continue
            seen.add(limit)
            terms = [{**term, "allow": {cell["unit"]: cell["value"]}} for term in table["terms"]]
            yield {**given, table["state_by"]: path.stem}, {**table, "terms": terms}


def applies_in(raw: dict[str, Any], state: str) -> bool:
    line = raw.get("when", {}).get(raw["deadline"]["state_by"])
    if isinstance(line, dict):
        return state not in ([line["not"]] if isinstance(line["not"], str) else line["not"])
    return line is None or state in ([line] if isinstance(line, str) else line)


def further_days(table: dict[str, Any], day: date) -> Iterator[dict[str, date]]:
    """Give each further day that a clock may take into account."""
    for key, name in (("later", "or_if_later"), ("told_on", "extend")):
        if name in table:
            yield from ({key: day + after} for after in FURTHER)


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_every_date_for(rule_id: str) -> None:
    """Each date starts each clock; what else can move a date, or another state's limit, is tried on every fifth."""
    rule, raw = RULES[rule_id], written(rule_id)
    counted = 0
    for number, (given, table) in enumerate(limits_of(raw)):
        clock = Clock(rule, table, given)
        for fact in clock.starts:
            walked = [clock.agrees(fact, day, {}) for day in (DAYS if number == 0 else DAYS[number % 5 :: 5])]
            dated = [deadline for deadline in walked if deadline is not None]
            assert going_back(dated) == []
            assert out_of_order(dated) == []
            counted += len(dated)
            for day in DAYS[number % 5 :: 5]:
                for further in further_days(table, day):
                    clock.agrees(fact, day, further)
    assert counted >= 365  # a rule may begin within these years


def going_back(dated: Sequence[Deadline]) -> list[tuple[Deadline, Deadline]]:
    """Name each two deadlines of one term where the clock that started later ends earlier."""
    return [
        (one, other)
        for one, other in pairwise(dated)
        if (one.period, one.citations) == (other.period, other.citations)
        and (one.last_day or one.send_by or date.min) > (other.last_day or other.send_by or date.max)
    ]


def out_of_order(dated: Sequence[Deadline]) -> list[Deadline]:
    """Name each deadline that does not keep to “send by, then where the count ends, then the last day”."""
    return [each for each in dated if each.is_confirmed and not (each.send_by or date.min) <= lands(each) <= last(each)]


def lands(deadline: Deadline) -> date:
    """Return where the count ended; a day that is too late to be in order if it did not end."""
    return deadline.lands_on or date.max


def last(deadline: Deadline) -> date:
    """Return the last day; a day that is too early to be in order if there is none."""
    return deadline.last_day or date.min


def test_a_clock_that_goes_back_or_is_out_of_order_would_be_named() -> None:
    """Both checks find a date that is wrong on purpose."""
    rule = RULES["aca.external_review"]
    clock = Clock(rule, written(rule.id)["deadline"], given_in(written(rule.id)))
    fact = next(iter(clock.starts))
    dated = [found for day in DAYS[:40] if (found := clock.agrees(fact, day, {})) is not None]
    assert len(dated) == 40
    late = replace(dated[20], last_day=date(2024, 1, 2))
    assert going_back([*dated[:20], late, *dated[21:]]) == [(dated[19], late)]
    assert out_of_order([replace(dated[0], send_by=date(2030, 1, 1)), *dated[1:], late]) == [
        replace(dated[0], send_by=date(2030, 1, 1)),
        late,
    ]


class Clock:
    """One rule under one limit, counted by the program and by walking."""

    def __init__(self, rule: DeadlineRule, table: dict[str, Any], given: dict[str, Any]) -> None:
        assert LIBRARY is not None
        self._rule, self._table, self._given = rule, table, given
        self._vocabulary = LIBRARY.vocabulary
        self._known = dict(facts_given(given, LIBRARY.vocabulary).facts.known)
        of_terms = [name for term in table["terms"] for name in term.get("count_from", ())]
        self.starts = dict.fromkeys([*table["count_from"], *of_terms])
        self._names = {"later": table.get("or_if_later"), "told_on": table.get("extend", {}).get("if_told_on")}
        picked = table.get("pick_terms_by")
        self._picked = picked if picked not in self.starts else None

    def agrees(self, fact: str, day: date, further: dict[str, date]) -> Deadline | None:
        """Compare one date with the slow count; give the deadline, or nothing where both say that there is none."""
        assert LIBRARY is not None
        known = {**self._known, fact: KnownFact(day, FactSource.given)}
        if self._picked:
            known[self._picked] = KnownFact(day, FactSource.given)
        for key, other in further.items():
            known[self._names[key]] = KnownFact(other, FactSource.given)
        seen = RecordFacts(None, Facts(self._vocabulary, known))
        found = count_as_applying(self._rule, seen, LIBRARY)
        if day.day == 1:  # that it applies does not hang on the day
            assert count_deadline(self._rule, seen, LIBRARY, TODAY) == found
        expected = slow_count(self._table, fact, day, **further)
        about = (fact, day, further, self._given)
        if not isinstance(found, Deadline):
            assert expected is None, about
            return None
        assert expected is not None, about
        lands, last = expected
        mine = self._rule.deadline.who is Who.you
        if found.is_confirmed:
            assert (found.lands_on, found.last_day) == (lands, last), about
            assert found.send_by == (slow_send_by(lands) if mine else None), about
        else:
            assert (found.lands_on, found.last_day) == (None, None), about
            assert not mine or found.send_by == slow_send_by(lands), about
        return found
