"""T-ZIP, T-XML and T-DICOM at the programme's own sizes; in every run the same is tried with something smaller."""

import io
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian

from caseorg.documents.disc import disc_of
from caseorg.documents.health_file import read_health_file
from caseorg.documents.packing import scans_in
from caseorg.documents.unpack import parts_of
from caseorg.documents.worker import Worker
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError, NoHealthDataError, UnsafeArchiveError
from tests.documents.made_discs import an_image, write
from tests.trust.conftest import Reached
from tests.trust.test_corpus import memory_peak

MIB = 1 << 20
SMALL_FILES = 10_000


@pytest.fixture
def data_worker() -> Iterator[Worker]:
    with Worker(reads="data") as worker:
        yield worker


@pytest.fixture
def scan_worker() -> Iterator[Worker]:
    with Worker(reads="scans") as worker:
        yield worker


@pytest.mark.long
@pytest.mark.proof("T-ZIP")
def test_a_gigabyte_of_zeros_in_a_megabyte_is_refused_before_it_is_unpacked(
    data_worker: Worker, reached: Reached
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made, made.open("a", "w") as inside:
        for _each in range(1024):
            inside.write(bytes(MIB))
    assert len(buffer.getvalue()) < 1.1 * MIB
    start = time.process_time()
    with pytest.raises(UnsafeArchiveError):
        list(parts_of(buffer.getvalue(), "files.zip", worker=data_worker))
    assert time.process_time() - start < 1
    reached(peak_mib=memory_peak(data_worker))
    assert memory_peak(data_worker) <= 200


@pytest.mark.long
@pytest.mark.proof("T-XML")
def test_a_text_of_100_mib_is_refused_and_the_worker_goes_on(data_worker: Worker, reached: Reached) -> None:
    text = b'<ClinicalDocument xmlns="urn:hl7-org:v3"><a>' + b"x" * (100 * MIB) + b"</a></ClinicalDocument>"
    with pytest.raises((DamagedDocumentError, NoHealthDataError, HugeDocumentError)):
        read_health_file(text, "a.xml", worker=data_worker)
    assert data_worker.process_id is not None
    reached(peak_mib=memory_peak(data_worker))


@pytest.mark.long
@pytest.mark.proof("T-DICOM")
@pytest.mark.filterwarnings("ignore:Invalid value")
def test_600_mib_in_a_small_image_are_refused_in_little_memory(
    scan_worker: Worker, tmp_path: Path, reached: Reached
) -> None:
    image = an_image(syntax=DeflatedExplicitVRLittleEndian)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = b"".join(packer.compress(bytes(MIB)) for _each in range(600)) + packer.flush()
    start = image.index(b"1.2.840.10008.1.2.1.99") + 22
    folder = write(tmp_path / "disc", bomb=image[: start + 40] + packed, good=an_image(number=2))
    disc = disc_of(scans_in(folder).source, "disc", worker=scan_worker)
    assert disc is not None
    assert {file.path: file.kind for file in disc.files} == {"bomb": "damaged", "good": "image"}
    reached(peak_mib=memory_peak(scan_worker))
    assert memory_peak(scan_worker) < 400


@pytest.mark.long
@pytest.mark.proof("T-DICOM")
def test_a_disc_of_ten_thousand_small_files_is_read_whole(
    scan_worker: Worker, tmp_path: Path, reached: Reached
) -> None:
    folder = tmp_path / "disc"
    for number in range(SMALL_FILES):
        place = folder / f"D{number // 100:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"F{number:05}").write_bytes(b"no scan" * (number % 9))
    (folder / "IMG").write_bytes(an_image())
    disc = disc_of(scans_in(folder).source, "disc", worker=scan_worker)
    assert disc is not None
    assert len(disc.files) == SMALL_FILES + 1
    assert [file.path for file in disc.files if file.kind == "image"] == ["IMG"]
    reached(files=len(disc.files), peak_mib=memory_peak(scan_worker))
    assert memory_peak(scan_worker) < 400
