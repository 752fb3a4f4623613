"""Walks a finished packet and says where its numbers, links, bookmarks, tags or boxes are not what the plan says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from caseorg.packets.plan import Exhibit, PacketPlan
from caseorg.packets.render import Written
from tests.packets.reading import letters_on, page_texts

STRIP = 0.06
"""The share of a page's height that belongs to the stamp alone."""


def faults(pdf: bytes, plan: PacketPlan, written: Written) -> list[str]:
    """Return a sentence for everything that is not as it should be."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk = _Walk(document, plan, written, page_texts(pdf))
        found = [*walk.pages(), *walk.outline(), *walk.links(), *walk.tags(), *walk.fonts(), *walk.document_keys()]
    return found + list(_stamps(pdf, plan, written))


def tag_faults(pdf: bytes) -> list[str]:
    """Return a sentence for every tag that is not as it should be, in any PDF of ours."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return list(_Tags(document).tags())


def _said(text: str) -> str:
    return "".join(text.split())


class _Tags:
    def __init__(self, document: pikepdf.Pdf) -> None:
        self.document = document
        self.numbers = {page.objgen: number for number, page in enumerate(document.pages, 1)}

    def tags(self) -> Iterator[str]:
        """Every marked piece belongs to one element, which the parent tree finds again; figures and links speak."""
        seen: dict[tuple[int, int], Any] = {}
        tree = self.document.Root.StructTreeRoot
        waiting = list(tree.K)
        while waiting:
            element = waiting.pop()
            if str(element.S) == "/Figure" and not str(element.get("/Alt", "")).strip():
                yield "a figure says nothing"
            if str(element.S) == "/TH" and "/A" not in element:
                yield "a header cell has no scope"
            for kid in element.K if isinstance(element.K, pikepdf.Array) else [element.K]:
                if isinstance(kid, int):
                    yield from self._claim(seen, self.numbers[element.Pg.objgen], int(kid), element)
                elif kid.get("/Type") == "/MCR":
                    yield from self._claim(seen, self.numbers[kid.Pg.objgen], int(kid.MCID), element)
                elif kid.get("/Type") == "/OBJR":
                    if str(element.S) != "/Link":
                        yield "a link is not in a Link element"
                else:
                    waiting.append(kid)
        parents = tree.ParentTree.Nums
        of_page = {int(parents[at]): parents[at + 1] for at in range(0, len(parents), 2)}
        for number, page in enumerate(self.document.pages, 1):
            row = of_page[int(page.obj.StructParents)]
            drawn = [
                int(operands[1].MCID)
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC" and "/MCID" in operands[1]
            ]
            if sorted(drawn) != list(range(len(row))):
                yield f"page {number} marks {drawn}, and its row has {len(row)}"
            for mark in drawn:
                if (number, mark) not in seen or row[mark].objgen != seen[number, mark]:
                    yield f"piece {mark} of page {number} is not found again"

    def _claim(self, seen: dict[tuple[int, int], Any], page: int, mark: int, element: Any) -> Iterator[str]:
        if (page, mark) in seen:
            yield f"piece {mark} of page {page} belongs to two elements"
        seen[page, mark] = element.objgen


class _Walk(_Tags):
    def __init__(self, document: pikepdf.Pdf, plan: PacketPlan, written: Written, texts: list[str]) -> None:
        super().__init__(document)
        self.plan, self.written, self.texts = plan, written, texts

    def pages(self) -> Iterator[str]:
        """Each page says its own number and how many there are, and nothing is drawn outside of it."""
        count = len(self.document.pages)
        if count != self.written.page_count:
            yield f"{count} pages, and {self.written.page_count} were promised"
        for number, page in enumerate(self.document.pages, 1):
            size = tuple(float(edge) for edge in page.mediabox)
            if (
                size not in ((0, 0, 612, 792), (0, 0, 792, 612))
                or int(page.obj.get("/Rotate", 0))
                or "/CropBox" in page.obj
            ):
                yield f"page {number} has the box {size}"
            if _said(self.plan.words.page.format(page=number, pages=count)) not in _said(self.texts[number - 1]):
                yield f"page {number} does not say “Page {number} of {count}”"
            if page.label != str(number):
                yield f"page {number} has the label {page.label}"

    def outline(self) -> Iterator[str]:
        """One bookmark for each part, in order, and it leads to its first page."""
        with self.document.open_outline() as outline:
            items = [(item.title, self.numbers.get(item.destination[0].objgen)) for item in outline.root]
        wanted = [
            (part.title if not isinstance(part, Exhibit) else f"{part.letter} {part.title}", self._first(part.key))
            for part in self.plan.parts
        ]
        if items != (wanted if len(wanted) > 1 else []):
            yield f"bookmarks {items}, wanted {wanted}"

    def links(self) -> Iterator[str]:
        """Each line of the list leads to the page whose number is printed on it, and that page is the exhibit's."""
        wanted = [(exhibit, self._first(exhibit.key)) for exhibit in self.plan.exhibits]
        found: list[tuple[int, int]] = []
        for number, page in enumerate(self.document.pages, 1):
            for note in page.obj.get("/Annots", []):
                left, bottom, right, top = (float(edge) for edge in note.Rect)
                if not (0 <= left < right <= float(page.mediabox[2]) and 0 < bottom < top < float(page.mediabox[3])):
                    yield f"a link on page {number} lies at {left, bottom, right, top}"
                if str(note.Subtype) != "/Link" or "/A" in note or not str(note.get("/Contents", "")):
                    yield f"page {number} has a note that is no plain link"
                found.append((number, self.numbers.get(note.Dest[0].objgen, 0)))
        if not any(part.key == "contents" for part in self.plan.parts):
            return
        if [page for _at, page in found] != [page for _exhibit, page in wanted]:
            yield f"links lead to {found}, wanted {[page for _exhibit, page in wanted]}"
        listed = _said("".join(self.texts[at - 1] for at in sorted({at for at, _page in found})))
        for exhibit, page in wanted:
            sheet = _said(self.texts[page - 1])
            if not sheet.startswith(_said(self.plan.words.exhibit.format(letter=exhibit.letter))):
                yield f"page {page} is not the sheet of exhibit {exhibit.letter}"
            if f"{page}" not in listed:
                yield f"the list does not name page {page}"

    def fonts(self) -> Iterator[str]:
        """Every font of ours is in the file and says which letters it draws."""
        for number, page in enumerate(self.document.pages, 1):
            for name, font in page.obj.Resources.get("/Font", {}).items():
                inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                if "/FontFile2" not in inner.FontDescriptor or "/ToUnicode" not in font:
                    yield f"font {name} of page {number} is not whole"

    def document_keys(self) -> Iterator[str]:
        """The file says its title and language, and its extra data hold nothing else."""
        root = self.document.Root
        if (
            str(root.Lang) != self.plan.language
            or not root.MarkInfo.Marked
            or not root.ViewerPreferences.DisplayDocTitle
        ):
            yield "language or title is not set"
        if set(self.document.docinfo.keys()) != {"/Title", "/Author", "/Subject"}:
            yield f"the file says {set(self.document.docinfo.keys())}"
        claims = [mark in root.Metadata.read_bytes() for mark in (b"pdfuaid:part>1", b"pdfaid:part>2")]
        is_ours = not any(exhibit.document_id for exhibit in self.plan.exhibits)
        if claims != [is_ours, is_ours]:
            yield f"the file claims {claims}"
        if not len(root.OutputIntents[0].DestOutputProfile.read_bytes()):
            yield "the file does not say what its colors mean"

    def _first(self, key: str) -> int:
        return self.written.first_pages[key]


def _stamps(pdf: bytes, plan: PacketPlan, written: Written) -> Iterator[str]:
    """On each page of an exhibit the strip at the foot holds the stamp and nothing else."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
        for exhibit in plan.exhibits:
            if exhibit.paper is not None:
                continue
            for own, number in enumerate(range(written.first_pages[exhibit.key] + 1, pages + 1), 1):
                if own > len(exhibit.pages):
                    break
                page = document.pages[number - 1]
                height = float(page.mediabox[3])
                left, bottom, right, top = drawn_area(page)
                inside = left >= -0.1 and right <= float(page.mediabox[2]) + 0.1 and top <= height + 0.1
                if bottom < height * STRIP - 0.1 or not inside:
                    yield f"page {number}: the exhibit lies at {left, bottom, right, top}"
                low = (1 - STRIP) * height / 72
                printed = "".join(one.letter for one in letters_on(pdf, number - 1) if one.top > low)
                says = plan.words.exhibit_page.format(letter=exhibit.letter, page=own, count=len(exhibit.pages))
                # Before the stamp a reader may find words that the source cut away: they are there and not drawn,
                # since the form ends at the area that was looked at above.
                if not printed.endswith(_said(says + plan.words.page.format(page=number, pages=pages))):
                    yield f"page {number}: the stamp reads “{printed}”"


def drawn_area(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Return the box that the exhibit's own page takes on the sheet."""
    form = page.obj.Resources.XObject.Exhibit
    inner = pikepdf.Matrix(*(float(number) for number in form.get("/Matrix", [1, 0, 0, 1, 0, 0])))
    placed = next(
        pikepdf.Matrix(*(float(one) for one in operands))
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "cm"
    )
    box = inner @ placed
    left, bottom, right, top = (float(edge) for edge in form.BBox)
    corners = [box.transform((x, y)) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
