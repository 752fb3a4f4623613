"""The parts that others made, each with version, licence and its text, as kept beside the program."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from caseorg.base import resources


@dataclass(frozen=True)
class Part:
    """A package, or what is inside of one."""

    name: str
    version: str
    """Empty for a font, an icon or a list, which have none of their own."""
    licence: str
    """As SPDX calls it."""
    inside: str
    """The package that carries it; empty for what stands by itself."""
    texts: tuple[str, ...]
    """The files of the licence texts, in resources/licences."""

    def text(self) -> str:
        """Read the whole text of the licence."""
        return "\n\n".join(resources.path(f"licences/{name}").read_text(encoding="utf-8") for name in self.texts)


def all_parts() -> tuple[Part, ...]:
    """Read the table of parts, by name."""
    table = tomllib.loads(resources.path("licences/parts.toml").read_text(encoding="utf-8"))
    parts = (Part(**{**row, "texts": tuple(row["texts"])}) for row in table["part"])
    return tuple(sorted(parts, key=lambda part: part.name.casefold()))
