"""Scans are read by themselves after they are added, with a way to stop, while the case stays usable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from caseorg.services import reading
from caseorg.services.workspace import Workspace
from caseorg.ui.background import Background
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.widgets.button import Button
from tests.documents.scanned import a_letter, a_scan
from tests.ui.conftest import GivenFiles
from tests.ui.pages.cases import MakeWindow
from tests.ui.pages.marias_case import MariasCase, marias_case, press, words_on

_LONGEST_MS = 60_000


@pytest.fixture
def background(defects: list[BaseException]) -> Iterator[Background]:
    """Threads, as in the program: what runs meanwhile is what these tests are about."""
    made = Background(defects.append)
    yield made
    made.close()


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    return marias_case(workspace)


@pytest.fixture
def page(window: MakeWindow, maria: MariasCase) -> DocumentsPage:
    shown = window(DocumentsPage, case_id=maria.id, size=(1280, 800)).front()
    assert isinstance(shown, DocumentsPage)
    turn_on(shown)
    return shown


def turn_on(page: DocumentsPage, *, read: bool = True) -> None:
    page.context.preferences.choose("read_scans", read, "Read scans")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Two pages."""
    path = tmp_path / "scan.pdf"
    path.write_bytes(a_scan(a_letter("Notice of denial", size=14), pages=2))
    return path


def added(qtbot: QtBot, page: DocumentsPage, files: GivenFiles, path: Path, maria: MariasCase) -> None:
    files.answers = [path]
    press(qtbot, page, "documents.add")
    qtbot.waitUntil(lambda: bool(maria.now.documents), timeout=_LONGEST_MS)


def status_of(page: DocumentsPage) -> Button:
    found = page.window().findChild(Button, "status.reading")
    assert isinstance(found, Button)
    return found


def unread(page: DocumentsPage, maria: MariasCase) -> int:
    return len(reading.unread_pages(page.context.workspace, maria.now.documents))


def test_a_scan_is_read_by_itself_and_the_status_line_says_so(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, scan: Path, maria: MariasCase
) -> None:
    added(qtbot, page, files, scan, maria)
    status = status_of(page)
    qtbot.waitUntil(lambda: status.words() == "Reading scans: page 1 of 2", timeout=_LONGEST_MS)
    assert status.isVisible()
    qtbot.waitUntil(lambda: not status.isVisible(), timeout=_LONGEST_MS)
    assert unread(page, maria) == 0
    assert "We read the words off this scan." in words_on(page.about)


def test_a_person_can_stop_it_and_go_on_later(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, scan: Path, maria: MariasCase
) -> None:
    added(qtbot, page, files, scan, maria)
    status = status_of(page)
    qtbot.waitUntil(status.isVisible, timeout=_LONGEST_MS)
    press(qtbot, page.window(), "status.reading")
    menu = status.findChild(QMenu, "status.reading.menu")
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    assert not status.isVisible()
    left = unread(page, maria)
    assert left > 0
    qtbot.waitUntil(lambda: "are not read yet" in words_on(page.about) or left == 1, timeout=_LONGEST_MS)
    press(qtbot, page, "documents.read_now")
    qtbot.waitUntil(lambda: unread(page, maria) == 0, timeout=_LONGEST_MS)


def test_whoever_turned_it_off_asks_for_each_scan(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, scan: Path, maria: MariasCase
) -> None:
    turn_on(page, read=False)
    added(qtbot, page, files, scan, maria)
    qtbot.wait(1_500)
    assert unread(page, maria) == 2
    assert not status_of(page).isVisible()


def test_whoever_turns_it_on_later_has_what_is_there_read(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, scan: Path, maria: MariasCase
) -> None:
    turn_on(page, read=False)
    added(qtbot, page, files, scan, maria)
    qtbot.wait(1_500)
    assert unread(page, maria) == 2
    turn_on(page)
    qtbot.waitUntil(lambda: unread(page, maria) == 0, timeout=_LONGEST_MS)


def test_closing_the_window_ends_the_process_that_reads_and_the_next_one_goes_on(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, scan: Path, maria: MariasCase, window: MakeWindow
) -> None:
    added(qtbot, page, files, scan, maria)
    status = status_of(page)
    qtbot.waitUntil(status.isVisible, timeout=_LONGEST_MS)
    scans = page.context.upkeep.reading
    page.window().close()
    assert scans._worker is None
    assert scans._nothing_runs.is_set()
    assert unread(page, maria) > 0
    again = window(DocumentsPage, case_id=maria.id).front()
    assert isinstance(again, DocumentsPage)
    turn_on(again)
    qtbot.waitUntil(lambda: unread(page, maria) == 0, timeout=_LONGEST_MS)
