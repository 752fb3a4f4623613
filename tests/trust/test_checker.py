"""The check names each kind of damage and disorder, and finds nothing where nothing is wrong."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.errors import StoppedError
from caseorg.domain.note import Note
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import CheckReport, FaultKind, check_file
from tests.trust.material import CASE, REPORT, SEAL, make_case_file


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    path = tmp_path / "Maria.caseorg"
    make_case_file(path)
    opened = Workspace(CaseFile.open(path, SEAL))
    yield opened
    opened.close()


def checked(workspace: Workspace) -> CheckReport:
    return check_file(workspace.case_file.path, SEAL)


def spoil(workspace: Workspace, *statements: str) -> list[FaultKind]:
    """Write what the program never would, and return what the check then finds."""
    driver = workspace.case_file.driver
    driver.execute("pragma foreign_keys=OFF")
    for statement in statements:
        driver.execute(statement)
    driver.execute("pragma foreign_keys=ON")
    return [fault.kind for fault in checked(workspace).faults]


def test_a_whole_file_is_whole_and_counted_also_while_it_is_open(workspace: Workspace) -> None:
    report = checked(workspace)
    assert report.faults == ()
    assert report.is_whole
    assert (report.cases, report.records, report.documents, report.size_bytes) == (1, 5, 1, 80_000)


def test_nothing_is_wrong_after_undoing_doing_again_and_going_another_way(workspace: Workspace) -> None:
    note = Note(id=UUID(int=70), case_id=CASE, text="One")
    workspace.save(note, "Add note")
    workspace.save(note.revised(text="Two"), "Edit note")
    for _ in range(2):
        workspace.undo()
        assert checked(workspace).is_whole
    workspace.redo()
    workspace.save(Case(id=CASE, title="Another name"), "Edit case")
    assert checked(workspace).is_whole
    for _ in range(300):  # more than the history keeps whole
        workspace.save(note.revised(text=f"{_}"), "Edit note")
    assert checked(workspace).is_whole


def test_a_check_stops_when_it_is_told_to(workspace: Workspace) -> None:
    with pytest.raises(StoppedError):
        check_file(workspace.case_file.path, SEAL, cancel=lambda: True)
    asked: list[int] = []
    with pytest.raises(StoppedError):
        check_file(workspace.case_file.path, SEAL, cancel=lambda: bool(asked.append(1) or len(asked) > 10))


def test_a_check_leaves_the_file_alone(workspace: Workspace) -> None:
    path = workspace.case_file.path
    before = path.read_bytes()
    checked(workspace)
    assert path.read_bytes() == before
    workspace.save(Note(case_id=CASE, text="Saved after a check"), "Add note")


def test_what_is_said_of_a_fault_names_no_entry_where_it_could_be_logged(workspace: Workspace) -> None:
    spoil(workspace, "update documents set name = 'ZEBRA'", "delete from attachment_chunks", "delete from attachments")
    report = checked(workspace)
    assert any("ZEBRA" in fault.sentence for fault in report.faults)
    assert "ZEBRA" not in repr(report)


@pytest.mark.proof("T-LOGIC")
@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        (f"update denials set case_id = '{UUID(int=404).hex}'", FaultKind.parent),
        ("delete from attachment_chunks where rowid = 1", FaultKind.missing_bytes),
        ("update attachment_chunks set bytes = zeroblob(length(bytes)) where rowid = 1", FaultKind.kept_bytes),
        ("update attachment_chunks set number = 9 where rowid = 1", FaultKind.kept_bytes),
        ("update attachments set size = size + 1", FaultKind.kept_bytes),
        (f"update documents set sha256 = '{'ab' * 32}'", FaultKind.missing_bytes),
        ("update documents set sha256 = 'ab'", FaultKind.record),
        ("update notes set text = printf('%.1048576c', 'x')", FaultKind.record),
        ("update cases set stages_done = '[\"no such stage\"]'", FaultKind.record),
        ("update cases set stages_done = 'no list'", FaultKind.record),
        ("update patients set id = 'no id'", FaultKind.record),
        ("update documents set added_at = 'once'", FaultKind.record),
        (f"update documents set source_document_id = '{UUID(int=404).hex}'", FaultKind.reference),
        ("update history set changes = '[{' where number = 2", FaultKind.history),
        ("update history set state = 'perhaps' where number = 2", FaultKind.history),
        ("update history set at = 'once' where number = 2", FaultKind.history),
        ("update denials set what = 'Something else'", FaultKind.history_differs),
        ("delete from notes", FaultKind.history_differs),
        ("update history set state = 'undone' where number = 3", FaultKind.history_differs),
        ("update drafts set entries = '{'", FaultKind.draft),
    ],
)
def test_each_kind_of_disorder_is_found_and_named(statement: str, kind: FaultKind, workspace: Workspace) -> None:
    assert kind in spoil(workspace, statement)
    assert all(fault.sentence.endswith(".") for fault in checked(workspace).faults)


@pytest.mark.proof("T-LOGIC")
def test_an_index_that_does_not_fit_its_table_is_found(workspace: Workspace) -> None:
    other = "(select rootpage from sqlite_master where name = 'ix_notes_case_id')"
    found = spoil(
        workspace,
        "pragma writable_schema=ON",
        f"update sqlite_master set rootpage = {other} where name = 'ix_denials_case_id'",
        "pragma writable_schema=OFF",
    )
    assert FaultKind.structure in found


def test_an_entry_that_cannot_be_read_hides_no_other(workspace: Workspace) -> None:
    workspace.save(Document(id=UUID(int=71), case_id=CASE, name="Second"), "Add")
    spoil(workspace, f"update documents set size_bytes = -1 where id = '{REPORT.hex}'")
    report = checked(workspace)
    assert [fault.about for fault in report.faults if fault.kind is FaultKind.record] == [f"documents {REPORT.hex}"]
    assert (report.records, report.documents) == (6, 1)


def test_bytes_that_are_no_bytes_are_found(workspace: Workspace) -> None:
    assert FaultKind.unreadable in spoil(workspace, "update attachment_chunks set bytes = 'x'")
    assert not checked(workspace).is_whole
