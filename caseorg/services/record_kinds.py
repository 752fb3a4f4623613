"""The kinds of records a second doctor may need: their names, and which are offered first."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from caseorg.base import language, resources
from caseorg.domain.bilingual import Bilingual
from caseorg.domain.requests import RecordKind, RequestedItem


@dataclass(frozen=True)
class KindWords:
    """What a kind is called in a list and inside a sentence, what it is, and why it is needed."""

    name: str
    phrase: str
    hint: str = ""
    why: str = ""


@dataclass(frozen=True)
class KindEntry:
    """One kind as `resources/kinds/records.toml` describes it; its head explains the fields."""

    kind: RecordKind
    words: Bilingual[KindWords]
    first_letter: str = ""
    months: int | None = None
    goes_with: RecordKind | None = None
    from_patient: bool = False


@cache
def record_kinds() -> dict[RecordKind, KindEntry]:
    """Return every kind of record, in the order in which they are offered."""
    tables = tomllib.loads(resources.path("kinds/records.toml").read_text(encoding="utf-8"))
    return {RecordKind(name): _entry(RecordKind(name), table) for name, table in tables.items()}


def words_of(kind: RecordKind, code: str = "") -> KindWords:
    """Return what a kind is called in a language; in the one in use if none is named."""
    return record_kinds()[kind].words.in_language(code or language.current())


def offered_first() -> tuple[KindEntry, ...]:
    """Return the kinds on the first letter's screen, in order."""
    return tuple(entry for entry in record_kinds().values() if entry.first_letter)


def usually_needed(kinds: Iterable[RecordKind]) -> tuple[RecordKind, ...]:
    """Return the kinds a second doctor mostly needs besides those on the list already."""
    there = set(kinds)
    return tuple(
        entry.kind
        for entry in record_kinds().values()
        if entry.kind not in there and (entry.goes_with in there or entry.kind is RecordKind.medication_list)
    )


def what_it_is(item: RequestedItem, code: str = "") -> str:
    """Return what one thing asked for is called in a list: the person's own words, or else the name of its kind."""
    if item.kind is RecordKind.other and item.what:
        return item.what
    return words_of(item.kind, code).name


def phrase_of(item: RequestedItem, code: str = "") -> str:
    """Return what one thing is called inside a sentence: “the biopsy slides”."""
    if item.kind is RecordKind.other and item.what:
        return item.what
    return words_of(item.kind, code).phrase


def _entry(kind: RecordKind, table: dict[str, object]) -> KindEntry:
    rest = dict(table)
    english, spanish = rest.pop("en"), rest.pop("es")
    words = Bilingual(KindWords(**english), KindWords(**spanish))  # type: ignore[arg-type]
    goes_with = rest.pop("goes_with", None)
    return KindEntry(kind, words, goes_with=RecordKind(goes_with) if goes_with else None, **rest)  # type: ignore[arg-type]
