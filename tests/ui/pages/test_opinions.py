"""Opinions side by side: the person says what is the same; the program judges nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from caseorg.documents.prepare import page_texts
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.opinion import Opinion, OpinionOrder, Sameness
from caseorg.services import opinions
from caseorg.services.letters import plan_of, write_pdf
from caseorg.services.workspace import Workspace
from caseorg.ui import paper
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage
from caseorg.ui.pages.opinion_forms import OpinionForm
from caseorg.ui.pages.opinions import OpinionsPage
from tests.builders import a_case
from tests.ui import checks
from tests.ui.conftest import PLAIN, GivenFiles
from tests.ui.pages.luis_case import LuisCase, luis_case, message, undo
from tests.ui.pages.marias_case import button, choose, press, words_on, write

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def luis(workspace: Workspace) -> LuisCase:
    luis = luis_case(workspace, with_papers=False)
    first = Opinion(
        case_id=luis.id, given_on=date(2026, 9, 3), diagnosis="Torn cartilage", recommends="Surgery, open",
        good_points="“Best chance”",
    )  # fmt: skip
    second = Opinion(
        case_id=luis.id, order=OpinionOrder.second, contact_id=luis.doctor.id, given_on=date(2026, 10, 18),
        diagnosis="Torn cartilage", recommends="Physical therapy first",
    )  # fmt: skip
    with workspace.step("Add opinions") as step:
        step.save(first)
        step.save(second)
    return luis


@pytest.fixture
def page(window: MakeWindow, luis: LuisCase) -> OpinionsPage:
    shown = window(OpinionsPage, LettersAndPacketsPage, case_id=luis.id, size=(1280, 800)).front()
    assert isinstance(shown, OpinionsPage)
    return shown


def rows(page: OpinionsPage) -> list[tuple[str, ...]]:
    assert page.table is not None
    model = page.table.model
    return [
        tuple(model.index(row, column).data() for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def select(qtbot: QtBot, page: OpinionsPage, field: str) -> None:
    assert page.table is not None
    page.table.select(field)
    qtbot.wait(1)


def second(luis: LuisCase) -> Opinion:
    return next(each for each in luis.now.opinions if each.order is OpinionOrder.second)


def test_an_empty_page_invites_to_add_the_first_opinion(qtbot: QtBot, window: MakeWindow, workspace: Workspace) -> None:
    case = a_case(workspace)
    page = window(OpinionsPage, case_id=case.id).front()
    assert "Put what each doctor said side by side." in words_on(page)
    press(qtbot, page, "opinions.empty.start")
    assert "Same diagnosis as the first?" not in words_on(page)
    write(qtbot, page, "opinion.diagnosis", "“A tear”")
    press(qtbot, page, "opinion.save")
    kept = workspace.load_case(case.id).opinions[0]
    assert (kept.order, kept.diagnosis) == (OpinionOrder.first, "“A tear”")
    press(qtbot, page, "opinions.add")
    assert "Same diagnosis as the first?" in words_on(page)
    press(qtbot, page, "opinion.save")
    assert {each.order for each in workspace.load_case(case.id).opinions} == {OpinionOrder.first, OpinionOrder.second}
    undo(page)
    assert len(workspace.load_case(case.id).opinions) == 1


def test_each_row_stands_side_by_side_and_is_spoken_whole(page: OpinionsPage) -> None:
    assert rows(page) == [
        ("Diagnosis", "Torn cartilage", "Torn cartilage", "Not marked yet"),
        ("Based on", "Not given", "Not given", "Ask"),
        ("Recommends", "Surgery, open", "Physical therapy first", "Not marked yet"),
        ("Other choices", "Not given", "Not given", "Ask"),
        ("Good points", "“Best chance”", "Not given", "Only one"),
        ("Hard points", "Not given", "Not given", "Ask"),
        ("If I wait", "Not given", "Not given", "Ask"),
        ("How sure", "Not given", "Not given", "Ask"),
        ("Next step, by", "Not given", "Not given", "Ask"),
        ("What it may cost", "Not given", "Not given", "Ask"),
    ]
    assert page.table is not None
    model = page.table.model
    spoken = model.data(model.index(2, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "Recommends, First opinion: Surgery, open, Second opinion: Physical therapy first, Not marked yet"
    )


def test_the_person_marks_what_is_the_same_and_can_take_it_back(
    qtbot: QtBot, page: OpinionsPage, luis: LuisCase
) -> None:
    select(qtbot, page, "diagnosis")
    press(qtbot, page, "opinions.mark.same")
    assert second(luis).same_diagnosis is Sameness.same
    assert rows(page)[0][3] == "Same"
    undo(page)
    assert second(luis).same_diagnosis is None
    press(qtbot, page, "opinions.mark.different")
    press(qtbot, page, "opinions.mark.different")
    assert second(luis).same_diagnosis is None


def test_once_they_differ_the_rules_for_a_third_opinion_are_shown(qtbot: QtBot, page: OpinionsPage) -> None:
    assert "third opinion" not in words_on(page.below)
    select(qtbot, page, "recommends")
    press(qtbot, page, "opinions.mark.different")
    assert "third opinion" in words_on(page.below)


def test_without_a_written_report_the_letter_that_asks_for_one_is_offered(
    qtbot: QtBot, page: OpinionsPage, luis: LuisCase
) -> None:
    assert "Ask for a written report. You'll need it for your plan or an appeal." in words_on(page.heads)
    press(qtbot, page, "opinions.second.ask_report")
    letter = luis.now.letters[0]
    assert (letter.kind, letter.to_contact_id) == (LetterKind.written_report, luis.doctor.id)
    assert page.window().page_name() == "letters_and_packets"


def test_a_question_that_this_raises_goes_to_questions(qtbot: QtBot, page: OpinionsPage, luis: LuisCase) -> None:
    press(qtbot, page, "opinions.add_question")
    press(qtbot, page, "raised.save")
    assert "Write your question." in words_on(page.panel)
    write(qtbot, page, "raised.text", "Why surgery?")
    press(qtbot, page, "raised.save")
    assert [each.text for each in luis.now.questions] == ["Why surgery?"]
    assert message(page) == "Your question is in Questions."


def test_doctor_and_report_can_be_chosen(qtbot: QtBot, page: OpinionsPage, luis: LuisCase) -> None:
    press(qtbot, page, "opinions.first.edit")
    choose(page, "opinion.contact_id", "Dr. Helen Brandt")
    press(qtbot, page, "opinion.save")
    first = next(each for each in luis.now.opinions if each.order is OpinionOrder.first)
    assert first.contact_id == luis.doctor.id


def test_every_field_of_an_opinion_stands_in_its_form() -> None:
    shown = {field for section in OpinionForm.sections for field in section.fields}
    own = {name for name in Opinion.model_fields if name not in Opinion.__mro__[1].model_fields}
    assert own == shown


def test_removing_an_opinion_can_be_undone(qtbot: QtBot, page: OpinionsPage, luis: LuisCase) -> None:
    press(qtbot, page, "opinions.second.remove")
    assert len(luis.now.opinions) == 1
    assert "Same?" not in [column.title for column in page.table.model.columns]
    undo(page)
    assert len(rows(page)[0]) == 4


@pytest.mark.parametrize("size", [100, 200])
def test_nothing_is_cut_off_and_narrow_rows_become_cards(
    qtbot: QtBot, window: MakeWindow, luis: LuisCase, look: Appearance, size: int
) -> None:
    long: UUID = second(luis).id
    luis.workspace.save(second(luis).revised(id=long, my_words='<b>&" ' * 50, recommends="Words " * 60), "Edit")
    look.show(PLAIN.but(text_size=size), remember=False)
    page = window(OpinionsPage, case_id=luis.id, size=(1024, 768)).front()
    assert (page.table.view() is page.table.cards) is (size == 200)
    for step in ("", "opinions.second.edit"):
        if step:
            press(qtbot, page, step)
        qtbot.wait(1)
        qtbot.waitUntil(lambda: checks.cut_off(page) == [], timeout=2_000)
        assert checks.unnamed_controls(page) == []
        assert checks.rich_labels(page) == []
    press(qtbot, page, "opinions.panel.back")
    assert button(page, "opinions.print").isVisible()


def test_the_page_side_by_side_is_saved_as_a_pdf_and_is_nothing_to_send(
    qtbot: QtBot, page: OpinionsPage, files: GivenFiles, tmp_path: Path
) -> None:
    files.answers.append(tmp_path / "side by side.pdf")
    press(qtbot, page, "opinions.save")
    assert "Physical therapy first" in " ".join(page_texts((tmp_path / "side by side.pdf").read_bytes()))
    assert message(page) == "Saved."


def test_a_printer_that_does_not_answer_loses_nothing_and_a_pdf_takes_its_place(
    qtbot: QtBot, page: OpinionsPage, files: GivenFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = QPrinter()
    broken.setOutputFileName(str(tmp_path / "no such folder" / "out.pdf"))
    monkeypatch.setattr(paper, "_printer", lambda: broken)
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: 1)
    press(qtbot, page, "opinions.print")
    assert message(page) == "The printer didn't answer. Your letter is safe."
    files.answers.append(tmp_path / "instead.pdf")
    bar = page.window().messages
    (instead,) = (one for one in bar.findChildren(QAbstractButton) if one.text() == "Save as PDF instead")
    qtbot.mouseClick(instead, Qt.MouseButton.LeftButton)
    assert (tmp_path / "instead.pdf").read_bytes().startswith(b"%PDF")


def test_every_row_can_be_marked_and_what_is_missing_can_be_asked(
    qtbot: QtBot, page: OpinionsPage, luis: LuisCase
) -> None:
    luis.workspace.save(second(luis).revised(good_points="Shorter stay"), "Edit an opinion")
    select(qtbot, page, "good_points")
    press(qtbot, page, "opinions.mark.different")
    assert second(luis).same_good_points is Sameness.different
    assert ("Good points", "“Best chance”", "Shorter stay", "Different") in rows(page)
    luis.workspace.save(second(luis).revised(how_sure="“Quite sure”"), "Edit an opinion")
    select(qtbot, page, "how_sure")
    press(qtbot, page, "opinions.ask.first")
    press(qtbot, page, "raised.save")
    assert [each.text for each in luis.now.questions] == ["How sure are you?"]


def test_what_matters_is_weighed_and_printed_and_nothing_is_added_up(
    qtbot: QtBot, page: OpinionsPage, luis: LuisCase
) -> None:
    press(qtbot, page, "opinions.matters.common0")
    press(qtbot, page, "opinions.matters.0.3")
    press(qtbot, page, "opinions.matters.add")
    write(qtbot, page, "priority.what", "Playing with my grandson")
    page.window().findChild(QWidget, "priority.weight.5").click()
    press(qtbot, page, "priority.save")
    assert [(each.what, each.weight) for each in opinions.priorities(luis.now)] == [
        ("Playing with my grandson", 5),
        ("Living longer", 3),
    ]
    assert "Living longer: 3 of 5" in words_on(page.below)
    assert "Living longer" not in opinions.not_yet_said(luis.now)
    sheet = Letter(case_id=luis.id, kind=LetterKind.comparison)
    paper = "\n".join(page_texts(write_pdf(plan_of(luis.workspace, sheet)).pdf, name="comparison"))
    assert "Playing with my grandson: 5 of 5" in " ".join(paper.split())
    press(qtbot, page, "opinions.matters.0.5")  # pressed again, it is taken back
    assert [each.weight for each in opinions.priorities(luis.now)] == [3, None]
    press(qtbot, page, "opinions.matters.1.remove")
    assert len(luis.now.priorities) == 1
    undo(page)
    assert len(luis.now.priorities) == 2


def test_the_card_about_a_third_opinion_names_its_source_and_leads_to_its_question(
    qtbot: QtBot, page: OpinionsPage, luis: LuisCase
) -> None:
    select(qtbot, page, "recommends")
    press(qtbot, page, "opinions.mark.different")
    words = words_on(page.below)
    # Two opinions lie here, so nobody is asked whether it would be the third.
    assert "Your plan's papers decide about a third opinion." in words
    assert "Is this your second or your third opinion?" not in words
    press(qtbot, page, "coverage.card.third_opinion.rule")
    assert "What would change this: What your plan says." in words_on(page.below)
