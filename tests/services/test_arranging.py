"""Pages turned and left out: a copy beside the paper that came, which stays byte for byte as it was."""

from __future__ import annotations

from uuid import UUID

import pytest

from caseorg.documents.prepare import prepare
from caseorg.documents.worker import Worker
from caseorg.domain.errors import DamagedDocumentError
from caseorg.domain.letter import LetterStatus, Packet
from caseorg.domain.record import SourceKind
from caseorg.services.arranging import PageWish, arranged, keep_arranged, left, shown
from caseorg.services.documents import bytes_of, pages_of
from caseorg.services.looking import Brought
from caseorg.services.workspace import Workspace
from tests.builders import a_case
from tests.documents.made import a_pdf, saved
from tests.services.test_documents import added

PAPER = saved(a_pdf("One fish", "Two fish", "Red fish"))
AS_IT_IS, TO_THE_RIGHT = PageWish(), PageWish(90)
OUT = PageWish(is_left_out=True)


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    return a_case(workspace).id


def test_a_copy_has_the_pages_turned_and_the_paper_stays_as_it_came(
    workspace: Workspace, case_id: UUID, worker: Worker
) -> None:
    (paper,) = added(workspace, case_id, worker, Brought("scan.pdf", PAPER)).documents
    before = pages_of(workspace, paper, worker=worker)
    wishes = (AS_IT_IS, OUT, TO_THE_RIGHT)
    looked = arranged(workspace, paper, wishes, is_sample=False, worker=worker)
    copy = keep_arranged(workspace, paper, looked, wishes)
    assert (copy.name, copy.source_kind, copy.source_document_id) == (
        "scan (some pages)", SourceKind.caseorg, paper.id,
    )  # fmt: skip
    pages = pages_of(workspace, copy, worker=worker)
    assert ["One" in pages.page_texts[0], "Red" in pages.page_texts[1], len(pages.page_texts)] == [True, True, 2]
    whole, side = before.page_sizes[2], pages.page_sizes[1]
    assert (side.width, side.height) == (whole.height, whole.width)
    assert pages.page_sizes[0] == before.page_sizes[0]
    assert "Two" not in "".join(pages.page_texts), "what was left out is not in the file"
    assert bytes_of(workspace, paper) == PAPER
    assert pages_of(workspace, paper, worker=worker) == before
    workspace.undo()
    assert workspace.load_case(case_id).documents == (paper,)


def test_the_copy_takes_its_place_in_drafts_and_not_in_what_was_made(
    workspace: Workspace, case_id: UUID, worker: Worker
) -> None:
    paper, other = added(
        workspace, case_id, worker, Brought("a.pdf", PAPER), Brought("b.pdf", saved(a_pdf("Other")))
    ).documents
    draft = Packet(case_id=case_id, exhibit_ids=(other.id, paper.id), page_choices=("1", "2-3"))
    made = draft.revised(id=UUID(int=7), status=LetterStatus.made)
    for packet in (draft, made):
        workspace.save(packet, "Make a packet")
    for wishes, choices in (((AS_IT_IS, AS_IT_IS, TO_THE_RIGHT), ("1", "2-3")), ((OUT, AS_IT_IS, OUT), ("1", ""))):
        looked = arranged(workspace, paper, wishes, is_sample=False, worker=worker)
        copy = keep_arranged(workspace, paper, looked, wishes)
        found = {each.id: each for each in workspace.load_case(case_id).packets}
        assert (found[draft.id].exhibit_ids, found[draft.id].page_choices) == ((other.id, copy.id), choices)
        assert found[made.id] == made
        workspace.undo()


def test_turning_on_comes_round_and_a_page_that_is_not_there_is_refused(worker: Worker) -> None:
    wish = AS_IT_IS
    for _turn in range(4):
        wish = wish.turned_by(270)
    assert wish == AS_IT_IS
    assert left((AS_IT_IS, OUT)) == 1
    pdf = prepare(PAPER, "a.pdf", worker=worker).pdf
    with pytest.raises(DamagedDocumentError):
        shown(pdf, (AS_IT_IS,) * 4, worker=worker)
    with pytest.raises(DamagedDocumentError):
        shown(pdf, (PageWish(45),), worker=worker)
