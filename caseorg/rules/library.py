"""Loads, checks and indexes the rule files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from caseorg.domain.errors import BrokenRulesError
from caseorg.rules.checks import slips_in, slips_of_dates
from caseorg.rules.index import Library
from caseorg.rules.ladder import ChecklistRule, StepRule
from caseorg.rules.schema import DeadlineRule, Rule, VerdictRule
from caseorg.rules.slips import Slip, did_you_mean, file_of, slips_of
from caseorg.rules.tables import Figure, State, Topic
from caseorg.rules.vocabulary import Fact, Vocabulary

_NOT_RULES = frozenset({"figures", "states"})
_FIRST_EXAMPLE = "\n[[example]]"

RULE_KINDS: Mapping[str, type[Rule]] = {
    "verdict": VerdictRule,
    "deadline": DeadlineRule,
    "step": StepRule,
    "checklist": ChecklistRule,
}

__all__ = ["Library", "check", "load_library", "read_folder"]

M = TypeVar("M", bound=BaseModel)


def load_library(folder: Path) -> Library:
    """Read the rules of a folder for use, without their examples.

    Raises:
        BrokenRulesError: With every slip in every file; nothing is loaded by halves.
    """
    library, slips = read_folder(folder, with_examples=False)
    if library is None or slips:
        raise BrokenRulesError(slips)
    return library


def check(folder: Path, today: date) -> tuple[Slip, ...]:
    """Return everything that is wrong or missing in a folder of rules: examples, states and days to come among it."""
    # Only who writes rules runs the examples, so the program does not load what runs them.
    from caseorg.rules.examples import slips_of_examples

    library, slips = read_folder(folder, with_examples=True)
    if library is None:
        return tuple(slips)
    for code in sorted(library.vocabulary.states):
        _read_state(folder, code, slips)
    slips += slips_of_dates(library, today)
    broken = {slip.file for slip in slips}
    for rule in library.rules.values():
        if file_of(rule.id) not in broken:
            slips += slips_of_examples(rule, library)
    return tuple(slips)


def read_folder(folder: Path, with_examples: bool) -> tuple[Library | None, list[Slip]]:
    """Read a folder of rules and collect every slip; there is no library where its facts or topics cannot be read."""
    slips: list[Slip] = []
    states = [path.stem for path in folder.glob("states/*.toml")]
    facts = _read_facts(folder, slips)
    topics = _read_tables(folder, "topics.toml", Topic, slips)
    figures: dict[str, Figure] = {}
    for path in sorted(folder.glob("figures/*.toml")):
        name = f"figures/{path.name}"
        found = _read_tables(folder, name, Figure, slips)
        slips += [Slip(name, key, "another file has this figure.") for key in found if key in figures]
        figures.update(found)
    if not facts or not topics:
        return None, slips
    rules = _read_rules(folder, with_examples, slips)
    library = Library(Vocabulary(facts, states), topics, figures, rules, lambda code: _state_or_error(folder, code))
    slips += slips_in(library)
    return library, slips


def _read_toml(folder: Path, name: str, slips: list[Slip], with_examples: bool = True) -> dict[str, Any]:
    try:
        text = (folder / name).read_text(encoding="utf-8")
        # Reading TOML is most of the time it takes to load, and examples are most of a file.
        return tomllib.loads(text if with_examples else text.partition(_FIRST_EXAMPLE)[0])
    except tomllib.TOMLDecodeError as error:
        slips.append(Slip(name, "", f"this is not TOML: {error}."))
    except UnicodeDecodeError:
        slips.append(Slip(name, "", "this is not a text in UTF-8."))
    except FileNotFoundError:
        slips.append(Slip(name, "", "there is no such file."))
    return {}


def _make(model: type[M], raw: object, file: str, slips: list[Slip], under: str = "") -> M | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        slips += slips_of(file, model, error, under)
        return None


def _read_facts(folder: Path, slips: list[Slip]) -> list[Fact]:
    found: list[Fact] = []
    for group, fields in _read_toml(folder, "facts.toml", slips).items():
        for field, raw in fields.items():
            name = f"{group}.{field}"
            fact = _make(Fact, {**raw, "name": name}, "facts.toml", slips, under=name)
            found += [fact] if fact else []
    return found


def _read_tables(folder: Path, name: str, model: type[M], slips: list[Slip]) -> dict[str, M]:
    found: dict[str, M] = {}
    for key, raw in _read_toml(folder, name, slips).items():
        table = _make(model, raw, name, slips, under=key)
        if table is not None:
            found[key] = table
    return found


def _read_state(folder: Path, code: str, slips: list[Slip]) -> State | None:
    name = f"states/{code}.toml"
    raw = _read_toml(folder, name, slips)
    return _make(State, raw, name, slips) if raw else None


def _state_or_error(folder: Path, code: str) -> State:
    slips: list[Slip] = []
    state = _read_state(folder, code, slips)
    if state is None:
        raise BrokenRulesError(slips)
    return state


def _read_rules(folder: Path, with_examples: bool, slips: list[Slip]) -> list[Rule]:
    found: list[Rule] = []
    for path in sorted(folder.glob("*/*.toml")):
        if path.parent.name in _NOT_RULES:
            continue
        name = f"{path.parent.name}/{path.name}"
        raw = _read_toml(folder, name, slips, with_examples)
        if not raw:
            continue
        kind = str(raw.get("kind"))
        if kind not in RULE_KINDS:
            slips.append(
                Slip(name, "kind", f"this is none of: {', '.join(RULE_KINDS)}.{did_you_mean(kind, RULE_KINDS)}")
            )
            continue
        rule = _make(RULE_KINDS[kind], raw, name, slips)
        if rule is not None and file_of(rule.id) != name:
            slips.append(Slip(name, "id", f"a rule in this file has the id “{path.parent.name}.{path.stem}”."))
        elif rule is not None:
            found.append(rule)
    return found
