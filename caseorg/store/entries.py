"""Reads rows as records and writes records as rows, with SQL that is made once for each kind of record; and changes
as the history keeps them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.dialects import sqlite

from caseorg.domain.case import RECORD_TYPES
from caseorg.domain.changes import Change
from caseorg.domain.record import Record
from caseorg.store.rows import table_of

TYPES_BY_NAME = {record_type.__name__: record_type for record_type in RECORD_TYPES}


@cache
def _columns(record_type: type[Record]) -> tuple[str, ...]:
    return tuple(record_type.model_fields)


@cache
def _select(record_type: type[Record], where: str) -> str:
    names = ", ".join(f'"{column}"' for column in _columns(record_type))  # quoted: a field may be called “order”
    return f"select {names} from {table_of(record_type).name} {where}"  # noqa: S608 - names are ours


@cache
def _lists(record_type: type[Record]) -> tuple[str, ...]:
    table = table_of(record_type)
    return tuple(name for name in _columns(record_type) if isinstance(table.c[name].type, sa.JSON))


@cache
def _reader(record_type: type[Record]) -> Callable[[Any], list[Any]]:
    adapter: TypeAdapter[Any] = TypeAdapter(list[record_type])  # type: ignore[valid-type]
    return adapter.validator.validate_python


NOT_OURS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading a row raises whose columns hold what this program never puts there: text that is no JSON, brackets a
hundred thousand deep, bytes for words. Whoever knows a file's password can have written that."""


@dataclass(frozen=True)
class Statements:
    """How records of one kind are written: SQL made once, and what turns each entry into what the column holds."""

    upsert: str
    delete: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def values(self, record: Record) -> tuple[object, ...]:
        """Return a record's entries as the driver takes them."""
        entries = record.__dict__
        return tuple(turn(entries[name]) if turn else entries[name] for name, turn in self.columns)


_DIALECT = sqlite.dialect(json_serializer=lambda value: json.dumps(value, default=str))


@cache
def statements_for(record_type: type[Record]) -> Statements:
    """Return how records of one kind are written."""
    # Written by the driver itself, as reading is: SQLAlchemy's share of a save was as large as all the rest.
    table = table_of(record_type)
    columns = [(name, table.c[name].type.dialect_impl(_DIALECT)) for name in _columns(record_type)]
    names = ", ".join(f'"{name}"' for name, _type in columns)
    places = ", ".join("?" for _column in columns)
    news = ", ".join(f'"{name}" = excluded."{name}"' for name, _type in columns if name != "id")
    return Statements(
        f"insert into {table.name} ({names}) values ({places}) on conflict (id) do update set {news}",  # noqa: S608
        f"delete from {table.name} where id = ?",  # noqa: S608 - names are ours
        tuple((name, kind.bind_processor(_DIALECT)) for name, kind in columns),
    )


def entries_of(driver: Any, record_type: type[Record], where: str, *values: object) -> list[dict[str, Any]]:
    """Read rows of one kind of record as entries by the names of its fields, not checked yet."""
    rows = driver.execute(_select(record_type, where), values).fetchall()
    return _entries(record_type, rows) if rows else []


def _entries(record_type: type[Record], rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    columns = _columns(record_type)
    entries = [dict(zip(columns, row, strict=True)) for row in rows]
    for name in _lists(record_type):
        for entry in entries:
            entry[name] = json.loads(entry[name])
    return entries


def read_records(driver: Any, record_type: type[Record], where: str, *values: object) -> tuple[Any, ...]:
    """Read records as their own checks make them, not by way of rows: a case is read many times a minute."""
    rows = driver.execute(_select(record_type, where), values).fetchall()
    return tuple(_reader(record_type)(_entries(record_type, rows))) if rows else ()


def kinds_by_id(driver: Any) -> dict[UUID, type[Record]]:
    """Return of which kind each record of a file is, removed or not."""
    return {
        UUID(key): kind
        for kind in RECORD_TYPES
        for (key,) in driver.execute(f"select id from {table_of(kind).name}")  # noqa: S608 - names are ours
    }


def change_entry(change: Change) -> dict[str, Any]:
    """Return one change as the history keeps it: of a record that was there before, only what differs after."""
    before = change.before.model_dump(mode="json") if change.before else None
    after = change.after.model_dump(mode="json") if change.after else None
    if before is not None and after is not None:
        after = {name: value for name, value in after.items() if value != before[name]}
    return {"type": type(change.record).__name__, "before": before, "after": after}


def change_from(entry: dict[str, Any]) -> Change:
    """Read back one change of a step, as the history keeps it."""
    record_type = TYPES_BY_NAME[entry["type"]]
    before, after = entry["before"], entry["after"]
    if before is not None and after is not None:
        after = before | after
    return Change(
        None if before is None else record_type.model_validate(before),
        None if after is None else record_type.model_validate(after),
    )
