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


class Standings:
    """Where the cases of a file stand. Worked out anew only for a case that changed, and on a new day."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._counted = workspace, workspace.standings

    def known(self, case_id: UUID) -> Standing | None:
        """Return where a case stands, if that is known and still holds."""
        kept = self._counted.get(case_id)
        return kept[1] if kept is not None and kept[0] == self._now(case_id) else None

    def count(self, case_id: UUID) -> Standing | None:
        """Work it out; None where the case is gone meanwhile. Takes a moment, so it belongs on a worker."""
        now = self._now(case_id)  # before reading: what changes meanwhile makes it old
        standing = standing_of(self._workspace, case_id)
        self._counted[case_id] = now, standing
        return standing

    def _now(self, case_id: UUID) -> object:
        return self._workspace.revision_of(case_id), self._workspace.today()


def standing_of(workspace: Workspace, case_id: UUID) -> Standing | None:
    """Count the next date of a case; None where it is gone meanwhile."""
    from caseorg.rules.assess import assess

    # Not by way of the workspace, which would keep every case of the file in memory.
    try:
        snapshot = workspace.store.load_case(case_id)
    except GoneRecordError:
        return None
    today = workspace.today()
    rows = deadlines.date_rows(snapshot, assess(snapshot, workspace.library, today).deadlines, today)
    return Standing(deadlines.next_date(rows, today), stages.where_it_is(snapshot))
