"""The tables beside the rules: topics of cards, yearly figures, and what differs by state."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from caseorg.domain.bilingual import Bilingual
from caseorg.domain.citation import Citation, Evidence
from caseorg.domain.letter import LetterKind
from caseorg.rules.schema import Action
from caseorg.rules.sheet import Name, Sentence, Sheet


class TopicText(Sheet):
    """What a card says while facts are missing, or while two rules disagree."""

    title: Sentence
    headline: Sentence
    why: Sentence
    to_do: Sentence
    conflict: Sentence


class Topic(Sheet):
    """One question about the visit; the panel shows one card for each."""

    rank: int
    action: Action | LetterKind = Action.none
    en: TopicText
    es: TopicText

    @property
    def words(self) -> Bilingual[TopicText]:
        """Return its texts in both languages."""
        return Bilingual(self.en, self.es)


class YearAmount(Sheet):
    """The amount of one year, with its own source."""

    year: int
    amount: int = Field(ge=0)
    place: Sentence
    evidence: Evidence
    checked_on: date
    note: str = ""

    @property
    def citation(self) -> Citation:
        """Return what the screen and the papers show of its source."""
        return Citation(self.place, self.evidence, self.checked_on)


class FigureText(Sheet):
    """What an amount is called in one language."""

    title: Sentence


class Figure(Sheet):
    """An amount that changes with the year; a year nobody could find is absent."""

    unit: Literal["cents", "percent"]
    pick_by: Name | None = None
    en: FigureText
    es: FigureText
    years: tuple[YearAmount, ...] = Field(min_length=1)

    def for_year(self, year: int) -> YearAmount | None:
        """Return the amount of a year, or None where nobody could find it."""
        return next((amount for amount in self.years if amount.year == year), None)


class Cell(Sheet):
    """One thing that differs by state, with how well it was checked."""

    key: Literal[
        "insurance_department.name",
        "insurance_department.url",
        "external_review.administrator",
        "external_review.filed_with",
        "external_review.filing_limit",
        "external_review.safe_days",
        "external_review.fee_usd",
        "external_review.standard_decision",
        "external_review.expedited_decision",
        "second_opinion.mandate",
        "second_opinion.applies_to",
        "second_opinion.trigger",
        "second_opinion.decision_time",
        "second_opinion.network",
        "second_opinion.cost_share",
        "records.copy_deadline",
        "records.hospital_copy_deadline",
        "records.inspect_deadline",
        "records.extension",
    ]
    value: str | int | bool
    unit: Literal["days", "business_days", "months", "hours", "usd"] | None = None
    starts: str = ""
    place: Sentence
    evidence: Evidence
    checked_on: date
    note: str = ""

    @property
    def citation(self) -> Citation:
        """Return what the screen and the papers show of its source."""
        return Citation(self.place, self.evidence, self.checked_on)


class State(Sheet):
    """What differs by state, for one state; a cell nobody could find is absent."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    name: Sentence
    cell: tuple[Cell, ...] = ()

    def find(self, key: str) -> Cell | None:
        """Return one cell, or None where nobody could find it."""
        return next((cell for cell in self.cell if cell.key == key), None)
