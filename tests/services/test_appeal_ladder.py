"""Every step of every kind of plan: the letter it is asked with, the form it names, and what has to be in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from caseorg.domain.case import Case
from caseorg.domain.denial import Appeal, AppealLevel, Denial, DenialLevel
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.letter import LetterKind, Packet, PacketKind
from caseorg.domain.people import CaseContact, Contact, ContactRole, Helper, Patient
from caseorg.domain.plan import Answer, Coverage, Plan, PlanKind
from caseorg.domain.record import Record
from caseorg.packets.letters import letter_text
from caseorg.packets.plan import Level, PacketPlan
from caseorg.services.denials import level_of, start_appeal
from caseorg.services.letter_drafts import start_letter
from caseorg.services.letters import gather_packet, plan_of
from caseorg.services.notice_check import mark_missing, notice_check
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt

NUMBER = "1EG4-TE5-MK73"
REASON = "“Not needed.”"
DAY = "November 2, 2026"
ALWAYS = ("Luis M. Ortega", "88-20417", REASON, DAY, "Please send me your decision in writing.", "Signature")
"""What every letter against a no has to have: who, which claim, their words, their date, what is asked, who signs."""
OUTSIDE = "I agree that the plan and the doctors share the records needed for this review"
FILE = "free of charge, the papers and rules you used"


@dataclass(frozen=True)
class Row:
    """One step as the table has it: facts of the plan, and what the letter of that step has to be."""

    rule: str
    plan: PlanKind
    facts: dict[str, str]
    level: AppealLevel
    title: str
    law: tuple[str, ...] = ()
    form: str = ""
    kind: LetterKind = LetterKind.appeal
    to: str = "Keystone Mutual"
    fast: str = ""
    """What the fast version says of the time; empty where nobody checked a time."""
    no_fast: bool = False
    also: tuple[str, ...] = field(default=())


A, M, EXT = AppealLevel, PlanKind, LetterKind.external_review
HEARD = "when and how the hearing is held"
FULL = {"plan.policy": "full", "plan.grandfathered": "no"}
WORK = {"plan.sponsor": "private", "plan.grandfathered": "no"}
OLD = {"plan.policy": "full", "plan.grandfathered": "yes"}
MEDICAID = {"plan.medicaid_program": "medicaid", "plan.medicaid_run_by": "plan"}
BY_STATE = {"plan.medicaid_program": "medicaid", "plan.medicaid_run_by": "state"}
CHIP = {"plan.medicaid_program": "chip", "plan.medicaid_run_by": "plan"}
CHIP_STATE = {"plan.medicaid_program": "chip", "plan.medicaid_run_by": "state"}
FEDERAL = {"plan.sponsor": "federal"}
PRIME = {"plan.tricare_kind": "prime"}
DRUG = {"plan.policy": "drug_plan"}
OMHA, COUNCIL = "Office of Medicare Hearings and Appeals", "Medicare Appeals Council"
OPM = "Office of Personnel Management"
TABLE = (
    Row("medicare.step_1_redetermination", M.medicare, {}, A.redetermination, "redetermination (Medicare)",
        ("42 CFR 405.942",), "CMS-20027", no_fast=True, also=(f"Medicare number: {NUMBER}", "Date of service")),
    Row("medicare.step_2_reconsideration", M.medicare, {}, A.reconsideration, "Request for reconsideration",
        ("42 CFR 405.962",), "CMS-20033", to="The Office", no_fast=True, also=(f"Medicare number: {NUMBER}",)),
    Row("medicare.step_3_hearing", M.medicare, {}, A.hearing, f"hearing ({OMHA})", ("42 CFR 405.1002",), "OMHA-100",
        to=OMHA, no_fast=True, also=(HEARD, f"Medicare number: {NUMBER}", "Appeal number: R-1", "more papers")),
    Row("medicare.step_4_council", M.medicare, {}, A.council, COUNCIL, ("42 CFR 405.1102",), "DAB-101", to=COUNCIL,
        no_fast=True, also=(f"Medicare number: {NUMBER}",)),
    Row("medicare_advantage.step_1_reconsideration", M.medicare_advantage, {}, A.reconsideration,
        "Request for reconsideration", ("42 CFR 422.590",), fast="72 hours (42 CFR 422.590)", also=(FILE,)),
    Row("medicare_advantage.step_3_hearing", M.medicare_advantage, {}, A.hearing, f"hearing ({OMHA})",
        ("42 CFR 422.602",), "OMHA-100", to=OMHA, also=(f"Medicare number: {NUMBER}", "Member ID: KM 4471", HEARD)),
    Row("medicare_advantage.step_4_council", M.medicare_advantage, {}, A.council, COUNCIL, (), "DAB-101", to=COUNCIL,
        also=(f"Medicare number: {NUMBER}",)),
    Row("part_d.step_1_redetermination", M.other, DRUG, A.redetermination, "redetermination (Medicare drug plan)",
        ("42 CFR 423.582",), fast="72 hours (42 CFR 423.590)", also=(FILE,)),
    Row("part_d.step_2_reconsideration", M.other, DRUG, A.reconsideration, "reconsideration (Medicare drug plan)",
        ("42 CFR 423.600",), to="The Office", fast="72 hours (42 CFR 423.600)"),
    Row("part_d.step_3_hearing", M.other, DRUG, A.hearing, f"hearing ({OMHA})", ("42 CFR 423.2002",), "OMHA-100",
        to=OMHA, fast="10 days (42 CFR 423.2016)", also=(f"Medicare number: {NUMBER}", HEARD)),
    Row("part_d.step_4_council", M.other, DRUG, A.council, COUNCIL, to=COUNCIL),
    Row("medicaid.step_1_plan_appeal", M.medicaid, MEDICAID, A.plan_appeal, "Appeal of denial", ("42 CFR 438.402",),
        fast="72 hours (42 CFR 438.408)", also=(FILE,)),
    Row("medicaid.step_2_fair_hearing", M.medicaid, MEDICAID, A.fair_hearing, "Request for a state fair hearing",
        ("42 CFR 438.408(f)",), to="The Office", also=(HEARD,)),
    Row("medicaid.step_1_state_run_hearing", M.medicaid, BY_STATE, A.fair_hearing, "Request for a state fair hearing",
        ("42 CFR 431.221",), to="The Office", also=(HEARD,)),
    Row("chip.step_1_plan_appeal", M.medicaid, CHIP, A.plan_appeal, "Appeal of denial", ("42 CFR 438.402",),
        fast="72 hours (42 CFR 438.408)"),
    Row("chip.step_2_state_review", M.medicaid, CHIP, A.fair_hearing, "review by the state", ("42 CFR 457.1140",),
        to="The Office", also=("how I can see my file",)),
    Row("chip.step_1_state_run_review", M.medicaid, CHIP_STATE, A.fair_hearing, "review by the state",
        ("42 CFR 457.1140",), to="The Office"),
    Row("erisa.step_1_internal_appeal", M.employer, WORK, A.internal, "Appeal of denial", ("29 CFR 2560.503-1",),
        fast="72 hours (29 CFR 2560.503-1)", also=(FILE, "a doctor of the same specialty")),
    Row("erisa.step_2_external_review", M.employer, {**WORK, "plan.external_review": "federal"}, A.external_review,
        "Request for external review", ("45 CFR 147.136(d)",), kind=EXT, to="The Office", also=(OUTSIDE,)),
    Row("aca.step_1_internal_appeal", M.marketplace, FULL, A.internal, "Appeal of denial", ("45 CFR 147.136",),
        fast="72 hours (45 CFR 147.136(b))", also=(FILE,)),
    Row("aca.step_2_external_review", M.marketplace, {**FULL, "plan.external_review": "state"}, A.external_review,
        "Request for external review", ("45 CFR 147.136(c)",), kind=EXT, to="The Office", also=(OUTSIDE,)),
    Row("grandfathered.step_1_plan", M.marketplace, OLD, A.internal, "Appeal of denial"),
    Row("fehb.step_1_carrier", M.employer, FEDERAL, A.reconsideration, "disputed claim", ("5 CFR 890.105",),
        also=(FILE,)),
    Row("fehb.step_2_opm", M.employer, FEDERAL, A.external_review, "review by OPM (disputed claim)",
        ("5 CFR 890.105",), kind=EXT, to=OPM, also=(OUTSIDE,)),
    Row("tricare.step_1_reconsideration", M.tricare, PRIME, A.reconsideration, "Request for reconsideration"),
    Row("tricare.step_1_for_life", M.tricare, {"plan.tricare_kind": "for_life"}, A.internal, "Appeal of denial"),
    Row("tricare.step_2_second_review", M.tricare, {**PRIME, "denial.about": "medical_need"}, A.external_review,
        "Request for a second reconsideration", kind=EXT, to="The Office", also=(OUTSIDE,)),
    Row("tricare.step_2_second_review", M.tricare, {**PRIME, "denial.about": "coverage"}, A.external_review,
        "Request for a formal review", kind=EXT, to="The Office"),
    Row("tricare.step_3_hearing", M.tricare, PRIME, A.hearing, "Request for a hearing (TRICARE)", to="The Office",
        also=(HEARD, "Amount that was denied: $1,180")),
    Row("va.step_1_clinical_appeal", M.va, {}, A.internal, "Clinical appeal, through the patient advocate"),
    Row("va.step_1_clinical_appeal", M.va, {"denial.va_question": "benefit"}, A.internal, "VA decision on benefits"),
    Row("limited.step_1_plan", M.other, {"plan.policy": "indian_health"}, A.internal, "Appeal of denial"),
    Row("limited.step_1_plan", M.other, {"plan.policy": "short_term"}, A.internal, "Appeal of denial"),
    Row("sharing.step_1_group", M.other, {"plan.policy": "sharing"}, A.internal, "Appeal of denial"),
)  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One case file for the whole table: each row puts a case of its own into it."""
    path = tmp_path_factory.mktemp("ladder") / "test.caseorg"
    opened = CaseFile.create(path, Seal(new_salt(), bytes(range(16))))
    yield Workspace(opened, today=lambda: date(2026, 11, 22))
    opened.close()


def put(workspace: Workspace, *records: Record) -> None:
    with workspace.step("Put in") as step:
        for record in records:
            step.save(record)


def a_denial(
    workspace: Workspace, plan_kind: PlanKind, facts: dict[str, str], level: DenialLevel, **more: object
) -> Denial:
    """Make a whole case in which a plan of this kind said no, at this level."""
    case = Case(title="Luis's knee", opened_on=workspace.today())
    plan = Plan(case_id=case.id, name="Keystone Mutual", kind=plan_kind, address="PO Box 7\nDayton, OH 45402")
    is_own = plan_kind is PlanKind.medicare
    card = {"member_id": NUMBER if is_own else "KM 4471", "medicare_number": "" if is_own else NUMBER}
    office = Contact(name="The company that decided")
    letter = Document(case_id=case.id, name="Denial", kind=DocumentKind.denial_letter, from_contact_id=office.id)
    first = Denial(case_id=case.id, what="Knee scan", notice_date=date(2026, 9, 1))
    before = Appeal(case_id=case.id, denial_id=first.id, reference_number="R-1", decided_on=date(2026, 10, 20))
    is_later = level is not DenialLevel.initial
    denial = Denial.made(
        case_id=case.id, what="Second opinion visit", level=level, reason_text="Not needed.",
        notice_date=date(2026, 11, 2), claim_number="88-20417", date_of_service=date(2026, 10, 20),
        denied_cents=118000, document_id=letter.id, answers_appeal_id=before.id if is_later else None,
        send_to="The Office\nPO Box 3300\nHarrisburg, PA 17105", **more,
    )  # fmt: skip
    put(
        workspace,
        case,
        Patient(case_id=case.id, full_name="Luis M. Ortega", address="51 Canal Road\nErie, PA 16501", state="PA"),
        plan,
        Coverage(case_id=case.id, plan_id=plan.id, **card),
        office,
        CaseContact(case_id=case.id, contact_id=office.id, role=ContactRole.plan),
        letter,
        *((first, before) if is_later else ()),
        denial,
        *(Answer(case_id=case.id, fact=name, value=value) for name, value in facts.items()),
    )
    return denial


def appealed(workspace: Workspace, denial: Denial, level: AppealLevel, *, fast: bool) -> tuple[LetterKind, PacketPlan]:
    """Start the appeal at one level as the page does, and plan its letter."""
    started = start_appeal(workspace, denial, level, is_fast=fast)
    put(workspace, started.appeal.revised(why_wrong="Two doctors say it was needed.", is_expedited=fast))
    draft = start_letter(workspace, denial.case_id, started.letter_kind, started.appeal.id)
    return started.letter_kind, plan_of(workspace, draft)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.rule}-{'-'.join(row.facts.values())}")
def test_each_step_has_its_letter_its_form_and_what_has_to_be_in_it(workspace: Workspace, row: Row) -> None:
    rule = workspace.library.rules[row.rule]
    level = DenialLevel(rule.step.denial_level)  # type: ignore[union-attr]
    own = {name.removeprefix("denial."): value for name, value in row.facts.items() if name.startswith("denial.")}
    of_plan = {name: value for name, value in row.facts.items() if not name.startswith("denial.")}
    denial = a_denial(workspace, row.plan, of_plan, level, **own)
    steps = workspace.assess(workspace.load_case(denial.case_id)).steps
    mine = [one.rule for one in steps if one.about == denial.id and level_of(one.rule, workspace.library) is row.level]
    assert [one.id for one in mine] == [row.rule]
    assert mine[0].step.forms == ((row.form,) if row.form else ())
    kind, plan = appealed(workspace, denial, row.level, fast=False)
    text = letter_text(plan)
    assert kind is row.kind
    assert row.title in next(line for line in text.splitlines() if line.startswith("Re: "))
    for words in (*ALWAYS, *row.law, *row.also):
        assert words in text, words
    assert ("in place of form " in text) is bool(row.form)
    assert f"in place of form {row.form}" in text or not row.form
    assert "CFR" in text or not row.law
    if not row.law:
        assert "CFR" not in text
    head = plan.papers[0].head
    assert head is not None
    assert head.address[0] == row.to
    assert head.is_mailed
    # Whatever the form of the step must have is there: nothing is found under its number.
    assert [one.sentence for one in plan.findings if one.check.startswith(("CMS", "OMHA", "DAB"))] == []
    assert [one.sentence for one in plan.at_level(Level.must_fix)] == []
    _kind, quick = appealed(workspace, denial, row.level, fast=True)
    fast = letter_text(quick)
    urgent = "**" not in fast and ("as a fast appeal" in fast or "as a fast review" in fast)
    assert urgent is not row.no_fast
    assert ("gives you" in fast) is bool(row.fast)
    assert row.fast in fast


def test_the_table_has_every_step_that_is_asked_with_a_letter(workspace: Workspace) -> None:
    asked = {rule.id for rule in workspace.library.steps if rule.step.letters}
    assert {row.rule for row in TABLE} == asked


@pytest.mark.parametrize(
    ("plan_kind", "denied", "level", "title", "form"),
    [
        (M.medicare, DenialLevel.initial, A.redetermination, "redetermination (Medicare drug plan)", ""),
        (M.medicare, DenialLevel.first_appeal, A.reconsideration, "reconsideration (Medicare drug plan)", ""),
        (M.medicare_advantage, DenialLevel.initial, A.reconsideration, "redetermination (Medicare drug plan)", ""),
        (
            M.medicare_advantage,
            DenialLevel.final_internal,
            A.redetermination,
            "reconsideration (Medicare drug plan)",
            "",
        ),
        (M.medicare_advantage, DenialLevel.external, A.hearing, f"hearing ({OMHA})", "OMHA-100"),
    ],
)
def test_a_no_to_a_medicine_has_the_drug_plans_steps_whatever_plan_is_on_show(
    workspace: Workspace, plan_kind: PlanKind, denied: DenialLevel, level: AppealLevel, title: str, form: str
) -> None:
    denial = a_denial(workspace, plan_kind, {}, denied, part_d=True)
    _kind, plan = appealed(workspace, denial, level, fast=False)
    text = letter_text(plan)
    assert title in text
    assert "42 CFR 423." in text
    assert "42 CFR 405" not in text
    assert "42 CFR 422" not in text
    assert (f"in place of form {form}" in text) if form else ("in place of form" not in text)
    assessment = workspace.assess(workspace.load_case(denial.case_id))
    check = notice_check(assessment, workspace.library, denial, "en")
    assert (check is not None) is (denied is DenialLevel.initial)
    assert check is None or ("We found no rule" in check.text and check.places == ())


def test_the_packet_of_an_appeal_has_the_letter_of_its_step(workspace: Workspace) -> None:
    denial = a_denial(workspace, M.medicare_advantage, {}, DenialLevel.external)
    appeal = start_appeal(workspace, denial, A.hearing, is_fast=False).appeal
    packet = Packet(case_id=denial.case_id, kind=PacketKind.appeal, about_id=appeal.id, with_call_log=False)
    put(workspace, packet)
    text = letter_text(gather_packet(workspace, packet))
    assert "in place of form OMHA-100" in text
    assert "42 CFR 422.602" in text


@pytest.mark.parametrize("number", ["", NUMBER])
def test_the_appointment_in_place_of_cms_1696_needs_the_medicare_number(workspace: Workspace, number: str) -> None:
    denial = a_denial(workspace, M.medicare_advantage, {}, DenialLevel.initial)
    snapshot = workspace.load_case(denial.case_id)
    helper = Helper(case_id=denial.case_id, full_name="Ana Ortega", relation="daughter", phone="814-555-0166",
                    address="7 Birch Court\nErie, PA 16501")  # fmt: skip
    put(workspace, snapshot.coverages[0].revised(medicare_number=number), helper)
    put(workspace, workspace.load_case(denial.case_id).patient.revised(phone="814-555-0170"))  # type: ignore[union-attr]
    plan = plan_of(workspace, start_letter(workspace, denial.case_id, LetterKind.representative))
    text = letter_text(plan)
    assert "In place of form CMS-1696" in text
    wanted = [] if number else ["coverage.medicare_number"]
    assert [one.fact for one in plan.findings if one.check == "CMS-1696"] == wanted
    for words in ("I appoint Ana Ortega", "share my health", "daughter", "7 Birch Court", "not disqualified"):
        assert words in text


def test_what_the_letter_left_out_goes_into_the_appeal_and_its_own_letter(workspace: Workspace) -> None:
    for kind, facts, place in (
        (M.employer, FEDERAL, ""),
        (M.tricare, PRIME, ""),
        (M.medicaid, CHIP, "42 CFR 438.404(b), through 42 CFR 457.1260"),
    ):
        denial = a_denial(workspace, kind, facts, DenialLevel.initial)
        assessment = workspace.assess(workspace.load_case(denial.case_id))
        check = notice_check(assessment, workspace.library, denial, "en")
        assert check is not None
        assert ("We found no rule" in check.text) is (not place)
        assert bool(check.citations) is bool(place)
        mark_missing(workspace, denial, ("reason", "how_to_appeal"))
        draft = start_letter(workspace, denial.case_id, LetterKind.notice_gaps, denial.id)
        asked = letter_text(plan_of(workspace, draft))
        assert ("A letter like yours should have them" in asked) is bool(place)
        assert place in asked
        denial = workspace.load_case(denial.case_id).denials[0]
        step = next(one.rule for one in assessment.steps if one.about == denial.id)
        _kind, plan = appealed(workspace, denial, level_of(step, workspace.library), fast=False)
        appeal = letter_text(plan)
        for part in check.parts:
            assert (part.words in asked) is (part.id in ("reason", "how_to_appeal"))
            assert (part.words in appeal) is (part.id in ("reason", "how_to_appeal"))
