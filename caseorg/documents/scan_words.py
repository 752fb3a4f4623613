"""How a page is read by tesseract, and what is made of its answers: the same by its library and by its program."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from caseorg.documents.page_words import GRID
from caseorg.documents.scan_languages import LANGUAGES

DPI = 300
"""What tesseract was trained for; a page too large for that is drawn smaller."""

Row = tuple[str, int, int, int, int, int, int]
"""A word, its line, its left, top, right and bottom edge, and how sure tesseract was of it, from 0 to 100."""

_MOST_WORDS = 20_000
_SURE_OF_TURN = 2.0
"""From here on tesseract's own guess at how a page is turned is right; below, all four ways are tried."""
_BADLY_READ = 55
"""Under this mean, from 0 to 100, a page was read the wrong way around, or is hardly to be read."""
_FEW_WORDS = 5
"""A page that gives fewer than that, whichever way up, holds no text to be turned."""
_SPANISH = frozenset("el la los las un una de del que en y por para con su se es usted carta".split())
_SPANISH_SHARE = 0.12
_LEVEL_OF_PAGE, _LEVEL_OF_WORD, _COLUMNS = "1", "5", 12  # of tesseract's table


class Reading(NamedTuple):
    """One reading of a picture, in dots: its words, the mean of how sure they are, and the picture's size."""

    rows: list[Row]
    sure: float
    size: tuple[int, int]


class Asked(Protocol):
    """Tesseract with one page in front of it."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it reads, the one to begin with first."""
        ...

    def turn(self) -> tuple[int, float] | None:
        """Return by how many degrees the page is to be turned to the right, and how sure that is; None if it can't."""
        ...

    def read(self, language: str, turned: int, *, is_small: bool = False) -> Reading:
        """Read the page, turned to the right by so many degrees; at half its size if `is_small`."""
        ...


def read_page(asked: Asked) -> dict[str, object]:
    """Read a page whichever way it lies: how it is turned, and its words where they stand on it as it is seen."""
    first, spanish = asked.languages[0], LANGUAGES["es"]
    turned = _way_up(asked, first)
    found = asked.read(first, turned)
    if spanish in asked.languages and first != spanish and _looks_spanish(found.rows):
        found = max(found, asked.read(spanish, turned), key=lambda one: one.sure)
    words = [
        [text, line, *_as_seen((left, top, right, bottom), found.size, turned), sure]
        for text, line, left, top, right, bottom, sure in found.rows[:_MOST_WORDS]
    ]
    return {"turned": turned, "words": words}


def reading_of(table: str) -> Reading:
    """Take the words out of tesseract's table, whose lines are counted anew in each paragraph.

    Raises:
        ValueError: It is no such table.
    """
    rows: list[Row] = []
    size, line, before = (1, 1), -1, ("", "", "")
    for told in table.split("\n"):
        level, *cells = told.split("\t", _COLUMNS - 1)
        if level not in (_LEVEL_OF_PAGE, _LEVEL_OF_WORD):
            continue
        _page, block, paragraph, row_line, _word, *box, sure, text = cells
        left, top, width, height = (int(number) for number in box)
        if level == _LEVEL_OF_PAGE:
            size = max(1, width), max(1, height)
            continue
        words = " ".join(text.split())
        if not words:
            continue
        if (block, paragraph, row_line) != before:
            line, before = line + 1, (block, paragraph, row_line)
        rows.append((words, line, left, top, left + width, top + height, min(100, max(0, round(float(sure))))))
    letters = sum(len(row[0]) for row in rows)
    return Reading(rows, sum(row[-1] * len(row[0]) for row in rows) / letters if letters else 0.0, size)


def _way_up(asked: Asked, language: str) -> int:
    """Return by how many degrees the page is turned to the right before it is read."""
    told = asked.turn()
    if told is not None and told[1] >= _SURE_OF_TURN:
        return told[0]
    straight = asked.read(language, 0, is_small=True)
    if len(straight.rows) < _FEW_WORDS or straight.sure >= _BADLY_READ:
        return 0
    ways = {0: straight.sure} | {way: asked.read(language, way, is_small=True).sure for way in (90, 180, 270)}
    return max(ways, key=lambda way: ways[way])


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


def _looks_spanish(rows: list[Row]) -> bool:
    words = [row[0].casefold().strip(".,:;()") for row in rows]
    return bool(words) and sum(word in _SPANISH for word in words) / len(words) > _SPANISH_SHARE
