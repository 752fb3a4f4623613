"""The desk at which a denial is taken from the letter's own page: what it seems to say, and what of the law it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseorg.base.language import _, short_date
from caseorg.documents.page_words import PageWords
from caseorg.documents.printed import Suggestion, passage, suggestions
from caseorg.documents.worker import Worker
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.deadline import Deadline
from caseorg.domain.denial import Denial
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.plan import Plan
from caseorg.services import denials
from caseorg.services.notice_check import NoticeCheck
from caseorg.services.reading import words_on
from caseorg.services.workspace import Workspace

_MOST_PAGES = 12


@dataclass(frozen=True)
class LetterRead:
    """The words of a letter's pages, and what they seem to say."""

    pages: tuple[PageWords, ...]
    suggestions: tuple[Suggestion, ...]

    @property
    def has_words(self) -> bool:
        """Tell whether there are any words to look at."""
        return any(page.words for page in self.pages)

    def suggested(self, field: str) -> Suggestion | None:
        """Return what the letter seems to say for one field of a denial, or None."""
        return next((one for one in self.suggestions if one.field == field), None)


def read_letter(workspace: Workspace, document: Document, *, worker: Worker | None = None) -> LetterRead:
    """Look for what a letter says. May be called on any thread. A scan that is not read yet says nothing.

    Raises:
        CaseorgError: If it can't be looked into, with the sentence that says why.
    """
    count = min(document.page_count or 0, _MOST_PAGES)
    pages = tuple(words_on(workspace, document, page, worker=worker) for page in range(1, count + 1))
    return LetterRead(pages, suggestions(pages, workspace.today()))


def denial_from(snapshot: CaseSnapshot, document: Document) -> Denial | None:
    """Return the denial that was taken from a letter, or None."""
    return next((denial for denial in reversed(snapshot.denials) if denial.document_id == document.id), None)


def letters_to_take(snapshot: CaseSnapshot) -> tuple[Document, ...]:
    """Return the letters that say no from which no denial was taken yet, and that are no answer to an appeal."""
    taken = {each.document_id for each in snapshot.denials} | {each.decision_document_id for each in snapshot.appeals}
    return tuple(
        each
        for each in snapshot.documents
        if each.kind is DocumentKind.denial_letter and each.page_count and each.id not in taken
    )


def add_denial(workspace: Workspace, denial: Denial, letter: Document) -> ChangeSet | None:
    """Keep a denial that was taken from its letter, in one step with what that says of the letter itself.

    Raises:
        InvalidEntries: If nobody said what was denied.
    """
    with workspace.step(_("Add a denial")) as step:
        step.save(denials.checked(workspace, denial))
        named = {"kind": letter.kind or DocumentKind.denial_letter}
        dated = {"document_date": letter.document_date or denial.notice_date}
        step.save(letter.revised(**named, **dated))
    return step.change_set


def plan_named(snapshot: CaseSnapshot, sender: str) -> Plan | None:
    """Return the one plan of the case that is called like whoever wrote a letter, or None."""
    name = sender.casefold()
    alike = [plan for plan in snapshot.plans if plan.name and _alike(plan.name.casefold(), name)]
    return alike[0] if len(alike) == 1 else None


def _alike(one: str, other: str) -> bool:
    return one in other or other in one


# The printed day and ours


def compared_days(deadline: Deadline) -> str:
    """Say how the day printed in the letter and the one that the rules count agree; the earlier is the one to keep."""
    printed, counted = deadline.letter_day, deadline.rule_last_day
    if printed is None:
        return ""
    if counted is None:
        return _("Your letter says {letter}. We can't count it by a rule yet, so keep to the letter.").format(
            letter=short_date(printed)
        )
    if printed == counted:
        return _("Your letter and the rule for your plan say the same day.")
    if printed < counted:
        return _("Your letter says {letter}, so we use that. The general rule would give {rule}.").format(
            letter=short_date(printed), rule=short_date(counted)
        )
    return _("Your letter says {letter}. The general rule gives {rule}. Keep to the earlier day.").format(
        letter=short_date(printed), rule=short_date(counted)
    )


def day_to_keep(deadline: Deadline) -> date | None:
    """Return the earlier of the day in the letter and the day by the rule."""
    days = [day for day in (deadline.letter_day, deadline.rule_last_day, deadline.last_day) if day is not None]
    return min(days, default=None)


# What the letter has to say


def is_looked_for(part_id: str) -> bool:
    """Tell whether there are words by which a part can be found; some things only a person can judge."""
    return part_id in _SIGNS


def evidence(check: NoticeCheck, pages: tuple[PageWords, ...]) -> dict[str, Suggestion]:
    """Return, for each part that a letter has to say, the line in which it may do so. Only a person can tell."""
    found = {part.id: passage(pages, _SIGNS[part.id]) for part in check.parts if part.id in _SIGNS}
    return {part: line for part, line in found.items() if line is not None}


_REASON = (r"\breasons? for\b", r"\bour reason", r"\bbecause\b", r"\brazon(?:es)?\b", r"\bporque\b", r"\bmotivo\b")
_APPEAL = (
    r"\bhow to (?:appeal|ask|file)", r"\byour right to appeal", r"\b(?:you can|you may) (?:ask|appeal)",
    r"\bcomo apelar", r"\b(?:usted )?puede (?:apelar|pedir)",
)  # fmt: skip
_FREE_PAPERS = (r"\bfree of charge", r"\bcopies of\b.{0,60}\b(?:file|papers|documents|records)", r"\bgratis\b")
_FAST = (r"\b(?:fast|expedited|urgent) (?:appeal|review|decision|answer)", r"\bapelacion rapida", r"\brapid[ao]\b")
_OUTSIDE = (r"\b(?:external|independent|outside) review", r"\brevision externa", r"\brevision independiente")
_STATE = (r"\bfair hearing", r"\bstate (?:fair )?hearing", r"\bstate review", r"\baudiencia (?:imparcial|estatal)")
_KEEP = (
    r"\b(?:keep|continue)\b.{0,50}\b(?:services?|benefits?|care)",
    r"\bseguir recibiendo",
    r"\bcontinu\w+\b.{0,40}serv",
)
_PLAN_WORDS = (r"\b(?:policy|plan|contract|benefit) (?:language|provision|section|exclusion)", r"\bsection \d")

_SIGNS: dict[str, tuple[str, ...]] = {
    "reason": _REASON,
    "what": (r"\bwe (?:have )?(?:denied|decided)", r"\bdenied\b", r"\bnot (?:approved?|covered)\b", r"\bnega\w+\b"),
    "plan_rule": _PLAN_WORDS,
    "plan_words": _PLAN_WORDS,
    "rule": (r"\b(?:regulation|section|rule|criteria|guideline|policy)\b", r"\bregla\b", r"\bnorma\b"),
    "what_is_missing": (r"\b(?:additional|more) information", r"\bmissing\b", r"\bmas informacion", r"\bfalta\b"),
    "more_information": (r"\b(?:additional|more) information", r"\bmas informacion"),
    "criteria": (r"\b(?:clinical|medical) (?:rule|criteria|polic|guideline)", *_FREE_PAPERS),
    "how_to_appeal": _APPEAL,
    "next_steps": (*_OUTSIDE, r"\bhearing\b", r"\bsecond (?:level|appeal)", r"\bnext (?:step|level)", r"\baudiencia\b"),
    "redetermination": (r"\bredetermination", *_APPEAL),
    "reconsideration": (r"\breconsideration", *_APPEAL),
    "by_when": (r"\bwithin \d+ (?:calendar )?days", r"\bno later than", r"\bby [a-z]+ \d\d?,? 20\d\d", r"\bdentro de"),
    "outside_review": _OUTSIDE,
    "fast": _FAST,
    "both_ways": _FAST,
    "hearing": _STATE,
    "keep_services": _KEEP,
}  # fmt: skip
"""For each part of the lists of `resources/rules`, words by which letters say it; a letter may use others."""
