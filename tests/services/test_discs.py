"""Discs of scans: what is on them, what is wrong with them, kept whole and given out again (T-DICOM)."""

from __future__ import annotations

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydicom.data import get_testdata_file
from pydicom.uid import DeflatedExplicitVRLittleEndian

from caseorg.documents.disc import disc_of
from caseorg.documents.packing import scans_in
from caseorg.documents.worker import Worker
from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.document import DocumentKind
from caseorg.domain.people import Patient
from caseorg.domain.requests import ItemStatus, RecordKind, RequestedItem
from caseorg.services import disc_words, discs, outside
from caseorg.services.disc_bytes import is_disc
from caseorg.services.documents import add_documents, bytes_of, link_to_request, text_of
from caseorg.services.looking import Brought, Looked, bring, look_at
from caseorg.services.workspace import Workspace
from tests.documents.made_discs import a_chest_disc, a_slice, an_image, an_index, an_iso, files_under, write


@pytest.fixture(scope="module")
def scan_worker() -> Iterator[Worker]:
    with Worker(reads="scans") as worker:
        yield worker


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


# As it came: a folder, a ZIP file, the image of a CD


@pytest.mark.proof("T-DICOM")
@pytest.mark.parametrize("form", ["plain", "joliet", "rock_ridge", "udf", "udf_alone"])
def test_the_image_of_a_cd_is_kept_as_it_came_and_its_files_are_given_out_whole(
    workspace: Workspace, maria: CaseSnapshot, worker: Worker, scan_worker: Worker, tmp_path: Path, form: str
) -> None:
    files = [("DICOMDIR", an_index("IMAGES/A1", "IMAGES/A2")), ("IMAGES/A1", an_image()), ("README.TXT", b"Thanks")]
    files += [("IMAGES/A2", an_image(number=2)), ("VIEWER.EXE", b"MZ" + bytes(99))]
    iso = tmp_path / "CD.iso"
    iso.write_bytes(an_iso(files, form=form))
    (document,) = add_documents(workspace, maria.case.id, [brought(iso, worker, scan_worker)]).documents
    assert bytes_of(workspace, document) == iso.read_bytes()
    disc = discs.disc_in(workspace, document)
    assert disc is not None
    assert (disc.label, disc.missing, disc.unlisted) == ("SCANS", (), ())
    assert [disc_words.series_line(each) for each in disc.series] == ["CT scan, Axial: 2 images"]
    given = discs.give_out(workspace, document, tmp_path, worker=scan_worker)
    expected = {path: data for path, data in files if path != "VIEWER.EXE"}
    assert files_under(given) == expected
    target = discs.give_out_packed(workspace, document, tmp_path / "out.zip", worker=scan_worker)
    with zipfile.ZipFile(target) as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == expected
    again = discs.save_as_it_came(workspace, document, tmp_path / "again.iso")
    assert again.read_bytes() == iso.read_bytes()


@pytest.mark.parametrize(
    ("index", "named"),
    [
        ("DICOMDIR", ("IMAGES/A1", "IMAGES/A2")),
        ("dicomdir", ("images/a1", "Images/A2")),
        ("DICOMDIR", ("IMAGES/A1;1", "IMAGES/A2.;1")),
        ("PUBLIC/DICOM/DICOMDIR", ("IMAGES/A1", "IMAGES/A2")),
        ("IMAGES/DICOMDIR", ("A1", "A2")),
        ("DICOMDIR", ("MOVED/X1", "MOVED/X2")),
    ],
    ids=["as the standard says", "small letters", "versions", "from the top of the disc", "beside", "by its number"],
)
def test_what_the_list_of_a_disc_means_is_found_however_it_writes_it(
    tmp_path: Path, scan_worker: Worker, index: str, named: tuple[str, str]
) -> None:
    uids = dict(zip(named, ("1.2.3.1", "1.2.3.2"), strict=True))
    listed = an_index(*named, uids=uids if "MOVED" in named[0] else {}, set_name="DISC2")
    folder = write(tmp_path / "disc", **{index: listed, "images__a1.dcm": an_image(), "images__A2": an_image(number=2)})
    disc = disc_of(scans_in(folder).source, "disc", worker=scan_worker)
    assert disc is not None
    assert (disc.missing, disc.unlisted, disc.label) == ((), (), "DISC2")


def test_an_image_without_the_mark_of_one_is_an_image_and_a_large_one_is_read_to_its_end(
    tmp_path: Path, scan_worker: Worker
) -> None:
    bare = an_image(syntax="1.2.840.10008.1.2")
    start = bare.index(b"\x08\x00\x16\x00")
    large = an_image(number=2, Rows=1500, Columns=1500, PixelData=bytes(1500 * 1500))
    deflated = an_image(
        number=3, syntax=DeflatedExplicitVRLittleEndian, Rows=400, Columns=400, PixelData=bytes(160_000)
    )
    folder = write(tmp_path / "disc", bare=bare[start:], large=large, cut=large[:-9000], deflated=deflated)
    disc = disc_of(scans_in(folder).source, "disc", worker=scan_worker)
    assert disc is not None
    kinds = {file.path: file.kind for file in disc.files}
    assert kinds == {"bare": "image", "cut": "damaged", "deflated": "image", "large": "image"}


def test_a_disc_on_which_every_image_is_damaged_says_so_and_one_file_of_a_scan_says_how_to_look_at_it(
    workspace: Workspace, maria: CaseSnapshot, worker: Worker, scan_worker: Worker, tmp_path: Path
) -> None:
    folder = write(tmp_path / "CT", a=an_image(cut=20), b=an_image(number=2, cut=30))
    looked = brought(folder, worker, scan_worker)
    (document,) = add_documents(workspace, maria.case.id, [looked]).documents
    assert discs.warnings(workspace, maria, document) == ("2 images are damaged. Ask for a new copy.",)
    alone = tmp_path / "alone.dcm"
    alone.write_bytes(an_image())
    (kept,) = look_at(bring([alone]), worker=worker, scan_worker=scan_worker)
    assert kept.disc is None
    assert "press “Add a disc or folder” and choose the folder it is in." in kept.unreadable_reason


def test_a_file_that_can_no_longer_be_read_is_left_out_and_told_and_two_names_of_one_spelling_stay_apart(
    workspace: Workspace, maria: CaseSnapshot, worker: Worker, scan_worker: Worker, tmp_path: Path
) -> None:
    folder = write(tmp_path / "disc", a=an_image(), A=an_image(number=2), b=an_image(number=3))
    found = scans_in(folder)
    (folder / "b").write_bytes(b"")
    (looked,) = look_at([Brought("disc.zip", disc=found)], worker=worker, scan_worker=scan_worker)
    (document,) = add_documents(workspace, maria.case.id, [looked]).documents
    disc = discs.disc_in(workspace, document)
    assert disc is not None
    assert [(file.path, file.kind) for file in disc.files] == [("A", "image"), ("a (2)", "image")]
    assert "1 file could not be read from the disc." in text_of(workspace, document)
    given = discs.give_out(workspace, document, tmp_path / "disc", worker=scan_worker)
    assert sorted(each.name for each in given.iterdir()) == ["A", "a (2)"]


# Hostile images of CDs


def _looped() -> bytes:
    """An image in which the folder B inside of A is A again."""
    iso = bytearray(an_iso([("AAAA/BBBB/F1", an_image())], form="plain"))
    first = iso.index(b"AAAA") - 33
    second = iso.index(b"BBBB") - 33
    iso[second + 2 : second + 10] = iso[first + 2 : first + 10]
    return bytes(iso)


def _looped_udf() -> bytes:
    """A disc of UDF alone in which the folder B inside of A is A again."""
    iso = bytearray(an_iso([("AAAA/BBBB/F1", an_image())], form="udf_alone"))
    first, second = (iso.index(b"\x08" + name) - 38 for name in (b"AAAA", b"BBBB"))
    iso[second + 20 : second + 36] = iso[first + 20 : first + 36]
    return bytes(iso)


def _absurd() -> bytes:
    """An image in which a file says that it has four billion bytes."""
    iso = bytearray(an_iso([("DICOMDIR", an_index("F1")), ("F1", an_image())], form="plain"))
    at = iso.index(b"F1.;1") - 33
    iso[at + 10 : at + 18] = b"\xff\xff\xff\xff" * 2
    return bytes(iso)


@pytest.mark.proof("T-DICOM")
def test_a_hostile_image_of_a_cd_leads_nowhere_and_is_kept_with_the_reason(
    workspace: Workspace, maria: CaseSnapshot, worker: Worker, scan_worker: Worker, tmp_path: Path
) -> None:
    good = an_iso([("AAAA/F1", an_image()), ("DICOMDIR", an_index("AAAA/F1"))], form="rock_ridge")
    udf = an_iso([("AAAA/F1", an_image()), ("DICOMDIR", an_index("AAAA/F1"))], form="udf_alone")
    hostile = {
        "outside.iso": good.replace(b"NM\x09\x01\x00AAAA", b"NM\x09\x01\x00../a"),
        "loop.iso": _looped(),
        "udf_loop.iso": _looped_udf(),
        "udf_outside.iso": udf.replace(b"\x08AAAA", b"\x08../a"),
        "udf_cut.iso": udf[: 20 * 2048],
        "cut.iso": good[: 17 * 2048],
        "noise.iso": good[: 16 * 2048 + 6] + bytes(range(256)) * 64,
    }
    assert hostile["outside.iso"] != good
    assert hostile["udf_outside.iso"] != udf
    for name, data in hostile.items():
        (tmp_path / name).write_bytes(data)
        looked = brought(tmp_path / name, worker, scan_worker)
        assert looked.disc is None, name
        assert looked.unreadable_reason, name
        (document,) = add_documents(workspace, maria.case.id, [looked]).documents
        assert bytes_of(workspace, document) == data
    # A length that leads over the end is cut there; of an image that was cut off, what reaches its end is damaged.
    at = good.index(an_image()[200:])
    udf_at = udf.index(an_image()[200:])
    cut = {
        "absurd.iso": (_absurd(), "image"),
        "short.iso": (good[:at], "damaged"),
        "udf_short.iso": (udf[:udf_at], "damaged"),
    }
    for name, (data, kind) in cut.items():
        (tmp_path / name).write_bytes(data)
        looked = brought(tmp_path / name, worker, scan_worker)
        assert looked.disc is not None, name
        (file,) = (each for each in looked.disc.files if each.path.endswith("F1"))
        assert file.kind == kind, name
        assert file.size <= len(data)
    assert {each.name for each in tmp_path.glob("*") if not each.name.startswith("test.")} == {*hostile, *cut}


# What belongs together


def test_a_disc_of_a_set_tells_which_other_one_it_belongs_to_or_that_it_is_missing(
    workspace: Workspace, maria: CaseSnapshot, worker: Worker, scan_worker: Worker, tmp_path: Path
) -> None:
    missing = "This is disc 1 of 2. Add the others, too, so that the scan is whole."
    first = write(tmp_path / "CT disc 1 of 2", a=an_image())
    (document,) = add_documents(workspace, maria.case.id, [brought(first, worker, scan_worker)]).documents
    assert discs.warnings(workspace, maria, document) == (missing,)
    second = write(tmp_path / "More", b=an_image(number=2))
    (other,) = add_documents(workspace, maria.case.id, [brought(second, worker, scan_worker)]).documents
    now = workspace.load_case(maria.case.id)
    assert discs.warnings(workspace, now, document) == ("Part of the same scan is on “More”. Send both together.",)
    assert discs.warnings(workspace, now, other) == (
        "Part of the same scan is on “CT disc 1 of 2”. Send both together.",
    )
    iso = tmp_path / "Same.iso"
    iso.write_bytes(an_iso([("DICOMDIR", an_index("A")), ("A", an_image())]))
    (same,) = add_documents(workspace, maria.case.id, [brought(iso, worker, scan_worker)]).documents
    assert "All these images are on “CT disc 1 of 2”, too. One of the two is enough." in discs.warnings(
        workspace, workspace.load_case(maria.case.id), same
    )
    apart = write(tmp_path / "CT 10-21 of 2026", c=an_image(number=3, StudyInstanceUID="1.9"))
    (alone,) = add_documents(workspace, maria.case.id, [brought(apart, worker, scan_worker)]).documents
    assert discs.warnings(workspace, workspace.load_case(maria.case.id), alone) == ()


def test_images_that_were_asked_for_are_offered_until_one_of_them_came(
    workspace: Workspace, maria: CaseSnapshot, worker: Worker, scan_worker: Worker, tmp_path: Path
) -> None:
    images = RequestedItem(case_id=maria.case.id, kind=RecordKind.imaging_study, status=ItemStatus.asked)
    report = RequestedItem(case_id=maria.case.id, kind=RecordKind.radiology_report, status=ItemStatus.asked)
    for item in (images, report):
        workspace.save(item, "Ask")
    folder = write(tmp_path / "disc", a=an_image())
    (document,) = add_documents(workspace, maria.case.id, [brought(folder, worker, scan_worker)]).documents
    assert discs.images_asked_for(workspace.load_case(maria.case.id), document) == (images,)
    link_to_request(workspace, document, images, date(2026, 11, 22))
    now = workspace.load_case(maria.case.id)
    came = now.find(images.id)
    assert isinstance(came, RequestedItem)
    assert (came.status, came.document_id) == (ItemStatus.got_it, document.id)
    assert discs.images_asked_for(now, now.documents[0]) == ()


# Copies for a viewer


def test_a_viewer_gets_copies_under_neutral_names_in_a_private_folder_until_they_are_swept(
    workspace: Workspace, maria: CaseSnapshot, worker: Worker, scan_worker: Worker, tmp_path: Path
) -> None:
    iso = tmp_path / "Chest.iso"
    iso.write_bytes(an_iso(a_chest_disc(3)))
    (document,) = add_documents(workspace, maria.case.id, [brought(iso, worker, scan_worker)]).documents
    made = discs.copies_for_viewer(workspace, document, 0, worker=scan_worker)
    assert [each.name for each in made] == ["image-0001.dcm", "image-0002.dcm", "image-0003.dcm"]
    assert [each.read_bytes() for each in made] == [a_slice(number) for number in (1, 2, 3)]
    assert made[0].parent.name == "scan-1"
    if os.name == "posix":
        assert {each.stat().st_mode & 0o777 for each in (made[0].parent, made[0].parent.parent)} == {0o700}
        assert made[0].stat().st_mode & 0o777 == 0o600
    asked_to_leave_out = {each.name for each in made[0].parent.parent.iterdir()} - {"scan-1"}
    assert asked_to_leave_out == {".trackerignore", ".metadata_never_index"}, "the desktop's own search keeps words"
    left = made[0].parents[2] / "999999999-left" / "scan-1"
    left.mkdir(parents=True)
    (left / "image-0001.dcm").write_bytes(b"x")
    outside.sweep_what_was_left()
    assert not left.parent.exists()
    assert made[0].exists()
    outside.sweep()
    assert not outside.has_copies()
