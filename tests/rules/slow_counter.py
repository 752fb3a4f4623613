"""A second counter that walks day by day, reads the rule files itself, and shares no code with the program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

DAY = timedelta(days=1)
DAYS_FOR_THE_MAIL = 7

# The Federal holidays of nine years, as the Office of Personnel Management lists them, and the days kept for those that
# fall on a weekend. Typed by hand: the program takes them from a library.
HOLIDAYS = {
    "2024": "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
    "2025": "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
    "2026": "01-01 01-19 02-16 05-25 06-19 07-04 09-07 10-12 11-11 11-26 12-25",
    "2027": "01-01 01-18 02-15 05-31 06-19 07-04 09-06 10-11 11-11 11-25 12-25",
    "2028": "01-01 01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-11 11-23 12-25",
    "2029": "01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-11 11-22 12-25",
    "2030": "01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
    "2031": "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
    "2032": "01-01 01-19 02-16 05-31 06-19 07-04 09-06 10-11 11-11 11-25 12-25",
}
KEPT = {
    *("2026-07-03", "2027-06-18", "2027-07-05", "2027-12-24", "2027-12-31", "2028-11-10", "2029-11-12"),
    *("2032-06-18", "2032-07-05", "2032-12-24", "2032-12-31"),
}
LISTED = {f"{year}-{day}" for year, days in HOLIDAYS.items() for day in days.split()} | {"2023-12-25", "2033-01-01"}


def every_day(first: int = 2025, last: int = 2028) -> Iterator[date]:
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += DAY


@cache
def slow_workday(day: date) -> bool:
    return day.strftime("%a") not in ("Sat", "Sun") and day.isoformat() not in LISTED | KEPT


@cache
def slow_days(start: date, days: int) -> date:
    for _ in range(days):
        start += DAY
    return start


@cache
def slow_months(start: date, months: int, first_of_next: bool) -> date:
    """Walk to the first of the month that many months on, then forward to the day of the month."""
    day = start
    seen = 0
    while seen < months:
        day += DAY
        seen += day.day == 1
    month = day.month
    while day.day < start.day:
        day += DAY
        if day.month != month:
            return day if first_of_next else day - DAY
    return day


@cache
def slow_send_by(lands: date) -> date:
    for _ in range(DAYS_FOR_THE_MAIL):
        lands -= DAY
    while not slow_workday(lands):
        lands -= DAY
    return lands


@cache
def _slow_open_day(day: date) -> date:
    while day.isoformat() in LISTED or day.strftime("%a") in ("Sat", "Sun"):
        day += DAY
    return day


def slow_count(
    table: dict[str, Any], fact: str, day: date, *, later: date | None = None, told_on: date | None = None
) -> tuple[date, date] | None:
    """Count one date by walking: the term, the days for the mail, the period, and the move off a closed day.

    Args:
        table: The table [deadline] as the file has it; a limit of a state stands in its terms as any other.
        fact: The one day that is known.
        day: That day.
        later: The day of `or_if_later`, if it is known.
        told_on: The day somebody was told of more time, if they were.
    """

    def start_under(term: dict[str, Any]) -> date | None:
        mail = term.get("presume_received", table.get("presume_received"))
        if isinstance(mail, dict) and mail["after"] == fact:
            return slow_days(day, mail["days"])
        return day if fact in term.get("count_from", table["count_from"]) else None

    pick = day if table.get("pick_terms_by") == fact else start_under({})
    if pick is None:
        return None
    terms = [term for term in table["terms"] if term["from"] <= pick]
    if not terms or pick > terms[-1].get("until", pick):
        return None
    term = {**table, **terms[-1]}
    start = start_under(terms[-1])
    if start is None:
        return None
    lands = _slow_period(start, term["allow"], term)
    if told_on is not None and told_on <= lands:
        lands = _slow_period(lands, table["extend"]["allow"], term)
    if later is not None and later > lands:
        lands = later
    return lands, _slow_open_day(lands) if term.get("if_closed_day") == "next_open_day" else lands


def _slow_period(start: date, allow: dict[str, int], term: dict[str, Any]) -> date:
    ((unit, amount),) = allow.items()
    if unit == "months":
        return slow_months(start, amount, term.get("if_no_such_day") == "first_of_next_month")
    if unit == "business_days":
        while amount:
            start += DAY
            amount -= slow_workday(start)
        return start
    if unit == "days_before":
        for _ in range(amount):
            start -= DAY
        return start
    if unit == "year_ends":
        return date(int(start.strftime("%Y")) + amount, 12, 31)
    return slow_days(start, amount if unit == "days" else int(amount / 24))
