"""A save that is killed, or that fails, at any one of its system calls loses nothing and leaves nothing half done."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.trust.conftest import Reached
from tests.trust.doors import Ask, Doors
from tests.trust.hindered import TO_A_FILE, Hindrance, can_be_handed_over
from tests.trust.material import Work, make_work, save_script

WorkOf = Callable[[str], Work]

CHANGES_THE_DISK = ("write", "pwrite64", "fsync", "ftruncate", "openat", "unlink", "link", "rename", "fdatasync")
"""The calls a step is killed at. A run that changes the disk by any other fails the first test below."""

OTHER_CHANGES = """
    pwritev pwritev2 writev fallocate truncate creat open openat2 mkdir mkdirat rmdir unlinkat renameat renameat2 linkat
    symlink symlinkat copy_file_range sendfile splice msync sync syncfs sync_file_range mknod mknodat
""".split()

FAILED_AT = ("openat", "pwrite64", TO_A_FILE, "fsync", "ftruncate", "unlink", "link", "rename")
ALSO_FAILED_AT = (
    "read",
    "pread64",
    "close",
    "lseek",
    "fcntl",
    "stat",
    "lstat",
    "fstat",
    "newfstatat",
    "access",
    "flock",
)


def some_of(points: Sequence[int], most: int) -> list[int]:
    """The first and the last of the points, and others evenly between."""
    if len(points) <= most:
        return list(points)
    return sorted({points[round(each * (len(points) - 1) / (most - 1))] for each in range(most)})


_CALLS: dict[Path, Counter[str]] = {}
"""By the script of the operation: an unharmed run makes the same calls each time."""


def calls_of(work: Work, doors: Doors, folder: Path) -> Counter[str]:
    """How often an unharmed run makes each system call."""
    if work.script not in _CALLS:
        _CALLS[work.script] = _counted(work, doors, folder)
    return _CALLS[work.script]


def _counted(work: Work, doors: Doors, folder: Path) -> Counter[str]:
    log = folder / "calls"
    said = doors.run(Ask(work.operation, work.fresh(folder / "run"), work.script, trace=("-o", str(log))))
    assert said.acks, said
    lines = log.read_text()
    calls = Counter(re.findall(r"^\d+ +(?!read\(0,)(\w+)\(", lines, flags=re.M))
    calls["read"] += 1  # by which the door hears when to begin: whether strace came in time to see it is chance
    calls[TO_A_FILE] = len(re.findall(r"^\d+ +write\((?![012],)", lines, flags=re.M))
    return calls


def killed_at(work: Work, call: str, points: int, doors: Doors, folder: Path, door: str = "") -> dict[int, list[str]]:
    """Kill one run at each of so many calls; return what that broke, by the number of the call."""
    broken = {}
    for point in range(1, points + 1):
        run = work.fresh(folder / "run")
        said = doors.run(Ask(work.operation, run, work.script, door, hinder=Hindrance(call, point)))
        assert said.was_killed, f"{call} number {point} was never made"
        if found := work.judge(run, said):
            broken[point] = found
    return broken


def failed_at(
    work: Work,
    call: str,
    error: str,
    manner: str,
    doors: Doors,
    folder: Path,
    chosen: Callable[[Sequence[int]], Sequence[int]] = list,
) -> tuple[int, dict[str, object]]:
    """Let each call in turn, or the chosen ones by their number, fail, once or from then on (`manner` "+").

    Returns:
        How many did, and what that broke.
    """
    broken: dict[str, object] = {}
    count = 0
    first = 2 if call == "read" else 1  # the first read is the door's, of when to begin
    made = 0 if call == TO_A_FILE and not can_be_handed_over() else calls_of(work, doors, folder)[call]
    points = chosen(range(first, made + 1))
    for point in points:
        run = work.fresh(folder / "run")
        hindrance = Hindrance(call, point, error, manner == "+")
        said = doors.run(Ask(work.operation, run, work.script, hinder=hindrance))
        count += said.was_hindered
        silent = [] if said.acks or said.refused else ["neither done nor refused"]
        untrue = [f"{each}, and nobody stopped it" for each in said.refused if each.endswith(" StoppedError")]
        if found := work.judge(run, said) + silent + untrue:
            broken[f"{call} {point}{manner}"] = found
    return count, broken


@pytest.mark.proof("T-CALL")
@pytest.mark.parametrize("operation", ["create", "save", "add", "copy"])
def test_the_disk_is_changed_by_no_call_that_is_not_killed_here(
    operation: str, doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    assert not set(calls_of(work_of(operation), doors, tmp_path)) & set(OTHER_CHANGES)


@pytest.mark.proof("T-CALL")
@pytest.mark.parametrize(
    "call", ["write", pytest.param("pwrite64", marks=pytest.mark.slow), "fsync", "ftruncate", "openat", "unlink"]
)
@pytest.mark.parametrize("operation", ["save", "add"])
def test_a_save_killed_at_any_system_call_is_done_or_not_done(
    operation: str, call: str, doors: Doors, work_of: WorkOf, tmp_path: Path, reached: Reached
) -> None:
    work = work_of(operation)
    calls = calls_of(work, doors, tmp_path)
    reached(kills=calls[call])
    assert set(calls) & set(CHANGES_THE_DISK) == {"write", "pwrite64", "fsync", "ftruncate", "openat", "unlink"}
    assert killed_at(work, call, calls[call], doors, tmp_path) == {}


@pytest.mark.proof("T-CALL")
@pytest.mark.parametrize("operation", ["create", "copy"])
def test_a_new_file_killed_at_any_system_call_but_its_pages_is_whole_or_not_there(
    operation: str, doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    work = work_of(operation)
    calls = calls_of(work, doors, tmp_path)
    assert calls["link"] == 1
    broken = {
        call: killed_at(work, call, calls[call], doors, tmp_path) for call in CHANGES_THE_DISK if call != "pwrite64"
    }
    assert {call: found for call, found in broken.items() if found} == {}


@pytest.mark.long
@pytest.mark.proof("T-CALL")
@pytest.mark.parametrize("operation", ["create", "copy"])
def test_a_new_file_killed_at_any_of_its_pages_is_whole_or_not_there(
    operation: str, doors: Doors, work_of: WorkOf, tmp_path: Path, reached: Reached
) -> None:
    work = work_of(operation)
    points = calls_of(work, doors, tmp_path)["pwrite64"]
    assert points > 100
    reached(kills=points)
    assert killed_at(work, "pwrite64", points, doors, tmp_path) == {}


@pytest.mark.proof("T-CALL")
@pytest.mark.parametrize(
    ("door", "operation", "call", "points"),
    [
        ("two transactions", "save", "ftruncate", 4),
        ("row before file", "add", "ftruncate", 3),
        ("old file removed before the rename", "save", "rename", 1),
    ],
)
def test_kills_at_system_calls_find_the_planted_bug(
    door: str, operation: str, call: str, points: int, doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    assert killed_at(work_of(operation), call, points, doors, tmp_path, door)


@pytest.fixture(scope="session")
def one_step(tmp_path_factory: pytest.TempPathFactory) -> Work:
    """A save of one step, which makes every kind of call."""
    return make_work("save", tmp_path_factory.mktemp("one-step"), save_script()[:1])


@pytest.mark.slow
@pytest.mark.proof("T-CALL-EIO")
def test_a_disk_that_fails_once_at_any_call_of_a_step_costs_a_sentence_and_nothing_else(
    doors: Doors, one_step: Work, tmp_path: Path
) -> None:
    tried = {call: failed_at(one_step, call, "EIO", "", doors, tmp_path) for call in (*FAILED_AT, *ALSO_FAILED_AT)}
    assert [broken for _points, broken in tried.values() if broken] == []
    assert sum(points for points, _broken in tried.values()) > 100


@pytest.mark.proof("T-CALL-ENOSPC")
def test_a_disk_that_is_full_from_any_call_on_costs_a_sentence_and_nothing_else(
    doors: Doors, one_step: Work, tmp_path: Path
) -> None:
    tried = {call: failed_at(one_step, call, "ENOSPC", "+", doors, tmp_path) for call in FAILED_AT}
    assert [broken for _points, broken in tried.values() if broken] == []
    assert sum(points for points, _broken in tried.values()) > 30


@pytest.mark.long
@pytest.mark.proof("T-CALL-EIO")
@pytest.mark.proof("T-CALL-ENOSPC")
@pytest.mark.parametrize("manner", ["", "+"])
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("operation", ["create", "save", "add", "copy"])
def test_a_disk_that_fails_at_any_call_costs_a_sentence_and_nothing_else(
    operation: str, error: str, manner: str, doors: Doors, work_of: WorkOf, tmp_path: Path, reached: Reached
) -> None:
    work = work_of(f"{operation} again" if operation == "save" else operation)
    tried = {call: failed_at(work, call, error, manner, doors, tmp_path) for call in (*FAILED_AT, *ALSO_FAILED_AT)}
    reached(failed_calls=sum(points for points, _broken in tried.values()))
    assert [broken for _points, broken in tried.values() if broken] == []
