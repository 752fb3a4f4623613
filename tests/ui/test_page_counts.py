"""What stands beside each page in the sidebar, from the start and whichever page is in front."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.coverage import CoveragePage
from caseorg.ui.pages.deadlines import DeadlinesPage
from caseorg.ui.pages.denials_and_appeals import DenialsAndAppealsPage
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.pages.notes import NotesPage
from caseorg.ui.pages.records import RecordsPage
from tests.ui.pages.luis_case import add_document, luis_case, paper

MakeWindow = Callable[..., MainWindow]


def spoken(window: MainWindow) -> list[str]:
    """Return what a screen reader says of each page of the sidebar."""
    model = window.findChild(QWidget, "sidebar").model()
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def test_each_page_says_what_is_open_on_it_before_it_is_opened_and_after_a_change_elsewhere(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    luis = luis_case(workspace)
    pages = (NotesPage, RecordsPage, DocumentsPage, CoveragePage, DeadlinesPage, DenialsAndAppealsPage)
    shown = window(*pages, case_id=luis.id)
    assert {"Gather, Records, 1 open", "Gather, Documents, 1 to name"} <= set(spoken(shown)), "at once, without rules"
    qtbot.waitUntil(lambda: any(words.startswith("Prepare, Coverage, ") for words in spoken(shown)))
    assert any(words.endswith(" to ask") for words in spoken(shown))
    assert {"Prepare, Deadlines, May 4", "Money, Denials and appeals, May 4"} <= set(spoken(shown))
    assert shown.page_name() == "notes"
    add_document(workspace, luis.id, "Another", paper("Another", 1))
    workspace.save(luis.denial.revised(notice_date=None), "Take a date away")
    assert "Gather, Documents, 2 to name" in spoken(shown)
    qtbot.waitUntil(lambda: "Money, Denials and appeals" in spoken(shown))
