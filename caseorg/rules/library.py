"""Loads, checks and indexes the rule files."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from caseorg.domain.errors import BrokenRulesError
from caseorg.rules.checks import slips_in, slips_of_dates
from caseorg.rules.index import Library
from caseorg.rules.kept import Tables, fingerprint, keep, read_kept
from caseorg.rules.ladder import ChecklistRule, StepRule
from caseorg.rules.schema import DeadlineRule, Rule, VerdictRule
from caseorg.rules.slips import Slip, did_you_mean, file_of, slips_of
from caseorg.rules.tables import Figure, State, Topic
from caseorg.rules.vocabulary import Fact, Vocabulary

_BESIDE_THE_RULES = ("facts.toml", "topics.toml")
_FIRST_EXAMPLE = "\n[[example]]"

RULE_KINDS: Mapping[str, type[Rule]] = {
    "verdict": VerdictRule,
    "deadline": DeadlineRule,
    "step": StepRule,
    "checklist": ChecklistRule,
}

__all__ = ["Library", "check", "load_library", "read_folder"]

M = TypeVar("M", bound=BaseModel)


def load_library(folder: Path, cache: Callable[[], Path] | None = None) -> Library:
    """Read the rules of a folder for use, without their examples.

    Args:
        folder: Where the rules lie.
        cache: Gives the folder in which rules that were found right are kept as they were read; without it, nothing is
            kept and everything is read and checked.

    Raises:
        BrokenRulesError: With every slip in every file; nothing is loaded by halves.
    """
    files = list(_files(folder))
    digest = fingerprint([("states", " ".join(_states(folder)).encode()), *files]) if cache else ""
    kept = read_kept(cache, digest) if cache else None
    if kept is not None:
        slips: list[Slip] = []
        library = _made_of(folder, kept, slips)
        if library is not None and not slips:
            return library
    slips = []
    tables = _tables(files, False, slips)
    library = _made_of(folder, tables, slips)
    slips += slips_in(library) if library is not None else ()
    if library is None or slips:
        raise BrokenRulesError(slips)
    if cache:
        keep(cache, digest, tables)
    return library


def check(folder: Path, today: date) -> tuple[Slip, ...]:
    """Return everything that is wrong or missing in a folder of rules: examples, states and days to come among it."""
    # Only who writes rules needs these, so the program does not load them.
    from caseorg.rules.examples import slips_of_examples
    from caseorg.rules.overlap import slips_of_overlap

    library, slips = read_folder(folder, with_examples=True)
    if library is None:
        return tuple(slips)
    read = (_read_state(folder, code, slips) for code in sorted(library.vocabulary.states))
    states = [state for state in read if state is not None]
    slips += slips_of_dates(library, states, today)
    # What is broken can't be compared.
    slips += slips_of_overlap(library) if not slips else ()
    broken = {slip.file for slip in slips}
    for rule in library.rules.values():
        if file_of(rule.id) not in broken:
            slips += slips_of_examples(rule, library)
    return tuple(slips)


def read_folder(folder: Path, with_examples: bool) -> tuple[Library | None, list[Slip]]:
    """Read a folder of rules and collect every slip; there is no library where its facts or topics cannot be read."""
    slips: list[Slip] = []
    library = _made_of(folder, _tables(_files(folder), with_examples, slips), slips)
    slips += slips_in(library) if library is not None else ()
    return library, slips


def _states(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("states/*.toml"))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give the name and the bytes of each file that is read for use; those of the states are read when needed."""
    names = [*_BESIDE_THE_RULES, *(f"{path.parent.name}/{path.name}" for path in sorted(folder.glob("*/*.toml")))]
    for name in names:
        if not name.startswith("states/") and (folder / name).is_file():
            yield name, (folder / name).read_bytes()


def _tables(files: Iterable[tuple[str, bytes]], with_examples: bool, slips: list[Slip]) -> dict[str, dict[str, Any]]:
    return {name: _read_toml(name, data, slips, with_examples) for name, data in files}


def _made_of(folder: Path, tables: Tables, slips: list[Slip]) -> Library | None:
    """Make the library of tables as TOML gives them; there is none where facts or topics are missing."""
    slips += [Slip(name, "", "there is no such file.") for name in _BESIDE_THE_RULES if name not in tables]
    facts = _facts_of(tables.get("facts.toml", {}), slips)
    topics = _tables_of("topics.toml", tables.get("topics.toml", {}), Topic, slips)
    figures: dict[str, Figure] = {}
    for name, table in tables.items():
        if name.startswith("figures/"):
            found = _tables_of(name, table, Figure, slips)
            slips += [Slip(name, key, "another file has this figure.") for key in found if key in figures]
            figures.update(found)
    if not facts or not topics:
        return None
    rules = _rules_of(tables, slips)
    return Library(
        Vocabulary(facts, _states(folder)), topics, figures, rules, lambda code: _state_or_error(folder, code)
    )


def _read_toml(name: str, data: bytes, slips: list[Slip], with_examples: bool = True) -> dict[str, Any]:
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
        # Reading TOML is most of the time it takes to load, and examples are most of a file.
        return tomllib.loads(text if with_examples else text.partition(_FIRST_EXAMPLE)[0])
    except tomllib.TOMLDecodeError as error:
        slips.append(Slip(name, "", f"this is not TOML: {error}."))
    except UnicodeDecodeError:
        slips.append(Slip(name, "", "this is not a text in UTF-8."))
    except RecursionError:
        slips.append(Slip(name, "", "it is nested too deeply."))
    return {}


def _make(model: type[M], raw: object, file: str, slips: list[Slip], under: str = "") -> M | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        slips += slips_of(file, model, error, under)
        return None


def _facts_of(table: dict[str, Any], slips: list[Slip]) -> list[Fact]:
    found: list[Fact] = []
    for group, fields in table.items():
        for field, raw in (fields if isinstance(fields, dict) else {"": fields}).items():
            name = f"{group}.{field}".removesuffix(".")
            named = {**raw, "name": name} if isinstance(raw, dict) else raw
            fact = _make(Fact, named, "facts.toml", slips, under=name)
            found += [fact] if fact else []
    return found


def _tables_of(name: str, tables: dict[str, Any], model: type[M], slips: list[Slip]) -> dict[str, M]:
    made = ((key, _make(model, raw, name, slips, under=key)) for key, raw in tables.items())
    return {key: table for key, table in made if table is not None}


def _read_state(folder: Path, code: str, slips: list[Slip]) -> State | None:
    name = f"states/{code}.toml"
    path = folder / name
    if not path.is_file():
        slips.append(Slip(name, "", "there is no such file."))
        return None
    raw = _read_toml(name, path.read_bytes(), slips)
    return _make(State, raw, name, slips) if raw else None


def _state_or_error(folder: Path, code: str) -> State:
    slips: list[Slip] = []
    state = _read_state(folder, code, slips)
    if state is None:
        raise BrokenRulesError(slips)
    return state


def _rules_of(tables: Tables, slips: list[Slip]) -> list[Rule]:
    found: list[Rule] = []
    for name, raw in tables.items():
        if "/" not in name or name.startswith("figures/") or not raw:
            continue
        kind = str(raw.get("kind"))
        if kind not in RULE_KINDS:
            slips.append(
                Slip(name, "kind", f"this is none of: {', '.join(RULE_KINDS)}.{did_you_mean(kind, RULE_KINDS)}")
            )
            continue
        rule = _make(RULE_KINDS[kind], raw, name, slips)
        if rule is not None and file_of(rule.id) != name:
            wanted = name.removesuffix(".toml").replace("/", ".")
            slips.append(Slip(name, "id", f"a rule in this file has the id “{wanted}”."))
        elif rule is not None:
            found.append(rule)
    return found
