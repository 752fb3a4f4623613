"""The case, and everything of one case read at one moment."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.costs import Call, Cost
from caseorg.domain.deadline import CalendarEntry, DateChange, FollowUp, Goal
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.destination import DestinationProfile
from caseorg.domain.document import Document
from caseorg.domain.health import Allergy, Diagnosis, Medication, Procedure
from caseorg.domain.kinds import Text
from caseorg.domain.letter import Letter, Packet, Sending
from caseorg.domain.loan import Loan
from caseorg.domain.note import Note
from caseorg.domain.opinion import Opinion, Priority
from caseorg.domain.own_form import OwnForm
from caseorg.domain.people import CaseContact, Contact, ContactRole, Helper, Patient
from caseorg.domain.permission import NetworkException, PriorAuthorization, Referral
from caseorg.domain.plan import Answer, Coverage, Plan
from caseorg.domain.record import CaseRecord, Record
from caseorg.domain.release import Release
from caseorg.domain.requests import RecordsRequest, RequestedItem
from caseorg.domain.share import Share
from caseorg.domain.visit import Question, Visit


class Stage(StrEnum):
    """Where a case is, in the order people walk it."""

    gather = auto()
    check_coverage = auto()
    visit = auto()
    decide = auto()
    pay = auto()


class Case(Record):
    """One second opinion and everything that follows from it."""

    title: Text = Field("", title="Name of the case", description="Shown in the window's title. It can be a nickname.")
    opened_on: date | None = Field(None, title="Opened on")
    for_someone_else: bool | None = Field(None, title="Who is this for?")
    stages_done: tuple[Stage, ...] = Field((), title="Stages you said are done")
    put_away_on: date | None = Field(None, title="Put away on")
    is_sample: bool = Field(False, title="Sample case")


@dataclass(frozen=True)
class CaseSnapshot:
    """One case and all its records that are not removed, read in one transaction."""

    case: Case
    patient: Patient | None = None
    helpers: tuple[Helper, ...] = ()
    contacts: tuple[Contact, ...] = ()
    case_contacts: tuple[CaseContact, ...] = ()
    requests: tuple[RecordsRequest, ...] = ()
    items: tuple[RequestedItem, ...] = ()
    loans: tuple[Loan, ...] = ()
    releases: tuple[Release, ...] = ()
    documents: tuple[Document, ...] = ()
    visits: tuple[Visit, ...] = ()
    questions: tuple[Question, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    priorities: tuple[Priority, ...] = ()
    plans: tuple[Plan, ...] = ()
    coverages: tuple[Coverage, ...] = ()
    answers: tuple[Answer, ...] = ()
    prior_authorizations: tuple[PriorAuthorization, ...] = ()
    referrals: tuple[Referral, ...] = ()
    network_exceptions: tuple[NetworkException, ...] = ()
    calls: tuple[Call, ...] = ()
    costs: tuple[Cost, ...] = ()
    denials: tuple[Denial, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    letters: tuple[Letter, ...] = ()
    packets: tuple[Packet, ...] = ()
    sendings: tuple[Sending, ...] = ()
    notes: tuple[Note, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    medications: tuple[Medication, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    goals: tuple[Goal, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    date_changes: tuple[DateChange, ...] = ()
    calendar_entries: tuple[CalendarEntry, ...] = ()
    destinations: tuple[DestinationProfile, ...] = ()
    own_forms: tuple[OwnForm, ...] = ()
    shares: tuple[Share, ...] = ()

    def records(self) -> tuple[Record, ...]:
        """Return the case and every record of it, in one row."""
        found: list[Record] = [self.case]
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                found.extend(value)
            elif isinstance(value, CaseRecord):
                found.append(value)
        return tuple(found)

    def find(self, record_id: UUID | None) -> Record | None:
        """Return the record with this id, or None where it is not in this case."""
        return next((record for record in self.records() if record.id == record_id), None) if record_id else None

    def contact(self, contact_id: UUID | None) -> Contact | None:
        """Return the contact with this id, or None."""
        return next((contact for contact in self.contacts if contact.id == contact_id), None) if contact_id else None

    def contact_in_role(self, *roles: ContactRole) -> Contact | None:
        """Return the contact that first has one of these roles in the case, in the order the roles are named."""
        for role in roles:
            for link in self.case_contacts:
                if link.role is role and (contact := self.contact(link.contact_id)):
                    return contact
        return None


SNAPSHOT_FIELDS: dict[str, type[Record]] = {
    "patient": Patient,
    "helpers": Helper,
    "contacts": Contact,
    "case_contacts": CaseContact,
    "requests": RecordsRequest,
    "items": RequestedItem,
    "loans": Loan,
    "releases": Release,
    "documents": Document,
    "visits": Visit,
    "questions": Question,
    "opinions": Opinion,
    "priorities": Priority,
    "plans": Plan,
    "coverages": Coverage,
    "answers": Answer,
    "prior_authorizations": PriorAuthorization,
    "referrals": Referral,
    "network_exceptions": NetworkException,
    "calls": Call,
    "costs": Cost,
    "denials": Denial,
    "appeals": Appeal,
    "letters": Letter,
    "packets": Packet,
    "sendings": Sending,
    "notes": Note,
    "diagnoses": Diagnosis,
    "medications": Medication,
    "allergies": Allergy,
    "procedures": Procedure,
    "goals": Goal,
    "follow_ups": FollowUp,
    "date_changes": DateChange,
    "calendar_entries": CalendarEntry,
    "destinations": DestinationProfile,
    "own_forms": OwnForm,
    "shares": Share,
}

RECORD_TYPES: tuple[type[Record], ...] = (Case, *SNAPSHOT_FIELDS.values())
