"""The keyboard table of the design: each key is there, in a menu, does what the table says, and is listed in Help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from caseorg.ui.shortcuts_page import ShortcutsPage
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.widgets.navigation import GoTo
from tests.builders import a_case
from tests.ui.pages.cases import front, rows

Window = Callable[..., MainWindow]

TABLE = {
    "Ctrl+N": "new_case", "Ctrl+O": "open_case_file", "Ctrl+S": "save", "Ctrl+P": "print", "Ctrl+Z": "undo",
    "Ctrl+Shift+Z": "redo", "Ctrl+Y": "redo", "Ctrl+X": "cut", "Ctrl+C": "copy", "Ctrl+V": "paste",
    "Ctrl+A": "select_all", "Delete": "remove", "F2": "edit", "Ctrl+Shift+N": "add", "Ctrl+L": "log_call",
    "Ctrl+Shift+L": "lock", "F1": "help", "Ctrl+0": "normal", "Ctrl+=": "larger", "Ctrl+-": "smaller",
    "Ctrl+K": "search", "Ctrl+F": "find", "F3": "find_next", "Shift+F3": "find_previous", "F6": "next_part",
    "Shift+F6": "previous_part", "Alt+Left": "back", "Alt+Right": "forward", "Ctrl+Up": "up", "Ctrl+Down": "down",
    "Ctrl+Return": "main", "Ctrl+D": "add_document", "Ctrl+Shift+M": "make_letter", "Ctrl+,": "settings",
    "F12": "state", "Ctrl+Q": "quit", "F10": "menu_bar", "Shift+F10": "item_menu",
}  # fmt: skip
"""Keys and the commands they do; Ctrl+1 to Ctrl+9 are looked at apart."""


@pytest.fixture
def shown(window: Window, workspace: Workspace) -> MainWindow:
    """The window with every page, on a case."""
    return window(*all_pages(), case_id=a_case(workspace).id)


def bound(shown: MainWindow) -> dict[str, QAction]:
    """Return every key of a menu line with its line."""
    return {key.toString(): action for action in shown.findChildren(QAction) for key in action.shortcuts()}


def test_each_key_of_the_table_is_in_a_menu_and_does_its_command(shown: MainWindow) -> None:
    keys = bound(shown)
    in_menus = {action for menu in shown.findChildren(QMenu) for action in menu.actions()}
    for key, name in TABLE.items():
        action = keys.get(QKeySequence(key).toString())
        assert action is not None, key
        assert action.objectName() == f"command.{name}", key
        assert action in in_menus, key
    pages = [page.name for page in all_pages() if page.group]
    assert len(pages) == 12
    for number, name in enumerate(pages[:9], 1):
        keys[f"Ctrl+{number}"].trigger()
        assert shown.page_name() == name
    go = shown.findChild(QMenu, "menu.go")
    assert {f"go.{name}" for name in pages} <= {action.objectName() for action in go.actions()}


def test_every_key_is_listed_under_keyboard_shortcuts(shown: MainWindow) -> None:
    shown.do("shortcuts")
    page = front(shown)
    assert isinstance(page, ShortcutsPage)
    listed = {row[1] for table in page.findChildren(RecordTable) for row in rows(table)}
    text = " ".join(listed)
    for key in (*TABLE, "Alt", "Space", "Return", "Esc", "Shift+F10", "Menu", "Ctrl+1", "Ctrl+9"):
        assert QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) in text, key


def test_every_command_that_leads_somewhere_gets_there(shown: MainWindow) -> None:
    for name, page in {
        "new_case": "interview", "search": "search", "settings": "settings", "help": "help", "word_list": "word_list",
        "recently_removed": "recently_removed", "add_document": "documents", "all_cases": "all_cases",
        "human_help": "human_help", "about": "about", "about_information": "about_information",
        "makers_report": "makers_report",
    }.items():  # fmt: skip
        shown.go_to("next_steps")
        shown.do(name)
        assert shown.page_name() == page, name


def test_the_sidebar_can_be_hidden_and_go_to_takes_its_place(shown: MainWindow) -> None:
    assert shown.side.isVisible()
    shown.do("sidebar")
    assert not shown.side.isVisible()
    assert shown.findChild(GoTo).isVisible()
    assert shown.commands.sidebar_words() == "Show sidebar"
    shown.do("sidebar")
    assert shown.side.isVisible()


def test_files_that_were_open_before_are_offered_by_name(window: Window, workspace: Workspace, tmp_path: Path) -> None:
    shown = window(*all_pages(), case_id=a_case(workspace).id)
    menu = shown.findChild(QMenu, "menu.recent")
    shown.commands.doors = replace(shown.doors, recent=list)
    menu.aboutToShow.emit()
    assert [(action.text(), action.isEnabled()) for action in menu.actions()] == [("No other file was open yet", False)]
    shown.commands.doors = replace(shown.doors, recent=lambda: None)
    menu.aboutToShow.emit()
    assert [action.isEnabled() for action in menu.actions()] == [False, True]
    menu.actions()[1].trigger()
    assert shown.page_name() == "settings"
    known = [tmp_path / "Mom & Dad.caseorg", tmp_path / "Other.caseorg"]
    opened: list[Path] = []
    shown.commands.doors = replace(shown.doors, recent=lambda: known, open_recent=opened.append)
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["Mom && Dad.caseorg", "Other.caseorg"]
    menu.actions()[1].trigger()
    assert opened == [known[1]]
