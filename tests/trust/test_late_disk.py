"""A disk may fail after something was written: then it is not said that it was not done."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from tests.architecture.project import ROOT
from tests.trust.material import SEAL, make_case_file

ACTS = """
import json, sys
from pathlib import Path
from uuid import UUID
from caseorg.domain.errors import CaseorgError
from caseorg.domain.note import Note
from caseorg.services.removal import delete_for_good
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from tests.trust.material import CASE, SEAL, TODAY
workspace = Workspace(CaseFile.open(Path(sys.argv[1]), SEAL), today=lambda: TODAY)
note = workspace.store.find(Note, UUID(int=5))
heard = []
workspace.subscribe(heard.append)
act, done, next_undo = {
    "save": (lambda: workspace.save(note.revised(title="Late"), "Add title"), note.revised(title="Late"), "Add title"),
    "undo": (workspace.undo, note.revised(removed_on=None), "Add some"),
    "redo": (workspace.redo, note.revised(removed_on=TODAY), "Remove note"),
    "delete": (lambda: delete_for_good(workspace, note), None, None),
}[sys.argv[2]]
said = ""
try:
    act()
except CaseorgError as error:
    said = type(error).__name__
is_done = workspace.store.find(Note, note.id) == done
print(json.dumps([said, is_done, workspace.history.next_undo == next_undo, len(heard)]))
"""


def acted(path: Path, act: str, failing: int) -> list[object]:
    """Do one thing on a disk of which one call to write down a file fails; return what was said and what is so."""
    strace = shutil.which("strace")
    assert strace, "strace is missing: apt-get install strace"
    fails = ["-e", f"inject=fsync:error=EIO:when={failing}"]
    ran = subprocess.run(
        [strace, "-f", "-o", "/dev/null", "-e", "trace=fsync", *fails, sys.executable, "-c", ACTS, str(path), act],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    said: list[object] = json.loads(ran.stdout)
    return said


@pytest.mark.proof("T-CALL-EIO")
@pytest.mark.parametrize("act", ["save", "undo", "redo", "delete"])
def test_what_is_said_is_so_wherever_the_disk_fails(tmp_path: Path, act: str) -> None:
    found = []
    for failing in range(3, 7):
        folder = tmp_path / str(failing)
        folder.mkdir()
        make_case_file(folder / "case.caseorg")
        if act == "redo":
            workspace = Workspace(CaseFile.open(folder / "case.caseorg", SEAL))
            workspace.undo()
            workspace.close()
        said, is_done, history_says_so, heard = acted(folder / "case.caseorg", act, failing)
        assert is_done == history_says_so == (said in ("", "SavedLateError")), (failing, said)
        assert heard == (act != "delete" and is_done), "whoever listens is told of what is done, and of nothing else"
        found.append(said)
    assert set(found) == {"", "SaveFailedError", "SavedLateError"}
