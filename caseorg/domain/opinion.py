"""The opinion: what one clinician concluded and advised."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import LongText, Text
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
    same_advice: Sameness | None = Field(None, title="Same advice as the first?")
    report_document_id: UUID | None = Field(None, title="Written report")
    my_words: LongText = Field("", title="In my words")
