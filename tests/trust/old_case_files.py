"""Makes the case files of earlier schemas that the migration tests start from: `python -m tests.trust.old_case_files`.

Until the first release, make them anew whenever a record's fields change. From then on a file in
`tests/data/case_files` is what people have on their disks: it is never made again, and the next schema adds one.
"""

from hashlib import sha256
from pathlib import Path
from uuid import UUID

from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.record import CaseRecord, Record
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.engine import connect
from caseorg.store.seal import Seal, new_salt
from caseorg.store.search_index import TABLES
from tests.architecture.project import ROOT
from tests.builders import full

FOLDER = ROOT / "tests/data/case_files"
FIRST = FOLDER / "1.caseorg"
SECRET = bytes(range(16))
CASE = UUID(int=1)
TITLE = 'Maria’s <b>“lung” & biopsy</b> 🫁 Nguyễn Thị Ánh, مريم "' + "x" * 240
REPORT = b"%PDF-1.7 not really\n" * 250


def one_of_each() -> list[Record]:
    """A full record of every kind, each pointing only to records that are there."""
    made = {each.__name__: full(each, CASE if issubclass(each, CaseRecord) else None) for each in RECORD_TYPES}
    digest = sha256(REPORT).hexdigest()
    known: dict[str, dict[str, object]] = {
        "Case": {"id": CASE, "title": TITLE},
        "Document": {"sha256": digest, "size_bytes": len(REPORT)},
        "Letter": {"pdf_sha256": digest},
        "Packet": {"pdf_sha256": digest, "exhibit_ids": (made["Document"].id,)},
        "Patient": {"full_name": TITLE},
        "Share": {"base_sha256": digest, "seen_sha256": digest},
    }
    return [record.revised(**_pointers(record, made), **known.get(name, {})) for name, record in made.items()]


def _pointers(record: Record, made: dict[str, Record]) -> dict[str, UUID | None]:
    """Point a record to others where it must, and to none where it may."""
    fields = {name: info for name, info in type(record).model_fields.items() if isinstance(getattr(record, name), UUID)}
    others = {"contact_id": made["Contact"].id, "plan_id": made["Plan"].id, "denial_id": made["Denial"].id}
    return {
        name: others[name] if info.is_required() else None
        for name, info in fields.items()
        if name not in ("id", "case_id")
    }


_BEFORE_SEARCH = tuple(f"drop table {name}" for name in TABLES)
NOT_YET = {1: (*_BEFORE_SEARCH, "drop table drafts"), 2: _BEFORE_SEARCH}
"""For each earlier schema, how to take from a file what it did not have yet."""


def make(path: Path, number: int) -> None:
    """Make the file with this program, and take from it what the schema of this number did not have."""
    path.unlink(missing_ok=True)
    seal = Seal(new_salt(), SECRET)
    workspace = Workspace(CaseFile.create(path, seal))
    with workspace.step("New case") as step:
        step.keep_prepared(step.keep(REPORT), 1, REPORT[:2000], {"page_sizes": [], "page_texts": [], "findings": []})
        for record in sorted(one_of_each(), key=lambda each: type(each) is not Case):
            step.save(record)
    workspace.save(workspace.load_case(CASE).denials[0].revised(what="Edited"), "Edit denial")
    workspace.undo()
    workspace.close()
    assert check_file(path, seal).is_whole, check_file(path, seal).faults
    opened = connect(path, seal, read_only=False)
    for statement in (
        *NOT_YET[number],
        f"update alembic_version set version_num = '{number:04d}'",
        f"pragma user_version = {number}",
        "vacuum",
    ):
        opened.execute(statement)
    opened.close()
    path.with_name(path.name + "-journal").unlink()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in NOT_YET:
        make(FOLDER / f"{each}.caseorg", each)
