"""Tells whether a file lies in a folder that another program keeps alike on several computers or sends to a cloud."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

# How each program names its folder, or what it leaves in it. From their own documentation.
_NAMES = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "mobile documents": "iCloud",
    "iclouddrive": "iCloud",
    "icloud drive": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "box sync": "Box",
    "megasync": "MEGA",
    "pcloud": "pCloud",
    "syncthing": "Syncthing",
}
_MARKS = {
    ".stfolder": "Syncthing",
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".tmp.drivedownload": "Google Drive",
}
_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


def synced_by(path: Path) -> str:
    """Return the name of the program that seems to send the folder of `path` elsewhere, or nothing."""
    folder = path.absolute().parent
    given = [Path(value) for name in _VARIABLES if (value := os.environ.get(name))]
    if any(folder.is_relative_to(each) for each in given):
        return "OneDrive"
    for each in (folder, *folder.parents):
        name = each.name.lower()
        for start, program in _NAMES.items():
            # “OneDrive - Company”, “GoogleDrive-name@example.com”, “Dropbox (Personal)”
            if name == start or name.startswith((f"{start} -", f"{start}-", f"{start} (")):
                return program
        with suppress(OSError):
            for mark, program in _MARKS.items():
                if (each / mark).exists():
                    return program
    return ""
