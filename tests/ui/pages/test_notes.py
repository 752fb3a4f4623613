"""Notes: dated words, newest first, with two ways to begin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from caseorg.domain.note import Note
from caseorg.services.workspace import Workspace
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.notes import NotesPage
from tests.builders import a_case
from tests.ui import checks
from tests.ui.conftest import PLAIN
from tests.ui.pages.marias_case import field, press, words_on, write

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    return a_case(workspace).id


@pytest.fixture
def page(window: MakeWindow, case_id: UUID) -> NotesPage:
    shown = window(NotesPage, case_id=case_id, size=(1024, 768)).front()
    assert isinstance(shown, NotesPage)
    return shown


def titles(page: NotesPage) -> list[str]:
    model = page.list.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_an_empty_page_invites_to_write(page: NotesPage) -> None:
    assert "Write down what you heard, in your own words." in words_on(page)
    assert not page.list.isVisible()


def test_what_the_doctor_said_is_begun_with_its_title_and_today(
    qtbot: QtBot, page: NotesPage, workspace: Workspace, case_id: UUID
) -> None:
    press(qtbot, page, "notes.doctor_said")
    assert page.window().focusWidget() is field(page, "note.text")
    qtbot.keyClicks(field(page, "note.text"), "The spot is small.")
    press(qtbot, page, "note.save")
    note = workspace.load_case(case_id).notes[0]
    assert (note.title, note.text, note.day) == ("What the doctor said", "The spot is small.", date(2026, 11, 22))
    assert "The spot is small." in words_on(page.detail)
    press(qtbot, page.window(), "message.act")
    assert page.empty.isVisible()


def test_the_newest_note_stands_first_whenever_it_was_written(
    page: NotesPage, workspace: Workspace, case_id: UUID
) -> None:
    for title, day in (("Second", date(2026, 11, 12)), ("Third", date(2026, 11, 20)), ("First", date(2026, 11, 4))):
        workspace.save(Note(case_id=case_id, title=title, text="x", day=day), "Write")
    assert titles(page) == ["Third", "Second", "First"]


def test_a_note_without_words_is_not_saved(qtbot: QtBot, page: NotesPage, workspace: Workspace, case_id: UUID) -> None:
    press(qtbot, page, "notes.write")
    write(qtbot, page, "note.title", "Call with the clinic")
    press(qtbot, page, "note.save")
    assert "Write something first." in words_on(page.panel)
    assert workspace.load_case(case_id).notes == ()
    assert field(page, "note.title").text() == "Call with the clinic"


def test_the_day_filled_in_can_be_taken_away_before_saving(
    qtbot: QtBot, page: NotesPage, workspace: Workspace, case_id: UUID
) -> None:
    press(qtbot, page, "notes.write")
    press(qtbot, page, "note.day.remove")
    write(qtbot, page, "note.text", "No day for this one")
    press(qtbot, page, "note.save")
    assert workspace.load_case(case_id).notes[0].day is None


def test_half_a_note_is_there_after_leaving_and_coming_back(qtbot: QtBot, page: NotesPage) -> None:
    press(qtbot, page, "notes.write")
    write(qtbot, page, "note.text", "I forgot to ask about")
    qtbot.keyClick(page.panel, Qt.Key.Key_Escape)
    press(qtbot, page, "notes.write")
    assert field(page, "note.text").toPlainText() == "I forgot to ask about"


def test_every_letter_of_a_note_is_kept(qtbot: QtBot, page: NotesPage, workspace: Workspace, case_id: UUID) -> None:
    odd = "<b>Bác sĩ nói</b> & قال الطبيب 🙂\n\n" + "long " * 400
    press(qtbot, page, "notes.write")
    write(qtbot, page, "note.text", odd)
    press(qtbot, page, "note.save")
    assert workspace.load_case(case_id).notes[0].text == odd.strip()
    assert odd.strip() in words_on(page.detail)
    assert checks.rich_labels(page) == []
    qtbot.waitUntil(lambda: checks.cut_off(page) == [])


def test_removing_by_key_moves_on_to_the_next_and_undo_brings_it_back(
    page: NotesPage, workspace: Workspace, case_id: UUID
) -> None:
    for title, day in (("Older", date(2026, 11, 4)), ("Newer", date(2026, 11, 20))):
        workspace.save(Note(case_id=case_id, title=title, text="x", day=day), "Write")
    page.list.select(page.list.model.row_at(page.list.model.index(0, 0)).id)
    page.window().do("remove")
    assert titles(page) == ["Older"]
    assert page.list.selected().title == "Older"
    assert page.window().messages.text() == "“Newer” is in Recently removed for 30 days."
    page.window().do("undo")
    assert titles(page) == ["Newer", "Older"]


@pytest.mark.parametrize("text_size", [100, 200])
def test_nothing_is_cut_off_or_unnamed(
    qtbot: QtBot, page: NotesPage, workspace: Workspace, case_id: UUID, look: Appearance, text_size: int
) -> None:
    workspace.save(Note(case_id=case_id, title="How I feel", text="Tired. " * 40, day=date(2026, 11, 4)), "Write")
    look.show(PLAIN.but(text_size=text_size), remember=False)
    qtbot.wait(50)
    for open_it in (lambda: None, page.write):
        open_it()
        qtbot.wait(50)
        qtbot.waitUntil(lambda: checks.cut_off(page) == [])
        assert checks.unnamed_controls(page) == []
        assert checks.controls_without_object_name(page) == []
        assert checks.small_targets(page) == []
