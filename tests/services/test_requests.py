"""Asking, chasing and getting records, lived on a real case file."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from caseorg.domain.document import Document
from caseorg.domain.errors import InvalidEntries
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import Contact
from caseorg.domain.requests import Holder, ItemStatus, RecordKind, RequestedItem
from caseorg.services.requests import (
    AfterNo,
    Asking,
    Wanted,
    ask_for_records,
    chain_of,
    follow_up,
    it_came,
    not_needed,
    start_list,
    they_said_no,
    was_asked,
    when_made,
    when_received,
    when_sent,
)
from caseorg.services.workspace import Workspace
from tests.builders import a_case

RIVERSIDE = Contact(name="Riverside General Hospital", address="2200 Harbor Road\nDayton, OH 45404")


def asked(workspace: Workspace, *kinds: RecordKind) -> UUID:
    case = a_case(workspace)
    ask_for_records(workspace, case.id, Asking(RIVERSIDE, tuple(Wanted(kind) for kind in kinds)))
    return case.id


def item_of(workspace: Workspace, case_id: UUID, kind: RecordKind) -> RequestedItem:
    return next(item for item in workspace.load_case(case_id).items if item.kind is kind)


def sent(workspace: Workspace, case_id: UUID, day: date) -> None:
    snapshot = workspace.load_case(case_id)
    with workspace.step("Mark letter as sent") as step:
        for request in snapshot.requests:
            for record in when_sent(snapshot, request.id, day):
                step.save(record)


def test_the_list_starts_with_what_a_second_doctor_needs(workspace: Workspace) -> None:
    case = a_case(workspace)
    start_list(workspace, case.id)
    kinds = [item.kind for item in workspace.load_case(case.id).items]
    assert kinds == [
        RecordKind.pathology_report,
        RecordKind.radiology_report,
        RecordKind.visit_notes,
        RecordKind.imaging_study,
        RecordKind.biopsy_slides,
        RecordKind.medication_list,
    ]
    assert start_list(workspace, case.id) is None


def test_asking_again_for_a_line_of_the_list_uses_that_line_and_that_office(workspace: Workspace) -> None:
    case = a_case(workspace)
    start_list(workspace, case.id)
    slides = item_of(workspace, case.id, RecordKind.biopsy_slides)
    letters = ask_for_records(
        workspace, case.id, Asking(RIVERSIDE, (Wanted(slides.kind, "October 30", item_id=slides.id),))
    )
    snapshot = workspace.load_case(case.id)
    assert [letter.kind for letter in letters] == [LetterKind.slide_loan]
    assert len(snapshot.items) == 6
    again = item_of(workspace, case.id, RecordKind.biopsy_slides)
    assert (again.id, again.what, again.request_id) == (slides.id, "October 30", letters[0].request_id)
    ask_for_records(workspace, case.id, Asking(RIVERSIDE, (Wanted(slides.kind, item_id=slides.id),)))
    snapshot = workspace.load_case(case.id)
    assert item_of(workspace, case.id, RecordKind.biopsy_slides).what == "October 30"
    assert len(snapshot.loans) == 1
    assert len(workspace.store.contacts()) == 2
    assert len(snapshot.case_contacts) == 2


def test_asking_nobody_for_nothing_is_refused_with_both_sentences(workspace: Workspace) -> None:
    case = a_case(workspace)
    with pytest.raises(InvalidEntries) as caught:
        ask_for_records(workspace, case.id, Asking(Contact(), ()))
    assert [problem.field for problem in caught.value.problems] == ["office", "wanted"]


def test_made_is_not_sent_and_sent_is_asked(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    snapshot = workspace.load_case(case_id)
    request = snapshot.requests[0]
    with workspace.step("Make letter") as step:
        for record in when_made(snapshot, request.id, request.id):
            step.save(record)
    assert item_of(workspace, case_id, RecordKind.visit_notes).status is ItemStatus.letter_made
    assert workspace.load_case(case_id).requests[0].asked_on is None
    sent(workspace, case_id, date(2026, 11, 5))
    assert item_of(workspace, case_id, RecordKind.visit_notes).status is ItemStatus.asked
    snapshot = workspace.load_case(case_id)
    assert snapshot.requests[0].asked_on == date(2026, 11, 5)
    received = list(when_received(snapshot, request.id, date(2026, 11, 7)))
    assert received[0].received_on == date(2026, 11, 7)  # type: ignore[attr-defined]


def test_the_last_thing_that_comes_answers_the_request(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.visit_notes, RecordKind.lab_results)
    document = Document(case_id=case_id, name="Visit notes")
    it_came(workspace, item_of(workspace, case_id, RecordKind.visit_notes), today, document=document)
    snapshot = workspace.load_case(case_id)
    assert snapshot.documents[0].answers_item_id == item_of(workspace, case_id, RecordKind.visit_notes).id
    assert snapshot.requests[0].answered_on is None
    it_came(workspace, item_of(workspace, case_id, RecordKind.lab_results), today, all_of_it=False)
    assert item_of(workspace, case_id, RecordKind.lab_results).status is ItemStatus.some_came
    assert workspace.load_case(case_id).requests[0].answered_on is None
    it_came(workspace, item_of(workspace, case_id, RecordKind.lab_results), today)
    assert workspace.load_case(case_id).requests[0].answered_on == today
    workspace.undo()
    assert workspace.load_case(case_id).requests[0].answered_on is None


def test_what_was_asked_for_and_is_not_needed_leaves_no_answer_to_wait_for(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.visit_notes, RecordKind.lab_results)
    sent(workspace, case_id, today)
    not_needed(workspace, item_of(workspace, case_id, RecordKind.visit_notes))
    assert workspace.load_case(case_id).requests[0].answered_on is None
    not_needed(workspace, item_of(workspace, case_id, RecordKind.lab_results))
    assert workspace.load_case(case_id).requests[0].answered_on == today
    workspace.undo()
    assert workspace.load_case(case_id).requests[0].answered_on is None


def test_a_no_is_kept_word_for_word_and_says_what_can_be_done(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    they_said_no(workspace, item_of(workspace, case_id, RecordKind.visit_notes), "Ask the clinic", today)
    snapshot = workspace.load_case(case_id)
    assert (snapshot.items[0].status, snapshot.items[0].refusal_text) == (ItemStatus.refused, "Ask the clinic")
    assert (snapshot.requests[0].refusal_text, snapshot.requests[0].answered_on) == ("Ask the clinic", today)
    assert all(each.words() for each in AfterNo)
    not_needed(workspace, snapshot.items[0])
    assert workspace.load_case(case_id).items[0].status is ItemStatus.not_needed


def test_a_follow_up_takes_what_is_open_and_remembers_the_first_letter(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.visit_notes, RecordKind.lab_results)
    sent(workspace, case_id, date(2026, 10, 5))
    first = workspace.load_case(case_id).requests[0]
    it_came(workspace, item_of(workspace, case_id, RecordKind.lab_results), today)
    letter = follow_up(workspace, first)
    notes = item_of(workspace, case_id, RecordKind.visit_notes)
    assert letter.kind is LetterKind.follow_up
    assert (notes.request_id, notes.status) == (letter.request_id, ItemStatus.asked)
    snapshot = workspace.load_case(case_id)
    assert [request.id for request in chain_of(snapshot, notes.request_id)] == [first.id, letter.request_id]
    it_came(workspace, notes, today)
    assert {request.answered_on for request in workspace.load_case(case_id).requests} == {today}


def test_asking_by_phone_counts_as_asked_without_a_letter(workspace: Workspace) -> None:
    case = a_case(workspace)
    workspace.save(RIVERSIDE, "Add office")
    item = RequestedItem(case_id=case.id, kind=RecordKind.imaging_study, contact_id=RIVERSIDE.id)
    workspace.save(item, "Add a record")
    was_asked(workspace, [item], date(2026, 11, 20))
    snapshot = workspace.load_case(case.id)
    assert snapshot.items[0].status is ItemStatus.asked
    assert (snapshot.requests[0].asked_on, snapshot.requests[0].holder) == (date(2026, 11, 20), Holder.image_library)
    workspace.undo()
    assert workspace.load_case(case.id).requests == ()
