"""Share: what is ticked and the password just made outlast a change of the language."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from caseorg.domain.document import Document
from caseorg.services.workspace import Workspace
from caseorg.ui.background import Background
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.settings import SettingsPage
from caseorg.ui.pages.share import SharePage
from tests.ui.conftest import PLAIN, GivenFiles
from tests.ui.pages.marias_case import MariasCase, marias_case, press


class Late(Executor):
    """Does work when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], object]] = []

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.waiting.append(lambda: work(*args, **kwargs))
        return Future()

    def work(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    made = marias_case(workspace)
    workspace.save(Document(case_id=made.id, name="Denial letter", sha256="0" * 64), "Add a document")
    return made


def front(window: MainWindow) -> SharePage:
    page = window.front()
    assert isinstance(page, SharePage)
    return page


def box(page: SharePage, name: str) -> QCheckBox:
    found = page.findChild(QCheckBox, name)
    assert isinstance(found, QCheckBox)
    return found


def test_a_change_of_the_language_keeps_what_is_ticked_and_the_password(
    qtbot: QtBot, window: Callable[..., MainWindow], maria: MariasCase, look: Appearance, files: GivenFiles,
    tmp_path: Path,
) -> None:  # fmt: skip
    shown = window(SharePage, SettingsPage, case_id=maria.id)
    paper = f"share.document.{maria.now.documents[0].id}"
    box(front(shown), paper).setChecked(False)
    box(front(shown), "share.no_numbers").setChecked(True)
    front(shown).given_to.setText("Ana")
    files.answers = [tmp_path / "for Ana.caseorg"]
    press(qtbot, front(shown), "share.make")
    password = front(shown).made.password.text()
    assert len(password.split()) == 5
    look.show(PLAIN.but(language="es"), remember=False)
    again = front(shown)
    assert not box(again, paper).isChecked()
    assert box(again, "share.no_numbers").isChecked()
    assert again.given_to.text() == "Ana"
    assert again.made.password.text() == password
    assert "por teléfono" in again.made.words.text()
    shown.go_to("settings")
    look.show(PLAIN, remember=False)
    shown.go_to("share")
    assert not box(front(shown), paper).isChecked()
    assert front(shown).made.password.text() == ""
    shown.show_case(maria.id)
    shown.go_to("share")
    assert box(front(shown), paper).isChecked()


def test_what_goes_along_is_put_together_in_the_background_and_an_error_there_is_a_sentence(
    qtbot: QtBot, window: Callable[..., MainWindow], maria: MariasCase, background: Background, files: GivenFiles,
    workspace: Workspace, tmp_path: Path,
) -> None:  # fmt: skip
    page = front(window(SharePage, case_id=maria.id))
    page.given_to.setText("Ana")
    box(page, f"share.document.{maria.now.documents[0].id}").setChecked(False)
    background._executor = late = Late()
    files.answers = [tmp_path / "first.caseorg", tmp_path / "second.caseorg"]
    press(qtbot, page, "share.make")
    assert (page.button.isEnabled(), page.progress.isVisible()) == (False, True)
    paper = Document(case_id=maria.id, name="Came meanwhile", sha256="0" * 64)
    workspace.save(paper, "Add a document")
    late.work()
    (share,) = maria.now.shares
    assert share.documents_left_out == 2, "nobody could untick it"
    press(qtbot, page, "share.make")
    with workspace.store.transaction() as transaction:
        transaction.driver.execute("delete from attachment_chunks")
    late.work()
    assert page.made.password.text() == ""
    assert (page.button.isEnabled(), page.progress.isVisible()) == (True, False)
    assert not (tmp_path / "second.caseorg").exists()
