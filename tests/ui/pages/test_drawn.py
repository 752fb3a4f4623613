"""What is drawn is also said: the staircase of an appeal, the bar of a cost, and plans side by side."""

from __future__ import annotations

from datetime import date

import pytest

from caseorg.domain.denial import Appeal, AppealLevel
from caseorg.domain.plan import Coverage, Plan, PlanKind, PlanNetwork
from caseorg.services.answers import Said, set_answers
from caseorg.services.coverage import choose_plan
from caseorg.services.workspace import Workspace
from caseorg.ui.look import Appearance
from caseorg.ui.pages.coverage import CoveragePage
from caseorg.ui.pages.denials_and_appeals import DenialsAndAppealsPage
from caseorg.ui.widgets.columns import Columns
from caseorg.ui.widgets.cost_bar import Amounts, CostBar
from caseorg.ui.widgets.staircase import Staircase
from tests.builders import a_case
from tests.ui.checks import cut_off
from tests.ui.pages.cases import MakeWindow, find, front, is_there, luis, maria, press, settle, texts

TALL = (1400, 2400)


def test_the_steps_of_an_appeal_climb_with_their_dates(workspace: Workspace, window: MakeWindow) -> None:
    case_id = luis(workspace)
    page = front(window(DenialsAndAppealsPage, case_id=case_id, size=TALL))
    stairs = find(page, "denials.staircase")
    assert isinstance(stairs, Staircase)
    first, *others = stairs.stairs
    assert "Last day: Sun, Jul 11, 2027" in first.lines
    assert "Send it by: Fri, Jul 2, 2027" in first.lines
    assert others
    assert not any("Last day" in line for stair in others for line in stair.lines)
    # Everything drawn is spoken, and stands as text on the cards below it.
    said = texts(page)
    for stair in stairs.stairs:
        assert stair.title in stairs.accessibleDescription()
        assert stair.title in said
        assert all(line in said for line in stair.lines)
    assert cut_off(page) == []


def test_a_step_that_was_sent_shows_their_date_and_no_longer_ours(workspace: Workspace, window: MakeWindow) -> None:
    case_id = luis(workspace)
    (denial,) = workspace.load_case(case_id).denials
    sent = Appeal(case_id=case_id, denial_id=denial.id, level=AppealLevel.internal, filed_on=date(2027, 1, 20))
    workspace.save(sent, "Note an appeal")
    page = front(window(DenialsAndAppealsPage, case_id=case_id, size=TALL))
    first = find(page, "denials.staircase").stairs[0]
    assert not any("Send it by" in line for line in first.lines)
    assert first.lines[0].startswith("Sent")


def test_the_staircase_grows_with_its_text_and_never_beyond_its_width(workspace: Workspace, window: MakeWindow) -> None:
    page = front(window(DenialsAndAppealsPage, case_id=luis(workspace), size=TALL))
    stairs = find(page, "denials.staircase")
    heights = [stairs.heightForWidth(width) for width in (800, 400, 200)]
    assert heights == sorted(heights)
    assert heights[0] < heights[-1]
    for width in (800, 400, 200):
        blocks = stairs._blocks(width)
        assert all(block.rect.right() < width for block in blocks)
        lefts = [block.rect.left() for block in reversed(blocks)]
        assert lefts == sorted(lefts)


def test_a_cost_is_drawn_and_its_sum_said_in_words(workspace: Workspace, window: MakeWindow) -> None:
    case_id = maria(workspace)
    (coverage,) = workspace.load_case(case_id).coverages
    workspace.save(coverage.revised(coinsurance_percent=20, deductible_cents=50_000), "Edit the plan card")
    answers = {"visit.in_network": "yes", "visit.allowed_cents": 40_000, "plan.deductible_met": "no",
               "visit.reason": "surgery", "visit.emergency": "no"}  # fmt: skip
    set_answers(workspace, case_id, answers, Said())
    page = front(window(CoveragePage, case_id=case_id, size=TALL))
    bar = find(page, "coverage.cost_bar")
    assert isinstance(bar, CostBar)
    assert bar.amounts == Amounts(8_000, None, 40_000)
    assert bar.accessibleDescription() == "At best: about $80. At worst: about $400."
    said = texts(page)
    assert "At best you may pay about $80: $80, your share: 20 of every 100 dollars of the rest." in said
    assert "At worst about $400: $400 of your deductible." in said
    assert "To know it better: How much of it have you paid so far?" in said
    assert cut_off(page) == []


def test_one_amount_is_no_bar_and_an_open_end_is_said() -> None:
    assert not Amounts(8_000, 8_000, 8_000).is_a_range
    assert not Amounts(None, None, None).is_a_range
    assert Amounts(0, 8_000, None).is_a_range
    assert Amounts(0, None, None, no_upper_limit=True).is_a_range


def test_an_open_end_leaves_the_bar_and_is_spoken(workspace: Workspace, window: MakeWindow) -> None:
    window(CoveragePage, case_id=maria(workspace), size=TALL)
    bar = CostBar(Amounts(0, 8_000, None, no_upper_limit=True), name="bar")
    bar.resize(400, bar.sizeHint().height())
    assert bar.accessibleDescription() == "At best: about $0. Likely: about $80. No upper limit is known."
    assert bar._x(8_000) < 0.85 * bar.width()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_kinds_of_plan_stand_side_by_side_in_a_small_window_too(
    workspace: Workspace, window: MakeWindow, look: Appearance, language: str
) -> None:
    look.show(look.look.but(language=language), remember=False)
    case = a_case(workspace)
    choose_plan(workspace, case.id, None)
    page = front(window(CoveragePage, case_id=case.id, size=(1024, 768)))
    settle()
    assert find(page, "coverage.paths").columns() == 2
    assert cut_off(page) == []


def test_who_is_not_sure_sees_each_kind_of_plan_until_one_is_chosen(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    choose_plan(workspace, case.id, None)
    page = front(window(CoveragePage, case_id=case.id, size=TALL))
    paths = find(page, "coverage.paths")
    assert isinstance(paths, Columns)
    kinds = workspace.library.vocabulary["plan.kind"].choices
    assert [is_there(page, f"coverage.paths.{kind}") for kind in kinds] == [True] * len(kinds)
    assert paths.columns() > 1
    assert "Likely yes" in texts(find(page, "coverage.paths.medicare"))
    assert cut_off(page) == []
    choose_plan(workspace, case.id, PlanKind.va)
    page.reload()
    assert not is_there(page, "coverage.paths")


@pytest.mark.parametrize(("text_size", "columns"), [(100, 2), (200, 1)])
def test_two_plans_stand_side_by_side_and_together(
    workspace: Workspace, window: MakeWindow, look: Appearance, text_size: int, columns: int
) -> None:
    look.show(look.look.but(text_size=text_size), remember=False)
    case_id = maria(workspace)
    with workspace.step("Add a plan") as step:
        second = Plan(case_id=case_id, name="Keystone", kind=PlanKind.employer, network=PlanNetwork.ppo)
        step.save(second)
        step.save(Coverage(case_id=case_id, plan_id=second.id, order=2))
    page = front(window(CoveragePage, case_id=case_id, size=(1024, 2400)))
    settle()  # the columns find their number when they are first given their width
    first, other = find(page, "coverage.both_plans.first"), find(page, "coverage.both_plans.second")
    assert first.accessibleName() == "Pays first: Blue River Health"
    assert other.accessibleName() == "Pays second: Keystone"
    together = texts(find(page, "coverage.together"))
    assert "Referral: Each plan has its own say. Do what each one wants first." in together
    assert find(page, "coverage.both_plans").columns() == columns
    assert cut_off(page) == []


def test_a_card_says_what_would_change_it(workspace: Workspace, window: MakeWindow) -> None:
    case_id = maria(workspace)
    set_answers(workspace, case_id, {"visit.in_network": "no"}, Said())
    page = front(window(CoveragePage, case_id=case_id, size=TALL))
    card = find(page, "coverage.card.network")
    assert "What would change this: with a doctor in your plan's network. Then: Likely yes." in texts(card)
    press(page, "coverage.card.network.rule")
    assert is_there(page, "coverage.card.network.the_rule")
