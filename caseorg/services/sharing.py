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
    """Put together what goes along. In a large case it takes a while; call it on a worker.

    Raises:
        GoneRecordError: If there is no such case.
        ReadFailedError, DamagedFileError: If the file can't be read.
    """
    case_file = workspace.case_file
    with case_file.lock, case_file.fresh_connection() as connection:  # no save comes in between
        moment = moment_of(connection)
        snapshots = [workspace.load_case(case_id) for case_id in (wish.case_id, *wish.also)]
        contacts = workspace.store.contacts()
    helper = next((each for each in snapshots[0].helpers if each.id == wish.helper_id), None)
    found = {record.id: record for each in snapshots for record in what_goes(each, contacts, wish.left_out)}
    records = without_numbers(found.values()) if wish.no_numbers else tuple(found.values())
    covered = frozenset((each.id, name) for each in records for name in _unlike(each, found[each.id]))
    going = {record.id for record in records}
    records = tuple(cleared(each, found.keys() - going) or each for each in records)
    today = workspace.today()
    shares = tuple(_record(each, wish, helper, going, today) for each in snapshots)
    earlier = [_Earlier.of(workspace, each) for snapshot in snapshots for each in snapshot.shares
               if _is_same_person(each, shares[0])]  # fmt: skip
    all_there = {record.id for each in snapshots for record in each.records() if not isinstance(record, Share)}
    # Who was taken out of a case is in the file still, and was not removed.
    all_there |= {each.id for each in contacts if any(each.id in other for other in earlier)}
    base = Beginning(moment, {each.id: each for each in records}, frozenset(all_there - going), covered=covered)
    going_out = base.as_bytes()
    shares = tuple(each.revised(base_sha256=sha256(going_out).hexdigest()) for each in shares)
    cases = {each.case.id for each in snapshots}
    again = [each.for_share(cases, base, found.values() if wish.no_numbers else None) for each in earlier]
    kept = tuple(dict.fromkeys(data for _share, every in again for data in every))
    marks = {LOOK_ONLY: {"since": today.isoformat()}} if wish.look_only else {}
    goods = Goods((*records, *(each for each, _kept in again), *shares), going_out, kept, marks)
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


def _unlike(one: Record, other: Record) -> list[str]:
    return [name for name in type(one).model_fields if getattr(one, name) != getattr(other, name)]


@dataclass(frozen=True)
class _Earlier:
    """What went to the same person before: the record of it, what went out, and what came back of it last."""

    share: Share
    sent: Beginning | None
    seen: Beginning | None

    @classmethod
    def of(cls, workspace: Workspace, share: Share) -> _Earlier:
        sent, seen = (
            beginning_from(workspace.bytes_of(digest, share.given_to)) if digest else None
            for digest in (share.base_sha256, share.seen_sha256)
        )
        return cls(share, sent, seen)

    def __contains__(self, key: UUID) -> bool:
        return any(key in each.records for each in (self.sent, self.seen) if each is not None)

    def for_share(
        self, cases: Container[UUID], base: Beginning, numbers: Iterable[Record] | None
    ) -> tuple[Share, list[bytes]]:
        """Return the record of it, and the bytes by which their file can tell what it came from.

        Of what went out then, only which state it was goes along, since they have that. What came back goes without
        what does not go along this time: what is in Recently removed here is named by its number alone.

        Args:
            cases: The cases that go along.
            base: What goes out this time.
            numbers: The records whose ID numbers are to be left out; None to leave out none.
        """
        kept, names = list[bytes](), dict[str, str]()
        if self.sent is not None:
            kept.append(Beginning(self.sent.moment, {}).as_bytes())
            names["base_sha256"] = sha256(kept[-1]).hexdigest()
        if self.seen is not None:
            seen = _of_these(self.seen, cases, base)
            if numbers is not None:
                plain = without_numbers(seen.records.values(), numbers)
                seen = replace(seen, records={each.id: each for each in plain})
            kept.append(seen.as_bytes())
            names["seen_sha256"] = sha256(kept[-1]).hexdigest()
        return self.share.revised(**names), kept


def _of_these(seen: Beginning, cases: Container[UUID], base: Beginning) -> Beginning:
    """Return a state without the cases that do not go along, without what stays here, and without what was removed."""
    going = {key: record for key, record in seen.records.items() if key in base.records}
    removed = {
        key for key, record in seen.records.items()
        if key not in base.records.keys() | base.left_out and case_of(record) in cases
    }  # fmt: skip
    return replace(seen, records=going, gone=seen.gone | removed)


def _is_same_person(one: Share, other: Share) -> bool:
    if one.helper_id or other.helper_id:
        return one.helper_id == other.helper_id
    return one.given_to.casefold() == other.given_to.casefold()
