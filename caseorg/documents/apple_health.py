"""Reads what an iPhone's Health app gives (`export.xml`), as a stream: it may have hundreds of megabytes.

The person's line is taken. Steps, heart rates, workouts and the like are counted and left out: the records of doctors
and hospitals lie beside it as FHIR, in `clinical-records`. Runs in the worker process.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from caseorg.documents.found import Found, ThingKind, day
from caseorg.domain.errors import DamagedDocumentError

LOOKED_AT = 64 << 10
"""How much of a file tells what it is: the document type that stands first has about 10 KiB."""

_LONGEST_DOCTYPE = 256 << 10
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+HealthData\s*\[.*?\]\s*>", re.S)
_OPENS = re.compile(rb"<!DOCTYPE\s+HealthData\b|<HealthData[\s>]")
_BIRTH = "HKCharacteristicTypeIdentifierDateOfBirth"
_MEASURED = frozenset(("Record", "Correlation", "Workout", "ActivitySummary", "Audiogram", "VisionPrescription"))
_PIECE = 1 << 20

MEASUREMENTS, CLINICAL_RECORDS = "measurements", "clinical_records"
"""What is left out, by the names under which `Found.left_out` counts it."""


def is_apple_health(head: bytes) -> bool:
    """Tell by the first 64 KiB whether a file is one of these."""
    return _OPENS.search(head[:LOOKED_AT]) is not None


def pieces(data: bytes) -> Iterator[bytes]:
    """Give bytes in pieces of a mebibyte."""
    view = memoryview(data)
    for start in range(0, len(view), _PIECE):
        yield bytes(view[start : start + _PIECE])


def read(parts: Iterable[bytes], tell: Callable[[int], object] = lambda _read: None) -> Found:
    """Read a file piece by piece.

    Args:
        parts: Its bytes, in order.
        tell: Called with how many bytes are read.

    Raises:
        DamagedDocumentError: It is cut off, no XML, or declares entities.
    """
    found = Found()
    parser = expat.ParserCreate()

    def started(name: str, attributes: dict[str, str]) -> None:
        if name in _MEASURED:
            found.left_out[MEASUREMENTS] += 1
        elif name == "ClinicalRecord":
            found.left_out[CLINICAL_RECORDS] += 1
        elif name == "Me":
            found.add(ThingKind.patient, "Me", {"date_of_birth": day(attributes.get(_BIRTH, ""))})

    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    size = 0
    try:
        for piece in _without_doctype(parts):
            parser.Parse(piece, False)
            size += len(piece)
            tell(size)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise DamagedDocumentError("") from error
    return found


def _refuse(*_what: object) -> None:
    raise DamagedDocumentError("")


def _without_doctype(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Give the bytes without the document type: that of some years is not even well formed, and nothing needs it."""
    waiting = iter(parts)
    head = b""
    for part in waiting:
        head += part
        if len(head) >= _LONGEST_DOCTYPE:
            break
    found = _DOCTYPE.search(head, 0, _LONGEST_DOCTYPE)
    if found:
        if b"<!ENTITY" in found[0]:
            raise DamagedDocumentError("")
        head = head[: found.start()] + head[found.end() :]
    yield from pieces(head)
    yield from waiting
