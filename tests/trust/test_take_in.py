"""What comes back of a share, or a copy that went its own way, is put together; a hostile one changes nothing."""

# ruff: noqa: F811 - a fixture and the argument that asks for it share their name

from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.domain.case import Case
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.document import Document
from caseorg.domain.errors import (
    ChangedMeanwhileError,
    DamagedFileError,
    NothingInCommonError,
)
from caseorg.domain.merging import Side, What
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact
from caseorg.services.removal import delete_for_good, remove
from caseorg.services.taking_in import compare, take_in
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.engine import connect
from tests.trust.material import SEAL, TODAY, some_bytes
from tests.trust.test_merging import CASE
from tests.trust.test_share import THEIR_SEAL, mine, opened, records_of, share  # noqa: F401 - the fixture


@pytest.mark.proof("T-MERGE")
def test_what_both_did_comes_together_as_one_step_that_can_be_undone(mine: Workspace, tmp_path: Path) -> None:
    path = share(mine, tmp_path / "share.caseorg")
    anas = opened(path, THEIR_SEAL)
    call = anas.store.find(Note, UUID(int=5))
    assert call is not None
    office = Contact(name="Lakeside")
    with anas.step("Work") as step:
        step.save(call.revised(text="They call on Tuesday"))
        step.save(office)
        step.save(CaseContact(case_id=CASE, contact_id=office.id))
        digest = step.keep(some_bytes(5000, 9))
        step.save(Document(id=UUID(int=9), case_id=CASE, name="New scan", sha256=digest, from_contact_id=office.id))
        bill = anas.store.find(Document, UUID(int=8))
        assert bill is not None
        step.remove(bill)
    anas.close()
    mine.save(call.revised(title="Records office"), "Edit note")
    before = records_of(mine)
    compared = compare(mine.case_file, path, THEIR_SEAL)
    assert compared.share is not None
    assert (compared.knows_before, compared.questions, len(compared.found)) == (True, 0, 5)
    change_set = take_in(mine, compared, {}, "Ana Ferreira")
    assert change_set is not None
    snapshot = mine.load_case(CASE)
    note = next(each for each in snapshot.notes if not each.is_private)
    assert (note.text, note.title) == ("They call on Tuesday", "Records office")
    assert {each.name for each in snapshot.documents} == {"Report", "New scan"}
    assert mine.bytes_of(digest) == some_bytes(5000, 9)
    assert [each.name for each in snapshot.contacts] == ["Lakeside"]
    assert snapshot.shares[0].taken_in_on == TODAY
    assert check_file(mine.case_file.path, SEAL).is_whole
    assert mine.history.next_undo == "Take in changes from Ana Ferreira"
    assert compare(mine.case_file, path, THEIR_SEAL).found == ()
    mine.undo()
    assert records_of(mine) == before
    assert check_file(mine.case_file.path, SEAL).is_whole
    mine.redo()
    assert mine.bytes_of(digest) == some_bytes(5000, 9)


@pytest.mark.proof("T-MERGE")
def test_what_was_decided_is_not_asked_again_and_what_went_on_since_comes(mine: Workspace, tmp_path: Path) -> None:
    path = share(mine, tmp_path / "share.caseorg")
    note = mine.store.find(Note, UUID(int=5))
    assert note is not None
    anas = opened(path, THEIR_SEAL)
    anas.save(note.revised(text="Tuesday"), "Edit note")
    mine.save(note.revised(text="Wednesday"), "Edit note")
    compared = compare(mine.case_file, path, THEIR_SEAL)
    assert [(each.fields, each.both) for each in compared.found] == [(("text",), True)]
    take_in(mine, compared, {})
    assert mine.store.find(Note, note.id) == note.revised(text="Wednesday")
    anas.save(note.revised(text="Tuesday", title="Office"), "Edit note")
    compared = compare(mine.case_file, path, THEIR_SEAL)
    assert [(each.fields, each.both) for each in compared.found] == [(("title",), False)]
    take_in(mine, compared, {})
    # And the other way: Ana gets a new share, and takes in what is new in it.
    mine.save(Note(id=UUID(int=40), case_id=CASE, text="New here"), "Add note")
    again = share(mine, tmp_path / "again.caseorg", seal=replace(THEIR_SEAL, secret=bytes(16)))
    compared = compare(anas.case_file, again, replace(THEIR_SEAL, secret=bytes(16)))
    assert [(each.what, each.fields, each.both) for each in compared.found] == [
        (What.changed, ("text",), False), (What.added, (), False),
    ]  # fmt: skip
    take_in(anas, compared, {})
    anas.save(Note(id=UUID(int=41), case_id=CASE, text="New there"), "Add note")
    compared = compare(mine.case_file, path, THEIR_SEAL)
    assert [(each.what, each.record_id) for each in compared.found] == [(What.added, UUID(int=41))]
    anas.close()


@pytest.mark.proof("T-MERGE")
def test_what_came_is_not_out_of_sight_because_what_it_belongs_to_was_removed_here(
    mine: Workspace, tmp_path: Path
) -> None:
    denial = Denial(id=UUID(int=43), case_id=CASE, what="Visit")
    mine.save(denial, "Add denial")
    path = share(mine, tmp_path / "share.caseorg")
    anas = opened(path, THEIR_SEAL)
    anas.save(Appeal(id=UUID(int=44), case_id=CASE, denial_id=denial.id), "Add appeal")
    anas.close()
    remove(mine, CASE, denial)
    before = records_of(mine)
    take_in(mine, compare(mine.case_file, path, THEIR_SEAL), {})
    snapshot = mine.load_case(CASE)
    assert UUID(int=44) in {each.id for each in snapshot.appeals}
    assert denial in snapshot.denials, "an appeal is seen under its denial"
    mine.undo()
    assert records_of(mine) == before


@pytest.mark.proof("T-MERGE")
def test_what_was_deleted_for_good_while_the_list_was_on_show_leaves_nothing_that_points_to_it(
    mine: Workspace, tmp_path: Path
) -> None:
    denial = Denial(id=UUID(int=43), case_id=CASE, what="Visit")
    mine.save(denial, "Add denial")
    path = share(mine, tmp_path / "share.caseorg")
    anas = opened(path, THEIR_SEAL)
    anas.save(Appeal(id=UUID(int=44), case_id=CASE, denial_id=denial.id), "Add appeal")
    anas.close()
    compared = compare(mine.case_file, path, THEIR_SEAL)
    remove(mine, CASE, denial)
    delete_for_good(mine, denial.revised(removed_on=TODAY))
    with pytest.raises(ChangedMeanwhileError):
        take_in(mine, compared, {})
    assert check_file(mine.case_file.path, SEAL).is_whole


@pytest.mark.proof("T-MERGE")
def test_what_is_left_out_of_the_next_share_is_not_taken_for_removed(mine: Workspace, tmp_path: Path) -> None:
    pointing = Note(id=UUID(int=42), case_id=CASE, text="From the bill", source_document_id=UUID(int=8))
    mine.save(pointing, "Add note")
    anas = opened(share(mine, tmp_path / "share.caseorg"), THEIR_SEAL)
    note = mine.store.find(Note, UUID(int=5))
    assert note is not None
    with mine.step("Remove note") as step:
        step.remove(note)
    seal = replace(THEIR_SEAL, secret=bytes(16))
    again = share(mine, tmp_path / "again.caseorg", frozenset({UUID(int=8)}), seal=seal)
    compared = compare(anas.case_file, again, seal)
    assert [(each.what, each.record_id) for each in compared.found] == [(What.removed, note.id)]
    take_in(anas, compared, {})
    there = anas.load_case(CASE)
    assert [each.source_document_id for each in there.notes] == [UUID(int=8)]
    assert {each.name for each in there.documents} == {"Report", "Bill"}
    anas.close()


@pytest.mark.proof("T-MERGE")
def test_a_conflicted_copy_of_the_file_itself_parts_where_the_histories_part(mine: Workspace, tmp_path: Path) -> None:
    copy = tmp_path / "Maria (conflicted copy).caseorg"
    mine.case_file.copy_to(copy)
    note = mine.store.find(Note, UUID(int=5))
    assert note is not None
    other = opened(copy)
    other.save(note.revised(text="On the laptop"), "Edit note")
    other.save(Note(id=UUID(int=50), case_id=CASE, text="Undone"), "Add note")
    other.undo()
    other.save(Note(id=UUID(int=51), case_id=CASE, text="New"), "Add note")
    other.close()
    mine.save(note.revised(title="At the desk"), "Edit note")
    compared = compare(mine.case_file, copy, SEAL)
    assert (compared.is_same_file, compared.knows_before, compared.questions) == (True, True, 0)
    assert {(each.what, each.fields) for each in compared.found} == {(What.changed, ("text",)), (What.added, ())}
    before = records_of(mine)
    take_in(mine, compared, {})
    assert mine.store.find(Note, note.id) == note.revised(text="On the laptop", title="At the desk")
    mine.undo()
    assert records_of(mine) == before


@pytest.mark.proof("T-MERGE")
def test_what_nobody_knows_any_more_is_a_question_and_nothing_is_taken_by_itself(
    mine: Workspace, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.caseorg"
    mine.case_file.copy_to(copy)
    for path in (copy, mine.case_file.path):
        workspace = opened(path, day=date(2026, 11, 20)) if path == copy else mine
        workspace.save(Note(id=UUID(int=5), case_id=CASE, text=path.name), "Edit note")
        workspace.save(Note(id=UUID(int=60), case_id=CASE, text="Both"), "Add note")
        with workspace.store.transaction() as transaction:
            transaction.forget_details(0)  # as if two hundred further steps had been made
        if path == copy:
            workspace.close()
    compared = compare(mine.case_file, copy, SEAL)
    assert not compared.knows_before
    assert [(each.fields, each.both) for each in compared.found] == [(("text",), True)]
    assert take_in(mine, compared, {}) is None


def test_what_was_deleted_for_good_here_does_not_hide_where_the_histories_part(mine: Workspace, tmp_path: Path) -> None:
    copy = tmp_path / "copy.caseorg"
    gone = mine.store.find(Note, UUID(int=6))
    assert gone is not None
    with mine.step("Remove note") as step:
        step.remove(gone)
    mine.case_file.copy_to(copy)
    delete_for_good(mine, gone)
    other = opened(copy)
    other.save(Note(id=UUID(int=51), case_id=CASE, text="New"), "Add note")
    other.close()
    compared = compare(mine.case_file, copy, SEAL)
    assert compared.knows_before
    assert [(each.what, each.record_id) for each in compared.found] == [(What.added, UUID(int=51))]


@pytest.mark.proof("T-MERGE")
def test_what_was_deleted_for_good_does_not_come_back_where_both_made_a_step_in_the_same_second(
    mine: Workspace, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.caseorg"
    mine.case_file.copy_to(copy)
    other = opened(copy)
    kept, gone = (mine.store.find(Note, UUID(int=number)) for number in (5, 6))
    assert kept is not None
    assert gone is not None
    other.save(kept.revised(text="On the laptop"), "Edit note")
    with mine.step("Remove note") as step:
        step.remove(gone)
    delete_for_good(mine, gone)
    latest = "(select max(number) from history)"
    for workspace in (mine, other):
        same_second = f"update history set at = '2026-11-22T09:00:00+00:00' where number = {latest}"
        workspace.case_file.driver.execute(same_second)
    other.close()
    compared = compare(mine.case_file, copy, SEAL)
    assert [(each.what, each.record_id, each.fields) for each in compared.found if not each.both] == [
        (What.changed, kept.id, ("text",))
    ]
    take_in(mine, compared, {})
    assert gone.id not in records_of(mine)


def test_a_file_that_went_on_meanwhile_is_not_written_over(mine: Workspace, tmp_path: Path) -> None:
    path = share(mine, tmp_path / "share.caseorg")
    anas = opened(path, THEIR_SEAL)
    anas.save(Note(id=UUID(int=5), case_id=CASE, text="Tuesday"), "Edit note")
    anas.close()
    compared = compare(mine.case_file, path, THEIR_SEAL)
    mine.save(Note(id=UUID(int=5), case_id=CASE, text="Just now"), "Edit note")
    before = records_of(mine)
    with pytest.raises(ChangedMeanwhileError):
        take_in(mine, compared, {each.key: Side.theirs for each in compared.found})
    assert records_of(mine) == before


def test_another_familys_file_is_refused(mine: Workspace, tmp_path: Path) -> None:
    stranger = Workspace(CaseFile.create(tmp_path / "Luis.caseorg", THEIR_SEAL))
    stranger.save(Case(title="Luis"), "New case")
    stranger.close()
    with pytest.raises(NothingInCommonError):
        compare(mine.case_file, tmp_path / "Luis.caseorg", THEIR_SEAL)


# Whoever sends a share knows its password, and can have written anything into it

_HOSTILE = {
    "a trigger": "create trigger t after insert on notes begin delete from cases; end",
    "a view": "create view more as select * from cases",
    "one more table": "create table more (x)",
    "a changed check": "alter table notes add column more text default 'x' check (more <> 'y')",
    "one letter": "alter table notes rename column title to titel",
    "a virtual table": "create virtual table more using fts5(x)",
    "an index": "create index more on notes (title)",
    "no such record": "update notes set day = 'never'",
    "a document without bytes": "delete from attachment_chunks",
    "a case that is nowhere": "pragma foreign_keys=OFF; update notes set case_id = 'ff'",
    "an oversize text": "update notes set title = hex(zeroblob(5000000))",
    "a strange history": "insert into history (number, label, at, state, changes) values (99, 'x', 'x', 'done', '[1]')",
}


@pytest.mark.proof("T-HOSTILE")
@pytest.mark.parametrize("what", _HOSTILE)
def test_a_hostile_share_is_refused_and_nothing_here_changes(what: str, mine: Workspace, tmp_path: Path) -> None:
    path = share(mine, tmp_path / "share.caseorg")
    with closing(connect(path, THEIR_SEAL, read_only=False)) as driver:
        driver.executescript(_HOSTILE[what])
    before = sha256(mine.case_file.path.read_bytes()).digest()
    with pytest.raises(DamagedFileError):
        compare(mine.case_file, path, THEIR_SEAL)
    assert sha256(mine.case_file.path.read_bytes()).digest() == before


@pytest.mark.proof("T-HOSTILE")
@pytest.mark.parametrize("number", [5, 6], ids=["another note of theirs", "a note that is only here"])
def test_a_share_with_a_thing_under_the_number_of_another_kind_is_refused(
    number: int, mine: Workspace, tmp_path: Path
) -> None:
    """Deleting the one for good would take the other."""
    path = share(mine, tmp_path / "share.caseorg")
    anas = opened(path, THEIR_SEAL)
    anas.save(Document(id=UUID(int=number), case_id=CASE, name="Not the note"), "Add document")
    anas.close()
    with pytest.raises(DamagedFileError):
        compare(mine.case_file, path, THEIR_SEAL)


@pytest.mark.proof("T-HOSTILE")
def test_a_forged_beginning_takes_nothing_by_itself(mine: Workspace, tmp_path: Path) -> None:
    """A beginning counts only if both sides keep it; what the other side alone says of it is not believed."""
    path = share(mine, tmp_path / "share.caseorg")
    with closing(connect(path, THEIR_SEAL, read_only=False)) as driver:
        driver.execute("update shares set base_sha256 = ?", ("ab" * 32,))
    compared = compare(mine.case_file, path, THEIR_SEAL)
    assert not compared.knows_before
    assert compared.found == ()
