"""What can be read in Help: a short text for each page, and the manual; files that are written without a program.

A text for a page lies in `resources/help`, a page of the manual in `docs/manual`, once for each language. Both are
lines of Markdown: a title, headings, points, steps, paragraphs, pictures, and code between fences. Of the manual, the
same files are what is read on the project's own pages, so nothing has to be kept alike by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache
from pathlib import Path

from caseorg.base import language, resources

START = "start"
MANUAL = (
    "first_letter what_to_ask papers it_came plan_answer the_call the_visit two_opinions the_bill denied dates find"
    " keep_it_safe helpers protected"
).split()
"""The pages of the manual, in the order of a case."""

_NAME = re.compile(r"[a-z_]+")
_STEP = re.compile(r"\d+\. (?=\S)")
_PICTURE = re.compile(r"!\[(?P<words>[^\]]+)\]\((?P<file>[\w./-]+)\)")
_LINK = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<name>[a-z_]+)\.md\)")
_BOLD = re.compile(r"\*\*(?P<words>[^*]+)\*\*")
_FENCE = "```"


class PartKind(StrEnum):
    """What a part of a help text is."""

    heading = auto()
    paragraph = auto()
    point = auto()
    step = auto()
    picture = auto()
    code = auto()
    link = auto()


@dataclass(frozen=True)
class Part:
    """One heading, paragraph, point or step of a list, picture, block of code, or link to another text."""

    kind: PartKind
    text: str
    """What it says; of a picture, what is seen on it."""
    number: int = 0
    """Of a step: which one it is."""
    leads_to: str = ""
    """Of a link, the name of the other text; of a picture, the place of its file."""


@dataclass(frozen=True)
class HelpText:
    """What is written about one page or task."""

    name: str
    title: str
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        """All of it in one text, but for code."""
        return "\n".join((self.title, *(part.text for part in self.parts if part.kind is not PartKind.code)))


def help_text(name: str) -> HelpText:
    """Return what is written about a page or task in the language in use; about the whole program where nothing is."""
    for code in dict.fromkeys((language.current(), "en")):
        found = _read(code, name) or _read(code, START)
        if found is not None:
            return found
    raise FileNotFoundError(START)


def has_help(name: str) -> bool:
    """Tell whether something is written about a page or a task."""
    return _read("en", name) is not None


@cache
def _read(code: str, name: str) -> HelpText | None:
    if not _NAME.fullmatch(name):
        return None
    if name in MANUAL:
        file = resources.program_root() / "docs/manual" / code / f"{name}.md"
    else:
        file = resources.root() / "help" / code / f"{name}.txt"
    if not file.is_file():
        return None
    first, *rest = file.read_text(encoding="utf-8").splitlines()
    return HelpText(name, first.removeprefix("# "), tuple(_parts(rest, file.parent)))


def _parts(lines: list[str], folder: Path) -> Iterator[Part]:
    code: list[str] | None = None
    for line in lines:
        if line == _FENCE:
            if code is not None:
                yield Part(PartKind.code, "\n".join(code))
            code = [] if code is None else None
        elif code is not None:
            code.append(line)
        elif line.strip():
            yield _part(line, folder)


def _part(line: str, folder: Path) -> Part:
    if picture := _PICTURE.fullmatch(line):
        return Part(PartKind.picture, picture["words"], leads_to=str((folder / picture["file"]).resolve()))
    if line.startswith("## "):
        return Part(PartKind.heading, line[3:].strip())
    if line.startswith("- "):
        if link := _LINK.fullmatch(line[2:].strip()):
            return Part(PartKind.link, link["words"], leads_to=link["name"])
        return Part(PartKind.point, _plain(line[2:]))
    if step := _STEP.match(line):
        return Part(PartKind.step, _plain(line[step.end() :]), number=int(step[0].partition(".")[0]))
    return Part(PartKind.paragraph, _plain(line))


def _plain(text: str) -> str:
    """Return a text with the words of the screen in quotes, since a label shows one kind of letter."""
    return _BOLD.sub(r"“\g<words>”", text.strip())
