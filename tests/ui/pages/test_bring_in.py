"""Bring in health data: a file is shown by kind, boxes are ticked, and one button takes over what is ticked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from caseorg.documents.worker import shared
from caseorg.domain.errors import StoppedError
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.bring_in import BringInPage
from tests.documents.test_apple_health import ALLERGY, export_xml
from tests.documents.test_health_data import CARE, PEOPLE, bundle
from tests.ui.conftest import GivenFiles
from tests.ui.pages.marias_case import MariasCase, marias_case, press, words_on
from tests.ui.pages.papers import message

MANY = tuple(
    {"resourceType": "Immunization", "id": str(number), "vaccineCode": {"text": f"Shot {number}"}}
    for number in range(3)
)
HERSELF = {**PEOPLE[0], "name": [{"given": ["Maria", "R."], "family": "Santos"}]}
VISITS = tuple(
    {
        "resourceType": "Encounter",
        "id": str(number),
        "period": {"start": f"2025-01-{number % 28 + 1:02}T{number % 24:02}:00"},
    }
    for number in range(60)
)


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    yield
    shared().close()
    shared("data").close()


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    return marias_case(workspace)


@pytest.fixture
def page(window: Callable[..., MainWindow], maria: MariasCase) -> BringInPage:
    shown = window(BringInPage, case_id=maria.id, size=(1280, 800)).front()
    assert isinstance(shown, BringInPage)
    return shown


def bring(page: BringInPage, files: GivenFiles, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    files.answers = [path]
    page.choose()


def test_what_is_ticked_comes_into_the_case_and_undo_takes_it_out(
    qtbot: QtBot, page: BringInPage, files: GivenFiles, maria: MariasCase, tmp_path: Path
) -> None:
    before = maria.now
    bring(page, files, tmp_path / "portal.json", bundle(HERSELF, *PEOPLE[1:], *CARE, *MANY, *VISITS))
    words = words_on(page)
    assert "We found 72 things in this file (FHIR)." in words
    assert "Medicines (1)" in words
    assert "Visits (61)" in words
    assert "Tick only the illness this second opinion is about. Letters name it." in words
    assert page.take_button is not None
    ticked = len(page.ticked())
    assert page.take_button.words() == f"Bring in {ticked} things"
    qtbot.wait(50)  # until the cards have their places
    press(qtbot, page, "bring_in.visit.more")
    press(qtbot, page, "bring_in.visit.all")
    assert len(page.ticked()) == ticked + 61
    press(qtbot, page, "bring_in.take")
    now = maria.now
    assert len(now.visits) == len(before.visits) + 61
    assert now.allergies[-1].name == "Penicillin"
    assert len(now.diagnoses) == len(before.diagnoses)
    assert message(page) == f"{ticked + 61} things are in your case now."
    assert page.empty.isVisible()
    page.window().do("undo")
    assert maria.now == before


def test_of_a_file_that_may_be_about_someone_else_nothing_is_ticked(
    qtbot: QtBot, page: BringInPage, files: GivenFiles, tmp_path: Path
) -> None:
    bring(page, files, tmp_path / "portal.json", bundle(*PEOPLE, *CARE))
    assert "This file is about “Maria T Alvarez”. That may be someone else." in words_on(page)
    assert "(your case keeps its own patient)" in words_on(page)
    assert "of them already" not in words_on(page)
    assert page.ticked() == frozenset()
    assert page.take_button is not None
    assert not page.take_button.isEnabled()
    page.boxes[min(page.boxes)].box.setChecked(True)
    assert page.take_button.isEnabled()


def test_what_was_not_shown_is_not_taken(page: BringInPage, files: GivenFiles, tmp_path: Path) -> None:
    bring(page, files, tmp_path / "portal.json", bundle(*VISITS[:30]))
    assert page.take_button is not None
    assert page.take_button.words() == "Bring in 25 things"


def test_a_file_without_health_data_is_refused_with_a_sentence(
    page: BringInPage, files: GivenFiles, maria: MariasCase, tmp_path: Path
) -> None:
    before = maria.now
    bring(page, files, tmp_path / "letter.txt", b"Dear patient")
    assert message(page).startswith("We found no health data that we can read in “letter.txt”. Nothing was changed.")
    assert maria.now == before


def test_a_folder_is_read_as_one_file_and_says_what_is_left_out(page: BringInPage, tmp_path: Path) -> None:
    folder = tmp_path / "apple_health_export"
    (folder / "clinical-records").mkdir(parents=True)
    (folder / "export.xml").write_bytes(export_xml(1500))
    (folder / "clinical-records/AllergyIntolerance-1.json").write_text(json.dumps(ALLERGY))
    (folder / "route.gpx").write_text("<gpx/>")
    page.look_into(folder)
    words = words_on(page)
    assert "We found 2 things in this file (Apple Health, FHIR)." in words
    assert "1,500 measurements of a phone or watch, such as steps and heart rates, are left out." in words
    assert "1 other file inside is left out here." in words


def test_an_empty_folder_is_refused_with_a_sentence(page: BringInPage, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    page.look_into(tmp_path / "empty")
    assert message(page).startswith("We found no health data")


def test_a_long_reading_shows_how_far_it_is_and_can_be_stopped(
    page: BringInPage, monkeypatch: pytest.MonkeyPatch, maria: MariasCase
) -> None:
    before = maria.now
    waiting: list[tuple[Any, ...]] = []
    # The executor holds the work back, as a large file would.
    monkeypatch.setattr(page.context.background, "run", lambda work, then, failed: waiting.append((work, then, failed)))
    page.look_into(Path("large.zip"))
    page._patience.timeout.emit()
    assert page.progress.isVisible()
    page._show_progress(1, 2)
    assert page.progress.bar.value() == 50
    page.look_into(Path("another.zip"))
    assert message(page) == "A file is being read now. Try again in a moment."
    page.stop()
    ((_work, _then, failed),) = waiting
    failed(StoppedError())
    assert message(page) == "Stopped. Nothing was changed."
    assert not page.progress.isVisible()
    assert maria.now == before
