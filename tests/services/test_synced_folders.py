"""A folder that another program sends elsewhere is known by its name, by what is in it, or by what the system says."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseorg.services.synced_folders import synced_by


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Riverside Clinic", "OneDrive"),
        ("Dropbox (Personal)", "Dropbox"),
        ("Mobile Documents", "iCloud"),
        ("iCloud Drive", "iCloud"),
        ("GoogleDrive-maria@example.com", "Google Drive"),
        ("My Drive", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
        ("Syncthing", "Syncthing"),
        ("Dropboxes of old", ""),
        ("My drives", ""),
        ("Documents", ""),
    ],
)
def test_a_folder_is_known_by_its_name_however_deep_the_file_lies(folder: str, program: str, tmp_path: Path) -> None:
    for place in (tmp_path / folder, tmp_path / folder / "Health" / "Mom"):
        place.mkdir(parents=True, exist_ok=True)
        assert synced_by(place / "Maria.caseorg") == program


@pytest.mark.parametrize(
    ("mark", "program"),
    [(".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox"), (".nextcloudsync.log", "Nextcloud")],
)
def test_a_folder_is_known_by_what_the_program_left_in_it(mark: str, program: str, tmp_path: Path) -> None:
    (tmp_path / "Ours" / "Health").mkdir(parents=True)
    assert synced_by(tmp_path / "Ours" / "Health" / "Maria.caseorg") == ""
    (tmp_path / "Ours" / mark).mkdir()
    assert synced_by(tmp_path / "Ours" / "Health" / "Maria.caseorg") == program


def test_a_folder_is_known_by_what_the_system_says_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Work"))
    assert synced_by(tmp_path / "Work" / "Maria.caseorg") == "OneDrive"
    assert synced_by(tmp_path / "Home" / "Maria.caseorg") == ""
