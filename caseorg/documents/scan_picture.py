"""A look at one image of a disc of scans: asks the worker for it, and checks what comes back."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from caseorg.documents.disc import DiscSource
from caseorg.documents.told import CHECKED, told
from caseorg.documents.worker import Worker, shared
from caseorg.domain.errors import DamagedDocumentError

_MOST_WIDE = 4096


@dataclass(frozen=True)
class Window:
    """Which values are told apart: those below are black, those above white (PS3.3, C.11.2)."""

    center: float
    width: float
    """In the unit of the scan, such as Hounsfield for CT; at least 1."""


@dataclass(frozen=True)
class _Told:
    __pydantic_config__ = CHECKED

    columns: int
    rows: int
    is_gray: bool
    aspect: float
    center: float = 0.0
    window: float = 1.0
    low: float = 0.0
    high: float = 0.0
    windows: tuple[tuple[float, float], ...] = ()


_TOLD = TypeAdapter(_Told)


@dataclass(frozen=True)
class ScanPicture:
    """One picture, ready to be put on the screen."""

    columns: int
    rows: int
    is_gray: bool
    """A byte for each point; three, for red, green and blue, if it is not."""
    points: bytes = field(repr=False)
    """Row by row, from the top left."""
    aspect: float
    """How much higher a point is than wide."""
    window: Window | None
    """The one it is drawn in; None for a picture in colors."""
    own_windows: tuple[Window, ...]
    """Those that the hospital set."""
    low: float
    high: float
    """The least and the greatest value in it."""


def scan_picture(
    source: DiscSource,
    name: str,
    path: str,
    *,
    frame: int = 0,
    size: tuple[int, int] = (1024, 1024),
    window: Window | None = None,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> ScanPicture:
    """Draw one picture of an image, to see that it is the right scan. It is not for diagnosis.

    Args:
        source: The disc.
        name: What the person calls it, for the sentence of an error.
        path: The image on the disc.
        frame: Which of its pictures, from 0.
        size: The most columns and rows that can be shown; never more are made than there are.
        window: Which values to tell apart; without one, those that the hospital set, or all.
        worker: Who draws; without one, the worker everybody shares.
        cancel: Set it to stop.

    Raises:
        NoDecoderError: It is packed in a way that we do not unpack.
        CaseorgError: It cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    facts = {
        **source.facts,
        "path": path,
        "frame": frame,
        "width": size[0],
        "height": size[1],
        "center": window.center if window else None,
        "window": window.width if window else None,
    }
    asked = worker or shared("scans")
    answer = asked.ask("scan_picture", b"", facts, ranges=source.ranges, name=name, cancel=cancel)
    found = told(_TOLD, answer, name)
    points = answer.blob or b""
    if not (0 < found.columns <= _MOST_WIDE and 0 < found.rows <= _MOST_WIDE and 0.1 <= found.aspect <= 10) or len(
        points
    ) != found.columns * found.rows * (1 if found.is_gray else 3):
        raise DamagedDocumentError(name)
    return ScanPicture(
        found.columns,
        found.rows,
        found.is_gray,
        points,
        found.aspect,
        Window(found.center, found.window) if found.is_gray else None,
        tuple(Window(center, width) for center, width in found.windows),
        found.low,
        found.high,
    )
