"""Export my data, lived through the window."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPageRanges
from PySide6.QtPrintSupport import QPrinter

from caseorg.domain.case import Case
from caseorg.services.export import export_all
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import new_salt, seal_with
from caseorg.ui.pages.export_data import ExportDataPage
from caseorg.ui.pages.notes import NotesPage
from caseorg.ui.paper import chosen_pages, fitted
from tests.conftest import quick_keys
from tests.ui.conftest import GivenFiles
from tests.ui.pages.cases import MakeWindow, front, maria, press, texts
from tests.ui.pages.papers import message


def test_everything_goes_into_a_new_folder_and_the_page_says_that_it_is_not_locked(
    workspace: Workspace, window: MakeWindow, files: GivenFiles, tmp_path: Path
) -> None:
    shown = window(NotesPage, ExportDataPage, case_id=maria(workspace))
    shown.do("export_data")
    page = front(shown)
    assert isinstance(page, ExportDataPage)
    assert "These files are not locked" in texts(page)
    target = tmp_path / "out"
    target.mkdir()
    press(page, "export_data.choose")
    assert list(target.iterdir()) == []  # the dialog was canceled
    files.answers = [target, target]
    press(page, "export_data.choose")
    press(page, "export_data.choose")
    name = f"Caseorg export {workspace.today().isoformat()}"
    assert sorted(each.name for each in target.iterdir()) == [name, f"{name} 2"]
    manifest = json.loads((target / name / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["cases"] == 1
    assert str(target / f"{name} 2") in page.work.result.text()


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(
    workspace: Workspace, window: MakeWindow, files: GivenFiles, tmp_path: Path
) -> None:
    shown = window(ExportDataPage, case_id=maria(workspace))
    taken = tmp_path / "file"
    taken.write_text("no folder", encoding="utf-8")
    files.answers = [taken]
    page = front(shown)
    press(page, "export_data.choose")
    assert isinstance(page, ExportDataPage)
    assert page.work.result.text() == "Nothing was exported."
    assert page.button.isEnabled()


def test_a_page_is_fitted_to_other_paper_and_never_stretched() -> None:
    letter = QSize(850, 1100)
    assert fitted(letter, QRect(0, 0, 1700, 2200)) == QRect(0, 0, 1700, 2200)
    on_a4 = fitted(letter, QRect(0, 0, 2100, 2970))
    assert on_a4.width() == 2100
    assert abs(on_a4.height() - 2100 * 1100 / 850) < 1


def test_only_the_pages_chosen_in_the_print_dialog_are_printed() -> None:
    printer = QPrinter()
    assert chosen_pages(printer, 4) == [1, 2, 3, 4]
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    assert chosen_pages(printer, 4) == [2, 3]
    printer.setPageRanges(QPageRanges.fromString("1,3-9"))
    assert chosen_pages(printer, 4) == [1, 3, 4]


def test_an_export_is_taken_in_after_its_cases_were_shown_and_undo_takes_it_out(
    workspace: Workspace, window: MakeWindow, files: GivenFiles, tmp_path: Path
) -> None:
    case_id = maria(workspace)
    export_all(workspace, tmp_path / "out")
    shown = window(ExportDataPage, case_id=case_id)
    page = front(shown)
    assert isinstance(page, ExportDataPage)
    files.answers = [tmp_path / "out"]
    press(page, "export_data.take_in.choose")
    assert "(this file has it already)" in page.take_in.lines.text()
    assert not page.take_in.choice.isVisible()
    assert message(page) == "There is nothing new in this export. Your file stays as it is."
    with quick_keys():
        other = Workspace(CaseFile.create(tmp_path / "other.caseorg", seal_with("", new_salt())))
    other.save(Case(title="Of somebody else"), "New case")
    export_all(other, tmp_path / "theirs")
    other.close()
    files.answers = [tmp_path / "theirs"]
    press(page, "export_data.take_in.choose")
    assert page.take_in.lines.text() == "Of somebody else: 0 entries, 0 files"
    press(page, "export_data.take_in.take")
    assert {line.title for line in workspace.store.case_lines()} >= {"Of somebody else"}
    assert message(page) == "1 case is in your file now."
    shown.do("undo")
    assert "Of somebody else" not in {line.title for line in workspace.store.case_lines()}


def test_a_folder_that_is_no_export_is_said(
    workspace: Workspace, window: MakeWindow, files: GivenFiles, tmp_path: Path
) -> None:
    page = front(window(ExportDataPage, case_id=maria(workspace)))
    files.answers = [tmp_path]
    press(page, "export_data.take_in.choose")
    assert message(page).startswith("This folder is not an export from Caseorg. Nothing was changed.")
