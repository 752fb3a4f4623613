"""What the commands print: assessments, facts and rules as plain data for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from caseorg.domain.citation import MONTHS_UNTIL_STALE, Citation, checked_on, is_stale
from caseorg.domain.dates import NoSuchDay, add_months
from caseorg.rules.review import Counts, empty_cells
from caseorg.rules.slips import file_of

if TYPE_CHECKING:
    from caseorg.domain.deadline import Deadline
    from caseorg.rules.assess import Assessment
    from caseorg.rules.changes import Change
    from caseorg.rules.costs import CostRange, Estimate
    from caseorg.rules.review import Matrix, PlanKindRow, StaleSource
    from caseorg.rules.schema import Rule
    from caseorg.rules.verdicts import Verdict
    from caseorg.rules.vocabulary import Fact


def of_assessment(assessment: Assessment, language: str) -> dict[str, Any]:
    """Return an assessment as the command `assess` prints it."""
    return {
        "verdicts": [
            {**of_verdict(verdict, language), "better_with": of_change(assessment.changes.get(verdict.topic), language)}
            for verdict in assessment.verdicts
        ],
        "deadlines": [of_deadline(deadline, language) for deadline in assessment.deadlines],
        "needs": list(assessment.needs),
        "letters": [letter.value for letter in assessment.letters],
        "costs": of_costs(assessment.costs, language),
    }


def of_verdict(verdict: Verdict, language: str) -> dict[str, Any]:
    """Return one card."""
    words = verdict.words.in_language(language)
    return {
        "topic": verdict.topic,
        "answer": verdict.answer.value,
        "headline": words.headline,
        "why": words.why,
        "to_do": words.to_do,
        "may_pay": words.may_pay,
        "rule": verdict.rules[0].id if verdict.rules else None,
        "rules": [rule.id for rule in verdict.rules],
        "disagree": verdict.disagree,
        "needs": list(verdict.needs),
        "citations": of_citations(verdict.citations),
        "evidence": verdict.evidence.value if verdict.evidence else None,
    }


def of_change(change: Change | None, language: str) -> dict[str, Any] | None:
    """Return what would make a card better: which facts, in words, and what it would then say."""
    if change is None:
        return None
    return {
        "facts": dict(change.facts),
        "words": list(change.in_words(language)),
        "answer": change.answer.value,
    }


def of_deadline(deadline: Deadline, language: str) -> dict[str, Any]:
    """Return one date, with each step of the count in words."""
    period = deadline.period
    return {
        "id": deadline.id,
        "action": deadline.action,
        "who": deadline.who.value,
        "started_from": deadline.started_from,
        "started_on": _day(deadline.started_on),
        "period": {"amount": period.amount, "unit": period.unit.value} if period else None,
        "lands_on": _day(deadline.lands_on),
        "last_day": _day(deadline.last_day),
        "moved_because": deadline.moved_because.value if deadline.moved_because else None,
        "send_by": _day(deadline.send_by),
        "counts_as_filed_when": deadline.counts_as_filed_when.value if deadline.counts_as_filed_when else None,
        "done_on": _day(deadline.done_on),
        "steps": [
            " ".join(part for part in (step.title(language), step.value(language), step.text(language)) if part)
            for step in deadline.steps
        ],
        "rule": deadline.rule,
        "citations": of_citations(deadline.citations),
        "evidence": deadline.evidence.value if deadline.evidence else None,
    }


def of_costs(costs: CostRange | None, language: str) -> dict[str, Any]:
    """Return what the visit may cost; nothing where no rule says how to work it out."""
    if costs is None:
        return {}
    return {
        "best": _estimate(costs.best, language),
        "likely": _estimate(costs.likely, language),
        "worst": _estimate(costs.worst, language),
        "no_upper_limit": costs.no_upper_limit,
        "unknown": list(costs.unknown),
        "rule": costs.rule,
    }


def _estimate(estimate: Estimate | None, language: str) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {"cents": estimate.cents, "sum": [line.in_words(language) for line in estimate.lines]}


def of_citations(citations: Iterable[Citation]) -> list[dict[str, str]]:
    """Return sources, each with how well and when it was checked."""
    return [
        {"place": each.place, "evidence": each.evidence.value, "checked_on": each.checked_on.isoformat()}
        for each in citations
    ]


def of_fact(fact: Fact, language: str) -> dict[str, Any]:
    """Return one fact of the vocabulary."""
    return {
        "name": fact.name,
        "type": fact.type,
        "choices": list(fact.choices),
        "choice_words": dict(fact.choice_words(language)),
        "question": fact.question(language),
        "on_the_phone": fact.on_the_phone(language) or None,
        "asked_of": [who.value for who in fact.asked_of],
        "follows_from": sorted({name for case in fact.follows for name in case.when}),
        "is_computed": fact.computed,
    }


def of_rule(rule: Rule, today: date, language: str) -> dict[str, Any]:
    """Return one rule as a line of the list: when it applies, where that is written, and when to check it again."""
    text = getattr(rule, language if language == "es" else "en")
    oldest = checked_on(rule.citations)
    weakest_mark = rule.own_evidence
    return {
        "id": rule.id,
        "kind": rule.kind,
        "file": file_of(rule.id),
        "title": text.title,
        "applies_when": {name: str(condition) for name, condition in rule.when.items()},
        "citations": of_citations(rule.citations),
        "evidence": weakest_mark.value if weakest_mark else None,
        "checked_on": _day(oldest),
        "check_again_by": _day(add_months(oldest, MONTHS_UNTIL_STALE, NoSuchDay.last_of_month)) if oldest else None,
        "is_stale": is_stale(rule.citations, today),
    }


def of_stale(source: StaleSource) -> dict[str, str]:
    """Return one source that has to be read again."""
    return {
        "file": source.file,
        "key": source.key,
        "place": source.citation.place,
        "evidence": source.citation.evidence.value,
        "checked_on": source.citation.checked_on.isoformat(),
        "due": source.due.isoformat(),
    }


def of_matrix(drawn: Matrix, kinds: Mapping[str, PlanKindRow], counted: Counts) -> dict[str, Any]:
    """Return what each kind of plan gets for each topic, how well that was checked, and the cells with nothing in."""
    return {
        "kinds": {
            name: {
                "title": kinds[name].title,
                "topics": {
                    topic: {
                        "answers": list(cell.answers),
                        "evidence": cell.evidence.value if cell.evidence else None,
                        "rules": [rule.id for rule in cell.rules],
                        "nothing_to_say": cell.nothing_to_say or None,
                    }
                    for topic, cell in row.items()
                },
            }
            for name, row in drawn.items()
        },
        "counts": counted,
        "empty": [f"{kind}: {topic}" for kind, topic in empty_cells(drawn)],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
