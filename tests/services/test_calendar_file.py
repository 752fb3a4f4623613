"""The calendar file: whole days, private titles, and nothing doubled when it is taken in again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar, Event

from caseorg.domain.deadline import FollowUp, Goal
from caseorg.domain.visit import Visit
from caseorg.services.calendar_file import CalendarFile, NothingForCalendarError, calendar_file, keep_entries
from caseorg.services.deadlines import NewDate, change_date, date_rows, mark_done
from caseorg.services.workspace import Workspace
from tests.builders import a_case

AT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
NASTY = "Fax, the; form\r\nBEGIN:VEVENT\r\nSUMMARY:x \\ Nguyễn 🦓 " + "long " * 40


def made(workspace: Workspace, case_id: UUID, *, private: bool = True) -> CalendarFile:
    snapshot = workspace.load_case(case_id)
    rows = date_rows(snapshot, workspace.assess(snapshot).deadlines, workspace.today())
    return calendar_file(snapshot, rows, workspace.today(), private=private, at=AT)


def events(file: CalendarFile) -> list[Event]:
    return list(Calendar.from_ical(file.ics).walk("VEVENT"))


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    case = a_case(workspace, "Zebra's lung biopsy")
    with workspace.step("Add dates") as step:
        step.save(FollowUp(case_id=case.id, what=NASTY, day=date(2026, 12, 31)))
        step.save(Goal(case_id=case.id, what="Have a second zebra opinion", day=date(2026, 12, 8)))
        step.save(Visit(case_id=case.id, day=date(2026, 12, 18)))
        step.save(Goal(case_id=case.id, what="Over already", day=date(2026, 11, 1)))
    return case.id


def test_dates_to_come_are_whole_days_with_alarms_for_fixed_ones_and_titles_that_tell_nothing(
    workspace: Workspace, case_id: UUID
) -> None:
    file = made(workspace, case_id)
    found = events(file)
    assert (file.added, file.cancelled) == (len(found), 0)
    days = {event.decoded("dtstart"): event for event in found}
    assert list(days) == sorted(days)
    assert {date(2026, 12, 8), date(2026, 12, 18), date(2026, 12, 31)} <= set(days)
    assert date(2026, 11, 1) not in days
    assert len({event["uid"] for event in found}) == len(found)
    for day, event in days.items():
        assert event["dtstart"].params["value"] == "DATE"
        assert event.decoded("dtend") == day + timedelta(days=1)
        assert (event["class"], event["status"], event["sequence"]) == ("PRIVATE", "CONFIRMED", 0)
    assert days[date(2026, 12, 31)]["summary"] == "Caseorg: paper due"
    assert days[date(2026, 12, 18)]["summary"] == "Caseorg: visit"
    alarms = {day: [alarm.decoded("trigger") for alarm in event.walk("VALARM")] for day, event in days.items()}
    nine = timedelta(hours=9)  # counted from midnight, at which nobody is to be woken
    assert alarms[date(2026, 12, 31)] == [nine - timedelta(days=7), nine - timedelta(days=1)]
    assert alarms[date(2026, 12, 8)] == alarms[date(2026, 12, 18)] == []
    assert b"ebra" not in file.ics
    assert b"BEGIN:VEVENT\r\n" in file.ics
    assert max(len(line) for line in file.ics.split(b"\r\n")) <= 75


def test_full_titles_are_kept_word_for_word_whatever_is_in_them(workspace: Workspace, case_id: UUID) -> None:
    found = events(made(workspace, case_id, private=False))
    follow_up = next(event for event in found if event.decoded("dtstart") == date(2026, 12, 31))
    kept = next(each.what for each in workspace.load_case(case_id).follow_ups)
    assert " ".join(str(follow_up["summary"]).split()) == " ".join(f"Caseorg: {kept}".split())
    assert "Zebra's lung biopsy" in follow_up["description"]


def test_what_moved_is_told_again_under_its_own_id_and_what_is_done_is_taken_out(
    workspace: Workspace, case_id: UUID
) -> None:
    first = made(workspace, case_id)
    keep_entries(workspace, first)
    assert made(workspace, case_id).ics == first.ics  # nothing changed, so nothing is told anew
    rows = {
        row.what: row
        for row in date_rows(workspace.load_case(case_id), (), workspace.today())
        if isinstance(row.record, FollowUp | Goal)
    }
    moved, over = rows["Have a second zebra opinion"], next(row for what, row in rows.items() if "Fax" in what)
    change_date(workspace, case_id, moved, NewDate(date(2026, 12, 10)))
    mark_done(workspace, case_id, over, workspace.today())

    second = made(workspace, case_id)
    before, after = ({event["uid"]: event for event in events(file)} for file in (first, second))
    assert before.keys() == after.keys()
    assert second.cancelled == 1
    changed = {uid: event for uid, event in after.items() if event["sequence"] == 1}
    assert {(event.decoded("dtstart"), event["status"]) for event in changed.values()} == {
        (date(2026, 12, 10), "CONFIRMED"),
        (date(2026, 12, 31), "CANCELLED"),
    }
    assert {event["sequence"] for uid, event in after.items() if uid not in changed} == {0}
    gone = next(event for event in changed.values() if event["status"] == "CANCELLED")
    assert gone["summary"] == "Caseorg: no longer due"  # some programs show it like any other event
    assert not gone.walk("VALARM")
    keep_entries(workspace, second)
    # The next file says it again, to a phone that did not see this one; and what comes back is the same event again.
    assert made(workspace, case_id).ics == second.ics
    workspace.undo()
    workspace.undo()
    assert {event["uid"] for event in events(made(workspace, case_id))} == set(before)


def test_what_was_told_in_full_is_taken_out_without_its_words_once_titles_are_private(
    workspace: Workspace, case_id: UUID
) -> None:
    keep_entries(workspace, made(workspace, case_id, private=False))
    rows = date_rows(workspace.load_case(case_id), (), workspace.today())
    mark_done(workspace, case_id, next(row for row in rows if "zebra" in row.what), workspace.today())
    file = made(workspace, case_id)
    assert file.cancelled == 1
    assert b"ebra" not in file.ics


def test_without_dates_there_is_a_sentence_and_no_file(workspace: Workspace) -> None:
    case = a_case(workspace)
    with pytest.raises(NothingForCalendarError, match="no dates"):
        made(workspace, case.id)
