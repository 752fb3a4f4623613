"""A form that an office wants filled in: which document it is, and which fact goes into which place."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Digest, LongText, Text
from caseorg.domain.record import CaseRecord


class OwnForm(CaseRecord):
    """An office's own form, with what was said once of its places, so that it is filled in again by itself."""

    contact_id: UUID | None = Field(None, title="Whose form it is")
    document_id: UUID | None = Field(None, title="The empty form")
    sha256: Digest = Field("", title="Fingerprint of the empty form")
    title: Text = Field("", title="What it is called")
    about_id: UUID | None = Field(
        None, title="What it asks for", description="Once it is sent, this counts as asked for."
    )
    places: LongText = Field("", title="What goes where", description="Each place with the fact that goes there.")
