"""By which way records are asked for: every combination of facts, and what the letter of each way says."""

from __future__ import annotations

import itertools

import pytest

from caseorg.domain.requests import Holder
from caseorg.domain.routes import Asking, Route, Signer, may_ask_by_office, route_of
from caseorg.packets.letters import letter_text
from tests.packets import golden

FACTS = [
    Asking(holder, signer, to_doctor, in_computer, therapy_notes, drug_program, by_office)
    for holder in (Holder.records, Holder.image_library, Holder.pathology, Holder.billing)
    for signer in Signer
    for to_doctor, therapy_notes, drug_program, by_office in itertools.product((False, True), repeat=4)
    for in_computer in (None, True, False)
]


@pytest.mark.parametrize(
    ("asking", "route"),
    [
        (Asking(), Route.access),
        (Asking(signer=Signer.representative), Route.access),
        (Asking(Holder.billing), Route.access),
        (Asking(Holder.molecular, in_computer=False), Route.access),
        (Asking(drug_program=True), Route.access),  # one's own records of a program: 42 CFR 2.23
        (Asking(to_doctor=True, in_computer=True), Route.directive),
        (Asking(to_doctor=True), Route.directive),
        (Asking(to_doctor=True, in_computer=False), Route.authorization),
        (Asking(to_doctor=True, in_computer=True, drug_program=True), Route.authorization),
        (Asking(therapy_notes=True), Route.authorization),
        (Asking(signer=Signer.helper), Route.authorization),
        (Asking(by_office=True), Route.office),
        (Asking(by_office=True, drug_program=True), Route.authorization),
        (Asking(by_office=True, therapy_notes=True), Route.authorization),
        (Asking(Holder.pathology), None),
        (Asking(Holder.pathology, to_doctor=True, in_computer=True), None),
    ],
)
def test_the_facts_decide_about_the_way(asking: Asking, route: Route | None) -> None:
    assert route_of(asking) is route


def test_no_combination_of_facts_gives_a_right_that_is_not_there() -> None:
    for asking in FACTS:
        route = route_of(asking)
        if asking.holder is Holder.pathology:
            assert route is None
        elif route is Route.access:
            assert not asking.to_doctor
            assert asking.signer is not Signer.helper
            assert not asking.therapy_notes
        elif route is Route.directive:
            assert asking.to_doctor
            assert asking.in_computer is not False
            assert not asking.drug_program
        elif route is Route.office:
            assert asking.by_office
            assert may_ask_by_office(asking)


def test_each_way_has_its_own_words_and_no_words_of_another() -> None:
    plans = golden.versions()
    mine, straight, formed = (
        letter_text(golden.plans()["records_request"]),
        letter_text(plans["records_request.directive"]),
        letter_text(plans["records_request.with_form"]),
    )
    assert "45 CFR 164.524(c)(3)(ii)" in straight
    assert "45 CFR 164.524(c)(3)(ii)" not in mine + formed
    assert "30 days" in mine
    assert "30 days" in straight
    assert "30 days" not in formed  # an authorization has no clock
    assert "right of access" not in formed
    assert "45 CFR 164.508" in formed
    assert "Searching is free" in mine
    assert "Searching is free" not in straight + formed  # the limit holds for copies to oneself
