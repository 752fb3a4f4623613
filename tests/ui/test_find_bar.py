"""Find on this page, by keyboard: in texts and lists, next and previous, and back again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from caseorg.domain.note import Note
from caseorg.services.workspace import Workspace
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.pages.notes import NotesPage
from caseorg.ui.pages.questions import QuestionsPage
from caseorg.ui.pages.settings import SettingsPage
from tests.builders import a_case
from tests.ui.pages.cases import MakeWindow, find, front, is_there

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_letters_are_found_in_lists_and_texts_and_the_keys_go_round(
    workspace: Workspace, window: MakeWindow, spoken: list[str]
) -> None:
    case = a_case(workspace)
    with workspace.step("Add") as step:
        for title in ("Clínica", "Second talk", "Third talk"):
            step.save(Note(case_id=case.id, title=title, text=f"About {title}"))
    shown = window(NotesPage, case_id=case.id)
    page = front(shown)
    assert isinstance(page, NotesPage)
    QTest.keyClick(shown, Qt.Key.Key_F, CONTROL)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "CLINI")
    assert spoken[-1].startswith("1 of ")
    assert page.list.selected().title == "Clínica"
    field.selectAll()
    QTest.keyClicks(field, "talk")
    first = page.list.selected().title
    QTest.keyClick(shown, Qt.Key.Key_F3)
    assert {first, page.list.selected().title} == {"Second talk", "Third talk"}
    QTest.keyClick(shown, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert page.list.selected().title == first
    field.selectAll()
    QTest.keyClicks(field, "zebra")
    assert spoken[-1] == "Not on this page"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not is_there(page, "find")
    assert page.header.title.hasFocus()


def test_it_works_on_a_page_of_settings_and_a_page_with_a_search_of_its_own_uses_that(
    workspace: Workspace, window: MakeWindow, spoken: list[str]
) -> None:
    shown = window(SettingsPage, DocumentsPage, QuestionsPage, case_id=a_case(workspace).id)
    shown.do("find")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "when the sources")
    assert spoken[-1] == "1 of 1. When the sources of our rules were last checked"
    bar = front(shown).scroller.verticalScrollBar()
    assert bar.value() > 0
    shown.go_to("documents")
    assert not is_there(front(shown), "find")
    shown.go_to("questions")
    shown.do("find_next")
    assert find(front(shown), "find.text").hasFocus()
