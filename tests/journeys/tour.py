"""A walk past every page of a case, with a row of each list selected and each task that can be begun there opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from caseorg.domain.case import CaseSnapshot
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page
from caseorg.ui.tables.table_view import RecordTable

TASKS = ("add", "edit")
"""The commands that open a form in place; the others leave the page, ask for a file, or change something."""


@dataclass(frozen=True)
class Stop:
    """Where the walk stands still: a page, and what was done there."""

    page: Page
    what: str = ""

    @property
    def name(self) -> str:
        """Return a name for a picture or a message: `records`, `records.add`."""
        return f"{self.page.name}.{self.what}" if self.what else self.page.name


def tour(window: MainWindow, pages: tuple[type[Page], ...], tasks: tuple[str, ...] = TASKS) -> Iterator[Stop]:
    """Walk past pages of the case that is open."""
    for kind in pages:
        yield from stops_at(window, kind.name, tasks)


def stops_at(window: MainWindow, name: str, tasks: tuple[str, ...] = TASKS, *, rows: int = 1) -> Iterator[Stop]:
    """Walk past one page: as it opens, then with each row selected, then with each task begun."""
    page = _opened(window, name)
    yield Stop(page)
    for table in [each for each in page.findChildren(RecordTable) if each.isVisible()]:
        for number in range(min(rows, table.model.rowCount())):
            with suppress(RuntimeError):  # a page may make its lists anew when a row is chosen
                row = table.model.row_at(table.model.index(number, 0))
                table.select(table.model.key(row))
                settle()
                yield Stop(page, f"{table.objectName().rpartition('.')[2]}{number + 1}")
    for number, task in enumerate(each for each in tasks if each in page.commands):
        if number:
            # As if for the first time, so that one task leaves nothing behind for the next.
            window.show_case(window.case_id)
            page = _opened(window, name)
        page.commands[task]()
        settle()
        if window.page_name() == name:
            yield Stop(page, task)


def case_for(workspace: Workspace, cases: tuple[UUID, ...], page: type[Page]) -> UUID:
    """Return the case with the most to show on a page, first of all of the kind that the page names first."""

    def shown(case_id: UUID) -> tuple[int, int]:
        snapshot: CaseSnapshot = workspace.load_case(case_id)
        first = sum(isinstance(record, page.shows[:1]) for record in snapshot.records())
        return first, sum(isinstance(record, page.shows) for record in snapshot.records())

    return max(cases, key=shown)


def settle() -> None:
    """Let the page come to rest: all of it made, layouts, work that was handed in, and widgets that are to go."""
    application = QApplication.instance()
    for window in application.topLevelWidgets():
        for page in window.findChildren(Page):
            if page.isVisible():
                page.complete()
    for _turn in range(3):
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _opened(window: MainWindow, name: str) -> Page:
    window.go_to(name)
    settle()
    page = window.front()
    assert page is not None, f"{name} did not open"
    assert page.name == name, f"{name} led to {page.name}"
    return page
