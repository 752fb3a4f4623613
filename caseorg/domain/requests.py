"""Asking one place for records, and each thing asked for."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Cents, LongText, Text
from caseorg.domain.record import CaseRecord


class Holder(StrEnum):
    """Which desk keeps a thing; each gets a letter of its own."""

    records = auto()
    image_library = auto()
    pathology = auto()
    molecular = auto()
    radiation = auto()
    mammography = auto()
    pharmacy = auto()
    billing = auto()
    record_system = auto()
    patient = auto()


class RecordKind(StrEnum):
    """Kinds of records a second doctor may need."""

    pathology_report = auto()
    biopsy_slides = auto()
    tissue_block = auto()
    recuts = auto()
    unstained_slides = auto()
    imaging_study = auto()
    radiology_report = auto()
    lab_results = auto()
    genetic_tests = auto()
    raw_test_data = auto()
    mammograms = auto()
    radiation_files = auto()
    pharmacy_records = auto()
    whole_record = auto()
    operation_report = auto()
    hospital_summary = auto()
    visit_notes = auto()
    treatment_plan = auto()
    treatment_summary = auto()
    medication_list = auto()
    medical_history = auto()
    plan_papers = auto()
    bills = auto()
    written_opinion = auto()
    other = auto()

    @property
    def holder(self) -> Holder:
        """Name the desk that keeps this kind."""
        return _HOLDERS.get(self, Holder.records)


_HOLDERS = {
    RecordKind.biopsy_slides: Holder.pathology,
    RecordKind.tissue_block: Holder.pathology,
    RecordKind.recuts: Holder.pathology,
    RecordKind.unstained_slides: Holder.pathology,
    RecordKind.imaging_study: Holder.image_library,
    RecordKind.genetic_tests: Holder.molecular,
    RecordKind.raw_test_data: Holder.molecular,
    RecordKind.mammograms: Holder.mammography,
    RecordKind.radiation_files: Holder.radiation,
    RecordKind.pharmacy_records: Holder.pharmacy,
    RecordKind.bills: Holder.billing,
    RecordKind.whole_record: Holder.record_system,
}


class Delivery(StrEnum):
    """How the person wants to get the records."""

    electronic = auto()
    mail = auto()
    pick_up = auto()
    another_doctor = auto()


class SensitiveRecords(StrEnum):
    """What to do with records that many offices send only if they are named."""

    include = auto()
    leave_out = auto()


class RecordsRequest(CaseRecord):
    """One letter's worth of asking: one holder, asked on one day."""

    contact_id: UUID = Field(title="From")
    holder: Holder = Field(Holder.records, title="Which desk")
    delivery: Delivery = Field(Delivery.electronic, title="How to send the records")
    deliver_to_id: UUID | None = Field(None, title="Doctor to send them to")
    in_computer: bool | None = Field(
        None,
        title="Does the office keep them in its computer?",
        description="The right to have records sent straight to a doctor is for computer records only.",
    )
    plain_email: bool | None = Field(
        None, title="May they use regular email?", description="Others may be able to read regular email on its way."
    )
    sensitive: SensitiveRecords | None = Field(
        None,
        title="Records on mental health, drug or alcohol use, HIV, genes or having children",
        description="Many offices send these only if the letter names them.",
    )
    therapy_notes: bool = Field(
        False,
        title="A therapist's private notes are asked for, too",
        description="The therapist keeps them apart from the record, and may say no.",
    )
    drug_program: bool = Field(
        False, title="It is a program for drug or alcohol use", description="Its records need a consent of their own."
    )
    by_office: bool = Field(
        False,
        title="The second doctor's office asks for them",
        description="That is often faster. No rule sets a day for the answer.",
    )
    to_look: bool = Field(False, title="You ask only to look at them, at the office")
    needed_by: date | None = Field(None, title="Needed by")
    asked_on: date | None = Field(None, title="Day you sent it")
    received_on: date | None = Field(None, title="Day they got it")
    extended_on: date | None = Field(None, title="Day they wrote that they need more time")
    answered_on: date | None = Field(None, title="Day they answered")
    fee_limit_cents: Cents | None = Field(None, title="Call me first if it costs more than")
    letter_id: UUID | None = Field(None, title="Letter")
    follows_id: UUID | None = Field(None, title="Follows up on")
    refused: bool | None = Field(None, title="Did they say no, or let their time pass?")
    refusal_text: LongText = Field("", title="What they said, if they said no")
    notes: LongText = Field("", title="Notes")


class ItemStatus(StrEnum):
    """How far one thing has come. “Late” is counted from the dates, never stored."""

    not_asked = auto()
    letter_made = auto()
    asked = auto()
    some_came = auto()
    got_it = auto()
    refused = auto()
    not_needed = auto()


class RequestedItem(CaseRecord):
    """One thing needed from one place."""

    kind: RecordKind = Field(RecordKind.other, title="What")
    what: Text = Field("", title="In your words", description="A date, a test name or a doctor helps them find it.")
    contact_id: UUID | None = Field(None, title="From")
    request_id: UUID | None = Field(None, title="Asked for in")
    status: ItemStatus = Field(ItemStatus.not_asked, title="Status")
    body_part: Text = Field("", title="Body part")
    care_date: date | None = Field(None, title="Date of the test or visit")
    from_date: date | None = Field(None, title="From this date")
    until_date: date | None = Field(None, title="Until this date")
    accession_number: Text = Field("", title="Number on the report", description="Called accession or case number.")
    came_on: date | None = Field(None, title="Day it came")
    document_id: UUID | None = Field(None, title="The file that came")
    blocks_visit: bool = Field(True, title="The second doctor needs it before the visit")
    refusal_text: LongText = Field("", title="What they said, if they said no")
