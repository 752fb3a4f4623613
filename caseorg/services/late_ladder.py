"""What to do about an office that does not answer, rung by rung, and which rungs are behind one."""

from __future__ import annotations

from dataclasses import dataclass

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import LetterKind, LetterStatus
from caseorg.domain.requests import Holder, RecordsRequest
from caseorg.services.requests import chain_of


@dataclass(frozen=True)
class Rung:
    """One thing to do, and whether it was done."""

    words: str
    is_done: bool


def rungs(snapshot: CaseSnapshot, request: RecordsRequest) -> tuple[Rung, ...]:
    """Return what to do about a request that is late, the mildest first.

    No right and no clock reaches glass and tissue, so there is nobody to complain to about those.
    """
    found = [
        Rung(_("Call them. Ask for a day, and write down who you spoke with."), _was_called(snapshot, request)),
        Rung(_("Send a follow-up letter."), _is_sent(snapshot, request, LetterKind.follow_up)),
    ]
    if request.holder is not Holder.pathology:
        found += [
            Rung(_("Write to their privacy officer."), _is_sent(snapshot, request, LetterKind.overdue)),
            Rung(_("Complain to the government."), _is_sent(snapshot, request, LetterKind.privacy_complaint)),
        ]
    return tuple(found)


def _was_called(snapshot: CaseSnapshot, request: RecordsRequest) -> bool:
    """Tell whether the office, or a desk of it, was called since it was asked."""
    chain = chain_of(snapshot, request.id)
    asked_on = next((each.asked_on for each in chain if each.asked_on), None)
    office = snapshot.contact(request.contact_id)
    ids = {each for each in (request.contact_id, office.part_of_id if office else None) if each}
    ids |= {each.id for each in snapshot.contacts if each.part_of_id in ids}
    return asked_on is not None and any(
        call.contact_id in ids and call.at is not None and call.at.astimezone().date() > asked_on
        for call in snapshot.calls
    )


def _is_sent(snapshot: CaseSnapshot, request: RecordsRequest, kind: LetterKind) -> bool:
    chain = {each.id for each in chain_of(snapshot, request.id)}
    written = [each for each in snapshot.letters if each.kind is kind and each.about_id in chain]
    return any(each.status in (LetterStatus.sent, LetterStatus.received) for each in written)
