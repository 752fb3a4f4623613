"""The two further kinds of rule: a rung of an appeals ladder, and what a paper has to contain."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from caseorg.domain.bilingual import Bilingual
from caseorg.domain.letter import LetterKind
from caseorg.rules.schema import Rule
from caseorg.rules.sheet import Name, Sentence, Sheet, Word


class StepTable(Sheet):
    """The table [step]: one rung of an appeals ladder."""

    order: int = Field(ge=1)
    goes_on: Literal["by_you", "by_itself"]
    leads_here: tuple[Name, ...] = ()
    denial_level: Word | None = None
    file_by: tuple[Name, ...] = ()
    answer_by: tuple[Name, ...] = ()
    forms: tuple[str, ...] = ()
    amount: Word | None = None
    letters: tuple[LetterKind, ...] = ()


class StepText(Sheet):
    """What a rung says in one language."""

    title: Sentence
    decided_by: Sentence
    text: Sentence
    if_no_answer: str = ""


class StepRule(Rule):
    """One rung of an appeals ladder."""

    kind: Literal["step"]
    step: StepTable
    en: StepText
    es: StepText

    @property
    def words(self) -> Bilingual[StepText]:
        """Return its texts in both languages."""
        return Bilingual(self.en, self.es)

    def must_settle(self) -> tuple[str, ...]:
        """Name the keys for which a cite has to stand."""
        keys = ("order",) + (("forms",) if self.step.forms else ()) + (("amount",) if self.step.amount else ())
        return super().must_settle() + keys

    def may_settle(self) -> set[str]:
        """Name further keys a cite may stand for."""
        return {"decided_by", "goes_on", "letters"}


class ChecklistTable(Sheet):
    """The table [checklist]: which paper it is for."""

    letter: LetterKind


class ChecklistItem(Sheet):
    """One thing a paper should contain, and what ticks it."""

    id: Word
    level: Literal["must", "good"]
    document: str | None = None
    fact: Name | None = None
    en: Sentence
    es: Sentence


class ChecklistText(Sheet):
    """What a checklist says in one language."""

    title: Sentence
    text: Sentence


class ChecklistRule(Rule):
    """Says what a letter or packet has to contain."""

    kind: Literal["checklist"]
    checklist: ChecklistTable
    item: tuple[ChecklistItem, ...] = Field(min_length=1)
    en: ChecklistText
    es: ChecklistText

    def must_settle(self) -> tuple[str, ...]:
        """Name the keys for which a cite has to stand."""
        return super().must_settle() + tuple(item.id for item in self.item if item.level == "must")

    def may_settle(self) -> set[str]:
        """Name further keys a cite may stand for."""
        return {item.id for item in self.item}
