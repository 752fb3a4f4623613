"""Pieces of a paper that know their height, where they may be divided between two pages, and how they are drawn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from typing_extensions import override

from caseorg.packets.pen import ARTIFACT, Pen
from caseorg.packets.style import Style
from caseorg.packets.tagging import Element
from caseorg.packets.text import Line

_TOGETHER = 2
"""So many lines of a paragraph stay together at the top and at the bottom of a page."""


@dataclass(eq=False)
class Piece(ABC):
    """One thing on a paper. `gap` is the space above it, which falls away at the top of a page."""

    gap: float = field(default=0.0, kw_only=True)
    keeps_next: bool = field(default=False, kw_only=True)
    follows_text: bool = field(default=False, kw_only=True)
    at_foot: bool = field(default=False, kw_only=True)

    @property
    @abstractmethod
    def height(self) -> float:
        """How much of a page it takes, in points."""

    @property
    def least(self) -> float:
        """How much of it has to stand on one page with what comes before it."""
        return self.height

    def divided(self, room: float, *, force: bool = False) -> Halves:  # noqa: ARG002
        """Return what fits into `room`, and the rest. With `force`, it is divided where it would rather not be."""
        return None, self

    @abstractmethod
    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw it with its upper left corner at `x`, `y`."""


Halves: TypeAlias = tuple[Piece | None, Piece | None]


@dataclass(eq=False)
class TextPiece(Piece):
    """Lines of text, with a bullet, a box or a number before the first."""

    lines: Sequence[Line]
    size: float
    leading: float
    element: Element
    indent: float = 0.0
    mark: Literal["", "bullet", "box"] | Line = ""
    mark_size: float = 8.5
    mark_element: Element | None = None

    @property
    @override
    def height(self) -> float:
        return len(self.lines) * self.leading

    @property
    @override
    def least(self) -> float:
        return min(len(self.lines), _TOGETHER if len(self.lines) > _TOGETHER + 1 else len(self.lines)) * self.leading

    @override
    def divided(self, room: float, *, force: bool = False) -> Halves:
        together = 1 if force else _TOGETHER
        count = int((room + 0.01) // self.leading)
        count = min(count, len(self.lines) - together)
        if count < together or (count < 1):
            return None, self
        first = replace(self, lines=self.lines[:count], keeps_next=False)
        rest = replace(self, lines=self.lines[count:], mark="", mark_element=None, gap=0.0, follows_text=False)
        return first, rest

    @override
    def draw(self, pen: Pen, x: float, y: float) -> None:
        base = y + (self.leading + self.size * 0.72) / 2
        if self.mark:
            self._draw_mark(pen, x, base)
        with pen.piece(self.element):
            for number, line in enumerate(self.lines):
                pen.text(line, x + self.indent, base + number * self.leading, self.size)

    def _draw_mark(self, pen: Pen, x: float, base: float) -> None:
        if isinstance(self.mark, Line) and self.mark_element is not None:
            with pen.piece(self.mark_element):
                pen.text(self.mark, x, base, self.size)
            return
        with pen.artifact():
            if self.mark == "box":
                # On the middle of the capitals, whatever the size of the box.
                pen.frame(x, base - self.size * 0.36 - self.mark_size / 2, self.mark_size, self.mark_size, 0.9)
            else:
                pen.dot(x + self.size * 0.3, base - self.size * 0.27, self.size * 0.17)


@dataclass(eq=False)
class Stack(Piece):
    """Pieces under each other, in a frame if `pad` is set."""

    pieces: Sequence[Piece]
    width: float
    pad: float = 0.0
    stroke: float = 0.0

    @property
    @override
    def height(self) -> float:
        gaps = sum(piece.gap for piece in self.pieces[1:])
        return sum(piece.height for piece in self.pieces) + gaps + 2 * self.pad

    @override
    def divided(self, room: float, *, force: bool = False) -> Halves:
        if not force:
            return None, self
        used, kept = 2 * self.pad, 0
        for piece in self.pieces:
            used += piece.height + (piece.gap if kept else 0.0)
            if used > room:
                break
            kept += 1
        first, rest = list(self.pieces[:kept]), list(self.pieces[kept:])
        if not first:
            head, tail = rest[0].divided(room - 2 * self.pad, force=True)
            if head is None or tail is None:
                return None, self
            first, rest = [head], [tail, *rest[1:]]
        return replace(self, pieces=first), (replace(self, pieces=rest) if rest else None)

    @override
    def draw(self, pen: Pen, x: float, y: float) -> None:
        if self.stroke:
            with pen.artifact():
                pen.frame(x, y, self.width, self.height, self.stroke)
        top = y + self.pad
        for number, piece in enumerate(self.pieces):
            top += piece.gap if number else 0.0
            piece.draw(pen, x + self.pad, top)
            top += piece.height


@dataclass(eq=False)
class Row(Piece):
    """Cells beside each other, each at its own `x`."""

    cells: Sequence[tuple[float, Piece]]
    pad: float = 0.0
    lines: tuple[float, ...] = ()
    stroke: float = 0.5
    head: Row | None = None
    width: float = 0.0
    is_head: bool = False
    has_top: bool = False

    @property
    @override
    def height(self) -> float:
        return max((piece.height for _x, piece in self.cells), default=0.0) + 2 * self.pad

    @override
    def divided(self, room: float, *, force: bool = False) -> Halves:
        if not force:
            return None, self
        first: list[tuple[float, Piece]] = []
        rest: list[tuple[float, Piece]] = []
        for x, piece in self.cells:
            if piece.height <= room - 2 * self.pad:
                first.append((x, piece))
                continue
            head, tail = piece.divided(room - 2 * self.pad, force=True)
            if head is None or tail is None:
                return None, self
            first.append((x, head))
            rest.append((x, tail))
        return replace(self, cells=first), (replace(self, cells=rest, gap=0.0) if rest else None)

    def repeated(self) -> Row:
        """Return the row as it stands again on top of the next page."""
        cells = [(x, replace(piece, element=ARTIFACT)) for x, piece in self.cells if isinstance(piece, TextPiece)]
        return replace(self, cells=cells, gap=0.0)

    @override
    def draw(self, pen: Pen, x: float, y: float) -> None:
        for left, piece in self.cells:
            piece.draw(pen, x + left, y + self.pad)
        if self.lines:
            with pen.artifact():
                self._draw_lines(pen, x, y)

    def _draw_lines(self, pen: Pen, x: float, y: float) -> None:
        bottom = y + self.height
        if self.has_top:
            pen.rule((x, y), (x + self.width, y), self.stroke, gray=True)
        pen.rule((x, bottom), (x + self.width, bottom), self.stroke * (2 if self.is_head else 1), gray=not self.is_head)
        for left in self.lines:
            pen.rule((x + left, y), (x + left, bottom), self.stroke, gray=True)


@dataclass(eq=False)
class Ruled(Piece):
    """Lines to write on."""

    count: int
    width: float
    distance: float
    stroke: float

    @property
    @override
    def height(self) -> float:
        return self.count * self.distance

    @override
    def divided(self, room: float, *, force: bool = False) -> Halves:
        count = min(int(room // self.distance), self.count - 1)
        if count < 1 or not force:
            return None, self
        return replace(self, count=count), replace(self, count=self.count - count, gap=0.0)

    @override
    def draw(self, pen: Pen, x: float, y: float) -> None:
        with pen.artifact():
            for number in range(1, self.count + 1):
                pen.rule((x, y + number * self.distance), (x + self.width, y + number * self.distance), self.stroke)


@dataclass(eq=False)
class Shapes(Piece):
    """Short texts with boxes or lines beside them, placed by hand: choices to tick, blanks, a signature."""

    tall: float
    texts: Sequence[tuple[float, float, Line, float, Element]] = ()
    boxes: Sequence[tuple[float, float, float]] = ()
    rules: Sequence[tuple[float, float, float]] = ()
    stroke: float = 0.75
    cut: float = 0.0

    @property
    @override
    def height(self) -> float:
        return self.tall

    @override
    def draw(self, pen: Pen, x: float, y: float) -> None:
        with pen.artifact():
            for left, top, size in self.boxes:
                pen.frame(x + left, y + top, size, size, 0.9)
            for left, base, until in self.rules:
                pen.rule((x + left, y + base), (x + until, y + base), self.stroke)
            if self.cut:
                pen.dashes(x, y, x + self.cut)
        for left, base, line, size, element in self.texts:
            with pen.piece(element):
                pen.text(line, x + left, y + base, size)


@dataclass(eq=False)
class EntryPiece(Piece):
    """A line of a list of contents: label, text, dots, and a page number; the whole line is a link."""

    label: Line
    lines: Sequence[Line]
    number: Line
    dot: Line
    style: Style
    indent: float
    width: float
    part: str
    says: str
    element: Element

    @property
    @override
    def height(self) -> float:
        return len(self.lines) * self.style.leading

    @override
    def draw(self, pen: Pen, x: float, y: float) -> None:
        size, leading = self.style.body, self.style.leading
        base = y + (leading + size * 0.72) / 2
        last = base + (len(self.lines) - 1) * leading
        with pen.piece(self.element):
            pen.text(self.label, x, base, size)
            for number, line in enumerate(self.lines):
                pen.text(line, x + self.indent, base + number * leading, size)
        with pen.artifact():
            self._draw_dots(pen, x, last)
        with pen.piece(self.element):
            pen.text(self.number, x + self.width - self.number.width, last, size)
        pen.link(self.element, (x, y, self.width, self.height), self.part, self.says)

    def _draw_dots(self, pen: Pen, x: float, base: float) -> None:
        size = self.style.body
        step = size * 0.45
        start = self.indent + self.lines[-1].width + step
        end = self.width - self.number.width - step
        # Counted from the right, so that the dots of all lines stand under each other.
        first = self.width - int((self.width - start) / step) * step
        if first < end:
            pen.dots((x + first, x + end), base - size * 0.05, size * 0.09, step)
