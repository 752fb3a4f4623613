"""Makes pieces of a given width from blocks: paragraphs, lists, tables, boxes to tick, lines to sign on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import singledispatchmethod

from caseorg.packets.blocks import (
    Ask,
    Blanks,
    Block,
    Box,
    Contents,
    Heading,
    Inline,
    Listing,
    Pair,
    Pairs,
    Paragraph,
    Signature,
    Span,
    Strip,
    Table,
    Timeline,
    Writing,
)
from caseorg.packets.fonts import Fonts
from caseorg.packets.pieces import EntryPiece, Piece, Row, Ruled, Shapes, Stack, TextPiece
from caseorg.packets.style import INCH, Style
from caseorg.packets.tagging import Element
from caseorg.packets.text import Line, Setter
from caseorg.packets.timeline_piece import pieces_of

_CELL_PAD = 3.0 / 11
"""The room around the words of a cell, in parts of the size of the type."""
_COLUMN_GAP = 14.0


@dataclass(frozen=True)
class Flow:
    """Where blocks become pieces: the sizes, the width of a line, the page numbers known so far."""

    style: Style
    fonts: Fonts
    width: float
    numbers: dict[str, int]
    root: Element
    plain_headings: bool = False
    """Headings of a letter are as large as its text."""

    def pieces(self, blocks: Iterable[Block]) -> list[Piece]:
        """Return the pieces for `blocks`, in order."""
        return [piece for block in blocks for piece in self._made(block)]

    def narrower(self, by: float, root: Element | None = None) -> Flow:
        """Return the same flow for a narrower line."""
        return replace(self, width=self.width - by, root=root or self.root)

    def set_lines(self, spans: Iterable[Span], width: float, size: float | None = None) -> list[Line]:
        """Return `spans` broken into lines."""
        return Setter(self.fonts, size or self.style.body).lines(spans, width, self.numbers)

    def set_line(self, text: str, *, bold: bool = False, size: float | None = None) -> Line:
        """Return `text` as one line."""
        return Setter(self.fonts, size or self.style.body).line(text, bold=bold)

    def _text(self, spans: Iterable[Span], width: float, element: Element, size: float | None = None) -> TextPiece:
        size = size or self.style.body
        return TextPiece(self.set_lines(spans, width, size), size, self.style.line(size), element)

    @singledispatchmethod
    def _made(self, block: Block) -> Iterator[Piece]:
        raise TypeError(type(block).__name__)

    @_made.register
    def _(self, block: Heading) -> Iterator[Piece]:
        style = self.style
        large = style.headings[0 if block.level == 1 else 1]
        size = style.body if self.plain_headings and not style.is_large else large
        element = Element(f"H{block.level}", self.root, language=block.language)
        bold = [replace(span, bold=True) for span in block.spans]
        piece = self._text(bold, self.width, element, size)
        piece.gap, piece.keeps_next = style.gap * (1.0 if self.plain_headings or style.is_large else 1.6), True
        yield piece

    @_made.register
    def _(self, block: Paragraph) -> Iterator[Piece]:
        element = Element("P", self.root, language=block.language)
        size = (self.style.small if block.small else self.style.body) * block.scale
        piece = self._text(block.spans, self.width, element, size)
        piece.leading = min(piece.leading, size * 1.35)
        piece.gap = self.style.gap
        yield piece

    @_made.register
    def _(self, block: Listing) -> Iterator[Piece]:
        style = self.style
        whole = Element("L", self.root, language=block.language)
        last = self.set_line(f"{block.first_number + len(block.items) - 1}.")
        indent = last.width + style.body * 0.55 if block.mark == "number" else style.box + style.body * 0.75
        for number, item in enumerate(block.items):
            entry = Element("LI", whole)
            label = Element("Lbl", entry) if block.mark == "number" else None
            piece = self._text(item, self.width - indent, Element("LBody", entry))
            piece.indent, piece.mark_size = indent, style.box
            piece.mark = self.set_line(f"{block.first_number + number}.") if block.mark == "number" else block.mark
            piece.mark_element = label
            piece.gap = style.gap * (0.35 if number else 0.6)
            yield piece

    @_made.register
    def _(self, block: Pairs) -> Iterator[Piece]:
        half = (self.width - _COLUMN_GAP) / 2
        waiting: list[TextPiece] = []
        rows: list[Row] = []
        for pair in block.rows:
            piece = self._pair(pair, half)
            if len(piece.lines) > 1 or self.style.is_large:
                rows += [Row([(0.0, one)]) for one in waiting]
                rows.append(Row([(0.0, self._pair(pair, self.width, piece.element))]))
                waiting = []
            elif waiting:
                rows.append(Row([(0.0, waiting.pop()), (half + _COLUMN_GAP, piece)]))
            else:
                waiting = [piece]
        rows += [Row([(0.0, one)]) for one in waiting]
        for number, row in enumerate(rows):
            row.gap = 0.0 if number else self.style.gap * 0.4
            row.keeps_next = number < len(rows) - 1
        yield from rows

    def _pair(self, pair: Pair, width: float, element: Element | None = None) -> TextPiece:
        # One paragraph for each, so that a reader hears name and value together.
        element = element or Element("P", self.root)
        return self._text((Span(f"{pair.name}: ", bold=True), *pair.value), width, element)

    @_made.register
    def _(self, block: Table) -> Iterator[Piece]:
        whole = Element("Table", self.root)
        widths = self._widths(block)
        edges = [sum(widths[:number]) for number in range(len(widths) + 1)]
        head = self._row(block.header, edges, whole, header=True) if block.header else None
        if head:
            head.keeps_next, head.gap, head.is_head, head.has_top = True, self.style.gap, True, True
            yield head
        for number, cells in enumerate(block.rows):
            row = self._row(cells, edges, whole, row_header=block.row_headers or not head)
            row.head = head
            row.gap = 0.0 if head or number else self.style.gap
            row.has_top = not head and number == 0
            yield row

    @property
    def _cell_pad(self) -> float:
        return self.style.body * _CELL_PAD

    def _widths(self, block: Table) -> list[float]:
        """Share the width among the columns, so that no column is narrower than its longest word if all have room."""
        shares = block.widths or (1.0,) * max(len(block.header), *(len(row) for row in block.rows), 1)
        needs = [self._longest_word(block, number) + 2 * self._cell_pad + 1 for number in range(len(shares))]
        asked = [self.width * share / sum(shares) for share in shares]
        if sum(needs) > self.width:
            return asked
        # Whoever lacks room gets what it needs; the others share the rest as before, until nobody lacks any.
        fixed: set[int] = set()
        while lacking := {at for at, width in enumerate(asked) if at not in fixed and width < needs[at]}:
            fixed |= lacking
            free = sum(share for at, share in enumerate(shares) if at not in fixed)
            rest = self.width - sum(needs[at] for at in fixed)
            asked = [needs[at] if at in fixed else rest * share / free for at, share in enumerate(shares)]
        return asked

    def _longest_word(self, block: Table, number: int) -> float:
        cells = [row[number] for row in (block.header, *block.rows) if number < len(row)]
        words = {word for spans in cells for span in spans for word in span.text.split()}
        likely = sorted(words, key=len)[-3:]  # the widest is among those with the most letters
        widest = max((self.set_line(word, bold=True).width for word in likely), default=0.0)
        return widest if widest < self.width / 2 else 0.0

    def _row(
        self, cells: tuple[Inline, ...], edges: list[float], whole: Element, *, header: bool = False,
        row_header: bool = False,
    ) -> Row:  # fmt: skip
        line = Element("TR", whole)
        made: list[tuple[float, Piece]] = []
        for number, spans in enumerate(cells):
            is_header = header or (row_header and number == 0)
            scope = ("Column" if header else "Row") if is_header else ""
            cell = Element("TH" if is_header else "TD", line, scope=scope)
            shown = tuple(replace(span, bold=True) for span in spans) if is_header else spans
            width = edges[number + 1] - edges[number] - 2 * self._cell_pad
            made.append((edges[number] + self._cell_pad, self._text(shown, width, cell)))
        return Row(made, self._cell_pad, tuple(edges), self.style.table_rule, width=edges[-1])

    @_made.register
    def _(self, block: Writing) -> Iterator[Piece]:
        yield Ruled(block.lines, self.width, self.style.write_line, self.style.rule, gap=self.style.gap * 0.3)

    @_made.register
    def _(self, block: Blanks) -> Iterator[Piece]:
        size, height = self.style.body, self.style.leading * 1.55
        texts, rules = [], []
        x, base, least = 0.0, height - 4, 1.05 * INCH
        for number, name in enumerate(block.names):
            line = self.set_line(f"{name}:")
            # As many as fit beside each other, the rest of the line to the last.
            room = self._share(block.names[number:], self.width - x, least)
            if x and room < line.width + least:
                x, base = 0.0, base + height
                room = self._share(block.names[number:], self.width, least)
            texts.append((x, base, line, size, Element("P", self.root, language=block.language)))
            rules.append((x + line.width + 5, base + 2, x + room))
            x += room + _COLUMN_GAP
            if x > self.width - least:
                x, base = (0.0, base + height) if number < len(block.names) - 1 else (x, base)
        yield Shapes(base + 4, texts, rules=rules, stroke=self.style.rule, gap=self.style.gap * 0.4)

    def _share(self, names: tuple[str, ...], room: float, least: float) -> float:
        """Return the width of the first blank where as many of `names` as possible share `room`."""
        needs = [self.set_line(f"{name}:").width + least for name in names]
        count = 1
        while count < len(needs) and sum(needs[: count + 1]) + count * _COLUMN_GAP <= room:
            count += 1
        spare = room - sum(needs[:count]) - (count - 1) * _COLUMN_GAP
        return needs[0] + max(0.0, spare) / count

    @_made.register
    def _(self, block: Ask) -> Iterator[Piece]:
        style = self.style
        number = self.set_line(f"{block.number}.", bold=True)
        indent = max(number.width, self.set_line("10.", bold=True).width) + style.body * 0.5
        entry = Element("LI", Element("L", self.root, language=block.language))
        label = Element("Lbl", entry)
        bold = [replace(span, bold=True) for span in block.question]
        piece = self._text(bold, self.width - indent, Element("LBody", entry))
        piece.indent, piece.mark, piece.mark_element = indent, number, label
        piece.gap, piece.keeps_next = style.leading * 0.65, True
        yield piece
        if block.again:
            spans, language = block.again
            second = self._text(spans, self.width - indent, Element("P", self.root, language=language))
            second.indent, second.keeps_next = indent, True
            yield second
        if block.choices:
            yield self._choices(block.choices, indent)
        if block.lines:
            lines = Ruled(block.lines, self.width - indent, style.write_line, style.rule)
            yield Row([(indent, lines)])

    def _choices(self, choices: tuple[str, ...], indent: float) -> Piece:
        style = self.style
        texts, boxes = [], []
        x, top = indent, 0.0
        for choice in choices:
            line = self.set_line(choice)
            if x > indent and x + style.box + 6 + line.width > self.width:
                x, top = indent, top + style.leading * 1.3
            base = top + (style.leading * 1.3 + style.body * 0.72) / 2
            boxes.append((x, base - style.body * 0.36 - style.box / 2, style.box))
            texts.append((x + style.box + 6, base, line, style.body, Element("P", self.root)))
            x += style.box + 6 + line.width + style.body * 2
        return Shapes(top + style.leading * 1.3, texts, boxes, keeps_next=True)

    @_made.register
    def _(self, block: Signature) -> Iterator[Piece]:
        style = self.style
        pieces: list[Piece] = []
        if block.closing:
            pieces.append(self._text([Span(block.closing)], self.width, Element("P", self.root)))
        pieces.append(self._sign_here(block.labels))
        pieces += self._below_the_line(block)
        yield Stack(pieces, self.width, gap=style.gap * 1.3, follows_text=True)

    def _below_the_line(self, block: Signature) -> Iterator[Piece]:
        """Names on the left; what is enclosed beside them, or below where there is no room."""
        style, second = self.style, self.width * 0.62
        left = self.width if style.is_large else second - _COLUMN_GAP
        names = [
            self._text([Span(name, bold=not number)], left, Element("P", self.root))
            for number, name in enumerate(block.names)
        ]
        for number, text in enumerate(names):
            text.gap = 0.0 if number else style.gap * 0.4
        if not block.enclosed:
            yield from names
            return
        element = Element("P", self.root)
        if names and not style.is_large:
            stack = Stack(names, left)
            yield Row(
                [(0.0, stack), (second, self._text(block.enclosed, self.width - second, element))], gap=style.gap * 0.4
            )
            return
        enclosed = self._text(block.enclosed, self.width, element)
        enclosed.gap = style.gap * 0.8
        yield from (*names, enclosed)

    def _sign_here(self, labels: tuple[str, str]) -> Shapes:
        style = self.style
        label = 9.0 if not style.is_large else style.body
        line, second = style.leading * 2.1, self.width * 0.62
        texts = [
            (x, line + label * 1.25, self.set_line(text, size=label), label, Element("P", self.root))
            for x, text in ((0.0, labels[0]), (second, labels[1]))
        ]
        rules = [(0.0, line, self.width * 0.55), (second, line, self.width)]
        return Shapes(line + label * 1.6, texts, rules=rules, stroke=style.rule)

    @_made.register
    def _(self, block: Box) -> Iterator[Piece]:
        pad = self.style.body * 0.7
        inner = self.narrower(2 * pad, Element("Sect", self.root))
        pieces = [piece for one in block.blocks for piece in inner._made(one)]
        yield Stack(pieces, self.width, pad, self.style.rule, gap=self.style.gap * 1.2)

    @_made.register
    def _(self, block: Strip) -> Iterator[Piece]:
        inner = replace(self, root=Element("Sect", self.root))
        cut = Shapes(6.0, cut=self.width)
        pieces = [cut, *(piece for one in block.blocks for piece in inner._made(one))]
        yield Stack(pieces, self.width, gap=self.style.gap, at_foot=True)

    @_made.register
    def _(self, block: Timeline) -> Iterator[Piece]:
        yield from pieces_of(block, self.style, self.width, self.root, self.set_lines)

    @_made.register
    def _(self, block: Contents) -> Iterator[Piece]:
        style = self.style
        whole = Element("TOC", self.root)
        labels = [self.set_line(entry.label, bold=True) for entry in block.entries]
        numbers = [self.set_line(Span("{page}", place=entry.place).words(self.numbers)) for entry in block.entries]
        indent = max((line.width for line in labels), default=0.0) + style.body * 0.9
        widest = max((line.width for line in numbers), default=0.0)
        for entry, label, number in zip(block.entries, labels, numbers, strict=True):
            lines = self.set_lines([Span(entry.text)], self.width - indent - widest - style.body * 2)
            says = f"{entry.label} {entry.text}".strip()
            yield EntryPiece(
                label, lines, number, self.set_line("."), style, indent, self.width, entry.place.part, says,
                Element("Link", Element("TOCI", whole)), gap=style.gap * 0.6,
            )  # fmt: skip
