"""The code on the recovery sheet opens the file, a slip in it is noticed, and a new password voids the old code."""

import hmac
import os
import random
import re
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from caseorg.documents.prepare import page_texts
from caseorg.domain.case import Case
from caseorg.domain.errors import WrongPasswordError
from caseorg.services import opening
from caseorg.services.recovery_sheet import make_sheet
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.recovery_code import RecoveryCodeError, code_of, secret_of
from caseorg.store.seal import Seal, new_salt

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DAY = date(2026, 11, 22)


def slips_that_pass(code: str, chance: random.Random) -> list[str]:
    """Every wrong letter, any two changed over, and some of two wrong ones, that are taken for a code all the same."""
    letters = code.replace(" ", "")
    made = [
        letters[:at] + wrong + letters[at + 1 :]
        for at, letter in enumerate(letters)
        for wrong in SYMBOLS.replace(letter, "")
    ]
    assert len(made) == 868
    for slip in chance.sample(made, 100):
        at = chance.randrange(len(letters))
        made.append(slip[:at] + chance.choice(SYMBOLS.replace(slip[at], "")) + slip[at + 1 :])
    for one, other in combinations(range(len(letters)), 2):
        swapped = list(letters)
        swapped[one], swapped[other] = letters[other], letters[one]
        made.append("".join(swapped))
    made = [each for each in made if each != letters]
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


def number_of(symbols: str) -> int:
    """Read characters as digits in base 32, highest first, as the sheet says."""
    number = 0
    for symbol in symbols:
        number = number * 32 + SYMBOLS.index(symbol)
    return number


@pytest.mark.proof("T-RECOVER")
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sheet_alone_opens_the_file_also_with_a_damaged_head(language: str, tmp_path: Path) -> None:
    """Nothing of caseorg is used past the printed page: what stands there is enough for a stranger in ten years."""
    path = tmp_path / "Maria.caseorg"
    workspace = Workspace(CaseFile.create(path, Seal(new_salt(), os.urandom(16))), today=lambda: DAY)
    workspace.save(Case(title="Maria's lung biopsy"), "New case")
    (printed,) = page_texts(make_sheet(workspace, DAY, language).pdf)
    workspace.close()
    words = " ".join(printed.split())
    code = re.sub("[ -]", "", "".join(re.findall(r"(?m)^[0-9A-Z]{4}(?: *- *[0-9A-Z]{4})+$", printed)))
    assert len(code) == 28
    (salt,) = re.findall(r"(?<![0-9A-Z])[0-9A-Z]{20}(?![0-9A-Z])", words)
    assert path.name in words
    assert str(path.parent) in words.replace(" ", "")  # a long one is divided at the end of a line
    head = b"COF\x01" + number_of(salt).to_bytes(12, "big")
    assert head == path.read_bytes()[:16]
    path.write_bytes(bytes(16) + path.read_bytes()[16:])
    secret = number_of(code[:26]).to_bytes(16, "big")
    taken = hmac.digest(head, secret, "sha256")  # HKDF (RFC 5869), both of its steps
    key = hmac.digest(taken, b"caseorg file 1\x01", "sha256")
    database = dbapi2.connect(str(path))
    database.execute(f"PRAGMA key = \"x'{(key + head).hex()}'\"")
    assert database.execute("select title from cases").fetchall() == [("Maria's lung biopsy",)]
    database.close()
