"""Removing: what goes along is named, everything can be put back for 30 days, and then it is deleted for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from caseorg.base.language import _, ngettext
from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.changes import Change, ChangeSet
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.errors import SavedLateError, SaveFailedError
from caseorg.domain.letter import Letter, Packet
from caseorg.domain.opinion import Opinion
from caseorg.domain.people import CaseContact, Contact
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.requests import RequestedItem
from caseorg.services.record_names import kind_of, name_of, own_name
from caseorg.services.workspace import Workspace
from caseorg.store.erase import erase
from caseorg.store.store import DayOfWork, case_of

KEPT_DAYS = 30
_LONGEST_STRETCH = 7
"""How many days without work count, at most, towards those for which a removed thing is kept."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Removed:
    """What was removed, and what is said about it."""

    records: tuple[Record, ...]
    message: str
    change_set: ChangeSet | None


@dataclass(frozen=True)
class RemovedLine:
    """One line of Recently removed."""

    record: Record
    what: str
    kind: str
    """What kind of thing it is, in words."""
    case: str
    """The name of its case; empty for what all cases share."""
    along: int
    """How many things that belong to it were removed with it, and come back with it."""
    removed_on: date
    gone_on: date
    """The day on which it is deleted for good."""


def goes_along(snapshot: CaseSnapshot, record: Record) -> tuple[Record, ...]:
    """Return what belongs to a record so closely that it is removed with it."""
    found: dict[UUID, Record] = {}
    waiting = [record]
    while waiting:
        for each in _belonging(snapshot, waiting.pop()):
            if each.id != record.id and each.id not in found:
                found[each.id] = each
                waiting.append(each)
    return tuple(found.values())


def _belonging(snapshot: CaseSnapshot, record: Record) -> Iterator[Record]:
    if isinstance(record, RequestedItem):
        yield from (each for each in snapshot.loans if each.item_id == record.id)
    elif isinstance(record, Plan):
        yield from (each for each in snapshot.coverages if each.plan_id == record.id)
    elif isinstance(record, Denial):
        yield from (each for each in snapshot.appeals if each.denial_id == record.id)
    elif isinstance(record, Appeal):
        yield from (each for each in snapshot.denials if each.answers_appeal_id == record.id)
    elif isinstance(record, Letter | Packet):
        yield from (each for each in snapshot.sendings if record.id in (each.letter_id, each.packet_id))


def remove(workspace: Workspace, case_id: UUID, record: Record) -> Removed:
    """Move a record, and what goes along, to Recently removed, in one step.

    People and places are taken out of a case by `people.take_out`, since other cases may use them.
    """
    snapshot = workspace.load_case(case_id)
    along = () if isinstance(record, Case) else goes_along(snapshot, record)
    with workspace.step(_("Remove: {what}").format(what=name_of(record))) as step:
        for each in (record, *along):
            step.remove(each)
    return Removed((record, *along), _message(record, len(along)), step.change_set)


def _message(record: Record, along: int) -> str:
    if not along:
        return _("“{what}” is in Recently removed for 30 days.").format(what=name_of(record))
    return ngettext(
        "“{what}” and {count} thing that belongs to it are in Recently removed for 30 days.",
        "“{what}” and {count} things that belong to it are in Recently removed for 30 days.",
        along,
    ).format(what=name_of(record), count=along)


def removed_lines(workspace: Workspace) -> tuple[RemovedLine, ...]:
    """Return what can be put back, the latest first. What was removed along with something comes back with that."""
    removed = workspace.store.removed()
    titles = {line.case_id: line.title for line in workspace.store.case_lines()}
    titles |= {each.id: each.title for each in removed if isinstance(each, Case)}
    along: dict[UUID, list[Record]] = {
        each.id: list(_along_with(each, [other for other in removed if other.removed_on == each.removed_on]))
        for each in removed
    }
    belonging = {other.id for others in along.values() for other in others}
    return tuple(
        RemovedLine(
            each,
            _name_in(workspace, each),
            kind_of(each),
            titles.get(case_of(each) or each.id, "") if not isinstance(each, Case) else "",
            len(along[each.id]),
            each.removed_on,
            each.removed_on + timedelta(days=KEPT_DAYS),
        )
        for each in removed
        if each.removed_on and each.id not in belonging
    )


def _name_in(workspace: Workspace, record: Record) -> str:
    """Return the name of a record; a person's or an office's part in a case goes by their own name."""
    contact = workspace.store.find(Contact, record.contact_id) if isinstance(record, CaseContact) else None
    return name_of(contact or record)


def put_back(workspace: Workspace, record: Record) -> ChangeSet | None:
    """Bring a removed record back, with what was removed along with it."""
    together = [each for each in workspace.store.removed() if each.removed_on == record.removed_on]
    with workspace.step(_("Put back: {what}").format(what=name_of(record))) as step:
        step.put_back(record)
        for each in _along_with(record, together):
            step.put_back(each)
    return step.change_set


def _along_with(record: Record, removed: list[Record]) -> Iterator[Record]:
    """Return what points to a record among those removed on the same day, and what points to that."""
    found = {record.id}
    while more := [each for each in removed if each.id not in found and _points_to(each, found)]:
        yield from more
        found |= {each.id for each in more}


_OWNERS = ("item_id", "plan_id", "denial_id", "answers_appeal_id", "letter_id", "packet_id")


def _points_to(record: Record, ids: set[UUID]) -> bool:
    # A denial or an answer names its plan, too, but only the card goes where the plan goes.
    owners = _OWNERS if isinstance(record, Coverage) else tuple(name for name in _OWNERS if name != "plan_id")
    return any(getattr(record, name, None) in ids for name in owners)


def delete_for_good(workspace: Workspace, record: Record) -> int:
    """Delete one removed record for good, a case with all that belongs to it; return how many records went.

    This cannot be undone, so it asks first.

    Raises:
        SavedLateError: The disk failed so late that it is deleted.
        CaseorgError: As `Store.transaction`; nothing was deleted.
    """
    return _erase(workspace, [record.id])


def empty_removed(workspace: Workspace, *, everything: bool = False) -> int:
    """Delete for good what was removed more than 30 days ago, or all that was; return how many records went.

    This cannot be undone, so doing all of it at once asks first. It raises as `delete_for_good` does.
    """
    days = () if everything else _sure_days(workspace)
    old = [
        each.id
        for each in workspace.store.removed()
        if each.removed_on and (everything or _days_passed(days, each.removed_on) >= KEPT_DAYS)
    ]
    return _erase(workspace, old) if old else 0


def _sure_days(workspace: Workspace) -> tuple[DayOfWork, ...]:
    """Return the days on which something was done, in order, but for the latest, which may be a slip of the clock."""
    today = workspace.now().date()  # as steps are stamped: the day on the wall may be another
    return tuple(each for each in workspace.store.days_of_work()[:-1] if each.day <= today)


def _days_passed(days: Sequence[DayOfWork], since: date) -> int:
    """Count the days since something was removed; of a stretch without work no more than a week.

    What goes never comes back, and a clock may be wrong for months: so a jump counts no more than a week, however far.
    It may also have been wrong when the thing was removed, years in the past: then the days before that lie after it by
    the calendar, and do not count, since nothing was done on them any more.
    """
    # Steps are stamped in UTC and things removed by the day on the wall, so the two may be a day apart.
    then = max((each.last_step for each in days if abs(each.day - since) <= _ONE_DAY), default=0)
    passed, before = 0, since
    for each in days:
        if each.day > before and each.last_step > then:
            passed, before = passed + min((each.day - before).days, _LONGEST_STRETCH), each.day
    return passed


def _erase(workspace: Workspace, ids: list[UUID]) -> int:
    gone: tuple[Record, ...] = ()
    try:
        with workspace.case_file.lock, workspace.store.transaction() as transaction:
            gone = erase(transaction, ids, _typed_name, workspace.store.held())
    except SaveFailedError as error:
        if not workspace.is_in_file([Change(record, None) for record in gone]):
            raise
        raise SavedLateError from error
    finally:
        workspace.read_anew()
    return len(gone)


def _typed_name(record: Record) -> str:
    """Return the name a person gave a record; nothing for what is called by words that other things bear as well."""
    if isinstance(record, RequestedItem):
        return record.what
    return "" if isinstance(record, Appeal | Opinion) else own_name(record)
