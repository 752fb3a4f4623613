"""Places on pages, as the worker finds, covers and lists them; they are counted in parts of the page as it is seen."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter

from caseorg.base.language import _
from caseorg.documents.told import CHECKED, told
from caseorg.documents.worker import Worker, shared
from caseorg.domain.errors import DamagedDocumentError

_BETWEEN = r"(?:-|\s)\s{0,2}"
SOCIAL_SECURITY_NUMBER = rf"\b(?!000|666|9\d\d)\d{{3}}{_BETWEEN}(?!00)\d{{2}}{_BETWEEN}(?!0000)\d{{4}}\b"
"""How the number is written in the United States, also where it goes on in the next line; ranges that were never given
out are left out."""


@dataclass(frozen=True)
class Place:
    """A rectangle on a page. Edges go from 0 to 1, from the upper left corner of the page as it is seen."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class FormField:
    """One field of a form that can be filled in."""

    __pydantic_config__ = CHECKED

    name: str
    label: str
    is_box: bool
    is_long: bool
    columns: int
    """For how many letters it has a box each; 0 for a plain line."""
    page: int
    box: tuple[float, float, float, float]

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.page, *self.box)


_BOXES = TypeAdapter(tuple[tuple[int, float, float, float, float], ...], config=CHECKED)
_FIELDS = TypeAdapter(tuple[FormField, ...], config=CHECKED)


def find_words(
    pdf: bytes, patterns: Iterable[str], *, name: str = "", worker: Worker | None = None
) -> tuple[Place, ...]:
    """Find where words of a shape stand on clean pages. A scan has no words to be found."""
    answer = (worker or shared()).ask("find_words", pdf, {"patterns": list(patterns)}, name=name or _("this file"))
    return tuple(Place(*box) for box in told(_BOXES, answer, name))


def cover(
    pdf: bytes,
    places: Iterable[Place],
    *,
    name: str = "",
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> bytes:
    """Return clean pages with places covered for good: a covered page is a picture, with nothing beneath the boxes.

    Raises:
        CaseorgError: If the pages can't be drawn.
        StoppedError: `cancel` was set.
    """
    boxes = [[one.page, one.left, one.top, one.right, one.bottom] for one in places]
    answer = (worker or shared()).ask("cover", pdf, {"boxes": boxes}, name=name or _("this file"), cancel=cancel)
    covered = answer.blob or b""
    if not covered.startswith(b"%PDF-"):
        raise DamagedDocumentError(name)
    return covered


def arrange(
    pdf: bytes,
    pages: Iterable[tuple[int, int]],
    *,
    name: str = "",
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> bytes:
    """Return some clean pages: which, from 1, each with the degrees by which it is turned clockwise.

    Raises:
        CaseorgError: If the pages can't be made.
        StoppedError: `cancel` was set.
    """
    facts = {"pages": [[number, degrees] for number, degrees in pages]}
    made = (worker or shared()).ask("arrange", pdf, facts, name=name or _("this file"), cancel=cancel).blob or b""
    if not made.startswith(b"%PDF-"):
        raise DamagedDocumentError(name)
    return made


def form_fields(data: bytes, *, name: str = "", worker: Worker | None = None) -> tuple[FormField, ...]:
    """List the fields of a PDF form as it came; none for a scan or a form that is only printed.

    Raises:
        CaseorgError: If it can't be read.
    """
    answer = (worker or shared()).ask("form_fields", data, name=name or _("this file"))
    return told(_FIELDS, answer, name)
