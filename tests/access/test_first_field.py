"""The first field of a form that opens while a screen reader listens comes a moment later, and takes nothing away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.notes import NotesPage
from tests.builders import a_case
from tests.ui.pages.marias_case import field, press


@pytest.fixture
def reader() -> Iterator[None]:
    """Somebody listens."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def page(window: Callable[..., MainWindow], workspace: Workspace, reader: None) -> NotesPage:
    shown = window(NotesPage, case_id=a_case(workspace).id).front()
    assert isinstance(shown, NotesPage)
    return shown


def test_the_first_field_gets_the_keyboard_after_the_title_of_the_form(qtbot: QtBot, page: NotesPage) -> None:
    press(qtbot, page, "notes.write")
    assert page.panel.title.hasFocus()
    qtbot.waitUntil(lambda: bool(field(page, "note.title").hasFocus()))


def test_a_field_somebody_went_to_meanwhile_keeps_it(qtbot: QtBot, page: NotesPage) -> None:
    press(qtbot, page, "notes.doctor_said")
    assert QApplication.focusWidget() is field(page, "note.text")
    qtbot.wait(1_200)
    assert QApplication.focusWidget() is field(page, "note.text")
