"""A person checks the file, is told of damage in plain words, mends it, and reads what was done in the case."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from caseorg.base import resources
from caseorg.domain.case import Case
from caseorg.domain.denial import Denial
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact
from caseorg.services.case_history import details_of, steps_of
from caseorg.store.checker import check_file
from tests.journeys.person import Person
from tests.journeys.test_safe_copies import add_note, at_work, marias  # noqa: F401 - a fixture

Start = Callable[..., Person]


def test_a_file_is_checked_and_what_is_damaged_is_mended_into_a_new_one(
    person: Start, qtbot: QtBot, marias: Path  # noqa: F811
) -> None:  # fmt: skip
    maria = at_work(person, qtbot, marias)
    for number in range(60):
        add_note(maria, f"Note {number} " * 100)
    maria.command("Check my file")
    maria.press("Check now")
    assert maria.sees("Everything is whole")
    assert maria.sees("1 case, 0 documents, 61 entries in all")
    assert maria.sees("Last check: Sun, Nov 22, 2026. The file was whole.")
    # A disk that goes bad under an open file.
    whole = marias.read_bytes()
    page = len(whole) // 4096 - 3
    marias.write_bytes(whole[: page * 4096] + bytes(4096) + whole[(page + 1) * 4096 :])
    damaged = marias.read_bytes()
    maria.press("Check now")
    assert maria.sees("Something is not as it should be")
    assert maria.sees("1 part of the file is damaged.")
    assert maria.sees("File damaged")
    maria.press("Mend into a new file")
    mended = next(marias.parent.glob("* mended *"))
    assert maria.sees(f"It is called “{mended.name}”. Your file was not changed.")
    assert marias.read_bytes() == damaged
    assert check_file(mended, maria.workspace.case_file.seal).is_whole
    maria.press("Work in the mended file")
    qtbot.waitUntil(lambda: maria.program.main is not None, timeout=30_000)
    assert maria.workspace.store.case_lines()[0].title == "Maria's lung biopsy"
    assert next(marias.parent.glob("* before restore *")).read_bytes() == damaged
    assert not maria.sees("File damaged")


def test_rules_that_went_bad_on_the_disk_since_the_start_are_found(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    maria = at_work(person, qtbot, marias)
    assert maria.workspace.library.rules
    shutil.copytree(resources.root(), tmp_path / "resources")
    monkeypatch.setattr(resources, "root", lambda: tmp_path / "resources")
    maria.command("Check my file")
    maria.press("Check now")
    assert maria.sees("Everything is whole")
    facts = tmp_path / "resources" / "rules" / "facts.toml"
    facts.write_bytes(facts.read_bytes()[:-200] + bytes(100))
    maria.press("Check now")
    assert maria.sees("Your file is whole, the rules are not")
    assert maria.sees("Install Caseorg again.")


def test_the_history_says_what_was_done_when_and_what_changed(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    maria = at_work(person, qtbot, marias)
    case_id = maria.program.main.case_id
    denial = Denial(case_id=case_id, what="=Visit at Lakeside")
    maria.workspace.save(denial, "Add denial")
    maria.workspace.save(denial.revised(what="Visit at Riverside"), "Edit denial")
    maria.workspace.save(Note(case_id=case_id, text="They called."), "Add note")
    maria.workspace.undo()
    maria.command("History")
    assert maria.sees("Taken back")
    steps = maria.program.main.front().table
    steps.select(next(line.number for line in maria.workspace.store.history() if line.label == "Edit denial"))
    for words in ("Edit denial", "=Visit at Lakeside", "Visit at Riverside"):
        assert maria.sees(words)
    # What cases share is listed where the case has it, and what is another case's alone is not.
    other = Case(title="Another")
    hers, not_hers = Contact(name="Dr. Patel"), Contact(name="Dr. Elsewhere")
    with maria.workspace.step("Add two doctors") as step:
        for record in (other, hers, not_hers):
            step.save(record)
        step.save(CaseContact(case_id=case_id, contact_id=hers.id))
        step.save(CaseContact(case_id=other.id, contact_id=not_hers.id))
    maria.workspace.save(not_hers.revised(name="Dr. E."), "Edit the other doctor")
    labels = [line.label for line in steps_of(maria.workspace, case_id)]
    assert "Edit the other doctor" not in labels
    shared = next(line for line in steps_of(maria.workspace, case_id) if line.label == "Add two doctors")
    changed = details_of(maria.workspace, case_id, shared.number) or ()
    assert shared.is_shared
    assert "Dr. Patel" in str(changed)
    assert "Elsewhere" not in str(changed)
    maria.workspace.undo()
    maria.workspace.undo()
    target = tmp_path / "history.csv"
    maria.answers_file_dialog(target)
    maria.press("Save as a list...")
    rows = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert list(dict.fromkeys(row[1] for row in rows[1:])) == [
        "Add two doctors", "Add note", "Edit denial", "Add denial", "New case",
    ]  # fmt: skip
    assert next(row for row in rows if row[1] == "Add note")[2] == "yes"
    assert next(row for row in rows if row[1] == "Edit denial")[5:] == ["'=Visit at Lakeside", "Visit at Riverside"]
    assert target.stat().st_mode & 0o077 == 0
