"""Tells where each word of a page's text stands. Runs in the worker process."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pikepdf

from caseorg.documents import drawing, wire
from caseorg.documents.covering import as_seen
from caseorg.documents.page_words import GRID

_WORD = re.compile(rf"[^\s{drawing.BROKEN}]+{drawing.BROKEN}?")
_MOST_WORDS = 20_000
_SURE = 100


def words(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """List the words of one page, counted from 1: text, line, and edges in parts of the page as it is seen."""
    page = drawing.opened(data)[int(facts["page"]) - 1]
    text_page = page.get_textpage()
    text = text_page.get_text_range(errors="ignore")
    rows: list[list[Any]] = []
    for found in _WORD.finditer(text):
        boxes = [text_page.get_charbox(at) for at in range(found.start(), found.end())]
        # What is there to be read and not to be seen has no size.
        seen = [box for box in boxes if box[2] > box[0] or box[3] > box[1]]
        if seen and len(rows) < _MOST_WORDS:
            sides = (
                min(box[0] for box in seen), min(box[1] for box in seen),
                max(box[2] for box in seen), max(box[3] for box in seen),
            )  # fmt: skip
            line = sum(text.count(end, 0, found.start()) for end in ("\n", drawing.BROKEN))
            edges = [min(GRID, max(0, round(edge * GRID))) for edge in as_seen(page, *sides)]
            word = found.group().replace("\0", "").replace(drawing.BROKEN, "-")
            rows.append([word, line, *edges, _SURE])
    text_page.close()
    page.close()
    return wire.Message({"result": {"turned": 0, "words": rows}})


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(72, 72))
    buffer = BytesIO()
    pdf.save(buffer)
    words(buffer.getvalue(), {"page": 1})
    drawing.forget()
