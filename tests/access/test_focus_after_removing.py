"""After something is removed, the keyboard is in the next row, or in the list's place, and never nowhere."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page
from caseorg.ui.pages import all_pages
from caseorg.ui.pages.sheets import SheetsPage
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.widgets.button import Button
from tests.journeys.tour import case_for, settle

Window = Callable[..., MainWindow]

_LISTS = 12  # at least: the lists of the sample from which something can be removed


def test_after_delete_and_after_the_button_the_keyboard_is_in_the_next_row(
    window: Window, workspace: Workspace, cases: tuple[UUID, ...], defects: list[object]
) -> None:
    shown = window(*all_pages(), case_id=cases[0])
    faults: list[str] = []
    passed: set[str] = set()
    for kind in [each for each in all_pages() if each.group or issubclass(each, SheetsPage)]:
        shown.show_case(case_for(workspace, cases, kind))
        shown.go_to(kind.name)
        settle()
        page = shown.front()
        assert page is not None
        for table in [each for each in page.findChildren(RecordTable) if each.isVisible()]:
            for how in (_by_key, _by_button):
                name, before = table.objectName(), len(workspace.history.done)
                if "remove" not in page.commands or not table.model.rowCount():
                    continue
                key = table.model.key(table.model.row_at(table.model.index(0, 0)))
                table.select(key)
                settle()
                if not how(page, table) or len(workspace.history.done) == before:
                    continue
                passed.add(f"{name} {how.__name__}")
                stays = table.model.place_of(key) >= 0  # a doctor whom a visit names only loses the role
                faults += [f"{name} {how.__name__}: {fault}" for fault in _lost(page, table, stays=stays)]
                while len(workspace.history.done) > before:
                    shown.commands.undo()
                settle()
    assert faults == [], "\n".join(faults)
    assert len(passed) >= 2 * _LISTS, sorted(passed)


def _by_key(_page: Page, table: RecordTable) -> bool:
    table.view().setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(table.view(), Qt.Key.Key_Delete)
    settle()
    return True


def _by_button(page: Page, table: RecordTable) -> bool:
    around = table.parentWidget() if isinstance(page, SheetsPage) else page
    found = [each for each in around.findChildren(Button) if each.isVisible() and each.words() == "Remove"]
    for button in found[:1]:
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, Qt.Key.Key_Space)
        settle()
    return bool(found)


def _lost(page: Page, table: RecordTable, *, stays: bool) -> list[str]:
    """Say where the keyboard is if that is not the list, or what stands in the place of an empty one."""
    focus = QApplication.focusWidget()
    if focus is None or not focus.isVisible() or not page.isAncestorOf(focus):
        return [f"the keyboard is in {focus.objectName() if isinstance(focus, QWidget) else 'nothing'}"]
    if stays or not table.isVisible():
        return []
    if not table.isAncestorOf(focus):
        return [f"the keyboard is in {focus.objectName()}"]
    return [] if table.selected() is not None else ["no row is selected"]
