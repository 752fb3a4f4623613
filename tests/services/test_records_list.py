"""The list of records, the loans and the call log, lived on a real case file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from caseorg.domain.bilingual import Bilingual
from caseorg.domain.costs import Call, SearchResult
from caseorg.domain.deadline import Deadline, DeadlineWords, Who
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Sending, SendingWay
from caseorg.domain.people import Contact
from caseorg.domain.requests import ItemStatus, RecordKind, RecordsRequest, RequestedItem
from caseorg.domain.visit import Visit
from caseorg.services.calls import ToDo, log_call, log_search, nobody_inside, search_log, to_choose_from, who_was_called
from caseorg.services.loans import SentOn, arrived, returned, sent_back, sent_on
from caseorg.services.records_list import (
    ItemLine,
    State,
    history_of,
    in_hand,
    item_lines,
    open_items,
    status_sentence,
)
from caseorg.services.requests import follow_up, it_came, they_said_no, was_asked, when_sent
from caseorg.services.workspace import Workspace
from tests.builders import a_case
from tests.services.test_requests import asked, item_of, sent

_WORDS = DeadlineWords("They answer", "They have 30 days", "the day they got it")


def a_clock(request: RecordsRequest, last_day: date | None, send_by: date | None = None) -> Deadline:
    """The records clock as the rules count it for one request."""
    return Deadline(
        id=f"hipaa.answer:{request.id}",
        rule="hipaa.answer",
        action="answer",
        who=Who.records_office,
        words=Bilingual(_WORDS, _WORDS),
        about=request.id,
        last_day=last_day,
        lands_on=last_day,
        send_by=send_by,
    )


def the_line(workspace: Workspace, case_id: UUID, *clocks: Deadline, today: date = date(2026, 11, 22)) -> ItemLine:
    return item_lines(workspace.load_case(case_id), clocks, today)[0]


def test_a_thing_says_asked_until_its_clock_is_over_and_then_late(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    assert the_line(workspace, case_id).status == "Not asked yet"
    sent(workspace, case_id, date(2026, 11, 5))
    clock = a_clock(workspace.load_case(case_id).requests[0], date(2026, 12, 5))
    line = the_line(workspace, case_id, clock)
    assert (line.status, line.next_date, line.from_whom) == (
        "Asked Nov 5",
        date(2026, 12, 5),
        "Riverside General Hospital",
    )
    snapshot = workspace.load_case(case_id)
    assert status_sentence(snapshot, line) == "Asked on Nov 5. They have until Dec 5 to answer."
    assert the_line(workspace, case_id, clock, today=date(2026, 12, 5)).state is State.asked
    late = the_line(workspace, case_id, clock, today=date(2026, 12, 6))
    assert (late.state, late.status, late.next_date) == (State.late, "Late", date(2026, 12, 5))
    assert status_sentence(snapshot, late) == "Asked on Nov 5. Their answer was due by Dec 5."


def test_a_follow_up_letter_does_not_start_the_wait_anew(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    sent(workspace, case_id, date(2026, 9, 5))
    first = workspace.load_case(case_id).requests[0]
    again = follow_up(workspace, first)
    snapshot = workspace.load_case(case_id)
    second = next(request for request in snapshot.requests if request.id == again.request_id)
    clocks = (a_clock(first, date(2026, 10, 5)), a_clock(second, date(2026, 12, 20)))
    assert the_line(workspace, case_id, *clocks).state is State.late


def test_where_no_rule_is_confirmed_the_list_says_when_to_ask_again(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    sent(workspace, case_id, date(2026, 11, 5))
    clock = a_clock(workspace.load_case(case_id).requests[0], None, send_by=date(2026, 12, 4))
    line = the_line(workspace, case_id, clock, today=date(2026, 12, 30))
    assert line.state is State.asked
    assert status_sentence(workspace.load_case(case_id), line) == "Asked on Nov 5. Ask again on Dec 4."


def test_the_way_it_was_sent_and_what_happened_is_told(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    sent(workspace, case_id, date(2026, 11, 5))
    request = workspace.load_case(case_id).requests[0]
    letter = Letter(
        case_id=case_id,
        kind=LetterKind.records_request,
        about_id=request.id,
        status=LetterStatus.sent,
        made_on=date(2026, 11, 5),
    )
    sending = Sending(
        case_id=case_id,
        letter_id=letter.id,
        way=SendingWay.fax,
        sent_on=date(2026, 11, 5),
        sent_to="937-555-0199",
    )
    with workspace.step("Mark letter as sent") as step:
        for record in (letter, sending, request.revised(letter_id=letter.id)):
            step.save(record)
    snapshot = workspace.load_case(case_id)
    line = the_line(workspace, case_id, a_clock(request, date(2026, 12, 5)))
    assert status_sentence(snapshot, line) == "Asked on Nov 5 by fax. They have until Dec 5 to answer."
    assert [each.words for each in history_of(snapshot, line.item)] == ["letter made", "sent by fax to 937-555-0199"]
    it_came(workspace, line.item, date(2026, 11, 20))
    assert history_of(workspace.load_case(case_id), the_line(workspace, case_id).item)[-1].words == "it came"
    it_came(workspace, line.item, date(2026, 11, 20), all_of_it=False)
    assert history_of(workspace.load_case(case_id), the_line(workspace, case_id).item)[-1].words == "some of it came"


def test_the_head_counts_what_is_in_hand_and_when_the_rest_is_needed(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.visit_notes, RecordKind.lab_results)
    it_came(workspace, item_of(workspace, case_id, RecordKind.lab_results), today)
    assert in_hand(workspace.load_case(case_id), today).words() == "1 of 2 in hand."
    workspace.save(Visit(case_id=case_id, day=date(2026, 12, 18)), "Add a visit")
    counted = in_hand(workspace.load_case(case_id), today)
    assert counted.words() == "1 of 2 in hand. Needed by Tue, Dec 8, 2026 (10 days before the visit)."
    assert len(open_items(workspace.load_case(case_id))) == 1
    they_said_no(workspace, item_of(workspace, case_id, RecordKind.visit_notes), "No", today)
    assert len(open_items(workspace.load_case(case_id))) == 1  # after a no there are other ways


def test_a_medicine_list_with_nobody_to_ask_comes_from_the_person(workspace: Workspace) -> None:
    case = a_case(workspace)
    for kind in (RecordKind.medication_list, RecordKind.imaging_study):
        workspace.save(RequestedItem(case_id=case.id, kind=kind), "Add a record")
    lines = item_lines(workspace.load_case(case.id), (), workspace.today())
    assert [line.from_whom for line in lines] == ["You", ""]


def test_slides_go_from_hand_to_hand_and_back(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.biopsy_slides)
    sent(workspace, case_id, date(2026, 11, 5))
    line = the_line(workspace, case_id)
    assert status_sentence(workspace.load_case(case_id), line) == (
        "Asked on Nov 5. No rule sets a day for this. We'll remind you to check in a week."
    )
    assert line.loan is not None
    lab = Contact(name="Lakeside Pathology")
    with workspace.step("Add a place") as step:
        step.save(lab)
    sent_on(workspace, line.loan, SentOn(date(2026, 11, 10), borrower_id=lab.id, courier="FedEx", slide_count=12))
    assert the_line(workspace, case_id).status == "Sent on to Lakeside Pathology"
    loan = the_line(workspace, case_id).loan
    assert loan is not None
    arrived(workspace, loan, date(2026, 11, 12), "Ms. Lee")
    snapshot = workspace.load_case(case_id)
    assert snapshot.items[0].status is ItemStatus.got_it
    assert snapshot.requests[0].answered_on == date(2026, 11, 12)
    sent_on(workspace, snapshot.loans[0], SentOn(date(2026, 11, 10), must_go_back_by=date(2027, 1, 8)))
    line = the_line(workspace, case_id)
    assert (line.status, line.next_date) == ("Must go back by Jan 8", date(2027, 1, 8))
    assert line.loan is not None
    assert (line.loan.slide_count, line.loan.received_by) == (12, "Ms. Lee")
    sent_back(workspace, line.loan, date(2026, 12, 30), "1Z 999")
    returned(workspace, workspace.load_case(case_id).loans[0], date(2027, 1, 4))
    assert the_line(workspace, case_id).status == "Returned"


def test_what_was_asked_for_by_phone_can_be_marked_as_sent_once_more(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    was_asked(workspace, [item_of(workspace, case_id, RecordKind.visit_notes)], date(2026, 11, 1))
    snapshot = workspace.load_case(case_id)
    assert [type(each).__name__ for each in when_sent(snapshot, snapshot.requests[0].id, today)] == ["RecordsRequest"]


def test_a_call_is_logged_with_what_it_leaves_to_do(workspace: Workspace) -> None:
    case = a_case(workspace)
    call = Call(case_id=case.id, with_whom="Blue River Health", said="Approval needed", spoke_with="Tina")
    log_call(workspace, call, ToDo("Fax the form", date(2026, 11, 27)))
    snapshot = workspace.load_case(case.id)
    assert who_was_called(snapshot, snapshot.calls[0]) == "Blue River Health"
    assert [(each.what, each.is_fixed, each.call_id) for each in snapshot.follow_ups] == [
        ("Fax the form", True, call.id)
    ]
    workspace.undo()
    assert workspace.load_case(case.id).calls == ()


def test_the_one_called_last_stands_first_in_the_list_to_choose_from(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    zeta = Contact(name="Zeta Health")
    for day, contact in ((1, zeta), (2, Contact(name="Alpha Clinic"))):
        call = Call(
            case_id=case_id,
            contact_id=contact.id,
            at=datetime(2026, 11, day, tzinfo=UTC),
            search_result=SearchResult.no_openings,
        )
        log_search(workspace, call, contact)
    snapshot = workspace.load_case(case_id)
    assert [each.name for each in to_choose_from(snapshot)] == [
        "Alpha Clinic",
        "Zeta Health",
        "Riverside General Hospital",
    ]
    assert [who_was_called(snapshot, call) for call in search_log(snapshot)] == ["Zeta Health", "Alpha Clinic"]
    assert nobody_inside(snapshot)
    log_search(workspace, Call(case_id=case_id, contact_id=zeta.id, search_result=SearchResult.can_do_it), zeta)
    assert not nobody_inside(workspace.load_case(case_id))
