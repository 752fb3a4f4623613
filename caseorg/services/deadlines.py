"""The page of dates: fixed dates, goals, replies and visits in one list, and what a person can do with each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import TYPE_CHECKING
from uuid import UUID

from caseorg.base import language
from caseorg.base.language import _, ngettext, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.costs import Cost
from caseorg.domain.deadline import DateChange, Deadline, FollowUp, Goal
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.permission import PriorAuthorization
from caseorg.domain.record import CaseRecord, Record
from caseorg.domain.requests import RecordsRequest
from caseorg.domain.visit import Visit
from caseorg.services.records_list import needed_by, open_items
from caseorg.services.workspace import Workspace

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


class RowKind(StrEnum):
    """What a date means, in the word the list shows."""

    fixed = auto()
    goal = auto()
    reply = auto()
    visit = auto()

    def words(self) -> str:
        """Say it in the language in use."""
        return {
            RowKind.fixed: _("Fixed"),
            RowKind.goal: _("Goal"),
            RowKind.reply: _("Reply"),
            RowKind.visit: _("Visit"),
        }[self]


class Group(StrEnum):
    """The parts of the list."""

    this_week = auto()
    next_30_days = auto()
    later = auto()
    done = auto()

    def words(self) -> str:
        """Say it in the language in use."""
        return {
            Group.this_week: _("This week"),
            Group.next_30_days: _("Next 30 days"),
            Group.later: _("Later"),
            Group.done: _("Done"),
        }[self]


@dataclass(frozen=True)
class DateRow:
    """One date of the list.

    `day` is the last day, or the day itself; `act_by` is our safe day before it, by which the list is in order.
    """

    key: str
    kind: RowKind
    what: str
    day: date
    act_by: date
    is_confirmed: bool = True
    done_on: date | None = None
    deadline: Deadline | None = field(default=None, repr=False)
    record: CaseRecord | None = None
    change: DateChange | None = None
    reason: str = ""
    """Why a goal that nobody typed is on this day."""

    def is_past(self, today: date) -> bool:
        """Tell whether the day is over and it was not done; the day itself is in time until it ends."""
        return self.done_on is None and today > self.day

    def group(self, today: date) -> Group:
        """Return the part of the list it belongs to; what is past stays in front until it is done."""
        if self.done_on is not None or (self.kind is RowKind.visit and today > self.day):
            return Group.done
        if self.act_by <= today + WEEK:
            return Group.this_week
        return Group.next_30_days if self.act_by <= today + MONTH else Group.later

    def days_away(self, today: date) -> str:
        """Say how far away it is: “in 5 days”, “today”, “3 days ago”."""
        return days_words((self.day - today).days)


def days_words(days: int) -> str:
    """Say how far away a day is, from the number of days until it."""
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("{count} day ago", "{count} days ago", -days).format(count=-days)
    return ngettext("in {count} day", "in {count} days", days).format(count=days)


def date_rows(snapshot: CaseSnapshot, deadlines: Iterable[Deadline], today: date) -> tuple[DateRow, ...]:
    """Return every date of a case, the earliest safe day first.

    Args:
        snapshot: The case.
        deadlines: What the rules count for it (`Assessment.deadlines`), with changes by hand in it.
        today: The day it is.
    """
    rows = [*_of_rules(snapshot, deadlines), *_of_records(snapshot), *_of_visits(snapshot)]
    rows += _records_in_hand(snapshot, today)
    return tuple(sorted(rows, key=lambda row: (row.act_by, row.day, row.key)))


def grouped(rows: Iterable[DateRow], today: date) -> dict[Group, tuple[DateRow, ...]]:
    """Return the list in its parts, in order; what is done stands latest first."""
    found: dict[Group, list[DateRow]] = {group: [] for group in Group}
    for row in rows:
        found[row.group(today)].append(row)
    found[Group.done].sort(key=lambda row: row.done_on or row.day, reverse=True)
    return {group: tuple(part) for group, part in found.items()}


def next_date(rows: Iterable[DateRow], today: date) -> date | None:
    """Return the next date that counts, for the sidebar and the list of cases: no goal, no reply of others."""
    open_rows = [row for row in rows if row.group(today) is not Group.done]
    return min((row.act_by for row in open_rows if row.kind in (RowKind.fixed, RowKind.visit)), default=None)


# Where rows come from


def _of_rules(snapshot: CaseSnapshot, deadlines: Iterable[Deadline]) -> Iterator[DateRow]:
    for deadline in deadlines:
        day = deadline.last_day or deadline.send_by
        if day is None:
            continue
        yield DateRow(
            key=deadline.id,
            kind=RowKind.fixed if deadline.is_mine else RowKind.reply,
            what=_what(snapshot, deadline),
            day=day,
            act_by=(deadline.send_by if deadline.is_mine else None) or day,
            is_confirmed=deadline.is_confirmed,
            done_on=deadline.done_on,
            deadline=deadline,
            change=deadline.change,
        )


def _what(snapshot: CaseSnapshot, deadline: Deadline) -> str:
    about = snapshot.find(deadline.about)
    if isinstance(about, RecordsRequest) and deadline.is_confirmed and (name := _name(snapshot, about.contact_id)):
        return _("{name} must answer").format(name=name)
    title = deadline.words_in(language.current()).title
    return _told_apart(snapshot, title, about) if about is not None else title


def _told_apart(snapshot: CaseSnapshot, title: str, about: Record) -> str:
    """Add what a date is about where the case has several such things, and the plan where it has several."""
    thing = snapshot.find(about.denial_id) if isinstance(about, Appeal) else about
    called = [_called(each) for each in (*snapshot.denials, *snapshot.prior_authorizations, *snapshot.costs)]
    what = _called(thing) if len(set(called)) > 1 else ""
    plan_id = getattr(thing, "plan_id", None) if len(snapshot.plans) > 1 else None
    plan = next((plan.name for plan in snapshot.plans if plan.id == plan_id), "")
    if what and plan:
        return _("{title}: {what}, {plan}").format(title=title, what=what, plan=plan)
    return _("{title}: {what}").format(title=title, what=what or plan) if what or plan else title


def _called(thing: Record | None) -> str:
    if isinstance(thing, Denial | Cost):
        return thing.what
    return thing.service if isinstance(thing, PriorAuthorization) else ""


def _name(snapshot: CaseSnapshot, contact_id: UUID | None) -> str:
    contact = snapshot.contact(contact_id)
    if contact is None:
        return ""
    office = snapshot.contact(contact.part_of_id) if contact.department else None
    return office.name if office else contact.name


def _of_records(snapshot: CaseSnapshot) -> Iterator[DateRow]:
    for follow_up in snapshot.follow_ups:
        kind = RowKind.fixed if follow_up.is_fixed else RowKind.goal
        yield from _row(snapshot, follow_up, kind, follow_up.what, follow_up.day, done_on=follow_up.done_on)
    for goal in snapshot.goals:
        yield from _row(snapshot, goal, RowKind.goal, goal.what, goal.day, done_on=goal.done_on)


def _of_visits(snapshot: CaseSnapshot) -> Iterator[DateRow]:
    for visit in snapshot.visits:
        name = _name(snapshot, visit.contact_id) or _("Visit")
        if visit.at_time:
            clock = f"{visit.at_time.hour % 12 or 12}:{visit.at_time.minute:02d}"
            form = _("{name}, {time} AM") if visit.at_time.hour < 12 else _("{name}, {time} PM")
            name = form.format(name=name, time=clock)
        yield from _row(snapshot, visit, RowKind.visit, name, visit.day, done_on=visit.day if visit.happened else None)


def _row(
    snapshot: CaseSnapshot,
    record: CaseRecord,
    kind: RowKind,
    what: str,
    day: date | None,
    *,
    done_on: date | None = None,
) -> Iterator[DateRow]:
    if day is None:
        return
    key = str(record.id)
    change = change_of(snapshot, key)
    if change:
        day, done_on = change.new_day or day, done_on or change.done_on
    yield DateRow(key, kind, what, day, day, done_on=done_on, record=record, change=change)


_ALL_RECORDS = "goal.all_records"


def _records_in_hand(snapshot: CaseSnapshot, today: date) -> Iterator[DateRow]:
    """Count our own goal back from the visit, for as long as something is still to come."""
    day, before_visit = needed_by(snapshot, today)
    if day is None or before_visit is None or not open_items(snapshot):
        return
    counted = _("We counted {days} days back from the visit on {visit}, so that the doctor has time to read them.")
    reason = counted.format(days=before_visit, visit=short_date(day + timedelta(days=before_visit)))
    change = change_of(snapshot, _ALL_RECORDS)
    day = (change.new_day if change else None) or day
    done, what = change.done_on if change else None, _("Have all records in hand")
    yield DateRow(_ALL_RECORDS, RowKind.goal, what, day, day, done_on=done, change=change, reason=reason)


def what_moved(before: Assessment, after: Assessment) -> tuple[str, ...]:
    """Say which dates moved because a fact changed, and which stayed because a person had changed them by hand."""
    from caseorg.rules.assess import compare

    code = language.current()
    found: list[str] = []
    for old, new in compare(before, after).moved:
        was, now = old.last_day or old.send_by, new.last_day or new.send_by
        if was and now and was != now:
            sentence = _("{what}: moved from {old} to {new}.")
            title = new.words_in(code).title
            found.append(sentence.format(what=title, old=short_date(was), new=short_date(now)))
    counted = {deadline.id: deadline.counted for deadline in before.deadlines}
    for deadline in after.deadlines:
        old_count = counted.get(deadline.id)
        if deadline.counted and old_count and deadline.counted.last_day != old_count.last_day:
            sentence = _("{what}: you changed this date by hand, so it did not move.")
            found.append(sentence.format(what=deadline.words_in(code).title))
    return tuple(found)


# What a person can do with a date


def change_of(snapshot: CaseSnapshot, key: str) -> DateChange | None:
    """Return what a person has changed about one date, or put off of one card."""
    return next((change for change in snapshot.date_changes if change.deadline_id == key), None)


@dataclass(frozen=True)
class NewDate:
    """Another day for a date, why, and who said so."""

    day: date
    reason: str = ""
    said_by_name: str = ""
    reference_number: str = ""


def change_date(workspace: Workspace, case_id: UUID, row: DateRow, new: NewDate) -> ChangeSet | None:
    """Move a date by hand. A counted date keeps our count beside it; “Set back to our count” always works."""
    label = _("Change a date")
    if isinstance(row.record, FollowUp | Goal | Visit):
        return workspace.save(row.record.revised(day=new.day), label)
    entries = {
        "new_day": new.day,
        "reason": new.reason,
        "said_by_name": new.said_by_name,
        "reference_number": new.reference_number,
        "changed_on": workspace.today(),
    }
    return workspace.save(_changed(workspace, case_id, row.key).revised(**entries), label)


def set_back(workspace: Workspace, case_id: UUID, row: DateRow) -> ChangeSet | None:
    """Go back to our own count."""
    change = change_of(workspace.load_case(case_id), row.key)
    if change is None:
        return None
    return workspace.save(change.revised(new_day=None, changed_on=workspace.today()), _("Set back to our count"))


def mark_done(workspace: Workspace, case_id: UUID, row: DateRow, day: date) -> ChangeSet | None:
    """Note that a date is met, and on which day."""
    label = _("Mark a date as done")
    if isinstance(row.record, FollowUp | Goal):
        return workspace.save(row.record.revised(done_on=day), label)
    if isinstance(row.record, Visit):
        return workspace.save(row.record.revised(happened=True), label)
    return workspace.save(_changed(workspace, case_id, row.key).revised(done_on=day), label)


def mark_open(workspace: Workspace, case_id: UUID, row: DateRow) -> ChangeSet | None:
    """Say that a date was not met after all."""
    label = _("Open a date again")
    if isinstance(row.record, FollowUp | Goal):
        return workspace.save(row.record.revised(done_on=None), label)
    if isinstance(row.record, Visit):
        return workspace.save(row.record.revised(happened=None), label)
    change = change_of(workspace.load_case(case_id), row.key)
    return workspace.save(change.revised(done_on=None), label) if change else None


def put_off(workspace: Workspace, case_id: UUID, key: str, until: date) -> ChangeSet | None:
    """Say “not now” to what stands first: it comes back on that day."""
    return workspace.save(_changed(workspace, case_id, key).revised(not_before=until), _("Not now"))


def _changed(workspace: Workspace, case_id: UUID, key: str) -> DateChange:
    """Return the one sheet of changes a date has."""
    return change_of(workspace.load_case(case_id), key) or DateChange(case_id=case_id, deadline_id=key)
