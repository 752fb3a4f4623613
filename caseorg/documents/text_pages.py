"""Sets plain text on pages, as a typewriter would. Runs in the worker process."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

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
    for lines in _pages(_with_signs_named(_decoded(data))):
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


# As people write them with the keys of a typewriter.
_TYPED = {
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2015": "\u2014", "\u2212": "-", "\u2190": "<-", "\u2192": "->",
    "\u21d2": "=>", "\u2264": "<=", "\u2265": ">=", "\u2260": "<>", "\u2248": "~", "\u2713": "[x]", "\u2714": "[x]",
    "\u2610": "[ ]", "\u2611": "[x]", "\u2717": "[no]", "\u2718": "[no]", "\u25cf": "\u2022", "\u25aa": "\u2022",
}  # fmt: skip


def _with_signs_named(text: str) -> str:
    """Return a text in which a sign that no plain typeface has stands by its name: a picture of a pill as “[pill]”.

    Messages are full of them, and a page that says so is better than none. Letters stay as they are: a name with one
    letter less is another name.
    """
    return text if text.isascii() else "".join(map(_written, text))


@lru_cache(maxsize=4096)
def _written(letter: str) -> str:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        pass
    else:
        return letter
    if letter in _TYPED:
        return _TYPED[letter]
    category = unicodedata.category(letter)
    if category in ("Cf", "Sk") or "\ufe00" <= letter <= "\ufe0f":
        return ""  # what is not seen: marks of width, of direction, of the color of a sign
    if category == "Zs":
        return " "
    plain = unicodedata.normalize("NFKC", letter)
    if plain != letter and plain.isascii():
        return plain  # \ufb01 and \u2460, which are letters and figures in another dress
    name = unicodedata.name(letter, "").lower()
    return f"[{name}]" if name and category in ("So", "Sm") else letter


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
