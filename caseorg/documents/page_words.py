"""The words of one page and where each stands: read off a scan, or taken from the text of a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from caseorg.base.folding import fold, words_in

if TYPE_CHECKING:
    from caseorg.documents.places import Place

GRID = 10_000
"""Into how many parts a page is divided, across and down; places of words are whole numbers of these."""


@dataclass(frozen=True)
class Word:
    """One word as it stands on the page, without spaces in it."""

    text: str
    line: int
    """Words of one line share a number; lines are counted in reading order."""
    left: int
    top: int
    right: int
    bottom: int
    sure: int = 100
    """How sure the reader was of it, from 0 to 100. The text of a PDF itself is sure."""


@dataclass(frozen=True)
class PageWords:
    """What stands on one page, in reading order."""

    words: tuple[Word, ...]
    turned: int = 0
    """By how many degrees the page has to be turned to the right before it stands upright: 0, 90, 180 or 270."""
    is_read: bool = False
    """Whether it was read off a picture, so that a word may be wrong."""

    @property
    def text(self) -> str:
        """The words, line by line."""
        return "\n".join(" ".join(word.text for word in line) for line in self.lines())

    @property
    def sure(self) -> int:
        """How sure the reader was of the page as a whole, from 0 to 100; 0 for a page without words."""
        letters = sum(len(word.text) for word in self.words)
        return round(sum(word.sure * len(word.text) for word in self.words) / letters) if letters else 0

    def lines(self) -> tuple[tuple[Word, ...], ...]:
        """Return the words, line by line."""
        return tuple(tuple(line) for _number, line in groupby(self.words, key=lambda word: word.line))

    def found(self, wanted: Sequence[str]) -> tuple[Word, ...]:
        """Return the words that begin with one of the folded words `wanted`, as a search counts."""
        return tuple(
            word
            for word in self.words
            if any(part.startswith(start) for part in words_in(fold(word.text)) for start in wanted)
        )


def place_of(page: int, words: Iterable[Word]) -> Place:
    """Return the rectangle around some words of one page, counted from 1.

    Raises:
        ValueError: There are no words.
    """
    # What checks answers of the worker is no part of the worker itself, which needs words, too.
    from caseorg.documents.places import Place

    there = tuple(words)
    return Place(
        page,
        min(word.left for word in there) / GRID,
        min(word.top for word in there) / GRID,
        max(word.right for word in there) / GRID,
        max(word.bottom for word in there) / GRID,
    )


def packed(page: PageWords) -> dict[str, object]:
    """Return what is kept of a page that was read: a line for each word, with tabs between what is known of it."""
    rows = (
        f"{word.text}\t{word.line}\t{word.left}\t{word.top}\t{word.right}\t{word.bottom}\t{word.sure}"
        for word in page.words
    )
    # How sure the reader was of the whole page stands beside, so that a list of pages need not look at every word.
    return {"turned": page.turned, "sure": page.sure, "words": "\n".join(rows)}


def unpacked(kept: dict[str, object]) -> PageWords:
    """Return a page as `packed` wrote it."""
    rows = [row.split("\t") for row in str(kept["words"]).split("\n") if row]
    words = tuple(Word(text, *(int(number) for number in numbers)) for text, *numbers in rows)
    return PageWords(words, int(str(kept["turned"])), is_read=True)
