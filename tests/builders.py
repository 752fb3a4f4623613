"""Complete records with harmless defaults, so that a test says only what matters to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin
from uuid import UUID, uuid4

from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.record import CaseRecord, Record
from caseorg.services.workspace import Workspace

R = TypeVar("R", bound=Record)


def full(record_type: type[R], case_id: UUID | None = None, mark: str = "ZEBRA") -> R:
    """Make a record with every field filled, each text with a word of its own that can be looked for."""
    entries: dict[str, Any] = {}
    for name, info in record_type.model_fields.items():
        if name in ("id", "removed_on"):
            continue
        entries[name] = case_id if name == "case_id" and case_id else _value(info.annotation, f"{mark} {name}", name)
    return record_type(**entries)


def _value(annotation: Any, text: str, name: str) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
    if hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    if get_origin(annotation) is tuple:
        return (_value(get_args(annotation)[0], text, name),)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return list(annotation)[-1]
    if name.endswith("sha256"):
        return "ab" * 32
    if name == "weight":
        return 5  # the heaviest there is
    return {
        str: text, int: 42, bool: True, UUID: uuid4(), date: date(2026, 11, 20), time: time(10, 30),
        datetime: datetime(2026, 11, 20, 14, 41, tzinfo=UTC),
    }[annotation]  # fmt: skip


def a_case(workspace: Workspace, title: str = "Maria's lung biopsy") -> Case:
    """Make a case in the file and return it."""
    case = Case(title=title, opened_on=workspace.today())
    workspace.save(case, "New case")
    return case


def one_of_each(case_id: UUID, mark: str = "ZEBRA") -> list[Record]:
    """Make a full record of every kind that belongs to a case, and of those that belong to none."""
    kinds = [each for each in RECORD_TYPES if each is not Case]
    return [full(each, case_id if issubclass(each, CaseRecord) else None, mark) for each in kinds]
