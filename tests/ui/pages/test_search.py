"""Search everything, lived through the window: by keyboard, as one types, over all cases."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from caseorg.domain.health import Allergy, Medication
from caseorg.domain.note import Note
from caseorg.domain.visit import Question
from caseorg.services.search import Group
from caseorg.services.workspace import Workspace
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.next_steps import NextStepsPage
from caseorg.ui.pages.notes import NotesPage
from caseorg.ui.pages.patient import PatientPage
from caseorg.ui.pages.people_and_places import PeopleAndPlacesPage
from caseorg.ui.pages.questions import QuestionsPage
from caseorg.ui.pages.search import SearchPage
from caseorg.ui.pages.settings import SettingsPage
from caseorg.ui.pages.word_list import WordListPage
from caseorg.ui.shortcuts_page import ShortcutsPage
from tests.builders import a_case
from tests.ui.checks import cut_off, rich_labels, unnamed_controls
from tests.ui.pages.cases import MakeWindow, find, front, is_there, maria, press, texts, write

PAGES = (NextStepsPage, PeopleAndPlacesPage, QuestionsPage, NotesPage, SearchPage, SettingsPage, ShortcutsPage)


def search(window: MainWindow, text: str) -> SearchPage:
    """Press Ctrl+K and type."""
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    page = front(window)
    assert isinstance(page, SearchPage)
    assert page.field.hasFocus()
    QTest.keyClicks(page.field, text)
    while page._rank.isActive():  # the best hits come a moment after the last key
        QTest.qWait(20)
    return page


def key(what: Qt.Key) -> None:
    """Press a key where the focus is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, what)
    QApplication.processEvents()


def test_typing_finds_under_headings_and_enter_goes_there(
    workspace: Workspace, window: MakeWindow, spoken: list[str]
) -> None:
    case_id = maria(workspace)
    workspace.save(Question(case_id=case_id, text="Is Dr. Okafor sure?"), "Add")
    shown = window(*PAGES, case_id=case_id)
    page = search(shown, "okaf")
    assert page.list.texts() == [
        "People and places", "Dr. Grace Okafor | Person or place, in Maria's lung biopsy",
        "Questions and visits", "Is Dr. Okafor sure? | Question, in Maria's lung biopsy",
    ]  # fmt: skip
    assert "2 found" in texts(page)
    assert spoken[-1] == "2 found"
    key(Qt.Key.Key_Down)
    assert spoken[-1].startswith("Is Dr. Okafor sure?, Question")
    assert page.field.hasFocus()
    key(Qt.Key.Key_Return)
    assert isinstance(front(shown), QuestionsPage)


def test_escape_goes_back_to_where_one_was(workspace: Workspace, window: MakeWindow) -> None:
    shown = window(*PAGES, case_id=maria(workspace))
    shown.go_to("people_and_places")
    search(shown, "okaf")
    key(Qt.Key.Key_Escape)
    assert isinstance(front(shown), PeopleAndPlacesPage)


def test_a_hit_in_another_case_opens_that_case(workspace: Workspace, window: MakeWindow) -> None:
    first = maria(workspace)
    other = a_case(workspace, "Dad's heart valve")
    workspace.save(Note(case_id=other.id, title="Aortic valve", text="Watch and wait"), "Add")
    shown = window(*PAGES, case_id=first)
    search(shown, "aortic")
    key(Qt.Key.Key_Return)
    assert shown.case_id == other.id
    assert isinstance(front(shown), NotesPage)
    assert "Watch and wait" in texts(front(shown))


def test_a_hit_far_down_a_page_of_lists_is_brought_into_sight(workspace: Workspace, window: MakeWindow) -> None:
    case_id = maria(workspace)
    with workspace.step("Add") as step:
        for number in range(12):
            step.save(Medication(case_id=case_id, name=f"Medicine {number}"))
        step.save(Allergy(case_id=case_id, name="Penicillin", reaction="Hives"))
    shown = window(*PAGES, PatientPage, case_id=case_id, size=(1024, 600))
    search(shown, "hives")
    key(Qt.Key.Key_Return)
    QTest.qWait(1)
    page = front(shown)
    assert isinstance(page, PatientPage)
    table = page.groups["allergies"].table
    assert table.selected().name == "Penicillin"
    row = table.view().visualRect(table.view().currentIndex())
    assert not table.view().visibleRegion().intersected(row).isEmpty()


def test_settings_and_commands_are_found_and_done(workspace: Workspace, window: MakeWindow, look: Appearance) -> None:
    shown = window(*PAGES, case_id=maria(workspace))
    page = search(shown, "keyboard")
    assert "Line that shows the keyboard position | See and read" in page.list.texts()
    assert "Keyboard shortcuts | Help" in page.list.texts()
    key(Qt.Key.Key_Return)
    assert isinstance(front(shown), SettingsPage)
    search(shown, "larger te")
    key(Qt.Key.Key_Return)
    assert look.look.text_size == 115
    assert isinstance(front(shown), SettingsPage)


def test_a_mistyped_word_leads_to_the_right_one(workspace: Workspace, window: MakeWindow, spoken: list[str]) -> None:
    case_id = maria(workspace)
    workspace.save(Note(case_id=case_id, title="The deductible"), "Add")
    shown = window(*PAGES, case_id=case_id)
    page = search(shown, "deductable")
    assert "Nothing found for “deductable”. Try fewer letters." in texts(page)
    assert spoken[-1] == "Did you mean deductible?"
    press(page, "search.meant")
    assert page.field.text() == "deductible"
    assert any(line.startswith("The deductible") for line in page.list.texts())
    page.clear()
    assert not is_there(page, "search.meant")


def test_what_is_removed_while_the_search_stands_open_goes_from_it(workspace: Workspace, window: MakeWindow) -> None:
    case_id = maria(workspace)
    workspace.save(Note(case_id=case_id, title="Okapi"), "Add")
    shown = window(*PAGES, case_id=case_id)
    page = search(shown, "okapi")
    assert len(page.list.things()) == 1
    shown.do("undo")
    assert page.list.things() == []


def test_the_box_has_a_name_everything_is_plain_and_nothing_is_cut_off(
    workspace: Workspace, window: MakeWindow, look: Appearance
) -> None:
    case_id = maria(workspace)
    note = "A long note about <b>the biopsy</b> & what the doctor said of it. " * 4
    workspace.save(Note(case_id=case_id, title="Biopsy <i>words</i>", text=note), "Add")
    look.show(look.look.but(text_size=200), remember=False)
    shown = window(*PAGES, case_id=case_id, size=(1024, 768))
    page = search(shown, "biopsy")
    assert any("<b>the biopsy</b> & what" in line for line in page.list.texts())
    assert isinstance(page.field, QLineEdit)
    assert (unnamed_controls(shown), rich_labels(shown), cut_off(shown)) == ([], [], [])
    view = page.list
    rows = view.model().rowCount()
    bottom = view.visualRect(view.model().index(rows - 1, 0)).bottom()
    assert bottom <= view.viewport().height()


def test_a_word_that_is_found_opens_at_that_word_in_the_list(window: MakeWindow) -> None:
    shown = window(SearchPage, WordListPage)
    page = front(shown)
    assert isinstance(page, SearchPage)
    write(page, "search.text", "deductible")
    hit = next(each for each in page.list.things() if each.group is Group.words)
    page.open_hit(hit)
    words = front(shown)
    assert isinstance(words, WordListPage)
    assert words.list.selected().shown.word == hit.title == "Deductible"


def test_what_is_found_is_narrowed_by_case_kind_time_and_person_and_widened_in_one_press(
    workspace: Workspace, window: MakeWindow, spoken: list[str]
) -> None:
    first = maria(workspace)
    other = a_case(workspace, "Dad's heart valve")
    workspace.save(Note(case_id=first, title="Okafor said", day=workspace.today()), "Add")
    workspace.save(Note(case_id=other.id, title="Okafor, too", day=date(2024, 5, 1)), "Add")
    page = search(window(*PAGES, case_id=first), "okafor")

    def choose(name: str, words: str) -> list[str]:
        box = find(page, f"search.{name}")
        assert isinstance(box, QComboBox)
        box.setCurrentIndex(box.findText(words))
        box.activated.emit(box.currentIndex())
        QTest.qWait(1)
        return [hit.title for hit in page.list.things()]

    assert not is_there(page, "search.filters")
    press(page, "search.narrow")
    assert not is_there(page, "search.filters.all")
    assert choose("case", "Dad's heart valve") == ["Okafor, too"]
    people = find(page, "search.person")
    assert isinstance(people, QComboBox)
    assert people.count() == 1  # there is nobody in that case
    assert choose("case", "All cases") == ["Dr. Grace Okafor", "Okafor said", "Okafor, too"]
    assert choose("time", "More than 12 months ago") == ["Okafor, too"]
    assert choose("time", "Any time")[0] == "Dr. Grace Okafor"
    assert choose("kind", "Notes") == ["Okafor said", "Okafor, too"]
    assert choose("kind", "Everything")[0] == "Dr. Grace Okafor"
    assert choose("person", "Dr. Grace Okafor") == ["Dr. Grace Okafor"]
    assert choose("kind", "People and places") == ["Dr. Grace Okafor"]
    assert choose("kind", "Documents") == []
    sentence = "Nothing found for “okafor” in what you chose. Search everything again, or try fewer letters."
    assert sentence in texts(page)
    assert sentence in spoken
    press(page, "search.filters.all")
    assert len(page.list.things()) == 3
    assert choose("kind", "Settings") == []
    page.field.setText("keyboard")
    QTest.qWait(300)
    assert {hit.group for hit in page.list.things()} == {Group.settings}
