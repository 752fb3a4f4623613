"""The checks that look across fields, for what is possible but unlikely."""

from __future__ import annotations

from datetime import date

from caseorg.base.language import _, short_date
from caseorg.domain.denial import Denial
from caseorg.domain.errors import Problem


def of_denial(denial: Denial) -> tuple[Problem, ...]:
    """Look across a denial's dates for what is possible but unlikely."""
    found: list[Problem] = []
    letter, got, last = denial.notice_date, denial.received_date, denial.stated_last_day
    if letter and got and got < letter:
        sentence = _("You got the letter on {got}, but it is dated {letter}. Check both dates.")
        found.append(Problem("received_date", _filled(sentence, got=got, letter=letter)))
    if letter and last and last < letter:
        sentence = _("The last day to appeal is {last}, but the letter is dated {letter}. Check both dates.")
        found.append(Problem("stated_last_day", _filled(sentence, last=last, letter=letter)))
    return tuple(found)


def _filled(sentence: str, **days: date) -> str:
    return sentence.format(**{name: short_date(day, year=False, weekday=False) for name, day in days.items()})
