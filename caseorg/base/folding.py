"""Folds text so that capitals and accents do not count, letter for letter, and finds words in it."""

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


def words_in(text: str) -> tuple[str, ...]:
    """Return the words and figures of a text, folded."""
    return tuple(_WORD.findall(fold(unicodedata.normalize("NFC", text))))


def places_of(text: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where words of a text begin with one of the folded `words`: start and length of each, in order."""
    if not words:
        return ()
    longest_first = sorted(set(words), key=len, reverse=True)
    pattern = re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, longest_first)) + ")")
    return tuple((found.start(), found.end() - found.start()) for found in pattern.finditer(fold(text)))


def has_all(text: str, words: Sequence[str]) -> bool:
    """Tell whether each of the folded `words` begins a word of the text."""
    there = words_in(text)
    return bool(words) and all(any(word.startswith(wanted) for word in there) for wanted in words)
