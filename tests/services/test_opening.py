"""From a draft without a password to a file that only its password, or the code on paper, opens."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from caseorg.domain.case import Case
from caseorg.domain.denial import Denial
from caseorg.domain.errors import (
    CaseorgError,
    FileExistsAlreadyError,
    StoppedError,
    WrongPasswordError,
)
from caseorg.services import opening
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.seal import Seal, new_salt
from tests.builders import a_case, full


def test_a_draft_becomes_a_locked_file_with_all_that_was_in_it(tmp_path: Path) -> None:
    workspace = opening.start_draft(folder=tmp_path)
    case = a_case(workspace)
    denial = full(Denial, case.id)
    workspace.save(denial, "Add denial")
    draft = workspace.case_file.path
    target = tmp_path / "Maria.caseorg"
    opening.keep_private(workspace, "green kettle sunday train", target)
    code = opening.recovery_code(workspace)
    workspace.save(denial.revised(what="Another visit"), "Edit denial")
    workspace.undo()
    assert workspace.load_case(case.id).denials == (denial,)
    workspace.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Maria.caseorg"]
    assert not draft.exists()
    with pytest.raises(WrongPasswordError):
        opening.open_with_password(target, "")
    again = opening.open_with_password(target, "green kettle sunday train ")
    assert again.undo() is not None
    again.close()
    by_paper = opening.open_with_code(target, code)
    assert by_paper.load_case(case.id).denials == ()
    by_paper.close()


def test_a_file_is_never_put_in_the_place_of_another(tmp_path: Path) -> None:
    workspace = opening.start_draft(folder=tmp_path)
    case = a_case(workspace)
    (tmp_path / "Maria.caseorg").write_bytes(b"mine")
    with pytest.raises(FileExistsAlreadyError):
        opening.keep_private(workspace, "green kettle", tmp_path / "Maria.caseorg")
    assert workspace.load_case(case.id).case == case
    assert opening.free_name(tmp_path, "Maria").name == "Maria 2.caseorg"
    workspace.close()


def test_a_new_password_that_is_stopped_anywhere_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    workspace = Workspace(CaseFile.create(tmp_path / "Maria.caseorg", Seal(new_salt(), bytes(range(16)))))
    with workspace.step("Add") as step:
        digest = step.keep(bytes(3_000_000))
    told: list[tuple[int, int]] = []
    seal, today = workspace.case_file.seal, workspace.today()

    def stop_at(part: float) -> bool:
        return bool(told) and told[-1][0] >= part * told[-1][1]

    for part in (0.1, 0.5, 0.7):
        told.clear()
        with pytest.raises(StoppedError):
            opening.change_seal(
                workspace,
                Seal(new_salt(), bytes(16)),
                today,
                progress=lambda done, size: told.append((done, size)),
                cancel=lambda part=part: stop_at(part),
            )
        assert [path.name for path in sorted(tmp_path.iterdir()) if "open" not in path.name] in (
            ["Maria.caseorg"],
            ["Maria.caseorg", "Maria.caseorg-journal"],
        )
        assert workspace.case_file.seal == seal
        workspace.save(Case(title=f"Went on after {part}"), "New case")
    told.clear()
    opening.change_seal(
        workspace, Seal(new_salt(), bytes(16)), today, progress=lambda done, size: told.append((done, size))
    )
    assert told == sorted(told)
    assert 0 < told[0][0] < told[-1][0] <= told[-1][1]
    assert workspace.bytes_of(digest) == bytes(3_000_000)
    assert len(workspace.store.case_lines()) == 3
    workspace.close()


def test_the_code_opens_a_file_whose_head_is_damaged_where_it_was_open_before(tmp_path: Path, quick_key: None) -> None:
    workspace = opening.start_draft(folder=tmp_path)
    case = a_case(workspace)
    path, seal, code = workspace.case_file.path, workspace.case_file.seal, opening.recovery_code(workspace)
    workspace.close()
    whole = path.read_bytes()
    for damaged in (b"X" + whole[1:], whole[:9] + bytes([whole[9] ^ 1]) + whole[10:]):
        path.write_bytes(damaged)
        with pytest.raises(CaseorgError):
            opening.open_with_code(path, code)
        again = opening.open_with_code(path, code, check=seal.check, salt=seal.salt)
        assert again.load_case(case.id).case == case
        again.close()
    path.write_bytes(whole)
    # What was noted of another file that stood here leads nowhere.
    again = opening.open_with_code(path, code, check=b"xy", salt=bytes(16))
    assert again.load_case(case.id).case == case
    again.close()


ENDS = {
    "fsync": {"refused", "closed", "done"},
    "link": {"done"},
    "replace": {"refused", "done"},
    "unlink": {"refused", "closed", "done"},
}
"""How it ends, over all moments at which one kind of call begins to fail. Without second names the file is copied."""


@pytest.mark.parametrize("call", ENDS)
def test_whenever_the_disk_begins_to_fail_under_a_new_password_work_goes_on_or_the_file_is_closed_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    real, calls, fails_from = getattr(os, call), 0, 0

    def failing(*arguments: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        if calls >= fails_from > 0:
            raise OSError(errno.EIO, "the disk fails")
        return real(*arguments, **more)

    monkeypatch.setattr(os, call, failing)
    ends = set()
    for number in range(1, 12):
        folder = tmp_path / str(number)
        folder.mkdir()
        seal, new = Seal(new_salt(), bytes(range(16))), Seal(new_salt(), bytes(16))
        workspace = Workspace(CaseFile.create(folder / "Maria.caseorg", seal))
        workspace.save(Case(title="Before"), "New case")
        calls, fails_from = 0, number
        try:
            opening.change_seal(workspace, new, workspace.today())
            ends.add("done")
        except opening.FileClosedError:
            ends.add("closed")
            assert workspace.is_closed
            fails_from = 0
            path = workspace.case_file.path
            in_place = new if read_salt(path) == new.salt else seal
            workspace = Workspace(CaseFile.open(path, in_place))  # nobody else has it: our note was let go
        except CaseorgError:
            ends.add("refused")
            assert workspace.case_file.seal == seal
        fails_from = 0
        workspace.save(Case(title="After"), "New case")
        assert [line.title for line in workspace.store.case_lines()] == ["After", "Before"]
        workspace.close()
    assert ends == ENDS[call]
