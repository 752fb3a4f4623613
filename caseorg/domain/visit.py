"""The visit, and the questions for it with their answers."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Count, LongText, Text
from caseorg.domain.record import CaseRecord


class VisitMode(StrEnum):
    """How a second doctor gives the opinion."""

    in_person = auto()
    video = auto()
    records_only = auto()


class Visit(CaseRecord):
    """A visit with a doctor: the second opinion's own, or another."""

    contact_id: UUID | None = Field(None, title="With")
    day: date | None = Field(None, title="Day")
    at_time: time | None = Field(None, title="Time")
    mode: VisitMode | None = Field(None, title="In person, by video, or records only")
    place: Text = Field("", title="Where")
    who_comes: Text = Field("", title="Who comes along")
    is_second_opinion: bool = Field(True, title="This is the second opinion visit")
    happened: bool | None = Field(None, title="Did it happen?")
    notes: LongText = Field("", title="Notes")


class QuestionPriority(StrEnum):
    """Where a question stands on the sheet."""

    ask_first = auto()
    if_time = auto()


class Question(CaseRecord):
    """One question for a doctor, with its answer once there is one."""

    text: LongText = Field("", title="Question")
    visit_id: UUID | None = Field(None, title="For which visit")
    priority: QuestionPriority = Field(QuestionPriority.if_time, title="When to ask it")
    position: Count = Field(0, title="Place in the list")
    answer: LongText = Field("", title="Answer")
    answered_on: date | None = Field(None, title="Day of the answer")
    bank_id: Text = Field("", title="Starter question it came from")
