"""The words on scans are kept with the case: a search finds them, and what is not read yet is known."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from uuid import UUID

import pytest

from caseorg.documents.reading import scan_worker
from caseorg.documents.scan_languages import usual_reader
from caseorg.documents.worker import Worker
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.errors import StoppedError
from caseorg.domain.people import CaseContact, Contact, ContactRole
from caseorg.services.documents import add_documents, text_of
from caseorg.services.guesses import sender_of, suggestion
from caseorg.services.looking import Brought, look_at
from caseorg.services.reading import (
    boxes_of,
    pages_with,
    places_of_words,
    read_page,
    read_state,
    scans_to_read,
    unread_pages,
    words_on,
)
from caseorg.services.search import Search
from caseorg.services.workspace import Workspace
from tests.builders import a_case
from tests.documents.made import a_pdf, saved
from tests.documents.scanned import a_letter, a_scan

SHORT = "Blue River Health\n\nNovember 20, 2026\n\nNotice of denial\n\nYour request for proton therapy was denied."


@pytest.fixture(scope="module")
def scans() -> Iterator[Worker]:
    reader = usual_reader()
    assert reader is not None
    with scan_worker(reader) as worker:
        yield worker


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    return a_case(workspace).id


def added(workspace: Workspace, case_id: UUID, name: str, data: bytes) -> Document:
    return add_documents(workspace, case_id, look_at((Brought(name, data),))).documents[0]


def test_a_scan_is_read_kept_and_found(workspace: Workspace, case_id: UUID, scans: Worker) -> None:
    scan = added(workspace, case_id, "scan.pdf", a_scan(a_letter(SHORT, size=14)))
    printed = added(workspace, case_id, "printed.pdf", saved(a_pdf("Proton therapy plan")))
    assert "The words on 1 page are not read yet." in read_state(workspace, scan).sentence
    (unread,) = unread_pages(workspace, (scan, printed))
    assert (unread.document.id, unread.page) == (scan.id, 1)
    steps = len(workspace.history.done)
    read_page(workspace, unread, worker=scans)
    assert len(workspace.history.done) == steps  # nothing a person did, so nothing to undo
    assert unread_pages(workspace, (scan, printed)) == ()
    assert read_state(workspace, scan).sentence.startswith("We read the words off this scan.")
    assert "proton therapy" in text_of(workspace, scan)
    hits = Search(workspace).find("proton", case_id)
    assert hits is not None
    assert {hit.record_id for hit in hits} == {scan.id, printed.id}
    found = suggestion(workspace, scan)
    assert (found.kind_words, found.day_words) == ("notice of denial", "november 20, 2026")
    assert [words for words, _place in places_of_words(workspace, scan, 1, ("notice of denial", "nowhere"))] == [
        "notice of denial"
    ]
    for document in (scan, printed):
        assert pages_with(workspace, document, ["proton"]) == (1,)
        (box,) = boxes_of(workspace, document, 1, ["proton"])
        assert 0 < box[0] < box[2] < 1
        assert 0 < box[1] < box[3] < 1
    assert words_on(workspace, scan, 1).is_read
    assert not words_on(workspace, printed, 1).is_read
    assert sender_of(workspace, workspace.load_case(case_id), scan) is None  # no such office in the case


def test_what_was_stopped_is_still_to_be_read(workspace: Workspace, case_id: UUID, scans: Worker) -> None:
    scan = added(workspace, case_id, "scan.pdf", a_scan(a_letter(SHORT)))
    cancel = threading.Event()
    cancel.set()
    (unread,) = unread_pages(workspace, (scan,))
    with pytest.raises(StoppedError):
        read_page(workspace, unread, worker=scans, cancel=cancel)
    assert unread_pages(workspace, (scan,)) == (unread,)


def test_a_picture_without_words_is_looked_at_once(workspace: Workspace, case_id: UUID, scans: Worker) -> None:
    blank = added(workspace, case_id, "blank.pdf", a_scan(a_letter("")))
    read_page(workspace, unread_pages(workspace, (blank,))[0], worker=scans)
    assert unread_pages(workspace, (blank,)) == ()
    assert read_state(workspace, blank).sentence == "We found no words on this picture."


def test_what_is_to_be_read_is_found_in_all_cases_the_asked_first_and_nothing_of_what_is_put_away(
    workspace: Workspace, case_id: UUID, scans: Worker
) -> None:
    other, away = a_case(workspace, title="Other"), a_case(workspace, title="Away")
    page = a_scan(a_letter(SHORT, size=14))
    first, later = added(workspace, case_id, "first.pdf", page), added(workspace, other.id, "later.pdf", page)
    added(workspace, case_id, "printed.pdf", saved(a_pdf("Proton therapy plan")))
    added(workspace, away.id, "away.pdf", page)
    gone = added(workspace, case_id, "gone.pdf", a_scan(a_letter("Gone")))
    workspace.save(away.revised(put_away_on=workspace.today()), "Put away")
    with workspace.step("Remove") as step:
        step.remove(gone)

    def found(*asked: Document, only_asked: bool = False) -> list[UUID]:
        keys = {each.id for each in asked}
        pages = scans_to_read(workspace, keys, only_asked=only_asked, cancel=threading.Event())
        return [each.document.id for each in pages]

    assert set(found()) == {first.id, later.id}
    assert found(first)[0] == first.id
    assert found(later)[0] == later.id
    assert found(first, only_asked=True) == [first.id]
    read_page(workspace, unread_pages(workspace, (first,))[0], worker=scans)
    assert found() == []  # the same bytes: read for both
    stopped = threading.Event()
    stopped.set()
    with pytest.raises(StoppedError):
        scans_to_read(workspace, (), only_asked=False, cancel=stopped)


def test_only_the_plan_can_have_sent_a_denial(workspace: Workspace, case_id: UUID) -> None:
    page = a_pdf("Notice of denial. Blue River Health. Service: visit. Doctor: Brandt Joint Center.")
    letter = added(workspace, case_id, "letter.pdf", saved(page))
    plan, office = Contact(name="Blue River Health"), Contact(name="Brandt Joint Center")
    with workspace.step("Add") as step:
        step.save(office)
        step.save(CaseContact(case_id=case_id, contact_id=office.id))
    assert suggestion(workspace, letter).kind is DocumentKind.denial_letter
    assert sender_of(workspace, workspace.load_case(case_id), letter) is None
    with workspace.step("Add") as step:
        step.save(plan)
        step.save(CaseContact(case_id=case_id, contact_id=plan.id, role=ContactRole.plan))
    assert sender_of(workspace, workspace.load_case(case_id), letter) == plan
