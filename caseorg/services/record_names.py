"""What a person calls a record: its own name, and the kind of thing it is."""

from __future__ import annotations

from caseorg.base.language import _, marked
from caseorg.domain.case import Case
from caseorg.domain.costs import Call, Cost
from caseorg.domain.deadline import DateChange, FollowUp, Goal
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.document import Document
from caseorg.domain.health import Allergy, Diagnosis, Medication, Procedure
from caseorg.domain.letter import Letter, Packet, Sending
from caseorg.domain.loan import Loan
from caseorg.domain.note import Note
from caseorg.domain.opinion import Opinion, Priority
from caseorg.domain.people import CaseContact, Contact, Helper, Patient
from caseorg.domain.permission import NetworkException, Permission, PriorAuthorization, Referral
from caseorg.domain.plan import Answer, Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.release import Release
from caseorg.domain.requests import RecordsRequest, RequestedItem
from caseorg.domain.share import Share
from caseorg.domain.visit import Question, Visit
from caseorg.domain.words import word_for
from caseorg.services.record_kinds import what_it_is

_KINDS: dict[type[Record], str] = marked(
    {
        Allergy: "Allergy",
        Answer: "Answer",
        Appeal: "Appeal",
        Call: "Call",
        Case: "Case",
        CaseContact: "Person or place in a case",
        Contact: "Person or place",
        Cost: "Cost",
        Coverage: "Plan card",
        DateChange: "Changed date",
        Denial: "Denial",
        Diagnosis: "What you were told",
        Document: "Document",
        FollowUp: "Date",
        Goal: "Goal",
        Helper: "Helper",
        Letter: "Letter",
        Loan: "Loan of slides",
        Medication: "Medicine",
        NetworkException: "Network exception",
        Note: "Note",
        Opinion: "Opinion",
        Packet: "Packet",
        Patient: "Patient",
        Plan: "Plan",
        Priority: "What matters to you",
        PriorAuthorization: "Prior approval",
        Procedure: "Operation or treatment",
        Question: "Question",
        RecordsRequest: "Request for records",
        Referral: "Referral",
        Release: "Release form",
        RequestedItem: "Record asked for",
        Sending: "Sending",
        Share: "Share",
        Visit: "Visit",
    }
)


def kind_of(record: Record) -> str:
    """Return what kind of thing a record is, in the language in use."""
    return _(_KINDS.get(type(record), marked("Entry")))


def words_for_kind(record_type: type[Record]) -> str:
    """Return what a person calls a kind of record, in the language in use."""
    return _(_KINDS.get(record_type, marked("Entry")))


def name_of(record: Record) -> str:
    """Return what a person calls a record in a message or a list."""
    return own_name(record) or kind_of(record)


def own_name(record: Record) -> str:
    """Return the name that a record has of its own; nothing where it has none."""
    if isinstance(record, RequestedItem):
        return what_it_is(record)
    if isinstance(record, Case | Letter | Packet | Note):
        return record.title
    if isinstance(record, Document | Contact | Plan | Medication | Allergy | Procedure):
        return record.name
    if isinstance(record, Helper | Patient):
        return record.full_name
    if isinstance(record, Question):
        return record.text
    if isinstance(record, FollowUp | Goal | Cost | Denial | Priority):
        return record.what
    if isinstance(record, Call):
        return record.with_whom
    if isinstance(record, Diagnosis):
        return record.name or record.told
    if isinstance(record, Permission):
        return record.service
    if isinstance(record, Share):
        return record.given_to
    if isinstance(record, Appeal):
        return word_for(record.level) if record.level else ""
    if isinstance(record, Opinion):
        return word_for(record.order)
    return record.what if isinstance(record, Release) else ""
