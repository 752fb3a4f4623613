"""Finds words on clean pages, and covers places up for good: a covered page becomes a picture. Runs in the worker.

A black box drawn over text leaves the text in the file. So a page that is covered is drawn, blackened, and put back as
a picture alone: neither its words nor the dots beneath the boxes are in the new file.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from caseorg.documents import drawing, wire
from caseorg.documents.cleaning import page_size

# Its functions have no types.
_pdfium: Any = pypdfium2

DPI = 200
"""What a scan of small print needs at least."""

_EDGE_PX = 2
_GRAY = 12
"""How far the three colors of a dot may be apart in a page without colors."""

_GRID = 100_000
_MOST_PLACES = 2_000


def find_words(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Find where words of a shape stand: page from 1 and edges in parts of the page as it is seen, from upper left."""
    patterns = [re.compile(one) for one in facts["patterns"]]
    found: list[list[float]] = []
    document = drawing.opened(data)
    for number, page in enumerate(document, 1):
        words = page.get_textpage()
        text = words.get_text_range(errors="ignore").replace(drawing.BROKEN, "-")  # a number may go on below
        for pattern in patterns:
            for match in pattern.finditer(text):
                if len(found) < _MOST_PLACES:
                    found += [[number, *box] for box in _boxes(page, words, match.start(), match.end())]
        words.close()
        page.close()
    return wire.Message({"result": found})


def _boxes(page: Any, words: Any, start: int, end: int) -> list[list[float]]:
    """Return one box for each line that the letters from `start` to `end` stand on."""
    count = words.count_rects(start, end - start)
    return [as_seen(page, *words.get_rect(number)) for number in range(count)]


def as_seen(page: Any, left: float, bottom: float, right: float, top: float) -> list[float]:
    """Return a rectangle of a PDF page in parts of the page as it is seen: left, top, right and bottom, from 0 to 1."""
    corners = [_device(page, x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    return [min(xs) / _GRID, min(ys) / _GRID, max(xs) / _GRID, max(ys) / _GRID]


def _device(page: Any, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    _pdfium.raw.FPDF_PageToDevice(page.raw, 0, 0, _GRID, _GRID, 0, x, y, across, down)
    return across.value, down.value


def cover(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Return the pages with places covered for good. The others stay as they are."""
    boxes: dict[int, list[list[float]]] = defaultdict(list)
    for number, *box in facts["boxes"]:
        boxes[int(number)].append([float(edge) for edge in box])
    return wire.Message({"result": sorted(boxes)}, as_pictures(data, boxes))


def as_pictures(data: bytes, places: dict[int, list[list[float]]]) -> bytes:
    """Return the pages, those that are named as pictures of what is seen of them, with places blackened."""
    drawn = {number: _covered(data, number, boxes) for number, boxes in places.items()}
    drawing.forget()
    new = pikepdf.Pdf.new()
    with pikepdf.open(BytesIO(data)) as source:
        # Pages often share one list of what they draw with: a page that stays must not bring along what is covered.
        source.remove_unreferenced_resources()
        for number, page in enumerate(source.pages, 1):
            if number in drawn:
                _add_picture(new, drawn[number], page_size(page))
            else:
                new.pages.append(page)
        buffer = BytesIO()
        new.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return buffer.getvalue()


def _covered(data: bytes, number: int, places: list[list[float]]) -> Image.Image:
    """Draw a page and blacken places on it."""
    page = drawing.opened(data)[number - 1]
    width, height = page.get_size()
    scale = min(DPI / 72, (drawing.MAX_PIXELS / (width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    page.close()
    brush = ImageDraw.Draw(picture)
    for left, top, right, bottom in places:
        corner = (left * picture.width - _EDGE_PX, top * picture.height - _EDGE_PX)
        brush.rectangle((*corner, right * picture.width + _EDGE_PX, bottom * picture.height + _EDGE_PX), fill=(0, 0, 0))
    return picture


def _add_picture(pdf: pikepdf.Pdf, picture: Image.Image, size: tuple[float, float]) -> None:
    colors = picture.convert("L") if _is_gray(picture) else picture
    packed = BytesIO()
    colors.save(packed, "JPEG", quality=88)
    image = pdf.make_stream(
        packed.getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceGray if colors.mode == "L" else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = pdf.add_blank_page(page_size=size)
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
    page.obj.Contents = pdf.make_stream(f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /Page Do Q".encode())


def _is_gray(picture: Image.Image) -> bool:
    red, green, blue = picture.resize((64, 64)).split()
    return all(max(ImageChops.difference(red, other).tobytes()) < _GRAY for other in (green, blue))


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(72, 72))
    buffer = BytesIO()
    pdf.save(buffer)
    data = buffer.getvalue()
    cover(data, {"boxes": [[1, 0.1, 0.1, 0.2, 0.2]]})
    find_words(data, {"patterns": ["x"]})
    drawing.forget()
