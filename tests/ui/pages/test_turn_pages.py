"""Turn pages: a page is turned, another left out, and the copy stands beside the paper that came."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from caseorg.documents.worker import shared
from caseorg.services import documents, looking
from caseorg.services.looking import Brought
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.pages.turn_pages import TurnPagesPage
from tests.documents.made import a_pdf, saved
from tests.ui.pages.marias_case import MariasCase, marias_case, press
from tests.ui.pages.papers import message


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    yield
    shared().close()


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    return marias_case(workspace)


def test_a_page_is_turned_another_left_out_and_undo_takes_the_copy_away(
    qtbot: QtBot, window: Callable[..., MainWindow], workspace: Workspace, maria: MariasCase
) -> None:
    brought = Brought("scan.pdf", saved(a_pdf("One", "Two", "Three")))
    (paper,) = documents.add_documents(workspace, maria.id, looking.look_at([brought])).documents
    before = maria.now
    shown = window(DocumentsPage, TurnPagesPage, case_id=maria.id, size=(1280, 900))
    shown.go_to("turn_pages", paper.id)
    page = shown.front()
    assert isinstance(page, TurnPagesPage)
    press(qtbot, page, "turn_pages.save")
    assert message(page) == "Turn a page, or leave one out, first."
    press(qtbot, page, "turn_pages.right")
    assert page.state.text() == "Page 1 is turned to the right."
    press(qtbot, page, "turn_pages.preview.next")
    assert page.state.text() == "Page 2 stays as it is."
    press(qtbot, page, "turn_pages.leave_out")
    assert page.state.text() == "Page 2 is left out."
    assert page.leave_out.words() == "Take this page in again"
    assert page.summary.text() == "2 of 3 pages go into the copy."
    press(qtbot, page, "turn_pages.save")
    (copy,) = [each for each in maria.now.documents if each not in before.documents]
    assert (copy.name, copy.page_count) == ("scan (some pages)", 2)
    assert message(shown.front()) == "The copy is in Documents. The paper that came is still there, too."
    shown.do("undo")
    assert maria.now == before


def test_no_copy_can_be_made_of_no_page(
    qtbot: QtBot, window: Callable[..., MainWindow], workspace: Workspace, maria: MariasCase
) -> None:
    brought = Brought("scan.pdf", saved(a_pdf("One")))
    (paper,) = documents.add_documents(workspace, maria.id, looking.look_at([brought])).documents
    shown = window(TurnPagesPage, case_id=maria.id, size=(1280, 900))
    shown.go_to("turn_pages", paper.id)
    page = shown.front()
    assert isinstance(page, TurnPagesPage)
    press(qtbot, page, "turn_pages.leave_out")
    assert not page.save_button.isEnabled()
