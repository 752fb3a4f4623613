"""How long the rules take: one case, ten thousand, and loading them; and how many questions settle a case."""

from __future__ import annotations

import random
import time
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from caseorg.base import resources
from caseorg.rules.assess import assess_facts
from caseorg.rules.facts import facts_given
from caseorg.rules.library import Library, load_library
from caseorg.rules.sheet import Value
from caseorg.rules.vocabulary import Fact
from tests.bench.measuring import Line, timed
from tests.rules.asking import as_computed, as_listed, ask_all

RULES = resources.path("rules")
TODAY = date(2026, 11, 22)
CASES = 10_000
ONE_CASE_MS, ALL_CASES_MS, LOADING_MS = 5, 20_000, 100


def benchmarks(folder: Path) -> list[Line]:
    """Measure the rules, and print how many questions settle a case."""
    library = load_library(RULES)
    for name, order in (("computed order", as_computed), ("order of the list", as_listed)):
        print(f"  {name}: {ask_all(library, order, 20).in_words()}", flush=True)
    return [*_assessing(library), _loading(folder)]


def _assessing(library: Library) -> list[Line]:
    chance = random.Random(2026)
    cases = [_a_case(library, chance) for _ in range(CASES)]
    bare = _bare_rules()
    laws = [facts_given(case, library.vocabulary).facts.value("plan.regime") for case in cases]
    known = [case if law is None else {**case, "plan.regime": law} for case, law in zip(cases, laws, strict=True)]
    assess_facts(cases[0], library, TODAY)
    ours = [timed(partial(assess_facts, case, library, TODAY), time.thread_time) for case in cases]
    floor = [timed(partial(bare_loop, bare, facts), time.thread_time) for facts in known]
    one, other = median(ours), median(floor)
    return [
        Line("assess one case, the whole library", one, other, f"{ONE_CASE_MS} ms", one < ONE_CASE_MS, one / other),
        Line(
            f"assess {CASES:,} cases", sum(ours), sum(floor), f"{ALL_CASES_MS:,} ms", sum(ours) < ALL_CASES_MS,
            sum(ours) / sum(floor),
        ),
    ]  # fmt: skip


def _a_case(library: Library, chance: random.Random) -> dict[str, Value]:
    """Make up a case: half of all facts are known; “Not sure” is one of ten answers to the kind of plan."""
    facts = [fact for fact in library.vocabulary if not fact.follows and fact.group not in ("sending", "appeal")]
    known = {"plan.kind": 0.9}
    return {fact.name: _a_value(fact, chance) for fact in facts if chance.random() < known.get(fact.name, 0.5)}


def _a_value(fact: Fact, chance: random.Random) -> Value:
    if fact.choices:
        return chance.choice(fact.choices)
    if fact.type == "date":
        return date(2024, 1, 1) + timedelta(days=chance.randrange(2000))
    return chance.choice(("CA", "NY", "OH", "TX")) if fact.type == "state" else chance.randrange(100)


def _bare_rules() -> list[list[tuple[str, Any]]]:
    """Read the conditions of all rules and nothing else of them."""
    found = []
    for path in RULES.glob("*/*.toml"):
        if path.parent.name not in ("figures", "states"):
            when = tomllib.loads(path.read_text(encoding="utf-8")).get("when", {})
            found.append([(name, _bare_condition(raw)) for name, raw in when.items()])
    return found


def _bare_condition(raw: Any) -> Any:
    if not isinstance(raw, dict):
        return frozenset(raw if isinstance(raw, list) else [raw])
    if "not" in raw:
        return ("not", frozenset(raw["not"] if isinstance(raw["not"], list) else [raw["not"]]))
    return ("range", raw.get("from", raw.get("at_least")), raw.get("until", raw.get("at_most")))


def bare_loop(rules: list[list[tuple[str, Any]]], known: Mapping[str, Value]) -> tuple[int, set[str]]:
    """Go through the same conditions as anybody would write it by hand: how many hold, and what is missing."""
    holding, missing = 0, set()
    for when in rules:
        asked = []
        for name, condition in when:
            value = known.get(name)
            if value is None:
                asked.append(name)
            elif isinstance(condition, frozenset):
                if value not in condition:
                    break
            elif condition[0] == "not":
                if value in condition[1]:
                    break
            elif (condition[1] is not None and value < condition[1]) or (
                condition[2] is not None and value > condition[2]
            ):
                break
        else:
            holding += not asked
            missing.update(asked)
    return holding, missing


def _loading(folder: Path) -> Line:
    kept = folder / "kept"
    kept.mkdir(mode=0o700)
    load_library(RULES, cache=lambda: kept)

    def read_only() -> int:
        return sum(len(path.read_bytes()) for path in RULES.glob("*/*.toml") if path.parent.name != "states")

    ours = median(timed(lambda: load_library(RULES, cache=lambda: kept), time.thread_time) for _ in range(15))
    floor = median(timed(read_only, time.thread_time) for _ in range(15))
    return Line("load the rules as they were kept", ours, floor, f"{LOADING_MS} ms", ours < LOADING_MS, ours / floor)
