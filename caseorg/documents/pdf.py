"""Opens PDFs, mending what can be mended, and says what was wrong. Runs in the worker process."""

from __future__ import annotations

import zlib
from io import BytesIO

import pikepdf

from caseorg.domain.errors import DamagedDocumentError, EmptyDocumentError, HugeDocumentError, LockedPdfError

MAX_PAGE_BYTES = 64 << 20
"""What the drawing orders of one page may unpack to (T-BOMB)."""

_FLATE = ("/FlateDecode", "/Fl")


def open_pdf(data: bytes) -> pikepdf.Pdf:
    """Open a PDF, also one that is only kept from being changed, and one whose table of contents must be rebuilt.

    Raises:
        LockedPdfError: It opens with a password only.
        DamagedDocumentError: It is not a PDF, or cannot be mended.
        EmptyDocumentError: It has no page.
    """
    try:
        pdf = pikepdf.open(BytesIO(data))
        count = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise LockedPdfError("") from error
    except pikepdf.PdfError as error:
        raise DamagedDocumentError("") from error
    if count == 0:
        raise DamagedDocumentError("") if pdf.get_warnings() else EmptyDocumentError("")
    return pdf


def entries(thing: object) -> list[tuple[str, pikepdf.Object]]:
    """Return the keys and values of a dictionary or a stream's dictionary; nothing of any other object."""
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return []
    return [(key, thing[key]) for key in thing.keys()]  # noqa: SIM118 (a stream gives its keys by this name only)


def content_streams(page: pikepdf.Page) -> list[pikepdf.Stream]:
    """Return the streams that draw a page, in order; what is none is passed over."""
    contents = page.obj.get("/Contents")
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [part for part in parts if isinstance(part, pikepdf.Stream)]


def unpacked_length(stream: pikepdf.Stream, most: int = MAX_PAGE_BYTES) -> int:
    """Count how many bytes a stream unpacks to, without ever holding them all.

    Raises:
        HugeDocumentError: It is more than `most`.
        zlib.error: Its packing is damaged.
    """
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters or "")]
    if names == [""]:
        return _within(len(stream.read_raw_bytes()), most)
    if names[0] in _FLATE and len(names) == 1:
        return _inflated_length(stream.read_raw_bytes(), most)
    if _may_unpack_to(stream, names) <= most:
        return len(stream.read_raw_bytes())
    return _within(len(stream.read_bytes()), most)


def _may_unpack_to(stream: pikepdf.Stream, names: list[str]) -> int:
    """Return the most that these packings can make of the stream's bytes: 1:1,032 for Flate, 1:1,366 for LZW."""
    factor = 1
    for name in names:
        factor *= 1 if name.startswith(("/ASCII", "/A85", "/AHx")) else 1400
    return int(len(stream.read_raw_bytes()) * factor)


def _inflated_length(packed: bytes, most: int) -> int:
    unpacker = zlib.decompressobj()
    length, rest = 0, packed
    while rest and not unpacker.eof:
        length = _within(length + len(unpacker.decompress(rest, 1 << 20)), most)
        rest = unpacker.unconsumed_tail
    return length


def _within(length: int, most: int) -> int:
    if length > most:
        raise HugeDocumentError("")
    return length
