"""A packet that is too large for portals goes out as files that are not, and nothing in them is other than it says."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from caseorg.domain.letter import LetterStatus
from caseorg.packets.by_size import SIZE_LIMIT, files_of
from caseorg.services.letters import divided, gather_packet, keep_packet, pdf_of, write_pdf
from caseorg.services.workspace import Workspace
from tests.packets.bundled import plan_of, scanned
from tests.packets.reading import made, page_texts
from tests.packets.samples import LUIS, luis, luis_packet
from tests.packets.structure import tag_faults
from tests.packets.test_making import put

SIDE = 1000
"""Dots of a scan, across and down: it takes three million bytes."""


def check_file(pdf: bytes, part: str, whole: list[str], first: int) -> int:
    """Check one file against the packet it was cut from, and return the first page of the next."""
    assert tag_faults(pdf) == []
    texts = page_texts(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        labels = [page.label for page in document.pages]
        covers = sum(not label.isdigit() for label in labels)
        carried = len(labels) - covers
        last = first + carried - 1
        assert labels[covers:] == [str(number) for number in range(first, last + 1)]
        numbers = {page.objgen: at for at, page in enumerate(document.pages)}
        with document.open_outline() as outline:
            marks = [(item.title, numbers[item.destination[0].objgen]) for item in outline.root]
    assert texts[covers:] == whole[first - 1 : last]
    cover = " ".join(" ".join(texts[:covers]).split())
    assert part in cover
    assert f"pages {first} to {last} of {len(whole)}. With this cover it has {len(texts)} pages" in cover
    for title, at in marks:
        assert f"{title} {first + at - covers}" in cover, "each part with its true page"
    return last + 1


def test_a_packet_over_20_mb_is_kept_as_files_that_are_not(workspace: Workspace) -> None:
    documents, pages = scanned((2, 6, 1), SIDE)
    put(workspace, luis(documents))
    packet = luis_packet(workspace.load_case(LUIS))
    done = write_pdf(gather_packet(workspace, packet), pages.__getitem__)
    assert len(done.pdf) > SIZE_LIMIT
    (finding,) = done.written.findings
    assert "will be kept as smaller files" in finding.sentence
    assert done.files == (), "a preview divides nothing: it is made anew at each change"
    kept = keep_packet(workspace, packet, done)
    whole = page_texts(pdf_of(workspace, kept))
    papers = [one for one in workspace.load_case(LUIS).packets if one.id != kept.id]
    papers.sort(key=lambda one: one.title)
    assert len(papers) == len(divided(done).files) >= 2
    first = 1
    for number, paper in enumerate(papers, 1):
        assert paper.status is LetterStatus.made
        pdf = pdf_of(workspace, paper)
        assert len(pdf) <= SIZE_LIMIT
        assert paper.page_count == len(page_texts(pdf))
        assert paper.title.endswith(f"file {number} of {len(papers)}")
        first = check_file(pdf, f"File {number} of {len(papers)}", whole, first)
    assert first == len(whole) + 1, "every page, once, in order"
    workspace.undo()
    assert workspace.load_case(LUIS).packets == ()


def test_a_file_ends_where_an_exhibit_does_if_that_leaves_it_well_filled() -> None:
    documents, pages = scanned((2, 2, 2), SIDE)
    plan = plan_of(documents)
    pdf, written = made(plan, pages.__getitem__)
    files = files_of(plan, pdf, written, limit=9_000_000)
    starts = set(written.first_pages.values())
    assert len(files) == 3
    assert all(file.bundle.last + 1 in starts for file in files[:-1])
    assert files_of(plan, pdf, written, limit=9_000_000) == files, "the same packet, the same bytes"


def test_every_cover_of_a_samples_files_says_so() -> None:
    documents, pages = scanned((1, 1), SIDE)
    plan = replace(plan_of(documents), is_sample=True)
    pdf, written = made(plan, pages.__getitem__)
    files = files_of(plan, pdf, written, limit=4_500_000)
    assert len(files) == 2
    assert all("SAMPLE" in text for file in files for text in page_texts(file.pdf))


def test_a_packet_that_fits_is_one_file() -> None:
    documents, pages = scanned((1,), SIDE)
    plan = plan_of(documents)
    pdf, written = made(plan, pages.__getitem__)
    assert files_of(plan, pdf, written) == ()


def test_a_page_too_large_by_itself_is_a_file_of_its_own_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    documents, pages = scanned((1, 1), SIDE)
    plan = plan_of(documents)
    monkeypatch.setattr("caseorg.packets.by_size.SIZE_LIMIT", 2_500_000)
    done = write_pdf(plan, pages.__getitem__)
    files = files_of(plan, done.pdf, done.written, limit=2_500_000)
    assert sum(len(file.pdf) > 2_500_000 for file in files) == 2
    assert "One page is larger" in done.written.findings[1].sentence
