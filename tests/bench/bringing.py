"""Bringing files in: a disc, a folder of mixed files, health data; and unlocking, beside what it cannot do without.

What is brought in is kept by the same functions as in the window. The floor is the bare driver that hashes the same
bytes and writes them in the same pieces, in one transaction, into a copy of the same file.
"""

from __future__ import annotations

import io
import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from caseorg.domain.case import Case
from caseorg.domain.people import Contact
from caseorg.services import documents, health_import, keeping_first, looking, looking_later, opening
from caseorg.services.workspace import Workspace
from caseorg.store.attachments import CHUNK_SIZE
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import connect
from caseorg.store.seal import new_salt, seal_with
from tests.bench.case_file import a_workspace
from tests.bench.measuring import Line, line_of, timed
from tests.documents.made import a_pdf, saved

DISC_MB = int(os.environ.get("CASEORG_BENCH_DISC_MB", "200"))
"""How large the disc is. 700 is a full one, and takes some minutes."""
IMAGES, FILES = 2_000, 1_000
_DISC_AT_LEAST, _FILES_AT_LEAST = 0.7, 0.5
_ROUNDS = 3
_IDLE_S = 2.0
_LISTED_MS, _FHIR_MS, _FHIR_MB = 5_000, 3_000, 10


def benchmarks(folder: Path) -> Iterator[Line]:
    """Make the files, bring them in, and unlock a file with a password."""
    yield _unlocking(folder)
    yield _health_data()
    yield _listing(folder / "images")
    yield _disc(folder / "disc", folder)
    yield from _mixed(folder / "mixed", folder)


def _unlocking(folder: Path) -> Line:
    """Opening with a password, beside the stretching of the password alone, which is meant to take long."""
    opening.warm_up()
    path, salt = folder / "unlock.caseorg", new_salt()
    CaseFile.create(path, seal_with("correct horse", salt)).close()
    pairs = []
    for number in range(6):
        ours = timed(lambda: opening.open_with_password(path, "correct horse").close())
        floor = timed(lambda: seal_with("correct horse", salt))
        if number:
            pairs.append((ours, floor))
    return line_of("unlock with a password, beside its stretching alone", pairs, 1.1)


def _health_data() -> Line:
    """Reading a FHIR bundle of 10 MB, to the list of what can be ticked."""
    entries: list[dict[str, Any]] = []
    size = 0
    while size < _FHIR_MB << 20:
        entries.append(_result(len(entries)))
        size += len(json.dumps(entries[-1])) + 2
    health_import.read(looking.Brought("warm.json", _bundle(entries[:1])))  # the worker is there, and has loaded
    brought = looking.Brought("records.json", _bundle(entries))
    spent = timed(lambda: health_import.read(brought))
    return Line(f"read a FHIR bundle of {size >> 20} MB", spent, None, f"{_FHIR_MS} ms", spent < _FHIR_MS)


def _bundle(entries: list[dict[str, Any]]) -> bytes:
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def _result(number: int) -> dict[str, Any]:
    day = f"20{number % 26:02}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return {
        "resource": {
            "resourceType": "Observation",
            "id": f"lab-{number}",
            "status": "final",
            "category": [{"coding": [{"code": "laboratory"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "718-7", "display": "Hemoglobin"}]},
            "effectiveDateTime": day,
            "valueQuantity": {"value": round(9 + number % 70 / 10, 1), "unit": "g/dL"},
            "note": [{"text": f"Result {number}. " + "As seen before. " * 20}],
        }
    }


def _listing(folder: Path) -> Line:
    """From a folder of 2,000 images to the list of what is on the disc."""
    _scans(folder, IMAGES, 20_000)
    looking.look_at([looking.Brought("warm.txt", b"warm")])
    found: list[looking.Looked] = []
    spent = timed(lambda: found.extend(looking.look_at(looking.bring([folder]))))
    assert found[0].disc is not None
    assert sum(each.count for each in found[0].disc.series) == IMAGES
    return Line(
        f"list a disc of {IMAGES:,} images from its folder", spent, None, f"{_LISTED_MS} ms", spent < _LISTED_MS
    )


def _disc(folder: Path, place: Path) -> Line:
    """Adding a disc, from its folder to its bytes in the case file."""
    _scans(folder, DISC_MB, 1 << 20)
    pairs = []
    for number in range(2):
        workspace, case = _a_case(place, f"disc {number}.caseorg")
        bare = _a_copy(workspace)
        ours = timed(
            lambda w=workspace, c=case: documents.add_documents(w, c.id, looking.look_at(looking.bring([folder])))
        )
        whole = documents.bytes_of(workspace, workspace.load_case(case.id).documents[0])
        floor = timed(lambda b=bare, d=whole: _write(b, [d]))
        pairs.append((ours, floor))
        bare.close()
        workspace.close()
    return line_of(f"add a disc of {DISC_MB} MB", pairs, round(1 / _DISC_AT_LEAST, 2))


def _mixed(folder: Path, place: Path) -> Iterator[Line]:
    """Adding a folder of 1,000 texts, PDFs and photographs, by what the window calls for so many files.

    Measured is the time from the folder until all are in the case, as a person would say: there, whatever happens now.
    Told besides is how long it takes until all are looked into, and how long the window and a save had to wait.
    """
    write_papers(folder)
    data = [path.read_bytes() for path in sorted(folder.iterdir())]
    pairs, waits = [], _Waits()
    for number in range(_ROUNDS + 1):
        workspace, case = _a_case(place, f"mixed {number}.caseorg")
        bare = _a_copy(workspace)
        floor = timed(lambda b=bare: _write(b, data))
        # In the last round somebody else wants the computer and the file all the time, which is not measured with it.
        with waits.counted(workspace) if number == _ROUNDS else nullcontext():
            ours = timed(lambda w=workspace, c=case: keeping_first.keep(w, c.id, looking.listed([folder])))
        pairs.append((ours, floor))
        bare.close()
        assert len(workspace.load_case(case.id).documents) == FILES
        if number < _ROUNDS:
            workspace.close()
    megabytes = sum(len(each) for each in data) >> 20
    what = f"keep a folder of {FILES:,} mixed files, {megabytes} MB"
    yield line_of(what, pairs[:_ROUNDS], 1 / _FILES_AT_LEAST)
    print(f"  while they are kept: {waits}")
    yield waits.line("while they are kept, 99 of 100 waits of another thread")
    yield from _looked_into(workspace)
    workspace.close()


def _looked_into(workspace: Workspace) -> Iterator[Line]:
    """Looking into all of them afterwards, as the window does in the background."""
    waits, readers = _Waits(), looking_later.Readers()

    def look() -> None:
        while looking_later.look_into_some(workspace, readers).left:
            pass

    with waits.counted(workspace):
        spent = timed(look)
    readers.close()
    print(f"  all {FILES:,} are looked into {spent / 1000:.1f} s later; meanwhile: {waits}")
    yield waits.line("while they are looked into, 99 of 100 waits of another thread")


class _Waits:
    """What stands for the window: a thread that wants its turn every two milliseconds, and one that saves at times."""

    def __init__(self) -> None:
        self.turns: list[float] = []
        self.saves: list[float] = []

    @contextmanager
    def counted(self, workspace: Workspace) -> Iterator[None]:
        """Count how long each has to wait, in milliseconds."""
        over = threading.Event()
        threads = [threading.Thread(target=self._turn, args=(over,)),
                   threading.Thread(target=self._save, args=(over, workspace))]  # fmt: skip
        for each in threads:
            each.start()
        try:
            yield
        finally:
            over.set()
            for each in threads:
                each.join()
        self.turns.sort()
        self.saves.sort()

    def _turn(self, over: threading.Event) -> None:
        while not over.is_set():
            before = time.perf_counter()
            time.sleep(0.002)
            self.turns.append((time.perf_counter() - before) * 1000 - 2)

    def _save(self, over: threading.Event, workspace: Workspace) -> None:
        contact = Contact(name="Dr. Lee")
        while not over.wait(0.25):
            self.saves.append(timed(lambda: workspace.save(contact.revised(name=f"Dr. {len(self.saves)}"), "Edit")))

    def line(self, what: str) -> Line:
        """Return the row that says whether another thread got its turn, beside its waits when nothing is done."""
        over, idle = threading.Event(), _Waits()
        threading.Timer(_IDLE_S, over.set).start()
        idle._turn(over)
        idle.turns.sort()
        late, anyway = _late(self.turns), _late(idle.turns)
        return Line(what, late, anyway, "50 ms more", late - anyway < 50)

    def __str__(self) -> str:
        saves = f"a save took {median(self.saves):.0f} ms, at most {self.saves[-1]:.0f} ms" if self.saves else "no save"
        return f"another thread waited for its turn at most {self.turns[-1]:.0f} ms; {saves}"


def _late(turns: Sequence[float]) -> float:
    """Return what 99 of 100 waits are no longer than."""
    return turns[int(len(turns) * 0.99)]


def _a_case(place: Path, name: str) -> tuple[Workspace, Case]:
    workspace = a_workspace(place, name)
    case = Case(title="A case")
    workspace.save(case, "Add a case")
    return workspace, case


def _a_copy(workspace: Workspace) -> Any:
    """Open a copy of a case file by the bare driver."""
    copy = workspace.case_file.path.with_suffix(".bare")
    workspace.case_file.copy_to(copy)
    return connect(copy, workspace.case_file.seal, read_only=False)


def _write(bare: Any, files: Sequence[bytes]) -> None:
    """Hash and write files in pieces, in one transaction."""
    bare.execute("begin immediate")
    for data in files:
        digest, count = sha256(data).hexdigest(), -(-len(data) // CHUNK_SIZE)
        bare.execute("insert into attachments (sha256, size, chunk_count) values (?, ?, ?)", (digest, len(data), count))
        bare.executemany(
            "insert into attachment_chunks (sha256, number, bytes) values (?, ?, ?)",
            ((digest, at, data[at * CHUNK_SIZE : (at + 1) * CHUNK_SIZE]) for at in range(count)),
        )
    bare.execute("commit")


def _scans(folder: Path, count: int, size: int) -> None:
    """Write images as a scanner does, each of some bytes that no packing makes smaller."""
    folder.mkdir()
    random_ = Random(1)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    image = Dataset()
    image.file_meta = meta
    image.PatientName, image.PatientID, image.Modality = "Test^Disc", "1", "CT"
    image.StudyInstanceUID, image.StudyDate, image.StudyDescription = "1.2.3", "20260312", "Chest"
    image.SOPClassUID = meta.MediaStorageSOPClassUID
    side = int((size // 2) ** 0.5)
    image.Rows = image.Columns = side
    image.BitsAllocated = image.BitsStored = 16
    image.HighBit, image.PixelRepresentation, image.SamplesPerPixel = 15, 0, 1
    image.PhotometricInterpretation = "MONOCHROME2"
    for number in range(count):
        image.SeriesInstanceUID = f"1.2.3.{number // 200 + 1}"
        meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID = f"1.2.3.9.{number + 1}"
        image.InstanceNumber = number + 1
        image.PixelData = random_.randbytes(side * side * 2)
        image.save_as(folder / f"IM{number:05}.dcm", enforce_file_format=True)


def write_papers(folder: Path, seed: int = 1) -> None:
    """Write texts, PDFs and photographs, each another one, and others for another seed."""
    folder.mkdir()
    random_ = Random(seed)
    words = "the report of tissue was seen by doctor nurse plan visit on monday and sent".split()
    grain = Image.frombytes("RGB", (400, 300), random_.randbytes(400 * 300 * 3))
    for number in range(FILES):
        text = f"Paper {number}. " + " ".join(random_.choices(words, k=2_000))
        if number % 10 < 5:
            (folder / f"{number:04}.txt").write_text(text)
        elif number % 10 < 8:
            (folder / f"{number:04}.pdf").write_bytes(saved(a_pdf(f"Paper {number} of {seed}", "Second page")))
        else:
            photo = io.BytesIO()
            grain.rotate(number * 0.3).resize((1600, 1200)).save(photo, "JPEG", quality=85)
            (folder / f"{number:04}.jpg").write_bytes(photo.getvalue())
