from __future__ import annotations

from datetime import date

import pytest

from caseorg.domain.citation import Citation, Evidence
from caseorg.rules.wording import banned_words

FEDERAL = (Citation("42 CFR 438.206(b)(3)", Evidence.restated, date(2026, 10, 1)),)
STATE = (Citation("ORS 743B.001", Evidence.read, date(2026, 10, 1)),)
REMEMBERED = (Citation("42 CFR 438.206(b)(3)", Evidence.memory, date(2026, 10, 1)),)


def words(text: str, language: str = "en", cites: tuple[Citation, ...] = FEDERAL) -> list[str]:
    return [word.lower() for word, _because in banned_words(text, language, cites)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Payment is guaranteed.", "guaranteed"),
        ("Your visit is approved.", "approved"),
        ("The visit is covered.", "covered"),
        ("The visit is not covered.", "covered"),
        ("Most people win an appeal.", "win"),
        ("Your odds are good.", "odds"),
        ("Call your plan!", "!"),
        ("Please call.", "please"),
    ],
)
def test_promises_rates_and_noise_are_refused(text: str, word: str) -> None:
    assert words(text) == [word]


@pytest.mark.parametrize(
    "text",
    [
        "Medicare can cover a second opinion.",
        "You pay 20 of every 100 dollars of the approved amount.",
        "Medicare will likely help pay for this visit.",
        "Your plan must arrange it outside the network.",
    ],
)
def test_plain_words_pass(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Está garantizado.", "garantizado"),
        ("La visita está cubierta.", "cubierta"),
        ("Su visita está aprobada.", "aprobada"),
        ("¡Llame!", "¡"),
        ("Llame, por favor.", "por favor"),
    ],
)
def test_the_same_holds_in_spanish(text: str, word: str) -> None:
    assert words(text, "es") == [word]


def test_a_plans_duty_needs_a_cite() -> None:
    assert words("Your plan must pay.", cites=()) == ["plan must"]
    assert words("Su plan debe pagar.", "es", ()) == ["plan debe"]
    assert words("Your plan must pay.") == []


@pytest.mark.parametrize(("cites", "passes"), [(FEDERAL, True), (STATE, False), (REMEMBERED, False), ((), False)])
def test_a_federal_right_needs_a_federal_law_that_somebody_checked(cites: tuple[Citation, ...], passes: bool) -> None:
    assert (words("It is your right under federal law.", cites=cites) == []) is passes
