"""People and places: the patient, who helps, and each person or office once."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.kinds import Address, Cents, Email, LongText, Phone, Text
from caseorg.domain.record import CaseRecord, Record


class Patient(CaseRecord):
    """Whose second opinion it is."""

    full_name: Text = Field("", title="Full name", description="As it is on the hospital's papers.")
    former_names: Text = Field(
        "", title="Other names on old papers", description="Like a name before marriage. It helps offices find records."
    )
    date_of_birth: date | None = Field(None, title="Date of birth", description="Like 3/14/1958")
    address: Address = Field("", title="Address")
    phone: Phone = Field("", title="Phone")
    email: Email = Field("", title="Email")
    state: Text = Field("", title="State", description="Two letters, like OH. Some rules differ by state.")
    speaks: Text = Field("", title="Language at visits", description="If an interpreter would help.")


class HelperRole(StrEnum):
    """The paper or kinship that lets a helper act for the patient."""

    none_yet = auto()
    health_care_agent = auto()
    guardian = auto()
    parent = auto()
    executor = auto()
    next_of_kin = auto()
    not_sure = auto()


class Helper(CaseRecord):
    """Somebody who helps with the case, with the role that lets them act."""

    full_name: Text = Field("", title="Full name")
    relation: Text = Field("", title="Who they are to the patient", description="Like son, wife, friend.")
    role: HelperRole = Field(HelperRole.none_yet, title="Paper that lets them act")
    patient_can_sign: bool | None = Field(None, title="Can the patient sign?")
    authority_document_id: UUID | None = Field(None, title="Copy of that paper")
    authority_from: date | None = Field(None, title="Date on that paper")
    address: Address = Field("", title="Address")
    phone: Phone = Field("", title="Phone")
    email: Email = Field("", title="Email")

    @property
    def may_act(self) -> bool:
        """Tell whether a role is stated under which letters can be written on the patient's behalf."""
        return self.role not in (HelperRole.none_yet, HelperRole.not_sure)


class ContactKind(StrEnum):
    """A person, an office, or one department of an office."""

    person = auto()
    office = auto()
    department = auto()


class Department(StrEnum):
    """The desk of an office that keeps one kind of thing."""

    records = auto()
    image_library = auto()
    pathology = auto()
    molecular = auto()
    radiation = auto()
    mammography = auto()
    pharmacy = auto()
    record_system = auto()
    privacy = auto()
    billing = auto()
    appeals = auto()
    member_services = auto()
    other = auto()


class Contact(Record):
    """A person or office, once in the case file, used by every case that needs it."""

    kind: ContactKind = Field(ContactKind.office, title="Person or office")
    name: Text = Field("", title="Name")
    part_of_id: UUID | None = Field(None, title="Part of", description="The hospital or office it belongs to.")
    department: Department | None = Field(None, title="Department")
    specialty: Text = Field("", title="Specialty")
    address: Address = Field("", title="Mailing address", description="The way it goes on an envelope.")
    phone: Phone = Field("", title="Phone")
    fax: Phone = Field("", title="Fax")
    email: Email = Field("", title="Email")
    portal: Text = Field("", title="Patient portal")
    hours: Text = Field("", title="Hours")
    npi: Text = Field("", title="NPI number", description="Ten digits. The office can tell you.")
    notes: LongText = Field("", title="Notes")


class ContactRole(StrEnum):
    """What a contact is in one case."""

    first_opinion = auto()
    main_doctor = auto()
    possible_consultant = auto()
    consultant = auto()
    treating_doctor = auto()
    records_holder = auto()
    pathology_lab = auto()
    image_library = auto()
    plan = auto()
    employer = auto()
    helper = auto()
    other = auto()


class CaseContact(CaseRecord):
    """What one contact is in one case, with what is known for choosing among second doctors."""

    contact_id: UUID
    role: ContactRole = Field(ContactRole.other, title="Role in this case")
    in_network: bool | None = Field(None, title="In your plan's network?")
    network_said_by: Text = Field("", title="Who said so")
    network_said_on: date | None = Field(None, title="When they said so")
    quoted_cents: Cents | None = Field(None, title="Cost they quoted")
    earliest_visit: date | None = Field(None, title="Earliest visit")
    distance: Text = Field("", title="How far, or by video")
    they_need: LongText = Field("", title="What they need")
    written_report: bool | None = Field(None, title="Gives a written report")
    mrn: Text = Field("", title="Record number", description="The number this office has for the patient.")
    notes: LongText = Field("", title="Notes")
