"""Removing, putting back and deleting for good, lived on a real case file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest

from caseorg.domain.case import Case
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.document import Document
from caseorg.domain.errors import DamagedDocumentBytesError
from caseorg.domain.loan import Loan
from caseorg.domain.note import Note
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.requests import RecordKind, RequestedItem
from caseorg.services.case_history import steps_of
from caseorg.services.history import History
from caseorg.services.record_names import name_of
from caseorg.services.removal import empty_removed, goes_along, put_back, remove, removed_lines
from caseorg.services.workspace import Workspace
from caseorg.store.checker import check_file
from tests.builders import a_case, one_of_each


def whole(workspace: Workspace) -> bool:
    return check_file(workspace.case_file.path, workspace.case_file.seal).is_whole


def add(workspace: Workspace, *records: Record) -> None:
    with workspace.step("Add") as step:
        for record in records:
            step.save(record)


def worked_on(workspace: Workspace, case: Case, *days: date) -> Workspace:
    """Return the same file on the last of these days, with a step done on each."""
    for day in days:
        then = Workspace(workspace.case_file, today=lambda day=day: day)
        then.save(then.load_case(case.id).case.revised(title=f"Worked on {day}"), f"Work on {day}")
    return then


def test_what_goes_along_is_named_and_comes_back_together(workspace: Workspace) -> None:
    case = a_case(workspace)
    first = Denial(case_id=case.id, what="Visit")
    appeal = Appeal(case_id=case.id, denial_id=first.id)
    second = Denial(case_id=case.id, what="Visit", answers_appeal_id=appeal.id)
    note = Note(case_id=case.id, title="Mine")
    add(workspace, first, appeal, second, note)
    assert set(goes_along(workspace.load_case(case.id), first)) == {appeal, second}
    removed = remove(workspace, case.id, first)
    assert removed.message == "“Visit” and 2 things that belong to it are in Recently removed for 30 days."
    remove(workspace, case.id, note)
    assert workspace.load_case(case.id).denials == ()
    line = next(line for line in removed_lines(workspace) if line.record.id == first.id)
    assert (line.what, line.gone_on) == ("Visit", date(2026, 12, 22))
    put_back(workspace, line.record)
    snapshot = workspace.load_case(case.id)
    assert {denial.id for denial in snapshot.denials} == {first.id, second.id}
    assert len(snapshot.appeals) == 1
    assert snapshot.notes == ()
    workspace.undo()
    assert workspace.load_case(case.id).denials == ()


def test_a_removed_thing_takes_its_loan_and_a_plan_its_coverage(workspace: Workspace) -> None:
    case = a_case(workspace)
    item = RequestedItem(case_id=case.id, kind=RecordKind.biopsy_slides)
    plan = Plan(case_id=case.id, name="Blue River")
    add(workspace, item, Loan(case_id=case.id, item_id=item.id), plan, Coverage(case_id=case.id, plan_id=plan.id))
    assert len(remove(workspace, case.id, item).records) == 2
    assert len(remove(workspace, case.id, plan).records) == 2
    assert [name_of(each) for each in (item, plan)] == ["Biopsy slides", "Blue River"]


@pytest.fixture(params=["UTC", "Etc/GMT+12", "Etc/GMT-14"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """At each hour, in one of them the day on the wall is another than in UTC, by which steps are stamped."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("zone")
def test_after_thirty_days_it_is_gone_with_its_bytes_and_its_history(workspace: Workspace) -> None:
    case = a_case(workspace)
    item = RequestedItem(case_id=case.id, kind=RecordKind.lab_results)
    with workspace.step("Add a document") as step:
        digest = step.keep(b"secret words")
        document = Document(case_id=case.id, name="Labs", sha256=digest, size_bytes=12, answers_item_id=item.id)
        step.save(document)
        step.save(item.revised(document_id=document.id))
    remove(workspace, case.id, document)
    assert empty_removed(workspace) == 0  # not yet
    # A clock that is off for a day empties nothing, not even after work on that day.
    for off in (date(2027, 5, 1), date(2036, 1, 1)):
        assert empty_removed(Workspace(workspace.case_file, today=lambda off=off: off)) == 0
    assert empty_removed(worked_on(workspace, case, date(2027, 5, 1))) == 0
    weeks = [date(2026, 11, 29), date(2026, 12, 6), date(2026, 12, 13), date(2026, 12, 20)]
    assert empty_removed(worked_on(workspace, case, *weeks, date(2026, 12, 21))) == 0  # 29 days on
    later = worked_on(workspace, case, date(2026, 12, 22))
    assert empty_removed(later) == 1
    assert later.store.removed() == ()
    assert later.load_case(case.id).items[0].document_id is None
    with pytest.raises(DamagedDocumentBytesError):
        later.bytes_of(digest)
    assert whole(later)
    assert History.of(later.store).next_undo == "Work on 2026-12-22"
    rows = later.case_file.driver.execute("select changes from history").fetchall()
    assert not any(str(document.id) in row[0] for row in rows)
    assert all(step.label and not step.is_undone for step in steps_of(later, case.id))


def test_a_clock_that_stays_wrong_for_weeks_takes_at_most_a_week_off_the_thirty_days(workspace: Workspace) -> None:
    case = a_case(workspace)
    note = Note(case_id=case.id, title="Old")
    add(workspace, note)
    remove(workspace, case.id, note)
    jumped = date(2027, 6, 1)
    for day in range(23):
        assert empty_removed(worked_on(workspace, case, jumped + timedelta(days=day))) == 0
    assert empty_removed(worked_on(workspace, case, jumped + timedelta(days=23))) == 0, "the latest day may be a slip"
    assert empty_removed(worked_on(workspace, case, jumped + timedelta(days=24))) == 1


def test_bytes_that_something_else_still_needs_stay(workspace: Workspace) -> None:
    case = a_case(workspace)
    with workspace.step("Add a document twice") as step:
        digest = step.keep(b"the same")
        step.keep_prepared(digest, 1, b"%PDF", {})
        first = Document(case_id=case.id, sha256=digest, size_bytes=8)
        step.save(first)
        step.save(Document(case_id=case.id, sha256=digest, size_bytes=8))
    remove(workspace, case.id, first)
    assert empty_removed(workspace, everything=True) == 1
    assert workspace.bytes_of(digest) == b"the same"
    assert whole(workspace)


def test_what_something_kept_cannot_be_without_stays_until_that_goes(workspace: Workspace) -> None:
    case = a_case(workspace)
    denial = Denial(case_id=case.id)
    appeal = Appeal(case_id=case.id, denial_id=denial.id)
    add(workspace, denial, appeal)
    with workspace.step("Remove the denial alone") as step:
        step.remove(denial)
    assert empty_removed(workspace, everything=True) == 0
    with workspace.step("Remove the appeal") as step:
        step.remove(appeal)
    assert empty_removed(workspace, everything=True) == 2
    assert whole(workspace)


def test_a_case_goes_for_good_with_everything_of_it(workspace: Workspace) -> None:
    case, other = a_case(workspace), a_case(workspace, "Another")
    add(workspace, *one_of_each(case.id), *one_of_each(other.id))
    remove(workspace, case.id, case)
    assert [line.title for line in workspace.store.case_lines()] == ["Another"]
    weeks = [date(2026, 11, 29), date(2026, 12, 6), date(2026, 12, 13), date(2026, 12, 20)]
    later = worked_on(workspace, other, *weeks, date(2026, 12, 23), date(2026, 12, 24))
    assert empty_removed(later) > 30
    left: set[UUID] = {record.id for record in later.load_case(other.id).records()}
    assert case.id not in left
    assert len(left) > 25
    counted = check_file(later.case_file.path, later.case_file.seal)
    assert counted.cases == 1
