"""Settings, in a real file."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from caseorg.services.settings import (
    FILE_NAME,
    FileNotes,
    LockAfter,
    RemindEvery,
    Settings,
    SettingsFile,
    backup_due,
)
from tests.architecture.project import ROOT


def test_what_was_chosen_is_there_at_the_next_start_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    assert file.load().lock_after.minutes == 15
    file.save(file.load().revised(lock_after=LockAfter.never, backup_folder="/media/stick", hide_id_numbers=False))
    again = SettingsFile(tmp_path).load()
    assert (again.lock_after.minutes, again.backup_folder, again.hide_id_numbers) == (None, "/media/stick", False)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"settings": 5}', '{"settings": {"lock_after": "soon", "shoe": 4}}'])
def test_a_file_that_cannot_be_read_is_as_if_nothing_was_chosen(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    found = SettingsFile(tmp_path).load()
    assert found == Settings(id=found.id)


def test_one_choice_that_no_longer_fits_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"settings": {"lock_after": "soon", "fold_marks": false}}')
    assert SettingsFile(tmp_path).load().fold_marks is False


def test_each_case_file_has_notes_of_its_own(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    file.keep_notes(tmp_path / "a.caseorg", salt="434f4601", last_backup="2026-11-20")
    file.keep_notes(tmp_path / "a.caseorg", last_opened="2026-11-22")
    file.keep_notes(tmp_path / "b.caseorg", salt="00")
    file.save(file.load().revised(notices=True))
    assert file.notes_of(tmp_path / "a.caseorg") == FileNotes(
        salt="434f4601", last_opened="2026-11-22", last_backup="2026-11-20"
    )
    assert file.notes_of(tmp_path / "c.caseorg") == FileNotes()
    assert file.load().notices


def test_a_safe_copy_is_asked_for_when_it_is_due() -> None:
    today = date(2026, 11, 22)
    settings = Settings()
    assert backup_due(FileNotes(), settings, today).startswith("You have no safe copy")
    assert backup_due(FileNotes(last_backup="2026-11-20"), settings, today) == ""
    assert backup_due(FileNotes(last_backup="2026-11-12"), settings, today) == "Your last safe copy is 10 days old."
    assert backup_due(FileNotes(), settings.revised(remind_of_backup=RemindEvery.never), today) == ""


NOTES = """
import sys
from pathlib import Path
from caseorg.services.settings import SettingsFile
for number in range(200):
    SettingsFile(Path(sys.argv[1])).keep_notes(Path(sys.argv[2]), last_check=str(number))
"""


def test_several_programs_that_write_at_once_never_leave_half_a_file(tmp_path: Path) -> None:
    SettingsFile(tmp_path).save(Settings(lock_after=LockAfter.minutes_5))
    files = [f"/{number}.caseorg" for number in range(3)]
    started = [
        subprocess.Popen([sys.executable, "-c", NOTES, str(tmp_path), file], cwd=ROOT, stderr=subprocess.PIPE)
        for file in files
    ]
    assert [each.communicate(timeout=120)[1] for each in started] == [b"", b"", b""]
    found = SettingsFile(tmp_path)
    assert found.load().lock_after is LockAfter.minutes_5
    assert [found.notes_of(Path(file)).last_check for file in files] == ["199"] * 3, "nor does one lose another's"
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
