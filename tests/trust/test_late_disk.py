"""A disk may fail after the step was written: then it is not said that the step was not saved."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.project import ROOT
from tests.trust.material import make_case_file

SAVES = """
import json, sys
from pathlib import Path
from caseorg.domain.errors import CaseorgError
from caseorg.domain.note import Note
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from tests.trust.material import CASE, SEAL, TODAY
workspace = Workspace(CaseFile.open(Path(sys.argv[1]), SEAL), today=lambda: TODAY)
heard = []
workspace.subscribe(heard.append)
before = len(workspace.load_case(CASE).notes)
said = ""
try:
    workspace.save(Note(case_id=CASE, title="Late"), "Add note")
except CaseorgError as error:
    said = type(error).__name__
is_there = len(workspace.load_case(CASE).notes) > before
print(json.dumps([said, is_there, workspace.history.next_undo == "Add note", len(heard)]))
"""


def saved(path: Path, failing: int) -> list[object]:
    """Save one step on a disk of which one call to write down a file fails; return what was said and what is so."""
    strace = shutil.which("strace")
    assert strace, "strace is missing: apt-get install strace"
    fails = ["-e", f"inject=fsync:error=EIO:when={failing}"]
    ran = subprocess.run(
        [strace, "-f", "-o", "/dev/null", "-e", "trace=fsync", *fails, sys.executable, "-c", SAVES, str(path)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    said: list[object] = json.loads(ran.stdout)
    return said


@pytest.mark.proof("T-CALL-EIO")
def test_what_is_said_of_a_step_is_so_wherever_the_disk_fails(tmp_path: Path) -> None:
    found = []
    for failing in range(3, 7):
        folder = tmp_path / str(failing)
        folder.mkdir()
        make_case_file(folder / "case.caseorg")
        said, is_there, can_be_undone, heard = saved(folder / "case.caseorg", failing)
        assert is_there == can_be_undone == (said in ("", "SavedLateError")) == (heard == 1), (failing, said)
        found.append(said)
    assert set(found) == {"", "SaveFailedError", "SavedLateError"}
