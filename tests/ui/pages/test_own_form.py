"""An office's own form: chosen, looked over field by field, filled in, kept, and opened again to change it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from caseorg.domain.letter import LetterKind
from caseorg.services import documents, looking, own_forms
from caseorg.services.letters import pdf_of
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage
from caseorg.ui.pages.own_form import OwnFormPage
from caseorg.ui.widgets.choice import Choice
from tests.documents.test_covering import a_form, a_page
from tests.packets.reading import page_texts
from tests.services.test_own_forms import reissued
from tests.ui.pages.luis_case import LuisCase, luis_case
from tests.ui.pages.marias_case import press, words_on

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def luis(workspace: Workspace) -> LuisCase:
    return luis_case(workspace)


def choose(page: OwnFormPage, at: int, value: str) -> None:
    box = page.findChild(Choice, f"own_form.value.{at}")
    assert box is not None
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_a_form_is_filled_in_from_its_document_and_can_be_changed(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase
) -> None:
    workspace = luis.workspace
    looked = looking.look_at((looking.Brought("Release form.pdf", a_form()),))
    document = documents.add_documents(workspace, luis.id, looked).documents[0]
    shown = window(DocumentsPage, OwnFormPage, LettersAndPacketsPage, case_id=luis.id, size=(1280, 800))
    shown.go_to("documents", document.id)
    qtbot.wait(50)
    press(qtbot, shown.front(), "documents.own_form")
    page = shown.front()
    assert isinstance(page, OwnFormPage)
    qtbot.wait(50)
    assert "Luis M. Ortega" in words_on(page)
    choose(page, 2, "text:x")
    choose(page, 1, "coverage.member_id")
    press(qtbot, page, "own_form.make")
    assert isinstance(shown.front(), LettersAndPacketsPage)
    (letter,) = [one for one in luis.now.letters if one.kind is LetterKind.own_form]
    text = page_texts(pdf_of(workspace, letter))[0]
    assert "Luis M. Ortega" in text
    places = own_forms.places_of(luis.now.own_forms[0], own_forms.fields_of(workspace, document))
    assert [one.value for one in places] == ["patient.full_name", "coverage.member_id", "text:x"]
    press(qtbot, shown.front(), "letters.again")
    assert isinstance(shown.front(), OwnFormPage)


def test_a_form_without_fields_is_marked_by_hand(qtbot: QtBot, window: MakeWindow, luis: LuisCase) -> None:
    looked = looking.look_at((looking.Brought("Paper form.pdf", a_page()),))
    document = documents.add_documents(luis.workspace, luis.id, looked).documents[0]
    page = window(OwnFormPage, LettersAndPacketsPage, case_id=luis.id, size=(1280, 800)).front()
    assert isinstance(page, OwnFormPage)
    page.open_record(document.id)
    qtbot.wait(50)
    assert "Draw a box where something is to be typed" in words_on(page)
    press(qtbot, page, "own_form.page.add")
    choose(page, 0, "patient.full_name")
    (form,) = luis.now.own_forms
    (place,) = own_forms.places_of(form, ())
    assert place.value == "patient.full_name"


def test_a_newer_form_of_the_same_office_says_what_is_new_and_carries_the_request(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase
) -> None:
    workspace = luis.workspace

    def begun(name: str, *fields: str) -> OwnFormPage:
        looked = looking.look_at((looking.Brought(name, reissued(*fields)),))
        document = documents.add_documents(workspace, luis.id, looked).documents[0]
        page = window(OwnFormPage, LettersAndPacketsPage, case_id=luis.id, size=(1280, 800)).front()
        assert isinstance(page, OwnFormPage)
        own = own_forms.start_form(workspace, document, luis.hospital.id)
        page.open_record(own.id)
        qtbot.wait(50)
        return page

    page = begun("Release.pdf", "member", "name")
    choose(page, 1, "patient.full_name")
    assert page.about.currentText() == "Records, Riverside General"
    press(qtbot, page, "own_form.make")
    request = luis.now.requests[0]
    (letter,) = [one for one in luis.now.letters if one.kind is LetterKind.own_form]
    assert request.letter_id == letter.id
    page = begun("Release 2027.pdf", "name", "member", "city")
    notice = page.notice.text()
    assert notice.startswith("This office has a newer form.")
    assert notice.endswith("New: City.")
    assert "City, page 1: new in this form" in words_on(page)
    assert [one.value for one in page.places] == ["patient.full_name", "coverage.member_id", "patient.town"]
    press(qtbot, page, "own_form.make")
    kept = own_forms.places_of(luis.now.own_forms[-1], page._fields)
    assert not any(one.is_new for one in kept)
