"""A program killed while it keeps a folder of files, or looks into them, leaves all of them or none, and goes on."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from caseorg.app.selftest import FILE_NAME
from caseorg.domain.document import Document
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from tests.architecture.project import ROOT
from tests.documents.made import a_pdf, saved
from tests.services.test_intake_tray import packed
from tests.trust.conftest import Reached
from tests.trust.material import CASE, SEAL, make_case_file

TEXTS, LARGE = 60, 4
KILLED_WHILE_KEPT, KILLED_WHILE_LOOKED = 5, 4
_LONGEST_S = 120


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Texts, some PDFs, an archive, and a few files that are large enough to be written in several lots."""
    into = tmp_path / "folder"
    into.mkdir()
    chance = random.Random(5)
    for number in range(TEXTS):
        (into / f"{number}.txt").write_text(f"Note {number}")
    for number in range(LARGE):
        (into / f"large {number}.bin").write_bytes(chance.randbytes(9 << 20))
        (into / f"report {number}.pdf").write_bytes(saved(a_pdf(f"Report {number}")))
    (into / "papers.zip").write_bytes(packed(inside_dot_txt=b"In the archive"))
    return into


def killed(file: Path, folder: Path, after: str, wait: float) -> str:
    """Run the program and kill it so long after it said a word; return the last word it said."""
    command = [sys.executable, "-m", "tests.trust.keeping_program", str(file), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        said = [program.stdout.readline().strip()]
        while said[-1] not in (after, ""):
            said.append(program.stdout.readline().strip())
        time.sleep(wait)
        program.kill()
        said += program.stdout.read().split()
    return [each for each in said if each][-1]


def documents(file: Path) -> dict[str, Document]:
    """What is in the file at the next opening, which is whole."""
    workspace = Workspace(CaseFile.open(file, SEAL))
    found = {each.original_name: each for each in workspace.load_case(CASE).documents}
    workspace.close()
    assert check_file(file, SEAL).faults == ()
    return found


@pytest.mark.slow
@pytest.mark.proof("T-KILL")
def test_keeping_many_files_is_done_or_not_done_and_looking_goes_on(
    tmp_path: Path, folder: Path, reached: Reached
) -> None:
    chance = random.Random(11)
    file = tmp_path / FILE_NAME
    make_case_file(file)
    names = {path.name for path in folder.iterdir()}
    before = documents(file).keys()
    kills = {"begun": 0, "kept": 0, "looked": 0}
    for _round in range(KILLED_WHILE_KEPT):
        kills[killed(file, folder, "begun", chance.uniform(0, 0.5))] += 1
        assert documents(file).keys() - before in (set(), names, names | {"inside.txt"})
    for _round in range(KILLED_WHILE_LOOKED):
        kills[killed(file, folder, "kept", chance.uniform(0.1, 0.8))] += 1
        found = documents(file)
        assert found.keys() - before in (names, names | {"inside.txt"})
        assert ("inside.txt" in found) == bool(found["papers.zip"].unreadable_reason), "both, or neither"
    command = [sys.executable, "-m", "tests.trust.keeping_program", str(file), str(folder)]
    assert subprocess.run(command, cwd=ROOT, timeout=_LONGEST_S, check=True, capture_output=True, text=True).stdout
    assert not any(each.is_unseen for each in documents(file).values())
    reached(kills=sum(kills.values()) - kills["looked"])
    workspace = Workspace(CaseFile.open(file, SEAL))
    assert workspace.history.next_undo == f"Add {len(names)} documents"
    workspace.undo()
    workspace.close()
    assert documents(file).keys() == before
    assert len(before) + KILLED_WHILE_KEPT > kills["looked"]


@pytest.mark.proof("T-FULL")
@pytest.mark.parametrize("room", [0, 3 << 20, 20 << 20, 35 << 20])
def test_a_disk_that_fills_up_meanwhile_leaves_the_file_as_it_was(tmp_path: Path, folder: Path, room: int) -> None:
    file = tmp_path / FILE_NAME
    make_case_file(file)
    before = documents(file).keys()
    command = [sys.executable, "-m", "tests.trust.keeping_program", str(file), str(folder), str(room)]
    done = subprocess.run(command, cwd=ROOT, timeout=_LONGEST_S, check=True, capture_output=True, text=True)
    assert done.stdout.split()[-1] in ("DiskFullError", "SaveFailedError"), done
    assert documents(file).keys() == before
    workspace = Workspace(CaseFile.open(file, SEAL))
    workspace.sweep()
    assert workspace.case_file.driver.execute("select count(*) from attachments where chunk_count = 0").fetchone() == (
        0,
    )
    workspace.close()
