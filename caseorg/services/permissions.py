"""What a plan or doctor has to allow first: the sheet behind a letter that asks for it."""

from __future__ import annotations

from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import ContactRole
from caseorg.domain.permission import NetworkException, Permission, PriorAuthorization, Referral
from caseorg.services.requests import LetterToMake
from caseorg.services.workspace import Workspace

_SHEET_OF: dict[LetterKind, type[Permission]] = {
    LetterKind.network_exception: NetworkException,
    LetterKind.prior_approval: PriorAuthorization,
    LetterKind.prior_approval_note: PriorAuthorization,
    LetterKind.referral_note: Referral,
}


def asks_for_permission(kind: LetterKind) -> bool:
    """Tell whether a letter asks a plan or doctor to allow something."""
    return kind in _SHEET_OF


def start_permission(workspace: Workspace, case_id: UUID, kind: LetterKind) -> LetterToMake:
    """Return the letter to make, with the sheet it is about; the sheet is made where the case has none."""
    snapshot = workspace.load_case(case_id)
    sheet_type = _SHEET_OF[kind]
    there = _sheets(snapshot, sheet_type)
    if there:
        return LetterToMake(kind, there[-1].id)
    doctor = snapshot.contact_in_role(ContactRole.consultant, ContactRole.possible_consultant)
    sheet = sheet_type(case_id=case_id, contact_id=doctor.id if doctor else None, service=_("Second opinion"))
    workspace.save(sheet, _("Start a permission"))
    return LetterToMake(kind, sheet.id)


def sheets_for(snapshot: CaseSnapshot, kind: LetterKind) -> tuple[Permission, ...]:
    """Return the sheets of the kind that a letter asks with."""
    return _sheets(snapshot, _SHEET_OF[kind])


def _sheets(snapshot: CaseSnapshot, sheet_type: type[Permission]) -> tuple[Permission, ...]:
    sheets: dict[type[Permission], tuple[Permission, ...]] = {
        NetworkException: snapshot.network_exceptions,
        PriorAuthorization: snapshot.prior_authorizations,
        Referral: snapshot.referrals,
    }
    return sheets[sheet_type]
