"""Slides and blocks on loan: each hand they pass through, from the laboratory and back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.loan import Loan
from caseorg.domain.people import CaseContact, ContactRole
from caseorg.domain.requests import ItemStatus, RequestedItem
from caseorg.services.requests import answered_by
from caseorg.services.workspace import Workspace


@dataclass(frozen=True)
class SentOn:
    """How glass or tissue left the laboratory, as far as somebody said."""

    day: date
    borrower_id: UUID | None = None
    courier: str = ""
    tracking: str = ""
    slide_count: int | None = None
    block_count: int | None = None
    must_go_back_by: date | None = None


def sent_on(workspace: Workspace, loan: Loan, sent: SentOn) -> ChangeSet | None:
    """Note that the laboratory sent its slides or blocks on. What is left blank stays as it was."""
    entries = {
        "sent_on": sent.day,
        "borrower_id": sent.borrower_id,
        "courier": sent.courier,
        "tracking": sent.tracking,
        "slide_count": sent.slide_count,
        "block_count": sent.block_count,
        "must_go_back_by": sent.must_go_back_by,
    }
    given = {name: value for name, value in entries.items() if value not in (None, "")}
    snapshot = workspace.load_case(loan.case_id)
    with workspace.step(_("Note that they were sent on")) as step:
        if sent.borrower_id and snapshot.contact(sent.borrower_id) is None:
            role = ContactRole.pathology_lab
            step.save(CaseContact(case_id=loan.case_id, contact_id=sent.borrower_id, role=role))
        step.save(loan.revised(**given))
    return step.change_set


def arrived(workspace: Workspace, loan: Loan, day: date, received_by: str = "") -> ChangeSet | None:
    """Note that the second laboratory has them; the thing asked for is then got."""
    snapshot = workspace.load_case(loan.case_id)
    item = _item_of(snapshot, loan)
    with workspace.step(_("Note that they arrived")) as step:
        step.save(loan.revised(arrived_on=day, received_by=received_by or loan.received_by))
        if item:
            got = item.revised(status=ItemStatus.got_it, came_on=day)
            step.save(got)
            for request in answered_by(snapshot, got, day):
                step.save(request)
    return step.change_set


def sent_back(workspace: Workspace, loan: Loan, day: date, tracking: str = "") -> ChangeSet | None:
    """Note that they are on the way back."""
    return workspace.save(
        loan.revised(sent_back_on=day, return_tracking=tracking or loan.return_tracking), _("Note that they went back")
    )


def returned(workspace: Workspace, loan: Loan, day: date) -> ChangeSet | None:
    """Note that the laboratory has them again: the loan is over."""
    return workspace.save(loan.revised(returned_on=day), _("Note that they are returned"))


@dataclass(frozen=True)
class Hand:
    """One station of glass or tissue on its way there and back, in words that say whether it is behind."""

    words: str
    is_behind: bool


def hands(snapshot: CaseSnapshot, loan: Loan) -> tuple[Hand, ...]:
    """Return each hand a loan passes through, in order. A later station that is known puts those before it behind."""
    lab, reader = _name(snapshot, loan.lender_id), _name(snapshot, loan.borrower_id)
    stations = (
        (loan.sent_on, *_leaving(lab), (loan.courier, loan.tracking)),
        (loan.arrived_on, *_coming(reader), (loan.received_by,)),
        (loan.sent_back_on, _("Sent back"), _("Still to be sent back"), (loan.return_tracking,)),
        (loan.returned_on, *_coming_back(lab), ()),
    )
    last = max((at for at, (day, *_words) in enumerate(stations) if day), default=-1)
    found = []
    for at, (day, was, will, more) in enumerate(stations):
        if at > last:
            words = will
        elif day is None:
            words = _("{what}. We don't know the day.").format(what=was)
        else:
            said = ", ".join(part for part in (was, *more) if part)
            words = _("{day}: {words}").format(day=short_date(day), words=said)
        found.append(Hand(words, at <= last))
    return tuple(found)


def _leaving(lab: str) -> tuple[str, str]:
    if not lab:
        return _("Left the laboratory"), _("Still to leave the laboratory")
    return _("Left {place}").format(place=lab), _("Still to leave {place}").format(place=lab)


def _coming(reader: str) -> tuple[str, str]:
    if not reader:
        return _("Came to the second laboratory"), _("Still to come to the second laboratory")
    return _("Came to {place}").format(place=reader), _("Still to come to {place}").format(place=reader)


def _coming_back(lab: str) -> tuple[str, str]:
    if not lab:
        return _("Back at the laboratory"), _("Still to come back to the laboratory")
    return _("Back at {place}").format(place=lab), _("Still to come back to {place}").format(place=lab)


def _name(snapshot: CaseSnapshot, contact_id: UUID | None) -> str:
    contact = snapshot.contact(contact_id)
    office = snapshot.contact(contact.part_of_id) if contact and contact.department else None
    return ", ".join(each.name for each in (office, contact) if each and each.name)


def _item_of(snapshot: CaseSnapshot, loan: Loan) -> RequestedItem | None:
    return next((item for item in snapshot.items if item.id == loan.item_id), None)
