"""Puts the pieces of our papers on pages, and numbers all pages of a plan."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from caseorg.packets.blocks import ALL, Letterhead, Span, mentions_pages
from caseorg.packets.flow import Flow
from caseorg.packets.fonts import Fonts
from caseorg.packets.pen import ARTIFACT
from caseorg.packets.pieces import Piece, Row, Stack, TextPiece
from caseorg.packets.plan import EXHIBITS, Exhibit, Form, PacketPlan, Paper
from caseorg.packets.style import (
    ADDRESS_ENDS,
    ADDRESS_LEADING,
    ADDRESS_SIZE,
    ADDRESS_WIDTH,
    FAX,
    INCH,
    LANDSCAPE,
    LARGE,
    PAPER,
    QUIET_FROM,
    REGULAR,
    SENDER_WIDTH,
    TEXT_BELOW_ADDRESS,
    TEXT_WITHOUT_ADDRESS,
    TIGHT,
    TIGHT_AND_WIDE,
    Style,
)
from caseorg.packets.tagging import Element

_PASSES = 6
_TALLEST_HEAD = 3.0 * INCH


@dataclass(frozen=True)
class Placed:
    """A piece with its upper left corner, in points from the upper left corner of the paper."""

    piece: Piece
    x: float
    y: float


@dataclass
class Page:
    """One page of a paper."""

    size: tuple[float, float]
    placed: list[Placed] = field(default_factory=list)
    is_first: bool = False


@dataclass(frozen=True)
class Laid:
    """A paper on its pages, with what it is to a screen reader."""

    paper: Paper
    pages: tuple[Page, ...]
    element: Element
    style: Style


@dataclass(frozen=True)
class Pagination:
    """Every page of a plan: our papers laid out, and the number of each part's first page."""

    laid: dict[str, Laid]
    numbers: dict[str, int]

    @property
    def page_count(self) -> int:
        """How many pages there are in all."""
        return self.numbers[ALL]


def paginate(plan: PacketPlan, fonts: Fonts | None = None) -> Pagination:
    """Lay out a plan's papers, again until the page numbers that stand in them are true."""
    fonts = fonts or Fonts()
    laid: dict[str, Laid] = {}
    numbers: dict[str, int] = {}
    waiting: Sequence[Paper] = plan.papers
    for _pass in range(_PASSES):
        for paper in waiting:
            laid[paper.key] = lay_out(paper, fonts, numbers)
        counted = _numbered(plan, laid)
        if counted == numbers:
            break
        numbers = counted
        waiting = [paper for paper in waiting if mentions_pages(paper.blocks)]
        if not waiting:
            break
    return Pagination(laid, numbers)


def _numbered(plan: PacketPlan, laid: dict[str, Laid]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    page = 1
    exhibits = 0
    for part in plan.parts:
        numbers[part.key] = page
        if isinstance(part, Exhibit):
            count = 1 + (len(laid[part.paper.key].pages) if part.paper else len(part.pages))
            exhibits += count
        else:
            count = len(laid[part.key].pages)
        page += count
    numbers[ALL], numbers[EXHIBITS] = page - 1, exhibits
    return numbers


def lay_out(paper: Paper, fonts: Fonts, numbers: dict[str, int]) -> Laid:
    """Lay out one paper, in the roomiest of its sizes that takes the fewest pages."""
    best: Laid | None = None
    for style in _styles(paper):
        laid = _Sheet(paper, style, fonts, numbers).laid()
        if best is None or len(laid.pages) < len(best.pages):
            best = laid
        if len(best.pages) == 1:
            break
    if best is None:
        raise AssertionError
    return best


def _styles(paper: Paper) -> tuple[Style, ...]:
    if paper.is_large:
        return (LARGE,)
    if paper.form is Form.fax:
        return (FAX,)
    return (REGULAR, TIGHT, TIGHT_AND_WIDE) if paper.one_page else (REGULAR,)


class _Sheet:
    """One paper while it is being laid out in one size."""

    def __init__(self, paper: Paper, style: Style, fonts: Fonts, numbers: dict[str, int]) -> None:
        self.paper, self.style = paper, style
        self.size = LANDSCAPE if paper.form is Form.wide else PAPER
        self.element = Element("Sect")
        width = self.size[0] - 2 * style.side
        self.flow = Flow(style, fonts, width, numbers, self.element, plain_headings=paper.form is Form.letter)

    def laid(self) -> Laid:
        """Return the paper on as many pages as it takes."""
        first = Page(self.size, is_first=True)
        start = self.style.top
        above: list[Piece] = []
        if self.paper.head:
            sender, date, address = self._head(self.paper.head)
            if self.style.is_large or max(sender.height, address.height) > _TALLEST_HEAD:
                above = self._in_a_column(sender, date, address)
            else:
                start = self._place_head(first, self.paper.head, sender, date, address)
        pieces = [*above, *self.flow.pieces(self.paper.blocks)]
        pages = _Pages(self.size, self.style, first, start).filled(pieces)
        return Laid(self.paper, tuple(pages), self.element, self.style)

    def _head(self, head: Letterhead) -> tuple[TextPiece, TextPiece, TextPiece]:
        """Return sender, date and address as pieces."""
        style = self.style
        if style.is_large:
            width, size, leading = self.flow.width, style.body, style.leading
            wide, address_size, address_leading = width, size, leading
        else:
            width, size, leading = SENDER_WIDTH, style.body, style.leading
            wide, address_size, address_leading = ADDRESS_WIDTH, ADDRESS_SIZE, ADDRESS_LEADING
        return (
            self._lines(head.sender, width, size, leading, bold_first=True),
            self._lines((head.date,), 2.5 * INCH, style.body, style.leading),
            self._lines(head.address, wide, address_size, address_leading),
        )

    def _in_a_column(self, *pieces: TextPiece) -> list[Piece]:
        """Set the head like other text: in large print, which is for the writer's own use, and where it is too long."""
        shown = [piece for piece in pieces if piece.lines]
        for piece in shown:
            piece.gap = self.style.gap
        return list(shown)

    def _place_head(
        self, page: Page, head: Letterhead, sender: TextPiece, date: TextPiece, address: TextPiece
    ) -> float:
        """Put down sender, date and address; return where the text may start."""
        style = self.style
        page.placed.append(Placed(sender, style.side, style.top))
        page.placed.append(Placed(date, self.size[0] - style.side - date.lines[0].width, style.top))
        below = style.top + sender.height
        if not head.is_mailed:
            start = max(TEXT_WITHOUT_ADDRESS, below + style.leading)
            if head.address:
                page.placed.append(Placed(address, style.side, start))
                start += address.height + style.gap
            return start
        # From the bottom up, so that the last line stands in the window however many there are.
        top = max(ADDRESS_ENDS - address.height, QUIET_FROM if below <= QUIET_FROM else below + style.leading)
        page.placed.append(Placed(address, INCH, top))
        return max(TEXT_BELOW_ADDRESS, top + address.height + 0.6 * INCH)

    def _lines(
        self, lines: Sequence[str], width: float, size: float, leading: float, *, bold_first: bool = False
    ) -> TextPiece:
        set_lines = []
        for number, text in enumerate(lines):
            set_lines += self.flow.set_lines([Span(text, bold_first and number == 0)], width, size)
        element = Element("P", self.element) if set_lines else ARTIFACT
        return TextPiece(set_lines, size, leading, element)


class _Pages:
    """Fills pages one after the other."""

    def __init__(self, size: tuple[float, float], style: Style, first: Page, start: float) -> None:
        self.size, self.style = size, style
        self.pages = [first]
        self.y = start
        self.is_empty = True
        self.is_fresh = True
        """Whether turning the page would win nothing: it holds no more than headers that were repeated."""
        self.end = size[1] - style.bottom

    def filled(self, pieces: Sequence[Piece]) -> list[Page]:
        """Place all pieces and return the pages."""
        waiting = deque(pieces)
        while waiting:
            piece = waiting.popleft()
            if piece.at_foot:
                self._place_at_foot(piece)
            elif self._fits(piece, waiting):
                self._place(piece)
            else:
                self._divide(piece, waiting)
        return self.pages

    def _room(self, piece: Piece) -> float:
        return self.end - self.y - (0.0 if self.is_empty else piece.gap)

    def _fits(self, piece: Piece, waiting: deque[Piece]) -> bool:
        """Tell whether a piece has room here, with the start of what it must not be parted from."""
        room = self._room(piece)
        if piece.height > room + 0.01:
            return False
        needed, before = piece.height, piece
        for after in waiting:
            if not before.keeps_next:
                break
            needed += after.gap + (after.height if after.keeps_next else after.least)
            before = after
        # What is taller than a page has to be parted somewhere.
        return needed <= room + 0.01 or needed > self.end - self.style.top

    def _place(self, piece: Piece) -> None:
        self.y += 0.0 if self.is_empty else piece.gap
        self.pages[-1].placed.append(Placed(piece, self._left(), self.y))
        self.y += piece.height
        self.is_empty = self.is_fresh = False

    def _left(self) -> float:
        return self.style.side

    def _place_at_foot(self, piece: Piece) -> None:
        if piece.height > self._room(piece):
            self._turn()
        self.y = max(self.y, self.end - piece.height)
        self.is_empty = True
        self._place(piece)

    def _divide(self, piece: Piece, waiting: deque[Piece]) -> None:
        whole_fits = piece.height <= self._room(piece) + 0.01
        first, rest = (None, piece) if whole_fits else piece.divided(self._room(piece), force=self.is_fresh)
        if first is not None:
            self._place(first)
            if rest is not None:
                self._turn()
                waiting.appendleft(rest)
        elif self.is_fresh:
            # It can't be made smaller: better over the margin than lost.
            self._place(piece)
        else:
            # What would not fit a page with them can't keep two lines company.
            together = piece.height < (self.end - self.style.top) / 2
            taken = self._taken_along() if together and piece.follows_text else []
            if together and isinstance(piece, Stack) and piece.stroke and not waiting:
                taken = self._last_question()
            self._turn()
            waiting.appendleft(piece)
            if taken:
                waiting.extendleft(reversed(taken))
            elif isinstance(piece, Row) and piece.head and piece.head.height < (self.end - self.style.top) / 3:
                self._place(piece.head.repeated())
                self.is_fresh = True

    def _taken_along(self) -> list[Piece]:
        """Take two lines of the last paragraph to the next page, or all of a short one with the heading above it."""
        page = self.pages[-1]
        if not page.placed or not isinstance(page.placed[-1].piece, TextPiece):
            return []
        last = page.placed.pop()
        piece = last.piece
        first, rest = piece.divided(piece.height - 2 * piece.leading) if isinstance(piece, TextPiece) else (None, piece)
        taken = [] if rest is None else [rest]
        if first is not None:
            page.placed.append(Placed(first, last.x, last.y))
            return taken
        while len(page.placed) > 1 and page.placed[-1].piece.keeps_next:
            taken.insert(0, page.placed.pop().piece)
        return taken

    def _last_question(self) -> list[Piece]:
        """Take the question above along, so that no paper ends with a page that holds nothing but its last frame."""
        placed = self.pages[-1].placed
        start = len(placed) - 1
        while start > 0 and placed[start - 1].piece.keeps_next:
            start -= 1
        taken = [one.piece for one in placed[start:]]
        if start <= 0 or len(taken) < 2 or sum(one.height for one in taken) > (self.end - self.style.top) / 3:
            return []
        del placed[start:]
        return taken

    def _turn(self) -> None:
        self.pages.append(Page(self.size))
        self.y = self.style.top
        self.is_empty = self.is_fresh = True
