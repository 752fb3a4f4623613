"""The ways to mend what a check found: to the page, the record and the very field, or to a new sheet where none is."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call, Cost
from caseorg.domain.denial import Appeal
from caseorg.domain.destination import DestinationProfile
from caseorg.domain.document import Document
from caseorg.domain.health import Allergy, Medication, Procedure
from caseorg.domain.letter import Letter, LetterKind, Sending
from caseorg.domain.opinion import Opinion
from caseorg.domain.people import Contact, Patient
from caseorg.domain.permission import Permission
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.requests import RequestedItem
from caseorg.domain.visit import Visit
from caseorg.packets.assembly import COVER_UP
from caseorg.packets.destination import profile_of
from caseorg.packets.letters import CHOSEN_IN
from caseorg.packets.plan import Finding
from caseorg.services.letter_facts import records_behind
from caseorg.ui.doing import start_letter
from caseorg.ui.page import PageContext
from caseorg.ui.pages.sheets import case_on_show

Mend = tuple[str, Callable[[], object]]
"""The words of a button, and what it does."""

PAGE_OF = {
    "patient": "patient",
    "allergy": "patient",
    "medicine": "patient",
    "procedure": "patient",
    "writer": "patient",
    "helper": "people_and_places",
    "to": "people_and_places",
    "consultant": "people_and_places",
    "main_doctor": "people_and_places",
    "first_doctor": "people_and_places",
    "borrower": "people_and_places",
    "coverage": "plan_and_permissions",
    "plan": "plan_and_permissions",
    "network_exception": "plan_and_permissions",
    "prior_authorization": "plan_and_permissions",
    "referral": "plan_and_permissions",
    "denial": "denials_and_appeals",
    "appeal": "denials_and_appeals",
    "first_appeal": "denials_and_appeals",
    "destination": "destinations",
    "exhibit": "documents",
    "item": "records",
    "item_open": "records",
    "lender": "people_and_places",
    "cost": "costs_and_calls",
    "sent": "letters_and_packets",
    "office": "people_and_places",
    "receiver": "people_and_places",
    "release": "patient",
    "release_to": "patient",
    "release_from": "patient",
    "notice_part": "denials_and_appeals",
    "phone_call": "costs_and_calls",
    "request": "records",
    "earlier": "records",
    "loan": "records",
    "network_call": "costs_and_calls",
    "visit": "people_and_places",
    "opinion": "opinions",
}
"""Which page mends a fact, by the name before the dot."""


NEW_OF: dict[str, type[Record]] = {
    "patient": Patient,
    "writer": Patient,
    "allergy": Allergy,
    "medicine": Medication,
    "procedure": Procedure,
    "plan": Plan,
    "coverage": Coverage,
    "cost": Cost,
    "network_call": Call,
    "phone_call": Call,
    "destination": DestinationProfile,
    "item": RequestedItem,
    "helper": Contact,
    "to": Contact,
    "consultant": Contact,
    "main_doctor": Contact,
    "first_doctor": Contact,
    "office": Contact,
    "visit": Visit,
    "opinion": Opinion,
}
"""What is added where a fact has no record yet, or is one more of a list."""


_NEW_ON = {"visit": "questions"}
"""The page that asks for a new one, where it is another than the one that mends it."""

_CHOSEN_IN = {
    **CHOSEN_IN,
    "borrower.name": "loan.borrower_id",
    "lender.name": "loan.lender_id",
    "receiver.name": "request.deliver_to_id",
}
"""Where somebody is chosen whom a letter lacks: a new person alone would not be in it."""


def fix(act: Callable[[], object]) -> Mend:
    """Return the button that leads to where a finding is mended."""
    return _("Fix"), act


def way_by_page(context: PageContext, finding: Finding, letter: Letter | None) -> Mend | None:
    """Return what leads to the page that mends a finding: into the very field of its record, or to a new sheet.

    Args:
        context: What the page was handed.
        finding: What was found.
        letter: The letter it was found in, kept or not; None where there is none.
    """
    if finding.fact == COVER_UP:
        return _("Cover up"), lambda: context.go_to("cover_up", finding.document_id)
    if finding.document_id is not None:
        return fix(lambda: context.go_to("documents", finding.document_id))
    snapshot = case_on_show(context)
    about_id = denial_or_else(snapshot, letter)
    role, _dot, field = finding.fact.partition(".")
    if role == "exhibit":
        return _way_to_exhibit(context, snapshot, field, letter)
    behind = records_behind(context.workspace, letter) if letter is not None else {}
    if role not in behind and finding.fact in _CHOSEN_IN:
        role, _dot, field = _CHOSEN_IN[finding.fact].partition(".")
    page = PAGE_OF.get(role)
    if page is None:
        return None
    at = record_of(snapshot, role, about_id) or behind.get(role)
    if role == "writer" and any(one.id == at for one in snapshot.helpers):
        page = "people_and_places"
    if at is None and role in NEW_OF:
        return fix(lambda: context.go_to(_NEW_ON.get(role, page), new=NEW_OF[role]))
    field = FIELD_OF.get(finding.fact, field)
    return fix(lambda: context.go_to(page, at, field if at else ""))


def paper_of_kind(snapshot: CaseSnapshot, kind: str) -> Document | None:
    """Return the first document of a kind that is in the case."""
    return next((one for one in snapshot.documents if one.kind is not None and one.kind.value == kind), None)


def _way_to_exhibit(context: PageContext, snapshot: CaseSnapshot, kind: str, letter: Letter | None) -> Mend:
    """Lead to the packet, where a paper that is in the case can be ticked; or to where one is asked for or added."""
    there = paper_of_kind(snapshot, kind)
    denial_id = denial_or_else(snapshot, letter)
    if there is not None and letter is not None and letter.about_id is not None:
        return fix(lambda: context.go_to("packet_builder", letter.about_id, str(there.id)))
    if kind == "letter_of_need" and denial_id is not None:
        return _("Ask"), lambda: ask_for_letter_of_need(context, denial_id)
    return fix(lambda: context.go_to("documents", new=Document))


FIELD_OF = {
    "to.street": "address",
    "office.street": "address",
    "helper.paper": "authority_document_id",
    "phone_call.day": "at",
    "phone_call.moment": "at",
    "sent.to": "sent_to",
    "sent.day": "sent_on",
}
"""The field of a record that a fact with another name is made from."""


def denial_or_else(snapshot: CaseSnapshot, letter: Letter | None) -> UUID | None:
    """Return what a letter is about; for an appeal, the denial it is against."""
    about = snapshot.find(letter.about_id) if letter else None
    return about.denial_id if isinstance(about, Appeal) else about.id if about else None


def record_of(snapshot: CaseSnapshot, role: str, about_id: UUID | None) -> UUID | None:
    """Return the record on whose sheet a fact is filled in; None where its page has to be enough.

    Args:
        snapshot: The case.
        role: The name before the dot of a fact.
        about_id: What the letter is about.
    """
    about = snapshot.find(about_id)
    if role in ("denial", "request", "release", "item_open", "notice_part", "earlier"):
        return about_id
    if role == "sent" and isinstance(about, Sending):
        return about.letter_id or about.packet_id
    profile = profile_of(snapshot)
    firsts: dict[str, tuple[Record, ...]] = {
        "destination": (profile,) if profile else (),
        "plan": snapshot.plans,
        "coverage": snapshot.coverages,
        "patient": (snapshot.patient,) if snapshot.patient else (),
    }
    if role in firsts:
        return firsts[role][0].id if firsts[role] else None
    if role == "phone_call":
        return about_id
    return about.id if isinstance(about, Permission) and PAGE_OF[role] == "plan_and_permissions" else None


def ask_for_letter_of_need(context: PageContext, denial_id: UUID) -> None:
    """Start the letter that asks the doctor why the care is needed, and lead there."""
    start_letter(context, LetterKind.letter_of_need, denial_id)
