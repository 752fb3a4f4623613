"""Gives the words of a page with their places: from its text, or read off the picture of a scan."""

from __future__ import annotations

import atexit
import threading
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from caseorg.base.language import _
from caseorg.documents import ocr_program
from caseorg.documents.limits import OCR_SECONDS
from caseorg.documents.page_words import PageWords, Word
from caseorg.documents.scan_languages import ReadBy, ScanReader, usual_reader
from caseorg.documents.told import CHECKED
from caseorg.documents.worker import Worker, shared
from caseorg.domain.errors import DamagedDocumentError, NoScanReaderError

_Row = tuple[str, int, int, int, int, int, int]
_ROWS = TypeAdapter(tuple[_Row, ...], config=CHECKED)
_TURNS = (0, 90, 180, 270)


def words_of_text(
    pdf: bytes, page: int, *, name: str = "", worker: Worker | None = None, cancel: threading.Event | None = None
) -> PageWords:
    """Return the words of a page, counted from 1, that has its text with it; none for a picture of a page.

    Raises:
        CaseorgError: It cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    answer = (worker or shared()).ask("words", pdf, {"page": page}, name=name or _("this file"), cancel=cancel)
    return _checked(answer.head.get("result"), name, is_read=False)


def read_scan(
    pdf: bytes,
    page: int,
    *,
    name: str = "",
    reader: ScanReader | None = None,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> PageWords:
    """Read the words off the picture of a page. It takes seconds.

    Args:
        pdf: Prepared pages.
        page: Which page, counted from 1.
        name: What the person calls the file, for the sentence of an error.
        reader: What reads it; what this computer has if it is left out.
        worker: A worker for scans that was started with the reader's folders; without one, the one everybody shares.
        cancel: Set it to stop.

    Raises:
        NoScanReaderError: There is nothing on this computer that reads scans.
        CaseorgError: The page cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    reader = reader or usual_reader()
    if reader is None:
        raise NoScanReaderError
    if reader.by is ReadBy.program:
        return _checked(ocr_program.read(pdf, page, reader, name=name, cancel=cancel), name, is_read=True)
    answer = (worker or _shared_for(reader)).ask(
        "read", pdf, {"page": page}, name=name or _("this file"), cancel=cancel
    )
    return _checked(answer.head.get("result"), name, is_read=True)


def scan_worker(reader: ScanReader) -> Worker:
    """Make a worker that reads scans; it starts when it is first asked."""
    folders = [f"{name}={folder}" for name, folder in reader.folders]
    return Worker(wall_seconds=OCR_SECONDS, reads="ocr", given=folders)


@cache
def _shared_for(reader: ScanReader) -> Worker:
    worker = scan_worker(reader)
    atexit.register(worker.close)
    return worker


def _checked(result: Any, name: str, *, is_read: bool) -> PageWords:
    """Check what comes from a process that was near foreign bytes, ours or the program of the computer."""
    try:
        rows = _ROWS.validate_python(result["words"])
        turned = int(result["turned"])
    except (ValidationError, TypeError, KeyError, ValueError, OverflowError) as error:
        raise DamagedDocumentError(name) from error
    if turned not in _TURNS:
        raise DamagedDocumentError(name)
    return PageWords(tuple(Word(_plain(text), *numbers) for text, *numbers in rows), turned, is_read)


def _plain(text: str) -> str:
    """Return a word without signs that would take part in how it is kept."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
