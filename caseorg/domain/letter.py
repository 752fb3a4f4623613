"""What goes out: letters, packets of several parts, and the proof that they went and came."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Count, Digest, LongText, Text
from caseorg.domain.record import CaseRecord


class LetterKind(StrEnum):
    """Every paper the program writes; `packets/kinds.py` says how each is made."""

    records_request = auto()
    scan_request = auto()
    slide_loan = auto()
    ehi_export = auto()
    office_to_office = auto()
    follow_up = auto()
    overdue = auto()
    written_denial = auto()
    authorization = auto()
    part_2_consent = auto()
    revocation = auto()
    network_exception = auto()
    prior_approval = auto()
    prior_approval_note = auto()
    referral_note = auto()
    call_script = auto()
    question_sheet = auto()
    appeal = auto()
    external_review = auto()
    claim_file = auto()
    notice_gaps = auto()
    good_cause = auto()
    keep_services = auto()
    representative = auto()
    call_confirmation = auto()
    insurance_complaint = auto()
    privacy_complaint = auto()
    blocking_complaint = auto()
    fax_cover = auto()
    written_report = auto()
    tell_my_doctor = auto()
    letter_of_need = auto()
    case_summary = auto()
    records_tracker = auto()
    comparison = auto()
    timeline = auto()
    medication_list = auto()
    expense_summary = auto()
    custody_sheet = auto()
    mailing_certificate = auto()
    own_form = auto()
    recovery_sheet = auto()


class LetterStatus(StrEnum):
    """Made is not sent."""

    draft = auto()
    made = auto()
    sent = auto()
    received = auto()


class Letter(CaseRecord):
    """One paper the program wrote, kept exactly as it was made."""

    kind: LetterKind = Field(title="What")
    title: Text = Field("", title="Title")
    to_contact_id: UUID | None = Field(None, title="To")
    to_name: Text = Field("", title="To, in words")
    status: LetterStatus = Field(LetterStatus.draft, title="Status")
    language: Text = Field("en", title="Language")
    large_print: bool = Field(False, title="Large print")
    made_on: date | None = Field(None, title="Made on")
    about_id: UUID | None = Field(
        None, title="About", description="The request, denial, appeal or visit it belongs to."
    )
    own_words: LongText = Field("", title="Your own words")
    text: LongText = Field("", title="Text")
    file_name: Text = Field("", title="Name of the file")
    pdf_sha256: Digest = Field("", title="Fingerprint of the PDF")
    page_count: Count | None = Field(None, title="Pages")
    replaces_id: UUID | None = Field(None, title="Replaces")


class PacketKind(StrEnum):
    """What a packet is for."""

    appeal = auto()
    external_review = auto()
    consultant = auto()


class Packet(CaseRecord):
    """Several papers put together, with lettered exhibits, as one PDF."""

    kind: PacketKind = Field(PacketKind.appeal, title="Kind")
    title: Text = Field("", title="Title")
    letter_id: UUID | None = Field(None, title="Letter")
    about_id: UUID | None = Field(None, title="About")
    to_name: Text = Field("", title="To")
    status: LetterStatus = Field(LetterStatus.draft, title="Status")
    with_fax_cover: bool = Field(False, title="Fax cover sheet")
    with_call_log: bool = Field(False, title="Call log")
    exhibit_ids: tuple[UUID, ...] = Field((), title="Documents, in order")
    page_choices: tuple[Text, ...] = Field((), title="Pages of each", description="Like 1-3, 7. Blank means all.")
    large_print: bool = Field(False, title="Large print")
    language: Text = Field("en", title="Language")
    made_on: date | None = Field(None, title="Made on")
    file_name: Text = Field("", title="Name of the file")
    pdf_sha256: Digest = Field("", title="Fingerprint of the PDF")
    page_count: Count | None = Field(None, title="Pages")
    manifest: LongText = Field("", title="What went in", description="Each part with its pages and fingerprint.")


class SendingWay(StrEnum):
    """How it was sent; each way has its own safe number of days."""

    mail = auto()
    certified_mail = auto()
    overnight = auto()
    fax = auto()
    portal = auto()
    email = auto()
    by_hand = auto()


class Sending(CaseRecord):
    """Proof that a letter or packet went out and came in."""

    letter_id: UUID | None = Field(None, title="Letter")
    packet_id: UUID | None = Field(None, title="Packet")
    way: SendingWay = Field(SendingWay.mail, title="How")
    sent_on: date | None = Field(None, title="Day you sent it")
    sent_to: Text = Field("", title="Number or address")
    tracking: Text = Field("", title="Tracking number or fax page")
    received_on: date | None = Field(None, title="Day they got it")
    confirmed_by: Text = Field("", title="Who said they got it")
    confirmed_at: datetime | None = Field(None, title="When they said so")
    proof_document_id: UUID | None = Field(None, title="Receipt")
