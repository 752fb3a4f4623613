"""T-HOSTILE, at length: whoever sends a case file knows its password, and can have written any byte into it."""

# ruff: noqa: F811 - a fixture and the argument that asks for it share their name

import hmac
import os
import random
from collections.abc import Iterator
from contextlib import closing
from hashlib import pbkdf2_hmac, sha256
from pathlib import Path
from time import process_time

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from caseorg.domain.case import Case
from caseorg.domain.errors import CaseorgError, DamagedFileError
from caseorg.services.restoring import look_into, opened_to_look
from caseorg.services.taking_in import compare
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.engine import connect, driver
from caseorg.store.seal import Seal
from caseorg.store.share import all_records
from tests.trust.conftest import Reached
from tests.trust.material import SEAL
from tests.trust.mutants import mutant
from tests.trust.test_share import mine  # noqa: F401 - the fixture

_PAGE, _IV, _SUM = 4096, 16, 64
_INSIDE = _PAGE - _IV - _SUM
_BRACKETS = "[" * 100_000


@pytest.fixture
def theirs(mine: Workspace, tmp_path: Path) -> Path:
    """A copy that comes back from somebody who has its password, with steps and something half typed in it."""
    mine.keep_draft("note.new", {"text": "They s"})
    mine.case_file.copy_to(tmp_path / "theirs.caseorg")
    return tmp_path / "theirs.caseorg"


@pytest.fixture
def unchanged(mine: Workspace, theirs: Path) -> Iterator[None]:
    """Our own file is the same byte for byte after whatever was tried."""
    before = sha256(mine.case_file.path.read_bytes()).digest()
    yield
    assert sha256(mine.case_file.path.read_bytes()).digest() == before


def looked_at(mine: Workspace, path: Path) -> list[str]:
    """Do with a file of others all that reads it; return by which sentence each way was refused, "" if it was not."""
    said = []
    for way in (
        lambda: compare(mine.case_file, path, SEAL),
        lambda: look_into(path, SEAL),
        lambda: _opened_as_ours(path),
    ):
        try:
            way()
            said.append("")
        except CaseorgError as error:
            said.append(type(error).__name__)
    return said


def _opened_as_ours(path: Path) -> None:
    """Open it to look, as a person may who takes it for their own: the first page shows cases and what was done."""
    if not check_file(path, SEAL).is_whole:
        raise DamagedFileError
    opened = CaseFile.open(path, SEAL, look_only=True)
    try:
        workspace = Workspace(opened)
        for record in all_records(opened.driver).values():
            if isinstance(record, Case):
                workspace.load_case(record.id)
    finally:
        opened.close()


_STRANGE = {
    "brackets for steps": ("update history set changes = ?", _BRACKETS),
    "brackets for a draft": ("update drafts set entries = ?", _BRACKETS),
    "brackets for a list of stages": ("update cases set stages_done = ?", _BRACKETS),
    "no text in a text": ("update notes set text = cast(? as text)", b"\xff\xfe\xc3"),
    "no text in a step": ("update history set label = cast(? as text)", b"\xff\xfe\xc3"),
    "bytes for a name": ("update cases set title = ?", b"\x00\x01"),
    "a number for steps": ("update history set changes = ?", 7),
    "a number that is no number": ("update history set changes = ?", '{"a": 1e999, "b": NaN}'),
    "no id of the file": ("update case_file set file_id = ?", "never"),
    "bytes for the id of the file": ("update case_file set file_id = ?", b"\xff"),
    "words for bytes": ("update attachment_chunks set bytes = ?", "words"),
    "a number for bytes": ("update attachment_chunks set bytes = ?", 3),
    "words for a size": ("update attachments set size = ?", "many"),
    "a count past any": ("update attachments set chunk_count = ?", 2**62),
    "two mebibytes of title": ("update cases set title = ?", "x" * (2 << 20)),
    "a year that is none": ("update notes set day = ?", "99999-01-01"),
    "brackets for the search": ("update search_state set maker = ?", _BRACKETS),
}


@pytest.mark.proof("T-HOSTILE")
@pytest.mark.parametrize("what", _STRANGE)
@pytest.mark.usefixtures("unchanged")
def test_strange_entries_are_refused_with_a_sentence(what: str, mine: Workspace, theirs: Path) -> None:
    statement, value = _STRANGE[what]
    with closing(connect(theirs, SEAL, read_only=False)) as opened:
        opened.execute("pragma foreign_keys=OFF")
        opened.execute(statement, (value,))
    said = looked_at(mine, theirs)
    assert said[0] == ("" if "search" in what else "DamagedFileError"), said


_SCHEMES = {
    "a generated column": "alter table notes add column more text generated always as (upper(title))",
    "a view in a table's place": "drop table drafts; create view drafts as select 1 as key, 2 as entries, 3 as at",
    "a changed check": "update sqlite_master set sql = replace(sql, 'NOT NULL', 'CHECK (1)') where name = 'notes'",
    "one letter": "update sqlite_master set sql = replace(sql, 'VARCHAR', 'VARCHER') where name = 'cases'",
    "an index over a function": "create index more on notes (upper(title))",
    "a search with other settings": (
        "drop table search_words; create virtual table search_words using fts5(name, words, tokenize = 'porter')"
    ),
    "a trigger that fires on reading": (
        "create temp trigger t after insert on cases begin select load_extension('/tmp/x'); end;"
        "create trigger u after update on search_state begin select load_extension('/tmp/x'); end"
    ),
    "an rtree": "create virtual table more using rtree(id, a, b)",
}


@pytest.mark.proof("T-HOSTILE")
@pytest.mark.parametrize("what", _SCHEMES)
@pytest.mark.usefixtures("unchanged")
def test_another_scheme_is_refused_before_the_first_row(what: str, mine: Workspace, theirs: Path) -> None:
    with closing(connect(theirs, SEAL, read_only=False)) as opened:
        opened.execute("pragma writable_schema=ON")
        opened.executescript(_SCHEMES[what])
    assert looked_at(mine, theirs) == ["DamagedFileError"] * 3


@pytest.mark.proof("T-HOSTILE")
@pytest.mark.usefixtures("unchanged")
def test_a_trigger_on_any_table_is_refused_before_the_first_row(mine: Workspace, theirs: Path) -> None:
    data = theirs.read_bytes()
    with closing(connect(theirs, SEAL, read_only=True)) as opened:
        tables = [row[0] for row in opened.execute("select name from sqlite_master where type = 'table'")]
    for table in tables:
        theirs.write_bytes(data)
        with closing(connect(theirs, SEAL, read_only=False)) as opened:
            try:
                opened.execute(f'create trigger t after insert on "{table}" begin delete from cases; end')
            except driver.OperationalError:  # the engine's own tables take none
                continue
        assert looked_at(mine, theirs)[0] == "DamagedFileError", table


@pytest.mark.proof("T-HOSTILE")
@pytest.mark.parametrize("tables", [2_000, pytest.param(100_000, marks=pytest.mark.long)])
@pytest.mark.usefixtures("unchanged")
def test_a_file_of_very_many_tables_is_refused_in_seconds(tables: int, mine: Workspace, theirs: Path) -> None:
    with closing(connect(theirs, SEAL, read_only=False)) as opened:
        opened.execute("pragma synchronous=OFF")
        opened.execute("pragma writable_schema=ON")
        opened.execute("begin")
        # Made as rows: the engine would read all of them anew for each that is made in words. They share one page.
        page = opened.execute("select rootpage from sqlite_master where name = 'drafts'").fetchone()[0]
        opened.executemany(
            "insert into sqlite_master values ('table', ?, ?, ?, ?)",
            ((f"t{each}", f"t{each}", page, f"create table t{each} (x)") for each in range(tables)),
        )
        opened.execute("commit")
    start = process_time()
    assert looked_at(mine, theirs) == ["DamagedFileError"] * 3
    # Of the processor's time, for all three. The engine reads the scheme before anybody can ask how long it is.
    assert process_time() - start < 60


@pytest.mark.proof("T-HOSTILE")
def test_the_connection_that_reads_a_file_of_others_does_nothing_but_read(mine: Workspace, theirs: Path) -> None:
    with opened_to_look(theirs, SEAL) as opened, opened.fresh_connection(is_foreign=True) as read:
        for each in (
            f"attach '{mine.case_file.path}' as other",
            "attach ':memory:' as other",
            "select load_extension('/tmp/x')",
            "pragma writable_schema=ON",
            "pragma rekey='x'",
            "select writefile('/tmp/x', 'y')",
            "select randomblob(4)",
            "create temp table more (x)",
            "vacuum into '/tmp/caseorg-hostile'",
            "delete from cases",
        ):
            with pytest.raises(driver.Error):
                read.execute(each).fetchall()
        assert read.execute("select count(*) from cases").fetchone() == (1,)
    assert not Path("/tmp/caseorg-hostile").exists()


# Pages


class Pages:
    """The pages of a sealed file, opened by its key, which can be sealed again after they were changed."""

    def __init__(self, data: bytes, seal: Seal) -> None:
        self._data = data
        self._seal = seal
        salt = bytes(each ^ 0x3A for each in seal.salt)
        self._sum_key = pbkdf2_hmac("sha512", seal.key, salt, 2, 32)
        self.count = len(data) // _PAGE

    def inside(self, number: int) -> bytes:
        """Return what a page holds, counted from 0; the first one without the salt."""
        sealed = self._sealed(number)
        vector = sealed[_PAGE - _IV - _SUM :][:_IV]
        opened = Cipher(algorithms.AES(self._seal.key), modes.CBC(vector)).decryptor()
        return opened.update(sealed[16 if number == 0 else 0 : _INSIDE])

    def with_page(self, number: int, inside: bytes) -> bytes:
        """Return the file with another inside of one page, sealed as the engine does, sums and all."""
        head = self._data[:16] if number == 0 else b""
        room = _INSIDE - len(head)
        vector = os.urandom(_IV)
        sealer = Cipher(algorithms.AES(self._seal.key), modes.CBC(vector)).encryptor()
        body = sealer.update(inside[:room].ljust(room, b"\0")) + vector
        summed = hmac.digest(self._sum_key, body + (number + 1).to_bytes(4, "little"), "sha512")
        at = number * _PAGE
        return self._data[:at] + head + body + summed + self._data[at + _PAGE :]

    def _sealed(self, number: int) -> bytes:
        return self._data[number * _PAGE : (number + 1) * _PAGE]


def test_a_page_that_is_opened_and_sealed_again_is_taken_by_the_engine(theirs: Path) -> None:
    """Otherwise the mutants below would be refused for their sums and prove nothing."""
    pages = Pages(theirs.read_bytes(), SEAL)
    for number in range(pages.count):
        theirs.write_bytes(pages.with_page(number, pages.inside(number)))
        assert check_file(theirs, SEAL).is_whole
    assert pages.inside(0)[84:].startswith(b"\x05") or pages.inside(0)[84:85] in (b"\x02", b"\x0d", b"\x05")


@pytest.mark.slow
@pytest.mark.proof("T-HOSTILE")
@pytest.mark.parametrize("mutants", [200, pytest.param(2_000, marks=pytest.mark.long)])
@pytest.mark.usefixtures("unchanged")
def test_no_changed_page_under_true_sums_does_more_than_be_refused(
    mutants: int, mine: Workspace, theirs: Path, reached: Reached
) -> None:
    pages, data = Pages(theirs.read_bytes(), SEAL), theirs.read_bytes()
    insides = [pages.inside(number) for number in range(pages.count)]
    refused = 0
    for number in range(mutants):
        chance = random.Random(f"page {number}")
        # The first pages hold what all others hang on.
        page = chance.choice((0, 1, 2, chance.randrange(pages.count), chance.randrange(pages.count)))
        changed = mutant([insides[page], insides[page], chance.choice(insides)], chance)
        theirs.write_bytes(pages.with_page(page, changed))
        for each in theirs.parent.glob("theirs.caseorg-*"):
            each.unlink()
        said = looked_at(mine, theirs)
        refused += said[0] != ""
    theirs.write_bytes(data)
    reached(mutants=mutants, refused=refused)
    assert refused > mutants // 2
