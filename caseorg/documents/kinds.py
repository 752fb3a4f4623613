"""Tells what kind of file some bytes are by their first ones, never by the name alone."""

from __future__ import annotations

import re
from enum import StrEnum, auto
from pathlib import PurePath


class FileKind(StrEnum):
    """What a file is, by its content."""

    pdf = auto()
    jpeg = auto()
    png = auto()
    tiff = auto()
    gif = auto()
    bmp = auto()
    webp = auto()
    heic = auto()
    jp2 = auto()
    dicom = auto()
    zip = auto()
    iso = auto()
    xml = auto()
    html = auto()
    json = auto()
    ics = auto()
    csv = auto()
    vcard = auto()
    eml = auto()
    rtf = auto()
    docx = auto()
    text = auto()
    unknown = auto()


PICTURES = frozenset(
    {
        FileKind.jpeg,
        FileKind.png,
        FileKind.tiff,
        FileKind.gif,
        FileKind.bmp,
        FileKind.webp,
        FileKind.heic,
        FileKind.jp2,
    }
)
"""Kinds of picture that can become pages."""

SHOWN = PICTURES | {FileKind.pdf, FileKind.text, FileKind.eml, FileKind.html, FileKind.rtf, FileKind.docx}
"""Kinds that can become pages at all."""

_MARKS: tuple[tuple[int, bytes, FileKind], ...] = (
    # First, since what stands before the mark may look like any other file.
    (128, b"DICM", FileKind.dicom),
    (0, b"\xff\xd8\xff", FileKind.jpeg),
    (0, b"\x89PNG\r\n\x1a\n", FileKind.png),
    (0, b"II*\0", FileKind.tiff),
    (0, b"MM\0*", FileKind.tiff),
    (0, b"II+\0", FileKind.tiff),
    (0, b"MM\0+", FileKind.tiff),
    (0, b"GIF87a", FileKind.gif),
    (0, b"GIF89a", FileKind.gif),
    (8, b"WEBP", FileKind.webp),
    (0, b"\0\0\0\x0cjP  ", FileKind.jp2),
    (0, b"\xff\x4f\xff\x51", FileKind.jp2),
    (0, b"PK\x03\x04", FileKind.zip),
    (0, b"PK\x05\x06", FileKind.zip),
    # ECMA-119: the first volume descriptor stands after sixteen sectors of 2,048 bytes, its mark after its kind.
    (16 * 2048 + 1, b"CD001", FileKind.iso),
    # ECMA-167, part 2, 9.2: of a disc that has UDF alone.
    (16 * 2048 + 1, b"BEA01", FileKind.iso),
)
# How long the second head of a bitmap is, in each of its versions.
_BMP_HEADS = frozenset(length.to_bytes(4, "little") for length in (12, 16, 40, 52, 56, 64, 108, 124))
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# ISO 32000-1, annex H: readers accept the mark anywhere in the first 1,024 bytes.
_PDF_MARK_WITHIN = 1024
_LOOKED_AT = 64 << 10
_MAIL_HEADS = re.compile(
    r"(?:received|return-path|from|to|date|subject|message-id|mime-version|delivered-to|x-[\w-]+|dkim-signature): ?\S",
    re.I,
)
# A calendar, or a piece of one that was saved by itself.
_CALENDAR = re.compile(r"begin:v(?:calendar|event|todo|journal|freebusy|timezone|alarm)\b")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\r\f\x1a")))


def kind_of(data: bytes, name: str = "") -> FileKind:
    """Return what kind of file this is. The name only tells kinds of plain text apart."""
    for offset, mark, kind in _MARKS:
        if data[offset : offset + len(mark)] == mark:
            return FileKind.docx if kind is FileKind.zip and b"word/document.xml" in data else kind
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return FileKind.heic
    if data[:2] == b"BM" and data[14:18] in _BMP_HEADS:
        return FileKind.bmp
    if b"%PDF-" in data[:_PDF_MARK_WITHIN]:
        return FileKind.pdf
    return _kind_of_text(data, PurePath(name).suffix.lower())


def _kind_of_text(data: bytes, suffix: str) -> FileKind:
    head = data[:_LOOKED_AT]
    is_wide = head.startswith(_BOMS[1:])
    if not head or (not is_wide and head.translate(None, _CONTROLS) != head):
        return FileKind.unknown
    start = head.decode("utf-16" if is_wide else "utf-8", errors="ignore").lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<!doctype html", "<html")):
        return FileKind.html
    if start.startswith("<"):
        return FileKind.xml
    if _CALENDAR.match(start):
        return FileKind.ics
    if start.startswith("begin:vcard"):
        return FileKind.vcard
    if start.startswith("{\\rtf"):
        return FileKind.rtf
    if suffix == ".eml" and _MAIL_HEADS.match(start):
        return FileKind.eml
    if suffix in (".json", ".ndjson") or (start.startswith(("{", "[")) and data.rstrip()[-1:] in (b"}", b"]")):
        return FileKind.json
    return FileKind.csv if suffix in (".csv", ".tsv") else FileKind.text
