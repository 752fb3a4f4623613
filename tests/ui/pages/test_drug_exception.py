"""An exception asked of a Medicare drug plan: its questions, and the day that follows from the doctor's statement."""

from __future__ import annotations

from datetime import date

import pytest

from caseorg.domain.permission import PriorAuthorization
from caseorg.domain.plan import Answer, Plan, PlanKind
from caseorg.services.workspace import Workspace
from caseorg.ui.pages.plan_and_permissions import PlanAndPermissionsPage, PriorAuthorizationForm
from tests.builders import a_case
from tests.ui.pages.cases import MakeWindow, front, press, write

QUESTIONS = {"is_exception", "statement_on"}


@pytest.mark.parametrize(
    ("kind", "policy", "asked"),
    [
        (PlanKind.medicare_advantage, "", QUESTIONS),
        (PlanKind.other, "drug_plan", QUESTIONS),
        (PlanKind.other, "full", set()),
        (PlanKind.employer, "", set()),
    ],
)
def test_only_a_drug_plan_is_asked_for_an_exception(
    workspace: Workspace, window: MakeWindow, kind: PlanKind, policy: str, asked: set[str]
) -> None:
    case = a_case(workspace)
    with workspace.step("A plan") as step:
        step.save(Plan(case_id=case.id, kind=kind))
        if policy:
            step.save(Answer(case_id=case.id, fact="plan.policy", value=policy))
    page = front(window(PlanAndPermissionsPage, case_id=case.id))
    form = PriorAuthorizationForm(page.context)
    assert {name for name in QUESTIONS if not form.rows[name].isHidden()} == asked
    form.deleteLater()


def test_the_doctors_statement_starts_the_time_of_the_drug_plan(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    with workspace.step("A drug plan, asked") as step:
        step.save(Plan(case_id=case.id, kind=PlanKind.other))
        step.save(Answer(case_id=case.id, fact="plan.policy", value="drug_plan"))
        asked = PriorAuthorization(case_id=case.id, service="The medicine", asked_on=date(2026, 11, 2), is_urgent=False)
        step.save(asked)

    def counted() -> list[tuple[str, date | None]]:
        return [
            (one.rule, one.last_day) for one in workspace.assess(workspace.load_case(case.id)).deadlines_about(asked.id)
        ]

    assert counted() == [("part_d.decision", date(2026, 11, 5))]
    page = front(window(PlanAndPermissionsPage, case_id=case.id))
    assert isinstance(page, PlanAndPermissionsPage)
    page.open_record(asked.id)
    page.focus_field("is_exception")
    press(page, "prior_authorization.is_exception.yes")
    write(page, "prior_authorization.statement_on", "Nov 9")
    press(page, "prior_authorization.save")
    assert counted() == [("part_d.exception", date(2026, 11, 12))]
