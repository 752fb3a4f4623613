"""What reads scans on this computer, and in which languages: the files of learned letters that tesseract needs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from caseorg.base import paths
from caseorg.base.there import is_file

LANGUAGES = {"en": "eng", "es": "spa"}
"""The languages of the screen, and what tesseract calls them."""

TURNS = "osd"
"""The file by which tesseract tells how a page is turned."""

_SUFFIX = ".traineddata"
OWN_FOLDER = "tessdata"
"""The name of our own folder for such files, beside the case files: whoever may not install anything puts one there."""


class ReadBy(StrEnum):
    """What reads the words on a scan."""

    library = auto()
    """The package tesserocr, inside our own worker process; never in a built program."""
    program = auto()
    """The program tesseract of this computer."""


@dataclass(frozen=True)
class ScanReader:
    """What there is to read scans with."""

    by: ReadBy
    folders: tuple[tuple[str, str], ...]
    """For each language file, as `eng`, `spa` or `osd`, the folder it lies in."""
    program: str = ""
    """Where the program is, if it is one."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages it reads, as tesseract calls them; English first."""
        there = dict(self.folders)
        return tuple(name for name in LANGUAGES.values() if name in there)


def scan_reader(places: Iterable[Path] | None = None) -> ScanReader | None:
    """Return what reads scans here, or None where there is nothing.

    Args:
        places: Folders in which language files may lie; the usual ones if it is left out.
    """
    folders = tuple(sorted(_folders(tuple(places) if places is not None else usual_places()).items()))
    if not any(name in dict(folders) for name in LANGUAGES.values()):
        return None
    if find_spec("tesserocr") is not None:
        return ScanReader(ReadBy.library, folders)
    program = _program()
    return ScanReader(ReadBy.program, folders, program) if program else None


def _program() -> str | None:
    if sys.platform != "win32":
        return shutil.which("tesseract")
    # Windows would look in the folder at hand first, where anybody may have put a program of that name.
    installed = Path(r"C:\Program Files\Tesseract-OCR\tesseract.exe")
    return str(installed) if is_file(installed) else None


@cache
def usual_reader() -> ScanReader | None:
    """Return what reads scans here, looked up once: what is installed later counts from the next start."""
    return scan_reader()


def usual_places() -> tuple[Path, ...]:
    """Return the folders in which language files lie: ours, Python's, and those of systems."""
    named = os.environ.get("TESSDATA_PREFIX", "")
    return (
        paths.data_place() / OWN_FOLDER,
        *((Path(named), Path(named) / "tessdata") if named else ()),
        Path(sys.prefix) / "share" / "tessdata",
        *(Path(folder) for folder in _OF_SYSTEMS.get(sys.platform, _OF_SYSTEMS["linux"])),
    )


_OF_SYSTEMS = {
    "linux": (
        "/usr/share/tesseract-ocr/5/tessdata",
        "/usr/share/tesseract-ocr/4.00/tessdata",
        "/usr/share/tessdata",
        "/usr/share/tesseract/tessdata",
        "/usr/local/share/tessdata",
    ),
    "darwin": ("/opt/homebrew/share/tessdata", "/usr/local/share/tessdata"),
    "win32": (r"C:\Program Files\Tesseract-OCR\tessdata",),
}


def _folders(places: tuple[Path, ...]) -> dict[str, str]:
    """Return where each language file lies; the first place counts."""
    found: dict[str, str] = {}
    for name in (*LANGUAGES.values(), TURNS):
        for folder in places:
            if is_file(folder / (name + _SUFFIX)):
                found[name] = str(folder)
                break
    return found
