"""Dates that matter: those a person writes down, and those the rules count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from pydantic import Field

from caseorg.domain.bilingual import Bilingual
from caseorg.domain.citation import Citation, Evidence
from caseorg.domain.counting import CountingStep, Period
from caseorg.domain.dates import ClosedBecause
from caseorg.domain.kinds import Count, LongText, Text
from caseorg.domain.letter import LetterKind
from caseorg.domain.record import CaseRecord


class Goal(CaseRecord):
    """A date we would like; missing it costs no right."""

    what: Text = Field("", title="What")
    day: date | None = Field(None, title="By when")
    about_id: UUID | None = Field(None, title="About")
    done_on: date | None = Field(None, title="Done on")


class FollowUp(CaseRecord):
    """A dated thing to do, from a call or written down by hand."""

    what: Text = Field("", title="What")
    day: date | None = Field(None, title="By when")
    is_fixed: bool = Field(True, title="Missing it can cost a right or money")
    contact_id: UUID | None = Field(None, title="With whom")
    call_id: UUID | None = Field(None, title="From this call")
    about_id: UUID | None = Field(None, title="About")
    done_on: date | None = Field(None, title="Done on")


class DateChange(CaseRecord):
    """A computed date that a person changed by hand, put off or marked done, and why."""

    deadline_id: Text = Field(title="Which date", description="The rule and the record it was counted for.")
    new_day: date | None = Field(None, title="New date")
    reason: LongText = Field("", title="Why")
    said_by_name: Text = Field("", title="Who said so")
    reference_number: Text = Field("", title="Reference number")
    changed_on: date | None = Field(None, title="Changed on")
    done_on: date | None = Field(None, title="Done on")
    not_before: date | None = Field(None, title="Not now; show it again on")


class CalendarEntry(CaseRecord):
    """What the person's calendar was last told of one date, so that it can be told again without doubling it.

    Its id is the event's own id in every calendar file.
    """

    date_id: Text = Field(title="Which date", description="The rule or record it stands for.")
    day: date = Field(title="Day in the calendar")
    title: Text = Field("", title="Title in the calendar")
    details: LongText = Field("", title="Details in the calendar")
    times_changed: Count = Field(0, title="Times changed")
    is_cancelled: bool = Field(False, title="Taken out of the calendar")


class Who(StrEnum):
    """Who has to act by a deadline."""

    you = auto()
    plan = auto()
    reviewer = auto()
    records_office = auto()
    doctor = auto()


class FiledWhen(StrEnum):
    """Which day counts as the day something was filed."""

    received = auto()
    postmarked = auto()
    either = auto()


@dataclass(frozen=True)
class DeadlineWords:
    """What a deadline says in one language: the thing to do, the rule, its start, and what to do when it is past."""

    title: str
    text: str
    started_from: str
    late: str = ""


@dataclass(frozen=True)
class Deadline:
    """A date that can cost a right, with how it was counted. It is computed from records and rules, and never stored.

    `send_by` ≤ `lands_on` ≤ `last_day`. Where the rule could not be confirmed, only `send_by` is there: a day to act by
    or to ask again. `counted` is the date before a person changed it by hand.
    """

    id: str
    rule: str
    action: str
    who: Who
    words: Bilingual[DeadlineWords]
    about: UUID | None = None
    started_from: str | None = None
    started_on: date | None = None
    period: Period | None = None
    lands_on: date | None = None
    last_day: date | None = None
    moved_because: ClosedBecause | None = None
    send_by: date | None = None
    counts_as_filed_when: FiledWhen | None = None
    letter_day: date | None = None
    rule_last_day: date | None = None
    citations: tuple[Citation, ...] = ()
    evidence: Evidence | None = None
    steps: tuple[CountingStep, ...] = ()
    facts: tuple[str, ...] = ()
    letters: tuple[LetterKind, ...] = ()
    done_on: date | None = None
    change: DateChange | None = None
    counted: Deadline | None = None

    @property
    def is_mine(self) -> bool:
        """Tell whether the person has to act; otherwise it is somebody else's clock."""
        return self.who is Who.you

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the rule, the person's letter or the person gives a last day at all."""
        return self.last_day is not None

    def is_late(self, today: date) -> bool:
        """Tell whether the last day is over; the last day itself is in time until it ends."""
        return self.done_on is None and self.last_day is not None and today > self.last_day

    def words_in(self, language: str) -> DeadlineWords:
        """Return its texts in a language."""
        return self.words.in_language(language)
