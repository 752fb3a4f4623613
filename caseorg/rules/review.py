"""What a reviewer of the rules asks: which sources to read again, and what each kind of plan gets for each topic."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from caseorg.domain.citation import MONTHS_UNTIL_STALE, Citation, Evidence, weakest
from caseorg.domain.dates import NoSuchDay, add_months
from caseorg.rules.conditions import Holds, judge
from caseorg.rules.facts import facts_given
from caseorg.rules.index import Library
from caseorg.rules.schema import VerdictRule
from caseorg.rules.sheet import Name, Sentence, Sheet, Value, Word
from caseorg.rules.slips import file_of


@dataclass(frozen=True)
class StaleSource:
    """A source that nobody has read for a year: where it is named, and the day by which it was to be read again."""

    file: str
    key: str
    citation: Citation
    due: date


def stale(library: Library, day: date) -> list[StaleSource]:
    """List every source of a rule, a figure or a state that has to be checked again by a day, the longest due first."""
    found = (StaleSource(file, key, one, _due(one)) for file, key, one in _sources(library, day.year))
    return sorted((one for one in found if one.due < day), key=lambda one: (one.due, one.file, one.key))


def _due(citation: Citation) -> date:
    return add_months(citation.checked_on, MONTHS_UNTIL_STALE, NoSuchDay.last_of_month)


def _sources(library: Library, year_now: int) -> Iterator[tuple[str, str, Citation]]:
    for rule in library.rules.values():
        for number, cite in enumerate(rule.cite, 1):
            yield file_of(rule.id), f"cite[{number}]", cite.citation
    for name, figure in library.figures.items():
        for year in figure.years:
            # The amount of a year that is over is history: nobody has to look it up again.
            if year.year < year_now:
                continue
            yield "figures", f"{name}.{year.year}", year.citation
    for code in sorted(library.vocabulary.states):
        state = library.state(code)
        for cell in state.cell if state else ():
            yield f"states/{code}.toml", cell.key, cell.citation


class PlanKindRow(Sheet):
    """A kind of plan as the matrix names it, what is known of it, and which topics can't come up, with the reason."""

    title: Sentence
    given: dict[Name, Value] = Field(min_length=1)
    nothing_to_say: dict[Word, Sentence] = Field(default_factory=dict)


@dataclass(frozen=True)
class MatrixCell:
    """The rules that can answer one topic for one kind of plan, or why there is nothing to say."""

    rules: tuple[VerdictRule, ...]
    nothing_to_say: str = ""

    @property
    def answers(self) -> tuple[str, ...]:
        """Return the answers there can be."""
        return tuple(dict.fromkeys(rule.answer.value for rule in self.rules))

    @property
    def evidence(self) -> Evidence | None:
        """Return the evidence of the weakest rule; none where only the plan's papers are pointed at."""
        return weakest(mark for rule in self.rules if (mark := rule.own_evidence) is not None)


Matrix = Mapping[str, Mapping[str, MatrixCell]]


def plan_kinds(folder: Path) -> Mapping[str, PlanKindRow]:
    """Read the kinds of plan the matrix is drawn for."""
    rows = tomllib.loads((folder / "plan_kinds.toml").read_text(encoding="utf-8"))
    return {name: PlanKindRow.model_validate(row) for name, row in rows.items()}


def matrix(library: Library, kinds: Mapping[str, PlanKindRow]) -> Matrix:
    """Find, for each kind of plan and each topic, the rules that can apply to it."""
    found: dict[str, dict[str, MatrixCell]] = {}
    for name, row in kinds.items():
        facts = facts_given(row.given, library.vocabulary).facts
        found[name] = {
            topic: MatrixCell(
                tuple(rule for rule in rules if judge(rule.when, facts).holds is not Holds.no),
                row.nothing_to_say.get(topic, ""),
            )
            for topic, rules in library.verdicts.items()
        }
    return found


Counts = Mapping[str, Mapping[str, Mapping[str, int]]]
NO_SOURCE_NEEDED = "papers"
"""What stands for the evidence of a rule that only points at the plan's papers, or repeats what a person was told."""
WHATEVER_THE_PLAN = "whatever_the_plan"
ALL_RULES = "all"


def counts(library: Library, kinds: Mapping[str, PlanKindRow]) -> Counts:
    """Count the rules that can apply to each kind of plan, by their kind and by how well they were checked.

    Rules about records, which hold whatever the plan, are counted once, and so are all rules together.
    """
    of_kind = {name: facts_given(row.given, library.vocabulary).facts for name, row in kinds.items()}
    found: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in (*kinds, WHATEVER_THE_PLAN, ALL_RULES)}
    for rule in library.rules.values():
        mark = rule.own_evidence
        what = rule.kind, mark.value if mark else NO_SOURCE_NEEDED
        found[ALL_RULES][what] += 1
        if not any(name.startswith("plan.") for name in rule.when):
            found[WHATEVER_THE_PLAN][what] += 1
            continue
        for name, facts in of_kind.items():
            if judge(rule.when, facts).holds is not Holds.no:
                found[name][what] += 1
    return {name: _by_kind(counted) for name, counted in found.items()}


def _by_kind(counted: Counter[tuple[str, str]]) -> Mapping[str, Mapping[str, int]]:
    kinds = dict.fromkeys(kind for kind, _mark in sorted(counted))
    return {kind: {mark: number for (of, mark), number in sorted(counted.items()) if of == kind} for kind in kinds}


def empty_cells(drawn: Matrix) -> list[tuple[str, str]]:
    """Name the kinds of plan and the topics of which no rule says anything: not even that the papers decide."""
    return [
        (kind, topic)
        for kind, row in drawn.items()
        for topic, cell in row.items()
        if not (cell.rules or cell.nothing_to_say)
    ]
