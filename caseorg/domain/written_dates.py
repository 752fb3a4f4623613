"""Reads days and times the way people write them: “11/22/2026”, “Nov 22”, “today”, “in 2 weeks”, “10:30 am”."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, time, timedelta

from caseorg.domain.dates import NoSuchDay, add_months

_MONTHS = (
    ("january", "enero"),
    ("february", "febrero"),
    ("march", "marzo"),
    ("april", "abril"),
    ("may", "mayo"),
    ("june", "junio"),
    ("july", "julio"),
    ("august", "agosto"),
    ("september", "septiembre", "setiembre"),
    ("october", "octubre"),
    ("november", "noviembre"),
    ("december", "diciembre"),
)
_WEEKDAYS = (
    ("monday", "lunes"),
    ("tuesday", "martes"),
    ("wednesday", "miércoles", "miercoles"),
    ("thursday", "jueves"),
    ("friday", "viernes"),
    ("saturday", "sábado", "sabado"),
    ("sunday", "domingo"),
)
_NEAR = {
    **dict.fromkeys(("today", "hoy"), 0),
    **dict.fromkeys(("tomorrow", "mañana", "manana"), 1),
    **dict.fromkeys(("pasado mañana", "pasado manana"), 2),
    **dict.fromkeys(("yesterday", "ayer"), -1),
    **dict.fromkeys(("anteayer", "antier"), -2),
}
_UNITS = {
    **dict.fromkeys(("day", "days", "día", "días", "dia", "dias"), "day"),
    **dict.fromkeys(("week", "weeks", "semana", "semanas"), "week"),
    **dict.fromkeys(("month", "months", "mes", "meses"), "month"),
    **dict.fromkeys(("year", "years", "año", "años", "ano", "anos"), "year"),
}
_COUNTS = {"a": 1, "an": 1, "one": 1, "un": 1, "una": 1, "two": 2, "dos": 2, "three": 3, "tres": 3}
_SHORTEST = 3
_LATEST_TWO_FIGURES = 10


def parse_date(text: str, today: date) -> date | None:
    """Return the day that is meant, or None if it can't be read.

    Args:
        text: As it was typed. Figures are month, day, year, as in the U.S.; a first figure over 12 is the day.
        today: The day on which “in 2 weeks” starts, and beside which a day without a year is the nearest one.
    """
    words = re.sub(r"[,\s]+", " ", text.strip().lower())
    if not words:
        return None
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    return _in_figures(words, today) or _from_now(words, today) or _with_month(words, today) or _weekday(words, today)


def parse_time(text: str) -> time | None:
    """Return the time of day that is meant, such as “10:30 am”, “2pm” or “14:05”, or None if it can't be read."""
    words = text.strip().lower().replace(".", "").replace(" ", "")
    if words in ("noon", "mediodía", "mediodia"):
        return time(12)
    found = re.fullmatch(r"(\d{1,2})(?::?(\d{2}))?(am|pm|a|p)?", words)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _in_figures(words: str, today: date) -> date | None:
    if found := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", words):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?", words)
    if found is None:
        return None
    month, day = int(found[1]), int(found[2])
    if month > 12 >= day:
        month, day = day, month
    return _day(_year(found[3], today), month, day) if found[3] else _nearest(month, day, today)


def _from_now(words: str, today: date) -> date | None:
    found = re.fullmatch(r"(?:in|en|dentro de) (\w+) (\w+)", words)
    back = None if found else re.fullmatch(r"(\w+) (\w+) ago", words) or re.fullmatch(r"hace (\w+) (\w+)", words)
    match = found or back
    if match is None or match[2] not in _UNITS:
        return None
    count = int(match[1]) if match[1].isdecimal() else _COUNTS.get(match[1])
    if count is None or count > 10_000:
        return None
    count = count if found else -count
    unit = _UNITS[match[2]]
    try:
        if unit in ("day", "week"):
            return today + timedelta(days=count * (7 if unit == "week" else 1))
        return add_months(today, count * (12 if unit == "year" else 1), NoSuchDay.last_of_month)
    except (ValueError, OverflowError):
        return None


def _with_month(words: str, today: date) -> date | None:
    parts = [part.rstrip(".") for part in words.split(" ") if part not in ("de", "del", "of", "the", "el")]
    # "mar" begins martes and March; it is a weekday only where a month comes later.
    if (
        parts
        and _place(parts[0], _WEEKDAYS) is not None
        and any(_place(part, _MONTHS) is not None for part in parts[1:])
    ):
        parts = parts[1:]
    month = next((place for part in parts if (place := _place(part, _MONTHS)) is not None), None)
    figures = [part for part in parts if _place(part, _MONTHS) is None]
    if month is None or len(figures) + 1 != len(parts) or not 1 <= len(figures) <= 2:
        return None
    day = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|º)?", figures[0])
    if day is None:
        return None
    if len(figures) == 1:
        return _nearest(month + 1, int(day[1]), today)
    if not re.fullmatch(r"\d{4}|\d{2}", figures[1]):
        return None
    return _day(_year(figures[1], today), month + 1, int(day[1]))


def _weekday(words: str, today: date) -> date | None:
    place = _place(words.removeprefix("next ").removeprefix("el ").removeprefix("próximo "), _WEEKDAYS)
    return None if place is None else today + timedelta(days=(place - today.weekday() - 1) % 7 + 1)


def _place(word: str, names: Iterable[tuple[str, ...]]) -> int | None:
    """Return which of `names` a word begins; a slip of the pen is not guessed at."""
    if len(word) < _SHORTEST:
        return None
    return next((at for at, spellings in enumerate(names) if any(name.startswith(word) for name in spellings)), None)


def _year(figures: str, today: date) -> int:
    """Return the year; two figures mean one that is past or at most ten years ahead."""
    year = int(figures)
    if len(figures) == 4:
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year + _LATEST_TWO_FIGURES else century - 100 + year


def _nearest(month: int, day: int, today: date) -> date | None:
    found = (_day(year, month, day) for year in (today.year - 1, today.year, today.year + 1))
    return min((each for each in found if each), key=lambda each: abs(each - today), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= year <= 9999) or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)
