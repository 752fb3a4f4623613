"""What is no whole case file of ours is refused at opening, each with its own sentence, and is left as it was."""

import sqlite3
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from caseorg.domain.case import Case
from caseorg.domain.errors import (
    CaseorgError,
    CutOffFileError,
    DamagedFileError,
    EngineError,
    MissingFileError,
    NewerFileError,
    NotACaseFileError,
    UnfinishedFileError,
    WrongPasswordError,
)
from caseorg.services.restoring import copy_to_work_in
from caseorg.services.workspace import Workspace
from caseorg.store import engine
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.reseal import seal_anew
from caseorg.store.seal import FORMAT, MARK, Seal, new_salt
from tests.trust.doors import Ask, Doors
from tests.trust.hindered import Hindrance
from tests.trust.material import SEAL, Work, contents, make_case_file, some_bytes

WorkOf = Callable[[str], Work]

WANTED = {
    "journal_mode": "truncate",
    "synchronous": 3,
    "fullfsync": 1,
    "secure_delete": 1,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "temp_store": 2,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Maria.caseorg"
    make_case_file(path)
    return path


def refused(path: Path, error: type[CaseorgError], seal: Seal = SEAL, check: bytes | None = None) -> None:
    """See that a file is refused for opening and for a check, and that nothing at all was changed."""
    before = {each.name: sha256(each.read_bytes()).digest() for each in path.parent.iterdir()}
    for open_it in (
        lambda: CaseFile.open(path, seal, check=check),
        lambda: CaseFile.open(path, seal, check=check, look_only=True),
        lambda: check_file(path, seal, check=check),
    ):
        with pytest.raises(error):
            open_it()
    assert {each.name: sha256(each.read_bytes()).digest() for each in path.parent.iterdir()} == before


def change(path: Path, *statements: str) -> None:
    """Change a file as somebody could who has the password and another program."""
    opened = engine.connect(path, SEAL, read_only=False)
    for statement in statements:
        opened.execute(statement)
    opened.close()
    path.with_name(path.name + "-journal").unlink(missing_ok=True)


@pytest.mark.proof("T-CIPHER")
def test_an_engine_that_does_not_encrypt_is_refused() -> None:
    plain = sqlite3.connect(":memory:")
    plain.execute("pragma key='x'")  # ignored without a word
    with pytest.raises(EngineError):
        engine.prove_engine(plain)
    plain.close()


@pytest.mark.proof("T-CIPHER")
@pytest.mark.parametrize(
    "pragma", ["cipher_use_hmac = OFF", "cipher_hmac_algorithm = HMAC_SHA1", "cipher_page_size = 8192"]
)
def test_other_settings_of_the_cipher_are_refused(pragma: str, tmp_path: Path) -> None:
    opened: Any = engine.driver.connect(str(tmp_path / "other"))
    opened.execute(f"pragma key=\"x'{(SEAL.key + SEAL.salt).hex()}'\"")
    opened.execute(f"pragma {pragma}")
    with pytest.raises(EngineError):
        engine.prove_engine(opened)
    opened.execute("create table cases (id)")
    opened.close()
    refused(tmp_path / "other", WrongPasswordError)


@pytest.mark.proof("T-CIPHER")
def test_the_settings_that_survive_power_cuts_are_in_force(file: Path) -> None:
    case_file = CaseFile.open(file, SEAL)
    assert {name: case_file.driver.execute(f"pragma {name}").fetchone()[0] for name in WANTED} == WANTED
    case_file.close()


@pytest.mark.proof("T-CIPHER")
def test_a_plain_database_is_no_case_file(tmp_path: Path) -> None:
    path = tmp_path / "plain.caseorg"
    plain = sqlite3.connect(path)
    plain.execute("create table cases (id)")
    plain.close()
    refused(path, NotACaseFileError, check=SEAL.check)


@pytest.mark.proof("T-CIPHER")
@pytest.mark.parametrize("size", [0, 15, 4095, 4096, 500_000])
def test_an_empty_file_is_no_new_case(size: int, tmp_path: Path) -> None:
    path = tmp_path / "empty.caseorg"
    path.write_bytes(bytes(size))
    refused(path, CutOffFileError)


@pytest.mark.proof("T-CIPHER")
def test_anything_else_is_no_case_file(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7\n" + some_bytes(9000, 1))
    refused(path, NotACaseFileError)
    random = tmp_path / "random.caseorg"
    random.write_bytes(MARK + bytes([FORMAT]) + some_bytes(9000, 2))
    refused(random, WrongPasswordError)


@pytest.mark.proof("T-CIPHER")
def test_a_sealed_database_of_another_program_is_no_case_file(file: Path) -> None:
    change(file, "pragma application_id=1")
    refused(file, NotACaseFileError)


@pytest.mark.proof("T-CIPHER")
@pytest.mark.parametrize(
    "statement",
    [
        "update sqlite_master set sql = replace(sql, 'title', 'titel') where name = 'cases'",
        "update sqlite_master set sql = replace(sql, 'NOT NULL', 'NOT  NULL') || ' ' where name = 'cases'",
        "create trigger more after insert on cases begin delete from notes; end",
        "create view more as select * from cases",
        "create table more (id)",
        "drop index ix_denials_case_id",
    ],
)
def test_tables_that_are_not_ours_letter_for_letter_are_refused(statement: str, file: Path) -> None:
    change(file, "pragma writable_schema=ON", statement)
    if "NOT  NULL" in statement:  # spaces mean nothing
        CaseFile.open(file, SEAL).close()
    else:
        refused(file, DamagedFileError)


@pytest.mark.proof("T-CIPHER")
def test_no_block_of_a_file_is_there_twice_and_no_word_can_be_read(file: Path, tmp_path: Path) -> None:
    workspace = Workspace(CaseFile.open(file, SEAL))
    with workspace.step("Edit case") as step:
        for number in range(500):
            step.save(Case(title=f"ZEBRA {number} " * 40))
        found = [each.read_bytes() for each in tmp_path.iterdir()]  # the journal too, in the middle of a step
    workspace.close()
    found.append(file.read_bytes())
    for data in found:
        blocks = [data[place : place + 16] for place in range(0, len(data) - 15, 16)]
        assert b"ZEBRA" not in data
        assert b"CREATE TABLE" not in data
    assert len(set(blocks)) == len(blocks)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(file).execute("select * from sqlite_master")


@pytest.mark.proof("T-CIPHER")
@pytest.mark.parametrize("way", ["copied", "sealed anew"])
def test_a_copy_has_no_page_in_common_with_its_file(way: str, file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.caseorg"
    case_file = CaseFile.open(file, SEAL)
    if way == "copied":
        case_file.copy_to(copy)
    else:
        seal_anew(case_file, Seal(new_salt(), bytes(16)), copy)
    case_file.close()
    pages = [
        {data[at : at + 4096] for at in range(0, len(data), 4096)} for data in (file.read_bytes(), copy.read_bytes())
    ]
    assert not pages[0] & pages[1]


@pytest.mark.proof("T-NEWER")
@pytest.mark.parametrize("by", [1, 100])
def test_a_file_of_a_newer_program_is_refused_and_not_changed(by: int, file: Path) -> None:
    opened = engine.connect(file, SEAL, read_only=True)
    number = opened.execute("pragma user_version").fetchone()[0]
    opened.close()
    change(file, f"pragma user_version={number + by}", "create table of_tomorrow (id)")
    refused(file, NewerFileError)


@pytest.mark.proof("T-NEWER")
def test_a_file_of_a_newer_format_is_refused_and_not_changed(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(MARK)] = FORMAT + 1
    file.write_bytes(data)
    refused(file, NewerFileError)


def test_a_wrong_password_is_told_from_a_damaged_file(file: Path) -> None:
    for secret in (bytes(16), SEAL.secret[::-1], bytes(range(1, 17))):
        refused(file, WrongPasswordError, Seal(SEAL.salt, secret))
        refused(file, WrongPasswordError, Seal(SEAL.salt, secret), check=SEAL.check)
    data = bytearray(file.read_bytes())
    data[2000] ^= 1
    file.write_bytes(data)
    refused(file, DamagedFileError, check=SEAL.check)
    refused(file, WrongPasswordError, Seal(SEAL.salt, bytes(16)), check=SEAL.check)


def test_a_file_that_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    refused(tmp_path / "gone.caseorg", MissingFileError)


def test_a_file_whose_last_save_was_cut_off_is_finished_before_it_is_looked_at(
    doors: Doors, work_of: WorkOf, tmp_path: Path
) -> None:
    work = work_of("save")
    folder = work.fresh(tmp_path / "run")
    # Killed where the emptying of the journal would have been the commit.
    assert doors.run(Ask("save", folder, work.script, hinder=Hindrance("ftruncate", 2))).was_killed
    path = folder / "case.caseorg"
    with pytest.raises(UnfinishedFileError):
        CaseFile.open(path, SEAL, look_only=True)
    with pytest.raises(UnfinishedFileError):
        check_file(path, SEAL)
    copy = tmp_path / "a copy.caseorg"  # as is made of a file that can't be changed where it is
    copy.with_name(f"{copy.name}-journal").write_bytes(b"of a file that was there before")
    copy_to_work_in(path, copy)
    CaseFile.open(path, SEAL).close()
    CaseFile.open(copy, SEAL).close()
    assert contents(copy) == contents(path)
    assert {each.name for each in tmp_path.iterdir()} == {"run", copy.name}
    assert check_file(copy, SEAL).is_whole
    CaseFile.open(path, SEAL, look_only=True).close()
    assert check_file(path, SEAL).is_whole


@pytest.mark.proof("T-CIPHER")
def test_all_that_is_wrong_has_a_sentence_of_its_own() -> None:
    errors = (CutOffFileError, DamagedFileError, EngineError, NewerFileError, NotACaseFileError, UnfinishedFileError)
    sentences = sorted(str(error()) for error in (*errors, WrongPasswordError))
    assert all(first != second for first, second in pairwise(sentences))
