"""What a plan or doctor has to allow first: referral, prior approval, network exception."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import LongText, Text
from caseorg.domain.record import CaseRecord


class PermissionStatus(StrEnum):
    """How far asking has come."""

    needed = auto()
    asked = auto()
    granted = auto()
    refused = auto()
    not_needed = auto()


class Permission(CaseRecord):
    """What the three kinds of permission share."""

    status: PermissionStatus = Field(PermissionStatus.needed, title="Status")
    plan_id: UUID | None = Field(None, title="Which plan is asked")
    contact_id: UUID | None = Field(None, title="For which doctor or place")
    service: Text = Field("", title="For what")
    asked_on: date | None = Field(None, title="Asked on")
    decided_on: date | None = Field(None, title="Decided on")
    number: Text = Field("", title="Number they gave")
    good_from: date | None = Field(None, title="Good from")
    good_through: date | None = Field(None, title="Good through")
    said_by_name: Text = Field("", title="Who said so")
    letter_id: UUID | None = Field(None, title="Letter")
    notes: LongText = Field("", title="Notes")


class Referral(Permission):
    """A note from the main doctor."""

    from_contact_id: UUID | None = Field(None, title="Main doctor")


class PriorAuthorization(Permission):
    """The plan's approval before care."""

    is_urgent: bool | None = Field(None, title="Is waiting dangerous?")
    part_b_drug: bool | None = Field(
        None,
        title="Is it about a medicine that a doctor or nurse gives (Part B)?",
        description="Like an infusion or a shot at an office. Your plan has to answer about those sooner.",
    )
    is_exception: bool | None = Field(
        None,
        title="Does it ask the drug plan to go around its list or rules (exception)?",
        description="For a medicine that is not on its list, or has a limit. Your doctor sends a statement for it.",
    )
    statement_on: date | None = Field(None, title="Day the drug plan got your doctor's statement")
    goes_on: bool | None = Field(None, title="Is it about going on with care your plan said yes to?")
    visits_allowed: Text = Field("", title="How many visits")
    extended_on: date | None = Field(None, title="Day they wrote that they need more time")
    facts_asked_on: date | None = Field(None, title="Day they asked for more facts")


class NetworkException(Permission):
    """Leave to go outside the network at the network's price."""

    why_nobody_inside: LongText = Field("", title="Why no one in the network can do it")
    why_this_doctor: LongText = Field("", title="Why this doctor")
    is_urgent: bool | None = Field(None, title="Is waiting dangerous?")
