"""What the crash tests work on: a small case file with everything in it, scripts for the doors, and how to judge."""

import json
import random
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from caseorg.app.selftest import FILE_NAME, Door
from caseorg.domain.case import Case
from caseorg.domain.denial import Denial
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError
from caseorg.domain.note import Note
from caseorg.domain.people import Patient
from caseorg.domain.record import Record
from caseorg.services.workspace import Workspace
from caseorg.store import search_index
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.engine import connect, driver
from caseorg.store.schema import OWN_TABLES
from caseorg.store.seal import FORMAT, MARK, Seal
from tests.trust.doors import Said

SEAL = Seal(MARK + bytes([FORMAT]) + bytes(range(100, 112)), bytes(range(16)))
TODAY = date(2026, 11, 22)
CASE = UUID(int=1)
DENIAL = UUID(int=2)
REPORT = UUID(int=3)

Contents = dict[str, str]

_ASKED = {
    "case_file": "select id, file_id from case_file",
    "attachment_chunks": "select sha256, number, length(bytes) from attachment_chunks order by sha256, number",
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+:.\dZ]*")
_OUR_IDS = 1000


def some_bytes(size: int, seed: int) -> bytes:
    """Bytes that nothing can make smaller, the same in every run."""
    return random.Random(seed).randbytes(size)


def make_case_file(path: Path) -> None:
    """Make the file all operations begin with: a case, some records, one removed, a document, a draft, some history."""
    case_file = CaseFile.create(path, SEAL)
    workspace = Workspace(case_file, today=lambda: TODAY)
    workspace.save(Case(id=CASE, title="Maria's lung biopsy", opened_on=TODAY), "New case")
    denial = Denial(id=DENIAL, case_id=CASE, what="Visit at Lakeside", reason_text="Not in the network. " * 40)
    note = Note(id=UUID(int=5), case_id=CASE, text="Called the records office. " * 400)
    report = some_bytes(50_000, 1)
    with workspace.step("Add some") as step:
        step.save(Patient(id=UUID(int=4), case_id=CASE, full_name="Maria Ferreira"))
        step.save(denial)
        step.save(note)
        digest = step.keep(report)
        step.keep_prepared(digest, 1, some_bytes(30_000, 2), {"page_count": 1})
        step.save(Document(id=REPORT, case_id=CASE, name="Report", sha256=digest, size_bytes=len(report)))
    with workspace.step("Remove note") as step:
        step.remove(note)
    workspace.keep_draft("denial.new", {"what": "The visi"})
    workspace.close()


def entries(record: Record) -> list[Any]:
    """A record as a script writes it."""
    return [type(record).__name__, record.model_dump(mode="json")]


def save_script() -> list[dict[str, Any]]:
    """Three saves: two records in one step, an edit that needs new pages, and taking it back."""
    denial = Denial(id=DENIAL, case_id=CASE, what="Visit at Lakeside", notice_date=date(2026, 11, 20))
    notes = [Note(id=UUID(int=10 + each), case_id=CASE, text=f"Note {each} ") for each in range(2)]
    long = Note(id=UUID(int=10), case_id=CASE, text="They said to call again on Monday. " * 300)
    return [
        {"label": "Save call answers", "records": [entries(denial), *map(entries, notes)]},
        {"label": "Edit note", "records": [entries(long)]},
        {"turn": "undo"},
    ]


def again_script() -> list[dict[str, Any]]:
    """Saves that may be done twice. A disk can fail so late that a step is in the file and its person does not know."""
    return [*save_script()[:2], {"label": "Edit case", "records": [entries(Case(id=CASE, title="Maria"))]}]


def add_script(folder: Path, size: int = 60_000) -> list[dict[str, Any]]:
    """Two documents, the second with the same clean pages as the first, whose files are written into `folder`."""
    (folder / "pages").write_bytes(some_bytes(size // 2, 20))
    steps = []
    for number in (1, 2):
        (folder / f"document-{number}").write_bytes(some_bytes(size, 10 + number))
        steps.append({"case_id": str(CASE), "file": f"document-{number}", "pages": "pages"})
    return steps


def copy_script() -> list[dict[str, Any]]:
    """One copy beside the file."""
    return [{"to": "copy.caseorg"}]


_SCRIPTS = {"save": save_script, "save again": again_script, "copy": copy_script}


def write_script(path: Path, steps: Sequence[dict[str, Any]]) -> Path:
    """Write a script for the doors."""
    path.write_text(json.dumps({"secret": SEAL.secret.hex(), "steps": list(steps)}))
    return path


def contents(path: Path, seal: Seal = SEAL) -> Contents:
    """Everything a case file holds, as one fingerprint for each table.

    The text index is left out: it may follow an edit a moment later, and the check compares it with the records.
    Ids that the program made up in this run become a number, and moments are left out, so that runs can be compared.
    """
    opened = connect(path, seal, read_only=True)
    try:
        listed = f"select name from sqlite_master where type = 'table' and {OWN_TABLES} order by 1"
        tables = [row[0] for row in opened.execute(listed) if row[0] not in search_index.TABLES]
        rows = {table: opened.execute(_ASKED.get(table, f'select * from "{table}" order by rowid')) for table in tables}
        texts = {table: _MOMENT.sub("then", repr(found.fetchall())) for table, found in rows.items()}
        made_up = {}
        for (key,) in opened.execute("select id from documents order by sha256"):
            if int(key, 16) > _OUR_IDS:
                made_up[key] = made_up[str(UUID(key))] = f"document {len(made_up)}"
    finally:
        opened.close()
    for key, name in made_up.items():
        texts = {table: text.replace(key, name) for table, text in texts.items()}
    return {table: sha256(text.encode()).hexdigest() for table, text in texts.items()}


@dataclass(frozen=True)
class Work:
    """One operation: the folder it starts from, its script, and what the file must hold after each step."""

    operation: str
    start: Path
    script: Path
    states: tuple[Contents, ...]
    _seen: dict[bytes, tuple[list[str], int | None]] = field(default_factory=dict, repr=False)

    def fresh(self, folder: Path, files: Mapping[str, bytes] | None = None) -> Path:
        """Make `folder` what the operation starts from, or put these files into it."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        for name, data in (files or self._files).items():
            (folder / name).touch(0o600)  # one that others could open is closed to them at each opening
            (folder / name).write_bytes(data)
        return folder

    @cached_property
    def _files(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in self.start.iterdir()}

    def judge(self, folder: Path, said: Said) -> list[str]:
        """Start the program the next time, as it were; return every promise that was broken."""
        broken = [f"defect {each}" for each in said.defects]
        file = folder / FILE_NAME
        done = max(said.acks, default=0)
        try:
            if self.operation == "create":
                return broken + self._judge_created(file, done)
            opened = CaseFile.open(file, SEAL)
            try:
                broken += self._judge_copies(opened, said)
            finally:
                opened.close()
            faults, state = self._looked_at(file)
        except (CaseorgError, OSError) as error:
            return [*broken, f"does not open: {type(error).__name__} {error}"]
        if state not in (done, done + 1) and self.operation != "copy":
            broken.append(f"acknowledged step {done}, but the file is at step {state}")
        return broken + faults + self._left_behind(folder)

    def _judge_created(self, file: Path, done: int) -> list[str]:
        """A file that was being made is there, whole and empty, or not there and can be made."""
        broken = [] if file.exists() or not done else ["acknowledged, but there is no file"]
        (CaseFile.open if file.exists() else CaseFile.create)(file, SEAL).close()
        return broken + [str(fault) for fault in check_file(file, SEAL).faults] + self._left_behind(file.parent)

    def _judge_copies(self, opened: CaseFile, said: Said) -> list[str]:
        """A copy is there whole, or not there and can be made."""
        broken = []
        for number, target in enumerate(self._copies, start=1):
            copy = opened.path.with_name(target)
            if number in said.acks and not copy.exists():
                broken.append(f"acknowledged copy {number} is missing")
            if not copy.exists():
                opened.copy_to(copy)
            try:
                CaseFile.open(copy, SEAL).close()
                faults, state = self._looked_at(copy)
            except CaseorgError as error:
                faults, state = [f"copy {number} does not open: {type(error).__name__}"], 0
            broken += faults if state == 0 else [f"copy {number} holds something else"]
        return broken

    def _left_behind(self, folder: Path) -> list[str]:
        expected = {*self._files, FILE_NAME, *self._copies}
        return [f"left behind: {file.name}" for file in sorted(folder.iterdir()) if file.name not in expected]

    @cached_property
    def _copies(self) -> tuple[str, ...]:
        steps = json.loads(self.script.read_bytes())["steps"]
        return tuple(step["to"] for step in steps if "to" in step)

    def _looked_at(self, file: Path) -> tuple[list[str], int | None]:
        """Check a file that opens; return its faults and at which step it is. Equal files are looked at once."""
        digest = sha256(file.read_bytes()).digest()
        if digest not in self._seen:
            report = check_file(file, SEAL, check=SEAL.check)
            try:
                found = contents(file)
            except driver.DatabaseError:  # the check has said so
                found = {}
            state = self.states.index(found) if found in self.states else None
            self._seen[digest] = [f"{fault.kind} {fault.about}" for fault in report.faults], state
        return self._seen[digest]


def make_work(operation: str, folder: Path, steps: Sequence[dict[str, Any]] | None = None) -> Work:
    """Prepare one operation in `folder`, and find out what each of its steps leads to."""
    start = folder / "start"
    start.mkdir(parents=True)
    if operation == "create":
        return Work(operation, start, write_script(folder / "script.json", [{"salt": SEAL.salt.hex()}]), ())
    make_case_file(start / FILE_NAME)
    if steps is None:
        steps = add_script(start) if operation == "add" else _SCRIPTS[operation]()
    operation = operation.split()[0]
    work = Work(operation, start, write_script(folder / "script.json", steps), ())
    door = Door(work.fresh(folder / "unharmed"), json.loads(work.script.read_bytes()))
    states = [contents(door.path)]
    for step in steps:
        workspace = Workspace(door.opened())
        getattr(door, operation)(workspace, step)
        workspace.close()
        states.append(contents(door.path))
    return Work(operation, start, work.script, tuple(states))
