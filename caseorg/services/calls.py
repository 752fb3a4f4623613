"""The call log: a line for each call, what it asks of the person, and the search for a doctor in the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.costs import Call, SearchResult
from caseorg.domain.deadline import FollowUp
from caseorg.domain.people import CaseContact, Contact
from caseorg.services.workspace import Workspace


@dataclass(frozen=True)
class ToDo:
    """What a call leaves the person to do, and by when."""

    what: str
    day: date | None = None
    is_fixed: bool = True


def log_call(workspace: Workspace, call: Call, to_do: ToDo | None = None) -> ChangeSet | None:
    """Put a call into the log, with the dated thing to do that came out of it."""
    with workspace.step(_("Log a call")) as step:
        step.save(call)
        if follow_up := follow_up_of(call, to_do):
            step.save(follow_up)
    return step.change_set


def follow_up_of(call: Call, to_do: ToDo | None) -> FollowUp | None:
    """Return the dated thing to do that a call leaves, or None."""
    if to_do is None or not to_do.what.strip():
        return None
    return FollowUp.made(
        case_id=call.case_id,
        what=to_do.what,
        day=to_do.day,
        is_fixed=to_do.is_fixed,
        contact_id=call.contact_id,
        call_id=call.id,
    )


def who_was_called(snapshot: CaseSnapshot, call: Call) -> str:
    """Return the name of whoever was called."""
    contact = snapshot.contact(call.contact_id)
    return contact.name if contact else call.with_whom


def to_choose_from(snapshot: CaseSnapshot) -> tuple[Contact, ...]:
    """Return the people and offices of the case for a list, last called first, then by name."""
    latest: dict[UUID, datetime] = {}
    for call in snapshot.calls:
        if call.contact_id and call.at:
            latest[call.contact_id] = max(call.at, latest.get(call.contact_id, call.at))
    called = sorted(latest, key=lambda contact_id: latest[contact_id], reverse=True)
    by_id = {contact.id: contact for contact in snapshot.contacts}
    rest = sorted((each for each in snapshot.contacts if each.id not in latest), key=lambda each: each.name.casefold())
    return (*(by_id[contact_id] for contact_id in called if contact_id in by_id), *rest)


# The search in the network, for a network exception


def log_search(workspace: Workspace, call: Call, office: Contact | None = None) -> ChangeSet | None:
    """Put an office that was asked for a visit in the network into the log.

    Args:
        workspace: The open case file.
        call: What was asked and answered, with its `search_result`.
        office: An office that is not in the case yet.
    """
    snapshot = workspace.load_case(call.case_id)
    with workspace.step(_("Log a search in the network")) as step:
        if office and snapshot.contact(office.id) is None:
            step.save(office)
            step.save(CaseContact(case_id=call.case_id, contact_id=office.id))
        step.save(call)
    return step.change_set


def search_log(snapshot: CaseSnapshot) -> tuple[Call, ...]:
    """Return the calls that asked for a visit in the network, oldest first."""
    found = [call for call in snapshot.calls if call.search_result]
    return tuple(sorted(found, key=lambda call: call.at.isoformat() if call.at else ""))


def nobody_inside(snapshot: CaseSnapshot) -> bool:
    """Tell whether offices in the network were asked and none of them can do it."""
    results = {call.search_result for call in search_log(snapshot)}
    return bool(results) and SearchResult.can_do_it not in results
