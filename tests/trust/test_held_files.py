"""T-AV: a scanner that holds a file for a moment costs nothing; one that never lets go costs a sentence, and no file.

There is no such scanner here, and no Windows: what it refuses is refused in its place, with its own numbers.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.base import patience
from caseorg.domain.case import Case
from caseorg.domain.errors import CaseorgError, HeldFileError
from caseorg.services import backups, daily_copies, opening, restoring
from caseorg.services.settings import Settings, SettingsFile
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.checker import check_file
from caseorg.store.seal import Seal
from tests.trust.material import CASE, SEAL, TODAY, make_case_file
from tests.trust.test_call_copies import NEW_SEAL

CODES = {5: errno.EACCES, 32: errno.EACCES, 33: errno.EACCES}
"""What Windows says, and what Python makes of it: access denied, sharing violation, lock violation."""

FOR_EVER = 10**9


class Scanner:
    """Holds files: the next so many renames or deletions are refused, as Windows refuses them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, call: str, code: int) -> None:
        self._refuse, self._code = 0, code
        self.waited: list[float] = []
        self.refused = 0
        real = getattr(os, call)

        def held(*arguments: object, **more: object) -> None:
            if self._refuse > 0:
                self._refuse -= 1
                self.refused += 1
                error = OSError(CODES.get(self._code, errno.EIO), "held", str(arguments[0]))
                error.winerror = self._code  # type: ignore[attr-defined]
                raise error
            real(*arguments, **more)

        monkeypatch.setattr(os, call, held)
        monkeypatch.setattr("time.sleep", self.waited.append)

    def hold(self, calls: int) -> None:
        self._refuse = calls


def back_up(workspace: Workspace, folder: Path) -> None:
    assert backups.back_up(workspace.case_file, folder, TODAY).is_whole


def change_password(workspace: Workspace, folder: Path) -> None:
    opening.change_seal(workspace, NEW_SEAL, TODAY)


def make_daily_copy(workspace: Workspace, folder: Path) -> None:
    source = daily_copies.Source(workspace.case_file.path, SEAL, workspace.case_file.file_id())
    assert daily_copies.make(source, TODAY).copy is not None


def restore(workspace: Workspace, folder: Path) -> None:
    copy = folder / "copy.caseorg"
    workspace.case_file.copy_to(copy)
    workspace.close()
    restoring.restore(workspace.case_file.path, copy, SEAL, SEAL).case_file.close()


def keep_settings(workspace: Workspace, folder: Path) -> None:
    SettingsFile(folder).save(Settings())


def refusal(act: Act, workspace: Workspace, folder: Path) -> str:
    """Do it; return the name of what it was refused by."""
    try:
        act(workspace, folder)
    except (CaseorgError, OSError) as error:
        return type(error).__name__
    return ""


Act = Callable[[Workspace, Path], None]
ACTS: tuple[Act, ...] = (back_up, change_password, make_daily_copy, restore, keep_settings)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    path = tmp_path / "Maria.caseorg"
    make_case_file(path)
    return Workspace(CaseFile.open(path, SEAL), today=lambda: TODAY)


@pytest.mark.proof("T-AV")
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
@pytest.mark.parametrize("call", ["replace", "unlink"])
@pytest.mark.parametrize("code", CODES)
def test_a_file_that_is_held_for_a_while_is_waited_for(
    code: int, call: str, act: Act, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = Scanner(monkeypatch, call, code)
    scanner.hold(9)
    act(workspace, tmp_path)
    if scanner.refused:
        assert sum(scanner.waited) <= 2.5
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole
    workspace.close()


@pytest.mark.proof("T-AV")
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
@pytest.mark.parametrize("call", ["replace", "unlink"])
@pytest.mark.parametrize("code", CODES)
def test_a_file_that_is_never_let_go_costs_a_sentence_and_not_the_old_file(
    code: int, call: str, act: Act, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.case_file.path
    before = workspace.load_case(CASE)
    scanner = Scanner(monkeypatch, call, code)
    scanner.hold(FOR_EVER)
    said = refusal(act, workspace, tmp_path)
    if (
        code in patience.HELD and act is not keep_settings
    ):  # a setting is a choice made again; its page looks after that
        assert said in ("", HeldFileError.__name__)
    scanner.hold(0)
    workspace.close()
    [opened] = [seal for seal in (SEAL, NEW_SEAL) if read_salt(path) == seal.salt]
    again = Workspace(CaseFile.open(path, Seal(opened.salt, opened.secret)), today=lambda: TODAY)
    assert again.load_case(CASE) == before
    again.save(Case(id=UUID(int=99), title="Goes on"), "New case")
    again.close()
    assert check_file(path, opened).is_whole


@pytest.mark.proof("T-AV")
def test_it_waits_two_and_a_half_seconds_and_for_no_other_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    held = Scanner(monkeypatch, "unlink", 32)
    held.hold(FOR_EVER)
    with pytest.raises(OSError, match="held"):
        patience.remove(file)
    assert sum(held.waited) == pytest.approx(2.5)
    assert sha256(file.read_bytes()).digest() == sha256(b"old").digest()
    held.hold(0)
    for code in (2, 80, 112, 1224):
        other = Scanner(monkeypatch, "unlink", code)
        other.hold(1)
        with pytest.raises(OSError, match="held"):
            patience.remove(file)
        assert other.waited == []
    assert file.exists()
