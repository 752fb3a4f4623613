"""Denials and appeals: six questions about a letter, the last day, the steps, and what would help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from caseorg.domain.denial import Appeal, AppealDecision, AppealLevel, Denial, DenialLevel
from caseorg.domain.letter import LetterKind, LetterStatus
from caseorg.domain.plan import Answer, Plan, PlanKind
from caseorg.services.workspace import Workspace
from caseorg.ui.forms.fields import spec_of
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.denial_forms import AppealForm, DenialForm
from caseorg.ui.pages.denials_and_appeals import DenialsAndAppealsPage
from caseorg.ui.pages.letter_making import LetterMaker
from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage
from caseorg.ui.pages.packet_builder import PacketBuilderPage
from tests.builders import a_case
from tests.ui import checks
from tests.ui.conftest import PLAIN
from tests.ui.pages.luis_case import LuisCase, luis_case, message, undo
from tests.ui.pages.marias_case import button, choose, field, press, words_on, write

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def luis(workspace: Workspace) -> LuisCase:
    return luis_case(workspace)


@pytest.fixture
def page(window: MakeWindow, luis: LuisCase) -> DenialsAndAppealsPage:
    shown = window(
        DenialsAndAppealsPage, LettersAndPacketsPage, PacketBuilderPage, case_id=luis.id, size=(1024, 768)
    ).front()
    assert isinstance(shown, DenialsAndAppealsPage)
    return shown


def test_without_a_denial_the_page_invites_to_add_one(window: MakeWindow, workspace: Workspace) -> None:
    page = window(DenialsAndAppealsPage, case_id=a_case(workspace).id).front()
    assert "Did your plan say no? Add the letter. We'll count the days." in words_on(page)


def test_adding_a_denial_asks_six_things_and_whether_waiting_is_dangerous(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    case = a_case(workspace)
    page = window(DenialsAndAppealsPage, case_id=case.id).front()
    press(qtbot, page, "denials.empty.start")
    form = page.panel.content()
    assert [name for name, row in form.rows.items() if not row.isHidden()] == [
        "what", "notice_date", "received_date", "reason_text", "stated_last_day", "send_to", "waiting_is_dangerous",
    ]  # fmt: skip
    press(qtbot, page, "denial.save")
    assert "Enter what was denied. The letter says it." in words_on(page.panel)
    write(qtbot, page, "denial.what", '<b>&" visit')
    write(qtbot, page, "denial.notice_date", "Nov 12")
    write(qtbot, page, "denial.stated_last_day", "Dec 15")
    press(qtbot, page, "denial.waiting_is_dangerous.yes")
    press(qtbot, page, "denial.save")
    kept = workspace.load_case(case.id).denials[0]
    assert (kept.what, kept.notice_date) == ('<b>&" visit', date(2026, 11, 12))
    assert "Tue, Dec 15, 2026" in words_on(page.detail)
    assert "Ask for a fast appeal. Say: “My doctor says that waiting could harm my health.”" in words_on(page.detail)
    undo(page)
    assert workspace.load_case(case.id).denials == ()
    assert page.empty.isVisible()


def test_a_letter_of_medicare_asks_whether_it_is_about_a_drug_plan_and_that_settles_its_clock(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    case = a_case(workspace)
    workspace.save(Plan(case_id=case.id, kind=PlanKind.medicare), "Choose the plan")
    page = window(DenialsAndAppealsPage, case_id=case.id).front()
    press(qtbot, page, "denials.empty.start")
    write(qtbot, page, "denial.what", "The visit")
    write(qtbot, page, "denial.notice_date", "Nov 12")
    press(qtbot, page, "denial.part_d.no")
    press(qtbot, page, "denial.save")
    snapshot = workspace.load_case(case.id)
    assert snapshot.denials[0].part_d is False
    dates = workspace.assess(snapshot).deadlines_about(snapshot.denials[0].id)
    assert [each.rule for each in dates if each.is_mine] == ["medicare.redetermination"]


@pytest.mark.parametrize(
    ("kind", "before"),
    [
        (PlanKind.medicare, "Ask Medicare's company to change it"),
        (PlanKind.medicare_advantage, "Ask your plan to change its decision"),
    ],
)
def test_once_a_letter_is_a_drug_plans_its_steps_its_date_and_its_letter_are_the_drug_plans(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, kind: PlanKind, before: str
) -> None:
    case = a_case(workspace)
    with workspace.step("A letter about a medicine") as step:
        step.save(Plan(case_id=case.id, kind=kind))
        step.save(Denial(case_id=case.id, what="The medicine", notice_date=date(2026, 11, 2)))
    page = window(DenialsAndAppealsPage, LettersAndPacketsPage, case_id=case.id).front()
    assert before in words_on(page.detail)
    press(qtbot, page, "denials.still_open.part_d")
    press(qtbot, page, "denial.part_d.yes")
    press(qtbot, page, "denial.save")
    shown = words_on(page.detail)
    assert before not in shown
    assert "Ask the drug plan to change its decision" in shown
    assert "Ask the outside reviewer" in shown
    snapshot = workspace.load_case(case.id)
    mine = [each for each in workspace.assess(snapshot).deadlines_about(snapshot.denials[0].id) if each.is_mine]
    assert [(each.rule, each.last_day) for each in mine] == [("part_d.redetermination", date(2027, 1, 6))]
    assert "Wed, Jan 6, 2027" in shown
    press(qtbot, page, "denials.step.1.open")
    assert workspace.load_case(case.id).appeals[0].level is AppealLevel.redetermination


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [
        ([PlanKind.medicare], {"part_d", "ending_care"}),
        ([PlanKind.medicare_advantage], {"part_d", "part_b_drug"}),
        ([PlanKind.tricare], {"about"}),
        ([PlanKind.va], {"va_question"}),
        ([PlanKind.employer], set()),
        ([PlanKind.employer, PlanKind.medicare], {"plan_id", "part_d", "ending_care"}),
    ],
)
def test_a_new_letter_is_asked_only_what_a_plan_of_the_case_can_write(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, kinds: list[PlanKind], asked: set[str]
) -> None:
    case = a_case(workspace)
    for kind in kinds:
        workspace.save(Plan(case_id=case.id, kind=kind), "Add a plan")
    page = window(DenialsAndAppealsPage, case_id=case.id).front()
    press(qtbot, page, "denials.empty.start")
    shown = {name for name, row in page.panel.content().rows.items() if not row.isHidden()}
    of_some_plans = {"plan_id", "part_d", "part_b_drug", "ending_care", "about", "va_question"}
    assert shown & of_some_plans == asked


def test_what_the_rules_need_of_one_of_two_letters_is_asked_in_the_sheet_of_that_letter(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    case = a_case(workspace)
    with workspace.step("Two letters of TRICARE") as step:
        step.save(Plan(case_id=case.id, kind=PlanKind.tricare))
        step.save(Answer(case_id=case.id, fact="plan.tricare_kind", value="prime"))
        for what, day in (("Knee", date(2026, 11, 10)), ("Heart", date(2026, 11, 12))):
            step.save(
                Denial(case_id=case.id, what=what, notice_date=day, level=DenialLevel.first_appeal, denied_cents=90_000)
            )
    page = window(DenialsAndAppealsPage, case_id=case.id).front()
    assert "that TRICARE does not pay for such care?" in words_on(page.detail)
    press(qtbot, page, "denials.still_open.about")
    choose(page, "denial.about", "The care is not needed (medical necessity)")
    press(qtbot, page, "denial.save")
    snapshot = workspace.load_case(case.id)
    rules = {
        denial.what: [each.rule for each in workspace.assess(snapshot).deadlines_about(denial.id)]
        for denial in snapshot.denials
    }
    # The letter answers the first step, though nobody wrote down that it was taken.
    assert button(page, "denials.step.2.open").text() == "Write the letter"
    assert not page.findChildren(type(button(page, "denials.step.2.open")), "denials.step.1.open")
    # The other letter still waits for its own answer: the earlier day stands in.
    assert rules == {"Heart": ["tricare.second_look"], "Knee": ["tricare.second_review"]}
    assert "that TRICARE does not pay for such care?" not in words_on(page.detail)


def test_a_decision_asks_what_the_next_step_turns_on_and_a_dismissal_gets_its_own_date(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    case = a_case(workspace)
    denial = Denial(case_id=case.id, what="Visit", notice_date=date(2026, 11, 2), part_d=False)
    with workspace.step("A letter of Medicare Advantage") as step:
        step.save(Plan(case_id=case.id, kind=PlanKind.medicare_advantage))
        step.save(denial)
        step.save(
            Appeal(case_id=case.id, denial_id=denial.id, level=AppealLevel.reconsideration, filed_on=date(2026, 11, 9))
        )
    page = window(DenialsAndAppealsPage, case_id=case.id).front()
    press(qtbot, page, "denials.step.1.decided")
    press(qtbot, page, "decision.decision.no")
    rows = page.panel.content().rows
    # The first letter said that it is no letter of a drug plan, so that is not asked again.
    assert {"dismissed", "timing", "part_b_drug"} <= {name for name, row in rows.items() if row.isVisible()}
    assert not {"part_d", "about"} & set(rows)
    write(qtbot, page, "decision.decided_on", "Nov 20")
    press(qtbot, page, "decision.dismissed.yes")
    press(qtbot, page, "decision.save")
    snapshot = workspace.load_case(case.id)
    answer = snapshot.denials[-1]
    assert (answer.dismissed, answer.part_d, answer.level) == (True, False, DenialLevel.final_internal)
    dates = workspace.assess(snapshot).deadlines_about(answer.id)
    assert [(each.rule, each.last_day) for each in dates if each.is_mine] == [
        ("medicare_advantage.dismissal_review", date(2027, 1, 24))
    ]


def test_the_last_day_and_the_safe_day_are_shown_with_how_we_counted(qtbot: QtBot, page: DenialsAndAppealsPage) -> None:
    shown = words_on(page.detail)
    assert "Tue, May 11, 2027" in shown
    assert "(our safe date)" in shown
    press(qtbot, page, "denials.counted")
    shown = words_on(page.detail)
    assert "180 days" in shown
    assert "2560.503-1" in shown
    assert "your letter and your plan's papers come first" in shown


def test_the_date_in_the_persons_own_letter_wins_and_the_rule_stands_beside_it(
    qtbot: QtBot, page: DenialsAndAppealsPage
) -> None:
    press(qtbot, page, "denials.counted")
    press(qtbot, page, "denials.letter_differs")
    assert field(page, "denial.stated_last_day").hasFocus()
    write(qtbot, page, "denial.stated_last_day", "Mar 1, 2027")
    press(qtbot, page, "denial.save")
    shown = words_on(page.detail)
    assert "Mon, Mar 1, 2027 (in 99 days)" in shown
    assert "Your letter says Mon, Mar 1, 2027, so we use that. The general rule would give Tue, May 11, 2027." in shown


def test_the_day_it_came_moves_the_date_and_the_message_says_so(qtbot: QtBot, page: DenialsAndAppealsPage) -> None:
    press(qtbot, page, "denials.counted")
    press(qtbot, page, "denials.got_it_on")
    write(qtbot, page, "denial.received_date", "Nov 15")
    press(qtbot, page, "denial.save")
    assert "Fri, May 14, 2027" in words_on(page.detail)
    assert "1 date moved." in message(page)
    undo(page)
    assert "Tue, May 11, 2027" in words_on(page.detail)


def test_the_steps_lead_to_the_letter_and_say_made_not_sent(
    qtbot: QtBot, page: DenialsAndAppealsPage, luis: LuisCase
) -> None:
    assert "1. Ask your plan to change its decision (internal appeal)" in words_on(page.detail)
    assert "opens when step 1 is decided" in words_on(page.detail)
    press(qtbot, page, "denials.step.1.open")
    front = page.window().front()
    assert isinstance(front.panel.content(), LetterMaker)
    assert luis.now.appeals[0].level is AppealLevel.internal
    press(qtbot, front, "letters.make_it")
    page.window().go_to("denials_and_appeals")
    assert "Letter made, not sent" in words_on(page.detail)
    press(qtbot, page, "denials.step.1.open")
    assert "Made, not sent" in words_on(page.window().front().panel)


def test_a_step_leads_to_its_packet(qtbot: QtBot, page: DenialsAndAppealsPage, luis: LuisCase) -> None:
    press(qtbot, page, "denials.step.1.packet")
    assert page.window().page_name() == "packet_builder"
    assert luis.now.packets[0].about_id == luis.now.appeals[0].id


def test_a_no_to_the_appeal_opens_the_next_step_with_its_own_date(
    qtbot: QtBot, page: DenialsAndAppealsPage, luis: LuisCase
) -> None:
    press(qtbot, page, "denials.step.1.sent")
    press(qtbot, page, "sent_already.save")
    assert "Sent Nov 22" in words_on(page.detail)
    press(qtbot, page, "denials.step.1.decided")
    press(qtbot, page, "decision.decision.no")
    write(qtbot, page, "decision.decided_on", "Nov 20")
    write(qtbot, page, "decision.reason_text", "Not needed")
    press(qtbot, page, "decision.save")
    assert [each.level for each in luis.now.denials] == [DenialLevel.initial, DenialLevel.final_internal]
    assert "They said no again" in words_on(page.detail)
    assert button(page, "denials.step.2.open").text() == "Write the letter"
    press(qtbot, page, "denials.step.2.open")
    assert [each.kind for each in luis.now.letters] == [LetterKind.external_review]


def test_a_yes_asks_nothing_more_and_is_said(qtbot: QtBot, page: DenialsAndAppealsPage, luis: LuisCase) -> None:
    press(qtbot, page, "denials.step.1.sent")
    press(qtbot, page, "sent_already.save")
    press(qtbot, page, "denials.step.1.decided")
    press(qtbot, page, "decision.decision.yes")
    assert not page.panel.content().rows["send_to"].isVisible()
    write(qtbot, page, "decision.decided_on", "Nov 20")
    press(qtbot, page, "decision.save")
    assert luis.now.appeals[0].decision is AppealDecision.yes
    assert "They changed their decision" in words_on(page.detail)
    assert "Last day to appeal" not in words_on(page.detail)


def test_what_would_help_counts_what_is_in_hand_and_leads_to_it(
    qtbot: QtBot, page: DenialsAndAppealsPage, luis: LuisCase
) -> None:
    assert "3 of 7 in hand" in words_on(page.detail)
    press(qtbot, page, "denials.evidence.letter_of_need")
    assert page.window().page_name() == "letters_and_packets"
    assert luis.now.letters[0].kind is LetterKind.letter_of_need
    assert luis.now.letters[0].status is LetterStatus.draft


def test_removing_a_denial_takes_its_appeals_along_and_can_be_undone(
    qtbot: QtBot, page: DenialsAndAppealsPage, luis: LuisCase
) -> None:
    press(qtbot, page, "denials.step.1.sent")
    press(qtbot, page, "sent_already.save")
    press(qtbot, page, "denials.remove")
    assert (luis.now.denials, luis.now.appeals) == ((), ())
    undo(page)
    assert len(luis.now.appeals) == 1
    assert not page.empty.isVisible()


def test_every_field_of_a_denial_and_an_appeal_stands_in_a_form() -> None:
    for form, record, inside in (
        (DenialForm, Denial, {"answers_appeal_id", "not_in_notice"}),
        (AppealForm, Appeal, {"denial_id"}),
    ):
        shown = {field for section in form.sections for field in section.fields}
        own = {name for name in record.model_fields if name not in Denial.__mro__[1].model_fields}
        assert own - shown == inside
        assert all(spec_of(record, name).title for name in shown)


@pytest.mark.parametrize("size", [100, 200])
def test_nothing_is_cut_off_and_everything_has_a_name(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase, look: Appearance, size: int
) -> None:
    luis.workspace.save(luis.denial.revised(what="Very " * 60, reason_text='<b>&" ' * 80), "Edit")
    look.show(PLAIN.but(text_size=size), remember=False)
    page = window(DenialsAndAppealsPage, case_id=luis.id, size=(1024, 768)).front()
    for step in ("denials.counted", "denials.step.1.sent", "denials.panel.back", "denials.edit"):
        press(qtbot, page, step)
        qtbot.wait(1)
        qtbot.waitUntil(lambda: checks.cut_off(page) == [], timeout=2_000)
        assert checks.unnamed_controls(page) == []
        assert checks.rich_labels(page) == []
