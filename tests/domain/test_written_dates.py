"""Days and times as people write them."""

from __future__ import annotations

from datetime import date, time

import pytest

from caseorg.domain.written_dates import parse_date, parse_time

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11/22/2026", date(2026, 11, 22)),
        ("1-5-2027", date(2027, 1, 5)),
        ("3.14.58", date(1958, 3, 14)),
        ("2026-12-08", date(2026, 12, 8)),
        ("22/11/2026", date(2026, 11, 22)),
        ("Nov 22", date(2026, 11, 22)),
        ("22 nov", date(2026, 11, 22)),
        ("Nov. 22, 2025", date(2025, 11, 22)),
        ("November 22nd 2026", date(2026, 11, 22)),
        ("22 de noviembre de 2026", date(2026, 11, 22)),
        ("Fri, Nov 27, 2026", date(2026, 11, 27)),
        ("jan 3", date(2027, 1, 3)),
        ("oct 30", date(2026, 10, 30)),
        ("12/1", date(2026, 12, 1)),
        ("today", TODAY),
        ("Hoy", TODAY),
        ("tomorrow", date(2026, 11, 23)),
        ("in 2 weeks", date(2026, 12, 6)),
        ("in a month", date(2026, 12, 22)),
        ("en 3 días", date(2026, 11, 25)),
        ("2 weeks ago", date(2026, 11, 8)),
        ("hace 1 año", date(2025, 11, 22)),
        ("Mar 5", date(2027, 3, 5)),
        ("mar. 5 de mayo", date(2027, 5, 5)),
        ("friday", date(2026, 11, 27)),
        ("sunday", date(2026, 11, 29)),
        ("  11 / 22 / 2026 ".replace(" / ", "/"), date(2026, 11, 22)),
    ],
)
def test_a_day_is_read_as_it_was_meant(text: str, day: date) -> None:
    assert parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        " de ",
        "22nd novemver",
        "13/13/2026",
        "Feb 30",
        "2/29/2025",
        "soon",
        "in many weeks",
        "in 99999999 years",
        "nov",
        "11",
        "5/1/0",
        "<b>",
    ],
)
def test_what_is_no_day_is_not_guessed_at(text: str) -> None:
    assert parse_date(text, TODAY) is None


def test_the_last_day_of_february_is_read_in_a_leap_year() -> None:
    assert parse_date("2/29/2028", TODAY) == date(2028, 2, 29)
    assert parse_date("feb 29", date(2028, 1, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("10:30 AM", time(10, 30)),
        ("2pm", time(14)),
        ("12 am", time(0)),
        ("12:05 p.m.", time(12, 5)),
        ("14:05", time(14, 5)),
        ("noon", time(12)),
    ],
)
def test_a_time_is_read_as_it_was_meant(text: str, clock: time) -> None:
    assert parse_time(text) == clock


@pytest.mark.parametrize("text", ["", "25:00", "13 pm", "10:75", "morning"])
def test_what_is_no_time_is_not_guessed_at(text: str) -> None:
    assert parse_time(text) is None
