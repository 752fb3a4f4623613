"""A film or a paper that is larger than 64 MiB: read piece by piece from where it lies, kept, and stopped any time."""

from __future__ import annotations

import threading
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from caseorg.documents.worker import Worker
from caseorg.domain.case import Case
from caseorg.domain.errors import StoppedError, UnreadFileError
from caseorg.services import looking
from caseorg.services.documents import add_documents, bytes_of, pages_of
from caseorg.services.workspace import Workspace
from tests.documents.made import a_pdf, saved

MUCH = 65 << 20


@pytest.fixture
def case(workspace: Workspace) -> Case:
    case = Case(title="Maria")
    workspace.save(case, "New case")
    return case


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "Visit.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(MUCH))
    return path


def test_a_film_is_kept_byte_for_byte_and_is_never_in_memory_as_a_whole(
    workspace: Workspace, case: Case, film: Path
) -> None:
    told: list[tuple[int, int]] = []
    (brought,) = looking.bring([film])
    assert brought.data == b""
    (looked,) = looking.look_at([brought], read_progress=lambda done, size: told.append((done, size)))
    assert looked.unreadable_reason == "We kept “Visit.mp4”. It can't be shown as pages."
    assert told[-1] == (film.stat().st_size, film.stat().st_size)
    assert len(told) > 60
    (document,) = add_documents(workspace, case.id, [looked]).documents
    assert (document.name, document.media_type, document.kind) == ("Visit", "application/octet-stream", None)
    assert bytes_of(workspace, document) == film.read_bytes()
    assert add_documents(workspace, case.id, looking.look_at(looking.bring([film]))).skipped[0].document == document


def test_reading_and_keeping_it_can_be_stopped(workspace: Workspace, case: Case, film: Path) -> None:
    cancel = threading.Event()
    with pytest.raises(StoppedError):
        looking.look_at(looking.bring([film]), read_progress=lambda _done, _size: cancel.set(), cancel=cancel)
    looked = looking.look_at(looking.bring([film]))
    cancel.clear()
    with pytest.raises(StoppedError):
        add_documents(workspace, case.id, looked, progress=lambda _done, _size: cancel.set(), cancel=cancel)
    assert workspace.load_case(case.id).documents == ()
    workspace.sweep()
    count = "select (select count(*) from attachments), (select count(*) from attachment_chunks)"
    assert tuple(workspace.case_file.driver.execute(count).fetchone()) == (0, 0)


def test_what_is_another_file_by_the_time_it_is_kept_is_not_kept(workspace: Workspace, case: Case, film: Path) -> None:
    looked = looking.look_at(looking.bring([film]))
    film.write_bytes(film.read_bytes()[:-1] + b"!")
    with pytest.raises(UnreadFileError):
        add_documents(workspace, case.id, looked)
    assert workspace.load_case(case.id).documents == ()


def test_a_large_paper_is_looked_into_as_any_other_and_kept_from_the_disk(
    workspace: Workspace, case: Case, tmp_path: Path, worker: Worker
) -> None:
    paper = tmp_path / "All records.pdf"
    pdf = a_pdf("First page", "Second page")
    pdf.Root.Padding = pdf.make_stream(bytes(MUCH), compress_streams=False)
    pdf.save(paper, compress_streams=False)
    assert paper.stat().st_size > MUCH
    (looked,) = looking.look_at(looking.bring([paper]), worker=worker)
    assert looked.brought.data == b""
    (document,) = add_documents(workspace, case.id, [looked]).documents
    assert document.sha256 == sha256(paper.read_bytes()).hexdigest()
    assert document.page_count == 2
    assert pages_of(workspace, document, worker=worker).page_texts == ("First page", "Second page")


def test_what_is_in_a_large_archive_is_added_beside_it(
    workspace: Workspace, case: Case, tmp_path: Path, worker: Worker
) -> None:
    path = tmp_path / "Portal.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Report.pdf", saved(a_pdf("Report")))
        archive.writestr("Visit.mp4", bytes(MUCH))
    looked = looking.look_at(looking.bring([path]), worker=worker)
    assert looked[0].brought.data == b""
    added = add_documents(workspace, case.id, looked).documents
    assert [each.original_name for each in added] == ["Portal.zip", "Report.pdf", "Visit.mp4"]
    assert bytes_of(workspace, added[0]) == path.read_bytes()
