"""T-CORPUS, T-PACKET and T-BOMB for documents: files of others go in whole or are refused with a sentence."""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseorg.documents.inspect import inspect
from caseorg.documents.kinds import FileKind
from caseorg.documents.prepare import draw_page, prepare
from caseorg.documents.worker import Worker
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, HugeDocumentError
from tests.documents import made
from tests.documents.of_others import OURS, THEIRS, without_theirs
from tests.documents.proof import active_things

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = [pytest.param(OURS, id="ours"), pytest.param(THEIRS, id="theirs", marks=without_theirs)]

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc for the memory")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("*/*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def memory_peak(worker: Worker) -> int:
    """Return the most memory the worker ever had, in MiB."""
    status = Path(f"/proc/{worker.process_id}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) >> 10


@pytest.mark.slow
@on_linux
@pytest.mark.proof("T-CORPUS")
@pytest.mark.parametrize("folder", COLLECTIONS)
def test_every_file_is_shown_or_refused_with_a_sentence_and_kept(worker: Worker, folder: Path) -> None:
    inspect(b"%PDF-", "first.pdf", worker=worker)
    process = worker.process_id
    shown = 0
    for name, data in files(folder):
        start = time.monotonic()
        before = hashlib.sha256(data).hexdigest()
        look = inspect(data, name, worker=worker)
        refusal: CaseorgError | None = None
        try:
            paper = prepare(data, name, worker=worker)
            assert draw_page(paper.pdf, paper.page_count, 200, worker=worker), name
        except CaseorgError as error:
            refusal = error
        if refusal is None:
            shown += 1
            assert (look.page_count, look.problem) == (paper.page_count, None), name
        else:
            assert str(refusal).startswith("We kept “"), name
            assert refusal.advice.endswith("."), name
        assert worker.process_id == process, f"the worker ended over {name}"
        assert time.monotonic() - start < 30, name
        assert (look.size, look.sha256) == (len(data), before), name
    assert memory_peak(worker) < 1024
    if folder == OURS:
        assert shown >= 100


@pytest.mark.proof("T-CORPUS")
def test_nothing_has_to_be_loaded_after_the_worker_gave_up_opening_files() -> None:
    """What a library opens only when first used would be refused, and a good file with it."""
    program = """
import json, pathlib, sys
from caseorg.documents import drawing, limits, pages
from caseorg.documents.kinds import SHOWN, kind_of
drawing.warm_up(); pages.warm_up()
files = [(path.name, path.read_bytes()) for path in sorted(pathlib.Path(sys.argv[1]).glob("*/*"))]
asked = set()
def listen(event, arguments):
    try:
        limits._refuse(event, arguments)
    except PermissionError:
        asked.add(f"{name}: {event} {arguments}")
sys.addaudithook(listen)
for name, data in files:
    kind = kind_of(data, name)
    if kind in SHOWN:
        try:
            pages.prepare(data, {"kind": kind})
        except Exception:
            pass
print(json.dumps(sorted(asked)))
"""
    command = [sys.executable, "-W", "ignore", "-B", "-c", program, str(OURS)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout.splitlines()[-1]) == []


@pytest.mark.proof("T-PACKET")
@pytest.mark.parametrize("folder", COLLECTIONS)
def test_no_clean_page_of_any_pdf_holds_anything_active(worker: Worker, folder: Path, tmp_path: Path) -> None:
    seen = active_before = 0
    for name, data in files(folder):
        if inspect(data, name, worker=worker).kind is not FileKind.pdf:
            continue
        try:
            paper = prepare(data, name, worker=worker)
        except CaseorgError:
            continue
        seen += 1
        active_before += bool(active_things(data))
        assert active_things(paper.pdf, tmp_path) == set(), name
    if folder == OURS:
        assert seen >= 30
        assert active_before >= 10


@on_linux
@pytest.mark.proof("T-BOMB")
def test_a_page_that_unpacks_to_400_mib_is_refused_in_little_memory(worker: Worker) -> None:
    bomb = made.page_bomb()
    assert len(bomb) < 500_000
    with Worker() as fresh:
        with pytest.raises(HugeDocumentError, match="too big to show"):
            prepare(bomb, "bomb.pdf", worker=fresh)
        assert memory_peak(fresh) < 200


@on_linux
@pytest.mark.proof("T-BOMB")
def test_a_page_packed_twice_is_refused_within_the_limits() -> None:
    with Worker() as fresh, pytest.raises(CaseorgError) as raised:
        prepare(made.page_bomb(twice=True), "bomb.pdf", worker=fresh)
    assert type(raised.value) in (HugeDocumentError, DamagedDocumentError)


@on_linux
@pytest.mark.proof("T-BOMB")
def test_a_picture_of_900_megapixels_is_refused_in_little_memory() -> None:
    bomb = made.png_bomb()
    assert len(bomb) < 200_000
    with Worker() as fresh:
        with pytest.raises(HugeDocumentError):
            prepare(bomb, "bomb.png", worker=fresh)
        assert inspect(bomb, "bomb.png", worker=fresh).problem == "We kept “bomb.png”, but it is too big to show here."
        assert memory_peak(fresh) < 200


@pytest.mark.slow
@on_linux
@pytest.mark.proof("T-BOMB")
def test_a_tiff_of_300_frames_becomes_300_pages_one_frame_at_a_time() -> None:
    with Worker() as fresh:
        assert prepare(made.a_tiff(300), "scan.tif", worker=fresh).page_count == 300
        assert memory_peak(fresh) < 250


@pytest.mark.proof("T-BOMB")
def test_a_tiff_of_more_than_500_frames_is_refused(worker: Worker) -> None:
    with pytest.raises(HugeDocumentError):
        prepare(made.a_tiff(501, (10, 10)), "scan.tif", worker=worker)
