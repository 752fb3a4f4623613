"""T-CSV and T-ICS: what leaves as a list or a calendar is text to whoever opens it, and says just what was entered."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from caseorg.documents.health_file import read_health_file
from caseorg.documents.sheets import plain_cell
from caseorg.documents.worker import Worker
from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.costs import Cost
from caseorg.domain.deadline import FollowUp, Goal
from caseorg.domain.errors import CaseorgError
from caseorg.domain.record import CaseRecord, Record
from caseorg.services.calendar_file import calendar_file
from caseorg.services.case_history import as_list
from caseorg.services.deadlines import date_rows
from caseorg.services.export import export_all, safe_cell
from caseorg.services.workspace import Workspace
from tests.builders import full
from tests.trust.conftest import Reached

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CASE = UUID(int=1)
_OFFICE = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
}


def one_of_each(trigger: str) -> list[Record]:
    """A full record of every kind, each of its texts beginning with what a spreadsheet takes for a formula."""
    made = []
    for kind in RECORD_TYPES:
        record = full(kind, _CASE if issubclass(kind, CaseRecord) else None, f"{trigger}1+cmd|' /C calc'!A0, \"x\";")
        made.append(record.revised(id=_CASE) if kind is Case else record)
    return made


def texts_of(record: Record) -> Iterator[str]:
    """Every text of a record, those in lists joined as an export does."""
    for value in record.model_dump(mode="json", exclude={"removed_on"}).values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield "; ".join(map(str, value))


def exported(workspace: Workspace, records: list[Record], folder: Path) -> dict[str, list[list[str]]]:
    """Export them, and read each list back as whoever opens it would."""
    with workspace.step("Add one of each") as step:
        for record in sorted(records, key=lambda each: type(each) is not Case):
            step.save(record)
    export_all(workspace, folder)
    return {
        path.stem: list(csv.reader(StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
        for path in folder.rglob("*.csv")
    }


@pytest.mark.proof("T-CSV")
@pytest.mark.parametrize("trigger", TRIGGERS, ids=ascii)
def test_no_cell_of_any_list_begins_as_a_formula_and_each_says_what_was_entered(
    trigger: str, workspace: Workspace, tmp_path: Path, reached: Reached
) -> None:
    records = one_of_each(trigger)
    lists = exported(workspace, records, tmp_path / "export")
    assert len(lists) >= len([kind for kind in RECORD_TYPES if issubclass(kind, CaseRecord)])
    cells = [cell for rows in lists.values() for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(TRIGGERS)] == []
    written = {plain_cell(cell) for cell in cells}
    entered = {text for record in records if isinstance(record, CaseRecord) for text in texts_of(record)}
    assert entered - written == set()
    history = [cell for row in csv.reader(StringIO(as_list(workspace, _CASE), newline="")) for cell in row]
    assert [cell for cell in history if cell.startswith(TRIGGERS)] == []
    reached(cells=len(cells) + len(history))


@pytest.mark.proof("T-CSV")
@pytest.mark.parametrize("trigger", TRIGGERS, ids=ascii)
@pytest.mark.parametrize("breaks", [";", "\t", "\n", ";  ", ";\n"], ids=ascii)
def test_a_part_of_a_cell_stays_a_text_where_lines_are_divided_at_semicolons(trigger: str, breaks: str) -> None:
    text = f"Called{breaks}{trigger}HYPERLINK(1){breaks}x - y; z"
    cell = safe_cell(text)
    parts = [part.strip() for part in re.split(r"[;\t\r\n]", cell)]
    assert [part for part in parts if part.startswith(tuple(each for each in TRIGGERS if each.strip()))] == []
    assert plain_cell(cell) == text
    assert safe_cell("Monday; Tuesday - or later\nx") == "Monday; Tuesday - or later\nx"


@pytest.mark.proof("T-CSV")
def test_a_number_that_we_wrote_stays_a_number(workspace: Workspace, tmp_path: Path) -> None:
    cost = Cost(case_id=_CASE, what="-5", billed_cents=120_000)
    [header, row] = exported(workspace, [Case(id=_CASE), cost], tmp_path / "export")["costs"]
    assert dict(zip(header, row, strict=True))["billed_cents"] == "120000"
    assert dict(zip(header, row, strict=True))["what"] == "'-5"


@pytest.mark.long
@pytest.mark.proof("T-CSV")
@pytest.mark.parametrize("trigger", TRIGGERS, ids=ascii)
def test_a_spreadsheet_evaluates_nothing_and_reads_back_what_was_written(
    trigger: str, workspace: Workspace, tmp_path: Path, reached: Reached
) -> None:
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing: apt-get install libreoffice-calc-nogui"
    lists = exported(workspace, one_of_each(trigger), tmp_path / "export")
    sheets = sorted((tmp_path / "export").rglob("*.csv"))
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--infilter=CSV:44,34,76,1"]
    subprocess.run(
        [*command, "--convert-to", "fods", "--outdir", tmp_path / "read", *sheets], check=True, capture_output=True
    )
    cells = 0
    for sheet in sheets:
        read = ElementTree.parse(tmp_path / "read" / f"{sheet.stem}.fods").getroot()
        for cell in read.iterfind(".//table:table-cell", _OFFICE):
            assert f"{{{_OFFICE['table']}}}formula" not in cell.attrib, ElementTree.tostring(cell)
        found = [
            "\n".join(
                "".join(line.itertext()) for line in cell.iterfind("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p")
            )
            for cell in read.iterfind(".//table:table-cell", _OFFICE)
        ]
        wanted = {_shown(cell) for row in lists[sheet.stem] for cell in row if cell and not _is_read_as_number(cell)}
        assert wanted - {_shown(cell) for cell in found} == set(), sheet.name
        cells += len(found)
    reached(cells_read_back=cells)


def _shown(text: str) -> str:
    return " ".join(text.split())


def _is_read_as_number(text: str) -> bool:
    """Dates, times and numbers are shown as the spreadsheet of a country shows them."""
    return not any(
        letter.isalpha() for letter in text.replace("T", "").replace("Z", "").replace("E", "").replace("e", "")
    )


HOSTILE = (
    "Visit\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nSUMMARY:Evil",
    "Comma, semicolon; backslash \\ and \\n in words",
    "BEGIN:VCALENDAR",
    "Line\u2028separators\u2029\u0085and\x0b\x0cthe like",
    "ñ " * 200,
    "🦓" * 60,
    '"quoted":ATTENDEE;CN=x:mailto:a@example.org',
    "ATTACH:file:///etc/passwd",
    " leading and trailing ",
    "=1+1",
    "\u202eright to left",
    "NUL\u0001\u0007 and bells",
)


@pytest.mark.proof("T-ICS")
@pytest.mark.parametrize("private", [True, False])
def test_our_own_calendar_holds_exactly_our_events_whatever_their_titles(
    private: bool, workspace: Workspace, today: date
) -> None:
    with workspace.step("Begin") as step:
        step.save(Case(id=_CASE, title="Maria\r\nBEGIN:VALARM"))
        for number, text in enumerate(HOSTILE):
            kind = (Goal, FollowUp)[number % 2]
            step.save(kind(case_id=_CASE, what=text, day=today + timedelta(days=number + 1)))
    snapshot = workspace.load_case(_CASE)
    rows = date_rows(snapshot, workspace.assess(snapshot).deadlines, today)
    made = calendar_file(snapshot, rows, today, private=private, at=datetime(2026, 11, 22, tzinfo=UTC))
    events = list(Calendar.from_ical(made.ics).walk("VEVENT"))
    assert {event["uid"] for event in events} == {f"{entry.id}@caseorg" for entry in made.entries}
    assert len(events) == len(made.entries) >= len(HOSTILE)
    assert made.ics.count(b"BEGIN:VEVENT\r\n") == len(events)
    assert b"\r\nATTACH" not in made.ics
    assert b"\r\nATTENDEE" not in made.ics
    assert max(map(len, made.ics.split(b"\r\n"))) <= 75
    days = {entry.day for entry in made.entries}
    assert {event.decoded("dtstart") for event in events} == days
    if private:
        told = made.ics.decode()
        assert not any(
            part in told for text in ("Maria", "Evil", "Comma", "🦓", "quoted", "leading") for part in (text,)
        )
    # And what we read of it is what we wrote.
    with Worker(reads="data") as worker:
        read = read_health_file(made.ics, "dates.ics", worker=worker)
    assert {thing.text("day") for thing in read.things} == {day.isoformat() for day in days}


def _many(count: int) -> str:
    one = "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTART:20261201T140000Z\r\nRRULE:FREQ=SECONDLY\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
    return "BEGIN:VCALENDAR\r\n" + "".join(one.format(number) for number in range(count)) + "END:VCALENDAR\r\n"


_STRANGE = {
    "repeats for ever": "DTSTART:20261201T140000Z\r\nRRULE:FREQ=SECONDLY",
    "a zone that is not there": "DTSTART;TZID=Mars/Olympus:20261201T140000",
    "repeats a billion times": "DTSTART:20261201\r\nRRULE:FREQ=DAILY;COUNT=999999999;INTERVAL=0",
    "lasts ten thousand years": "DTSTART:20261201\r\nDURATION:P9999999W\r\nRDATE:" + ",".join(["20270101"] * 2000),
}


@pytest.mark.proof("T-ICS")
@pytest.mark.parametrize("what", _STRANGE)
def test_a_strange_date_is_read_once_or_refused(what: str) -> None:
    text = (
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n{_STRANGE[what]}\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    with Worker(reads="data") as worker:
        read = read_health_file(text.encode(), "a.ics", worker=worker)
    assert [thing.text("day") for thing in read.things] == ["2026-12-01"]


@pytest.mark.proof("T-ICS")
@pytest.mark.parametrize("events", [2_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_very_many_dates_that_repeat_for_ever_are_bound(events: int) -> None:
    with Worker(reads="data", wall_seconds=60) as worker:
        try:
            read = read_health_file(_many(events).encode(), "a.ics", worker=worker)
        except CaseorgError:
            assert events > 2_000
            return
    assert 0 < len(read.things) <= events
