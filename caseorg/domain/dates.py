"""Adding days and months, closed days, workdays, and “send it by”."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum, auto
from functools import lru_cache
from types import MappingProxyType

from caseorg.domain.letter import SendingWay

ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_HOURS_IN_A_DAY = 24

# Our own caution, and no law: how long each way of sending may take, in days.
DAYS_TO_ARRIVE: Mapping[SendingWay, int] = MappingProxyType(
    {
        SendingWay.mail: 7,
        SendingWay.certified_mail: 7,
        SendingWay.overnight: 2,
        SendingWay.fax: 1,
        SendingWay.portal: 1,
        SendingWay.email: 1,
        SendingWay.by_hand: 0,
    }
)


class ClosedBecause(StrEnum):
    """Why an office is closed on a day."""

    saturday = auto()
    sunday = auto()
    holiday = auto()


class NoSuchDay(StrEnum):
    """What a count in months does when the month it lands in is too short."""

    last_of_month = auto()
    first_of_next_month = auto()


def add_days(start: date, days: int) -> date:
    """Count calendar days; the day of the start is day 0."""
    return start + timedelta(days=days)


def add_hours(start: date, hours: int) -> date:
    """Count elapsed hours in whole days, rounded down, since nobody knows the hour it started."""
    return add_days(start, hours // _HOURS_IN_A_DAY)


def add_months(start: date, months: int, if_no_such_day: NoSuchDay) -> date:
    """Give the same day of a later month; a month that is too short is handled as the rule says."""
    whole_years, month_index = divmod(start.month - 1 + months, 12)
    year, month = start.year + whole_years, month_index + 1
    last = calendar.monthrange(year, month)[1]
    if start.day <= last:
        return date(year, month, start.day)
    if if_no_such_day is NoSuchDay.last_of_month:
        return date(year, month, last)
    return date(year, month, last) + ONE_DAY


def add_business_days(start: date, days: int) -> date:
    """Count days on which offices work; the day of the start is day 0."""
    day = start
    for _ in range(days):
        day = next_workday(day)
    return day


def end_of_year(start: date, years: int) -> date:
    """Give December 31 of the year that many years after the start."""
    return date(start.year + years, 12, 31)


def closed_because(day: date) -> ClosedBecause | None:
    """Tell why the law counts a day as closed: a weekend, or a Federal holiday on its own date.

    The day kept for a holiday that falls on a weekend does not count here: no rule read so far says that it does, and a
    last day is never moved on a guess.
    """
    if day.weekday() == _SATURDAY:
        return ClosedBecause.saturday
    if day.weekday() > _SATURDAY:
        return ClosedBecause.sunday
    return ClosedBecause.holiday if day in _federal_days(day.year)[0] else None


def next_open_day(day: date) -> date:
    """Give the day itself, or the first after it that the law does not count as closed."""
    while closed_because(day) is not None:
        day += ONE_DAY
    return day


def is_workday(day: date) -> bool:
    """Tell whether offices and mail work: no weekend, no Federal holiday, and no day kept for one."""
    holidays, kept = _federal_days(day.year)
    return day.weekday() < _SATURDAY and day not in holidays and day not in kept


def next_workday(day: date) -> date:
    """Give the first workday after a day."""
    day += ONE_DAY
    while not is_workday(day):
        day += ONE_DAY
    return day


def workday_on_or_before(day: date) -> date:
    """Give the day itself, or the last workday before it."""
    while not is_workday(day):
        day -= ONE_DAY
    return day


def send_by(lands_on: date, way: SendingWay) -> date:
    """Give our safe day to send something: days for the way it goes, then back to a workday.

    It is reckoned from where the count landed, before any move past a weekend.
    """
    return workday_on_or_before(add_days(lands_on, -DAYS_TO_ARRIVE[way]))


@lru_cache(maxsize=64)
def _federal_days(year: int) -> tuple[frozenset[date], frozenset[date]]:
    # Imported here because it takes a tenth of a second, and the first screen needs no holiday.
    from holidays import country_holidays

    # Without a state, these are the days of 5 U.S.C. 6103(a) and no others. The day kept for January 1 can lie in the
    # year before, so the next year is asked too.
    real = country_holidays("US", years=(year,), observed=False)
    both = country_holidays("US", years=(year, year + 1), observed=True)
    holidays = frozenset(day for day in real if day.year == year)
    kept = frozenset(day for day in both if day.year == year) - holidays
    return holidays, kept
