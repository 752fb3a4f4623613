"""The person's own files: kept byte for byte with the case, with clean pages beside them to show and to send."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from caseorg.base.language import _, ngettext, short_date
from caseorg.documents.disc import Disc
from caseorg.documents.finding import Finding, FindingKind
from caseorg.documents.inspect import Inspection
from caseorg.documents.prepare import PageSize, Prepared, draw_page, prepare
from caseorg.documents.worker import Progress, Worker
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.errors import DamagedDocumentBytesError, DamagedFileError, GoneRecordError, UnshownDocumentError
from caseorg.domain.kinds import SHORT_LIMIT
from caseorg.domain.record import SourceKind
from caseorg.domain.requests import ItemStatus, RequestedItem
from caseorg.services.disc_bytes import DISC_TYPES, disc_source, is_disc, keep_discs
from caseorg.services.looking import Brought, Looked, look_at_disc
from caseorg.services.media_types import MEDIA_TYPES
from caseorg.services.other_person import pages_about_someone_else
from caseorg.services.requests import it_came
from caseorg.services.step import Step
from caseorg.services.workspace import Workspace
from caseorg.store import attachments
from caseorg.store.keeping_many import KeptMany

MAKER = 3
"""The version of the preparation. Raise it when clean pages come out otherwise, and they are made again when needed."""


@dataclass(frozen=True)
class Duplicate:
    """A file that the case has already."""

    looked: Looked
    document: Document

    @property
    def sentence(self) -> str:
        """Say so, with the day it was added."""
        if self.document.added_at is None:
            return _("You already have this file.")
        day = short_date(self.document.added_at.astimezone().date(), year=False, weekday=False)
        return _("You already have this file, added {day}.").format(day=day)


@dataclass(frozen=True)
class Added:
    """What became of the files that were brought."""

    documents: tuple[Document, ...]
    skipped: tuple[Duplicate, ...]
    change_set: ChangeSet | None
    made_whole: tuple[Document, ...] = ()
    """Documents that were there by name only, whose bytes were lost: they have them again."""


def names_in(snapshot: CaseSnapshot) -> tuple[str, ...]:
    """Return the names under which papers of a case may run: the patient's, and whose plan it is."""
    patient = [snapshot.patient.full_name] if snapshot.patient else []
    return tuple(name for name in (*patient, *(each.subscriber for each in snapshot.coverages)) if name)


def duplicates(snapshot: CaseSnapshot, looked: Iterable[Looked]) -> tuple[Duplicate, ...]:
    """Return which of the files the case has already, byte for byte."""
    by_digest = {document.sha256: document for document in snapshot.documents}
    return tuple(
        Duplicate(each, by_digest[each.inspection.sha256]) for each in looked if each.inspection.sha256 in by_digest
    )


def add_documents(
    workspace: Workspace,
    case_id: UUID,
    looked: Sequence[Looked],
    *,
    keep_both: bool = False,
    kept: KeptMany | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Added:
    """Keep files with the case, in one step: their bytes, their clean pages, and a record of each.

    A file the case has already is skipped, unless the person said to keep both. Where only its bytes were lost, as in a
    restored daily copy, they are put back.

    Args:
        workspace: The open case file.
        case_id: The case.
        looked: The files, as `looking.look_at` gave them.
        keep_both: Keep what the case has already once more.
        kept: Where the bytes of files were kept before anybody looked into them; those of discs are there already, too.
        progress: Called with how many bytes of a disc are kept, and how many it has.
        cancel: Set it to stop, while a disc is being kept.

    Raises:
        StoppedError, UnreadFileError, DiskFullError: As `keep_discs`; nothing was added.
        DamagedFileError: The place in the file where such bytes are kept is damaged itself.
    """
    there = {} if keep_both else {each.sha256: each for each in workspace.load_case(case_id).documents}
    now = workspace.now()
    added: list[tuple[Looked, Document]] = []
    skipped: list[Duplicate] = []
    lost: dict[str, Looked] = {}
    inside, before = dict(there), frozenset(there)
    for each in looked:
        digest = each.inspection.sha256
        if digest in before and digest not in lost and not _is_whole(workspace, there[digest]):
            lost[digest] = each
            continue
        if digest in there:
            skipped.append(Duplicate(each, there[digest]))
            continue
        document = record_of(case_id, each, now, **source_of(each, inside))
        added.append((each, document))
        inside[digest] = document
        if not keep_both:
            there[digest] = document
    files, new = [*lost.values(), *(each for each, _document in added)], [document for _each, document in added]
    label = ngettext("Add a document", "Add {count} documents", len(added)).format(count=len(added))
    with workspace.holding() as hold:
        if kept is None:
            keep_discs(workspace, files, hold, progress=progress, cancel=cancel)
        else:
            kept.written()
        with workspace.step(label) as step:
            _write_all(step, files, new, kept)
    whole = tuple(there[digest] for digest in lost)
    if not all(_is_whole(workspace, each) for each in whole):
        raise DamagedFileError
    return Added(tuple(new), tuple(skipped), step.change_set, whole)


def _write_all(step: Step, looked: Iterable[Looked], new: Sequence[Document], kept: KeptMany | None) -> None:
    if kept is not None:
        step.finish(kept)
    for each in looked:
        if kept is None or each.inspection.sha256 not in kept:
            keep_bytes(step, each)
    if kept is not None:
        step.add(new)
    else:
        for document in new:
            step.save(document)


def _is_whole(workspace: Workspace, document: Document) -> bool:
    try:
        for _piece in workspace.kept_ranges(document.sha256).pieces():
            pass
    except DamagedDocumentBytesError:
        return False
    return True


def add_in_step(step: Step, case_id: UUID, looked: Looked) -> Document:
    """Keep one file as part of a larger step, and return its record."""
    document = record_of(case_id, looked, step.now)
    keep_bytes(step, looked)
    step.save(document)
    return document


def record_of(case_id: UUID, looked: Looked, at: datetime, **more: object) -> Document:
    """Return the record of a file, as it stands before anybody said what it is."""
    name = looked.brought.name
    return Document.made(
        case_id=case_id,
        name=(PurePath(name).stem or name)[:SHORT_LIMIT],
        original_name=name[:SHORT_LIMIT],
        added_at=at,
        **more,
        **of_bytes(looked),
    )


def replace_document(workspace: Workspace, document: Document, looked: Looked) -> ChangeSet | None:
    """Put another file in the place of a document, such as a better scan. Its name, kind and links stay."""
    with workspace.holding() as hold:
        keep_discs(workspace, [looked], hold)
        with workspace.step(_("Replace a document")) as step:
            keep_bytes(step, looked)
            step.save(document.revised(original_name=looked.brought.name, added_at=workspace.now(), **of_bytes(looked)))
    return step.change_set


def look_again(workspace: Workspace, document: Document, looked: Looked) -> ChangeSet | None:
    """Take over what a second look found in a document that could not be looked into when it was added.

    Args:
        workspace: The open case file.
        document: One with neither pages nor a reason why it has none.
        looked: What `look_at` found in its bytes.
    """
    with workspace.step(_("Look at a document again")) as step:
        keep_bytes(step, looked)
        step.save(document.revised(**of_bytes(looked)))
    return step.change_set


def link_to_request(workspace: Workspace, document: Document, item: RequestedItem, day: date) -> ChangeSet | None:
    """Say that a document is what was asked for: the request then says “Got it”."""
    if item.status is ItemStatus.got_it and item.document_id:
        # A second file for the same thing: the first one stays its file.
        return workspace.save(document.revised(answers_item_id=item.id), _("Link a document to its request"))
    return it_came(workspace, item, day, document=document)


def name_document(workspace: Workspace, document: Document, **entries: object) -> ChangeSet | None:
    """Take over what a person says about a document: name, kind, from whom, date, and which request it answers.

    What was found in it since the person opened it stays.
    """
    snapshot = workspace.load_case(document.case_id)
    now = snapshot.find(document.id)
    named = (document.as_found(now) if isinstance(now, Document) else document).revised(**entries)
    item = snapshot.find(named.answers_item_id)
    if isinstance(item, RequestedItem) and named.answers_item_id != document.answers_item_id:
        return link_to_request(workspace, named, item, workspace.today())
    return workspace.save(named, _("Edit document"))


def not_named_yet(snapshot: CaseSnapshot) -> tuple[Document, ...]:
    """Return the documents of which nobody has said what they are."""
    return tuple(document for document in snapshot.documents if document.kind is None)


# What is kept of a document


def bytes_of(workspace: Workspace, document: Document) -> bytes:
    """Return a document exactly as it was added. May be called on any thread.

    Raises:
        DamagedDocumentBytesError: If its bytes are no longer whole.
    """
    return workspace.bytes_of(document.sha256, document.name)


def pages_of(
    workspace: Workspace,
    document: Document,
    *,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> Prepared:
    """Return the clean pages of a document, made again where they are missing. May be called on any thread.

    Raises:
        CaseorgError: If it cannot be shown, with the sentence that says why.
        StoppedError: `cancel` was set.
    """
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    if kept is not None:
        return _as_prepared(workspace.bytes_of(kept.pdf_sha256, document.name), kept.details)
    made, disc = _made_pages(workspace, document, worker, cancel)
    if not workspace.case_file.is_read_only:
        with workspace.store.transaction() as transaction:
            transaction.keep_prepared(document.sha256, MAKER, made.pdf, _as_details(made, disc))
    return made


def _made_pages(
    workspace: Workspace, document: Document, worker: Worker | None, cancel: threading.Event | None
) -> tuple[Prepared, Disc | None]:
    # A picture's kind is told by its bytes; the name of the file is only for plain texts, and for the sentence.
    name = document.original_name
    if not is_disc(document):
        return prepare(bytes_of(workspace, document), name, worker=worker, cancel=cancel), None
    source = disc_source(workspace, document)
    inspection = Inspection(source.kind, document.size_bytes, document.sha256)
    looked = look_at_disc(Brought(name), inspection, source, worker=worker, cancel=cancel)
    if looked is None or looked.prepared is None:
        raise UnshownDocumentError(name)
    return looked.prepared, looked.disc


def exhibit_pages(workspace: Workspace, snapshot: CaseSnapshot) -> Callable[[UUID], bytes]:
    """Return what gives the writer of a packet the clean pages of a document by its id."""
    by_id = {document.id: document for document in snapshot.documents}

    def pages(document_id: UUID) -> bytes:
        if document_id not in by_id:
            raise GoneRecordError
        return pages_of(workspace, by_id[document_id]).pdf

    return pages


def page_picture(
    workspace: Workspace,
    document: Document,
    page: int,
    width_px: int,
    *,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> bytes:
    """Return one page of a document as a PNG picture. May be called on any thread.

    Raises:
        CaseorgError: If it cannot be shown, with the sentence that says why.
    """
    pdf = pages_of(workspace, document, worker=worker, cancel=cancel).pdf
    return draw_page(pdf, page, width_px, name=document.name, worker=worker, cancel=cancel)


def findings_of(workspace: Workspace, document: Document) -> tuple[Finding, ...]:
    """Return what was noticed about a document's pages when they were made. Cheap: it reads what is kept."""
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    return _findings(kept.details) if kept else ()


def text_of(workspace: Workspace, document: Document) -> str:
    """Return the words of a document's pages, for the privacy check of a packet. Cheap: it reads what is kept."""
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    return "\n".join(kept.details["page_texts"]) if kept else ""


def someone_elses_pages(workspace: Workspace, snapshot: CaseSnapshot, document: Document) -> tuple[int, ...]:
    """Return the pages of a document that may be about someone else. Cheap: it reads what is kept."""
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    return pages_about_someone_else(kept.details["page_texts"], names_in(snapshot)) if kept else ()


def keep_bytes(step: Step, looked: Looked) -> None:
    """Keep a file's bytes, and its clean pages beside them. Those of a disc are kept already."""
    digest = step.keep(looked.brought.data) if looked.brought.disc is None else looked.inspection.sha256
    keep_pages(step, looked, digest)


def keep_pages(step: Step, looked: Looked, digest: str) -> None:
    """Keep the clean pages of a file beside its bytes, if there are any."""
    if looked.prepared:
        step.keep_prepared(digest, MAKER, looked.prepared.pdf, _as_details(looked.prepared, looked.disc))


def source_of(looked: Looked, there: Mapping[str, Document]) -> dict[str, object]:
    """Say of a file that was inside another one which that was."""
    archive = there.get(looked.came_in)
    if archive is None:
        return {}
    return {
        "source_kind": SourceKind.document,
        "source_document_id": archive.id,
        "source_text": _("In “{name}”").format(name=archive.original_name[:500]),
    }


def of_bytes(looked: Looked) -> dict[str, object]:
    """Return what a document's record says of its bytes."""
    inspection = looked.inspection
    kind = {"kind": DocumentKind.scan_files} if looked.disc else {}
    return {
        **kind,
        "media_type": (DISC_TYPES if looked.disc else MEDIA_TYPES)[inspection.kind],
        "sha256": inspection.sha256,
        "size_bytes": inspection.size,
        "page_count": looked.prepared.page_count if looked.prepared else None,
        "unreadable_reason": looked.unreadable_reason,
    }


def _as_details(prepared: Prepared, disc: Disc | None = None) -> dict[str, Any]:
    return {
        **({"disc": asdict(disc)} if disc else {}),
        "page_sizes": [[size.width, size.height] for size in prepared.page_sizes],
        "page_texts": list(prepared.page_texts),
        "findings": [{"kind": finding.kind.value, "pages": list(finding.pages)} for finding in prepared.findings],
    }


def _as_prepared(pdf: bytes, details: dict[str, Any]) -> Prepared:
    sizes = tuple(PageSize(width, height) for width, height in details["page_sizes"])
    return Prepared(pdf, sizes, tuple(details["page_texts"]), _findings(details))


def _findings(details: dict[str, Any]) -> tuple[Finding, ...]:
    return tuple(Finding(FindingKind(each["kind"]), tuple(each["pages"])) for each in details["findings"])
