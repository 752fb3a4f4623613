"""Folds text so that capitals and accents do not count, letter for letter, finds words in it, and mends it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter)[0].casefold()
    return plain if len(plain) == 1 else letter


def fold(text: str) -> str:
    """Return a text without capitals and accents; each letter stays in its place."""
    return text.casefold() if text.isascii() else "".join(map(_folded, text))


def whole_letters(text: str) -> str:
    """Return a text in which half a letter is a sign of its own, since no record holds one.

    JSON can have halves, and so has on Linux the name of a file that is in an alphabet of old computers.
    """
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def words_in(text: str) -> tuple[str, ...]:
    """Return the words and figures of a text, folded."""
    return tuple(_WORD.findall(fold(unicodedata.normalize("NFC", text))))


def beginning_of(word: str) -> str:
    """Return with what the other forms of a folded word begin, too: “biopsies” and “biopsia” both begin with “biops”.

    Endings of nouns in English and Spanish, and only where enough is left to mean one thing. tests/bench/word_forms.py
    measures what it finds.
    """
    if not word.isalpha():
        return word
    for ending, before, least in _ENDINGS:
        left = word.removesuffix(ending)
        if left != word and len(left) >= least and left.endswith(before):
            return left
    return word


def asked_in(text: str) -> tuple[str, ...]:
    """Return what is looked for by a text that was typed: of each of its words, the beginning its other forms share."""
    return tuple(beginning_of(word) for word in words_in(text))


_ENDINGS: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("ies", ("",), 4),  # biopsies
    ("es", ("x",), 3),  # boxes
    ("es", ("s", "z", "ch", "sh", "n", "r", "l", "d"), 4),  # masses, diagnoses, doctores, imágenes
    ("is", ("s",), 5),  # diagnosis
    ("s", tuple("abcdefghjklmnopqrtvwxyz"), 3),  # letters, cartas; but neither mass nor virus nor pelvis
    ("y", ("",), 5),  # biopsy
)
"""An ending, the letters one of which comes before it, how many letters have to be left. The first fitting counts."""


def places_of(text: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where words of a text begin with one of the folded `words`: start and length of each, in order."""
    if not words:
        return ()
    found = _beginnings(tuple(words)).finditer(fold(text))
    return tuple((each.start(), each.end() - each.start()) for each in found)


def first_place_of(text: str, words: Sequence[str]) -> tuple[int, int] | None:
    """Return the first of `places_of`, or None, without looking through the rest of the text."""
    found = _beginnings(tuple(words)).search(fold(text)) if words else None
    return (found.start(), found.end() - found.start()) if found else None


@lru_cache(maxsize=64)
def _beginnings(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(set(words), key=len, reverse=True)
    return re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, longest_first)) + ")")


def has_all(text: str, words: Sequence[str]) -> bool:
    """Tell whether each of the folded `words` begins a word of the text."""
    there = words_in(text)
    return bool(words) and all(any(word.startswith(wanted) for word in there) for wanted in words)
