"""Counts the next date of each case for the case switcher, in the background, when its list opens."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from caseorg.base.language import short_date
from caseorg.services.case_standing import Standing, standing_of

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background
    from caseorg.ui.widgets.navigation import SidePanel


class CaseDates(QObject):
    """One case after the other; what was asked before and is not counted yet is dropped."""

    def __init__(self, workspace: Workspace, background: Background, side: SidePanel) -> None:
        """Make it for the panel with the case switcher, to which it then belongs."""
        super().__init__(side)
        self._workspace, self._background, self._side = workspace, background, side
        side.cases_wanted.connect(self.look)
        jobs: set[int] = set()
        self._jobs = jobs
        self.destroyed.connect(lambda _gone=None: [background.drop(job) for job in jobs])

    def look(self) -> None:
        """Count the next dates anew."""
        for job in self._jobs:
            self._background.drop(job)
        self._jobs.clear()
        workspace = self._workspace
        for line in workspace.store.case_lines():
            if line.put_away_on is None:
                self._jobs.add(
                    self._background.run(
                        lambda case_id=line.case_id: standing_of(workspace, case_id),
                        then=lambda standing, line=line: self._counted(line, standing),
                    )
                )

    def _counted(self, line: Any, standing: Standing | None) -> None:
        day: date | None = standing.next_date if standing else None
        self._side.show_next_date(line, short_date(day, year=False, weekday=False) if day else "")
