"""Discs of scans: what is on them, what is wrong with them, kept whole and given out again (T-DICOM)."""

from __future__ import annotations

import io
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from caseorg.documents.disc import disc_of
from caseorg.documents.packing import scans_in
from caseorg.documents.worker import Worker
from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.document import DocumentKind
from caseorg.domain.people import Patient
from caseorg.services import disc_words, discs
from caseorg.services.documents import add_documents, bytes_of, is_disc, text_of
from caseorg.services.looking import Looked, bring, look_at
from caseorg.services.workspace import Workspace


@pytest.fixture(scope="module")
def scan_worker() -> Iterator[Worker]:
    with Worker(reads="scans") as worker:
        yield worker


def an_image(
    name: str = "Alvarez^Maria", *, number: int = 1, cut: int = 0, syntax: str = ExplicitVRLittleEndian
) -> bytes:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = syntax
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID = f"1.2.3.{number}"
    made.PatientName, made.PatientID, made.PatientBirthDate = name, "77", "19580314"
    made.StudyInstanceUID, made.SeriesInstanceUID = "1.2.4", "1.2.5"
    made.StudyDate, made.StudyDescription, made.Modality = "20261021", "CT chest", "CT"
    made.SeriesDescription, made.BodyPartExamined = "Axial", "CHEST"
    made.Rows = made.Columns = 8
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit, made.PixelRepresentation, made.SamplesPerPixel = 7, 0, 1
    made.PhotometricInterpretation = "MONOCHROME2"
    made.PixelData = bytes(64)
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, made, enforce_file_format=True)
    return buffer.getvalue()[: -cut or None]


def an_index(*paths: str) -> bytes:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.1.3.10"
    made.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    made.DirectoryRecordSequence = []
    for path in paths:
        record = Dataset()
        record.DirectoryRecordType = "IMAGE"
        record.ReferencedFileID = path.split("/")
        made.DirectoryRecordSequence.append(record)
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, made, enforce_file_format=True)
    return buffer.getvalue()


def write(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        target = folder / name.replace("__", "/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


@pytest.fixture
def maria(workspace: Workspace) -> CaseSnapshot:
    case = Case(title="Maria")
    workspace.save(case, "New case")
    born = date(1958, 3, 14)
    workspace.save(Patient(case_id=case.id, full_name="Maria Alvarez", date_of_birth=born), "Add the patient")
    return workspace.load_case(case.id)


@pytest.fixture
def disc_folder(tmp_path: Path) -> Path:
    return write(
        tmp_path / "CD of October",
        dicomdir=an_index("IMAGES/A1", "IMAGES/A2", "IMAGES/GONE", "IMAGES/BROKEN", "IMAGES/SHORT"),
        images__a1=an_image(),
        images__a2=an_image(number=2),
        images__broken=b"not what the index says",
        images__short=an_image(number=3, cut=40),
        images__extra=an_image(number=4),
        readme_txt=b"Thank you",
        **{"viewer.exe": b"MZ" + bytes(200), "autorun.inf": b"[autorun]"},
    )


def brought(folder: Path, worker: Worker, scan_worker: Worker) -> Looked:
    (looked,) = look_at(bring([folder]), worker=worker, scan_worker=scan_worker)
    return looked


@pytest.mark.proof("T-DICOM")
def test_a_disc_is_one_document_that_says_what_is_on_it_and_what_is_wrong(
    workspace: Workspace, maria: CaseSnapshot, disc_folder: Path, worker: Worker, scan_worker: Worker, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in disc_folder.rglob("*") if path.is_file()}
    looked = brought(disc_folder, worker, scan_worker)
    (document,) = add_documents(workspace, maria.case.id, [looked]).documents
    assert is_disc(document)
    assert document.kind is DocumentKind.scan_files
    disc = discs.disc_in(workspace, document)
    assert disc is not None
    assert [each.path for each in disc.of_kind("image")] == ["images/a1", "images/a2", "images/extra"]
    assert [each.path for each in disc.of_kind("damaged")] == ["images/broken", "images/short"]
    assert disc.missing == ("IMAGES/GONE",)
    assert disc.unlisted == ("images/extra",)
    assert [each.path for each in disc.of_kind("other")] == ["readme_txt"]
    (study,) = disc_words.studies(disc)
    assert disc_words.study_line(study) == "CT chest, Oct 21, 2026, Maria Alvarez: 1 series, 3 images"
    assert discs.warnings(workspace, maria, document) == (
        "1 image is on the disc's list but not on the disc. Ask for a new copy.",
        "2 images are damaged. Ask for a new copy.",
    )
    words = text_of(workspace, document)
    assert "2 programs on the disc were left out." in words
    assert all(file.sha256 in words for file in disc.files)
    out = tmp_path / "out"
    out.mkdir()
    given = discs.give_out(workspace, document, out, worker=scan_worker)
    copies = {path.relative_to(given).as_posix(): path.read_bytes() for path in given.rglob("*") if path.is_file()}
    kept = {path.relative_to(disc_folder).as_posix(): data for path, data in before.items()}
    assert copies == {name: data for name, data in kept.items() if name not in ("viewer.exe", "autorun.inf")}
    assert {path: path.read_bytes() for path in before} == before
    again = brought(disc_folder, worker, scan_worker)
    assert add_documents(workspace, maria.case.id, [again]).documents == ()


@pytest.mark.proof("T-DICOM")
def test_scans_of_someone_else_and_of_two_people_are_named(
    workspace: Workspace, maria: CaseSnapshot, worker: Worker, scan_worker: Worker, tmp_path: Path
) -> None:
    folder = write(tmp_path / "two", a=an_image(), b=an_image("Nguyen^Anh", number=2))
    (document,) = add_documents(workspace, maria.case.id, [brought(folder, worker, scan_worker)]).documents
    assert discs.warnings(workspace, maria, document) == (
        "This disc has scans of more than one person. Check whose they are before you send it.",
        "The disc says “Anh Nguyen”. This may be about someone else.",
    )


@pytest.mark.proof("T-DICOM")
@pytest.mark.filterwarnings("ignore:Invalid value")
def test_hostile_discs_lead_nowhere_and_run_nothing(tmp_path: Path, scan_worker: Worker) -> None:
    secret = write(tmp_path, secret=an_image("Secret^Name")) / "secret"
    folder = write(
        tmp_path / "disc",
        DICOMDIR=an_index("../secret", "/etc/passwd", "/".join("a" * 8 for _step in range(300)), "A"),
        a=b"MZ" + an_image()[2:],
        tool__setup=b"\x7fELF" + bytes(300),
    )
    (folder / "link").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    deflated = an_image(number=9, syntax=DeflatedExplicitVRLittleEndian)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    start = deflated.index(b"1.2.840.10008.1.2.1.99") + 22
    bomb = deflated[: start + 40] + packer.compress(bytes(80 << 20)) + packer.flush()
    nested = an_image(number=8) + b"".join(
        b"\xfe\xff\x00\xe0\xff\xff\xff\xff\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" for _level in range(1000)
    )
    write(folder, bomb=bomb, nested=nested)
    found = scans_in(folder)
    assert found.programs == 1
    disc = disc_of(found.source, "disc.zip", worker=scan_worker)
    assert disc is not None
    assert {file.path: file.kind for file in disc.files} == {
        "DICOMDIR": "index", "a": "image", "bomb": "damaged", "nested": "image",
    }  # fmt: skip
    assert "Secret" not in str(disc)
    assert len(disc.missing) == 3
    status = Path(f"/proc/{scan_worker.process_id}/status")
    if status.exists():
        assert int(status.read_text().split("VmHWM:")[1].split()[0]) >> 10 < 400


def test_a_folder_without_scans_gives_its_files_and_a_zip_with_scans_is_a_disc(
    tmp_path: Path, worker: Worker, scan_worker: Worker
) -> None:
    papers = write(tmp_path / "papers", **{"one.txt": b"One", "deep__two.txt": b"Two", ".hidden": b"no"})
    assert [each.name for each in bring([papers])] == ["two.txt", "one.txt"]
    archive = tmp_path / "scans.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("DATA/I1", an_image())
    (looked,) = look_at(bring([archive]), worker=worker, scan_worker=scan_worker)
    assert looked.disc is not None
    assert looked.brought.data == archive.read_bytes()
    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as made:
        made.writestr("letter.txt", "Dear patient")
    whole, part = look_at(bring([tmp_path / "plain.zip"]), worker=worker, scan_worker=scan_worker)
    assert whole.unreadable_reason == "The files in “plain.zip” are added beside it."
    assert (part.brought.name, part.came_in) == ("letter.txt", whole.inspection.sha256)


def test_what_an_archive_held_points_to_it(
    workspace: Workspace, maria: CaseSnapshot, worker: Worker, scan_worker: Worker, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as made:
        made.writestr("letter.txt", "Dear patient")
    looked = look_at(bring([tmp_path / "plain.zip"]), worker=worker, scan_worker=scan_worker)
    archive, letter = add_documents(workspace, maria.case.id, looked).documents
    assert (letter.source_document_id, letter.source_text) == (archive.id, "In “plain.zip”")
    assert bytes_of(workspace, archive) == (tmp_path / "plain.zip").read_bytes()


def test_the_disc_that_comes_with_the_reader_goes_through_whole(
    tmp_path: Path, worker: Worker, scan_worker: Worker
) -> None:
    source = get_testdata_file("DICOMDIR")
    assert source is not None
    copy = tmp_path / "disc"
    shutil.copytree(Path(str(source)).parent, copy)
    looked = brought(copy, worker, scan_worker)
    assert looked.disc is not None
    assert looked.disc.has_index
    assert looked.disc.missing == ()
    assert len(looked.disc.of_kind("image")) == 31
    assert looked.prepared is not None
