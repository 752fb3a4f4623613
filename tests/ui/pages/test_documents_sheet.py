"""What a document is: suggested, said, linked, read, replaced, sorted and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from caseorg.documents.worker import shared
from caseorg.domain.document import DocumentKind
from caseorg.domain.people import Patient
from caseorg.domain.plan import Plan
from caseorg.domain.requests import ItemStatus
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.widgets.page_piece import PagePiece
from tests.ui.conftest import GivenFiles
from tests.ui.pages.marias_case import MariasCase, button, choose, field, marias_case, offered, press, words_on, write
from tests.ui.pages.papers import REPORT, add, message, names, pdf

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


def test_what_it_looks_like_is_offered_and_taken_over_by_one_press(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, report: Path, maria: MariasCase
) -> None:
    add(qtbot, page, files, report)
    sentence = "Looks like a pathology report from Riverside General, dated Nov 3, 2026. Use this?"
    assert sentence in words_on(page.about)
    # Each with the place on the page where it was read.
    pieces = page.about.findChildren(PagePiece)
    assert len(pieces) == 3
    assert all(piece.is_shown() and piece.place.page == 1 for piece in pieces)
    assert maria.now.documents[0].kind is None
    press(qtbot, page, "documents.use")
    document = maria.now.documents[0]
    assert (document.kind, document.document_date) == (DocumentKind.pathology_report, date(2026, 11, 3))
    sender = maria.now.contact(document.from_contact_id)
    assert sender is not None
    assert sender.name == "Riverside General"
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
    before = page.preview._well.sheet.picture.width()
    press(qtbot, page, "documents.preview.larger")
    assert page.preview._well.sheet.picture.width() > before
    press(qtbot, page, "documents.preview.fit")
    assert page.preview._well.sheet.picture.width() == before


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


# The member ID


LETTER = ("Blue River Health", "November 20, 2026", "Member: Maria R. Santos", "Member ID: BRH 771 204 118")


def test_a_member_id_on_a_paper_is_offered_for_the_plan_that_is_named_there(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, tmp_path: Path, maria: MariasCase
) -> None:
    plan = Plan(case_id=maria.id, name="Blue River Health")
    for record in (plan, Plan(case_id=maria.id, name="Another Mutual"), Patient(case_id=maria.id)):
        maria.workspace.save(record, "Add a plan")
    add(qtbot, page, files, pdf(tmp_path / "letter.pdf", LETTER))
    assert "This paper gives a member ID for “Blue River Health”: BRH 771 204 118. Use it there?" in words_on(
        page.about
    )
    assert maria.now.coverages == ()
    group = page.findChild(QWidget, "documents.member_id")
    assert all(piece.is_shown() for piece in group.findChildren(PagePiece))
    assert len(group.findChildren(PagePiece)) == 1
    press(qtbot, page, "documents.use_member_id")
    (card,) = maria.now.coverages
    assert (card.plan_id, card.member_id) == (plan.id, "BRH 771 204 118")
    assert (card.source_document_id, card.source_page) == (maria.now.documents[0].id, 1)
    assert "member ID" not in words_on(page.about)
    # Another number on the card is pointed out, and never written over.
    maria.workspace.save(card.revised(member_id="BRH771204119"), "Edit the plan card")
    assert "For “Blue River Health” you wrote down another one. Look which is right." in words_on(page.about)
    assert not page.findChildren(QWidget, "documents.use_member_id")
    # The same number in another spelling is no news.
    maria.workspace.save(card.revised(member_id="brh-771-204-118"), "Edit the plan card")
    assert "member ID" not in words_on(page.about)


def test_a_member_id_of_a_plan_that_is_not_named_or_on_somebody_elses_page_is_not_offered(
    qtbot: QtBot, page: DocumentsPage, files: GivenFiles, tmp_path: Path, maria: MariasCase
) -> None:
    maria.workspace.save(Plan(case_id=maria.id, name="Another Mutual"), "Add a plan")
    add(qtbot, page, files, pdf(tmp_path / "letter.pdf", LETTER))
    assert "member ID" not in words_on(page.about)
    theirs = tuple(line.replace("Maria R. Santos", "John Q. Miller") for line in LETTER)
    maria.workspace.save(Plan(case_id=maria.id, name="Blue River Health"), "Add a plan")
    add(qtbot, page, files, pdf(tmp_path / "theirs.pdf", ("Patient: John Q. Miller", *theirs)))
    assert "may be about someone else" in words_on(page.about)
    assert "member ID" not in words_on(page.about)
