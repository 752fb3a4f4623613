"""T-HUGE: a case file of 2 GiB takes little memory, keeps nobody waiting, and what is stopped leaves nothing."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.project import ROOT
from tests.trust.conftest import Reached
from tests.trust.huge_program import ACTS, CAN_BE_STOPPED, NAME, PUTS_ANOTHER

MOST_MEMORY = 300
"""MiB."""
LONGEST_PAUSE = 200
"""Milliseconds of the main thread, over and above those for which the machine itself kept still."""
LONGEST_STOP = 500
"""Milliseconds, likewise."""


def run(folder: Path, *words: object) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.trust.huge_program", folder, *words]
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else {}


@pytest.fixture(scope="module")
def huge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with such a case file and nothing else."""
    folder = tmp_path_factory.mktemp("huge")
    run(folder, "make", 2048, 32)
    assert (folder / NAME).stat().st_size > 2 << 30
    yield folder
    (folder / NAME).unlink()


@pytest.fixture
def folder(huge: Path) -> Iterator[Path]:
    """The same, and whatever a test left in it is gone afterwards."""
    yield huge
    for path in huge.iterdir():
        if path.name != NAME:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def note(reached: Reached, what: str, said: dict[str, Any]) -> None:
    reached(**{f"{what} {name}": said[name] for name in ("peak_mib", "worst_pause_ms", "machine_pause_ms", "seconds")})


def judge(said: dict[str, Any]) -> None:
    assert said["error"] == ""
    assert said["peak_mib"] <= MOST_MEMORY
    assert said["worst_pause_ms"] <= LONGEST_PAUSE + said["machine_pause_ms"]


@pytest.mark.long
@pytest.mark.proof("T-HUGE")
@pytest.mark.parametrize("what", [what for what in ACTS if what not in PUTS_ANOTHER])
def test_what_is_done_with_a_huge_file_takes_little_memory_and_keeps_nobody_waiting(
    what: str, folder: Path, reached: Reached
) -> None:
    said = run(folder, what)
    note(reached, what, said)
    judge(said)


@pytest.mark.long
@pytest.mark.proof("T-HUGE")
@pytest.mark.parametrize("what", PUTS_ANOTHER)
def test_what_puts_another_file_in_the_place_of_a_huge_one_does_so_too(
    what: str, huge: Path, tmp_path: Path, reached: Reached
) -> None:
    shutil.copyfile(huge / NAME, tmp_path / NAME)
    said = run(tmp_path, what)
    note(reached, what, said)
    shutil.rmtree(tmp_path)
    judge(said)


@pytest.mark.long
@pytest.mark.proof("T-HUGE")
@pytest.mark.parametrize("what", CAN_BE_STOPPED)
def test_what_is_stopped_stops_at_once_and_leaves_nothing(what: str, folder: Path, reached: Reached) -> None:
    said = run(folder, what, 1.5)
    reached(**{f"{what} stop_ms": said["stop_ms"], f"{what} machine_pause_ms": said["machine_pause_ms"]})
    assert said["error"] == ""
    assert said["stopped"]
    assert said["stop_ms"] <= LONGEST_STOP + said["machine_pause_ms"]
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {NAME}
