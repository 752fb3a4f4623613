"""Dates that matter: those a person writes down, and those the rules count."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import LongText, Text
from caseorg.domain.record import CaseRecord


class Goal(CaseRecord):
    """A date we would like; missing it costs no right."""

    what: Text = Field("", title="What")
    day: date | None = Field(None, title="By when")
    about_id: UUID | None = Field(None, title="About")
    done_on: date | None = Field(None, title="Done on")


class FollowUp(CaseRecord):
    """A dated thing to do, from a call or written down by hand."""

    what: Text = Field("", title="What")
    day: date | None = Field(None, title="By when")
    is_fixed: bool = Field(True, title="Missing it can cost a right or money")
    contact_id: UUID | None = Field(None, title="With whom")
    call_id: UUID | None = Field(None, title="From this call")
    about_id: UUID | None = Field(None, title="About")
    done_on: date | None = Field(None, title="Done on")


class DateChange(CaseRecord):
    """A computed date that a person changed by hand, put off or marked done, and why."""

    deadline_id: Text = Field(title="Which date", description="The rule and the record it was counted for.")
    new_day: date | None = Field(None, title="New date")
    reason: LongText = Field("", title="Why")
    said_by_name: Text = Field("", title="Who said so")
    reference_number: Text = Field("", title="Reference number")
    changed_on: date | None = Field(None, title="Changed on")
    done_on: date | None = Field(None, title="Done on")
    not_before: date | None = Field(None, title="Not now; show it again on")
