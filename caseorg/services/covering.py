"""Covering up what a reader must not see: the covered copy is a document of its own, and the one that came stays."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from uuid import UUID

from caseorg.base.language import _
from caseorg.documents.places import SOCIAL_SECURITY_NUMBER, Place, cover, find_words
from caseorg.documents.worker import Worker
from caseorg.domain.document import Document
from caseorg.domain.kinds import SHORT_LIMIT
from caseorg.domain.letter import LetterStatus, Packet
from caseorg.domain.record import SourceKind
from caseorg.packets.sample_mark import marked_as_sample
from caseorg.services import documents
from caseorg.services.looking import Brought, Looked, look_at
from caseorg.services.workspace import Workspace


def numbers_to_cover(workspace: Workspace, document: Document, *, worker: Worker | None = None) -> tuple[Place, ...]:
    """Return where a document shows Social Security numbers. In a scan there are no words, so a person has to look."""
    pdf = documents.pages_of(workspace, document, worker=worker).pdf
    return find_words(pdf, (SOCIAL_SECURITY_NUMBER,), name=document.name, worker=worker)


def covered(
    workspace: Workspace,
    document: Document,
    places: Iterable[Place],
    *,
    is_sample: bool,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> Looked:
    """Make the covered copy of a document. Keeps nothing; may be called on any thread.

    Args:
        workspace: The open case file.
        document: What is covered.
        places: Where.
        is_sample: Whether it is of a made-up person, which the copy then says on each page.
        worker: Who draws.
        cancel: Set it to stop.

    Raises:
        CaseorgError: If it can't be shown or drawn.
        StoppedError: `cancel` was set.
    """
    pdf = documents.pages_of(workspace, document, worker=worker, cancel=cancel).pdf
    made = cover(pdf, places, name=document.name, worker=worker, cancel=cancel)
    if is_sample:
        made = marked_as_sample(made)
    (looked,) = look_at((Brought(_covered_name(document.name) + ".pdf", made),), worker=worker, cancel=cancel)
    return looked


def keep_covered(workspace: Workspace, document: Document, looked: Looked) -> Document:
    """Keep a covered copy beside the document, in one step; it takes the document's place in packets not made yet."""
    name, label = _covered_name(document.name), _("Cover up parts of a document")
    return keep_copy(workspace, document, looked, name, label)


def keep_copy(
    workspace: Workspace, document: Document, looked: Looked, name: str, label: str, *, has_all: bool = True
) -> Document:
    """Keep a working copy beside the document it was made of, in one step, and put it into packets not made yet.

    Args:
        workspace: The open case file.
        document: What the copy was made of; it stays as it is.
        looked: The copy.
        name: What it is called.
        label: What the person did.
        has_all: Whether it has all pages in their order; if not, a choice of pages counts for it no more.
    """
    snapshot = workspace.load_case(document.case_id)
    copy = Document.made(
        case_id=document.case_id,
        name=name[:SHORT_LIMIT],
        kind=document.kind,
        original_name=looked.brought.name,
        from_contact_id=document.from_contact_id,
        document_date=document.document_date,
        added_at=workspace.now(),
        source_kind=SourceKind.caseorg,
        source_document_id=document.id,
        **documents.of_bytes(looked),
    )
    with workspace.step(label) as step:
        documents.keep_bytes(step, looked)
        step.save(copy)
        for packet in snapshot.packets:
            if packet.status is LetterStatus.draft and document.id in packet.exhibit_ids:
                step.save(_with_copy(packet, document.id, copy.id, has_all=has_all))
    return copy


def _with_copy(packet: Packet, document_id: UUID, copy_id: UUID, *, has_all: bool) -> Packet:
    ids = packet.exhibit_ids
    choices = (*packet.page_choices, *("",) * len(ids))[: len(ids)]
    if not has_all:
        choices = tuple("" if each == document_id else choice for each, choice in zip(ids, choices, strict=True))
    replaced = tuple(copy_id if each == document_id else each for each in ids)
    return packet.revised(exhibit_ids=replaced, page_choices=packet.page_choices if has_all else choices)


def _covered_name(name: str) -> str:
    return _("{name} (parts covered)").format(name=name)
