from __future__ import annotations

from statistics import median

import pytest
import textstat

from caseorg.rules.library import read_folder
from caseorg.rules.sheet import Sheet
from tests.rules.rule_folders import REAL_RULES

LIBRARY, _SLIPS = read_folder(REAL_RULES, with_examples=False)
assert LIBRARY is not None

# The marks are grade 6, never over 8, and 65 in Spanish, each over a whole screen. A rule is one card of a screen, so a
# single one may lie a little under the Spanish mark.
HIGHEST_GRADE = 8
HIGHEST_MEDIAN = 6
LOWEST_SPANISH = 60
LOWEST_SPANISH_MEDIAN = 65


def said(text: Sheet) -> str:
    return " ".join(value for name, value in dict(text).items() if name != "title" and isinstance(value, str) and value)


def english(text: str) -> float:
    textstat.set_lang("en")
    return float(textstat.flesch_kincaid_grade(text))


def spanish(text: str) -> float:
    textstat.set_lang("es")
    return float(textstat.szigriszt_pazos(text))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_rule_reads_easily_in_both_languages() -> None:
    assert LIBRARY is not None
    rules = LIBRARY.rules.values()
    grades = {rule.id: english(said(rule.en)) for rule in rules}  # type: ignore[attr-defined]
    marks = {rule.id: spanish(said(rule.es)) for rule in rules}  # type: ignore[attr-defined]
    assert {rule: grade for rule, grade in grades.items() if grade > HIGHEST_GRADE} == {}
    assert {rule: mark for rule, mark in marks.items() if mark < LOWEST_SPANISH} == {}
    assert median(grades.values()) <= HIGHEST_MEDIAN
    assert median(marks.values()) >= LOWEST_SPANISH_MEDIAN


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_question_reads_easily() -> None:
    assert LIBRARY is not None
    grades = {fact.name: english(fact.question("en")) for fact in LIBRARY.vocabulary}
    assert {name: grade for name, grade in grades.items() if grade > HIGHEST_GRADE} == {}
