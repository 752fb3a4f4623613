"""Finds a file under resources/, run from source, installed or frozen."""

from __future__ import annotations

import sys
from pathlib import Path

_SOURCE_ROOT = Path(__file__).resolve().parents[2]


def program_root() -> Path:
    """Return the folder in which files lie as in a checkout; in the built program, those that go along."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen is not None else _SOURCE_ROOT


def is_built() -> bool:
    """Tell whether this is the built program and no checkout."""
    return hasattr(sys, "_MEIPASS")


def root() -> Path:
    """Return the folder that holds all resource files."""
    return program_root() / "resources"


def path(name: str) -> Path:
    """Return where the resource `name` lies, such as `rules/facts.toml`.

    Raises:
        FileNotFoundError: If there is no such resource; that is a defect of the program.
    """
    found = root() / name
    if not found.exists():
        raise FileNotFoundError(name)
    return found
