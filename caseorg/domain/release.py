"""The release: whom the patient allows to disclose what, until when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import LongText, Text
from caseorg.domain.record import CaseRecord


class Release(CaseRecord):
    """A signed permission to disclose records (a HIPAA authorization)."""

    from_contact_id: UUID | None = Field(None, title="Who may send")
    to_contact_id: UUID | None = Field(None, title="Who may get them")
    what: LongText = Field("", title="What may be sent")
    purpose: Text = Field("", title="What for")
    signed_on: date | None = Field(None, title="Signed on")
    expires_on: date | None = Field(None, title="Ends on")
    expires_when: Text = Field("", title="Or ends when this happens")
    revoked_on: date | None = Field(None, title="Taken back on")
    document_id: UUID | None = Field(None, title="Copy of the form")
