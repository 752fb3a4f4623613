"""Turns marks such as [[Call log, page 2]] in a person's own words into “Exhibit D, page 24”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from caseorg.packets.blocks import Inline, Place, Span
from caseorg.packets.plan import Exhibit

_MARK = re.compile(r"\[\[\s*(?P<title>[^\[\]]+?)\s*(?:,\s*(?:page|página)\s+(?P<page>\d{1,5})\s*)?\]\]", re.IGNORECASE)


@dataclass(frozen=True)
class Reference:
    """One page of an exhibit: `page` counts its own pages, from 1."""

    exhibit: Exhibit
    page: int = 1

    def span(self, form: str) -> Span:
        """Return the words for it, with the number of the packet's page still open."""
        # The sheet is the exhibit's first page.
        place = Place(self.exhibit.key, self.page + 1)
        return Span(form.replace("{letter}", self.exhibit.letter), place=place)


def referring(text: str, exhibits: Sequence[Exhibit], form: str) -> tuple[Inline, tuple[str, ...]]:
    """Return `text` with its marks as references, and the marks that name no exhibit; those become plain words."""
    spans: list[Span] = []
    unmatched: list[str] = []
    at = 0
    for match in _MARK.finditer(text):
        found = _named(match["title"], exhibits)
        page = int(match["page"] or 1)
        if found is None or (found.pages and page > len(found.pages)):
            unmatched.append(match[0])
            spans += [Span(text[at : match.start()]), Span(match["title"])]
        else:
            spans += [Span(text[at : match.start()]), Reference(found, page).span(form)]
        at = match.end()
    spans.append(Span(text[at:]))
    return tuple(span for span in spans if span.text), tuple(unmatched)


def _named(title: str, exhibits: Sequence[Exhibit]) -> Exhibit | None:
    wanted = title.casefold()
    return next((one for one in exhibits if wanted in (one.title.casefold(), f"exhibit {one.letter}".casefold())), None)
