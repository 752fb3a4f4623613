"""The page of dates, lived through the window with the real rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from caseorg.domain.deadline import FollowUp, Goal
from caseorg.domain.requests import RecordKind
from caseorg.services.date_words import about_date
from caseorg.services.deadlines import RowKind, date_rows
from caseorg.services.workspace import Workspace
from caseorg.ui.pages.date_columns import kind_status, kind_words, last_day_words
from caseorg.ui.pages.deadlines import DeadlinesPage
from caseorg.ui.tables.table_model import BOLD_ROLE
from caseorg.ui.widgets.chip import Status
from tests.builders import a_case
from tests.services.test_requests import asked, sent
from tests.ui.checks import cut_off, rich_labels, unnamed_controls
from tests.ui.conftest import GivenFiles
from tests.ui.pages.cases import MakeWindow, find, front, is_there, luis, message, press, rows, settle, texts, write

TALL = (1400, 1000)
TITLES = {"this_week": "This week", "next_30_days": "Next 30 days", "later": "Later", "done": "Done"}


@pytest.fixture
def denied(workspace: Workspace) -> UUID:
    return luis(workspace)


def listed(page: object) -> dict[str, list[list[str]]]:
    """Return what the list shows, group by group."""
    assert isinstance(page, DeadlinesPage)
    return {group.value: rows(part.table) for group, part in page.groups.items() if part.isVisible()}


def open_first(page: object, group: str) -> str:
    """Open the first date of a group by the keyboard; return what is said of it."""
    assert isinstance(page, DeadlinesPage)
    part = next(part for each, part in page.groups.items() if each.value == group)
    row = part.table.model.row_at(part.table.model.index(0, 0))
    part.table.select(row.key)
    settle()
    return texts(find(page, "deadlines.detail"))


def test_an_empty_page_says_where_dates_come_from(workspace: Workspace, window: MakeWindow) -> None:
    page = front(window(DeadlinesPage, case_id=a_case(workspace).id, size=TALL))
    assert "No dates yet. They show up when you send a letter or get one." in texts(page)
    assert listed(page) == {}
    press(page, "deadlines.empty.start")
    assert is_there(page, "new_date.what")


def test_dates_stand_in_groups_with_their_kind_in_words(workspace: Workspace, window: MakeWindow) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    sent(workspace, case_id, date(2026, 11, 5))
    request = workspace.load_case(case_id).requests[0]
    with workspace.step("Add dates") as step:
        step.save(request.revised(received_on=date(2026, 11, 5)))
        step.save(FollowUp(case_id=case_id, what="Fax the approval form", day=date(2026, 11, 27)))
        step.save(FollowUp(case_id=case_id, what="Call the plan", day=date(2026, 11, 20)))
        step.save(Goal(case_id=case_id, what="Ask about parking", day=date(2026, 11, 19)))
        step.save(Goal(case_id=case_id, what="Sleep", day=date(2027, 3, 1)))
    page = front(window(DeadlinesPage, case_id=case_id, size=TALL))
    assert listed(page) == {
        "this_week": [
            ["Ask about parking", "Thu, Nov 19, 3 days ago", "", "Moved?"],
            ["Call the plan", "Fri, Nov 20, 2 days ago", "", "Past"],
            ["Fax the approval form", "Fri, Nov 27, in 5 days", "", "Fixed"],
        ],
        "next_30_days": [["Riverside General Hospital must answer", "Sat, Dec 5, in 13 days", "", "Reply"]],
        "later": [["Sleep", "Mon, Mar 1, 2027, in 99 days", "", "Goal"]],
    }
    assert "Past, and this week" in texts(page)
    bold = [part.table.model.index(row, 1).data(BOLD_ROLE) for part in page.groups.values() for row in range(5)]
    assert [each for each in bold if each is not None] == [False, True, True, False, False]  # only what can cost
    table = find(page, "deadlines.next_30_days")
    sentence = table.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)  # type: ignore[attr-defined]
    assert sentence == "Riverside General Hospital must answer, Reply. They have until Sat, Dec 5, 2026, in 13 days."


def test_how_we_counted_shows_each_step_its_source_and_that_the_letter_comes_first(
    workspace: Workspace, window: MakeWindow, denied: UUID
) -> None:
    page = front(window(DeadlinesPage, case_id=denied, size=TALL))
    said = open_first(page, "later")
    assert "Send it by Fri, Jul 2, 2027. The last day is Sun, Jul 11, 2027." in said
    for line in ("We started from", "Tue, Jan 12, 2027", "180 days", "A weekend. We did not move it later."):
        assert line in said
    assert "29 CFR 2560.503-1" in said
    assert "You didn't say which day that was." in said
    assert "Does your letter say a different date?" in said
    assert "We count with care, but your letter and your plan's papers come first." in said


def test_the_day_it_came_moves_the_date_and_the_message_says_so(
    workspace: Workspace, window: MakeWindow, denied: UUID
) -> None:
    shown = window(DeadlinesPage, case_id=denied, size=TALL)
    page = front(shown)
    open_first(page, "later")
    press(page, "deadlines.got_it")
    write(page, "when_it_came.day", "1/15/2027")
    press(page, "when_it_came.save")
    assert message(shown).startswith("1 date moved. ")
    assert "now Wed, Jul 14, 2027" in message(shown)
    assert "The last day is Wed, Jul 14, 2027." in texts(find(page, "deadlines.detail"))
    shown.do("undo")
    assert "The last day is Sun, Jul 11, 2027." in texts(find(page, "deadlines.detail"))


def test_the_date_in_the_letter_wins_over_the_general_rule(
    workspace: Workspace, window: MakeWindow, denied: UUID
) -> None:
    shown = window(DeadlinesPage, case_id=denied, size=TALL)
    page = front(shown)
    open_first(page, "later")
    press(page, "deadlines.letters_date")
    write(page, "letters_date.day", "6/30/2027")
    press(page, "letters_date.save")
    said = texts(find(page, "deadlines.detail"))
    assert "The last day is Wed, Jun 30, 2027." in said
    assert "The date in your own letter comes first." in said
    assert "The general rule gives" in said
    assert workspace.load_case(denied).denials[0].stated_last_day == date(2027, 6, 30)


def test_a_changed_date_keeps_our_count_and_can_be_set_back(
    workspace: Workspace, window: MakeWindow, denied: UUID
) -> None:
    shown = window(DeadlinesPage, case_id=denied, size=TALL)
    page = front(shown)
    open_first(page, "later")
    press(page, "deadlines.change")
    write(page, "another_day.day", "8/1/2027")
    write(page, "another_day.reason", "plan gave me more time")
    write(page, "another_day.said_by_name", "Tina")
    write(page, "another_day.reference_number", "90177")
    press(page, "another_day.save")
    said = texts(find(page, "deadlines.detail"))
    assert "The last day is Sun, Aug 1, 2027." in said
    assert "You changed this on Nov 22: “plan gave me more time”" in said
    assert "Tina said so, reference number 90177." in said
    assert "Our count: Sun, Jul 11, 2027" in said
    press(page, "deadlines.set_back")
    assert "The last day is Sun, Jul 11, 2027." in texts(find(page, "deadlines.detail"))
    assert not is_there(page, "deadlines.set_back")
    shown.do("undo")
    assert "The last day is Sun, Aug 1, 2027." in texts(find(page, "deadlines.detail"))


def test_a_date_changed_by_hand_stays_when_the_day_it_came_is_entered(
    workspace: Workspace, window: MakeWindow, denied: UUID
) -> None:
    shown = window(DeadlinesPage, case_id=denied, size=TALL)
    page = front(shown)
    open_first(page, "later")
    press(page, "deadlines.change")
    write(page, "another_day.day", "8/1/2027")
    press(page, "another_day.save")
    press(page, "deadlines.got_it")
    write(page, "when_it_came.day", "1/15/2027")
    press(page, "when_it_came.save")
    assert "You set this date yourself, so it stays" in message(shown)
    assert "The last day is Sun, Aug 1, 2027." in texts(find(page, "deadlines.detail"))
    assert "Our count: Wed, Jul 14, 2027" in texts(find(page, "deadlines.detail"))


def test_a_blank_never_erases_a_date(workspace: Workspace, window: MakeWindow, denied: UUID) -> None:
    denial = workspace.load_case(denied).denials[0]
    workspace.save(denial.revised(received_date=date(2027, 1, 15)), "Enter the day it came")
    page = front(window(DeadlinesPage, case_id=denied, size=TALL))
    open_first(page, "later")
    press(page, "deadlines.got_it")
    write(page, "when_it_came.day", "")
    press(page, "when_it_came.save")
    assert "Enter a date like 11/22/2026." in texts(page)
    assert workspace.load_case(denied).denials[0].received_date == date(2027, 1, 15)


def test_a_date_of_ones_own_is_fixed_unless_one_says_it_is_a_goal(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    shown = window(DeadlinesPage, case_id=case.id, size=TALL)
    page = front(shown)
    press(page, "deadlines.add")
    write(page, "new_date.what", "Fax the form")
    write(page, "new_date.day", "11/27/2026")
    press(page, "new_date.save")
    press(page, "deadlines.add")
    write(page, "new_date.what", "Have a list of questions")
    write(page, "new_date.day", "12/1/2026")
    press(page, "new_date.kind.goal")
    press(page, "new_date.save")
    assert listed(page) == {
        "this_week": [["Fax the form", "Fri, Nov 27, in 5 days", "", "Fixed"]],
        "next_30_days": [["Have a list of questions", "Tue, Dec 1, in 9 days", "", "Goal"]],
    }
    shown.do("undo")
    assert "next_30_days" not in listed(page)


def test_a_date_is_put_off_done_and_opened_again(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    workspace.save(Goal(case_id=case.id, what="Ask about parking", day=date(2026, 11, 19)), "Add a date")
    shown = window(DeadlinesPage, case_id=case.id, size=TALL)
    page = front(shown)
    open_first(page, "this_week")
    press(page, "deadlines.put_off.in_a_week")
    assert message(shown).startswith("Moved to Sun, Nov 29, 2026.")
    assert listed(page)["this_week"] == [["Ask about parking", "Sun, Nov 29, in 7 days", "", "Goal"]]
    press(page, "deadlines.done")
    press(page, "when_done.save")
    assert listed(page) == {}
    press(page, "deadlines.show_done")
    assert listed(page)["done"] == [["Ask about parking", "Done Sun, Nov 22, 2026", "", "Goal"]]
    open_first(page, "done")
    press(page, "deadlines.not_done")
    assert "this_week" in listed(page)


def test_removing_a_date_says_where_it_went(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    workspace.save(FollowUp(case_id=case.id, what="Call", day=date(2026, 11, 25)), "Add a date")
    shown = window(DeadlinesPage, case_id=case.id, size=TALL)
    page = front(shown)
    open_first(page, "this_week")
    press(page, "deadlines.remove")
    assert message(shown).startswith("Date removed. It is in Recently removed for 30 days.")
    assert listed(page) == {}
    shown.do("undo")
    assert "this_week" in listed(page)


@pytest.mark.parametrize("percent", [100, 200])
def test_every_word_is_there_and_every_control_has_a_name(
    workspace: Workspace, window: MakeWindow, denied: UUID, percent: int
) -> None:
    shown = window(DeadlinesPage, case_id=denied, size=(1024, 768))
    shown.commands.set_text_size(percent)
    page = front(shown)
    open_first(page, "later")
    assert unnamed_controls(page) == []
    assert rich_labels(page) == []
    assert cut_off(page) == []


def test_the_dates_go_into_a_calendar_file_with_titles_that_tell_nothing(
    workspace: Workspace, window: MakeWindow, files: GivenFiles, denied: UUID, tmp_path: Path
) -> None:
    shown = window(DeadlinesPage, case_id=denied, size=TALL)
    target = tmp_path / "dates.ics"
    press(front(shown), "deadlines.to_calendar")  # nobody says where: nothing is written or noted
    assert workspace.load_case(denied).calendar_entries == ()
    files.answers.append(target)
    press(front(shown), "deadlines.to_calendar")
    assert "1 date saved in “dates.ics”. Open that file to add it to your calendar." in message(shown)
    assert "Caseorg: paper due" in target.read_text()
    assert "knee" not in target.read_text()
    (kept,) = workspace.load_case(denied).calendar_entries
    assert f"UID:{kept.id}@caseorg" in target.read_text()
    open_first(front(shown), "later")
    press(front(shown), "deadlines.done")
    press(front(shown), "when_done.save")
    files.answers.append(target)
    press(front(shown), "deadlines.to_calendar")
    assert message(shown).startswith("Saved in “dates.ics”. Open that file to bring your calendar up to date.")
    assert "It also says that 1 date is no longer due." in message(shown)


def test_a_month_shows_the_same_dates_day_by_day_and_says_them(
    workspace: Workspace, window: MakeWindow, denied: UUID
) -> None:
    workspace.save(FollowUp(case_id=denied, what="Fax the form", day=date(2026, 12, 4)), "Add")
    page = front(window(DeadlinesPage, case_id=denied, size=TALL))
    press(page, "deadlines.views.1")
    assert listed(page) == {}
    assert "November 2026" in texts(page)
    assert "Nothing on Sun, Nov 22, 2026." in texts(page)
    grid = page.month.grid
    # The keyboard moves from day to day, past the end of the month.
    for _week in range(2):
        QTest.keyClick(grid, Qt.Key.Key_Down)
    grid.select_day(date(2026, 12, 4))
    settle()
    assert "Fri, Dec 4, 2026. Fax the form, Fixed" in grid.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert rows(page.month.day.table)[0][0] == "Fax the form"
    assert "Fax the form" in texts(find(page, "deadlines.detail"))
    press(page, "deadlines.month.next")
    assert "December 2026" in texts(page)
    press(page, "deadlines.month.previous")
    assert "November 2026" in texts(page)
    # The last day stands there beside our safe day, so that it does not look free.
    row = next(each for each in page._rows if each.day != each.act_by)
    for _month in range((row.day.year - 2026) * 12 + row.day.month - 11):
        press(page, "deadlines.month.next")
    for day, said in ((row.act_by, row.what), (row.day, f"Last day: {row.what}")):
        grid.select_day(day)
        settle()
        assert said in grid.currentIndex().data()
        assert rows(page.month.day.table)[0][0] == row.what
        assert "The last day is" in texts(find(page, "deadlines.detail"))


def test_the_timeline_says_in_words_what_it_draws(workspace: Workspace, window: MakeWindow) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    sent(workspace, case_id, date(2026, 11, 5))
    page = front(window(DeadlinesPage, case_id=case_id, size=TALL))
    assert listed(page)
    press(page, "deadlines.views.2")
    assert listed(page)
    assert "Nov 5, 2026: Asked for records" in texts(page)
    drawing = find(page, "deadlines.timeline")
    assert "The same dates stand in the list below." in drawing.accessibleDescription()
    before = drawing.grab().toImage()
    workspace.save(FollowUp(case_id=case_id, what="Ask again", day=date(2026, 11, 30)), "Add")
    assert drawing.grab().toImage() != before


def test_where_no_rule_sets_a_day_nobody_is_called_late(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.biopsy_slides)
    sent(workspace, case_id, date(2026, 11, 20))
    snapshot = workspace.load_case(case_id)
    dates = date_rows(snapshot, workspace.assess(snapshot).deadlines, workspace.today())
    row = next(row for row in dates if row.kind is RowKind.reply)
    assert row.what == "Ask the lab about the slides"
    before, after = date(2026, 11, 22), date(2027, 1, 20)
    assert about_date(row, before) == (
        "No sure day is known for their answer. Ask again on Fri, Nov 27, 2026, in 5 days."
    )
    assert about_date(row, after) == "No sure day is known for their answer. Ask again now."
    assert last_day_words(row, before) == ""  # the plan knows nothing of slides
    assert (kind_words(row, after), kind_status(row, after)) == ("Reply", Status.warn)
