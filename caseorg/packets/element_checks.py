"""What a check of one required element is, and the letter it looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from caseorg.base.language import _
from caseorg.domain.letter import LetterKind
from caseorg.packets.plan import Finding, Level
from caseorg.packets.subject import Subject


@dataclass(frozen=True)
class Written:
    """A letter as it would go out: who and what it is about, and its words."""

    subject: Subject
    text: str
    today: date
    is_signed: bool = True
    """Whether it has a line to sign on, with one for the date."""

    def says(self, *words: str) -> bool:
        """Tell whether all these words stand in it."""
        return all(word in self.text for word in words)


Look: TypeAlias = Callable[[Written], Finding | None]


@dataclass(frozen=True)
class Element:
    """One check: its name, the letters it looks at, the place in the law, and what it does."""

    name: str
    letters: frozenset[LetterKind]
    place: str
    look: Look
    is_required: bool = False
    """Whether the law calls a paper without it invalid; the others help the office to answer."""


def must(sentence: str, fact: str = "") -> Finding:
    """Return a finding that has to be mended."""
    return Finding(Level.must_fix, sentence, fact)


def good(sentence: str, fact: str = "") -> Finding:
    """Return a finding that helps the office to answer."""
    return Finding(Level.good_to_have, sentence, fact)


def lacks(what: str) -> Finding:
    """Return the finding of a template that lost a sentence of ours, which is otherwise always there."""
    return must(_("This sentence is missing: {what}").format(what=what))
