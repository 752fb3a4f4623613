"""Whatever stands in the small files outside of the case file: the program starts, and the file opens."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from caseorg.domain.case import Case
from caseorg.services.settings import SettingsFile
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.seal import new_salt, seal_with
from caseorg.ui.remembered import KnownFile, Remembered
from tests.journeys.person import Person

Start = Callable[..., Person]
ODD: list[object] = [
    5,
    ["x"],
    {"salt": "ab", "last_step": f"{2**70} 2020-01-01T00:00:00+00:00", "last_check": "9999-99-99"},
    {"kept_until_opened": "a\0b", "backup_file": "a\0b", "known_less": "9" * 5000, "last_opened": "never"},
]


@pytest.fixture
def marias(tmp_path: Path, quick_key: None) -> Path:
    """A case file without a password, which the program knows."""
    path = tmp_path / "Maria.caseorg"
    seal = seal_with("", new_salt())
    workspace = Workspace(CaseFile.create(path, seal))
    workspace.save(Case(title="Maria's lung biopsy"), "New case")
    workspace.close()
    (tmp_path / "settings").mkdir(exist_ok=True)
    Remembered(tmp_path / "settings").add_case_file(KnownFile(path, without_password=True))
    return path


def spoil(folder: Path, name: str, text: Any) -> None:
    """Write something else into one of the small files."""
    (folder / name).write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_what_is_noted_of_a_file_may_be_anything(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path, odd: object
) -> None:
    spoil(tmp_path / "settings", "settings.json", {"files": {str(marias): odd}})
    opened = person()
    qtbot.waitUntil(lambda: opened.program.main is not None, timeout=30_000)


def test_what_is_remembered_of_files_and_windows_may_be_anything(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "settings"
    kept = json.loads((settings / "recent.json").read_text())["case_files"]
    kept[0]["check"] = "no digits"
    kept += [{"path": "/" + "a" * 5000}, {"path": "/a\0b"}, {"path": "/" + "b/" * 3000}, {"path": 5}, "x"]
    spoil(settings, "recent.json", json.dumps({"case_files": kept})[:-2] + ', {"path": "\\ud800"}]}')
    spoil(settings, "window.json", '{"geometry": "\\ud800", "page": "notes", "record": "none", "field": "\\u0000"}')
    spoil(settings, "look.json", {"text_size": -(10**12), "theme": "../..", "language": "../../x"})
    opened = person()
    qtbot.waitUntil(lambda: opened.program.main is not None, timeout=30_000)


def test_a_note_never_makes_the_program_delete_another_file(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    letter, copy = tmp_path / "a letter.txt", tmp_path / "Maria before new password 2026-11-20.caseorg"
    others = tmp_path / "elsewhere" / copy.name
    others.parent.mkdir()
    for each in (letter, copy, others):
        each.write_text("x")
    SettingsFile(tmp_path / "settings").keep_notes(marias, kept_until_opened=f"{letter}\n{others}\n{marias}\n{copy}")
    opened = person()
    qtbot.waitUntil(lambda: opened.program.main is not None, timeout=30_000)
    assert letter.exists()
    assert others.exists()
    assert marias.exists()
    assert not copy.exists()


def test_a_disk_that_takes_no_settings_keeps_nobody_from_the_file(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    for name in ("recent", "window", "settings", "look", "keys"):
        (tmp_path / "settings" / f"{name}.{os.getpid()}.new").mkdir()  # so nothing of that name can be written
    opened = person()
    qtbot.waitUntil(lambda: opened.program.main is not None, timeout=30_000)
    opened.command("Larger text")
    opened.program.main.preferences.choose("show_sources", False, "Show sources")
    opened.go_to("notes")
    opened.program.main.front().commands["add"]()
    qtbot.wait(20)
    fields = opened.program.main.front().findChildren(QPlainTextEdit)
    next(each for each in fields if each.isVisible() and not each.isReadOnly()).insertPlainText("half typed")
    opened.program.leave()
    workspace = Workspace(CaseFile.open(marias, seal_with("", read_salt(marias))))
    assert any("half typed" in (workspace.draft(key) or {}).values() for key in workspace.store.drafts())
    workspace.close()
