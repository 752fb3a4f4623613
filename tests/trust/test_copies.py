"""Daily copies push out no last good one, whatever happens; a backup is whole, or it is not there."""

import os
import random
import resource
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, DiskFullError, SaveFailedError, StoppedError
from caseorg.domain.note import Note
from caseorg.services import backups, daily_copies
from caseorg.services.daily_copies import (
    DAYS,
    FEWEST,
    DailyCopy,
    Outcome,
    Source,
    copies_of,
    folder_of,
    is_due,
    kept_of,
    make,
    much_less_than,
)
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.daily_copy import LARGE, fill_in, left_out, write_without_large
from caseorg.store.engine import connect
from caseorg.store.seal import Seal
from tests.trust.material import CASE, SEAL, TODAY, some_bytes

FIRST_COPIES = 6


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small case file, and copies of its first days."""
    folder = tmp_path_factory.mktemp("used")
    path = folder / "Maria.caseorg"
    workspace = Workspace(CaseFile.create(path, SEAL), today=lambda: TODAY)
    workspace.save(Case(id=CASE, title="Maria"), "New case")
    for number in range(8):
        workspace.save(Note(id=UUID(int=10 + number), case_id=CASE, text=f"Note {number}"), "Add note")
    source = Source(path, SEAL, workspace.case_file.file_id())
    for number in range(FIRST_COPIES):
        workspace.save(Case(id=CASE, title=f"Maria {number}"), "Edit case")
        assert make(source, TODAY + timedelta(days=number)).outcome is Outcome.made
    workspace.close()
    return folder


class Days:
    """One random run of days: what happens to the file, and what may never happen to its copies."""

    seen: Counter[str]

    def __init__(self, folder: Path, seed: int, good: dict[str, bool]) -> None:
        self.path = folder / "Maria.caseorg"
        self.chance = random.Random(seed)
        self.today = TODAY + timedelta(days=FIRST_COPIES)
        self.good = good
        """What was found of a copy before, by its fingerprint."""
        self.broken: list[str] = []
        self.seen = Counter()
        opened = CaseFile.open(self.path, SEAL)
        self.source = Source(self.path, SEAL, opened.file_id())
        opened.close()

    def go(self, steps: int) -> None:
        events = [
            self.nothing, self.a_day, self.a_day, self.clock_back, self.clock_forward, self.damage, self.full_disk,
            self.kill, self.much_is_removed,
        ]  # fmt: skip
        for _step in range(steps):
            self.save()
            event = self.chance.choice(events)
            before = self.names()
            event()
            lost = before - self.names()
            if event in (self.damage, self.full_disk, self.much_is_removed) and lost:
                self.broken.append(f"{event.__name__} cost {sorted(lost)}")
            if (count := self.good_copies()) < FEWEST:
                self.broken.append(f"{count} good copies after {event.__name__}")

    def unsave(self) -> None:
        """Put the file back to what the newest copy holds."""
        shutil.copyfile(copies_of(self.path)[-1].path, self.path)

    def save(self) -> None:
        workspace = Workspace(CaseFile.open(self.path, SEAL), today=lambda: TODAY)
        workspace.save(Case(id=CASE, title=f"Maria {self.chance.random()}"), "Edit case")
        workspace.close()

    def copy(self, expected: Outcome | None = None) -> None:
        kept = make(self.source, self.today)
        self.seen[kept.outcome] += 1
        if expected is not None and kept.outcome is not expected:
            self.broken.append(f"{kept.outcome} and not {expected}")

    def nothing(self) -> None:
        self.unsave()
        self.copy(Outcome.unchanged)

    def a_day(self) -> None:
        for _day in range(self.chance.choice((1, 1, 1, 1, 1, 8))):
            self.today += timedelta(days=self.chance.choice((1, 1, 3, 40)))
            self.save()
            self.copy()

    def clock_back(self) -> None:
        self.today = self.today.replace(year=self.today.year - 10, day=1)
        self.copy()

    def clock_forward(self) -> None:
        self.today = self.today.replace(year=self.today.year + 50, day=1)
        self.copy()

    def damage(self) -> None:
        whole = self.path.read_bytes()
        place = self.chance.randrange(4096, len(whole))
        self.path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with suppress(CaseorgError):  # it may not even open
            self.copy(Outcome.damaged)
        self.path.write_bytes(whole)

    def full_disk(self) -> None:
        with room_for(self.chance.choice((4096, 100_000, 200_000))), suppress(DiskFullError, SaveFailedError):
            self.copy()
        self.seen["full"] += 1

    def kill(self) -> None:
        child = os.fork()
        if not child:
            with suppress(BaseException):
                make(self.source, self.today)
            os._exit(0)
        time.sleep(self.chance.random() * 0.04)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self.seen["killed"] += 1

    def much_is_removed(self) -> None:
        workspace = Workspace(CaseFile.open(self.path, SEAL), today=lambda: TODAY)
        with workspace.step("Remove") as step:
            for note in workspace.load_case(CASE).notes:
                step.remove(note)
        workspace.close()
        self.copy(Outcome.much_less)
        workspace = Workspace(CaseFile.open(self.path, SEAL), today=lambda: TODAY)
        workspace.undo()
        workspace.close()

    def names(self) -> set[str]:
        return {copy.path.name for copy in copies_of(self.path)}

    def good_copies(self) -> int:
        return sum(self.is_good(copy) for copy in copies_of(self.path))

    def is_good(self, copy: DailyCopy) -> bool:
        digest = sha256(copy.path.read_bytes()).hexdigest()
        if digest not in self.good:
            self.good[digest] = check_file(copy.path, SEAL, large=LARGE).is_whole
        return self.good[digest]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond this size, as on a disk with little room."""
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, was[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)


def sequences(used: Path, folder: Path, count: int, steps: int) -> tuple[list[str], Counter[str]]:
    """Run so many random sequences from the first days on; return what they broke, and what happened in them."""
    broken, seen, good = [], Counter[str](), dict[str, bool]()
    for seed in range(count):
        place = folder / "run"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(used, place)
        days = Days(place, seed, good)
        days.go(steps)
        broken += [f"sequence {seed}: {each}" for each in days.broken]
        seen += days.seen
    return broken, seen


@pytest.mark.slow
@pytest.mark.proof("T-COPYSET")
def test_no_sequence_of_days_and_mishaps_costs_the_last_good_copies(used: Path, tmp_path: Path) -> None:
    broken, seen = sequences(used, tmp_path, 200, 1)
    assert broken == []
    assert min(seen[each] for each in (*Outcome, "full", "killed")) > 10, seen


@pytest.mark.long
@pytest.mark.proof("T-COPYSET")
def test_two_thousand_sequences_cost_no_last_good_copy(used: Path, tmp_path: Path) -> None:
    broken, seen = sequences(used, tmp_path, 2000, 12)
    assert broken == []
    assert sum(seen.values()) > 20_000


@pytest.mark.proof("T-COPYSET")
def test_what_stays_is_counted_and_not_dated() -> None:
    def copies(*days: date) -> list[DailyCopy]:
        return [DailyCopy(Path(str(number)), number, day) for number, day in enumerate(days)]

    each_day = copies(*(date(2026, 1, 1) + timedelta(days=each) for each in range(365)))
    assert [copy.day.isoformat() for copy in kept_of(each_day)[:6]] == [
        "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-21",
    ]  # fmt: skip
    assert [copy.number for copy in kept_of(each_day)[6:]] == list(range(355, 365))
    # A clock that ran fifty years ahead for a day: the copy of that day is one among the others.
    ahead = copies(*[date(2026, 1, 1 + each) for each in range(12)], date(2076, 1, 1), date(2026, 1, 13))
    assert [copy.number for copy in kept_of(ahead)] == [3, *range(4, 14)]


@pytest.mark.proof("T-COPYSET")
def test_a_person_is_asked_about_a_file_that_holds_much_less_and_then_copies_go_on(used: Path, tmp_path: Path) -> None:
    shutil.copytree(used, tmp_path / "run")
    days = Days(tmp_path / "run", 1, {})
    workspace = Workspace(CaseFile.open(days.path, SEAL), today=lambda: TODAY)
    with workspace.step("Remove") as step:
        for note in workspace.load_case(CASE).notes[:6]:
            step.remove(note)
    workspace.close()
    for _day in range(12):
        days.today += timedelta(days=1)
        days.save()
        days.copy(Outcome.much_less)
    assert len(copies_of(days.path)) == FIRST_COPIES + 12
    assert much_less_than(days.source).records == 9
    known = copies_of(days.path)[-1].number
    assert much_less_than(days.source, known) is None
    days.save()
    assert make(days.source, days.today, known_less=known).outcome is Outcome.made
    assert len(copies_of(days.path)) < FIRST_COPIES + 12
    assert days.broken == []


@pytest.mark.proof("T-COPYSET")
def test_a_large_document_is_left_out_said_so_and_taken_back_by_its_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "Maria.caseorg"
    workspace = Workspace(CaseFile.create(path, SEAL), today=lambda: TODAY)
    disc = some_bytes(LARGE + 5, 3)
    with workspace.step("Add") as step:
        step.save(Case(id=CASE, title="Maria"))
        for name, data in (("Disc", disc), ("Report", some_bytes(5_000, 4))):
            step.save(Document(case_id=CASE, name=name, sha256=step.keep(data), size_bytes=len(data)))
    source = Source(path, SEAL, workspace.case_file.file_id())
    kept = make(source, TODAY)
    assert kept.copy is not None
    assert kept.copy.path.stat().st_size < 1_000_000
    assert check_file(kept.copy.path, SEAL, large=LARGE).left_out == ("Disc",)
    assert [fault.sentence for fault in check_file(kept.copy.path, SEAL).faults] == [
        "“Disc” is listed, but the file itself is missing."
    ]
    connection = connect(kept.copy.path, SEAL, read_only=True)
    wanted = left_out(connection)
    connection.close()
    assert fill_in(kept.copy.path, SEAL, wanted, path, SEAL) == set()
    assert check_file(kept.copy.path, SEAL).is_whole
    workspace.close()


def test_a_copy_in_the_background_makes_way_for_a_save(used: Path, tmp_path: Path) -> None:
    shutil.copytree(used, tmp_path / "run")
    path = tmp_path / "run" / "Maria.caseorg"
    workspace = Workspace(CaseFile.open(path, SEAL), today=lambda: TODAY)
    workspace.save(Case(id=CASE, title="Another name"), "Edit case")
    source, is_saving = Source(path, SEAL, workspace.case_file.file_id()), workspace.case_file.make_way()
    before = copies_of(path)
    asked = []
    saving = threading.Thread(target=lambda: workspace.save(Case(id=CASE, title="Saved meanwhile"), "Edit case"))

    def cancel() -> bool:
        asked.append(None)
        if len(asked) == 300:
            saving.start()
        return is_saving()

    with pytest.raises(StoppedError):
        make(source, TODAY, cancel=cancel)
    saving.join(5)
    assert workspace.load_case(CASE).case.title == "Saved meanwhile"
    assert copies_of(path) == before
    assert {each.name for each in folder_of(path).iterdir()} == {copy.path.name for copy in before}
    # A backup begins again instead: the person waits for it.
    backed_up = backups.back_up(workspace.case_file, tmp_path, TODAY)
    assert backed_up.is_whole
    assert not is_due(path, copies_of(path)[-1].day)
    assert is_due(path, TODAY - timedelta(days=3000))
    workspace.close()


def flip_a_page(data: bytearray) -> bytearray:
    data[len(data) // 2] ^= 1
    return data


def flip_the_first_page(data: bytearray) -> bytearray:
    data[100] ^= 1
    return data


def cut_off(data: bytearray) -> bytearray:
    return data[:-5000]


def nothing(data: bytearray) -> bytearray:
    return bytearray(len(data))


@pytest.mark.proof("T-BACKUP")
@pytest.mark.parametrize("damage", [flip_a_page, flip_the_first_page, cut_off, nothing], ids=lambda each: each.__name__)
def test_a_stick_that_gives_back_something_else_leaves_no_copy_and_the_file_is_not_blamed(
    damage: Callable[[bytearray], bytearray], used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(used, tmp_path / "run")
    (tmp_path / "stick").mkdir()
    case_file = CaseFile.open(tmp_path / "run" / "Maria.caseorg", SEAL)
    # As the copy comes back from a bad stick, once the system has to read it from there.
    monkeypatch.setattr(backups, "_forget_cached", lambda path: path.write_bytes(damage(bytearray(path.read_bytes()))))
    with pytest.raises(backups.CopyNotReadBackError) as caught:
        backups.back_up(case_file, tmp_path / "stick", TODAY)
    assert "Your case file is fine." in str(caught.value)
    assert list((tmp_path / "stick").iterdir()) == []
    case_file.close()


@pytest.mark.proof("T-COPYSET")
@pytest.mark.parametrize("damage", [flip_a_page, flip_the_first_page, cut_off, nothing], ids=lambda each: each.__name__)
def test_a_daily_copy_that_comes_back_damaged_is_none_and_pushes_no_other_out(
    damage: Callable[[bytearray], bytearray], used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(used, tmp_path / "run")
    days = Days(tmp_path / "run", 1, {})
    for _day in range(DAYS):
        days.today += timedelta(days=1)
        days.save()
        days.copy(Outcome.made)
    before = {copy.path.name: copy.path.read_bytes() for copy in copies_of(days.path)}

    def write_badly(path: Path, seal: Seal, started: Path, cancel: Callable[[], bool]) -> None:
        write_without_large(path, seal, started, cancel)
        started.write_bytes(damage(bytearray(started.read_bytes())))

    monkeypatch.setattr(daily_copies, "write_without_large", write_badly)
    days.today += timedelta(days=1)
    days.save()
    with pytest.raises(SaveFailedError):
        make(days.source, days.today)
    assert {each.name: each.read_bytes() for each in folder_of(days.path).iterdir()} == before


@pytest.mark.proof("T-BACKUP")
def test_what_is_not_right_in_the_file_is_copied_as_it_is_and_said(used: Path, tmp_path: Path) -> None:
    shutil.copytree(used, tmp_path / "run")
    case_file = CaseFile.open(tmp_path / "run" / "Maria.caseorg", SEAL)
    case_file.driver.execute("pragma foreign_keys=OFF")
    case_file.driver.execute("update notes set case_id = ? where id = ?", (UUID(int=404).hex, UUID(int=10).hex))
    made = backups.back_up(case_file, tmp_path, TODAY)
    assert not made.is_whole
    assert made.path.exists()
    case_file.close()
