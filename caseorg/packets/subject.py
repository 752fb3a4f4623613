"""Finds out who and what a letter is about: the records that stand behind the names in its template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.health import Diagnosis
from caseorg.domain.letter import LetterKind, Sending
from caseorg.domain.loan import Loan
from caseorg.domain.opinion import Opinion
from caseorg.domain.people import Contact, ContactRole, Helper, Patient
from caseorg.domain.permission import NetworkException, PriorAuthorization, Referral
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.release import Release
from caseorg.domain.requests import ItemStatus, RecordKind, RecordsRequest, RequestedItem
from caseorg.domain.routes import Asking, Route, asking_of, route_of
from caseorg.domain.visit import Visit
from caseorg.packets.recipients import NOBODY, Recipient, office_of, recipient_of

R = TypeVar("R", bound=Record)

PICTURES = (RecordKind.imaging_study, RecordKind.mammograms, RecordKind.radiation_files)
"""What an image library keeps as files."""


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
    regime: str = ""
    """Which law governs the plan, as the rules found out."""
    review_by: str = ""
    """Who runs an outside review, as the letter or the plan said: federal or state."""
    level: str = ""
    """The step of the appeal as the law of this letter calls it; empty where it is called as the appeal says."""
    grandfathered: str = ""
    """Whether the plan is from before the law of 2010: yes, no, or empty where nobody knows."""
    forms: tuple[str, ...] = ()
    """The forms that this step of the appeal has, by number."""
    state_office: str = ""
    """The insurance department of the plan's state."""
    notice_parts: tuple[str, ...] = ()
    """What the denial letter left out, in the words of the checklist for this kind of plan."""
    notice_places: tuple[str, ...] = ()
    """Where it is written that the letter should have them."""


@dataclass(frozen=True)
class Subject:
    """The records that one letter is about; None where the case has none."""

    patient: Patient | None = None
    helper: Helper | None = None
    to: Recipient = NOBODY
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
    release: Release | None = None
    release_from: Contact | None = None
    release_to: Contact | None = None
    phone_call: Call | None = None
    office: Recipient = NOBODY
    items: tuple[RequestedItem, ...] = ()
    open_items: tuple[RequestedItem, ...] = ()

    @property
    def helper_signs(self) -> bool:
        """Tell whether the helper writes and signs for a patient who cannot."""
        return self.helper is not None and self.helper.patient_can_sign is False

    @property
    def writer(self) -> Patient | Helper | None:
        """Return who signs."""
        return self.helper if self.helper_signs else self.patient

    @property
    def street(self) -> str:
        """Return where the writer gets mail: at the patient's address, if a helper gave none."""
        lines = (each.address for each in (self.writer, self.patient) if each and each.address)
        return next(lines, "")

    @property
    def asking(self) -> Asking | None:
        """Return what decides by which way the records of a request are asked for."""
        # A letter of ours is the patient's own asking for a copy, also where the second doctor's office asks beside it.
        return replace(asking_of(self.request, self.helper), by_office=False, to_look=False) if self.request else None

    @property
    def route(self) -> Route | None:
        """Return the way by which the records are asked for; None for glass and tissue."""
        return route_of(self.asking) if self.asking else None


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
    "release": Release,
    "release_from": Contact,
    "release_to": Contact,
    "phone_call": Call,
    "office": Recipient,
}
"""What kind of thing each name before the dot stands for."""

_COVERED: dict[type[Record], LetterKind] = {
    Denial: LetterKind.appeal,
    Appeal: LetterKind.appeal,
    NetworkException: LetterKind.network_exception,
    PriorAuthorization: LetterKind.prior_approval,
    Referral: LetterKind.referral_note,
}
"""What a fax cover sheet lies on, by what it is about: both go to the same desk."""


_ABOUT_A_REQUEST = {
    LetterKind.overdue,
    LetterKind.written_denial,
    LetterKind.privacy_complaint,
    LetterKind.blocking_complaint,
}
"""Letters about a request that was sent before, and about the days of the first one."""


def subject_of(snapshot: CaseSnapshot, choices: Choices) -> Subject:
    """Return who and what the letter is about that was chosen."""
    about = snapshot.find(choices.about_id)
    request = _request(snapshot, about)
    if choices.kind in _ABOUT_A_REQUEST:
        request = _first_of_chain(snapshot, request)
    release = _release(snapshot, about)
    denial, appeal = _denial_and_appeal(snapshot, about)
    visit = about if isinstance(about, Visit) else _next_visit(snapshot.visits, choices.today)
    permission = about if isinstance(about, NetworkException | PriorAuthorization | Referral) else None
    plan, coverage = _plan(snapshot, permission.plan_id if permission else denial.plan_id if denial else None)
    items = _items(snapshot, about, request, choices.kind)
    loan = about if isinstance(about, Loan) else _loan(snapshot, items)
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
        release=release,
        release_from=snapshot.contact(release.from_contact_id if release else None),
        release_to=snapshot.contact(release.to_contact_id if release else None),
        phone_call=about if isinstance(about, Call) else None,
        items=items,
        open_items=_still_open(snapshot, about),
    )
    found = replace(found, office=office_of(snapshot, found))
    kind = next((one for record, one in _COVERED.items() if isinstance(about, record)), choices.kind)
    kind = kind if choices.kind is LetterKind.fax_cover else choices.kind
    return replace(found, to=recipient_of(snapshot, found, choices, kind))


def _request(snapshot: CaseSnapshot, about: Record | None) -> RecordsRequest | None:
    if isinstance(about, RecordsRequest):
        return about
    if isinstance(about, Loan):
        item = _of(snapshot.items, about.item_id)
        return _of(snapshot.requests, item.request_id) if item else None
    return None


def _chain(snapshot: CaseSnapshot, request: RecordsRequest | None) -> tuple[RecordsRequest, ...]:
    """Return a request with those it follows up on, the first one in front."""
    chain: list[RecordsRequest] = []
    while request is not None and request not in chain:
        chain.insert(0, request)
        request = _of(snapshot.requests, request.follows_id)
    return tuple(chain)


def _first_of_chain(snapshot: CaseSnapshot, request: RecordsRequest | None) -> RecordsRequest | None:
    """Return the first request of a chain, whose days count, with the last refusal that came."""
    chain = _chain(snapshot, request)
    refusals = [one.refusal_text for one in reversed(chain) if one.refusal_text]
    return chain[0].revised(refusal_text=refusals[0] if refusals else "") if chain else None


def _still_open(snapshot: CaseSnapshot, about: Record | None) -> tuple[RequestedItem, ...]:
    """Return what was asked for in a request, or in those before and after it, and did not come."""
    first = _chain(snapshot, about if isinstance(about, RecordsRequest) else None)[:1]
    asked = {one.id for one in snapshot.requests if first and _chain(snapshot, one)[0].id == first[0].id}
    done = (ItemStatus.got_it, ItemStatus.not_needed)
    return tuple(item for item in snapshot.items if item.request_id in asked and item.status not in done)


def _release(snapshot: CaseSnapshot, about: Record | None) -> Release | None:
    if isinstance(about, Release):
        return about
    in_force = [one for one in snapshot.releases if one.revoked_on is None]
    return in_force[-1] if in_force else None


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


def _plan(snapshot: CaseSnapshot, named: UUID | None) -> tuple[Plan | None, Coverage | None]:
    """Return the plan that a denial or a permission names, or else the one that pays first, each with its card."""
    coverages = sorted(snapshot.coverages, key=lambda one: (one.plan_id != named, one.order))
    plan = _of(snapshot.plans, named)
    if plan is not None and all(one.plan_id != named for one in coverages):
        return plan, None
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
