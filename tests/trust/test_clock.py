"""T-CLOCK: a clock that is wrong, a zone on the other side of the date line: no date moves and nothing goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.architecture.project import ROOT
from tests.trust.conftest import Reached

LIBRARIES = tuple(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))

ZONES = (
    "UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "Pacific/Kiritimati", "Etc/GMT+12",
    "Asia/Kathmandu", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe", "Europe/Madrid", "Asia/Manila",
    "Pacific/Chatham", "Africa/Casablanca",
)  # fmt: skip
"""Every zone of the United States, both edges of the day, and the odd quarters and half hours."""

ERAS = (
    datetime(1970, 1, 2, 0, 0, 1, tzinfo=UTC),
    datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC),
    datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 6, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 9, tzinfo=UTC),
    datetime(2100, 3, 1, 0, 0, tzinfo=UTC),
)
"""A dead battery, the ends of two counters, and a year that is no leap year."""

NIGHTS = ((2026, 3, 8), (2026, 11, 1))
"""In which clocks in the United States are put forward and back."""

DAY = 86_400

Asked = list[tuple[int, str]]


def work(asked: Asked, folder: Path) -> dict[str, Any]:
    """Have one program work through these moments and zones, under a clock of our own."""
    assert LIBRARIES, "libfaketime is missing; the tests of the clock cannot be skipped"
    environment = os.environ | {
        "LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1", "FAKETIME_FMT": "%s",
        "FAKETIME": "@1795348800", "TZ": "UTC",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.trust.clock_program", folder, json.dumps(asked)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def local_day(moment: int, zone: str) -> str:
    return datetime.fromtimestamp(moment, ZoneInfo(zone)).date().isoformat()


def judge(asked: Asked, found: dict[str, Any]) -> None:
    """See that no date moved, today is the day on the wall, nothing went, and only eras raise the question of it."""
    said = found["said"]
    assert found["faults"] == []
    assert [each["today"] for each in said] == [local_day(moment, zone) for moment, zone in asked]
    assert len({each["dates"] for each in said}) == 1
    assert {each["removed"] for each in said} == {1}
    begun = int(ERAS[2].replace(hour=0).timestamp())
    assert [each["asks"] for each in said] == [
        not begun - DAY <= moment <= begun + 366 * DAY for moment, _zone in asked
    ]
    for before, after in pairwise(said):
        assert after["notes"] >= before["notes"]
        assert len(after["copies"]) >= min(len(before["copies"]), 10)  # which is how many stay, whatever their days


@pytest.mark.proof("T-CLOCK")
def test_no_date_moves_in_any_zone_in_any_era_and_no_copy_goes(tmp_path: Path, reached: Reached) -> None:
    asked = [(int(era.timestamp()), zone) for era in ERAS for zone in ZONES[::2]]
    found = work(asked, tmp_path)
    judge(asked, found)
    assert len(found["said"][-1]["copies"]) >= 5
    reached(moments=len(asked))


@pytest.mark.proof("T-CLOCK")
def test_today_changes_at_midnight_where_one_is_also_in_the_nights_the_clocks_change(
    tmp_path: Path, reached: Reached
) -> None:
    asked: Asked = []
    for zone in ("America/New_York", "America/Phoenix", "Pacific/Kiritimati", "Australia/Lord_Howe"):
        for night in NIGHTS:
            midnight = datetime(*night, tzinfo=ZoneInfo(zone))
            for seconds in (-1, 0, 1, 3600, 7199, 7200, 7201, 10800):
                asked.append((int((midnight.astimezone(UTC) + timedelta(seconds=seconds)).timestamp()), zone))
    found = work(asked, tmp_path)
    judge(asked, found)
    days = [each["today"] for each in found["said"]]
    assert [days[start : start + 8] for start in range(0, len(days), 16)] == [["2026-03-07", *["2026-03-08"] * 7]] * 4
    reached(moments=len(asked))


@pytest.mark.long
@pytest.mark.proof("T-CLOCK")
def test_no_hour_of_two_years_in_any_zone_moves_a_date(tmp_path: Path, reached: Reached) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=hour) for hour in range(0, 2 * 8760, 97)]
    asked = [(int(hour.timestamp()), ZONES[number % len(ZONES)]) for number, hour in enumerate(hours)]
    asked += [(int(era.timestamp()), zone) for era in ERAS for zone in ZONES]
    found = work(asked[:400], tmp_path)
    judge(asked[:400], found)
    reached(moments=len(asked[:400]))
