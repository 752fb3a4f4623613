"""Records: what is needed from whom, how far each thing is, and what happens when a button is pressed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from caseorg.domain.costs import Call
from caseorg.domain.document import Document
from caseorg.domain.letter import LetterKind, LetterStatus, Sending
from caseorg.domain.requests import ItemStatus, RecordKind
from caseorg.services.late_ladder import rungs
from caseorg.services.letters import make_letter, mark_sent
from caseorg.services.workspace import Workspace
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.records import RecordsPage
from tests.builders import a_case
from tests.ui import checks
from tests.ui.conftest import PLAIN, GivenFiles
from tests.ui.pages.marias_case import (
    MariasCase,
    button,
    choose,
    field,
    label,
    marias_case,
    offered,
    press,
    words_on,
    write,
)
from tests.ui.pages.records_rows import message, rows, select, spoken_rows, undo

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    return marias_case(workspace)


@pytest.fixture
def page(window: MakeWindow, maria: MariasCase) -> RecordsPage:
    shown = window(RecordsPage, case_id=maria.id, size=(1024, 768)).front()
    assert isinstance(shown, RecordsPage)
    return shown


# What is shown


def test_a_late_answer_says_late_with_the_day_it_was_due(page: RecordsPage) -> None:
    assert rows(page) == [
        ("Scan report", "Riverside General", "Late", "Sat, Nov 14"),
        ("Biopsy slides", "Riverside General", "Asked Nov 18", "Wed, Nov 25"),
    ]
    assert label(page, "records.in_hand") == "0 of 2 in hand."
    assert spoken_rows(page)[0] == "Scan report, Riverside General, Late, next date Sat, Nov 14, 2026"


def test_the_late_one_is_opened_first_with_a_call_as_its_main_button(page: RecordsPage) -> None:
    shown = words_on(page.detail)
    assert "Asked on Oct 15. Their answer was due by Nov 14." in shown
    assert button(page, "records.log_call").property("kind") == "main"


def test_how_we_counted_shows_the_start_the_days_and_the_rule(qtbot: QtBot, page: RecordsPage) -> None:
    press(qtbot, page, "records.counted")
    shown = words_on(page.detail)
    assert "Thu, Oct 15, 2026" in shown
    assert "30 days" in shown
    assert "164.524" in shown
    assert page.window().focusWidget() is button(page, "records.counted")


def test_for_slides_the_page_says_that_no_rule_sets_a_day(page: RecordsPage) -> None:
    select(page, RecordKind.biopsy_slides)
    assert "No rule sets a day for this. We'll remind you to check in a week." in words_on(page.detail)
    assert "S26-11823" in words_on(page.detail)


def test_names_are_shown_letter_by_letter_whatever_is_in_them(
    window: MakeWindow, workspace: Workspace, maria: MariasCase
) -> None:
    odd = '<b>Ospital & "Nguyễn" مستشفى 🏥</b> ' + "long " * 60
    workspace.save(maria.hospital.revised(name=odd), "Name")
    workspace.save(maria.scan_report.revised(what="<i>CT</i> & chest"), "What")
    page = window(RecordsPage, case_id=maria.id, size=(1024, 768)).front()
    assert isinstance(page, RecordsPage)
    assert rows(page)[0][0] == "Scan report: <i>CT</i> & chest"
    assert rows(page)[0][1] == odd.strip()
    assert odd.strip() in words_on(page.detail)
    assert checks.rich_labels(page) == []


# Starting and asking


def test_an_empty_list_is_an_invitation_that_starts_the_list(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    page = window(RecordsPage, case_id=a_case(workspace).id).front()
    assert isinstance(page, RecordsPage)
    assert "Make a list of what the second doctor needs. We start it for you." in words_on(page)
    assert not page.list.isVisible()
    press(qtbot, page, "records.empty.start")
    assert page.panel.is_open()
    qtbot.keyClick(page.panel, Qt.Key.Key_Escape)
    assert page.list.isVisible()
    assert {row[0] for row in rows(page)} >= {"Pathology report", "Biopsy slides", "Medicine list"}
    assert {row[2] for row in rows(page)} == {"Not asked yet"}
    undo(page)
    assert page.empty.isVisible()


def test_asking_a_new_hospital_makes_one_letter_for_each_desk(
    qtbot: QtBot, page: RecordsPage, maria: MariasCase
) -> None:
    press(qtbot, page, "records.ask")
    choose(page, "ask.office", "Another office...")
    write(qtbot, page, "ask.name", "Hillside Clinic")
    write(qtbot, page, "ask.address", "1 Hill Road\nDayton, OH 45405")
    press(qtbot, page, "ask.wanted.more")
    press(qtbot, page, "ask.wanted.visit_notes")
    write(qtbot, page, "ask.wanted.visit_notes.detail", "Visits with Dr. Lee")
    press(qtbot, page, "ask.wanted.imaging_study")
    assert label(page, "ask.note") == "We'll make 2 letters, to: Scan files office (image library), Records office."
    press(qtbot, page, "ask.save")
    letters = maria.now.letters
    assert {letter.kind for letter in letters} == {LetterKind.records_request, LetterKind.scan_request}
    assert all(letter.status is LetterStatus.made for letter in letters)
    assert message(page) == "2 letters are ready. They are not sent yet."
    new = [row for row in rows(page) if row[1] == "Hillside Clinic"]
    assert {row[2] for row in new} == {"Letter made, not sent"}
    assert not page.panel.is_open()


def test_asking_nobody_for_nothing_says_both_and_keeps_what_was_typed(qtbot: QtBot, page: RecordsPage) -> None:
    press(qtbot, page, "records.ask")
    choose(page, "ask.office", "Another office...")
    write(qtbot, page, "ask.fax", "937-555-0000")
    press(qtbot, page, "ask.save")
    assert "Choose at least one kind of record." in words_on(page.panel)
    press(qtbot, page, "ask.wanted.more")
    press(qtbot, page, "ask.wanted.visit_notes")
    press(qtbot, page, "ask.save")
    assert "Enter the hospital, clinic or doctor." in words_on(page.panel)
    assert page.window().windowTitle().startswith("Error:")
    assert field(page, "ask.fax").text() == "937-555-0000"
    qtbot.keyClick(page.panel, Qt.Key.Key_Escape)
    assert not page.window().windowTitle().startswith("Error:")


def test_what_is_half_asked_is_still_there_after_leaving(qtbot: QtBot, page: RecordsPage) -> None:
    press(qtbot, page, "records.ask")
    choose(page, "ask.office", "Another office...")
    write(qtbot, page, "ask.name", "Hillside Cli")
    press(qtbot, page, "ask.wanted.more")
    press(qtbot, page, "ask.wanted.operation_report")
    qtbot.keyClick(page.panel, Qt.Key.Key_Escape)
    press(qtbot, page, "records.ask")
    assert field(page, "ask.name").text() == "Hillside Cli"
    assert button(page, "ask.wanted.operation_report").isChecked()


def test_a_letter_is_asked_only_once_it_was_sent(qtbot: QtBot, page: RecordsPage, maria: MariasCase) -> None:
    press(qtbot, page, "records.ask")
    choose(page, "ask.office", "Riverside General")
    press(qtbot, page, "ask.wanted.more")
    press(qtbot, page, "ask.wanted.lab_results")
    press(qtbot, page, "ask.save")
    select(page, RecordKind.lab_results)
    assert "The letter is made. It is not sent yet." in words_on(page.detail)
    press(qtbot, page, "records.i_sent_it")
    choose(page, "i_sent_it.way", "Fax")
    write(qtbot, page, "i_sent_it.sent_on", "11/20/2026")
    write(qtbot, page, "i_sent_it.sent_to", "937-555-0199")
    press(qtbot, page, "i_sent_it.save")
    line = next(row for row in rows(page) if row[0] == "Test and lab results")
    assert line[2:] == ("Asked Nov 20", "Sun, Dec 20")
    shown = words_on(page.detail)
    assert "Asked on Nov 20 by fax. They have until Dec 20 to answer." in shown
    assert "Nov 20, 2026: sent by fax to 937-555-0199" in shown


# What happens


def test_it_came_with_its_file_and_can_be_undone(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, maria: MariasCase
) -> None:
    workspace.save(Document(case_id=maria.id, name="CT report"), "Add")
    page = window(RecordsPage, case_id=maria.id).front()
    assert isinstance(page, RecordsPage)
    press(qtbot, page, "records.it_came")
    choose(page, "it_came.document_id", "CT report")
    press(qtbot, page, "it_came.save")
    assert rows(page)[0][2] == "Got it"
    assert label(page, "records.in_hand").startswith("1 of 2 in hand.")
    assert button(page, "records.open_file").isVisible()
    assert maria.now.documents[0].answers_item_id == maria.scan_report.id
    press(qtbot, page.window(), "message.act")
    assert rows(page)[0][2] == "Late"


def test_a_file_that_came_is_picked_where_it_is_asked_for(
    qtbot: QtBot, page: RecordsPage, maria: MariasCase, files: GivenFiles, tmp_path: Path
) -> None:
    came = tmp_path / "CT report.txt"
    came.write_text("No change since May.", encoding="utf-8")
    press(qtbot, page, "records.it_came")
    files.answers = [came]
    press(qtbot, page, "it_came.pick")
    qtbot.waitUntil(lambda: field(page, "it_came.document_id").currentText() == "CT report", timeout=10_000)
    press(qtbot, page, "it_came.save")
    assert rows(page)[0][2] == "Got it"
    document = maria.now.documents[0]
    assert (document.id, document.answers_item_id) == (maria.now.items[0].document_id, maria.scan_report.id)


def test_what_is_late_has_its_steps_and_what_was_done_is_behind(
    qtbot: QtBot, page: RecordsPage, maria: MariasCase
) -> None:
    request = maria.now.requests[0]
    assert [rung.is_done for rung in rungs(maria.now, request)] == [False] * 4
    call = Call(case_id=maria.id, contact_id=request.contact_id, at=maria.workspace.now(), said="Next week")
    maria.workspace.save(call, "Log a call")
    assert "Done: Call them." in words_on(page.detail)
    press(qtbot, page, "records.follow_up")
    letter = maria.now.letters[-1]
    assert "Done: Send a follow-up letter." not in words_on(page.detail)  # made is not sent
    mark_sent(maria.workspace, letter, Sending(case_id=maria.id, sent_on=maria.workspace.today()))
    again = maria.now.requests[-1]
    assert [rung.is_done for rung in rungs(maria.now, again)] == [True, True, False, False]


def test_some_of_it_came(qtbot: QtBot, page: RecordsPage) -> None:
    press(qtbot, page, "records.it_came")
    press(qtbot, page, "it_came.all_of_it.some")
    press(qtbot, page, "it_came.save")
    assert rows(page)[0][2] == "Some came"
    assert button(page, "records.it_came").text().replace("&", "") == "The rest came"


def test_a_day_that_cannot_be_read_is_named_and_nothing_is_saved(
    qtbot: QtBot, page: RecordsPage, maria: MariasCase
) -> None:
    press(qtbot, page, "records.it_came")
    write(qtbot, page, "it_came.day", "22nd novemver")
    press(qtbot, page, "it_came.save")
    assert "Enter a date like 11/22/2026. We couldn't read “22nd novemver”." in words_on(page.panel)
    assert page.window().windowTitle().startswith("Error:")
    assert maria.now.items[0].status is ItemStatus.asked
    assert field(page, "it_came.day").text() == "22nd novemver"


def test_they_said_no_leads_on_in_three_ways(qtbot: QtBot, page: RecordsPage, maria: MariasCase) -> None:
    press(qtbot, page, "records.they_said_no")
    write(qtbot, page, "they_said_no.said", "We only keep them for two years.")
    press(qtbot, page, "they_said_no.save")
    shown = words_on(page.detail)
    assert rows(page)[0][2] == "They said no"
    assert "They said: “We only keep them for two years.”" in shown
    assert "Ask your own doctor's office for the same record. They may have a copy." in shown
    assert "You can complain to the office named in their letter, or to the government." in shown
    press(qtbot, page, "records.ask_doctor")
    assert field(page, "ask.office").currentText() == "Dr. Anil Patel"
    assert button(page, f"ask.wanted.{maria.scan_report.id}").isChecked()
    qtbot.keyClick(page.panel, Qt.Key.Key_Escape)
    press(qtbot, page, "records.ask_why")
    letter = maria.now.letters[-1]
    assert (letter.kind, letter.about_id) == (LetterKind.written_denial, maria.scan_report.request_id)
    made = make_letter(page.context.workspace, letter).letter
    assert "I was told: “We only keep them for two years.”" in made.text
    assert "What you will not send, and on what ground" in made.text
    # The letter is about the request and is not the request: its days stay, and it is still refused.
    assert rows(page)[0][2] == "They said no"


def test_a_follow_up_letter_names_what_is_still_missing(qtbot: QtBot, page: RecordsPage, maria: MariasCase) -> None:
    press(qtbot, page, "records.follow_up")
    letter = maria.now.letters[-1]
    assert letter.kind is LetterKind.follow_up
    assert "October 15, 2026" in letter.text
    assert message(page) == "Your letter is ready. It is not sent yet."


def test_half_typed_words_of_a_no_are_there_when_one_comes_back(qtbot: QtBot, page: RecordsPage) -> None:
    press(qtbot, page, "records.they_said_no")
    write(qtbot, page, "they_said_no.said", "They say the scanner is")
    press(qtbot, page, "records.panel.back")
    assert page.window().focusWidget() is button(page, "records.they_said_no")
    press(qtbot, page, "records.they_said_no")
    assert field(page, "they_said_no.said").toPlainText() == "They say the scanner is"


def test_asked_already_counts_from_the_day_that_is_said(qtbot: QtBot, page: RecordsPage, maria: MariasCase) -> None:
    press(qtbot, page, "records.add")
    choose(page, "requested_item.kind", "Operation report")
    choose(page, "requested_item.contact_id", "Dr. Anil Patel")
    press(qtbot, page, "requested_item.save")
    select(page, RecordKind.operation_report)
    press(qtbot, page, "records.i_asked")
    write(qtbot, page, "i_asked.day", "Nov 5")
    press(qtbot, page, "i_asked.save")
    line = next(row for row in rows(page) if row[0] == "Operation report")
    assert line == ("Operation report", "Dr. Anil Patel", "Asked Nov 5", "Sat, Dec 5")


def test_not_needed_is_neither_open_nor_counted(qtbot: QtBot, page: RecordsPage) -> None:
    page.add_one()
    choose(page, "requested_item.kind", "Treatment plan")
    press(qtbot, page, "requested_item.save")
    select(page, RecordKind.treatment_plan)
    press(qtbot, page, "records.not_needed")
    assert next(row for row in rows(page) if row[0] == "Treatment plan")[2] == "Not needed"
    assert label(page, "records.in_hand").startswith("0 of 2")
    press(qtbot, page, "records.needed")
    assert next(row for row in rows(page) if row[0] == "Treatment plan")[2] == "Not asked yet"
    # What was asked for can be given up, too, and then nobody's answer is waited for.
    press(qtbot, page, "records.i_asked")
    press(qtbot, page, "i_asked.save")
    press(qtbot, page, "records.not_needed")
    assert next(row for row in rows(page) if row[0] == "Treatment plan")[2:] == ("Not needed", "")


# The list


def test_removing_takes_the_loan_along_and_undo_brings_both_back(
    qtbot: QtBot, page: RecordsPage, maria: MariasCase
) -> None:
    select(page, RecordKind.biopsy_slides)
    page.list.view().setFocus()
    page.window().do("remove")
    assert [row[0] for row in rows(page)] == ["Scan report"]
    assert maria.now.loans == ()
    assert message(page) == "“Biopsy slides” and 1 thing that belongs to it are in Recently removed for 30 days."
    undo(page)
    assert len(rows(page)) == 2
    assert len(maria.now.loans) == 1


def test_edit_by_key_opens_the_sheet_and_escape_comes_back(qtbot: QtBot, page: RecordsPage) -> None:
    page.list.view().setFocus()
    page.window().do("edit")
    assert field(page, "requested_item.kind").currentText() == "Scan report"
    write(qtbot, page, "requested_item.body_part", "Chest")
    qtbot.keyClick(field(page, "requested_item.body_part"), Qt.Key.Key_Escape)
    assert page.list.isVisible()
    assert page.window().focusWidget() is page.list.view()


def test_the_request_itself_can_be_mended_and_the_date_follows(qtbot: QtBot, page: RecordsPage) -> None:
    press(qtbot, page, "records.edit_request")
    assert "Dr. Anil Patel" in offered(page, "records_request.contact_id")
    write(qtbot, page, "records_request.asked_on", "11/10/2026")
    press(qtbot, page, "records_request.save")
    assert rows(page)[0][2:] == ("Asked Nov 10", "Thu, Dec 10")


def test_another_page_leads_to_one_row(page: RecordsPage, maria: MariasCase) -> None:
    page.open_record(maria.slides.id)
    assert page.detail.accessibleName().startswith("Biopsy slides")
    page.open_record(maria.scan_report.request_id or maria.id)
    assert page.detail.accessibleName().startswith("Scan report")


@pytest.mark.parametrize("text_size", [100, 200])
def test_nothing_is_cut_off_or_unnamed(qtbot: QtBot, page: RecordsPage, look: Appearance, text_size: int) -> None:
    look.show(PLAIN.but(text_size=text_size), remember=False)
    qtbot.wait(50)
    for open_it in (lambda: None, lambda: select(page, RecordKind.biopsy_slides), page.ask, page.edit):
        page.panel.close_task()
        open_it()
        qtbot.wait(50)
        qtbot.waitUntil(lambda: checks.cut_off(page) == [])
        assert checks.unnamed_controls(page) == []
        assert checks.controls_without_object_name(page) == []
        assert checks.rich_labels(page) == []
        assert checks.small_targets(page) == []
