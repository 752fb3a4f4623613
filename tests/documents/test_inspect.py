"""What a file is: told by its content, and never an error."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseorg.documents.inspect import inspect
from caseorg.documents.kinds import FileKind, kind_of
from caseorg.documents.worker import Worker
from tests.documents import made

DATA = Path(__file__).resolve().parents[1] / "data/documents"


def of(name: str) -> bytes:
    return (DATA / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pdf/good2.pdf", FileKind.pdf),
        ("jpeg/app13.jpg", FileKind.jpeg),
        ("png/tbl_bck00.png", FileKind.png),
        ("tiff/multipage.tiff", FileKind.tiff),
        ("gif/transparent.gif", FileKind.gif),
        ("bmp/pal1wb.bmp", FileKind.bmp),
        ("webp/transparent.webp", FileKind.webp),
        ("heic/RGB_8__128x128.heif", FileKind.heic),
        ("jp2/rgb_trns_ycbc.jp2", FileKind.jp2),
        ("jp2/16bit.cropped.j2k", FileKind.jp2),
        ("dicom/chrJapMulti.dcm", FileKind.dicom),
        ("zip/test.format.new.zip", FileKind.zip),
        ("ccda/Unknown_Smoking_Status_C-CDA2.1_.xml", FileKind.xml),
        ("fhir-json/R4.jv-patient-bad-profile.json", FileKind.json),
        ("ics/small_bad_calendar.ics", FileKind.ics),
        ("csv/patient-genders.csv", FileKind.csv),
        ("bluebutton/sample.txt", FileKind.text),
    ],
)
def test_the_kind_is_told_by_the_content(name: str, kind: FileKind) -> None:
    data = of(name)
    assert kind_of(data, name) is kind
    if kind is not FileKind.csv:
        assert kind_of(data, "no name at all") is kind


def test_a_scan_file_that_begins_like_a_picture_is_a_scan_file() -> None:
    data = b"II*\0" + bytes(124) + b"DICM" + bytes(40)
    assert kind_of(data, "x.tif") is FileKind.dicom


def test_size_and_fingerprint_are_those_of_the_bytes(worker: Worker) -> None:
    rows = [json.loads(line) for line in (DATA / "manifest.jsonl").read_text().splitlines()]
    for row in rows[::7]:
        look = inspect(of(row["file"]), row["file"], worker=worker)
        assert (look.size, look.sha256) == (row["size"], row["sha256"])


def test_the_manifest_names_every_file_with_a_permissive_licence() -> None:
    rows = {row["file"]: row for row in map(json.loads, (DATA / "manifest.jsonl").read_text().splitlines())}
    there = {path.relative_to(DATA).as_posix() for path in DATA.glob("*/*")}
    assert set(rows) == there
    assert len(there) >= 100
    allowed = {"Apache-2.0", "MIT", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-BY-4.0"}
    assert {row["licence"] for row in rows.values()} <= allowed
    assert all(hashlib.sha256(of(name)).hexdigest() == row["sha256"] for name, row in rows.items())


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "empty.pdf", "We kept “empty.pdf”, but there is no page in it."),
        (b"not a paper", "scan004.pdf", None),
        (b"%PDF-1.7 and then nothing", "scan004.pdf", "It may be damaged, or not a PDF."),
        (b"\xff\xd8\xff and then nothing", "photo.jpg", "It may be damaged, or not what its name says."),
        (b"\0\1\2\3", "scan.pdf", "It may be damaged, or not a PDF."),
        (b"\0\1\2\3", "disc.iso", "We kept “disc.iso”. It can't be shown as pages."),
        (
            bytes(128) + b"DICM",
            "IM000001",
            "We kept “IM000001”. It is a file of a scan. To look at it, press “Add a disc or folder” and choose the "
            "folder it is in.",
        ),
    ],
)
def test_what_cannot_be_shown_is_kept_with_a_sentence(
    worker: Worker, data: bytes, name: str, sentence: str | None
) -> None:
    look = inspect(data, name, worker=worker)
    if sentence is None:
        assert look.kind is FileKind.text
        assert look.page_count == 1
    else:
        assert sentence in (look.problem or "")
        assert look.page_count is None


def test_a_locked_pdf_is_kept_and_says_so(worker: Worker) -> None:
    look = inspect(made.locked_pdf(user="secret"), "letter.pdf", worker=worker)
    assert look.kind is FileKind.pdf
    assert "locked with its own password" in (look.problem or "")


def test_pages_are_counted(worker: Worker) -> None:
    assert inspect(made.many_pages(500), "long.pdf", worker=worker).page_count == 500
    assert inspect(of("tiff/multipage.tiff"), "fax.tiff", worker=worker).page_count == 3


@given(data=st.binary(max_size=300), name=st.text(max_size=20))
@settings(max_examples=300, deadline=None)
def test_any_bytes_under_any_name_have_a_kind(data: bytes, name: str) -> None:
    assert kind_of(data, name) in FileKind


@given(cut=st.integers(min_value=0, max_value=1800), changed=st.binary(min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_damage_gives_a_problem_or_pages_never_an_error(shared_worker: Worker, cut: int, changed: bytes) -> None:
    data = of("pdf/p1-a-p2-b.pdf")
    look = inspect(data[:cut] + changed + data[cut + len(changed) :], "cut.pdf", worker=shared_worker)
    assert (look.page_count is None) is bool(look.problem)
