"""The word list: what the words of doctors and plans mean, in plain words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from uuid import NAMESPACE_OID, UUID, uuid5

from caseorg.base import language, resources
from caseorg.base.folding import asked_in, fold, has_all
from caseorg.domain.bilingual import Bilingual


@dataclass(frozen=True)
class Word:
    """One word and what it means, in one language."""

    word: str
    meaning: str


@dataclass(frozen=True)
class Entry:
    """One word in both languages. Plans and doctors use the English one, so it stands beside the Spanish one, too."""

    key: str
    in_words: Bilingual[Word]

    @property
    def id(self) -> UUID:
        """Where it stands in the list, for what leads to it."""
        return uuid5(NAMESPACE_OID, self.key)

    @property
    def shown(self) -> Word:
        """The word in the language in use."""
        return self.in_words.in_language(language.current())

    @property
    def other(self) -> str:
        """The same word in the other language."""
        return self.in_words.in_language("en" if language.current() == "es" else "es").word


@cache
def _entries() -> tuple[Entry, ...]:
    tables = tomllib.loads(resources.path("words/words.toml").read_text(encoding="utf-8"))
    return tuple(
        Entry(key, Bilingual(Word(**table["en"]), Word(**table["es"]))) for key, table in tables.items()
    )  # fmt: skip


def words_named(keys: Iterable[str]) -> tuple[Entry, ...]:
    """Return the words of these names, in this order."""
    by_key = {each.key: each for each in _entries()}
    return tuple(by_key[key] for key in keys)


def word_list(text: str = "") -> tuple[Entry, ...]:
    """Return the words of the list in which all that was typed is found, by their names; all without a text."""
    wanted = asked_in(text)
    found = [
        each
        for each in _entries()
        if not wanted or has_all(f"{each.shown.word} {each.other} {each.shown.meaning}", wanted)
    ]
    # A word itself comes before those that are explained with it.
    return tuple(sorted(found, key=lambda each: (not has_all(each.shown.word, wanted), fold(each.shown.word))))
