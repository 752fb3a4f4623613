"""What kind of field a record's field is, read from how it is declared."""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.kinds import Kind
from caseorg.domain.record import Record, title_of


@dataclass(frozen=True)
class FieldSpec:
    """One field, as its editor needs to know it."""

    record: str
    """The record's name in snake_case, as facts spell it."""
    name: str
    title: str
    hint: str
    holds: type
    """str, int, bool, date, datetime, time, UUID or an enumeration; for a list, what it is a list of."""
    kind: Kind | None
    may_be_unknown: bool
    """Whether None is a value: nobody has told us."""
    is_list: bool

    @property
    def fact(self) -> str:
        """Return the name of the fact, which is also the editor's object name: `denial.notice_date`."""
        return f"{self.record}.{self.name}"


def spec_of(record_type: type[Record], name: str) -> FieldSpec:
    """Return what kind of field `name` is."""
    info = record_type.model_fields[name]
    kinds = [item for item in info.metadata if isinstance(item, Kind)]
    holds, kind, unknown, is_list = _taken_apart(info.annotation)
    return FieldSpec(
        record=snake(record_type.__name__),
        name=name,
        title=title_of(record_type, name),
        hint=_(info.description or ""),
        holds=holds,
        kind=kinds[0] if kinds else kind,
        may_be_unknown=unknown,
        is_list=is_list,
    )


def snake(name: str) -> str:
    """Return a class's name as facts spell it: RecordsRequest becomes records_request."""
    return "".join(
        f"_{letter.lower()}" if letter.isupper() and at else letter.lower() for at, letter in enumerate(name)
    )


def _taken_apart(annotation: Any) -> tuple[type, Kind | None, bool, bool]:
    """Return what an annotation holds, its kind, whether None may stand, and whether it is a list."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        holds, kind, unknown, is_list = _taken_apart(parts[0])
        own = next((item for item in parts[1:] if isinstance(item, Kind)), None)
        return holds, own or kind, unknown, is_list
    if origin in (Union, types.UnionType):
        inner = next(part for part in parts if part is not type(None))
        holds, kind, _unknown, is_list = _taken_apart(inner)
        return holds, kind, type(None) in parts, is_list
    if origin is tuple:
        holds, kind, unknown, _is_list = _taken_apart(parts[0])
        return holds, kind, unknown, True
    known = (str, int, bool, date, datetime, time, UUID)
    if isinstance(annotation, type) and (annotation in known or issubclass(annotation, StrEnum)):
        return annotation, None, False, False
    raise TypeError(f"no editor is known for {annotation!r}")
