"""Reads the words on a picture of a page by tesseract's library. Runs in the worker process for scans."""

from __future__ import annotations

from typing import Any

import tesserocr
from PIL import Image

from caseorg.documents import drawing, page_picture, wire
from caseorg.documents.scan_languages import LANGUAGES, TURNS
from caseorg.documents.scan_words import DPI, Reading, read_page, reading_of

# Its functions have no types.
_tesserocr: Any = tesserocr


class _Readers:
    """One engine for each language file, made before anything foreign comes."""

    by_language: dict[str, Any] = {}  # noqa: RUF012 - filled once, in warm_up
    turns: Any = None


class _Page:
    """The picture of a page, in front of the engines."""

    def __init__(self, picture: Image.Image) -> None:
        self._picture = picture
        self.languages = tuple(_Readers.by_language)

    def turn(self) -> tuple[int, float] | None:
        if _Readers.turns is None:
            return None
        _Readers.turns.SetImage(self._picture)
        told = _Readers.turns.DetectOrientationScript()
        # It says how the page lies; to set it upright is to turn it the rest of the way.
        return (-int(told["orient_deg"]) % 360, float(told["orient_conf"])) if told else None

    def read(self, language: str, turned: int, *, is_small: bool = False) -> Reading:
        engine = _Readers.by_language[language]
        picture = page_picture.halved(self._picture) if is_small else self._picture
        engine.SetImage(page_picture.turned_right(picture, turned))
        engine.SetSourceResolution(DPI)
        found = reading_of(engine.GetTSVText(0))
        engine.Clear()
        return found


def read(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Read one page, counted from 1: its words, where they stand on the page as it is seen, and how it is turned."""
    picture = page_picture.drawn(data, int(facts["page"]))
    if page_picture.is_blank(picture):
        return wire.Message({"result": {"turned": 0, "words": []}})
    return wire.Message({"result": read_page(_Page(picture))})


def warm_up(folders: dict[str, str]) -> None:
    """Load the language files and use each part once, so that nothing is loaded later, when loading is refused."""
    modes, engines = _tesserocr.PSM, _tesserocr.OEM
    for name in LANGUAGES.values():
        if name in folders:
            _Readers.by_language[name] = _tesserocr.PyTessBaseAPI(
                path=folders[name], lang=name, psm=modes.AUTO, oem=engines.LSTM_ONLY
            )
    if TURNS in folders:
        _Readers.turns = _tesserocr.PyTessBaseAPI(path=folders[TURNS], lang=TURNS, psm=modes.OSD_ONLY)
    blank = _Page(Image.new("L", (300, 300), 255))
    blank.turn()
    for name in _Readers.by_language:
        blank.read(name, 0)
    page_picture.warm_up()
    drawing.warm_up()
