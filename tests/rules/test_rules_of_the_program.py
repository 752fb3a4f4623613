"""The rules that ship: their own examples, and what no rule of them may do."""

from __future__ import annotations

import itertools
import json
import re

import pytest

from caseorg.app.command_words import of_assessment, of_rule
from caseorg.domain.citation import Evidence
from caseorg.rules.assess import assess_facts
from caseorg.rules.examples import failures
from caseorg.rules.library import Library, load_library, read_folder
from caseorg.rules.schema import DeadlineRule, Rule, VerdictAnswer
from tests.rules.rule_folders import REAL_RULES, TODAY

WITH_EXAMPLES, _SLIPS = read_folder(REAL_RULES, with_examples=True)
assert WITH_EXAMPLES is not None
RULES = list(WITH_EXAMPLES.rules.values())
DEADLINES = [rule for rule in RULES if isinstance(rule, DeadlineRule)]
KINDS = WITH_EXAMPLES.vocabulary["plan.kind"].choices


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(REAL_RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_of(rule: Rule) -> None:
    assert WITH_EXAMPLES is not None
    assert rule.example
    assert {example.title: failures(rule, example, WITH_EXAMPLES) for example in rule.example} == {
        example.title: [] for example in rule.example
    }


def test_there_are_rules_of_every_kind(library: Library) -> None:
    assert all((library.deadlines, library.steps, library.checklists, any(library.verdicts.values())))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_plan_has_cards(library: Library, kind: str) -> None:
    topics = {verdict.topic for verdict in assess_facts({"plan.kind": kind}, library, TODAY).verdicts}
    assert {"opinion", "cost"} <= topics


def test_not_sure_about_everything_gives_no_likely_yes_and_a_way_to_ask(library: Library) -> None:
    assessment = assess_facts({}, library, TODAY)
    assert {verdict.answer for verdict in assessment.verdicts} == {VerdictAnswer.cannot_tell}
    assert assessment.needs[0] == "plan.kind"
    assert assessment.deadlines == ()
    for name in assessment.needs:
        fact = library.vocabulary[name]
        assert fact.question("en")
        assert fact.question("es")


OPEN_QUESTIONS = ("visit.in_network", "visit.referral_needed", "visit.prior_approval_needed", "visit.reason")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("medicare", "uninsured")])
def test_four_unknown_facts_give_no_likely_yes_on_the_topics_that_turn_on_them(library: Library, kind: str) -> None:
    """The doctor's network, a referral, prior approval and the reason are open: nothing there is likely yet."""
    assessment = assess_facts({"plan.kind": kind}, library, TODAY)
    for verdict in assessment.verdicts:
        if verdict.topic in ("opinion", "network") and set(verdict.needs) & set(OPEN_QUESTIONS):
            assert verdict.answer is not VerdictAnswer.likely_yes


@pytest.mark.parametrize("rule", DEADLINES, ids=lambda rule: rule.id)
def test_a_deadline_on_memory_never_names_a_last_day(library: Library, rule: DeadlineRule) -> None:
    for example in rule.example:
        for deadline in assess_facts(example.given, library, example.today).deadlines:
            if deadline.evidence is Evidence.memory and deadline.letter_day is None:
                assert deadline.last_day is None
                assert deadline.lands_on is None


@pytest.mark.parametrize("rule", DEADLINES, ids=lambda rule: rule.id)
def test_send_by_lands_on_and_last_day_stand_in_this_order(library: Library, rule: DeadlineRule) -> None:
    for example in rule.example:
        for deadline in assess_facts(example.given, library, example.today).deadlines:
            days = [day for day in (deadline.send_by, deadline.lands_on, deadline.last_day) if day]
            assert days == sorted(days)


def test_every_answer_of_every_kind_of_plan_is_serialised_in_both_languages(library: Library) -> None:
    keys = {"topic", "answer", "headline", "why", "to_do", "rule", "citations", "evidence", "better_with"}
    for kind, network in itertools.product(KINDS, ("hmo", "ppo")):
        given = {"plan.kind": kind, "plan.network": network, "visit.reason": "surgery", "visit.emergency": "no"}
        for language in ("en", "es"):
            found = of_assessment(assess_facts(given, library, TODAY), language)
            assert set(found) == {"verdicts", "deadlines", "needs", "letters", "costs"}
            for verdict in found["verdicts"]:
                assert set(verdict) >= keys
                assert not re.search(r"[{}]", verdict["headline"] + verdict["why"] + verdict["to_do"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_rule_can_be_listed_and_shown_for_review(library: Library, language: str) -> None:
    for rule in library.rules.values():
        shown = of_rule(rule, TODAY, language)
        assert (REAL_RULES / shown["file"]).is_file()
        assert shown["title"]
        assert set(shown["applies_when"]) == set(rule.when)
        assert all(shown["applies_when"].values())
    json.dumps([of_rule(rule, TODAY, language) for rule in library.rules.values()])
