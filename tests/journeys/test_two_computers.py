"""Maria shares her case with her daughter, both go on working, and what came back is put together in one press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.note import Note
from caseorg.domain.people import Helper, HelperRole
from caseorg.services import opening
from caseorg.services.settings import SettingsFile
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.seal import seal_with
from caseorg.ui.remembered import KnownFile, Remembered
from tests.journeys.person import Person, at_work

Start = Callable[..., Person]
TODAY = date(2026, 11, 22)


@pytest.fixture
def marias(tmp_path: Path) -> Path:
    """A case with a helper, notes and two documents, in a file without a password that the program knows."""
    folder = tmp_path / "files"
    folder.mkdir(mode=0o700)
    workspace = opening.start_draft(lambda: TODAY, folder)
    case = Case(title="Maria's lung biopsy")
    with workspace.step("Begin") as step:
        step.save(case)
        step.save(Helper(case_id=case.id, full_name="Ana Santos", role=HelperRole.health_care_agent,
                         authority_from=date(2025, 3, 3)))  # fmt: skip
        step.save(Note(case_id=case.id, title="Records office", text="They call on Monday."))
        step.save(Note(case_id=case.id, title="For me", text="I am afraid.", is_private=True))
        for name in ("Pathology report", "Old bill"):
            digest = step.keep(name.encode() * 100)
            step.save(Document(case_id=case.id, name=name, sha256=digest, media_type="text/plain", page_count=1))
    path = workspace.case_file.path
    workspace.close()
    (tmp_path / "settings").mkdir(exist_ok=True)
    Remembered(tmp_path / "settings").add_case_file(KnownFile(path, without_password=True))
    return path


def note_of(workspace: Workspace) -> Note:
    return next(
        each for each in workspace.load_case(workspace.store.case_lines()[0].case_id).notes if not each.is_private
    )


def test_a_case_goes_out_comes_back_and_is_put_together(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    maria = at_work(person, qtbot, marias)
    maria.command("Share with someone")
    assert maria.sees("1 note marked private stays here.")
    assert maria.sees("What lets them act: Health care power of attorney, of Mar 3, 2025.")
    bill = next(
        each for each in maria.workspace.load_case(maria.program.main.case_id).documents if each.name == "Old bill"
    )
    maria.press_named(f"share.document.{bill.id}")
    shared = tmp_path / "Nextcloud" / "for Ana.caseorg"
    shared.parent.mkdir()
    maria.answers_file_dialog(shared)
    maria.press("Choose a place and make the file...")
    assert maria.sees("This is a Nextcloud folder. The copy is locked, but Nextcloud may send it to the internet.")
    password = maria.window.findChild(QLabel, "share.password").text()
    assert len(password.split(" ")) == 5
    maria.press("I wrote it down")
    assert not maria.sees(password)
    assert maria.sees("Ana Santos, Sun, Nov 22, 2026, 1 note, 1 document")
    # Ana works on her own computer.
    anas = Workspace(CaseFile.open(shared, seal_with(password, read_salt(shared))), lambda: TODAY)
    case_id = anas.store.case_lines()[0].case_id
    there = anas.load_case(case_id)
    assert [each.text for each in there.notes] == ["They call on Monday."]
    assert [each.name for each in there.documents] == ["Pathology report"]
    anas.save(note_of(anas).revised(text="They call on Tuesday.", title="Records office, Dr. Lee"), "Edit note")
    anas.save(Note(case_id=case_id, title="Slides", text="Slides are in the mail."), "Add note")
    anas.close()
    # Meanwhile Maria wrote something else in the same note.
    maria.workspace.save(note_of(maria.workspace).revised(text="They called already."), "Edit note")
    before = maria.workspace.load_case(case_id)
    maria.command("Take in changes")
    maria.answers_file_dialog(shared)
    maria.press("Choose the file that came back...")
    maria.type("take_in.password", "wrong words")
    maria.press("Open it")
    assert "That password didn't open the file." in maria.window.messages.text()
    maria.type("take_in.password", password)
    maria.press("Open it")
    assert maria.sees("What Ana Santos changed")
    assert maria.sees("2 changes touch nothing of yours.")
    assert maria.sees("1 thing was changed by both. Yours stays unless you choose theirs.")
    assert maria.sees("Before: They call on Monday.")
    assert maria.sees("Yours: They called already.")
    assert maria.sees("Theirs: They call on Tuesday.")
    assert maria.sees("Take in 2 changes")
    maria.keys("take_in.list.table", "Return")
    assert maria.sees("Take in 3 changes")
    maria.press("Keep yours")
    maria.press("Take in 2 changes")
    now = maria.workspace.load_case(case_id)
    assert {(each.title, each.text) for each in now.notes} == {
        ("Records office, Dr. Lee", "They called already."), ("Slides", "Slides are in the mail."),
        ("For me", "I am afraid."),
    }  # fmt: skip
    assert {each.name for each in now.documents} == {"Pathology report", "Old bill"}
    maria.command("Undo take in changes from Ana Santos")
    assert maria.workspace.load_case(case_id) == before


def test_a_copy_that_went_its_own_way_is_noticed_and_put_together(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    conflicted = marias.with_name(f"{marias.stem} (conflicted copy).caseorg")
    conflicted.write_bytes(marias.read_bytes())
    own_copy = marias.with_name("kept by me.caseorg")
    own_copy.write_bytes(marias.read_bytes())
    other = opening.open_with_password(conflicted, "", today=lambda: TODAY)
    case_id = other.store.case_lines()[0].case_id
    other.save(Note(case_id=case_id, title="Laptop", text="Written on the laptop."), "Add note")
    other.close()
    here = opening.open_with_password(marias, "", today=lambda: TODAY)
    here.save(note_of(here).revised(text="Written at the desk."), "Edit note")
    here.close()
    maria = at_work(person, qtbot, marias)
    assert maria.sees("Another version of this file lies beside it")
    maria.press("See what is different")
    assert not maria.sees("kept by me")
    maria.press("Look into it")
    assert maria.sees("1 change touches nothing of yours.")
    maria.press("Take in 1 change")
    assert {each.text for each in maria.workspace.load_case(case_id).notes} == {
        "Written on the laptop.", "Written at the desk.", "I am afraid.",
    }  # fmt: skip
    maria.go_to("next_steps")
    assert not maria.sees("Another version of this file lies beside it")


def test_an_older_file_in_the_place_of_the_one_used_last_is_noticed(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    older = marias.read_bytes()
    maria = at_work(person, qtbot, marias)
    maria.workspace.save(note_of(maria.workspace).revised(text="Later"), "Edit note")
    maria.program.leave()
    assert SettingsFile(tmp_path / "settings").notes_of(marias).last_step.startswith("2 ")
    marias.write_bytes(older)
    again = at_work(person, qtbot, marias)
    assert again.sees("This file is older than the one you used last")
    assert again.sees("What you did up to Sun, Nov 22, 2026 is not in it.")
