"""What has changed is said aloud once: what was done when the reader is free, errors at once, progress by quarters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from caseorg.domain.errors import MissingFileError
from caseorg.domain.note import Note
from caseorg.domain.plan import AnswerSource
from caseorg.services.answers import Said, set_answer
from caseorg.services.workspace import Workspace
from caseorg.ui import speech
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.coverage import CoveragePage
from caseorg.ui.pages.notes import NotesPage
from caseorg.ui.widgets.progress_row import ProgressRow
from tests.journeys.tour import settle
from tests.ui.pages.cases import maria

Window = Callable[..., MainWindow]


@pytest.fixture
def heard() -> Iterator[list[tuple[str, bool]]]:
    """Collects what is said, and whether it interrupts."""
    said: list[tuple[str, bool]] = []

    def note(text: str, at_once: bool) -> None:
        said.append((text, at_once))

    speech.voice.spoken.connect(note)
    yield said
    speech.voice.spoken.disconnect(note)


def test_saved_undone_and_done_again_are_said_once_and_do_not_interrupt(
    window: Window, workspace: Workspace, cases: tuple[UUID, ...], heard: list[tuple[str, bool]], defects: list[object]
) -> None:
    shown = window(NotesPage, case_id=cases[0])
    workspace.save(Note(case_id=cases[0], text="Told on Tuesday"), "Edit note")
    heard.clear()
    for command in ("save", "undo", "redo"):
        shown.do(command)
    assert heard == [("All changes are saved", False), ("Undone: Edit note", False), ("Done again: Edit note", False)]


def test_an_error_interrupts_and_says_what_to_do(
    window: Window, cases: tuple[UUID, ...], heard: list[tuple[str, bool]], defects: list[object]
) -> None:
    shown = window(NotesPage, case_id=cases[0])
    error = MissingFileError("Maria.caseorg")
    shown.tell.error(error)
    assert heard == [(f"{error} {error.advice}", True)]


def test_a_verdict_that_changes_is_said_once_and_does_not_interrupt(
    window: Window, workspace: Workspace, heard: list[tuple[str, bool]], defects: list[object]
) -> None:
    case_id = maria(workspace)
    window(CoveragePage, case_id=case_id)
    settle()
    heard.clear()
    set_answer(workspace, case_id, "visit.in_network", "no", Said(AnswerSource.letter))
    settle()
    said = [each for each in heard if each[0].startswith("The doctor and your network: now ")]
    assert len(said) == 1
    assert not said[0][1]


def test_progress_is_said_at_each_quarter_and_no_more(heard: list[tuple[str, bool]], qapp: object) -> None:
    row = ProgressRow("Making the packet")
    for percent in range(101):
        row.show_progress(percent / 100)
    assert heard == [(f"Making the packet, {quarter}%", False) for quarter in (0, 25, 50, 75, 100)]
