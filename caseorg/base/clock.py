"""Tells the time: the only file that reads the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

# Nobody needs the time before the first paint, so what counts it is loaded when somebody does.


def today() -> date:
    """Return the local calendar day."""
    from datetime import datetime

    return datetime.now().astimezone().date()


def now() -> datetime:
    """Return this moment in UTC, to the second."""
    from datetime import UTC, datetime

    return datetime.now(UTC).replace(microsecond=0)


def now_on(day: date) -> datetime:
    """Return this time of the day on a day of this computer's calendar, in UTC, to the second."""
    from datetime import UTC, datetime

    return datetime.combine(day, datetime.now().time()).astimezone(UTC).replace(microsecond=0)
