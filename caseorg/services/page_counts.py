"""What stands beside each page in the sidebar: how much is open there, or its next date, in a few words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from caseorg.base.language import ngettext, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.services import coverage, deadlines, denials, documents, records_list

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment


def counts_without_rules(snapshot: CaseSnapshot) -> dict[str, str]:
    """Return by the name of a page what is known without the rules; empty words where nothing is open."""
    is_open, to_name = len(records_list.open_items(snapshot)), len(documents.not_named_yet(snapshot))
    return {
        "records": ngettext("{count} open", "{count} open", is_open).format(count=is_open) if is_open else "",
        "documents": ngettext("{count} to name", "{count} to name", to_name).format(count=to_name) if to_name else "",
    }


def counts_by_rules(snapshot: CaseSnapshot, assessment: Assessment, today: date) -> dict[str, str]:
    """Return by the name of a page what the rules say is open there; empty words where nothing is."""
    asks = len(coverage.to_ask(assessment)) if snapshot.plans else 0
    rows = deadlines.date_rows(snapshot, assessment.deadlines, today)
    last_days = [denials.last_day(matter, assessment) for matter in denials.matters(snapshot)]
    send_by = min((day.send_by for day in last_days if day is not None and day.send_by is not None), default=None)
    return {
        "coverage": ngettext("{count} to ask", "{count} to ask", asks).format(count=asks) if asks else "",
        "deadlines": _day(deadlines.next_date(rows, today)),
        "denials_and_appeals": _day(send_by),
    }


def _day(day: date | None) -> str:
    return short_date(day, year=False, weekday=False) if day else ""
