"""What was removed, lived through the window: put back, emptied, gone after 30 days."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication

from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.note import Note
from caseorg.services.opening import open_with_password
from caseorg.services.removal import remove
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.seal import new_salt, seal_with
from caseorg.ui.pages.all_cases import AllCasesPage
from caseorg.ui.pages.case_details import CaseDetailsPage
from caseorg.ui.pages.recently_removed import RecentlyRemovedPage
from tests.builders import a_case
from tests.ui.pages.cases import MakeWindow, front, is_there, message, press, rows, texts

PAGES = (RecentlyRemovedPage, AllCasesPage, CaseDetailsPage)


def answer(name: str) -> None:
    """Press a button of the question that is about to be asked."""

    def press_it() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(10, press_it)
            return
        button = dialog.findChild(QAbstractButton, name)
        assert isinstance(button, QAbstractButton)
        button.click()

    QTimer.singleShot(10, press_it)


def test_what_was_removed_is_listed_once_and_comes_back_with_what_belongs_to_it(
    workspace: Workspace, window: MakeWindow
) -> None:
    case = a_case(workspace)
    denial = Denial(case_id=case.id, what="The visit")
    with workspace.step("Add") as step:
        step.save(denial)
        step.save(Appeal(case_id=case.id, denial_id=denial.id))
        step.save(note := Note(case_id=case.id, title="What Dr. Okafor said"))
    remove(workspace, case.id, denial)
    remove(workspace, case.id, note)
    shown = window(*PAGES, case_id=case.id)
    page = front(shown)
    assert isinstance(page, RecentlyRemovedPage)
    listed = {row[0]: row[1:3] for row in rows(page.list)}
    assert listed == {
        "The visit": ["Denial, and 1 thing with it", "Maria's lung biopsy"],
        "What Dr. Okafor said": ["Note", "Maria's lung biopsy"],
    }
    page.list.select(denial.id)
    press(page, "removed.put_back")
    assert message(shown).startswith("“The visit” is back.")
    snapshot = workspace.load_case(case.id)
    assert (len(snapshot.denials), len(snapshot.appeals), len(snapshot.notes)) == (1, 1, 0)
    shown.do("undo")
    assert len(rows(page.list)) == 2


def test_emptying_asks_first_and_only_then_deletes(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    workspace.save(note := Note(case_id=case.id, title="Old"), "Add")
    remove(workspace, case.id, note)
    shown = window(*PAGES, case_id=case.id)
    page = front(shown)
    answer("dialog.0")
    press(page, "removed.empty")
    assert len(workspace.store.removed()) == 1
    answer("dialog.1")
    press(page, "removed.empty")
    assert workspace.store.removed() == ()
    assert message(shown).startswith("1 thing is gone for good.")
    assert "Nothing was removed" in texts(page)


def test_a_case_is_removed_with_undo_and_goes_for_good_only_when_one_says_so(
    workspace: Workspace, window: MakeWindow
) -> None:
    case, other = a_case(workspace), a_case(workspace, "Dad's heart valve")
    workspace.save(Note(case_id=case.id, title="Mine"), "Add")
    shown = window(*PAGES, case_id=case.id)
    shown.do("remove_case")
    assert isinstance(front(shown), AllCasesPage)
    assert "is in Recently removed for 30 days" in message(shown)
    assert [line.case_id for line in workspace.store.case_lines()] == [other.id]
    shown.do("undo")
    assert len(workspace.store.case_lines()) == 2
    shown.do("redo")
    shown.do("recently_removed")
    page = front(shown)
    assert is_there(page, "removed.case_for_good")
    answer("dialog.1")
    press(page, "removed.case_for_good")
    assert workspace.store.removed() == ()
    report = check_file(workspace.case_file.path, workspace.case_file.seal)
    assert (report.cases, report.is_whole) == (1, True)


@pytest.mark.parametrize(
    ("worked", "left"),
    [((31,), 1), ((31, 32), 1), ((7, 14, 21, 28, 30), 1), ((7, 14, 21, 28, 30, 31), 0), ((10, 20, 30, 40, 50, 51), 0)],
)
def test_opening_the_file_deletes_what_thirty_days_with_work_in_each_week_saw_removed(
    worked: tuple[int, ...], left: int, tmp_path: Path, workspace: Workspace, quick_key: None
) -> None:
    path, day = tmp_path / "case.caseorg", workspace.today()
    made = Workspace(CaseFile.create(path, seal_with("", new_salt())), lambda: day)
    case = a_case(made)
    made.save(note := Note(case_id=case.id, title="Old"), "Add")
    remove(made, case.id, note)
    made.close()
    for days in (*worked, worked[-1]):
        opened = open_with_password(path, "", today=lambda now=day + timedelta(days=days): now)  # type: ignore[misc]
        found = len(opened.store.removed())
        opened.save(Note(case_id=case.id, title="New"), "Add")
        opened.close()
    assert found == left, "as it was when the file was opened for the last time"
