"""Bringing in health data: only what was shown and chosen, in one step, with its source, and never twice."""

from __future__ import annotations

from uuid import UUID

import pytest

from caseorg.documents.health_file import ThingKind
from caseorg.documents.worker import shared
from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.people import Patient
from caseorg.domain.record import CaseRecord, SourceKind
from caseorg.services.documents import bytes_of
from caseorg.services.health_import import NotReadError, Preview, preview, read, take
from caseorg.services.looking import Brought
from caseorg.services.workspace import Workspace
from tests.documents.test_health_data import CARE, PEOPLE, bundle

FILE = Brought("portal.json", bundle(*PEOPLE, *CARE))


@pytest.fixture(scope="module", autouse=True)
def workers() -> object:
    yield
    shared().close()
    shared("data").close()


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    case = Case(title="Maria")
    workspace.save(case, "New case")
    return case.id


def shown(workspace: Workspace, case_id: UUID, brought: Brought = FILE) -> Preview:
    return preview(workspace.load_case(case_id), read(brought))


def imported(snapshot: CaseSnapshot) -> list[CaseRecord]:
    found = (each for each in snapshot.records() if isinstance(each, CaseRecord))
    return [each for each in found if each.source_kind is SourceKind.imported]


def test_everything_chosen_lands_where_it_belongs_with_its_source_and_one_undo_takes_it_back(
    workspace: Workspace, case_id: UUID
) -> None:
    before = workspace.load_case(case_id)
    found = shown(workspace, case_id)
    assert workspace.load_case(case_id) == before, "looking keeps nothing"
    take(workspace, case_id, found, {each.number for each in found.offered})
    now = workspace.load_case(case_id)
    (document,) = now.documents
    assert bytes_of(workspace, document) == FILE.data
    assert now.patient is not None
    assert now.patient.full_name == "Maria T Alvarez"
    assert [each.name for each in now.contacts] == ["Dr. Ann Lee", "Riverside Hospital"]
    lee, riverside = now.contacts
    assert (now.diagnoses[0].told_by_id, now.procedures[0].done_by_id) == (lee.id, lee.id)
    assert now.allergies[0].reaction == "Hives"
    assert now.visits[0].is_second_opinion is False
    assert "Riverside Hospital" in now.visits[0].place
    assert (now.plans[0].name, now.coverages[0].group_number) == ("Acme Health", "G7")
    assert (now.costs[0].contact_id, now.costs[0].billed_cents) == (riverside.id, 123450)
    assert now.notes[0].title == "Observation"
    records = imported(now)
    assert len(records) == 1 + 2 + 1 + 1 + 1 + 1 + 1 + 2 + 1 + 1
    assert {each.source_document_id for each in records} == {document.id}
    assert now.allergies[0].source_text == "FHIR: AllergyIntolerance/a"
    workspace.undo()
    assert workspace.load_case(case_id) == before


def test_the_same_file_again_offers_nothing_and_makes_nothing(workspace: Workspace, case_id: UUID) -> None:
    first = shown(workspace, case_id)
    take(workspace, case_id, first, {each.number for each in first.offered})
    medicine = workspace.load_case(case_id).medications[0]
    workspace.save(medicine.revised(name="Lisinopril, the small white one"), "Edit medicine")
    now = workspace.load_case(case_id)
    again = shown(workspace, case_id)
    assert all(each.is_there for each in again.offered)
    assert not any(each.is_ticked for each in again.offered)
    assert take(workspace, case_id, again, {each.number for each in again.offered}) is None
    assert workspace.load_case(case_id) == now


def test_another_file_with_the_same_things_does_not_double_them(workspace: Workspace, case_id: UUID) -> None:
    first = shown(workspace, case_id)
    take(workspace, case_id, first, {each.number for each in first.of_kind(ThingKind.allergy)})
    other = Brought("newer.json", bundle(*PEOPLE, *CARE, {"resourceType": "Flag", "id": "f", "code": {"text": "New"}}))
    again = shown(workspace, case_id, other)
    assert [each.is_there for each in again.of_kind(ThingKind.allergy)] == [True]
    assert not any(each.is_there for each in again.of_kind(ThingKind.medication))


def test_nothing_that_was_not_chosen_is_made_and_illnesses_wait_to_be_ticked(
    workspace: Workspace, case_id: UUID
) -> None:
    found = shown(workspace, case_id)
    assert [each.is_ticked for each in found.of_kind(ThingKind.diagnosis)] == [False]
    take(workspace, case_id, found, {found.of_kind(ThingKind.medication)[0].number})
    (medicine,) = imported(workspace.load_case(case_id))
    assert medicine == workspace.load_case(case_id).medications[0]


def test_a_file_about_someone_else_says_so_and_has_nothing_ticked(workspace: Workspace, case_id: UUID) -> None:
    workspace.save(Patient(case_id=case_id, full_name="Luis Ortega"), "Add the patient")
    found = shown(workspace, case_id)
    assert found.warnings == ("This file is about “Maria T Alvarez”. That may be someone else.",)
    assert not any(each.is_ticked for each in found.offered)


def test_a_time_is_offered_as_people_here_write_it(workspace: Workspace, case_id: UUID) -> None:
    words = [each.words for each in shown(workspace, case_id).offered if each.thing.kind is ThingKind.visit]
    assert any("Oct 28, 2026, 9:30 AM" in line for line in words), words


def test_what_no_field_can_hold_becomes_a_note(workspace: Workspace, case_id: UUID) -> None:
    dear = {"resourceType": "Claim", "id": "1", "type": {"text": "Visit"}, "total": {"value": 99_999_999_999}}
    found = shown(workspace, case_id, Brought("odd.json", bundle(dear)))
    take(workspace, case_id, found, {each.number for each in found.offered})
    now = workspace.load_case(case_id)
    assert now.costs == ()
    assert "9999999999900" in now.notes[0].text


def test_half_a_letter_in_one_thing_keeps_nobody_from_taking_it_and_the_rest(
    workspace: Workspace, case_id: UUID
) -> None:
    half = {"resourceType": "Condition", "id": "\ud83d", "code": {"text": "Fever \udc00 twice"}}
    found = shown(workspace, case_id, Brought("portal.json", bundle(half, *CARE)))
    take(workspace, case_id, found, {each.number for each in found.offered})
    now = workspace.load_case(case_id)
    assert "Fever \ufffd twice" in [each.name for each in now.diagnoses]
    assert now.allergies[0].reaction == "Hives"


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"{", "cut.json", "We couldn't read “cut.json”. It may be damaged, or cut off. Nothing was changed."),
        (b"what,billed\n" + b"a,1\n" * 20_001, "long.csv", "There is more in “long.csv” than we can read at once."),
        (b"PK\x03\x04 and no more", "cut.zip", "We couldn't read “cut.zip”."),
    ],
)
def test_what_cannot_be_read_is_not_said_to_be_kept(data: bytes, name: str, said: str) -> None:
    with pytest.raises(NotReadError) as raised:
        read(Brought(name, data))
    assert str(raised.value).startswith(said)
    assert "kept" not in str(raised.value)


def test_who_prescribed_a_medicine_is_pointed_to_or_named(workspace: Workspace, case_id: UUID) -> None:
    order = {"resourceType": "MedicationRequest", "medicationCodeableConcept": {"text": "A"}}
    known = {**order, "id": "1", "requester": {"reference": "Practitioner/d"}}
    other = {**order, "id": "2", "medicationCodeableConcept": {"text": "B"}, "requester": {"display": "Dr. Who"}}
    found = shown(workspace, case_id, Brought("a.json", bundle(*PEOPLE, known, other)))
    take(workspace, case_id, found, {each.number for each in found.offered})
    now = workspace.load_case(case_id)
    assert [(each.prescribed_by_id, each.notes) for each in now.medications] == [
        (now.contacts[0].id, ""),
        (None, "Prescribed by: Dr. Who"),
    ]
