"""On a full disk a step is refused with its sentence, the file stays whole, and saving goes on once there is room."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caseorg.store.keeping import ROOM_LEFT
from tests.architecture.project import ROOT
from tests.trust.doors import Ask, Doors
from tests.trust.material import FILE_NAME, Work
from tests.trust.no_room import DISK_MIB, ENOUGH_MIB, TOO_MUCH_MIB

WorkOf = Callable[[str], Work]


def on_full_disks(folder: Path, amounts: int) -> dict[str, Any]:
    disk = folder / "disk"
    disk.mkdir()
    run = subprocess.run(
        ["unshare", "-rm", sys.executable, "-m", "tests.trust.full_disk", str(disk), str(amounts)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, f"no disk of our own could be mounted and filled: {run.stderr.decode()}"
    return json.loads(run.stdout)


def judge_full_disks(results: dict[str, Any]) -> None:
    assert [broken for result in results.values() for broken in result["broken"]] == []
    # The amounts of room go from too little to enough, or nothing was tried.
    assert all(result["done"] and result["refused"] for result in results.values()), results


@pytest.mark.slow
@pytest.mark.proof("T-FULL")
def test_a_full_disk_refuses_the_step_and_keeps_the_file(tmp_path: Path) -> None:
    judge_full_disks(on_full_disks(tmp_path, 12))


@pytest.mark.long
@pytest.mark.proof("T-FULL")
def test_a_disk_with_any_amount_of_room_refuses_the_step_and_keeps_the_file(tmp_path: Path) -> None:
    judge_full_disks(on_full_disks(tmp_path, 64))


@pytest.mark.slow
@pytest.mark.proof("T-FULL")
def test_what_would_leave_no_room_is_refused_before_any_of_it_is_written(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    run = subprocess.run(
        ["unshare", "-rm", sys.executable, "-m", "tests.trust.no_room", str(disk)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()
    for way, said in json.loads(run.stdout).items():
        too_much, enough = said[str(TOO_MUCH_MIB)], said[str(ENOUGH_MIB)]
        assert too_much["refused"], way
        # A folder is met file by file: what of it was written is taken out again, and may be used anew.
        assert too_much["grown"] < ((DISK_MIB << 20) - ROOM_LEFT if way == "as many" else 100_000), way
        assert not enough["refused"], way
        assert min(too_much["free"], enough["free"]) > ROOM_LEFT - 10_000_000, way
        assert too_much["whole"], way
        assert enough["whole"], way


def broken_by_limits(work: Work, doors: Doors, folder: Path, door: str = "", *, runs: int = 32) -> list[str]:
    """Let files grow only so far, so that writes are cut short; return what broke."""
    largest = (work.start / FILE_NAME).stat().st_size * 4 // 3 if work.states else 960 * 1024
    broken: list[str] = []
    done = refused = 0
    for limit in range(8 * 1024, largest, (largest - 8 * 1024) // runs // 1024 * 1024):
        run = work.fresh(folder / "run")
        said = doors.run(Ask(work.operation, run, work.script, door, file_limit=limit))
        done, refused = done + len(said.acks), refused + len(said.refused)
        broken += [f"at {limit} bytes: {each}" for each in work.judge(run, said)]
    assert refused or door
    assert done
    return broken


@pytest.mark.proof("T-LIMIT")
@pytest.mark.parametrize("operation", ["create", "save", "add", "copy"])
def test_writes_that_are_cut_short_break_nothing(operation: str, doors: Doors, work_of: WorkOf, tmp_path: Path) -> None:
    assert broken_by_limits(work_of(operation), doors, tmp_path) == []


@pytest.mark.proof("T-LIMIT")
def test_limited_files_find_the_planted_short_write(doors: Doors, work_of: WorkOf, tmp_path: Path) -> None:
    assert broken_by_limits(work_of("copy"), doors, tmp_path, "short write ignored", runs=8)
