"""What stands on a paper, as plain data: headings, paragraphs, lists, tables, lines to write on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Literal, TypeAlias


@dataclass(frozen=True)
class Place:
    """A page of a packet that is only known once everything is laid out: page `page` of the part `part`, from 1."""

    part: str
    page: int = 1


PageNumbers: TypeAlias = Mapping[str, int]
"""The number of the first page of each part, by the part's key; under `ALL`, how many pages there are."""

ALL = "*"


@dataclass(frozen=True)
class Span:
    """Letters of one kind. With a `place`, “{page}” in the text stands for the number of that page."""

    text: str
    bold: bool = False
    place: Place | None = None

    def words(self, numbers: PageNumbers) -> str:
        """Return the text with its page number filled in; a page not known yet counts as the first."""
        if self.place is None:
            return self.text
        return self.text.replace("{page}", str(numbers.get(self.place.part, 1) + self.place.page - 1))


Inline: TypeAlias = tuple[Span, ...]


def plain(text: str, *, bold: bool = False) -> Inline:
    """Return text of one kind."""
    return (Span(text, bold),)


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 is the paper's own title, level 2 stands over a section."""

    spans: Inline
    level: int = 2
    language: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    spans: Inline
    language: str = ""
    small: bool = False
    scale: float = 1.0
    """How much larger than other text, for what is copied by hand."""


@dataclass(frozen=True)
class Listing:
    """Items under each other, with a bullet, an empty box or a number before each."""

    mark: Literal["bullet", "box", "number"]
    items: tuple[Inline, ...]
    first_number: int = 1
    language: str = ""


@dataclass(frozen=True)
class Pair:
    """A name and what belongs to it, as in “Date of birth: March 14, 1958”."""

    name: str
    value: Inline


@dataclass(frozen=True)
class Pairs:
    """Names and values in two columns. A value too long for half a line takes a whole one."""

    rows: tuple[Pair, ...]


@dataclass(frozen=True)
class Table:
    """Cells under a row of headers. `widths` are shares of the line."""

    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    widths: tuple[float, ...] = ()
    row_headers: bool = False


@dataclass(frozen=True)
class Signature:
    """A line to sign on and one for the date, with the name below and what is enclosed."""

    names: tuple[str, ...]
    labels: tuple[str, str] = ("Signature", "Date")
    closing: str = "Thank you,"
    enclosed: Inline = ()


@dataclass(frozen=True)
class Writing:
    """Ruled lines to write on."""

    lines: int


@dataclass(frozen=True)
class Blanks:
    """Names, each with a line after it to fill in."""

    names: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True)
class Ask:
    """A question, with boxes to tick for the answer and lines for a note."""

    number: int
    question: Inline
    choices: tuple[str, ...] = ()
    lines: int = 1
    language: str = ""
    again: tuple[Inline, str] | None = None
    """The question in a second language, and the code of that language."""


@dataclass(frozen=True)
class Box:
    """A frame around blocks that stay together."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Strip:
    """The foot of the page, to cut off and send back."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Contents:
    """A list with a page number at the end of each line; each line is a link."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Entry:
    """One line of a list of contents."""

    label: str
    text: str
    place: Place


@dataclass(frozen=True)
class Moment:
    """One thing on a line of time."""

    day: date
    shown: str
    text: str
    lane: Literal["care", "papers"] = "care"
    is_ahead: bool = False
    """Whether it is still to come; its mark is then an open one."""
    is_today: bool = False


@dataclass(frozen=True)
class Timeline:
    """A line of time down the page, with what happened on both sides of it, each at its day."""

    moments: tuple[Moment, ...]
    lanes: tuple[str, str]
    """What stands over the left side and over the right side."""


Block: TypeAlias = (
    Heading
    | Paragraph
    | Listing
    | Pairs
    | Table
    | Signature
    | Writing
    | Blanks
    | Ask
    | Box
    | Strip
    | Contents
    | Timeline
)


@dataclass(frozen=True)
class Letterhead:
    """Who writes, when, and to which address."""

    sender: tuple[str, ...]
    date: str
    address: tuple[str, ...] = ()
    is_mailed: bool = False
    """Whether the address is a mailing address, which has to show in the window of an envelope."""


@dataclass
class _Lines:
    numbers: PageNumbers
    lines: list[str] = field(default_factory=list)

    def words(self, spans: Iterable[Span]) -> str:
        return "".join(span.words(self.numbers) for span in spans)

    def add(self, block: Block) -> None:
        """Put down one block as lines of text."""
        match block:
            case Heading() | Paragraph():
                self.lines += [self.words(block.spans), ""]
            case Listing():
                marks = {"bullet": "- ", "box": "[ ] "}
                for number, item in enumerate(block.items, block.first_number):
                    self.lines.append(marks.get(block.mark, f"{number}. ") + self.words(item))
                self.lines.append("")
            case Pairs():
                self.lines += [f"{row.name}: {self.words(row.value)}" for row in block.rows] + [""]
            case Table():
                rows = (block.header, *block.rows)
                self.lines += [" | ".join(self.words(cell) for cell in row) for row in rows if row] + [""]
            case Signature():
                self.lines += [block.closing, ""] if block.closing else []
                self.lines += ["   ".join(f"{label} ______________________" for label in block.labels)]
                self.lines += [*block.names, *([self.words(block.enclosed)] if block.enclosed else []), ""]
            case Box() | Strip():
                for inner in block.blocks:
                    self.add(inner)
            case _:
                self._add_form(block)

    def _add_form(self, block: Writing | Blanks | Ask | Contents | Timeline) -> None:
        match block:
            case Timeline():
                self.lines += [*block.lanes, *(f"{one.shown} {one.text}" for one in block.moments), ""]
            case Writing():
                self.lines += ["_" * 60] * block.lines + [""]
            case Blanks():
                self.lines += [f"{name}: ____________" for name in block.names] + [""]
            case Ask():
                self._ask(block)
            case Contents():
                for entry in block.entries:
                    page = Span("{page}", place=entry.place).words(self.numbers)
                    self.lines.append(f"{entry.label} {entry.text} {page}".strip())
                self.lines.append("")

    def _ask(self, block: Ask) -> None:
        self.lines.append(f"{block.number}. {self.words(block.question)}")
        if block.again:
            self.lines.append(self.words(block.again[0]))
        if block.choices:
            self.lines.append("   ".join(f"[ ] {choice}" for choice in block.choices))
        self.lines += ["_" * 60] * block.lines + [""]


def as_text(blocks: Iterable[Block], numbers: PageNumbers, head: Letterhead | None = None) -> str:
    """Return blocks as plain text, for a person who wants to read or keep a letter that way."""
    found = _Lines(numbers)
    if head:
        found.lines += [*head.sender, "", head.date, "", *head.address, *([""] if head.address else [])]
    for block in blocks:
        found.add(block)
    return "\n".join(found.lines).strip() + "\n"


def mentions_pages(thing: object) -> bool:
    """Tell whether anything in blocks waits for the number of a page."""
    if isinstance(thing, tuple):
        return any(mentions_pages(one) for one in thing)
    if isinstance(thing, Place):
        return True
    if is_dataclass(thing):
        return any(mentions_pages(getattr(thing, one.name)) for one in fields(thing))
    return False
