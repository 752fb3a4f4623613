"""The parts that others made, each with version, licence and its text, as kept beside the program."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
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
    is_packed: bool = True
    """Whether it goes along into a built program. What doesn't is there only where a person installed it."""

    def text(self) -> str:
        """Read the whole text of the licence."""
        return "\n\n".join(resources.path(f"licences/{name}").read_text(encoding="utf-8") for name in self.texts)


def all_parts() -> tuple[Part, ...]:
    """Read the table of parts, by name: in a built program those that went along, in a checkout all of them."""
    table = tomllib.loads(resources.path("licences/parts.toml").read_text(encoding="utf-8"))
    parts = tuple(Part(**{**row, "texts": tuple(row["texts"])}) for row in table["part"])
    if resources.is_built():
        parts = packed(parts)
    return tuple(sorted(parts, key=lambda part: part.name.casefold()))


def packed(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts that go along into a built program: not those left out, and not what is inside of them."""
    everything = tuple(parts)
    left_out = {part.name for part in everything if not part.is_packed}
    return tuple(part for part in everything if not {part.name, part.inside} & left_out)
