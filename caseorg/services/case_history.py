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
from caseorg.domain.record import Record, own_fields, title_of
from caseorg.domain.words import word_for
from caseorg.services.export import safe_cell
from caseorg.services.record_names import kind_of, name_of
from caseorg.services.workspace import Workspace

_ALL = 1_000_000
_LONGEST = 300


@dataclass(frozen=True)
class StepLine:
    """One step: when, what the person did, and whether it was taken back."""

    number: int
    at: datetime
    label: str
    is_undone: bool


@dataclass(frozen=True)
class FieldChange:
    """One field of one record, before and after. A record that came or went has no field."""

    what: str
    field: str
    before: str
    after: str


def steps_of(workspace: Workspace, case_id: UUID) -> tuple[StepLine, ...]:
    """Return every step of a case, the newest first, and those that all cases share.

    A step that spoke of what was deleted for good says nothing any more and is left out: it was not taken back.
    """
    return tuple(
        StepLine(line.number, line.at, line.label, line.state != "done")
        for line in workspace.store.history(_ALL)
        if line.case_id in (case_id, None) and line.label
    )


def details_of(workspace: Workspace, number: int) -> tuple[FieldChange, ...] | None:
    """Return what a step changed, field by field; None where only its label is still kept."""
    try:
        changes = workspace.store.change_set(number).changes
    except GoneRecordError:
        return None
    return tuple(line for change in changes for line in _lines(change))


def as_list(workspace: Workspace, case_id: UUID) -> str:
    """Return the whole history as a list for a spreadsheet (CSV), one line for each field that was changed."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([_("When"), _("What was done"), _("Taken back"), _("What"), _("Field"), _("Before"), _("After")])
    for step in steps_of(workspace, case_id):
        start = [step.at.astimezone().isoformat(timespec="minutes"), step.label, _("yes") if step.is_undone else ""]
        for line in details_of(workspace, step.number) or (FieldChange("", "", "", ""),):
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
        return value.isoformat(" ", "minutes")
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
