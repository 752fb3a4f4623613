"""Documents: files come in by button, paste and drop, are shown and named, and the bad ones are refused by sentence."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from caseorg.documents.worker import shared
from caseorg.domain.document import DocumentKind
from caseorg.domain.requests import ItemStatus
from caseorg.services import documents
from caseorg.services.workspace import Workspace
from caseorg.ui.background import Background
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import documents_adding
from caseorg.ui.pages.documents import DocumentsPage
from tests.ui import checks
from tests.ui.conftest import PLAIN, GivenFiles
from tests.ui.pages.marias_case import MariasCase, button, choose, field, marias_case, offered, press, words_on, write

MakeWindow = Callable[..., MainWindow]

REPORT = (
    "SURGICAL PATHOLOGY REPORT",
    "Riverside General",
    "Patient: Maria R. Santos",
    "Date of report: November 3, 2026",
)


def pdf(path: Path, lines: tuple[str, ...], pages: int = 1) -> Path:
    """Write a PDF with the same lines on each page."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for _number in range(pages):
        for place, line in enumerate(lines):
            canvas.drawString(72, 760 - 18 * place, line)
        canvas.showPage()
    canvas.save()
    path.write_bytes(out.getvalue())
    return path


def locked(whole: bytes) -> bytes:
    """Return a PDF that opens with a password only."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(whole)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def worker() -> Iterator[None]:
    yield
    shared().close()


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    return marias_case(workspace)


@pytest.fixture
def page(window: MakeWindow, maria: MariasCase) -> DocumentsPage:
    shown = window(DocumentsPage, case_id=maria.id, size=(1280, 800)).front()
    assert isinstance(shown, DocumentsPage)
    return shown


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return pdf(tmp_path / "scan004.pdf", REPORT, 3)


def add(qtbot: QtBot, page: DocumentsPage, files: GivenFiles, *paths: Path) -> None:
    files.answers = list(paths)
    press(qtbot, page, "documents.add")


def names(page: DocumentsPage) -> list[str]:
    model = page.list.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def message(page: DocumentsPage) -> str:
    return page.window().messages.text()


def drop(page: DocumentsPage, mime: QMimeData) -> QDropEvent:
    copy, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), copy, mime, buttons, keys))
    event = QDropEvent(QPointF(5, 5), copy | Qt.DropAction.MoveAction, mime, buttons, keys)
    page.dropEvent(event)
    return event


def of_files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


# Coming in


def test_an_empty_page_invites_a_file(page: DocumentsPage) -> None:
    assert "Keep reports, scans and plan letters here. Drop a file, or add one." in words_on(page)


def test_a_file_is_added_byte_for_byte_and_shown_at_once(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, maria: MariasCase
) -> None:
    before = report.read_bytes()
    add(qtbot, page, files, report)
    document = maria.now.documents[0]
    assert documents.bytes_of(maria.workspace, document) == before == report.read_bytes()
    assert message(page) == "“scan004” is added."
    assert page.preview.heading.text() == "Page 1 of 3"
    assert page.preview._well._sheet.picture is not None
    assert "scan004.pdf" in words_on(page.about)
    page.window().do("undo")
    assert maria.now.documents == ()
    assert page.empty.isVisible()


def test_files_are_dropped_anywhere_and_copied_never_moved(
    page: DocumentsPage, report: Path, tmp_path: Path, maria: MariasCase
) -> None:
    other = pdf(tmp_path / "denial.pdf", ("Notice of denial",))
    event = drop(page, of_files(report, other))
    assert event.dropAction() == Qt.DropAction.CopyAction
    assert sorted(names(page)) == ["denial", "scan004"]
    assert message(page) == "2 files are added."
    assert report.exists()


def test_while_files_are_held_over_the_page_it_says_so(page: DocumentsPage, report: Path) -> None:
    mime = of_files(report)
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert page.header.purpose.text() == "Let go to add the files."
    words = QMimeData()
    words.setText("only words")
    other = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, words, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    other.ignore()
    page.dragEnterEvent(other)
    assert not other.isAccepted()


def test_a_file_a_picture_and_words_can_be_pasted(
    qtbot: QtBot, page: DocumentsPage, report: Path, maria: MariasCase
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setMimeData(of_files(report))
    press(qtbot, page, "documents.paste")
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    clipboard.setImage(picture)
    press(qtbot, page, "documents.paste")
    clipboard.setText("From: the clinic\n\nYour visit notes are ready.")
    page.header.title.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(1)
    kinds = {document.original_name: document.media_type for document in maria.now.documents}
    assert kinds == {
        "scan004.pdf": "application/pdf",
        "Pasted picture.png": "image/png",
        "Pasted text.txt": "text/plain",
    }
    clipboard.clear()
    press(qtbot, page, "documents.paste")
    assert message(page) == "There is no file, picture or text to paste. Copy one first, then paste it here."


def test_the_same_file_is_skipped_unless_both_are_kept(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, maria: MariasCase
) -> None:
    add(qtbot, page, files, report)
    add(qtbot, page, files, report)
    assert message(page).startswith("“scan004.pdf”: You already have this file, added ")
    assert len(maria.now.documents) == 1
    press(qtbot, page.window(), "message.act1")
    assert message(page) == ""
    assert len(maria.now.documents) == 1
    add(qtbot, page, files, report)
    press(qtbot, page.window(), "message.act")
    assert len(maria.now.documents) == 2
    assert message(page) == "“scan004” is added."


# Bad input


def test_each_bad_file_is_kept_and_says_why_it_cannot_be_shown(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, tmp_path: Path, maria: MariasCase
) -> None:
    whole = pdf(tmp_path / "whole.pdf", REPORT).read_bytes()
    made = {
        "empty.pdf": (b"", "there is no page in it"),
        "cut off.pdf": (whole[: len(whole) // 3], "couldn't look inside it"),
        "not a pdf.pdf": (b"<html>hello</html>", "can't be shown as pages"),
        "locked.pdf": (locked(whole), "locked with its own password"),
    }
    for name, (data, reason) in made.items():
        path = tmp_path / name
        path.write_bytes(data)
        add(qtbot, page, files, path)
        document = next(each for each in maria.now.documents if each.original_name == name)
        assert documents.bytes_of(maria.workspace, document) == data
        assert reason in message(page), name
        assert reason in words_on(page.about), name
        assert reason in page.preview._well._sheet.words, name
        assert not page.preview.row.isEnabled()


def test_a_file_that_is_gone_is_named_and_nothing_is_added(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, tmp_path: Path, maria: MariasCase
) -> None:
    add(qtbot, page, files, report, tmp_path / "gone.pdf")
    assert message(page).startswith("We couldn't read “gone.pdf” from the disk. Nothing was added.")
    assert maria.now.documents == ()
    add(qtbot, page, files, report)
    assert len(maria.now.documents) == 1


def test_a_paper_of_five_hundred_pages_opens_on_its_first_and_turns(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, tmp_path: Path
) -> None:
    add(qtbot, page, files, pdf(tmp_path / "records.pdf", ("Visit notes",), 500))
    assert page.preview.heading.text() == "Page 1 of 500"
    press(qtbot, page, "documents.preview.next")
    assert page.preview.heading.text() == "Page 2 of 500"


def test_a_name_of_three_hundred_letters_and_marks_is_only_a_name(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, maria: MariasCase
) -> None:
    add(qtbot, page, files, report)
    odd = "<b>Báo cáo</b> & تقرير 🏥 " + "x" * 300
    write(qtbot, page, "document.name", odd)
    press(qtbot, page, "document.save")
    assert names(page) == [odd]
    assert odd in words_on(page.about)
    assert checks.rich_labels(page) == []


# What it is


def test_what_it_looks_like_is_offered_and_taken_over_by_one_press(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, maria: MariasCase
) -> None:
    add(qtbot, page, files, report)
    assert "Looks like a pathology report, dated Nov 3, 2026. Use this?" in words_on(page.about)
    assert maria.now.documents[0].kind is None
    press(qtbot, page, "documents.use")
    document = maria.now.documents[0]
    assert (document.kind, document.document_date) == (DocumentKind.pathology_report, date(2026, 11, 3))
    assert document.name == "Pathology report"
    assert "Looks like" not in words_on(page.about)
    assert field(page, "document.kind").currentText() == "Pathology report"
    press(qtbot, page.window(), "message.act")
    assert maria.now.documents[0].kind is None
    assert field(page, "document.name").text() == "scan004"


def test_saying_which_request_it_answers_flips_the_request(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, maria: MariasCase
) -> None:
    add(qtbot, page, files, report)
    choose(page, "document.answers_item_id", "Scan report, from Riverside General")
    choose(page, "document.from_contact_id", "Riverside General")
    press(qtbot, page, "document.save")
    item = next(each for each in maria.now.items if each.id == maria.scan_report.id)
    assert (item.status, item.document_id) == (ItemStatus.got_it, maria.now.documents[0].id)
    assert button(page, "documents.go").isVisible()
    page.window().do("undo")
    assert next(each for each in maria.now.items if each.id == item.id).status is ItemStatus.asked


def test_pages_about_someone_else_are_pointed_out(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, tmp_path: Path
) -> None:
    add(qtbot, page, files, pdf(tmp_path / "letter.pdf", ("Visit notes", "Patient: John Q. Miller"), 2))
    assert "Pages 1, 2 may be about someone else." in words_on(page.about)


def test_the_words_of_a_page_can_be_read_and_a_picture_says_it_has_none(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, tmp_path: Path
) -> None:
    add(qtbot, page, files, report)
    press(qtbot, page, "documents.preview.as_text")
    assert "SURGICAL PATHOLOGY REPORT" in page.preview.text.toPlainText()
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    picture.save(str(tmp_path / "photo.png"))
    add(qtbot, page, files, tmp_path / "photo.png")
    assert page.preview.text.toPlainText() == "This is a picture of a page. We can't read the words in it."


def test_zoom_asks_for_a_larger_picture(qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path) -> None:
    add(qtbot, page, files, report)
    qtbot.wait(300)  # until the page has its scroll bar and the picture its width
    before = page.preview._well._sheet.picture.width()
    press(qtbot, page, "documents.preview.larger")
    assert page.preview._well._sheet.picture.width() > before
    press(qtbot, page, "documents.preview.fit")
    assert page.preview._well._sheet.picture.width() == before


def test_half_typed_words_stay_with_their_document(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, tmp_path: Path, maria: MariasCase
) -> None:
    add(qtbot, page, files, report)
    write(qtbot, page, "document.notes", "Ask about the second si")
    add(qtbot, page, files, pdf(tmp_path / "other.pdf", ("Invoice",)))
    assert field(page, "document.notes").toPlainText() == ""
    page.open_record(next(each for each in maria.now.documents if each.name == "scan004").id)
    assert field(page, "document.notes").toPlainText() == "Ask about the second si"


# The list


def test_the_list_is_narrowed_sorted_and_searched(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, tmp_path: Path
) -> None:
    add(qtbot, page, files, report)
    press(qtbot, page, "documents.use")
    add(qtbot, page, files, pdf(tmp_path / "abc.pdf", ("Hello",)))
    assert names(page) == ["abc", "Pathology report"]
    choose(page, "documents.sort", "Date on it")
    assert names(page) == ["Pathology report", "abc"]
    assert offered(page, "documents.show") == ["All", "Not named yet", "Pathology report"]
    choose(page, "documents.show", "Not named yet")
    assert names(page) == ["abc"]
    choose(page, "documents.show", "All")
    write(qtbot, page, "documents.find", "path")
    assert names(page) == ["Pathology report"]


def test_what_is_not_named_yet_says_so_in_the_list_and_in_the_sidebar(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path
) -> None:
    add(qtbot, page, files, report)
    model = page.list.model
    assert model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole) == "scan004, Not named yet"
    assert page.list.view() is page.list.cards


def test_replacing_keeps_what_was_written_about_it(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, tmp_path: Path, maria: MariasCase
) -> None:
    add(qtbot, page, files, report)
    press(qtbot, page, "documents.use")
    better = pdf(tmp_path / "better.pdf", REPORT, 4)
    files.answers = [better]
    press(qtbot, page, "documents.replace")
    document = maria.now.documents[0]
    assert (document.name, document.page_count, document.original_name) == ("Pathology report", 4, "better.pdf")
    assert page.preview.heading.text() == "Page 1 of 4"
    page.window().do("undo")
    assert maria.now.documents[0].page_count == 3
    assert page.preview.heading.text() == "Page 1 of 3"


def test_a_copy_is_saved_as_it_came_with_a_word_of_warning(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, tmp_path: Path
) -> None:
    add(qtbot, page, files, report)
    files.answers = [tmp_path / "copy.pdf"]
    press(qtbot, page, "documents.save_copy")
    assert (tmp_path / "copy.pdf").read_bytes() == report.read_bytes()
    assert message(page).startswith("Saved as “copy.pdf”. That copy is not locked")


def test_removing_and_undo(qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path) -> None:
    add(qtbot, page, files, report)
    press(qtbot, page, "documents.remove")
    assert message(page) == "“scan004” is in Recently removed for 30 days."
    assert page.empty.isVisible()
    page.window().do("undo")
    assert names(page) == ["scan004"]


# Slow work


def test_many_files_show_a_bar_and_stopping_leaves_nothing(
    qtbot: QtBot, page: DocumentsPage, tmp_path: Path, maria: MariasCase, defects: list[BaseException]
) -> None:
    background = Background(defects.append)
    adding = documents_adding.Adding(
        replace(page.context, background=background), maria.id, lambda _document: None, page
    )
    page.body.addWidget(adding.place)
    adding._patience.setInterval(1)
    many = [pdf(tmp_path / f"{number}.pdf", (f"Paper {number}",), 20) for number in range(40)]
    adding.add_paths(many)
    qtbot.waitUntil(adding.place.isVisible, timeout=5_000)
    adding.add_paths(many[:1])
    assert message(page) == "Files are being added now. Try again in a moment."
    qtbot.waitUntil(lambda: "40" in words_on(adding.place), timeout=5_000)
    press(qtbot, adding.place, "documents.progress.cancel")
    qtbot.waitUntil(lambda: not adding.is_busy(), timeout=5_000)
    assert message(page) == "Stopped. Nothing was added."
    assert not adding.place.isVisible()
    assert maria.now.documents == ()
    adding.add_paths(many[:2])
    qtbot.waitUntil(lambda: len(maria.now.documents) == 2, timeout=10_000)
    qtbot.waitUntil(lambda: not background.is_busy(), timeout=5_000)
    background.close()


@pytest.mark.parametrize("text_size", [100, 200])
def test_nothing_is_cut_off_or_unnamed(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, look: Appearance, text_size: int
) -> None:
    page.window().resize(1024, 768)
    look.show(replace(PLAIN, text_size=text_size), remember=False)
    qtbot.wait(50)
    for _time in range(2):
        qtbot.waitUntil(lambda: checks.cut_off(page) == [])
        assert checks.unnamed_controls(page) == []
        assert checks.controls_without_object_name(page) == []
        assert checks.rich_labels(page) == []
        add(qtbot, page, files, report)
        qtbot.wait(50)
