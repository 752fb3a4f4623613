"""The history of a case in words: each step with its time, what it changed field by field, and all of it as a list."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import StringIO
from uuid import UUID

from caseorg.base.language import _, money, short_date
from caseorg.domain.changes import Change
from caseorg.domain.errors import GoneRecordError
from caseorg.domain.people import CaseContact
from caseorg.domain.record import Record, own_fields, title_of
from caseorg.domain.words import word_for
from caseorg.services.export import safe_cell
from caseorg.services.record_names import kind_of, name_of
from caseorg.services.workspace import Workspace
from caseorg.store.store import case_of

_ALL = 1_000_000
_LONGEST = 300


@dataclass(frozen=True)
class StepLine:
    """One step: when, what the person did, and whether it was taken back."""

    number: int
    at: datetime
    label: str
    is_undone: bool
    is_shared: bool = False
    """It changed what several cases share, such as a person or a place, or it is so old that nobody can tell."""


@dataclass(frozen=True)
class FieldChange:
    """One field of one record, before and after. A record that came or went has no field."""

    what: str
    field: str
    before: str
    after: str


def steps_of(workspace: Workspace, case_id: UUID) -> tuple[StepLine, ...]:
    """Return every step of a case, the newest first; of what cases share, only what this one has.

    A step that spoke of what was deleted for good says nothing any more and is left out: it was not taken back.
    """
    own = _ids_of(workspace, case_id)
    return tuple(
        StepLine(line.number, line.at, line.label, line.state != "done", is_shared=line.case_id is None)
        for line in workspace.store.history(_ALL)
        if line.label
        and (line.case_id == case_id or (line.case_id is None and _is_about(workspace, line.number, case_id, own)))
    )


def details_of(workspace: Workspace, case_id: UUID, number: int) -> tuple[FieldChange, ...] | None:
    """Return what a step changed in a case, field by field; None where only its label is still kept."""
    own = _ids_of(workspace, case_id)
    try:
        changes = workspace.store.change_set(number).changes
    except GoneRecordError:
        return None
    return tuple(line for change in changes if _belongs(change, case_id, own) for line in _lines(change))


def _ids_of(workspace: Workspace, case_id: UUID) -> set[UUID]:
    """Return the ids of all that a case has now, what it shares with others and what was taken out of it included."""
    snapshot = workspace.load_case(case_id)
    links = [each for each in workspace.store.removed() if isinstance(each, CaseContact) and each.case_id == case_id]
    return {each.id for each in snapshot.records()} | {each.contact_id for each in links if each.contact_id}


def _is_about(workspace: Workspace, number: int, case_id: UUID, own: set[UUID]) -> bool:
    """Tell whether a step that is no single case's has to do with this one; one that keeps no details may."""
    try:
        return any(_belongs(change, case_id, own) for change in workspace.store.change_set(number).changes)
    except GoneRecordError:
        return True


def _belongs(change: Change, case_id: UUID, own: set[UUID]) -> bool:
    """Tell whether a change is one of this case, or of something shared that it has."""
    case = case_of(change.record)
    return case == case_id or (case is None and change.record.id in own)


def as_list(workspace: Workspace, case_id: UUID) -> str:
    """Return the whole history as a list for a spreadsheet (CSV), one line for each field that was changed."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([_("When"), _("What was done"), _("Taken back"), _("What"), _("Field"), _("Before"), _("After")])
    for step in steps_of(workspace, case_id):
        start = [step.at.astimezone().isoformat(timespec="minutes"), step.label, _("yes") if step.is_undone else ""]
        for line in details_of(workspace, case_id, step.number) or (FieldChange("", "", "", ""),):
            writer.writerow([safe_cell(text) for text in (*start, line.what, line.field, line.before, line.after)])
    return out.getvalue()


def _lines(change: Change) -> list[FieldChange]:
    record = change.record
    what = what_it_was(record)
    if change.before is None or change.after is None:
        return [_came(what) if change.before is None else _went(what)]
    if change.before.removed_on != change.after.removed_on:
        return [_went(what) if change.after.removed_on else _came(what)]
    return [
        FieldChange(what, title_of(type(record), name), before, after)
        for name in own_fields(type(record))
        if (before := shown(name, getattr(change.before, name))) != (after := shown(name, getattr(change.after, name)))
    ]


def _came(what: str) -> FieldChange:
    return FieldChange(what, "", "", _("Added"))


def _went(what: str) -> FieldChange:
    return FieldChange(what, "", _("Was there"), _("Removed"))


def what_it_was(record: Record) -> str:
    """Return the kind of a record with its own name, if it has one."""
    kind, name = kind_of(record), name_of(record)
    return kind if name in ("", kind) else _("{kind}: {name}").format(kind=kind, name=shortened(name))


def shown(name: str, value: object) -> str:
    """Write a value as the screen does; what only the program understands says that it is another."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, StrEnum):
        return word_for(value)
    if isinstance(value, datetime):
        # Kept in UTC; a person reads it by the clock on the wall.
        return value.astimezone().replace(tzinfo=None).isoformat(" ", "minutes")
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, int) and name.endswith("_cents"):
        return money(value)
    if isinstance(value, tuple):
        return ", ".join(shown(name, each) for each in value)
    if isinstance(value, UUID):
        return _("another entry ({number})").format(number=value.hex[:6])
    return shortened(str(value))


def shortened(text: str) -> str:
    """Return a text, or its beginning with a … that says that there is more."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
