"""Looks at a file: what it is, its size and fingerprint, how many pages it has, whatever it is."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from pathlib import PurePath

from caseorg.base.language import _
from caseorg.documents.kinds import SHOWN, FileKind, kind_of
from caseorg.documents.worker import Worker, shared
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, EmptyDocumentError, StoppedError

__all__ = ["FileKind", "Inspection", "inspect", "why_not_shown"]

# Files that say by their name that they could be shown: if their content is none of it, they are damaged.
_SHOWN_SUFFIXES = frozenset(
    ".pdf .jpg .jpeg .png .tif .tiff .gif .bmp .webp .heic .heif .jp2 .j2k".split()  # pictures and papers
)


@dataclass(frozen=True)
class Inspection:
    """What is known of a file before anything else is done with it."""

    kind: FileKind
    size: int
    """In bytes."""
    sha256: str
    """64 hexadecimal digits."""
    page_count: int | None = None
    """None when the file cannot be shown as pages."""
    problem: str | None = None
    """The sentence that says why it cannot be shown."""


def inspect(
    data: bytes, name: str, *, worker: Worker | None = None, cancel: threading.Event | None = None
) -> Inspection:
    """Look at the bytes of a file. Keeping a file never depends on it: bad content gives a problem, not an error.

    Raises:
        StoppedError: `cancel` was set.
    """
    kind = kind_of(data, name)
    digest = hashlib.sha256(data).hexdigest()
    if kind not in SHOWN:
        empty = None if data else str(EmptyDocumentError(name))
        return Inspection(kind, len(data), digest, problem=empty or why_not_shown(kind, name))
    try:
        answer = (worker or shared()).ask("count", data, {"kind": kind}, name=name, cancel=cancel)
    except StoppedError:
        raise
    except CaseorgError as error:
        return Inspection(kind, len(data), digest, problem=str(error))
    pages = answer.head.get("result")
    if not isinstance(pages, int) or pages < 1:
        return Inspection(kind, len(data), digest, problem=str(DamagedDocumentError(name)))
    return Inspection(kind, len(data), digest, page_count=pages)


def why_not_shown(kind: FileKind, name: str) -> str:
    """Return the sentence that says why a file of a kind that is not `SHOWN` has no pages."""
    if kind is FileKind.dicom:
        return _(
            "We kept “{name}”. It is a file of a scan. To look at it, press “Add a disc or folder” and choose the "
            "folder it is in."
        ).format(name=name)
    if kind is FileKind.unknown and PurePath(name).suffix.lower() in _SHOWN_SUFFIXES:
        return str(DamagedDocumentError(name))
    return _("We kept “{name}”. It can't be shown as pages.").format(name=name)
