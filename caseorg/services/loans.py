"""Slides and blocks on loan: each hand they pass through, from the laboratory and back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseorg.base.language import _
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


def _item_of(snapshot: CaseSnapshot, loan: Loan) -> RequestedItem | None:
    return next((item for item in snapshot.items if item.id == loan.item_id), None)
