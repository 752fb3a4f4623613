"""The note: dated plain text, in the person's own words."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from caseorg.domain.kinds import LongText, Text
from caseorg.domain.record import CaseRecord


class Note(CaseRecord):
    """What somebody heard, thought or felt on a day."""

    day: date | None = Field(None, title="Day")
    title: Text = Field("", title="About")
    text: LongText = Field("", title="Note")
    is_private: bool = Field(False, title="Private", description="Never offered for packets, left out of shares.")
