"""Reading and writing a case file, beside the bare driver on the same file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from caseorg.domain.case import SNAPSHOT_FIELDS, Case
from caseorg.domain.denial import Denial
from caseorg.domain.people import CaseContact, Contact, Patient
from caseorg.domain.record import CaseRecord, Record
from caseorg.services.sample import SAMPLE_DAY, tell_stories
from caseorg.services.workspace import Workspace
from caseorg.store import store as store_module
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import connect
from caseorg.store.rows import table_of
from caseorg.store.seal import Seal, new_salt
from tests.bench.measuring import Line, line_of, side_by_side, timed
from tests.builders import full

CASES, RECORDS = 50, 5000


def a_workspace(folder: Path, name: str) -> Workspace:
    """Make a sealed case file, opened by a ready key."""
    return Workspace(CaseFile.create(folder / name, Seal(new_salt(), bytes(range(16)))), today=lambda: SAMPLE_DAY)


def benchmarks(folder: Path) -> Iterator[Line]:
    """Measure the file of 50 cases, one full case, and one saved field."""
    workspace = a_workspace(folder, "fifty.caseorg")
    cases = _fill(workspace)
    # As a person has it: opened, and not just filled with everything at once.
    workspace.close()
    workspace = Workspace(CaseFile.open(folder / "fifty.caseorg", workspace.case_file.seal), today=workspace.today)
    yield _list_of_cases(workspace)
    yield _one_case(workspace, cases[CASES // 2])
    yield _one_field(workspace, cases[0])
    yield _assess(folder)
    workspace.close()


def _fill(workspace: Workspace) -> list[Case]:
    """Put 50 cases with 100 full records each into the file."""
    kinds = [each for each in SNAPSHOT_FIELDS.values() if issubclass(each, CaseRecord) and each is not Patient]
    cases = [full(Case, mark=f"Case {number}").revised(put_away_on=None) for number in range(CASES)]
    with workspace.store.transaction() as transaction:
        for case in cases:
            transaction.save(case)
            contact = Contact(name="Hospital")
            made: list[Record] = [contact, CaseContact(case_id=case.id, contact_id=contact.id), full(Patient, case.id)]
            while len(made) < RECORDS // CASES:
                made.append(full(kinds[len(made) % len(kinds)], case.id))
            for record in made:
                transaction.save(record)
    return cases


def _list_of_cases(workspace: Workspace) -> Line:
    driver = workspace.case_file.driver
    statement = store_module._CASE_LINES

    def bare() -> None:
        assert len(driver.execute(statement).fetchall()) == CASES

    def ours() -> None:
        assert len(workspace.store.case_lines()) == CASES

    return side_by_side("list of all cases, 50 cases and 5,000 records", ours, bare, 2, rounds=51)


def _one_case(workspace: Workspace, case: Case) -> Line:
    """Loading, against making the same frozen records from rows that are in memory already."""
    driver = workspace.case_file.driver
    rows: list[tuple[type[Record], tuple[str, ...], list[tuple[Any, ...]]]] = []
    for record_type in SNAPSHOT_FIELDS.values():
        columns = tuple(record_type.model_fields)
        names = ", ".join(f'"{name}"' for name in columns)
        of_case = "case_id = ?"
        if not issubclass(record_type, CaseRecord):
            of_case = "id in (select contact_id from case_contacts where case_id = ?)"
        found = driver.execute(
            f"select {names} from {table_of(record_type).name} where {of_case} and removed_on is null", (case.id.hex,)
        ).fetchall()
        rows.append((record_type, columns, found))
    lists = {
        record_type: [name for name, info in record_type.model_fields.items() if "tuple" in str(info.annotation)]
        for record_type, _columns, _found in rows
    }
    makers = {record_type: TypeAdapter(list[record_type]) for record_type, _columns, _found in rows}  # type: ignore[valid-type]

    def bare() -> None:
        made: list[Record] = []
        for record_type, columns, found in rows:
            entries = [dict(zip(columns, row, strict=True)) for row in found]
            for name in lists[record_type]:
                for entry in entries:
                    entry[name] = json.loads(entry[name])
            made += makers[record_type].validate_python(entries)
        assert len(made) >= RECORDS // CASES

    def ours() -> None:
        assert len(workspace.store.load_case(case.id).records()) >= RECORDS // CASES

    return side_by_side("load one full case of 100 records", ours, bare, 2, rounds=51)


def _one_field(workspace: Workspace, case: Case) -> Line:
    """Saving one field as a step, against the bare driver's update and commit in a copy, with the same durability."""
    denial = Denial(case_id=case.id, what="Visit", reason_text="Out of network")
    workspace.save(denial, "Add a denial")
    copy = workspace.case_file.path.with_name("copy.caseorg")
    workspace.case_file.copy_to(copy)
    bare = connect(copy, workspace.case_file.seal, read_only=False)
    pairs = []
    for number in range(41):
        changed = denial.revised(remark_code=f"N{number}")

        def ours(changed: Denial = changed) -> None:
            workspace.save(changed, "Edit denial")

        def floor(number: int = number) -> None:
            bare.execute("begin immediate")
            bare.execute("update denials set remark_code = ? where id = ?", (f"N{number}", denial.id.hex))
            bare.execute("commit")

        pair = timed(ours), timed(floor)
        if number:
            pairs.append(pair)
    bare.close()
    return line_of("save one field", pairs, 2)


def _assess(folder: Path) -> Line:
    """Judging a full case, against a tenth of loading it; under 20 ms is good enough."""
    workspace = a_workspace(folder, "sample.caseorg")
    told = tell_stories(workspace)
    library = workspace.library
    snapshot = workspace.load_case(told.luis)

    from caseorg.rules.assess import assess

    line = side_by_side(
        "assess a full case",
        lambda: assess(snapshot, library, date(2026, 11, 22)),
        lambda: workspace.store.load_case(told.luis),
        0.1,
        rounds=31,
    )
    workspace.close()
    return Line(line.what, line.measured, line.floor, "20 ms", line.measured < 20, line.ratio, line.spread)
