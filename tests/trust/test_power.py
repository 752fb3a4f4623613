"""A power cut at any moment leaves the file as it was before a step or after it, whatever the disk had written."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from caseorg.base.whole_file import write_notes
from tests.architecture.project import ROOT
from tests.trust import power
from tests.trust.conftest import Reached
from tests.trust.doors import STRACE, Ask, Doors, Said
from tests.trust.material import Work

WorkOf = Callable[[str], Work]


@dataclass
class Cuts:
    """What came of cutting the power all along one run."""

    moments: int = 0
    states: set[bytes] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


def fingerprint(acks: int, remains: power.Remains) -> bytes:
    """The same for the same state."""
    hashed = sha256(bytes([acks]))
    for name in sorted(remains):
        hashed.update(name.encode() + len(remains[name]).to_bytes(8, "big"))
        hashed.update(remains[name])
    return hashed.digest()


def cut_power_all_along(
    work: Work, doors: Doors, folder: Path, door: str = "", *, seeds: int, stop_at_first: bool = False
) -> Cuts:
    """Record one run, and judge what a power cut after each of its calls could leave."""
    run, log = work.fresh(folder / "run"), folder / "log"
    before = {file.name: file.read_bytes() for file in run.iterdir()}
    said = doors.run(Ask(work.operation, run, work.script, door, trace=(*power.TRACE, "-o", str(log))))
    assert said.acks, said
    disk, cuts = power.Disk(run, before), Cuts()
    for call in disk.replay(log.read_text()):
        cuts.moments += 1
        for kind, remains in disk.remains(range(cuts.moments * seeds, (cuts.moments + 1) * seeds)):
            state = fingerprint(disk.acks, remains)
            if state in cuts.states:
                continue
            cuts.states.add(state)
            left = work.fresh(folder / "left", remains)
            if found := work.judge(left, Said(acks=[disk.acks])):
                cuts.broken.append(f"after call {cuts.moments} ({call}), {kind}: {'; '.join(found)}")
                if stop_at_first:
                    return cuts
    assert disk.unknown == set()
    assert disk.acks == max(1, len(work.states) - 1)
    return cuts


@pytest.mark.slow
@pytest.mark.proof("T-POWER")
@pytest.mark.parametrize("seeds", [6, pytest.param(14, marks=pytest.mark.long)])
@pytest.mark.parametrize("operation", ["save", "add"])
def test_a_power_cut_at_any_moment_loses_no_acknowledged_step(
    operation: str, seeds: int, doors: Doors, work_of: WorkOf, tmp_path: Path, reached: Reached
) -> None:
    cuts = cut_power_all_along(work_of(operation), doors, tmp_path, seeds=seeds)
    reached(states=len(cuts.states))
    assert cuts.broken == []
    assert len(cuts.states) >= 1000


@pytest.mark.proof("T-POWER")
@pytest.mark.parametrize("operation", ["create", pytest.param("copy", marks=pytest.mark.long)])
def test_a_power_cut_at_any_moment_leaves_a_new_file_whole_or_not_there(
    operation: str, doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    cuts = cut_power_all_along(work_of(operation), doors, tmp_path, seeds=1)
    assert cuts.broken == []
    assert len(cuts.states) >= 50


@pytest.mark.proof("T-POWER")
@pytest.mark.parametrize(
    ("door", "operation"),
    [
        ("no fsync", "save"),
        ("no folder fsync", "save"),
        ("synchronous=NORMAL", "save"),
        ("two transactions", "save"),
        ("old file removed before the rename", "save"),
        ("row before file", "add"),
    ],
)
def test_simulated_power_cuts_find_the_planted_bug(
    door: str, operation: str, doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    assert cut_power_all_along(work_of(operation), doors, tmp_path, door, seeds=1, stop_at_first=True).broken


NOTES = """
import sys
from pathlib import Path
from caseorg.base import whole_file
whole_file.write_notes(Path(sys.argv[1]), {"keys": "after"})
"""


@pytest.mark.proof("T-POWER")
def test_a_power_cut_at_any_moment_leaves_the_notes_outside_of_the_file_old_or_new(tmp_path: Path) -> None:
    """Among them is under which salt the system's key store has a secret: lost, nobody could take it out again."""
    folder, log = tmp_path / "settings", tmp_path / "log"
    folder.mkdir()
    notes = folder / "keys.json"
    write_notes(notes, {"keys": "before"})
    disk = power.Disk(folder, {notes.name: notes.read_bytes()})
    assert STRACE, "strace is missing"
    command = [STRACE, "-f", *power.TRACE, "-o", log, sys.executable, "-c", NOTES, notes]
    subprocess.run(command, cwd=ROOT, check=True)
    moments = 0
    for _call in disk.replay(log.read_text()):
        moments += 1
        for kind, remains in disk.remains(range(20)):
            assert json.loads(remains[notes.name])["keys"] in ("before", "after"), kind
    assert moments >= 4
    assert json.loads(notes.read_bytes())["keys"] == "after"
