"""The opinion: what one clinician concluded and advised; and what matters to the person who has to choose."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from typing import Annotated
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Kind, LongText, Text
from caseorg.domain.record import CaseRecord


class OpinionOrder(StrEnum):
    """Which opinion of the case it is."""

    first = auto()
    second = auto()
    third = auto()


class Sameness(StrEnum):
    """How a person judges this opinion against the first; the program never does."""

    same = auto()
    different = auto()
    only_one = auto()


class Opinion(CaseRecord):
    """What one clinician concluded and advised, in their words or the person's."""

    order: OpinionOrder = Field(OpinionOrder.first, title="Which opinion")
    contact_id: UUID | None = Field(None, title="Doctor")
    given_on: date | None = Field(None, title="Date")
    diagnosis: LongText = Field("", title="Diagnosis")
    based_on: LongText = Field("", title="Based on")
    recommends: LongText = Field("", title="Recommends")
    other_choices: LongText = Field("", title="Other choices")
    good_points: LongText = Field("", title="Good points")
    hard_points: LongText = Field("", title="Hard points")
    if_i_wait: LongText = Field("", title="If I wait")
    how_sure: LongText = Field("", title="How sure")
    next_step: Text = Field("", title="Next step")
    next_step_by: date | None = Field(None, title="Next step, by")
    may_cost: Text = Field("", title="What it may cost")
    same_diagnosis: Sameness | None = Field(None, title="Same diagnosis as the first?")
    same_basis: Sameness | None = Field(None, title="Based on the same as the first?")
    same_advice: Sameness | None = Field(None, title="Same advice as the first?")
    same_choices: Sameness | None = Field(None, title="Same other choices as the first?")
    same_good_points: Sameness | None = Field(None, title="Same good points as the first?")
    same_hard_points: Sameness | None = Field(None, title="Same hard points as the first?")
    same_if_i_wait: Sameness | None = Field(None, title="Same words on waiting as the first?")
    same_how_sure: Sameness | None = Field(None, title="As sure as the first?")
    report_document_id: UUID | None = Field(None, title="Written report")
    my_words: LongText = Field("", title="In my words")


COMPARED: dict[str, str] = {
    "diagnosis": "same_diagnosis",
    "based_on": "same_basis",
    "recommends": "same_advice",
    "other_choices": "same_choices",
    "good_points": "same_good_points",
    "hard_points": "same_hard_points",
    "if_i_wait": "same_if_i_wait",
    "how_sure": "same_how_sure",
    "next_step": "",
    "next_step_by": "",
    "may_cost": "",
    "my_words": "",
}
"""What is set side by side, in order, and the field of a later opinion in which the person says whether it is the same.

Steps, costs and the person's own words have none: nobody asks whether those are the same.
"""

ALWAYS_THERE = tuple(name for name in COMPARED if name not in ("next_step", "my_words"))
"""The rows that stand there even where nobody said anything: each is something to ask the doctors."""

HEAVIEST = 5

Weight = Annotated[int, Field(ge=1, le=HEAVIEST), Kind.count]
"""From 1, “not at all”, to 5, “very much”."""


class Priority(CaseRecord):
    """One thing that matters to the person in the choice between opinions, and how much."""

    what: Text = Field("", title="What matters to you")
    weight: Weight | None = Field(None, title="How much, from 1 to 5")
