"""One file has one writer at a time, and no other program that takes the file's place costs a step."""

import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.app.selftest import FILE_NAME
from caseorg.base import clock
from caseorg.domain.errors import FileInUseError, FileSwappedError, ReadOnlyFileError
from caseorg.domain.note import Note
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from tests.trust.doors import Ask, Doors
from tests.trust.hindered import Hindrance
from tests.trust.material import CASE, SEAL, Work, entries, make_case_file, write_script

WorkOf = Callable[[str], Work]

BEFORE, AFTER, LATER = UUID(int=81), UUID(int=82), UUID(int=83)


@pytest.fixture(scope="module")
def other_doors() -> Iterator[Doors]:
    with Doors() as opened:
        yield opened


def two_starts(rounds: int, doors: Doors, other_doors: Doors, work: Work, folder: Path) -> None:
    steps = [
        {"label": "Add note", "records": [entries(Note(id=UUID(int=200 + each), case_id=CASE))]} for each in range(40)
    ]
    script = write_script(folder / "script.json", steps)
    for _ in range(rounds):
        run = work.fresh(folder / "run")
        for each in (doors, other_doors):
            each.start(Ask("save", run, script))
        doors.go()
        other_doors.go()
        said = [doors.outcome(), other_doors.outcome()]
        assert sorted(len(each.acks) for each in said) == [0, len(steps)]
        assert sorted(each.refused for each in said) == [[], ["0 FileInUseError"]]
        assert [each.defects for each in said] == [[], []]
        assert check_file(run / FILE_NAME, SEAL).is_whole
        assert [file.name for file in run.iterdir()] == [FILE_NAME]


@pytest.mark.proof("T-TWICE")
def test_of_two_starts_at_once_exactly_one_writes(
    doors: Doors, other_doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    two_starts(10, doors, other_doors, work_of("save"), tmp_path)


@pytest.mark.long
@pytest.mark.proof("T-TWICE")
def test_of_two_starts_at_once_exactly_one_writes_every_time(
    doors: Doors, other_doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    two_starts(200, doors, other_doors, work_of("save"), tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Maria.caseorg"
    make_case_file(path)
    return path


@pytest.mark.proof("T-TWICE")
def test_a_second_window_is_told_who_has_the_file_and_may_look(file: Path) -> None:
    first = CaseFile.open(file, SEAL)
    with pytest.raises(FileInUseError, match=platform.node()):
        CaseFile.open(file, SEAL)
    second = Workspace(CaseFile.open(file, SEAL, look_only=True))
    assert second.load_case(CASE).case.id == CASE
    with pytest.raises(ReadOnlyFileError):
        second.save(Note(case_id=CASE), "Add note")
    second.close()
    first.close()
    CaseFile.open(file, SEAL).close()


@pytest.mark.proof("T-TWICE")
def test_a_link_to_a_file_is_the_same_file(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "folder" / "link.caseorg"
    link.parent.mkdir()
    link.symlink_to(file)
    first = CaseFile.open(link, SEAL)
    with pytest.raises(FileInUseError):
        CaseFile.open(file, SEAL)
    first.close()
    assert [each.name for each in link.parent.iterdir()] == ["link.caseorg"]


@pytest.mark.proof("T-TWICE")
def test_a_file_with_a_second_name_is_opened_to_look_only(file: Path, tmp_path: Path) -> None:
    os.link(file, tmp_path / "second.caseorg")
    with pytest.raises(ReadOnlyFileError):
        CaseFile.open(file, SEAL)
    CaseFile.open(file, SEAL, look_only=True).close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["Maria.caseorg", "second.caseorg"]


def note_of(file: Path) -> Path:
    return file.with_name(file.name + ".open")


@pytest.mark.proof("T-STALE")
@pytest.mark.parametrize(
    "left",
    [
        json.dumps({"computer": platform.node(), "user": "maria", "process": 999_999, "since": "2:10 PM"}),
        json.dumps({"computer": platform.node(), "user": "maria", "process": os.getpid(), "since": "2:10 PM"}),
        json.dumps({"computer": platform.node(), "process": 1, "since": "in the year 2099"}),
        "",
        "{",
        "[]",
        "\0" * 100,
    ],
    ids=["dead", "number used again", "from the future", "empty", "cut off", "a list", "zeros"],
)
def test_a_note_of_our_own_that_nobody_holds_is_taken_over(left: str, file: Path) -> None:
    note_of(file).write_text(left)
    CaseFile.open(file, SEAL).close()
    assert not note_of(file).exists()


@pytest.mark.proof("T-STALE")
def test_a_note_of_another_computer_is_taken_over_only_by_the_persons_word(file: Path) -> None:
    note_of(file).write_text(json.dumps({"computer": "DAN-LAPTOP", "process": 1, "since": "2:10 PM"}))
    os.utime(note_of(file), (0, 0))  # however old it is
    with pytest.raises(FileInUseError, match="DAN-LAPTOP, since 2:10 PM"):
        CaseFile.open(file, SEAL)
    assert note_of(file).exists()
    CaseFile.open(file, SEAL, take_over=True).close()
    assert not note_of(file).exists()


@pytest.mark.proof("T-STALE")
@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {"since": "2:10 PM", "day": "2026-11-02"},
            "(DAN-LAPTOP, since Mon, Nov 2, 2026, 2:10 PM).",
        ),
        ({"since": "2:10 PM", "day": clock.today().isoformat()}, "(DAN-LAPTOP, since 2:10 PM)."),
        ({"since": "2:10 PM", "day": "tomorrow"}, "(DAN-LAPTOP, since 2:10 PM)."),
        ({}, "This file is open in another window or program. You can look at it, but not change it."),
    ],
)
def test_who_has_it_open_and_since_when_is_said_as_far_as_it_is_known(
    more: dict[str, str], words: str, file: Path
) -> None:
    note_of(file).write_text(json.dumps({"computer": "DAN-LAPTOP", **more}))
    with pytest.raises(FileInUseError) as caught:
        CaseFile.open(file, SEAL)
    assert words in str(caught.value)


@pytest.mark.proof("T-TWICE")
def test_a_killed_programs_note_is_taken_over(doors: Doors, work_of: WorkOf, tmp_path: Path) -> None:
    work = work_of("save")
    run = work.fresh(tmp_path / "run")
    assert doors.run(Ask("save", run, work.script, hinder=Hindrance("fsync", 3))).was_killed
    assert note_of(run / FILE_NAME).exists()
    CaseFile.open(run / FILE_NAME, SEAL).close()
    assert [each.name for each in run.iterdir()] == [FILE_NAME]


def other_file(path: Path) -> None:
    """Another file of ours, as from the other computer, with something the first has not."""
    path.unlink(missing_ok=True)
    make_case_file(path)
    workspace = Workspace(CaseFile.open(path, SEAL))
    workspace.save(Note(case_id=CASE, text="From the other computer " * 400), "Add note")
    workspace.close()


def by_older(file: Path, folder: Path) -> None:
    os.replace(folder / "older.caseorg", file)  # noqa: PTH105 - as a sync program does


def by_other(file: Path, folder: Path) -> None:
    other_file(folder / "arrived")
    os.replace(folder / "arrived", file)  # noqa: PTH105


def by_empty(file: Path, folder: Path) -> None:
    (folder / "arrived").touch()
    os.replace(folder / "arrived", file)  # noqa: PTH105


def by_plain_text(file: Path, folder: Path) -> None:
    file.unlink()
    file.write_text("Conflict, see the other computer.")


def deleted(file: Path, folder: Path) -> None:
    file.unlink()


def moved(file: Path, folder: Path) -> None:
    file.rename(folder / "moved.caseorg")


def folder_renamed(file: Path, folder: Path) -> None:
    file.parent.rename(folder / "renamed")


SWAPS = [by_older, by_other, by_empty, by_plain_text, deleted, moved, folder_renamed]


@pytest.mark.proof("T-SWAP")
@pytest.mark.parametrize("swap", SWAPS, ids=lambda swap: swap.__name__)
def test_a_file_that_was_swapped_costs_no_step(
    swap: Callable[[Path, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    file = tmp_path / "files" / "Maria.caseorg"
    file.parent.mkdir()
    make_case_file(file)
    shutil.copyfile(file, tmp_path / "older.caseorg")
    workspace = Workspace(CaseFile.open(file, SEAL))
    workspace.save(Note(id=BEFORE, case_id=CASE, text="Saved before"), "Add note")
    swap(file, tmp_path)
    arrived = sha256(file.read_bytes()).digest() if file.exists() else None

    with suppress(FileSwappedError):
        workspace.keep_draft("note:new", {"text": "Half typed"})  # as a form does, without a word
    with pytest.raises(FileSwappedError) as caught:
        save_with_bytes(workspace)
    for say_it_again in (lambda: workspace.save(Note(id=LATER, case_id=CASE), "Add a third note"), workspace.undo):
        with pytest.raises(FileSwappedError) as again:
            say_it_again()
        assert again.value.rescue == caught.value.rescue
    assert workspace.load_case(CASE).notes != ()  # it can still be looked at
    workspace.close()

    assert (sha256(file.read_bytes()).digest() if file.exists() else None) == arrived
    rescue = caught.value.rescue
    assert rescue is not None
    assert check_file(rescue, SEAL).is_whole
    rescued = Workspace(CaseFile.open(rescue, SEAL))
    assert {BEFORE, AFTER, LATER} <= {note.id for note in rescued.load_case(CASE).notes}
    assert rescued.bytes_of(sha256(b"bytes").hexdigest()) == b"bytes"
    assert rescued.history.next_undo == "Add a third note"
    assert rescued.draft("note:new") == {"text": "Half typed"}
    rescued.close()
    assert rescue.name in caught.value.advice
    assert ("pulled out" in str(caught.value)) == (arrived is None)


def save_with_bytes(workspace: Workspace) -> None:
    with workspace.step("Add another note") as step:
        step.keep(b"bytes")
        step.save(Note(id=AFTER, case_id=CASE, text="Saved after"))


@pytest.mark.proof("T-SWAP")
def test_a_file_swapped_in_the_middle_of_a_step_costs_no_step(file: Path, tmp_path: Path) -> None:
    workspace = Workspace(CaseFile.open(file, SEAL))
    other_file(tmp_path / "arrived")

    def swap_half_way() -> None:
        with workspace.step("Add another note") as step:
            step.save(Note(id=BEFORE, case_id=CASE))
            os.replace(tmp_path / "arrived", file)  # noqa: PTH105
            step.save(Note(id=AFTER, case_id=CASE))

    with pytest.raises(FileSwappedError) as caught:
        swap_half_way()
    workspace.close()
    assert check_file(file, SEAL).is_whole
    assert caught.value.rescue
    assert check_file(caught.value.rescue, SEAL).is_whole
    rescued = Workspace(CaseFile.open(caught.value.rescue, SEAL))
    assert {BEFORE, AFTER} <= {note.id for note in rescued.load_case(CASE).notes}
    rescued.close()


@pytest.mark.proof("T-SWAP")
@pytest.mark.parametrize("size", ["same size", "longer"])
def test_a_file_written_over_in_its_place_is_noticed_and_the_step_is_kept(
    size: str, file: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older.caseorg"
    workspace = Workspace(CaseFile.open(file, SEAL))
    if size == "longer":
        other_file(older)
    else:
        shutil.copyfile(file, older)
    workspace.save(Note(id=BEFORE, case_id=CASE, text="x"), "Add note")
    with file.open("r+b") as opened:
        opened.write(older.read_bytes())
    with pytest.raises(FileSwappedError) as caught:
        save_with_bytes(workspace)
    workspace.close()
    assert caught.value.rescue
    assert check_file(caught.value.rescue, SEAL).is_whole
    rescued = Workspace(CaseFile.open(caught.value.rescue, SEAL))
    assert AFTER in {note.id for note in rescued.load_case(CASE).notes}
    rescued.close()


@pytest.mark.proof("T-SWAP")
def test_a_file_emptied_in_its_place_is_noticed_and_nothing_more_is_written(file: Path) -> None:
    workspace = Workspace(CaseFile.open(file, SEAL))
    os.truncate(file, 0)
    with pytest.raises(FileSwappedError) as caught:
        save_with_bytes(workspace)
    assert caught.value.rescue is None
    assert "on the screen" in caught.value.advice
    workspace.close()
    assert file.stat().st_size == 0


@pytest.mark.proof("T-SWAP")
def test_an_open_file_that_is_made_read_only_is_still_saved(file: Path) -> None:
    workspace = Workspace(CaseFile.open(file, SEAL))
    file.chmod(0o400)
    save_with_bytes(workspace)
    workspace.close()
    assert check_file(file, SEAL).is_whole
