"""Questions: a few to ask first, the others if there is time, moved by key or button, and their answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from caseorg.domain.letter import LetterKind
from caseorg.domain.visit import Question, QuestionPriority, Visit
from caseorg.services import questions
from caseorg.services.workspace import Workspace
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage
from caseorg.ui.pages.questions import QuestionsPage
from tests.builders import a_case
from tests.ui import checks
from tests.ui.conftest import PLAIN
from tests.ui.pages.marias_case import MariasCase, button, choose, field, marias_case, offered, press, words_on, write

MakeWindow = Callable[..., MainWindow]

FIRST, LATER = QuestionPriority.ask_first, QuestionPriority.if_time


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    made = marias_case(workspace)
    with workspace.step("Questions") as step:
        for place, (text, priority) in enumerate(
            (
                ("How long can I wait?", FIRST),
                ("Do you agree?", FIRST),
                ("What will it cost?", LATER),
                ("And then?", LATER),
            )
        ):
            step.save(Question(case_id=made.id, text=text, priority=priority, position=place))
    return made


@pytest.fixture
def page(window: MakeWindow, maria: MariasCase) -> QuestionsPage:
    shown = window(QuestionsPage, case_id=maria.id, size=(1024, 768)).front()
    assert isinstance(shown, QuestionsPage)
    return shown


def listed(page: QuestionsPage, priority: QuestionPriority) -> list[str]:
    model = page.lists[priority].model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def select(page: QuestionsPage, priority: QuestionPriority, row: int) -> None:
    table = page.lists[priority]
    table.select(table.model.row_at(table.model.index(row, 0)).id)


def test_the_two_parts_are_numbered_through(page: QuestionsPage) -> None:
    assert listed(page, FIRST) == ["1. How long can I wait?", "2. Do you agree?"]
    assert listed(page, LATER) == ["3. What will it cost?", "4. And then?"]
    model = page.lists[LATER].model
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Number 3: What will it cost? No answer yet"
    words = "We help you keep track. Your doctors help you decide. If this is an emergency, call 911."
    assert words in words_on(page)


def test_an_empty_list_starts_with_the_question_of_safety(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    page = window(QuestionsPage, case_id=a_case(workspace).id).front()
    assert isinstance(page, QuestionsPage)
    assert "Good questions get better answers. Start from our list." in words_on(page)
    press(qtbot, page, "questions.empty.start")
    assert listed(page, FIRST)[0] == "1. How long is it safe to wait before I decide?"
    assert len(listed(page, FIRST)) <= questions.MOST_ASKED_FIRST
    page.window().do("undo")
    assert page.empty.isVisible()


def test_ctrl_down_and_up_move_the_selected_question_and_keep_the_focus(qtbot: QtBot, page: QuestionsPage) -> None:
    select(page, FIRST, 0)
    page.lists[FIRST].view().setFocus()
    qtbot.keyClick(page.lists[FIRST].view(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(1)
    assert listed(page, FIRST) == ["1. Do you agree?", "2. How long can I wait?"]
    qtbot.keyClick(page.lists[FIRST].view(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(1)
    assert listed(page, LATER)[0] == "2. How long can I wait?"
    assert page.lists[LATER].view().hasFocus()
    assert page.question().text == "How long can I wait?"
    page.window().do("undo")
    assert listed(page, FIRST) == ["1. Do you agree?", "2. How long can I wait?"]


def test_buttons_do_the_same_and_stay_where_they_are(qtbot: QtBot, page: QuestionsPage) -> None:
    select(page, LATER, 0)
    press(qtbot, page, "questions.up")
    assert listed(page, FIRST)[-1] == "3. What will it cost?"
    assert button(page, "questions.up").hasFocus() or page.window().focusWidget() is button(page, "questions.up")
    press(qtbot, page, "questions.when")
    assert listed(page, LATER)[0].endswith("What will it cost?")


def test_more_than_three_to_ask_first_gets_a_gentle_note_and_is_let_be(qtbot: QtBot, page: QuestionsPage) -> None:
    note = "That is more than 3 to ask first, and a visit is short. Can one of them wait?"
    for _time in range(2):
        assert note not in words_on(page)
        select(page, LATER, 0)
        press(qtbot, page, "questions.when")
    assert len(listed(page, FIRST)) == 4
    assert note in words_on(page)


def test_a_question_of_ones_own_goes_to_the_end(qtbot: QtBot, page: QuestionsPage) -> None:
    press(qtbot, page, "questions.add")
    press(qtbot, page, "question.save")
    assert "Write the question first." in words_on(page.panel)
    write(qtbot, page, "question.text", "May I go on <i>taking</i> my heart medicine & when?")
    press(qtbot, page, "question.save")
    assert listed(page, LATER)[-1] == "5. May I go on <i>taking</i> my heart medicine & when?"
    assert page.detail.accessibleName() == "May I go on <i>taking</i> my heart medicine & when?"
    assert checks.rich_labels(page) == []


def test_an_answer_is_written_down_with_its_day(qtbot: QtBot, page: QuestionsPage, maria: MariasCase) -> None:
    select(page, FIRST, 0)
    press(qtbot, page, "questions.answer")
    write(qtbot, page, "answer.answer", "Four weeks, no longer.")
    write(qtbot, page, "answer.day", "22nd novemver")
    press(qtbot, page, "answer.save")
    assert "We couldn't read “22nd novemver”." in words_on(page.panel)
    write(qtbot, page, "answer.day", "12/18/2026")
    press(qtbot, page, "answer.save")
    kept = questions.in_order(maria.now)[0]
    assert (kept.answer, kept.answered_on) == ("Four weeks, no longer.", date(2026, 12, 18))
    assert page.lists[FIRST].model.index(0, 1).data() == "Answered Dec 18"
    assert "Four weeks, no longer." in words_on(page.detail)


def test_good_questions_are_picked_from_groups(qtbot: QtBot, page: QuestionsPage, maria: MariasCase) -> None:
    press(qtbot, page, "questions.pick")
    shown = words_on(page.panel)
    for group in questions.bank():
        assert group.title.en in shown
    press(qtbot, page, "questions.pick.safe_to_wait")
    press(qtbot, page, "questions.situation.rare")
    press(qtbot, page, "questions.put")
    picked = {question.bank_id for question in maria.now.questions if question.bank_id}
    rare = {one.id for group in questions.bank() for one in group.questions if "rare" in one.start}
    assert picked == {"safe_to_wait"} | rare
    press(qtbot, page, "questions.pick")
    assert not button(page, "questions.pick.safe_to_wait").isEnabled()


def test_a_press_on_the_words_checks_the_box(qtbot: QtBot, page: QuestionsPage) -> None:
    press(qtbot, page, "questions.pick")
    box = button(page, "questions.pick.safe_to_wait")
    words = box.parentWidget().layout().itemAt(1).widget()
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton)
    assert box.isChecked()


def test_the_page_opens_at_the_visit_that_comes_next_and_its_sheet_is_for_that_one(
    window: MakeWindow, maria: MariasCase, workspace: Workspace
) -> None:
    past = Visit(case_id=maria.id, contact_id=maria.doctor.id, day=date(2026, 11, 3), is_second_opinion=True)
    ahead = Visit(case_id=maria.id, day=date(2026, 12, 18), is_second_opinion=True)
    asked = Question(case_id=maria.id, text="What did the first scan show?", visit_id=past.id)
    for record in (past, ahead, asked):
        workspace.save(record, "Add")
    page = window(QuestionsPage, LettersAndPacketsPage, case_id=maria.id).front()
    assert field(page, "questions.visit").currentText() == "Dec 18"
    assert asked.text not in words_on(page)
    page.make_sheet()
    (sheet,) = workspace.load_case(maria.id).letters
    assert sheet.about_id == ahead.id
    page = page.window().front()
    page.context.go_to("questions", asked.id)
    assert field(page.window().front(), "questions.visit").currentText() == "Every visit"


def test_questions_belong_to_a_visit_or_to_every_one(
    qtbot: QtBot, page: QuestionsPage, workspace: Workspace, maria: MariasCase
) -> None:
    visit = Visit(case_id=maria.id, contact_id=maria.doctor.id, day=date(2026, 12, 18))
    other = Visit(case_id=maria.id, day=date(2027, 1, 12))
    for each in (visit, other):
        workspace.save(each, "Add a visit")
    assert offered(page, "questions.visit") == ["Every visit", "Dr. Anil Patel, Dec 18", "Jan 12"]
    choose(page, "questions.visit", "Dr. Anil Patel, Dec 18")
    press(qtbot, page, "questions.add")
    write(qtbot, page, "question.text", "Only for Dr. Patel")
    press(qtbot, page, "question.save")
    assert listed(page, LATER)[-1].endswith("Only for Dr. Patel")
    choose(page, "questions.visit", "Jan 12")
    assert not any("Only for" in line for line in listed(page, LATER))
    page.open_record(visit.id)
    assert field(page, "questions.visit").currentText() == "Dr. Anil Patel, Dec 18"
    assert any("Only for" in line for line in listed(page, LATER))


def test_the_sheet_is_made_as_a_paper_to_take_along(qtbot: QtBot, page: QuestionsPage, maria: MariasCase) -> None:
    press(qtbot, page, "questions.sheet")
    sheet = maria.now.letters[-1]
    assert sheet.kind is LetterKind.question_sheet
    assert "How long can I wait?" in sheet.text
    assert page.window().messages.text() == "Your question sheet is ready. Save it or print it."


def test_removing_and_undo(page: QuestionsPage) -> None:
    select(page, FIRST, 0)
    page.window().do("remove")
    assert listed(page, FIRST) == ["1. Do you agree?"]
    page.window().do("undo")
    assert listed(page, FIRST) == ["1. How long can I wait?", "2. Do you agree?"]


@pytest.mark.parametrize("text_size", [100, 200])
def test_nothing_is_cut_off_or_unnamed(qtbot: QtBot, page: QuestionsPage, look: Appearance, text_size: int) -> None:
    look.show(PLAIN.but(text_size=text_size), remember=False)
    qtbot.wait(50)
    for open_it in (lambda: None, page.pick, page.answer, page.add):
        page.panel.close_task()
        open_it()
        qtbot.wait(50)
        qtbot.waitUntil(lambda: checks.cut_off(page) == [])
        assert checks.unnamed_controls(page) == []
        assert checks.controls_without_object_name(page) == []
        assert checks.rich_labels(page) == []
