"""Fixed dates that are near, and those that came while the file was closed."""

from __future__ import annotations

from datetime import date, timedelta

from caseorg.domain.deadline import FollowUp, Goal
from caseorg.services.calendar_file import calendar_file, keep_entries
from caseorg.services.deadlines import date_rows
from caseorg.services.due_dates import came_due, has_dates_for_calendar, near_dates
from caseorg.services.file_cards import FileFacts, file_cards
from caseorg.services.settings import FileNotes, RemindEvery, Settings
from caseorg.services.workspace import Workspace
from tests.builders import a_case


def test_only_fixed_dates_that_are_open_count_and_each_on_its_day(workspace: Workspace) -> None:
    case, today = a_case(workspace), workspace.today()
    days = {"today": 0, "near": 7, "far": 8, "yesterday": -1, "long ago": -10}
    with workspace.step("Add") as step:
        for what, away in days.items():
            step.save(FollowUp(case_id=case.id, what=what, day=today + timedelta(days=away), is_fixed=True))
        step.save(FollowUp(case_id=case.id, what="done", day=today, is_fixed=True, done_on=today))
        step.save(Goal(case_id=case.id, what="goal", day=today))
    assert [due.row.what for due in near_dates(workspace)] == ["today", "near"]
    assert [due.row.what for due in came_due(workspace, today - timedelta(days=5))] == ["yesterday", "today"]
    assert came_due(workspace, today) == ()


def test_the_card_names_what_came_and_putting_it_off_hides_no_later_one() -> None:
    today = date(2027, 1, 20)
    settings = Settings(remind_of_backup=RemindEvery.never)
    facts = FileFacts(came_due=("Mon, Jan 18, 2027: Appeal",))
    notes = FileNotes(opened_before="2027-01-15")
    (card,) = file_cards(notes, settings, facts, today)
    assert (card.words, card.page) == ("Mon, Jan 18, 2027: Appeal", "deadlines")
    put_off = FileNotes(opened_before="2027-01-15", put_off=f"{card.key}=2027-01-27")
    assert file_cards(put_off, settings, facts, today) == ()
    later = FileNotes(opened_before="2027-01-19", put_off=f"{card.key}=2027-01-27")
    assert len(file_cards(later, settings, facts, today)) == 1


def test_the_card_about_the_calendar_comes_once_and_only_where_a_fixed_date_is_to_come(workspace: Workspace) -> None:
    case, today = a_case(workspace), workspace.today()
    workspace.save(Goal(case_id=case.id, what="goal", day=today), "Add")
    assert not has_dates_for_calendar(workspace)
    workspace.save(FollowUp(case_id=case.id, what="Fax", day=today + timedelta(days=40), is_fixed=True), "Add")
    assert has_dates_for_calendar(workspace)
    settings, facts = Settings(remind_of_backup=RemindEvery.never), FileFacts(has_dates_for_calendar=True)
    (card,) = file_cards(FileNotes(), settings, facts, today)
    assert (card.page, card.command, card.comes_once) == ("deadlines", "calendar", True)
    assert file_cards(FileNotes(calendar_offered="2026-01-01"), settings, facts, today) == ()
    snapshot = workspace.load_case(case.id)
    rows = date_rows(snapshot, (), today)
    keep_entries(workspace, calendar_file(snapshot, rows, today))
    assert not has_dates_for_calendar(workspace)
