"""The tables of records: one row class for each kind.

A row class adds keys to its record, and nothing else. Rows are written through these tables and read back through the
records' own checks; no row ever leaves the store.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel

from caseorg.domain.case import Case, Stage
from caseorg.domain.costs import Call, Cost
from caseorg.domain.deadline import CalendarEntry, DateChange, FollowUp, Goal
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.destination import DestinationProfile
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.health import Allergy, Diagnosis, Medication, Procedure
from caseorg.domain.letter import Letter, Packet, Sending
from caseorg.domain.loan import Loan
from caseorg.domain.note import Note
from caseorg.domain.opinion import Opinion, Priority
from caseorg.domain.own_form import OwnForm
from caseorg.domain.people import CaseContact, Contact, Helper, Patient
from caseorg.domain.permission import NetworkException, PriorAuthorization, Referral
from caseorg.domain.plan import Answer, Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.release import Release
from caseorg.domain.requests import RecordsRequest, RequestedItem
from caseorg.domain.share import Share
from caseorg.domain.visit import Question, Visit
from caseorg.store.columns import case_field, key_field, list_field, moment_field


class CaseRow(Case, SQLModel, table=True):
    __tablename__ = "cases"
    model_config = {"frozen": False}
    id: UUID = key_field()
    stages_done: tuple[Stage, ...] = list_field()


class PatientRow(Patient, SQLModel, table=True):
    __tablename__ = "patients"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class HelperRow(Helper, SQLModel, table=True):
    __tablename__ = "helpers"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class ContactRow(Contact, SQLModel, table=True):
    __tablename__ = "contacts"
    model_config = {"frozen": False}
    id: UUID = key_field()


class CaseContactRow(CaseContact, SQLModel, table=True):
    __tablename__ = "case_contacts"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class RecordsRequestRow(RecordsRequest, SQLModel, table=True):
    __tablename__ = "records_requests"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class RequestedItemRow(RequestedItem, SQLModel, table=True):
    __tablename__ = "requested_items"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class LoanRow(Loan, SQLModel, table=True):
    __tablename__ = "loans"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class ReleaseRow(Release, SQLModel, table=True):
    __tablename__ = "releases"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class DocumentRow(Document, SQLModel, table=True):
    __tablename__ = "documents"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()
    added_at: datetime | None = moment_field()


class VisitRow(Visit, SQLModel, table=True):
    __tablename__ = "visits"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class QuestionRow(Question, SQLModel, table=True):
    __tablename__ = "questions"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class OpinionRow(Opinion, SQLModel, table=True):
    __tablename__ = "opinions"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class PlanRow(Plan, SQLModel, table=True):
    __tablename__ = "plans"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class CoverageRow(Coverage, SQLModel, table=True):
    __tablename__ = "coverages"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class AnswerRow(Answer, SQLModel, table=True):
    __tablename__ = "answers"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class PriorAuthorizationRow(PriorAuthorization, SQLModel, table=True):
    __tablename__ = "prior_authorizations"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class ReferralRow(Referral, SQLModel, table=True):
    __tablename__ = "referrals"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class NetworkExceptionRow(NetworkException, SQLModel, table=True):
    __tablename__ = "network_exceptions"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class CallRow(Call, SQLModel, table=True):
    __tablename__ = "calls"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()
    at: datetime | None = moment_field()


class CostRow(Cost, SQLModel, table=True):
    __tablename__ = "costs"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class DenialRow(Denial, SQLModel, table=True):
    __tablename__ = "denials"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()
    not_in_notice: tuple[str, ...] = list_field()


class AppealRow(Appeal, SQLModel, table=True):
    __tablename__ = "appeals"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class LetterRow(Letter, SQLModel, table=True):
    __tablename__ = "letters"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class PacketRow(Packet, SQLModel, table=True):
    __tablename__ = "packets"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()
    exhibit_ids: tuple[UUID, ...] = list_field()
    page_choices: tuple[str, ...] = list_field()


class SendingRow(Sending, SQLModel, table=True):
    __tablename__ = "sendings"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()
    confirmed_at: datetime | None = moment_field()


class NoteRow(Note, SQLModel, table=True):
    __tablename__ = "notes"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class DiagnosisRow(Diagnosis, SQLModel, table=True):
    __tablename__ = "diagnoses"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class MedicationRow(Medication, SQLModel, table=True):
    __tablename__ = "medications"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class AllergyRow(Allergy, SQLModel, table=True):
    __tablename__ = "allergies"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class ProcedureRow(Procedure, SQLModel, table=True):
    __tablename__ = "procedures"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class PriorityRow(Priority, SQLModel, table=True):
    __tablename__ = "priorities"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class GoalRow(Goal, SQLModel, table=True):
    __tablename__ = "goals"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class FollowUpRow(FollowUp, SQLModel, table=True):
    __tablename__ = "follow_ups"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class DateChangeRow(DateChange, SQLModel, table=True):
    __tablename__ = "date_changes"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class CalendarEntryRow(CalendarEntry, SQLModel, table=True):
    __tablename__ = "calendar_entries"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class DestinationProfileRow(DestinationProfile, SQLModel, table=True):
    __tablename__ = "destinations"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()
    wanted_kinds: tuple[DocumentKind, ...] = list_field()


class OwnFormRow(OwnForm, SQLModel, table=True):
    __tablename__ = "own_forms"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


class ShareRow(Share, SQLModel, table=True):
    __tablename__ = "shares"
    model_config = {"frozen": False}
    id: UUID = key_field()
    case_id: UUID = case_field()


_ROWS: tuple[type[SQLModel], ...] = (
    CaseRow, PatientRow, HelperRow, ContactRow, CaseContactRow, RecordsRequestRow, RequestedItemRow, LoanRow,
    ReleaseRow, DocumentRow, VisitRow, QuestionRow, OpinionRow, PriorityRow, PlanRow, CoverageRow, AnswerRow,
    PriorAuthorizationRow, ReferralRow, NetworkExceptionRow, CallRow, CostRow, DenialRow, AppealRow, LetterRow,
    PacketRow, SendingRow, NoteRow, DiagnosisRow, MedicationRow, AllergyRow, ProcedureRow, GoalRow, FollowUpRow,
    DateChangeRow, CalendarEntryRow, DestinationProfileRow, OwnFormRow, ShareRow,
)  # fmt: skip
ROWS: dict[type[Record], type[SQLModel]] = {row.__mro__[1]: row for row in _ROWS}


def table_of(record_type: type[Record]) -> sa.Table:
    """Return the table that keeps records of this type."""
    return SQLModel.metadata.tables[str(ROWS[record_type].__tablename__)]
