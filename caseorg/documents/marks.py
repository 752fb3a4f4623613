"""Takes another document's structure marks off its pages, since in a packet they name what is no longer there. Worker.

A page of a tagged PDF brackets each piece of what it draws with a number of its own structure tree. The tree stays
behind; in the packet the whole page is one figure, and a bracket inside it would contradict that.
"""

from __future__ import annotations

import contextlib
import zlib

import pikepdf

from caseorg.documents.pdf import content_streams, entries, unpacked_length
from caseorg.domain.errors import HugeDocumentError

_MARKS = frozenset("BDC BMC EMC DP MP".split())

# Reading orders one by one costs a second for four megabytes; what is longer keeps its marks and is drawn the same.
_LONGEST = 1 << 20


class Marks:
    """The structure marks of one document's pages."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._done: set[tuple[int, int]] = set()

    def remove(self, page: pikepdf.Page) -> None:
        """Take all marks off a page and the forms it draws with."""
        streams = content_streams(page)
        if any(_may_have_marks(stream) for stream in streams) and sum(map(_length, streams)) <= _LONGEST:
            kept = _without_marks(page)
            if kept is not None:
                page.obj.Contents = self._pdf.make_stream(kept)
        waiting: list[object] = [page.obj.get("/Resources")]
        while waiting:
            for form in _forms(waiting.pop()):
                if form.objgen in self._done:
                    continue
                self._done.add(form.objgen)
                waiting.append(form.get("/Resources"))
                kept = _without_marks(form) if _may_have_marks(form) else None
                if kept is not None:
                    form.write(kept)


def _forms(resources: object) -> list[pikepdf.Stream]:
    found = [thing for name, things in entries(resources) if name == "/XObject" for _key, thing in entries(things)]
    return [thing for thing in found if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form"]


def _length(stream: pikepdf.Stream) -> int:
    try:
        return unpacked_length(stream, _LONGEST)
    except (HugeDocumentError, zlib.error, pikepdf.PdfError):
        return _LONGEST + 1


def _may_have_marks(stream: pikepdf.Stream) -> bool:
    if _length(stream) > _LONGEST:
        return False
    with contextlib.suppress(pikepdf.PdfError):
        data = stream.read_bytes()
        return b"BDC" in data or b"BMC" in data
    return False


def _without_marks(drawn: pikepdf.Page | pikepdf.Stream) -> bytes | None:
    """Return the orders without marks; None where they can't be read and are better left alone."""
    try:
        orders = pikepdf.parse_content_stream(drawn)
        return bytes(pikepdf.unparse_content_stream([one for one in orders if str(one.operator) not in _MARKS]))
    except (pikepdf.PdfError, ValueError, TypeError):
        return None
