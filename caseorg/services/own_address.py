"""The person's own address and phone: they fill new letters, and are kept inside the locked file and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace

NAMES = ("my_address", "my_phone")
"""What is kept, under the names the settings page has for it."""
_KEY = "my_own_address"


def own_address(workspace: Workspace) -> dict[str, str]:
    """Return what is kept; empty texts where nothing is."""
    kept = workspace.draft(_KEY) or {}
    return {name: kept.get(name, "") for name in NAMES}


def keep_own_address(workspace: Workspace, name: str, text: str) -> None:
    """Keep one of them.

    Raises:
        CaseorgError: If the file can't be written.
    """
    workspace.keep_draft(_KEY, {**own_address(workspace), name: text})
