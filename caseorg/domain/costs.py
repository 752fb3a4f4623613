"""A cost, matched with the plan's statement; and one line of the call log."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Cents, LongText, Phone, Text
from caseorg.domain.record import CaseRecord


class Cost(CaseRecord):
    """One bill, with the amounts of the plan's statement that belong to it."""

    what: Text = Field("", title="For")
    contact_id: UUID | None = Field(None, title="Who bills it")
    date_of_service: date | None = Field(None, title="Date of care")
    billed_on: date | None = Field(None, title="Date on the bill")
    claim_number: Text = Field("", title="Claim number")
    claim_on: date | None = Field(
        None,
        title="Day the plan got the bill (the claim)",
        description="From then on your plan has to decide about it.",
    )
    extended_on: date | None = Field(None, title="Day they wrote that they need more time")
    statement_on: date | None = Field(None, title="Date on the plan's statement")
    billed_cents: Cents | None = Field(None, title="Billed")
    due_cents: Cents | None = Field(None, title="The bill asks you to pay")
    statement_billed_cents: Cents | None = Field(None, title="Billed, says the plan's statement")
    allowed_cents: Cents | None = Field(None, title="The most the plan counts")
    paid_cents: Cents | None = Field(None, title="Plan paid")
    patient_responsibility_cents: Cents | None = Field(None, title="You owe, says the plan")
    paid_by_patient_cents: Cents | None = Field(None, title="You paid")
    bill_document_id: UUID | None = Field(None, title="The bill")
    statement_document_id: UUID | None = Field(None, title="The plan's statement")
    notes: LongText = Field("", title="Notes")


class SearchResult(StrEnum):
    """What a doctor in the network said, for a network exception's log."""

    not_this_specialty = auto()
    no_openings = auto()
    too_far = auto()
    not_taking_patients = auto()
    can_do_it = auto()


class Call(CaseRecord):
    """One line of the call log."""

    contact_id: UUID | None = Field(None, title="Who")
    with_whom: Text = Field("", title="Who you called, in words", description="If they are not in your list.")
    at: datetime | None = Field(None, title="When")
    spoke_with: Text = Field("", title="Who you spoke with")
    phone: Phone = Field("", title="Number")
    reference_number: Text = Field("", title="Reference number")
    said: LongText = Field("", title="What they said")
    promised_by: date | None = Field(None, title="They promised it by")
    search_result: SearchResult | None = Field(None, title="If you asked for a visit in the network")
    next_opening: date | None = Field(None, title="Their next opening")
    is_exhibit: bool = Field(True, title="May go in a packet")
