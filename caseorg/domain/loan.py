"""The loan: slides and blocks that must go back, and each hand they pass through."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Count, LongText, Text
from caseorg.domain.record import CaseRecord


class LoanedThing(StrEnum):
    """What was lent."""

    original_slides = auto()
    recuts = auto()
    unstained_slides = auto()
    blocks = auto()


class Loan(CaseRecord):
    """Glass or tissue on loan, from the laboratory and back to it."""

    item_id: UUID | None = Field(None, title="Thing asked for")
    lender_id: UUID | None = Field(None, title="Laboratory that lends")
    borrower_id: UUID | None = Field(None, title="Laboratory that reads them")
    thing: LoanedThing = Field(LoanedThing.original_slides, title="What")
    accession_number: Text = Field("", title="Number on the report", description="Called accession or case number.")
    parts: Text = Field("", title="Parts", description="Like A, B and C.")
    slide_count: Count | None = Field(None, title="How many slides")
    block_count: Count | None = Field(None, title="How many blocks")
    stains: LongText = Field("", title="Stains", description="Like H&E, CK7, TTF-1.")
    courier: Text = Field("", title="Courier")
    tracking: Text = Field("", title="Tracking number")
    sent_on: date | None = Field(None, title="Left the laboratory")
    arrived_on: date | None = Field(None, title="Came to the second laboratory")
    received_by: Text = Field("", title="Who took them in")
    must_go_back_by: date | None = Field(None, title="Must go back by")
    sent_back_on: date | None = Field(None, title="Sent back")
    return_tracking: Text = Field("", title="Tracking number for the way back")
    returned_on: date | None = Field(None, title="Returned")
    notes: LongText = Field("", title="Notes")
