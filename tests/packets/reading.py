"""Reads finished PDFs back, with readers that had no part in making them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2

from caseorg.packets.plan import PacketPlan
from caseorg.packets.render import PagesOf, Written, write


def made(plan: PacketPlan, pages_of: PagesOf | None = None) -> tuple[bytes, Written]:
    """Write a plan into memory."""
    out = io.BytesIO()
    written = write(plan, out, pages_of=pages_of)
    return out.getvalue(), written


def page_texts(pdf: bytes) -> list[str]:
    """Return the words of each page, as pdfium reads them."""
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(text.get_text_range().replace("\r\n", "\n").replace("\ufffe", "-\n"))
        text.close()
        page.close()
    document.close()
    return texts


@dataclass(frozen=True)
class Letter:
    """One printed letter with its box, in inches from the upper left corner of the page."""

    letter: str
    left: float
    right: float
    top: float
    bottom: float


def letters_on(pdf: bytes, number: int = 0) -> list[Letter]:
    """Return every printed letter of a page with its place."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[number]
    height = page.get_height()
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        letter = text.get_text_range(index, 1)
        if letter.strip():
            left, bottom, right, top = text.get_charbox(index)
            found.append(Letter(letter, left / 72, right / 72, (height - top) / 72, (height - bottom) / 72))
    text.close()
    page.close()
    document.close()
    return found


def drawn_lines(pdf: bytes, number: int = 0) -> Iterator[tuple[float, float, float, float]]:
    """Return the straight lines of a page, in inches from the upper left corner: from x, y to x, y."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[number]
        height = float(page.mediabox[3])
        at = (0.0, 0.0)
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "m":
                at = (float(operands[0]), float(operands[1]))
            elif str(operator) == "l":
                x, y = float(operands[0]), float(operands[1])
                yield at[0] / 72, (height - at[1]) / 72, x / 72, (height - y) / 72


def words_in(text: str) -> list[str]:
    """Return the words of a text without the signs that stand for boxes, lines and columns."""
    plain = re.sub(r"\[ \]|_{2,}|(?m:^- )| \| ", " ", text)
    return [word for word in plain.split() if word.strip("|")]
