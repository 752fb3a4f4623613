from __future__ import annotations

from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import pytest

from caseorg.app.command_words import of_fact
from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.costs import Cost
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.errors import BadFactsError
from caseorg.domain.health import Diagnosis, PlannedCare
from caseorg.domain.loan import Loan
from caseorg.domain.opinion import Opinion, OpinionOrder, Sameness
from caseorg.domain.people import CaseContact, ContactRole, Helper, Patient
from caseorg.domain.permission import NetworkException, PermissionStatus, PriorAuthorization, Referral
from caseorg.domain.plan import Answer, AnswerSource, Coverage, Plan, PlanKind, PlanNetwork
from caseorg.domain.record import Record
from caseorg.domain.release import Release
from caseorg.domain.requests import Holder, ItemStatus, RecordKind, RecordsRequest, RequestedItem
from caseorg.domain.visit import Visit
from caseorg.rules.facts import Facts, FactSource, facts_given, facts_of
from caseorg.rules.library import read_folder
from caseorg.rules.sheet import Value
from caseorg.rules.vocabulary import YES_NO, Fact, Vocabulary
from tests.builders import full
from tests.rules.rule_folders import REAL_RULES, TODAY

RECORDS: dict[str, type[Record]] = {
    "plan": Plan,
    "coverage": Coverage,
    "patient": Patient,
    "visit": Visit,
    "denial": Denial,
    "appeal": Appeal,
    "records_request": RecordsRequest,
    "loan": Loan,
    "prior_authorization": PriorAuthorization,
    "release": Release,
    "cost": Cost,
}


def real_vocabulary() -> Vocabulary:
    library, _slips = read_folder(REAL_RULES, with_examples=False)
    assert library is not None
    return library.vocabulary


VOCABULARY = real_vocabulary()
OF_RECORDS = [fact for fact in VOCABULARY if fact.record]
CASE = Case()


def bare_type(record: type[Record], field: str) -> Any:
    annotation = record.model_fields[field].annotation
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(part for part in get_args(annotation) if part is not NoneType)
    return get_args(annotation)[0] if hasattr(annotation, "__metadata__") else annotation


def facts(**records: Any) -> Facts:
    return facts_of(CaseSnapshot(CASE, **records), VOCABULARY, TODAY).facts


@pytest.mark.parametrize("fact", OF_RECORDS, ids=lambda fact: fact.name)
def test_a_fact_that_is_a_field_has_the_name_and_the_values_of_that_field(fact: Fact) -> None:
    record = RECORDS[fact.group]
    assert fact.field in record.model_fields, "the record has no such field"
    python_type = bare_type(record, fact.field)
    if isinstance(python_type, type) and issubclass(python_type, StrEnum):
        assert set(fact.choices) >= {member.value for member in python_type}
    elif python_type is bool:
        assert fact.choices == YES_NO
    elif python_type is date:
        assert fact.type == "date"
    elif python_type is int:
        assert fact.type in ("cents", "percent", "count")
    else:
        assert fact.type == "state" or fact.choices == YES_NO


@pytest.mark.parametrize("fact", OF_RECORDS, ids=lambda fact: fact.name)
def test_a_field_that_is_filled_in_becomes_a_fact(fact: Fact) -> None:
    record = full(RECORDS[fact.group], CASE.id)
    if fact.type == "state":
        record = record.revised(state="oh")
    where = {
        "plan": "plans", "coverage": "coverages", "visit": "visits", "denial": "denials", "appeal": "appeals",
        "records_request": "requests", "loan": "loans", "prior_authorization": "prior_authorizations",
        "release": "releases", "cost": "costs",
    }.get(fact.group)  # fmt: skip
    snapshot = CaseSnapshot(CASE, **({where: (record,)} if where else {fact.group: record}))
    found = facts_of(snapshot, VOCABULARY, TODAY)
    seen = found.of_records[fact.group][0].facts if fact.group in found.of_records else found.facts
    known = seen.known[fact.name]
    assert known.record_id == record.id
    assert known.source is FactSource.record


def test_an_empty_field_is_unknown_and_nothing_else() -> None:
    found = facts(plans=(Plan(case_id=CASE.id),), patient=Patient(case_id=CASE.id, state="Ohio"))
    assert found.value("plan.kind") is None
    assert found.value("patient.state") is None, "only the two letters are read"
    assert found.value("visit.day") is None


@pytest.mark.parametrize(
    ("entries", "helper", "route", "signer"),
    [
        ({}, None, "access", "patient"),
        ({"delivery": "another_doctor"}, None, "directive", "patient"),
        ({"delivery": "another_doctor", "in_computer": False}, None, "authorization", "patient"),
        ({"by_office": True}, None, "office", "patient"),
        ({"by_office": True, "drug_program": True}, None, "authorization", "patient"),
        ({"to_look": True}, None, "look", "patient"),
        ({"holder": "pathology"}, None, None, "patient"),
        ({}, {"patient_can_sign": False, "role": "executor"}, "access", "executor"),
        ({}, {"patient_can_sign": False, "role": "next_of_kin"}, "access", "next_of_kin"),
        ({}, {"patient_can_sign": False}, "authorization", "helper"),
        ({}, {"patient_can_sign": True, "role": "guardian"}, "access", "patient"),
    ],
)
def test_a_request_tells_by_which_way_it_asks_and_who_signs(
    entries: dict[str, Any], helper: dict[str, Any] | None, route: str | None, signer: str
) -> None:
    request = RecordsRequest.made(case_id=CASE.id, contact_id=CASE.id, **entries)
    helpers = () if helper is None else (Helper.made(case_id=CASE.id, **helper),)
    found = facts_of(CaseSnapshot(CASE, requests=(request,), helpers=helpers), VOCABULARY, TODAY)
    seen = found.of_records["records_request"][0].facts
    assert (seen.value("records_request.route"), seen.value("records_request.signer")) == (route, signer)


def test_a_request_tells_of_mammograms_and_of_a_refusal_by_the_things_it_asks_for() -> None:
    request = RecordsRequest(case_id=CASE.id, contact_id=CASE.id, holder=Holder.image_library)

    def told(*items: RequestedItem) -> tuple[Value | None, Value | None]:
        found = facts_of(CaseSnapshot(CASE, requests=(request,), items=items), VOCABULARY, TODAY)
        seen = found.of_records["records_request"][0].facts
        return seen.value("records_request.mammograms"), seen.value("records_request.refused")

    scan = RequestedItem(case_id=CASE.id, request_id=request.id, kind=RecordKind.imaging_study)
    assert told() == (None, None)
    assert told(scan) == ("no", None)
    assert told(scan, scan.revised(kind=RecordKind.mammograms, status=ItemStatus.refused)) == ("yes", "yes")


def an_answer(value: str, source: AnswerSource, on: date | None = None, fact: str = "plan.network") -> Answer:
    return Answer(case_id=CASE.id, fact=fact, value=value, said_by=source, said_on=on)


def test_the_best_source_counts_and_then_the_latest() -> None:
    old = an_answer("hmo", AnswerSource.plan_by_phone, date(2026, 11, 1))
    new = an_answer("ppo", AnswerSource.plan_by_phone, date(2026, 11, 20))
    newest = an_answer("epo", AnswerSource.memory, date(2026, 11, 22))
    assert facts(answers=(old, new, newest)).value("plan.network") == "ppo"
    letter = an_answer("pos", AnswerSource.letter)
    assert facts(answers=(letter, old, new, newest)).value("plan.network") == "pos"


@pytest.mark.parametrize("source", list(AnswerSource))
def test_what_the_plan_said_counts_more_than_what_was_typed_and_memory_counts_less(source: AnswerSource) -> None:
    plan = Plan(case_id=CASE.id, kind=PlanKind.employer, network=PlanNetwork.ppo)
    found = facts(plans=(plan,), answers=(an_answer("hmo", source),))
    weak = source in (AnswerSource.office, AnswerSource.memory)
    assert found.value("plan.network") == ("ppo" if weak else "hmo")


def test_an_answer_that_is_no_longer_a_choice_is_no_answer() -> None:
    assert facts(answers=(an_answer("closed_panel", AnswerSource.letter),)).value("plan.network") is None
    assert facts(answers=(an_answer("yes", AnswerSource.letter, fact="plan.is_old"),)).known.get("plan.is_old") is None


def test_an_answer_fills_what_the_only_denial_leaves_open_and_never_what_it_says() -> None:
    said = an_answer("2026-01-01", AnswerSource.letter, fact="denial.notice_date")
    dated = Denial(case_id=CASE.id, notice_date=date(2026, 10, 1))
    undated = Denial(case_id=CASE.id)

    def days(*denials: Denial) -> list[object]:
        found = facts_of(CaseSnapshot(CASE, denials=denials, answers=(said,)), VOCABULARY, TODAY)
        return [seen.facts.value("denial.notice_date") for seen in found.seen_by(frozenset({"denial"}))]

    assert days(undated) == [date(2026, 1, 1)]
    assert days(dated) == [date(2026, 10, 1)]
    # Of two letters, nobody knows which one was meant.
    assert days(dated, undated) == [date(2026, 10, 1), None]


def test_the_plan_that_pays_first_today_speaks() -> None:
    first = Plan(case_id=CASE.id, kind=PlanKind.employer)
    second = Plan(case_id=CASE.id, kind=PlanKind.medicare)
    old = Plan(case_id=CASE.id, kind=PlanKind.va)
    coverages = (
        Coverage(case_id=CASE.id, plan_id=second.id, order=2),
        Coverage(case_id=CASE.id, plan_id=first.id, order=1),
        Coverage(case_id=CASE.id, plan_id=old.id, order=0, until_date=date(2025, 12, 31)),
    )
    assert facts(plans=(old, second, first), coverages=coverages).value("plan.kind") == "employer"


def test_the_second_opinion_visit_to_come_speaks() -> None:
    past = Visit(case_id=CASE.id, day=date(2026, 1, 5), happened=True)
    other = Visit(case_id=CASE.id, day=date(2026, 12, 1), is_second_opinion=False)
    to_come = Visit(case_id=CASE.id, day=date(2026, 12, 18))
    assert facts(visits=(past, other, to_come)).value("visit.day") == date(2026, 12, 18)


@pytest.mark.parametrize(("born", "age"), [((1958, 11, 22), 68), ((1958, 11, 23), 67), ((2027, 1, 1), None)])
def test_an_age_is_counted_to_the_day(born: tuple[int, int, int], age: int | None) -> None:
    assert facts(patient=Patient(case_id=CASE.id, date_of_birth=date(*born))).value("patient.age") == age


def test_planned_surgery_is_the_reason_and_an_emergency_is_known_only_when_it_was_said() -> None:
    planned = Diagnosis(case_id=CASE.id, planned=PlannedCare.surgery)
    assert facts(diagnoses=(planned,)).value("visit.reason") == "surgery"
    assert facts(diagnoses=(planned,)).value("visit.emergency") is None
    assert facts(diagnoses=(planned.revised(is_emergency=False),)).value("visit.emergency") == "no"


def test_the_network_of_the_chosen_doctor_is_a_fact() -> None:
    doctor = full(CaseContact, CASE.id).revised(role=ContactRole.consultant, in_network=False)
    assert facts(case_contacts=(doctor,)).value("visit.in_network") == "no"
    assert facts(case_contacts=(doctor.revised(role=ContactRole.main_doctor),)).value("visit.in_network") is None


@pytest.mark.parametrize(
    ("status", "good_through", "needed", "have"),
    [
        (PermissionStatus.needed, None, "yes", "no"),
        (PermissionStatus.asked, None, "yes", "no"),
        (PermissionStatus.granted, None, "yes", "yes"),
        (PermissionStatus.granted, date(2026, 12, 18), "yes", "yes"),
        (PermissionStatus.granted, date(2026, 12, 17), "yes", "no"),
        (PermissionStatus.refused, None, "yes", "no"),
        (PermissionStatus.not_needed, None, "no", None),
    ],
)
def test_a_permission_is_in_hand_while_it_is_good_on_the_day_of_the_visit(
    status: PermissionStatus, good_through: date | None, needed: str, have: str | None
) -> None:
    visit = Visit(case_id=CASE.id, day=date(2026, 12, 18))
    referral = Referral(case_id=CASE.id, status=status, good_through=good_through)
    approval = PriorAuthorization(case_id=CASE.id, status=status, good_through=good_through)
    found = facts(visits=(visit,), referrals=(referral,), prior_authorizations=(approval,))
    assert (found.value("visit.referral_needed"), found.value("visit.referral_have")) == (needed, have)
    assert (found.value("visit.prior_approval_needed"), found.value("visit.prior_approval_have")) == (needed, have)


@pytest.mark.parametrize(
    ("status", "value"),
    [("granted", "granted"), ("refused", "refused"), ("asked", "asked"), ("needed", "not_asked")],
)
def test_a_network_exception_says_how_far_it_has_come(status: str, value: str) -> None:
    exception = NetworkException(case_id=CASE.id, status=PermissionStatus(status))
    assert facts(network_exceptions=(exception,)).value("visit.network_exception") == value


def test_two_opinions_differ_only_as_the_person_judged_them() -> None:
    second = Opinion(case_id=CASE.id, order=OpinionOrder.second)
    assert facts(opinions=(second,)).value("visit.opinions_differ") is None
    same = second.revised(same_diagnosis=Sameness.same, same_advice=Sameness.same)
    assert facts(opinions=(same,)).value("visit.opinions_differ") == "no"
    assert facts(opinions=(same.revised(same_advice=Sameness.different),)).value("visit.opinions_differ") == "yes"


def test_the_next_visit_is_for_a_third_opinion_once_the_second_was_given() -> None:
    assert facts().value("visit.which_opinion") == "second"
    second = Opinion(case_id=CASE.id, order=OpinionOrder.second, given_on=date(2026, 10, 1))
    visit = Visit(case_id=CASE.id, day=date(2026, 12, 18))
    assert facts(opinions=(second,), visits=(visit,)).value("visit.which_opinion") == "third"


def test_the_deductible_is_met_when_the_two_amounts_say_so() -> None:
    coverage = Coverage(case_id=CASE.id, plan_id=Plan(case_id=CASE.id).id, deductible_cents=50_000)
    assert facts(coverages=(coverage,)).value("plan.deductible_met") is None
    assert facts(coverages=(coverage.revised(deductible_met_cents=49_999),)).value("plan.deductible_met") == "no"
    assert facts(coverages=(coverage.revised(deductible_met_cents=50_000),)).value("plan.deductible_met") == "yes"


def test_an_appeal_sees_the_facts_of_its_denial() -> None:
    denial = Denial(case_id=CASE.id, notice_date=date(2026, 10, 1))
    appeal = Appeal(case_id=CASE.id, denial_id=denial.id, filed_on=date(2026, 10, 20))
    found = facts_of(CaseSnapshot(CASE, denials=(denial,), appeals=(appeal,)), VOCABULARY, TODAY)
    (seen,) = found.seen_by(frozenset({"appeal", "denial"}))
    assert seen.facts.value("denial.notice_date") == date(2026, 10, 1)
    assert seen.facts.value("denial.appealed_on") == date(2026, 10, 20)


def test_facts_that_cannot_be_are_refused_all_at_once_with_what_was_meant() -> None:
    given = {
        "plan.knd": "employer",
        "plan.kind": "emploer",
        "denial.notice_date": "11/22/2026",
        "visit.day": "0001-01-01",
    }
    with pytest.raises(BadFactsError) as caught:
        facts_given(given, VOCABULARY)
    assert caught.value.sentences == (
        "There is no fact “plan.knd”. Did you mean “plan.kind”?",
        "plan.kind: “emploer” is not an answer here. Did you mean “employer”?",
        "denial.notice_date: “11/22/2026” is not a date. Write it like 2026-11-22.",
        "visit.day: “0001-01-01” is not a date we can count from. Check the year.",
    )


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("plan.regime", "va", "“plan.regime” follows from other facts: give plan.kind"),
        ("plan.kind", "zzz", "Choose one of: medicare,"),
        ("patient.state", "ZZ", "“ZZ” is not a state. Write its two letters, like OH."),
        ("visit.billed_cents", -1, "Write a whole number from 0"),
        ("visit.billed_cents", 12.5, "Write a whole number from 0"),
        ("coverage.coinsurance_percent", 101, "Write a whole number from 0 to 100."),
        ("visit.emergency", "maybe", "Choose one of: yes, no."),
        ("visit.billed_cents", True, "Write a whole number from 0"),
        ("wholly.unlike", 1, "There is no fact “wholly.unlike”."),
    ],
)
def test_each_value_that_cannot_be_gets_its_sentence(name: str, raw: object, message: str) -> None:
    with pytest.raises(BadFactsError) as caught:
        facts_given({name: raw}, VOCABULARY)
    assert message in str(caught.value)


def test_values_may_come_as_a_file_writes_them() -> None:
    given = {
        "visit.emergency": False, "visit.billed_cents": "118000", "patient.state": "oh", "visit.day": None,
    }  # fmt: skip
    found = facts_given(given, VOCABULARY).facts
    assert [found.value(name) for name in given] == ["no", 118_000, "OH", None]


def test_every_fact_is_told_in_both_languages_with_who_can_be_asked() -> None:
    for language in ("en", "es"):
        told = {fact.name: of_fact(fact, language) for fact in VOCABULARY}
        assert told["visit.in_network"]["choice_words"] == {"yes": "Yes" if language == "en" else "Sí", "no": "No"}
        assert told["plan.regime"]["follows_from"][0] == "plan.kind"
        for fact in VOCABULARY:
            row = told[fact.name]
            assert row["question"]
            assert set(row["choice_words"]) == set(fact.choices)
            assert fact.is_asked_by_phone <= bool(row["on_the_phone"])
            assert row["asked_of"] or row["follows_from"] or fact.computed


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("plan.kind", "employer", "Plan from work"),
        ("visit.emergency", "no", "No"),
        ("visit.billed_cents", 118_000, "$1,180"),
        ("coverage.coinsurance_percent", 20, "20%"),
        ("visit.day", date(2026, 12, 18), "Fri, Dec 18, 2026"),
        ("patient.state", "OH", "OH"),
    ],
)
def test_a_value_is_written_as_a_person_reads_it(name: str, value: Value, words: str) -> None:
    assert VOCABULARY[name].in_words(value, "en") == words
