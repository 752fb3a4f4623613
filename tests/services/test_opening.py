"""From a draft without a password to a file that only its password, or the code on paper, opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseorg.domain.case import Case
from caseorg.domain.denial import Denial
from caseorg.domain.errors import FileExistsAlreadyError, StoppedError, WrongPasswordError
from caseorg.services import opening
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
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
