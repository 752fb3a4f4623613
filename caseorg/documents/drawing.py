"""Draws pages as pictures and reads their text. Runs in the worker process."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2

from caseorg.documents import wire
from caseorg.domain.errors import DamagedDocumentError, LockedPdfError

# Its functions have no types.
_pdfium: Any = pypdfium2

MAX_PIXELS = 24_000_000
MAX_TEXT = 16 << 20
BROKEN = "\ufffe"
"""What pdfium tells for a hyphen at a line's end and the end itself, in a text whose letters are counted."""

_PASSWORD_ERROR = 4


class _Held:
    """The document that was drawn last, kept open since its next page is usually what is asked for next."""

    data: bytes | None = None
    document: Any = None


def forget() -> None:
    """Let go of the document that is held open."""
    if _Held.document is not None:
        _Held.document.close()
    _Held.data = _Held.document = None


def draw(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Draw one page, counted from 1, so many pixels wide, as PNG; a page too long for that is drawn smaller."""
    document = opened(data)
    page = document[int(facts["page"]) - 1]
    width, height = page.get_size()
    # A hair less: PDFium rounds up, and what comes out of width / width * width may be a hair more than the width.
    scale = int(facts["width"]) / width * (1 - 1e-9)
    scale = min(scale, (MAX_PIXELS / (width * height)) ** 0.5)
    picture = page.render(scale=scale, may_draw_forms=document.formenv is not None, rev_byteorder=True)
    buffer = BytesIO()
    picture.to_pil().convert("RGB").save(buffer, "PNG", compress_level=1)
    page.close()
    return wire.Message({"result": None}, buffer.getvalue())


def texts(data: bytes, _facts: dict[str, Any]) -> wire.Message:
    """Read the text of every page."""
    return wire.Message({"result": page_texts(data)})


def page_texts(data: bytes) -> list[str]:
    """Return the text of every page, in order; altogether bounded, so that what comes late may be cut."""
    document = opened(data)
    found: list[str] = []
    room = MAX_TEXT
    for page in document:
        text_page = page.get_textpage()
        text = text_page.get_text_bounded(errors="ignore")[:room].replace("\r\n", "\n").replace("\0", "")
        text_page.close()
        page.close()
        room -= len(text)
        found.append(text)
    return found


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    document = _pdfium.PdfDocument.new()
    document.new_page(8, 8)
    buffer = BytesIO()
    document.save(buffer)
    document.close()
    draw(buffer.getvalue(), {"page": 1, "width": 8})
    page_texts(buffer.getvalue())
    forget()


def opened(data: bytes) -> Any:
    """Return the document, held open.

    Raises:
        LockedPdfError: It opens with a password only.
        DamagedDocumentError: It cannot be read.
    """
    if _Held.data is not data:
        forget()
        try:
            document = _pdfium.PdfDocument(data)
        except _pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) == _PASSWORD_ERROR:
                raise LockedPdfError("") from error
            raise DamagedDocumentError("") from error
        if document.get_formtype():
            document.init_forms()
        _Held.data, _Held.document = data, document
    return _Held.document
