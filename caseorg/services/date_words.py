"""What a person reads about dates: why one matters now, and which moved after a change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from caseorg.base import language
from caseorg.base.language import _, ngettext, short_date
from caseorg.services.deadlines import DateRow, RowKind

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment


def why_of_date(row: DateRow, today: date) -> str:
    """Say of a date that can cost something what to do by when."""
    day = short_date(row.day)
    if row.is_past(today):
        late = row.deadline.words_in(language.current()).late if row.deadline else ""
        return late or _("The day was {day}. If it is not done yet, do it today.").format(day=day)
    if not row.is_confirmed:
        return _("Act by {day}. We could not confirm the rule, so ask your plan for the last day.").format(day=day)
    if row.act_by < today:
        sentence = _("Our safe day was {safe}, so send it today. The last day is {day}.")
        return sentence.format(safe=short_date(row.act_by), day=day)
    if row.act_by < row.day:
        return _("Send it by {safe}. The last day is {day}.").format(safe=short_date(row.act_by), day=day)
    return _("The last day is {day}, {away}.").format(day=day, away=row.days_away(today))


def about_date(row: DateRow, today: date) -> str:
    """Say of any date of the list what it means now."""
    day, away = short_date(row.day), row.days_away(today)
    if row.done_on is not None:
        return _("Done on {day}.").format(day=short_date(row.done_on))
    if row.kind is RowKind.fixed:
        return why_of_date(row, today)
    if row.kind is RowKind.visit:
        return _("On {day}, {away}.").format(day=day, away=away)
    if row.kind is RowKind.reply and not row.is_confirmed:
        again = _("No sure day is known for their answer. Ask again now.")
        ahead = _("No sure day is known for their answer. Ask again on {day}, {away}.")
        return (again if today >= row.day else ahead).format(day=day, away=away)
    if row.kind is RowKind.reply:
        late = _("They had until {day}. That is {away}, so call them.")
        return (late if row.is_past(today) else _("They have until {day}, {away}.")).format(day=day, away=away)
    past = _("You wanted this by {day}. Move it, or say that it is done.")
    return (past if row.is_past(today) else _("You would like this by {day}, {away}.")).format(day=day, away=away)


def moved_words(before: Assessment, after: Assessment) -> str:
    """List the dates that another start has moved, and those that stay because the person set them; or nothing."""
    from caseorg.rules.assess import compare

    code = language.current()
    moved = [
        _("{what}: now {day}").format(what=new.words_in(code).title, day=short_date(day))
        for _old, new in compare(before, after).moved
        if (day := new.last_day or new.send_by) is not None
    ]
    counted = {one.id: one.counted for one in before.deadlines if one.counted}
    kept = [
        one.words_in(code).title
        for one in after.deadlines
        if one.counted and one.id in counted and one.counted.last_day != getattr(counted[one.id], "last_day", None)
    ]
    found = []
    if moved:
        sentence = ngettext("{count} date moved. {dates}.", "{count} dates moved. {dates}.", len(moved))
        found.append(sentence.format(count=len(moved), dates="; ".join(moved)))
    if kept:
        found.append(_("You set this date yourself, so it stays: {dates}.").format(dates="; ".join(kept)))
    return " ".join(found)
