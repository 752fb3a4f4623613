"""A case with a record of every kind, every field filled in, and everything that refers to something leading there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from caseorg.documents.worker import Worker
from caseorg.domain.case import RECORD_TYPES, SNAPSHOT_FIELDS, Case
from caseorg.domain.costs import Call, SearchResult
from caseorg.domain.denial import Appeal, AppealLevel, CareTiming, Denial, DenialLevel
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Packet, PacketKind
from caseorg.domain.opinion import OpinionOrder
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole, Helper, HelperRole
from caseorg.domain.permission import PermissionStatus
from caseorg.domain.plan import Answer, AnswerSource, PlanKind, PlanNetwork
from caseorg.domain.record import Record, SourceKind
from caseorg.domain.requests import Delivery, Holder, ItemStatus, RecordKind, RecordsRequest, RequestedItem
from caseorg.domain.visit import QuestionPriority, Visit, VisitMode
from caseorg.services.documents import add_documents, exhibit_pages
from caseorg.services.letters import gather_packet, keep_packet, make_letter, write_pdf
from caseorg.services.looking import Brought, look_at
from caseorg.services.sample_story import paper_pdf
from caseorg.services.workspace import Workspace
from caseorg.ui.forms.fields import spec_of

DAY = date(2026, 11, 20)

# What a reference refers to, by the end of the field's name; the longest that fits counts.
_LEADS_TO: dict[str, type[Record]] = {
    "contact_id": Contact, "told_by_id": Contact, "prescribed_by_id": Contact, "deliver_to_id": Contact,
    "done_by_id": Contact,
    "lender_id": Contact, "borrower_id": Contact, "document_id": Document, "exhibit_ids": Document,
    "letter_id": Letter, "packet_id": Packet, "request_id": RecordsRequest, "item_id": RequestedItem,
    "helper_id": Helper, "visit_id": Visit, "denial_id": Denial, "call_id": Call, "about_id": RecordsRequest,
}  # fmt: skip

_ABOUT = {Packet: Appeal}

_NOBODY_TYPES: dict[str, object] = {
    # A reference to itself or to nothing; a date that would put the thing away; names the program gives.
    "part_of_id": None, "follows_id": None, "replaces_id": None, "answers_appeal_id": None, "put_away_on": None,
    "removed_on": None, "done_on": None, "not_before": None, "revoked_on": None, "returned_on": None,
    "sent_back_on": None, "stopped_on": None, "answered_on": None, "decision": None, "decided_on": None,
    "stages_done": (), "is_sample": False, "is_private": False, "happened": None, "language": "en", "bank_id": "",
    "unreadable_reason": "", "pdf_sha256": "", "sha256": "", "base_sha256": "", "seen_sha256": "",
    "not_in_notice": ("reason",),
    # A permission that is over is void, and no letter can be made with it.
    "expires_on": date(2027, 11, 20),
}  # fmt: skip

_CHOSEN: tuple[Enum, ...] = (
    ContactKind.office, ContactRole.consultant, HelperRole.health_care_agent, Holder.records, RecordKind.visit_notes,
    Delivery.electronic, ItemStatus.asked, DenialLevel.initial, CareTiming.after_care, AppealLevel.reconsideration,
    PlanKind.medicare_advantage, PlanNetwork.hmo, AnswerSource.plan_by_phone, DocumentKind.denial_letter,
    LetterKind.records_request, LetterStatus.draft, PacketKind.appeal, VisitMode.in_person, QuestionPriority.ask_first,
    OpinionOrder.first, PermissionStatus.asked, SearchResult.no_openings, SourceKind.typed,
)  # fmt: skip

TextOf = Callable[[type[Record], str], str]


def text_fields(record_type: type[Record]) -> tuple[str, ...]:
    """Return the fields of a record in which a person's own words can stand."""
    own = ("sha256", "pdf_sha256", "media_type", "fact", "value", "deadline_id", "bank_id", "language", "manifest",
           "not_in_notice")  # fmt: skip
    names = [name for name in record_type.model_fields if name not in (*own, "unreadable_reason")]
    return tuple(name for name in names if spec_of(record_type, name).holds is str)


def full_case(workspace: Workspace, text_of: TextOf, worker: Worker | None = None) -> UUID:
    """Put such a case into an open file, with one document that has real pages; return its id.

    Args:
        workspace: The open file.
        text_of: Gives what stands in a text field of a record.
        worker: Who looks into the document.
    """
    ids = {each: uuid4() for each in RECORD_TYPES}
    case_id = ids[Case]
    workspace.save(_made(Case, ids, text_of), "New case")
    paper = Brought("paper.pdf", paper_pdf("# One page\nSome words.\n---\n# Another\nMore words.\n", {}))
    document = add_documents(workspace, case_id, look_at([paper], worker=worker)).documents[0]
    ids[Document] = document.id
    words = {name: text_of(Document, name) for name in text_fields(Document)}
    with workspace.step("Add everything") as step:
        step.save(document.revised(**words, kind=DocumentKind.denial_letter, document_date=DAY,
                                   from_contact_id=ids[Contact], answers_item_id=ids[RequestedItem]))  # fmt: skip
        for each in RECORD_TYPES:
            if each not in (Case, Document):
                step.save(_made(each, ids, text_of))
        for role in (ContactRole.possible_consultant, ContactRole.main_doctor, ContactRole.plan):
            other = _made(Contact, {**ids, Contact: uuid4()}, text_of)
            step.save(other)
            step.save(CaseContact(case_id=case_id, contact_id=other.id, role=role))
    _make_papers(workspace, case_id, text_of)
    return case_id


def _make_papers(workspace: Workspace, case_id: UUID, text_of: TextOf) -> None:
    """Make the letter and the packet, so that their pages are there; then name them as a person might."""
    snapshot = workspace.load_case(case_id)
    letter = make_letter(workspace, snapshot.letters[0]).letter
    plan = gather_packet(workspace, snapshot.packets[0])
    packet = keep_packet(workspace, snapshot.packets[0], write_pdf(plan, exhibit_pages(workspace, snapshot)))
    with workspace.step("Name the papers") as step:
        for paper in (letter, packet):
            step.save(paper.revised(**{name: text_of(type(paper), name) for name in ("title", "to_name", "file_name")}))


def _made(record_type: type[Record], ids: dict[type[Record], UUID], text_of: TextOf) -> Any:
    entries = {name: _value(record_type, name, ids, text_of) for name in record_type.model_fields if name != "id"}
    return record_type(id=ids[record_type], **entries)


def _value(record_type: type[Record], name: str, ids: dict[type[Record], UUID], text_of: TextOf) -> Any:
    if name in _NOBODY_TYPES:
        return _NOBODY_TYPES[name]
    if record_type is Answer and name in ("fact", "value"):
        return {"fact": "visit.in_network", "value": "no"}[name]
    spec = spec_of(record_type, name)
    if spec.holds is UUID:
        found = _refers_to(record_type, name, ids)
        return (found,) if spec.is_list else found
    if issubclass(spec.holds, Enum):
        chosen = next((each for each in _CHOSEN if isinstance(each, spec.holds)), list(spec.holds)[0])  # noqa: RUF015
        return (chosen,) if spec.is_list else chosen
    if spec.holds is str:
        if name == "page_choices":
            return ("1",)
        return text_of(record_type, name) if name in text_fields(record_type) else "what the program gave"
    by_kind = {int: 1, bool: True, date: DAY, time: time(10, 30), datetime: datetime(2026, 11, 20, 15, 41, tzinfo=UTC)}
    return by_kind[spec.holds]


def _refers_to(record_type: type[Record], name: str, ids: dict[type[Record], UUID]) -> UUID | None:
    if name == "case_id":
        return ids[Case]
    if name == "about_id" and record_type in _ABOUT:
        return ids[_ABOUT[record_type]]
    for end, leads_to in sorted(_LEADS_TO.items(), key=lambda each: -len(each[0])):
        if name.endswith(end):
            return ids[leads_to]
    whole = {f"{each.__name__.lower()}_id": each for each in SNAPSHOT_FIELDS.values()}
    return ids[whole[name]]
