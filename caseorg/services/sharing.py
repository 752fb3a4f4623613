"""Shares a case: what goes along and what stays, a new file under its own made password, and the record of it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.errors import SavedLateError
from caseorg.domain.letter import Sending
from caseorg.domain.note import Note
from caseorg.domain.people import Contact, Helper
from caseorg.domain.record import Record
from caseorg.domain.references import cleared, needs_one_of, spoken_of
from caseorg.domain.share import Share
from caseorg.services.share_options import LOOK_ONLY, without_numbers
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt, seal_with
from caseorg.store.share import Beginning, Goods, beginning_from, moment_of, write_share
from caseorg.store.store import case_of


@dataclass(frozen=True)
class Wish:
    """What a person wants to share: which cases, with whom, what stays here, and how it opens."""

    case_id: UUID
    given_to: str
    helper_id: UUID | None = None
    left_out: frozenset[UUID] = frozenset()
    """The documents that stay here, of whichever case."""
    also: tuple[UUID, ...] = ()
    """Further cases that go along."""
    no_numbers: bool = False
    """Leave the ID numbers of plans out."""
    look_only: bool = False
    """It opens to look only."""


@dataclass(frozen=True)
class ToShare:
    """A share that is ready to be written: its records, one for each case, what goes along, and from which file."""

    shares: tuple[Share, ...]
    base: Beginning
    goods: Goods
    source: CaseFile

    @property
    def share(self) -> Share:
        """The record of the case that was on show."""
        return self.shares[0]


def plan_share(workspace: Workspace, wish: Wish) -> ToShare:
    """Put together what goes along. It takes milliseconds; writing it takes a while.

    Raises:
        GoneRecordError: If there is no such case.
        ReadFailedError, DamagedFileError: If the file can't be read.
    """
    snapshots = [workspace.load_case(case_id) for case_id in (wish.case_id, *wish.also)]
    helper = next((each for each in snapshots[0].helpers if each.id == wish.helper_id), None)
    contacts = workspace.store.contacts()
    found = {record.id: record for each in snapshots for record in what_goes(each, contacts, wish.left_out)}
    records = without_numbers(found.values()) if wish.no_numbers else tuple(found.values())
    going = {record.id for record in records}
    records = tuple(cleared(each, found.keys() - going) or each for each in records)
    all_there = {record.id for each in snapshots for record in each.records() if not isinstance(record, Share)}
    case_file = workspace.case_file
    with case_file.lock, case_file.fresh_connection() as connection:
        moment = moment_of(connection)
    base = Beginning(moment, {record.id: record for record in records}, frozenset(all_there - going))
    going_out = base.as_bytes()
    digest, today = sha256(going_out).hexdigest(), workspace.today()
    shares = tuple(_record(each, wish, helper, going, today).revised(base_sha256=digest) for each in snapshots)
    earlier = [each for snapshot in snapshots for each in snapshot.shares if _is_same_person(each, shares[0])]
    seen: list[bytes] = []
    for at, each in enumerate(earlier):
        # What came back earlier holds the numbers, if they were not left out then.
        if each.seen_sha256 and not wish.no_numbers:
            data = _seen_of_these(workspace.bytes_of(each.seen_sha256, each.given_to), snapshots, all_there, going)
            seen.append(data)
            earlier[at] = each.revised(seen_sha256=sha256(data).hexdigest())
    marks = {LOOK_ONLY: {"since": today.isoformat()}} if wish.look_only else {}
    goods = Goods((*records, *earlier, *shares), going_out, tuple(seen), marks)
    return ToShare(shares, base, goods, case_file)


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
        SavedLateError: It is written down, and the file is there.
        CaseorgError: It could not be written down; the file is removed again.
    """
    try:
        with workspace.step(_("Share with {name}").format(name=ready.share.given_to)) as step:
            digest = step.keep_base(ready.base)  # something of it may have been deleted for good meanwhile
            for share in ready.shares:
                step.save(share.revised(base_sha256=digest))
    except SavedLateError:
        raise
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
        "case_id": snapshot.case.id,
        "given_to": wish.given_to,
        "shared_on": today,
        "notes_left_out": sum(each.is_private for each in snapshot.notes),
        "documents_left_out": len(documents),
    }
    if helper is not None and helper.case_id == snapshot.case.id:
        entries |= {"helper_id": helper.id, "authority": helper.role, "authority_from": helper.authority_from}
    return Share.made(**entries)


def _seen_of_these(
    data: bytes, snapshots: Iterable[CaseSnapshot], all_there: Container[UUID], going: Container[UUID]
) -> bytes:
    """Return what came back earlier without the cases that do not go along this time, and without what stays here."""
    kept, cases = beginning_from(data), {each.case.id for each in snapshots}
    if kept is None:
        return b""
    records = {
        key: record
        for key, record in kept.records.items()
        if key in going or (key not in all_there and case_of(record) in cases)
    }
    return replace(kept, records=records).as_bytes()


def _is_same_person(one: Share, other: Share) -> bool:
    if one.helper_id or other.helper_id:
        return one.helper_id == other.helper_id
    return one.given_to.casefold() == other.given_to.casefold()
