"""What popular pages get wrong about second opinions and appeals: the panel and the dates must not say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from caseorg.domain.citation import Evidence
from caseorg.rules.assess import Assessment, assess_facts
from caseorg.rules.ladder import StepRule
from caseorg.rules.library import Library, read_folder
from caseorg.rules.schema import DeadlineRule, VerdictAnswer, VerdictRule
from tests.rules.rule_folders import REAL_RULES, TODAY

LIBRARY, _SLIPS = read_folder(REAL_RULES, with_examples=False)
assert LIBRARY is not None

SURGERY = {"visit.reason": "surgery", "visit.emergency": "no", "visit.excluded_service": "no"}
SERIOUS = {**SURGERY, "visit.reason": "serious_diagnosis"}
MEDICARE = {"plan.kind": "medicare", "plan.medicare_parts": "a_and_b"}
ADVANTAGE = {"plan.kind": "medicare_advantage", "plan.network": "hmo"}
BOUGHT = {"plan.kind": "marketplace", "plan.policy": "full", "plan.network": "ppo", "plan.grandfathered": "no"}
MEDICAID = {"plan.kind": "medicaid", "plan.medicaid_program": "medicaid", "plan.medicaid_run_by": "plan"}


@pytest.fixture(scope="module")
def library() -> Library:
    assert LIBRARY is not None
    return LIBRARY


def judged(library: Library, *facts: dict[str, object]) -> Assessment:
    return assess_facts({name: value for each in facts for name, value in each.items()}, library, TODAY)


def answer(library: Library, topic: str, *facts: dict[str, object]) -> str | None:
    verdict = judged(library, *facts).verdict(topic)
    return verdict.answer.value if verdict else None


def sentences(library: Library) -> Iterator[tuple[str, str]]:
    """Give every text of every rule, in both languages, with the rule's id."""
    for rule in library.rules.values():
        for text in (rule.en, rule.es):  # type: ignore[attr-defined]
            for value in dict(text).values():
                yield rule.id, value


@pytest.mark.parametrize("network", ["hmo", "epo", "pos", "ppo"])
def test_no_federal_law_lifts_prior_approval_for_a_cancer_opinion(library: Library, network: str) -> None:
    """Claim 36: “the ACA bans prior authorization for cancer second opinions”. Found nowhere in 45 CFR 147.138."""
    assert answer(library, "prior_approval", BOUGHT, SERIOUS, {"plan.network": network}) == "papers_decide"
    banned = re.compile(
        r"(ban|prohibi|proh[ií]b)\w*.{0,60}(prior auth|autorizaci)|cancer.{0,40}(no|sin) (prior|autori)", re.I
    )
    assert [where for where, text in sentences(library) if banned.search(text)] == []


def test_level_two_of_medicare_advantage_goes_on_by_itself_to_the_independent_review_entity(library: Library) -> None:
    """Claim 32: “the member can request review by a QIC”."""
    step = next(one.rule for one in judged(library, ADVANTAGE).steps if one.rule.step.order == 2)
    assert isinstance(step, StepRule)
    assert step.step.goes_on == "by_itself"
    assert "independent review entity" in step.en.decided_by
    no = {
        "denial.level": "final_internal",
        "denial.notice_date": "2026-11-02",
        "denial.dismissed": "no",
        "denial.part_d": "no",
    }
    assert [each.rule for each in judged(library, ADVANTAGE, no).deadlines if each.is_mine] == []
    named = re.compile(r"\bQIC\b|Qualified Independent Contractor")
    assert {rule.partition(".")[0] for rule, text in sentences(library) if named.search(text)} <= {"medicare"}


@pytest.mark.parametrize("day", [date(2025, 1, 1) + timedelta(days=step) for step in range(0, 900, 37)])
def test_medicare_advantage_has_65_days_from_the_notice_since_2025_and_neither_60_nor_180(
    library: Library, day: date
) -> None:
    """Claim 61, and the old page of CMS that still says 60."""
    found = judged(library, ADVANTAGE, {"denial.level": "initial", "denial.notice_date": day}).deadlines
    assert [each.last_day for each in found] == [day + timedelta(days=65)]


def test_four_months_are_no_fixed_number_of_days(library: Library) -> None:
    """120, 122 and 60 days are all printed somewhere; the regulation says four months."""
    given = {"plan.external_review": "federal", "denial.level": "final_internal"}
    lengths = set()
    for number in range(0, 365, 4):
        day = date(2026, 1, 1) + timedelta(days=number)
        (found,) = judged(library, BOUGHT, given, {"denial.received_date": day}).deadlines
        assert found.lands_on is not None
        lengths.add((found.lands_on - day).days)
    assert lengths == {120, 121, 122, 123}
    months = re.compile(r"\b(60|120|122)\b (days|días)")
    shown = [text for rule, text in sentences(library) if rule == "aca.external_review" and months.search(text)]
    assert all("not 120" in text or "no son 120" in text for text in shown)


def test_the_clock_starts_where_each_rule_starts_it(library: Library) -> None:
    """Receipt with five days for the mail, the date on the notice, actual receipt, the date of the decision."""
    letter = {"denial.level": "initial", "denial.notice_date": "2026-11-02", "denial.received_date": "2026-11-20"}
    erisa = {"plan.kind": "employer", "plan.sponsor": "private"}
    federal = {"plan.kind": "employer", "plan.sponsor": "federal"}
    starts = {
        each.rule: each.started_on
        for plan in (MEDICARE, ADVANTAGE, MEDICAID, erisa, federal)
        for each in judged(library, plan, letter, {"denial.part_d": "no"}).deadlines
    }
    assert starts == {
        "medicare.redetermination": date(2026, 11, 7),
        "medicare_advantage.reconsideration": date(2026, 11, 7),
        "medicaid.plan_appeal": date(2026, 11, 2),
        "erisa.internal_appeal": date(2026, 11, 20),
        "fehb.carrier_reconsideration": date(2026, 11, 2),
    }


def test_medicare_does_not_want_a_participating_doctor(library: Library) -> None:
    """Claim 25: enrolled and not opted out is enough."""
    assert answer(library, "doctor", MEDICARE, {"visit.medicare_doctor": "takes_medicare"}) == "likely_yes"


def test_nobody_says_that_members_of_an_advantage_hmo_need_no_referral(library: Library) -> None:
    """Claim 29."""
    assert answer(library, "referral", ADVANTAGE) == "papers_decide"


def test_no_state_reviews_medicare_advantage_or_medicare(library: Library) -> None:
    """Claim 34, also where an answer about another plan is still there."""
    no = {"denial.level": "final_internal", "denial.notice_date": "2026-11-02", "plan.external_review": "state"}
    for plan in (MEDICARE, ADVANTAGE, MEDICAID):
        for state in ("CA", "OH"):
            rules = {each.rule for each in judged(library, plan, no, {"plan.state": state}).deadlines}
            assert not rules & {"state_law.external_review", "aca.external_review_by_state"}


def test_a_refused_referral_is_appealed_and_is_no_grievance(library: Library) -> None:
    """Claim 38."""
    verdict = judged(library, ADVANTAGE, {"denial.level": "initial"}).verdict("appeal")
    assert verdict is not None
    (shown, *_more) = verdict.rules
    assert "(grievance) can't change a denial" in shown.words.en.text


def test_nobody_says_that_approval_is_always_needed_or_that_tests_always_need_it(library: Library) -> None:
    """Claims 54 and 56."""
    assert answer(library, "prior_approval", MEDICARE) == "likely_yes"
    assert answer(library, "prior_approval", ADVANTAGE, {"plan.network": "pffs"}) == "likely_yes"
    assert answer(library, "tests", MEDICARE) == "likely_yes"


def test_medicaid_plans_are_not_held_to_surgery(library: Library) -> None:
    """Claims 20 and 46."""
    for reason in ("serious_diagnosis", "other_treatment", "treatment_not_working"):
        assert answer(library, "opinion", MEDICAID, SERIOUS, {"visit.reason": reason}) == "likely_yes"
    state_run = {**MEDICAID, "plan.medicaid_run_by": "state"}
    assert answer(library, "opinion", state_run, SERIOUS) == "papers_decide"


def test_a_serious_diagnosis_is_an_ordinary_visit_for_medicare_and_no_named_benefit(library: Library) -> None:
    """Claims 4 and 24."""
    verdict = judged(library, MEDICARE, SERIOUS).verdict("opinion")
    assert verdict is not None
    assert [rule.id for rule in verdict.rules] == ["medicare.opinion_without_surgery"]


def test_major_procedures_are_not_forgotten(library: Library) -> None:
    """Claims 10 and 27."""
    assert answer(library, "opinion", MEDICARE, SURGERY, {"visit.reason": "major_procedure"}) == "likely_yes"


def test_a_second_plan_kind_never_turns_a_planned_office_visit_into_a_protected_one(library: Library) -> None:
    """Claims 21 and 58: the No Surprises Act leaves out a planned visit at an outside doctor's own office."""
    office = {"visit.in_network": "no", "visit.facility_in_network": "no", "visit.emergency": "no"}
    assert answer(library, "balance_bill", BOUGHT, office) == "likely_no"


def test_a_call_between_doctors_is_no_step_and_stops_no_clock(library: Library) -> None:
    """Claim 60."""
    for rule in library.verdicts["doctor_call"]:
        text = rule.en.text + rule.en.headline + rule.en.to_do
        assert "never stops the clock" in text or rule.id == "plan_papers.no_plan_doctor_call", rule.id
    assert not any("peer" in step.en.title.lower() for step in library.steps)


def test_no_rate_of_denials_or_of_appeals_is_shown(library: Library) -> None:
    """Claims 9, 40, 41 and 55."""
    rate = re.compile(r"\b(13|16|58|56|66|81|9|11\.5) ?(%|percent|por ciento)|majority|mayoría de .{0,20}apel", re.I)
    assert [rule for rule, text in sentences(library) if rate.search(text)] == []


def test_off_site_records_get_no_60_days_and_nobody_gets_15(library: Library) -> None:
    """Records: two guides print 60 days if off-site, a template prints the proposed 15 as law."""
    asked = {"records_request.holder": "records", "records_request.route": "access"}
    given = {**asked, "records_request.received_on": "2026-03-04"}
    (found,) = judged(library, given).deadlines
    assert found.last_day == date(2026, 4, 3)
    assert [rule for rule, text in sentences(library) if re.search(r"off-?site|fuera del lugar", text, re.I)] == []


def test_the_7_days_of_2026_bind_no_marketplace_plan(library: Library) -> None:
    """Law-firm pages say that they do."""
    asked = {"prior_authorization.is_urgent": "no", "prior_authorization.asked_on": "2026-06-01"}
    (found,) = judged(library, BOUGHT, asked).deadlines
    assert found.last_day == date(2026, 6, 16)


def test_medicare_levels_one_and_two_have_120_and_180_days(library: Library) -> None:
    """A form guide gives 30 and 45 days for deciding them, and programs give 180 for all."""
    for level, days in (("initial", 125), ("first_appeal", 185)):
        no = {"denial.level": level, "denial.notice_date": "2026-11-02", "denial.part_d": "no"}
        (found,) = judged(library, MEDICARE, no).deadlines
        assert found.lands_on == date(2026, 11, 2) + timedelta(days=days)


def test_no_yearly_figure_is_filler_or_carried_over(library: Library) -> None:
    """A test filler of 300 dollars for 2027, 8,850 for the limit of 2026, and the 10,150 that was replaced."""
    assert library.figures["medicare_part_b_deductible"].for_year(2027) is None
    assert library.figures["medicare_advantage_limit_in_network"].for_year(2027) is None
    limit = library.figures["medicare_advantage_limit_in_network"].for_year(2026)
    one_person = library.figures["aca_limit_one_person"].for_year(2026)
    assert limit is not None
    assert one_person is not None
    assert (limit.amount, one_person.amount) == (925_000, 1_060_000)


def test_state_benefit_law_never_touches_a_plan_the_employer_pays(library: Library) -> None:
    states = [
        rule for rule in library.rules.values() if rule.id.startswith("state_law.") and isinstance(rule, VerdictRule)
    ]
    assert states
    for fund in ("self_funded", None):
        plan: dict[str, object] = {"plan.kind": "employer", "plan.sponsor": "private", "plan.network": "hmo"}
        plan |= {"plan.funding": fund} if fund else {}
        for state in sorted(library.vocabulary.states):
            verdict = judged(library, plan, SURGERY, {"plan.state": state}).verdict("opinion")
            assert verdict is not None
            assert verdict.answer is VerdictAnswer.papers_decide
            assert not any(rule.id.startswith("state_law.") for rule in verdict.rules)


def test_what_is_safe_for_an_unverified_limit_is_never_a_rule(library: Library) -> None:
    for rule in library.deadlines:
        assert isinstance(rule, DeadlineRule)
        cells = {term.allow_from_state for term in rule.deadline.terms}
        assert "external_review.safe_days" not in cells


def test_medicare_advantage_is_not_said_to_be_as_free_as_original_medicare(library: Library) -> None:
    """Claim 28: the same benefits, but network, referral and approval are the plan's own."""
    for topic in ("referral", "network", "prior_approval"):
        outside = {"visit.in_network": "no", "visit.network_exception": "not_asked", "visit.network_can_do_it": "yes"}
        assert answer(library, topic, ADVANTAGE, SURGERY, outside) != answer(library, topic, MEDICARE, SURGERY), topic


def test_no_network_doctor_means_that_the_plan_arranges_it_and_first_has_to_be_asked(library: Library) -> None:
    """Claims 7 and 30: a duty in Medicare Advantage and Medicaid plans; elsewhere the contract decides."""
    gap = {"visit.in_network": "no", "visit.network_can_do_it": "no", "visit.network_exception": "not_asked"}
    for plan in (ADVANTAGE, MEDICAID):
        assert answer(library, "network_gap", plan, SURGERY, gap) == "yes_if_first"
    work = {"plan.kind": "employer", "plan.sponsor": "private", "plan.network": "hmo"}
    for plan in (work, {**BOUGHT, "plan.network": "hmo"}):
        assert answer(library, "network_gap", plan, SURGERY, gap) not in ("likely_yes", "yes_if_first")


def test_an_hmo_member_is_not_told_that_only_the_network_is_left(library: Library) -> None:
    """Claim 52: exceptions are granted, and then the visit outside is paid like one inside."""
    granted = {"visit.in_network": "no", "visit.network_exception": "granted"}
    assert answer(library, "network", ADVANTAGE, SURGERY, granted) == "likely_yes"


def test_in_network_still_has_a_share(library: Library) -> None:
    """Claim 16: a copay or a share stands in the sum; only Medicaid plans, CHIP and a full exception cost nothing."""
    inside = {"visit.in_network": "yes", "visit.allowed_cents": 40_000, "coverage.copay_cents": 4_500}
    costs = judged(library, ADVANTAGE, SURGERY, inside, {"plan.deductible_met": "yes"}).costs
    assert costs is not None
    assert costs.likely is not None
    assert costs.likely.cents == 4_500


def test_lab_tests_of_medicare_are_not_said_to_cost_20_percent_each(library: Library) -> None:
    """Claim 13: paid as other services; many lab tests have no share at all, and that is from memory."""
    verdict = judged(library, MEDICARE, {"visit.extra_tests": "yes"}).verdict("tests")
    assert verdict is not None
    said = f"{verdict.words.en.headline} {verdict.words.en.why} {verdict.words.en.may_pay}"
    assert not re.search(r"each test.{0,20}20|20.{0,30}each test", said)


def test_a_plan_may_require_one_and_no_rule_says_that_none_does(library: Library) -> None:
    """Claim 19: contracts, and New Jersey's and North Carolina's Medicaid."""
    required = {**SURGERY, "visit.reason": "required_by_plan"}
    for plan in (ADVANTAGE, BOUGHT, MEDICAID):
        verdict = judged(library, plan, required).verdict("opinion")
        assert verdict is not None


def test_excluded_and_cosmetic_care_is_no_candidate(library: Library) -> None:
    """Claim 23: “elective” is not enough; what Medicare excludes stays excluded."""
    assert answer(library, "opinion", MEDICARE, SURGERY, {"visit.excluded_service": "yes"}) == "likely_no"


def test_tricare_select_and_for_life_are_not_held_to_the_referral_of_prime(library: Library) -> None:
    """Claim 49."""
    prime, select, for_life = (
        {"plan.kind": "tricare", "plan.tricare_kind": kind} for kind in ("prime", "select", "for_life")
    )
    assert answer(library, "referral", prime, {"visit.referral_have": "no"}) not in ("likely_yes", None)
    assert answer(library, "referral", select) != answer(library, "referral", prime, {"visit.referral_have": "no"})
    assert answer(library, "referral", for_life) != answer(library, "referral", prime, {"visit.referral_have": "no"})


def test_slides_are_lent_and_start_no_clock_of_the_access_right(library: Library) -> None:
    """Claim 50, and records 1.2: glass and tissue are no records."""
    slides = {"records_request.holder": "pathology", "records_request.route": "access"}
    lent = judged(library, {"loan.must_go_back_by": "2026-12-01"}).deadlines
    assert [each.rule for each in lent] == ["plan_papers.slides_go_back"]
    assert "loan.must_go_back_by" not in judged(library, slides).needs


@pytest.mark.parametrize("state", ["FL", "MI", "MS", "OK", "TN", "WY", "TX"])
def test_no_web_error_about_a_state_shortens_its_outside_review(library: Library, state: str) -> None:
    """Records, section 6: “Florida 60 days”, “Michigan 60 or 120”, “MS, OK, TN and WY are federal, TX is state”.

    Who runs it is read from the letter; the four months of the federal floor count in both.
    """
    for who in ("state", "federal"):
        no = {"denial.level": "final_internal", "denial.received_date": "2026-01-15", "plan.external_review": who}
        (found,) = judged(library, BOUGHT, no, {"plan.state": state}).deadlines
        assert found.lands_on == date(2026, 5, 15), who


def test_which_states_use_the_federal_process_is_no_fact_of_ours(library: Library) -> None:
    """Federal rules 2.6: sources conflict, so no rule looks it up; the question is what the denial letter names."""
    assert "letter" in {source.value for source in library.vocabulary["plan.external_review"].asked_of}
    for rule in library.deadlines:
        assert isinstance(rule, DeadlineRule)
        assert "external_review.administrator" not in {term.allow_from_state for term in rule.deadline.terms}


def test_a_state_limit_names_a_day_only_where_it_was_verified(library: Library) -> None:
    """Of the limits on asking for an outside review: four states; all others have the federal floor."""
    no = {"denial.level": "final_internal", "denial.received_date": "2026-01-15", "plan.external_review": "state"}
    verified = set()
    for state in sorted(library.vocabulary.states):
        (found,) = judged(library, BOUGHT, no, {"plan.state": state}).deadlines
        if found.rule == "state_law.external_review":
            cell = library.state_cell(state, "external_review.filing_limit")
            assert cell is not None
            assert (cell.evidence is Evidence.memory) == (found.last_day is None), state
            verified |= {state} if found.last_day else set()
        else:
            assert found.lands_on == date(2026, 5, 15), state
    assert verified == {"CA", "HI", "MN", "SC"}
