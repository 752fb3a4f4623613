"""A report for the makers: versions, settings and the log; nothing a person typed, and it can be read first."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from caseorg.base import paths
from caseorg.base.version import program_version
from caseorg.services import newer_rules
from caseorg.services.settings import Settings
from caseorg.store.schema import SCHEMA_NUMBER

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace

_PARTS = ("PySide6-Essentials", "sqlcipher3", "reportlab", "pikepdf", "pypdfium2", "pillow")
_LOG_LINES = 200
_SAID = ("lock_after", "lock_on_sleep", "opens_with", "show_sources", "large_print_copy", "hide_id_numbers")
"""The settings that name no person and no place."""


def makers_report(workspace: Workspace, look: dict[str, object], settings: Settings, folder: Path | None = None) -> str:
    """Write the report.

    Args:
        workspace: The open case file: only how much is in it is said.
        look: How the screen looks.
        settings: What the person chose.
        folder: Where the log lies; the usual place if it is left out.
    """
    counted = workspace.store.counts()
    lines = [
        f"Caseorg {program_version()}",
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {platform.machine()}",
        *(f"{name} {_version(name)}" for name in _PARTS),
        f"File format {SCHEMA_NUMBER}",
        f"Rules: {newer_rules.chosen() or 'as shipped'}{_not_used(workspace)}",
        "",
        *(f"{name}: {count}" for name, count in counted.items() if count),
        "",
        *(f"{name}: {value}" for name, value in look.items()),
        *(f"{name}: {getattr(settings, name)}" for name in _SAID),
        "",
        *_log_lines(folder),
    ]
    return "\n".join(lines) + "\n"


def _not_used(workspace: Workspace) -> str:
    why = workspace.rules_in_use.not_used if workspace.has_library else None
    return f", not used: {why}" if why else ""


def _log_lines(folder: Path | None) -> list[str]:
    try:
        log = (folder or paths.log_folder()) / "caseorg.log"
        return log.read_text(encoding="utf-8").splitlines()[-_LOG_LINES:]
    except (OSError, ValueError):
        return []


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "?"
