"""A copy that is restored is what it was said to be, and the file it replaces is kept."""

import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.documents.inspect import Inspection
from caseorg.documents.kinds import FileKind
from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.errors import DamagedFileError, FileInUseError, WrongPasswordError
from caseorg.domain.note import Note
from caseorg.domain.record import Record
from caseorg.services import restoring
from caseorg.services.daily_copies import Source, make
from caseorg.services.documents import add_documents
from caseorg.services.looking import Brought, Looked
from caseorg.services.restoring import CopyKind, copies_for, differences, look_into
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.checker import check_file
from caseorg.store.daily_copy import LARGE
from caseorg.store.seal import Seal, new_salt
from tests.trust.conftest import Reached
from tests.trust.material import CASE, SEAL, TODAY, contents, make_case_file, some_bytes
from tests.trust.old_case_files import SECRET

PAIRS = 100


def digest_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "Maria.caseorg"
    workspace = Workspace(CaseFile.create(path, SEAL), today=lambda: TODAY)
    workspace.save(Case(id=CASE, title="Maria"), "New case")
    workspace.close()
    return path


def told_apart(folder: Path, seed: int) -> tuple[dict[UUID, Record], dict[UUID, Record]]:
    """Copy the file at some moment, go on in it, and return what was in the copy and what is in the file."""
    chance, path = random.Random(seed), folder / "Maria.caseorg"
    workspace = Workspace(CaseFile.open(path, SEAL), today=lambda: TODAY)
    notes = [Note(case_id=CASE, text=f"Note {chance.random()}") for _each in range(chance.randrange(1, 5))]
    papers = [Document(case_id=CASE, name=f"Paper {chance.random()}") for _each in range(chance.randrange(3))]
    with workspace.step("Add") as step:
        for record in (*notes, *papers):
            step.save(record)
    workspace.case_file.copy_to(folder / "copy.caseorg")
    copied = {record.id: record for record in (*notes, *papers)}
    now = dict(copied)
    with workspace.step("Go on") as step:
        for record in (*notes, *papers):
            what = chance.choice(("keep", "edit", "remove"))
            if what == "edit":
                text = f"Edited {chance.random()}"
                now[record.id] = record.revised(**{"text" if isinstance(record, Note) else "name": text})
                step.save(now[record.id])
            elif what == "remove":
                step.remove(record)
                del now[record.id]
        for _each in range(chance.randrange(3)):
            note = Note(case_id=CASE, text=f"New {chance.random()}")
            now[note.id] = note
            step.save(note)
    workspace.close()
    return copied, now


@pytest.mark.proof("T-RESTORE")
@pytest.mark.parametrize("restored_of", [10, pytest.param(PAIRS, marks=pytest.mark.long)])
def test_differences_are_the_true_ones_and_a_restored_copy_is_the_copy(
    restored_of: int, empty: Path, tmp_path: Path, reached: Reached
) -> None:
    """All pairs are compared; to restore writes files, so the short tier does it with some of them only."""
    for seed in range(PAIRS):
        folder = tmp_path / "pair"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        path, copy = folder / "Maria.caseorg", folder / "copy.caseorg"
        shutil.copyfile(empty, path)
        copied, now = told_apart(folder, seed)
        seen = {each.kind: each for each in differences(look_into(path, SEAL), look_into(copy, SEAL))}
        for kind in (Note, Document):
            mine = {key: record for key, record in now.items() if isinstance(record, kind)}
            theirs = {key: record for key, record in copied.items() if isinstance(record, kind)}
            found = seen.pop(kind, None)
            true = (
                len(mine.keys() - theirs.keys()),
                len(theirs.keys() - mine.keys()),
                sum(record != theirs[key] for key, record in mine.items() if key in theirs),
            )
            assert (found.only_in_file, found.only_in_copy, found.changed) if found else true == (0, 0, 0), seed
        assert seen == {}
        if seed % (PAIRS // restored_of) == 0:
            restore_twice(path, copy)
    reached(compared=PAIRS, restored=restored_of)


def restore_twice(path: Path, copy: Path) -> None:
    """Restore a copy, and again: the file is what the copy is, what was there is kept, and nothing else is there."""
    before, of_copy = digest_of(path), contents(copy)
    restored = restoring.restore(path, copy, SEAL, SEAL)
    restored.case_file.close()
    assert restored.kept_as is not None
    assert digest_of(restored.kept_as) == before
    assert contents(path) == of_copy == contents(copy)
    assert check_file(path, SEAL).is_whole
    again = restoring.restore(path, copy, SEAL, SEAL)
    again.case_file.close()
    assert contents(path) == of_copy
    assert {each.name for each in path.parent.iterdir()} == {
        path.name, copy.name, restored.kept_as.name, again.kept_as.name,
    }  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "Maria.caseorg"
    make_case_file(path)
    return path


def daily_copy_of(path: Path, day: date = TODAY) -> Path:
    opened = CaseFile.open(path, SEAL)
    kept = make(Source(path, SEAL, opened.file_id()), day)
    opened.close()
    assert kept.copy is not None
    return kept.copy.path


@pytest.mark.proof("T-RESTORE")
def test_a_large_document_comes_from_the_file_that_is_there_or_is_named(file: Path, tmp_path: Path) -> None:
    workspace = Workspace(CaseFile.open(file, SEAL), today=lambda: TODAY)
    disc = some_bytes(LARGE + 1, 9)
    document = Document(case_id=CASE, name="Scan disc", size_bytes=len(disc))
    with workspace.step("Add") as step:
        step.save(document.revised(sha256=step.keep(disc)))
    workspace.close()
    copy = daily_copy_of(file)
    assert look_into(copy, SEAL).left_out == ("Scan disc",)
    workspace = Workspace(CaseFile.open(file, SEAL), today=lambda: TODAY)
    workspace.save(Case(id=CASE, title="Went on"), "Edit case")
    workspace.close()
    restored = restoring.restore(file, copy, SEAL, SEAL)
    assert restored.missing == ()
    back = Workspace(restored.case_file)
    assert back.load_case(CASE).case.title == "Maria's lung biopsy"
    assert back.bytes_of(sha256(disc).hexdigest()) == disc
    back.close()
    assert check_file(file, SEAL).is_whole
    # Where the file itself is lost, it is said by name which document has to be added again.
    file.write_bytes(file.read_bytes()[:9000])
    lost = restoring.restore(file, copy, SEAL, None)
    assert lost.missing == ("Scan disc",)
    assert [fault.sentence for fault in check_file(file, SEAL).faults] == [
        "“Scan disc” is listed, but the file itself is missing."
    ]
    # And adding it again puts it where it was: it is no second copy of what is there.
    back = Workspace(lost.case_file, today=lambda: TODAY)
    brought = Brought("disc.bin", disc)
    looked = Looked(brought, Inspection(FileKind.unknown, len(disc), sha256(disc).hexdigest()))
    added = add_documents(back, CASE, [looked])
    assert (added.documents, added.skipped) == ((), ())
    assert [each.name for each in added.made_whole] == ["Scan disc"]
    assert back.bytes_of(sha256(disc).hexdigest()) == disc
    assert add_documents(back, CASE, [looked]).skipped[0].document.name == "Scan disc"
    back.close()
    assert check_file(file, SEAL).is_whole


@pytest.mark.proof("T-RESTORE")
def test_a_damaged_file_is_kept_and_a_damaged_copy_is_refused(file: Path, tmp_path: Path) -> None:
    copy = daily_copy_of(file)
    whole, good = file.read_bytes(), copy.read_bytes()
    file.write_bytes(whole[:20_000] + bytes(4096) + whole[24_096:])
    copy.write_bytes(good[:100_000] + bytes(10) + good[100_010:])
    damaged = digest_of(file)
    with pytest.raises(DamagedFileError):
        restoring.restore(file, copy, SEAL)
    assert digest_of(file) == damaged
    assert sorted(each.name for each in tmp_path.iterdir()) == ["Maria copies", "Maria.caseorg"]
    copy.write_bytes(good)
    restored = restoring.restore(file, copy, SEAL)
    restored.case_file.close()
    assert digest_of(restored.kept_as) == damaged
    assert check_file(file, SEAL).is_whole
    assert digest_of(copy) == sha256(good).hexdigest()


def test_a_copy_under_another_password_or_of_a_file_in_use_is_refused(file: Path) -> None:
    copy, before = daily_copy_of(file), digest_of(file)
    with pytest.raises(WrongPasswordError):
        restoring.restore(file, copy, Seal(SEAL.salt, bytes(16)))
    other = CaseFile.open(file, SEAL)
    with pytest.raises(FileInUseError):
        restoring.restore(file, copy, SEAL)
    other.close()
    assert digest_of(file) == before


def test_a_copy_of_every_released_version_is_restored_and_not_changed(tmp_path: Path) -> None:
    for old in sorted((Path(__file__).parents[1] / "data" / "case_files").glob("*.caseorg")):
        seal = Seal(read_salt(old), SECRET)
        copy = tmp_path / "old copy.caseorg"
        shutil.copyfile(old, copy)
        before, path = digest_of(copy), tmp_path / f"{old.stem} now.caseorg"
        assert look_into(copy, seal).count(Case) >= 1
        restored = restoring.restore(path, copy, seal)
        assert Workspace(restored.case_file).store.case_lines()
        restored.case_file.close()
        assert check_file(path, seal).is_whole
        assert digest_of(copy) == before


def test_all_copies_there_are_get_listed_newest_first(file: Path, tmp_path: Path) -> None:
    daily_copy_of(file, TODAY - timedelta(days=3))
    stick = tmp_path / "stick"
    stick.mkdir()
    opened = CaseFile.open(file, SEAL)
    opened.copy_to(stick / "Maria 2026-11-21 abcdef.caseorg")
    opened.copy_to(tmp_path / "Maria before update 1 2026-11-18.caseorg")
    opened.close()
    CaseFile.create(stick / "Luis 2026-11-21 abcdef.caseorg", Seal(new_salt(), bytes(16))).close()
    # Other files whose names begin alike, and a copy of one: they are other people's, and no copies of this file.
    for other in ("Maria and Luis.caseorg", "Maria and Luis 2026-11-22 abcdef.caseorg"):
        CaseFile.create(stick / other, Seal(new_salt(), bytes(16))).close()
    restored = restoring.restore(file, stick / "Maria 2026-11-21 abcdef.caseorg", SEAL, SEAL)
    restored.case_file.close()
    found = copies_for(file, stick)
    assert [copy.kind for copy in found][1:] == [CopyKind.backup, CopyKind.daily, CopyKind.before_update]
    assert found[0].kind is CopyKind.before_restore
    assert copies_for(tmp_path / "gone" / "No.caseorg", tmp_path / "no stick") == ()
