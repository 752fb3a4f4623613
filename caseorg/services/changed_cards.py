"""Which cards of the coverage page an answer changed today, and what they said before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from caseorg.domain.case import SNAPSHOT_FIELDS, CaseSnapshot
from caseorg.domain.denial import Denial
from caseorg.domain.people import CaseContact, Patient
from caseorg.domain.plan import Answer, Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.visit import Visit
from caseorg.services.workspace import Workspace

if TYPE_CHECKING:
    from caseorg.rules.schema import VerdictAnswer

_HOLDS_ANSWERS = (Answer, Plan, Coverage, CaseContact, Patient, Visit, Denial)
_STEPS_OF_A_DAY = 200


def changed_today(workspace: Workspace, snapshot: CaseSnapshot) -> dict[str, VerdictAnswer]:
    """Return the topics whose card says something else than it would without today's answers, and what that was.

    What came into the case today, such as the plan itself, counts as having been there.
    """
    from caseorg.rules.assess import assess, compare

    before = _before_today(workspace, snapshot.case.id)
    if not before:
        return {}
    earlier = assess(_put_back(snapshot, before), workspace.library, workspace.today())
    changed = compare(earlier, workspace.assess(snapshot)).verdicts
    return {new.topic: old.answer for old, new in changed if old is not None and new is not None}


def _before_today(workspace: Workspace, case_id: UUID) -> dict[UUID, Record | None]:
    """Return each record that holds answers as it was before its first step of today; None for a new answer."""
    today = workspace.today()
    steps = [
        line
        for line in workspace.store.history(_STEPS_OF_A_DAY)
        if line.case_id == case_id and line.state == "done" and line.at.astimezone().date() == today
    ]
    found: dict[UUID, Record | None] = {}
    for line in reversed(steps):
        for change in workspace.store.change_set(line.number).changes:
            record = change.record
            if isinstance(record, _HOLDS_ANSWERS) and (change.before is not None or isinstance(record, Answer)):
                found.setdefault(record.id, change.before)
    return found


def _put_back(snapshot: CaseSnapshot, before: dict[UUID, Record | None]) -> CaseSnapshot:
    """Return the case with these records as they were."""
    parts: dict[str, Any] = {}
    for field, kind in SNAPSHOT_FIELDS.items():
        now = getattr(snapshot, field)
        mine = {key: record for key, record in before.items() if isinstance(record, kind)}
        if not isinstance(now, tuple):
            parts[field] = mine.get(now.id, now) if now is not None else None
            continue
        there = [before.get(record.id, record) for record in now]
        gone = [record for key, record in mine.items() if key not in {one.id for one in now}]
        parts[field] = tuple(one for one in (*there, *gone) if one is not None and one.removed_on is None)
    return replace(snapshot, **parts)
