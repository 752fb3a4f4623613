"""Letters and packets: making one, what it says, how it went out, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from caseorg.base import language
from caseorg.documents.prepare import page_texts
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, SendingWay
from caseorg.domain.requests import ItemStatus
from caseorg.packets.kinds import KINDS
from caseorg.packets.plan import Level
from caseorg.services import letter_facts, letters
from caseorg.services.workspace import Workspace
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.denials_and_appeals import DenialsAndAppealsPage
from caseorg.ui.pages.letter_making import LetterMaker
from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage
from caseorg.ui.pages.notes import NotesPage
from caseorg.ui.pages.own_words import OwnWords
from caseorg.ui.widgets.label import Label
from tests.builders import a_case
from tests.ui import checks
from tests.ui.conftest import PLAIN, GivenFiles
from tests.ui.pages.luis_case import LuisCase, luis_case, message, records_letter, undo
from tests.ui.pages.marias_case import button, choose, field, label, press, words_on, write

MakeWindow = Callable[..., MainWindow]
PAUSE_MS = 350


@pytest.fixture
def luis(workspace: Workspace) -> LuisCase:
    return luis_case(workspace, with_papers=False)


@pytest.fixture
def page(window: MakeWindow, luis: LuisCase) -> LettersAndPacketsPage:
    shown = window(LettersAndPacketsPage, DenialsAndAppealsPage, case_id=luis.id, size=(1024, 768)).front()
    assert isinstance(shown, LettersAndPacketsPage)
    return shown


def rows(page: LettersAndPacketsPage) -> list[tuple[str, ...]]:
    model = page.list.model
    return [
        tuple(model.index(row, column).data() for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def maker(page: LettersAndPacketsPage) -> LetterMaker:
    content = page.panel.content()
    assert isinstance(content, LetterMaker)
    return content


def start(qtbot: QtBot, page: LettersAndPacketsPage, kind: LetterKind) -> LetterMaker:
    press(qtbot, page, "letters.make")
    press(qtbot, page, f"letters.kind.{kind.value}")
    return maker(page)


def words(of: LetterMaker, box: str) -> QPlainTextEdit:
    there = of.words.editor(box).target()
    assert isinstance(there, QPlainTextEdit)
    return there


def test_without_a_letter_the_page_invites_to_make_one(window: MakeWindow, workspace: Workspace) -> None:
    page = window(LettersAndPacketsPage, case_id=a_case(workspace).id).front()
    assert "Letters you make are kept here." in words_on(page)
    assert not page.list.isVisible()


def test_letters_that_make_sense_now_come_first(qtbot: QtBot, page: LettersAndPacketsPage) -> None:
    press(qtbot, page, "letters.make")
    shown = words_on(page.panel)
    now, everything = shown.index("These make sense now"), shown.index("Records, scans and slides")
    buttons = [each.objectName() for each in page.panel.content()._buttons]
    assert now < everything
    assert buttons.index("letters.kind.appeal") < buttons.index("letters.kind.records_request")
    assert sorted(buttons) == sorted(f"letters.kind.{kind.value}" for kind in KINDS), "each once, under what it is for"


def test_the_preview_follows_the_persons_own_words_and_says_what_the_pdf_says(
    qtbot: QtBot, page: LettersAndPacketsPage, luis: LuisCase
) -> None:
    making = start(qtbot, page, LetterKind.appeal)
    press(qtbot, page, "letters.draft.as_text")
    naughty = 'No one could, <b>&" said ' + "Z" * 300
    words(making, "why_wrong").setPlainText(naughty)
    qtbot.wait(PAUSE_MS)
    shown = making.live.preview.text.toPlainText()
    assert '<b>&"' in shown
    assert luis.now.appeals[0].why_wrong == naughty
    press(qtbot, page, "letters.make_it")
    made = next(each for each in luis.now.letters if each.kind is LetterKind.appeal)
    pdf = letters.pdf_of(luis.workspace, made)
    assert page_texts(pdf)[0].split() == shown.split()
    assert "Z" * 40 in "".join("".join(page_texts(pdf)).split())


def test_a_made_letter_is_not_called_sent_and_can_be_undone(
    qtbot: QtBot, page: LettersAndPacketsPage, luis: LuisCase
) -> None:
    start(qtbot, page, LetterKind.appeal)
    press(qtbot, page, "letters.make_it")
    assert message(page) == "Your letter is ready. It is not sent yet."
    assert "Made, not sent" in words_on(page.panel)
    undo(page)
    assert luis.now.letters[0].status is LetterStatus.draft
    assert not page.panel.is_open()
    assert rows(page)[0][3].startswith("Draft")


def test_what_is_missing_is_said_on_the_first_line_and_does_not_block(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    luis = luis_case(workspace, claim_number="", with_papers=False)
    page = window(LettersAndPacketsPage, DenialsAndAppealsPage, case_id=luis.id).front()
    making = start(qtbot, page, LetterKind.appeal)
    assert label(page, "letters.must_fix") == "To fix first: No claim or reference number"
    assert making.check.sentences(Level.must_fix) == ["No claim or reference number"]
    assert button(page, "letters.make_it").text() == "Make it anyway"
    press(qtbot, page, "letters.make_it")
    assert luis.now.letters[0].status is LetterStatus.made


def test_fix_leads_to_the_page_that_mends_it(qtbot: QtBot, window: MakeWindow, workspace: Workspace) -> None:
    luis = luis_case(workspace, claim_number="", with_papers=False)
    shown = window(LettersAndPacketsPage, DenialsAndAppealsPage, case_id=luis.id)
    start(qtbot, shown.front(), LetterKind.appeal)
    press(qtbot, shown, "letters.check.fix.0")
    assert shown.page_name() == "denials_and_appeals"


def test_a_draft_says_how_much_is_missing_and_goes_on_where_it_was(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    luis = luis_case(workspace, claim_number="", with_papers=False)
    page = window(LettersAndPacketsPage, case_id=luis.id).front()
    making = start(qtbot, page, LetterKind.appeal)
    words(making, "what_we_ask").setPlainText("Pay it.")
    press(qtbot, page, "letters.panel.back")
    missing = len(making.check.sentences(Level.must_fix)) + len(making.check.sentences(Level.good_to_have))
    assert rows(page)[0][3] == f"Draft, {missing} things missing"
    press(qtbot, page, "letters.open")
    assert words(maker(page), "what_we_ask").toPlainText() == "Pay it."


def test_a_starter_sentence_is_put_into_its_box(qtbot: QtBot, page: LettersAndPacketsPage, luis: LuisCase) -> None:
    making = start(qtbot, page, LetterKind.appeal)
    press(qtbot, page, "letters.words.start.what_we_ask")
    qtbot.wait(PAUSE_MS)
    assert luis.now.appeals[0].what_we_ask == "Please pay this claim at the in-network rate."
    assert words(making, "what_we_ask").hasFocus()
    assert not making.findChild(OwnWords)._places[2].starter.isVisible()


def test_undo_takes_back_what_was_written(qtbot: QtBot, page: LettersAndPacketsPage, luis: LuisCase) -> None:
    making = start(qtbot, page, LetterKind.appeal)
    words(making, "why_wrong").setPlainText("Something")
    qtbot.wait(PAUSE_MS)
    undo(page)
    assert luis.now.appeals[0].why_wrong == ""
    assert words(making, "why_wrong").toPlainText() == ""


def test_to_whom_it_goes_can_be_chosen(qtbot: QtBot, page: LettersAndPacketsPage, luis: LuisCase) -> None:
    start(qtbot, page, LetterKind.appeal)
    choose(page, "letters.to", "Dr. Helen Brandt")
    assert luis.now.letters[0].to_contact_id == luis.doctor.id
    press(qtbot, page, "letters.make_it")
    assert "400 Lake Road" in luis.now.letters[0].text


def test_a_sheet_the_person_keeps_prints_in_both_languages_and_is_never_to_be_sent(
    qtbot: QtBot, page: LettersAndPacketsPage, luis: LuisCase
) -> None:
    start(qtbot, page, LetterKind.call_script)
    choose(page, "letters.language", "English, with Spanish under each line")
    press(qtbot, page, "letters.large_print")
    press(qtbot, page, "letters.make_it")
    made = luis.now.letters[0]
    assert (made.language, made.large_print) == (letter_facts.BOTH_LANGUAGES, True)
    assert "Yours to keep" in words_on(page.panel)
    assert "I sent it" not in words_on(page.panel)


def test_i_sent_it_asks_how_when_and_where_and_the_list_says_so(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    luis = luis_case(workspace, with_papers=False)
    letter = records_letter(luis)
    page = window(LettersAndPacketsPage, case_id=luis.id).front()
    assert rows(page) == [("Nov 22", "Records request", "Medical Records, Riverside General", "Made, not sent")]
    press(qtbot, page, "letters.list.sent")
    choose(page, "i_sent_it.way", "Fax")
    write(qtbot, page, "i_sent_it.sent_to", "614-555-0901")
    write(qtbot, page, "i_sent_it.tracking", "page 4412")
    press(qtbot, page, "i_sent_it.save")
    sent = luis.now.sendings[0]
    assert (sent.way, sent.sent_on, sent.letter_id) == (SendingWay.fax, date(2026, 11, 22), letter.id)
    assert rows(page)[0][3] == "Sent Nov 22 by fax"
    assert luis.now.items[0].status is ItemStatus.asked
    press(qtbot, page, "letters.list.received")
    write(qtbot, page, "they_got_it.said_by", "Ms. Hall")
    press(qtbot, page, "they_got_it.save")
    assert rows(page)[0][3] == "They got it"
    assert luis.now.sendings[0].confirmed_by == "Ms. Hall"
    press(qtbot, page, "letters.open")
    assert "614-555-0901" in words_on(page.panel)
    assert "Ms. Hall" in words_on(page.panel)
    undo(page)
    assert rows(page)[0][3] == "Sent Nov 22 by fax"


def test_the_row_is_spoken_in_one_sentence(window: MakeWindow, workspace: Workspace) -> None:
    luis = luis_case(workspace, with_papers=False)
    records_letter(luis)
    model = window(LettersAndPacketsPage, case_id=luis.id).front().list.model
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Records request, Medical Records, Riverside General, Made, not sent, Nov 22, 2026"


def test_a_made_letter_is_saved_byte_for_byte_and_making_it_again_leaves_it_as_it_was(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, files: GivenFiles, tmp_path: Path
) -> None:
    luis = luis_case(workspace, with_papers=False)
    letter = records_letter(luis)
    page = window(LettersAndPacketsPage, case_id=luis.id).front()
    press(qtbot, page, "letters.open")
    files.answers.append(tmp_path / "letter.pdf")
    press(qtbot, page, "letters.save")
    assert letters.is_unchanged(letter, (tmp_path / "letter.pdf").read_bytes())
    assert message(page) == "Saved. It is not sent yet."
    press(qtbot, page, "letters.again")
    choose(page, "letters.to", "Dr. Helen Brandt")
    press(qtbot, page, "letters.make_it")
    old, new = (next(each for each in luis.now.letters if (each.id == letter.id) is is_old) for is_old in (True, False))
    assert (old, new.replaces_id) == (letter, letter.id)
    press(qtbot, page, "letters.panel.back")
    assert {row[3] for row in rows(page)} == {"Made, not sent", "Not sent, a newer one is made"}


def test_a_letter_for_somebody_without_caseorg_is_saved_with_a_password_that_is_shown_once(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, look: Appearance, files: GivenFiles, tmp_path: Path
) -> None:
    luis = luis_case(workspace, with_papers=False)
    records_letter(luis)
    shown = window(LettersAndPacketsPage, NotesPage, case_id=luis.id)
    page = shown.front()
    press(qtbot, page, "letters.open")
    files.answers.append(tmp_path / "papers.pdf")
    press(qtbot, page, "letters.save_locked")
    password = page.findChild(QLabel, "letters.locked.password")
    words = password.text()
    assert len(words.split()) == 5
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(tmp_path / "papers.pdf")
    with pikepdf.open(tmp_path / "papers.pdf", password=words) as opened:
        assert len(opened.pages) == 1
    look.show(PLAIN.but(language="es"), remember=False)
    qtbot.wait(1)
    password = shown.front().findChild(QLabel, "letters.locked.password")
    assert password.text() == words
    assert "por teléfono" in shown.front().findChild(QLabel, "letters.locked.words").text()
    shown.go_to("notes")
    shown.go_back()
    assert password.text() == "", "it was left"


def test_a_letter_is_saved_as_plain_text_with_the_words_that_are_on_its_pages(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, files: GivenFiles, tmp_path: Path
) -> None:
    luis = luis_case(workspace, with_papers=False)
    records_letter(luis)
    page = window(LettersAndPacketsPage, case_id=luis.id).front()
    press(qtbot, page, "letters.open")
    target = tmp_path / "letter.txt"
    files.answers.append(target)
    press(qtbot, page, "letters.save_text")
    text = target.read_text(encoding="utf-8")
    assert text.index("Luis M. Ortega") < text.index("What I need") < text.index("Thank you,")
    assert "Saved." in message(page)


def test_a_large_print_copy_is_made_only_while_it_would_say_the_same(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, files: GivenFiles, tmp_path: Path
) -> None:
    luis = luis_case(workspace, with_papers=False)
    letter = records_letter(luis)
    page = window(LettersAndPacketsPage, case_id=luis.id).front()
    press(qtbot, page, "letters.open")
    files.answers.append(tmp_path / "large.pdf")
    press(qtbot, page, "letters.large_copy")
    large = (tmp_path / "large.pdf").read_bytes()
    assert not letters.is_unchanged(letter, large)
    assert page_texts(large)[0].split()[:3] == ["Luis", "M.", "Ortega"]
    patient = luis.now.patient
    assert patient is not None
    luis.workspace.save(patient.revised(phone="614-555-7777"), "Edit")
    files.answers.append(tmp_path / "other.pdf")
    press(qtbot, page, "letters.large_copy")
    assert not (tmp_path / "other.pdf").exists()
    assert "Something has changed in your case" in message(page)


def test_removing_a_letter_can_be_undone(qtbot: QtBot, window: MakeWindow, workspace: Workspace) -> None:
    luis = luis_case(workspace, with_papers=False)
    records_letter(luis)
    page = window(LettersAndPacketsPage, case_id=luis.id).front()
    press(qtbot, page, "letters.list.remove")
    assert rows(page) == []
    undo(page)
    assert len(rows(page)) == 1


def test_on_a_spanish_screen_the_letter_is_told_in_spanish(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace
) -> None:
    luis = luis_case(workspace, with_papers=False)
    with language.in_language("es"):
        page = window(LettersAndPacketsPage, case_id=luis.id).front()
        making = start(qtbot, page, LetterKind.appeal)
        assert "pide a su plan que cambie su decisión" in words_on(making.summary)
        assert "11 de mayo de 2027" in words_on(making.summary)
        assert "Re: Appeal of denial" in making.live.made().plan.papers[0].blocks[0].spans[0].text
        offered = [each.text() for each in making.words.findChildren(Label)]
        assert "Puede empezar con: “Please pay this claim at the in-network rate.”" in offered
        assert any("Les pido que paguen este reclamo con la tarifa de la red." in words for words in offered)
        press(qtbot, page, "letters.words.start.what_we_ask")
        making.words.keep_now()
        assert [each.what_we_ask for each in luis.now.appeals] == ["Please pay this claim at the in-network rate."]


def test_the_menu_starts_an_appeal_and_leads_to_the_denial_first_where_there_is_none(
    window: MakeWindow, workspace: Workspace
) -> None:
    case = a_case(workspace)
    shown = window(LettersAndPacketsPage, DenialsAndAppealsPage, case_id=case.id)
    shown.do("appeal")
    assert shown.page_name() == "denials_and_appeals"
    assert field(shown, "denial.what").isVisible()
    assert "First add the letter in which your plan said no" in shown.messages.text()
    luis = luis_case(workspace, with_papers=False)
    shown.show_case(luis.id)
    shown.do("appeal")
    assert isinstance(shown.front().panel.content(), LetterMaker)
    assert [each.kind for each in luis.now.letters] == [LetterKind.appeal]


@pytest.mark.parametrize("size", [100, 200])
def test_nothing_is_cut_off_and_everything_has_a_name(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, look: Appearance, size: int
) -> None:
    luis = luis_case(workspace, with_papers=False)
    luis.workspace.save(Letter(case_id=luis.id, kind=LetterKind.appeal, title="T" * 300), "x")
    look.show(PLAIN.but(text_size=size), remember=False)
    shown = window(LettersAndPacketsPage, case_id=luis.id, size=(1024, 768))
    page = shown.front()
    for step in ("", "letters.make", "letters.kind.appeal", "letters.make_it"):
        if step:
            press(qtbot, page, step)
        qtbot.wait(1)
        qtbot.waitUntil(lambda: checks.cut_off(page) == [], timeout=2_000)
        assert checks.unnamed_controls(page) == []
        assert checks.rich_labels(page) == []
