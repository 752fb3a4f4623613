"""T-SECOND: another engine, of other makers, opens our files by the same key; they do not hang on one package."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from caseorg.store.case_file import CaseFile
from caseorg.store.engine import connect
from caseorg.store.reseal import seal_anew
from caseorg.store.schema import OWN_TABLES
from caseorg.store.seal import FORMAT, MARK, Seal
from tests.trust.material import SEAL, make_case_file

OTHER_SEAL = Seal(MARK + bytes([FORMAT]) + bytes(range(40, 52)), bytes(range(90, 106)))


def opened_by_the_other(path: Path, seal: Seal, key: bytes | None = None) -> apsw.Connection:
    """Open a file as docs/FORMAT.md says, with the second engine: SQLite3 Multiple Ciphers."""
    opened = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    opened.execute("pragma cipher = 'sqlcipher'")
    opened.execute("pragma legacy = 4")
    opened.execute(f"pragma key = \"x'{((key or seal.key) + seal.salt).hex()}'\"")
    return opened


def everything(connection: object) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    listed = f"select name from sqlite_master where type = 'table' and {OWN_TABLES} order by 1"
    names = [row[0] for row in connection.execute(listed).fetchall()]
    return {name: [tuple(row) for row in connection.execute(f'select * from "{name}"').fetchall()] for name in names}


@pytest.mark.proof("T-SECOND")
@pytest.mark.parametrize("anew", [False, True], ids=["as it was made", "under a new password"])
def test_a_second_engine_reads_every_row_and_finds_the_file_whole(anew: bool, tmp_path: Path) -> None:
    path, seal = tmp_path / "Maria.caseorg", SEAL
    make_case_file(path)
    if anew:
        seal, path = OTHER_SEAL, tmp_path / "anew.caseorg"
        with closing(CaseFile.open(tmp_path / "Maria.caseorg", SEAL)) as source:
            seal_anew(source, seal, path)
    ours = connect(path, seal, read_only=True)
    theirs = opened_by_the_other(path, seal)
    found = everything(theirs)
    assert found == everything(ours)
    assert len(found) > 40
    assert theirs.execute("pragma integrity_check").fetchall() == [("ok",)]
    ours.close()
    theirs.close()


@pytest.mark.proof("T-SECOND")
def test_a_second_engine_with_another_key_reads_nothing(tmp_path: Path) -> None:
    path = tmp_path / "Maria.caseorg"
    make_case_file(path)
    theirs = opened_by_the_other(path, SEAL, bytes(32))
    with pytest.raises(apsw.NotADBError):
        theirs.execute("select count(*) from sqlite_master").fetchall()
    theirs.close()
