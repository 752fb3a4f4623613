"""The list of all cases and the details of one, lived through the window."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from caseorg.domain.deadline import FollowUp
from caseorg.domain.people import Contact, HelperRole, Patient
from caseorg.services.case_standing import Standings
from caseorg.services.workspace import Workspace
from caseorg.ui.interview.page import InterviewPage
from caseorg.ui.pages.all_cases import AllCasesPage
from caseorg.ui.pages.case_details import CaseDetailsPage
from caseorg.ui.pages.next_steps import NextStepsPage
from tests.builders import a_case
from tests.ui.checks import cut_off, rich_labels, unnamed_controls
from tests.ui.pages.cases import MakeWindow, find, front, is_there, message, press, rows, texts, write

PAGES = (AllCasesPage, NextStepsPage, InterviewPage, CaseDetailsPage)


@pytest.fixture
def two(workspace: Workspace) -> None:
    """Maria has a date on Friday; Jorge has none."""
    maria, jorge = a_case(workspace), a_case(workspace, "Dad's heart valve")
    with workspace.step("Add people") as step:
        step.save(Patient(case_id=maria.id, full_name="Maria S."))
        step.save(Patient(case_id=jorge.id, full_name="Jorge S."))
        step.save(FollowUp(case_id=maria.id, what="Fax the form", day=date(2026, 11, 27)))


@pytest.mark.usefixtures("two")
def test_each_case_says_whom_it_is_for_its_next_date_and_where_it_is(window: MakeWindow) -> None:
    page = front(window(*PAGES))
    assert isinstance(page, AllCasesPage)
    assert sorted(rows(page.list)) == [
        ["Dad's heart valve", "Jorge S.", "None", "Gather"],
        ["Maria's lung biopsy", "Maria S.", "Fri, Nov 27, 2026", "Gather"],
    ]


@pytest.mark.usefixtures("two")
def test_opening_a_case_leads_to_its_next_steps(workspace: Workspace, window: MakeWindow) -> None:
    shown = window(*PAGES)
    page = front(shown)
    assert isinstance(page, AllCasesPage)
    jorge = next(line for line in workspace.store.case_lines() if line.patient_name == "Jorge S.")
    page.list.select(jorge.case_id)
    press(page, "all_cases.open")
    assert isinstance(front(shown), NextStepsPage)
    assert "Dad's heart valve" in shown.windowTitle()


@pytest.mark.usefixtures("two")
def test_a_case_is_put_away_found_again_and_taken_out(workspace: Workspace, window: MakeWindow) -> None:
    shown = window(*PAGES)
    page = front(shown)
    assert isinstance(page, AllCasesPage)
    maria = next(line for line in workspace.store.case_lines() if line.patient_name == "Maria S.")
    page.list.select(maria.case_id)
    press(page, "all_cases.put_this_away")
    assert message(shown).startswith("“Maria's lung biopsy” is put away.")
    assert [row[0] for row in rows(page.list)] == ["Dad's heart valve"]
    press(page, "all_cases.put_away")
    assert [row[0] for row in rows(page.away)] == ["Maria's lung biopsy"]
    page.away.select(maria.case_id)
    press(page, "all_cases.take_out")
    assert len(rows(page.list)) == 2
    shown.do("undo")
    assert [row[0] for row in rows(page.list)] == ["Dad's heart valve"]


def test_a_file_without_cases_offers_the_first_letter(window: MakeWindow) -> None:
    shown = window(*PAGES)
    press(front(shown), "all_cases.empty.start")
    assert isinstance(front(shown), InterviewPage)


def test_the_name_of_a_case_and_whom_it_is_for_can_be_changed(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    shown = window(CaseDetailsPage, AllCasesPage, case_id=case.id)
    page = front(shown)
    write(page, "case.title", "Mom's biopsy")
    press(page, "case.for_someone_else.someone_else")
    press(page, "case.save")
    kept = workspace.load_case(case.id).case
    assert (kept.title, kept.for_someone_else) == ("Mom's biopsy", True)
    assert "Mom's biopsy" in shown.windowTitle()
    assert find(page, "case.save").hasFocus()
    write(page, "case.title", "")
    press(page, "case.save")
    assert "Enter a name for the case." in texts(page)
    shown.do("undo")
    assert workspace.load_case(case.id).case.title == "Maria's lung biopsy"


def test_whoever_helps_is_written_down_with_the_paper_that_lets_them_act(
    workspace: Workspace, window: MakeWindow
) -> None:
    case = a_case(workspace)
    shown = window(CaseDetailsPage, case_id=case.id)
    shown.do("who_may_act")
    page = front(shown)
    write(page, "helper.full_name", "Dan Santos")
    role = find(page, "helper.role")
    role.setCurrentIndex(role.findText("Health care power of attorney"))  # type: ignore[attr-defined]
    role.activated.emit(role.currentIndex())  # type: ignore[attr-defined]
    press(page, "helper.save")
    helper = workspace.load_case(case.id).helpers[0]
    assert (helper.full_name, helper.role) == ("Dan Santos", HelperRole.health_care_agent)
    assert helper.may_act


def test_the_menu_puts_the_case_away(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    shown = window(CaseDetailsPage, AllCasesPage, case_id=case.id)
    shown.do("put_away")
    assert isinstance(front(shown), AllCasesPage)
    assert workspace.load_case(case.id).case.put_away_on == workspace.today()
    shown.go_to("case_details")
    press(front(shown), "case_details.put_away")
    assert workspace.load_case(case.id).case.put_away_on is None


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("percent", [100, 200])
def test_every_word_is_there_and_every_control_has_a_name(
    workspace: Workspace, window: MakeWindow, percent: int
) -> None:
    case_id = workspace.store.case_lines()[0].case_id
    shown = window(AllCasesPage, CaseDetailsPage, case_id=case_id, size=(1024, 768))
    shown.commands.set_text_size(percent)
    for name in ("all_cases", "case_details"):
        shown.go_to(name)
        page = front(shown)
        assert is_there(page, f"{name}.title")
        assert unnamed_controls(page) == []
        assert rich_labels(page) == []
        assert cut_off(page) == []


@pytest.mark.usefixtures("two")
def test_the_case_switcher_names_the_next_date_of_each_case_once_its_list_opens(window: MakeWindow) -> None:
    shown = window(*PAGES)
    box = find(shown, "side.case")
    assert isinstance(box, QComboBox)
    box.about_to_open.emit()  # as when its list opens; the list itself is a window of the system's
    assert [box.itemText(at) for at in range(box.count())] == [
        "Dad's heart valve", "Maria's lung biopsy, next date Nov 27", "All cases..."
    ]  # fmt: skip


@pytest.mark.usefixtures("two")
def test_the_switcher_opens_at_a_letter_and_changes_the_case_by_enter_alone(
    workspace: Workspace, window: MakeWindow
) -> None:
    lines = {line.title: line.case_id for line in workspace.store.case_lines()}
    shown = window(NextStepsPage, AllCasesPage, case_id=lines["Dad's heart valve"])
    box = find(shown, "side.case")
    assert isinstance(box, QComboBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_M)
    assert box.view().isVisible()
    assert shown.case_id == lines["Dad's heart valve"]
    assert box.view().currentIndex().data() == "Maria's lung biopsy, next date Nov 27"
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    QTest.qWait(1)
    assert shown.case_id == lines["Maria's lung biopsy"]


@pytest.mark.usefixtures("two")
def test_a_next_date_is_counted_again_only_for_a_case_that_changed(workspace: Workspace) -> None:
    standings, cases = Standings(workspace), [line.case_id for line in workspace.store.case_lines()]
    for case_id in cases:
        assert standings.known(case_id) is None
        standings.count(case_id)
    maria = next(line.case_id for line in workspace.store.case_lines() if line.patient_name == "Maria S.")
    workspace.save(FollowUp(case_id=maria, what="Call", day=date(2026, 11, 24)), "Add")
    assert [case_id for case_id in cases if standings.known(case_id) is None] == [maria]
    counted = standings.count(maria)
    assert counted is not None
    assert counted.next_date == date(2026, 11, 24)
    workspace.undo()
    assert standings.known(maria) is None
    workspace.save(Contact(name="An office in any of the cases"), "Add")
    assert all(standings.known(case_id) is None for case_id in cases)
