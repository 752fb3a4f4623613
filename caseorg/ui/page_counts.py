"""Has the sidebar say what is open on each page, from the start and after each change, whichever page is in front."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from caseorg.domain.errors import CaseorgError
from caseorg.services.page_counts import counts_by_rules, counts_without_rules

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background
    from caseorg.ui.widgets.navigation import GoTo, SidePanel

_WAIT_MS = 400


class PageCounts(QObject):
    """What needs no rules shows at once, and so does what a page has had judged; the rest is counted on a worker."""

    def __init__(self, workspace: Workspace, background: Background, side: SidePanel, go_to: GoTo) -> None:
        super().__init__(side)
        self._workspace, self._background, self._shown_in = workspace, background, (side, go_to)
        self._case_id: UUID | None = None
        self._job = 0
        # A pause first: the page in front mostly has the case judged for itself, and a typist saves at each key.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._count)
        self.destroyed.connect(lambda _gone=None: background.drop(self._job))

    def show_case(self, case_id: UUID | None) -> None:
        """Count for another case; what stood there was the other's."""
        self._case_id = case_id
        self._show(dict.fromkeys(("records", "documents", "coverage", "deadlines", "denials_and_appeals"), ""))
        self.look()

    def look(self) -> None:
        """Count anew, as after a change or when another page comes to the front."""
        if self._case_id is None:
            return
        snapshot = self._workspace.load_case(self._case_id)
        self._show(counts_without_rules(snapshot))
        judged = self._workspace.judged(snapshot)
        if judged is None:
            self._timer.start()
        else:
            self._timer.stop()
            self._show(counts_by_rules(snapshot, judged, self._workspace.today()))

    def _count(self) -> None:
        if self._case_id is None or self._workspace.is_closed:
            return
        workspace, case_id, today = self._workspace, self._case_id, self._workspace.today()

        def work() -> dict[str, str]:
            from caseorg.rules.assess import assess

            snapshot = workspace.load_case(case_id)  # while files are looked into, it is another one all the time
            judged = workspace.judged(snapshot) or assess(snapshot, workspace.library, today)
            return counts_by_rules(snapshot, judged, today)

        self._background.drop(self._job)
        self._job = self._background.run(work, then=self._show, failed=self._not_counted)

    def _not_counted(self, error: BaseException) -> None:
        """Leave out what cannot be counted now, as of a case that was just deleted; only a defect is told."""
        if not isinstance(error, CaseorgError):
            self._background.failed(error)

    def _show(self, counts: Mapping[str, str]) -> None:
        for name, words in counts.items():
            for shown in self._shown_in:
                shown.set_count(name, words)
