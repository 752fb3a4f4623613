"""Questions and what was told, lived on a real case file."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from caseorg.domain.health import PlannedCare
from caseorg.domain.requests import RecordKind, RequestedItem
from caseorg.domain.visit import Question, QuestionPriority
from caseorg.services.questions import (
    Situation,
    add_question,
    bank,
    in_order,
    move_question,
    pick_questions,
    save_answer,
    start_questions,
    too_many_first,
    words_in,
)
from caseorg.services.told import Told, save_what_was_told
from caseorg.services.workspace import Workspace
from tests.builders import a_case


def texts(workspace: Workspace, case_id: UUID) -> list[str]:
    return [question.text for question in in_order(workspace.load_case(case_id))]


def test_the_bank_has_each_question_once_in_both_languages() -> None:
    questions = [one for group in bank() for one in group.questions]
    assert len({one.id for one in questions}) == len(questions) >= 35
    assert all(one.words.en and one.words.es and one.words.en != one.words.es for one in questions)
    assert all(group.questions for group in bank())
    started = {situation for one in questions for situation in one.start}
    assert started == set(Situation)


def test_the_day_after_the_diagnosis_the_question_of_safety_stands_first(workspace: Workspace) -> None:
    case = a_case(workspace)
    told = Told("It is cancer, they said.", date(2026, 11, 20), "Dr. Anil Patel", PlannedCare.surgery)
    save_what_was_told(workspace, case.id, told)
    snapshot = workspace.load_case(case.id)
    assert snapshot.diagnoses[0].told == "It is cancer, they said."
    doctor = snapshot.contact(snapshot.diagnoses[0].told_by_id)
    assert doctor is not None
    assert doctor.name == "Dr. Anil Patel"
    first = [each.text for each in in_order(snapshot) if each.priority is QuestionPriority.ask_first]
    assert first[0] == "How long is it safe to wait before I decide?"
    assert len(first) == 3
    assert "Is the surgery needed now? Is there a smaller way to do it?" in texts(workspace, case.id)
    assert workspace.history.next_undo == "Write down what you were told"
    workspace.undo()
    assert workspace.load_case(case.id).questions == ()


def test_what_is_said_later_fills_the_same_sheet_and_a_blank_erases_nothing(workspace: Workspace) -> None:
    case = a_case(workspace)
    save_what_was_told(workspace, case.id, Told("A mass in the lung", told_by="Dr. Patel"))
    count = len(workspace.load_case(case.id).questions)
    save_what_was_told(workspace, case.id, Told(planned=PlannedCare.radiation, told_by="dr. patel"))
    snapshot = workspace.load_case(case.id)
    assert len(snapshot.diagnoses) == 1
    assert snapshot.diagnoses[0].told == "A mass in the lung"
    assert len(snapshot.contacts) == 1
    assert len(snapshot.questions) > count
    assert len({question.bank_id for question in snapshot.questions}) == len(snapshot.questions)


def test_a_biopsy_on_the_list_brings_the_questions_about_slides(workspace: Workspace) -> None:
    case = a_case(workspace)
    workspace.save(RequestedItem(case_id=case.id, kind=RecordKind.pathology_report), "Add a record")
    start_questions(workspace, case.id, [Situation.rare])
    ids = {question.bank_id for question in workspace.load_case(case.id).questions}
    assert {"slides_read_again", "reference_center", "safe_to_wait"} <= ids
    assert start_questions(workspace, case.id, [Situation.rare]) is None


def test_questions_move_up_and_down_and_across_the_line(workspace: Workspace) -> None:
    case = a_case(workspace)
    start_questions(workspace, case.id)
    before = texts(workspace, case.id)
    second = in_order(workspace.load_case(case.id))[1]
    move_question(workspace, second, -1)
    assert texts(workspace, case.id) == [before[1], before[0], *before[2:]]
    assert move_question(workspace, in_order(workspace.load_case(case.id))[0], -1) is None
    fourth = in_order(workspace.load_case(case.id))[3]
    assert fourth.priority is QuestionPriority.if_time
    move_question(workspace, fourth, -1)
    snapshot = workspace.load_case(case.id)
    assert in_order(snapshot)[3].id == fourth.id
    assert in_order(snapshot)[3].priority is QuestionPriority.ask_first
    assert too_many_first(snapshot)
    move_question(workspace, in_order(snapshot)[3], 1)
    snapshot = workspace.load_case(case.id)
    assert in_order(snapshot)[3].id == fourth.id
    assert not too_many_first(snapshot)


def test_picked_and_own_questions_go_to_the_end_and_answers_are_kept_with_their_day(workspace: Workspace) -> None:
    case = a_case(workspace)
    pick_questions(workspace, case.id, ["trials", "how_sure"])
    pick_questions(workspace, case.id, ["trials"])
    add_question(workspace, case.id, "Can I travel in March?")
    assert texts(workspace, case.id)[-1] == "Can I travel in March?"
    assert len(texts(workspace, case.id)) == 3
    question = in_order(workspace.load_case(case.id))[0]
    save_answer(workspace, question, "Quite sure", date(2026, 12, 18))
    assert in_order(workspace.load_case(case.id))[0].answered_on == date(2026, 12, 18)


def test_a_question_of_the_bank_can_be_printed_in_both_languages_until_it_is_reworded() -> None:
    one = next(one for group in bank() for one in group.questions if one.id == "trials")
    question = Question(case_id=uuid4(), text=one.words.en, bank_id="trials")
    assert words_in(question, "es") == one.words.es
    assert words_in(question.revised(text="Any studies for me?"), "es") == ""
