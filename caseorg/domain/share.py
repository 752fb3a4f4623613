"""The share: a case that went out to somebody in a file of its own, and what came back of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Count, Digest, Text
from caseorg.domain.people import HelperRole
from caseorg.domain.record import CaseRecord


class Share(CaseRecord):
    """One file that went out: to whom, under which authority, and the state both sides began from."""

    given_to: Text = Field("", title="Who gets it")
    helper_id: UUID | None = Field(None, title="Which helper")
    authority: HelperRole = Field(HelperRole.none_yet, title="Paper that let them act on that day")
    authority_from: date | None = Field(None, title="Date on that paper")
    shared_on: date | None = Field(None, title="Shared on")
    notes_left_out: Count = Field(0, title="Private notes that stayed here")
    documents_left_out: Count = Field(0, title="Documents that stayed here")
    base_sha256: Digest = Field("", title="Fingerprint of what went out")
    seen_sha256: Digest = Field("", title="Fingerprint of what came back last")
    taken_in_on: date | None = Field(None, title="Changes taken in on")
