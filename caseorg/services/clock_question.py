"""Tells whether the computer's clock can be right, by the entries in the open file, and keeps what a person answered.

All deadlines are shown by the days that are left from today, so a computer that lost its time calls them late, or far
away. Moments are compared in UTC, as steps are stamped: another time zone is no wrong clock.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from caseorg.base.language import _, short_date
from caseorg.domain.errors import CaseorgError
from caseorg.services.settings import FileNotes
from caseorg.services.workspace import Workspace

_ONE_DAY = timedelta(days=1)
_ONE_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class ClockDoubt:
    """What makes the computer's day look wrong."""

    today: date
    """The day the computer shows."""
    newest: date
    """The day of the newest entry, by this computer's calendar."""

    def words(self) -> str:
        """Ask whether the day is right, and say why it matters and what to do: the same for a day early or late."""
        words = _(
            "Is today {today}? This computer says so. The newest entry in this file is from {newest}. The days left "
            "until your deadlines are counted from the computer's day. If it is wrong, set the clock of the computer."
        )
        return words.format(today=short_date(self.today), newest=short_date(self.newest))


class ClockNotes(NamedTuple):
    """What is noted of the clock outside of the case file, as `FileNotes` has it."""

    clock_asked: str = ""
    clock_right: str = ""

    @classmethod
    def of(cls, notes: FileNotes) -> ClockNotes:
        """Take it out of what is noted of a file."""
        return cls(notes.clock_asked, notes.clock_right)


class _Right(NamedTuple):
    """When the clock was right last, and the number of the latest step then."""

    step: int
    moment: datetime
    until: datetime
    """Entries up to that step count if they were made no later than this."""


def doubt_of(workspace: Workspace, notes: ClockNotes) -> tuple[ClockDoubt | None, ClockNotes]:
    """Return what makes the computer's day look wrong, or None, and what is to be noted from now on.

    A day is in doubt if it is more than a day before the newest entry, or more than a year after it and after the day
    that was right last. Entries from a time that a person has answered for, and that lie ahead of it, do not count:
    the clock was ahead when they were made. Once it is asked, the question stands until it is answered or the clock
    fits what it was compared with: an entry made meanwhile bears the wrong day and proves nothing.

    Nobody counts days for the made-up people of the sample, so it is never asked there. A file that can't be read now
    is not in doubt.
    """
    with suppress(CaseorgError, ValueError, OverflowError):
        lines = workspace.case_lines()
        if lines and not all(line.is_sample for line in lines):
            file_id = workspace.case_file.file_id().hex
            right, asked = _right(notes, file_id), _asked(notes, file_id)
            newest, now = asked or _newest(workspace, right), workspace.now()
            if newest is not None and not _fits(now, newest, right):
                doubt = ClockDoubt(workspace.today(), newest.astimezone().date())
                return doubt, notes._replace(clock_asked=f"{file_id} {newest.isoformat()}")
            if asked is not None:
                return None, right_now(workspace)
    return None, notes


def right_now(workspace: Workspace) -> ClockNotes:
    """Return what is noted when the computer's day is right: a person says so, or it fits again."""
    file_id, step, moment = workspace.case_file.file_id().hex, workspace.store.last_step(), workspace.now()
    return ClockNotes(clock_right=f"{file_id} {step} {moment.isoformat()}")


def _fits(now: datetime, newest: datetime, right: _Right | None) -> bool:
    latest = max(newest, right.moment) if right is not None else newest
    return newest - now <= _ONE_DAY and now - latest <= _ONE_YEAR


def _newest(workspace: Workspace, right: _Right | None) -> datetime | None:
    """Return the latest moment of an entry that counts."""
    if right is None:
        return workspace.store.newest_step()
    return workspace.store.newest_step(until=right.until, after=right.step)


def _asked(notes: ClockNotes, file_id: str) -> datetime | None:
    """Return the entry that the clock was compared with when it was asked; None where nothing is open."""
    noted_id, _space, moment = notes.clock_asked.partition(" ")
    with suppress(ValueError, OverflowError):
        return _moment(moment) if noted_id == file_id else None
    return None


def _right(notes: ClockNotes, file_id: str) -> _Right | None:
    noted_id, _space, rest = notes.clock_right.partition(" ")
    step, _space, moment = rest.partition(" ")
    with suppress(ValueError, OverflowError):
        if noted_id == file_id:
            return _Right(int(step[:18]), _moment(moment), _moment(moment) + _ONE_DAY)
    return None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
