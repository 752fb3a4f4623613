"""Documents, added and looked at on a real case file, through the real worker."""

from __future__ import annotations

import os
import sys
import threading
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.documents.worker import Worker
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.errors import GoneRecordError, LockedPdfError, StoppedError, UnreadFileError
from caseorg.domain.people import Patient
from caseorg.domain.requests import ItemStatus, RecordKind, RequestedItem
from caseorg.services.documents import (
    MAKER,
    Added,
    add_documents,
    bytes_of,
    duplicates,
    exhibit_pages,
    findings_of,
    link_to_request,
    look_again,
    name_document,
    names_in,
    not_named_yet,
    page_picture,
    pages_of,
    replace_document,
    someone_elses_pages,
)
from caseorg.services.guesses import suggestion
from caseorg.services.looking import Brought, Looked, bring, look_at
from caseorg.services.other_person import pages_about_someone_else
from caseorg.services.workspace import Workspace
from caseorg.store import attachments
from tests.builders import a_case
from tests.documents.made import a_pdf, saved

DATA = Path(__file__).resolve().parents[1] / "data/documents"
REPORT = saved(a_pdf("Surgical Pathology Report, dated 10/30/2026", "Page two"))


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    case = a_case(workspace)
    workspace.save(Patient(case_id=case.id, full_name="Maria R. Santos"), "Add patient")
    return case.id


def looked_at(worker: Worker, *files: Brought) -> tuple[Looked, ...]:
    return look_at(files, ["Maria R. Santos"], date(2026, 11, 22), worker=worker)


def added(workspace: Workspace, case_id: UUID, worker: Worker, *files: Brought) -> Added:
    return add_documents(workspace, case_id, looked_at(worker, *files))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files whose names are no text")
def test_a_file_whose_name_is_in_an_old_alphabet_is_added_with_the_rest(
    workspace: Workspace, case_id: UUID, worker: Worker, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / os.fsdecode(b"diagn\xf3stico.txt")).write_bytes(b"Dear Maria")
    (stick / "letter.txt").write_bytes(b"Dear Ann")
    added(workspace, case_id, worker, *bring([stick]))
    names = {each.original_name for each in workspace.load_case(case_id).documents}
    assert names == {"diagn\ufffdstico.txt", "letter.txt"}


def test_a_report_is_kept_byte_for_byte_with_clean_pages_and_a_suggestion(
    workspace: Workspace, case_id: UUID, worker: Worker
) -> None:
    document = added(workspace, case_id, worker, Brought("scan 004.pdf", REPORT)).documents[0]
    assert (document.name, document.original_name, document.page_count) == ("scan 004", "scan 004.pdf", 2)
    assert (document.sha256, document.media_type) == (sha256(REPORT).hexdigest(), "application/pdf")
    assert bytes_of(workspace, document) == REPORT
    assert pages_of(workspace, document, worker=worker).page_texts[1].strip() == "Page two"
    assert page_picture(workspace, document, 2, 200, worker=worker).startswith(b"\x89PNG")
    assert document.kind is None  # a guess is only a suggestion
    found = suggestion(workspace, document)
    assert (found.kind, found.day) == (DocumentKind.pathology_report, date(2026, 10, 30))
    assert not_named_yet(workspace.load_case(case_id)) == (document,)


def test_three_files_are_one_step_that_undo_takes_back_and_redo_brings_again(
    workspace: Workspace, case_id: UUID, worker: Worker
) -> None:
    files = [Brought(f"{number}.pdf", saved(a_pdf(f"File {number}"))) for number in range(3)]
    documents = added(workspace, case_id, worker, *files).documents
    assert workspace.history.next_undo == "Add 3 documents"
    workspace.undo()
    assert workspace.load_case(case_id).documents == ()
    workspace.redo()
    assert [bytes_of(workspace, each) for each in documents] == [each.data for each in files]


def test_the_same_file_is_skipped_unless_both_are_wanted(workspace: Workspace, case_id: UUID, worker: Worker) -> None:
    first = added(workspace, case_id, worker, Brought("a.pdf", REPORT)).documents[0]
    workspace.save(first.revised(added_at=datetime(2026, 11, 3, 12).astimezone()), "Edit document")
    again = looked_at(worker, Brought("b.pdf", REPORT), Brought("c.txt", b"Notes"), Brought("d.txt", b"Notes"))
    assert [each.sentence for each in duplicates(workspace.load_case(case_id), again)] == [
        "You already have this file, added Nov 3."
    ]
    result = add_documents(workspace, case_id, again)
    assert [each.original_name for each in result.documents] == ["c.txt"]
    assert [each.looked.brought.name for each in result.skipped] == ["b.pdf", "d.txt"]
    both = add_documents(workspace, case_id, again, keep_both=True)
    assert len(both.documents) == 3
    assert len(workspace.load_case(case_id).documents) == 5


def test_a_locked_file_is_kept_and_says_why_it_cannot_be_shown(
    workspace: Workspace, case_id: UUID, worker: Worker
) -> None:
    data = saved(a_pdf("Secret"), encryption=_locked())
    document = added(workspace, case_id, worker, Brought("eob.pdf", data)).documents[0]
    assert bytes_of(workspace, document) == data
    assert document.page_count is None
    assert document.unreadable_reason == str(LockedPdfError("eob.pdf"))
    with pytest.raises(LockedPdfError):
        pages_of(workspace, document, worker=worker)


@pytest.mark.parametrize("path", sorted(DATA.glob("*/*"))[::9], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_whatever_it_is_it_is_kept_and_shown_or_refused_with_a_sentence(
    workspace: Workspace, case_id: UUID, worker: Worker, path: Path
) -> None:
    document = added(workspace, case_id, worker, *bring([path])).documents[0]
    assert bytes_of(workspace, document) == path.read_bytes()
    assert bool(document.page_count) != bool(document.unreadable_reason)


def _locked() -> object:
    import pikepdf

    return pikepdf.Encryption(user="open me", owner="mine")


def test_clean_pages_that_are_missing_are_made_again(workspace: Workspace, case_id: UUID, worker: Worker) -> None:
    document = added(workspace, case_id, worker, Brought("a.pdf", REPORT)).documents[0]
    first = pages_of(workspace, document, worker=worker).pdf
    with workspace.store.transaction() as transaction:
        transaction.driver.execute("delete from prepared_pages")
    assert exhibit_pages(workspace, workspace.load_case(case_id))(document.id) == first
    assert attachments.prepared(workspace.case_file, document.sha256, MAKER) is not None
    with pytest.raises(GoneRecordError):
        exhibit_pages(workspace, workspace.load_case(case_id))(case_id)


def test_a_page_about_someone_else_is_noticed(workspace: Workspace, case_id: UUID, worker: Worker) -> None:
    data = saved(a_pdf("Patient: SANTOS, MARIA R  DOB: 3/14/1958", "Patient name: Jorge Santos"))
    looked = looked_at(worker, Brought("a.pdf", data))
    assert looked[0].pages_about_someone_else == (2,)
    document = add_documents(workspace, case_id, looked).documents[0]
    assert someone_elses_pages(workspace, workspace.load_case(case_id), document) == (2,)
    assert names_in(workspace.load_case(case_id)) == ("Maria R. Santos",)


@pytest.mark.parametrize(
    ("line", "is_other"),
    [
        ("Patient: Maria Santos", False),
        ("PATIENT NAME: SANTOS, M R   MRN 00482913", False),
        ("Paciente: María Santos López", False),
        ("Patient: Mr. Lee", False),  # one word says too little
        ("Member: Luis M. Ortega  ID: 44", True),
        ("The patient: a woman of 68", False),
        ("Patient:\nWilliam Chen", True),
    ],
)
def test_names_that_may_be_the_same_pass(line: str, is_other: bool) -> None:
    assert pages_about_someone_else([line], ["Maria R. Santos"]) == ((1,) if is_other else ())
    assert pages_about_someone_else([line], []) == ()


def test_a_better_scan_takes_the_place_of_the_old_one_and_keeps_its_name(
    workspace: Workspace, case_id: UUID, worker: Worker
) -> None:
    document = added(workspace, case_id, worker, Brought("a.pdf", b"%PDF-1.4 cut")).documents[0]
    named = document.revised(name="Pathology report", kind=DocumentKind.pathology_report)
    workspace.save(named, "Edit document")
    replace_document(workspace, named, looked_at(worker, Brought("better.pdf", REPORT))[0])
    now = workspace.load_case(case_id).documents[0]
    assert (now.id, now.name, now.page_count, now.unreadable_reason) == (document.id, "Pathology report", 2, "")
    workspace.undo()
    assert bytes_of(workspace, workspace.load_case(case_id).documents[0]) == b"%PDF-1.4 cut"


def test_a_file_that_came_is_linked_and_its_request_says_got_it(
    workspace: Workspace, case_id: UUID, worker: Worker, today: date
) -> None:
    item = RequestedItem(case_id=case_id, kind=RecordKind.pathology_report, status=ItemStatus.asked)
    workspace.save(item, "Add a record")
    first, second = added(workspace, case_id, worker, Brought("a.pdf", REPORT), Brought("b.txt", b"More")).documents
    name_document(workspace, first, name="Pathology report", answers_item_id=item.id)
    got = workspace.load_case(case_id).items[0]
    assert (got.status, got.came_on, got.document_id) == (ItemStatus.got_it, today, first.id)
    link_to_request(workspace, second, got, today)
    assert workspace.load_case(case_id).items[0].document_id == first.id
    named = workspace.load_case(case_id).find(first.id)
    assert isinstance(named, Document)
    assert named.name == "Pathology report"
    name_document(workspace, named, kind=DocumentKind.pathology_report)
    assert workspace.history.next_undo == "Edit document"


def test_adding_can_be_stopped_and_leaves_no_mess(workspace: Workspace, case_id: UUID, worker: Worker) -> None:
    cancel = threading.Event()
    seen: list[tuple[int, int]] = []

    def progress(done: int, count: int) -> None:
        seen.append((done, count))
        if done == 1:
            cancel.set()

    files = [Brought(f"{number}.pdf", REPORT) for number in range(3)]
    with pytest.raises(StoppedError):
        look_at(files, worker=worker, progress=progress, cancel=cancel)
    assert seen == [(0, 3), (1, 3)]
    assert workspace.load_case(case_id).documents == ()


def test_a_file_that_is_gone_from_the_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadFileError, match=r"gone\.pdf"):
        bring([tmp_path / "gone.pdf"])


def test_a_file_that_the_disk_says_nothing_of_is_named(tmp_path: Path) -> None:
    # Whoever asks what it is gets an error of the system, as from a stick that fails.
    with pytest.raises(UnreadFileError, match="xxx"):
        bring([tmp_path / f"{'x' * 300}.pdf"])


def test_a_document_nobody_could_look_into_is_looked_at_again(
    workspace: Workspace, case_id: UUID, worker: Worker
) -> None:
    looked = looked_at(worker, Brought("a.pdf", REPORT))[0]
    unseen = Looked(looked.brought, looked.inspection)
    document = add_documents(workspace, case_id, [unseen]).documents[0]
    assert (document.page_count, document.unreadable_reason) == (None, "")
    assert suggestion(workspace, document).kind is None
    assert findings_of(workspace, document) == ()
    look_again(workspace, document, looked)
    assert workspace.load_case(case_id).documents[0].page_count == 2
