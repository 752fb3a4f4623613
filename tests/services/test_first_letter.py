"""The first letter, lived on a real case file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.errors import InvalidEntries
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import ContactKind, Department, HelperRole
from caseorg.domain.requests import Delivery, Holder, ItemStatus, RecordKind
from caseorg.services.first_letter import (
    Answers,
    FirstLetter,
    checked_at_first,
    draft,
    keep_draft,
    make_case,
    problems_of,
)
from caseorg.services.offices import office_with_desks
from caseorg.services.requests import Wanted
from caseorg.services.workspace import Workspace

MARIA = Answers(
    patient_name="Maria R. Santos",
    date_of_birth=date(1958, 3, 14),
    holder_name="Riverside General Hospital",
    holder_address="Medical Records\n2200 Harbor Road\nDayton, OH 45404",
    email="maria.santos@example.org",
    phone="(937) 555-0142",
    address="418 Alder Street, Apt 3\nDayton, OH 45402",
)
SLIDES = Wanted(RecordKind.biopsy_slides, "Lung, October 30", accession_number="S26-10423")


def made(workspace: Workspace, answers: Answers) -> tuple[CaseSnapshot, FirstLetter]:
    letter = make_case(workspace, answers)
    return workspace.load_case(letter.case_id), letter


def test_maria_answers_five_screens_and_each_desk_of_the_hospital_gets_its_own_letter(workspace: Workspace) -> None:
    case, letter = made(workspace, replace(MARIA, wanted=(*checked_at_first(), SLIDES)))
    assert [each.kind for each in letter.letters] == [
        LetterKind.records_request,
        LetterKind.scan_request,
        LetterKind.slide_loan,
    ]
    assert [request.holder for request in case.requests] == [Holder.records, Holder.image_library, Holder.pathology]
    asked = {item.kind: item for item in case.items if item.request_id}
    assert asked[RecordKind.imaging_study].request_id == letter.letters[1].request_id
    assert asked[RecordKind.biopsy_slides].request_id == letter.letters[2].request_id
    assert asked[RecordKind.visit_notes].from_date == date(2025, 11, 22)
    assert case.loans[0].item_id == asked[RecordKind.biopsy_slides].id
    assert case.loans[0].accession_number == "S26-10423"
    assert case.patient is not None
    assert (case.patient.full_name, case.patient.state) == ("Maria R. Santos", "OH")


def test_the_line_medical_records_stands_on_that_desks_letters_only(workspace: Workspace) -> None:
    case, _letter = made(workspace, MARIA)
    office = next(contact for contact in case.contacts if contact.kind is ContactKind.office)
    desks = {contact.department: contact for contact in case.contacts if contact.kind is ContactKind.department}
    assert office.address == "2200 Harbor Road\nDayton, OH 45404"
    assert desks[Department.records].name == "Medical Records"
    assert desks[Department.records].part_of_id == office.id
    assert desks[Department.image_library].address == ""


def test_what_goes_with_a_report_is_on_the_list_though_nobody_asked_for_it_yet(workspace: Workspace) -> None:
    wanted = (Wanted(RecordKind.pathology_report), Wanted(RecordKind.radiology_report))
    case, letter = made(workspace, replace(MARIA, wanted=wanted))
    open_items = {item.kind for item in case.items if item.request_id is None}
    assert open_items == {RecordKind.biopsy_slides, RecordKind.imaging_study, RecordKind.medication_list}
    assert {item.status for item in case.items} == {ItemStatus.not_asked}
    assert len(letter.letters) == 1


def test_the_whole_first_letter_is_one_step_that_undo_takes_back(workspace: Workspace) -> None:
    make_case(workspace, MARIA)
    assert workspace.history.next_undo == "Make the first letter"
    workspace.undo()
    assert workspace.store.case_lines() == ()
    assert workspace.store.contacts() == ()
    workspace.redo()
    assert [line.patient_name for line in workspace.store.case_lines()] == ["Maria R. Santos"]


def test_a_son_with_the_paper_writes_for_his_mother_and_is_reached_himself(workspace: Workspace) -> None:
    answers = replace(
        MARIA,
        for_someone_else=True,
        helper_name="Dan Santos",
        patient_can_sign=False,
        helper_role=HelperRole.health_care_agent,
        email="dan@example.org",
    )
    case, _letter = made(workspace, answers)
    assert case.patient is not None
    assert case.patient.email == ""
    assert (case.helpers[0].email, case.helpers[0].may_act) == ("dan@example.org", True)
    assert not answers.may_need_a_form
    assert replace(answers, helper_role=HelperRole.not_sure).may_need_a_form


def test_a_patient_who_can_sign_writes_the_letter_and_the_helper_is_only_added(workspace: Workspace) -> None:
    answers = replace(MARIA, for_someone_else=True, helper_name="Dan Santos", patient_can_sign=True)
    case, _letter = made(workspace, answers)
    assert case.patient is not None
    assert case.patient.phone == "(937) 555-0142"
    assert case.patient.state == ""  # it may be the son's own address
    assert case.helpers[0].full_name == "Dan Santos"


def test_records_can_go_to_another_doctor(workspace: Workspace) -> None:
    answers = replace(MARIA, delivery=Delivery.another_doctor, deliver_to_name="Dr. Grace Okafor")
    case, _letter = made(workspace, answers)
    receiver = case.contact(case.requests[0].deliver_to_id)
    assert receiver is not None
    assert receiver.name == "Dr. Grace Okafor"


def test_what_has_to_be_mended_is_said_all_at_once_and_nothing_is_made(workspace: Workspace, today: date) -> None:
    answers = Answers(
        patient_name="  ",
        date_of_birth=date(2058, 3, 14),
        for_someone_else=True,
        wanted=(Wanted(RecordKind.other),),
        needed_by=date(2026, 11, 20),
    )
    sentences = {problem.field: problem.sentence for problem in problems_of(answers, today)}
    assert sentences == {
        "patient_name": "Enter the patient's name.",
        "date_of_birth": "Date of birth must be in the past. You entered March 14, 2058.",
        "helper_name": "Enter your name.",
        "holder_name": "Enter the hospital, clinic or doctor who has the records.",
        "wanted": "Say what else you need.",
        "needed_by": "The day you need them by must be today or later. You entered Fri, Nov 20, 2026.",
    }
    with pytest.raises(InvalidEntries):
        make_case(workspace, answers)
    assert workspace.store.case_lines() == ()


def test_names_of_every_kind_are_kept_letter_by_letter(workspace: Workspace) -> None:
    for name in ("Nguyễn Thị Ánh", "محمد علي", "Ana 🌻 <b>&\"'", "x" * 300):
        case, _letter = made(workspace, replace(MARIA, patient_name=name))
        assert case.patient is not None
        assert case.patient.full_name == name
        assert name in case.case.title


def test_an_interview_that_is_left_comes_back_as_it_was(workspace: Workspace) -> None:
    half = replace(MARIA, holder_name="River", wanted=(SLIDES,), delivery=Delivery.mail)
    keep_draft(workspace, half)
    assert draft(Workspace(workspace.case_file, today=workspace.today)) == half
    make_case(workspace, MARIA)
    assert draft(workspace) is None


def test_nobody_types_a_hospital_twice(workspace: Workspace) -> None:
    first, _letter = made(workspace, MARIA)
    second, _letter = made(workspace, replace(MARIA, patient_name="Jorge Santos", holder_fax="937-555-0100"))
    assert {contact.id for contact in second.contacts} == {contact.id for contact in first.contacts}
    desk = next(contact for contact in second.contacts if contact.department is Department.records)
    assert desk.fax == "937-555-0100"  # blank before, and filled now


def test_a_hospital_of_the_same_name_in_another_town_is_another_one(workspace: Workspace) -> None:
    made(workspace, MARIA)
    case, _letter = made(workspace, replace(MARIA, holder_address="1 Elm Street\nTroy, OH 45373"))
    offices = [contact for contact in workspace.store.contacts() if contact.kind is ContactKind.office]
    assert len(offices) == 2
    assert [contact.address for contact in case.contacts if contact.kind is ContactKind.office] == [
        "1 Elm Street\nTroy, OH 45373"
    ]


def test_a_desk_that_is_picked_from_the_list_leads_to_its_office(workspace: Workspace) -> None:
    case, _letter = made(workspace, MARIA)
    desk = next(contact for contact in case.contacts if contact.department is Department.records)
    found = office_with_desks(workspace.store.contacts(), desk, [Holder.records, Holder.pathology])
    assert found.office.id == desk.part_of_id
    assert found.desk(Holder.records) == desk
    assert [contact.department for contact in found.to_save] == [Department.pathology]
