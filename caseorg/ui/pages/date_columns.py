"""How dates stand in a list: what, by when, the last day if that is another one, and what kind it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from caseorg.base.language import _, short_date
from caseorg.domain.deadline import Who
from caseorg.services.date_words import about_date
from caseorg.services.deadlines import WEEK, DateRow, RowKind, days_words
from caseorg.ui.tables.table_model import Column
from caseorg.ui.widgets.chip import Chip, Status

_ICONS = {RowKind.fixed: "clock", RowKind.goal: "target", RowKind.reply: "hourglass", RowKind.visit: "calendar"}


def kind_words(row: DateRow, today: date) -> str:
    """Return the word for what a date is: its kind, or that it is past."""
    if row.is_past(today) and not (row.kind is RowKind.reply and not row.is_confirmed):
        past = {RowKind.fixed: _("Past"), RowKind.reply: _("Late"), RowKind.goal: _("Moved?")}
        return past.get(row.kind, row.kind.words())
    return row.kind.words()


def kind_status(row: DateRow, today: date) -> Status | None:
    """Return what a date means now. Only a fixed date or another's answer is ever red; what is done is plain."""
    if row.done_on is not None:
        return None
    if row.kind is RowKind.goal:
        return Status.neutral
    if row.kind is RowKind.visit:
        return Status.info
    if row.is_past(today):
        return Status.bad if row.is_confirmed or row.kind is not RowKind.reply else Status.warn
    if row.kind is RowKind.fixed:
        return Status.warn if row.act_by <= today + WEEK else Status.neutral
    return Status.info


def kind_icon(row: DateRow, today: date) -> str:
    """Return the icon of a kind of date."""
    return "octagon-x" if kind_status(row, today) is Status.bad else _ICONS[row.kind]


def kind_chip(row: DateRow, today: date) -> Chip:
    """Make the chip that says what a date is."""
    return Chip(kind_words(row, today), kind_status(row, today) or Status.ok, icon=kind_icon(row, today))


def date_columns(today: Callable[[], date]) -> list[Column]:
    """Return the columns of a list of dates; `today` tells the day, which may change while they are shown."""
    return [
        Column(_("What"), lambda row: row.what),
        Column(_("By"), lambda row: by_words(row, today()), sort_key=lambda row: row.act_by, bold=_can_cost),
        Column(_("Last day"), lambda row: last_day_words(row, today()), sort_key=lambda row: row.day, bold=_can_cost),
        Column(
            _("Kind"),
            lambda row: kind_words(row, today()),
            status=lambda row: kind_status(row, today()),
            icon=lambda row: kind_icon(row, today()),
        ),
    ]


def _can_cost(row: DateRow) -> bool:
    """Tell whether missing a date can cost something: only such a date is ever in bold."""
    return row.kind is RowKind.fixed and row.done_on is None


def by_words(row: DateRow, today: date) -> str:
    """Say by which day to act, and how far away that is; of what is done, when."""
    if row.done_on is not None:
        return _("Done {day}").format(day=short_date(row.done_on))
    away = days_words((row.act_by - today).days)
    return _("{day}, {away}").format(day=_near(row.act_by, today), away=away)


def last_day_words(row: DateRow, today: date) -> str:
    """Say the last day, where our safe day is before it."""
    if row.done_on is not None:
        return ""
    if not row.is_confirmed:
        of_the_plan = row.deadline is None or row.deadline.who not in (Who.records_office, Who.doctor)
        return _("Ask your plan") if of_the_plan else ""
    if row.act_by == row.day:
        return ""
    return _near(row.day, today)


def _near(day: date, today: date) -> str:
    """Write a day, with its year only where that is another one."""
    return short_date(day, year=day.year != today.year)


def date_sentence(row: DateRow, today: date) -> str:
    """Say a whole row: what it is, its kind and what it means now."""
    return _("{what}, {kind}. {about}").format(what=row.what, kind=kind_words(row, today), about=about_date(row, today))
