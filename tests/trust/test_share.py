"""A share holds the chosen case and nothing else, and what comes back of it is put together without a loss."""

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.errors import (
    ChangedMeanwhileError,
    DamagedDocumentBytesError,
    DamagedFileError,
    NothingInCommonError,
    StoppedError,
)
from caseorg.domain.letter import Letter, LetterKind, Packet, Sending
from caseorg.domain.merging import Side, What
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact, Helper, HelperRole
from caseorg.domain.record import Record
from caseorg.domain.share import Share
from caseorg.services.made_password import make_password
from caseorg.services.removal import delete_for_good
from caseorg.services.sharing import Wish, note_share, plan_share, write_sealed
from caseorg.services.taking_in import compare, take_in
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.engine import connect
from caseorg.store.seal import FORMAT, MARK, Seal
from caseorg.store.share import all_records
from tests.trust.material import SEAL, TODAY, some_bytes
from tests.trust.test_merging import CASE, a_start, lost, worked_on

THEIR_SEAL = Seal(MARK + bytes([FORMAT]) + bytes(range(30, 42)), bytes(range(60, 76)))
ANA = UUID(int=77)
_PAGE, _RESERVED = 4096, 80


def opened(path: Path, seal: Seal = SEAL, day: date = TODAY) -> Workspace:
    return Workspace(CaseFile.open(path, seal), today=lambda: day)


def records_of(workspace: Workspace) -> dict[UUID, Record]:
    return all_records(workspace.case_file.driver)


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Workspace]:
    """A case file with a case, a helper with a paper, a private note and two documents; and another case."""
    workspace = Workspace(CaseFile.create(tmp_path / "Maria.caseorg", SEAL), today=lambda: TODAY)
    with workspace.step("Begin") as step:
        step.save(Case(id=CASE, title="Maria"))
        step.save(Helper(id=ANA, case_id=CASE, full_name="Ana Ferreira", role=HelperRole.health_care_agent,
                         authority_from=date(2025, 3, 3)))  # fmt: skip
        step.save(Note(id=UUID(int=5), case_id=CASE, text="They call on Monday"))
        step.save(Note(id=UUID(int=6), case_id=CASE, text="ZEBRA only for me", is_private=True))
        for number, name in ((7, "Report"), (8, "Bill")):
            digest = step.keep(some_bytes(3000, number))
            step.save(Document(id=UUID(int=number), case_id=CASE, name=name, sha256=digest, size_bytes=3000))
    yield workspace
    workspace.close()


def share(workspace: Workspace, target: Path, left_out: frozenset[UUID] = frozenset(), seal: Seal = THEIR_SEAL) -> Path:
    ready = plan_share(workspace, Wish(CASE, "Ana Ferreira", ANA, left_out))
    write_sealed(ready, seal, target)
    note_share(workspace, ready, target)
    return target


def decrypted(path: Path, seal: Seal) -> bytes:
    """Every page of a file as it is inside, free ones among them."""
    data, found = path.read_bytes(), b""
    for at in range(0, len(data), _PAGE):
        page = data[at : at + _PAGE]
        cipher = Cipher(algorithms.AES(seal.key), modes.CBC(page[-_RESERVED:][:16])).decryptor()
        found += cipher.update(page[16 if at == 0 else 0 : -_RESERVED])
    return found


@pytest.mark.proof("T-SHARE")
def test_a_share_holds_the_case_and_says_who_has_it_and_by_which_right(mine: Workspace, tmp_path: Path) -> None:
    path = share(mine, tmp_path / "share.caseorg", frozenset({UUID(int=8)}))
    assert check_file(path, THEIR_SEAL).is_whole
    assert path.stat().st_mode & 0o777 == 0o600
    (kept,) = mine.load_case(CASE).shares
    assert (kept.given_to, kept.helper_id, kept.authority) == ("Ana Ferreira", ANA, HelperRole.health_care_agent)
    assert (kept.authority_from, kept.shared_on) == (date(2025, 3, 3), TODAY)
    assert (kept.notes_left_out, kept.documents_left_out) == (1, 1)
    anas = opened(path, THEIR_SEAL)
    there = anas.load_case(CASE)
    assert [note.text for note in there.notes] == ["They call on Monday"]
    assert [document.name for document in there.documents] == ["Report"]
    assert anas.bytes_of(there.documents[0].sha256) == some_bytes(3000, 7)
    assert anas.store.history() == ()
    anas.close()
    inside = decrypted(path, THEIR_SEAL)
    assert b"They call on Monday" in inside
    assert b"ZEBRA" not in inside
    assert some_bytes(3000, 8)[:64] not in inside


@pytest.mark.proof("T-SHARE")
def test_a_packet_with_pages_of_what_stays_here_stays_here_too(mine: Workspace, tmp_path: Path) -> None:
    letter = Letter(id=UUID(int=20), case_id=CASE, kind=LetterKind.appeal)
    packet = Packet(id=UUID(int=21), case_id=CASE, letter_id=letter.id, exhibit_ids=(UUID(int=7), UUID(int=8)))
    with mine.step("Send") as step:
        for record in (letter, packet, Sending(case_id=CASE, packet_id=packet.id, letter_id=letter.id)):
            step.save(record)
        step.save(Note(case_id=CASE, text="From the bill", source_document_id=UUID(int=8)))
    there = opened(share(mine, tmp_path / "share.caseorg", frozenset({UUID(int=8)})), THEIR_SEAL).load_case(CASE)
    assert (there.packets, there.sendings, len(there.letters)) == ((), (), 1)
    assert {note.source_document_id for note in there.notes} == {None}
    assert check_file(tmp_path / "share.caseorg", THEIR_SEAL).is_whole


def test_a_share_that_is_stopped_or_damaged_leaves_no_file(mine: Workspace, tmp_path: Path) -> None:
    ready = plan_share(mine, Wish(CASE, "Ana"))
    with pytest.raises(StoppedError):
        write_sealed(ready, THEIR_SEAL, tmp_path / "share.caseorg", lambda: True)
    mine.case_file.driver.execute("delete from attachment_chunks")
    with pytest.raises(DamagedDocumentBytesError):
        write_sealed(ready, THEIR_SEAL, tmp_path / "share.caseorg")
    assert [each.name for each in tmp_path.glob("*share*")] == []


def test_a_made_password_is_five_words_of_which_none_begins_another() -> None:
    made = {make_password() for _each in range(50)}
    assert len(made) == 50
    assert {len(each.split(" ")) for each in made} == {5}
    from caseorg.services.made_password import _words

    ordered = sorted(_words())
    assert len(set(ordered)) == 7776
    assert not [one for one, other in pairwise(ordered) if other.startswith(one)]


# What comes back


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
def test_a_forged_beginning_takes_nothing_by_itself(mine: Workspace, tmp_path: Path) -> None:
    """A beginning counts only if both sides keep it; what the other side alone says of it is not believed."""
    path = share(mine, tmp_path / "share.caseorg")
    with closing(connect(path, THEIR_SEAL, read_only=False)) as driver:
        driver.execute("update shares set base_sha256 = ?", ("ab" * 32,))
    compared = compare(mine.case_file, path, THEIR_SEAL)
    assert not compared.knows_before
    assert compared.found == ()


# At random


def random_pair(folder: Path, seed: int, *, by_copy: bool) -> tuple[Workspace, Path, Seal, dict[UUID, Record]]:
    """A file, what went out of it, and work on both; return the open file, the other one, and the beginning."""
    chance = random.Random(seed)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    mine = Workspace(CaseFile.create(folder / "Maria.caseorg", SEAL), today=lambda: TODAY)
    begun = a_start(chance)
    with mine.step("Begin") as step:
        for record in sorted(begun.values(), key=lambda each: not isinstance(each, Case)):
            step.save(record)
        contacts = [each for each in begun.values() if isinstance(each, Contact)]
        for contact in contacts:  # so that they belong to the case, and go along
            step.save(CaseContact(id=UUID(int=contact.id.int ^ 1), case_id=CASE, contact_id=contact.id))
    begun = records_of(mine)
    other, seal = folder / "other.caseorg", SEAL if by_copy else THEIR_SEAL
    if by_copy:
        mine.case_file.copy_to(other)
    else:
        ready = plan_share(mine, Wish(CASE, "Ana"))
        write_sealed(ready, seal, other)
        note_share(mine, ready, other)
    theirs = opened(other, seal)
    for workspace in (theirs, mine):
        work(workspace, worked_on(begun, chance), begun, chance)
    theirs.close()
    return mine, other, seal, begun


def work(workspace: Workspace, wanted: dict[UUID, Record], begun: dict[UUID, Record], chance: random.Random) -> None:
    """Bring a file to a state by steps, taking one back now and then."""
    for key in begun.keys() - wanted.keys():
        record = begun[key]
        with workspace.step("Remove") as step:
            step.remove(record)
        if not isinstance(record, Contact):
            delete_for_good(workspace, record)
    for record in wanted.values():
        if record != begun.get(record.id):
            workspace.save(record, "Edit")
            if chance.random() < 0.2:
                workspace.undo()
                workspace.save(record, "Edit again")


def prove_on_files(folder: Path, seeds: range) -> int:
    """Put real files together; return how many differences there were."""
    count = 0
    for seed in seeds:
        mine, other, seal, begun = random_pair(folder / "pair", seed, by_copy=seed % 2 == 0)
        before, chance = records_of(mine), random.Random(seed)
        compared = compare(mine.case_file, other, seal)
        assert compared.knows_before, seed
        chosen = {each.key: chance.choice(list(Side)) for each in compared.found}
        change_set = take_in(mine, compared, chosen)
        after = records_of(mine)
        assert lost(begun, without_shares(before), without_shares(compared.theirs), compared.found, after) == [], seed
        assert check_file(mine.case_file.path, SEAL).is_whole or not after_is_whole(mine), seed
        if change_set is not None:
            mine.undo()
        assert records_of(mine) == before, seed
        mine.close()
        count += len(compared.found)
    return count


def after_is_whole(workspace: Workspace) -> bool:
    return all(fault.kind == "reference" for fault in check_file(workspace.case_file.path, SEAL).faults)


def without_shares(records: "dict[UUID, Record] | object") -> dict[UUID, Record]:
    return {key: each for key, each in dict(records).items() if not isinstance(each, Share)}  # type: ignore[call-overload]


@pytest.mark.proof("T-MERGE")
def test_random_files_put_together_lose_nothing_and_come_back_exactly(tmp_path: Path) -> None:
    assert prove_on_files(tmp_path, range(6)) > 6


@pytest.mark.long
@pytest.mark.proof("T-MERGE")
def test_many_random_files_put_together_lose_nothing_and_come_back_exactly(tmp_path: Path) -> None:
    assert prove_on_files(tmp_path, range(10, 310)) > 300


def prove_shares(folder: Path, seeds: range) -> None:
    """Share one of two cases at random, and compare what is in the file with what was chosen, word by word."""
    for seed in seeds:
        chance = random.Random(seed)
        shutil.rmtree(folder / "s", ignore_errors=True)
        (folder / "s").mkdir()
        mine = Workspace(CaseFile.create(folder / "s" / "all.caseorg", SEAL), today=lambda: TODAY)
        marks: dict[str, bool] = {}
        with mine.step("Begin") as step:
            for case_id in (CASE, UUID(int=2)):
                step.save(Case(id=case_id, title=mark(marks, chance, goes=case_id == CASE)))
            left_out = fill_at_random(step, chance, marks)
        path = share(mine, folder / "s" / "share.caseorg", left_out)
        inside = decrypted(path, THEIR_SEAL)
        assert {word: word.encode() in inside for word in marks} == marks, seed
        theirs = opened(path, THEIR_SEAL)
        here, there = mine.load_case(CASE), theirs.load_case(CASE)
        private = {each.id for each in here.notes if each.is_private}
        assert {each.id: each for each in there.records()} == {
            each.id: each for each in here.records() if each.id not in left_out | private
        }, seed
        theirs.close()
        mine.close()


def mark(marks: dict[str, bool], chance: random.Random, *, goes: bool) -> str:
    word = f"ZEBRA{chance.getrandbits(64):016x}"
    marks[word] = goes
    return word


def fill_at_random(step, chance: random.Random, marks: dict[str, bool]) -> frozenset[UUID]:  # type: ignore[no-untyped-def]
    left_out = set()
    for _each in range(chance.randrange(4, 12)):
        goes, key = chance.random() < 0.5, UUID(int=chance.getrandbits(128))
        case_id = CASE if goes else UUID(int=2)
        kind = chance.choice(["note", "private note", "contact", "document", "left-out document"])
        stays = kind in ("private note", "left-out document")
        word = mark(marks, chance, goes=goes and not stays)
        if "note" in kind:
            step.save(Note(id=key, case_id=case_id, text=word, is_private=kind == "private note"))
        elif kind == "contact":
            step.save(Contact(id=key, name=word))
            step.save(CaseContact(id=UUID(int=key.int ^ 1), case_id=case_id, contact_id=key))
        else:
            digest = step.keep(f"{mark(marks, chance, goes=goes and not stays)} {chance.random()}".encode())
            step.save(Document(id=key, case_id=case_id, name=word, sha256=digest))
            left_out |= {key} if stays else set()
    return frozenset(left_out)


@pytest.mark.proof("T-SHARE")
def test_random_shares_hold_what_was_chosen_and_no_word_of_another_case(tmp_path: Path) -> None:
    prove_shares(tmp_path, range(6))


@pytest.mark.long
@pytest.mark.proof("T-SHARE")
def test_five_hundred_random_shares_hold_what_was_chosen_and_no_word_of_another_case(tmp_path: Path) -> None:
    prove_shares(tmp_path, range(500))
