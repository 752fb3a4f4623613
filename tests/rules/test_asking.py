"""Asking in the computed order settles cards with fewer questions than asking in the order of the list."""

from __future__ import annotations

from statistics import mean

from caseorg.rules.library import load_library
from tests.rules.asking import as_computed, as_listed, ask_all
from tests.rules.rule_folders import REAL_RULES


def test_the_computed_order_needs_fewer_questions() -> None:
    library = load_library(REAL_RULES)
    computed, listed = (ask_all(library, order, 6) for order in (as_computed, as_listed))
    print(f"computed: {computed.in_words()}; listed: {listed.in_words()}")
    assert len(computed.of_cases) == len(listed.of_cases) == 6 * len(library.vocabulary["plan.kind"].choices)
    assert mean(computed.of_cards) < 0.9 * mean(listed.of_cards)
    assert mean(computed.of_cases) <= mean(listed.of_cases)
