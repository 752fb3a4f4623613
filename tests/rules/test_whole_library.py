"""What is true of the law as a whole: each cell has a rule, memory is never firm, and 51 tables are complete."""

from __future__ import annotations

from datetime import date

import pytest

from caseorg.domain.citation import Evidence
from caseorg.rules.assess import assess_facts
from caseorg.rules.library import Library, load_library
from caseorg.rules.schema import VerdictAnswer
from tests.rules.rule_folders import REAL_RULES, TODAY

# What is known of each kind of plan once its own questions are answered.
PLANS: dict[str, dict[str, object]] = {
    "Medicare": {"plan.kind": "medicare", "plan.medicare_parts": "a_and_b"},
    "Part A only": {"plan.kind": "medicare", "plan.medicare_parts": "a_only"},
    "Advantage HMO": {"plan.kind": "medicare_advantage", "plan.network": "hmo"},
    "Advantage POS": {"plan.kind": "medicare_advantage", "plan.network": "pos"},
    "Advantage PPO": {"plan.kind": "medicare_advantage", "plan.network": "ppo"},
    "Advantage PFFS": {"plan.kind": "medicare_advantage", "plan.network": "pffs"},
    "Part D": {"plan.kind": "other", "plan.policy": "drug_plan"},
    "Medicaid plan": {"plan.kind": "medicaid", "plan.medicaid_program": "medicaid", "plan.medicaid_run_by": "plan"},
    "Medicaid state": {"plan.kind": "medicaid", "plan.medicaid_program": "medicaid", "plan.medicaid_run_by": "state"},
    "CHIP plan": {"plan.kind": "medicaid", "plan.medicaid_program": "chip", "plan.medicaid_run_by": "plan"},
    "CHIP state": {"plan.kind": "medicaid", "plan.medicaid_program": "chip", "plan.medicaid_run_by": "state"},
    "CHIP in Medicaid": {
        "plan.kind": "medicaid", "plan.medicaid_program": "chip_expansion", "plan.medicaid_run_by": "plan",
    },
    "Bought": {"plan.kind": "marketplace", "plan.policy": "full", "plan.network": "hmo", "plan.grandfathered": "no"},
    "Bought, old": {
        "plan.kind": "marketplace", "plan.policy": "full", "plan.network": "ppo", "plan.grandfathered": "yes",
    },
    "Work, insured": {
        "plan.kind": "employer", "plan.sponsor": "private", "plan.funding": "insured", "plan.network": "hmo",
        "plan.grandfathered": "no",
    },
    "Work, self-funded": {
        "plan.kind": "employer", "plan.sponsor": "private", "plan.funding": "self_funded", "plan.network": "ppo",
        "plan.grandfathered": "no",
    },
    "Church": {
        "plan.kind": "employer", "plan.sponsor": "church", "plan.network": "ppo", "plan.grandfathered": "no",
    },
    "Church, ERISA": {
        "plan.kind": "employer", "plan.sponsor": "church_erisa", "plan.network": "ppo", "plan.grandfathered": "no",
    },
    "City": {
        "plan.kind": "employer", "plan.sponsor": "state_or_local", "plan.network": "ppo", "plan.grandfathered": "no",
    },
    "FEHB": {"plan.kind": "employer", "plan.sponsor": "federal", "plan.network": "hmo"},
    "Prime": {"plan.kind": "tricare", "plan.tricare_kind": "prime"},
    "Select": {"plan.kind": "tricare", "plan.tricare_kind": "select"},
    "For Life": {"plan.kind": "tricare", "plan.tricare_kind": "for_life"},
    "VA": {"plan.kind": "va"},
    "Indian Health": {"plan.kind": "other", "plan.policy": "indian_health"},
    "Short-term": {"plan.kind": "other", "plan.policy": "short_term"},
    "Fixed amount": {"plan.kind": "other", "plan.policy": "fixed_amount"},
    "Sharing": {"plan.kind": "other", "plan.policy": "sharing"},
    "Uninsured": {"plan.kind": "uninsured"},
    "Other": {"plan.kind": "other", "plan.policy": "full"},
}  # fmt: skip

# Facts under which a topic comes up, and a few of the ways it can come up.
VISIT: dict[str, object] = {"visit.emergency": "no", "visit.excluded_service": "no", "visit.day": date(2026, 12, 10)}
OUTSIDE: dict[str, object] = {"visit.in_network": "no", "visit.network_exception": "not_asked"}
SITUATIONS: list[tuple[str, dict[str, object]]] = [
    *(
        ("opinion", {"visit.reason": reason})
        for reason in ("surgery", "major_procedure", "serious_diagnosis", "treatment_not_working", "required_by_plan")
    ),
    ("opinion", {"visit.reason": "surgery", "visit.emergency": "yes"}),
    ("opinion", {"visit.reason": "surgery", "visit.excluded_service": "yes"}),
    ("network", {"visit.in_network": "yes"}),
    ("network", {**OUTSIDE, "visit.network_can_do_it": "yes"}),
    ("network_gap", {**OUTSIDE, "visit.network_can_do_it": "no"}),
    ("network_gap", {**OUTSIDE, "visit.network_can_do_it": "yes", "visit.network_wait_too_long": "no"}),
    ("referral", {}),
    ("prior_approval", {}),
    ("doctor", {}),
    ("third_opinion", {"visit.reason": "surgery", "visit.which_opinion": "third", "visit.opinions_differ": "yes"}),
    ("third_opinion", {"visit.reason": "surgery", "visit.which_opinion": "third", "visit.opinions_differ": "no"}),
    ("remote", {"visit.mode": "records_only"}),
    ("remote", {"visit.mode": "video"}),
    ("tests", {"visit.extra_tests": "yes"}),
    ("cost", {}),
    ("balance_bill", {**OUTSIDE, "visit.facility_in_network": "no"}),
    ("balance_bill", {**OUTSIDE, "visit.facility_in_network": "yes"}),
    ("balance_bill", {"visit.emergency": "yes"}),
    ("emergency", {"visit.emergency": "yes"}),
    ("in_writing", {}),
    ("appeal", {"denial.level": "initial"}),
    ("keep_care", {"denial.level": "initial", "denial.timing": "during_care"}),
    ("doctor_call", {"denial.level": "initial"}),
]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(REAL_RULES)


@pytest.mark.parametrize("plan", PLANS)
def test_no_topic_is_silently_empty_for(library: Library, plan: str) -> None:
    """A rule speaks, “your plan's papers decide” among them, or a question is asked that would let one speak."""
    for topic, situation in SITUATIONS:
        verdict = assess_facts({**PLANS[plan], **VISIT, **situation}, library, TODAY).verdict(topic)
        assert verdict is not None, (topic, situation)
        assert verdict.rules or verdict.needs, (topic, situation)


@pytest.mark.parametrize("plan", PLANS)
def test_there_is_a_way_to_object_for(library: Library, plan: str) -> None:
    steps = [step.rule for step in assess_facts(PLANS[plan], library, TODAY).steps]
    assert steps
    assert len({step.step.order for step in steps}) == len(steps)
    for step in steps:
        assert step.en.decided_by
        assert step.step.goes_on == "by_itself" or step.step.file_by or "letter" in step.en.text or step.en.if_no_answer


@pytest.mark.parametrize("plan", PLANS)
def test_no_card_says_that_nothing_is_to_pay_where_another_says_that_the_plan_will_not(
    library: Library, plan: str
) -> None:
    """What the visit may cost agrees with what the plan makes of the doctor."""
    for can_do_it in ("yes", "no"):
        for exception in ("not_asked", "refused", "granted"):
            outside = {**VISIT, "visit.in_network": "no", "visit.network_can_do_it": can_do_it}
            found = assess_facts({**PLANS[plan], **outside, "visit.network_exception": exception}, library, TODAY)
            network, cost = found.verdict("network"), found.verdict("cost")
            if network is not None and network.answer is VerdictAnswer.likely_no and cost is not None:
                assert cost.answer is not VerdictAnswer.likely_yes, (can_do_it, exception)
                assert found.costs is None or found.costs.worst is None or found.costs.worst.cents > 0


@pytest.mark.parametrize("plan", PLANS)
def test_memory_alone_gives_no_firm_answer_and_no_last_day_for(library: Library, plan: str) -> None:
    letter = {"denial.notice_date": "2026-11-02", "denial.received_date": "2026-11-09"}
    levels = library.vocabulary["denial.level"].choices
    for situation in [*({**letter, "denial.level": level} for level in levels), *(each for _, each in SITUATIONS)]:
        found = assess_facts({**PLANS[plan], **VISIT, **situation}, library, TODAY)
        for verdict in found.verdicts:
            if verdict.evidence is Evidence.memory:
                assert verdict.answer in (VerdictAnswer.cannot_tell, VerdictAnswer.papers_decide), verdict.rules
        for deadline in found.deadlines:
            if deadline.evidence is Evidence.memory:
                assert (deadline.last_day, deadline.lands_on) == (None, None), deadline.rule


def test_every_rule_says_how_well_it_was_checked_and_memory_says_so_on_the_card(library: Library) -> None:
    """Who reads a card that rests on memory reads that nobody has confirmed it, in both languages."""
    hedged = ("not yet confirmed", "Nobody has checked", "nobody has checked", "can't tell", "most likely", "mostly")
    for rules in library.verdicts.values():
        for rule in rules:
            if rule.evidence_of("answer") is Evidence.memory:
                said = " ".join(value for value in dict(rule.en).values() if value)
                assert any(words in said for words in hedged), rule.id
                assert not rule.answer.is_firm


def test_the_51_tables_are_complete(library: Library) -> None:
    codes = sorted(library.vocabulary.states)
    assert len(codes) == 51
    must = {
        "insurance_department.name", "external_review.administrator", "external_review.filed_with",
        "external_review.safe_days", "external_review.expedited_decision",
    }  # fmt: skip
    without_limit = []
    for code in codes:
        state = library.state(code)
        assert state is not None
        cells = {cell.key: cell for cell in state.cell}
        assert set(cells) >= must, code
        assert cells["external_review.safe_days"].evidence is Evidence.memory
        assert all(cell.checked_on <= date(2026, 11, 22) for cell in state.cell)
        without_limit += [] if "external_review.filing_limit" in cells else [code]
    # Missouri's limit was not found; it stays unknown.
    assert without_limit == ["MO"]


def test_verified_and_shorter_state_times_are_the_ones_that_name_a_day(library: Library) -> None:
    """California, Maryland, Montana, Tennessee, Texas and Washington were verified; four more are from memory."""
    rule = next(rule for rule in library.deadlines if rule.id == "state_law.records_copy")
    (states,) = (rule.when["patient.state"].named_values,)
    firm = set()
    for code in states:
        cell = library.state_cell(str(code), "records.copy_deadline")
        assert cell is not None
        firm |= {code} if cell.evidence is not Evidence.memory else set()
    assert firm == {"CA", "MD", "MT", "TN", "TX", "WA"}
    assert set(states) - firm == {"CO", "LA", "NV", "WY"}


# federal rules, section 3, by hand: what was read or restated may be shown, memory is kept and never shown.
FIGURES = {
    "medicare_part_b_deductible": {2024: 24000, 2025: 25700, 2026: 28300, 2027: None},
    "medicare_part_b_coinsurance": {2024: 20, 2025: 20, 2026: 20, 2027: 20},
    "aca_limit_one_person": {2024: 945000, 2025: 920000, 2026: 1060000, 2027: 1200000},
    "aca_limit_family": {2024: 1890000, 2025: 1840000, 2026: 2120000, 2027: 2400000},
    "part_d_out_of_pocket_cap": {2025: 200000, 2026: 210000, 2027: 240000},
    "part_d_deductible_maximum": {2024: 54500, 2025: 59000, 2026: 61500, 2027: 70000},
    "medicare_advantage_limit_in_network": {2024: 885000, 2025: 935000, 2026: 925000, 2027: None},
    "medicare_advantage_limit_combined": {2024: 1330000, 2025: 1400000, 2026: 1390000, 2027: None},
    "medicare_amount_in_controversy_hearing": {2024: 18000, 2025: 19000, 2026: 20000, 2027: 20000},
    "medicare_amount_in_controversy_court": {2024: 184000, 2025: 190000, 2026: 196000, 2027: 200000},
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_figures_of_each_year_are_those_of_the_reference(library: Library, name: str) -> None:
    figure = library.figures[name]
    found = {year: amount.amount if (amount := figure.for_year(year)) else None for year in FIGURES[name]}
    assert found == FIGURES[name]


def test_amounts_in_controversy_go_by_the_day_of_filing(library: Library) -> None:
    for name in ("medicare_amount_in_controversy_hearing", "medicare_amount_in_controversy_court"):
        assert library.figures[name].pick_by == "appeal.filed_on"
