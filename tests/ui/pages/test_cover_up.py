"""Covering up: the number is found, boxes are drawn by mouse and keyboard, and the copy takes the paper's place."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from caseorg.domain.document import DocumentKind
from caseorg.domain.letter import PacketKind
from caseorg.packets.plan import Level
from caseorg.services import documents, fax_parts, letters, looking, packet_drafts
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.cover_up import CoverUpPage
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.pages.packet_builder import PacketBuilderPage
from tests.packets.reading import page_texts
from tests.ui.pages.luis_case import LuisCase, luis_case
from tests.ui.pages.marias_case import label, press

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def luis(workspace: Workspace) -> LuisCase:
    return luis_case(workspace)


def bill() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=1)
    canvas.drawString(72, 700, "Luis M. Ortega, number 219-09-9999")
    canvas.showPage()
    canvas.drawString(72, 700, "Luis M. Ortega, second page")
    canvas.save()
    return out.getvalue()


def test_a_number_is_covered_from_the_packets_check_and_nothing_of_it_goes_out(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase
) -> None:
    workspace = luis.workspace
    looked = looking.look_at((looking.Brought("bill.pdf", bill()),))
    document = documents.add_documents(workspace, luis.id, looked).documents[0]
    workspace.save(document.revised(name="Bill", kind=DocumentKind.bill), "Edit document")
    packet = packet_drafts.start_packet(workspace, luis.id, PacketKind.appeal)
    assert document.id in packet.exhibit_ids
    shown = window(PacketBuilderPage, DocumentsPage, CoverUpPage, case_id=luis.id, size=(1024, 768))
    builder = shown.front()
    builder.open_record(packet.id)
    warned = [one for one in builder.check.sentences(Level.good_to_have) if "Social Security" in one]
    assert len(warned) == 1
    at = next(n for n, one in enumerate(builder.check._shown) if "Social Security" in one.sentence)
    qtbot.wait(50)
    press(qtbot, builder, f"packet_builder.check.fix.{at}")
    page = shown.front()
    assert isinstance(page, CoverUpPage)
    assert "found 1 place" in label(page, "cover_up.notice")
    assert label(page, "cover_up.count") == "1 box"
    sheet = page.page_view.sheet
    area = sheet._area()
    start, end = QPoint(20, round(area.height() * 0.5)), QPoint(round(area.width() * 0.5), round(area.height() * 0.6))
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(sheet, end)
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=end)
    assert label(page, "cover_up.count") == "2 boxes"
    press(qtbot, page, "cover_up.page.next")
    press(qtbot, page, "cover_up.page.add")
    before = page.page_view.chosen()
    QTest.keyClick(sheet, Qt.Key.Key_Down)
    QTest.keyClick(sheet, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    after = page.page_view.chosen()
    assert before is not None
    assert after is not None
    assert after.top > before.top
    assert after.right > before.right
    press(qtbot, page, "cover_up.page.remove")
    press(qtbot, page, "cover_up.save")
    assert isinstance(shown.front(), DocumentsPage)
    copy = luis.document("Bill (parts covered)")
    text = "".join(documents.pages_of(workspace, copy).page_texts)
    assert "219-09" not in text
    assert "second page" in text
    assert documents.bytes_of(workspace, document) == bill()
    packet = luis.now.packets[0]
    assert copy.id in packet.exhibit_ids
    assert document.id not in packet.exhibit_ids
    workspace.undo()
    assert document.id in luis.now.packets[0].exhibit_ids


def test_a_covered_copy_of_the_sample_says_so_once_by_itself_and_in_a_packet(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase
) -> None:
    workspace = luis.workspace
    workspace.save(luis.now.case.revised(is_sample=True), "Edit case")
    looked = looking.look_at((looking.Brought("bill.pdf", bill()),))
    document = documents.add_documents(workspace, luis.id, looked).documents[0]
    workspace.save(document.revised(name="Bill", kind=DocumentKind.bill), "Edit document")
    packet = packet_drafts.start_packet(workspace, luis.id, PacketKind.appeal)
    shown = window(DocumentsPage, CoverUpPage, case_id=luis.id, size=(1024, 768))
    shown.go_to("cover_up", document.id)
    press(qtbot, shown.front(), "cover_up.save")
    copy = luis.document("Bill (parts covered)")
    assert [text.count("SAMPLE") for text in page_texts(documents.bytes_of(workspace, copy))] == [1, 1]
    packet = luis.now.packets[0]
    assert copy.id in packet.exhibit_ids
    made = letters.write_pdf(letters.gather_packet(workspace, packet), packet_drafts.pages_for(workspace, packet))
    assert {text.count("SAMPLE") for text in page_texts(made.pdf)} == {1}
    (fax, *_more) = fax_parts.make_fax_parts(workspace, letters.keep_packet(workspace, packet, made), 5)
    assert {text.count("SAMPLE") for text in page_texts(letters.pdf_of(workspace, fax))} == {1}
