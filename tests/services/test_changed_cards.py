"""Which cards an answer changed today, on a real case file with the real rules."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from caseorg.domain.letter import LetterKind
from caseorg.domain.plan import AnswerSource, PlanKind, PlanNetwork
from caseorg.services.answers import Said, set_answer
from caseorg.services.changed_cards import changed_today
from caseorg.services.coverage import choose_plan
from caseorg.services.permissions import start_permission
from caseorg.services.workspace import Workspace
from tests.builders import a_case


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    case = a_case(workspace)
    choose_plan(workspace, case.id, PlanKind.medicare_advantage, PlanNetwork.hmo)
    return case.id


def changed(workspace: Workspace, case_id: UUID) -> dict[str, str]:
    return {topic: answer.value for topic, answer in changed_today(workspace, workspace.load_case(case_id)).items()}


def test_choosing_the_plan_marks_no_card_since_there_was_nothing_before(workspace: Workspace, case_id: UUID) -> None:
    assert changed(workspace, case_id) == {}


def test_an_answer_marks_the_cards_it_changed_with_what_they_said(workspace: Workspace, case_id: UUID) -> None:
    set_answer(workspace, case_id, "visit.in_network", "yes", Said(AnswerSource.plan_by_phone, "Tina"))
    assert changed(workspace, case_id)["network"] == "cannot_tell"
    assert "emergency" not in changed(workspace, case_id)
    workspace.undo()
    assert changed(workspace, case_id) == {}


def test_what_is_changed_and_changed_back_within_the_day_is_not_marked(workspace: Workspace, case_id: UUID) -> None:
    choose_plan(workspace, case_id, PlanKind.medicare)
    assert changed(workspace, case_id)["network"] == "cannot_tell"
    choose_plan(workspace, case_id, PlanKind.medicare_advantage)
    assert changed(workspace, case_id) == {}


def test_a_permission_is_started_once(workspace: Workspace, case_id: UUID) -> None:
    first = start_permission(workspace, case_id, LetterKind.network_exception)
    assert start_permission(workspace, case_id, LetterKind.network_exception) == first
    assert [sheet.id for sheet in workspace.load_case(case_id).network_exceptions] == [first.request_id]


def test_the_day_on_which_a_card_changed_is_the_day_of_the_workspace_and_not_of_the_computer(
    workspace: Workspace, case_id: UUID
) -> None:
    day = date(2031, 3, 3)
    workspace.today = lambda: day
    set_answer(workspace, case_id, "visit.in_network", "yes", Said(AnswerSource.plan_by_phone, "Tina"))
    assert changed(workspace, case_id)["network"] == "cannot_tell"
    assert workspace.store.history()[0].at.astimezone().date() == day
    workspace.today = lambda: day + timedelta(days=1)
    assert changed(workspace, case_id) == {}
