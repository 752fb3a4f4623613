"""Counts where cases stand, for lists of all cases: one case after the other, in the background."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from caseorg.base.language import short_date
from caseorg.services.case_standing import Standing, Standings

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background
    from caseorg.ui.widgets.navigation import SidePanel

_TOLD_EVERY_MS = 400


class CaseDates(QObject):
    """What is known is known at once. Other background work goes between two cases."""

    counted = Signal()
    """Sent a few times a second while cases are counted, and at the end: a list of 300 is not shown anew 300 times."""

    def __init__(self, workspace: Workspace, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._standings, self._background = Standings(workspace), background
        self._missing: list[UUID] = []
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(_TOLD_EVERY_MS)
        self._tell.timeout.connect(self.counted)
        job: dict[str, int] = {}
        self._job = job
        # The list may be gone before the last case is counted.
        self.destroyed.connect(lambda _gone=None: background.drop(job.get("", 0)))

    def standing(self, case_id: UUID) -> Standing | None:
        """Return where a case stands, or None while that is not known."""
        return self._standings.known(case_id)

    def look(self, cases: Iterable[UUID]) -> None:
        """Count what is not known of these cases; what was asked before is dropped."""
        self._missing = [case_id for case_id in reversed(list(cases)) if self.standing(case_id) is None]
        if not self._job:
            self._next()

    def _next(self) -> None:
        if not self._missing:
            self._tell.stop()
            self.counted.emit()
            return
        case_id, standings = self._missing.pop(), self._standings
        self._job[""] = self._background.run(lambda: standings.count(case_id), then=self._one_counted)

    def _one_counted(self, _standing: Standing | None) -> None:
        self._job.clear()
        if not self._tell.isActive():
            self._tell.start()
        self._next()


def show_next_dates(side: SidePanel, workspace: Workspace, background: Background) -> None:
    """Have the next date stand beside each case in the switcher, counted when its list opens."""
    dates = CaseDates(workspace, background, side)

    def show() -> None:
        standings = ((case_id, dates.standing(case_id)) for case_id in side.case_ids())
        days = {case_id: standing.next_date for case_id, standing in standings if standing and standing.next_date}
        side.show_next_dates({case_id: short_date(day, year=False, weekday=False) for case_id, day in days.items()})

    def look() -> None:
        show()
        dates.look(line.case_id for line in workspace.case_lines() if line.put_away_on is None)

    side.cases_wanted.connect(look)
    dates.counted.connect(show)
