"""A program killed at random moments, again and again on the same file, keeps every acknowledged step."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.app.selftest import FILE_NAME
from caseorg.domain.errors import CaseorgError
from caseorg.domain.note import Note
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from tests.architecture.project import ROOT
from tests.trust.conftest import Reached
from tests.trust.doors import Ask, Doors, Said
from tests.trust.material import CASE, SEAL, Work, entries, write_script

WorkOf = Callable[[str], Work]

STEPS = 120
BEFORE_THE_FIRST, LAST_KILLED = 10, 40
"""Of the lives, as many as these to one end while the file is opened, and by this step, far from the last one."""
LONGEST_WAIT_S, LONGEST_OPENING_S = 0.005, 0.03
"""After an acknowledged step: two or three steps more, on any computer of today. And after the beginning."""
NOTES_OF_A_STEP = 2
LIVES_OF_A_FILE = 100
"""Then the next begins with a fresh one: to judge a file takes as long as all that was ever saved in it."""


def note_id(round_: int, step: int, note: int) -> UUID:
    return UUID(int=(round_ + 1) << 64 | step << 32 | note)


def write_round(path: Path, round_: int) -> Path:
    """A script of more steps than a short life is long enough for, each of two notes of differing lengths."""
    steps = []
    for step in range(1, STEPS + 1):
        notes = [
            Note(id=note_id(round_, step, each), case_id=CASE, text=f"{step} {each} " + "words " * (step * 40 % 700))
            for each in range(NOTES_OF_A_STEP)
        ]
        steps.append({"label": f"Add notes {round_}.{step}", "records": [entries(note) for note in notes]})
    return write_script(path, steps)


def broken_by_kills(rounds: int, doors: Doors, work: Work, folder: Path, door: str = "") -> tuple[int, int, list[str]]:
    """Kill the door `rounds` times; return how often it was killed, how many steps were acknowledged, what broke."""
    chance = random.Random(rounds)
    run = folder / "run"
    acked: dict[int, int] = {}
    kills, broken, acks = 0, [], 0
    for round_ in range(rounds):
        if round_ % LIVES_OF_A_FILE == 0:
            run, acked = work.fresh(run), {}
        script = write_round(folder / "script.json", round_)
        step = max(0, chance.randint(-BEFORE_THE_FIRST, LAST_KILLED))
        wait = chance.uniform(0, LONGEST_WAIT_S if step else LONGEST_OPENING_S)
        said = doors.run(Ask("save", run, script, door, kill_after=wait, kill_at_ack=step))
        kills += said.was_killed
        acked[round_] = max(said.acks, default=0)
        acks += acked[round_]
        broken += said.defects
        if (round_ + 1) % 20 == 0 or round_ == rounds - 1:
            broken += judge(run / FILE_NAME, acked)
            if broken:
                break
    return kills, acks, broken


def judge(file: Path, acked: dict[int, int]) -> list[str]:
    """Open the file as at the next start, and look for every note of every acknowledged step, and for half steps."""
    try:
        workspace = Workspace(CaseFile.open(file, SEAL))
        found = {note.id for note in workspace.load_case(CASE).notes}
        labels = {line.label for line in workspace.store.history(100_000)}
        workspace.close()
        broken = [f"{fault.kind} {fault.about}" for fault in check_file(file, SEAL).faults]
    except (CaseorgError, OSError) as error:
        return [f"does not open: {type(error).__name__}"]
    for round_, last in acked.items():
        for step in range(1, STEPS + 1):
            there = sum(note_id(round_, step, each) in found for each in range(NOTES_OF_A_STEP))
            if there not in (0, NOTES_OF_A_STEP) or (there > 0) != (f"Add notes {round_}.{step}" in labels):
                broken.append(f"step {round_}.{step} is half there")
            elif there == 0 and step <= last:
                broken.append(f"acknowledged step {round_}.{step} is lost")
            elif there and step > last + 1:
                broken.append(f"step {round_}.{step} was never begun")
    return broken


@pytest.mark.proof("T-KILL")
def test_a_hundred_kills_lose_no_acknowledged_step(doors: Doors, work_of: WorkOf, tmp_path: Path) -> None:
    kills, acks, broken = broken_by_kills(100, doors, work_of("save"), tmp_path)
    assert broken == []
    assert kills >= 90
    assert acks >= 100


@pytest.mark.long
@pytest.mark.proof("T-KILL")
def test_a_thousand_kills_lose_no_acknowledged_step(
    doors: Doors, work_of: WorkOf, tmp_path: Path, reached: Reached
) -> None:
    kills, acks, broken = broken_by_kills(1000, doors, work_of("save"), tmp_path)
    reached(kills=kills, acknowledged=acks)
    assert broken == []
    assert kills >= 900
    assert acks >= 10_000


@pytest.mark.proof("T-KILL")
def test_random_kills_find_the_planted_half_step(doors: Doors, work_of: WorkOf, tmp_path: Path) -> None:
    # That the old file is removed before the rename they find only now and then: its moment is short.
    assert broken_by_kills(100, doors, work_of("save"), tmp_path, "two transactions")[2]


@pytest.mark.proof("T-KILL")
@pytest.mark.parametrize("door", ["no fsync", "no folder fsync", "synchronous=NORMAL"])
def test_random_kills_do_not_find_a_missing_sync_which_is_why_power_cuts_are_simulated(
    door: str, doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    assert broken_by_kills(20, doors, work_of("save"), tmp_path, door)[2] == []


@pytest.mark.long
@pytest.mark.proof("T-FIU")
def test_sixty_lives_on_a_disk_that_fails_now_and_then_lose_no_acknowledged_step(
    work_of: WorkOf, tmp_path: Path, reached: Reached
) -> None:
    fiu = shutil.which("fiu-run")
    assert fiu, "fiu-run is missing: apt-get install fiu-utils"
    work, acks, refused, broken = work_of("save again"), 0, 0, []
    for life in range(60):
        run = work.fresh(tmp_path / "run")
        often = (0.005, 0.01, 0.02)[life % 3]
        names = ("posix/io/rw/pwrite", "posix/io/rw/pwrite64", "posix/io/sync/fsync")
        failing = [f"-cenable_random name={name},probability={often}" for name in names]
        door = [sys.executable, "-m", "caseorg.app.selftest", "save", run, work.script]
        done = subprocess.run([fiu, "-x", *failing, *door], cwd=ROOT, capture_output=True, text=True, check=False)
        said = Said(status=done.returncode)
        for line in done.stdout.splitlines():
            said.hear(line)
        acks, refused = acks + len(said.acks), refused + len(said.refused)
        assert said.acks or said.refused, done.stderr
        broken += work.judge(run, said)
    reached(acknowledged=acks, refused=refused)
    assert broken == []
    assert acks > 60
