"""The document: one file that belongs to the case."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Count, Digest, LongText, Text
from caseorg.domain.record import CaseRecord


class DocumentKind(StrEnum):
    """What a paper is, as the person names it."""

    pathology_report = auto()
    radiology_report = auto()
    scan_files = auto()
    lab_results = auto()
    genetic_tests = auto()
    operation_report = auto()
    hospital_summary = auto()
    visit_notes = auto()
    treatment_plan = auto()
    medication_list = auto()
    opinion_report = auto()
    letter_of_need = auto()
    denial_letter = auto()
    plan_papers = auto()
    plan_card = auto()
    plan_statement = auto()
    bill = auto()
    release_form = auto()
    authority_paper = auto()
    photo_id = auto()
    receipt = auto()
    letter = auto()
    other = auto()


class Document(CaseRecord):
    """One file, kept byte for byte as it came."""

    name: Text = Field("", title="Name")
    kind: DocumentKind | None = Field(None, title="Kind")
    original_name: Text = Field("", title="Name of the file as it came")
    media_type: Text = Field("", title="Type of file")
    sha256: Digest = Field("", title="Fingerprint")
    size_bytes: int = Field(0, ge=0, title="Size")
    page_count: Count | None = Field(None, title="Pages")
    from_contact_id: UUID | None = Field(None, title="From")
    document_date: date | None = Field(None, title="Date on it")
    answers_item_id: UUID | None = Field(None, title="Answers this request")
    added_at: datetime | None = Field(None, title="Added")
    unreadable_reason: Text = Field("", title="Why it can't be shown")
    is_private: bool = Field(False, title="Never offer it for packets")
    notes: LongText = Field("", title="Notes")

    def as_found(self, other: Document) -> Document:
        """Return it with what was found in another record of the same bytes, if nobody has looked into this one yet."""
        if not self.is_unseen or self.sha256 != other.sha256:
            return self
        found = {name: getattr(other, name) for name in ("page_count", "unreadable_reason", "media_type")}
        return self.revised(**found, kind=self.kind or (other.kind if other.media_type != self.media_type else None))

    @property
    def is_unseen(self) -> bool:
        """Tell whether nobody has looked into it yet: it has neither pages nor a reason why there are none."""
        return bool(self.sha256) and self.page_count is None and not self.unreadable_reason
