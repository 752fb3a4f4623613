"""The program can be tried without a window, and its doors say what became of each step."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from caseorg.app import trial
from caseorg.base.version import program_version
from caseorg.store.schema import SCHEMA_NUMBER
from tests.architecture.project import ROOT
from tests.trust.doors import Ask, Doors, Said
from tests.trust.hindered import TO_A_FILE, Hindrance
from tests.trust.material import Work

WorkOf = Callable[[str], Work]


def said_by(*arguments: object) -> list[str]:
    run = subprocess.run([sys.executable, *map(str, arguments)], cwd=ROOT, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    assert run.stderr == b""
    return run.stdout.decode().splitlines()


def test_the_program_tries_all_of_itself() -> None:
    said = dict(line.partition(" ")[::2] for line in said_by("main.py", "--self-test"))
    assert said["version"] == program_version()
    assert re.fullmatch(r"\d{3} rules, [1-9]\d* dates", said["case-file"])
    assert said["migration"] == f"to schema {SCHEMA_NUMBER}"
    assert int(said["packet"].split()[0]) > 2
    assert set(said) == set(
        "version case-file migration backup restore fonts packet documents archives scans ocr whole".split()
    )
    assert said["ocr"].endswith(" by tesserocr")


def test_a_program_with_nothing_that_reads_scans_is_whole_and_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trial, "usual_reader", lambda: None)
    assert trial.try_all() == 0
    said = capfd.readouterr().out
    assert re.search(r"^ocr none: .*tesseract", said, re.MULTILINE)
    assert said.endswith("whole\n")


def test_what_goes_wrong_while_all_is_tried_is_said_by_its_kind_alone(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trial, "OLD_FILE", "tests/data/case_files/Maria.caseorg")
    assert trial.try_all() == 1
    said = capfd.readouterr().out
    assert "migration FileNotFoundError FAILED" in said
    assert said.endswith("failed migration\n")
    assert "Maria" not in said


def test_a_door_acknowledges_each_step_after_it_is_safe(work_of: WorkOf, tmp_path: Path) -> None:
    work = work_of("save")
    run = work.fresh(tmp_path / "run")
    said = said_by("-m", "caseorg.app.selftest", "save", run, work.script)
    assert said == ["ack 1", "ack 2", "ack 3", "closed 0"]
    assert work.judge(run, Said(acks=[1, 2, 3])) == []


def test_the_programs_own_doors_do_the_same_in_children(work_of: WorkOf, tmp_path: Path) -> None:
    with Doors("caseorg.app.selftest", "--doors") as doors:
        for operation in ("create", "save", "add", "copy"):
            work = work_of(operation)
            run = work.fresh(tmp_path / operation)
            said = doors.run(Ask(operation, run, work.script))
            assert said.acks == list(range(1, max(2, len(work.states))))
            assert work.judge(run, said) == []


@pytest.mark.parametrize(
    "hindrance",
    [
        Hindrance("pwrite64", 9, "ENOSPC", goes_on=True),
        Hindrance("pread64", 3, "EIO", goes_on=True),
        Hindrance("read", 2, "EIO", goes_on=True),
        Hindrance("fsync", 2),
        Hindrance("write", 2),
    ],
)
def test_a_call_that_is_handed_over_is_hindered_as_strace_does_it(
    hindrance: Hindrance, doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    work = work_of("save")
    said = doors.run(Ask(work.operation, work.fresh(tmp_path / "run"), work.script, hinder=hindrance))
    traced = Ask(work.operation, work.fresh(tmp_path / "run"), work.script, trace=hindrance.for_strace())
    assert said == doors.run(traced)
    assert said.was_hindered
    assert said.refused if hindrance.error else said.was_killed


def test_what_a_door_says_gets_through_where_nothing_can_be_written_to_files(
    doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    """The one call it makes is that for the words of the note beside the file, for which it needs no room."""
    work = work_of("save")
    hindrance = Hindrance(TO_A_FILE, 1, "EIO", goes_on=True)
    said = doors.run(Ask(work.operation, work.fresh(tmp_path / "run"), work.script, hinder=hindrance))
    assert (said.was_hindered, said.acks, said.closed) == (True, [1, 2, 3], True)


def test_the_doors_load_no_window() -> None:
    program = "import sys, caseorg.app.selftest; print(*(name for name in sys.modules if name.startswith('PySide6')))"
    assert said_by("-c", program) == [""]
