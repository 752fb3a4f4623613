"""The first days: what was said is kept, the safety question waits, and the doctor is told without fear."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from caseorg.documents.prepare import page_texts
from caseorg.domain.case import Case
from caseorg.domain.letter import LetterKind
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import new_salt, seal_with
from caseorg.ui.remembered import KnownFile, Remembered
from tests.journeys.counted import Counted

Start = Callable[..., Counted]
Moment = Callable[..., Counted]


def test_1_what_was_said_is_kept_and_how_long_to_wait_is_the_first_question(person: Start) -> None:
    maria = person(Counted)
    maria.begin()
    maria.press("Start")
    maria.type("interview.patient_name", "Maria R. Santos")
    maria.type("interview.date_of_birth", "3/14/1958")
    maria.press("Continue")
    maria.type("interview.holder_name", "Riverside General Hospital")
    for _step in range(3):
        maria.press("Continue")
    maria.press("Make the letter")
    for _screen in range(3):  # nothing has to be done tonight
        maria.press("Later")
    assert maria.program.main is not None
    assert maria.program.main.page_name() == "next_steps"
    maria.begin()
    maria.press("What were you told? Write it down before it fades.")
    assert len(maria.presses) == 1
    maria.type("told.words", "A small lung cancer, upper left. Surgery in 4 weeks.")
    maria.type("told.told_on", "yesterday")
    maria.press("Save and continue")
    maria.press("Later")
    case = maria.workspace.load_case(maria.workspace.store.case_lines()[0].case_id)
    assert case.diagnoses[0].told == "A small lung cancer, upper left. Surgery in 4 weeks."
    assert str(case.diagnoses[0].told_on) == "2026-11-21"
    assert not maria.sees("What were you told? Write it down before it fades.")
    # The wrong day is taken away, not left blank.
    maria.command("What were you told")
    maria.press("Remove “When”")
    assert maria.workspace.load_case(case.case.id).diagnoses[0].told_on is None
    maria.press("Later")
    maria.press("Later")
    maria.begin()
    maria.turn_to("Questions")
    assert maria.presses == ["Questions"]  # 1
    assert maria.sees("1. How long is it safe to wait before I decide?")


def test_2_a_half_page_note_tells_the_doctor_that_a_second_opinion_is_wanted(moment: Moment) -> None:
    maria = moment("Maria's lung biopsy")
    maria.turn_to("Letters and packets")
    maria.press("Make a letter")
    maria.press("Note to my doctor")
    assert maria.presses == ["Letters and packets", "Make a letter", "Note to my doctor"]  # 3
    maria.press("Use this sentence")
    maria.press("Make the letter")
    letter = maria.case().letters[-1]
    assert (letter.kind, letter.page_count) == (LetterKind.tell_my_doctor, 1)
    note = " ".join(page_texts(maria.workspace.bytes_of(letter.pdf_sha256))[0].split())
    assert "I would like to have a second opinion before I decide what to do." in note
    assert "1. How long is it safe for me to wait before I decide?" in note
    assert "I have a second opinion" not in note  # she has none yet
    assert "Lung cancer" not in note


def test_18_a_checked_copy_is_kept_and_the_case_is_put_away(person: Start, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "My case.caseorg"
    workspace = Workspace(CaseFile.create(path, seal_with("", new_salt())))
    workspace.save(Case(title="Maria's lung biopsy"), "New case")
    workspace.close()
    (tmp_path / "settings").mkdir(exist_ok=True)
    Remembered(tmp_path / "settings").add_case_file(KnownFile(path, without_password=True))
    stick = tmp_path / "stick"
    stick.mkdir()
    maria = person(Counted)
    qtbot.waitUntil(lambda: maria.program.main is not None, timeout=30_000)
    maria.window.resize(1280, 800)
    maria.begin()
    maria.press("No backup yet")
    maria.answers_file_dialog(stick)
    maria.press("Back up now")
    assert maria.presses == ["No backup yet", "Back up now"]  # 2
    assert maria.sees("We opened the copy to check it: 1 case")
    assert [each.suffix for each in stick.iterdir()] == [".caseorg"]
    maria.turn_to("Next steps")
    maria.begin()
    maria.command("Put this case away")
    assert maria.presses == ["menu", "Put this case away"]  # 2
    assert maria.sees("The case is put away.")
    assert maria.sees("Put away (1)")
