"""The help texts, one for each page: files of plain lines, so that whoever writes them needs no program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache

from caseorg.base import language, resources

START = "start"
_NAME = re.compile(r"[a-z_]+")


class PartKind(StrEnum):
    """What a part of a help text is."""

    heading = auto()
    paragraph = auto()
    point = auto()


@dataclass(frozen=True)
class Part:
    """One heading, paragraph or point of a list."""

    kind: PartKind
    text: str


@dataclass(frozen=True)
class HelpText:
    """What is written about one page."""

    name: str
    title: str
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        """All of it in one text."""
        return "\n".join((self.title, *(part.text for part in self.parts)))


def help_text(name: str) -> HelpText:
    """Return what is written about a page, in the language in use; about the whole program where nothing is."""
    for code in dict.fromkeys((language.current(), "en")):
        found = _read(code, name) or _read(code, START)
        if found is not None:
            return found
    raise FileNotFoundError(START)


def has_help(name: str) -> bool:
    """Tell whether something is written about a page."""
    return _read("en", name) is not None


@cache
def _read(code: str, name: str) -> HelpText | None:
    file = resources.root() / "help" / code / f"{name}.txt"
    if not _NAME.fullmatch(name) or not file.is_file():
        return None
    first, *rest = file.read_text(encoding="utf-8").splitlines()
    return HelpText(name, first.removeprefix("# "), tuple(_part(line) for line in rest if line.strip()))


def _part(line: str) -> Part:
    if line.startswith("## "):
        return Part(PartKind.heading, line[3:].strip())
    if line.startswith("- "):
        return Part(PartKind.point, line[2:].strip())
    return Part(PartKind.paragraph, line.strip())
