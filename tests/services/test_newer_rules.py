"""Newer rules from a file: what passes every check is used, the rest is refused, and the program's own come back."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from caseorg.base import paths, resources
from caseorg.domain.errors import StoppedError
from caseorg.services import newer_rules
from caseorg.services.newer_rules import RulesNotTakenError
from caseorg.services.workspace import Workspace, rules_in_use
from tests.rules.newer_file import newer_file

TODAY = date(2026, 11, 27)


pytestmark = pytest.mark.usefixtures("own_rules_again")


def kept() -> list[str]:
    folder = paths.data_folder() / "rules"
    return [each.name for each in folder.iterdir() if each.is_dir()] if folder.exists() else []


def test_newer_rules_count_once_they_are_chosen_and_the_programs_own_come_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    before = workspace.library
    taken = newer_rules.take(newer_file(tmp_path / "rules.zip"), before, TODAY)
    assert (taken.count, taken.checked_on) == (len(before.rules), date(2026, 11, 22))
    assert workspace.library is before, "not used yet"
    workspace.use_rules(taken.name)
    assert workspace.library.rules["aca.appeal"].en.title == "Your first appeal, as of now"
    assert workspace.library.rules.keys() == before.rules.keys()
    workspace.use_rules("")
    assert workspace.library.rules["aca.appeal"].en.title == before.rules["aca.appeal"].en.title


def checked_later(name: str, text: str) -> str:
    return text.replace("checked_on = 2026-10-01", "checked_on = 2026-11-26") if name == "aca/appeal.toml" else text


def test_older_rules_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    own = newer_file(tmp_path / "own.zip", lambda _name, text: text)
    newer = newer_file(tmp_path / "rules.zip", checked_later)
    workspace.use_rules(newer_rules.take(newer, workspace.library, TODAY).name)
    with pytest.raises(RulesNotTakenError, match="older than the ones you have"):
        newer_rules.take(own, workspace.library, TODAY)
    assert kept() == [newer_rules.chosen()]


def a_wrong_example(name: str, text: str) -> str:
    return text.replace('answer = "likely_yes"\n', 'answer = "likely_no"\n', 1) if name == "aca/appeal.toml" else text


def no_toml(name: str, text: str) -> str:
    return "a = " + "[" * 5000 if name == "aca/appeal.toml" else text


def no_set(name: str, text: str) -> str | None:
    return None if name.startswith("tricare/") else text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (a_wrong_example, "not as they should be: aca/appeal.toml"),
        (no_toml, "not"),
        (no_set, "not as they should be|missing in them"),
        (lambda name, text: None if name == "facts.toml" else text, "not a file of rules"),
    ],
)
def test_rules_that_fail_a_check_are_refused_and_nothing_of_them_is_left(
    workspace: Workspace, tmp_path: Path, change: Callable[[str, str], str | None], why: str
) -> None:
    with pytest.raises(RulesNotTakenError, match=why) as refused:
        newer_rules.take(newer_file(tmp_path / "rules.zip", change), workspace.library, TODAY)
    assert "Nothing was changed." in str(refused.value)
    assert kept() == []


def test_what_is_no_file_of_rules_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "rules.zip"
    bomb = b"\0" * (64 * 1024 * 1024)
    for write in (
        lambda: path.write_bytes(b"no archive"),
        lambda: path.write_bytes(newer_file(tmp_path / "whole.zip").read_bytes()[:2000]),
        lambda: zipfile.ZipFile(path, "w").close(),
        lambda: packed(path, {"facts.toml": b"", "aca/large.toml": bomb}),
        lambda: packed(path, {f"aca/r{number}.toml": b"" for number in range(5001)} | {"facts.toml": b""}),
        path.unlink,
    ):
        write()
        with pytest.raises(RulesNotTakenError, match="not a file of rules"):
            newer_rules.take(path, workspace.library, TODAY)


def test_a_file_that_is_a_folder_as_well_does_not_make_the_disk_full(workspace: Workspace, tmp_path: Path) -> None:
    packed(tmp_path / "rules.zip", {"facts.toml": b"", "aca.toml": b"", "aca.toml/appeal.toml": b""})
    with pytest.raises(RulesNotTakenError, match="not as they should be"):
        newer_rules.take(tmp_path / "rules.zip", workspace.library, TODAY)
    assert kept() == []


def packed(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_nothing_is_written_outside_of_the_folder(workspace: Workspace, tmp_path: Path) -> None:
    path = newer_file(tmp_path / "rules.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("rules/read me first.toml", "a = 1")
        archive.writestr("rules/run.py", "raise SystemExit")
    taken = newer_rules.take(path, workspace.library, TODAY)
    folder = paths.data_folder() / "rules" / taken.name
    assert {each.suffix for each in folder.rglob("*") if each.is_file()} == {".toml"}
    assert not list(folder.rglob("read*"))
    for way_out in ("rules/../../../outside.toml", "rules/aca/../../outside.toml"):
        path = newer_file(tmp_path / "out.zip")
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(way_out, "a = 1")
        with pytest.raises(RulesNotTakenError, match="not a file of rules"):
            newer_rules.take(path, workspace.library, TODAY)
        assert not list(paths.data_folder().rglob("outside.toml"))


def test_stopping_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        newer_rules.take(newer_file(tmp_path / "rules.zip"), workspace.library, TODAY, lambda: True)
    assert kept() == []


def test_rules_that_do_not_fit_any_more_give_way_to_the_programs_own(workspace: Workspace, tmp_path: Path) -> None:
    taken = newer_rules.take(newer_file(tmp_path / "rules.zip"), workspace.library, TODAY)
    workspace.use_rules(taken.name)
    (paths.data_folder() / "rules" / taken.name / "topics.toml").write_text("no = 1", encoding="utf-8")
    rules_in_use.cache_clear()
    assert workspace.library.rules["aca.appeal"].en.title != "Your first appeal, as of now"
    assert len(workspace.library.topics) > 5
    assert resources.path("rules").is_dir()
