"""The coverage page and the call that settles it, lived through the window with the real rules."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from caseorg.domain.plan import Coverage, Plan, PlanKind
from caseorg.services.coverage import call_lines
from caseorg.services.printed_page import PrintedText
from caseorg.services.workspace import Workspace
from caseorg.ui.pages.call_desk import CallDeskPage
from caseorg.ui.pages.coverage import CoveragePage
from caseorg.ui.pages.coverage_cards import VerdictCard
from caseorg.ui.pages.coverage_facts import FactRow
from caseorg.ui.pages.printed_parts import parts_of
from caseorg.ui.widgets.button import Button
from tests.builders import a_case
from tests.ui.checks import cut_off, rich_labels, unnamed_controls
from tests.ui.conftest import GivenFiles
from tests.ui.pages.cases import MakeWindow, find, front, is_there, maria, message, press, texts, write

TALL = (1400, 1000)


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    return maria(workspace)


def verdicts(page: CoveragePage) -> dict[str, str]:
    """Return what each card says, by topic, in the order of the page."""
    cards = [card for card in page.findChildren(VerdictCard) if card.isVisible()]
    return {card.objectName().split(".")[-1]: card.accessibleDescription() for card in cards}


def facts(page: CoveragePage) -> list[FactRow]:
    return [row for row in page.findChildren(FactRow) if row.isVisible()]


def test_a_case_without_a_plan_asks_for_it_and_not_sure_is_fine(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    shown = window(CoveragePage, CallDeskPage, case_id=case.id, size=TALL)
    page = front(shown)
    assert "Tell us what kind of plan you have. “Not sure” is fine." in texts(page)
    assert not is_there(page, "coverage.call")
    press(page, "coverage.empty.start")
    press(page, "plan_choice.kind.not_sure")
    press(page, "plan_choice.save")
    said = verdicts(page)
    assert said
    assert "Likely yes" not in said.values()
    script = {line.fact for line in call_lines(workspace, workspace.load_case(case.id))}
    asked = {row.objectName().removeprefix("coverage.fact.") for row in facts(page) if "Not known" in texts(row)}
    assert {name for name in asked if is_there(page, f"coverage.fact.{name}.ask")} == script
    assert script
    shown.do("undo")
    assert is_there(page, "coverage.empty.start")


def test_not_sure_about_everything_promises_nothing_and_asks_everything(
    workspace: Workspace, window: MakeWindow
) -> None:
    case = a_case(workspace)
    shown = window(CoveragePage, CallDeskPage, case_id=case.id, size=TALL)
    page = front(shown)
    press(page, "coverage.empty.start")
    press(page, "plan_choice.kind.not_sure")
    press(page, "plan_choice.save")
    for row in facts(page):
        name = row.objectName()
        if not is_there(page, f"{name}.know"):
            continue
        press(page, f"{name}.know")
        unsure = [each for each in page.findChildren(QRadioButton) if each.objectName().endswith(".not_sure")]
        assert all(each.isChecked() for each in unsure)
        press(page, "answer.save")
    assert "Likely yes" not in verdicts(page).values()
    assert workspace.load_case(case.id).answers == ()
    before = {line.fact for line in call_lines(workspace, workspace.load_case(case.id))}
    press(page, "coverage.call")
    desk = front(shown)
    assert {fact for fact in before if is_there(desk, f"call.{fact}.note")} == before


def test_choosing_a_plan_shows_cards_with_words_why_and_source(workspace: Workspace, window: MakeWindow) -> None:
    case = a_case(workspace)
    page = front(window(CoveragePage, case_id=case.id, size=TALL))
    press(page, "coverage.empty.start")
    press(page, f"plan_choice.kind.{PlanKind.medicare}")
    assert not is_there(page, "plan_choice.network.hmo")
    press(page, "plan_choice.save")
    said = verdicts(page)
    assert said["network"] == "Likely yes"
    order = [answer for answer in said.values() if answer != "Your plan's papers decide"]
    assert order == sorted(order, key=["Yes, if you do this first", "Can't tell yet", "Likely yes"].index)
    card = texts(find(page, "coverage.card.network"))
    assert "Original Medicare has no network" in card
    assert "Why: You have Original Medicare." in card
    assert "Nov 2026" in card
    assert "General information, not a promise of payment. Your plan decides." in texts(page)


def test_show_the_rule_gives_its_text_its_place_whom_it_is_for_and_what_would_change_it(
    workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    page = front(window(CoveragePage, case_id=case_id, size=TALL))
    assert not is_there(page, "coverage.card.referral.the_rule")
    press(page, "coverage.card.referral.rule")
    rule = texts(find(page, "coverage.card.referral.the_rule"))
    assert "Where it is written: 42 CFR 422.112(a)(2)-(3). Read in the rule itself, Nov 2026." in rule
    assert "It applies to you because you told us:" in rule
    assert "What kind of health plan do you have? Medicare Advantage." in rule
    assert "What would change this:" in rule
    assert find(page, "coverage.card.referral.rule").hasFocus()
    press(page, "coverage.card.referral.rule")
    assert not is_there(page, "coverage.card.referral.the_rule")


def test_an_answer_says_who_said_so_changes_its_card_and_can_be_undone(
    workspace: Workspace, window: MakeWindow, case_id: UUID, spoken: list[str]
) -> None:
    shown = window(CoveragePage, case_id=case_id, size=TALL)
    page = front(shown)
    before = verdicts(page)
    press(page, "coverage.fact.visit.in_network.know")
    press(page, "answer.visit.in_network.yes")
    press(page, "answer.said_by.plan_by_phone")
    write(page, "answer.said_by_name", "Tina")
    write(page, "answer.reference_number", "88421")
    write(page, "answer.said_on", "11/20/2026")
    press(page, "answer.save")
    assert message(shown).startswith("1 answer saved. ")
    assert verdicts(page)["network"] != before["network"]
    fact = texts(find(page, "coverage.fact.visit.in_network"))
    assert "Tina said so, Fri, Nov 20, reference number 88421" in fact
    assert "Changed today: was “Can't tell yet”" in texts(find(page, "coverage.card.network"))
    assert not is_there(page, "coverage.card.remote.changed")
    assert any(said.startswith("The doctor and your network: now ") for said in spoken)
    shown.do("undo")
    assert verdicts(page) == before
    assert not is_there(page, "coverage.card.network.changed")


def test_who_is_asked_about_an_emergency_reads_whom_to_call(
    workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    page = front(window(CoveragePage, case_id=case_id, size=TALL))
    page.ask_facts(("visit.emergency",))  # type: ignore[attr-defined]
    assert "If this is an emergency, call 911." in texts(page)


def test_an_answer_from_the_plans_papers_keeps_its_page_and_its_day(
    workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    page = front(window(CoveragePage, case_id=case_id, size=TALL))
    press(page, "coverage.fact.visit.referral_needed.know")
    press(page, "answer.visit.referral_needed.yes")
    press(page, "answer.said_by.plan_papers")
    write(page, "answer.said_on", "11/20/2026")
    write(page, "answer.note", "Page 14")
    press(page, "answer.save")
    fact = texts(find(page, "coverage.fact.visit.referral_needed"))
    assert "From your plan's papers, Fri, Nov 20" in fact
    assert "Note: Page 14" in fact


def test_a_known_answer_can_be_changed_or_taken_back_but_not_sure_never_erases_it(
    workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    page = front(window(CoveragePage, case_id=case_id, size=TALL))
    press(page, "coverage.fact.visit.referral_needed.know")
    press(page, "answer.visit.referral_needed.yes")
    press(page, "answer.save")
    press(page, "coverage.fact.visit.referral_needed.change")
    press(page, "answer.visit.referral_needed.not_sure")
    press(page, "answer.save")
    assert "Yes" in texts(find(page, "coverage.fact.visit.referral_needed"))
    press(page, "coverage.fact.visit.referral_needed.change")
    press(page, "answer.forget")
    assert "Not known" in texts(find(page, "coverage.fact.visit.referral_needed"))


def test_one_call_is_saved_in_one_step_and_leads_back_to_the_changed_cards(
    workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    shown = window(CoveragePage, CallDeskPage, case_id=case_id, size=TALL)
    press(front(shown), "coverage.call")
    desk = front(shown)
    said = texts(desk)
    assert "1-800-555-0147" in said
    assert "“Hello, this is Maria Santos. I'm getting a second opinion. I need to ask 4 things." in said
    assert "1. “Is Dr. Grace Okafor at Lakeside Cancer Center in my network?”" in said
    write(desk, "call.spoke_with", "Tina")
    write(desk, "call.reference_number", "88421")
    press(desk, "call.visit.in_network.yes")
    press(desk, "call.visit.prior_approval_needed.yes")
    write(desk, "call.visit.prior_approval_needed.note", "fax form")
    press(desk, "call.visit.referral_needed.no")
    press(desk, "call.plan.out_of_network_benefits.could_not_say")
    press(desk, "call.to_do")
    write(desk, "call.what", "Fax the form")
    write(desk, "call.by", "11/27/2026")
    press(desk, "call.save")
    page = front(shown)
    assert isinstance(page, CoveragePage)
    assert message(shown).startswith("3 answers saved. ")
    assert "cards changed." in message(shown)
    assert is_there(page, "coverage.card.network.changed")
    snapshot = workspace.load_case(case_id)
    assert {answer.fact: answer.value for answer in snapshot.answers} == {
        "visit.in_network": "yes",
        "visit.prior_approval_needed": "yes",
        "visit.referral_needed": "no",
    }
    assert (snapshot.calls[0].spoke_with, snapshot.calls[0].reference_number) == ("Tina", "88421")
    assert "They could not say." in snapshot.calls[0].said
    assert (snapshot.follow_ups[0].what, snapshot.follow_ups[0].is_fixed) == ("Fax the form", True)
    shown.do("undo")
    undone = workspace.load_case(case_id)
    assert (undone.calls, undone.answers, undone.follow_ups) == ((), (), ())


def test_a_call_in_which_nothing_was_written_down_says_what_is_missing(
    workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    shown = window(CallDeskPage, CoveragePage, case_id=case_id, size=TALL)
    desk = front(shown)
    press(desk, "call.to_do")
    press(desk, "call.save")
    assert "There is a problem" in texts(find(desk, "call.problems"))
    assert "Enter who you talked to, or what they said." in texts(desk)
    assert "Enter what you need to do." in texts(desk)
    assert shown.windowTitle().startswith("Error:")
    assert workspace.load_case(case_id).calls == ()


def test_what_is_half_written_in_a_call_is_kept_for_later(
    workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    shown = window(CallDeskPage, CoveragePage, case_id=case_id, size=TALL)
    write(front(shown), "call.spoke_with", "Tina")
    press(front(shown), "call.visit.in_network.no")
    press(front(shown), "call.keep_for_later")
    assert isinstance(front(shown), CoveragePage)
    assert workspace.load_case(case_id).calls == ()
    shown.show_case(case_id)  # the pages are made anew, as after a lock
    shown.go_to("call_desk")
    desk = front(shown)
    assert find(desk, "call.spoke_with").text() == "Tina"  # type: ignore[attr-defined]
    assert find(desk, "call.visit.in_network.no").isChecked()  # type: ignore[attr-defined]


def test_a_second_plan_has_its_own_facts_and_its_own_call(
    workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    work = Plan(case_id=case_id, name="Keystone Mutual", kind=PlanKind.employer, phone="1-800-555-0199")
    with workspace.step("Add a second plan") as step:
        step.save(work)
        step.save(Coverage(case_id=case_id, plan_id=work.id, order=2, member_id="KM 777 4321"))
    shown = window(CoveragePage, CallDeskPage, case_id=case_id, size=TALL)
    page = front(shown)
    assert "What we know of Keystone Mutual" in texts(page)
    press(page, "coverage.second.fact.visit.in_network.know")
    press(page, "answer.visit.in_network.yes")
    press(page, "answer.said_by.plan_papers")
    press(page, "answer.save")
    snapshot = workspace.load_case(case_id)
    assert [(each.fact, each.value, each.plan_id) for each in snapshot.answers] == [
        ("visit.in_network", "yes", work.id)
    ]
    assert is_there(page, "coverage.fact.visit.in_network.know")  # the first plan has not said anything
    press(page, "coverage.second.call")
    desk = front(shown)
    said = texts(desk)
    assert "Call Keystone Mutual" in said
    assert "1-800-555-0199" in said
    assert "****4321" in said
    assert not is_there(desk, "call_desk.print")
    write(desk, "call.spoke_with", "Rosa")
    press(desk, "call.visit.referral_needed.no")
    press(desk, "call.save")
    answers = {each.fact: each for each in workspace.load_case(case_id).answers}
    assert (answers["visit.referral_needed"].value, answers["visit.referral_needed"].plan_id) == ("no", work.id)
    assert workspace.load_case(case_id).calls[-1].with_whom == "Keystone Mutual"
    page = front(shown)
    assert is_there(page, "coverage.second.fact.visit.referral_needed.change")
    assert is_there(page, "coverage.fact.visit.referral_needed.know")


def test_the_office_is_asked_what_only_the_office_knows(
    workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    shown = window(CoveragePage, CallDeskPage, case_id=case_id, size=TALL)
    press(front(shown), "coverage.card.doctor.do")
    desk = front(shown)
    assert desk.shown_title() == "Call the office"
    press(desk, "call.visit.accepts_plan.yes")
    press(desk, "call.save")
    answer = workspace.load_case(case_id).answers[0]
    assert (answer.fact, answer.said_by.value) == ("visit.accepts_plan", "office")
    shown.go_to("call_desk", workspace.load_case(case_id).plans[0].id)
    assert front(shown).shown_title() == "Call my plan"


def test_the_script_is_made_and_shown_to_be_printed_or_saved(
    workspace: Workspace, window: MakeWindow, case_id: UUID, files: GivenFiles, tmp_path: object
) -> None:
    shown = window(CallDeskPage, CoveragePage, case_id=case_id, size=TALL)
    desk = front(shown)
    press(desk, "call_desk.print")
    assert is_there(desk, "call_desk.script.print")
    target = tmp_path / "script.pdf"  # type: ignore[operator]
    files.answers = [target]
    press(desk, "call_desk.script.save")
    assert target.read_bytes().startswith(b"%PDF")
    assert [letter.kind.value for letter in workspace.load_case(case_id).letters] == ["call_script"]


def test_cards_come_before_facts_where_there_is_little_room(
    workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    page = front(window(CoveragePage, case_id=case_id, size=(700, 768)))
    assert isinstance(page, CoveragePage)
    assert page.sides.is_stacked()
    assert (
        page.cards.mapTo(page, page.cards.rect().topLeft()).y()
        < page.facts.mapTo(page, page.facts.rect().topLeft()).y()
    )


@pytest.mark.parametrize("percent", [100, 200])
def test_every_word_is_there_and_every_control_has_a_name(
    workspace: Workspace, window: MakeWindow, case_id: UUID, percent: int
) -> None:
    shown = window(CoveragePage, CallDeskPage, case_id=case_id, size=(1024, 768))
    shown.commands.set_text_size(percent)
    for name in ("coverage", "call_desk"):
        shown.go_to(name)
        page = front(shown)
        assert unnamed_controls(page) == []
        assert rich_labels(page) == []
        assert cut_off(page) == []
    press(front(shown), "call.to_do")
    press(front(shown), "call.save")
    assert cut_off(front(shown)) == []


def test_what_is_out_of_sight_comes_in_the_next_moments_and_at_once_for_whoever_needs_all_of_it(
    qtbot: QtBot, workspace: Workspace, window: MakeWindow, case_id: UUID
) -> None:
    shown = window(CoveragePage, CallDeskPage, case_id=case_id, size=TALL)
    shown.go_to("coverage")
    page = shown.front()
    assert isinstance(page, CoveragePage)
    first = len(verdicts(page)), len(facts(page))
    qtbot.waitUntil(lambda: (len(verdicts(page)), len(facts(page))) > first)
    whole = {}, 0
    while whole != (verdicts(page), len(facts(page))):
        whole = verdicts(page), len(facts(page))
        qtbot.wait(20)
    keys = {button.text() for button in page.findChildren(Button) if "&" in button.text().replace("&&", "")}

    again = window(CoveragePage, CallDeskPage, case_id=case_id, size=TALL)
    again.go_to("coverage")
    other = again.front()
    assert isinstance(other, CoveragePage)
    on_paper = {part.text for part in parts_of(other) if isinstance(part, PrintedText)}
    assert (verdicts(other), len(facts(other))) == whole
    assert all(row.accessibleName().startswith(tuple(on_paper)) for row in facts(other))
    assert keys == {button.text() for button in other.findChildren(Button) if "&" in button.text().replace("&&", "")}
