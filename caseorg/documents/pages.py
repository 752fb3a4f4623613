"""Makes clean pages of any file that has some, and looks at how good they are. Runs in the worker process."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf

from caseorg.documents import drawing, pictures, text_pages, wire
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
    return wire.Message({"result": len(text_pages.pages_of_text(data).pages)})


def prepare(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Make clean pages, and tell their sizes, their text and what was noticed."""
    kind = FileKind(facts["kind"])
    noticed: Noticed = {}
    source = None
    typed: TypedAnswers = []
    if kind is FileKind.pdf:
        source = open_pdf(data)
        pdf, typed = clean_pages(source, noticed)
    elif kind in PICTURES:
        pdf = pictures.pages_of_picture(data, noticed)
    elif kind is FileKind.text:
        pdf = text_pages.pages_of_text(data)
    else:
        raise UnshownDocumentError("")
    clean = _saved(pdf)
    texts = drawing.page_texts(clean)
    drawing.forget()
    if source is not None:
        note_lost_answers(typed, texts, noticed)
        _note_damage(source, pdf, texts, noticed)
        _note_small_pictures(pdf, texts, noticed)
    result = {
        "page_sizes": [page_size(page) for page in pdf.pages],
        "page_texts": texts,
        "findings": [{"kind": kind, "pages": sorted(set(numbers))} for kind, numbers in noticed.items()],
    }
    return wire.Message({"result": result}, clean)


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    pictures.warm_up()
    prepare(b"warm", {"kind": FileKind.text})


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


def _note_damage(source: pikepdf.Pdf, pdf: pikepdf.Pdf, texts: list[str], noticed: Noticed) -> None:
    """Name the pages that came back empty from a file that had to be mended."""
    if not source.get_warnings() and FindingKind.damaged not in noticed:
        return
    noticed.setdefault(FindingKind.damaged, [])
    empty = [
        number
        for number, (page, text) in enumerate(zip(pdf.pages, texts, strict=False), start=1)
        if not text.strip() and not any(stream.read_raw_bytes().strip() for stream in content_streams(page))
    ]
    if empty:
        noticed[FindingKind.empty_pages] = empty


def _note_small_pictures(pdf: pikepdf.Pdf, texts: list[str], noticed: Noticed) -> None:
    """Name the scanned pages with fewer than 100 dots an inch."""
    for number, (page, text) in enumerate(zip(pdf.pages, texts, strict=False), start=1):
        longest = 0 if text.strip() else _longest_picture(page)
        if longest and longest / (max(page_size(page)) / 72) < _LEAST_DPI:
            noticed.setdefault(FindingKind.low_resolution, []).append(number)


def _longest_picture(page: pikepdf.Page) -> int:
    sizes = [0]
    for _name, thing in entries(page.obj.Resources.get("/XObject")):
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
            sizes.extend(int(thing.get(side, 0)) for side in ("/Width", "/Height"))
    return max(sizes)
