"""A person backs up, goes on, and goes back; and one whose file is damaged is led to the last copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from caseorg.domain.case import Case
from caseorg.domain.note import Note
from caseorg.services import opening
from caseorg.services.daily_copies import copies_of, folder_of
from caseorg.services.settings import SettingsFile
from caseorg.store.checker import check_file
from caseorg.ui.remembered import KnownFile, Remembered
from tests.conftest import TODAY
from tests.journeys.person import Person, at_work

Start = Callable[..., Person]


@pytest.fixture
def marias(tmp_path: Path) -> Path:
    """A case file without a password, which the program knows."""
    folder = tmp_path / "files"
    folder.mkdir(mode=0o700)
    workspace = opening.start_draft(folder=folder)
    path = workspace.case_file.path
    workspace.save(Case(title="Maria's lung biopsy"), "New case")
    workspace.close()
    (tmp_path / "settings").mkdir(exist_ok=True)
    Remembered(tmp_path / "settings").add_case_file(KnownFile(path, without_password=True))
    return path


def answers(button: str) -> None:
    """Press a button of the dialog that is about to open."""
    QTimer.singleShot(100, lambda: QApplication.activeModalWidget().findChild(QPushButton, button).click())


def add_note(person: Person, text: str) -> None:
    case_id = person.program.main.case_id
    person.workspace.save(Note(case_id=case_id, text=text), "Add note")


def test_a_backup_is_made_counted_and_gone_back_to(person: Start, qtbot: QtBot, marias: Path, tmp_path: Path) -> None:
    maria = at_work(person, qtbot, marias)
    assert maria.sees("You have no safe copy of this file yet. A USB stick is a good place for one.")
    maria.press_named("file_cards.backup.do")
    assert maria.title.startswith("Back up")
    synced = tmp_path / "Dropbox (Personal)" / "Health"
    synced.mkdir(parents=True)
    maria.answers_file_dialog(synced)
    maria.press("Choose a folder...")
    assert maria.sees("This is a Dropbox folder. The copy is locked, but Dropbox may send it to the internet.")
    stick = tmp_path / "stick"
    stick.mkdir()
    maria.answers_file_dialog(stick)
    maria.press("Choose a folder...")
    assert not maria.sees("Dropbox folder")
    assert maria.sees(
        "This folder is on the same disk as your file. If the disk breaks, both are lost. A stick is safer."
    )
    maria.press("Back up now")
    backup = next(stick.iterdir())
    assert maria.sees("We opened the copy to check it: 1 case, 0 documents, 1 MB.")
    assert maria.sees("Last backup: Nov 22, 2026")
    add_note(maria, "They called back.")
    maria.command("Restore from a backup")
    maria.press("Look into it")
    assert maria.sees("1 case, 0 documents, 1 entry in all")
    # The safe button is what Escape and a person in doubt press.
    answers("dialog.0")
    maria.press_named("restore.use")
    assert maria.workspace.load_case(maria.program.main.case_id).notes
    answers("dialog.1")
    maria.press_named("restore.use")
    qtbot.waitUntil(lambda: maria.program.main is not None, timeout=30_000)
    assert not maria.workspace.load_case(maria.program.main.case_id).notes
    kept = next(marias.parent.glob("* before restore *"))
    assert maria.sees(f"This is the copy now. The file as it was is kept as “{kept.name}”.")
    assert backup.exists()


def test_what_is_pulled_out_full_or_locked_costs_a_sentence(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    maria = at_work(person, qtbot, marias)
    maria.command("Back up now")
    stick = tmp_path / "stick"
    stick.mkdir()
    maria.answers_file_dialog(stick)
    maria.press("Choose a folder...")
    shutil.rmtree(stick)
    maria.press("Back up now")
    assert maria.sees("No copy was made.")
    assert "The copy wasn't finished. Your case file is fine." in maria.window.messages.text()
    assert maria.sees("No backup yet")


def test_daily_copies_are_made_while_nobody_types_and_lead_back_from_damage(
    person: Start, qtbot: QtBot, qapp: QApplication, marias: Path, tmp_path: Path
) -> None:
    maria = at_work(person, qtbot, marias)
    upkeep = maria.program.main.upkeep
    upkeep.start(lambda: 119.0)
    upkeep.look()
    assert copies_of(marias) == ()
    upkeep.start(lambda: 121.0)
    upkeep.look()
    qtbot.waitUntil(lambda: len(copies_of(marias)) == 1)
    notes = SettingsFile(tmp_path / "settings").notes_of(marias)
    assert (notes.last_check, notes.found) == ("2026-11-22", "whole")
    upkeep.look()
    add_note(maria, "Later")
    assert len(copies_of(marias)) == 1, "one a day is enough"
    maria.program.leave()
    # A disk goes bad overnight.
    damaged = bytearray(marias.read_bytes())
    for page in range(4096, len(damaged), 4096):
        damaged[page] ^= 0xFF
    marias.write_bytes(damaged)
    again = person(open_file=marias)
    qtbot.waitUntil(lambda: bool(again.window.messages.text()), timeout=30_000)
    assert "This file is damaged. Your last safe copy is from Sun, Nov 22, 2026." in again.window.messages.text()
    again.press("Use that copy")
    qtbot.waitUntil(lambda: again.program.main is not None, timeout=30_000)
    assert again.workspace.store.case_lines()[0].title == "Maria's lung biopsy"
    assert next(marias.parent.glob("* before restore *")).read_bytes() == damaged
    assert check_file(marias, again.workspace.case_file.seal).is_whole


def test_a_disk_that_takes_no_daily_copies_is_told_of_until_it_does(person: Start, qtbot: QtBot, marias: Path) -> None:
    maria = at_work(person, qtbot, marias)
    in_the_way = folder_of(marias)
    in_the_way.write_text("Something else lies where the copies belong.")
    upkeep = maria.program.main.upkeep
    upkeep.start(lambda: 1000.0)
    upkeep.look()
    qtbot.waitUntil(lambda: maria.sees("The daily safe copy can't be made"))
    assert maria.sees(
        "The disk doesn't take it. Your case file is fine. "
        "Until that works again, make a safe copy yourself, on another disk."
    )
    in_the_way.unlink()
    add_note(maria, "Later")
    upkeep.look()
    qtbot.waitUntil(lambda: len(copies_of(marias)) == 1)
    qtbot.waitUntil(lambda: not maria.sees("The daily safe copy can't be made"))


def test_the_file_is_checked_by_itself_once_a_week_while_nobody_types(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    maria = at_work(person, qtbot, marias)
    main, idle, passed = maria.program.main, [121.0], [0]
    main.preferences.choose("daily_copies", False, "Daily copies")  # they check the file, too, and come first
    maria.workspace.today = lambda: TODAY + timedelta(days=passed[0])
    for number in range(60):
        add_note(maria, f"Note {number} " * 100)
    main.upkeep.start(lambda: idle[0])

    def checked_on(days: int) -> int:
        """Go to a day, let nobody type for a while, and return on which day the last check was."""
        passed[0] = days
        main.upkeep.look()
        last = SettingsFile(tmp_path / "settings").notes_of(marias).last_check
        return (date.fromisoformat(last) - TODAY).days

    assert [checked_on(days) for days in (0, 1, 6, 7, 13)] == [0, 0, 0, 7, 7]
    data = bytearray(marias.read_bytes())
    data[(len(data) // 4096 - 3) * 4096] ^= 1
    marias.write_bytes(data)
    idle[0] = 119.0
    assert checked_on(14) == 7
    idle[0] = 121.0
    assert checked_on(14) == 14
    maria.go_to("next_steps")
    assert maria.sees("File damaged")
    assert maria.sees("Something in your case file is damaged")
    assert maria.sees("We checked the file and found damage. Your safe copies were left as they are.")


def test_a_file_with_much_less_in_it_is_asked_about(person: Start, qtbot: QtBot, marias: Path) -> None:
    maria = at_work(person, qtbot, marias)
    notes = [Note(case_id=maria.program.main.case_id, text=f"{each}") for each in range(6)]
    with maria.workspace.step("Add") as step:
        for note in notes:
            step.save(note)
    upkeep = maria.program.main.upkeep
    upkeep.start(lambda: 1000.0)
    upkeep.look()
    with maria.workspace.step("Remove") as step:
        for note in notes:
            step.remove(note)
    copies_of(marias)[0].path.rename(
        copies_of(marias)[0].path.with_name(copies_of(marias)[0].path.name.replace("2026-11-22", "2026-11-21"))
    )
    upkeep.look()
    qtbot.wait(20)
    assert maria.sees("This file has much less in it than before")
    maria.press("Look at the copies")
    maria.press("Yes, that is right")
    assert not maria.sees("Is it right that there is much less in this file?")
