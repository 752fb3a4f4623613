"""Fills a letter template with facts, and remembers which needed ones were empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from caseorg.packets.blocks import (
    Ask,
    Blanks,
    Block,
    Box,
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
    Writing,
)
from caseorg.packets.template import INLINE, Condition, Each, Group, Node, Template, TemplateError, Text

BLANK = "____________"
"""What stands where a needed fact is empty: a line to fill in by hand, never a gap."""


@dataclass(frozen=True)
class Known:
    """A fact as it is printed, and as a condition sees it: a choice's name, “yes”, “no”, or nothing at all."""

    shown: Inline = ()
    bare: str = ""


Lookup: TypeAlias = Mapping[str, Known]
"""Facts by name, as one pass through a template sees them."""

_FAMILY = {"|=": "|", "|%": "|", "|_": "|", ">": ""}
"""Markers of lines that belong into one block with those of another marker."""


@dataclass(frozen=True)
class Filled:
    """One line with its facts filled in."""

    marker: str
    cells: tuple[Inline, ...]
    where: str
    raw: str = ""


@dataclass
class Filler:
    """Fills a template with facts and remembers which needed ones were empty."""

    lookup: Lookup
    lists: Mapping[str, Sequence[Lookup]]
    signers: tuple[str, ...] = ()
    labels: tuple[str, str] = ("Signature", "Date")
    questions: Sequence[tuple[Inline, tuple[str, ...]]] = ()
    """What @questions asks, each with its choices."""
    missing: list[str] = field(default_factory=list)
    asked: int = 0

    def blocks(self, template: Template) -> tuple[Block, ...]:
        """Return the paper's blocks."""
        return tuple(self._blocks(template.nodes, self.lookup))

    def _blocks(self, nodes: Sequence[Node], lookup: Lookup) -> Iterator[Block]:
        run: list[Filled] = []
        for one in self._filled(nodes, lookup):
            if isinstance(one, Filled) and (not run or _goes_with(run[0], one)):
                run.append(one)
                continue
            if run:
                yield from self._block(run)
                run = []
            if isinstance(one, Filled):
                run = [one]
            elif one is not None:
                yield one
        if run:
            yield from self._block(run)

    def _filled(self, nodes: Sequence[Node], lookup: Lookup) -> Iterator[Filled | Block | None]:
        for node in nodes:
            match node:
                case None:
                    yield None
                case Text():
                    filled = self._line(node, lookup)
                    if filled:
                        yield filled
                case Condition():
                    yield from self._filled(node.then if self._holds(node, lookup) else node.otherwise, lookup)
                case Each():
                    for one in self.lists[node.name]:
                        yield from self._filled(node.body, {**lookup, **one})
                case Group():
                    inner = tuple(self._blocks(node.body, lookup))
                    yield Box(inner) if node.kind == "box" else Strip(inner)

    def _holds(self, condition: Condition, lookup: Lookup) -> bool:
        if condition.name in self.lists:
            known = bool(self.lists[condition.name])
        else:
            fact = lookup[condition.name]
            if condition.values:
                return (fact.bare in condition.values) != condition.negated
            known = bool(fact.bare) and fact.bare != "no"
        return known != condition.negated

    def _line(self, text: Text, lookup: Lookup) -> Filled | None:
        cells, empty = [], []
        for cell in text.cells:
            spans, missing = _spans(cell, lookup, keeps_lines=text.marker != ":")
            cells.append(spans)
            empty += missing
        if empty and text.optional:
            return None
        if text.marker == "|":
            # In a table an empty cell says that nobody knows, and can be written into.
            return Filled(text.marker, tuple(_known(cell) for cell in cells), text.where, text.cells[0])
        self.missing += [name for name in empty if name not in self.missing]
        return Filled(text.marker, tuple(cells), text.where, text.cells[0])

    def _block(self, run: Sequence[Filled]) -> Iterator[Block]:
        first = run[0]
        match first.marker:
            case "" | ">":
                yield Paragraph(_in_a_row(run))
            case "~":
                yield Paragraph(_in_a_row(run), small=True)
            case "=" | "==":
                yield from (Heading(line.cells[0], len(line.marker)) for line in run)
            case "-" | "[]" | "#":
                mark = {"-": "bullet", "[]": "box", "#": "number"}[first.marker]
                yield Listing(mark, tuple(line.cells[0] for line in run))  # type: ignore[arg-type]
            case ":":
                yield Pairs(tuple(Pair(_words(line.cells[0]), line.cells[1]) for line in run))
            case "|" | "|=" | "|%" | "|_":
                yield from _table(run)
            case _:
                for line in run:
                    yield from self._command(line)

    def _command(self, line: Filled) -> Iterator[Block]:
        cells = line.cells
        match line.marker:
            case "@sign":
                enclosed = cells[1] if len(cells) > 1 else ()
                signers = (_words(cells[2]),) if len(cells) > 2 else self.signers
                yield Signature(signers, self.labels, _words(cells[0]), enclosed)
            case "@lines":
                yield Writing(int(_words(cells[0])))
            case "@blanks":
                yield Blanks(tuple(_words(cell) for cell in cells))
            case "@ask":
                self.asked += 1
                lines = int(_words(cells[0]))
                yield Ask(self.asked, cells[1], tuple(_words(cell) for cell in cells[2:]), lines)
            case "@questions":
                for question, choices in self.questions:
                    self.asked += 1
                    yield Ask(self.asked, question, choices, int(_words(cells[0])))
            case _:
                raise TemplateError(f"{line.where}: “{line.marker}” is not a command")


def _goes_with(first: Filled, after: Filled) -> bool:
    return _FAMILY.get(first.marker, first.marker) == _FAMILY.get(after.marker, after.marker)


def _spans(cell: str, lookup: Lookup, *, keeps_lines: bool) -> tuple[Inline, list[str]]:
    spans: list[Span] = []
    missing: list[str] = []
    bold, at = False, 0
    for match in INLINE.finditer(cell):
        if match.start() > at:
            spans.append(Span(cell[at : match.start()], bold))
        at = match.end()
        if match[0] == "**":
            bold = not bold
        elif match[1]:
            shown = lookup[match[1]].shown
            if not shown:
                missing.append(match[1])
            # Alone on its line a fact keeps its lines; inside a sentence they become one.
            between = "\n" if keeps_lines and match[0] == cell else (", " if match[1].endswith(".address") else " ")
            spans += [
                Span(one.text.replace("\n", between), bold or one.bold, one.place) for one in shown or (Span(BLANK),)
            ]
        else:
            spans.append(Span(match[0][0], bold))
    if at < len(cell):
        spans.append(Span(cell[at:], bold))
    return tuple(spans), missing


def _known(cell: Inline) -> Inline:
    return tuple(span for span in cell if span.text != BLANK)


def _in_a_row(run: Sequence[Filled]) -> Inline:
    found: list[Span] = []
    for line in run:
        if found:
            found.append(Span("\n" if line.marker == ">" else " "))
        found += line.cells[0]
    return tuple(found)


def _words(spans: Inline) -> str:
    return "".join(span.text for span in spans)


def _table(run: Sequence[Filled]) -> Iterator[Block]:
    header: tuple[Inline, ...] = ()
    rows: list[tuple[Inline, ...]] = []
    widths: tuple[float, ...] = ()
    for line in run:
        match line.marker:
            case "|%":
                widths = tuple(float(number) for number in line.raw.split())
            case "|=":
                header = line.cells
            case "|_":
                rows += [((),) * len(header)] * int(line.raw)
            case _:
                rows.append(line.cells)
    if rows:
        yield Table(header, tuple(rows), widths)
