"""Sets plain text on pages, as a typewriter would. Runs in the worker process."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

import pikepdf

from caseorg.domain.errors import EmptyDocumentError, HugeDocumentError, UnwritableTextError

MAX_PAGES = 500

# Courier is as wide as 0.6 of its size, so 84 letters of 10 points fill a Letter page between margins of 3/4 inch.
_COLUMNS = 84
_LINES = 57
_START = "BT /F0 10 Tf 12 TL 54 738 Td"


def pages_of_text(data: bytes) -> pikepdf.Pdf:
    """Make Letter pages of plain text.

    Raises:
        UnwritableTextError: It has letters that the plain typeface does not have.
        EmptyDocumentError: There is nothing in it.
        HugeDocumentError: It would be over 500 pages.
    """
    pdf = pikepdf.Pdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Courier,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for lines in _pages(_decoded(data)):
        if len(pdf.pages) == MAX_PAGES:
            raise HugeDocumentError("")
        page = pdf.add_blank_page(page_size=(612, 792))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F0=font))
        page.obj.Contents = pdf.make_stream(_drawn(lines))
    if not pdf.pages:
        raise EmptyDocumentError("")
    return pdf


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _pages(text: str) -> Iterator[list[str]]:
    for sheet in text.split("\f"):
        lines = [part for line in sheet.splitlines() for part in _wrapped(line.expandtabs(8).rstrip())]
        while lines and not lines[-1]:
            lines.pop()
        for start in range(0, len(lines), _LINES):
            yield lines[start : start + _LINES]


def _wrapped(line: str) -> Iterator[str]:
    """Break a line at its last space that fits, or, where there is none, at the margin."""
    while len(line) > _COLUMNS:
        at = line.rfind(" ", 1, _COLUMNS + 1)
        cut = at if at > 0 else _COLUMNS
        yield line[:cut].rstrip()
        line = line[cut:].lstrip()
    yield line


def _drawn(lines: list[str]) -> bytes:
    parts = [_START.encode()]
    for line in lines:
        try:
            letters = line.encode("cp1252")
        except UnicodeEncodeError as error:
            raise UnwritableTextError("") from error
        letters = letters.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        parts.append(b"(" + letters + b") Tj T*")
    return b"\n".join([*parts, b"ET"])
