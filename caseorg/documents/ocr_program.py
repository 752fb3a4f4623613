"""Reads scans by the program tesseract of this computer, where the package for it is not installed.

It is given a picture that our own worker drew, never the foreign file, and it is given it through a pipe: nothing of
the page is written anywhere.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import suppress

from caseorg.documents.limits import MEMORY_BYTES, OCR_SECONDS
from caseorg.documents.page_words import GRID, PageWords, Word
from caseorg.documents.prepare import draw_page
from caseorg.documents.scan_languages import LANGUAGES, ScanReader
from caseorg.documents.worker import environment
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError, ReaderUnavailableError, StoppedError

_WIDTH_PX = 2550
"""As wide as a Letter page at the 300 dots an inch that tesseract was trained for."""
_DPI = "300"
_TICK = 0.05
_LEVEL_OF_WORD = "5"


def read(
    pdf: bytes, page: int, reader: ScanReader, *, name: str = "", cancel: threading.Event | None = None
) -> PageWords:
    """Read one page, counted from 1. Pages that lie on their side are read as they lie.

    Raises:
        CaseorgError: It cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    picture = draw_page(pdf, page, _WIDTH_PX, name=name, cancel=cancel)
    folders = dict(reader.folders)
    first = next(language for language in reader.languages if language in folders)
    # One folder for all its languages is what the program wants.
    together = [one for one in LANGUAGES.values() if folders.get(one) == folders[first]]
    command = [
        reader.program, "stdin", "stdout", "--tessdata-dir", folders[first],
        "-l", "+".join(together), "--dpi", _DPI, "--psm", "3", "-c", "tessedit_create_tsv=1",
    ]  # fmt: skip
    return PageWords(tuple(_words(_answer(command, picture, name, cancel))), is_read=True)


def _answer(command: list[str], picture: bytes, name: str, cancel: threading.Event | None) -> str:
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment("ocr"),
        )
    except OSError as error:
        raise ReaderUnavailableError(name) from error
    _limit(process.pid)
    gave: list[bytes] = []

    def ask() -> None:
        with suppress(OSError, ValueError):
            gave.append(process.communicate(picture)[0])

    asking = threading.Thread(target=ask, name="tesseract", daemon=True)
    asking.start()
    until = time.monotonic() + OCR_SECONDS
    while asking.is_alive():
        asking.join(_TICK)
        is_stopped = cancel is not None and cancel.is_set()
        if is_stopped or time.monotonic() > until:
            process.kill()
            asking.join()
            raise StoppedError if is_stopped else HugeDocumentError(name)
    if process.returncode or not gave:
        raise DamagedDocumentError(name)
    return gave[0].decode("utf-8", "replace")


def _limit(process_id: int) -> None:
    """Give it as much memory and time as our own worker has, and no file to write, where the system can say so."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, OCR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):
            resource.prlimit(process_id, kind, (most, most))


def _words(table: str) -> list[Word]:
    """Return the words of the program's table; its first row of data is the page and gives its size."""
    rows = [row.split("\t") for row in table.splitlines()[1:]]
    rows = [row for row in rows if len(row) == 12]
    if not rows:
        return []
    width, height = max(1, int(rows[0][8])), max(1, int(rows[0][9]))
    found: list[Word] = []
    line, before = -1, rows[0][2:5]
    for row in rows:
        text = "".join(row[11].split())
        if row[0] != _LEVEL_OF_WORD or not text:
            continue
        if line < 0 or row[2:5] != before:
            line, before = line + 1, row[2:5]
        left, top, across, down = (int(number) for number in row[6:10])
        sure = min(100, max(0, round(float(row[10]))))
        x0, x1 = (round(edge / width * GRID) for edge in (left, left + across))
        y0, y1 = (round(edge / height * GRID) for edge in (top, top + down))
        found.append(Word(text, line, x0, y0, x1, y1, sure))
    return found
