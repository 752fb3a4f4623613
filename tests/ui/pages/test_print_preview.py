"""Ctrl+P on any page: a clean paper of what it shows, with name, case, day and page number."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtTest import QTest

from caseorg.documents.prepare import page_texts
from caseorg.domain.people import Patient
from caseorg.domain.requests import RecordKind, RequestedItem
from caseorg.domain.visit import Question
from caseorg.services.workspace import Workspace
from caseorg.ui.pages import all_pages
from caseorg.ui.pages.all_cases import AllCasesPage
from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage
from caseorg.ui.pages.plan_and_permissions import PlanAndPermissionsPage
from caseorg.ui.pages.print_preview import PrintPreviewPage
from caseorg.ui.pages.questions import QuestionsPage
from caseorg.ui.pages.records import RecordsPage
from tests.builders import a_case
from tests.ui.conftest import GivenFiles
from tests.ui.pages.cases import MakeWindow, front, message, press

PAGES = (RecordsPage, AllCasesPage, PlanAndPermissionsPage, QuestionsPage, LettersAndPacketsPage, PrintPreviewPage)


def words(page: PrintPreviewPage) -> str:
    """Return what can be read on the paper."""
    assert page.made is not None
    return " ".join("\n".join(page_texts(page.made.pdf, name="paper")).split())


def test_a_page_prints_its_list_as_a_table_without_buttons(
    workspace: Workspace, window: MakeWindow, files: GivenFiles, tmp_path: Path
) -> None:
    case = a_case(workspace)
    with workspace.step("Add") as step:
        step.save(Patient(case_id=case.id, full_name="Maria Santos"))
        step.save(RequestedItem(case_id=case.id, kind=RecordKind.pathology_report, what="Left <lung> & more"))
    shown = window(*PAGES, case_id=case.id)
    QTest.keyClick(shown, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    page = front(shown)
    assert isinstance(page, PrintPreviewPage)
    text = words(page)
    assert "Records" in text
    assert "What From Status" in text
    assert "Pathology report: Left <lung> & more" in text
    assert "Maria Santos, Maria's lung biopsy. Printed November 22, 2026" in text
    assert "1 of 1" in text
    assert "Ask for records" not in text
    files.answers = [tmp_path / "page.pdf"]
    press(page, "print_preview.save")
    assert (tmp_path / "page.pdf").read_bytes() == page.made.pdf
    assert message(shown) == "Saved."  # what the person keeps is not “not sent yet”
    assert "lung" not in page.made.plan.file_name
    shown.go_back()
    assert isinstance(front(shown), RecordsPage)


def test_a_long_list_goes_on_with_its_headings_and_counts_its_pages(workspace: Workspace, window: MakeWindow) -> None:
    for number in range(45):
        a_case(workspace, f"Case number {number}")
    shown = window(AllCasesPage, PrintPreviewPage)
    shown.do("print")
    page = front(shown)
    assert isinstance(page, PrintPreviewPage)
    assert page.made is not None
    texts = page_texts(page.made.pdf, name="paper")
    assert len(texts) > 1
    assert all("Next date" in text for text in texts)
    assert f"2 of {len(texts)}" in " ".join(texts[1].split())
    assert all(f"Case number {number}" in "\n".join(texts) for number in range(45))
    assert "Printed November 22, 2026" in texts[0]


def test_a_page_that_prints_itself_still_does(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    workspace.save(Question(case_id=case.id, text="How long is it safe to wait?"), "Add")
    shown = window(*PAGES, case_id=case.id)
    shown.go_to("questions")
    shown.do("print")
    assert isinstance(front(shown), LettersAndPacketsPage)


def test_every_page_can_be_printed(workspace: Workspace, window: MakeWindow) -> None:
    shown = window(*all_pages(), case_id=a_case(workspace).id)
    for kind in all_pages():
        shown.go_to(kind.name)
        assert shown.commands.can_print() is not kind.whole_window or "print" in shown.front().commands, kind.name


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="a printer's own dialog would open")
def test_page_setup_says_where_there_is_no_printer(workspace: Workspace, window: MakeWindow) -> None:
    shown = window(*PAGES, case_id=a_case(workspace).id)
    shown.do("page_setup")
    assert message(shown) == "There is no printer on this computer. Add one first, or save the paper as a PDF."
