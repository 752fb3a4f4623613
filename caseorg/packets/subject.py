"""Finds out who and what a letter is about: the records that stand behind the names in its template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.health import Diagnosis
from caseorg.domain.letter import LetterKind, Sending
from caseorg.domain.loan import Loan
from caseorg.domain.opinion import Opinion
from caseorg.domain.people import Contact, ContactKind, ContactRole, Department, Helper, Patient
from caseorg.domain.permission import NetworkException, PriorAuthorization, Referral
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.requests import Holder, RecordsRequest, RequestedItem
from caseorg.domain.visit import Visit

R = TypeVar("R", bound=Record)

_DESKS = {
    Holder.records: Department.records,
    Holder.image_library: Department.image_library,
    Holder.pathology: Department.pathology,
}


@dataclass(frozen=True)
class CallQuestion:
    """One question for a call, as it is read out, and the answers to tick, in each language it may print in."""

    question: dict[str, str]
    choices: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Choices:
    """What a person chose for one letter."""

    kind: LetterKind
    today: date
    about_id: UUID | None = None
    to_contact_id: UUID | None = None
    language: str = "en"
    also_in: str = ""
    is_large: bool = False
    own_words: str = ""
    call_questions: tuple[CallQuestion, ...] = ()
    last_day: date | None = None
    send_by: date | None = None


@dataclass(frozen=True)
class Recipient:
    """Who a letter goes to, as it stands on the envelope."""

    name: str = ""
    office: str = ""
    desk: str = ""
    department: Department | None = None
    address: tuple[str, ...] = ()
    phone: str = ""
    fax: str = ""
    record_number: str = ""


@dataclass(frozen=True)
class Subject:
    """The records that one letter is about; None where the case has none."""

    patient: Patient | None = None
    helper: Helper | None = None
    to: Recipient = Recipient()
    request: RecordsRequest | None = None
    earlier: RecordsRequest | None = None
    receiver: Contact | None = None
    loan: Loan | None = None
    lender: Contact | None = None
    borrower: Contact | None = None
    visit: Visit | None = None
    consultant: Contact | None = None
    plan: Plan | None = None
    coverage: Coverage | None = None
    denial: Denial | None = None
    appeal: Appeal | None = None
    first_appeal: Appeal | None = None
    network_exception: NetworkException | None = None
    prior_authorization: PriorAuthorization | None = None
    referral: Referral | None = None
    main_doctor: Contact | None = None
    first_doctor: Contact | None = None
    diagnosis: Diagnosis | None = None
    opinion: Opinion | None = None
    sending: Sending | None = None
    items: tuple[RequestedItem, ...] = ()

    @property
    def helper_signs(self) -> bool:
        """Tell whether the helper writes and signs for a patient who cannot."""
        return self.helper is not None and self.helper.patient_can_sign is False


ROLES: dict[str, type] = {
    "patient": Patient,
    "helper": Helper,
    "to": Recipient,
    "request": RecordsRequest,
    "earlier": RecordsRequest,
    "receiver": Contact,
    "loan": Loan,
    "lender": Contact,
    "borrower": Contact,
    "visit": Visit,
    "consultant": Contact,
    "plan": Plan,
    "coverage": Coverage,
    "denial": Denial,
    "appeal": Appeal,
    "first_appeal": Appeal,
    "network_exception": NetworkException,
    "prior_authorization": PriorAuthorization,
    "referral": Referral,
    "main_doctor": Contact,
    "first_doctor": Contact,
    "diagnosis": Diagnosis,
    "opinion": Opinion,
}
"""What kind of thing each name before the dot stands for."""

_TO_PLAN = {
    LetterKind.network_exception,
    LetterKind.prior_approval,
    LetterKind.appeal,
    LetterKind.external_review,
    LetterKind.call_script,
}
_TO_DOCTOR = {
    LetterKind.referral_note: "main_doctor",
    LetterKind.prior_approval_note: "consultant",
    LetterKind.written_report: "consultant",
    LetterKind.tell_my_doctor: "first_doctor",
    LetterKind.letter_of_need: "consultant",
}

_COVERED: dict[type[Record], LetterKind] = {
    Denial: LetterKind.appeal,
    Appeal: LetterKind.appeal,
    NetworkException: LetterKind.network_exception,
    PriorAuthorization: LetterKind.prior_approval,
    Referral: LetterKind.referral_note,
}
"""What a fax cover sheet lies on, by what it is about: both go to the same desk."""


def subject_of(snapshot: CaseSnapshot, choices: Choices) -> Subject:
    """Return who and what the letter is about that was chosen."""
    about = snapshot.find(choices.about_id)
    request = _request(snapshot, about)
    denial, appeal = _denial_and_appeal(snapshot, about)
    visit = about if isinstance(about, Visit) else _next_visit(snapshot.visits, choices.today)
    plan, coverage = _plan(snapshot)
    items = _items(snapshot, about, request, choices.kind)
    loan = about if isinstance(about, Loan) else _loan(snapshot, items)
    permission = about if isinstance(about, NetworkException | PriorAuthorization | Referral) else None
    consultant = snapshot.contact(visit.contact_id if visit and not permission else None) or snapshot.contact(
        permission.contact_id if permission else None
    )
    second = [one for one in snapshot.opinions if one.order != "first"]
    opinion = about if isinstance(about, Opinion) else (second[-1] if second else None)
    found = Subject(
        patient=snapshot.patient,
        helper=snapshot.helpers[0] if snapshot.helpers else None,
        request=request,
        earlier=_of(snapshot.requests, request.follows_id if request else None),
        receiver=snapshot.contact(request.deliver_to_id) if request else None,
        loan=loan,
        lender=snapshot.contact(loan.lender_id) if loan else None,
        borrower=snapshot.contact(loan.borrower_id) if loan else None,
        visit=visit,
        consultant=consultant or snapshot.contact_in_role(ContactRole.consultant, ContactRole.possible_consultant),
        plan=plan,
        coverage=coverage,
        denial=denial,
        appeal=appeal,
        first_appeal=_answered(snapshot.appeals, denial) or _before(snapshot.appeals, appeal),
        network_exception=_chosen(snapshot.network_exceptions, about),
        prior_authorization=_chosen(snapshot.prior_authorizations, about),
        referral=_chosen(snapshot.referrals, about),
        main_doctor=snapshot.contact_in_role(ContactRole.main_doctor, ContactRole.first_opinion),
        first_doctor=snapshot.contact_in_role(ContactRole.first_opinion, ContactRole.main_doctor),
        diagnosis=snapshot.diagnoses[0] if snapshot.diagnoses else None,
        opinion=opinion,
        sending=about if isinstance(about, Sending) else None,
        items=items,
    )
    kind = next((one for record, one in _COVERED.items() if isinstance(about, record)), choices.kind)
    kind = kind if choices.kind is LetterKind.fax_cover else choices.kind
    return replace(found, to=_recipient(snapshot, found, choices, kind))


def _recipient(snapshot: CaseSnapshot, subject: Subject, choices: Choices, kind: LetterKind) -> Recipient:
    """Say who a letter goes to: whom the person chose, or else the one its kind is meant for."""
    chosen = snapshot.contact(choices.to_contact_id)
    if chosen is None and kind in (LetterKind.appeal, LetterKind.external_review) and subject.denial:
        return _appeals_desk(subject.denial, subject.plan)
    if chosen is None and kind in _TO_PLAN and subject.plan:
        plan = subject.plan
        return Recipient(plan.name, address=_under(plan.name, plan.address), phone=plan.phone, fax=plan.fax)
    if chosen is None and kind in _TO_DOCTOR:
        chosen = getattr(subject, _TO_DOCTOR[kind])
    desk = None
    if chosen is None and subject.request:
        chosen = snapshot.contact(subject.request.contact_id)
        desk = _DESKS.get(subject.request.holder)
    if chosen is None and kind is LetterKind.slide_loan:
        chosen = subject.lender
        desk = Department.pathology
    return _of_contact(snapshot, chosen, desk) if chosen else Recipient()


def _of_contact(snapshot: CaseSnapshot, contact: Contact, desk: Department | None) -> Recipient:
    office = snapshot.contact(contact.part_of_id)
    is_desk = contact.kind is ContactKind.department and office is not None
    links = [link for link in snapshot.case_contacts if link.contact_id in (contact.id, contact.part_of_id)]
    whole = office or contact
    return Recipient(
        name=whole.name if is_desk else contact.name,
        office=office.name if office and not is_desk else "",
        desk=contact.name if is_desk else "",
        department=contact.department or (desk if contact.kind is not ContactKind.person else None),
        address=_under(whole.name, contact.address or whole.address),
        phone=contact.phone or whole.phone,
        fax=contact.fax or whole.fax,
        record_number=next((link.mrn for link in links if link.mrn), ""),
    )


def _appeals_desk(denial: Denial, plan: Plan | None) -> Recipient:
    """The address in the person's own letter comes first, then the plan's own desk for appeals."""
    name = plan.name if plan else ""
    address = denial.send_to or (plan.appeals_address or plan.address if plan else "")
    fax = denial.send_to_fax or (plan.appeals_fax or plan.fax if plan else "")
    return Recipient(name, address=_under(name, address), phone=plan.phone if plan else "", fax=fax)


def _under(name: str, address: str) -> tuple[str, ...]:
    """Return the lines of an address without the name, which stands above it already."""
    lines = (line.strip() for line in address.splitlines())
    return tuple(line for line in lines if line and line.casefold() != name.casefold())


def _request(snapshot: CaseSnapshot, about: Record | None) -> RecordsRequest | None:
    if isinstance(about, RecordsRequest):
        return about
    if isinstance(about, Loan):
        item = _of(snapshot.items, about.item_id)
        return _of(snapshot.requests, item.request_id) if item else None
    return None


def _items(
    snapshot: CaseSnapshot, about: Record | None, request: RecordsRequest | None, kind: LetterKind
) -> tuple[RequestedItem, ...]:
    if kind in (LetterKind.records_tracker, LetterKind.case_summary):
        return snapshot.items
    lent = about.item_id if isinstance(about, Loan) else None
    return tuple(
        item for item in snapshot.items if item.id == lent or (request and not lent and item.request_id == request.id)
    )


def _denial_and_appeal(snapshot: CaseSnapshot, about: Record | None) -> tuple[Denial | None, Appeal | None]:
    if isinstance(about, Appeal):
        return _of(snapshot.denials, about.denial_id), about
    denial = about if isinstance(about, Denial) else (snapshot.denials[-1] if snapshot.denials else None)
    appeals = [appeal for appeal in snapshot.appeals if denial and appeal.denial_id == denial.id]
    return denial, appeals[-1] if appeals else None


def _answered(appeals: Iterable[Appeal], denial: Denial | None) -> Appeal | None:
    """Return the appeal that a later no is the answer to."""
    return _of(tuple(appeals), denial.answers_appeal_id if denial else None)


def _before(appeals: Iterable[Appeal], appeal: Appeal | None) -> Appeal | None:
    others = [one for one in appeals if appeal and one.denial_id == appeal.denial_id and one.id != appeal.id]
    decided = [one for one in others if one.decided_on]
    return decided[-1] if decided else None


def _plan(snapshot: CaseSnapshot) -> tuple[Plan | None, Coverage | None]:
    coverages = sorted(snapshot.coverages, key=lambda one: one.order)
    for coverage in coverages:
        plan = _of(snapshot.plans, coverage.plan_id)
        if plan:
            return plan, coverage
    return (snapshot.plans[0] if snapshot.plans else None), None


def _next_visit(visits: Iterable[Visit], today: date) -> Visit | None:
    wanted = [visit for visit in visits if visit.is_second_opinion]
    ahead = sorted((one for one in wanted if one.day and one.day >= today), key=lambda one: one.day or today)
    return ahead[0] if ahead else (wanted[-1] if wanted else None)


def _loan(snapshot: CaseSnapshot, items: Iterable[RequestedItem]) -> Loan | None:
    asked = {item.id for item in items}
    return next((loan for loan in snapshot.loans if loan.item_id in asked), None) if asked else None


def _chosen(records: tuple[R, ...], about: Record | None) -> R | None:
    same = [one for one in records if about is not None and one.id == about.id]
    found = same or records
    return found[0] if found else None


def _of(records: Iterable[R], record_id: UUID | None) -> R | None:
    return next((record for record in records if record.id == record_id), None) if record_id else None
