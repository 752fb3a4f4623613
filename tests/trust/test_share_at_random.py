"""Random shares hold what was chosen and no more; random files put together lose nothing and come back exactly."""

import random
import shutil
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.merging import Side
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact
from caseorg.domain.record import Record
from caseorg.domain.share import Share
from caseorg.services.removal import delete_for_good
from caseorg.services.sharing import Wish, note_share, plan_share, write_sealed
from caseorg.services.taking_in import compare, take_in
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.seal import Seal
from caseorg.store.share import beginning_from
from tests.trust.material import SEAL, TODAY
from tests.trust.test_merging import CASE, a_start, lost, worked_on
from tests.trust.test_share import THEIR_SEAL, decrypted, opened, records_of, share


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
        gone = begun.keys() - before.keys()
        assert all(each.both for each in compared.found if each.record_id in gone and each.mine is None), seed
        assert kept_of_shares(mine) <= before.keys(), seed
        chosen = {each.key: chance.choice(list(Side)) for each in compared.found}
        change_set = take_in(mine, compared, chosen)
        after = records_of(mine)
        assert lost(begun, without_shares(before), without_shares(compared.theirs), compared.found, after) == [], seed
        assert kept_of_shares(mine) <= after.keys(), seed
        assert check_file(mine.case_file.path, SEAL).is_whole or not after_is_whole(mine), seed
        if change_set is not None:
            mine.undo()
        assert records_of(mine) == before, seed
        mine.close()
        count += len(compared.found)
    return count


def kept_of_shares(workspace: Workspace) -> set[UUID]:
    """Return the ids of the records in what is kept of shares to compare with."""
    shares = [each for each in records_of(workspace).values() if isinstance(each, Share)]
    digests = {digest for each in shares for digest in (each.base_sha256, each.seen_sha256) if digest}
    kept = [beginning_from(workspace.bytes_of(digest)) for digest in digests]
    return {key for each in kept if each is not None for key in each.records}


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
