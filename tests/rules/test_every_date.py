"""Each date of four years for the main clocks, of one for the others, against a counter that reads the files itself."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import Any

import pytest

from caseorg.domain.deadline import Deadline
from caseorg.rules.deadlines import count_deadline
from caseorg.rules.facts import RecordFacts, facts_given
from caseorg.rules.library import read_folder
from caseorg.rules.schema import DeadlineRule
from tests.rules.rule_folders import REAL_RULES, TODAY
from tests.rules.test_counting import LISTED, every_day, slow_days, slow_months, slow_workday

LIBRARY, _SLIPS = read_folder(REAL_RULES, with_examples=False)
assert LIBRARY is not None


def files_to_count() -> dict[str, dict[str, Any]]:
    """Read the files of all clocks that start on the first fact of their list and run a stated time."""
    found = {}
    for rule in LIBRARY.deadlines:  # type: ignore[union-attr]
        folder, _, name = rule.id.partition(".")
        raw = tomllib.loads((REAL_RULES / folder / f"{name}.toml").read_text(encoding="utf-8"))
        table = raw["deadline"]
        picked = table.get("pick_terms_by")
        by_start = picked is None or picked in table["count_from"]
        stated = all("allow" in term for term in table["terms"])
        in_time = raw.get("in_force", {}).get("by") is None
        if by_start and stated and in_time and "or_if_later" not in table and example_of(raw) is not None:
            found[rule.id] = raw
    return found


def example_of(raw: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the first example that gives a date states, without any day a clock could start on."""
    table = raw["deadline"]
    starts = {*table["count_from"], table.get("letter_says"), table.get("presume_received", {}).get("unless")}
    for term in table["terms"]:
        starts |= {*term.get("count_from", ())}
    for example in raw["example"]:
        if {"lands_on", "last_day", "send_by"} & set(example):
            return {name: value for name, value in example["given"].items() if name not in starts}
    return None


FILES = files_to_count()
MAIN_CLOCKS = {
    "medicare.redetermination",
    "medicare_advantage.reconsideration",
    "erisa.internal_appeal",
    "aca.external_review",
    "medicaid.plan_appeal",
    "hipaa.access",
}


def slow_count(raw: dict[str, Any], fact: str, day: date) -> tuple[date, date] | None:
    """Count one date by walking: the term, the days for the mail, the period, and the move off a closed day."""
    table = raw["deadline"]

    def start_under(term: dict[str, Any]) -> date | None:
        mail = term.get("presume_received", table.get("presume_received"))
        if isinstance(mail, dict) and mail["after"] == fact:
            return slow_days(day, mail["days"])
        return day if fact in term.get("count_from", table["count_from"]) else None

    pick = day if table.get("pick_terms_by") == fact else start_under({})
    if pick is None:
        return None
    terms = [term for term in table["terms"] if term["from"] <= pick]
    if not terms or pick > terms[-1].get("until", pick):
        return None
    start = start_under(terms[-1])
    if start is None:
        return None
    lands = slow_period(start, terms[-1], {**table, **terms[-1]})
    last = lands
    if {**table, **terms[-1]}.get("if_closed_day") == "next_open_day":
        while last.isoformat() in LISTED or last.strftime("%a") in ("Sat", "Sun"):
            last += timedelta(days=1)
    return lands, last


def slow_period(start: date, term: dict[str, Any], rules: dict[str, Any]) -> date:
    ((unit, amount),) = term["allow"].items()
    if unit == "months":
        return slow_months(start, amount, rules.get("if_no_such_day") == "first_of_next_month")
    if unit == "business_days":
        while amount:
            start += timedelta(days=1)
            amount -= slow_workday(start)
        return start
    if unit == "days_before":
        return start - timedelta(days=amount)
    if unit == "year_ends":
        return date(int(start.strftime("%Y")) + amount, 12, 31)
    return slow_days(start, amount if unit == "days" else int(amount / 24))


@pytest.mark.parametrize("rule_id", sorted(FILES))
def test_every_date_for(rule_id: str) -> None:
    assert LIBRARY is not None
    rule, raw = LIBRARY.rules[rule_id], FILES[rule_id]
    assert isinstance(rule, DeadlineRule)
    given = example_of(raw)
    assert given is not None
    days = list(every_day(2024, 2027) if rule_id in MAIN_CLOCKS else every_day(2026, 2026))
    counted = 0
    for fact in raw["deadline"]["count_from"]:
        for day in days:
            facts = facts_given({**given, fact: day}, LIBRARY.vocabulary)
            found = count_deadline(rule, RecordFacts(None, facts.facts), LIBRARY, TODAY)
            expected = slow_count(raw, fact, day)
            if isinstance(found, Deadline) and found.is_confirmed:
                assert (found.lands_on, found.last_day) == expected, (fact, day)
                counted += 1
            elif isinstance(found, Deadline):
                assert found.last_day is None
                counted += 1
            elif fact == raw["deadline"]["count_from"][0]:
                assert expected is None, (fact, day)
    assert counted


def test_the_main_clocks_are_among_them() -> None:
    assert set(FILES) >= MAIN_CLOCKS
