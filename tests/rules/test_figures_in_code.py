"""The law is in resources/: no figure of a statute stands in the code that judges and counts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from caseorg.base import resources

ROOT = resources.root().parent
COUNTING = ("bilingual", "citation", "counting", "dates", "deadline", "denial")
FILES = [
    *sorted((ROOT / "caseorg" / "rules").glob("*.py")),
    *(ROOT / "caseorg" / "domain" / f"{name}.py" for name in COUNTING),
]

# Numbers that belong to calendars, languages and machines, and to no law: where they stand, and what they are.
ALLOWED = {
    "kept.py": {18, 32, 1024},  # the rights of a file that others could write, and the largest one that is read
    "dates.py": {
        5,
        7,
        12,
        24,
        31,
        64,
    },  # Saturday; days we allow for mail; months; hours; December 31; years kept ready
    "citation.py": {12},  # our own rule: a source is stale after twelve months
    "vocabulary.py": {10, 13, 100, 1900, 2150},  # the largest number, percent, years a date may lie in
    "costs.py": {100},  # percent
    "examples.py": {2015},  # before it a first term needs no example
    "schema.py": {2026, 11, 22},  # the day of an example that names none
    "assess.py": {6},  # places to which weights are compared
    "verdicts.py": {4},  # four degrees of nearness
    "kinds.py": {100, 1_000, 1_000_000, 500_000, 100_000_000_00},  # lengths and amounts a field holds
}
SMALL = {0, 1, 2, -1}


def numbers_in(path: Path) -> set[int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is int}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_figure_of_the_law_stands_in(path: Path) -> None:
    assert numbers_in(path) - SMALL - ALLOWED.get(path.name, set()) == set()


@pytest.mark.parametrize("figure", [180, 120, 65, 60, 30, 90, 72, 14])
def test_the_guard_finds_a_figure(tmp_path: Path, figure: int) -> None:
    path = tmp_path / "deadlines.py"
    path.write_text(f"def last_day(start):\n    return add_days(start, {figure})\n", encoding="utf-8")
    assert numbers_in(path) - SMALL - ALLOWED.get(path.name, set()) == {figure}
