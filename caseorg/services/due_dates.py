"""Fixed dates over all cases: which are near, and which came while the file was closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from caseorg.base.language import _, short_date
from caseorg.domain.errors import GoneRecordError
from caseorg.services.deadlines import DateRow, RowKind, date_rows
from caseorg.services.workspace import Workspace

NEAR = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """A fixed date of a case that is not done."""

    case_id: UUID
    case_title: str
    row: DateRow
    is_in_calendar: bool = False
    """A calendar was told of dates of this case."""

    def words(self, *, with_case: bool) -> str:
        """Say what it is and on which day, on one line."""
        what, day = self.row.what, short_date(self.row.day)
        if with_case and self.case_title:
            return _("{day}: {what}, in {case}").format(day=day, what=what, case=self.case_title)
        return _("{day}: {what}").format(day=day, what=what)


def near_dates(workspace: Workspace) -> tuple[Due, ...]:
    """Return the fixed dates that come within a week. Judges every case, so it belongs on a worker."""
    today = workspace.today()
    return tuple(due for due in _fixed(workspace, today) if due.row.act_by <= today + NEAR and today <= due.row.day)


def came_due(workspace: Workspace, since: date) -> tuple[Due, ...]:
    """Return the fixed dates that came after `since`, up to today: the safe day or the last day. For a worker."""
    today = workspace.today()
    return tuple(
        due for due in _fixed(workspace, today) if any(since < day <= today for day in (due.row.act_by, due.row.day))
    )


def has_dates_for_calendar(workspace: Workspace) -> bool:
    """Tell whether a fixed date is to come in a case of which no calendar was told yet. For a worker."""
    today = workspace.today()
    return any(due.row.act_by >= today and not due.is_in_calendar for due in _fixed(workspace, today))


def _fixed(workspace: Workspace, today: date) -> Iterator[Due]:
    for line in workspace.store.case_lines():
        if line.put_away_on is not None:
            continue
        try:
            snapshot = workspace.load_case(line.case_id)
        except GoneRecordError:
            continue
        for row in date_rows(snapshot, workspace.assess(snapshot).deadlines, today):
            if row.kind is RowKind.fixed and row.done_on is None:
                yield Due(line.case_id, snapshot.case.title, row, bool(snapshot.calendar_entries))
