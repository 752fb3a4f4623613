"""Every record goes through the store and comes back equal; every change can be undone."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.denial import Denial
from caseorg.domain.document import Document
from caseorg.domain.errors import CopyNotWrittenError
from caseorg.domain.note import Note
from caseorg.domain.record import CaseRecord
from caseorg.services.backups import back_up
from caseorg.services.history import History
from caseorg.services.opening import change_seal
from caseorg.services.workspace import Workspace
from caseorg.store.seal import Seal, new_salt
from caseorg.store.store import Store
from tests.builders import a_case, full, one_of_each


@pytest.mark.parametrize("record_type", RECORD_TYPES, ids=lambda each: each.__name__)
def test_every_kind_of_record_comes_back_equal(workspace: Workspace, record_type: type) -> None:
    case = a_case(workspace)
    record = full(record_type, case.id if issubclass(record_type, CaseRecord) else None)
    workspace.save(record, "Add")
    assert workspace.store.find(record_type, record.id) == record


@pytest.mark.parametrize("record_type", RECORD_TYPES, ids=lambda each: each.__name__)
def test_adding_changing_and_removing_each_kind_can_be_undone_and_done_again(
    workspace: Workspace, record_type: type
) -> None:
    case = a_case(workspace)
    store = workspace.store
    first = full(record_type, case.id if issubclass(record_type, CaseRecord) else None)
    second = full(record_type, case.id if issubclass(record_type, CaseRecord) else None, mark="OKAPI").revised(
        id=first.id
    )
    workspace.save(first, "Add")
    workspace.save(second, "Edit")
    with workspace.step("Remove") as step:
        step.remove(second)
    states = [None, first, second, second.revised(removed_on=workspace.today())]
    for expected in (states[2], states[1], states[0]):
        workspace.undo()
        assert store.find(record_type, first.id) == expected
    for expected in states[1:]:
        workspace.redo()
        assert store.find(record_type, first.id) == expected


def test_a_case_is_read_back_whole_and_what_was_removed_stays_out(workspace: Workspace) -> None:
    case = a_case(workspace)
    records = one_of_each(case.id)
    with workspace.step("Add one of each") as step:
        for record in records:
            step.save(record)
    contact = next(each for each in records if type(each).__name__ == "Contact")
    link = next(each for each in records if type(each).__name__ == "CaseContact")
    workspace.save(link.revised(contact_id=contact.id), "Link")
    found = {record.id for record in workspace.load_case(case.id).records()}
    assert found == {case.id} | {record.id for record in records}
    denial = next(record for record in records if isinstance(record, Denial))
    with workspace.step("Remove denial") as step:
        step.remove(denial)
    assert workspace.load_case(case.id).denials == ()
    assert denial.id in {record.id for record in workspace.store.removed()}
    workspace.undo()
    assert workspace.load_case(case.id).denials == (denial,)


def test_a_step_that_fails_half_way_leaves_nothing(workspace: Workspace) -> None:
    case = a_case(workspace)

    def fail_half_way() -> None:
        with workspace.step("Add two") as step:
            step.save(full(Denial, case.id))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert workspace.store.load_case(case.id).denials == ()
    assert workspace.history.next_undo == "New case"


def test_typing_in_one_record_joins_into_one_step_until_the_form_is_left(workspace: Workspace) -> None:
    case = a_case(workspace)
    denial = Denial(case_id=case.id, what="Visit")
    workspace.save(denial, "Add denial")
    for text in ("a", "ab", "abc"):
        workspace.save(denial.revised(reason_text=text), "Edit denial", joins=True)
    workspace.history.close_step()
    workspace.save(denial.revised(reason_text="abcd"), "Edit denial", joins=True)
    workspace.undo()
    assert workspace.load_case(case.id).denials[0].reason_text == "abc"
    workspace.undo()
    assert workspace.load_case(case.id).denials[0].reason_text == ""


def test_undo_outlives_a_restart_at_least_a_hundred_steps(workspace: Workspace) -> None:
    case = a_case(workspace)
    denial = Denial(case_id=case.id)
    for number in range(120):
        workspace.save(denial.revised(what=f"Visit {number}"), "Edit denial")
    again = Workspace(workspace.case_file, today=workspace.today)
    for _ in range(100):
        assert again.undo() is not None
    assert again.load_case(case.id).denials[0].what == "Visit 19"


def test_undo_takes_back_nothing_else_than_what_it_was_asked_for_while_a_step_is_under_way(
    workspace: Workspace,
) -> None:
    case = a_case(workspace)
    workspace.save(case.revised(title="By hand"), "Edit case")
    under_way, asked = threading.Event(), threading.Event()

    def make_papers() -> None:
        with workspace.step("Make papers") as step:
            under_way.set()
            asked.wait(60)
            step.save(Note(case_id=case.id))

    slow = threading.Thread(target=make_papers)
    slow.start()
    under_way.wait(60)
    undone: list[object] = []
    undoing = threading.Thread(target=lambda: undone.append(workspace.undo()))
    undoing.start()
    undoing.join(0.2)  # it waits for the step that is under way
    asked.set()
    slow.join(60)
    undoing.join(60)
    for history in (workspace.history, History.of(workspace.store)):
        assert [label for _number, label in history.done] == ["New case", "Edit case", "Make papers"]
        assert history.undone == []
    assert undone == [None]
    assert workspace.load_case(case.id).case.title == "By hand"


def test_saving_a_record_as_it_is_makes_no_step(workspace: Workspace) -> None:
    case = a_case(workspace)
    assert workspace.save(case, "Edit case") is None
    assert workspace.history.next_undo == "New case"


def test_bytes_of_a_document_come_back_whole_and_are_kept_once(workspace: Workspace) -> None:
    data = bytes(range(256)) * 10_000
    case = a_case(workspace)
    with workspace.step("Add a document") as step:
        digest = step.keep(data)
        assert step.keep(data) == digest
        step.save(Document(case_id=case.id, name="Report", sha256=digest, size_bytes=len(data)))
    assert workspace.bytes_of(digest) == data
    workspace.undo()
    assert workspace.load_case(case.id).documents == ()
    workspace.redo()
    assert workspace.bytes_of(digest) == data


def test_a_draft_is_kept_in_the_file_and_is_no_step(workspace: Workspace) -> None:
    workspace.keep_draft("denial.new", {"what": "The visi"})
    assert Workspace(workspace.case_file).draft("denial.new") == {"what": "The visi"}
    assert workspace.history.next_undo is None
    workspace.drop_draft("denial.new")
    assert workspace.draft("denial.new") is None


def test_the_list_of_cases_counts_what_is_still_to_come(workspace: Workspace) -> None:
    a_case(workspace, "B case")
    put_away = a_case(workspace, "A case")
    workspace.save(put_away.revised(put_away_on=date(2026, 11, 1)), "Put away")
    assert [line.title for line in Store(workspace.case_file).case_lines()] == ["B case", "A case"]


def test_every_change_reaches_those_who_listen_with_what_it_touched(workspace: Workspace) -> None:
    heard = []
    stop = workspace.subscribe(heard.append)
    case = a_case(workspace)
    workspace.save(Denial(case_id=case.id), "Add denial")
    assert [change_set.touches(Case) for change_set in heard] == [True, False]
    assert heard[1].touches(Denial)
    assert heard[1].case_id == case.id
    stop()
    workspace.undo()
    assert len(heard) == 2


def test_a_backup_begun_before_a_new_password_ends_in_a_sentence(workspace: Workspace, tmp_path: Path) -> None:
    a_case(workspace)
    as_it_was = workspace.case_file
    change_seal(workspace, Seal(new_salt(), bytes(16)), workspace.today())
    with pytest.raises(CopyNotWrittenError):
        back_up(as_it_was, tmp_path, workspace.today())
    assert back_up(workspace.case_file, tmp_path, workspace.today()).is_whole
