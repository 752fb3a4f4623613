"""A packet sent as several faxes: every page once, in order, under covers that count what goes through the machine."""

from __future__ import annotations

import io
import random

import pikepdf
import pytest

from caseorg.domain.letter import LetterStatus
from caseorg.packets.parts import bundles
from caseorg.services.fax_parts import can_be_divided, make_fax_parts
from caseorg.services.letters import gather_packet, keep_packet, pdf_of, write_pdf
from caseorg.services.workspace import Workspace
from tests.packets.reading import page_texts
from tests.packets.samples import LUIS, luis, luis_packet, pages_for
from tests.packets.structure import tag_faults
from tests.packets.test_making import put


@pytest.mark.parametrize("seed", range(40))
def test_every_page_is_in_one_bundle_and_none_is_too_long(seed: int) -> None:
    random_ = random.Random(seed)
    pages, limit, first = random_.randint(1, 300), random_.randint(5, 60), random_.choice((1, 2))
    starts = sorted(random_.sample(range(1, pages + 1), min(pages, random_.randint(1, 20))))
    made = bundles(starts, first, pages, limit)
    assert [number for one in made for number in range(one.first, one.last + 1)] == list(range(first, pages + 1))
    assert all(one.faxed <= limit for one in made)
    assert [one.number for one in made] == list(range(1, len(made) + 1))
    assert len(made) <= 1 + 2 * pages // max(1, limit - 1)


def test_the_faxes_of_a_packet_are_kept_count_right_and_can_be_undone(workspace: Workspace) -> None:
    put(workspace, luis())
    packet = luis_packet(workspace.load_case(LUIS))
    plan = gather_packet(workspace, packet)
    kept = keep_packet(workspace, packet, write_pdf(plan, pages_for(plan).__getitem__))
    assert can_be_divided(kept)
    whole = page_texts(pdf_of(workspace, kept))
    faxes = make_fax_parts(workspace, kept, 10)
    assert len(faxes) >= 3
    sent: list[str] = []
    for number, fax in enumerate(faxes, 1):
        assert fax.status is LetterStatus.made
        assert not can_be_divided(fax)
        pdf = pdf_of(workspace, fax)
        cover, *pages = page_texts(pdf)
        assert len(pages) + 1 == fax.page_count
        assert fax.page_count <= 10
        assert f"Part {number} of {len(faxes)}" in cover
        assert f"{fax.page_count}, with this page" in cover
        first = len(sent) + 2
        assert f"Pages {first} to {first + len(pages) - 1} of a packet of {len(whole)} pages" in cover
        assert "Luis" not in cover
        sent += pages
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert [page.label for page in document.pages][1:] == [str(first + own) for own in range(len(pages))]
            here = {page.objgen for page in document.pages}
            links = [note for page in document.pages for note in page.obj.get("/Annots", [])]
            assert all(note.Dest[0].objgen in here for note in links)
            assert b"pdfuaid" not in document.Root.Metadata.read_bytes()
        assert tag_faults(pdf) == []
    assert sent == whole[1:]
    workspace.undo()
    assert workspace.load_case(LUIS).packets == (kept,)
