"""Where a case stands: its next date and its stage, worked out for lists of all cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from caseorg.domain.case import Stage
from caseorg.domain.errors import GoneRecordError
from caseorg.services import deadlines, stages

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace


@dataclass(frozen=True)
class Standing:
    """What has to be computed for a line in a list of cases."""

    next_date: date | None
    stage: Stage


def standing_of(workspace: Workspace, case_id: UUID) -> Standing | None:
    """Count the next date of a case; None where it is gone meanwhile. Takes a moment, so it belongs on a worker."""
    try:
        snapshot = workspace.load_case(case_id)
    except GoneRecordError:
        return None
    today = workspace.today()
    rows = deadlines.date_rows(snapshot, workspace.assess(snapshot).deadlines, today)
    return Standing(deadlines.next_date(rows, today), stages.where_it_is(snapshot))
