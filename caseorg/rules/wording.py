"""The words a card must not use, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from caseorg.domain.citation import Citation, Evidence


@dataclass(frozen=True)
class _Ban:
    pattern: re.Pattern[str]
    because: str


def _ban(pattern: str, because: str) -> _Ban:
    return _Ban(re.compile(pattern, re.IGNORECASE), because)


_PROMISES = "nobody can promise that; say “likely”"
_BARE = "“covered” as a bare fact is a promise; say “can cover”, or who helps to pay"
_RATES = "no rate of success is given for appeals"
_TONE = "calm words: no exclamation mark and no “please”"

_ALWAYS: Mapping[str, tuple[_Ban, ...]] = {
    "en": (
        _ban(r"\bguarant\w*", _PROMISES),
        _ban(r"\b(pre)?approved\b(?! (amount|\w+ amount))", _PROMISES),
        _ban(r"\b(un)?covered\b", _BARE),
        _ban(r"\b(win|wins|won|succeed|success|overturned|chances?|odds)\b", _RATES),
        _ban(r"!|\bplease\b", _TONE),
    ),
    "es": (
        _ban(r"\bgarant[ií]\w*", _PROMISES),
        _ban(r"(?<!cantidad )\baprobad[oa]s?\b", _PROMISES),
        _ban(r"\bcubiert[oa]s?\b", _BARE),
        _ban(r"\b(ganan?|ganó|éxito|probabilidades)\b", _RATES),
        _ban(r"[!¡]|\bpor favor\b", _TONE),
    ),
}

_WITHOUT_CITE: Mapping[str, tuple[_Ban, ...]] = {
    "en": (_ban(r"\b(plan|insurer|it|they) (must|has to|have to|is required to)\b", "a plan’s duty needs a cite"),),
    "es": (_ban(r"\b(plan|aseguradora) (debe|tiene que|está obligad[oa])\b", "a plan’s duty needs a cite"),),
}

_FEDERAL_RIGHT: Mapping[str, _Ban] = {
    "en": _ban(r"\bright under (federal|u\.s\.) law\b", "a federal right needs the federal law as a cite"),
    "es": _ban(r"\bderecho (según|bajo|por) la ley federal\b", "a federal right needs the federal law as a cite"),
}

_FEDERAL_PLACE = re.compile(r"\b(CFR|U\.S\.C\.|USC)\b")


def banned_words(text: str, language: str, citations: tuple[Citation, ...]) -> Iterator[tuple[str, str]]:
    """Give each banned phrase of a text, with why it is banned."""
    bans = chain(_ALWAYS[language], () if citations else _WITHOUT_CITE[language])
    if not any(_is_federal(citation) for citation in citations):
        bans = chain(bans, (_FEDERAL_RIGHT[language],))
    for ban in bans:
        found = ban.pattern.search(text)
        if found:
            yield found.group(0), ban.because


def _is_federal(citation: Citation) -> bool:
    return citation.evidence is not Evidence.memory and bool(_FEDERAL_PLACE.search(citation.place))
