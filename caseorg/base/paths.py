"""Says where settings, logs, the cache and the private folder for case files live on each system."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

_OWNER_ONLY = 0o700


def data_place() -> Path:
    """Return where the private folder for case files is, or will be: to compare with, or to look for what is there."""
    return _base("XDG_DATA_HOME", ".local/share", "Application Support", "APPDATA")


def data_folder() -> Path:
    """Return the private folder for case files, made for its owner only.

    Raises:
        OSError: It can't be made, as all folders below.
    """
    return _private(data_place())


def settings_folder() -> Path:
    """Return the folder of the settings file and the notes of open files.

    Where it can't be made, the program starts all the same: nothing is remembered, and each writer hears of it.
    """
    place = _base("XDG_CONFIG_HOME", ".config", "Preferences", "APPDATA")
    with suppress(OSError):
        _private(place)
    return place


def log_folder() -> Path:
    """Return the folder of the log."""
    return _private(_base("XDG_STATE_HOME", ".local/state", "Logs", "LOCALAPPDATA"))


def cache_folder() -> Path:
    """Return the folder of what can be made again at any time, such as the rules as they were read."""
    return _private(_base("XDG_CACHE_HOME", ".cache", "Caches", "LOCALAPPDATA"))


def private_temp_folder(run_id: str) -> Path:
    """Return one run's folder for files that another program has to see; swept at lock, close and next start."""
    return _private(data_folder() / "opened" / run_id)


def asking_folder() -> Path:
    """Return the folder in which a second start asks the window that has the file open to come to the front."""
    return _private(data_folder() / "asked")


def _base(variable: str, unix: str, mac: str, windows: str) -> Path:
    # Worked out by hand: platformdirs costs 50 to 100 ms at start, and the first screen needs only this.
    if sys.platform == "win32":
        return Path(os.environ.get(windows, str(Path.home() / "AppData" / "Roaming"))) / "Caseorg"
    if sys.platform == "darwin":
        return Path.home() / "Library" / mac / "Caseorg"
    given = os.environ.get(variable, "")
    return (Path(given) if given.startswith("/") else Path.home() / unix) / "caseorg"


def _private(folder: Path) -> Path:
    for each in (*reversed(folder.parents), folder):  # `parents=True` would leave those above to the umask
        each.mkdir(mode=_OWNER_ONLY, exist_ok=True)
    if sys.platform != "win32" and folder.stat().st_mode & 0o077:
        folder.chmod(_OWNER_ONLY)
    return folder


def open_note(case_path: Path) -> Path:
    """Return where the note lies that says who has a case file open, and is held by whoever does."""
    return case_path.with_name(f"{case_path.name}.open")
