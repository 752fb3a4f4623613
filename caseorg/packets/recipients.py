"""Finds out who a letter goes to: whom the person chose, or else the one its kind is meant for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import AppealLevel, Denial
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import Contact, ContactKind, Department
from caseorg.domain.plan import Plan
from caseorg.domain.requests import Holder

if TYPE_CHECKING:
    from caseorg.packets.subject import Choices, Subject

_DESKS: dict[Holder, Department] = {
    holder: Department(holder.value) for holder in Holder if holder is not Holder.patient
}
_TO_PLAN = {
    LetterKind.network_exception,
    LetterKind.prior_approval,
    LetterKind.appeal,
    LetterKind.external_review,
    LetterKind.call_script,
    LetterKind.representative,
}
_TO_APPEALS_DESK = {
    LetterKind.appeal,
    LetterKind.external_review,
    LetterKind.claim_file,
    LetterKind.notice_gaps,
    LetterKind.good_cause,
    LetterKind.keep_services,
}
_TO_DOCTOR = {
    LetterKind.referral_note: "main_doctor",
    LetterKind.prior_approval_note: "consultant",
    LetterKind.written_report: "consultant",
    LetterKind.tell_my_doctor: "first_doctor",
    LetterKind.letter_of_need: "consultant",
    LetterKind.office_to_office: "consultant",
    LetterKind.authorization: "release_from",
    LetterKind.part_2_consent: "release_from",
    LetterKind.revocation: "release_from",
}


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
    contact_id: UUID | None = None
    """The person or office in the case that this is, so that what is missing can be filled in there."""


NOBODY = Recipient()

_HHS = "U.S. Department of Health and Human Services"
_GOVERNMENT = {
    LetterKind.privacy_complaint: Recipient(_HHS, desk="Office for Civil Rights"),
    LetterKind.blocking_complaint: Recipient(_HHS, desk="Report Information Blocking (healthit.gov)"),
}
"""Where complaints go. Both take them on the web; no address of theirs was checked, so none is printed."""


def recipient_of(snapshot: CaseSnapshot, subject: Subject, choices: Choices, kind: LetterKind) -> Recipient:
    """Say who a letter goes to: whom the person chose, or else the one its kind is meant for."""
    chosen = snapshot.contact(choices.to_contact_id)
    if chosen is not None:
        return _of_contact(snapshot, chosen, None)
    if kind in _GOVERNMENT:
        return _GOVERNMENT[kind]
    if kind is LetterKind.insurance_complaint:
        return Recipient(choices.state_office)
    if kind in _TO_APPEALS_DESK and subject.denial:
        office = _outside(choices, subject, kind)
        return _from_letter(subject.denial, office) if office else _appeals_desk(subject.denial, subject.plan)
    if kind in _TO_PLAN and subject.plan:
        plan = subject.plan
        return Recipient(plan.name, address=_under(plan.name, plan.address), phone=plan.phone, fax=plan.fax)
    if kind in _TO_DOCTOR:
        doctor: Contact | None = getattr(subject, _TO_DOCTOR[kind])
        return _of_contact(snapshot, doctor, None) if doctor else _asked(snapshot, subject, kind)
    if kind is LetterKind.call_confirmation and subject.phone_call:
        called = snapshot.contact(subject.phone_call.contact_id)
        return _of_contact(snapshot, called, None) if called else Recipient(subject.phone_call.with_whom)
    return _asked(snapshot, subject, kind)


def office_of(snapshot: CaseSnapshot, subject: Subject) -> Recipient:
    """Return the office that a request for records was sent to."""
    asked = snapshot.contact(subject.request.contact_id) if subject.request else None
    return _of_contact(snapshot, asked, None) if asked else Recipient()


def _asked(snapshot: CaseSnapshot, subject: Subject, kind: LetterKind) -> Recipient:
    chosen, desk = None, None
    if subject.request:
        chosen = snapshot.contact(subject.request.contact_id)
        desk = _DESKS.get(subject.request.holder)
    if chosen is None and kind is LetterKind.slide_loan:
        chosen = subject.lender
        desk = Department.pathology
    if chosen is None:
        return Recipient()
    found = _of_contact(snapshot, chosen, desk)
    # A late request goes to the one who answers for privacy, whichever desk was asked.
    return replace(found, desk="", department=Department.privacy) if kind is LetterKind.overdue else found


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
        contact_id=contact.id,
    )


_MEDICARE = ("original_medicare", "medicare_advantage", "part_d")
_OMHA = "Office of Medicare Hearings and Appeals"
_COUNCIL = "Medicare Appeals Council"
_OPM = "Office of Personnel Management"


def _outside(choices: Choices, subject: Subject, kind: LetterKind) -> str:
    """Name the office outside the plan that decides this step; nothing where the plan itself does."""
    level = choices.level or (subject.appeal.level.value if subject.appeal else "")
    if kind is LetterKind.external_review:
        return {"fehb": _OPM, "tricare": "TRICARE Appeals"}.get(choices.regime, "External Review")
    if kind is not LetterKind.appeal:
        return ""
    if level == AppealLevel.council:
        return _COUNCIL
    if level == AppealLevel.hearing:
        return _OMHA if choices.regime in _MEDICARE else "Hearings"
    if level == AppealLevel.fair_hearing:
        return "State Review" if choices.regime == "chip" else "Fair Hearings"
    second = level == AppealLevel.reconsideration and choices.regime in ("original_medicare", "part_d")
    return "Medicare Reconsiderations" if second else ""


def _from_letter(denial: Denial, office: str) -> Recipient:
    """Return an office outside the plan: where their letter says, under the name that stands there if one does."""
    lines = [line.strip() for line in denial.send_to.splitlines() if line.strip()]
    # A line with a digit is a street or a box; the first line without one names who lives there.
    named = lines[0] if lines and not any(letter.isdigit() for letter in lines[0]) else ""
    is_known = office in (_OMHA, _COUNCIL, _OPM)
    name = office if is_known or not named else named
    return Recipient(name, address=_under(name, denial.send_to), fax=denial.send_to_fax)


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
