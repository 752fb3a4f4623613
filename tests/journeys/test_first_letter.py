"""From Welcome to a letter that could be posted, a locked file, and a plan: the first evening."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from caseorg.documents.prepare import page_texts
from caseorg.domain.case import Case
from caseorg.domain.plan import PlanKind, PlanNetwork
from caseorg.domain.requests import ItemStatus
from caseorg.ui import paper
from caseorg.ui.remembered import Look
from tests.journeys.counted import Counted
from tests.journeys.person import Person

Start = Callable[..., Person]


def test_a_new_user_leaves_the_interview_with_letters_to_sign(person: Start, tmp_path: Path) -> None:
    maria = person(Counted)
    assert maria.title == "Caseorg"
    maria.begin()
    maria.answers_the_interview()
    assert maria.sees("3 letters are ready. They are not sent yet.")
    assert maria.button("Records request, Medical Records, Riverside General Hospital").isChecked()
    maria.answers_file_dialog(tmp_path / "letter.pdf")
    maria.press("Save as PDF")
    assert len(maria.inputs) <= 12, maria.inputs  # the count of 4.5
    assert len(maria.presses) <= 7, maria.presses
    assert maria.sees("Saved. It is not sent yet.")
    text = " ".join(page_texts((tmp_path / "letter.pdf").read_bytes())[0].split())
    for words in (
        "Maria R. Santos",
        "March 14, 1958",
        "Riverside General Hospital",
        "45 CFR 164.524",
        "Pathology report",
    ):
        assert words in text
    assert "slides" not in text
    # Each desk gets a letter of its own.
    maria.press("Slide loan request, Pathology Department, Riverside General Hospital")
    assert maria.button("Slide loan request, Pathology Department, Riverside General Hospital").isChecked()
    assert not maria.button("Records request, Medical Records, Riverside General Hospital").isChecked()
    maria.answers_file_dialog(tmp_path / "slides.pdf")
    maria.press("Save as PDF")
    slides = " ".join(page_texts((tmp_path / "slides.pdf").read_bytes())[0].split())
    assert "164.524" not in slides
    snapshot = maria.workspace.load_case(maria.workspace.store.case_lines()[0].case_id)
    assert {item.status for item in snapshot.items if item.request_id} == {ItemStatus.letter_made}


def test_the_whole_first_case_ends_locked_with_the_note_and_the_plan(
    person: Start, tmp_path: Path, today: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    maria = person(Counted)
    maria.begin()
    maria.answers_the_interview()
    maria.answers_file_dialog(tmp_path / "letter.pdf")
    maria.press("Save as PDF")
    maria.press("Keep this private")
    locked = tmp_path / "Maria.caseorg"
    maria.answers_file_dialog(locked)
    maria.press_named("keep_private.choose")
    maria.type("keep_private.password", "green kettle sunday train")
    maria.type("keep_private.again", "green kettle sunday tram")
    maria.press("Lock my file")
    assert maria.sees("The two passwords are not the same. Use Show to see them.")
    assert maria.title.startswith("Error:")
    maria.type("keep_private.again", "green kettle sunday train")
    maria.press("Lock my file")
    assert maria.sees("Your file is locked. Write this code on paper.")
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "sheet.pdf"))
    monkeypatch.setattr(paper, "_printer", lambda: printer)
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: 1)
    maria.press("Print a sheet with it...")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert maria.sees("Your file is locked. Write this code on paper.")  # paper can jam
    maria.press("I wrote it down")
    assert maria.sees("What were you told?")
    maria.type("told.words", "A small lung cancer, upper left. Surgery in 4 weeks.")
    maria.type("told.told_on", "yesterday")
    maria.press("Save and continue")
    maria.press("Medicare Advantage")
    maria.press("HMO")
    maria.press("Save and continue")
    assert maria.program.main is not None
    assert maria.program.main.page_name() == "next_steps"
    snapshot = maria.workspace.load_case(maria.workspace.store.case_lines()[0].case_id)
    assert (snapshot.plans[0].kind, snapshot.plans[0].network) == (PlanKind.medicare_advantage, PlanNetwork.hmo)
    assert snapshot.diagnoses[0].told == "A small lung cancer, upper left. Surgery in 4 weeks."
    # The letters lie on the desk: the first page says so before it speaks of anything else, and opens them.
    assert maria.sees("Send your letter: Records request")
    maria.press("Open the letter")
    assert maria.program.main.page_name() == "letters_and_packets"
    assert maria.sees("Made, not sent")
    assert any("safe to wait" in question.text for question in snapshot.questions)
    maria.program.leave()
    # The next evening only the password opens it.
    again = person(open_file=locked)
    again.type("locked.password", "green kettle")
    again.press("Open")
    assert again.sees("That password didn't open the file. Check Caps Lock.")
    again.type("locked.password", "green kettle sunday train")
    again.press("Open")
    assert again.workspace.load_case(snapshot.case.id) == snapshot


def test_the_button_below_the_code_is_in_sight_at_twice_the_text_size(person: Start, tmp_path: Path) -> None:
    maria = person()
    maria.answers_the_interview()
    maria.program.appearance.show(Look(theme="light", text_size=200), remember=False)
    maria.window.resize(1024, 768)
    maria.press("Keep this private")
    maria.type("keep_private.password", "green kettle sunday train")
    maria.type("keep_private.again", "green kettle sunday train")
    maria.press("Lock my file")
    written = maria.button("I wrote it down")
    assert written.visibleRegion().boundingRect() == written.rect()


def test_who_puts_the_password_off_finds_the_way_back_to_it(person: Start, tmp_path: Path) -> None:
    maria = person()
    maria.answers_the_interview()
    maria.press("Later")
    maria.type("told.words", "A small lung cancer.")
    maria.press("Save and continue")
    maria.press("Later")
    assert maria.sees("This file has no password yet. Anyone who uses this computer can read it.")
    assert not maria.sees("Make a safe copy")  # of a file that anyone can read; one thing after the other
    maria.press("Keep this private")
    maria.type("keep_private.password", "green kettle sunday train")
    maria.type("keep_private.again", "green kettle sunday train")
    maria.press("Lock my file")
    maria.press("I wrote it down")
    assert maria.program.main is not None
    assert maria.program.main.page_name() == "next_steps"  # what was told is written down already
    assert not maria.sees("This file has no password yet. Anyone who uses this computer can read it.")
    assert maria.sees("Make a safe copy")


def test_leaving_the_interview_half_way_loses_no_answer(person: Start) -> None:
    maria = person()
    maria.press("Start")
    maria.press("Save and finish later")
    assert not maria.sees("Your letter is saved as a draft.")  # nothing was typed
    maria.press("Start")
    maria.type("interview.patient_name", "Maria R. Santos")
    maria.press("Continue")
    maria.type("interview.holder_name", "Riverside")
    maria.press("Back")
    assert maria.sees("Maria R. Santos")
    maria.press("Continue")
    assert maria.sees("Riverside")
    maria.press("Save and finish later")
    assert maria.sees("Your letter is saved as a draft.")
    # The list of cases leads back to it, also once there is a case, and to no second one.
    assert not maria.sees("Start with one letter. We'll guide the rest.")
    maria.press("Go on with the letter")
    assert maria.sees("Riverside")
    case = Case(title="Dad's heart valve")
    maria.workspace.save(case, "New case")
    maria.press("Save and finish later")
    maria.press("Go on with the letter")
    assert maria.sees("Riverside")


def test_a_date_that_cannot_be_read_and_a_missing_name_get_their_sentences(person: Start) -> None:
    maria = person()
    maria.press("Start")
    maria.type("interview.date_of_birth", "22nd novemver")
    maria.press("Continue")
    assert maria.sees("Enter the patient's name.")
    assert maria.sees("Enter a date like 11/22/2026. We couldn't read “22nd novemver”.")
    assert maria.title.startswith("Error:")
    maria.type("interview.patient_name", '<b>&"Zoë 🦓 محمد')
    maria.type("interview.date_of_birth", "March 14, 2058")
    maria.press("Continue")
    assert maria.sees("Date of birth must be in the past. You entered March 14, 2058.")


def test_what_is_checked_of_what_is_needed_is_said(person: Start, spoken: list[str]) -> None:
    maria = person()
    maria.press("Start")
    maria.type("interview.patient_name", "Maria R. Santos")
    maria.type("interview.date_of_birth", "3/14/1958")
    maria.press("Continue")
    maria.type("interview.holder_name", "Riverside")
    maria.type("interview.holder_address", "2200 Harbor Road")
    maria.press("Continue")
    maria.press("Biopsy slides")
    assert spoken[-1] == "7 of 11 checked"
