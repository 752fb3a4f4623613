"""Draws on one page at a time: lines of text, rules, frames and links, each with its place in the structure tree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from reportlab import rl_config
from reportlab.pdfgen import canvas as canvases

from caseorg.packets import fonts
from caseorg.packets.style import PAPER
from caseorg.packets.tagging import Element, Jump, Mark
from caseorg.packets.text import Line, Setter

# Without this each picture is spelled out in letters, in Python, seventy times slower.
vars(rl_config)["useA85"] = 0

# ReportLab says nothing about its types.
_Canvas: Any = canvases.Canvas

ARTIFACT = Element("Artifact")
"""What a reader has heard already, such as the headers of a table that goes on."""

_GRAY = 0.4
_ACROSS = 90.0


@dataclass
class Pen:
    """A canvas whose `y` runs down from the top edge of the paper, in points."""

    canvas: Any
    numbers: dict[str, int] = field(default_factory=dict)
    page: int = 0
    height: float = 0.0
    _marks: int = 0
    _stroke: tuple[float, float] = (0.0, 1.0)
    """Gray and width of the lines drawn last; a new page begins with black and one point."""

    @classmethod
    def on(cls, target: BinaryIO, numbers: dict[str, int]) -> Pen:
        """Begin a PDF that will be written to `target`."""
        fonts.load(fonts.REGULAR)
        # invariant: no clock and no chance, so that the same plan gives the same bytes.
        # Packed only once, when pikepdf saves: that can be stopped between any two pieces.
        canvas = _Canvas(target, initialFontName=fonts.REGULAR, initialFontSize=11, invariant=1, pageCompression=0)
        return cls(canvas, numbers)

    def new_page(self, size: tuple[float, float]) -> None:
        """Turn to a page of this size."""
        self.canvas.setPageSize(size)
        self.height = size[1]
        self._marks = 0
        self._stroke = (0.0, 1.0)

    def end_page(self) -> None:
        """Finish the page in hand."""
        self.canvas.showPage()
        self.page += 1

    def begin_after(self, marks: int) -> None:
        """Leave the first numbers of the page in hand to what is set beneath later."""
        self._marks = marks

    @contextmanager
    def piece(self, element: Element) -> Iterator[None]:
        """Mark what is drawn meanwhile as belonging to `element`."""
        if element.tag == ARTIFACT.tag:
            with self.artifact():
                yield
            return
        number = self._marks
        self._marks += 1
        element.kids.append(Mark(self.page, number))
        self._code(f"/{element.tag} <</MCID {number}>> BDC")
        yield
        self._code("EMC")

    @contextmanager
    def artifact(self, *, is_foot: bool = False) -> Iterator[None]:
        """Mark what is drawn meanwhile as something a screen reader leaves out, such as the foot of the page."""
        self._code("/Artifact <</Type /Pagination /Subtype /Footer>> BDC" if is_foot else "/Artifact BMC")
        yield
        self._code("EMC")

    def text(self, line: Line, x: float, y: float, size: float) -> None:
        """Write `line` with its baseline at `y`."""
        if not line.drawn:
            return
        if line.said:
            spelled = line.said.encode("utf-16-be", "replace").hex().upper()
            self._code(f"/Span <</ActualText <FEFF{spelled}>>> BDC")
        writer = self.canvas.beginText(x, self.height - y)
        font = ""
        for one in line.drawn:
            if one.x:
                writer.setTextOrigin(x + one.x, self.height - y)
            if one.font != font:
                writer.setFont(one.font, size)
                font = one.font
            # The public textOut measures the text once more; we know where the next piece goes.
            writer._textOut(one.text)
        self.canvas.drawText(writer)
        if line.said:
            self._code("EMC")

    def rule(self, start: tuple[float, float], end: tuple[float, float], width: float, *, gray: bool = False) -> None:
        """Draw a straight line."""
        self._set_stroke(_GRAY if gray else 0.0, width)
        self.canvas.line(start[0], self.height - start[1], end[0], self.height - end[1])

    def dashes(self, x: float, y: float, until: float) -> None:
        """Draw a line to cut along."""
        self.canvas.setDash(4, 3)
        self.rule((x, y), (until, y), 0.75)
        self.canvas.setDash()

    def frame(self, x: float, y: float, width: float, height: float, stroke: float, *, filled: bool = False) -> None:
        """Draw a rectangle whose upper left corner is at `x`, `y`."""
        if stroke:
            self._set_stroke(0.0, stroke)
        self.canvas.rect(x, self.height - y - height, width, height, stroke=int(stroke > 0), fill=int(filled))

    def dot(self, x: float, y: float, radius: float) -> None:
        """Draw a filled bullet."""
        self.canvas.circle(x, self.height - y, radius, stroke=0, fill=1)

    def ring(self, x: float, y: float, radius: float) -> None:
        """Draw a bullet that is open."""
        self._set_stroke(0.0, 1.0)
        self.canvas.circle(x, self.height - y, radius, stroke=1, fill=0)

    def dots(self, between: tuple[float, float], y: float, width: float, step: float) -> None:
        """Draw leader dots, as one line whose dashes have no length and round ends."""
        before = self._stroke
        self.canvas.saveState()
        self.canvas.setLineCap(1)
        self.canvas.setDash([0, step])
        self.rule((between[0], y), (between[1], y), width)
        self.canvas.restoreState()
        self._stroke = before

    def link(self, element: Element, area: tuple[float, float, float, float], part: str, says: str) -> None:
        """Make the rectangle `x, y, width, height` lead to the first page of `part`."""
        x, y, width, height = area
        corners = (x, self.height - y - height, x + width, self.height - y)
        element.kids.append(Jump(self.page, corners, self.numbers[part] - 1, says))

    @contextmanager
    def white(self) -> Iterator[None]:
        """Write in white, as on a tab."""
        self.canvas.saveState()
        self.canvas.setFillGray(1)
        yield
        self.canvas.restoreState()

    def across(self, word: str, faces: fonts.Fonts) -> None:
        """Write a word across the page, in outline, as on a sample."""
        self.canvas.saveState()
        width, height = self.canvas._pagesize
        size = _ACROSS * min(1.0, width / PAPER[0], height / PAPER[0])
        line = Setter(faces, size).line(word)
        self.canvas.translate(width / 2, height / 2)
        self.canvas.rotate(50)
        self.canvas.setStrokeGray(0.6)
        self.canvas.setLineWidth(1)
        writer = self.canvas.beginText(-line.width / 2, -size / 3)
        writer.setFont(line.drawn[0].font, size)
        writer.setTextRenderMode(1)
        writer.textOut(line.drawn[0].text)
        self.canvas.drawText(writer)
        self.canvas.restoreState()

    def save(self) -> None:
        """Write the PDF out."""
        self.canvas.save()

    def _set_stroke(self, gray: float, width: float) -> None:
        if self._stroke[0] != gray:
            self.canvas.setStrokeGray(gray)
        if self._stroke[1] != width:
            self.canvas.setLineWidth(width)
        self._stroke = (gray, width)

    def _code(self, operator: str) -> None:
        self.canvas._code.append(operator)
