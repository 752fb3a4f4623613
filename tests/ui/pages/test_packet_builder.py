"""The packet builder: what goes in, in which order, what is missing, and the PDF that comes out."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from caseorg.base import language
from caseorg.documents.prepare import page_texts
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.letter import LetterStatus, PacketKind
from caseorg.packets.by_size import PacketFile, files_of
from caseorg.packets.plan import Level, PacketPlan
from caseorg.packets.render import Written
from caseorg.services import letters
from caseorg.services.workspace import Workspace
from caseorg.ui.background import Background
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.denials_and_appeals import DenialsAndAppealsPage
from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage
from caseorg.ui.pages.packet_builder import PacketBuilderPage
from caseorg.ui.pages.packet_contents import CheckLine
from caseorg.ui.paint import ring_reach
from tests.ui import checks
from tests.ui.conftest import PLAIN, GivenFiles
from tests.ui.pages.luis_case import LuisCase, add_document, luis_case, message, paper, undo
from tests.ui.pages.marias_case import button, label, press, words_on, write

MakeWindow = Callable[..., MainWindow]
PAUSE_MS = 350


@pytest.fixture
def luis(workspace: Workspace) -> LuisCase:
    return luis_case(workspace)


@pytest.fixture
def page(qtbot: QtBot, window: MakeWindow, luis: LuisCase) -> PacketBuilderPage:
    return builder(qtbot, window, luis)


def builder(qtbot: QtBot, window: MakeWindow, luis: LuisCase) -> PacketBuilderPage:
    shown = window(PacketBuilderPage, LettersAndPacketsPage, DenialsAndAppealsPage, case_id=luis.id, size=(1024, 768))
    page = shown.front()
    assert isinstance(page, PacketBuilderPage)
    press(qtbot, page, "packet_builder.start.appeal")
    return page


def contents(page: PacketBuilderPage) -> list[str]:
    """Return the lines of the contents that are in the packet, in order."""
    QTest.qWait(1)
    shown = words_on(page.contents).splitlines()
    return [line for line in shown if line[1:3] == ": "]


def locked(title: str) -> bytes:
    """Return a real PDF that opens only with a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper(title, 1))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


def text_of(page: PacketBuilderPage) -> str:
    made = page.live.made()
    assert made is not None
    return "\n".join(page_texts(made.pdf))


def name(what: str, document: Document) -> str:
    return f"packet_builder.{what}.{document.id}"


def test_a_packet_starts_with_the_papers_its_reader_wants_and_is_a_draft(
    page: PacketBuilderPage, luis: LuisCase
) -> None:
    assert contents(page) == ["A: Denial letter", "B: Second opinion report", "C: Call log"]
    assert luis.now.packets[0].status is LetterStatus.draft
    assert luis.now.packets[0].about_id == luis.now.appeals[0].id
    assert "Plan booklet" in words_on(page.contents)
    assert page.contents.title.text() == "Contents, 11 pages"
    assert "written in your name. Read it and change what isn't right. You can get free help." in words_on(page)
    assert button(page, "packet_builder.human_help").isEnabled()
    assert "If a form came with their letter" not in words_on(page)


def test_moving_an_exhibit_by_keyboard_gives_all_of_them_new_letters(
    qtbot: QtBot, page: PacketBuilderPage, luis: LuisCase, spoken: list[str]
) -> None:
    report = luis.document("Second opinion report")
    there = button(page, name("in", report))
    there.setFocus()
    qtbot.keyClick(there, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert contents(page) == ["A: Second opinion report", "B: Denial letter", "C: Call log"]
    assert button(page, name("in", report)).hasFocus()
    assert "Exhibit A: Second opinion report" in spoken
    words = text_of(page)
    assert "Exhibit A, page 1 of 3" in words
    assert words.index("Second opinion report, sheet 1") < words.index("Denial letter, sheet 1")
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert contents(page)[0] == "A: Denial letter"
    undo(page)
    assert contents(page)[0] == "A: Second opinion report"


def test_up_and_down_buttons_do_the_same_and_the_first_can_go_no_higher(
    qtbot: QtBot, page: PacketBuilderPage, luis: LuisCase
) -> None:
    denial = luis.document("Denial letter")
    assert not button(page, name("up", denial)).isEnabled()
    button(page, name("down", denial)).setFocus()
    press(qtbot, page, name("down", denial))
    assert contents(page)[:2] == ["A: Second opinion report", "B: Denial letter"]
    assert button(page, name("up", denial)).hasFocus()


def test_a_document_is_put_in_and_taken_out_by_its_check_box(
    qtbot: QtBot, page: PacketBuilderPage, luis: LuisCase
) -> None:
    booklet = luis.document("Plan booklet")
    press(qtbot, page, name("in", booklet))
    assert contents(page)[2] == "C: Plan booklet"
    assert "Plan booklet, sheet 2" in text_of(page)
    press(qtbot, page, name("in", booklet))
    assert "Plan booklet, sheet" not in text_of(page)


def test_chosen_pages_go_in_and_pages_that_are_not_there_are_refused_by_a_sentence(
    qtbot: QtBot, page: PacketBuilderPage, luis: LuisCase
) -> None:
    report = luis.document("Second opinion report")
    press(qtbot, page, name("choose", report))
    write(qtbot, page, "packet_builder.pages", "2-9")
    press(qtbot, page, "packet_builder.pages.use")
    assert label(page, "packet_builder.pages.problem").startswith("We can't use “2-9”. This document has 3 pages.")
    write(qtbot, page, "packet_builder.pages", "3, 1")
    press(qtbot, page, "packet_builder.pages.use")
    words = text_of(page)
    assert "Second opinion report, sheet 2" not in words
    assert words.index("Second opinion report, sheet 3") < words.index("Second opinion report, sheet 1")
    assert "Pages 3, 1" in words_on(page.contents)


def test_fax_cover_and_call_log_can_be_chosen(qtbot: QtBot, page: PacketBuilderPage) -> None:
    press(qtbot, page, "packet_builder.call_log")
    press(qtbot, page, "packet_builder.fax_cover")
    assert contents(page) == ["A: Denial letter", "B: Second opinion report"]
    assert text_of(page).startswith("FAX")
    assert "No fax number" in page.check.sentences(Level.must_fix)


def test_own_words_stand_in_the_packet_and_point_to_their_exhibit(
    qtbot: QtBot, page: PacketBuilderPage, luis: LuisCase
) -> None:
    box = page.words.editor("why_wrong").target()
    box.setPlainText('Two doctors say <b>&" so: [[Second opinion report, page 2]]')
    qtbot.wait(PAUSE_MS)
    words = " ".join(text_of(page).split())
    assert 'Two doctors say <b>&" so: Exhibit B, page 8' in words
    assert luis.now.appeals[0].why_wrong.startswith("Two doctors")


def test_a_missing_claim_number_is_said_but_blocks_nothing(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, files: GivenFiles, tmp_path: Path
) -> None:
    luis = luis_case(workspace, claim_number="")
    page = builder(qtbot, window, luis)
    assert label(page, "packet_builder.must_fix") == "To fix first: No claim or reference number"
    assert button(page, "packet_builder.save").text() == "Save anyway"
    files.answers.append(tmp_path / "appeal.pdf")
    press(qtbot, page, "packet_builder.save")
    kept = luis.now.packets[0]
    assert kept.status is LetterStatus.made
    assert letters.is_unchanged(kept, (tmp_path / "appeal.pdf").read_bytes())
    assert message(page) == "Saved. It is not sent yet."
    front = page.window().front()
    assert isinstance(front, LettersAndPacketsPage)
    assert "Appeal packet (11 pages)" in words_on(front.panel)
    assert button(front, "letters.sent").isVisible()


def test_a_packet_too_large_for_one_file_is_divided_only_when_it_is_kept(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase, files: GivenFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    divided: list[int] = []

    def counted(plan: PacketPlan, pdf: bytes, written: Written) -> tuple[PacketFile, ...]:
        divided.append(len(pdf))
        return files_of(plan, pdf, written, limit=len(pdf) // 2)

    monkeypatch.setattr("caseorg.packets.by_size.SIZE_LIMIT", 10_000)
    monkeypatch.setattr("caseorg.services.letters.files_of", counted)
    page = builder(qtbot, window, luis)
    assert any("will be kept as smaller files" in one for one in page.check.sentences(Level.good_to_have))
    press(qtbot, page, "packet_builder.call_log")
    assert divided == []
    files.answers.append(tmp_path / "appeal.pdf")
    press(qtbot, page, "packet_builder.save")
    assert len(divided) == 1
    kept = [one for one in luis.now.packets if one.status is LetterStatus.made]
    assert len(kept) >= 3
    assert sum("file 1 of" in one.title for one in kept) == 1
    assert message(page) == "Saved. It is not sent yet."


def test_when_no_place_is_chosen_the_packet_stays_a_draft(
    qtbot: QtBot, page: PacketBuilderPage, luis: LuisCase
) -> None:
    press(qtbot, page, "packet_builder.save")
    assert luis.now.packets[0].status is LetterStatus.draft


def test_an_exhibit_that_cant_be_read_stops_the_packet_by_name(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, files: GivenFiles, tmp_path: Path
) -> None:
    luis = luis_case(workspace)
    broken = add_document(workspace, luis.id, "Scan of my card", locked("Scan of my card"))
    page = builder(qtbot, window, luis)
    assert broken.unreadable_reason in words_on(page.contents)
    press(qtbot, page, name("in", broken))
    assert any("Scan of my card" in sentence for sentence in page.check.sentences(Level.must_fix))
    trouble = label(page, "packet_builder.preview.trouble")
    assert trouble.startswith("Exhibit C, “Scan of my card”, can't be read, so the packet was not made.")
    files.answers.append(tmp_path / "appeal.pdf")
    press(qtbot, page, "packet_builder.save")
    assert message(page).startswith("Exhibit C, “Scan of my card”, can't be read")
    assert not (tmp_path / "appeal.pdf").exists()
    assert luis.now.packets[0].status is LetterStatus.draft
    press(qtbot, page, name("in", broken))
    assert "Denial letter, sheet 1" in text_of(page)


def test_the_check_sees_a_social_security_number_and_pages_of_someone_else(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    luis = luis_case(workspace)
    data = paper("SSN 123-45-6789", 1)
    add_document(workspace, luis.id, "Old form", data, kind=DocumentKind.visit_notes)
    page = builder(qtbot, window, luis)
    assert "“Old form” seems to show a Social Security number. Cover it up first." in page.check.sentences(
        Level.good_to_have
    )


def test_an_exhibit_can_be_dragged_to_another_place_and_a_trembling_hand_drags_nothing(
    qtbot: QtBot, page: PacketBuilderPage, luis: LuisCase
) -> None:
    def words(document: Document) -> QLabel:
        line = button(page, name("in", document)).parentWidget()
        return line.findChild(QLabel)  # type: ignore[no-any-return]

    report, denial = luis.document("Second opinion report"), luis.document("Denial letter")
    held, above = words(report), words(denial)
    start, goal = held.rect().center(), held.mapFromGlobal(above.mapToGlobal(QPoint(5, -20)))
    qtbot.mousePress(held, Qt.MouseButton.LeftButton, pos=start)
    for at in (start + QPoint(0, -20), goal):
        held.mouseMoveEvent(moving(held, at))
    qtbot.mouseRelease(held, Qt.MouseButton.LeftButton, pos=goal)
    assert contents(page) == ["A: Second opinion report", "B: Denial letter", "C: Call log"]
    undo(page)
    assert contents(page) == ["A: Denial letter", "B: Second opinion report", "C: Call log"]
    # Two dots are no drag: the press counts as one on the box.
    held = words(report)
    qtbot.mousePress(held, Qt.MouseButton.LeftButton, pos=start)
    held.mouseMoveEvent(moving(held, start + QPoint(1, 1)))
    qtbot.mouseRelease(held, Qt.MouseButton.LeftButton, pos=start + QPoint(1, 1))
    assert contents(page) == ["A: Denial letter", "B: Call log"]


def moving(widget: QLabel, at: QPoint) -> QMouseEvent:
    """Make the event of a mouse that moves with its left button held: Qt's own tests can't send one."""
    place, left = QPointF(widget.mapToGlobal(at)), Qt.MouseButton.LeftButton
    return QMouseEvent(QMouseEvent.Type.MouseMove, QPointF(at), place, left, left, Qt.KeyboardModifier.NoModifier)


def test_private_papers_are_never_offered(qtbot: QtBot, window: MakeWindow, workspace: Workspace) -> None:
    luis = luis_case(workspace)
    workspace.save(luis.document("Plan booklet").revised(is_private=True), "Mark private")
    assert "Plan booklet" not in words_on(builder(qtbot, window, luis).contents)


def test_the_kind_leads_to_another_letter_and_keeps_what_was_chosen(
    qtbot: QtBot, page: PacketBuilderPage, luis: LuisCase
) -> None:
    box = page.kind
    box.setCurrentIndex(list(PacketKind).index(PacketKind.external_review))
    box.activated.emit(box.currentIndex())
    assert "If a form came with their letter, use it. Put this letter behind it." in words_on(page)
    box.setCurrentIndex(list(PacketKind).index(PacketKind.consultant))
    box.activated.emit(box.currentIndex())
    assert luis.now.packets[0].kind is PacketKind.consultant
    assert "written in your name" not in words_on(page)
    assert contents(page)[0] == "A: Denial letter"
    assert not page.words.has_boxes()


def test_the_page_stays_usable_while_a_packet_is_made_and_cancel_stops_it(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, defects: list[BaseException]
) -> None:
    luis = luis_case(workspace)
    page = builder(qtbot, window, luis)
    slow = Background(defects.append, ThreadPoolExecutor(1))
    page.live._context = replace(page.context, background=slow)
    page.live._told = slow.relay(page.live._show_progress)
    with qtbot.waitSignal(page.live.ready, timeout=5_000):
        press(qtbot, page, name("in", luis.document("Plan booklet")))
        assert page.live.made() is None
        press(qtbot, page, "packet_builder.call_log")
    assert contents(page)[-1] == "C: Plan booklet"
    page.live._show_progress(page.live._build, 12, 24)
    assert page.live.progress.words.text() == "Updating page 12 of 24"
    press(qtbot, page, "packet_builder.fax_cover")
    page.live.stop()
    assert "You stopped the preview" in label(page, "packet_builder.preview.trouble")
    qtbot.wait(100)
    assert page.live.made() is None
    slow.close()


@pytest.mark.parametrize("size", [100, 200])
def test_a_long_name_and_large_text_cut_nothing_off(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, look: Appearance, size: int
) -> None:
    luis = luis_case(workspace)
    workspace.save(luis.document("Plan booklet").revised(name='<b>&" ' + "Long name " * 30), "Rename")
    look.show(PLAIN.but(text_size=size), remember=False)
    page = builder(qtbot, window, luis)
    qtbot.waitUntil(lambda: checks.cut_off(page) == [], timeout=2_000)
    assert checks.unnamed_controls(page) == []
    assert checks.rich_labels(page) == []


def test_the_lines_around_a_check_box_leave_its_words_to_be_read(qtbot: QtBot, look: Appearance) -> None:
    line = CheckLine("Old bill", checked=True, name="a.box")
    qtbot.addWidget(line)
    line.show()
    words = line.findChild(QLabel)
    assert words is not None
    assert line.box.geometry().right() + 1 + ring_reach() < words.x()


def test_on_a_spanish_screen_the_packet_is_named_and_told_in_spanish(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase
) -> None:
    with language.in_language("es"):
        page = builder(qtbot, window, luis)
        said = words_on(page)
        assert "Lo que dice esta carta" in said
        assert "pide a su plan que cambie su decisión" in said
        assert "Lista de anexos" in words_on(page.contents)
        assert "Carta de apelación" in words_on(page.contents)
        assert "List of exhibits" in text_of(page)  # it goes to an office
