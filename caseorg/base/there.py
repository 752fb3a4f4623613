"""Tells whether there is a file or a folder, where a disk that does not say means no: `pathlib` raises what it says."""

from __future__ import annotations

import os
from pathlib import Path


def is_file(path: Path) -> bool:
    """Tell whether a path leads to a file; one that nobody may look at, or no disk tells of, does not."""
    return os.path.isfile(path)  # noqa: PTH113 - see above


def is_folder(path: Path) -> bool:
    """Tell whether a path leads to a folder; one that nobody may look at, or no disk tells of, does not."""
    return os.path.isdir(path)  # noqa: PTH112 - see above
