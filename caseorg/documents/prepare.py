"""Gives clean pages for a packet, and pictures and text for a preview, as the worker makes them."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from pydantic import PositiveFloat, TypeAdapter

from caseorg.base.language import _
from caseorg.documents.finding import Finding, FindingKind
from caseorg.documents.kinds import SHOWN, kind_of
from caseorg.documents.told import CHECKED, Words, told
from caseorg.documents.worker import Worker, shared
from caseorg.domain.errors import DamagedDocumentError, EmptyDocumentError, UnshownDocumentError

__all__ = ["Finding", "FindingKind", "PageSize", "Prepared", "draw_page", "page_texts", "prepare"]

MAX_WIDTH = 6000
"""The widest picture of a page that can be asked for, in pixels."""

_PNG_MARK = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class PageSize:
    """A page as it is seen, cropped and turned; in points, of which 72 make an inch."""

    width: float
    height: float


@dataclass(frozen=True)
class Prepared:
    """The clean pages of one document. Kept beside the original, and can be made again from it, byte for byte."""

    pdf: bytes
    page_sizes: tuple[PageSize, ...]
    page_texts: tuple[str, ...]
    """Empty where the page is a picture."""
    findings: tuple[Finding, ...] = ()

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self.page_sizes)


@dataclass(frozen=True)
class _Answer:
    """What the worker says about clean pages; it is checked as everything that was near foreign bytes."""

    __pydantic_config__ = CHECKED

    page_sizes: tuple[tuple[PositiveFloat, PositiveFloat], ...]
    page_texts: tuple[Words, ...]
    findings: tuple[Finding, ...]


_ANSWER = TypeAdapter(_Answer)
_TEXTS = TypeAdapter(tuple[Words, ...], config=CHECKED)


def prepare(
    data: bytes, name: str = "", *, worker: Worker | None = None, cancel: threading.Event | None = None
) -> Prepared:
    """Make clean pages of a PDF, a picture or a plain text file.

    Args:
        data: The bytes of the file.
        name: What the person calls it, for the sentence of an error.
        worker: Who does it; without one, the worker everybody shares.
        cancel: Set it to stop.

    Raises:
        LockedPdfError: It opens with a password only.
        DamagedDocumentError: It cannot be read.
        EmptyDocumentError: It has no page.
        HugeDocumentError: It needs more memory or time than one file may have.
        UnshownDocumentError: It is of a kind that has no pages.
        UnwritableTextError: It is plain text with letters our plain pages lack.
        StoppedError: `cancel` was set.
    """
    name = name or _("this file")
    if not data:
        raise EmptyDocumentError(name)
    kind = kind_of(data, name)
    if kind not in SHOWN:
        raise UnshownDocumentError(name)
    answer = (worker or shared()).ask("prepare", data, {"kind": kind}, name=name, cancel=cancel)
    found = told(_ANSWER, answer, name)
    pdf = answer.blob or b""
    if not pdf.startswith(b"%PDF-") or not found.page_sizes or len(found.page_sizes) != len(found.page_texts):
        raise DamagedDocumentError(name)
    sizes = tuple(PageSize(width, height) for width, height in found.page_sizes)
    return Prepared(pdf, sizes, found.page_texts, found.findings)


def draw_page(
    pdf: bytes,
    page: int,
    width_px: int,
    *,
    name: str = "",
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> bytes:
    """Draw one page of a PDF as a PNG picture, `width_px` pixels wide (fewer, where it would be enormous).

    Args:
        pdf: Prepared pages, or a paper of our own. The worker keeps the last one open.
        page: Which page, counted from 1 as on the screen.
        width_px: How wide, in pixels.
        name: What the person calls it, for the sentence of an error.
        worker: Who does it; without one, the worker everybody shares.
        cancel: Set it to stop.

    Raises:
        CaseorgError: It cannot be drawn, with its sentence; StoppedError: `cancel` was set.
    """
    if page < 1 or not 1 <= width_px <= MAX_WIDTH:
        raise ValueError("pages are counted from 1, and widths are from 1 to 6,000 pixels")
    name = name or _("this file")
    facts = {"page": page, "width": width_px}
    picture = (worker or shared()).ask("draw", pdf, facts, name=name, cancel=cancel).blob or b""
    if not picture.startswith(_PNG_MARK):
        raise DamagedDocumentError(name)
    return picture


def page_texts(
    pdf: bytes, *, name: str = "", worker: Worker | None = None, cancel: threading.Event | None = None
) -> tuple[str, ...]:
    """Return the text of each page of a PDF, in order; empty where a page is a picture.

    Raises:
        CaseorgError: It cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    name = name or _("this file")
    answer = (worker or shared()).ask("texts", pdf, name=name, cancel=cancel)
    return told(_TEXTS, answer, name)
