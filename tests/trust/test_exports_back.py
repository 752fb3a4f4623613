"""T-EXPORT and T-COPY: what was exported can be read back whole, and no copy that anyone takes is ever wrong."""

from __future__ import annotations

import json
import shutil
import threading
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.domain.case import SNAPSHOT_FIELDS, Case, CaseSnapshot
from caseorg.domain.errors import CaseorgError
from caseorg.domain.note import Note
from caseorg.domain.people import Contact
from caseorg.domain.record import Record
from caseorg.services import backups
from caseorg.services.export import export_all
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.seal import Seal, new_salt
from tests.trust import old_case_files
from tests.trust.conftest import Reached
from tests.trust.material import CASE, SEAL, TODAY, make_case_file, some_bytes

COPIES_OF_A_FILE = 25
"""Then the next begins with a fresh one: it grows with each save, and with it what a copy takes."""

OLD_FILES = sorted(old_case_files.FOLDER.glob("*.caseorg"))


def exported_records(folder: Path) -> list[Record]:
    """Every record of an export, as somebody reads it who has the files and the names in them."""
    found: list[Record] = [Contact.model_validate(each) for each in json.loads((folder / "contacts.json").read_bytes())]
    for path in folder.glob("cases/*/case.json"):
        kinds = json.loads(path.read_bytes())
        found.append(Case.model_validate(kinds.pop("case")))
        for name, entries in kinds.items():
            if SNAPSHOT_FIELDS[name] is not Contact:
                found += [SNAPSHOT_FIELDS[name].model_validate(each) for each in entries]
    return found


def everything(workspace: Workspace) -> dict[UUID, CaseSnapshot]:
    return {line.case_id: workspace.load_case(line.case_id) for line in workspace.store.case_lines()}


@pytest.mark.proof("T-EXPORT")
@pytest.mark.parametrize("old", OLD_FILES, ids=lambda path: path.stem)
def test_an_export_of_a_file_of_any_schema_read_into_an_empty_one_is_the_same_case(old: Path, tmp_path: Path) -> None:
    """There is no button for it: an export is for other programs. But nothing is lost on the way."""
    shutil.copyfile(old, tmp_path / "old.caseorg")
    salt = (tmp_path / "old.caseorg").read_bytes()[:16]
    source = Workspace(CaseFile.open(tmp_path / "old.caseorg", Seal(salt, old_case_files.SECRET)), today=lambda: TODAY)
    export_all(source, tmp_path / "export")
    manifest = json.loads((tmp_path / "export/manifest.json").read_bytes())
    for each in manifest["files"]:
        data = (tmp_path / "export" / each["path"]).read_bytes()
        assert (len(data), sha256(data).hexdigest()) == (each["size"], each["sha256"])
    anew = Workspace(CaseFile.create(tmp_path / "anew.caseorg", Seal(new_salt(), bytes(16))), today=lambda: TODAY)
    with anew.step("Read an export") as step:
        for path in (tmp_path / "export").rglob("*"):
            if path.is_file():
                step.keep(path.read_bytes())
        for record in sorted(exported_records(tmp_path / "export"), key=lambda each: type(each) is not Case):
            step.save(record)
    assert everything(anew) == everything(source) != {}
    source.close()
    anew.close()


def make_busy(path: Path) -> Workspace:
    make_case_file(path)
    workspace = Workspace(CaseFile.open(path, SEAL), today=lambda: TODAY)
    with workspace.step("Add") as step:
        step.keep(some_bytes(2 << 20, 1))
    return workspace


class Saving:
    """Saves step after step on a thread of its own, until it is told to stop."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._stop = workspace, threading.Event()
        self._thread = threading.Thread(target=self._go)
        self.steps = 0

    def __enter__(self) -> Saving:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _go(self) -> None:
        while not self._stop.is_set():
            self.steps += 1
            note = Note(id=UUID(int=900 + self.steps % 7), case_id=CASE, text=f"{self.steps} " * (self.steps % 4000))
            self._workspace.save(note, "Edit note")


@pytest.mark.proof("T-COPY")
@pytest.mark.parametrize("count", [25, pytest.param(1_000, marks=pytest.mark.long)])
def test_a_copy_that_another_program_takes_during_a_save_is_refused_or_whole(
    count: int, tmp_path: Path, reached: Reached
) -> None:
    (tmp_path / "away").mkdir()
    whole = refused = steps = 0
    for first in range(0, count, COPIES_OF_A_FILE):
        path = tmp_path / f"Maria {first}.caseorg"
        with_one, without, saved = copies_while_saving(path, tmp_path / "away", min(COPIES_OF_A_FILE, count - first))
        whole, refused, steps = whole + with_one, refused + without, steps + saved
        path.unlink()
    reached(whole=whole, refused=refused, steps=steps)
    assert whole + refused == count


def copies_while_saving(path: Path, away: Path, count: int) -> tuple[int, int, int]:
    """Copy a file that is being saved; return how many copies are whole, how many are refused, how much was saved."""
    workspace = make_busy(path)
    whole = refused = 0
    with Saving(workspace) as saving:
        for _copy in range(count):
            target = away / "Maria.caseorg"
            shutil.copyfile(path, target)
            try:
                report = check_file(target, SEAL)
            except CaseorgError:
                refused += 1
                continue
            # What is neither refused nor whole would be believed.
            whole += report.is_whole
            refused += not report.is_whole
    workspace.close()
    assert check_file(path, SEAL).is_whole
    return whole, refused, saving.steps


@pytest.mark.proof("T-COPY")
@pytest.mark.parametrize("count", [5, pytest.param(1_000, marks=pytest.mark.long)])
def test_every_copy_of_our_own_that_is_made_between_saves_is_whole(
    count: int, tmp_path: Path, reached: Reached
) -> None:
    workspace = make_busy(tmp_path / "Maria.caseorg")
    (tmp_path / "stick").mkdir()
    for number in range(count):
        workspace.save(Note(id=UUID(int=900), case_id=CASE, text=f"Call {number}"), "Edit note")
        made = backups.back_up(workspace.case_file, tmp_path / "stick", TODAY)
        assert made.is_whole
        assert check_file(made.path, SEAL).is_whole
        made.path.unlink()
    reached(copies=count)
    workspace.close()
