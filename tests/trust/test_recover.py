"""The code on the recovery sheet opens the file, a slip in it is noticed, and a new password voids the old code."""

import os
import random
from datetime import date
from pathlib import Path

import pytest

from caseorg.domain.errors import WrongPasswordError
from caseorg.services import opening
from caseorg.store.case_file import CaseFile
from caseorg.store.recovery_code import RecoveryCodeError, code_of, secret_of
from caseorg.store.seal import Seal, new_salt

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DAY = date(2026, 11, 22)


def slips_that_pass(code: str, chance: random.Random) -> list[str]:
    """Every two neighbours changed over, and one wrong letter at each place, that are taken for a code all the same."""
    letters = code.replace(" ", "")
    made = [
        letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
        for at in range(len(letters) - 1)
        if letters[at] != letters[at + 1]
    ]
    for at, letter in enumerate(letters):
        made.append(letters[:at] + chance.choice(SYMBOLS.replace(letter, "")) + letters[at + 1 :])
    passed = []
    for slip in made:
        try:
            secret_of(slip)
        except RecoveryCodeError:
            continue
        passed.append(slip)
    return passed


@pytest.mark.proof("T-RECOVER")
@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.long)])
def test_the_code_opens_each_file_and_no_slip_passes(count: int, tmp_path: Path) -> None:
    chance = random.Random(5)
    for number in range(count):
        path = tmp_path / f"{number}.caseorg"
        seal = Seal(new_salt(), os.urandom(16))
        CaseFile.create(path, seal).close()
        code = code_of(seal.secret)
        assert slips_that_pass(code, chance) == []
        opening.open_with_code(path, code).close()
        if number % 4 == 0:
            workspace = opening.open_with_code(path, code.lower().replace(" ", ""))
            copy = path.with_suffix(".copy.caseorg")
            workspace.case_file.copy_to(copy)
            opening.change_seal(workspace, Seal(new_salt(), os.urandom(16)), DAY)
            anew = opening.recovery_code(workspace)
            workspace.close()
            with pytest.raises(WrongPasswordError):
                opening.open_with_code(path, code)
            opening.open_with_code(path, anew).close()
            opening.open_with_code(copy, code).close()
