"""Where a safe copy could go: sticks and drives that are there, and the folder of the last one, with the room there."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from caseorg.base.there import is_folder

_ROOTS = ("/media", "/run/media", "/mnt", "/Volumes")


@dataclass(frozen=True)
class BackupPlace:
    """A folder, and what is known of the disk it is on."""

    folder: Path
    free_bytes: int
    is_other_disk: bool
    """It is on another disk than the case file, so both are not lost together."""


def places(case_path: Path, wanted: Iterable[Path] = ()) -> tuple[BackupPlace, ...]:
    """Return the folders to offer: the wanted ones that are there, then sticks and drives that are connected."""
    folders = list(dict.fromkeys(wanted))
    folders += [each for each in _drives() if each not in folders]
    return tuple(found for each in folders if (found := place(each, case_path)) is not None)


def place(folder: Path, case_path: Path) -> BackupPlace | None:
    """Look at one folder; None where it is not there."""
    with suppress(OSError):
        if folder.is_dir():
            is_other = folder.stat().st_dev != case_path.parent.stat().st_dev
            return BackupPlace(folder, shutil.disk_usage(folder).free, is_other)
    return None


def _drives() -> list[Path]:
    if sys.platform == "win32":
        return [Path(f"{letter}:\\") for letter in "DEFGHIJKLMNOPQRSTUVWXYZ" if is_folder(Path(f"{letter}:\\"))]
    near = [each for root in _ROOTS for each in _inside(Path(root))]
    return [each for each in (*near, *(far for each in near for far in _inside(each))) if os.path.ismount(each)]


def _inside(folder: Path) -> list[Path]:
    """Return what is in a folder; one that can't be read, as of a drive that went, does not hide the others."""
    with suppress(OSError):
        return sorted(folder.iterdir())
    return []
