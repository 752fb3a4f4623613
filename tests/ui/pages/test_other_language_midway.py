"""The language is changed in the middle of something: what was chosen on the page is still there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot

from caseorg.documents.worker import shared
from caseorg.domain.document import Document
from caseorg.domain.letter import PacketKind
from caseorg.domain.merging import Side
from caseorg.domain.note import Note
from caseorg.services import documents, looking, packet_drafts
from caseorg.services.looking import Brought
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page
from caseorg.ui.pages.about_pages import AboutPage
from caseorg.ui.pages.back_up import BackUpPage
from caseorg.ui.pages.bring_in import BringInPage
from caseorg.ui.pages.check_file import CheckFilePage
from caseorg.ui.pages.cover_up import CoverUpPage
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.pages.export_data import ExportDataPage
from caseorg.ui.pages.notes import NotesPage
from caseorg.ui.pages.packet_builder import PacketBuilderPage
from caseorg.ui.pages.restore import RestorePage
from caseorg.ui.pages.settings import SettingsPage
from caseorg.ui.pages.take_in import TakeInPage
from caseorg.ui.pages.turn_pages import TurnPagesPage
from tests.documents.made import a_pdf, saved
from tests.documents.test_health_data import CARE, PEOPLE, bundle
from tests.ui.conftest import PLAIN, GivenFiles
from tests.ui.pages.luis_case import luis_case
from tests.ui.pages.marias_case import MariasCase, field, marias_case, press, words_on

P = TypeVar("P", bound=Page)
MakeWindow = Callable[..., MainWindow]


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    yield
    shared().close()
    shared("data").close()


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    return marias_case(workspace)


def a_scan(maria: MariasCase, *pages: str) -> Document:
    brought = Brought("scan.pdf", saved(a_pdf(*pages)))
    (paper,) = documents.add_documents(maria.workspace, maria.id, looking.look_at([brought])).documents
    return paper


def front(window: MainWindow, kind: type[P]) -> P:
    page = window.front()
    assert isinstance(page, kind)
    return page


def in_spanish(qtbot: QtBot, look: Appearance) -> None:
    look.show(PLAIN.but(language="es"), remember=False)
    qtbot.wait(1)


def test_turned_pages_stay_turned_also_after_a_look_at_another_page(
    qtbot: QtBot, window: MakeWindow, maria: MariasCase, look: Appearance
) -> None:
    paper = a_scan(maria, "One", "Two", "Three")
    shown = window(DocumentsPage, TurnPagesPage, SettingsPage, case_id=maria.id, size=(1280, 900))
    shown.go_to("turn_pages", paper.id)
    press(qtbot, front(shown, TurnPagesPage), "turn_pages.right")
    press(qtbot, front(shown, TurnPagesPage), "turn_pages.preview.next")
    press(qtbot, front(shown, TurnPagesPage), "turn_pages.leave_out")
    shown.go_to("settings")
    in_spanish(qtbot, look)
    shown.go_back()
    page = front(shown, TurnPagesPage)
    assert [(each.turned, each.is_left_out) for each in page.wishes] == [(90, False), (0, True), (0, False)]
    assert page.preview.page() == 1
    assert page.shown_title().startswith("Girar páginas")
    press(qtbot, page, "turn_pages.save")
    shown.go_to("turn_pages", paper.id)
    assert not any(each.turned or each.is_left_out for each in front(shown, TurnPagesPage).wishes), "the copy is made"


def test_boxes_that_cover_stay_and_one_that_was_taken_away_stays_away(
    qtbot: QtBot, window: MakeWindow, maria: MariasCase, look: Appearance
) -> None:
    paper = a_scan(maria, "Number 219-09-9999", "Two")
    shown = window(DocumentsPage, CoverUpPage, case_id=maria.id, size=(1280, 900))
    shown.go_to("cover_up", paper.id)
    page = front(shown, CoverUpPage)
    assert len(page.page_view.places) == 1
    press(qtbot, page, "cover_up.page.remove")
    press(qtbot, page, "cover_up.page.next")
    press(qtbot, page, "cover_up.page.add")
    places = list(page.page_view.places)
    in_spanish(qtbot, look)
    page = front(shown, CoverUpPage)
    assert page.page_view.places == places
    assert page.page_view.page == 2
    assert page.count.text() == "1 cuadro"
    assert "Seguro Social" in page.notice.text()


def test_what_is_ticked_of_health_data_stays_ticked(
    qtbot: QtBot, window: MakeWindow, maria: MariasCase, look: Appearance, files: GivenFiles, tmp_path: Path
) -> None:
    shown = window(BringInPage, case_id=maria.id)
    path = tmp_path / "portal.json"
    path.write_bytes(bundle(*PEOPLE, *CARE))
    files.answers = [path]
    page = front(shown, BringInPage)
    page.choose()
    chosen = min(page.boxes)
    page.boxes[chosen].box.setChecked(True)
    in_spanish(qtbot, look)
    page = front(shown, BringInPage)
    assert page.ticked() == {chosen}
    assert page.take_button is not None
    assert page.take_button.words() == "Traer 1 dato"


def test_the_sides_chosen_of_another_version_stay_chosen(
    qtbot: QtBot, window: MakeWindow, maria: MariasCase, look: Appearance, tmp_path: Path
) -> None:
    workspace, path = maria.workspace, tmp_path / "copy.caseorg"
    note = Note(case_id=maria.id, title="Call", text="Monday")
    workspace.save(note, "Write a note")
    workspace.case_file.copy_to(path)
    other = Workspace(CaseFile.open(path, workspace.case_file.seal), today=workspace.today)
    other.save(note.revised(text="Tuesday"), "Edit note")
    other.close()
    shown = window(TakeInPage, case_id=maria.id)
    page = front(shown, TakeInPage)
    page.look(path)
    page.choose_side(Side.mine)
    in_spanish(qtbot, look)
    page = front(shown, TakeInPage)
    line = page.list.selected()
    assert line is not None
    assert page.side(line) is Side.mine
    assert "copy.caseorg" in page.file_words.text()
    assert page.take_button.words() == "Dejar todo como está aquí"


def test_the_copy_that_was_looked_into_is_still_on_show(
    qtbot: QtBot, window: MakeWindow, maria: MariasCase, look: Appearance, files: GivenFiles, tmp_path: Path
) -> None:
    path = tmp_path / "elsewhere" / "Maria 2026-11-21 abcdef.caseorg"
    path.parent.mkdir()
    maria.workspace.case_file.copy_to(path)
    shown = window(RestorePage, case_id=maria.id)
    files.answers = [path]
    press(qtbot, front(shown, RestorePage), "restore.choose")
    assert front(shown, RestorePage).use.isVisible()
    in_spanish(qtbot, look)
    page = front(shown, RestorePage)
    assert page.use.isVisible()
    assert page.use.words() == "Usar este"
    assert page.table.selected().path == path


def test_what_was_done_with_the_file_is_said_again(
    qtbot: QtBot, window: MakeWindow, maria: MariasCase, look: Appearance, files: GivenFiles, tmp_path: Path
) -> None:
    shown = window(BackUpPage, CheckFilePage, ExportDataPage, case_id=maria.id)
    stick = tmp_path / "stick"
    stick.mkdir()
    files.answers = [stick]
    press(qtbot, front(shown, BackUpPage), "back_up.choose")
    press(qtbot, front(shown, BackUpPage), "back_up.now")
    shown.go_to("check_file")
    press(qtbot, front(shown, CheckFilePage), "check_file.now")
    shown.go_to("export_data")
    files.answers = [stick, next(stick.glob("Caseorg export*"), stick)]
    press(qtbot, front(shown, ExportDataPage), "export_data.choose")
    files.answers = [next(stick.glob("Caseorg export*"))]
    press(qtbot, front(shown, ExportDataPage), "export_data.take_in.choose")
    in_spanish(qtbot, look)
    assert str(stick) in front(shown, ExportDataPage).work.result.text()
    assert "ya lo tiene" in front(shown, ExportDataPage).take_in.lines.text()
    shown.go_to("check_file")
    assert "Todo está completo" in words_on(front(shown, CheckFilePage))
    shown.go_to("back_up")
    assert "Abrimos la copia" in front(shown, BackUpPage).work.result.text()


def test_the_packet_that_is_being_put_together_stays_open(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, look: Appearance
) -> None:
    luis = luis_case(workspace)
    packet_drafts.start_packet(workspace, luis.id, PacketKind.appeal)
    shown = window(PacketBuilderPage, case_id=luis.id)
    page = front(shown, PacketBuilderPage)
    page.start._chosen(PacketKind.appeal)
    packet = page.packet
    assert packet is not None
    in_spanish(qtbot, look)
    assert front(shown, PacketBuilderPage).packet == packet


def test_a_form_that_was_open_is_open_again_with_its_cursor(
    qtbot: QtBot, window: MakeWindow, maria: MariasCase, look: Appearance
) -> None:
    shown = window(NotesPage, case_id=maria.id)
    press(qtbot, front(shown, NotesPage), "notes.doctor_said")
    qtbot.keyClicks(field(front(shown, NotesPage), "note.text"), "The spot is small.")
    in_spanish(qtbot, look)
    text = field(front(shown, NotesPage), "note.text")
    assert text.toPlainText() == "The spot is small."
    assert shown.focusWidget() is text


def test_a_license_that_is_words_and_no_name_is_in_the_language_of_the_screen(
    qtbot: QtBot, window: MakeWindow, maria: MariasCase, look: Appearance
) -> None:
    shown = window(AboutPage, case_id=maria.id)
    in_spanish(qtbot, look)
    model = front(shown, AboutPage).list.model
    licences = [str(model.index(row, 2).data()) for row in range(model.rowCount())]
    assert "sin derechos de autor, de uso libre" in licences
    assert not any("no copyright" in each for each in licences)
