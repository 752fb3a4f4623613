"""The password, the code on paper, and sealing anew."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from caseorg.domain.errors import FileExistsAlreadyError, SaveFailedError, WrongPasswordError
from caseorg.services.opening import change_seal
from caseorg.services.workspace import Workspace
from caseorg.store import reseal
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.engine import connect
from caseorg.store.recovery_code import RecoveryCodeError, code_of, secret_of
from caseorg.store.reseal import seal_anew
from caseorg.store.seal import Seal, new_salt, seal_with
from tests.builders import a_case, one_of_each


def test_a_password_opens_its_file_however_its_letters_are_composed(tmp_path: Path) -> None:
    path = tmp_path / "locked.caseorg"
    CaseFile.create(path, seal_with("jardín verde", new_salt())).close()
    CaseFile.open(path, seal_with(" jardi\u0301n verde ", read_salt(path))).close()
    with pytest.raises(WrongPasswordError):
        CaseFile.open(path, seal_with("jardin verde", read_salt(path)))


def test_the_recovery_code_is_seven_groups_of_four_and_gives_the_secret_back() -> None:
    chance = random.Random(7)
    for _ in range(500):
        secret = chance.randbytes(16)
        code = code_of(secret)
        assert [len(group) for group in code.split()] == [4] * 7
        assert secret_of(code) == secret
        assert secret_of(code.lower().replace(" ", "-")) == secret


def test_every_slip_of_one_or_two_characters_in_a_recovery_code_is_noticed() -> None:
    chance = random.Random(11)
    symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    letters = list(code_of(chance.randbytes(16)).replace(" ", ""))
    slips = []
    for place in range(28):
        slips += [{place: symbol} for symbol in symbols if symbol != letters[place]]
        slips += [{place: letters[other], other: letters[place]} for other in range(place)]
    slips += [dict(zip(chance.sample(range(28), 2), chance.sample(symbols, 2), strict=True)) for _ in range(5000)]
    for slip in slips:
        wrong = [slip.get(place, letter) for place, letter in enumerate(letters)]
        if wrong != letters:
            with pytest.raises(RecoveryCodeError):
                secret_of("".join(wrong))


def test_sealing_anew_keeps_every_record_and_only_the_new_password_opens_the_new_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    case = a_case(workspace)
    with workspace.step("Add one of each") as step:
        for record in one_of_each(case.id):
            step.save(record)
        digest = step.keep(b"scan" * 600_000)
    other = Seal(new_salt(), b"another secret 1")
    target = tmp_path / "Maria.caseorg"
    seal_anew(workspace.case_file, other, target)
    opened = Workspace(CaseFile.open(target, other), today=workspace.today)
    assert opened.load_case(case.id) == workspace.load_case(case.id)
    assert opened.bytes_of(digest) == b"scan" * 600_000
    assert opened.history.next_undo == "Add one of each"
    assert opened.case_file.file_id() == workspace.case_file.file_id()
    assert target.stat().st_mode & 0o777 == 0o600
    opened.close()
    with pytest.raises(WrongPasswordError):
        CaseFile.open(target, Seal(read_salt(target), workspace.case_file.seal.secret))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "Maria.caseorg", "test.caseorg", "test.caseorg-journal", "test.caseorg.open",
    ]  # fmt: skip


def test_sealing_anew_never_replaces_a_file(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "taken.caseorg"
    target.write_bytes(b"mine")
    with pytest.raises(FileExistsAlreadyError):
        seal_anew(workspace.case_file, Seal(new_salt(), bytes(16)), target)
    assert target.read_bytes() == b"mine"


def a_flipped_bit(path: Path, seal: Seal) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def a_flipped_head(path: Path, seal: Seal) -> None:
    data = bytearray(path.read_bytes())
    data[7] ^= 1
    path.write_bytes(data)


def an_end_less(path: Path, seal: Seal) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def a_row_less(path: Path, seal: Seal) -> None:
    with closing(connect(path, seal, read_only=False)) as opened:
        opened.execute("delete from history")


def another_word(path: Path, seal: Seal) -> None:
    with closing(connect(path, seal, read_only=False)) as opened:
        opened.execute("update cases set title = 'Other'")


@pytest.mark.proof("T-CALL")
@pytest.mark.parametrize("spoil", [a_flipped_bit, a_flipped_head, an_end_less, a_row_less, another_word])
def test_a_new_password_is_not_set_where_the_new_file_is_not_what_the_old_one_is(
    spoil: Callable[[Path, Seal], None], workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that gives back something else than was written."""
    case = a_case(workspace)
    path, seal = workspace.case_file.path, workspace.case_file.seal
    export = reseal._export

    def export_and_spoil(source: CaseFile, new: Seal, target: Path, way: object) -> None:
        export(source, new, target, way)
        spoil(target, new)

    monkeypatch.setattr(reseal, "_export", export_and_spoil)
    with pytest.raises(SaveFailedError) as caught:  # it is not the file that is damaged
        change_seal(workspace, Seal(new_salt(), b"another secret 1"), workspace.today())
    assert str(caught.value) == "The disk didn't save this step. Your work is still here."
    assert workspace.load_case(case.id).case == case, "the file goes on under the old password"
    workspace.close()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    CaseFile.open(path, seal).close()
