"""A program killed, or out of room, while it adds a disc of scans: the disc is there whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from caseorg.app.selftest import FILE_NAME
from caseorg.services.documents import bytes_of
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from tests.architecture.project import ROOT
from tests.documents.made_discs import an_image
from tests.trust.material import CASE, SEAL, make_case_file

_IMAGES, _SIDE = 10, 1448
"""Of 4 MiB each: the disc is written in several transactions of several chunks."""


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    folder = tmp_path / "disc"
    folder.mkdir()
    wide = {"Rows": _SIDE, "Columns": _SIDE, "BitsAllocated": 16, "BitsStored": 16, "HighBit": 15}
    for number in range(_IMAGES):
        image = an_image(number=number + 1, **wide, PixelData=os.urandom(2 * _SIDE * _SIDE))
        (folder / f"I{number}").write_bytes(image)
    return folder


def command(file: Path, folder: Path, *more: object) -> list[str]:
    return [sys.executable, "-m", "tests.trust.disc_program", str(file), str(folder), *map(str, more)]


def left(workspace: Workspace) -> tuple[int, int]:
    count = "select (select count(*) from attachments), (select count(*) from attachment_chunks)"
    return tuple(workspace.case_file.driver.execute(count).fetchone())


@pytest.mark.proof("T-KILL")
@pytest.mark.parametrize("words", [0, 1, 2])
def test_a_disc_that_was_being_added_is_there_whole_or_not_at_all_and_leaves_nothing(
    tmp_path: Path, disc: Path, words: int
) -> None:
    file = tmp_path / FILE_NAME
    make_case_file(file)
    workspace = Workspace(CaseFile.open(file, SEAL))
    before, there = workspace.load_case(CASE).documents, left(workspace)
    workspace.close()
    with subprocess.Popen(command(file, disc), cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        for _word in range(words):
            assert program.stdout.readline() == "kept\n"
        program.kill()
    workspace = Workspace(CaseFile.open(file, SEAL))
    assert check_file(file, SEAL).is_whole
    workspace.sweep()
    was_killed_late = len(workspace.load_case(CASE).documents) > len(before)
    assert was_killed_late or left(workspace) == there
    workspace.close()
    subprocess.run(command(file, disc), cwd=ROOT, check=True, capture_output=True)
    workspace = Workspace(CaseFile.open(file, SEAL))
    (added,) = set(workspace.load_case(CASE).documents) - set(before)
    assert len(bytes_of(workspace, added)) == added.size_bytes > _IMAGES * 2 * _SIDE**2
    workspace.close()
    assert check_file(file, SEAL).is_whole


@pytest.mark.proof("T-FULL")
@pytest.mark.parametrize("room", [0, 3 << 20, 30 << 20])
def test_a_disc_for_which_there_is_no_room_leaves_nothing(tmp_path: Path, disc: Path, room: int) -> None:
    file = tmp_path / FILE_NAME
    make_case_file(file)
    workspace = Workspace(CaseFile.open(file, SEAL))
    before, there = workspace.load_case(CASE).documents, left(workspace)
    workspace.close()
    done = subprocess.run(command(file, disc, room), cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.split()[-1] in ("DiskFullError", "SaveFailedError")
    assert check_file(file, SEAL).is_whole
    workspace = Workspace(CaseFile.open(file, SEAL))
    assert workspace.load_case(CASE).documents == before
    workspace.sweep()
    assert left(workspace) == there
    workspace.close()
