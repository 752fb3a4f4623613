"""Notices that a page may be about someone else: it names a patient who is not the one of the case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

# What stands before a patient's name on papers in the United States, in English and Spanish.
_LABELLED = re.compile(
    r"\b(?:patient(?:'s)?(?: name)?|name of patient|member(?: name)?|"
    r"paciente|nombre del paciente|nombre de la paciente)[ \t]*:[ \t]*\n?[ \t]*(?P<name>[^\n:]{3,60})",
    re.IGNORECASE,
)
_ENDS_A_NAME = frozenset(
    "dob date born mrn id age sex male female gender number no acct account phone address visit provider doctor dr md "
    "fecha edad sexo".split()
)
_TITLES = frozenset("mr mrs ms miss sr sra srta".split())
_LEAST_ALIKE = 2


def pages_about_someone_else(page_texts: Sequence[str], names: Iterable[str]) -> tuple[int, ...]:
    """Return the pages, counted from 1, on which a patient is named who is none of `names`.

    It is a hint and no more: names are written in many ways, so whatever may be the same name passes.
    """
    known = [words for name in names if (words := _words(name))]
    if not known:
        return ()
    return tuple(
        number
        for number, text in enumerate(page_texts, start=1)
        if any(not any(_may_be_same(found, own) for own in known) for found in _named(text))
    )


def may_be(name: str, names: Iterable[str]) -> bool:
    """Tell whether a name may be one of `names`; yes where nothing is known to compare."""
    found = _words(name)
    known = [words for each in names if (words := _words(each))]
    return not found or not known or any(_may_be_same(found, own) for own in known)


def _named(text: str) -> Iterable[list[str]]:
    for found in _LABELLED.finditer(text):
        words: list[str] = []
        for written in re.findall(r"\w+", found["name"]):
            word = "".join(_words(written))
            if word in _ENDS_A_NAME or not word.isalpha() or written[0].islower():
                break
            if word not in _TITLES:
                words.append(word)
        if len(words) >= _LEAST_ALIKE:
            yield words


def _words(name: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.findall(r"\w+", plain)


def _may_be_same(found: list[str], own: list[str]) -> bool:
    """Tell whether enough words of two names agree; an initial agrees with a word that begins with it."""
    rest = list(own)
    alike = 0
    for word in sorted(found, key=len, reverse=True):
        match = next((each for each in rest if _agree(word, each)), None)
        if match is not None:
            rest.remove(match)
            alike += 1
    return alike >= min(_LEAST_ALIKE, len(own))


def _agree(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
