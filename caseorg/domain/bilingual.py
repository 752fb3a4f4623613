"""A text, or a set of texts, in both languages at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Bilingual(Generic[T]):
    """The same thing in English and in Spanish, as rules, facts and what follows from them carry it."""

    en: T
    es: T

    def in_language(self, code: str) -> T:
        """Return it in the language with this code; English where it is not Spanish."""
        return self.es if code == "es" else self.en
