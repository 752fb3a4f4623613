"""A file of newer rules, as somebody would get it: the folder of the rules, packed, with something changed."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from caseorg.base import paths, resources
from caseorg.services import newer_rules


def as_of_now(name: str, text: str) -> str:
    """Give one rule another title, and a source that was checked on November 22, 2026."""
    if name != "aca/appeal.toml":
        return text
    title = "Your first appeal, Marketplace, church and public employers' plans"
    return text.replace(title, "Your first appeal, as of now").replace("2026-10-01\n\n[[ex", "2026-11-22\n\n[[ex")


def newer_file(path: Path, change: Callable[[str, str], str | None] = as_of_now) -> Path:
    """Pack the rules of the program; `change` gets each name and text, and returns another text, or None to omit it."""
    folder = resources.path("rules")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rules/FORMAT.md", "How a rule is written")
        for each in sorted(folder.rglob("*.toml")):
            name = each.relative_to(folder).as_posix()
            text = change(name, each.read_text(encoding="utf-8"))
            if text is not None:
                archive.writestr(f"rules/{name}", text)
    return path


def kept_newer() -> str:
    """Keep newer rules as if they had been taken in before, since their checks take seconds; return the fingerprint."""
    started, folder = paths.data_folder() / "rules" / "started", resources.path("rules")
    for each in folder.rglob("*.toml"):
        target = started / each.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        name = each.relative_to(folder).as_posix()
        target.write_bytes(as_of_now(name, each.read_text(encoding="utf-8")).encode())
    name = newer_rules._fingerprint(newer_rules._files_in(started))
    shutil.rmtree(started.with_name(name), ignore_errors=True)
    started.rename(started.with_name(name))
    return name
