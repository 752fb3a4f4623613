"""Reads scans by the program tesseract of this computer, where the package for it is not installed.

It is given pictures that our own worker drew, never the foreign file, and it is given them through a pipe: nothing of
the page is written anywhere.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from contextlib import suppress

from caseorg.base.dumps import CORE_BYTES
from caseorg.base.language import _
from caseorg.documents.limits import MEMORY_BYTES, OCR_SECONDS
from caseorg.documents.scan_languages import TURNS, ScanReader
from caseorg.documents.scan_words import DPI, Reading, read_page, reading_of
from caseorg.documents.worker import environment, shared
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError, ReaderUnavailableError, StoppedError

_TICK = 0.05
_READ = ("--oem", "1", "--psm", "3", "-c", "tessedit_create_tsv=1")
"""The engine the language files are for, the layout found by itself, and a table for an answer."""
_TELL_TURN = ("--psm", "0")
_TURN = re.compile(r"^Rotate: (0|90|180|270)\s+Orientation confidence: ([\d.]+)\s", re.MULTILINE)


def read(
    pdf: bytes, page: int, reader: ScanReader, *, name: str = "", cancel: threading.Event | None = None
) -> dict[str, object]:
    """Read one page, counted from 1: its words, where they stand on the page as it is seen, and how it is turned.

    Raises:
        CaseorgError: It cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    asked = _Page(pdf, page, reader, name or _("this file"), cancel)
    try:
        return read_page(asked) if asked.picture(0) else {"turned": 0, "words": []}
    except ValueError as error:  # what came is not the table it ought to be
        raise DamagedDocumentError(name) from error


class _Page:
    """One page, in front of the program. All it is asked about one page has to be done in the time for one page."""

    def __init__(self, pdf: bytes, page: int, reader: ScanReader, name: str, cancel: threading.Event | None) -> None:
        self._pdf, self._page, self._name, self._cancel = pdf, page, name, cancel
        self._program, self._folders = reader.program, dict(reader.folders)
        self.languages = reader.languages
        self._until = time.monotonic() + OCR_SECONDS
        self._drawn: tuple[int, bool, bytes] | None = None

    def picture(self, turned: int, *, is_small: bool = False) -> bytes:
        """Return the page as a PNG, turned to the right; nothing if there is nothing on it. The last one is kept."""
        if self._drawn is None or self._drawn[:2] != (turned, is_small):
            facts = {"page": self._page, "turned": turned, "is_small": is_small}
            answer = shared().ask("to_read", self._pdf, facts, name=self._name, cancel=self._cancel)
            self._drawn = turned, is_small, answer.blob or b""
        return self._drawn[2]

    def turn(self) -> tuple[int, float] | None:
        if TURNS not in self._folders:
            return None
        # It fails on a page with too little on it to tell.
        told = _TURN.search(self._said(TURNS, _TELL_TURN, self.picture(0)) or "")
        return (int(told[1]), float(told[2])) if told else None

    def read(self, language: str, turned: int, *, is_small: bool = False) -> Reading:
        said = self._said(language, _READ, self.picture(turned, is_small=is_small))
        if said is None:
            raise DamagedDocumentError(self._name)
        return reading_of(said)

    def _said(self, language: str, wanted: tuple[str, ...], picture: bytes) -> str | None:
        """Return what the program says to a picture; None if it can't make anything of it."""
        given = ("stdin", "stdout", "--tessdata-dir", self._folders[language], "-l", language, "--dpi", str(DPI))
        try:
            process = subprocess.Popen(
                [self._program, *given, *wanted],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment("ocr"),
            )
        except OSError as error:
            raise ReaderUnavailableError(self._name) from error
        _limit(process.pid)
        gave: list[bytes] = []

        def ask() -> None:
            with suppress(OSError, ValueError):
                gave.append(process.communicate(picture)[0])

        asking = threading.Thread(target=ask, name="tesseract", daemon=True)
        asking.start()
        while asking.is_alive():
            asking.join(_TICK)
            is_stopped = self._cancel is not None and self._cancel.is_set()
            if is_stopped or time.monotonic() > self._until:
                process.kill()
                asking.join()
                raise StoppedError if is_stopped else HugeDocumentError(self._name)
        return gave[0].decode("utf-8", "replace") if gave and not process.returncode else None


def _limit(process_id: int) -> None:
    """Give it as much memory and time as our own worker has, and no file to write, where the system can say so."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, OCR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, CORE_BYTES),
    ):
        with suppress(OSError, ValueError):
            resource.prlimit(process_id, kind, (most, most))
