"""Help, the word list and what stands beside them, lived through the window; all of it without the internet."""

from __future__ import annotations

from pathlib import Path

import pytest
import textstat
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from caseorg.base import language, resources
from caseorg.domain.people import Patient
from caseorg.domain.plan import Plan, PlanKind
from caseorg.services.help_texts import has_help, help_text
from caseorg.services.licences import all_parts
from caseorg.services.makers_report import makers_report
from caseorg.services.settings import Settings
from caseorg.services.word_list import word_list
from caseorg.services.workspace import Workspace
from caseorg.ui.forms.inputs import TextInput
from caseorg.ui.look import Appearance
from caseorg.ui.pages import all_pages
from caseorg.ui.pages.about_pages import AboutInformationPage, AboutPage, LicencesPage, MakersReportPage
from caseorg.ui.pages.costs_and_calls import CostsAndCallsPage
from caseorg.ui.pages.deadlines import DeadlinesPage
from caseorg.ui.pages.help import HelpPage
from caseorg.ui.pages.human_help import HumanHelpPage
from caseorg.ui.pages.settings import SettingsPage
from caseorg.ui.pages.word_list import WordListPage
from caseorg.ui.widgets.help_parts import HelpPicture
from tests.builders import a_case, one_of_each
from tests.ui.conftest import GivenFiles
from tests.ui.pages.cases import MakeWindow, front, is_there, press, texts, write
from tests.ui.words_on_screen import spanish_ease

PAGES = (DeadlinesPage, HelpPage, WordListPage, HumanHelpPage, AboutInformationPage, AboutPage, MakersReportPage,
         SettingsPage)  # fmt: skip


def test_f1_opens_help_for_the_page_in_front_and_back_leads_there_again(
    workspace: Workspace, window: MakeWindow
) -> None:
    shown = window(*PAGES, case_id=a_case(workspace).id)
    QTest.keyClick(shown, Qt.Key.Key_F1)
    page = front(shown)
    assert isinstance(page, HelpPage)
    assert page.shown_title() == "Deadlines"
    assert "Fixed dates: missing one can cost you a right or money." in texts(page)
    press(page, "help.denials_and_appeals")
    assert "We count the days." in texts(page)
    assert "Fixed dates" not in texts(page)
    shown.go_back()
    assert isinstance(front(shown), DeadlinesPage)
    shown.go_to("help")
    press(front(shown), "help.to.word_list")
    assert isinstance(front(shown), WordListPage)


def test_the_manual_stands_in_help_with_its_steps_its_pictures_and_ways_on(
    window: MakeWindow, look: Appearance
) -> None:
    shown = window(*PAGES)
    shown.go_to("help")
    page = front(shown)
    press(page, "help.denied")
    assert page.shown_title() == "Your plan said no"  # type: ignore[attr-defined]
    assert "Open “Denials and appeals”, and press “Add a denial”." in texts(page)
    assert "2." in texts(page)
    picture, of_letter = page.findChildren(HelpPicture)
    assert of_letter.accessibleName().startswith("A letter on one side")
    assert picture.accessibleName() == "A denial with its last day, and the steps that come after it"
    assert picture.heightForWidth(400) > 100
    press(page, "help.next.dates")
    assert page.shown_title() == "Dates you can't miss"  # type: ignore[attr-defined]
    look.show(look.look.but(language="es"), remember=False)
    page = front(shown)
    press(page, "help.helpers")
    assert page.shown_title() == "Para quienes ayudan"  # type: ignore[attr-defined]
    assert "caseorg check Ana.caseorg" in texts(page)


def test_something_is_written_about_every_page_in_short_plain_words() -> None:
    pages = [page.name for page in all_pages()]
    assert [name for name in pages if not has_help(name)] == []
    hard = {}
    for name in [*pages, "start"]:
        grade = textstat.flesch_kincaid_grade(help_text(name).words.replace("\n", ".\n"))
        if grade > 8:
            hard[name] = grade
    assert hard == {}


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_help_calls_each_page_what_the_page_calls_itself(code: str) -> None:
    with language.in_language(code):
        for page in all_pages():
            assert language._(page.title).startswith(help_text(page.name).title), page.name


def test_spanish_help_says_the_same_in_plain_spanish() -> None:
    folder = resources.root() / "help"
    assert {path.name for path in (folder / "es").iterdir()} == {path.name for path in (folder / "en").iterdir()}
    hard, apart = {}, []
    for path in sorted((folder / "en").iterdir()):
        english = help_text(path.stem)
        with language.in_language("es"):
            spanish = help_text(path.stem)
        ease = spanish_ease(part.text for part in spanish.parts)
        if ease < 65:
            hard[path.stem] = ease
        if [part.kind for part in spanish.parts] != [part.kind for part in english.parts]:
            apart.append(path.stem)
    assert (hard, apart) == ({}, [])


def test_the_word_list_has_every_word_in_both_languages_and_narrows_as_one_types(
    window: MakeWindow, look: Appearance
) -> None:
    words = word_list()
    assert len(words) == 44
    assert all(len(each.in_words.en.meaning.split()) <= 22 for each in words)
    assert all(each.in_words.es.word and each.in_words.es.meaning for each in words)
    shown = window(WordListPage, HelpPage)
    page = front(shown)
    assert isinstance(page, WordListPage)
    write(page, "word_list.find", "deduc")
    assert page.list.texts()[0] == (
        "Deductible | What you pay each year before your plan starts to pay. | In Spanish: Deducible"
    )
    write(page, "word_list.find", "zebra")
    assert "No word in the list fits." in texts(page)
    look.show(look.look.but(language="es"), remember=False)
    page = front(shown)
    assert isinstance(page, WordListPage)
    assert any("In English: Deductible" in line or "Deductible" in line for line in page.list.texts())


def test_the_hard_words_of_a_page_are_explained_where_they_stand(workspace: Workspace, window: MakeWindow) -> None:
    shown = window(CostsAndCallsPage, WordListPage, case_id=a_case(workspace).id)
    page = front(shown)
    press(page, "words_here.balance_bill")
    assert "Balance bill: A bill for the part your plan did not pay to an outside doctor." in texts(page)
    press(page, "words_here.balance_bill")
    assert "A bill for the part" not in texts(page)
    press(page, "words_here.all")
    assert isinstance(front(shown), WordListPage)


def test_who_helps_depends_on_state_and_plan_and_nothing_unchecked_looks_checked(
    workspace: Workspace, window: MakeWindow
) -> None:
    case = a_case(workspace)
    shown = window(HumanHelpPage, case_id=case.id)
    page = front(shown)
    assert is_there(page, "human_help.ship")
    assert "its name shows here" in texts(page)
    with workspace.step("Add") as step:
        step.save(Patient(case_id=case.id, full_name="Luis", state="OH"))
        step.save(Plan(case_id=case.id, kind=PlanKind.employer))
    assert not is_there(page, "human_help.ship")
    assert is_there(page, "human_help.benefits_office")
    assert "Ohio Department of Insurance" in texts(page)
    assert "Not yet confirmed." in texts(page)  # the table of Ohio says that it is from memory
    workspace.save(workspace.load_case(case.id).patient.revised(state="CA"), "Edit")  # type: ignore[union-attr]
    assert "California Department of Insurance" in texts(page)


def test_our_information_leads_to_the_dates_of_the_rules_and_to_people(window: MakeWindow) -> None:
    shown = window(AboutInformationPage, SettingsPage, HumanHelpPage, AboutPage)
    assert "It is not a doctor, a lawyer or a health plan." in texts(front(shown))
    press(front(shown), "about.rules")
    assert isinstance(front(shown), SettingsPage)
    shown.do("about")
    assert "Apache License 2.0" in texts(front(shown))


def test_every_part_is_listed_with_its_version_and_its_licence_can_be_read(window: MakeWindow) -> None:
    shown = window(AboutPage, LicencesPage)
    press(front(shown), "about.licences")
    page = front(shown)
    assert isinstance(page, LicencesPage)
    model = page.list.model
    shown_rows = [model.row_at(model.index(at, 0)) for at in range(model.rowCount())]
    parts = {part.name: part for part in shown_rows}
    assert parts.keys() == {part.name for part in all_parts()}
    assert (parts["SQLCipher"].inside, parts["SQLCipher"].licence) == ("sqlcipher3", "BSD-3-Clause")
    page.list.opened.emit(parts["Leptonica"])
    text = page.panel.content()
    assert isinstance(text, TextInput)
    assert "Redistribution and use in source and binary forms" in text.toPlainText()
    page.panel.close_task()
    assert page.list.isVisible()


def test_the_report_for_the_makers_holds_nothing_a_person_typed_and_can_be_read_first(
    workspace: Workspace, window: MakeWindow, files: GivenFiles, tmp_path: Path
) -> None:
    case = a_case(workspace, "ZEBRA case")
    with workspace.step("Add one of each") as step:
        for record in one_of_each(case.id):
            step.save(record)
    shown = window(MakersReportPage, HelpPage, case_id=case.id)
    page = front(shown)
    assert isinstance(page, MakersReportPage)
    report = page.text.toPlainText()
    assert "Denial: 1" in report
    assert "ZEBRA" not in report
    assert "lock_after: never" in report
    files.answers = [tmp_path / "report.txt"]
    press(page, "makers_report.save")
    assert (tmp_path / "report.txt").read_text() == report
    assert (tmp_path / "report.txt").stat().st_mode & 0o077 == 0


def test_the_report_ends_with_the_last_lines_of_the_log(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "caseorg.log").write_text("\n".join(f"line {number}" for number in range(500)))
    report = makers_report(workspace, {}, Settings(), tmp_path)
    assert "Rules: as shipped" in report
    assert report.endswith("line 498\nline 499\n")
    assert "line 1\n" not in report


@pytest.mark.parametrize("name", ["../secret", "nothing_like_it", ""])
def test_a_page_without_a_text_gets_the_one_about_the_program(name: str) -> None:
    assert help_text(name).title == "How Caseorg works"
