"""What is deleted for good is gone, and takes nothing with it that a person has not removed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.errors import GoneRecordError
from caseorg.domain.note import Note
from caseorg.services import documents, keeping_first, looking
from caseorg.services.history import KEPT_STEPS, History
from caseorg.services.looking import Looked
from caseorg.services.removal import delete_for_good, empty_removed, remove
from caseorg.services.step import Step
from caseorg.services.workspace import Workspace
from caseorg.store.checker import check_file
from tests.builders import a_case
from tests.documents.made_discs import an_image, write
from tests.trust.test_share import decrypted


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


def removed_with(workspace: Workspace, case: Case, looked: Looked) -> Document:
    """Add a file and remove it, so that its bytes are there and only a removed record speaks of them."""
    (document,) = documents.add_documents(workspace, case.id, [looked]).documents
    remove(workspace, case.id, document)
    return document


def is_whole(workspace: Workspace, data: bytes) -> bool:
    """Tell whether the one document of the file has its bytes."""
    (case_line,) = workspace.store.case_lines()
    (document,) = workspace.load_case(case_line.case_id).documents
    report = check_file(workspace.case_file.path, workspace.case_file.seal)
    return workspace.bytes_of(document.sha256) == data and report.is_whole


@pytest.fixture
def erasing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Have somebody empty Recently removed at the moment between keeping bytes and writing the record about them."""
    gone: list[int] = []
    step = workspace.step

    def after_erasing(label: str, *, joins: bool = False) -> AbstractContextManager[Step]:
        if label.startswith(("Add", "Replace")):
            gone.append(empty_removed(workspace, everything=True))
        return step(label, joins=joins)

    monkeypatch.setattr(workspace, "step", after_erasing)
    return gone


@pytest.mark.parametrize("was_there", [True, False])
def test_a_disc_that_is_kept_before_its_record_is_not_taken_for_unused(
    workspace: Workspace, tmp_path: Path, erasing: list[int], was_there: bool
) -> None:
    case, other = a_case(workspace), Note(case_id=UUID(int=1), title="Other")
    disc = write(tmp_path / "CD of October", data__a1=an_image(), data__a2=an_image(number=2))
    (looked,) = looking.look_at(looking.bring([disc]))
    if was_there:
        removed_with(workspace, case, looked)
    else:
        other = other.revised(case_id=case.id)
        workspace.save(other, "Note")
        remove(workspace, case.id, other)
    documents.add_documents(workspace, case.id, [looked])
    assert erasing[-1] == 1
    (document,) = workspace.load_case(case.id).documents
    assert is_whole(workspace, b"".join(workspace.kept_ranges(document.sha256).pieces()))
    documents.replace_document(workspace, document, looked)
    assert is_whole(workspace, b"".join(workspace.kept_ranges(document.sha256).pieces()))
    remove(workspace, case.id, document)
    assert empty_removed(workspace, everything=True) == 1
    assert workspace.case_file.driver.execute("select count(*) from attachments").fetchone() == (0,), "nothing is held"


def test_files_of_a_folder_that_were_there_and_removed_are_not_taken_for_unused(
    workspace: Workspace, tmp_path: Path, erasing: list[int]
) -> None:
    case = a_case(workspace)
    (tmp_path / "report.txt").write_text("The report")
    (looked,) = looking.look_at(looking.bring([tmp_path / "report.txt"]))
    removed_with(workspace, case, looked)
    keeping_first.keep(workspace, case.id, looking.listed([tmp_path / "report.txt"]))
    assert erasing == [0, 1]
    assert is_whole(workspace, b"The report")


def test_keeping_a_paper_twice_that_was_deleted_for_good_meanwhile_adds_nothing_without_bytes(
    workspace: Workspace, tmp_path: Path
) -> None:
    case = a_case(workspace)
    (tmp_path / "report.txt").write_text("The report")
    (looked,) = looking.look_at(looking.bring([tmp_path / "report.txt"]))
    (document,) = documents.add_documents(workspace, case.id, [looked]).documents
    skipped = documents.add_documents(workspace, case.id, [looked]).skipped
    remove(workspace, case.id, document)
    empty_removed(workspace, everything=True)
    with pytest.raises(GoneRecordError):
        keeping_first.keep_both(workspace, skipped)
    assert workspace.load_case(case.id).documents == ()
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole


KEEPS = {
    "as it is": "",
    "an index that keeps words": "insert into search_words (search_words, rank) values ('secure-delete', 0)",
    "pages that keep bytes": "pragma secure_delete=OFF",
}


@pytest.mark.proof("T-LEAK")
@pytest.mark.parametrize("planted", KEEPS)
def test_no_page_of_the_opened_file_holds_a_word_of_what_is_gone_for_good(planted: str, workspace: Workspace) -> None:
    """Not in free pages, in the rest of a page, or in the text index; and this test would find each of them."""
    case, notes = a_case(workspace), []
    workspace.case_file.driver.execute(KEEPS[planted] or "select 1").fetchall()
    for number in range(8):
        note = Note(case_id=case.id, title=f"zebraquagga {number}", text="hippogriff " * 200)
        notes.append(note)
        workspace.save(note, f"Add note zebraquagga {number}")
        workspace.save(note.revised(text="unicornus " * 200), "Edit note")
        edited(workspace, case, "other words " * 40)
    with workspace.step("Add document") as step:
        digest = step.keep(b"zebraquagga in a scan " * 9000)
        paper = Document(case_id=case.id, name="zebraquagga scan", original_name="zebraquagga.pdf", sha256=digest)
        step.save(paper)
    words = (b"zebraquagga", b"hippogriff", b"unicornus")
    inside = decrypted(workspace.case_file.path, workspace.case_file.seal).lower()
    assert all(inside.count(word) > 8 for word in words)
    for record in (*notes, paper):
        remove(workspace, case.id, workspace.store.find(type(record), record.id))
        delete_for_good(workspace, workspace.store.find(type(record), record.id))
    inside = decrypted(workspace.case_file.path, workspace.case_file.seal).lower()
    assert any(word in inside for word in words) is bool(KEEPS[planted])
