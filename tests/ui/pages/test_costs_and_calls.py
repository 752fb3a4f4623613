"""Costs and calls: a call in 20 seconds, a bill against its statement, and which number differs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from caseorg.domain.costs import Call, Cost
from caseorg.services.workspace import Workspace
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.costs_and_calls import CostsAndCallsPage
from tests.builders import a_case
from tests.ui import checks
from tests.ui.conftest import PLAIN
from tests.ui.pages.luis_case import LuisCase, luis_case, message, undo
from tests.ui.pages.marias_case import button, choose, field, label, offered, press, words_on, write

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def luis(workspace: Workspace) -> LuisCase:
    return luis_case(workspace, with_papers=False)


@pytest.fixture
def page(window: MakeWindow, luis: LuisCase) -> CostsAndCallsPage:
    shown = window(CostsAndCallsPage, case_id=luis.id, size=(1024, 768)).front()
    assert isinstance(shown, CostsAndCallsPage)
    return shown


def test_an_empty_page_invites_to_log_a_call(window: MakeWindow, workspace: Workspace) -> None:
    page = window(CostsAndCallsPage, case_id=a_case(workspace).id).front()
    assert "Log a call in 20 seconds. It may help you later." in words_on(page)
    assert not page.switch.isVisible()


def test_a_call_is_logged_from_anywhere_with_what_is_to_do(
    qtbot: QtBot, page: CostsAndCallsPage, luis: LuisCase
) -> None:
    page.window().do("log_call")
    assert field(page, "log_call.at").text() != ""
    choose(page, "log_call.contact_id", "Riverside General")
    page.panel.content()._arrange()
    write(qtbot, page, "log_call.spoke_with", "Ms. Hall")
    write(qtbot, page, "log_call.reference_number", "90177")
    write(qtbot, page, "log_call.said", '<b>&" Fax the form')
    press(qtbot, page, "log_call.to_do")
    press(qtbot, page, "log_call.save")
    assert "Enter what you need to do." in words_on(page.panel)
    write(qtbot, page, "log_call.what", "Fax the form")
    write(qtbot, page, "log_call.by", "Nov 27")
    press(qtbot, page, "log_call.save")
    call = next(each for each in luis.now.calls if each.contact_id)
    follow_up = luis.now.follow_ups[0]
    assert (call.contact_id, call.said, follow_up.call_id) == (luis.hospital.id, '<b>&" Fax the form', call.id)
    assert follow_up.day == date(2026, 11, 27)
    assert message(page) == "The call is in your log."
    assert "Fax the form, by Fri, Nov 27, 2026" in words_on(page.detail)
    undo(page)
    assert len(luis.now.calls) == 1
    assert luis.now.follow_ups == ()


def test_who_was_called_last_comes_first(qtbot: QtBot, page: CostsAndCallsPage, luis: LuisCase) -> None:
    called = Call(case_id=luis.id, contact_id=luis.hospital.id, at=datetime(2026, 11, 20, 12).astimezone())
    luis.workspace.save(called, "Log a call")
    press(qtbot, page, "calls.log")
    assert offered(page, "log_call.contact_id")[:3] == ["Not known yet", "Riverside General", "Dr. Helen Brandt"]


def test_another_page_leads_here_with_the_office_filled_in(page: CostsAndCallsPage, luis: LuisCase) -> None:
    page.open_record(luis.hospital.id)
    assert field(page, "log_call.contact_id").currentText() == "Riverside General"
    assert not page.panel.content().rows["with_whom"].isVisible()


def test_a_call_needs_somebody(qtbot: QtBot, page: CostsAndCallsPage, luis: LuisCase) -> None:
    press(qtbot, page, "calls.log")
    press(qtbot, page, "log_call.save")
    assert "Choose who you called, or write it here." in words_on(page.panel)
    write(qtbot, page, "log_call.with_whom", "The benefits office")
    press(qtbot, page, "log_call.save")
    assert {each.with_whom for each in luis.now.calls} == {"Keystone Mutual", "The benefits office"}


def test_the_row_of_a_call_is_spoken_with_its_number(page: CostsAndCallsPage) -> None:
    model = page.calls.model
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Keystone Mutual, Tina, ref 88421, Nov 13")
    assert "No authorization on file." in spoken


def test_a_cost_is_added_and_the_sums_stand_on_top(qtbot: QtBot, page: CostsAndCallsPage, luis: LuisCase) -> None:
    page.window().do("add_cost")
    assert not page.findChildren(QWidget, "cost.allowed_cents")  # the statement comes later, and has its own button
    write(qtbot, page, "cost.what", "Second opinion")
    write(qtbot, page, "cost.billed_cents", "1,180.00")
    press(qtbot, page, "cost.save")
    assert luis.now.costs[0].billed_cents == 118000
    assert label(page, "costs.totals") == "Costs: billed $1,180, plan paid $0, you paid $0, still open $1,180"
    assert "Bill not matched" in words_on(page.detail)
    assert page.costs.isVisible()
    assert not page.calls.isVisible()
    undo(page)
    assert luis.now.costs == ()


def test_the_page_says_which_number_differs(qtbot: QtBot, page: CostsAndCallsPage, luis: LuisCase) -> None:
    cost = Cost(case_id=luis.id, what="MRI", allowed_cents=60000, paid_cents=40000, patient_responsibility_cents=25000)
    luis.workspace.save(cost, "Add a cost")
    page.open_record(cost.id)
    shown = words_on(page.detail)
    assert "Numbers differ" in shown
    assert "The plan counts $600, but what it paid and what you owe make $650." in shown


def test_a_bill_is_matched_with_the_plans_statement(qtbot: QtBot, page: CostsAndCallsPage, luis: LuisCase) -> None:
    bill = Cost(case_id=luis.id, what="Visit", billed_cents=118000, due_cents=118000)
    luis.workspace.save(bill, "Add a cost")
    page.open_record(bill.id)
    assert "Bill not matched" in words_on(page.detail)
    press(qtbot, page, "costs.match")
    write(qtbot, page, "match.statement_billed_cents", "1,180")
    write(qtbot, page, "match.patient_responsibility_cents", "$0")
    press(qtbot, page, "match.save")
    kept = luis.now.costs[0]
    assert (kept.statement_billed_cents, kept.patient_responsibility_cents) == (118000, 0)
    assert "The bill asks you for $1,180, but the plan says you owe $0." in words_on(page.detail)
    undo(page)
    assert luis.now.costs[0].statement_billed_cents is None


def test_the_switch_shows_one_list_at_a_time(qtbot: QtBot, page: CostsAndCallsPage) -> None:
    assert page.calls.isVisible()
    press(qtbot, page, "costs.switch.0")
    assert not page.calls.isVisible()
    assert "No costs yet. Add a bill when it comes." in words_on(page)


def test_a_call_can_be_edited_and_removed_with_undo(qtbot: QtBot, page: CostsAndCallsPage, luis: LuisCase) -> None:
    press(qtbot, page, "costs.edit")
    write(qtbot, page, "call.reference_number", "7")
    press(qtbot, page, "call.save")
    assert luis.now.calls[0].reference_number == "7"
    press(qtbot, page, "costs.remove")
    assert luis.now.calls == ()
    undo(page)
    assert len(luis.now.calls) == 1
    assert button(page, "costs.edit").isVisible()


@pytest.mark.parametrize("size", [100, 200])
def test_nothing_is_cut_off_and_everything_has_a_name(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase, look: Appearance, size: int
) -> None:
    luis.workspace.save(Cost(case_id=luis.id, what='<b>&" ' * 50, billed_cents=99999999), "Add a cost")
    look.show(PLAIN.but(text_size=size), remember=False)
    page = window(CostsAndCallsPage, case_id=luis.id, size=(1024, 768)).front()
    for step in ("costs.switch.0", "costs.switch.1", "calls.log", "costs.panel.back", "costs.add"):
        press(qtbot, page, step)
        qtbot.wait(1)
        qtbot.waitUntil(lambda: checks.cut_off(page) == [], timeout=2_000)
        assert checks.unnamed_controls(page) == []
        assert checks.rich_labels(page) == []
