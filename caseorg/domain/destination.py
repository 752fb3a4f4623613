"""What a place wants to get before it reads a case: kinds of papers, images or reports, order, language."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.document import DocumentKind
from caseorg.domain.kinds import Count, LongText, Text
from caseorg.domain.record import CaseRecord


class ScansWanted(StrEnum):
    """What a place wants of a scan."""

    reports = auto()
    images = auto()
    both = auto()


class PaperOrder(StrEnum):
    """In which order a place reads."""

    by_kind = auto()
    newest_first = auto()
    oldest_first = auto()


class DestinationProfile(CaseRecord):
    """What one place said it wants in a packet, and who said so."""

    contact_id: UUID | None = Field(None, title="Which place")
    wanted_kinds: tuple[DocumentKind, ...] = Field((), title="Papers they ask for")
    scans: ScansWanted | None = Field(None, title="What they want of scans")
    slides_first: bool | None = Field(None, title="Do they want the slides before anything else?")
    paper_order: PaperOrder | None = Field(None, title="Order of the papers")
    name_on_id: Text = Field("", title="Name as on the photo ID", description="Only if they insist on it.")
    languages: Text = Field("", title="Languages they read", description="Like English, Spanish.")
    fax_page_limit: Count | None = Field(None, title="Most pages in one fax")
    said_by: Text = Field("", title="Who said so")
    said_on: date | None = Field(None, title="When they said so")
    notes: LongText = Field("", title="Notes")
