"""The release: whom the patient allows to disclose what, until when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import LongText, Text
from caseorg.domain.record import CaseRecord


class ReleaseCovers(StrEnum):
    """Which records a release opens; each of these needs a form of its own."""

    health_records = auto()
    therapy_notes = auto()
    substance_use = auto()
    counseling_notes = auto()

    @property
    def is_part_2(self) -> bool:
        """Tell whether it is a consent under the rules for drug and alcohol programs (42 CFR Part 2)."""
        return self in (ReleaseCovers.substance_use, ReleaseCovers.counseling_notes)


class Release(CaseRecord):
    """A signed permission to disclose records: a HIPAA authorization, or a Part 2 consent."""

    covers: ReleaseCovers = Field(ReleaseCovers.health_records, title="Which records")
    from_contact_id: UUID | None = Field(None, title="Who may send")
    to_contact_id: UUID | None = Field(None, title="Who may get them")
    for_all_care: bool = Field(
        False,
        title="One consent for all future care, payment and running the program",
        description="Only for records on drug or alcohol use.",
    )
    what: LongText = Field("", title="What may be sent")
    purpose: Text = Field("", title="What for")
    signed_on: date | None = Field(None, title="Signed on")
    expires_on: date | None = Field(None, title="Ends on")
    expires_when: Text = Field("", title="Or ends when this happens")
    revoked_on: date | None = Field(None, title="Taken back on")
    document_id: UUID | None = Field(None, title="Copy of the form")
