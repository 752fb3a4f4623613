"""The settings, lived through the window: each choice counts at once, is kept, and can be undone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit

from caseorg.domain.deadline import Goal
from caseorg.domain.letter import Letter, LetterKind
from caseorg.services import newer_rules
from caseorg.services.first_letter import Answers
from caseorg.services.letters import plan_of
from caseorg.services.own_address import own_address
from caseorg.services.settings import LockAfter, OpensWith, SettingsFile, SheetLanguage
from caseorg.services.workspace import Workspace
from caseorg.ui import text_size
from caseorg.ui.forms.inputs import SecretInput
from caseorg.ui.interview.page import InterviewPage
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.back_up import BackUpPage
from caseorg.ui.pages.change_password import ChangePasswordPage
from caseorg.ui.pages.coverage import CoveragePage
from caseorg.ui.pages.deadlines import DeadlinesPage
from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage
from caseorg.ui.pages.next_steps import NextStepsPage
from caseorg.ui.pages.plan_and_permissions import PlanAndPermissionsPage
from caseorg.ui.pages.questions import QuestionsPage
from caseorg.ui.pages.settings import SettingsPage
from tests.rules.newer_file import newer_file
from tests.ui.conftest import GivenFiles
from tests.ui.pages.cases import MakeWindow, find, front, maria, message, press, rows, texts, write

PAGES = (SettingsPage, NextStepsPage, CoveragePage, PlanAndPermissionsPage, QuestionsPage)


def choose(window: MainWindow, name: str, words: str) -> None:
    """Choose a line of a box as a person does."""
    box = find(front(window), f"settings.{name}")
    assert isinstance(box, QComboBox)
    at = box.findText(words)
    assert at >= 0, [box.itemText(each) for each in range(box.count())]
    box.setCurrentIndex(at)
    box.activated.emit(at)


def test_a_choice_counts_at_once_and_undo_takes_it_back_and_redo_makes_it_again(
    window: MakeWindow, look: Appearance
) -> None:
    shown = window(*PAGES)
    choose(shown, "text_size", "200%")
    assert text_size.percent() == 200
    choose(shown, "theme", "Dark")
    assert look.look.theme == "dark"
    choose(shown, "lock_after", "60 minutes")
    assert shown.preferences.settings.lock_after is LockAfter.minutes_60
    assert shown.commands.next_undo() == "Choose: Lock after"
    shown.do("undo")
    assert message(shown).startswith("Undone: Choose: Lock after")
    assert shown.preferences.settings.lock_after is LockAfter.never
    shown.do("undo")
    shown.do("undo")
    assert (text_size.percent(), look.look.theme) == (100, "light")
    box = find(front(shown), "settings.text_size")
    assert isinstance(box, QComboBox)
    assert box.currentText() == "100%"
    shown.do("redo")
    assert text_size.percent() == 200


def test_undo_of_a_choice_leaves_the_case_alone_and_the_other_way_round(
    workspace: Workspace, window: MakeWindow
) -> None:
    case_id = maria(workspace)
    shown = window(*PAGES, case_id=case_id)
    before = workspace.load_case(case_id)
    press(front(shown), "settings.lock_on_sleep")
    shown.do("undo")
    assert workspace.load_case(case_id) == before
    press(front(shown), "settings.lock_on_sleep")
    shown.go_to("next_steps")
    assert shown.commands.next_undo() == "Edit the plan"
    shown.do("undo")
    assert workspace.load_case(case_id) != before
    assert shown.preferences.settings.lock_on_sleep


def test_another_language_shows_at_once_on_the_same_page_and_can_be_undone(window: MakeWindow) -> None:
    shown = window(*PAGES)
    choose(shown, "language", "Español")
    assert isinstance(front(shown), SettingsPage)
    assert shown.appearance.look.language == "es"
    shown.do("undo")
    assert shown.appearance.look.language == "en"
    assert isinstance(front(shown), SettingsPage)


def test_choices_are_there_at_the_next_start(window: MakeWindow, tmp_path: Path) -> None:
    shown = window(*PAGES)
    press(front(shown), "settings.hide_id_numbers")
    choose(shown, "opens_with", "Last page")
    kept = SettingsFile(tmp_path).load()
    assert (kept.opens_with, kept.hide_id_numbers) == (OpensWith.last_page, False)
    assert shown.preferences.place_to_open(shown.page_name()) == {"page": "settings"}


def test_id_numbers_are_hidden_until_one_chooses_to_see_them(workspace: Workspace, window: MakeWindow) -> None:
    shown = window(*PAGES, case_id=maria(workspace))
    shown.go_to("plan_and_permissions")
    number = SecretInput(12)
    assert number.echoMode() == QLineEdit.EchoMode.Password
    shown.go_to("settings")
    press(front(shown), "settings.hide_id_numbers")
    assert number.echoMode() == QLineEdit.EchoMode.Normal
    shown.do("undo")
    assert number.echoMode() == QLineEdit.EchoMode.Password


def test_cards_leave_their_sources_out_where_one_does_not_want_to_see_them(
    workspace: Workspace, window: MakeWindow
) -> None:
    shown = window(*PAGES, case_id=maria(workspace))
    shown.go_to("coverage")
    assert "Source: 42 CFR" in texts(front(shown))
    shown.go_to("settings")
    press(front(shown), "settings.show_sources")
    shown.go_to("coverage")
    assert "Source: 42 CFR" not in texts(front(shown))
    assert "We still need to know" in texts(front(shown))


def test_own_sheets_start_in_large_print_where_one_chose_so(workspace: Workspace, window: MakeWindow) -> None:
    case_id = maria(workspace)
    shown = window(*PAGES, case_id=case_id)
    press(front(shown), "settings.large_print_copy")
    shown.go_to("questions")
    shown.do("print")
    assert [letter.large_print for letter in workspace.load_case(case_id).letters] == [True]


def test_every_set_of_rules_says_when_its_sources_were_last_checked(workspace: Workspace, window: MakeWindow) -> None:
    page = front(window(*PAGES))
    assert isinstance(page, SettingsPage)
    listed = {row[0]: row[1] for row in rows(page.rules)}
    days = [cite.checked_on for rule in workspace.library.rules.values() for cite in rule.cite]
    assert {"Medicare", "Medicare Advantage", "Plans from work (ERISA)"} <= set(listed)
    assert all(words for words in listed.values())
    assert max(days) <= date(2027, 12, 31)
    assert str(max(days).year) in listed["Medicare"]


def test_my_address_fills_a_new_first_letter_is_undone_and_stays_out_of_the_settings_file(
    workspace: Workspace, window: MakeWindow, tmp_path: Path
) -> None:
    shown = window(*PAGES, InterviewPage)
    page = front(shown)
    write(page, "settings.my_address", "12 Elm St, Dayton, OH 45402")
    write(page, "settings.my_phone", "937-555-0101")
    shown.go_to("interview")  # what is half typed is kept on leaving
    interview = front(shown)
    assert isinstance(interview, InterviewPage)
    assert interview.answers == Answers(address="12 Elm St, Dayton, OH 45402", phone="937-555-0101")
    assert "Elm" not in "".join(each.read_text(encoding="utf-8") for each in tmp_path.glob("*.json"))
    shown.go_to("settings")
    shown.do("undo")
    assert own_address(workspace) == {"my_address": "12 Elm St, Dayton, OH 45402", "my_phone": ""}


def test_sheets_start_in_the_chosen_language_and_letters_to_offices_stay_in_english(
    workspace: Workspace, window: MakeWindow
) -> None:
    case_id = maria(workspace)
    shown = window(*PAGES, LettersAndPacketsPage, case_id=case_id)
    choose(shown, "sheet_language", "Español")
    shown.go_to("letters_and_packets")
    page = front(shown)
    assert isinstance(page, LettersAndPacketsPage)
    page.start(LetterKind.question_sheet)
    page.start(LetterKind.fax_cover)
    languages = {each.kind: each.language for each in workspace.load_case(case_id).letters}
    assert languages == {LetterKind.question_sheet: "es", LetterKind.fax_cover: "en"}
    choices = [(SheetLanguage.screen, "en"), (SheetLanguage.screen, "es"), (SheetLanguage.both, "en")]
    assert [wanted.code(screen) for wanted, screen in choices] == ["en", "en+es", "en+es"]


def test_the_chosen_folder_is_the_first_that_a_backup_offers(
    workspace: Workspace, window: MakeWindow, files: GivenFiles, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    shown = window(*PAGES, BackUpPage, case_id=maria(workspace))
    files.answers = [folder]
    press(front(shown), "settings.backup_folder")
    assert str(folder) in texts(front(shown))
    shown.go_to("back_up")
    page = front(shown)
    assert isinstance(page, BackUpPage)
    assert page.where.itemText(0).startswith(str(folder))
    shown.go_to("settings")
    press(front(shown), "settings.backup_folder.clear")
    assert shown.preferences.settings.backup_folder == ""


def test_save_a_copy_asks_for_a_folder_and_makes_a_checked_copy(
    workspace: Workspace, window: MakeWindow, files: GivenFiles, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    shown = window(*PAGES, BackUpPage, case_id=maria(workspace))
    shown.do("save_copy")
    assert list(folder.iterdir()) == []
    files.answers = [folder]
    shown.do("save_copy")
    assert [each.suffix for each in folder.iterdir()] == [".caseorg"]
    assert "We opened the copy to check it" in texts(front(shown))


def test_fold_marks_and_full_titles_in_the_calendar_follow_the_choice(
    workspace: Workspace, window: MakeWindow, files: GivenFiles, tmp_path: Path
) -> None:
    case_id = maria(workspace)
    workspace.save(Goal(case_id=case_id, what="Ask Dr. Okafor", day=workspace.today() + timedelta(days=9)), "Add")
    shown = window(*PAGES, DeadlinesPage, case_id=case_id)
    assert workspace.fold_marks
    press(front(shown), "settings.fold_marks")
    letter = Letter(case_id=case_id, kind=LetterKind.records_request)
    assert not plan_of(workspace, letter).fold_marks
    press(front(shown), "settings.private_calendar_titles")
    target = tmp_path / "dates.ics"
    files.answers = [target]
    shown.do("calendar")
    assert "Ask Dr. Okafor" in target.read_text(encoding="utf-8")


def test_dates_in_fields_stand_as_one_chose_and_both_can_be_typed(workspace: Workspace, window: MakeWindow) -> None:
    case_id = maria(workspace)
    workspace.save(Goal(case_id=case_id, what="Rest", day=date(2026, 12, 8)), "Add")
    shown = window(SettingsPage, DeadlinesPage, case_id=case_id)

    def day_of_the_goal() -> str:
        goal = next(each for each in workspace.load_case(case_id).goals if each.what == "Rest")
        shown.go_to("deadlines", goal.id)
        shown.do("edit")
        field = find(front(shown), "goal.day")
        assert isinstance(field, QLineEdit)
        text = field.text()
        field.setText("12/9/2026" if "/" not in text else "Dec 10, 2026")
        field.textEdited.emit(field.text())
        press(front(shown), "goal.save")
        shown.go_to("settings")
        return text

    assert day_of_the_goal() == "12/8/2026"
    choose(shown, "date_shape", "Nov 22, 2026")
    assert day_of_the_goal() == "Dec 10, 2026"
    shown.do("undo")
    assert day_of_the_goal() == "12/9/2026"


def test_the_settings_lead_to_a_new_password_and_change_none(window: MakeWindow) -> None:
    shown = window(SettingsPage, ChangePasswordPage)
    press(front(shown), "settings.change_password")
    assert shown.page_name() == "change_password"


@pytest.mark.usefixtures("own_rules_again")
def test_newer_rules_from_a_file_count_at_once_and_undo_takes_them_back(
    window: MakeWindow, workspace: Workspace, files: GivenFiles, tmp_path: Path
) -> None:
    shown = window(*PAGES, case_id=maria(workspace))
    page = front(shown)
    assert "They came with Caseorg." in texts(page)
    try:
        files.answers = [newer_file(tmp_path / "rules.zip")]
        press(page, "settings.newer_rules")
        assert message(shown).startswith(f"Newer rules are in use: {len(workspace.library.rules)} rules")
        assert "Newer rules from a file are in use." in texts(page)
        assert workspace.library.rules["aca.appeal"].en.title == "Your first appeal, as of now"
        shown.do("undo")
        assert "They came with Caseorg." in texts(page)
        assert workspace.library.rules["aca.appeal"].en.title != "Your first appeal, as of now"
        shown.do("redo")
        press(page, "settings.newer_rules.back")
        assert newer_rules.chosen() == ""
        files.answers = [tmp_path / "none.zip"]
        press(page, "settings.newer_rules")
        assert "This is not a file of rules. Nothing was changed." in message(shown)
    finally:
        workspace.use_rules("")
