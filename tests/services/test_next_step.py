"""Which card stands first, lived on a real case file with the real rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from caseorg.domain.case import Stage
from caseorg.domain.costs import Call
from caseorg.domain.deadline import FollowUp, Goal
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.letter import Letter, LetterKind, LetterStatus
from caseorg.domain.plan import Plan, PlanKind
from caseorg.domain.requests import ItemStatus, RecordKind, RequestedItem
from caseorg.domain.visit import Visit
from caseorg.services.calls import log_call
from caseorg.services.cards import NotNow, already_did, not_now
from caseorg.services.next_step import Action, Card, NextSteps, next_steps
from caseorg.services.requests import it_came, they_said_no, when_made
from caseorg.services.stages import Progress, set_stage_done, where_it_is
from caseorg.services.workspace import Workspace
from tests.builders import a_case
from tests.services.test_requests import asked, item_of, sent


def page(workspace: Workspace, case_id: UUID) -> NextSteps:
    snapshot = workspace.load_case(case_id)
    return next_steps(snapshot, workspace.assess(snapshot))


def card(workspace: Workspace, case_id: UUID) -> Card:
    found = page(workspace, case_id).card
    assert found is not None
    return found


def test_the_cards_come_in_their_order_as_each_is_done(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.biopsy_slides)
    workspace.save(FollowUp(case_id=case_id, what="Fax the form", day=date(2026, 11, 27)), "Add a date")
    letter = Letter(
        case_id=case_id, kind=LetterKind.network_exception, status=LetterStatus.made, title="Exception", to_name="Plan"
    )
    workspace.save(letter, "Make a letter")
    first = card(workspace, case_id)
    assert (first.title, first.why) == ("Fax the form", "The last day is Fri, Nov 27, 2026, in 5 days.")
    already_did(workspace, case_id, first, today)
    second = card(workspace, case_id)
    assert second.title == "Ask Riverside General Hospital for the biopsy slides"
    assert second.why.startswith("The second doctor needs the glass slides")
    already_did(workspace, case_id, second, today)
    assert item_of(workspace, case_id, RecordKind.biopsy_slides).status is ItemStatus.asked
    third = card(workspace, case_id)
    assert third.action is Action.choose_plan
    workspace.save(Plan(case_id=case_id, kind=PlanKind.medicare_advantage), "Set plan")
    fourth = card(workspace, case_id)
    assert fourth.action is Action.call_plan
    assert "question" in fourth.title
    not_now(workspace, case_id, fourth, NotNow.in_a_week)
    fifth = card(workspace, case_id)
    assert (fifth.action, fifth.about) == (Action.mark_sent, (letter.id,))
    workspace.save(letter.revised(status=LetterStatus.sent), "Mark letter as sent")
    assert card(workspace, case_id).action is Action.add_visit


def test_not_now_puts_a_card_off_until_its_day_and_can_be_undone(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.biopsy_slides, RecordKind.visit_notes)
    first = card(workspace, case_id)
    not_now(workspace, case_id, first, NotNow.in_3_days)
    assert card(workspace, case_id).title == "Ask Riverside General Hospital for the visit notes"
    workspace.undo()
    assert card(workspace, case_id) == first
    workspace.redo()
    later = Workspace(workspace.case_file, today=lambda: date(2026, 11, 25))
    assert card(later, case_id).key == first.key


def test_a_fixed_date_that_is_past_stays_first_until_it_is_done(workspace: Workspace) -> None:
    case = a_case(workspace)
    workspace.save(FollowUp(case_id=case.id, what="Call the plan", day=date(2026, 11, 20)), "Add a date")
    first = card(workspace, case.id)
    assert first.why == "The day was Fri, Nov 20, 2026. If it is not done yet, do it today."


def test_an_appeal_that_is_due_says_both_days(workspace: Workspace) -> None:
    case = a_case(workspace)
    denial = Denial(case_id=case.id, what="Visit", notice_date=date(2026, 6, 1), stated_last_day=date(2026, 12, 1))
    with workspace.step("Add denial") as step:
        step.save(Plan(case_id=case.id, kind=PlanKind.medicare_advantage))
        step.save(denial)
    first = card(workspace, case.id)
    assert first.action is Action.show_date
    assert first.about == (denial.id,)
    assert first.why == "Our safe day was Wed, Jul 29, 2026, so send it today. The last day is Tue, Dec 1, 2026."
    workspace.save(denial.revised(notice_date=date(2026, 11, 20)), "Edit denial")
    assert card(workspace, case.id).why == "Send it by Tue, Nov 24, 2026. The last day is Tue, Dec 1, 2026."


def test_a_late_answer_comes_before_what_was_never_asked(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.visit_notes, RecordKind.biopsy_slides)
    snapshot = workspace.load_case(case_id)
    notes = item_of(workspace, case_id, RecordKind.visit_notes)
    request = next(each for each in snapshot.requests if each.id == notes.request_id)
    with workspace.step("Mark letter as sent") as step:
        step.save(request.revised(asked_on=date(2026, 10, 5), received_on=date(2026, 10, 5)))
        step.save(notes.revised(status=ItemStatus.asked))
    first = card(workspace, case_id)
    assert first.title == "Call Riverside General Hospital. Their answer is late."
    assert "Visit notes" in first.why
    waiting = page(workspace, case_id).waiting
    assert [(each.who, each.what, each.is_late) for each in waiting] == [
        ("Riverside General Hospital", "Visit notes", True)
    ]


def test_a_letter_that_asks_for_records_is_sent_before_the_plan_is_called(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    request = workspace.load_case(case_id).requests[0]
    letter = Letter(
        case_id=case_id, kind=LetterKind.records_request, status=LetterStatus.made, title="Records request",
        to_name="Riverside General Hospital", about_id=request.id,
    )  # fmt: skip
    with workspace.step("Make a letter") as step:
        step.save(Plan(case_id=case_id, kind=PlanKind.medicare_advantage))
        step.save(letter)
        for record in when_made(workspace.load_case(case_id), request.id, letter.id):
            step.save(record)
    first = card(workspace, case_id)
    assert (first.action, first.about) == (Action.mark_sent, (letter.id,))
    not_now(workspace, case_id, first, NotNow.in_3_days)
    assert card(workspace, case_id).action is Action.call_plan


def test_what_is_missing_of_an_answer_is_late_once_its_day_is_past(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    sent(workspace, case_id, date(2026, 10, 5))
    it_came(workspace, item_of(workspace, case_id, RecordKind.visit_notes), date(2026, 10, 20), all_of_it=False)
    first = card(workspace, case_id)
    assert (first.title, first.action) == ("Call Riverside General Hospital. Their answer is late.", Action.log_call)
    assert page(workspace, case_id).waiting[0].is_late


def test_several_papers_of_one_office_are_one_card(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.visit_notes, RecordKind.lab_results)
    first = card(workspace, case_id)
    assert first.title == "Ask Riverside General Hospital for 2 kinds of records"
    assert len(first.about) == 2
    already_did(workspace, case_id, first, today)
    assert len(page(workspace, case_id).waiting) == 1
    assert page(workspace, case_id).waiting[0].what == "2 kinds of records"


def test_a_medicine_list_is_written_and_not_asked_for(workspace: Workspace, today: date) -> None:
    case = a_case(workspace)
    workspace.save(RequestedItem(case_id=case.id, kind=RecordKind.medication_list), "Add a record")
    first = card(workspace, case.id)
    assert (first.title, first.action) == ("Write this down: Medicine list", Action.write_it_down)
    already_did(workspace, case.id, first, today)
    assert workspace.load_case(case.id).items[0].status is ItemStatus.got_it


def test_a_no_leads_to_other_ways(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    they_said_no(workspace, item_of(workspace, case_id, RecordKind.visit_notes), "No", today)
    first = card(workspace, case_id)
    assert first.title == "Try another way to get this: Visit notes"


def test_what_comes_up_is_fixed_dates_and_goals_where_there_is_room(workspace: Workspace) -> None:
    case = a_case(workspace)
    with workspace.step("Add dates") as step:
        for day in range(23, 28):
            step.save(FollowUp(case_id=case.id, what=f"Fixed {day}", day=date(2026, 11, day)))
        step.save(FollowUp(case_id=case.id, what="Far", day=date(2027, 11, 1)))
        step.save(Goal(case_id=case.id, what="Goal", day=date(2026, 11, 24)))
        step.save(Goal(case_id=case.id, what="Second goal", day=date(2026, 11, 25)))
    found = page(workspace, case.id)
    assert found.card is not None
    assert found.card.title == "Fixed 23"
    assert [row.what for row in found.coming_up] == ["Fixed 24", "Goal", "Fixed 25", "Fixed 26", "Fixed 27"]


def test_a_plan_that_has_an_appeal_is_waited_for(workspace: Workspace) -> None:
    case = a_case(workspace)
    denial = Denial(case_id=case.id, notice_date=date(2026, 9, 1))
    with workspace.step("Appeal") as step:
        step.save(Plan(case_id=case.id, name="Blue River Health", kind=PlanKind.medicare_advantage))
        step.save(denial)
        step.save(Appeal(case_id=case.id, denial_id=denial.id, filed_on=date(2026, 11, 1)))
    waiting = page(workspace, case.id).waiting
    assert [(each.who, each.what, each.asked_on) for each in waiting] == [
        ("Blue River Health", "Your appeal", date(2026, 11, 1))
    ]


def test_a_stage_is_done_only_when_the_person_says_so(workspace: Workspace, today: date) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    it_came(workspace, item_of(workspace, case_id, RecordKind.visit_notes), today)
    assert page(workspace, case_id).stages[0] == (Stage.gather, Progress.started)
    set_stage_done(workspace, case_id, Stage.gather, is_done=True)
    snapshot = workspace.load_case(case_id)
    assert page(workspace, case_id).stages[0] == (Stage.gather, Progress.done)
    assert where_it_is(snapshot) is Stage.check_coverage
    set_stage_done(workspace, case_id, Stage.gather, is_done=False)
    assert where_it_is(workspace.load_case(case_id)) is Stage.gather


def test_an_empty_case_starts_with_the_list_and_after_the_visit_asks_what_was_said(workspace: Workspace) -> None:
    case = a_case(workspace)
    assert card(workspace, case.id).action is Action.start_list
    set_stage_done(workspace, case.id, Stage.gather, is_done=True)
    set_stage_done(workspace, case.id, Stage.check_coverage, is_done=True)
    assert card(workspace, case.id).action is Action.add_visit
    workspace.save(Visit(case_id=case.id, day=date(2026, 12, 18)), "Add a visit")
    found = page(workspace, case.id)
    assert found.card is None
    assert found.visit_line == "Second opinion visit: Fri, Dec 18, 2026 (in 26 days)"
    after = Workspace(workspace.case_file, today=lambda: date(2026, 12, 19))
    assert card(after, case.id).action is Action.add_opinion
    set_stage_done(after, case.id, Stage.decide, is_done=True)
    assert card(after, case.id).action is Action.add_cost


def test_slides_have_a_day_to_ask_again_and_are_never_late(workspace: Workspace) -> None:
    case_id = asked(workspace, RecordKind.biopsy_slides)
    sent(workspace, case_id, date(2026, 11, 20))
    after = Workspace(workspace.case_file, today=lambda: date(2027, 1, 20))
    assert [(each.what, each.due, each.is_late) for each in page(after, case_id).waiting] == [
        ("Biopsy slides", date(2026, 11, 27), False)
    ]


def test_a_lab_is_asked_about_slides_after_a_week_and_an_office_that_was_called_is_left_alone_for_some_days(
    workspace: Workspace,
) -> None:
    case_id = asked(workspace, RecordKind.biopsy_slides)
    sent(workspace, case_id, date(2026, 11, 20))
    set_stage_done(workspace, case_id, Stage.check_coverage, is_done=True)
    before = Workspace(workspace.case_file, today=lambda: date(2026, 11, 26))
    assert card(before, case_id).action is Action.add_visit
    after = Workspace(workspace.case_file, today=lambda: date(2026, 11, 27))
    first = card(after, case_id)
    assert (first.title, first.action) == ("Ask the lab about the slides", Action.log_call)
    assert first.why == "You asked for this: Biopsy slides. No rule sets a day for it, so ask how far it is."
    lab = item_of(after, case_id, RecordKind.biopsy_slides).contact_id
    log_call(after, Call(case_id=case_id, contact_id=lab, at=datetime(2026, 11, 27, 15, tzinfo=UTC)))
    assert card(after, case_id).action is Action.add_visit
    soon = Workspace(workspace.case_file, today=lambda: date(2026, 11, 29))
    assert card(soon, case_id).action is Action.add_visit
    later = Workspace(workspace.case_file, today=lambda: date(2026, 11, 30))
    assert card(later, case_id).action is Action.log_call
