"""The kinds of columns that tables are made of: keys, lists as JSON, moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment, kept as ISO text in UTC, so that it sorts and reads the same in every tool."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        """Write the moment in UTC; a moment without a zone is taken as UTC."""
        del dialect
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> datetime | None:
        """Read the moment back with its zone."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


def key_field() -> Any:
    """Declare the primary key."""
    return Field(primary_key=True)


def case_field() -> Any:
    """Declare the case a record belongs to."""
    return Field(foreign_key="cases.id", index=True)


def list_field() -> Any:
    """Declare a list kept as JSON."""
    return Field(default=(), sa_type=sa.JSON)


def moment_field() -> Any:
    """Declare a moment in UTC."""
    return Field(default=None, sa_type=UtcDateTime)
