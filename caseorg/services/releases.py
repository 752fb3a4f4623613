"""Permissions to share records: what a new one begins with, and the letter that makes or takes back its form."""

from __future__ import annotations

from uuid import UUID

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import ContactRole
from caseorg.domain.release import Release, ReleaseCovers
from caseorg.domain.requests import RecordsRequest
from caseorg.services.record_kinds import phrase_of

FORMS = (LetterKind.authorization, LetterKind.part_2_consent)
KINDS = (*FORMS, LetterKind.revocation)
"""The letters that are about a permission to share."""


def form_of(release: Release) -> LetterKind:
    """Return the form that a permission is signed on."""
    return LetterKind.part_2_consent if release.covers.is_part_2 else LetterKind.authorization


def releases_for(snapshot: CaseSnapshot, kind: LetterKind) -> tuple[Release, ...]:
    """Return the permissions that a letter of this kind may be about, the latest first."""
    fitting = (each for each in snapshot.releases if kind is LetterKind.revocation or form_of(each) is kind)
    return tuple(reversed(tuple(fitting)))


def new_release(snapshot: CaseSnapshot, kind: LetterKind, request: RecordsRequest | None = None) -> Release:
    """Return a permission as it begins: from the office that was asked, to the second doctor.

    Its words go into a form in English, whatever language the screen has. It ends with the second opinion, which is an
    event tied to its purpose (45 CFR 164.508(c)(1)(v)); the person may put a day in its place.
    """
    asked = request or (snapshot.requests[-1] if snapshot.requests else None)
    doctor = snapshot.contact_in_role(ContactRole.consultant, ContactRole.possible_consultant)
    wanted = [phrase_of(item, "en") for item in snapshot.items if asked and item.request_id == asked.id]
    receiver = asked.deliver_to_id if asked and asked.deliver_to_id else doctor.id if doctor else None
    what = ", ".join(dict.fromkeys(wanted))
    is_part_2 = kind is LetterKind.part_2_consent
    return Release.made(
        case_id=snapshot.case.id,
        covers=ReleaseCovers.substance_use if is_part_2 else ReleaseCovers.health_records,
        from_contact_id=_office_id(snapshot, asked.contact_id if asked else None),
        to_contact_id=receiver,
        what=what[:1].upper() + what[1:],
        purpose="At my request, for a second medical opinion",
        expires_when="my second opinion is finished",
    )


def _office_id(snapshot: CaseSnapshot, contact_id: UUID | None) -> UUID | None:
    """Return the office and not one desk of it: the form is for all of them."""
    contact = snapshot.contact(contact_id)
    return contact.part_of_id or contact.id if contact else None
