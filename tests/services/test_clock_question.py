"""T-CLOCK: when the computer's day is in doubt, and what an answer is worth."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from caseorg.domain.case import Case
from caseorg.domain.note import Note
from caseorg.services.clock_question import ClockDoubt, ClockNotes, doubt_of, right_now
from caseorg.services.settings import SettingsFile
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile

pytestmark = pytest.mark.proof("T-CLOCK")

WORKED = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=366)
NOTHING = ClockNotes()


@pytest.fixture
def zone() -> Iterator[Callable[[str], None]]:
    """Sets the time zone of the computer, as a person does who travels; put back afterwards."""
    before = os.environ.get("TZ")

    def be_in(name: str) -> None:
        os.environ["TZ"] = name
        time.tzset()

    yield be_in
    os.environ.pop("TZ") if before is None else os.environ.__setitem__("TZ", before)
    time.tzset()


class AtOneMoment(Workspace):
    """The open file, at a moment by the computer's clock."""

    def __init__(self, case_file: CaseFile, moment: datetime) -> None:
        super().__init__(case_file, today=lambda: moment.astimezone().date())
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


@pytest.fixture
def at(case_file: CaseFile) -> Callable[[datetime], Workspace]:
    """Gives the open file as it is at a moment by the computer's clock."""
    return lambda moment: AtOneMoment(case_file, moment)


@pytest.fixture
def work(at: Callable[[datetime], Workspace]) -> Callable[[datetime], None]:
    """Makes an entry at a moment by the computer's clock; the first one makes the case."""
    cases: list[Case] = []

    def enter(moment: datetime) -> None:
        workspace = at(moment)
        if not cases:
            cases.append(Case(title="Maria"))
            workspace.save(cases[0], "Add case")
        workspace.save(Note(case_id=cases[0].id, title=moment.isoformat()), "Add note")

    return enter


At, Work = Callable[[datetime], Workspace], Callable[[datetime], None]


def asks(workspace: Workspace, notes: ClockNotes = NOTHING) -> bool:
    return doubt_of(workspace, notes)[0] is not None


def test_a_day_is_in_doubt_more_than_a_day_before_the_newest_entry_or_more_than_a_year_after(
    at: At, work: Work
) -> None:
    work(WORKED - 400 * DAY)
    work(WORKED)
    for moment in (WORKED - DAY, WORKED, WORKED + DAY, WORKED + YEAR):
        assert not asks(at(moment)), moment
    for moment in (WORKED - DAY - HOUR, datetime(2010, 1, 1, tzinfo=UTC), datetime(1970, 1, 2, tzinfo=UTC)):
        assert doubt_of(at(moment), NOTHING)[0] == ClockDoubt(moment.astimezone().date(), WORKED.astimezone().date())
    for moment in (WORKED + YEAR + HOUR, WORKED + 2 * YEAR, datetime(2100, 3, 1, tzinfo=UTC)):
        assert doubt_of(at(moment), NOTHING)[0] == ClockDoubt(moment.astimezone().date(), WORKED.astimezone().date())


def test_a_file_without_an_entry_and_the_sample_are_never_in_doubt(at: At) -> None:
    assert not asks(at(datetime(2010, 1, 1, tzinfo=UTC)))
    at(WORKED).save(Case(title="Maria", is_sample=True), "Add case")
    assert not asks(at(datetime(2010, 1, 1, tzinfo=UTC)))
    at(WORKED).save(Case(title="My own"), "Add case")
    assert asks(at(datetime(2010, 1, 1, tzinfo=UTC)))


def test_the_other_side_of_the_date_line_is_no_wrong_clock(at: At, work: Work, zone: Callable[[str], None]) -> None:
    zone("Pacific/Kiritimati")
    work(WORKED)
    assert WORKED.astimezone().date() == date(2026, 11, 23)
    zone("Etc/GMT+12")
    workspace = at(WORKED + HOUR)
    assert workspace.today() == date(2026, 11, 22)
    assert not asks(workspace)
    zone("America/New_York")
    doubt, _notes = doubt_of(at(WORKED - 3 * DAY), NOTHING)
    assert doubt is not None
    assert doubt.newest == date(2026, 11, 22)


def test_the_question_stands_although_entries_are_made_meanwhile_until_the_clock_is_put_right(
    at: At, work: Work
) -> None:
    for wrong in (datetime(2010, 1, 1, tzinfo=UTC), WORKED + 2 * YEAR):
        work(WORKED)
        _doubt, notes = doubt_of(at(wrong), NOTHING)
        work(wrong)
        assert asks(at(wrong + HOUR), notes)
        assert asks(at(wrong + DAY), notes)
        doubt, notes = doubt_of(at(WORKED + 6 * DAY), notes)
        assert doubt is None
        # What was entered under the wrong clock raises no question afterwards, and hides none.
        assert not asks(at(WORKED + 6 * DAY), notes)
        work(WORKED + 7 * DAY)
        assert not asks(at(WORKED + 7 * DAY), notes)
        for again in (datetime(2010, 1, 1, tzinfo=UTC), WORKED + 2 * YEAR):
            assert asks(at(again), notes)


def test_an_answer_holds_for_entries_that_lie_ahead_and_for_a_year(at: At, work: Work) -> None:
    work(WORKED)
    work(datetime(2031, 5, 1, tzinfo=UTC))  # the clock was ahead once
    work(WORKED + DAY)
    doubt, _notes = doubt_of(at(WORKED + 2 * DAY), NOTHING)
    assert doubt is not None
    assert doubt.newest.year == 2031
    notes = right_now(at(WORKED + 2 * DAY))
    for moment in (WORKED + 2 * DAY, WORKED + 9 * DAY, WORKED + YEAR):
        assert not asks(at(moment), notes)
    work(WORKED + 9 * DAY)
    assert not asks(at(WORKED + 10 * DAY), notes)
    assert asks(at(WORKED + 7 * DAY), notes)
    later = WORKED + 3 * YEAR  # it is opened again, and nothing is entered
    assert asks(at(later), notes)
    notes = right_now(at(later))
    assert not asks(at(later + 300 * DAY), notes)
    assert asks(at(later + 367 * DAY), notes)
    assert asks(at(WORKED), notes)


def test_an_answer_for_another_file_or_one_that_cannot_be_read_is_worth_nothing(at: At, work: Work) -> None:
    work(WORKED)
    wrong = at(datetime(2010, 1, 1, tzinfo=UTC))
    right = right_now(wrong)
    assert not asks(wrong, right)
    file_id, _space, rest = right.clock_right.partition(" ")
    edge = f"{file_id} 9 9999-12-31T23:00:00+00:00", f"{file_id} 9 0001-01-01T00:00:00+14:00"
    for spoiled in ("", file_id, f"{file_id} x y", f"{file_id} 9 2010", f"{'0' * 32} {rest}", *edge):
        assert asks(wrong, ClockNotes(clock_right=spoiled)), spoiled
    asked = doubt_of(wrong, NOTHING)[1].clock_asked
    assert asked.startswith(file_id)
    for spoiled in (file_id, f"{file_id} yesterday", f"{'0' * 32} {WORKED.isoformat()}"):
        assert asks(wrong, ClockNotes(clock_asked=spoiled))
        assert not asks(at(WORKED), ClockNotes(clock_asked=spoiled))


def test_it_is_asked_of_a_file_that_is_only_looked_at_and_nothing_is_written_into_it(at: At, work: Work) -> None:
    work(WORKED)
    workspace = at(WORKED)
    path, seal = workspace.case_file.path, workspace.case_file.seal
    workspace.close()
    before = path.read_bytes()
    opened = CaseFile.open(path, seal, look_only=True)
    looking = AtOneMoment(opened, datetime(2010, 1, 1, tzinfo=UTC))
    assert asks(looking)
    assert not asks(looking, right_now(looking))
    looking.close()
    assert not asks(looking)  # a closed file is not in doubt
    assert path.read_bytes() == before


def test_what_is_noted_stands_outside_of_the_file(at: At, work: Work, tmp_path: Path) -> None:
    work(WORKED)
    settings = SettingsFile(tmp_path)
    path = at(WORKED).case_file.path
    settings.keep_notes(path, **right_now(at(WORKED))._asdict())
    kept = ClockNotes.of(SettingsFile(tmp_path).notes_of(path))
    assert kept == right_now(at(WORKED))
    assert "Maria" not in kept.clock_right
