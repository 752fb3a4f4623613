"""One paper from the first look to the receipt, as a person lives it: stopped, mended, made, sent, proved, received."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from caseorg.domain.costs import Call
from caseorg.domain.denial import Appeal
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Sending, SendingWay
from caseorg.domain.loan import Loan
from caseorg.domain.people import Helper, HelperRole
from caseorg.domain.release import Release
from caseorg.domain.requests import Delivery, ItemStatus
from caseorg.domain.visit import Visit
from caseorg.services import letters, removal
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page
from caseorg.ui.pages.costs_and_calls import CostsAndCallsPage
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.pages.letter_making import LetterMaker
from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage
from caseorg.ui.pages.packet_builder import PacketBuilderPage
from caseorg.ui.pages.patient import PatientPage
from caseorg.ui.pages.people_and_places import PeopleAndPlacesPage
from caseorg.ui.pages.questions import QuestionsPage
from caseorg.ui.pages.records import RecordsPage
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.label import Label
from tests.journeys.tour import settle
from tests.packets.reading import page_texts
from tests.ui.conftest import GivenFiles
from tests.ui.pages.luis_case import LuisCase, luis_case, message
from tests.ui.pages.marias_case import button, choose, label, press, write

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def luis(workspace: Workspace) -> LuisCase:
    return luis_case(workspace, with_papers=False)


@pytest.fixture
def shown(window: MakeWindow, luis: LuisCase) -> MainWindow:
    pages = (LettersAndPacketsPage, PeopleAndPlacesPage, PatientPage, RecordsPage)
    return window(*pages, case_id=luis.id, size=(1280, 900))


def draft_of(luis: LuisCase, kind: LetterKind, about_id: object) -> Letter:
    draft = Letter.made(case_id=luis.id, kind=kind, about_id=about_id)
    luis.workspace.save(draft, "Start a letter")
    return draft


def writing(shown: MainWindow, draft: Letter) -> Page:
    """Lead to the draft, and return the page it is written on."""
    shown.go_to("letters_and_packets", draft.id)
    return shown.front()


def press_fix(qtbot: QtBot, page: Page, words: str) -> None:
    """Press the Fix of the finding with these words."""
    settle()
    (maker,) = (each for each in page.findChildren(LetterMaker) if each.isVisible())
    (link,) = (each for each in maker.check.findChildren(LinkButton) if words in each.accessibleName())
    qtbot.wait(50)
    press(qtbot, page, link.objectName())


def status_of(luis: LuisCase, draft: Letter) -> LetterStatus:
    (letter,) = (each for each in luis.now.letters if each.id == draft.id)
    return letter.status


def test_a_letter_straight_to_a_doctor_is_stopped_until_the_address_is_filled_in_and_then_goes_its_way(
    qtbot: QtBot, shown: MainWindow, luis: LuisCase, files: GivenFiles, tmp_path: Path
) -> None:
    workspace, request = luis.workspace, luis.now.requests[0]
    with workspace.step("Straight to the doctor") as step:
        step.save(request.revised(delivery=Delivery.another_doctor, deliver_to_id=luis.doctor.id, in_computer=True))
        step.save(luis.doctor.revised(address=""))
    draft = draft_of(luis, LetterKind.records_request, request.id)
    page = writing(shown, draft)
    missing = "No address, fax or email of the doctor who gets the records"
    assert label(page, "letters.must_fix") == f"Not valid without this: {missing}"
    assert button(page, "letters.make_it").accessibleName() == "Make the letter"
    press(qtbot, page, "letters.make_it")
    assert missing in message(page)
    assert status_of(luis, draft) is LetterStatus.draft
    focused = shown.focusWidget()
    assert isinstance(focused, LinkButton)
    assert missing in focused.accessibleName()
    # Fix leads into the very field of the very doctor.
    press_fix(qtbot, page, missing)
    people = shown.front()
    assert shown.page_name() == "people_and_places"
    assert shown.focusWidget().objectName() == "contact.address"
    write(qtbot, people, "contact.address", "400 Lake Road\nCleveland, OH 44114")
    press(qtbot, people, "contact.save")
    page = writing(shown, draft)
    press(qtbot, page, "letters.make_it")
    made = next(each for each in luis.now.letters if each.id == draft.id)
    assert made.status is LetterStatus.made
    assert {each.status for each in luis.now.items} == {ItemStatus.letter_made}
    # What is saved is what was made, to the byte.
    page = writing(shown, made)
    files.answers.append(tmp_path / "letter.pdf")
    press(qtbot, page, "letters.save")
    pdf = (tmp_path / "letter.pdf").read_bytes()
    assert hashlib.sha256(pdf).hexdigest() == made.pdf_sha256
    # It goes by certified mail; from that day it counts as asked.
    page = shown.front()
    press(qtbot, page, "letters.panel.back")
    press(qtbot, page, "letters.list.sent")
    choose(page, "i_sent_it.way", "Certified mail")
    write(qtbot, page, "i_sent_it.sent_to", "1 Hospital Drive, Columbus, OH 43210")
    write(qtbot, page, "i_sent_it.tracking", "9407 1118 9876 5432 1000 01")
    press(qtbot, page, "i_sent_it.save")
    (sending,) = luis.now.sendings
    assert (sending.way, sending.tracking) == (SendingWay.certified_mail, "9407 1118 9876 5432 1000 01")
    assert luis.now.requests[0].asked_on == date(2026, 11, 22)
    press(qtbot, page, "letters.list.received")
    write(qtbot, page, "they_got_it.said_by", "Return receipt, J. Ames")
    press(qtbot, page, "they_got_it.save")
    assert luis.now.requests[0].received_on == date(2026, 11, 22)
    # The certificate says what went, when, where, and who said that it came, with the fingerprint of those bytes.
    certificate = draft_of(luis, LetterKind.mailing_certificate, sending.id)
    page = writing(shown, certificate)
    press(qtbot, page, "letters.make_it")
    proof = next(each for each in luis.now.letters if each.id == certificate.id)
    text = " ".join(page_texts(letters.pdf_of(workspace, proof))[0].split())
    for words in ("9407 1118 9876 5432 1000 01", "1 Hospital Drive", "Return receipt, J. Ames", "November 22, 2026"):
        assert words in text
    assert made.pdf_sha256 in text.replace(" ", "")
    # The case changes; what was sent does not, and what is said now is another letter.
    workspace.save(luis.now.patient.revised(phone="614-555-0200"), "Edit patient")  # type: ignore[union-attr]
    kept = next(each for each in luis.now.letters if each.id == draft.id)
    assert letters.pdf_of(workspace, kept) == pdf
    page = writing(shown, kept)
    assert "614-555-0148" in kept.text
    press(qtbot, page, "letters.again")
    press(qtbot, shown.front(), "letters.make_it")
    (new,) = (each for each in luis.now.letters if each.replaces_id == kept.id)
    assert new.pdf_sha256 != kept.pdf_sha256
    assert "614-555-0200" in new.text
    assert letters.pdf_of(workspace, kept) == pdf


def test_an_authorization_without_what_the_law_wants_is_not_made_from_anywhere(
    qtbot: QtBot, shown: MainWindow, luis: LuisCase
) -> None:
    workspace = luis.workspace
    release = Release.made(
        case_id=luis.id, from_contact_id=luis.hospital.id, to_contact_id=luis.doctor.id, what="All records",
        purpose="At my request", expires_when="my second opinion is finished",
    )  # fmt: skip
    helper = Helper(case_id=luis.id, full_name="Ana Ortega", patient_can_sign=False, address="7 Birch Court\nErie, PA")
    with workspace.step("A helper signs") as step:
        step.save(release)
        step.save(helper)
    draft = draft_of(luis, LetterKind.authorization, release.id)
    page = writing(shown, draft)
    assert "Say what lets you sign for the patient" in label(page, "letters.must_fix")
    with pytest.raises(letters.IncompletePaperError) as stopped:
        letters.make_letter(workspace, draft)
    assert [one.check for one in stopped.value.missing] == ["AUTH-6a"]
    assert "Say what lets you sign for the patient" in str(stopped.value)
    press_fix(qtbot, page, "Say what lets you sign for the patient")
    assert shown.page_name() == "people_and_places"
    focused: QWidget | None = shown.focusWidget()
    assert focused is not None
    assert focused.objectName().startswith("helper.role")
    workspace.save(helper.revised(role=HelperRole.guardian), "Edit who helps")
    # A form whose day is over is void, and so is one without an end: the field where that is said is one press away.
    workspace.save(release.revised(expires_on=date(2026, 11, 1), expires_when=""), "Edit permission")
    page = writing(shown, draft)
    press(qtbot, page, "letters.make_it")
    assert status_of(luis, draft) is LetterStatus.draft
    press_fix(qtbot, page, "The day on which it ends is over")
    assert shown.page_name() == "patient"
    assert shown.focusWidget().objectName() == "release.expires_on"
    workspace.save(release.revised(expires_on=date(2027, 5, 1), expires_when=""), "Edit permission")
    page = writing(shown, draft)
    press(qtbot, page, "letters.make_it")
    assert status_of(luis, draft) is LetterStatus.made


def test_what_only_helps_the_office_warns_and_lets_pass(qtbot: QtBot, shown: MainWindow, luis: LuisCase) -> None:
    workspace = luis.workspace
    workspace.save(luis.now.patient.revised(date_of_birth=None, phone=""), "Edit patient")  # type: ignore[union-attr]
    draft = draft_of(luis, LetterKind.records_request, luis.now.requests[0].id)
    page = writing(shown, draft)
    settle()
    (_maker,) = (each for each in page.findChildren(LetterMaker) if each.isVisible())
    press(qtbot, page, "letters.make_it")
    assert status_of(luis, draft) is LetterStatus.made


def test_a_letter_made_by_one_button_shows_what_must_be_fixed_before_it_is_made_and_can_be_made_anyway(
    qtbot: QtBot, shown: MainWindow, luis: LuisCase
) -> None:
    assert luis.now.patient is not None
    removal.remove(luis.workspace, luis.id, luis.now.patient)
    shown.go_to("records", luis.now.items[0].id)
    press(qtbot, shown.front(), "records.make_letter")
    qtbot.waitUntil(lambda: shown.page_name() == "letters_and_packets")
    (draft,) = luis.now.letters
    page = shown.front()
    assert draft.status is LetterStatus.draft
    assert label(page, "letters.must_fix") == "To fix first: No patient name"
    assert "not made yet" in message(page)
    press(qtbot, page, "letters.make_it")
    assert status_of(luis, draft) is LetterStatus.made


def test_what_belongs_in_a_letter_stands_beside_it_and_follows_who_signs(shown: MainWindow, luis: LuisCase) -> None:
    appeal = Appeal(case_id=luis.id, denial_id=luis.denial.id)
    luis.workspace.save(appeal, "Appeal")
    page = writing(shown, draft_of(luis, LetterKind.appeal, appeal.id))
    said = words_in(page, "letters.needs")
    rule = next(each for each in luis.workspace.library.checklists if each.id == "erisa.appeal_letter")
    assert [rule.en.title, rule.en.text] == said[1:3]
    assert {f"• {item.en}" for item in rule.item} <= set(said)
    assert any(cite.place in words for cite in rule.cite for words in said), "and where that is written"

    request = luis.now.requests[0]
    page = writing(shown, draft_of(luis, LetterKind.records_request, request.id))
    before = words_in(page, "letters.needs")
    assert "Signing with a health power of attorney" not in before
    agent = Helper(case_id=luis.id, full_name="Ana Ortega", patient_can_sign=False, role=HelperRole.health_care_agent)
    luis.workspace.save(agent, "An agent signs")
    assert "Signing with a health power of attorney" in words_in(page, "letters.needs")


def test_fix_leads_into_the_very_field_of_a_visit_a_call_and_a_loan(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase
) -> None:
    shown = window(
        LettersAndPacketsPage, PeopleAndPlacesPage, RecordsPage, CostsAndCallsPage, case_id=luis.id, size=(1280, 900)
    )
    visit = Visit(case_id=luis.id, contact_id=luis.doctor.id, is_second_opinion=True)
    call = Call(case_id=luis.id, contact_id=luis.doctor.id)
    loan = Loan(case_id=luis.id, item_id=luis.now.items[0].id)
    for record in (visit, call, loan):
        luis.workspace.save(record, "Add")
    for kind, about, words, field in (
        (LetterKind.question_sheet, visit, "No date of the visit", "visit.day"),
        (LetterKind.call_confirmation, call, "what they said", "call.said"),
        (LetterKind.slide_loan, luis.now.requests[0], "No number from the pathology report", "loan.accession_number"),
    ):
        page = writing(shown, draft_of(luis, kind, about.id))
        press_fix(qtbot, page, words)
        assert shown.focusWidget().objectName() == field


def test_fix_of_a_thing_that_is_one_of_a_list_asks_for_it_and_that_of_a_sent_paper_opens_how_it_went(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase
) -> None:
    shown = window(
        LettersAndPacketsPage, PeopleAndPlacesPage, PatientPage, RecordsPage, CostsAndCallsPage, DocumentsPage,
        QuestionsPage, case_id=luis.id, size=(1280, 900),
    )  # fmt: skip
    page = writing(shown, draft_of(luis, LetterKind.expense_summary, None))
    press_fix(qtbot, page, "No bills in the case yet")
    assert shown.focusWidget().objectName() == "cost.what"
    page = writing(shown, draft_of(luis, LetterKind.medication_list, None))
    press_fix(qtbot, page, "No medicines")
    assert shown.focusWidget().objectName() == "medication.name"
    page = writing(shown, draft_of(luis, LetterKind.case_summary, None))
    press_fix(qtbot, page, "No allergies")
    assert shown.focusWidget().objectName() == "allergy.name"
    page = writing(shown, draft_of(luis, LetterKind.question_sheet, None))
    press_fix(qtbot, page, "No date of the visit")
    assert shown.page_name() == "questions"
    assert shown.focusWidget().objectName() == "visit.contact_id"
    # Who is chosen somewhere is chosen there: a new laboratory alone would not get the slides.
    loan = Loan(case_id=luis.id, item_id=luis.now.items[0].id, accession_number="S26-1")
    luis.workspace.save(loan, "Add a loan")
    page = writing(shown, draft_of(luis, LetterKind.slide_loan, luis.now.requests[0].id))
    press_fix(qtbot, page, "No laboratory to send the slides to")
    assert shown.focusWidget().objectName() == "loan.borrower_id"
    page = writing(shown, draft_of(luis, LetterKind.network_exception, None))
    press_fix(qtbot, page, "No calls to doctors")
    assert shown.front().panel.is_open()  # type: ignore[union-attr]
    assert shown.page_name() == "costs_and_calls"

    # A paper that went out without a word where to: the day and all that was said stand there, and are mended.
    draft = draft_of(luis, LetterKind.records_request, luis.now.requests[0].id)
    letter = letters.make_letter(luis.workspace, draft).letter
    luis.workspace.save(letter.revised(to_name=""), "A letter by hand")
    letter = next(one for one in luis.now.letters if one.id == letter.id)
    letters.mark_sent(luis.workspace, letter, Sending(case_id=luis.id, sent_on=date(2026, 11, 20), way=SendingWay.fax))
    (sending,) = luis.now.sendings
    page = writing(shown, draft_of(luis, LetterKind.mailing_certificate, sending.id))
    press_fix(qtbot, page, "No number or address that it went to")
    assert shown.focusWidget().objectName() == "i_sent_it.sent_to"
    page = shown.front()
    write(qtbot, page, "i_sent_it.sent_to", "614-555-0901")
    press(qtbot, page, "i_sent_it.save")
    (sending,) = luis.now.sendings
    assert (sending.sent_to, sending.sent_on, sending.way) == ("614-555-0901", date(2026, 11, 20), SendingWay.fax)


def test_fix_of_a_missing_exhibit_leads_to_its_box_in_the_packet_or_to_where_a_file_is_added(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    luis = luis_case(workspace)
    shown = window(LettersAndPacketsPage, PacketBuilderPage, DocumentsPage, case_id=luis.id, size=(1280, 900))
    appeal = Appeal(case_id=luis.id, denial_id=luis.denial.id)
    workspace.save(appeal, "Appeal")
    page = writing(shown, draft_of(luis, LetterKind.appeal, appeal.id))
    press_fix(qtbot, page, "The denial letter is not among the exhibits")
    assert shown.page_name() == "packet_builder"
    assert shown.focusWidget().objectName() == f"packet_builder.in.{luis.document('Denial letter').id}"
    builder = shown.front()
    assert isinstance(builder, PacketBuilderPage)
    (link,) = (one for one in builder.check.findChildren(LinkButton) if "No bill" in one.accessibleName())
    press(qtbot, builder, link.objectName())
    assert shown.page_name() == "documents"
    assert shown.focusWidget().objectName() == "documents.add"


def test_a_case_has_one_patient_and_no_second_one_is_offered(shown: MainWindow, luis: LuisCase) -> None:
    shown.go_to("patient")
    page = shown.front()
    assert not words_on_buttons(page, "Add the patient")
    assert luis.now.patient is not None
    removal.remove(luis.workspace, luis.id, luis.now.patient)
    assert words_on_buttons(page, "Add the patient")


def words_on_buttons(page: Page, words: str) -> list[str]:
    """Return the buttons in sight that say these words."""
    return [one.objectName() for one in page.findChildren(Button) if one.isVisible() and one.words() == words]


def words_in(page: Page, name: str) -> list[str]:
    """Return the lines of a card, as far as it is in sight."""
    settle()
    cards = [each for each in page.findChildren(QWidget, name) if each.isVisible()]
    return [each.text() for card in cards for each in card.findChildren(Label) if each.isVisible()]
