"""The check of a denial letter: what a letter of this kind of plan has to say, and what this one left out."""

from __future__ import annotations

from dataclasses import dataclass

from caseorg.base import language
from caseorg.base.language import _
from caseorg.domain.changes import ChangeSet
from caseorg.domain.citation import Citation, Evidence
from caseorg.domain.denial import Denial
from caseorg.domain.letter import LetterKind
from caseorg.rules.assess import Assessment
from caseorg.rules.conditions import Holds, judge
from caseorg.rules.ladder import ChecklistRule
from caseorg.rules.library import Library
from caseorg.services.step_law import PART_D, is_drug_plans_letter
from caseorg.services.workspace import Workspace


@dataclass(frozen=True)
class NoticePart:
    """One thing a denial letter has to say."""

    id: str
    words: str
    is_missing: bool


@dataclass(frozen=True)
class NoticeCheck:
    """What one denial letter has to say, with the place where that is written."""

    text: str
    parts: tuple[NoticePart, ...]
    citations: tuple[Citation, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What the person did not find in the letter."""
        return tuple(part.words for part in self.parts if part.is_missing)

    @property
    def places(self) -> tuple[str, ...]:
        """The places in the law that a letter of ours may name: never one that nobody has checked."""
        return tuple(one.place for one in self.citations if one.evidence is not Evidence.memory)[:1]


def notice_check(assessment: Assessment, library: Library, denial: Denial, code: str = "") -> NoticeCheck | None:
    """Return the check of a denial letter, or None where we have no list for this kind of plan.

    Args:
        assessment: What the rules make of the case.
        library: The rules.
        denial: The denial whose letter is looked at.
        code: The language of the words; the one in use if it is left out.
    """
    code = code or language.current()
    facts = assessment.facts.of_records.get("denial", ()) if assessment.facts else ()
    mine = next((seen.facts for seen in facts if seen.record_id == denial.id), None)
    if mine is None:
        return None
    is_drug_plans = is_drug_plans_letter(mine)
    for rule in library.checklists:
        if rule.checklist.letter is not LetterKind.notice_gaps:
            continue
        # A drug plan's letter does not have to say what one of Medicare itself has to, whatever plan is on show.
        fits = _is_for_drug_plans(rule, denial) if is_drug_plans else judge(rule.when, mine).holds is Holds.yes
        if fits:
            return _check(rule, denial, code)
    return None


def _is_for_drug_plans(rule: ChecklistRule, denial: Denial) -> bool:
    regime, level = rule.when.get("plan.regime"), rule.when.get("denial.level")
    return bool(regime and regime.holds(PART_D) and (level is None or level.holds(denial.level.value)))


def _check(rule: ChecklistRule, denial: Denial, code: str) -> NoticeCheck:
    parts = tuple(
        NoticePart(item.id, item.es if code == "es" else item.en, item.id in denial.not_in_notice) for item in rule.item
    )
    cited = tuple(Citation(cite.place, cite.evidence, cite.checked_on) for cite in rule.cite)
    return NoticeCheck((rule.es if code == "es" else rule.en).text, parts, cited)


def mark_missing(workspace: Workspace, denial: Denial, missing: tuple[str, ...]) -> ChangeSet | None:
    """Keep which parts the letter left out; one mark after another joins into the same step."""
    return workspace.save(denial.revised(not_in_notice=missing), _("Check the denial letter"), joins=True)
