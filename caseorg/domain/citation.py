"""The citation: where something is written, how well that was checked, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from caseorg.base.language import _, in_language, month_and_year
from caseorg.domain.dates import NoSuchDay, add_months

MONTHS_UNTIL_STALE = 12


class Evidence(StrEnum):
    """How well a source was checked, from the best to the weakest."""

    read = auto()
    restated = auto()
    secondary = auto()
    memory = auto()

    @property
    def weakness(self) -> int:
        """Give 0 for the best evidence and more for each step down."""
        return _WEAKNESS[self]


_WEAKNESS = {mark: number for number, mark in enumerate(Evidence)}


@dataclass(frozen=True)
class Citation:
    """One place in the law or in a guide, with the day somebody last looked."""

    place: str
    evidence: Evidence
    checked_on: date

    def in_words(self, language: str) -> str:
        """Say how well this was checked, as a card shows it."""
        with in_language(language):
            month = month_and_year(self.checked_on, language)
            if self.evidence is Evidence.read:
                return _("Read in the rule itself, {month}.").format(month=month)
            if self.evidence is Evidence.restated:
                return _("Taken from a recent copy of the rule, {month}.").format(month=month)
            if self.evidence is Evidence.secondary:
                return _("Taken from a guide to the rule, {month}.").format(month=month)
            return _("Not yet confirmed. Ask your plan.")


def weakest(marks: Iterable[Evidence]) -> Evidence | None:
    """Give the weakest of some marks, or None where there are none."""
    return max(marks, key=lambda mark: mark.weakness, default=None)


def best(marks: Iterable[Evidence]) -> Evidence | None:
    """Give the best of some marks, or None where there are none."""
    return min(marks, key=lambda mark: mark.weakness, default=None)


def checked_on(citations: Iterable[Citation]) -> date | None:
    """Give the day the oldest of some citations was checked: a rule is as fresh as that."""
    return min((citation.checked_on for citation in citations), default=None)


def is_stale(citations: Iterable[Citation], today: date) -> bool:
    """Tell whether more than a year has gone by since the oldest of some citations was checked."""
    oldest = checked_on(citations)
    if oldest is None:
        return False
    return today > add_months(oldest, MONTHS_UNTIL_STALE, NoSuchDay.last_of_month)


def stale_words(citations: Iterable[Citation], language: str) -> str:
    """Say when a rule that is no longer fresh was last checked."""
    oldest = checked_on(citations)
    if oldest is None:
        return ""
    with in_language(language):
        month = month_and_year(oldest, language)
        return _("This rule was last checked in {month}. Ask your plan.").format(month=month)
