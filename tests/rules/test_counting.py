"""Counting against a second, slow calculator that walks day by day and shares no code with the first."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest

from caseorg.domain import dates
from caseorg.domain.dates import ClosedBecause, NoSuchDay
from caseorg.domain.letter import SendingWay
from tests.rules.slow_counter import DAY, LISTED, every_day, slow_days, slow_months, slow_workday


def test_every_holiday_of_nine_years_is_the_one_the_government_lists() -> None:
    for day in every_day(2024, 2032):
        listed = day.isoformat() in LISTED
        is_weekend = day.strftime("%a") in ("Sat", "Sun")
        assert (dates.closed_because(day) is not None) == (listed or is_weekend), day
        assert dates.is_workday(day) == slow_workday(day), day


@pytest.mark.parametrize("days", [0, 1, 5, 10, 30, 60, 65, 90, 120, 180])
def test_days_from_every_date_of_four_years(days: int) -> None:
    for start in every_day():
        assert dates.add_days(start, days) == slow_days(start, days)


@pytest.mark.parametrize("rule", list(NoSuchDay))
@pytest.mark.parametrize("months", [1, 4, 6, 12])
def test_months_from_every_date_of_four_years(months: int, rule: NoSuchDay) -> None:
    first_of_next = rule is NoSuchDay.first_of_next_month
    for start in every_day():
        assert dates.add_months(start, months, rule) == slow_months(start, months, first_of_next), start


@pytest.mark.parametrize("days", [1, 5, 10, 21])
def test_business_days_from_every_date_of_three_years(days: int) -> None:
    for start in every_day(last=2027):
        day, left = start, days
        while left:
            day += DAY
            left -= slow_workday(day)
        assert dates.add_business_days(start, days) == day, start


def test_the_next_open_day_of_every_date_passes_weekends_and_holidays_but_not_days_kept_for_one() -> None:
    for start in every_day():
        day = start
        while day.isoformat() in LISTED or day.strftime("%a") in ("Sat", "Sun"):
            day += DAY
        assert dates.next_open_day(start) == day
    assert dates.next_open_day(date(2027, 7, 4)) == date(2027, 7, 5), "a Monday kept for a Sunday is not passed"


@pytest.mark.parametrize("way", list(SendingWay))
def test_send_by_of_every_date_goes_back_by_the_days_of_its_way_and_then_to_a_workday(way: SendingWay) -> None:
    back = {"mail": 7, "certified_mail": 7, "overnight": 2, "fax": 1, "portal": 1, "email": 1, "by_hand": 0}[way.value]
    for lands_on in every_day():
        day = lands_on
        for _ in range(back):
            day -= DAY
        while not slow_workday(day):
            day -= DAY
        assert dates.send_by(lands_on, way) == day, lands_on


def test_four_months_are_not_120_days_and_not_122() -> None:
    starts = list(every_day(2026, 2026))
    four_months = {day: dates.add_months(day, 4, NoSuchDay.first_of_next_month) for day in starts}
    early = [day for day in starts if dates.add_days(day, 120) < four_months[day]]
    late = [day for day in starts if dates.add_days(day, 122) > four_months[day]]
    assert (len(early), len(late)) == (276, 121)
    assert all(dates.add_days(day, 120) <= four_months[day] for day in starts)


def test_october_30_plus_four_months_ends_as_the_rule_says() -> None:
    start = date(2025, 10, 30)
    assert dates.add_months(start, 4, NoSuchDay.last_of_month) == date(2026, 2, 28)
    assert dates.add_months(start, 4, NoSuchDay.first_of_next_month) == date(2026, 3, 1)
    assert dates.add_months(date(2027, 10, 29), 4, NoSuchDay.last_of_month) == date(2028, 2, 29)


def test_hours_count_as_whole_days_rounded_down() -> None:
    found = [dates.add_hours(date(2026, 11, 20), hours).day for hours in (23, 24, 47, 48, 72)]
    assert found == [20, 21, 21, 22, 23]


def test_a_day_says_why_it_is_closed() -> None:
    closed = [dates.closed_because(date(2026, 11, day)) for day in (26, 27, 28, 29)]
    assert closed == [ClosedBecause.holiday, None, ClosedBecause.saturday, ClosedBecause.sunday]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "America/New_York", "UTC"])
def test_no_time_zone_and_no_change_to_summer_time_moves_a_date(zone: str) -> None:
    """Count across both changes of the clock in 2026, in another process that lives in another zone."""
    program = (
        "from datetime import date; from caseorg.domain import dates; "
        "from caseorg.domain.letter import SendingWay; "
        "print(dates.add_days(date(2026, 3, 7), 1), dates.add_days(date(2026, 10, 31), 2), "
        "dates.send_by(date(2026, 3, 16), SendingWay.mail))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["2026-03-08", "2026-11-02", "2026-03-09"]


def test_the_end_of_a_later_year_is_december_31() -> None:
    assert dates.end_of_year(date(2026, 2, 3), 3) == date(2029, 12, 31)


Counter = Callable[[date], date]


@pytest.mark.parametrize(
    "count",
    [
        lambda start: dates.add_days(start, 65),
        lambda start: dates.add_business_days(start, 10),
        lambda start: dates.add_months(start, 4, NoSuchDay.first_of_next_month),
        lambda start: dates.add_months(start, 6, NoSuchDay.last_of_month),
    ],
)
def test_a_later_start_never_gives_an_earlier_day(count: Counter) -> None:
    landed = [count(start) for start in every_day(2025, 2027)]
    assert landed == sorted(landed)
