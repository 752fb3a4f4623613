"""Writing packets beside ReportLab and pikepdf alone for the same pages; stopping, memory, and a letter's preview."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from uuid import UUID

from PIL import Image

from caseorg.documents.prepare import draw_page, prepare
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.errors import StoppedError
from caseorg.domain.letter import LetterKind
from caseorg.packets.assembly import PacketChoices, plan_packet
from caseorg.packets.letters import plan_letter
from caseorg.packets.plan import PacketPlan
from caseorg.packets.render import write
from caseorg.services.documents import pages_of
from caseorg.services.letters import gather_packet, write_pdf
from caseorg.services.sample import tell_stories
from tests.bench.case_file import a_workspace
from tests.bench.measuring import Line, side_by_side, timed
from tests.packets.floor import Bare
from tests.packets.reading import made
from tests.packets.samples import APPEAL_DAY, LUIS, a_document, an_id, luis, luis_packet, maria, marias

_PAPERS, _PAGES, _PHOTOS = 10, 28, 20
_MOST_MB, _STOPS_MS, _PREVIEW_MS = 400, 200, 300


def benchmarks(folder: Path) -> Iterator[Line]:
    """Measure the appeal packet of the sample (17 pages), and one of 300 attached pages with 20 photographs."""
    workspace = a_workspace(folder, "papers.caseorg")
    snapshot = workspace.load_case(tell_stories(workspace).luis)
    plan = gather_packet(workspace, snapshot.packets[0])
    pages = {document.id: pages_of(workspace, document).pdf for document in snapshot.documents}
    done = write_pdf(plan, pages.__getitem__)
    bare = Bare(done.pdf, plan, pages)
    what = f"write the sample's appeal packet, {done.written.page_count} pages"
    yield side_by_side(what, lambda: write_pdf(plan, pages.__getitem__), bare.write, 1.5)
    workspace.close()
    yield from _large_packet(folder / "attached")
    yield _preview()


def _large_packet(folder: Path) -> Iterator[Line]:
    attach(folder)
    plan, pages = large_packet(folder)
    pdf = made(plan, pages.__getitem__)[0]
    bare = Bare(pdf, plan, pages)
    what = f"write a packet of 300 attached pages, {len(pdf) // 1_000_000} MB"
    line = side_by_side(what, lambda: made(plan, pages.__getitem__), bare.write, 2.0, rounds=5)
    yield line
    if shutil.which("qpdf"):
        spent = median(timed(lambda: _merge(folder)) for _round in range(3))
        yield Line("the same pages merged by qpdf alone, for comparison", line.measured, spent, "none", True,
                   line.measured / spent)  # fmt: skip
    yield _memory(folder)
    yield _stopping(plan, pages)


def _merge(folder: Path) -> None:
    files = sorted(folder.glob("*.pdf"))
    subprocess.run(["qpdf", "--empty", "--pages", *files, "--", folder / "merged.out"], check=True)


def attach(folder: Path) -> None:
    """Prepare the documents, as they are when they are added: 10 papers of 28 pages, and 20 photographs."""
    folder.mkdir()
    for number in range(_PAPERS):
        (folder / f"paper {number:02}.pdf").write_bytes(a_document(f"Paper {number}", ((612, 792),) * _PAGES))
    random_ = random.Random(1)
    grain = Image.frombytes("RGB", (400, 300), random_.randbytes(400 * 300 * 3))
    for number in range(_PHOTOS):
        photo = io.BytesIO()
        grain.rotate(number).resize((4000, 3000), Image.Resampling.BICUBIC).save(photo, "JPEG", quality=90)
        (folder / f"photo {number:02}.pdf").write_bytes(prepare(photo.getvalue(), "photo.jpg").pdf)


def large_packet(folder: Path) -> tuple[PacketPlan, dict[UUID, bytes]]:
    """Plan the packet of everything in the folder."""
    documents, pages = [], {}
    for path in sorted(folder.glob("*.pdf")):
        count = _PAGES if path.name.startswith("paper") else 1
        one = Document(
            id=an_id(path.name), case_id=LUIS, name=path.stem, kind=DocumentKind.other, page_count=count,
        )  # fmt: skip
        documents.append(one)
        pages[one.id] = path.read_bytes()
    snapshot = replace(luis(), documents=tuple(documents))
    return plan_packet(snapshot, luis_packet(snapshot), PacketChoices(APPEAL_DAY)), pages


def _memory(folder: Path) -> Line:
    """Write the packet in a process of its own and ask how much memory it ever had."""
    program = (
        "import io, sys; from pathlib import Path; from tests.bench.papers import large_packet;"
        "from caseorg.packets.render import write; plan, pages = large_packet(Path(sys.argv[1]));"
        "write(plan, io.BytesIO(), pages_of=pages.__getitem__);"
        # Not by getrusage: that counts what the process was forked from, too.
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True)
    peak = float(done.stdout) // 1024
    return Line("memory while it is written, in MB", peak, None, f"{_MOST_MB} MB", peak <= _MOST_MB)


def _stopping(plan: PacketPlan, pages: dict[UUID, bytes]) -> Line:
    """Stop at many moments, from the first page to the middle of saving; the longest wait counts."""
    whole = timed(lambda: made(plan, pages.__getitem__))
    longest = 0.0
    for share in (0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95):
        cancel, asked = threading.Event(), [0.0]

        def ask(cancel: threading.Event = cancel, asked: list[float] = asked) -> None:
            asked[0] = time.perf_counter()
            cancel.set()

        timer = threading.Timer(whole * share / 1000, ask)
        timer.start()
        try:
            write(plan, io.BytesIO(), cancel=cancel, pages_of=pages.__getitem__)
        except StoppedError:
            longest = max(longest, (time.perf_counter() - asked[0]) * 1000)
        timer.cancel()
    return Line("stop it, the longest of seven waits", longest, None, f"{_STOPS_MS} ms", longest <= _STOPS_MS)


def _preview() -> Line:
    """A word of a letter changes: plan it, write it, and draw its page for the screen."""
    snapshot = maria()
    count = iter(range(1000))

    def show() -> None:
        letter = plan_letter(snapshot, marias(LetterKind.network_exception, own_words=f"Changed {next(count)}"))
        draw_page(made(letter)[0], 1, 800)

    show()
    spent = median(timed(show) for _round in range(9))
    return Line("preview of a changed letter", spent, None, f"{_PREVIEW_MS} ms", spent <= _PREVIEW_MS)
