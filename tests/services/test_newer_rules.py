"""Newer rules from a file: what passes every check is used, the rest is refused, and the program's own come back."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from caseorg.base import paths, resources
from caseorg.domain.errors import SaveFailedError, StoppedError
from caseorg.services import newer_rules
from caseorg.services.newer_rules import NotUsed, RulesNotTakenError
from caseorg.services.workspace import Workspace, rules_in_use
from tests.rules.newer_file import kept_newer, newer_file

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


# Chosen, and not to be had


def spoil_a_figure(name: str) -> None:
    """Change one digit in the rules that are kept, as a failing disk may: they still load, and give another date."""
    path = paths.data_folder() / "rules" / name / "aca" / "internal_appeal.toml"
    text = path.read_text(encoding="utf-8")
    assert "days = 180" in text
    path.write_text(text.replace("days = 180", "days = 190"), encoding="utf-8")


def note_is_nonsense(_name: str) -> None:
    (paths.data_folder() / "rules" / "in-use").write_bytes(bytes(20))


def note_is_no_text(_name: str) -> None:
    (paths.data_folder() / "rules" / "in-use").write_bytes(b"\xff\xfe")


def note_does_not_read(_name: str) -> None:
    note = paths.data_folder() / "rules" / "in-use"
    note.unlink()
    note.symlink_to(note)  # whoever opens it hears of an error that is no missing file


def rules_are_gone(name: str) -> None:
    shutil.rmtree(paths.data_folder() / "rules" / name)


def rules_do_not_load(name: str) -> None:
    (paths.data_folder() / "rules" / name / "topics.toml").write_text("no = 1", encoding="utf-8")


def use_newer(workspace: Workspace) -> str:
    """Choose newer rules that were taken in some time ago; to take them in takes seconds."""
    name = kept_newer()
    workspace.use_rules(name)
    return name


@pytest.mark.parametrize(
    "spoil",
    [spoil_a_figure, note_is_nonsense, note_is_no_text, note_does_not_read, rules_are_gone, rules_do_not_load],
    ids=lambda spoil: spoil.__name__,
)
def test_chosen_rules_that_are_not_to_be_had_are_never_left_without_a_word(
    workspace: Workspace, spoil: Callable[[str], None]
) -> None:
    name = use_newer(workspace)
    spoil(name)
    in_use = newer_rules.find_in_use()
    assert (in_use.name, in_use.not_used) == ("", NotUsed.lost)
    assert in_use.library.rules["aca.appeal"].en.title != "Your first appeal, as of now"
    assert "The rules that came with Caseorg count now." in newer_rules.RulesLook(in_use).trouble()
    assert newer_rules.chosen(), "it stays on show that some were chosen"


def test_both_ways_out_lead_to_rules_that_count_without_a_word(workspace: Workspace) -> None:
    rules_do_not_load(use_newer(workspace))
    assert newer_rules.find_in_use().not_used is NotUsed.lost
    workspace.use_rules("")
    assert workspace.rules_in_use.not_used is None
    name = use_newer(workspace)
    assert (workspace.rules_in_use.name, workspace.rules_in_use.not_used) == (name, None)


def test_nobody_is_told_of_rules_that_were_never_chosen_or_are_older_than_those_of_a_new_program(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert newer_rules.find_in_use().not_used is None
    name = use_newer(workspace)
    monkeypatch.setattr(newer_rules, "program_version", lambda: "9.9")
    assert newer_rules.find_in_use().name == name, "newer than those of the new program"
    shipped = tmp_path / "resources" / "rules"
    shutil.copytree(resources.path("rules"), shipped)
    for path in (shipped / "aca").glob("*.toml"):
        path.write_text(path.read_text().replace("checked_on = 2026-10-01", "checked_on = 2026-11-25"))
    monkeypatch.setattr(resources, "root", lambda: tmp_path / "resources")
    for spoil in (lambda _name: None, rules_do_not_load):
        spoil(name)  # the new program may ask for more than the old rules have
        in_use = newer_rules.find_in_use()
        assert (in_use.name, in_use.not_used) == ("", NotUsed.older)
        assert newer_rules.RulesLook(in_use).trouble() == ""
    rules_are_gone(name)
    assert newer_rules.find_in_use().not_used is NotUsed.lost


def test_a_look_at_the_rules_reads_those_in_use_and_those_to_go_back_to(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = use_newer(workspace)
    in_use = workspace.rules_in_use
    assert in_use.words().startswith("Newer rules are in use: ")
    assert newer_rules.look_at(in_use) == newer_rules.RulesLook(in_use)
    with pytest.raises(StoppedError):
        newer_rules.look_at(in_use, lambda: True)
    spoil_a_figure(name)
    looked = newer_rules.look_at(in_use)
    assert (looked.newer_are_whole, looked.own_are_whole) == (False, True)
    assert looked.trouble().endswith("or use the rules that came with Caseorg.")
    shutil.copytree(resources.path("rules"), tmp_path / "resources" / "rules")
    (tmp_path / "resources" / "rules" / "states" / "CA.toml").write_bytes(bytes(9))
    monkeypatch.setattr(resources, "root", lambda: tmp_path / "resources")
    looked = newer_rules.look_at(in_use)
    assert (looked.newer_are_whole, looked.own_are_whole) == (False, False)
    assert looked.trouble().endswith("Install Caseorg again.")


def test_a_disk_that_gives_back_other_rules_than_were_written_takes_none(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.write_bytes
    other = lambda path, data: real(path, data.replace(b"180", b"190"))  # noqa: E731
    packed = newer_file(tmp_path / "rules.zip")
    monkeypatch.setattr(Path, "write_bytes", other)
    with pytest.raises(SaveFailedError):
        newer_rules.take(packed, workspace.library, TODAY)
    assert kept() == []
