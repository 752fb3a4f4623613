"""The page of dates, lived on a real case file with the real rules."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

import pytest

from caseorg.domain.deadline import FollowUp, Goal
from caseorg.domain.denial import Denial, DenialLevel
from caseorg.domain.people import CaseContact, Contact, ContactRole
from caseorg.domain.permission import PriorAuthorization
from caseorg.domain.plan import Answer, Plan, PlanKind
from caseorg.domain.requests import RecordKind
from caseorg.domain.visit import Visit
from caseorg.services.deadlines import (
    DateRow,
    Group,
    NewDate,
    RowKind,
    change_date,
    date_rows,
    days_words,
    grouped,
    mark_done,
    next_date,
    set_back,
    what_moved,
)
from caseorg.services.workspace import Workspace
from tests.builders import a_case
from tests.services.test_requests import asked, sent


def rows(workspace: Workspace, case_id: UUID) -> tuple[DateRow, ...]:
    snapshot = workspace.load_case(case_id)
    return date_rows(snapshot, workspace.assess(snapshot).deadlines, workspace.today())


def row_of(workspace: Workspace, case_id: UUID, kind: RowKind) -> DateRow:
    return next(row for row in rows(workspace, case_id) if row.kind is kind)


@pytest.fixture
def denied(workspace: Workspace) -> UUID:
    """Luis's plan from work said no; the letter is dated November 12, 2026."""
    case = a_case(workspace, "Luis's knee")
    with workspace.step("Add denial") as step:
        step.save(Plan(case_id=case.id, name="Keystone Mutual", kind=PlanKind.employer))
        step.save(Answer(case_id=case.id, fact="plan.sponsor", value="private"))
        step.save(Answer(case_id=case.id, fact="plan.grandfathered", value="no"))
        step.save(Denial(case_id=case.id, what="Visit", notice_date=date(2026, 11, 12), level=DenialLevel.initial))
    return case.id


def test_the_last_day_to_appeal_stands_in_the_list_with_its_safe_day(workspace: Workspace, denied: UUID) -> None:
    row = row_of(workspace, denied, RowKind.fixed)
    assert (row.day, row.act_by) == (date(2027, 5, 11), date(2027, 5, 4))
    assert row.group(workspace.today()) is Group.later
    assert row.deadline is not None
    assert row.days_away(workspace.today()) == "in 170 days"


def test_a_date_changed_by_hand_keeps_our_count_and_can_be_set_back(workspace: Workspace, denied: UUID) -> None:
    row = row_of(workspace, denied, RowKind.fixed)
    new = NewDate(date(2027, 6, 1), "plan gave me more time", "Tina", "90177")
    change_date(workspace, denied, row, new)
    changed = row_of(workspace, denied, RowKind.fixed)
    assert changed.day == date(2027, 6, 1)
    assert changed.change is not None
    assert (changed.change.reason, changed.change.reference_number) == ("plan gave me more time", "90177")
    assert changed.deadline is not None
    assert changed.deadline.counted is not None
    assert changed.deadline.counted.last_day == row.day
    set_back(workspace, denied, changed)
    assert row_of(workspace, denied, RowKind.fixed).day == row.day
    workspace.undo()
    assert row_of(workspace, denied, RowKind.fixed).day == date(2027, 6, 1)


def test_what_is_done_moves_to_the_end(workspace: Workspace, denied: UUID, today: date) -> None:
    mark_done(workspace, denied, row_of(workspace, denied, RowKind.fixed), today)
    parts = grouped(rows(workspace, denied), today)
    assert [row.done_on for row in parts[Group.done]] == [today]
    assert set_back(workspace, denied, parts[Group.done][0]) is not None
    assert row_of(workspace, denied, RowKind.fixed).done_on == today  # our count, and still done


def test_whoever_was_asked_stands_there_as_a_reply(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    sent(workspace, case_id, date(2026, 11, 5))
    snapshot = workspace.load_case(case_id)
    workspace.save(snapshot.requests[0].revised(received_on=date(2026, 11, 5)), "They got it")
    row = row_of(workspace, case_id, RowKind.reply)
    assert (row.what, row.day) == ("Riverside General Hospital must answer", date(2026, 12, 5))
    assert row.group(workspace.today()) is Group.next_30_days


def test_what_a_person_writes_down_is_fixed_or_a_goal_as_they_say(workspace: Workspace, today: date) -> None:
    case = a_case(workspace)
    with workspace.step("Add dates") as step:
        step.save(FollowUp(case_id=case.id, what="Fax the approval form", day=date(2026, 11, 27)))
        step.save(FollowUp(case_id=case.id, what="Ask about parking", day=date(2026, 11, 20), is_fixed=False))
        step.save(FollowUp(case_id=case.id, what="Some day"))
        step.save(Goal(case_id=case.id, what="Sleep", day=date(2027, 2, 1)))
    found = rows(workspace, case.id)
    assert [(row.what, row.kind, row.group(today)) for row in found] == [
        ("Ask about parking", RowKind.goal, Group.this_week),
        ("Fax the approval form", RowKind.fixed, Group.this_week),
        ("Sleep", RowKind.goal, Group.later),
    ]
    assert found[0].is_past(today)
    assert next_date(found, today) == date(2026, 11, 27)
    change_date(workspace, case.id, found[0], NewDate(date(2026, 12, 1)))
    assert rows(workspace, case.id)[1].day == date(2026, 12, 1)
    mark_done(workspace, case.id, rows(workspace, case.id)[0], today)
    assert rows(workspace, case.id)[0].done_on == today


def test_the_visit_stands_in_the_list_and_the_records_are_wanted_ten_days_before(
    workspace: Workspace, today: date
) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    doctor = Contact(name="Dr. Okafor")
    with workspace.step("Add a visit") as step:
        step.save(doctor)
        step.save(CaseContact(case_id=case_id, contact_id=doctor.id, role=ContactRole.consultant))
        step.save(Visit(case_id=case_id, contact_id=doctor.id, day=date(2026, 12, 18), at_time=time(10, 30)))
    visit = row_of(workspace, case_id, RowKind.visit)
    assert (visit.what, visit.days_away(today)) == ("Dr. Okafor, 10:30 AM", "in 26 days")
    goal = row_of(workspace, case_id, RowKind.goal)
    assert (goal.what, goal.day) == ("Have all records in hand", date(2026, 12, 8))
    assert goal.reason.startswith("We counted 10 days back from the visit on Fri, Dec 18, 2026,")
    change_date(workspace, case_id, goal, NewDate(date(2026, 12, 10)))
    assert row_of(workspace, case_id, RowKind.goal).day == date(2026, 12, 10)
    mark_done(workspace, case_id, visit, today)
    assert row_of(workspace, case_id, RowKind.visit).group(today) is Group.done


def test_an_approval_that_ends_and_slides_that_must_go_back_are_fixed_dates(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.biopsy_slides)
    loan = workspace.load_case(case_id).loans[0]
    with workspace.step("Add dates") as step:
        step.save(loan.revised(must_go_back_by=date(2027, 1, 8)))
        step.save(PriorAuthorization(case_id=case_id, good_through=date(2027, 1, 31)))
    found = [row for row in rows(workspace, case_id) if row.kind is RowKind.fixed]
    assert sorted(row.day for row in found) == [date(2027, 1, 8), date(2027, 1, 31)]
    mark_done(workspace, case_id, next(row for row in found if row.day.day == 31), date(2026, 11, 22))
    done = [row for row in rows(workspace, case_id) if row.done_on]
    assert [row.day for row in done] == [date(2027, 1, 31)]


def test_when_the_start_moves_the_date_moves_with_it_and_says_so(workspace: Workspace, denied: UUID) -> None:
    before = workspace.assess(workspace.load_case(denied))
    denial = workspace.load_case(denied).denials[0]
    workspace.save(denial.revised(received_date=date(2026, 11, 16)), "Edit denial")
    after = workspace.assess(workspace.load_case(denied))
    assert len(what_moved(before, after)) == 1
    assert what_moved(before, after)[0].endswith("moved from Tue, May 11, 2027 to Sat, May 15, 2027.")
    change_date(workspace, denied, row_of(workspace, denied, RowKind.fixed), NewDate(date(2027, 6, 1)))
    before = workspace.assess(workspace.load_case(denied))
    workspace.save(denial.revised(received_date=date(2026, 11, 17)), "Edit denial")
    after = workspace.assess(workspace.load_case(denied))
    assert what_moved(before, after)[0].endswith("you changed this date by hand, so it did not move.")


def test_days_are_said_in_words() -> None:
    assert [days_words(days) for days in (-3, -1, 0, 1, 5)] == [
        "3 days ago",
        "1 day ago",
        "today",
        "in 1 day",
        "in 5 days",
    ]
