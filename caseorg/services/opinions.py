"""Opinions side by side: the rows of the table, and what the person said of each. The program never judges medicine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from caseorg.base.language import _, marked, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import DocumentKind
from caseorg.domain.letter import LetterKind
from caseorg.domain.opinion import ALWAYS_THERE, COMPARED, Opinion, OpinionOrder, Priority, Sameness
from caseorg.domain.record import title_of
from caseorg.domain.visit import Visit

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment


@dataclass(frozen=True)
class Column:
    """One opinion: who gave it, when, and whether there is a written report."""

    opinion: Opinion
    title: str
    doctor: str
    day: date | None
    has_report: bool


@dataclass(frozen=True)
class Row:
    """One row of the table: what each opinion says, and what the person said of whether that is the same."""

    field: str
    title: str
    cells: tuple[str, ...]
    sameness: Sameness | None = None
    judged_by: str = ""
    """The field of the later opinion in which the person says so; nothing where there is none to say it in."""

    @property
    def is_open(self) -> bool:
        """Tell whether none of the opinions says anything here."""
        return not any(self.cells)

    @property
    def is_only_one(self) -> bool:
        """Tell whether only one of the opinions says anything here."""
        return sum(bool(cell) for cell in self.cells) == 1


THIRD_OPINION = "third_opinion"
"""The topic of the rules about a third opinion."""

MATTERS = marked(
    (
        "Living longer",
        "Getting home fast",
        "Less pain",
        "Doing what I do every day",
        "Keeping the cost low",
    )
)
"""What many people weigh; a person may take one over or write their own."""


def priorities(snapshot: CaseSnapshot) -> tuple[Priority, ...]:
    """Return what matters to the person, the heaviest first; what has no weight yet stands last."""
    return tuple(sorted(snapshot.priorities, key=lambda each: -(each.weight or 0)))


def not_yet_said(snapshot: CaseSnapshot) -> tuple[str, ...]:
    """Return what many people weigh and this person has not put down, in the language in use."""
    there = {each.what.strip().casefold() for each in snapshot.priorities}
    return tuple(words for text in MATTERS if (words := _(text)).casefold() not in there)


def columns(snapshot: CaseSnapshot) -> tuple[Column, ...]:
    """Return the opinions of a case, the first one in front."""
    order = list(OpinionOrder)
    ordered = sorted(snapshot.opinions, key=lambda each: (order.index(each.order), each.given_on or date.max))
    return tuple(_column(snapshot, opinion) for opinion in ordered)


def rows(snapshot: CaseSnapshot) -> tuple[Row, ...]:
    """Return the rows of the table; a next step and the person's own words only where there are any."""
    opinions = [column.opinion for column in columns(snapshot)]
    found: list[Row] = []
    for name, judged_by in COMPARED.items():
        cells = tuple(_cell(getattr(opinion, name)) for opinion in opinions)
        if any(cells) or name in ALWAYS_THERE:
            sameness = getattr(opinions[-1], judged_by) if judged_by and len(opinions) > 1 else None
            found.append(Row(name, title_of(Opinion, name), cells, sameness, judged_by))
    return tuple(found)


def as_if_third(assessment: Assessment) -> Assessment:
    """Judge a third opinion as the visit to come: whoever compares two asks about a third, whatever else is planned."""
    from caseorg.rules.verdicts import judge_topic

    if assessment.matter is None:
        return assessment
    matter = replace(assessment.matter, facts=assessment.matter.facts.with_given({"visit.which_opinion": "third"}))
    result = judge_topic(THIRD_OPINION, matter)
    return replace(assessment, facts=matter.facts, matter=matter, verdicts=(result.verdict,) if result else ())


def visit_without_report(snapshot: CaseSnapshot, today: date) -> Visit | None:
    """Return the latest second opinion visit that is over and left no written report, or None.

    A report counts as there if it is linked to an opinion of that doctor or lies among the documents from them; as
    asked for, if a letter about that visit was made.
    """
    over = [
        each
        for each in snapshot.visits
        if each.is_second_opinion and each.happened is not False and (each.happened or (each.day and each.day < today))
    ]
    visit = max(over, key=lambda each: each.day or date.min, default=None)
    if visit is None:
        return None
    linked = [each.contact_id for each in snapshot.opinions if each.report_document_id]
    reports = [each.from_contact_id for each in snapshot.documents if each.kind is DocumentKind.opinion_report]
    opinions = {each.id for each in snapshot.opinions if each.contact_id == visit.contact_id}
    asked = [each.about_id for each in snapshot.letters if each.kind is LetterKind.written_report]
    is_there = visit.contact_id in {*linked, *reports}
    return None if is_there or {visit.id, *opinions} & set(asked) else visit


def _column(snapshot: CaseSnapshot, opinion: Opinion) -> Column:
    titles = {
        OpinionOrder.first: _("First opinion"),
        OpinionOrder.second: _("Second opinion"),
        OpinionOrder.third: _("Third opinion"),
    }
    return Column(
        opinion,
        titles[opinion.order],
        _doctor(snapshot, opinion.contact_id),
        opinion.given_on,
        opinion.report_document_id is not None,
    )


def _doctor(snapshot: CaseSnapshot, contact_id: UUID | None) -> str:
    contact = snapshot.contact(contact_id)
    return contact.name if contact else ""


def _cell(value: object) -> str:
    return short_date(value) if isinstance(value, date) else str(value or "")
