"""Works in one open case file while clock and zone change under it, and says on standard output what became of it.

It is started under libfaketime, which reads the moment anew from the environment each time the clock is asked.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from caseorg.base import clock
from caseorg.domain.case import Case
from caseorg.domain.deadline import FollowUp, Goal
from caseorg.domain.denial import Denial
from caseorg.domain.document import Document
from caseorg.domain.note import Note
from caseorg.domain.plan import Plan
from caseorg.domain.visit import Visit
from caseorg.services import daily_copies
from caseorg.services.calendar_file import calendar_file
from caseorg.services.clock_question import ClockNotes, doubt_of
from caseorg.services.deadlines import date_rows
from caseorg.services.removal import removed_lines
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from tests.trust.material import SEAL

_CASE = UUID(int=1)
_AT = datetime(2026, 11, 22, tzinfo=UTC)
_DAY = date(2026, 11, 22)


def set_clock(moment: int, zone: str) -> None:
    """Set clock and zone as a person, or a dead battery, would: under the running program."""
    os.environ["FAKETIME"] = f"@{moment}"
    os.environ["TZ"] = zone
    time.tzset()


def begin(path: Path) -> Workspace:
    """Make a case file with dates of every kind in it, one entry removed."""
    workspace = Workspace(CaseFile.create(path, SEAL))
    note = Note(id=UUID(int=5), case_id=_CASE, text="Removed")
    with workspace.step("Begin") as step:
        step.save(Case(id=_CASE, title="Maria", opened_on=date(2026, 10, 1)))
        step.save(Plan(id=UUID(int=2), case_id=_CASE, kind="employer"))
        step.save(Denial(id=UUID(int=3), case_id=_CASE, plan_id=UUID(int=2), what="MRI",
                         notice_date=date(2026, 11, 2), received_date=date(2026, 11, 5)))  # fmt: skip
        step.save(Goal(id=UUID(int=7), case_id=_CASE, what="A goal", day=date(2026, 12, 31)))
        step.save(FollowUp(id=UUID(int=8), case_id=_CASE, what="A reply", day=date(2027, 3, 14)))
        step.save(Visit(id=UUID(int=9), case_id=_CASE, day=date(2027, 1, 12)))
        step.save(Document(id=UUID(int=10), case_id=_CASE, name="Letter", sha256=step.keep(b"x" * 500), size_bytes=500,
                           added_at=_AT, document_date=date(2026, 11, 1)))  # fmt: skip
        step.save(note)
    with workspace.step("Remove note") as step:
        step.remove(note)
    return workspace


def dates_of(workspace: Workspace) -> str:
    """One fingerprint of every date in the file, of what follows from the rules, and of the calendar, on one day."""
    snapshot = workspace.load_case(_CASE)
    rows = date_rows(snapshot, workspace.assess(snapshot).deadlines, _DAY)
    said = [
        [record.model_dump_json() for record in snapshot.records() if not isinstance(record, Note)],
        [(row.key, row.day.isoformat(), row.act_by.isoformat()) for row in rows],
        calendar_file(snapshot, rows, _DAY, at=_AT).ics.decode(),
    ]
    return sha256(json.dumps(said).encode()).hexdigest()


def main() -> None:
    """Set clock and zone to each moment asked for, and say for each: today, the dates, the copies, what is removed."""
    folder, asked = Path(sys.argv[1]), json.loads(sys.argv[2])
    path = folder / "Maria.caseorg"
    set_clock(int(_AT.timestamp()), "UTC")
    workspace = begin(path)
    set_clock(0, "UTC")
    _doubt, stands = doubt_of(workspace, ClockNotes())  # compared with what was begun, whatever is entered later
    on_one_day = Workspace(workspace.case_file, today=lambda: _DAY)
    said: list[dict[str, Any]] = []
    for number, (moment, zone) in enumerate(asked):
        set_clock(moment, zone)
        today = clock.today()
        if number % 10 == 0:  # a copy costs more than all the rest
            workspace.save(Note(id=UUID(int=1000 + number), case_id=_CASE, text=f"Note {number}"), "Add note")
            if daily_copies.is_due(path, today):
                with suppress(OSError):
                    daily_copies.make(daily_copies.Source(path, SEAL, workspace.case_file.file_id()), today)
        said.append({
            "today": today.isoformat(),
            "dates": dates_of(on_one_day),
            "copies": sorted(copy.path.name for copy in daily_copies.copies_of(path)),
            "removed": len(removed_lines(workspace)),
            "notes": len(workspace.load_case(_CASE).notes),
            "asks": doubt_of(workspace, stands)[0] is not None,
        })  # fmt: skip
    workspace.close()
    print(json.dumps({"said": said, "faults": [fault.kind for fault in check_file(path, SEAL).faults]}))


if __name__ == "__main__":
    main()
