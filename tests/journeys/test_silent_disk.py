"""A disk that does not say what is there, or lets nothing go: the person reads what happened, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from caseorg.domain.case import Case
from caseorg.services import opening
from caseorg.services.daily_copies import folder_of
from caseorg.ui.remembered import KnownFile, Remembered
from tests.journeys.person import Person, at_work

Start = Callable[..., Person]

pytestmark = pytest.mark.usefixtures("quick_key")


@pytest.fixture
def marias(tmp_path: Path) -> Path:
    """A draft, which the program knows, and a daily copy of it that the disk does not read."""
    folder = tmp_path / "files"
    folder.mkdir(mode=0o700)
    workspace = opening.start_draft(folder=folder)
    path, number = workspace.case_file.path, workspace.case_file.file_id().hex[:6]
    workspace.save(Case(title="Maria's lung biopsy"), "New case")
    workspace.close()
    copy = folder_of(path) / f"{path.stem} 2026-11-20 {number} 0001.caseorg"
    copy.parent.mkdir(mode=0o700)
    copy.symlink_to(copy)  # whoever opens it hears of an error that is no missing file
    (tmp_path / "settings").mkdir(exist_ok=True)
    Remembered(tmp_path / "settings").add_case_file(KnownFile(path, without_password=True))
    return path


def test_a_place_that_went_between_choosing_and_looking_is_named(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    maria = at_work(person, qtbot, marias)
    maria.command("Back up now")
    maria.answers_file_dialog(tmp_path / "stick")
    maria.press("Choose a folder...")
    assert "“stick” isn't there any more. Connect the drive it was on" in maria.window.messages.text()
    maria.command("Restore from a backup")
    maria.answers_file_dialog(tmp_path / "stick" / "copy.caseorg")
    maria.press("Choose another copy...")
    assert "“copy.caseorg” isn't there any more." in maria.window.messages.text()


def test_a_copy_that_still_opens_without_the_new_password_is_named(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    maria = at_work(person, qtbot, marias)
    (left,) = folder_of(marias).iterdir()
    maria.program.main.go_to("keep_private")
    maria.answers_file_dialog(tmp_path / "Maria.caseorg")
    maria.press_named("keep_private.choose")
    maria.type("keep_private.password", "green kettle sunday train")
    maria.type("keep_private.again", "green kettle sunday train")
    maria.press("Lock my file")
    assert maria.sees("Your file is locked. Write this code on paper.")
    assert maria.window.messages.text() == (
        f"These couldn't be removed: {left.name}. They still open without your new password. "
        f"Remove them yourself. They are in the folder “{left.parent}”."
    )
    assert not marias.exists()


def test_old_copies_that_cannot_be_removed_are_named(person: Start, qtbot: QtBot, marias: Path) -> None:
    maria = at_work(person, qtbot, marias)
    (left,) = folder_of(marias).iterdir()
    maria.command("Change password")
    maria.type("change_password.new", "blue harbor")
    maria.type("change_password.again", "blue harbor")
    maria.press("Change password", within="change_password")
    maria.press("Remove 1 old copy")
    assert f"These couldn't be removed: {left.name}." in maria.window.messages.text()
    assert maria.button("Remove 1 old copy"), "to try again"


def test_what_nobody_caught_is_said_as_a_sentence_and_is_no_defect(person: Start, qtbot: QtBot, marias: Path) -> None:
    maria = at_work(person, qtbot, marias)
    whole = marias.read_bytes()
    marias.write_bytes(bytes(each ^ 0xFF for each in whole))  # the disk gives back something else
    maria.press_named("file_cards.backup.do")
    assert "This file is damaged." in maria.window.messages.text()
    marias.write_bytes(whole)


def test_the_program_works_where_none_of_its_own_folders_can_be_made(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_bytes(b"")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    maria = at_work(person, qtbot, marias)
    for page in ("back_up", "settings", "makers_report", "keep_private", "next_steps"):
        maria.program.main.go_to(page)
        qtbot.wait(1)
    maria.program.open_sample()
    assert "The disk didn't save this step." in maria.window.messages.text()
    maria.program.start_letter()
    assert "The disk didn't save this step." in maria.window.messages.text()
