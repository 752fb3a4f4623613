"""The oldest versions of the parsers that a worker process starts with: what was tested, without a known hole."""

from __future__ import annotations

import re
import sys

# As locked when the corpora were last run whole. pydicom before 3.0.2 followed references out of a disc's folder
# (CVE-2026-32711).
FLOORS = {"pikepdf": (10, 17, 0), "PIL": (13, 0, 0), "pypdfium2": (5, 15, 2), "lxml": (6, 1, 3), "pydicom": (3, 0, 2)}


def prove_floors() -> None:
    """Make sure that each parser that is loaded is none older than its floor.

    Raises:
        ImportError: If one is; the process then ends, and the file is kept but not looked into.
    """
    for name, floor in FLOORS.items():
        module = sys.modules.get(name)
        if module is not None and version_of(name) < floor:
            raise ImportError(f"{name} is older than tested")


def version_of(name: str) -> tuple[int, ...]:
    """Return the version of a loaded parser; an empty one, below every floor, where it does not say."""
    module = sys.modules[name]
    said = getattr(module, "__version__", None) or getattr(sys.modules.get(f"{name}.version"), "PYPDFIUM_INFO", "")
    found = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", str(said))
    return tuple(int(part or 0) for part in found.groups()) if found else ()
