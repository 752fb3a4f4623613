"""How a date was counted: each step as data, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from caseorg.base.language import _, in_language, ngettext, short_date
from caseorg.domain.bilingual import Bilingual
from caseorg.domain.dates import DAYS_TO_ARRIVE, ClosedBecause
from caseorg.domain.letter import SendingWay


class PeriodUnit(StrEnum):
    """What a period is counted in. Units are never turned into each other."""

    days = auto()
    business_days = auto()
    months = auto()
    hours = auto()
    days_before = auto()
    year_ends = auto()


@dataclass(frozen=True)
class Period:
    """A length of time as the rule states it."""

    amount: int
    unit: PeriodUnit

    def in_words(self, language: str) -> str:
        """Write it as a person reads it, like “4 months”."""
        with in_language(language):
            return _period_text(self.amount, self.unit).format(count=self.amount)


def _period_text(count: int, unit: PeriodUnit) -> str:
    if unit is PeriodUnit.business_days:
        return ngettext("{count} workday", "{count} workdays", count)
    if unit is PeriodUnit.months:
        return ngettext("{count} month", "{count} months", count)
    if unit is PeriodUnit.hours:
        return ngettext("{count} hour", "{count} hours", count)
    if unit is PeriodUnit.days_before:
        return ngettext("{count} day back", "{count} days back", count)
    if unit is PeriodUnit.year_ends:
        return ngettext("to the end of the next year", "to the end of the year, {count} years on", count)
    return ngettext("{count} day", "{count} days", count)


class StepKind(StrEnum):
    """What one step of a count does."""

    started = auto()
    safe_start = auto()
    mail = auto()
    own_day_earlier = auto()
    added = auto()
    landed = auto()
    moved = auto()
    stayed = auto()
    move_unconfirmed = auto()
    later_date = auto()
    letter = auto()
    general_rule = auto()
    unconfirmed = auto()
    send_by = auto()
    changed = auto()


@dataclass(frozen=True)
class CountingStep:
    """One line of “How we counted”.

    `fact` names the fact a day came from, and `what` says in words which day that is.
    """

    kind: StepKind
    day: date | None = None
    period: Period | None = None
    fact: str | None = None
    what: Bilingual[str] | None = None
    closed: ClosedBecause | None = None
    way: SendingWay | None = None
    reason: str = ""

    def title(self, language: str) -> str:
        """Say what was done, as the first column shows it."""
        with in_language(language):
            return _title(self.kind)

    def value(self, language: str) -> str:
        """Give the day or the period, as the second column shows it."""
        if self.kind in (StepKind.added, StepKind.mail) and self.period is not None:
            return self.period.in_words(language)
        return short_date(self.day, language) if self.day is not None else ""

    def text(self, language: str) -> str:
        """Explain the step, as the third column shows it."""
        with in_language(language):
            what = self.what.in_language(language) if self.what else ""
            if self.kind is StepKind.changed:
                return self.reason
            if self.kind in (StepKind.started, StepKind.later_date):
                return what
            if self.kind is StepKind.added:
                return _added_text(self.period)
            if self.kind in (StepKind.landed, StepKind.stayed, StepKind.move_unconfirmed):
                return _closed_text(self.kind, self.closed)
            if self.kind is StepKind.send_by:
                return _way_text(self.way)
            return _PLAIN_TEXTS[self.kind]().format(what=what)


def _title(kind: StepKind) -> str:
    titles = {
        StepKind.started: _("We started from"),
        StepKind.safe_start: _("To be safe"),
        StepKind.mail: _("We added, for the mail"),
        StepKind.own_day_earlier: _("To be safe"),
        StepKind.added: _("We added"),
        StepKind.landed: _("That lands on"),
        StepKind.moved: _("We moved it to"),
        StepKind.stayed: _("That lands on"),
        StepKind.move_unconfirmed: _("That lands on"),
        StepKind.later_date: _("A later day counts"),
        StepKind.letter: _("Your letter says"),
        StepKind.general_rule: _("The general rule gives"),
        StepKind.unconfirmed: _("Not yet confirmed"),
        StepKind.send_by: _("Send it by"),
        StepKind.changed: _("You changed this to"),
    }
    return titles[kind]


def _added_text(period: Period | None) -> str:
    unit = period.unit if period else PeriodUnit.days
    texts = {
        PeriodUnit.days: _("All days count, weekends too."),
        PeriodUnit.days_before: _("Counted back. All days count, weekends too."),
        PeriodUnit.business_days: _("Weekends and Federal holidays don't count."),
        PeriodUnit.months: _("The same day of a later month."),
        PeriodUnit.hours: _("The hours run on, nights and weekends too. We count whole days."),
        PeriodUnit.year_ends: _("The clock runs to December 31."),
    }
    return texts[unit]


def _closed_text(kind: StepKind, closed: ClosedBecause | None) -> str:
    if closed is None:
        return ""
    if kind is StepKind.landed:
        return _("A Federal holiday.") if closed is ClosedBecause.holiday else _("A weekend.")
    if kind is StepKind.move_unconfirmed:
        return _("An office may count the next open day. No one has confirmed that, so we did not move it later.")
    if closed is ClosedBecause.holiday:
        return _("A Federal holiday. We did not move it later.")
    return _("A weekend. We did not move it later.")


def _way_text(way: SendingWay | None) -> str:
    way = way or SendingWay.mail
    days = DAYS_TO_ARRIVE[way]
    texts = {
        SendingWay.overnight: ngettext(
            "{count} day for overnight mail, moved back to a workday.",
            "{count} days for overnight mail, moved back to a workday.",
            days,
        ),
        SendingWay.fax: ngettext(
            "{count} day for a fax, moved back to a workday.", "{count} days for a fax, moved back to a workday.", days
        ),
        SendingWay.portal: ngettext(
            "{count} day for the website, moved back to a workday.",
            "{count} days for the website, moved back to a workday.",
            days,
        ),
        SendingWay.email: ngettext(
            "{count} day for email, moved back to a workday.", "{count} days for email, moved back to a workday.", days
        ),
        SendingWay.by_hand: _("By hand, on a workday."),
    }
    by_mail = ngettext(
        "{count} day for mail, moved back to a workday.", "{count} days for mail, moved back to a workday.", days
    )
    return texts.get(way, by_mail).format(count=days)


_PLAIN_TEXTS = {
    StepKind.safe_start: lambda: _(
        "The clock often starts on {what}. We don't know that day, so we used an earlier one."
    ),
    StepKind.mail: lambda: _("The rule counts these days for the letter to reach you."),
    StepKind.own_day_earlier: lambda: _("The rule would count more days for the mail. We used the day you got it."),
    StepKind.moved: lambda: _("The rule moves a last day past weekends and Federal holidays."),
    StepKind.letter: lambda: _("The date in your own letter comes first."),
    StepKind.general_rule: lambda: _("Send it by the earlier of the two dates if you can."),
    StepKind.unconfirmed: lambda: _(
        "We could not confirm this rule. Ask your plan for the last day. Act by our safe day."
    ),
}
