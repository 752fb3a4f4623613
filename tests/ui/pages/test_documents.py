"""Documents: files come in by button, paste and drop, are shown and named, and the bad ones are refused by sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from caseorg.documents.guess import Guess
from caseorg.documents.worker import shared
from caseorg.domain.document import DocumentKind
from caseorg.services import documents
from caseorg.services.workspace import Workspace
from caseorg.ui.background import Background
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import documents_adding
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.pages.documents_guess import GuessedDocument
from tests.ui import checks
from tests.ui.conftest import PLAIN, GivenFiles
from tests.ui.pages.marias_case import MariasCase, marias_case, press, words_on, write
from tests.ui.pages.papers import REPORT, add, drop, locked, message, names, of_files, pdf

MakeWindow = Callable[..., MainWindow]


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
    assert page.preview._well.sheet.picture is not None
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
        "not a pdf.pdf": (bytes(range(256)), "couldn't look inside it"),
        "from the device.xyz": (bytes(range(255)), "can't be shown as pages"),
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
        assert reason in page.preview._well.sheet.words, name
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


# Slow work


def test_some_files_show_a_bar_and_stopping_leaves_nothing(
    qtbot: QtBot, page: DocumentsPage, tmp_path: Path, maria: MariasCase, defects: list[BaseException]
) -> None:
    background = Background(defects.append)
    adding = documents_adding.Adding(
        replace(page.context, background=background), maria.id, lambda _document: None, page
    )
    page.body.addWidget(adding.place)
    adding._patience.setInterval(1)
    many = [pdf(tmp_path / f"{number}.pdf", (f"Paper {number}",), 60) for number in range(12)]
    adding.add_paths(many)
    qtbot.waitUntil(adding.place.isVisible, timeout=5_000)
    adding.add_paths(many[:1])
    assert message(page) == "Files are being added now. Try again in a moment."
    qtbot.waitUntil(lambda: "12" in words_on(adding.place), timeout=5_000)
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
    look.show(PLAIN.but(text_size=text_size), remember=False)
    qtbot.wait(50)
    for _time in range(2):
        qtbot.waitUntil(lambda: checks.cut_off(page) == [])
        assert checks.unnamed_controls(page) == []
        assert checks.controls_without_object_name(page) == []
        assert checks.rich_labels(page) == []
        add(qtbot, page, files, report)
        qtbot.wait(50)


class _Late(Executor):
    """Does work when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], object]] = []

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.waiting.append(lambda: work(*args, **kwargs))
        return Future()


def test_what_was_read_comes_too_late_for_a_document_that_is_not_on_show_any_more(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, defects: list[BaseException]
) -> None:
    add(qtbot, page, files, report)
    document = page.document()
    assert document is not None
    page.context.background._executor = late = _Late()
    line = GuessedDocument(page, document, Guess(DocumentKind.pathology_report), None)
    line.look_for(["Pathology"], 1)
    shiboken6.delete(line)  # as after a while, when another one was chosen
    assert late.waiting
    for each in late.waiting:
        each()
    assert defects == []
