from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseorg.rules.assess import assess_facts
from caseorg.rules.costs import CostRange
from caseorg.rules.library import Library
from tests.rules.rule_folders import TODAY, a_verdict, library_of

TERMS = """cost = {{ deductible = "coverage.deductible_cents", deductible_met = "coverage.deductible_met_cents", \
share = "coverage.coinsurance_percent", copay = "coverage.copay_cents", limit = "coverage.out_of_pocket_limit_cents", \
limit_met = "coverage.out_of_pocket_met_cents", above_allowed = "{above}" }}"""

FIGURE = """
[made_ceiling]
unit = "percent"

[made_ceiling.en]
title = "Ceiling"

[made_ceiling.es]
title = "Tope"

[[made_ceiling.years]]
year = 2026
amount = 15
place = "42 CFR 414.48"
evidence = "secondary"
checked_on = 2026-11-22
"""


def cost_library(folder: Path, above: str) -> Library:
    more = TERMS.format(above=above)
    rule = a_verdict("made.cost", "papers_decide", '"plan.kind" = "employer"', "usual", more, topic="cost")
    return library_of(folder, {"made/cost.toml": rule, "figures/made.toml": FIGURE})


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return cost_library(tmp_path_factory.mktemp("rules"), "none")


def range_of(library: Library, **amounts: int) -> CostRange:
    names = {"allowed": "visit.allowed_cents", "billed": "visit.billed_cents"}
    facts = {names.get(name, f"coverage.{name}"): amount for name, amount in amounts.items()}
    costs = assess_facts({"plan.kind": "employer", **facts}, library, TODAY).costs
    assert costs is not None
    return costs


def cents(costs: CostRange) -> tuple[int | None, ...]:
    return tuple(end.cents if end else None for end in (costs.best, costs.likely, costs.worst))


def test_a_deductible_comes_first_and_then_the_share_of_the_rest(library: Library) -> None:
    costs = range_of(
        library, allowed=100_000, deductible_cents=50_000, deductible_met_cents=20_000, coinsurance_percent=20
    )
    assert cents(costs) == (44_000, 44_000, 44_000)
    assert costs.likely is not None
    assert [line.in_words("en") for line in costs.likely.lines] == [
        "$300 of your deductible", "$140, your share: 20 of every 100 dollars of the rest"
    ]  # fmt: skip
    assert costs.unknown == ()


def test_a_deductible_nobody_knows_the_rest_of_makes_a_range(library: Library) -> None:
    costs = range_of(library, allowed=100_000, deductible_cents=50_000, coinsurance_percent=20)
    assert cents(costs) == (20_000, None, 60_000)
    assert costs.unknown == ("coverage.deductible_met_cents",)


def test_an_unknown_amount_stays_unknown_and_is_named(library: Library) -> None:
    costs = range_of(library, deductible_cents=50_000, coinsurance_percent=20)
    assert cents(costs) == (None, None, None)
    assert "visit.allowed_cents" in costs.unknown


def test_a_copay_stands_alone(library: Library) -> None:
    costs = range_of(library, copay_cents=4_000)
    assert cents(costs) == (4_000, 4_000, 4_000)
    assert costs.unknown == ("coverage.deductible_cents",)


def test_the_most_in_a_year_takes_off_what_lies_above_it(library: Library) -> None:
    costs = range_of(
        library, allowed=100_000, deductible_cents=0, coinsurance_percent=50,
        out_of_pocket_limit_cents=300_000, out_of_pocket_met_cents=290_000,
    )  # fmt: skip
    assert cents(costs) == (10_000, 10_000, 10_000)


def test_a_part_of_a_cent_is_rounded_up(library: Library) -> None:
    assert cents(range_of(library, allowed=101, deductible_cents=0, coinsurance_percent=10)) == (11, 11, 11)


def test_what_the_doctor_may_charge_on_top_is_only_in_the_worst_end(tmp_path: Path) -> None:
    limited = cost_library(tmp_path / "limited", "made_ceiling")
    costs = range_of(limited, allowed=10_000, deductible_cents=0, coinsurance_percent=20)
    assert cents(costs) == (2_000, 2_000, 3_500)
    free = cost_library(tmp_path / "free", "unlimited")
    billed = range_of(free, allowed=10_000, billed=18_000, deductible_cents=0, coinsurance_percent=20)
    assert cents(billed) == (2_000, 2_000, 10_000)
    unknown = range_of(free, allowed=10_000, deductible_cents=0, coinsurance_percent=20)
    assert (cents(unknown), unknown.no_upper_limit) == ((2_000, 2_000, None), True)
    assert "visit.billed_cents" in unknown.unknown


def test_a_rule_can_say_that_there_is_nothing_to_pay(tmp_path: Path) -> None:
    rule = a_verdict(
        "made.cost", "likely_yes", '"plan.kind" = "medicaid"', more="cost = { nothing_to_pay = true }", topic="cost"
    )
    costs = assess_facts({"plan.kind": "medicaid"}, library_of(tmp_path / "r", {"made/cost.toml": rule}), TODAY).costs
    assert costs is not None
    assert cents(costs) == (0, 0, 0)


def test_without_a_rule_on_costs_there_is_no_range(library: Library) -> None:
    assert assess_facts({"plan.kind": "va"}, library, TODAY).costs is None


AMOUNTS = st.integers(0, 500_000)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    allowed=AMOUNTS, deductible=AMOUNTS, met=st.none() | AMOUNTS, percent=st.integers(0, 100), limit=AMOUNTS,
    paid=AMOUNTS,
)  # fmt: skip
def test_best_is_never_above_likely_nor_likely_above_worst_nor_worst_above_the_limit(
    library: Library, allowed: int, deductible: int, met: int | None, percent: int, limit: int, paid: int
) -> None:
    known = {} if met is None else {"deductible_met_cents": met}
    costs = range_of(
        library, allowed=allowed, deductible_cents=deductible, coinsurance_percent=percent,
        out_of_pocket_limit_cents=limit, out_of_pocket_met_cents=paid, **known,
    )  # fmt: skip
    best, likely, worst = cents(costs)
    assert best is not None
    assert worst is not None
    assert 0 <= best <= (best if likely is None else likely) <= worst <= min(allowed, max(0, limit - paid))
    for end in (costs.best, costs.worst):
        assert end is not None
        assert sum(line.cents for line in end.lines) == end.cents
