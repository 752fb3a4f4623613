"""Writes a finished plan as one PDF: our papers drawn by ReportLab, the person's own pages set in by pikepdf."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias
from uuid import UUID

import pikepdf
from pikepdf import Name, ObjectStreamMode, Page, Pdf, Rectangle

from caseorg.base.language import _
from caseorg.base.whole_file import write_whole
from caseorg.domain.errors import CaseorgError, StoppedError
from caseorg.packets.blocks import plain
from caseorg.packets.fonts import Fonts
from caseorg.packets.lasting import Properties
from caseorg.packets.layout import Laid, Pagination, paginate
from caseorg.packets.pen import Pen
from caseorg.packets.plan import Exhibit, Finding, Form, PacketPlan, Paper
from caseorg.packets.style import (
    EXHIBIT_SCALE,
    FOLD_MARK,
    FOLDS,
    FOOT,
    INCH,
    LANDSCAPE,
    LARGE,
    PAPER,
    TAB_FIRST,
    TAB_HEIGHT,
    TAB_PLACES,
    TAB_WIDTH,
)
from caseorg.packets.tagging import Bookmark, Element, Mark, finish
from caseorg.packets.text import Setter

PagesOf: TypeAlias = Callable[[UUID], bytes]
"""Gives the prepared pages of a document: a clean PDF."""
Progress: TypeAlias = Callable[[int, int], None]
"""Is told which page is being written, and of how many."""

_STAMP, _STAMP_SIDE, _STAMP_BASE = 10.0, 0.6 * INCH, 0.28 * INCH


class ExhibitError(CaseorgError):
    """An exhibit that can't be read; the packet is not made, since nothing may be left out silently."""

    def __init__(self, exhibit: Exhibit, cause: Exception | None = None) -> None:
        super().__init__(
            _("Exhibit {letter}, “{title}”, can't be read, so the packet was not made.").format(
                letter=exhibit.letter, title=exhibit.title
            )
        )
        self.advice = _("Look at it in Documents and replace the file, or take it out of the packet.")
        if isinstance(cause, CaseorgError):
            self.advice = " ".join((str(cause), cause.advice or self.advice))
        self.document_id = exhibit.document_id


@dataclass(frozen=True)
class Written:
    """What was written: its fingerprint and size, and the first page of each part."""

    sha256: str
    size_bytes: int
    page_count: int
    first_pages: dict[str, int]
    findings: tuple[Finding, ...] = ()


def write(
    plan: PacketPlan,
    target: Path | BinaryIO,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    pages_of: PagesOf | None = None,
) -> Written:
    """Write `plan` as one PDF. The same plan with the same documents gives the same bytes.

    Args:
        plan: What to write; nothing is decided here any more.
        target: A file to make or replace, or an open binary file.
        progress: Called with the page in hand and the number of pages.
        cancel: Looked at before each page; set, it stops the work.
        pages_of: The prepared pages of each exhibit's document.

    Raises:
        ExhibitError: If an exhibit can't be read or lacks a page that was chosen.
        StoppedError: If `cancel` was set.
    """
    data, pagination = _Writer(plan, progress, cancel, pages_of).written()
    if isinstance(target, Path):
        write_whole(target, (data,))
    else:
        target.write(data)
    return Written(hashlib.sha256(data).hexdigest(), len(data), pagination.page_count, dict(pagination.numbers))


class _Saved(io.BytesIO):
    """The bytes of a packet while it is saved. A large one takes a second, and stopping must not wait for it."""

    def __init__(self, cancel: threading.Event | None) -> None:
        super().__init__()
        self._cancel = cancel

    def write(self, data: Any) -> int:
        if self._cancel is not None and self._cancel.is_set():
            raise StoppedError
        return super().write(data)


class _Writer:
    """One packet while it is being written."""

    def __init__(
        self,
        plan: PacketPlan,
        progress: Progress | None,
        cancel: threading.Event | None,
        pages_of: PagesOf | None,
    ) -> None:
        self.plan, self.progress, self.cancel, self.pages_of = plan, progress, cancel, pages_of
        self.fonts = Fonts()
        self.pagination = paginate(plan, self.fonts)
        self.root = Element("Document")
        self.bookmarks: list[Bookmark] = []

    def written(self) -> tuple[bytes, Pagination]:
        """Return the bytes of the PDF, and how its pages are numbered."""
        with ExitStack() as open_files:
            sources = {exhibit.key: self._source(exhibit, open_files) for exhibit in self.plan.exhibits}
            drawn = io.BytesIO()
            pen = Pen.on(drawn, self.pagination.numbers)
            for number, part in enumerate(self.plan.parts):
                title = part.title if isinstance(part, Paper) else f"{part.letter} {part.title}"
                self.bookmarks.append(Bookmark(title, pen.page))
                if isinstance(part, Paper):
                    self._draw_paper(pen, self.pagination.laid[part.key])
                else:
                    self._draw_exhibit(pen, part, sources[part.key], number)
            pen.save()
            self._stop_if_asked()
            pdf = open_files.enter_context(Pdf.open(drawn))
            for exhibit in self.plan.exhibits:
                self._set_in(pdf, exhibit, sources[exhibit.key])
            self._stop_if_asked()
            plan = self.plan
            bookmarks = self.bookmarks if len(plan.parts) > 1 else ()
            is_ours = all(exhibit.paper is not None for exhibit in plan.exhibits)
            said = Properties(plan.title, plan.author, plan.subject, plan.language, is_ours)
            finish(pdf, self.root, bookmarks, said)
            self._stop_if_asked()
            out = _Saved(self.cancel)
            pdf.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate, min_version="1.7")
        return out.getvalue(), self.pagination

    def _stop_if_asked(self) -> None:
        if self.cancel and self.cancel.is_set():
            raise StoppedError

    def _source(self, exhibit: Exhibit, open_files: ExitStack) -> list[Page]:
        """Open an exhibit's document and return its chosen pages; none for pages that we write."""
        self._stop_if_asked()
        if exhibit.paper is not None:
            return []
        if self.pages_of is None or exhibit.document_id is None or not exhibit.pages:
            raise ExhibitError(exhibit)
        try:
            source = open_files.enter_context(Pdf.open(io.BytesIO(self.pages_of(exhibit.document_id))))
            if len(set(exhibit.pages)) < len(source.pages):
                # Pages often share one list of what they draw with: a page left out must not come along unseen.
                source.remove_unreferenced_resources()
            return [source.pages[number - 1] for number in exhibit.pages]
        except CaseorgError as error:
            raise ExhibitError(exhibit, error) from error
        except (pikepdf.PdfError, OSError, IndexError, KeyError, ValueError, TypeError) as error:
            raise ExhibitError(exhibit) from error

    @contextmanager
    def _page(self, pen: Pen, size: tuple[float, float], *, is_marked: bool = False) -> Iterator[None]:
        self._stop_if_asked()
        if self.progress:
            self.progress(pen.page + 1, self.pagination.page_count)
        pen.new_page(size)
        yield
        if self.plan.is_sample and not is_marked:
            with pen.artifact():
                pen.across(self.plan.words.sample, self.fonts)
        pen.end_page()

    def _draw_paper(self, pen: Pen, laid: Laid, exhibit: Exhibit | None = None) -> None:
        self.root.kids.append(laid.element)
        for number, page in enumerate(laid.pages, 1):
            with self._page(pen, page.size):
                for placed in page.placed:
                    placed.piece.draw(pen, placed.x, placed.y)
                with pen.artifact(is_foot=True):
                    if exhibit:
                        self._stamp(pen, page.size, self._exhibit_page(exhibit, number))
                    else:
                        self._footer(pen, laid, page.size)
                head = laid.paper.head
                if page.is_first and head and head.is_mailed and self.plan.fold_marks and not laid.style.is_large:
                    with pen.artifact():
                        for fold in FOLDS:
                            pen.rule((0, fold), (FOLD_MARK, fold), 0.4)

    def _footer(self, pen: Pen, laid: Laid, size: tuple[float, float]) -> None:
        style, words = laid.style, self.plan.words
        base, side = size[1] - FOOT, laid.style.side
        setter = Setter(self.fonts, style.footer)
        text = words.page_alone if style.is_large else words.page
        right = setter.line(text.format(page=pen.page + 1, pages=self.pagination.page_count))
        if laid.paper.footer and not style.is_large and laid.paper.form is not Form.fax:
            room = size[0] - 2 * side - right.width - 18
            lines = setter.lines(plain(laid.paper.footer), room)
            if len(lines) > 1:
                lines = setter.lines(plain(laid.paper.footer), room - setter.line(" …").width)
                lines = setter.lines(plain(f"{lines[0].drawn[0].text} …"), room)
            pen.text(lines[0], side, base, style.footer)
        pen.text(right, size[0] - side - right.width, base, style.footer)

    def _draw_exhibit(self, pen: Pen, exhibit: Exhibit, pages: list[Page], number: int) -> None:
        element = Element("Sect", self.root)
        place = sum(isinstance(part, Exhibit) for part in self.plan.parts[:number])
        with self._page(pen, PAPER):
            self._draw_sheet(pen, exhibit, element)
            with pen.artifact():
                self._draw_tab(pen, exhibit.letter, place)
            with pen.artifact(is_foot=True):
                self._stamp(pen, PAPER, "")
        if exhibit.paper is not None:
            self._draw_paper(pen, self.pagination.laid[exhibit.paper.key], exhibit)
        for index, page in enumerate(pages, 1):
            size = _paper_for(page)
            says = self._exhibit_page(exhibit, index)
            figure = Element("Figure", element, alt=f"{exhibit.title}. {says}")
            with self._page(pen, size, is_marked=exhibit.is_marked):
                # The document's own content is set in below, as the first marked piece of the page.
                figure.kids.append(Mark(pen.page, 0))
                with pen.artifact(is_foot=True):
                    self._stamp(pen, size, says)

    def _page_count(self, exhibit: Exhibit) -> int:
        return len(self.pagination.laid[exhibit.paper.key].pages) if exhibit.paper else len(exhibit.pages)

    def _exhibit_page(self, exhibit: Exhibit, page: int) -> str:
        words, count = self.plan.words, self._page_count(exhibit)
        return words.exhibit_page.format(letter=exhibit.letter, page=page, count=count)

    def _stamp(self, pen: Pen, size: tuple[float, float], says: str) -> None:
        type_size = LARGE.body if self.plan.is_large else _STAMP
        setter, base = Setter(self.fonts, type_size), size[1] - _STAMP_BASE
        text = self.plan.words.page.format(page=pen.page + 1, pages=self.pagination.page_count)
        right = setter.line(text)
        pen.text(setter.line(says), _STAMP_SIDE, base, type_size)
        pen.text(right, size[0] - _STAMP_SIDE - right.width, base, type_size)

    def _draw_sheet(self, pen: Pen, exhibit: Exhibit, element: Element) -> None:
        words, count = self.plan.words, self._page_count(exhibit)
        pages = words.exhibit_pages_one if count == 1 else words.exhibit_pages_many
        y, width = 3.2 * INCH, PAPER[0] - 2 * INCH - TAB_WIDTH
        small = max(14, LARGE.body) if self.plan.is_large else 14
        for text, size, bold, tag in (
            (words.exhibit.format(letter=exhibit.letter), 36, True, "H1"),
            (exhibit.title, 20, True, "H2"),
            (exhibit.author, small, False, "P"),
            (exhibit.date, small, False, "P"),
            (pages.format(count=count), small, False, "P"),
        ):
            if not text:
                continue
            with pen.piece(Element(tag, element)):
                for line in Setter(self.fonts, size).lines(plain(text, bold=bold), width):
                    y += size * 1.3
                    pen.text(line, INCH, y, size)
            y += 8

    def _draw_tab(self, pen: Pen, letter: str, place: int) -> None:
        top = TAB_FIRST + (place % TAB_PLACES) * TAB_HEIGHT
        pen.frame(PAPER[0] - TAB_WIDTH, top, TAB_WIDTH, TAB_HEIGHT, 0, filled=True)
        line = Setter(self.fonts, 16).line(letter, bold=True)
        size = 16 * min(1.0, (TAB_WIDTH - 4) / line.width)
        line = Setter(self.fonts, size).line(letter, bold=True)
        with pen.white():
            pen.text(line, PAPER[0] - (TAB_WIDTH + line.width) / 2, top + TAB_HEIGHT / 2 + size * 0.36, size)

    def _set_in(self, pdf: Pdf, exhibit: Exhibit, sources: list[Page]) -> None:
        """Set an exhibit's pages into the pages that wait for them, above the strip with the stamp."""
        first = self.pagination.numbers[exhibit.key]
        for index, source in enumerate(sources, first):
            self._stop_if_asked()
            try:
                page = pdf.pages[index]
                sheet = (float(page.mediabox[2]), float(page.mediabox[3]))
                set_beneath(pdf, page, source, _area(sheet, *visible_size(source)))
            except (pikepdf.PdfError, ValueError, TypeError, ZeroDivisionError) as error:
                raise ExhibitError(exhibit) from error


def set_beneath(pdf: Pdf, page: Page, source: Page, area: Rectangle) -> None:
    """Set a page of another document beneath what is drawn on `page`, as its first marked piece, a figure."""
    form = pdf.copy_foreign(source.as_form_xobject())
    name = page.add_resource(form, Name.XObject, Name.Exhibit)
    drawn = page.calc_form_xobject_placement(
        form, name, area, invert_transformations=True, allow_shrink=True, allow_expand=False
    )
    page.contents_add(b"/Figure <</MCID 0>> BDC\n" + drawn + b"\nEMC\n", prepend=True)


def visible_size(page: Page) -> tuple[float, float]:
    """Return how wide and tall a page looks: the part that is not cut away, turned as it is shown."""
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    width, height = abs(right - left), abs(top - bottom)
    unit = float(page.obj.get("/UserUnit", 1))
    if int(page.obj.get("/Rotate", 0)) % 180:
        width, height = height, width
    return width * unit, height * unit


def _paper_for(page: Page) -> tuple[float, float]:
    width, height = visible_size(page)
    return LANDSCAPE if width > height else PAPER


def _area(sheet: tuple[float, float], width: float, height: float) -> Rectangle:
    """Return where a page of this size goes: at 94% or smaller, in the middle above the strip."""
    scale = EXHIBIT_SCALE * min(1.0, sheet[0] / width, sheet[1] / height)
    strip = sheet[1] * (1 - EXHIBIT_SCALE)
    left = (sheet[0] - width * scale) / 2
    bottom = strip + (sheet[1] - strip - height * scale) / 2
    return Rectangle(left, bottom, left + width * scale, bottom + height * scale)
