"""Breaks text into lines, in any script, from left to right or from right to left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from unicodedata import bidirectional

import arabic_reshaper
from bidi import algorithm

from caseorg.packets.blocks import Span
from caseorg.packets.fonts import Fonts, cleaned

# A telephone number stays on one line.
_PARTS = re.compile(r"\n| +|\(\d{3}\) (?=\d{3}-\d{4})|[^\n ]+")
_FROM_RIGHT = {"R", "AL", "AN"}
# These two say nothing about their types.
_order: Any = algorithm
_arabic: Any = arabic_reshaper
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Letters at their place on a line: `x` from its left end, in points."""

    text: str
    font: str
    x: float


@dataclass(frozen=True)
class Line:
    """One line, ready to draw. `said` is what a reader should hear where the drawn letters don't say it."""

    drawn: tuple[Drawn, ...] = ()
    width: float = 0.0
    said: str = ""


@dataclass(slots=True)
class _Word:
    """Letters between two spaces; they may change from regular to bold on the way."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    width: float = 0.0


_Pieces: TypeAlias = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Setter:
    """Sets text of one size."""

    fonts: Fonts
    size: float

    def lines(self, spans: Iterable[Span], width: float, numbers: dict[str, int] | None = None) -> list[Line]:
        """Return the lines that `spans` take in a column of `width` points; at least one."""
        pieces = tuple((cleaned(span.words(numbers or {})), span.bold) for span in spans)
        # A letter is laid out several times, until it fits and its numbers are true; most of it stays as it was.
        known = self.fonts.broken.get((pieces, self.size, width))
        if known is None:
            known = self.fonts.broken[pieces, self.size, width] = self._lines(pieces, width)
        return list(known)

    def _lines(self, pieces: _Pieces, width: float) -> list[Line]:
        found: list[Line] = []
        for paragraph in self._paragraphs(pieces):
            found += [self._line(words) for words in self._broken(paragraph, width)] or [Line()]
        return found or [Line()]

    def line(self, text: str, *, bold: bool = False) -> Line:
        """Return `text` as one line, however long it is."""
        return self.lines([Span(text, bold)], float("inf"))[0]

    def _paragraphs(self, pieces: _Pieces) -> Iterator[list[_Word]]:
        words: list[_Word] = []
        is_open = False
        for text, bold in pieces:
            for part in _PARTS.findall(text):
                if part == "\n":
                    yield words
                    words, is_open = [], False
                elif part[0] == " ":
                    is_open = False
                else:
                    if not is_open:
                        words.append(_Word())
                    is_open = True
                    words[-1].pieces.append((part, bold))
                    words[-1].width += self._width(part, bold)
        if words:
            yield words

    def _broken(self, words: list[_Word], width: float) -> Iterator[list[_Word]]:
        space = self._width(" ", False)
        line: list[_Word] = []
        used = 0.0
        for word in words:
            for piece in self._narrow(word, width):
                if line and used + space + piece.width > width + 0.01:
                    yield line
                    line, used = [], 0.0
                used += piece.width + (space if line else 0.0)
                line.append(piece)
        if line:
            yield line

    def _narrow(self, word: _Word, width: float) -> Iterator[_Word]:
        """Take a word apart that is wider than a whole line."""
        if word.width <= width:
            yield word
            return
        part = _Word()
        for text, bold in word.pieces:
            for letter in text:
                extra = self._width(letter, bold)
                if part.pieces and part.width + extra > width:
                    yield part
                    part = _Word()
                part.pieces.append((letter, bold))
                part.width += extra
        yield part

    def _width(self, text: str, bold: bool) -> float:
        return self.fonts.width(_joined(text), self.size, bold)

    def _line(self, words: Sequence[_Word]) -> Line:
        pieces: list[tuple[str, bool]] = []
        for index, word in enumerate(words):
            if index:
                pieces.append((" ", word.pieces[0][1] and pieces[-1][1]))
            pieces.extend(word.pieces)
        said = "".join(text for text, _bold in pieces)
        is_ascii = said.isascii()
        turned = not is_ascii and any(bidirectional(letter) in _FROM_RIGHT for letter in said)
        drawn, width = self._drawn(_from_right_to_left(pieces) if turned else pieces)
        differs = turned or not (is_ascii or all(_is_plain(one.text) for one in drawn))
        return Line(drawn, width, said if differs else "")

    def _drawn(self, pieces: Sequence[tuple[str, bool]]) -> tuple[tuple[Drawn, ...], float]:
        drawn: list[Drawn] = []
        text, font, start, x = "", "", 0.0, 0.0
        for piece, bold in pieces:
            for stretch in self.fonts.stretches(piece, bold):
                if stretch.font == font and _is_plain(text) and _is_plain(stretch.text):
                    text += stretch.text
                else:
                    if text:
                        drawn.append(Drawn(text, font, start))
                    text, font, start = stretch.text, stretch.font, x
                x += stretch.width * self.size
        if text:
            drawn.append(Drawn(text, font, start))
        return tuple(drawn), x


def _is_plain(text: str) -> bool:
    # Shaped letters come as a kind of text that knows its own places; they can't be put together by hand.
    return type(text) is str


def _joined(text: str) -> str:
    """Give Arabic letters the shape they have beside their neighbours."""
    return text if text.isascii() or not _ARABIC.search(text) else str(_arabic.reshape(text))


def _merged(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for text, bold in pieces:
        if found and found[-1][1] == bold:
            found[-1] = (found[-1][0] + text, bold)
        else:
            found.append((text, bold))
    return found


def _from_right_to_left(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Put the letters of one line in the order in which they stand on the paper (Unicode Annex 9)."""
    letters = [(letter, bold) for text, bold in _merged(pieces) for letter in _joined(text)]
    text = "".join(letter for letter, _bold in letters)
    storage = _order.get_empty_storage()
    base = _order.get_base_level(text)
    storage["base_level"], storage["base_dir"] = base, ("L", "R")[base]
    _order.get_embedding_levels(text, storage)
    for one, (_letter, bold) in zip(storage["chars"], letters, strict=True):
        one["bold"] = bold
        # A letter newer than Python's tables has no direction there, and the rules below would stop at it.
        one["type"] = one["orig"] = one["type"] or "L"
    _order.explicit_embed_and_overrides(storage)
    _order.resolve_weak_types(storage)
    _order.resolve_neutral_types(storage, False)
    _order.resolve_implicit_levels(storage, False)
    _order.reorder_resolved_levels(storage, False)
    _order.apply_mirroring(storage, False)
    return _merged([(one["ch"], one["bold"]) for one in storage["chars"]])
