"""Says which of our fonts draws which letter, and how wide a word is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts

from caseorg.base import resources

# ReportLab says nothing about its types.
_metrics: Any = pdfmetrics
_ttfonts: Any = ttfonts

REGULAR, BOLD = "LiberationSans-Regular", "LiberationSans-Bold"
_SIGN = "\N{REPLACEMENT CHARACTER}"
_JOINERS = "\u200c\u200d"

_FOLDERS = {"Libe": "liberation", "Noto": "noto-sans", "Deja": "dejavu", "Droi": "droid-fallback"}
_BOLD_OF = {REGULAR: BOLD, "NotoSans-Regular": "NotoSans-Bold", "DejaVuSans": "DejaVuSans-Bold"}

# First and last letter, the font for them, and whether its letters change their shape beside each other.
_SCRIPTS: tuple[tuple[int, int, str, bool], ...] = (
    (0x0530, 0x058F, "Armenian", False),
    (0x0590, 0x05FF, "Hebrew", False),
    (0x0600, 0x06FF, "Arabic", False),
    (0x0700, 0x074F, "Syriac", False),
    (0x0750, 0x077F, "Arabic", False),
    (0x0780, 0x07BF, "Thaana", False),
    (0x08A0, 0x08FF, "Arabic", False),
    (0x0900, 0x097F, "Devanagari", True),
    (0x0980, 0x09FF, "Bengali", True),
    (0x0A00, 0x0A7F, "Gurmukhi", True),
    (0x0A80, 0x0AFF, "Gujarati", True),
    (0x0B00, 0x0B7F, "Oriya", True),
    (0x0B80, 0x0BFF, "Tamil", True),
    (0x0C00, 0x0C7F, "Telugu", True),
    (0x0C80, 0x0CFF, "Kannada", True),
    (0x0D00, 0x0D7F, "Malayalam", True),
    (0x0D80, 0x0DFF, "Sinhala", True),
    (0x0E00, 0x0E7F, "Thai", True),
    (0x0E80, 0x0EFF, "Lao", True),
    (0x1000, 0x109F, "Myanmar", True),
    (0x10A0, 0x10FF, "Georgian", False),
    (0x1200, 0x139F, "Ethiopic", False),
    (0x13A0, 0x13FF, "Cherokee", False),
    (0x1400, 0x167F, "CanadianAboriginal", False),
    (0x1780, 0x17FF, "Khmer", True),
    (0x1C90, 0x1CBF, "Georgian", False),
    (0x2D00, 0x2D2F, "Georgian", False),
    (0xFB1D, 0xFB4F, "Hebrew", False),
    (0xFB50, 0xFDFF, "Arabic", False),
    (0xFE70, 0xFEFF, "Arabic", False),
)

_SHAPED = frozenset(f"NotoSans{name}-Regular" for _first, _last, name, shaped in _SCRIPTS if shaped)


@dataclass(frozen=True)
class Stretch:
    """Letters that one font draws in one go. `width` is for a size of one point."""

    text: str
    font: str
    width: float


@dataclass
class Fonts:
    """Our fonts, as one piece of work uses them. It remembers words, so that each is measured once."""

    _words: dict[tuple[str, bool], tuple[Stretch, ...]] = field(default_factory=dict)
    _widths: dict[tuple[str, bool], float] = field(default_factory=dict)
    broken: dict[object, Any] = field(default_factory=dict)
    """Paragraphs that were broken into lines already, by their text, size and width."""

    def stretches(self, word: str, bold: bool) -> tuple[Stretch, ...]:
        """Return the pieces in which `word` is drawn, from left to right."""
        found = self._words.get((word, bold))
        if found is None:
            found = self._words[word, bold] = _stretches(word, bold)
        return found

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Return how wide `text` is, in points."""
        found = self._widths.get((text, bold))
        if found is None:
            found = self._widths[text, bold] = sum(stretch.width for stretch in self.stretches(text, bold))
        return size * found


def cleaned(text: str) -> str:
    """Return `text` composed, without letters that control a terminal or the direction of what follows."""
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(letter for letter in text.replace("\r\n", "\n").replace("\r", "\n") if _is_kept(letter))
    # After that: an accent must find the letter it belongs to.
    return unicodedata.normalize("NFC", kept).replace("\t", " ").replace("\u00a0", " ")


def undrawable(text: str) -> str:
    """Return the letters of `text` that none of our fonts can draw, each once."""
    if text.isascii():
        return ""
    return "".join(
        dict.fromkeys(letter for letter in cleaned(text) if letter not in _JOINERS + "\n" and font_of(letter) is None)
    )


@lru_cache(maxsize=4096)
def font_of(letter: str, bold: bool = False) -> str | None:
    """Return the name of the first font that has `letter`, or None if none has it."""
    code = ord(letter)
    candidates = [REGULAR, "NotoSans-Regular"]
    candidates += [f"NotoSans{name}-Regular" for first, last, name, _shaped in _SCRIPTS if first <= code <= last]
    candidates += ["DejaVuSans", "NotoEmoji-Regular", "DroidSansFallback"]
    for name in candidates:
        if code in _face(name).face.charToGlyph:
            heavy = _BOLD_OF.get(name, name) if bold else name
            return heavy if code in _face(heavy).face.charToGlyph else name
    return None


def load(name: str) -> None:
    """Make sure that ReportLab knows the font `name`."""
    _face(name)


_loading = Lock()


@cache
def _face(name: str) -> Any:
    with _loading:
        # Asked for one it does not know, ReportLab first reads all Type 1 fonts of the computer: a tenth of a second.
        if name in _metrics.getRegisteredFontNames():
            return _metrics.getFont(name)
        folder = "noto-emoji" if name.startswith("NotoEmoji") else _FOLDERS[name[:4]]
        font = _ttfonts.TTFont(name, str(resources.path(f"fonts/{folder}/{name}.ttf")), shapable=_is_shaped(name))
        _metrics.registerFont(font)
        return font


def _is_shaped(font: str) -> bool:
    return font in _SHAPED


def _is_kept(letter: str) -> bool:
    if letter in "\n\t" or letter in _JOINERS:
        return True
    # Variation selectors ask for another picture of the letter before them, and we have only one.
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs"} and not "\ufe00" <= letter <= "\ufe0f"


def _stretches(word: str, bold: bool) -> tuple[Stretch, ...]:
    if word.isascii():
        return (_stretch(word, BOLD if bold else REGULAR),)
    found: list[tuple[str, str]] = []
    for letter in word:
        before = found[-1][1] if found else None
        if letter in _JOINERS:
            if before and _is_shaped(before):
                found[-1] = (found[-1][0] + letter, before)
            continue
        font = font_of(letter, bold)
        drawn = letter if font else _SIGN
        font = font or "DejaVuSans"
        # An accent that could not be composed stays with the letter that carries it.
        if before and unicodedata.combining(letter) and ord(letter) in _face(before).face.charToGlyph:
            font = before
        if font == before:
            found[-1] = (found[-1][0] + drawn, font)
        else:
            found.append((drawn, font))
    return tuple(_stretch(text, font) for text, font in found)


def _stretch(text: str, font: str) -> Stretch:
    if _is_shaped(font):
        shaped = _ttfonts.shapeStr(text, font, 1)
        if isinstance(shaped, _ttfonts.ShapedStr):
            return Stretch(shaped, font, sum(one.x_advance for one in shaped.__shapeData__) / 1000)
    return Stretch(text, font, sum(map(_widths(font).__getitem__, text)) / 1000)


@cache
def _widths(font: str) -> _Widths:
    return _Widths(_face(font).face)


class _Widths(dict[str, float]):
    """How wide each letter of a font is, in thousandths of its size."""

    def __init__(self, face: Any) -> None:
        super().__init__((chr(code), face.charWidths.get(code, face.defaultWidth)) for code in range(128))
        self._face = face

    def __missing__(self, letter: str) -> float:
        width = self[letter] = self._face.charWidths.get(ord(letter), self._face.defaultWidth)
        return float(width)
