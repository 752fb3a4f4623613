"""The first page of a case, lived through the window with the real rules."""

from __future__ import annotations

from datetime import date

import pytest

from caseorg.domain.case import Stage
from caseorg.domain.deadline import FollowUp
from caseorg.domain.letter import Letter, LetterKind, LetterStatus
from caseorg.domain.requests import ItemStatus, RecordKind, RequestedItem
from caseorg.domain.visit import Visit
from caseorg.services.workspace import Workspace
from caseorg.ui.interview.page import InterviewPage
from caseorg.ui.pages.coverage import CoveragePage
from caseorg.ui.pages.deadlines import DeadlinesPage
from caseorg.ui.pages.next_steps import NextStepsPage
from tests.builders import a_case
from tests.services.test_requests import asked, item_of, sent
from tests.ui.checks import cut_off, rich_labels, unnamed_controls
from tests.ui.pages.cases import MakeWindow, find, front, is_there, message, press, rows, texts, write

TALL = (1400, 1000)


def card(page: object) -> str:
    assert isinstance(page, NextStepsPage)
    return page.card.title.text()


def test_without_a_case_there_is_one_letter_to_start_with(window: MakeWindow) -> None:
    shown = window(NextStepsPage, InterviewPage)
    assert "Start with one letter. We'll guide the rest." in texts(front(shown))
    press(front(shown), "next_steps.empty.start")
    assert isinstance(front(shown), InterviewPage)


def test_one_thing_stands_first_with_why_and_one_button(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    with workspace.step("Add dates") as step:
        step.save(FollowUp(case_id=case.id, what="Fax the form", day=date(2026, 11, 27)))
        step.save(Visit(case_id=case.id, day=date(2026, 12, 18)))
    shown = window(NextStepsPage, DeadlinesPage, case_id=case.id, size=TALL)
    page = front(shown)
    assert card(page) == "Fax the form"
    assert "The last day is Fri, Nov 27, 2026, in 5 days." in texts(page)
    assert "Second opinion visit: Fri, Dec 18, 2026 (in 26 days)" in texts(page)
    press(page, "next_steps.card.do")
    assert isinstance(front(shown), DeadlinesPage)
    assert "Fax the form" in texts(find(front(shown), "deadlines.detail"))


def test_not_now_asks_when_without_a_dialog_and_can_be_undone(workspace: Workspace, window: MakeWindow) -> None:
    case_id = asked(workspace, RecordKind.biopsy_slides, RecordKind.visit_notes)
    shown = window(NextStepsPage, case_id=case_id, size=TALL)
    page = front(shown)
    first = card(page)
    assert first == "Ask Riverside General Hospital for the biopsy slides"
    press(page, "next_steps.card.not_now")
    press(page, "next_steps.card.in_3_days")
    assert card(page) == "Ask Riverside General Hospital for the visit notes"
    assert message(shown).startswith("We'll show it again in 3 days.")
    shown.do("undo")
    assert card(page) == first


def test_i_already_did_this_asks_only_for_the_day(workspace: Workspace, window: MakeWindow) -> None:
    case_id = asked(workspace, RecordKind.biopsy_slides)
    shown = window(NextStepsPage, case_id=case_id, size=TALL)
    page = front(shown)
    press(page, "next_steps.card.already")
    write(page, "already.day", "11/20/2026")
    press(page, "already.save")
    assert item_of(workspace, case_id, RecordKind.biopsy_slides).status is ItemStatus.asked
    assert "Riverside General Hospital" in rows(find(page, "next_steps.waiting"))[0]
    shown.do("undo")
    assert item_of(workspace, case_id, RecordKind.biopsy_slides).status is ItemStatus.not_asked
    assert "You are not waiting for anyone." in texts(page)


def test_a_day_that_cannot_be_read_keeps_the_question_open(workspace: Workspace, window: MakeWindow) -> None:
    case_id = asked(workspace, RecordKind.biopsy_slides)
    page = front(window(NextStepsPage, case_id=case_id, size=TALL))
    press(page, "next_steps.card.already")
    write(page, "already.day", "22nd novemver")
    press(page, "already.save")
    assert "We couldn't read “22nd novemver”." in texts(page)
    press(page, "next_steps.card.back")
    assert is_there(page, "next_steps.card.do")


def test_a_letter_that_was_made_is_marked_as_sent_in_its_place(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    letter = Letter(
        case_id=case.id, kind=LetterKind.tell_my_doctor, status=LetterStatus.made, title="Note", to_name="Dr. Lee"
    )
    with workspace.step("Make a letter") as step:
        step.save(letter)
        step.save(case.revised(stages_done=tuple(Stage)))
    page = front(window(NextStepsPage, case_id=case.id, size=TALL))
    assert card(page) == "Send your letter: Note"
    press(page, "next_steps.card.do")
    write(page, "i_sent_it.sent_on", "11/21/2026")
    press(page, "i_sent_it.save")
    kept = workspace.load_case(case.id)
    assert kept.letters[0].status is LetterStatus.sent
    assert kept.sendings[0].sent_on == date(2026, 11, 21)
    assert card(page) == "Nothing to do right now"


def test_the_card_about_the_plan_leads_to_the_choice_of_a_plan(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    done = RequestedItem(case_id=case.id, kind=RecordKind.visit_notes, status=ItemStatus.got_it)
    workspace.save(done, "Add a record")
    shown = window(NextStepsPage, CoveragePage, case_id=case.id, size=TALL)
    assert card(front(shown)) == "Tell us what kind of plan you have"
    press(front(shown), "next_steps.card.do")
    assert is_there(front(shown), "plan_choice.kind.not_sure")


def test_a_stage_is_done_only_when_the_person_says_so(workspace: Workspace, window: MakeWindow) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    shown = window(NextStepsPage, case_id=case_id, size=TALL)
    page = front(shown)
    assert "Started" in texts(find(page, "next_steps.stage.gather"))
    press(page, "next_steps.stage.gather.done")
    assert "Done" in texts(find(page, "next_steps.stage.gather"))
    assert message(shown).startswith("“Gather” is done.")
    assert workspace.load_case(case_id).case.stages_done == (Stage.gather,)
    shown.do("undo")
    assert "Started" in texts(find(page, "next_steps.stage.gather"))


def test_who_was_asked_is_waited_for_and_spoken_as_a_sentence(workspace: Workspace, window: MakeWindow) -> None:
    case_id = asked(workspace, RecordKind.visit_notes)
    sent(workspace, case_id, date(2026, 11, 5))
    page = front(window(NextStepsPage, case_id=case_id, size=TALL))
    assert isinstance(page, NextStepsPage)
    row = rows(page.waiting)[0]
    assert row[:3] == ["Riverside General Hospital", "Visit notes", "Thu, Nov 5"]
    assert row[4] == "Asked"
    from PySide6.QtCore import Qt

    spoken = page.waiting.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Riverside General Hospital: Visit notes")


@pytest.mark.parametrize("percent", [100, 200])
def test_every_word_is_there_and_every_control_has_a_name(
    workspace: Workspace, window: MakeWindow, percent: int
) -> None:
    case_id = asked(workspace, RecordKind.visit_notes, RecordKind.biopsy_slides)
    workspace.save(FollowUp(case_id=case_id, what="Fax the form", day=date(2026, 11, 27)), "Add a date")
    shown = window(NextStepsPage, case_id=case_id, size=(1024, 768))
    shown.commands.set_text_size(percent)
    page = front(shown)
    press(page, "next_steps.card.not_now")
    assert unnamed_controls(page) == []
    assert rich_labels(page) == []
    assert cut_off(page) == []
