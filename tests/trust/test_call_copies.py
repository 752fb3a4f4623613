"""Backing up, daily copies, restoring and a new password, killed or failing at any system call, break no promise."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from caseorg.app.selftest import FILE_NAME
from caseorg.domain.case import Case
from caseorg.domain.errors import CaseorgError
from caseorg.services.backups import back_up
from caseorg.services.daily_copies import Source, copies_of, folder_of, make
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.checker import check_file
from caseorg.store.daily_copy import LARGE
from caseorg.store.seal import FORMAT, MARK, Seal
from tests.trust.conftest import Reached
from tests.trust.doors import Ask, Doors, Said
from tests.trust.hindered import Hindrance
from tests.trust.material import CASE, SEAL, TODAY, Contents, contents, make_case_file, write_script
from tests.trust.outlived import (
    outlives_a_disk_that_does_not_say,
    outlives_a_failing_disk,
    outlives_every_kill,
    outlives_power_cuts,
    outlives_some_kills,
)
from tests.trust.test_call import CHANGES_THE_DISK

NEW_SEAL = Seal(MARK + bytes([FORMAT]) + bytes(range(50, 62)), bytes(range(40, 56)))
COPY = "copy 2026-11-20 abcdef.caseorg"
OPERATIONS = ("back_up", "daily", "restore", "change_password")
DAYS = 11
"""Daily copies that are there before, so that one has to be thrown away."""


@dataclass
class CopyWork:
    """One of the four operations: where it starts from, and how what is left is judged. It stands in for `Work`."""

    operation: str
    start: Path
    script: Path
    now: Contents
    copied: Contents
    states: tuple[Contents, ...] = ()
    _files: dict[str, bytes] = field(default_factory=dict)
    _seen: dict[bytes, tuple[bool, Contents]] = field(default_factory=dict)

    def fresh(self, folder: Path, files: Mapping[str, bytes] | None = None) -> Path:
        """Make `folder` what the operation starts from, or put these files into it."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        for name, data in (files or self._files).items():
            (folder / name).parent.mkdir(mode=0o700, exist_ok=True)
            (folder / name).touch(0o600)
            (folder / name).write_bytes(data)
        return folder

    def judge(self, folder: Path, said: Said) -> list[str]:
        """Start the program the next time, as it were; return every promise that was broken."""
        broken = [f"defect {each}" for each in said.defects]
        done = max(said.acks, default=0) > 0
        try:
            broken += {
                "back_up": self._backed_up, "daily": self._daily, "restore": self._restored,
                "change_password": self._sealed_anew,
            }[self.operation](folder, done)  # fmt: skip
        except (CaseorgError, OSError) as error:
            broken.append(f"{type(error).__name__} {error}")
        return broken + self._left_behind(folder)

    def _backed_up(self, folder: Path, done: bool) -> list[str]:
        opened = CaseFile.open(folder / FILE_NAME, SEAL)
        if self._left_behind(folder):  # the next backup there clears up
            back_up(opened, folder, TODAY)
        opened.close()
        made = list(folder.glob("case 2026-11-22 *.caseorg"))
        broken = [] if made or not done else ["acknowledged, but there is no backup"]
        return broken + [f"{each.name} is no good" for each in made if self._look(each) != (True, self.now)]

    def _daily(self, folder: Path, done: bool) -> list[str]:
        opened = CaseFile.open(folder / FILE_NAME, SEAL)
        if self._left_behind(folder):
            make(Source(folder / FILE_NAME, SEAL, opened.file_id()), TODAY)
        opened.close()
        copies = copies_of(folder / FILE_NAME)
        broken = [f"{each.path.name} is no good" for each in copies if not self._look(each.path)[0]]
        if len(copies) < DAYS - 1:
            broken.append(f"only {len(copies)} copies are left")
        if done and copies[-1].day != TODAY:
            broken.append("acknowledged, but there is no copy of the day")
        return broken

    def _restored(self, folder: Path, done: bool) -> list[str]:
        opened = CaseFile.open(folder / FILE_NAME, SEAL)
        opened.close()
        is_good, state = self._look(folder / FILE_NAME)
        broken = [] if is_good and state in (self.now, self.copied) else ["the file is neither the old nor the copy"]
        if done and state != self.copied:
            broken.append("acknowledged, but the copy is not in place")
        if state == self.copied and not any(
            self._look(each) == (True, self.now) for each in folder.glob("case before restore *.caseorg")
        ):
            broken.append("the old file is not kept")
        if self._look(folder / COPY) != (True, self.copied):
            broken.append("the copy was changed")
        return broken

    def _sealed_anew(self, folder: Path, done: bool) -> list[str]:
        seal = NEW_SEAL if read_salt(folder / FILE_NAME) == NEW_SEAL.salt else SEAL
        CaseFile.open(folder / FILE_NAME, seal).close()
        broken = [] if self._look(folder / FILE_NAME, seal) == (True, self.now) else ["the file holds something else"]
        kept = list(folder.glob("case before new password *.caseorg"))
        if done and seal is SEAL:
            broken.append("acknowledged, but the old password opens it")
        if seal is NEW_SEAL and not any(self._look(each) == (True, self.now) for each in kept):
            broken.append("the old file is not kept")
        return broken

    def _look(self, path: Path, seal: Seal = SEAL) -> tuple[bool, Contents]:
        digest = sha256(path.read_bytes()).digest()
        if digest not in self._seen:
            is_whole = check_file(path, seal, large=LARGE).is_whole
            self._seen[digest] = is_whole, contents(path, seal)
        return self._seen[digest]

    def _left_behind(self, folder: Path) -> list[str]:
        names = [each.name for each in (*folder.iterdir(), *folder_of(folder / FILE_NAME).glob("*"))]
        return [f"left behind: {name}" for name in names if name.startswith(".") or not name.endswith(ENDINGS)]


ENDINGS = (".caseorg", "copies")


def make_copy_work(operation: str, folder: Path) -> CopyWork:
    """Prepare one operation in `folder`."""
    start = folder / "start"
    start.mkdir(parents=True)
    path = start / FILE_NAME
    make_case_file(path)
    if operation == "restore":
        opened = CaseFile.open(path, SEAL)
        opened.copy_to(start / COPY)
        opened.close()
    workspace = Workspace(CaseFile.open(path, SEAL), today=lambda: TODAY)
    if operation == "daily":
        source = Source(path, SEAL, workspace.case_file.file_id())
        for day in range(DAYS, 0, -1):
            workspace.save(Case(id=CASE, title=f"Day {day}"), "Edit case")
            make(source, TODAY - timedelta(days=day))
    workspace.save(Case(id=CASE, title="Went on"), "Edit case")
    workspace.close()
    step = {
        "today": TODAY.isoformat(), "from": COPY, "salt": NEW_SEAL.salt.hex(), "secret": NEW_SEAL.secret.hex(),
    }  # fmt: skip
    files = {str(each.relative_to(start)): each.read_bytes() for each in start.rglob("*") if each.is_file()}
    now, copied = contents(path), contents(start / COPY) if operation == "restore" else {}
    return CopyWork(operation, start, write_script(folder / "script.json", [step]), now, copied, _files=files)


@pytest.fixture(scope="session")
def copy_work(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], CopyWork]:
    made: dict[str, CopyWork] = {}

    def give(operation: str) -> CopyWork:
        if operation not in made:
            made[operation] = make_copy_work(operation, tmp_path_factory.mktemp(operation))
        return made[operation]

    return give


@pytest.mark.proof("T-CALL")
@pytest.mark.proof("T-BACKUP")
@pytest.mark.parametrize("operation", OPERATIONS)
def test_copies_killed_at_some_system_calls_break_no_promise(
    operation: str, doors: Doors, copy_work: Callable[[str], CopyWork], tmp_path: Path
) -> None:
    outlives_some_kills(copy_work(operation), doors, tmp_path, at_least=10, allowed=("mkdir",))


@pytest.mark.proof("T-CALL-EIO")
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_disk_that_does_not_say_what_is_there_while_copies_are_made_costs_a_sentence(
    operation: str, doors: Doors, copy_work: Callable[[str], CopyWork], tmp_path: Path
) -> None:
    outlives_a_disk_that_does_not_say(copy_work(operation), doors, tmp_path)


@pytest.mark.proof("T-CALL-ENOSPC")
@pytest.mark.proof("T-CALL-EIO")
@pytest.mark.parametrize(("error", "refused"), [("ENOSPC", "1 DiskFullError"), ("EIO", "1 SaveFailedError")])
def test_a_disk_that_takes_no_more_while_a_password_is_changed_says_so(
    error: str, refused: str, doors: Doors, copy_work: Callable[[str], CopyWork], tmp_path: Path
) -> None:
    work = copy_work("change_password")
    run = work.fresh(tmp_path / "run")
    hindrance = Hindrance("pwrite64", 30, error, goes_on=True)
    said = doors.run(Ask(work.operation, run, work.script, hinder=hindrance))
    assert said.refused == [refused, refused]
    assert work.judge(run, said) == []


@pytest.mark.proof("T-CALL-EIO")
def test_a_disk_that_fails_again_when_the_old_file_is_to_come_back_closes_the_file_and_says_so(
    doors: Doors, copy_work: Callable[[str], CopyWork], tmp_path: Path
) -> None:
    work = copy_work("change_password")

    def said_from(number: int) -> Said:
        run = work.fresh(tmp_path / "run")
        hindrance = Hindrance("openat", number, "EIO", goes_on=True)
        said = doors.run(Ask(work.operation, run, work.script, hinder=hindrance))
        assert work.judge(run, said) == []
        return said

    # The later the disk begins to fail, the further it comes; just before it is done, nothing can be opened any more.
    low, high = 1, 1024
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if said_from(middle).acks else (middle + 1, high)
    assert said_from(low).acks
    assert said_from(low - 1).refused[0] == "1 FileClosedError"


@pytest.mark.long
@pytest.mark.proof("T-CALL")
@pytest.mark.proof("T-BACKUP")
@pytest.mark.parametrize("call", CHANGES_THE_DISK)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_copies_killed_at_any_system_call_break_no_promise(
    operation: str, call: str, doors: Doors, copy_work: Callable[[str], CopyWork], tmp_path: Path, reached: Reached
) -> None:
    outlives_every_kill(copy_work(operation), call, doors, tmp_path, reached)


@pytest.mark.long
@pytest.mark.proof("T-CALL-EIO")
@pytest.mark.proof("T-CALL-ENOSPC")
@pytest.mark.parametrize("manner", ["", "+"])
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_disk_that_fails_while_copies_are_made_costs_a_sentence_and_nothing_else(
    operation: str,
    error: str,
    manner: str,
    doors: Doors,
    copy_work: Callable[[str], CopyWork],
    tmp_path: Path,
    reached: Reached,
) -> None:
    outlives_a_failing_disk(copy_work(operation), error, manner, doors, tmp_path, reached)


@pytest.mark.long
@pytest.mark.proof("T-POWER")
@pytest.mark.parametrize(("operation", "seeds"), [("back_up", 6), ("restore", 2200), ("change_password", 1)])
def test_a_power_cut_while_copies_are_made_breaks_no_promise(
    operation: str, seeds: int, doors: Doors, copy_work: Callable[[str], CopyWork], tmp_path: Path, reached: Reached
) -> None:
    outlives_power_cuts(copy_work(operation), doors, tmp_path, seeds=seeds, reached=reached)
