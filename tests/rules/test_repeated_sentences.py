"""Sentences of popular articles that no rule may repeat, by the number of the claim in the reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from caseorg.rules.library import Library, load_library
from tests.rules.rule_folders import REAL_RULES


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(REAL_RULES)


def sentences(library: Library) -> Iterator[tuple[str, str]]:
    """Give every text of every rule, of every topic and of every fact, in both languages, with where it stands."""
    for rule in library.rules.values():
        for text in (rule.en, rule.es):  # type: ignore[attr-defined]
            yield from ((rule.id, value) for value in dict(text).values() if value)
    for name, topic in library.topics.items():
        for language in ("en", "es"):
            yield from ((name, value) for value in dict(topic.words.in_language(language)).values() if value)
    for fact in library.vocabulary:
        yield from ((fact.name, fact.question(language)) for language in ("en", "es"))


# What the articles say, by the number of the claim in section 4 of the federal rules, and how one would find it again.
# Each pattern has to find the article's own sentence, or the test below it would prove nothing.
SAID_BY_ARTICLES = {
    "1 many plans require one": (
        "Many insurance plans require a second opinion for major surgery.",
        r"(many|most) (insurance |health )?plans (require|want|ask for) (a |one|second)"
        r"|(muchos|la mayoría de los) planes (exigen|piden)",
    ),
    "2 most plans cover them": (
        "Most insurance plans cover second opinions.",
        r"(most|nearly all) (\w+ )?plans (will )?(likely )?(cover|pay)"
        r"|(la mayoría de los|casi todos los) planes (cubren|pagan)",
    ),
    "3 federal law guarantees them": (
        "Federal law guarantees second-opinion rights for Medicare beneficiaries.",
        r"law guarantee|guaranteed by|ley garantiza|garantizad[ao] por",
    ),
    "5 plans cover them by themselves": (
        "Many plans cover second opinions automatically.",
        r"cover\w* (\w+ ){0,3}automatic|automátic\w* (cubre|paga)|(cubren|pagan) (\w+ ){0,3}automátic",
    ),
    "8 a supporting opinion wins the appeal": (
        "A second doctor's support will strengthen and win your appeal.",
        r"(opinion|report|support|letter) (will|must) (win|strengthen|overturn)"
        r"|(opinión|informe|carta) (ganará|hará que)",
    ),
    "9 how many people get one": ("13 to 16 percent of patients get one.", r"\b1[36] (to|percent|%)|58 ?%|58 percent"),
    "15 private plans mostly cover it": (
        "Private coverage is common when medically justified.",
        r"(coverage|payment) is (common|usual|typical)|(cobertura|el pago) es (común|habitual)",
    ),
    "16 paid in full in the network": (
        "In network it is paid in full.",
        r"in (the )?network .{0,30}(paid|pays) in full|dentro de la red .{0,30}(por completo|pago completo|pago total)",
    ),
    "18 a limit on consultation time": (
        "There are limits on covered consultation time.",
        r"limits? on (\w+ ){0,2}(consultation|visit) time|límites? (al|de) tiempo de (consulta|visita)",
    ),
    "22 your province": ("Rules differ in your province.", r"\bprovinc[ei]"),
    "33 the outside review is like a second opinion": (
        "The independent review works like a second opinion.",
        r"review (works|is|acts) (\w+ )?(like|as) a second opinion|revisión (es|funciona) como una segunda opinión",
    ),
    "35 CMS recognizes cancer second opinions": (
        "CMS has a specific recognition of cancer second opinions.",
        r"CMS .{0,40}recogni|CMS .{0,40}reconoc",
    ),
    "37 Physician Compare": ("Use Physician Compare at medicare.gov.", r"Physician Compare"),
    "39 a fundamental right": (
        "A second opinion before surgery is a fundamental right.",
        r"fundamental right|derecho fundamental",
    ),
    "43 always a right, even to a fourth": (
        "You always have a right to another opinion, a third or fourth.",
        r"always have (a|the) right|siempre tiene (el )?derecho|fourth opinion|cuarta opinión",
    ),
    "45 most plans pay inside the network": (
        "Most plans cover an in-network second opinion.",
        r"(most|many) plans (\w+ ){0,2}(cover|pay)|(la mayoría|muchos) (de los )?planes (\w+ ){0,2}(cubr|pag)",
    ),
    "51 all depends on the policy": (
        "Coverage depends entirely on your policy.",
        r"depends? entirely|depende por completo|depende enteramente",
    ),
    "59 first ask for a denial letter": (
        "Your first step is to request a formal denial letter.",
        r"first step is to (ask for|request)|primer paso es pedir",
    ),
    "federal rules 7: MAXIMUS still reviews Medicare Advantage": (
        "MAXIMUS reviews Medicare Advantage appeals.", r"maximus"
    ),
    "federal rules 1c: short-term plans last four months at most": (
        "A short-term plan can last at most 4 months.",
        r"(at most|maximum of?|máximo de?) (4|four|cuatro|3|three|tres) (months|meses)",
    ),
    "records 1.1: 15 days for records is law": (
        "An office has 15 days to give you your records under HIPAA.",
        r"HIPAA .{0,60}\b15 (days|días)|\b15 (days|días) .{0,60}HIPAA",
    ),
}  # fmt: skip


@pytest.mark.parametrize("claim", SAID_BY_ARTICLES)
def test_no_rule_repeats(library: Library, claim: str) -> None:
    sentence, pattern = SAID_BY_ARTICLES[claim]
    said = re.compile(pattern, re.I)
    assert said.search(sentence)
    assert [rule for rule, text in sentences(library) if said.search(text)] == []
