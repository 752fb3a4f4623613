"""Every number, link, bookmark, label, stamp and tag of a finished packet is true, for packets of any shape."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from caseorg.documents.prepare import Prepared, prepare
from caseorg.documents.worker import Worker
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import PacketKind
from caseorg.packets.assembly import PacketChoices, plan_packet
from caseorg.packets.plan import PacketPlan
from tests.documents.of_others import OURS, THEIRS, without_theirs
from tests.packets.reading import made
from tests.packets.samples import APPEAL_DAY, LUIS, an_id, luis, luis_packet
from tests.packets.structure import faults

CHOSEN = PacketChoices(APPEAL_DAY)

_SIZES = ((612, 792), (792, 612), (595, 842), (842, 595), (612, 1008), (1191, 842), (298, 420), (2000, 100))
_TITLES = (
    "Visit notes", "Befund (Übersetzung) – Seite 3/4", "Kết quả sinh thiết", "نتيجة الخزعة", "Гистология", "病理報告",
    "A report whose name is as long as only a portal can make it, with the office, the day and the number in it", "(x)",
)  # fmt: skip


def source(random_: random.Random, pages: int) -> bytes:
    """Make a document whose pages differ in size, turn and crop, each framed to its edges."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number in range(1, pages + 1):
        width, height = random_.choice(_SIZES)
        canvas.setPageSize((width, height))
        canvas.rect(1, 1, width - 2, height - 2)
        canvas.drawString(4, 4, f"page {number}")
        canvas.drawString(width / 2, height - 12, f"page {number}")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        for page in document.pages:
            if random_.random() < 0.5:
                page.obj.Rotate = random_.choice((0, 90, 180, 270))
            if random_.random() < 0.3:
                width, height = float(page.mediabox[2]), float(page.mediabox[3])
                page.obj.CropBox = pikepdf.Array([width * 0.1, height * 0.2, width * 0.9, height * 0.95])
        done = io.BytesIO()
        document.save(done)
    return done.getvalue()


def a_packet(seed: int, count: int | None = None) -> tuple[PacketPlan, dict[object, bytes]]:
    """Plan a packet by chance: how many exhibits, with which pages, behind what."""
    random_ = random.Random(seed)
    count = random_.choice((0, 1, 2, 3, 5, 8, 13, 26, 27)) if count is None else count
    documents, bytes_of, choices = [], {}, []
    for number in range(count):
        pages = random_.choice((1, 1, 2, 3))
        document = Document(
            id=an_id(f"{seed} {number}"), case_id=LUIS, name=random_.choice(_TITLES), page_count=pages,
            kind=random_.choice(list(DocumentKind)), document_date=random_.choice((None, date(2026, 11, 3))),
        )  # fmt: skip
        documents.append(document)
        bytes_of[document.id] = source(random_, pages)
        choices.append(random_.choice(("", "1", f"{pages}", f"{pages}, 1")))
    snapshot = replace(luis(tuple(documents) or ()), documents=tuple(documents))
    kind = random_.choice(list(PacketKind))
    packet = luis_packet(
        snapshot, kind=kind, with_fax_cover=random_.random() < 0.5, with_call_log=random_.random() < 0.5,
        page_choices=tuple(choices), about_id=None if kind is PacketKind.consultant else an_id("appeal"),
    )  # fmt: skip
    plan = plan_packet(snapshot, packet, CHOSEN)
    return replace(plan, is_sample=random_.random() < 0.2), bytes_of  # type: ignore[return-value]


def check(plan: PacketPlan, bytes_of: dict[object, bytes]) -> None:
    pdf, written = made(plan, bytes_of.__getitem__)
    assert faults(pdf, plan, written) == []


@pytest.mark.parametrize("count", [0, 1, 26, 27, 60])
def test_everything_in_a_packet_points_to_its_true_page(count: int) -> None:
    check(*a_packet(count, count))


@pytest.mark.parametrize("seed", range(100, 112))
def test_everything_in_a_packet_made_by_chance_points_to_its_true_page(seed: int) -> None:
    check(*a_packet(seed))


@pytest.mark.long
def test_everything_in_two_hundred_packets_made_by_chance_points_to_its_true_page() -> None:
    for seed in range(1000, 1200):
        check(*a_packet(seed))


def test_the_walk_finds_what_is_wrong() -> None:
    plan, bytes_of = a_packet(3, 3)
    pdf, written = made(plan, bytes_of.__getitem__)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        links = [note for page in document.pages for note in page.obj.get("/Annots", [])]
        links[0].Dest[0] = document.pages[0].obj
        document.pages[-1].contents_add(b"BT /F1 9 Tf 60 20 Td (Covered) Tj ET", prepend=True)
        document.pages[-1].obj.MediaBox = pikepdf.Array([0, 0, 300, 300])
        document.Root.PageLabels.Nums[1].St = 5
        document.Root.StructTreeRoot.ParentTree.Nums[1][0] = document.Root.StructTreeRoot.K[0]
        out = io.BytesIO()
        document.save(out)
    found = " ".join(faults(out.getvalue(), plan, written))
    for words in ("links lead to", "the label 5", "has the box", "is not found again"):
        assert words in found


def shown(folder: Path, worker: Worker) -> Iterator[tuple[str, Prepared]]:
    for path in sorted(folder.glob("*/*")):
        if path.is_file() and path.parent.name in ("pdf", "jpeg", "png", "tiff", "gif", "bmp", "webp", "heic", "jp2"):
            try:
                yield path.name, prepare(path.read_bytes(), path.name, worker=worker)
            except CaseorgError:
                continue


@pytest.mark.parametrize(
    "folder", [OURS, pytest.param(THEIRS, marks=[pytest.mark.long, without_theirs])], ids=["ours", "theirs"]
)
def test_every_real_file_stands_clear_of_its_stamp_on_its_true_page(folder: Path) -> None:
    with Worker() as worker:
        waiting = [(name, each) for name, each in shown(folder, worker) if each.page_count <= 40]
    if folder == OURS:
        assert len(waiting) >= 60
    for start in range(0, len(waiting), 30):
        documents, bytes_of = [], {}
        for name, each in waiting[start : start + 30]:
            document = Document(id=an_id(f"{start} {name}"), case_id=LUIS, name=name, page_count=each.page_count)
            documents.append(document)
            bytes_of[document.id] = each.pdf
        snapshot = replace(luis(), documents=tuple(documents))
        plan = plan_packet(snapshot, luis_packet(snapshot), CHOSEN)
        check(plan, bytes_of)  # type: ignore[arg-type]
