"""Sharing, and taking in what came back, killed or failing at any system call, break no promise."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.app.selftest import FILE_NAME, Door
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError
from caseorg.domain.note import Note
from caseorg.services.sharing import Wish, note_share, plan_share, write_sealed
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.seal import Seal
from tests.trust.conftest import Reached
from tests.trust.doors import Ask, Doors, Said
from tests.trust.hindered import Hindrance
from tests.trust.material import (
    CASE,
    DENIAL,
    SEAL,
    TODAY,
    Work,
    contents,
    make_case_file,
    some_bytes,
    write_script,
)
from tests.trust.outlived import (
    outlives_a_failing_disk,
    outlives_every_kill,
    outlives_power_cuts,
    outlives_some_kills,
)
from tests.trust.test_call import CHANGES_THE_DISK
from tests.trust.test_call_copies import NEW_SEAL
from tests.trust.test_power import cut_power_all_along

BACK, SHARED = "back.caseorg", "share.caseorg"
OPERATIONS = ("share", "merge")

WorkOf = Callable[[str], Work]


def make_back(start: Path) -> None:
    """Put into the folder a case file, and beside it what came back of a share of it, with work on both sides."""
    make_case_file(start / FILE_NAME)
    mine = Workspace(CaseFile.open(start / FILE_NAME, SEAL), today=lambda: TODAY)
    # Under the same secret, so that one script opens both.
    seal = Seal(NEW_SEAL.salt, SEAL.secret)
    ready = plan_share(mine, Wish(CASE, "Ana"))
    write_sealed(ready, seal, start / BACK)
    note_share(mine, ready, start / BACK)
    theirs = Workspace(CaseFile.open(start / BACK, seal), today=lambda: TODAY)
    for workspace, what in ((theirs, "Theirs"), (mine, "Mine")):
        denial = workspace.load_case(CASE).denials[0]
        workspace.save(denial.revised(what=what), "Edit denial")
    with theirs.step("Add") as step:
        digest = step.keep(some_bytes(60_000, 30))
        # Ids that nobody has to make comparable: they are the same in every run.
        step.save(Document(id=UUID(int=70), case_id=CASE, name="Their report", sha256=digest, size_bytes=60_000))
        for number in range(5):
            step.save(Note(id=UUID(int=80 + number), case_id=CASE, text="They said to call again. " * 100))
    theirs.close()
    mine.close()


@dataclass(frozen=True)
class ShareWork(Work):
    """The share, judged by its own promises: the new file is there whole, or not there and can be made."""

    def judge(self, folder: Path, said: Said) -> list[str]:
        broken = [f"defect {each}" for each in said.defects]
        try:
            opened = CaseFile.open(folder / FILE_NAME, SEAL)
            opened.close()
            broken += self._judge_share(folder, said)
        except (CaseorgError, OSError) as error:
            return [*broken, f"does not open: {type(error).__name__} {error}"]
        broken += [f"the file: {fault.kind}" for fault in check_file(folder / FILE_NAME, SEAL).faults]
        return broken + [f"left behind: {each.name}" for each in folder.iterdir() if each.name.startswith(".")]

    def _judge_share(self, folder: Path, said: Said) -> list[str]:
        broken, done = [], max(said.acks, default=0) > 0
        if done and not (folder / SHARED).exists():
            broken.append("acknowledged, but there is no share")
        # A disk can fail so late that it is written down and its person does not know, and writes it down again.
        if done and len(self._shares(folder)) not in (1, 1 + len(said.refused)):
            broken.append("acknowledged, but nobody wrote down that it went out")
        if not (folder / SHARED).exists():  # making it anew clears up
            door = Door(folder, json.loads(self.script.read_bytes()))
            workspace = Workspace(door.opened(), today=lambda: TODAY)
            try:
                door.share(workspace, door.steps[0])
            finally:
                workspace.close()
        if not check_file(folder / SHARED, NEW_SEAL).is_whole:
            broken.append("the share is not whole")
        theirs = CaseFile.open(folder / SHARED, NEW_SEAL)  # whoever opens it clears up a second name it may still have
        held = Workspace(theirs).load_case(CASE)
        theirs.close()
        if [each.id for each in held.denials] != [DENIAL] or len(held.documents) != 1:
            broken.append("the share holds something else")
        return broken

    def _shares(self, folder: Path) -> tuple[object, ...]:
        opened = CaseFile.open(folder / FILE_NAME, SEAL, look_only=True)
        try:
            return Workspace(opened).load_case(CASE).shares
        finally:
            opened.close()


def make_share_work(operation: str, folder: Path) -> Work:
    if operation == "share":
        start = folder / "start"
        start.mkdir(parents=True)
        make_case_file(start / FILE_NAME)
        step = {
            "case_id": str(CASE), "given_to": "Ana", "to": SHARED, "salt": NEW_SEAL.salt.hex(),
            "secret": NEW_SEAL.secret.hex(),
        }  # fmt: skip
        return ShareWork("share", start, write_script(folder / "script.json", [step]), ())
    start = folder / "start"
    start.mkdir(parents=True)
    make_back(start)
    script = write_script(folder / "script.json", [{"from": BACK}])
    work = Work("merge", start, script, ())
    door = Door(work.fresh(folder / "unharmed"), json.loads(script.read_bytes()))
    states = [contents(door.path)]
    workspace = Workspace(door.opened())
    door.merge(workspace, door.steps[0])
    workspace.close()
    return Work("merge", start, script, (*states, contents(door.path)))


@pytest.fixture(scope="session")
def share_work(tmp_path_factory: pytest.TempPathFactory) -> WorkOf:
    return cache(lambda operation: make_share_work(operation, tmp_path_factory.mktemp(operation)))


@pytest.mark.proof("T-CALL")
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_share_and_a_merge_killed_at_some_system_calls_break_no_promise(
    operation: str, doors: Doors, share_work: WorkOf, tmp_path: Path
) -> None:
    outlives_some_kills(share_work(operation), doors, tmp_path, at_least=8)


@pytest.mark.proof("T-CALL-EIO")
@pytest.mark.proof("T-CALL-ENOSPC")
@pytest.mark.parametrize(("call", "error"), [("pwrite64", "ENOSPC"), ("fsync", "EIO"), ("ftruncate", "EIO")])
def test_a_disk_that_fails_while_changes_are_taken_in_costs_a_sentence(
    call: str, error: str, doors: Doors, share_work: WorkOf, tmp_path: Path
) -> None:
    work = share_work("merge")
    run = work.fresh(tmp_path / "run")
    said = doors.run(Ask("merge", run, work.script, hinder=Hindrance(call, 1, error, goes_on=True)))
    assert said.refused
    assert work.judge(run, said) == []


@pytest.mark.proof("T-CALL-EIO")
def test_a_page_that_cannot_be_read_while_a_share_is_put_together_costs_a_sentence(
    doors: Doors, share_work: WorkOf, tmp_path: Path
) -> None:
    work = share_work("share")
    for point in range(61, 73):  # those with which the state of the file is noted are among them
        run = work.fresh(tmp_path / "run")
        said = doors.run(Ask("share", run, work.script, hinder=Hindrance("pread64", point, "EIO")))
        assert said.acks or said.refused
        assert work.judge(run, said) == []


@pytest.mark.long
@pytest.mark.proof("T-CALL")
@pytest.mark.parametrize("call", CHANGES_THE_DISK)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_share_and_a_merge_killed_at_any_system_call_break_no_promise(
    operation: str, call: str, doors: Doors, share_work: WorkOf, tmp_path: Path, reached: Reached
) -> None:
    outlives_every_kill(share_work(operation), call, doors, tmp_path, reached)


@pytest.mark.long
@pytest.mark.proof("T-CALL-EIO")
@pytest.mark.proof("T-CALL-ENOSPC")
@pytest.mark.parametrize("manner", ["", "+"])
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_disk_that_fails_at_any_call_of_a_share_or_a_merge_costs_a_sentence_and_nothing_else(
    operation: str, error: str, manner: str, doors: Doors, share_work: WorkOf, tmp_path: Path, reached: Reached
) -> None:
    outlives_a_failing_disk(share_work(operation), error, manner, doors, tmp_path, reached)


@pytest.mark.long
@pytest.mark.proof("T-POWER")
@pytest.mark.parametrize(("operation", "seeds"), [("share", 3), ("merge", 14)])
def test_a_power_cut_while_sharing_or_taking_in_breaks_no_promise(
    operation: str, seeds: int, doors: Doors, share_work: WorkOf, tmp_path: Path, reached: Reached
) -> None:
    outlives_power_cuts(share_work(operation), doors, tmp_path, seeds=seeds, reached=reached)


@pytest.mark.proof("T-POWER")
def test_a_power_cut_while_changes_are_taken_in_leaves_all_or_none_of_them(
    doors: Doors, share_work: WorkOf, tmp_path: Path
) -> None:
    cuts = cut_power_all_along(share_work("merge"), doors, tmp_path, seeds=0)
    assert cuts.broken == []
    assert len(cuts.states) >= 30
