"""T-PACKET: what others made goes into a packet whole: its words all there, nothing of it that acts, twice alike."""

from __future__ import annotations

import io
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest

from caseorg.documents.finding import FindingKind
from caseorg.documents.inspect import inspect
from caseorg.documents.kinds import FileKind
from caseorg.documents.prepare import prepare
from caseorg.documents.worker import Worker
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError
from caseorg.packets.assembly import PacketChoices, plan_packet
from caseorg.packets.plan import PacketPlan
from tests.documents.of_others import OURS, THEIRS, without_theirs
from tests.documents.proof import active_things
from tests.packets.reading import made
from tests.packets.samples import APPEAL_DAY, LUIS, an_id, luis, luis_packet
from tests.packets.structure import faults
from tests.trust.conftest import Reached

MOST_PAGES = 40
"""Of one file; a longer one costs time and tells no more."""
AT_A_TIME = 20
"""Files in one packet."""
OURS_IN_IT = {"/Metadata", "/StructTreeRoot"}
"""What a packet holds itself: what it says of itself, and what a screen reader is told. No page of others may."""


@dataclass(frozen=True)
class Real:
    """One file of others that can be shown, with its clean pages."""

    name: str
    data: bytes
    pdf: bytes
    page_count: int
    pictures: frozenset[int]
    """Pages on which something was drawn past the edge: to be rid of it they became pictures, and have no words."""


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as opened:
        yield opened


def real_files(folder: Path, worker: Worker) -> Iterator[Real]:
    for path in sorted(folder.glob("*/*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        try:
            paper = prepare(data, path.name, worker=worker)
        except CaseorgError:
            continue
        if paper.page_count <= MOST_PAGES:
            is_pdf = inspect(data, path.name, worker=worker).kind is FileKind.pdf
            cut = [page for each in paper.findings if each.kind is FindingKind.cut_away for page in each.pages]
            yield Real(path.name, data if is_pdf else b"", paper.pdf, paper.page_count, frozenset(cut))


def letters_of(pdf: bytes, folder: Path) -> list[Counter[str]]:
    """How often each letter stands on each page, as poppler reads it, which had no part in making the packet."""
    (folder / "read.pdf").write_bytes(pdf)
    command = ["pdftotext", "-enc", "UTF-8", str(folder / "read.pdf"), "-"]
    read = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    # Of the signs for a direction of writing the reader puts some there itself, by what stands around.
    shown = "".join(letter for letter in read if unicodedata.category(letter) != "Cf")
    return [Counter("".join(page.split())) for page in shown.split("\f")[:-1]]


def packet_of(files: list[Real]) -> tuple[PacketPlan, dict[object, bytes]]:
    documents = [
        Document(id=an_id(f"{at} {each.name}"), case_id=LUIS, name=each.name, page_count=each.page_count)
        for at, each in enumerate(files)
    ]
    bytes_of: dict[object, bytes] = {document.id: each.pdf for document, each in zip(documents, files, strict=True)}
    snapshot = replace(luis(), documents=tuple(documents))
    return plan_packet(snapshot, luis_packet(snapshot), PacketChoices(APPEAL_DAY)), bytes_of


def elsewhere_than_in_the_root(pdf: bytes) -> set[str]:
    """Which of what is the packet's own stands anywhere else in it."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        held = (each for each in document.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream))
        return {key for each in held if each.objgen != document.Root.objgen for key in OURS_IN_IT if key in each}


def judge(files: list[Real], folder: Path) -> int:
    """Make a packet of these files and judge it; return how many pages of files were compared."""
    plan, bytes_of = packet_of(files)
    pdf, written = made(plan, bytes_of.__getitem__)
    assert made(plan, bytes_of.__getitem__)[0] == pdf
    assert faults(pdf, plan, written) == []
    assert active_things(pdf, folder) <= OURS_IN_IT
    assert elsewhere_than_in_the_root(pdf) == set()
    on_pages = letters_of(pdf, folder)
    compared = 0
    exhibits = [exhibit for exhibit in plan.exhibits if exhibit.paper is None]
    for each, exhibit in zip(files, exhibits, strict=True):
        first = written.first_pages[exhibit.key]  # the sheet before it
        source = letters_of(each.data or each.pdf, folder)
        assert len(source) == each.page_count, each.name
        for number, wanted in enumerate(source, 1):
            if number not in each.pictures:
                lost = wanted - on_pages[first + number - 1]
                assert not lost, f"{each.name}, page {number}: {lost}"
                compared += 1
    return compared


@pytest.mark.proof("T-PACKET")
@pytest.mark.parametrize(
    "folders", [(OURS,), pytest.param((OURS, THEIRS), marks=[pytest.mark.long, without_theirs])], ids=["ours", "all"]
)
def test_real_files_go_into_a_packet_with_every_word_and_without_anything_that_acts(
    folders: tuple[Path, ...], worker: Worker, tmp_path: Path, reached: Reached
) -> None:
    files = [each for folder in folders for each in real_files(folder, worker)]
    pages = sum(judge(files[at : at + AT_A_TIME], tmp_path) for at in range(0, len(files), AT_A_TIME))
    reached(files=len(files), pages=pages)
    assert len(files) >= (100 if folders == (OURS,) else 300)
