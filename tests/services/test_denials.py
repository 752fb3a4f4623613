"""A denial, its appeals and what helps them, lived on a real case file with the real rules."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from caseorg.domain.costs import Call, Cost
from caseorg.domain.denial import AppealDecision, AppealLevel, Denial, DenialLevel
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.errors import InvalidEntries
from caseorg.domain.letter import Letter, LetterKind, LetterStatus
from caseorg.domain.opinion import Opinion, OpinionOrder
from caseorg.domain.plan import Answer, AnswerSource, Coverage, Plan, PlanKind
from caseorg.packets.letters import letter_text
from caseorg.services.answers import Said, set_answer
from caseorg.services.denials import (
    Decided,
    Matter,
    StepState,
    add_denial,
    last_day,
    level_of,
    matters,
    record_decision,
    start_appeal,
    step_lines,
)
from caseorg.services.evidence import Evidence, evidence_lines, faster_ways, in_hand_words
from caseorg.services.letters import plan_of
from caseorg.services.workspace import Workspace
from tests.builders import a_case


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    """Luis has a plan from work, and it said no on January 12, 2027."""
    case = a_case(workspace, "Luis's knee")
    with workspace.step("Add plan") as step:
        step.save(Plan(case_id=case.id, name="Keystone Mutual", kind=PlanKind.employer))
        step.save(Answer(case_id=case.id, fact="plan.sponsor", value="private"))
        step.save(Answer(case_id=case.id, fact="plan.grandfathered", value="no"))
        step.save(Answer(case_id=case.id, fact="plan.external_review", value="federal"))
    denial = Denial(
        case_id=case.id,
        what="Second opinion visit",
        notice_date=date(2027, 1, 12),
        reason_text="Out of network, no authorization on file",
        denied_cents=118000,
    )
    add_denial(workspace, denial)
    return case.id


def the_matter(workspace: Workspace, case_id: UUID) -> Matter:
    return matters(workspace.load_case(case_id))[0]


def steps(workspace: Workspace, case_id: UUID) -> list[tuple[AppealLevel, StepState, str]]:
    snapshot = workspace.load_case(case_id)
    lines = step_lines(snapshot, matters(snapshot)[0], workspace.assess(snapshot), workspace.library)
    return [(line.level, line.state, line.status) for line in lines]


def test_a_denial_that_says_nothing_is_refused(workspace: Workspace, case_id: UUID) -> None:
    with pytest.raises(InvalidEntries):
        add_denial(workspace, Denial(case_id=case_id))


def test_luis_appeals_is_told_no_and_goes_on_to_the_outside_review(workspace: Workspace, case_id: UUID) -> None:
    snapshot = workspace.load_case(case_id)
    first = last_day(the_matter(workspace, case_id), workspace.assess(snapshot))
    assert first is not None
    assert (first.last_day, first.send_by) == (date(2027, 7, 11), date(2027, 7, 2))
    assert steps(workspace, case_id)[:2] == [
        (AppealLevel.internal, StepState.open, "Not started"),
        (AppealLevel.external_review, StepState.not_open, "opens when step 1 is decided"),
    ]
    started = start_appeal(workspace, snapshot.denials[0], AppealLevel.internal)
    assert started.letter_kind is LetterKind.appeal
    assert steps(workspace, case_id)[0][2] == "Started"
    again = start_appeal(workspace, snapshot.denials[0], AppealLevel.internal)
    assert again.appeal.id == started.appeal.id
    letter = Letter(
        case_id=case_id, kind=LetterKind.appeal, about_id=started.appeal.id, status=LetterStatus.made, title="Appeal"
    )
    workspace.save(letter, "Make a letter")
    assert steps(workspace, case_id)[0][2] == "Letter made, not sent"
    workspace.save(started.appeal.revised(filed_on=date(2027, 1, 20)), "Mark letter as sent")
    assert steps(workspace, case_id)[0][1:] == (StepState.sent, "Sent Jan 20")
    assert last_day(the_matter(workspace, case_id), workspace.assess(workspace.load_case(case_id))) is None
    appeal = workspace.load_case(case_id).appeals[0]
    decided = Decided(AppealDecision.no, date(2027, 3, 1), received_date=date(2027, 3, 4), reason_text="Upheld")
    record_decision(workspace, appeal, decided)
    matter = the_matter(workspace, case_id)
    assert [denial.level for denial in matter.denials] == [DenialLevel.initial, DenialLevel.final_internal]
    assert (matter.latest.reason_text, matter.latest.denied_cents) == ("Upheld", 118000)
    assert steps(workspace, case_id)[:2] == [
        (AppealLevel.internal, StepState.decided, "They said no again"),
        (AppealLevel.external_review, StepState.open, "Not started"),
    ]
    second = last_day(matter, workspace.assess(workspace.load_case(case_id)))
    assert second is not None
    assert second.last_day is not None
    assert (second.letters, second.started_on) == ((LetterKind.external_review,), date(2027, 3, 4))
    workspace.undo()
    assert len(the_matter(workspace, case_id).denials) == 1
    workspace.redo()
    review = start_appeal(workspace, the_matter(workspace, case_id).latest, AppealLevel.external_review)
    assert review.letter_kind is LetterKind.external_review
    letter = plan_of(workspace, Letter(case_id=case_id, kind=review.letter_kind, about_id=review.appeal.id))
    assert "It was decided on March 1, 2027." in letter_text(letter)
    assert the_matter(workspace, case_id).appeals[-1].id == review.appeal.id


def test_a_yes_ends_the_matter(workspace: Workspace, case_id: UUID) -> None:
    started = start_appeal(workspace, workspace.load_case(case_id).denials[0], AppealLevel.internal)
    record_decision(workspace, started.appeal, Decided(AppealDecision.yes, date(2027, 2, 1)))
    matter = the_matter(workspace, case_id)
    assert matter.is_won
    assert len(matter.denials) == 1
    assert steps(workspace, case_id)[0][2] == "They changed their decision"


def test_half_a_no_is_a_new_answer_whose_amount_nobody_has_said(workspace: Workspace, case_id: UUID) -> None:
    started = start_appeal(workspace, workspace.load_case(case_id).denials[0], AppealLevel.internal)
    record_decision(workspace, started.appeal, Decided(AppealDecision.partly, date(2027, 2, 1)))
    assert the_matter(workspace, case_id).latest.denied_cents is None


def test_two_denials_are_two_matters_the_newest_letter_first(workspace: Workspace, case_id: UUID) -> None:
    add_denial(workspace, Denial(case_id=case_id, what="Scan", notice_date=date(2027, 2, 1)))
    assert [matter.first.what for matter in matters(workspace.load_case(case_id))] == ["Scan", "Second opinion visit"]


@pytest.mark.parametrize(
    ("kind", "levels"),
    [
        (PlanKind.medicare, ["redetermination", "reconsideration", "hearing", "council", "court"]),
        (PlanKind.medicare_advantage, ["reconsideration", "external_review", "hearing", "council", "court"]),
    ],
)
def test_each_kind_of_plan_has_its_own_ladder(workspace: Workspace, kind: PlanKind, levels: list[str]) -> None:
    case = a_case(workspace)
    workspace.save(Plan(case_id=case.id, kind=kind), "Add plan")
    add_denial(workspace, Denial(case_id=case.id, what="Visit", notice_date=date(2026, 11, 1)))
    snapshot = workspace.load_case(case.id)
    lines = step_lines(snapshot, matters(snapshot)[0], workspace.assess(snapshot), workspace.library)
    assert [line.level.value for line in lines] == levels
    if kind is PlanKind.medicare_advantage:
        assert (lines[1].goes_on_by_itself, lines[1].status) == (True, "goes on by itself")


def test_no_two_steps_of_one_ladder_mean_the_same_level(workspace: Workspace) -> None:
    steps_of = {rule.id: level_of(rule, workspace.library) for rule in workspace.library.steps}
    assert steps_of["medicaid.step_1_state_run_hearing"] is AppealLevel.fair_hearing
    ladders = {name.partition(".")[0] for name in steps_of}
    for ladder in ladders:
        levels = [
            level for name, level in steps_of.items() if name.startswith(f"{ladder}.") and "state_run" not in name
        ]
        assert len(set(levels)) == len(levels), ladder


def test_what_is_in_hand_is_counted(workspace: Workspace, case_id: UUID) -> None:
    matter = the_matter(workspace, case_id)
    assert in_hand_words(evidence_lines(workspace.load_case(case_id), matter)) == "0 of 7 in hand"
    letter = Document(case_id=case_id, name="Their letter")
    bill = Document(case_id=case_id, name="Bill")
    report = Document(case_id=case_id, name="Dr. Brandt", kind=DocumentKind.opinion_report)
    first = Document(case_id=case_id, name="Dr. Lee", kind=DocumentKind.other)
    cost = Cost(case_id=case_id, bill_document_id=bill.id)
    opinion = Opinion(case_id=case_id, order=OpinionOrder.first, report_document_id=first.id)
    with workspace.step("Add papers") as step:
        for record in (letter, bill, report, first, cost, opinion, Call(case_id=case_id)):
            step.save(record)
        step.save(matter.first.revised(document_id=letter.id, cost_id=cost.id))
    lines = evidence_lines(workspace.load_case(case_id), the_matter(workspace, case_id))
    assert in_hand_words(lines) == "5 of 7 in hand"
    missing = [line.evidence for line in lines if not line.is_there]
    assert missing == [Evidence.letter_of_need, Evidence.plan_rule]
    by_kind = {line.evidence: line.document_id for line in lines}
    assert by_kind[Evidence.denial_letter] == letter.id
    assert by_kind[Evidence.first_opinion] == first.id
    assert all(each.words() for each in Evidence)


def test_where_waiting_is_dangerous_the_fast_way_comes_first(workspace: Workspace, case_id: UUID) -> None:
    denial = workspace.load_case(case_id).denials[0]
    assert len(list(faster_ways(denial))) == 2
    urgent = denial.revised(waiting_is_dangerous=True)
    assert next(faster_ways(urgent)).startswith("Ask for a fast appeal.")
    workspace.save(urgent, "Edit denial")
    assert start_appeal(workspace, urgent, AppealLevel.internal).appeal.is_expedited


def test_a_letter_keeps_the_law_of_the_plan_that_wrote_it_when_the_person_changes_plans(
    workspace: Workspace, case_id: UUID
) -> None:
    denial = workspace.load_case(case_id).denials[0]
    first = workspace.load_case(case_id).plans[0]
    assert denial.plan_id == first.id  # with one plan there is no doubt whose letter it is
    later = Plan(case_id=case_id, name="Blue River Health", kind=PlanKind.medicare_advantage)
    with workspace.step("A new plan") as step:
        step.save(later)
        step.save(Coverage(case_id=case_id, plan_id=later.id, order=1))
        step.save(Coverage(case_id=case_id, plan_id=first.id, order=2))
    # What was said of the first plan was said before answers named their plan: it is said again, of that plan.
    for fact, value in (("plan.sponsor", "private"), ("plan.grandfathered", "no")):
        set_answer(workspace, case_id, fact, value, Said(AnswerSource.plan_papers), plan=first)
    snapshot = workspace.load_case(case_id)
    assessment = workspace.assess(snapshot)
    assert assessment.verdict("opinion")  # the visit is judged by the plan that pays first now
    mine = [each for each in assessment.deadlines_about(denial.id) if each.is_mine]
    assert [each.rule for each in mine] == ["erisa.internal_appeal"]
    (matter,) = matters(snapshot)
    assert step_lines(snapshot, matter, assessment, workspace.library)[0].level is AppealLevel.internal


def test_a_letter_about_the_second_plans_no_goes_to_the_second_plan(workspace: Workspace, case_id: UUID) -> None:
    second = Plan(case_id=case_id, name="Blue River Health", kind=PlanKind.medicare_advantage)
    denial = Denial(case_id=case_id, what="MRI", notice_date=date(2027, 1, 14), plan_id=second.id)
    with workspace.step("A second plan said no") as step:
        step.save(second)
        step.save(Coverage(case_id=case_id, plan_id=second.id, order=2))
        step.save(denial)
    appealed = start_appeal(workspace, denial, AppealLevel.reconsideration)
    letter = Letter(case_id=case_id, kind=LetterKind.appeal, about_id=appealed.appeal.id)
    text = letter_text(plan_of(workspace, letter))
    assert "Blue River Health" in text
    assert "Keystone Mutual" not in text
