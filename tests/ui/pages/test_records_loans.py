"""Slides on loan: each hand they pass through, from the laboratory and back to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from caseorg.domain.requests import RecordKind
from caseorg.services.loans import hands
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.records import RecordsPage
from tests.ui.pages.marias_case import MariasCase, choose, marias_case, press, words_on, write
from tests.ui.pages.records_rows import rows, select, undo

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    return marias_case(workspace)


@pytest.fixture
def page(window: MakeWindow, maria: MariasCase) -> RecordsPage:
    shown = window(RecordsPage, case_id=maria.id, size=(1024, 768)).front()
    assert isinstance(shown, RecordsPage)
    return shown


def test_slides_pass_through_every_hand_and_back(qtbot: QtBot, page: RecordsPage, maria: MariasCase) -> None:
    select(page, RecordKind.biopsy_slides)
    press(qtbot, page, "records.sent_on")
    choose(page, "sent_on.borrower_id", "Dr. Anil Patel")
    write(qtbot, page, "sent_on.courier", "FedEx")
    write(qtbot, page, "sent_on.slide_count", "12")
    write(qtbot, page, "sent_on.must_go_back_by", "1/8/2027")
    press(qtbot, page, "sent_on.save")
    assert rows(page)[1][2:] == ("Must go back by Jan 8", "Fri, Jan 8")
    assert [hand.words for hand in hands(maria.now, maria.now.loans[0])] == [
        "Sun, Nov 22, 2026: Left Riverside General, Pathology Department, FedEx",
        "Still to come to Dr. Anil Patel",
        "Still to be sent back",
        "Still to come back to Riverside General, Pathology Department",
    ]
    press(qtbot, page, "records.arrived")
    write(qtbot, page, "arrived.received_by", "Ben at the desk")
    press(qtbot, page, "arrived.save")
    assert "Ben at the desk" in words_on(page.detail)
    press(qtbot, page, "records.sent_back")
    press(qtbot, page, "sent_back.save")
    press(qtbot, page, "records.returned")
    press(qtbot, page, "returned.save")
    assert rows(page)[1][2] == "Returned"
    loan = maria.now.loans[0]
    assert (loan.courier, loan.slide_count, loan.returned_on) == ("FedEx", 12, date(2026, 11, 22))
    undo(page)
    assert rows(page)[1][2] == "Must go back by Jan 8"


def test_every_field_of_a_loan_can_be_mended(qtbot: QtBot, page: RecordsPage, maria: MariasCase) -> None:
    select(page, RecordKind.biopsy_slides)
    press(qtbot, page, "records.edit_loan")
    write(qtbot, page, "loan.stains", "H&E, CK7")
    write(qtbot, page, "loan.slide_count", "many")
    press(qtbot, page, "loan.save")
    assert "Enter a whole number like 3. We couldn't read “many”." in words_on(page.panel)
    write(qtbot, page, "loan.slide_count", "8")
    press(qtbot, page, "loan.save")
    assert (maria.now.loans[0].stains, maria.now.loans[0].slide_count) == ("H&E, CK7", 8)
