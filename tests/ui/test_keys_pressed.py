"""Each line of the keyboard table, pressed in the real window: what the design says happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from caseorg.domain.note import Note
from caseorg.domain.visit import Question
from caseorg.services.workspace import Workspace
from caseorg.ui import keyboard, text_size
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from caseorg.ui.pages.notes import NoteForm, NotesPage
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label
from tests.ui.pages.marias_case import MariasCase, marias_case, words_on

Window = Callable[..., MainWindow]


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    made = marias_case(workspace)
    for title, day in (("First", 4), ("Second", 12), ("Third", 20)):
        workspace.save(Note(case_id=made.id, title=title, text="The spot", day=date(2026, 11, day)), "Write a note")
    return made


@pytest.fixture
def shown(window: Window, maria: MariasCase) -> MainWindow:
    """The window with every page, on a case with three notes."""
    return window(*all_pages(), case_id=maria.id)


def press(qtbot: QtBot, keys: str, times: int = 1) -> None:
    """Press a key, such as Ctrl+Shift+N, where the keyboard is."""
    combination = QKeySequence(keys)[0]
    for _time in range(times):
        target = QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()
        assert target is not None
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        qtbot.wait(1)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def message(shown: MainWindow) -> str:
    return shown.messages.text()


def notes(shown: MainWindow) -> NotesPage:
    page = shown.front()
    assert isinstance(page, NotesPage)
    return page


def test_keys_that_lead_to_a_page(qtbot: QtBot, shown: MainWindow) -> None:
    listed = [page.name for page in all_pages() if page.group]
    for number, name in enumerate(listed[:9], 1):
        press(qtbot, f"Ctrl+{number}")
        assert shown.page_name() == name, number
    for keys, name in {
        "Ctrl+N": "interview", "Ctrl+K": "search", "Ctrl+D": "documents", "Ctrl+L": "costs_and_calls",
        "Ctrl+Shift+M": "letters_and_packets", "Ctrl+,": "settings", "F1": "help",
    }.items():  # fmt: skip
        press(qtbot, "Ctrl+1")
        press(qtbot, keys)
        assert shown.page_name() == name, keys
    press(qtbot, "Alt+Left")
    assert shown.page_name() == "next_steps"
    press(qtbot, "Alt+Right")
    assert shown.page_name() == "help"
    press(qtbot, "Ctrl+P")
    assert shown.page_name() == "print_preview"


def test_keys_of_the_window(qtbot: QtBot, shown: MainWindow, spoken: list[str], doors_taken: list[str]) -> None:
    press(qtbot, "Ctrl+=", 2)
    assert text_size.percent() == 130
    press(qtbot, "Ctrl+-")
    assert text_size.percent() == 115
    press(qtbot, "Ctrl+0")
    assert text_size.percent() == 100
    press(qtbot, "Ctrl+S")
    assert message(shown) == "All changes are saved"
    parts = [shown.side, shown.front(), shown.messages, shown.status.bar]
    here = set()
    for _part in range(6):
        press(qtbot, "F6")
        here |= {at for at, part in enumerate(parts) if part is not None and part.isAncestorOf(focus())}
    assert here == {0, 1, 2, 3}
    before = focus()
    press(qtbot, "F6")
    press(qtbot, "Shift+F6")
    assert keyboard.part_with_focus(shown.parts()) is not None
    assert focus() is before
    spoken.clear()
    press(qtbot, "F12")
    assert "Next steps" in spoken[-1]
    assert "saved" in spoken[-1]
    assert "date" in spoken[-1].lower()
    press(qtbot, "F10")
    assert isinstance(QApplication.activePopupWidget(), QMenu)
    press(qtbot, "Right")
    assert shown.menuBar().activeAction() is shown.menuBar().actions()[1]
    press(qtbot, "Escape", 2)
    assert shown.menuBar().activeAction() is None
    press(qtbot, "Alt")
    assert shown.menuBar().activeAction() is not None
    press(qtbot, "Escape")
    press(qtbot, "Ctrl+O")
    press(qtbot, "Ctrl+Shift+L")
    assert doors_taken == ["open_file", "lock"]
    press(qtbot, "Ctrl+Q")
    assert not shown.isVisible()


def test_keys_of_a_list(qtbot: QtBot, shown: MainWindow, maria: MariasCase) -> None:
    shown.go_to("notes")
    page = notes(shown)
    press(qtbot, "Tab", 20)
    page.list.view().setFocus()
    press(qtbot, "Home")
    press(qtbot, "Down")
    assert page.list.selected().title == "Second"
    press(qtbot, "Delete")
    assert [each.title for each in maria.now.notes] == ["First", "Third"]
    assert "Recently removed" in message(shown)
    assert page.list.selected().title == "First", "the one that took its place"
    press(qtbot, "Ctrl+Z")
    assert len(maria.now.notes) == 3
    press(qtbot, "Ctrl+Y")
    assert len(maria.now.notes) == 2
    press(qtbot, "Ctrl+Z")
    press(qtbot, "Ctrl+Shift+Z")
    assert len(maria.now.notes) == 2
    page.list.view().setFocus()
    press(qtbot, "F2")
    assert page.panel.is_open()
    press(qtbot, "Escape")
    assert not page.panel.is_open()
    assert focus() is page.list.view(), "where it came from"
    press(qtbot, "Ctrl+Shift+N")
    assert page.panel.is_open()
    assert isinstance(focus(), QLineEdit)
    QTest.keyClicks(focus(), "Call the office")
    press(qtbot, "Ctrl+A")
    press(qtbot, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "Call the office"
    press(qtbot, "Ctrl+X")
    assert focus().text() == ""
    press(qtbot, "Ctrl+V")
    assert focus().text() == "Call the office"
    page.panel.content().editor("text").target().setFocus()
    QTest.keyClicks(focus(), "They open at 9.")
    before = focus()
    press(qtbot, "Tab")
    assert focus() is not before, "Tab leaves a box of several lines"
    press(qtbot, "Ctrl+Return")
    assert len(maria.now.notes) == 3
    assert not page.panel.is_open()


def test_keys_that_find_letters_on_the_page(qtbot: QtBot, shown: MainWindow) -> None:
    shown.go_to("notes")
    press(qtbot, "Ctrl+F")
    assert isinstance(focus(), QLineEdit)
    QTest.keyClicks(focus(), "spot")
    bar = notes(shown)._finder()
    first = words_on(bar)
    press(qtbot, "F3")
    assert words_on(bar) != first
    press(qtbot, "Shift+F3")
    assert words_on(bar) == first
    press(qtbot, "Escape")
    assert not bar.isVisible()


def in_order(maria: MariasCase) -> list[str]:
    return [each.text for each in sorted(maria.now.questions, key=lambda each: each.position)]


def test_keys_that_move_an_item(qtbot: QtBot, shown: MainWindow, maria: MariasCase) -> None:
    for at, text in enumerate(("One?", "Two?", "Three?")):
        maria.workspace.save(Question(case_id=maria.id, text=text, position=at), "Add a question")
    shown.go_to("questions")
    page = shown.front()
    table = next(each for each in page.findChildren(RecordTable) if each.isVisible())
    table.view().setFocus()
    press(qtbot, "Home")
    press(qtbot, "Ctrl+Down")
    assert in_order(maria) == ["Two?", "One?", "Three?"]
    press(qtbot, "Ctrl+Up")
    assert in_order(maria) == ["One?", "Two?", "Three?"]


def test_a_menu_for_the_chosen_row(qtbot: QtBot, shown: MainWindow) -> None:
    shown.go_to("notes")
    view = notes(shown).list.view()
    view.setFocus()
    press(qtbot, "Home")
    opened: list[list[str]] = []

    def look() -> None:
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            opened.append([action.text().replace("&", "") for action in menu.actions()])
            menu.close()

    QTimer.singleShot(50, look)
    press(qtbot, "Shift+F10")  # the Menu key is turned into the same event by the part of Qt that knows the system
    qtbot.wait(100)
    assert "Remove" in opened[0]


def letter_of(words: str) -> str:
    """Return the underlined letter."""
    assert "&" in words.replace("&&", ""), words
    return words[words.index("&") + 1]


def test_alt_and_a_letter_lead_to_a_field_and_press_a_button_also_in_a_form(
    qtbot: QtBot, shown: MainWindow, maria: MariasCase
) -> None:
    shown.go_to("notes")
    press(qtbot, "Ctrl+Shift+N")
    content = notes(shown).panel.content()
    assert isinstance(content, NoteForm)
    label = next(each for each in content.findChildren(Label) if each.buddy() is content.editor("text").target())
    press(qtbot, f"Alt+{letter_of(QLabel.text(label))}")
    assert focus() is content.editor("text").target()
    QTest.keyClicks(focus(), "It was a long day.")
    save = next(each for each in content.findChildren(Button) if each.is_main())
    press(qtbot, f"Alt+{letter_of(save.text())}")
    qtbot.wait(150)
    assert len(maria.now.notes) == 4
    page = notes(shown)
    page.list.view().setFocus()
    press(qtbot, "Alt")  # what was made since the page was shown gets its letters
    remove = next(each for each in page.detail.findChildren(Button) if each.objectName() == "notes.remove")
    press(qtbot, f"Alt+{letter_of(remove.text())}")
    qtbot.wait(150)
    assert len(maria.now.notes) == 3
