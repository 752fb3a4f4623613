"""Asking for records: one request for each desk, what came, who said no, and what a sent letter sets going."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.dates import NoSuchDay, add_months
from caseorg.domain.document import Document
from caseorg.domain.errors import InvalidEntries, Problem
from caseorg.domain.letter import LetterKind
from caseorg.domain.loan import Loan, LoanedThing
from caseorg.domain.people import CaseContact, Contact
from caseorg.domain.record import Record
from caseorg.domain.requests import Delivery, Holder, ItemStatus, RecordKind, RecordsRequest, RequestedItem
from caseorg.services.offices import Office, office_with_desks, role_of
from caseorg.services.record_kinds import usually_needed
from caseorg.services.workspace import Workspace

SETTLED = (ItemStatus.got_it, ItemStatus.refused, ItemStatus.not_needed)


@dataclass(frozen=True)
class Wanted:
    """One kind of record that is wanted, with what helps to find it."""

    kind: RecordKind
    detail: str = ""
    """A date, a test name or a doctor, in the person's words; for something else, what it is."""
    body_part: str = ""
    care_date: date | None = None
    accession_number: str = ""
    months: int | None = None
    """How far back, counted from today."""
    item_id: UUID | None = None
    """The line of the list it stands on already."""


@dataclass(frozen=True)
class Asking:
    """What is asked of one office, how it should come and by when."""

    office: Contact
    wanted: tuple[Wanted, ...]
    delivery: Delivery = Delivery.electronic
    deliver_to_id: UUID | None = None
    in_computer: bool | None = None
    needed_by: date | None = None
    fee_limit_cents: int | None = None


@dataclass(frozen=True)
class LetterToMake:
    """A letter that is called for, and the request it belongs to. `letters.make_letter` makes it."""

    kind: LetterKind
    request_id: UUID


def letter_kind(holder: Holder) -> LetterKind:
    """Return the letter that a desk is asked with."""
    kinds = {
        Holder.image_library: LetterKind.scan_request,
        Holder.mammography: LetterKind.scan_request,
        Holder.radiation: LetterKind.scan_request,
        Holder.pathology: LetterKind.slide_loan,
        Holder.record_system: LetterKind.ehi_export,
    }
    return kinds.get(holder, LetterKind.records_request)


def ask_for_records(workspace: Workspace, case_id: UUID, asking: Asking) -> tuple[LetterToMake, ...]:
    """Make one request for each desk that keeps something of what is wanted; return the letters to make.

    Raises:
        InvalidEntries: If nothing was chosen or nobody is asked.
    """
    problems = []
    if not asking.office.name:
        problems.append(Problem("office", _("Enter the hospital, clinic or doctor who has the records.")))
    if not asking.wanted:
        problems.append(Problem("wanted", _("Choose at least one kind of record.")))
    if problems:
        raise InvalidEntries(problems)
    snapshot = workspace.load_case(case_id)
    desks = dict.fromkeys(wanted.kind.holder for wanted in asking.wanted)
    office = office_with_desks(workspace.store.contacts(), asking.office, desks)
    records = tuple(records_of_asking(case_id, asking, office, workspace.today(), snapshot))
    with workspace.step(_("Ask for records")) as step:
        for record in records:
            step.save(record)
    return letters_to_make(records)


def letters_to_make(records: Iterable[Record]) -> tuple[LetterToMake, ...]:
    """Return the letters that new requests call for."""
    requests = [each for each in records if isinstance(each, RecordsRequest)]
    return tuple(LetterToMake(letter_kind(each.holder), each.id) for each in requests)


def records_of_asking(
    case_id: UUID, asking: Asking, office: Office, today: date, snapshot: CaseSnapshot | None = None
) -> Iterator[Record]:
    """Make all that asking one office means: people, requests, things asked for, and loans of glass or tissue."""
    yield from office.to_save
    linked = {(link.contact_id, link.role) for link in snapshot.case_contacts} if snapshot else set()
    wanted_here = {(office.office.id, role_of(Holder.records))}
    wanted_here |= {(desk.id, role_of(holder)) for holder, desk in office.desks.items()}
    for contact_id, role in sorted(wanted_here - linked, key=lambda link: link[0] != office.office.id):
        yield CaseContact(case_id=case_id, contact_id=contact_id, role=role)
    holders = {wanted.kind.holder for wanted in asking.wanted}
    for holder in (each for each in Holder if each in holders):
        request = RecordsRequest.made(
            case_id=case_id,
            contact_id=office.desk(holder).id,
            holder=holder,
            delivery=asking.delivery,
            deliver_to_id=asking.deliver_to_id,
            in_computer=asking.in_computer,
            needed_by=asking.needed_by,
            fee_limit_cents=asking.fee_limit_cents,
        )
        yield request
        for wanted in asking.wanted:
            if wanted.kind.holder is holder:
                yield from _asked_in(request, wanted, today, snapshot)


def _asked_in(request: RecordsRequest, wanted: Wanted, today: date, snapshot: CaseSnapshot | None) -> Iterator[Record]:
    entries = {
        "what": wanted.detail,
        "body_part": wanted.body_part,
        "care_date": wanted.care_date,
        "accession_number": wanted.accession_number,
        "from_date": add_months(today, -wanted.months, NoSuchDay.last_of_month) if wanted.months else None,
    }
    given = {name: value for name, value in entries.items() if value}
    there = snapshot.find(wanted.item_id) if snapshot else None
    known = there if isinstance(there, RequestedItem) else None
    item = known or RequestedItem(case_id=request.case_id, kind=wanted.kind)
    item = item.revised(
        **given, contact_id=request.contact_id, request_id=request.id, status=ItemStatus.not_asked, refusal_text=""
    )
    yield item
    has_loan = snapshot is not None and any(loan.item_id == item.id for loan in snapshot.loans)
    if wanted.kind.holder is Holder.pathology and not has_loan:
        yield _loan(item)


_LENT = {
    RecordKind.tissue_block: LoanedThing.blocks,
    RecordKind.recuts: LoanedThing.recuts,
    RecordKind.unstained_slides: LoanedThing.unstained_slides,
}


def _loan(item: RequestedItem) -> Loan:
    return Loan(
        case_id=item.case_id,
        item_id=item.id,
        lender_id=item.contact_id,
        thing=_LENT.get(item.kind, LoanedThing.original_slides),
        accession_number=item.accession_number,
    )


def needed_items(case_id: UUID, kinds: Iterable[RecordKind], office_id: UUID | None) -> Iterator[RequestedItem]:
    """Make a line for each kind that a second doctor mostly needs besides the kinds on the list.

    Args:
        case_id: The case.
        kinds: What is on the list already.
        office_id: Who wrote the reports: the pictures and the glass that go with them are mostly there.
    """
    for kind in usually_needed(kinds):
        elsewhere = kind.holder is Holder.records
        yield RequestedItem(case_id=case_id, kind=kind, contact_id=None if elsewhere else office_id)


def start_list(workspace: Workspace, case_id: UUID) -> ChangeSet | None:
    """Start the list of what the second doctor needs, or add what mostly goes with what is on it."""
    snapshot = workspace.load_case(case_id)
    kinds = [item.kind for item in snapshot.items]
    if not kinds:
        starts = (RecordKind.pathology_report, RecordKind.radiology_report, RecordKind.visit_notes)
        items = [RequestedItem(case_id=case_id, kind=kind) for kind in starts]
        kinds = list(starts)
    else:
        items = []
    with workspace.step(_("Start the list of records")) as step:
        for item in (*items, *needed_items(case_id, kinds, None)):
            step.save(item)
    return step.change_set


# What happens to a request


def chain_of(snapshot: CaseSnapshot, request_id: UUID | None) -> tuple[RecordsRequest, ...]:
    """Return a request with those it follows up on, the first one in front."""
    by_id = {request.id: request for request in snapshot.requests}
    chain: list[RecordsRequest] = []
    while request_id is not None and (request := by_id.pop(request_id, None)):
        chain.insert(0, request)
        request_id = request.follows_id
    return tuple(chain)


def was_asked(workspace: Workspace, items: Sequence[RequestedItem], day: date) -> ChangeSet | None:
    """Note that things were asked for already, without a letter of ours."""
    if not items:
        return None
    snapshot = workspace.load_case(items[0].case_id)
    requests = {request.id: request for request in snapshot.requests}
    with workspace.step(_("Note that you asked")) as step:
        made: dict[tuple[UUID, Holder], RecordsRequest] = {}
        for item in items:
            request = requests.get(item.request_id) if item.request_id else None
            if request is None and item.contact_id:
                desk = (item.contact_id, item.kind.holder)
                request = made.setdefault(
                    desk, RecordsRequest(case_id=item.case_id, contact_id=desk[0], holder=desk[1])
                )
            if request:
                step.save(request.revised(asked_on=day))
            step.save(item.revised(status=ItemStatus.asked, request_id=request.id if request else None))
    return step.change_set


def it_came(
    workspace: Workspace, item: RequestedItem, day: date, *, all_of_it: bool = True, document: Document | None = None
) -> ChangeSet | None:
    """Note that a thing came, all or some of it, with the file it came in."""
    snapshot = workspace.load_case(item.case_id)
    came = item.revised(status=ItemStatus.got_it if all_of_it else ItemStatus.some_came, came_on=day)
    with workspace.step(_("Note what came")) as step:
        if document:
            came = came.revised(document_id=document.id)
            step.save(document.revised(answers_item_id=item.id))
        step.save(came)
        for request in answered_by(snapshot, came, day):
            step.save(request)
    return step.change_set


def they_said_no(workspace: Workspace, item: RequestedItem, what_they_said: str, day: date) -> ChangeSet | None:
    """Note that an office said no, in its words. `AfterNo` names what can be done then."""
    snapshot = workspace.load_case(item.case_id)
    refused = item.revised(status=ItemStatus.refused, refusal_text=what_they_said)
    with workspace.step(_("Note that they said no")) as step:
        step.save(refused)
        for request in answered_by(snapshot, refused, day):
            step.save(request.revised(refusal_text=what_they_said))
    return step.change_set


def not_needed(workspace: Workspace, item: RequestedItem) -> ChangeSet | None:
    """Note that the second doctor does not need a thing. Who was asked for nothing else has no answer to give."""
    snapshot = workspace.load_case(item.case_id)
    given_up = item.revised(status=ItemStatus.not_needed)
    with workspace.step(_("Mark as not needed")) as step:
        step.save(given_up)
        for request in answered_by(snapshot, given_up, workspace.today()):
            if request.asked_on is not None:
                step.save(request)
    return step.change_set


def answered_by(snapshot: CaseSnapshot, changed: RequestedItem, day: date) -> Iterator[RecordsRequest]:
    """Return the requests that a change answers, because nothing in them is open any more."""
    rest = [item for item in snapshot.items if item.request_id == changed.request_id and item.id != changed.id]
    if changed.status in SETTLED and all(item.status in SETTLED for item in rest):
        for request in chain_of(snapshot, changed.request_id):
            if request.answered_on is None:
                yield request.revised(answered_on=day)


class AfterNo(StrEnum):
    """What can be done when an office says no."""

    try_treating_doctor = auto()
    ask_for_reason = auto()
    complain = auto()

    def words(self) -> str:
        """Say it in the language in use."""
        return {
            AfterNo.try_treating_doctor: _("Ask your own doctor's office for the same record. They may have a copy."),
            AfterNo.ask_for_reason: _("Ask them to write down what they will not send, and why."),
            AfterNo.complain: _("You can complain to the office named in their letter, or to the government."),
        }[self]


def follow_up(workspace: Workspace, request: RecordsRequest) -> LetterToMake:
    """Make a request that follows up on one that was not answered, with what is still open in it."""
    snapshot = workspace.load_case(request.case_id)
    again = RecordsRequest(
        case_id=request.case_id,
        contact_id=request.contact_id,
        holder=request.holder,
        delivery=request.delivery,
        deliver_to_id=request.deliver_to_id,
        needed_by=request.needed_by,
        fee_limit_cents=request.fee_limit_cents,
        in_computer=request.in_computer,
        plain_email=request.plain_email,
        sensitive=request.sensitive,
        therapy_notes=request.therapy_notes,
        drug_program=request.drug_program,
        follows_id=request.id,
    )
    with workspace.step(_("Make a follow-up letter")) as step:
        step.save(again)
        for item in snapshot.items:
            if item.request_id == request.id and item.status not in SETTLED:
                step.save(item.revised(request_id=again.id))
    return LetterToMake(LetterKind.follow_up, again.id)


# What a letter means for its request; `letters` saves these in the step in which it is made or sent


def when_made(snapshot: CaseSnapshot, request_id: UUID, letter_id: UUID) -> Iterator[Record]:
    """Return the request and its things as they stand once their letter is made."""
    for request in snapshot.requests:
        if request.id == request_id:
            yield request.revised(letter_id=letter_id)
            for item in snapshot.items:
                if item.request_id == request_id and item.status is ItemStatus.not_asked:
                    yield item.revised(status=ItemStatus.letter_made)


def when_sent(snapshot: CaseSnapshot, request_id: UUID, day: date) -> Iterator[Record]:
    """Return the request and its things as they stand once their letter is sent. The rules count from that day."""
    for request in snapshot.requests:
        if request.id != request_id:
            continue
        yield request.revised(asked_on=day)
        for item in snapshot.items:
            if item.request_id == request_id and item.status in (ItemStatus.not_asked, ItemStatus.letter_made):
                yield item.revised(status=ItemStatus.asked)


def when_received(snapshot: CaseSnapshot, request_id: UUID, day: date) -> Iterator[Record]:
    """Return the request as it stands once the office has it: its clock starts on that day."""
    for request in snapshot.requests:
        if request.id == request_id:
            yield request.revised(received_on=day)
