"""Which version of Caseorg this is: the one that stands in pyproject.toml, and nowhere else."""

from __future__ import annotations

import re
from functools import cache

from caseorg.base import resources


@cache
def program_version() -> str:
    """Return the version, run from source or built; `pyproject.toml` goes along into the built program."""
    text = (resources.program_root() / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "(.+)"$', text, re.MULTILINE)
    return found[1] if found else "?"
