"""Shares a case: what goes along and what stays, a new file under its own made password, and the record of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import Sending
from caseorg.domain.note import Note
from caseorg.domain.people import Contact, Helper
from caseorg.domain.record import Record
from caseorg.domain.references import cleared, needs_one_of, spoken_of
from caseorg.domain.share import Share
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt, seal_with
from caseorg.store.share import Beginning, Goods, moment_of, write_share


@dataclass(frozen=True)
class Wish:
    """What a person wants to share: a case, with whom, and which of its documents stay here."""

    case_id: UUID
    given_to: str
    helper_id: UUID | None = None
    left_out: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class ToShare:
    """A share that is ready to be written: its record, what goes along, and from which file."""

    share: Share
    goods: Goods
    source: CaseFile


def plan_share(workspace: Workspace, wish: Wish) -> ToShare:
    """Put together what goes along. It takes milliseconds; writing it takes a while.

    Raises:
        GoneRecordError: If there is no such case.
    """
    snapshot = workspace.load_case(wish.case_id)
    helper = next((each for each in snapshot.helpers if each.id == wish.helper_id), None)
    records = what_goes(snapshot, workspace.store.contacts(), wish.left_out)
    going = {record.id for record in records}
    stays = frozenset(each.id for each in snapshot.records() if not isinstance(each, Share)) - going
    case_file = workspace.case_file
    with case_file.lock:
        moment = moment_of(case_file.driver)
    base = Beginning(moment, {record.id: record for record in records}, stays).as_bytes()
    share = _record(snapshot, wish, helper, going, workspace.today()).revised(base_sha256=sha256(base).hexdigest())
    before = [each for each in snapshot.shares if _is_same_person(each, share)]
    seen = tuple(workspace.bytes_of(each.seen_sha256, each.given_to) for each in before if each.seen_sha256)
    return ToShare(share, Goods((*records, *before, share), base, seen), case_file)


def what_goes(snapshot: CaseSnapshot, contacts: Iterable[Contact], left_out: frozenset[UUID]) -> tuple[Record, ...]:
    """Return what of a case goes along; what is said there of what stays here is left out, too.

    Notes marked private stay. Where a document stays, so do packets that hold its pages, and what was said of sending
    those.

    Args:
        snapshot: The case.
        contacts: Every person and office of the file; those the case speaks of go along.
        left_out: The documents that stay.
    """
    packets = {each.id for each in snapshot.packets if left_out & set(each.exhibit_ids)}
    going = {
        record.id: record
        for record in snapshot.records()
        if not (isinstance(record, Share) or (isinstance(record, Note) and record.is_private))
        and record.id not in left_out | packets
        and not (isinstance(record, Sending) and record.packet_id in packets)
    }
    known = {contact.id: contact for contact in contacts}
    while more := {key for record in going.values() for key in spoken_of(record) if key in known} - going.keys():
        going |= {key: known[key] for key in more}
    while True:
        missing = {key for record in going.values() for key in spoken_of(record)} - going.keys()
        lost = [key for key, record in going.items() if needs_one_of(record, missing)]
        if not lost:
            return tuple(cleared(record, missing) or record for record in going.values())
        for key in lost:
            del going[key]


def write(ready: ToShare, password: str, target: Path, cancel: Callable[[], bool] = lambda: False) -> None:
    """Write the new file and check it. Takes a while; call it on a worker.

    Raises:
        CaseorgError: As `write_share`; there is no file at `target`.
    """
    write_sealed(ready, seal_with(password, new_salt()), target, cancel)


def write_sealed(ready: ToShare, seal: Seal, target: Path, cancel: Callable[[], bool] = lambda: False) -> None:
    """Do what `write` does, with a seal that is ready."""
    write_share(ready.source, ready.goods, seal, target, cancel)


def note_share(workspace: Workspace, ready: ToShare, target: Path) -> None:
    """Write down that the file went out, and what it held: only by that can changes be taken in.

    Raises:
        CaseorgError: It could not be written down; the file is removed again.
    """
    try:
        with workspace.step(_("Share with {name}").format(name=ready.share.given_to)) as step:
            step.keep(ready.goods.base)
            step.save(ready.share)
    except BaseException:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def stays_by_itself(snapshot: CaseSnapshot) -> frozenset[UUID]:
    """Return the documents that stay here unless a person says otherwise: those never to be offered for packets."""
    return frozenset(each.id for each in snapshot.documents if each.is_private)


def _record(snapshot: CaseSnapshot, wish: Wish, helper: Helper | None, going: set[UUID], today: date) -> Share:
    documents = [each for each in snapshot.documents if each.id not in going]
    entries: dict[str, object] = {
        "case_id": wish.case_id,
        "given_to": wish.given_to,
        "shared_on": today,
        "notes_left_out": sum(each.is_private for each in snapshot.notes),
        "documents_left_out": len(documents),
    }
    if helper is not None:
        entries |= {"helper_id": helper.id, "authority": helper.role, "authority_from": helper.authority_from}
    return Share.made(**entries)


def _is_same_person(one: Share, other: Share) -> bool:
    if one.helper_id or other.helper_id:
        return one.helper_id == other.helper_id
    return one.given_to.casefold() == other.given_to.casefold()
