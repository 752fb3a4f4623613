"""Makes clean pages of any file that has some, and looks at how good they are. Runs in the worker process."""

from __future__ import annotations

from io import BytesIO
from typing import Any, NamedTuple

import pikepdf

from caseorg.documents import cut_away, drawing, mail, pictures, rich_text, text_pages, wire
from caseorg.documents.annotations import TypedAnswers, note_lost_answers
from caseorg.documents.cleaning import clean_pages, page_size
from caseorg.documents.finding import FindingKind, Noticed
from caseorg.documents.kinds import PICTURES, FileKind
from caseorg.documents.pdf import content_streams, entries, open_pdf
from caseorg.domain.errors import UnshownDocumentError

_LEAST_DPI = 100


def count(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Count the pages a file would have."""
    kind = FileKind(facts["kind"])
    if kind is FileKind.pdf:
        return wire.Message({"result": len(open_pdf(data).pages)})
    if kind in PICTURES:
        return wire.Message({"result": pictures.count_frames(data)})
    return wire.Message({"result": len(_text_pages(data, kind).pages)})


def prepare(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Make clean pages, and tell their sizes, their text and what was noticed."""
    noticed: Noticed = {}
    clean, sheets, typed = _clean(data, FileKind(facts["kind"]), noticed)
    # Of what is seen, before a page may become a picture of it.
    texts = drawing.page_texts(clean)
    drawing.forget()
    clean = cut_away.leave_behind(clean, noticed)
    note_lost_answers(typed, texts, noticed)
    for number, (sheet, text) in enumerate(zip(sheets, texts, strict=True), start=1):
        if text.strip():
            continue
        if sheet.is_blank and FindingKind.damaged in noticed:
            noticed.setdefault(FindingKind.empty_pages, []).append(number)
        if sheet.is_small_picture:
            noticed.setdefault(FindingKind.low_resolution, []).append(number)
    result = {
        "page_sizes": [sheet.size for sheet in sheets],
        "page_texts": texts,
        "findings": [{"kind": kind, "pages": sorted(set(numbers))} for kind, numbers in noticed.items()],
    }
    return wire.Message({"result": result}, clean)


class _Sheet(NamedTuple):
    """What is to be known of a clean page besides its text."""

    size: tuple[float, float]
    is_blank: bool
    is_small_picture: bool


def _clean(data: bytes, kind: FileKind, noticed: Noticed) -> tuple[bytes, list[_Sheet], TypedAnswers]:
    """Return the clean pages as saved, and what is known of them. The open documents, which are large, end here."""
    typed: TypedAnswers = []
    source = None
    if kind is FileKind.pdf:
        source = open_pdf(data)
        pdf, typed = clean_pages(source, noticed)
    elif kind in PICTURES:
        pdf = pictures.pages_of_picture(data, noticed)
    else:
        pdf = _text_pages(data, kind)
        if kind is FileKind.eml and mail.attachments(data):
            noticed.setdefault(FindingKind.attachments, [])
        if kind in (FileKind.html, FileKind.rtf, FileKind.docx):
            noticed.setdefault(FindingKind.words_only, [])
    clean = _saved(pdf)
    if source is not None and source.get_warnings():
        noticed.setdefault(FindingKind.damaged, [])
    return clean, [_sheet(page, is_scan=source is not None) for page in pdf.pages], typed


def _text_pages(data: bytes, kind: FileKind) -> pikepdf.Pdf:
    """Set the words of a file on plain pages."""
    if kind is FileKind.text:
        return text_pages.pages_of_text(data)
    if kind not in _WORDS:
        raise UnshownDocumentError("")
    return text_pages.pages_of_text(_WORDS[kind](data).encode())


_WORDS = {
    FileKind.eml: mail.words,
    FileKind.html: mail.words_of_web_page,
    FileKind.rtf: rich_text.words_of_rtf,
    FileKind.docx: rich_text.words_of_docx,
}
"""What takes the words out of files that are more than plain text."""


def _sheet(page: pikepdf.Page, *, is_scan: bool) -> _Sheet:
    size = page_size(page)
    is_blank = not any(stream.read_raw_bytes().strip() for stream in content_streams(page))
    longest = _longest_picture(page) if is_scan else 0
    return _Sheet(size, is_blank, 0 < longest < _LEAST_DPI * max(size) / 72)


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    pictures.warm_up()
    prepare(b"warm", {"kind": FileKind.text})
    letter = b"From: a@example.com\nContent-Type: text/html; charset=utf-8\n\n<p>warm</p>"
    prepare(letter, {"kind": FileKind.eml})
    prepare(b"<html><p>warm</p></html>", {"kind": FileKind.html})
    prepare(rb"{\rtf1\ansi warm}", {"kind": FileKind.rtf})


def _saved(pdf: pikepdf.Pdf) -> bytes:
    buffer = BytesIO()
    # Foreign streams pass as they are: unpacking them to pack them anew is what a bomb waits for.
    pdf.save(
        buffer,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        deterministic_id=True,
    )
    return buffer.getvalue()


def _longest_picture(page: pikepdf.Page) -> int:
    sizes = [0]
    for _name, thing in entries(page.obj.Resources.get("/XObject")):
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
            sizes.extend(int(thing.get(side, 0)) for side in ("/Width", "/Height"))
    return max(sizes)
