"""Where the further letters start: records, denials, the patient, calls; and a finding that leads to its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from PySide6.QtWidgets import QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from caseorg.domain.costs import Call
from caseorg.domain.denial import Denial
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.plan import Plan, PlanKind
from caseorg.domain.release import Release, ReleaseCovers
from caseorg.packets.kinds import KINDS
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from caseorg.ui.pages.letter_making import LetterMaker
from caseorg.ui.widgets.button import LinkButton
from tests.ui.pages.marias_case import MariasCase, button, marias_case, press, words_on

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    return marias_case(workspace)


@pytest.fixture
def shown(window: MakeWindow, maria: MariasCase) -> MainWindow:
    return window(*all_pages(), case_id=maria.id, size=(1024, 768))


def at(shown: MainWindow, page: str) -> QWidget:
    """Go to a page and return it."""
    shown.go_to(page)
    return shown.front()


def started(shown: MainWindow, maria: MariasCase) -> Letter:
    """Return the letter that is being written, which is on show."""
    maker = shown.front().findChild(LetterMaker)
    assert maker is not None
    assert maker.letter == maria.now.letters[-1]
    return maker.letter


def test_every_kind_of_letter_can_be_chosen_and_says_what_it_does(qtbot: QtBot, shown: MainWindow) -> None:
    page = at(shown, "letters_and_packets")
    press(qtbot, page, "letters.make")
    for kind in KINDS:
        there = button(page, f"letters.kind.{kind.value}")
        assert there.accessibleDescription().endswith("."), kind


def test_a_late_request_offers_the_privacy_officer_and_both_complaints(
    qtbot: QtBot, shown: MainWindow, maria: MariasCase
) -> None:
    for kind in (LetterKind.overdue, LetterKind.privacy_complaint, LetterKind.blocking_complaint):
        press(qtbot, at(shown, "records"), f"records.letter.{kind.value}")
        letter = started(shown, maria)
        assert (letter.kind, letter.about_id) == (kind, maria.scan_report.request_id)


def test_glass_offers_the_form_that_goes_with_a_loan_and_no_complaint(
    qtbot: QtBot, shown: MainWindow, maria: MariasCase
) -> None:
    page = at(shown, "records")
    page.list.select(maria.slides.id)  # type: ignore[attr-defined]
    names = {each.objectName() for each in page.findChildren(QWidget) if each.isVisible()}
    assert {name for name in names if name.startswith("records.letter.")} == {"records.letter.authorization"}
    press(qtbot, page, "records.letter.authorization")
    release = maria.now.releases[0]
    assert started(shown, maria).about_id == release.id
    assert release.from_contact_id == maria.hospital.id


def test_a_finding_leads_to_the_field_it_is_about(qtbot: QtBot, shown: MainWindow, maria: MariasCase) -> None:
    request = maria.now.requests[0]
    draft = Letter.made(case_id=maria.id, kind=LetterKind.records_request, about_id=request.id)
    maria.workspace.save(draft, "Start a letter")
    shown.go_to("letters_and_packets", draft.id)
    page = shown.front()
    checks = page.findChild(LetterMaker).check
    (fix,) = (each for each in checks.findChildren(LinkButton) if "mental health" in each.accessibleName())
    qtbot.wait(50)
    press(qtbot, page, fix.objectName())
    assert shown.front().objectName() == "records"
    assert shown.focusWidget().objectName().startswith("records_request.sensitive")


def test_a_permission_makes_its_form_and_is_taken_back(qtbot: QtBot, shown: MainWindow, maria: MariasCase) -> None:
    release = Release.made(case_id=maria.id, from_contact_id=maria.hospital.id, covers=ReleaseCovers.substance_use)
    maria.workspace.save(release, "Add a permission")
    for name, kind in (("form", LetterKind.part_2_consent), ("revoke", LetterKind.revocation)):
        page = at(shown, "patient")
        page.groups["releases"].table.select(release.id)  # type: ignore[attr-defined]
        press(qtbot, page, f"patient.releases.{name}")
        letter = started(shown, maria)
        assert (letter.kind, letter.about_id) == (kind, release.id)


def test_the_check_of_a_denial_letter_is_marked_and_written_about(
    qtbot: QtBot, shown: MainWindow, maria: MariasCase
) -> None:
    with maria.workspace.step("Denied") as step:
        step.save(Plan(case_id=maria.id, name="Medicare", kind=PlanKind.medicare))
        step.save(Denial(case_id=maria.id, what="Second opinion", notice_date=date(2026, 11, 12)))
    page = at(shown, "denials_and_appeals")
    assert not button(page, "denials.notice.write").isEnabled()
    assert "42 CFR 405.921(a)(2)" in words_on(page)
    box = button(page, "denials.notice.redetermination")
    assert isinstance(box, QCheckBox)
    press(qtbot, page, "denials.notice.redetermination")
    assert maria.now.denials[0].not_in_notice == ("redetermination",)
    press(qtbot, page, "denials.notice.write")
    assert started(shown, maria).kind is LetterKind.notice_gaps
    for kind in (LetterKind.claim_file, LetterKind.insurance_complaint):
        press(qtbot, at(shown, "denials_and_appeals"), f"denials.letter.{kind.value}")
        assert started(shown, maria).kind is kind


def test_a_call_is_confirmed_in_writing(qtbot: QtBot, shown: MainWindow, maria: MariasCase) -> None:
    call = Call(case_id=maria.id, with_whom="Blue River", said="It is covered.", at=datetime(2026, 11, 20, tzinfo=UTC))
    maria.workspace.save(call, "Log a call")
    shown.go_to("costs_and_calls", call.id)
    press(qtbot, shown.front(), "calls.confirm")
    letter = started(shown, maria)
    assert (letter.kind, letter.about_id) == (LetterKind.call_confirmation, call.id)
