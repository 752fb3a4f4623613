"""Letters about a request, a permission, a denial or a call: what they know from the rules, what they leave alone."""

from __future__ import annotations

from datetime import date

import pytest

from caseorg.domain.case import Case
from caseorg.domain.costs import Call
from caseorg.domain.denial import AppealLevel, CareTiming, Denial, DenialLevel
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Sending
from caseorg.domain.people import CaseContact, Contact, ContactRole, Helper, HelperRole, Patient
from caseorg.domain.plan import Answer, Coverage, Plan, PlanKind
from caseorg.domain.record import Record
from caseorg.domain.release import ReleaseCovers
from caseorg.domain.requests import Holder, ItemStatus, RecordKind, RecordsRequest, RequestedItem
from caseorg.packets.plan import Level
from caseorg.services.denials import start_appeal
from caseorg.services.letter_drafts import FirstNeeded, boxes_for, first_needed, start_letter
from caseorg.services.letters import make_letter, mark_received, mark_sent, plan_of
from caseorg.services.notice_check import mark_missing, notice_check
from caseorg.services.requests import follow_up, letter_kind
from caseorg.services.workspace import Workspace

ASKED, GOT = date(2026, 10, 1), date(2026, 10, 5)


@pytest.fixture
def case(workspace: Workspace) -> Case:
    """Maria asked a hospital on October 1; it got the letter on October 5 and has not answered."""
    case = Case(title="Maria's lung biopsy", opened_on=workspace.today())
    hospital = Contact(name="Riverside General", address="2200 Harbor Road\nDayton, OH 45404", fax="937-555-0199")
    doctor = Contact(name="Dr. Grace Okafor", address="900 Lakeside Avenue\nCleveland, OH 44114")
    request = RecordsRequest(case_id=case.id, contact_id=hospital.id, asked_on=ASKED, received_on=GOT)
    plan = Plan(case_id=case.id, name="Blue River", kind=PlanKind.medicare_advantage, address="PO Box 7\nDayton, OH")
    put(
        workspace,
        case,
        Patient(case_id=case.id, full_name="Maria R. Santos", date_of_birth=date(1958, 3, 14), state="OH",
                address="418 Alder Street\nDayton, OH 45402", phone="937-555-0142"),
        hospital,
        doctor,
        CaseContact(case_id=case.id, contact_id=hospital.id, role=ContactRole.records_holder),
        CaseContact(case_id=case.id, contact_id=doctor.id, role=ContactRole.consultant),
        request,
        RequestedItem(case_id=case.id, kind=RecordKind.lab_results, request_id=request.id, status=ItemStatus.asked),
        plan,
        Coverage(case_id=case.id, plan_id=plan.id, member_id="1EG4-TE5-MK73"),
        Denial(case_id=case.id, what="Second opinion visit", level=DenialLevel.initial, reason_text="Not covered.",
               notice_date=date(2026, 11, 2), claim_number="77-1", date_of_service=date(2026, 10, 20)),
    )  # fmt: skip
    return case


def put(workspace: Workspace, *records: Record) -> None:
    with workspace.step("Put in") as step:
        for record in records:
            step.save(record)


def written(workspace: Workspace, case: Case, kind: LetterKind, about: Record | None = None) -> tuple[Letter, str]:
    """Start a letter, make it, and return it with its words."""
    draft = start_letter(workspace, case.id, kind, about.id if about else None)
    made = make_letter(workspace, draft).letter
    return made, made.text


def test_an_overdue_letter_names_the_days_of_the_first_request_and_changes_none_of_them(
    workspace: Workspace, case: Case
) -> None:
    first = workspace.load_case(case.id).requests[0]
    follow_up(workspace, first)
    letter, text = written(workspace, case, LetterKind.overdue, first)
    assert "Privacy Officer\nRiverside General" in text
    assert "My request: October 1, 2026" in text
    assert "The last day was November 4, 2026." in text
    assert "Test and lab results" in text
    before = workspace.load_case(case.id).requests
    mark_sent(workspace, letter, Sending(case_id=case.id, sent_on=date(2026, 11, 21)))
    sent = workspace.load_case(case.id)
    mark_received(workspace, sent.find(letter.id), sent.sendings[-1], date(2026, 11, 22))  # type: ignore[arg-type]
    assert workspace.load_case(case.id).requests == before
    assert workspace.load_case(case.id).find(letter.id).status is LetterStatus.received  # type: ignore[union-attr]


def test_the_request_itself_is_asked_and_received_with_its_letter(workspace: Workspace, case: Case) -> None:
    request = RecordsRequest(
        case_id=case.id, contact_id=workspace.load_case(case.id).requests[0].contact_id, holder=Holder.record_system
    )
    put(workspace, request, RequestedItem(case_id=case.id, kind=RecordKind.whole_record, request_id=request.id))
    letter, text = written(workspace, case, letter_kind(request.holder), request)
    assert letter.kind is LetterKind.ehi_export
    assert letter.page_count == 2
    assert "For the people who run the record system" in text
    mark_sent(workspace, letter, Sending(case_id=case.id, sent_on=date(2026, 11, 21)))
    assert workspace.load_case(case.id).find(request.id).asked_on == date(2026, 11, 21)  # type: ignore[union-attr]
    due = [one for one in workspace.assess(workspace.load_case(case.id)).deadlines_about(request.id) if one.last_day]
    assert {one.rule for one in due} == {"hipaa.access"}


def test_every_desk_has_a_letter_of_its_own_and_glass_has_no_clock() -> None:
    assert {holder: letter_kind(holder) for holder in Holder if holder is not Holder.patient} == {
        Holder.records: LetterKind.records_request,
        Holder.molecular: LetterKind.records_request,
        Holder.pharmacy: LetterKind.records_request,
        Holder.billing: LetterKind.records_request,
        Holder.image_library: LetterKind.scan_request,
        Holder.mammography: LetterKind.scan_request,
        Holder.radiation: LetterKind.scan_request,
        Holder.pathology: LetterKind.slide_loan,
        Holder.record_system: LetterKind.ehi_export,
    }
    assert {kind.holder for kind in RecordKind} | {Holder.patient} == set(Holder)


def test_a_permission_begins_with_who_was_asked_and_the_second_doctor(workspace: Workspace, case: Case) -> None:
    request = workspace.load_case(case.id).requests[0]
    letter, text = written(workspace, case, LetterKind.authorization, request)
    release = workspace.load_case(case.id).releases[0]
    assert letter.about_id == release.id
    assert "Riverside General" in text
    assert "Dr. Grace Okafor" in text
    assert "At my request, for a second medical opinion" in text
    assert "This form ends when this happens: my second opinion is finished." in text
    assert plan_of(workspace, letter).at_level(Level.must_fix) == ()
    put(workspace, release.revised(signed_on=date(2026, 11, 20)))
    _letter, text = written(workspace, case, LetterKind.revocation, release)
    assert "I signed a form on November 20, 2026." in text
    consent, text = written(workspace, case, LetterKind.part_2_consent)
    kept = workspace.load_case(case.id).find(consent.about_id)
    assert kept.covers is ReleaseCovers.substance_use  # type: ignore[union-attr]
    assert "42 CFR Part 2" in text


def test_the_check_of_a_denial_letter_knows_the_kind_of_plan_and_the_letter_asks_for_what_is_missing(
    workspace: Workspace, case: Case
) -> None:
    denial = workspace.load_case(case.id).denials[0]
    check = notice_check(workspace.assess(workspace.load_case(case.id)), workspace.library, denial, "en")
    assert check is not None
    assert [part.id for part in check.parts] == ["reason", "reconsideration", "both_ways", "next_steps", "plain_words"]
    assert check.missing == ()
    mark_missing(workspace, denial, ("both_ways",))
    letter, text = written(workspace, case, LetterKind.notice_gaps, denial)
    assert "How to ask, the usual way and the fast way" in text
    assert "The exact reason" not in text
    assert "A letter like yours should have them: 42 CFR 422.568(e)." in text
    assert letter.status is LetterStatus.made


def test_a_plan_whose_list_nobody_checked_gets_no_place_in_the_law(workspace: Workspace, case: Case) -> None:
    snapshot = workspace.load_case(case.id)
    whole = Answer(case_id=case.id, fact="plan.policy", value="full")
    put(workspace, snapshot.plans[0].revised(kind=PlanKind.marketplace), whole)
    mark_missing(workspace, snapshot.denials[0], ("reason",))
    _letter, text = written(workspace, case, LetterKind.notice_gaps, snapshot.denials[0])
    assert "The reason for the no" in text
    assert "2560.503" not in text


@pytest.mark.parametrize(
    ("kind", "level", "denied", "says"),
    [
        (PlanKind.medicare, AppealLevel.redetermination, DenialLevel.initial, "in place of form CMS-20027"),
        (PlanKind.medicare, AppealLevel.reconsideration, DenialLevel.first_appeal, "in place of form CMS-20033"),
        (PlanKind.medicare, AppealLevel.hearing, DenialLevel.external, "in place of form OMHA-100"),
        (PlanKind.medicare, AppealLevel.council, DenialLevel.hearing, "in place of form DAB-101"),
        (PlanKind.medicare_advantage, AppealLevel.reconsideration, DenialLevel.initial, "42 CFR 422.590"),
        (PlanKind.medicare_advantage, AppealLevel.council, DenialLevel.hearing, "in place of form DAB-101"),
    ],
)
def test_an_appeal_is_in_the_place_of_the_form_of_its_step(
    workspace: Workspace, case: Case, kind: PlanKind, level: AppealLevel, denied: DenialLevel, says: str
) -> None:
    snapshot = workspace.load_case(case.id)
    put(workspace, snapshot.plans[0].revised(kind=kind), snapshot.denials[0].revised(level=denied))
    appealed = start_appeal(workspace, workspace.load_case(case.id).denials[0], level)
    _letter, text = written(workspace, case, appealed.letter_kind, appealed.appeal)
    assert says in text


def test_a_late_appeal_has_a_statement_of_its_own_and_is_not_sent_by_it(workspace: Workspace, case: Case) -> None:
    draft = start_letter(workspace, case.id, LetterKind.good_cause, workspace.load_case(case.id).denials[0].id)
    appeal = workspace.load_case(case.id).find(draft.about_id)
    assert appeal is not None
    assert [box.field for box in boxes_for(draft, appeal)] == ["why_late"]
    assert "appeal.why_late" in {one.fact for one in plan_of(workspace, draft).at_level(Level.must_fix)}
    put(workspace, appeal.revised(why_late="I was in the hospital until November 20."))
    letter = make_letter(workspace, draft).letter
    assert "42 CFR 422.582(c)" in letter.text
    mark_sent(workspace, letter, Sending(case_id=case.id, sent_on=date(2026, 11, 21)))
    assert workspace.load_case(case.id).appeals[0].filed_on is None


def test_what_a_letter_has_from_the_plan_and_the_state(workspace: Workspace, case: Case) -> None:
    snapshot = workspace.load_case(case.id)
    draft = start_letter(workspace, case.id, LetterKind.insurance_complaint, snapshot.denials[0].id)
    put(workspace, draft.revised(own_words="My plan did not answer."))
    plan = plan_of(workspace, draft.revised(own_words="My plan did not answer."))
    assert plan.papers[0].head is not None
    assert plan.papers[0].head.address[0] == "Ohio Department of Insurance"
    assert any("may not be in charge" in one.sentence for one in plan.findings)  # Medicare Advantage is not the state's
    put(workspace, snapshot.denials[0].revised(timing=CareTiming.during_care))
    _letter, text = written(workspace, case, LetterKind.keep_services, snapshot.denials[0])
    assert "438.420" not in text  # a rule for Medicaid, and this is not Medicaid
    helper = Helper(case_id=case.id, full_name="Ana Santos", relation="daughter", role=HelperRole.none_yet,
                    address="77 Birch Court\nDayton, OH 45409", phone="937-555-0166")  # fmt: skip
    put(workspace, helper)
    _letter, text = written(workspace, case, LetterKind.representative)
    assert "In place of form CMS-1696" in text
    assert text.count("Signature") == 2
    call = Call(case_id=case.id, with_whom="Blue River", spoke_with="Tina", said="The visit is covered.")
    assert first_needed(snapshot, LetterKind.call_confirmation) is FirstNeeded.call
    put(workspace, call)
    _letter, text = written(workspace, case, LetterKind.call_confirmation, call)
    assert "The visit is covered." in text
    assert "Who I spoke with: Tina" in text
