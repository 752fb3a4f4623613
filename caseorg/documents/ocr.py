"""Reads the words on a picture of a page. Runs in the worker process for scans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2
import tesserocr
from PIL import Image

from caseorg.documents import drawing, wire
from caseorg.documents.page_words import GRID
from caseorg.documents.scan_languages import LANGUAGES, TURNS

# Its functions have no types.
_pdfium: Any = pypdfium2
_tesserocr: Any = tesserocr

DPI = 300
"""What tesseract was trained for; a page too large for that is drawn smaller."""

_MOST_WORDS = 20_000
_SURE_OF_TURN = 2.0
"""From here on tesseract's own guess at how a page is turned is right; below, all four ways are tried."""
_BADLY_READ = 55
"""Under this mean, from 0 to 100, a page was read the wrong way around, or is hardly to be read."""
_FEW_WORDS = 5
"""A page that gives fewer than that, whichever way up, holds no text to be turned."""
_CELL, _DARKER, _FEW_CELLS = 4, 40, 30
"""Ink is what is so much darker than the paper, in squares of so many dots; so few squares are dust."""
_SPANISH = frozenset("el la los las un una de del que en y por para con su se es usted carta".split())
_SPANISH_SHARE = 0.12
_NUMBER_OF_WORD = 5  # the level of a row, in tesseract's table


class _Readers:
    """One engine for each language file, made before anything foreign comes."""

    by_language: dict[str, Any] = {}  # noqa: RUF012 - filled once, in warm_up
    turns: Any = None


class _Read(NamedTuple):
    """One reading of a picture: rows of text, line, box in dots and how sure; and the mean."""

    rows: list[tuple[str, int, int, int, int, int, int]]
    sure: float


def read(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Read one page, counted from 1: its words, where they stand on the page as it is seen, and how it is turned."""
    picture = _drawn(data, int(facts["page"]))
    if _is_blank(picture):
        return wire.Message({"result": {"turned": 0, "words": []}})
    upright, turned = _upright(picture)
    found = _read(upright, "eng" if "eng" in _Readers.by_language else next(iter(_Readers.by_language)))
    if "spa" in _Readers.by_language and _looks_spanish(found.rows):
        found = max(found, _read(upright, "spa"), key=lambda one: one.sure)
    rows = [
        [text, line, *_as_seen((left, top, right, bottom), upright.size, turned), sure]
        for text, line, left, top, right, bottom, sure in found.rows[:_MOST_WORDS]
    ]
    return wire.Message({"result": {"turned": turned, "words": rows}})


def warm_up(folders: dict[str, str]) -> None:
    """Load the language files and use each part once, so that nothing is loaded later, when loading is refused."""
    modes, engines = _tesserocr.PSM, _tesserocr.OEM
    for name in LANGUAGES.values():
        if name in folders:
            _Readers.by_language[name] = _tesserocr.PyTessBaseAPI(
                path=folders[name], lang=name, psm=modes.AUTO, oem=engines.LSTM_ONLY
            )
    if TURNS in folders:
        _Readers.turns = _tesserocr.PyTessBaseAPI(path=folders[TURNS], lang=TURNS, psm=modes.OSD_ONLY)
    blank = Image.new("L", (300, 300), 255)
    _turn_of(blank)
    for name in _Readers.by_language:
        _read(blank, name)
    drawing.warm_up()


def _drawn(data: bytes, number: int) -> Image.Image:
    document = drawing.opened(data)
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(DPI / 72, (drawing.MAX_PIXELS / (width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    page.close()
    return picture


def _is_blank(picture: Image.Image) -> bool:
    """Tell whether there is nothing darker on it than its paper. Dust would be looked at for half a minute."""
    small = picture.reduce(_CELL)
    counts = small.histogram()
    below, paper = 0, 0
    while below * 2 < small.width * small.height:
        below, paper = below + counts[paper], paper + 1
    return sum(counts[: max(0, paper - _DARKER)]) < _FEW_CELLS


# Which way up


def _upright(picture: Image.Image) -> tuple[Image.Image, int]:
    """Return the picture as it is to be read, and by how many degrees it was turned to the right for that."""
    turned = _turn_of(picture)
    if turned is None:
        small = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)))
        first = next(iter(_Readers.by_language))
        straight = _read(small, first)
        turned = 0
        if len(straight.rows) >= _FEW_WORDS and straight.sure < _BADLY_READ:
            ways = {0: straight.sure} | {way: _read(_turned(small, way), first).sure for way in (90, 180, 270)}
            turned = max(ways, key=lambda way: ways[way])
    return _turned(picture, turned), turned


def _turn_of(picture: Image.Image) -> int | None:
    """Return what tesseract makes of it; None where it is not sure, or can't tell."""
    if _Readers.turns is None:
        return None
    _Readers.turns.SetImage(picture)
    told = _Readers.turns.DetectOrientationScript()
    if not told or told["orient_conf"] < _SURE_OF_TURN:
        return None
    # It says how the page lies; to set it upright is to turn it the rest of the way.
    return -int(told["orient_deg"]) % 360


def _turned(picture: Image.Image, degrees: int) -> Image.Image:
    """Turn a picture to the right."""
    ways = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    return picture.transpose(ways[degrees]) if degrees else picture


def _as_seen(box: tuple[int, int, int, int], size: tuple[int, int], turned: int) -> list[int]:
    """Return a box of the upright picture where it is on the page as it is seen, in parts of the page."""
    (left, top, right, bottom), (width, height) = box, size
    x0, y0, x1, y1 = left / width, top / height, right / width, bottom / height
    edges = {
        0: (x0, y0, x1, y1),
        90: (y0, 1 - x1, y1, 1 - x0),
        180: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
        270: (1 - y1, x0, 1 - y0, x1),
    }[turned]
    return [min(GRID, max(0, round(edge * GRID))) for edge in edges]


# The words


def _read(picture: Image.Image, language: str) -> _Read:
    engine = _Readers.by_language[language]
    engine.SetImage(picture)
    engine.SetSourceResolution(DPI)
    rows = list(_rows(engine.GetTSVText(0)))
    engine.Clear()
    letters = sum(len(row[0]) for row in rows)
    return _Read(rows, sum(row[-1] * len(row[0]) for row in rows) / letters if letters else 0.0)


def _rows(table: str) -> Iterator[tuple[str, int, int, int, int, int, int]]:
    """Give the words of tesseract's table, whose lines are counted anew in each paragraph."""
    line, before = -1, ("", "", "")
    for row in table.splitlines():
        level, _page, block, paragraph, row_line, _word, left, top, width, height, sure, *text = row.split("\t")
        words = " ".join(" ".join(text).split())
        if int(level) != _NUMBER_OF_WORD or not words:
            continue
        if (block, paragraph, row_line) != before:
            line, before = line + 1, (block, paragraph, row_line)
        edges = int(left), int(top), int(left) + int(width), int(top) + int(height)
        yield words, line, *edges, min(100, max(0, round(float(sure))))


def _looks_spanish(rows: list[tuple[str, int, int, int, int, int, int]]) -> bool:
    words = [row[0].casefold().strip(".,:;()") for row in rows]
    return bool(words) and sum(word in _SPANISH for word in words) / len(words) > _SPANISH_SHARE
