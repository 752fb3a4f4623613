"""What belongs in a paper before it is mailed, as the checklists of the rules say for this case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseorg.base import language
from caseorg.domain.citation import Citation
from caseorg.domain.letter import LetterKind
from caseorg.domain.record import Record
from caseorg.rules.assess import Assessment
from caseorg.rules.conditions import Holds, judge
from caseorg.rules.ladder import ChecklistRule
from caseorg.rules.library import Library
from caseorg.rules.verdicts import is_in_force


@dataclass(frozen=True)
class PaperNeeds:
    """One checklist: what has to go along, what is good to have, and where that is written."""

    title: str
    text: str
    must: tuple[str, ...]
    good: tuple[str, ...]
    citations: tuple[Citation, ...]


def paper_needs(
    assessment: Assessment, library: Library, kind: LetterKind, about: Record | None, today: date
) -> tuple[PaperNeeds, ...]:
    """Return the checklists that fit a letter of one kind, in the language in use.

    Args:
        assessment: What the rules make of the case.
        library: The rules.
        kind: The kind of letter; what a notice left out is the matter of `notice_check`.
        about: What the letter is about, such as a request for records; its own facts count.
        today: The day it is.
    """
    facts = assessment.facts_about(about)
    if facts is None or kind is LetterKind.notice_gaps:
        return ()
    return tuple(
        _needs(rule, language.current())
        for rule in library.checklists
        if rule.checklist.letter is kind
        and judge(rule.when, facts).holds is Holds.yes
        and is_in_force(rule, facts, today)
    )


def _needs(rule: ChecklistRule, code: str) -> PaperNeeds:
    words = rule.es if code == "es" else rule.en
    items = [(item.level, item.es if code == "es" else item.en) for item in rule.item]
    return PaperNeeds(
        words.title,
        words.text,
        tuple(item for level, item in items if level == "must"),
        tuple(item for level, item in items if level == "good"),
        tuple(Citation(cite.place, cite.evidence, cite.checked_on) for cite in rule.cite),
    )
