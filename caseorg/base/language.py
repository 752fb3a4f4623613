"""Gives texts in the person's language; `_()` is for everything on screen."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from caseorg.base import resources

if TYPE_CHECKING:
    from datetime import date, time

LANGUAGES = ("en", "es")

Marked = TypeVar("Marked")

_MONTHS = {
    "en": (
        "January February March April May June July August September October November December".split(),
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
        "Mon Tue Wed Thu Fri Sat Sun".split(),
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
        "ene. feb. mar. abr. may. jun. jul. ago. sept. oct. nov. dic.".split(),
        "lun. mar. mié. jue. vie. sáb. dom.".split(),
    ),
}


class _Chosen:
    """The language in use, and its catalogue."""

    code = "en"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(code: str, catalogue: gettext.NullTranslations | None = None) -> None:
    """Make `code` ("en" or "es") the language of `_()` from now on.

    Args:
        code: The language; English where it is none of ours.
        catalogue: Its texts, if not those that are shipped: a trial of longer words has its own.
    """
    _Chosen.code = code if code in LANGUAGES else "en"
    if catalogue is not None:
        _Chosen.catalogue = catalogue
    elif _Chosen.code == "en":  # the language the program is written in has no catalogue to look for
        _Chosen.catalogue = gettext.NullTranslations()
    else:
        folder = resources.root() / "languages"
        _Chosen.catalogue = gettext.translation("caseorg", folder, [_Chosen.code], fallback=True)


def current() -> str:
    """Return the code of the language in use."""
    return _Chosen.code


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Use another language for a while, as a letter does that differs from the screen."""
    before = _Chosen.code, _Chosen.catalogue
    use(code)
    try:
        yield
    finally:
        _Chosen.code, _Chosen.catalogue = before


def marked(texts: Marked) -> Marked:
    """Return a text, or a table of texts, as it is: it is translated later, when it is shown."""
    return texts


def _(text: str) -> str:
    """Return `text` in the language in use, or as it is where there is no translation."""
    return _Chosen.catalogue.gettext(text) if text else text


def translated(text: str, code: str) -> str:
    """Return `text` in the language `code`, whichever is in use; may be asked on any thread."""
    return _catalogue(code if code in LANGUAGES else "en").gettext(text) if text else text


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation("caseorg", resources.root() / "languages", [code], fallback=True)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of a text that fits `count`, in the language in use."""
    return _Chosen.catalogue.ngettext(one, many, count)


def long_date(day: date, code: str | None = None) -> str:
    """Write a day as a letter does: “November 22, 2026”, “22 de noviembre de 2026”."""
    language = code or _Chosen.code
    month = _MONTHS[language][0][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{month} {day.day}, {day.year}"


def short_date(day: date, code: str | None = None, *, year: bool = True, weekday: bool = True) -> str:
    """Write a day as the screen does: “Fri, Nov 27, 2026”, “vie., 27 de nov. de 2026”."""
    language = code or _Chosen.code
    _long, months, weekdays = _MONTHS[language]
    name = weekdays[day.weekday()] + ", " if weekday else ""
    if language == "es":
        return f"{name}{day.day} de {months[day.month - 1]}" + (f" de {day.year}" if year else "")
    return f"{name}{months[day.month - 1]} {day.day}" + (f", {day.year}" if year else "")


def time_of_day(at: time) -> str:
    """Write a time as in the U.S., in either language: “10:05 AM”.

    Not with strftime: where the computer speaks another language, it may leave out whether it is morning.
    """
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"


def month_and_year(day: date, code: str | None = None) -> str:
    """Write a month as a source note does: “Sep 2026”, “sept. de 2026”."""
    language = code or _Chosen.code
    month = _MONTHS[language][1][day.month - 1]
    return f"{month} de {day.year}" if language == "es" else f"{month} {day.year}"


def month_title(day: date, code: str | None = None) -> str:
    """Write a month as a heading does: “November 2026”, “noviembre de 2026”."""
    language = code or _Chosen.code
    month = _MONTHS[language][0][day.month - 1]
    return f"{month} de {day.year}" if language == "es" else f"{month} {day.year}"


def weekday_names(code: str | None = None) -> tuple[str, ...]:
    """Return the short names of the seven days, Monday first."""
    return tuple(_MONTHS[code or _Chosen.code][2])


def money(cents: int) -> str:
    """Write an amount as in the U.S.: “$1,180.00”, and “$25” where there are no cents."""
    dollars, rest = divmod(cents, 100)
    return f"${dollars:,}.{rest:02d}" if rest else f"${dollars:,}"
