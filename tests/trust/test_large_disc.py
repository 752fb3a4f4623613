"""A disc of more than a gigabyte: taken in, read and given out in memory that does not grow (T-HUGE)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_SCRIPT = """
import resource, sys, threading
from pathlib import Path
from caseorg.domain.case import Case
from caseorg.services import discs, documents, looking
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt

folder = Path(sys.argv[1])
workspace = Workspace(CaseFile.create(folder / "case.caseorg", Seal(new_salt(), bytes(range(16)))))
case = Case(title="Large")
workspace.save(case, "New case")
(looked,) = looking.look_at(looking.bring([folder / "disc"]))
assert looked.disc is not None and len(looked.disc.of_kind("image")) == int(sys.argv[2]), looked

cancel = threading.Event()
def stop_half_way(done, size):
    if done > size // 2:
        cancel.set()
try:
    documents.add_documents(workspace, case.id, [looked], progress=stop_half_way, cancel=cancel)
except Exception as error:
    assert type(error).__name__ == "StoppedError", error
workspace.sweep()
count = "select (select count(*) from attachments), (select count(*) from attachment_chunks)"
assert tuple(workspace.case_file.driver.execute(count).fetchone()) == (0, 0)

(document,) = documents.add_documents(workspace, case.id, [looked]).documents
(folder / "out").mkdir()
given = discs.give_out(workspace, document, folder / "out")
assert sum(1 for each in given.rglob("*") if each.is_file()) == int(sys.argv[2])
workspace.close()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="asks the system for the memory used")
def test_a_disc_of_more_than_a_gigabyte_is_stopped_kept_and_given_out_in_little_memory(tmp_path: Path) -> None:
    from tests.documents.made_discs import an_image

    side, count = 4096, 36
    folder = tmp_path / "disc"
    folder.mkdir()
    wide = {"Rows": side, "Columns": side, "BitsAllocated": 16, "BitsStored": 16, "HighBit": 15}
    image = an_image(**wide, PixelData=os.urandom(2 * side * side))
    for number in range(count):
        (folder / f"I{number:03}").write_bytes(image[:-8] + number.to_bytes(8, "little"))
    assert sum(each.stat().st_size for each in folder.iterdir()) > 1_200_000_000
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, tmp_path, str(count)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) < 400
