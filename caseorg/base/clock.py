"""Tells the time: the only file that reads the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Return the local calendar day."""
    return datetime.now().astimezone().date()


def now() -> datetime:
    """Return this moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
