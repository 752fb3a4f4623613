"""The rules as they were read the last time: quick, rebuilt when a byte changes, and never trusted blindly."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from caseorg.domain.errors import BrokenRulesError
from caseorg.rules.assess import assess_facts
from caseorg.rules.library import load_library
from tests.rules.rule_folders import REAL_RULES, TODAY, a_deadline, a_verdict, rule_folder

CLOCK = a_deadline()
GIVEN = {"plan.kind": "medicare", "visit.reason": "surgery"}


@pytest.fixture
def place(tmp_path: Path) -> Callable[[], Path]:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    return lambda: folder


def kept(place: Callable[[], Path]) -> Path:
    return place() / "rules.json"


def test_what_was_kept_gives_the_same_library(place: Callable[[], Path]) -> None:
    read = load_library(REAL_RULES, cache=place)
    again = load_library(REAL_RULES, cache=place)
    assert again.rules == read.rules == load_library(REAL_RULES).rules
    assert list(again.vocabulary) == list(read.vocabulary)
    assert (again.topics, again.figures) == (read.topics, read.figures)
    assert assess_facts(GIVEN, again, TODAY).verdicts == assess_facts(GIVEN, read, TODAY).verdicts


def test_a_file_that_changes_comes_or_goes_is_seen_at_once(place: Callable[[], Path], tmp_path: Path) -> None:
    folder = rule_folder(tmp_path / "rules", {"made/clock.toml": CLOCK})
    load_library(folder, cache=place)
    (folder / "made" / "clock.toml").write_text(CLOCK.replace("Ask for it", "Ask again"), encoding="utf-8")
    assert load_library(folder, cache=place).rules["made.clock"].en.title == "Ask again"  # type: ignore[attr-defined]
    (folder / "made" / "more.toml").write_text(a_verdict("made.more", "likely_yes", '"plan.kind" = "va"'))
    assert set(load_library(folder, cache=place).rules) == {"made.clock", "made.more"}
    (folder / "made" / "clock.toml").unlink()
    assert set(load_library(folder, cache=place).rules) == {"made.more"}


def test_rules_with_a_slip_are_refused_each_time_and_never_kept(place: Callable[[], Path], tmp_path: Path) -> None:
    folder = rule_folder(tmp_path / "rules", {"made/clock.toml": CLOCK.replace("denial.level", "denial.levl")})
    for _ in range(2):
        with pytest.raises(BrokenRulesError):
            load_library(folder, cache=place)
    assert not kept(place).exists()


@pytest.mark.parametrize(
    "spoilt", ["half", "other words", "no JSON", "a list", "empty", "a rule that can't be", "deep"]
)
def test_what_is_spoilt_is_read_anew(spoilt: str, place: Callable[[], Path], tmp_path: Path) -> None:
    folder = rule_folder(tmp_path / "rules", {"made/clock.toml": CLOCK})
    load_library(folder, cache=place)
    head, _line, body = kept(place).read_bytes().partition(b"\n")
    digest = head.split()[0]
    tables = json.loads(body)
    tables["made/clock.toml"]["kind"] = "verdict"
    bodies = {
        "no JSON": b"{",
        "a list": b"[]",
        "a rule that can't be": json.dumps(tables).encode(),
        "deep": b"[" * 10**5,
    }
    data = {"half": head + b"\n" + body[: len(body) // 2], "empty": b"",
            "other words": head + b"\n" + body.replace(b"Ask for it", b"Ask for us")}  # fmt: skip
    for name, other in bodies.items():
        data[name] = digest + b" " + sha256(other).hexdigest().encode() + b"\n" + other
    kept(place).write_bytes(data[spoilt])
    assert load_library(folder, cache=place).rules["made.clock"].en.title == "Ask for it"  # type: ignore[attr-defined]
    assert kept(place).read_bytes().partition(b"\n")[2] == body


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps others out by the folder's own rights")
def test_a_file_that_others_could_have_written_is_not_believed(place: Callable[[], Path], tmp_path: Path) -> None:
    folder = rule_folder(tmp_path / "rules", {"made/clock.toml": CLOCK})
    load_library(folder, cache=place)
    body = kept(place).read_bytes().partition(b"\n")[2].replace(b"Ask for it", b"Ask for us")
    digest = kept(place).read_bytes().split()[0]
    kept(place).write_bytes(digest + b" " + sha256(body).hexdigest().encode() + b"\n" + body)
    title = load_library(folder, cache=place).rules["made.clock"].en.title  # type: ignore[attr-defined]
    assert title == "Ask for us"  # else the rest of this test proves nothing
    kept(place).chmod(0o622)
    assert load_library(folder, cache=place).rules["made.clock"].en.title == "Ask for it"  # type: ignore[attr-defined]
    assert stat.S_IMODE(kept(place).stat().st_mode) == 0o600
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(digest + b" " + sha256(body).hexdigest().encode() + b"\n" + body)
    kept(place).unlink()
    kept(place).symlink_to(elsewhere)
    assert load_library(folder, cache=place).rules["made.clock"].en.title == "Ask for it"  # type: ignore[attr-defined]


def test_where_nothing_can_be_kept_the_rules_load_all_the_same(tmp_path: Path) -> None:
    def nowhere() -> Path:
        raise PermissionError("no room")

    folder = rule_folder(tmp_path / "rules", {"made/clock.toml": CLOCK})
    assert load_library(folder, cache=nowhere).rules
    assert load_library(folder, cache=lambda: tmp_path / "missing").rules
