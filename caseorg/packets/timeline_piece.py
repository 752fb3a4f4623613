"""Draws a line of time down the page: each day at its place, with its words beside it where there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from typing_extensions import override

from caseorg.packets.blocks import Moment, Span, Timeline
from caseorg.packets.pen import Pen
from caseorg.packets.pieces import Halves, Piece
from caseorg.packets.style import Style
from caseorg.packets.tagging import Element
from caseorg.packets.text import Line

SetLines = Callable[[Sequence[Span], float], list[Line]]

_GAP, _REACH, _TALLEST = 5.0, 26.0, 560.0
_DOT, _AXIS = 3.2, 1.2
_FEWEST = 4
"""A part of the line with fewer days than this is not begun at the foot of a page."""


@dataclass(eq=False)
class Told:
    """One moment with its lines."""

    moment: Moment
    lines: Sequence[Line]
    element: Element
    height: float


@dataclass(eq=False)
class TimelinePiece(Piece):
    """The line with what stands on both sides of it."""

    told: Sequence[Told]
    heads: Sequence[tuple[Line, Element]]
    style: Style
    width: float
    tall: float = field(default=0.0)

    def __post_init__(self) -> None:
        if not self.tall:
            # A little longer than the fuller side needs, so that days far apart stand apart.
            self.tall = max(self._least(), min(_TALLEST, 1.25 * self._least() + 40))

    @property
    @override
    def height(self) -> float:
        return self.tall + self._head_height()

    @override
    def divided(self, room: float, *, force: bool = False) -> Halves:
        if room - self._head_height() >= max(self._least(), 0.6 * self.tall):
            return replace(self, tall=room - self._head_height()), None
        count = len(self.told)
        while count > 1 and replace(self, told=self.told[:count], tall=1.0)._least() > room - self._head_height():
            count -= 1
        if count == len(self.told) or (count < _FEWEST and not force):
            return None, self
        first = replace(self, told=self.told[:count], tall=room - self._head_height())
        return first, replace(self, told=self.told[count:], heads=(), tall=0.0, gap=0.0)

    @override
    def draw(self, pen: Pen, x: float, y: float) -> None:
        middle = x + self.width / 2
        for (line, element), left in zip(self.heads, (x, middle + _REACH), strict=False):
            with pen.piece(element):
                pen.text(line, left, y + self.style.body, self.style.body)
        top = y + self._head_height()
        with pen.artifact():
            pen.rule((middle, top), (middle, top + self.tall), _AXIS)
        places = self._places()
        order = {id(each): number for number, each in enumerate(self.told)}
        for each, true, place in sorted(places, key=lambda one: order[id(one[0])]):
            self._draw_told(pen, each, middle, top + true, top + place)

    def _draw_told(self, pen: Pen, each: Told, middle: float, true: float, place: float) -> None:
        side = -1 if each.moment.lane == "care" else 1
        left = middle - self.width / 2 if side < 0 else middle + _REACH
        base = place + self.style.body
        widest = max(line.width for line in each.lines)
        with pen.artifact():
            near = (left + widest + 4) if side < 0 else left - 3
            level = place + self.style.leading * 0.5
            pen.rule((middle, true), (middle + side * (_REACH - 8), level), 0.5, gray=True)
            pen.rule((middle + side * (_REACH - 8), level), (near, level), 0.5, gray=True)
            self._mark(pen, each.moment, middle, true)
        with pen.piece(each.element):
            for number, line in enumerate(each.lines):
                pen.text(line, left, base + number * self.style.leading, self.style.body)

    def _mark(self, pen: Pen, moment: Moment, x: float, y: float) -> None:
        if moment.is_today:
            pen.rule((x - 9, y), (x + 9, y), 1.5)
        elif moment.is_ahead:
            with pen.white():
                pen.dot(x, y, _DOT)
            pen.ring(x, y, _DOT)
        else:
            pen.dot(x, y, _DOT)

    def _head_height(self) -> float:
        return self.style.leading * 1.6 if self.heads else 0.0

    def _least(self) -> float:
        """Return how much the fuller side needs."""
        sides = {"care": 0.0, "papers": 0.0}
        for each in self.told:
            sides[each.moment.lane] += each.height + _GAP
        return max(sides.values())

    def _places(self) -> list[tuple[Told, float, float]]:
        """Return for each moment where its day lies on the line, and where its words stand."""
        first, last = self.told[0].moment.day, self.told[-1].moment.day
        days = max(1, (last - first).days)
        inner = self.tall - 2 * self.style.leading
        true = [self.style.leading + inner * (each.moment.day - first).days / days for each in self.told]
        found: list[tuple[Told, float, float]] = []
        for lane in ("care", "papers"):
            mine = [(each, at) for each, at in zip(self.told, true, strict=True) if each.moment.lane == lane]
            places = _spread([(at - self.style.leading * 0.5, each.height + _GAP) for each, at in mine], self.tall)
            found += [(each, at, place) for (each, at), place in zip(mine, places, strict=True)]
        return found


def _spread(wanted: Sequence[tuple[float, float]], room: float) -> list[float]:
    """Return a place for each thing near where it wants to be, none over another, all within the room."""
    places: list[float] = []
    free = 0.0
    for at, height in wanted:
        places.append(max(at, free))
        free = places[-1] + height
    end = room
    for number in range(len(places) - 1, -1, -1):
        places[number] = min(places[number], end - wanted[number][1])
        end = places[number]
    return places


def pieces_of(
    block: Timeline, style: Style, width: float, root: Element, set_lines: SetLines
) -> Iterator[Piece]:  # fmt: skip
    """Make the piece for a line of time; a reader hears it as a list, day by day."""
    heads = [(set_lines((Span(words, bold=True),), width / 2)[0], Element("P", root)) for words in block.lanes]
    whole = Element("L", root)
    told = []
    for moment in block.moments:
        spans = (Span(f"{moment.shown}  ", bold=True), Span(moment.text, bold=moment.is_today))
        lines = set_lines(spans, width / 2 - _REACH)
        element = Element("LBody", Element("LI", whole))
        told.append(Told(moment, lines, element, len(lines) * style.leading))
    yield TimelinePiece(told, heads, style, width, gap=style.gap * 1.6)
