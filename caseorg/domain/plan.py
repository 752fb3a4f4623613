"""The plan, one person's coverage in it, and what somebody said about a fact."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Address, Cents, Count, LongText, Percent, Phone, SecretNumber, Text
from caseorg.domain.record import CaseRecord


class PlanKind(StrEnum):
    """What a person picks on the plan screen; the governing law follows from it and further facts."""

    medicare = auto()
    medicare_advantage = auto()
    medicaid = auto()
    employer = auto()
    marketplace = auto()
    tricare = auto()
    va = auto()
    uninsured = auto()
    other = auto()


class PlanNetwork(StrEnum):
    """The type of network."""

    hmo = auto()
    ppo = auto()
    epo = auto()
    pos = auto()
    pffs = auto()


class Plan(CaseRecord):
    """A health plan, and where to reach it."""

    name: Text = Field("", title="Name of the plan")
    kind: PlanKind | None = Field(None, title="Kind of plan")
    network: PlanNetwork | None = Field(None, title="Network type")
    phone: Phone = Field("", title="Phone", description="On the back of your card.")
    fax: Phone = Field("", title="Fax")
    hours: Text = Field("", title="Hours")
    address: Address = Field("", title="Mailing address")
    appeals_address: Address = Field("", title="Where appeals go", description="Copy it from the letter.")
    appeals_fax: Phone = Field("", title="Fax for appeals")
    state: Text = Field("", title="State the plan is from")
    notes: LongText = Field("", title="Notes")


class Coverage(CaseRecord):
    """One person in one plan, from when to when, in which order."""

    plan_id: UUID = Field(title="Plan")
    member_id: SecretNumber = Field("", title="Member ID")
    medicare_number: SecretNumber = Field(
        "",
        title="Medicare number",
        description="Only for a plan from Medicare, if its ID is another one. It is on the red, white and blue card.",
    )
    group_number: SecretNumber = Field("", title="Group number")
    subscriber: Text = Field("", title="Name of the person who has the plan", description="If it isn't the patient.")
    from_date: date | None = Field(None, title="From")
    until_date: date | None = Field(None, title="Until")
    order: Count = Field(1, title="Pays first, second …")
    deductible_cents: Cents | None = Field(None, title="Deductible for the year")
    deductible_met_cents: Cents | None = Field(None, title="Deductible met so far")
    copay_cents: Cents | None = Field(None, title="Copay for a specialist")
    coinsurance_percent: Percent | None = Field(None, title="Your share in percent")
    out_of_pocket_limit_cents: Cents | None = Field(None, title="Most you pay in a year")
    out_of_pocket_met_cents: Cents | None = Field(None, title="Paid toward that so far")


class AnswerSource(StrEnum):
    """Who said so, from the best source to the weakest."""

    letter = auto()
    plan_papers = auto()
    plan_card = auto()
    plan_by_phone = auto()
    office = auto()
    memory = auto()


class Answer(CaseRecord):
    """What somebody said about a fact."""

    fact: Text = Field(title="Fact")
    plan_id: UUID | None = Field(None, title="Which plan it is about")
    """Only for what one plan may answer otherwise than another; without it, the plan that pays first is meant."""
    value: Text = Field(title="Answer")
    said_by: AnswerSource = Field(AnswerSource.memory, title="Who said so")
    said_by_name: Text = Field("", title="Name of the person who said it")
    reference_number: Text = Field("", title="Reference number")
    said_on: date | None = Field(None, title="When")
    call_id: UUID | None = Field(None, title="In which call")
    note: LongText = Field("", title="Note")
