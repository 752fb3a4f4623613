"""What the rules make of a case, as plain values for the command line and for export."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from caseorg.base.language import _, in_language
from caseorg.domain.citation import Citation
from caseorg.domain.dates import ClosedBecause
from caseorg.domain.deadline import Deadline
from caseorg.rules.costs import CostRange, Estimate
from caseorg.rules.schema import Rule
from caseorg.rules.slips import file_of
from caseorg.rules.verdicts import Verdict
from caseorg.rules.vocabulary import YES_NO, Vocabulary


def facts_json(vocabulary: Vocabulary, language: str) -> list[dict[str, Any]]:
    """Give every fact a rule may name, with its answers, its question, and who can be asked."""
    return [
        {
            "name": fact.name,
            "type": "yes_no" if fact.choices == YES_NO else fact.type,
            "choices": dict(fact.choice_words(language)),
            "question": fact.question(language),
            "on_the_phone": fact.on_the_phone(language) or None,
            "asked_of": [source.value for source in fact.asked_of],
            "follows_from": sorted({name for case in fact.follows for name in case.when}),
        }
        for fact in vocabulary
    ]


def rule_json(rule: Rule, language: str) -> dict[str, Any]:
    """Give one rule for people who list or review rules: what it says, when it applies, and where it is written."""
    evidence = rule.evidence(rule.must_settle())
    return {
        "id": rule.id,
        "kind": rule.kind,
        "file": file_of(rule.id),
        "applies_when": {name: str(condition) for name, condition in rule.when.items()},
        "texts": dict(getattr(rule, "es" if language == "es" else "en")),
        "citations": _citations(rule.citations),
        "evidence": evidence.value if evidence else None,
    }


def verdict_json(verdict: Verdict, language: str) -> dict[str, Any]:
    """Give one card. `rule` names all rules behind it: several where they agree, or where they disagree."""
    words = verdict.words.in_language(language)
    return {
        "topic": verdict.topic,
        "answer": verdict.answer.value,
        "headline": words.headline,
        "why": words.why,
        "to_do": words.to_do,
        "rule": ", ".join(rule.id for rule in verdict.rules) or None,
        "citations": _citations(verdict.citations),
        "evidence": verdict.evidence.value if verdict.evidence else None,
    }


def deadline_json(deadline: Deadline, language: str) -> dict[str, Any]:
    """Give one date."""
    period, filed = deadline.period, deadline.counts_as_filed_when
    return {
        "id": deadline.id,
        "action": deadline.action,
        "who": deadline.who.value,
        "started_from": deadline.started_from,
        "started_on": _day(deadline.started_on),
        "period": {period.unit.value: period.amount} if period else None,
        "lands_on": _day(deadline.lands_on),
        "last_day": _day(deadline.last_day),
        "moved_because": _moved_because(deadline.moved_because, language),
        "send_by": _day(deadline.send_by),
        "counts_as_filed_when": filed.value if filed else None,
        "rule": deadline.rule,
        "citations": _citations(deadline.citations),
        "evidence": deadline.evidence.value if deadline.evidence else None,
    }


def costs_json(costs: CostRange | None, language: str) -> dict[str, Any]:
    """Give the range, in whole cents, with its sums in words; nothing where no rule says what enters it."""
    if costs is None:
        return {}
    ends = {"best": costs.best, "likely": costs.likely, "worst": costs.worst}
    return {
        **{f"{name}_cents": end.cents if end else None for name, end in ends.items()},
        "sums": {name: _sum(end, language) for name, end in ends.items() if end},
        "no_upper_limit": costs.no_upper_limit,
        "unknown": list(costs.unknown),
        "rule": costs.rule,
    }


def _sum(end: Estimate, language: str) -> list[dict[str, Any]]:
    return [{"cents": line.cents, "text": line.in_words(language)} for line in end.lines]


def _citations(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    return [
        {"place": one.place, "evidence": one.evidence.value, "checked_on": one.checked_on.isoformat()}
        for one in citations
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moved_because(closed: ClosedBecause | None, language: str) -> str | None:
    if closed is None:
        return None
    with in_language(language):
        if closed is ClosedBecause.holiday:
            return _("It lands on a Federal holiday. The rule moves it to the next open day.")
        return _("It lands on a weekend. The rule moves it to the next open day.")
