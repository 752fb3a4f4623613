"""What would change the answer: the smallest change of something a person can bring about."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseorg.app.command_words import of_assessment
from caseorg.rules.assess import assess_facts
from caseorg.rules.library import Library, load_library
from caseorg.rules.schema import VerdictAnswer
from caseorg.rules.vocabulary import Vocabulary
from tests.rules.rule_folders import REAL_RULES, TODAY, a_verdict, library_of

OUTSIDE = {"plan.kind": "medicare_advantage", "plan.network": "hmo", "visit.in_network": "no"}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(REAL_RULES)


def test_a_referral_that_is_still_missing_is_named(tmp_path: Path) -> None:
    library = library_of(
        tmp_path / "rules",
        {
            "made/have.toml": a_verdict(
                "made.have", "likely_yes", '"visit.referral_needed" = "yes"\n"visit.referral_have" = "yes"'
            ),
            "made/lack.toml": a_verdict(
                "made.lack", "yes_if_first", '"visit.referral_needed" = "yes"\n"visit.referral_have" = "no"'
            ),
        },
    )
    given = {"plan.kind": "employer", "visit.referral_needed": "yes", "visit.referral_have": "no"}
    assessment = assess_facts(given, library, TODAY)
    change = assessment.changes["referral"]
    assert change.facts == (("visit.referral_have", "yes"),)
    assert change.answer is VerdictAnswer.likely_yes
    assert change.in_words("en") == ("with a referral from your main doctor",)
    assert change.in_words("es") == ("con una remisión de su médico principal",)
    # What makes no sense to have is not advised, and a good answer needs no better one.
    assert "referral" not in assess_facts({**given, "visit.referral_needed": "no"}, library, TODAY).changes
    assert "referral" not in assess_facts({**given, "visit.referral_have": "yes"}, library, TODAY).changes


def test_one_change_comes_before_two_and_two_only_where_one_is_not_enough(tmp_path: Path) -> None:
    both = '"visit.in_network" = "yes"\n"visit.mode" = "in_person"'
    files = {
        "made/both.toml": a_verdict("made.both", "likely_yes", both),
        "made/out.toml": a_verdict("made.out", "likely_no", '"visit.in_network" = "no"'),
        "made/far.toml": a_verdict(
            "made.far", "likely_no", '"visit.in_network" = "yes"\n"visit.mode" = "records_only"'
        ),
    }
    library = library_of(tmp_path / "rules", files)
    given = {"plan.kind": "employer", "visit.in_network": "no", "visit.mode": "records_only"}
    two = assess_facts(given, library, TODAY).changes["referral"]
    assert two.facts == (("visit.in_network", "yes"), ("visit.mode", "in_person"))
    one = assess_facts({**given, "visit.mode": "in_person"}, library, TODAY).changes["referral"]
    assert one.facts == (("visit.in_network", "yes"),)


def test_every_change_of_every_kind_of_plan_keeps_its_word(library: Library) -> None:
    """Making it so gives the answer that was named, and leaving any part of it out does not."""
    found = 0
    for kind in library.vocabulary["plan.kind"].choices:
        for network in library.vocabulary["plan.network"].choices:
            given = {"plan.kind": kind, "plan.network": network, "visit.in_network": "no", "visit.reason": "surgery"}
            before = assess_facts(given, library, TODAY)
            for topic, change in before.changes.items():
                after = assess_facts({**given, **dict(change.facts)}, library, TODAY).verdict(topic)
                was = before.verdict(topic)
                assert after is not None
                assert was is not None
                assert (after.answer, after.answer.is_firm) == (change.answer, True)
                assert after.answer is not was.answer
                found += 1
    assert found > 50


def test_only_what_a_person_can_bring_about_is_advised(library: Library) -> None:
    vocabulary: Vocabulary = library.vocabulary
    changeable = {fact.name for fact in vocabulary if fact.can_become}
    assert {"visit.referral_have", "visit.prior_approval_have", "visit.in_network"} <= changeable
    assert not {name for name in changeable if name.startswith(("plan.", "patient.", "denial.", "coverage."))}


def test_the_command_prints_it_with_each_card(library: Library) -> None:
    printed = of_assessment(assess_facts(OUTSIDE, library, TODAY), "en")
    network = next(card for card in printed["verdicts"] if card["topic"] == "network")
    assert network["answer"] == "likely_no"
    assert network["better_with"] == {
        "facts": {"visit.in_network": "yes"},
        "words": ["with a doctor in your plan's network"],
        "answer": "likely_yes",
    }
