"""A damaged file loses what is damaged and nothing else; what can be read goes into a new file."""

import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.domain.document import Document
from caseorg.domain.errors import (
    CaseorgError,
    DamagedDocumentBytesError,
    DamagedFileError,
    SaveFailedError,
    StoppedError,
)
from caseorg.domain.note import Note
from caseorg.services.workspace import Workspace
from caseorg.store import mending
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import FaultKind, check_file
from caseorg.store.engine import connect
from caseorg.store.mending import mend
from caseorg.store.page_sums import damaged_pages
from caseorg.store.seal import Seal
from tests.trust.conftest import Reached
from tests.trust.material import CASE, DENIAL, REPORT, SEAL, TODAY, make_case_file, some_bytes

PAGE = 4096
DOCUMENTS = 12
PAPERS = 300
"""Beside a disc that fills most of a gigabyte."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a scan disc in little, and some documents and notes besides."""
    path = tmp_path / "Maria.caseorg"
    make_case_file(path)
    workspace = Workspace(CaseFile.open(path, SEAL), today=lambda: TODAY)
    disc = some_bytes(2_000_000, 8)
    with workspace.step("Add") as step:
        step.save(Document(id=UUID(int=60), case_id=CASE, name="Disc", sha256=step.keep(disc), size_bytes=len(disc)))
        for number in range(DOCUMENTS):
            digest = step.keep(some_bytes(3_000, 100 + number))
            step.save(Document(id=UUID(int=70 + number), case_id=CASE, name=f"Paper {number}", sha256=digest))
        for number in range(60):
            step.save(Note(id=UUID(int=200 + number), case_id=CASE, text=f"Note {number} " * 60))
    workspace.close()
    return path


def damage_the_disc(path: Path) -> None:
    """Damage the page in the middle of the file, which holds nothing but bytes of the disc."""
    data = bytearray(path.read_bytes())
    data[len(data) // PAGE // 2 * PAGE + 100] ^= 1
    path.write_bytes(data)
    faults = check_file(path, SEAL, check=SEAL.check).faults
    assert {fault.kind for fault in faults} == {
        FaultKind.pages, FaultKind.structure, FaultKind.unreadable, FaultKind.kept_bytes,
    }  # fmt: skip
    assert faults[-1].sentence == "“Disc” is damaged inside the file."


@pytest.mark.proof("T-FLIP-ONE")
def test_one_damaged_page_of_a_disc_costs_that_disc_and_every_other_document_opens(file: Path, tmp_path: Path) -> None:
    workspace = Workspace(CaseFile.open(file, SEAL))
    documents = {document.name: document for document in workspace.load_case(CASE).documents}
    workspace.close()
    damage_the_disc(file)
    damaged = sha256(file.read_bytes()).hexdigest()
    workspace = Workspace(CaseFile.open(file, SEAL))
    with pytest.raises(DamagedDocumentBytesError, match="Disc"):
        workspace.bytes_of(documents["Disc"].sha256, "Disc")
    for document in documents.values():
        if document.name != "Disc":
            assert sha256(workspace.bytes_of(document.sha256)).hexdigest() == document.sha256
    assert workspace.load_case(CASE).notes
    workspace.close()
    mended = mend(file, SEAL, tmp_path / "mended.caseorg")
    assert mended.papers_lost == ["Disc"]
    assert sum(mended.lost.values()) == 0
    assert [fault.kind for fault in check_file(mended.path, SEAL).faults] == [FaultKind.missing_bytes]
    assert sha256(file.read_bytes()).hexdigest() == damaged


@pytest.mark.long
@pytest.mark.proof("T-FLIP-ONE")
def test_one_damaged_page_of_a_disc_of_700_mib_costs_that_disc_and_300_documents_open(
    tmp_path: Path, reached: Reached
) -> None:
    path = tmp_path / "Maria.caseorg"
    make_case_file(path)
    workspace = Workspace(CaseFile.open(path, SEAL), today=lambda: TODAY)
    disc = some_bytes(64 << 20, 9) * 11  # as alike as it is, no page of the sealed file is like another
    with workspace.step("Add") as step:
        step.save(Document(id=UUID(int=60), case_id=CASE, name="Disc", sha256=step.keep(disc), size_bytes=len(disc)))
    for number in range(PAPERS):
        paper = some_bytes(1 << 20, 1000 + number)
        with workspace.step("Add") as step:
            step.save(Document(case_id=CASE, name=f"Paper {number}", sha256=step.keep(paper), size_bytes=len(paper)))
    documents = {document.name: document for document in workspace.load_case(CASE).documents}
    records = list(workspace.load_case(CASE).records())
    workspace.close()
    del disc
    size = path.stat().st_size
    assert size > 1_000_000_000
    flip_at(path, size // 3 // PAGE * PAGE + 100)
    faults = check_file(path, SEAL, check=SEAL.check).faults
    assert [fault.sentence for fault in faults if fault.kind is FaultKind.kept_bytes] == [
        "“Disc” is damaged inside the file."
    ]
    workspace = Workspace(CaseFile.open(path, SEAL))
    with pytest.raises(DamagedDocumentBytesError, match="Disc"):
        workspace.bytes_of(documents["Disc"].sha256, "Disc")
    for document in documents.values():
        if document.name != "Disc":
            assert sha256(workspace.bytes_of(document.sha256)).hexdigest() == document.sha256
    assert list(workspace.load_case(CASE).records()) == records
    workspace.close()
    reached(file_mib=size >> 20, documents_opened=len(documents) - 1)


def flip_at(path: Path, place: int) -> None:
    """Flip one bit of a file too large to be read for it."""
    with path.open("r+b") as file:
        file.seek(place)
        [byte] = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))


def test_whatever_page_is_damaged_the_mended_file_opens_and_holds_nothing_wrong(file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    workspace = Workspace(CaseFile.open(file, SEAL))
    true = {record.id: record for record in workspace.load_case(CASE).records()}
    workspace.close()
    chance, saved, tried = random.Random(3), 0, 0
    for number, page in enumerate(sorted(chance.sample(range(1, len(whole) // PAGE), 14))):
        data = bytearray(whole)
        data[page * PAGE + chance.randrange(PAGE)] ^= 1
        file.write_bytes(data)
        target = tmp_path / f"mended {number}.caseorg"
        tried += 1
        try:
            mended = mend(file, SEAL, target)
        except CaseorgError:
            assert not target.exists()
            continue
        faults = {fault.kind for fault in check_file(target, SEAL).faults}
        assert faults <= {FaultKind.missing_bytes}, page
        again = Workspace(CaseFile.open(target, SEAL))
        for line in again.store.case_lines():
            for record in again.load_case(line.case_id).records():
                assert record == true[record.id]
        again.close()
        saved += sum(mended.kept.values()) > len(true) // 2
        assert file.read_bytes() == data
    assert saved >= tried - 2


@pytest.mark.proof("T-LOGIC")
def test_what_is_illogical_is_left_behind_and_what_pointed_to_it_forgets_it(file: Path, tmp_path: Path) -> None:
    opened = connect(file, SEAL, read_only=False)
    opened.execute("pragma foreign_keys=OFF")
    opened.execute(
        "delete from attachment_chunks where sha256 = (select sha256 from documents where id = ?)", (REPORT.hex,)
    )
    opened.execute("update denials set document_id = ? where id = ?", (UUID(int=999).hex, DENIAL.hex))
    opened.execute("update documents set case_id = ? where id = ?", (UUID(int=998).hex, UUID(int=70).hex))
    opened.close()
    before = file.read_bytes()
    found = {fault.kind for fault in check_file(file, SEAL).faults}
    assert {FaultKind.parent, FaultKind.missing_bytes, FaultKind.reference} <= found
    mended = mend(file, SEAL, tmp_path / "mended.caseorg")
    assert mended.lost == {Document: 1}
    assert mended.papers_lost == ["Report"]
    assert [fault.kind for fault in check_file(mended.path, SEAL).faults] == [FaultKind.missing_bytes]
    again = Workspace(CaseFile.open(mended.path, SEAL))
    assert again.load_case(CASE).denials[0].document_id is None
    assert again.draft("denial.new") == {"what": "The visi"}
    again.close()
    assert file.read_bytes() == before
    with pytest.raises(StoppedError):
        mend(file, SEAL, tmp_path / "stopped.caseorg", cancel=lambda: True)
    assert not (tmp_path / "stopped.caseorg").exists()


@pytest.mark.proof("T-FLIP")
def test_a_mended_file_that_its_disk_gives_back_damaged_is_none(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def from_a_bad_disk(path: Path, seal: Seal, cancel: Callable[[], bool]) -> int:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        return damaged_pages(path, seal, cancel)

    monkeypatch.setattr(mending, "damaged_pages", from_a_bad_disk)
    before = file.read_bytes()
    with pytest.raises(SaveFailedError):
        mend(file, SEAL, tmp_path / "mended.caseorg")
    assert [each.name for each in tmp_path.glob("*mended*")] == []
    assert file.read_bytes() == before


def test_where_nothing_can_be_read_there_is_no_empty_file_that_looks_mended(file: Path, tmp_path: Path) -> None:
    data = bytearray(file.read_bytes())
    data[100::PAGE] = bytes(each ^ 1 for each in data[100::PAGE])
    file.write_bytes(data)
    with pytest.raises(DamagedFileError):
        mend(file, SEAL, tmp_path / "mended.caseorg")
    assert not (tmp_path / "mended.caseorg").exists()
