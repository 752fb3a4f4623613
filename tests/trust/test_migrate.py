"""A case file of every earlier schema is brought up to date whole, or stays as it was, beside a copy of how it was."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from caseorg.app.selftest import FILE_NAME
from caseorg.base import clock
from caseorg.domain.case import RECORD_TYPES
from caseorg.domain.errors import CaseorgError, OlderFileError, SaveFailedError
from caseorg.domain.record import CaseRecord
from caseorg.services.workspace import Workspace
from caseorg.store import migrations
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.checker import check_file
from caseorg.store.engine import connect, write_copy
from caseorg.store.schema import OWN_TABLES, SCHEMA_NUMBER, own_mark, schema_mark, statements_in
from caseorg.store.seal import Seal
from caseorg.store.search_index import TABLES
from tests.architecture.project import ROOT
from tests.trust.conftest import Reached
from tests.trust.doors import Ask, Doors, Said
from tests.trust.hindered import Hindrance
from tests.trust.material import Work, write_script
from tests.trust.old_case_files import CASE, FIRST, REPORT, SECRET, TITLE
from tests.trust.test_call import ALSO_FAILED_AT, FAILED_AT, failed_at
from tests.trust.test_power import cut_power_all_along

OLD_FILES = sorted(FIRST.parent.glob("*.caseorg"))
_SEARCH = set(TABLES)
NEW_TABLES = {"1": {"drafts"} | _SEARCH, "2": _SEARCH}
"""What each schema did not have yet."""

Rows = dict[str, list[Any]]


def seal_of(path: Path) -> Seal:
    return Seal(read_salt(path), SECRET)


def rows_in(path: Path) -> tuple[int, str, Rows]:
    """The number of a file's schema, the fingerprint of its tables, and all its rows."""
    opened = connect(path, seal_of(path), read_only=True)
    try:
        listed = f"select name from sqlite_master where type = 'table' and {OWN_TABLES} order by 1"
        tables = [row[0] for row in opened.execute(listed)]
        rows = {
            table: opened.execute(f'select * from "{table}"').fetchall()
            for table in tables
            if table != "alembic_version"
        }
        return opened.execute("pragma user_version").fetchone()[0], schema_mark(statements_in(opened)), rows
    finally:
        opened.close()


@pytest.fixture(params=OLD_FILES, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file of an earlier schema, in a folder of its own whose name has what settings files find special."""
    folder = tmp_path / "50% of Maria's %(here)s files"
    folder.mkdir()
    shutil.copyfile(request.param, folder / f"{request.param.stem}.caseorg")
    return folder / f"{request.param.stem}.caseorg"


def copy_of(old: Path) -> Path:
    return old.with_name(f"{old.stem} before update {old.stem} {clock.today().isoformat()}.caseorg")


@pytest.mark.proof("T-MIGRATE")
def test_there_is_a_file_of_every_earlier_schema() -> None:
    assert [path.stem for path in OLD_FILES] == [str(number) for number in range(1, SCHEMA_NUMBER)]


@pytest.mark.proof("T-MIGRATE")
def test_an_older_file_becomes_what_this_program_makes_with_all_that_was_in_it(old: Path) -> None:
    number, first_mark, before = rows_in(old)
    assert (number, first_mark == own_mark()) == (int(old.stem), False)

    CaseFile.open(old, seal_of(old)).close()

    number, mark, after = rows_in(old)
    assert number == SCHEMA_NUMBER
    assert mark == own_mark(), "has a record's field changed? Then see the head of tests/trust/old_case_files.py"
    assert {table: after[table] for table in before} == before
    assert set(after) - set(before) == NEW_TABLES[old.stem]
    assert check_file(old, seal_of(old)).is_whole
    assert rows_in(copy_of(old)) == (int(old.stem), first_mark, before)
    assert sorted(path.name for path in old.parent.iterdir()) == sorted([old.name, copy_of(old).name])


@pytest.mark.proof("T-MIGRATE")
def test_the_case_in_an_older_file_is_loaded_whole(old: Path) -> None:
    workspace = Workspace(CaseFile.open(old, seal_of(old)))
    case = workspace.load_case(CASE)
    assert case.case.title == TITLE
    assert case.patient is not None
    assert case.patient.full_name == TITLE
    assert {type(record) for record in case.records()} == {
        each for each in RECORD_TYPES if issubclass(each, CaseRecord)
    } | {
        type(case.case),
        type(case.contacts[0]),
    }
    assert workspace.bytes_of(case.documents[0].sha256) == REPORT
    assert workspace.history.next_redo == "Edit denial"
    workspace.redo()
    assert workspace.load_case(CASE).denials[0].what == "Edited"
    workspace.keep_draft("denial.new", {"what": "The visi"})
    workspace.close()


@pytest.mark.proof("T-MIGRATE")
@pytest.mark.parametrize("at", [10_000, -2000])
def test_an_older_file_stays_as_it_was_where_the_copy_before_comes_back_damaged(
    old: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_badly(connection: Any, target: Path) -> None:
        write_copy(connection, target)
        data = bytearray(target.read_bytes())
        data[at] ^= 1
        target.write_bytes(data)

    before = sha256(old.read_bytes()).digest()
    monkeypatch.setattr(migrations, "write_copy", write_badly)
    with pytest.raises(SaveFailedError):
        CaseFile.open(old, seal_of(old))
    assert sha256(old.read_bytes()).digest() == before
    assert [path.name for path in old.parent.iterdir()] == [old.name]


@pytest.mark.proof("T-MIGRATE")
def test_an_older_file_is_not_changed_by_looking_at_it(old: Path) -> None:
    before = sha256(old.read_bytes()).digest()
    for look in (
        lambda: CaseFile.open(old, seal_of(old), look_only=True),
        lambda: check_file(old, seal_of(old)),
    ):
        with pytest.raises(OlderFileError):
            look()
    assert sha256(old.read_bytes()).digest() == before
    assert [path.name for path in old.parent.iterdir()] == [old.name]


@pytest.mark.proof("T-MIGRATE")
@pytest.mark.parametrize(
    "spoiled_by",
    [
        "create table search_state (id)",  # what the migration makes is there already
        "create table more (id)",  # afterwards it would not be what this program makes
        "delete from attachments",  # a row without its parent
    ],
)
def test_an_update_that_cannot_be_done_leaves_the_file_as_it_was(spoiled_by: str, old: Path) -> None:
    opened = connect(old, seal_of(old), read_only=False)
    opened.execute("pragma foreign_keys=OFF")
    opened.execute(spoiled_by)
    opened.close()
    old.with_name(old.name + "-journal").unlink()
    before = rows_in(old)
    data = old.read_bytes()
    with pytest.raises(CaseorgError):
        CaseFile.open(old, seal_of(old))
    assert rows_in(old) == before
    assert old.read_bytes() == data
    assert {path.name for path in old.parent.iterdir()} <= {old.name, copy_of(old).name, old.name + "-journal"}


@pytest.mark.proof("T-MIGRATE")
def test_a_copy_made_before_an_update_is_never_written_over(old: Path) -> None:
    copy_of(old).write_bytes(b"an earlier copy")
    CaseFile.open(old, seal_of(old)).close()
    assert copy_of(old).read_bytes() == b"an earlier copy"
    second = copy_of(old).with_name(copy_of(old).stem + " 2.caseorg")
    assert rows_in(second)[0] == int(old.stem)


@pytest.mark.proof("T-MIGRATE")
def test_a_file_whose_copy_would_have_too_long_a_name_is_refused_with_a_sentence(old: Path) -> None:
    long = old.rename(old.with_name("M" * 236 + old.suffix))
    data = long.read_bytes()
    with pytest.raises(SaveFailedError):
        CaseFile.open(long, seal_of(long))
    assert long.read_bytes() == data
    assert list(long.parent.iterdir()) == [long]


@pytest.mark.proof("T-MIGRATE")
@pytest.mark.proof("T-CALL-EIO")
def test_a_disk_that_does_not_give_back_what_an_update_needs_costs_a_sentence(
    updating_doors: Doors, update_work: "UpdateWork", tmp_path: Path
) -> None:
    points, broken = failed_at(update_work, "openat", "EIO", "", updating_doors, tmp_path)
    assert broken == {}
    assert points > 15  # the files of the program's own revisions are among them


@pytest.mark.proof("T-MIGRATE")
def test_what_brings_files_up_to_date_is_not_loaded_for_one_that_is(old: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from caseorg.store.case_file import CaseFile, read_salt;"
        "from caseorg.store.seal import Seal; path = Path(sys.argv[1]);"
        f"CaseFile.open(path, Seal(read_salt(path), bytes.fromhex('{SECRET.hex()}'))).close();"
        "print('alembic' in sys.modules)"
    )
    said = [
        subprocess.run([sys.executable, "-c", program, old], cwd=ROOT, capture_output=True, check=True).stdout.strip()
        for _ in range(2)
    ]
    assert said == [b"True", b"False"]


@pytest.fixture(scope="module")
def updating_doors() -> Iterator[Doors]:
    """Doors that have loaded what brings files up to date, so that a child's calls are those of the update."""
    with Doors("tests.trust.updating_door_program") as doors:
        yield doors


def broken_by_kills(call: str, every: int, doors: Doors, folder: Path) -> tuple[int, list[str]]:
    """Kill an update at every so many of one call; return how many there were, and what broke."""
    script = folder / "script.json"
    script.write_text(json.dumps({"secret": SECRET.hex(), "steps": []}))
    _number, old_mark, rows = rows_in(FIRST)
    broken: list[str] = []
    point, kills = 1, 0
    while True:
        run = folder / "run"
        shutil.rmtree(run, ignore_errors=True)
        run.mkdir()
        file = run / FILE_NAME
        shutil.copyfile(FIRST, file)
        said = doors.run(Ask("save", run, script, hinder=Hindrance(call, point)))
        if not said.was_killed:
            assert said.closed, said
            return kills, broken
        kills += 1
        left = [path for path in run.iterdir() if "before update" in path.name and not path.name.startswith(".")]
        if any(rows_in(path) != (1, old_mark, rows) for path in left):
            broken.append(f"{call} {point}: the copy is not what the file was")
        CaseFile.open(file, seal_of(file)).close()
        if rows_in(file)[1] != own_mark() or not check_file(file, seal_of(file)).is_whole:
            broken.append(f"{call} {point}: the file is not whole")
        if {table: found for table, found in rows_in(file)[2].items() if table in rows} != rows:
            broken.append(f"{call} {point}: rows are lost")
        point += every


@pytest.mark.proof("T-MIGRATE")
def test_an_update_killed_at_any_call_but_its_pages_is_done_or_not_done(updating_doors: Doors, tmp_path: Path) -> None:
    found = {
        call: broken_by_kills(call, 1, updating_doors, tmp_path)
        for call in ("fsync", "ftruncate", "unlink", "link", "write")
    }
    found["openat"] = broken_by_kills("openat", 3, updating_doors, tmp_path)
    found["pwrite64"] = broken_by_kills("pwrite64", 12, updating_doors, tmp_path)
    assert [broken for _kills, broken in found.values() if broken] == []
    assert all(kills for kills, _broken in found.values()), found


@pytest.mark.long
@pytest.mark.proof("T-MIGRATE")
@pytest.mark.parametrize("call", ["openat", "pwrite64"])
def test_an_update_killed_at_any_page_is_done_or_not_done(call: str, updating_doors: Doors, tmp_path: Path) -> None:
    kills, broken = broken_by_kills(call, 1, updating_doors, tmp_path)
    assert broken == []
    assert kills > 10


@dataclass(frozen=True)
class UpdateWork(Work):
    """An update, tested as the other operations are: what is left is the old file or the new one, and all of it."""

    def judge(self, folder: Path, said: Said) -> list[str]:
        broken = [f"defect {each}" for each in said.defects]
        file, (_number, old_mark, rows) = folder / FILE_NAME, rows_in(FIRST)
        try:
            CaseFile.open(file, seal_of(file)).close()
        except (CaseorgError, OSError) as error:
            return [*broken, f"does not open: {type(error).__name__}"]
        _number, mark, found = rows_in(file)
        if mark != own_mark() or not check_file(file, seal_of(file)).is_whole:
            broken.append("the file is not whole")
        if {table: each for table, each in found.items() if table in rows} != rows:
            broken.append("rows are lost")
        copies = [path for path in folder.iterdir() if "before update" in path.name and not path.name.startswith(".")]
        if any(rows_in(path) != (1, old_mark, rows) for path in copies):
            broken.append("the copy is not what the file was")
        return broken + [f"left behind: {each.name}" for each in folder.iterdir() if each.name.startswith(".")]


@pytest.fixture(scope="module")
def update_work(tmp_path_factory: pytest.TempPathFactory) -> UpdateWork:
    """Opening the oldest file, and a step in which nothing happens, so that the door says when it is open."""
    folder = tmp_path_factory.mktemp("update")
    (folder / "start").mkdir()
    shutil.copyfile(FIRST, folder / "start" / FILE_NAME)
    script = write_script(folder / "script.json", [{"label": "Nothing", "records": []}])
    return UpdateWork("save", folder / "start", script, ())


@pytest.mark.long
@pytest.mark.proof("T-MIGRATE")
@pytest.mark.proof("T-CALL-EIO")
@pytest.mark.proof("T-CALL-ENOSPC")
@pytest.mark.parametrize("manner", ["", "+"])
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_disk_that_fails_at_any_call_of_an_update_costs_a_sentence_and_nothing_else(
    error: str, manner: str, updating_doors: Doors, update_work: UpdateWork, tmp_path: Path, reached: Reached
) -> None:
    tried = {
        call: failed_at(update_work, call, error, manner, updating_doors, tmp_path)
        for call in (*FAILED_AT, *ALSO_FAILED_AT)
    }
    reached(failed_calls=sum(points for points, _broken in tried.values()))
    assert [broken for _points, broken in tried.values() if broken] == []


@pytest.mark.long
@pytest.mark.proof("T-MIGRATE")
@pytest.mark.proof("T-POWER")
def test_a_power_cut_during_an_update_loses_nothing(
    updating_doors: Doors, update_work: UpdateWork, tmp_path: Path, reached: Reached
) -> None:
    cuts = cut_power_all_along(update_work, updating_doors, tmp_path, seeds=6)
    reached(states=len(cuts.states))
    assert cuts.broken == []
    assert len(cuts.states) >= 1000
