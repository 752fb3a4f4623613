"""What is deleted for good is gone, and takes nothing with it that a person has not removed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from caseorg.domain.case import Case
from caseorg.domain.note import Note
from caseorg.services.history import KEPT_STEPS, History
from caseorg.services.removal import delete_for_good, empty_removed, remove
from caseorg.services.workspace import Workspace
from caseorg.store.checker import check_file
from tests.builders import a_case


def edited(workspace: Workspace, case: Case, words: str) -> None:
    """Do a step that has nothing to do with what was removed."""
    workspace.save(workspace.load_case(case.id).case.revised(title=words), "Edit case")


def test_undo_never_takes_back_more_than_its_step_after_something_was_deleted_for_good(workspace: Workspace) -> None:
    case = a_case(workspace)
    note, twin = Note(case_id=case.id, title="Mine", text="one"), Note(case_id=case.id, title="The same again")
    workspace.save(note, "Add note")
    workspace.save(twin, "Add note")
    note = note.revised(text="two")
    workspace.save(note, "Edit note")
    whole = note.revised(text="two, and what the other one said")
    with workspace.step("Put two notes together") as step:
        step.save(whole)
        step.remove(twin)
    delete_for_good(workspace, twin.revised(removed_on=workspace.today()))
    # The step before would put back the note as it was before that, and nothing could bring back what came between.
    for history in (workspace.history, History.of(workspace.store)):
        assert history.next_undo is None
    assert workspace.undo() is None
    assert workspace.store.find(Note, note.id) == whole
    edited(workspace, case, "Later")
    assert workspace.history.next_undo == "Edit case", "what is done from then on can be undone"
    workspace.undo()
    assert workspace.undo() is None
    assert workspace.redo() is not None
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole


def worked_on(workspace: Workspace, case: Case, day: date) -> None:
    """Do a step on a day."""
    workspace.today = partial(date, day.year, day.month, day.day)
    edited(workspace, case, f"Worked on {day}")


def test_what_was_removed_under_a_clock_of_long_ago_stays_as_long_as_anything_else(workspace: Workspace) -> None:
    case, day = a_case(workspace), workspace.today()
    note = Note(case_id=case.id, title="Old")
    workspace.save(note, "Add note")
    for _each in range(40):
        day += timedelta(days=1)
        worked_on(workspace, case, day)
    workspace.today = lambda: date(2010, 1, 1)  # the computer's battery is empty
    remove(workspace, case.id, note)
    for _each in range(23):
        day += timedelta(days=1)
        worked_on(workspace, case, day)
        assert empty_removed(workspace) == 0, f"{day}: the days before it was removed do not count"
    for _each in range(3):
        day += timedelta(days=1)
        worked_on(workspace, case, day)
    assert empty_removed(workspace) == 1


def test_an_old_step_that_keeps_only_its_label_does_not_name_what_is_deleted(workspace: Workspace) -> None:
    case = a_case(workspace)
    note, other = Note(case_id=case.id, title="ZEBRA"), Note(case_id=case.id, title="ZEBRAS at the zoo")
    for each in (note, other):
        workspace.save(each, "Add note")
        remove(workspace, case.id, each)
    for number in range(KEPT_STEPS + 60):
        edited(workspace, case, f"Title {number}")
    kept = [line.label for line in workspace.store.history(1000)]
    assert "Remove: ZEBRA" in kept
    delete_for_good(workspace, note.revised(removed_on=workspace.today()))
    labels = [line.label for line in workspace.store.history(1000)]
    assert "Remove: ZEBRA" not in labels
    assert "Remove: ZEBRAS at the zoo" in labels
    assert labels.count("") == 1
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole


def test_what_was_half_typed_about_something_goes_with_it(workspace: Workspace) -> None:
    case, other = a_case(workspace), a_case(workspace, "Another")
    note = Note(case_id=case.id, title="Mine")
    workspace.save(note, "Add note")
    for key in (f"note:{note.id}", f"note:{case.id}", f"note:{other.id}"):
        workspace.keep_draft(key, {"text": "half typed"})
    remove(workspace, case.id, note)
    assert len(workspace.store.drafts()) == 3, "it may come back"
    empty_removed(workspace, everything=True)
    assert set(workspace.store.drafts()) == {f"note:{case.id}", f"note:{other.id}"}
    remove(workspace, case.id, workspace.load_case(case.id).case)
    empty_removed(workspace, everything=True)
    assert workspace.store.drafts() == (f"note:{other.id}",)
