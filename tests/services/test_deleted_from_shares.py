"""What is deleted for good goes from what is kept of shares, too, and what comes back is still told apart."""

# ruff: noqa: F811 - a fixture and the argument that asks for it share their name

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.domain.case import Case
from caseorg.domain.errors import SaveFailedError
from caseorg.domain.merging import Side
from caseorg.domain.note import Note
from caseorg.domain.people import Contact
from caseorg.services import removal
from caseorg.services.removal import delete_for_good, remove
from caseorg.services.sharing import Wish, note_share, plan_share, write_sealed
from caseorg.services.taking_in import Compared, compare, take_in
from caseorg.services.workspace import Workspace
from caseorg.store import attachments
from caseorg.store.checker import check_file
from caseorg.store.engine import connect
from caseorg.store.share import beginning_from
from tests.trust.material import SEAL, TODAY
from tests.trust.test_merging import CASE
from tests.trust.test_share import THEIR_SEAL, decrypted, mine, opened, share  # noqa: F401 - the fixture

NOTE = Note(id=UUID(int=90), case_id=CASE, title="ZEBRA in the title", text="ZEBRA in the text")
CALL = UUID(int=5)


def gone(workspace: Workspace, note: Note = NOTE) -> None:
    """Remove a note, and delete it for good."""
    remove(workspace, CASE, note)
    delete_for_good(workspace, note.revised(removed_on=TODAY))


def kept(workspace: Workspace) -> bytes:
    """Return all that is kept as bytes of files: documents, and what went out in shares or came back."""
    rows = workspace.case_file.driver.execute("select bytes from attachment_chunks").fetchall()
    return b"".join(row[0] for row in rows)


def is_gone(workspace: Workspace) -> bool:
    """Tell whether nothing of the note is left in any page of the file, which must be whole."""
    assert check_file(workspace.case_file.path, SEAL).is_whole
    assert b"ZEBRA in" not in kept(workspace)
    workspace.case_file.driver.execute("pragma wal_checkpoint(truncate)")
    return b"ZEBRA in" not in decrypted(workspace.case_file.path, SEAL)


def looked(workspace: Workspace, path: Path) -> Compared:
    return compare(workspace.case_file, path, THEIR_SEAL)


@pytest.fixture
def path(mine: Workspace, tmp_path: Path) -> Path:
    """Return a share that a note went out in."""
    mine.save(NOTE, "Add note")
    return share(mine, tmp_path / "share.caseorg")


@pytest.mark.proof("T-MERGE")
def test_what_went_out_in_a_share_is_gone_from_the_file_and_the_rest_of_it_is_known(
    mine: Workspace, path: Path
) -> None:
    assert b"ZEBRA in" in kept(mine)
    gone(mine)
    assert is_gone(mine)
    compared = looked(mine, path)
    assert (compared.knows_before, compared.found) == (True, ()), "they have it as it went out: nothing is new"
    anas = opened(path, THEIR_SEAL)
    call = anas.store.find(Note, CALL)
    assert call is not None
    anas.save(call.revised(text="They call on Tuesday"), "Edit note")
    compared = looked(mine, path)
    assert [(each.record_id, each.fields, each.both) for each in compared.found] == [(CALL, ("text",), False)]
    take_in(mine, compared, {}, "Ana")
    assert is_gone(mine), "it is not kept again with what came back"
    assert looked(mine, path).found == ()
    anas.close()


@pytest.mark.proof("T-MERGE")
def test_what_was_deleted_for_good_here_and_changed_there_is_a_question(mine: Workspace, path: Path) -> None:
    anas = opened(path, THEIR_SEAL)
    anas.save(NOTE.revised(text="ZEBRA in Tuesday"), "Edit note")
    gone(mine)
    for _time in ("asked", "asked again after it was left out"):
        compared = looked(mine, path)
        assert {each.both for each in compared.found} <= {True}
        take_in(mine, compared, {})
        assert mine.store.find(Note, NOTE.id) is None
        assert is_gone(mine)
    assert compared.found == (), "what was decided is not asked again"
    anas.save(NOTE.revised(text="ZEBRA in Wednesday"), "Edit note")
    compared = looked(mine, path)
    assert [(each.record_id, each.both) for each in compared.found] == [(NOTE.id, True)]
    take_in(mine, compared, {compared.found[0].key: Side.theirs})
    assert mine.store.find(Note, NOTE.id) == NOTE.revised(text="ZEBRA in Wednesday")
    assert looked(mine, path).found == ()
    anas.close()


@pytest.mark.proof("T-MERGE")
def test_what_was_removed_and_put_back_there_does_not_come_back_by_itself(mine: Workspace, path: Path) -> None:
    anas = opened(path, THEIR_SEAL)
    remove(anas, CASE, NOTE)
    take_in(mine, looked(mine, path), {})
    delete_for_good(mine, NOTE.revised(removed_on=TODAY))
    assert is_gone(mine)
    removal.put_back(anas, NOTE.revised(removed_on=TODAY))
    compared = looked(mine, path)
    assert [(each.record_id, each.both) for each in compared.found] == [(NOTE.id, True)]
    anas.close()


@pytest.mark.proof("T-MERGE")
def test_each_side_may_delete_for_good_and_both_still_know_what_went_out(mine: Workspace, path: Path) -> None:
    anas = opened(path, THEIR_SEAL)
    call = anas.store.find(Note, CALL)
    assert isinstance(call, Note)
    gone(anas, call)
    assert b"They call on Monday" not in kept(anas)
    gone(mine)
    compared = looked(mine, path)
    assert compared.knows_before
    assert [(each.record_id, each.what, each.both) for each in compared.found] == [(CALL, "removed", False)]
    anas.close()


@pytest.mark.proof("T-HOSTILE")
@pytest.mark.parametrize("claim", ["it was another thing", "it was removed", "it was as it is now", "no JSON"])
def test_whatever_they_say_of_what_went_out_nothing_comes_back_by_itself(
    mine: Workspace, path: Path, claim: str
) -> None:
    anas = opened(path, THEIR_SEAL)
    changed = NOTE.revised(text="ZEBRA in Tuesday")
    anas.save(changed, "Edit note")
    (theirs,) = anas.load_case(CASE).shares
    went_out = beginning_from(anas.bytes_of(theirs.base_sha256))
    anas.close()
    gone(mine)
    assert went_out is not None
    said = {
        "it was another thing": Contact(id=NOTE.id, name="Lakeside"),
        "it was removed": NOTE.revised(removed_on=TODAY),
        "it was as it is now": changed,
    }.get(claim)
    forged = replace(went_out, records=went_out.records | {NOTE.id: said}).as_bytes() if said else b"[1, 2"
    with closing(connect(path, THEIR_SEAL, read_only=False)) as driver:
        driver.execute("begin")
        digest = attachments.keep(driver, forged)
        driver.execute("update shares set base_sha256 = ?", (digest,))
        driver.execute("commit")
    compared = looked(mine, path)
    assert all(each.both for each in compared.found)
    take_in(mine, compared, {})
    assert is_gone(mine)
    assert mine.store.find(Note, NOTE.id) is None


def test_undo_and_redo_of_what_speaks_of_a_share_find_its_bytes(mine: Workspace, path: Path) -> None:
    anas = opened(path, THEIR_SEAL)
    later = Note(id=UUID(int=91), case_id=CASE, title="From Ana")
    anas.save(later, "Add note")
    take_in(mine, looked(mine, path), {}, "Ana")
    anas.save(later.revised(text="More"), "Edit note")
    take_in(mine, looked(mine, path), {}, "Ana")
    gone(mine)
    assert is_gone(mine)
    labels = [line.label for line in mine.store.history()]
    assert "Share with Ana Ferreira" in labels, "what was done with whom is still told"
    while mine.undo():
        assert is_gone(mine)
    while mine.redo():
        assert is_gone(mine)
    assert looked(mine, path).found == ()
    anas.close()


def test_a_case_that_went_out_with_another_is_gone_from_what_is_kept_of_both(mine: Workspace, tmp_path: Path) -> None:
    other = Case(id=UUID(int=400), title="ZEBRA in Luis")
    with mine.step("Another case") as step:
        step.save(other)
        step.save(Note(case_id=other.id, text="ZEBRA in his knee"))
    ready = plan_share(mine, Wish(CASE, "Ana Ferreira", also=(other.id,)))
    write_sealed(ready, THEIR_SEAL, tmp_path / "share.caseorg")
    note_share(mine, ready, tmp_path / "share.caseorg")
    remove(mine, other.id, other)
    delete_for_good(mine, other.revised(removed_on=TODAY))
    assert is_gone(mine)
    assert looked(mine, tmp_path / "share.caseorg").found == ()


def test_what_is_deleted_while_a_share_is_written_is_not_kept_with_it(mine: Workspace, tmp_path: Path) -> None:
    mine.save(NOTE, "Add note")
    ready = plan_share(mine, Wish(CASE, "Ana Ferreira"))
    write_sealed(ready, THEIR_SEAL, tmp_path / "share.caseorg")
    gone(mine)
    note_share(mine, ready, tmp_path / "share.caseorg")
    assert is_gone(mine)
    compared = looked(mine, tmp_path / "share.caseorg")
    assert (compared.knows_before, compared.found) == (True, ())


def test_what_they_shared_with_others_does_not_bring_it_back(mine: Workspace, path: Path, tmp_path: Path) -> None:
    anas = opened(path, THEIR_SEAL)
    share(anas, tmp_path / "further.caseorg")
    anas.close()
    gone(mine)
    take_in(mine, looked(mine, path), {}, "Ana")
    assert len(mine.load_case(CASE).shares) == 2
    assert is_gone(mine)


def test_a_copy_of_the_file_that_went_its_own_way_does_not_bring_it_back(mine: Workspace, path: Path) -> None:
    later = Note(id=UUID(int=91), case_id=CASE, title="From Ana")
    anas = opened(path, THEIR_SEAL)
    anas.save(later, "Add note")
    anas.close()
    take_in(mine, looked(mine, path), {}, "Ana")
    copy = path.with_name("conflicted copy.caseorg")
    mine.case_file.copy_to(copy)
    other = opened(copy, day=TODAY + timedelta(days=1))
    other.save(Note(id=UUID(int=92), case_id=CASE, title="On the laptop"), "Add note")
    other.close()
    gone(mine)
    compared = compare(mine.case_file, copy, SEAL)
    assert [each.record_id for each in compared.found] == [UUID(int=92)]
    take_in(mine, compared, {})
    assert is_gone(mine)


def test_a_step_that_fails_leaves_what_went_out_as_it_was(
    mine: Workspace, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove(mine, CASE, NOTE)
    before = kept(mine), mine.load_case(CASE).shares

    def full(*_args: object) -> None:
        raise SaveFailedError

    with monkeypatch.context() as patch:
        patch.setattr("caseorg.store.erase._forget_bytes", full)
        with pytest.raises(SaveFailedError):
            delete_for_good(mine, NOTE.revised(removed_on=TODAY))
    assert (kept(mine), mine.load_case(CASE).shares) == before
    assert mine.store.find(Note, NOTE.id) is not None
    assert looked(mine, path).found == ()
