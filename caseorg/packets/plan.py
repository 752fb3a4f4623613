"""The packet plan: parts in order, which pages they have, and what is missing. Pure data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TypeAlias
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError
from caseorg.packets.blocks import Block, Letterhead

LIST_OF_EXHIBITS = "contents"
"""The key of the paper that lists the exhibits."""

EXHIBITS = "*exhibits"
"""Where page numbers keep how many pages the exhibits take in all."""


class Level(StrEnum):
    """How much a finding matters. Only one that `stops` keeps a paper from being made."""

    must_fix = auto()
    good_to_have = auto()
    fine = auto()


@dataclass(frozen=True)
class Finding:
    """What the check found, and where to mend it: a fact's name, or a document."""

    level: Level
    sentence: str
    fact: str = ""
    document_id: UUID | None = None
    check: str = ""
    """The name of the check, where it has one: ACC-9, AUTH-5, P2-7 …"""
    stops: bool = False
    """Whether the law calls the paper invalid without this, so that it can't be made."""


class Form(StrEnum):
    """How a paper is set out."""

    letter = auto()
    sheet = auto()
    fax = auto()
    wide = auto()


@dataclass(frozen=True)
class Paper:
    """A part that we write ourselves."""

    key: str
    title: str
    form: Form
    blocks: tuple[Block, ...]
    head: Letterhead | None = None
    footer: str = ""
    is_large: bool = False
    one_page: bool = False
    """Whether its lines may move closer together to save a page."""


@dataclass(frozen=True)
class Exhibit:
    """A document as a lettered part, behind a sheet of its own; or, with `paper`, pages that we write."""

    key: str
    letter: str
    title: str
    document_id: UUID | None = None
    pages: tuple[int, ...] = ()
    author: str = ""
    date: str = ""
    sha256: str = ""
    paper: Paper | None = None
    is_marked: bool = False
    """Whether its pages say already that they are a sample's."""


Part: TypeAlias = Paper | Exhibit


@dataclass(frozen=True)
class Words:
    """The few words that are printed around the parts, in the language of the packet."""

    page: str = "Page {page} of {pages}"
    page_alone: str = "{page}"
    exhibit: str = "Exhibit {letter}"
    exhibit_page: str = "Exhibit {letter}, page {page} of {count}"
    exhibit_pages_one: str = "1 page"
    exhibit_pages_many: str = "{count} pages"
    sample: str = "SAMPLE"


@dataclass(frozen=True)
class PacketPlan:
    """Everything that is needed to write one file, decided."""

    title: str
    author: str
    subject: str
    language: str
    file_name: str
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...] = ()
    words: Words = Words()
    footer: str = ""
    is_sample: bool = False
    fold_marks: bool = True
    """Whether letters for a window envelope show where to fold them."""

    @property
    def is_large(self) -> bool:
        """Whether our own papers in it are in large print."""
        return any(paper.is_large for paper in self.papers)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Everything we write ourselves, in order."""
        found = (part if isinstance(part, Paper) else part.paper for part in self.parts)
        return tuple(paper for paper in found if paper is not None)

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """The lettered parts, in order."""
        return tuple(part for part in self.parts if isinstance(part, Exhibit))

    @property
    def stopping(self) -> tuple[Finding, ...]:
        """Return the findings without which the law calls the paper invalid."""
        return tuple(finding for finding in self.findings if finding.stops)

    def at_level(self, level: Level) -> tuple[Finding, ...]:
        """Return the findings of one level."""
        return tuple(finding for finding in self.findings if finding.level is level)


class PageChoiceError(CaseorgError):
    """Pages of a document that were chosen in a way we can't read, or that it does not have."""

    def __init__(self, choice: str, page_count: int) -> None:
        super().__init__(
            _("We can't use “{choice}”. This document has {count} pages.").format(choice=choice, count=page_count)
        )
        self.advice = _("Write pages like 1-3, 7. Leave it blank for all of them.")


def exhibit_letter(index: int) -> str:
    """Return the letter of the exhibit at `index`, from 0: A to Z, then AA, AB …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


_RANGE = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")


def chosen_pages(choice: str, page_count: int) -> tuple[int, ...]:
    """Return the pages that `choice` names, like “1-3, 7”, in the order named; all of them if it is blank.

    Raises:
        PageChoiceError: If it can't be read or names a page that is not there.
    """
    if not choice.strip():
        return tuple(range(1, page_count + 1))
    pages: list[int] = []
    for part in choice.replace(";", ",").split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise PageChoiceError(choice, page_count)
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= page_count:
            raise PageChoiceError(choice, page_count)
        pages.extend(range(first, last + 1))
    return tuple(dict.fromkeys(pages))
