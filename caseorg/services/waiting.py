"""Who was asked and has not answered yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseorg.base.language import _, ngettext
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.requests import ItemStatus
from caseorg.services.deadlines import DateRow, RowKind
from caseorg.services.records_list import ItemLine


@dataclass(frozen=True)
class Waiting:
    """Somebody who was asked and has not answered yet."""

    who: str
    what: str
    asked_on: date | None
    due: date | None
    is_late: bool
    about: UUID
    is_sure: bool = True
    """Whether a rule sets the day; otherwise it is one to ask again."""


def waiting_on(
    snapshot: CaseSnapshot, lines: Iterable[ItemLine], rows: Iterable[DateRow], today: date
) -> tuple[Waiting, ...]:
    """Return who was asked and has not answered: one line for each request, then the plan's decisions."""
    found: list[Waiting] = []
    by_request: dict[UUID, list[ItemLine]] = {}
    for line in lines:
        if line.request and line.item.status in (ItemStatus.asked, ItemStatus.some_came):
            by_request.setdefault(line.request.id, []).append(line)
    for request_id, asked in by_request.items():
        first = asked[0]
        what = first.what if len(asked) == 1 else _kinds(len(asked))
        is_late = any(line.is_late for line in asked)
        is_sure = first.deadline is None or first.deadline.is_confirmed
        found.append(Waiting(first.from_whom, what, first.asked_on, first.next_date, is_late, request_id, is_sure))
    clocks = [row for row in rows if row.kind is RowKind.reply and row.done_on is None]
    for appeal in snapshot.appeals:
        if appeal.filed_on and appeal.decided_on is None:
            due = min((row.day for row in clocks if row.deadline and row.deadline.about == appeal.id), default=None)
            late = due is not None and today > due
            found.append(Waiting(_plan_name(snapshot), _("Your appeal"), appeal.filed_on, due, late, appeal.id))
    return tuple(sorted(found, key=lambda each: (each.due or date.max, each.asked_on or date.max)))


def _kinds(count: int) -> str:
    return ngettext("{count} kind of records", "{count} kinds of records", count).format(count=count)


def _plan_name(snapshot: CaseSnapshot) -> str:
    return next((plan.name for plan in snapshot.plans if plan.name), _("Your plan"))
