"""The words a card must not use, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from caseorg.domain.citation import Citation, Evidence


@dataclass(frozen=True)
class _Ban:
    """What is banned, why, and pieces of which one is in every text that holds it: looking for these is quick."""

    pattern: re.Pattern[str]
    because: str
    pieces: tuple[str, ...]


def _ban(pattern: str, because: str, *pieces: str) -> _Ban:
    return _Ban(re.compile(pattern, re.IGNORECASE), because, pieces)


_PROMISES = "nobody can promise that; say “likely”"
_BARE = "“covered” as a bare fact is a promise; say “can cover”, or who helps to pay"
_RATES = "no rate of success is given for appeals"
_TONE = "calm words: no exclamation mark and no “please”"
_DUTY = "a plan’s duty needs a cite"
_RIGHT = "a federal right needs the federal law as a cite"

_ALWAYS: Mapping[str, tuple[_Ban, ...]] = {
    "en": (
        _ban(r"\bguarant\w*", _PROMISES, "guarant"),
        _ban(r"\b(pre)?approved\b(?! (amount|\w+ amount))", _PROMISES, "approved"),
        _ban(r"\b(un)?covered\b", _BARE, "covered"),
        _ban(
            r"\b(win|wins|won|succeed|success|overturned|chances?|odds)\b",
            _RATES,
            *("win", "won", "succe", "overturn", "chance", "odds"),
        ),
        _ban(r"!|\bplease\b", _TONE, "!", "please"),
    ),
    "es": (
        _ban(r"\bgarant[ií]\w*", _PROMISES, "garant"),
        _ban(r"(?<!cantidad )\baprobad[oa]s?\b", _PROMISES, "aprobad"),
        _ban(r"\bcubiert[oa]s?\b", _BARE, "cubiert"),
        _ban(r"\b(ganan?|ganó|éxito|probabilidades)\b", _RATES, "gana", "ganó", "éxito", "probabilidades"),
        _ban(r"[!¡]|\bpor favor\b", _TONE, "!", "¡", "por favor"),
    ),
}

_WITHOUT_CITE: Mapping[str, _Ban] = {
    "en": _ban(
        r"\b(plan|insurer|it|they) (must|has to|have to|is required to)\b", _DUTY, "must", "has to", "have to", "requir"
    ),
    "es": _ban(r"\b(plan|aseguradora) (debe|tiene que|está obligad[oa])\b", _DUTY, "debe", "tiene que", "obligad"),
}

_FEDERAL_RIGHT: Mapping[str, _Ban] = {
    "en": _ban(r"\bright under (federal|u\.s\.) law\b", _RIGHT, "right under"),
    "es": _ban(r"\bderecho (según|bajo|por) la ley federal\b", _RIGHT, "la ley federal"),
}

_FEDERAL_PLACE = re.compile(r"\b(CFR|U\.S\.C\.|USC)\b")


def banned_words(text: str, language: str, citations: tuple[Citation, ...]) -> Iterator[tuple[str, str]]:
    """Give each banned phrase of a text, with why it is banned."""
    bans = [*_ALWAYS[language]]
    if not citations:
        bans.append(_WITHOUT_CITE[language])
    if not any(_is_federal(citation) for citation in citations):
        bans.append(_FEDERAL_RIGHT[language])
    lowered = text.lower()
    for ban in bans:
        found = ban.pattern.search(text) if any(piece in lowered for piece in ban.pieces) else None
        if found:
            yield found.group(0), ban.because


def _is_federal(citation: Citation) -> bool:
    return citation.evidence is not Evidence.memory and bool(_FEDERAL_PLACE.search(citation.place))
