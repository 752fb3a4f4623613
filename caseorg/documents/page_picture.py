"""Draws a page as tesseract wants it: gray, at 300 dots an inch, turned. Runs in the worker processes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from caseorg.documents import drawing, wire
from caseorg.documents.scan_words import DPI

_CELL, _DARKER, _FEW_CELLS = 4, 40, 30
"""Ink is what is so much darker than the paper, in squares of so many dots; so few squares are dust."""


def to_read(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Draw one page, counted from 1, as a gray PNG for the program that reads it.

    Facts are `page`, by how many degrees it is `turned` to the right, and whether it `is_small`, half its size. A page
    without anything on it comes back without a picture.
    """
    picture = drawn(data, int(facts["page"]))
    if is_blank(picture):
        return wire.Message({"result": None})
    picture = turned_right(halved(picture) if facts["is_small"] else picture, int(facts["turned"]))
    return wire.Message({"result": None}, _png(picture))


def drawn(data: bytes, number: int) -> Image.Image:
    """Return the gray picture of a page, counted from 1."""
    document = drawing.opened(data)
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(DPI / 72, (drawing.MAX_PIXELS / (width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    page.close()
    return picture


def is_blank(picture: Image.Image) -> bool:
    """Tell whether there is nothing darker on it than its paper. Dust would be looked at for half a minute."""
    small = picture.reduce(_CELL)
    counts = small.histogram()
    below, paper = 0, 0
    while below * 2 < small.width * small.height:
        below, paper = below + counts[paper], paper + 1
    return sum(counts[: max(0, paper - _DARKER)]) < _FEW_CELLS


def halved(picture: Image.Image) -> Image.Image:
    """Return the picture at half its size."""
    return picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)))


def turned_right(picture: Image.Image, degrees: int) -> Image.Image:
    """Turn a picture to the right by 0, 90, 180 or 270 degrees."""
    ways = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    return picture.transpose(ways[degrees]) if degrees else picture


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    blank = Image.new("L", (16, 16), 255)
    is_blank(blank)
    _png(turned_right(halved(blank), 90))


def _png(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
