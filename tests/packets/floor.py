"""The floor for the speed of a packet: the same pages by ReportLab and pikepdf alone, nothing to plan or lay out."""

from __future__ import annotations

import io
from uuid import UUID

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from caseorg.packets import fonts
from caseorg.packets.plan import PacketPlan
from tests.packets.reading import page_texts

_FONT = {False: fonts.REGULAR, True: fonts.BOLD}


class Bare:
    """What stands on each page of a finished packet, ready to be written again without thinking."""

    def __init__(self, pdf: bytes, plan: PacketPlan, documents: dict[UUID, bytes]) -> None:
        self.plan, self.documents = plan, documents
        self.texts = [text.splitlines() for text in page_texts(pdf)]
        self.shapes: list[list[tuple[str, tuple[float, ...]]]] = []
        self.links: list[tuple[int, tuple[float, ...]]] = []
        self.runs: list[int] = []
        self.pieces: list[int] = []
        with pikepdf.open(io.BytesIO(pdf)) as document:
            self.sizes = [(float(page.mediabox[2]), float(page.mediabox[3])) for page in document.pages]
            for number, page in enumerate(document.pages):
                self.shapes.append(_shapes(page))
                self.runs.append(sum(str(op) == "Tj" for _operands, op in pikepdf.parse_content_stream(page)))
                marks = [ops[1] for ops, name in pikepdf.parse_content_stream(page) if str(name) == "BDC"]
                self.pieces.append(sum("/MCID" in mark for mark in marks))
                notes = page.obj.get("/Annots", [])
                self.links += [(number, tuple(float(edge) for edge in note.Rect)) for note in notes]
            with document.open_outline() as outline:
                numbers = {page.objgen: number for number, page in enumerate(document.pages)}
                self.marks = {numbers[item.destination[0].objgen]: item.title for item in outline.root}

    def write(self) -> bytes:
        """Write the pages with the libraries alone."""
        out = io.BytesIO()
        canvas = Canvas(out, invariant=1, initialFontName=fonts.REGULAR)
        for number, lines in enumerate(self.texts):
            self._page(canvas, number, lines)
        canvas.save()
        with pikepdf.open(out) as document:
            first = next(number for number, lines in enumerate(self.texts) if lines[:1] == ["Exhibit A"])
            for exhibit in self.plan.exhibits:
                if exhibit.document_id is None:
                    continue
                with pikepdf.open(io.BytesIO(self.documents[exhibit.document_id])) as source:
                    for offset, page in enumerate(source.pages, 1):
                        document.pages[first + offset].add_underlay(page, pikepdf.Rectangle(18, 48, 594, 792))
                    first += len(source.pages) + 1
            self._tags(document)
            done = io.BytesIO()
            document.save(done, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return done.getvalue()

    def _tags(self, document: pikepdf.Pdf) -> None:
        """As many entries of a structure tree as the packet has, one for each piece, in one row."""
        root = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        made = pikepdf.Array()
        for number, page in enumerate(document.pages):
            for mark in range(self.pieces[number]):
                entry = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.P, P=root, Pg=page.obj, K=mark)
                made.append(document.make_indirect(entry))
        root.K = made
        document.Root.StructTreeRoot = root

    def _page(self, canvas: Canvas, number: int, lines: list[str]) -> None:
        canvas.setPageSize(self.sizes[number])
        if number in self.marks:
            canvas.bookmarkPage(str(number))
            canvas.addOutlineEntry(self.marks[number], str(number))
        # As many pieces of text as on the page, bold ones among them.
        lines = [*lines, *[""] * (self.runs[number] - len(lines))]
        for place, line in enumerate(lines):
            canvas.setFont(_FONT[place % 3 == 0], 11)
            canvas.drawString(72, 720 - 14 * (place % 50), line)
        for name, values in self.shapes[number]:
            canvas.setLineWidth(0.75)
            if name == "re":
                canvas.rect(*values)
            else:
                canvas.line(*values)
        for page, area in self.links:
            if page == number:
                canvas.linkRect("", str(next(iter(self.marks))), area)
        canvas.showPage()


def _shapes(page: pikepdf.Page) -> list[tuple[str, tuple[float, ...]]]:
    found: list[tuple[str, tuple[float, ...]]] = []
    at: tuple[float, ...] = (0.0, 0.0)
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "m":
            at = tuple(float(one) for one in operands)
        elif name == "l":
            found.append(("l", (*at, *(float(one) for one in operands))))
        elif name == "re":
            found.append(("re", tuple(float(one) for one in operands)))
    return found
