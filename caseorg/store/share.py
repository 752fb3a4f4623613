"""Chosen records into a new sealed file, row by row; and the state that two files of one case both began from."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.changes import Change, ChangeSet
from caseorg.domain.document import Document
from caseorg.domain.errors import DamagedFileError, SaveFailedError, StoppedError
from caseorg.domain.letter import Letter, Packet
from caseorg.domain.merging import state_before
from caseorg.domain.people import Contact
from caseorg.domain.record import Record
from caseorg.domain.share import Share
from caseorg.store import attachments, search_index
from caseorg.store.case_file import CaseFile, write_empty
from caseorg.store.checker import DOES_NOT_OPEN, FaultKind, check_file
from caseorg.store.engine import connect, translated
from caseorg.store.entries import NOT_OURS, TYPES_BY_NAME, change_from, read_records, statements_for
from caseorg.store.joined import as_made, came_out
from caseorg.store.new_file import new_file
from caseorg.store.seal import Seal

_BYTES_OF: dict[type[Record], str] = {Document: "sha256", Letter: "pdf_sha256", Packet: "pdf_sha256"}
_ATTEMPTS = 20
"""How often the bytes of one document are begun again because somebody saved meanwhile."""


@dataclass(frozen=True)
class Moment:
    """A place in the history of one file: the number of the latest step, when it was made, and what tells it apart."""

    file_id: UUID
    step: int
    at: str
    mark: str = ""
    """A fingerprint of its label: two copies may each have made a step of the same number in the same second."""


@dataclass(frozen=True)
class Beginning:
    """A state that another file went on from: its records, and where in whose history it stood."""

    moment: Moment
    records: dict[UUID, Record]
    left_out: frozenset[UUID] = frozenset()
    """What was there and stayed there, by id: that it is not in the share does not mean that it was removed."""
    gone: frozenset[UUID] = frozenset()
    """What was there and is kept no more, by id, since the file that keeps this does not have it any more."""

    covered: frozenset[tuple[UUID, str]] = frozenset()
    """Which fields of which records went out without the ID numbers in them, that nobody changed for it."""

    def without(self, gone: Collection[UUID]) -> Beginning:
        """Return it without some records, of which the ids stay."""
        left = {key: record for key, record in self.records.items() if key not in gone}
        return replace(self, records=left, gone=self.gone | (self.records.keys() & set(gone)))

    def as_bytes(self) -> bytes:
        """Write it as JSON, to be kept like a document's bytes."""
        listed = [[type(each).__name__, each.model_dump(mode="json")] for each in self.records.values()]
        moment = [str(self.moment.file_id), self.moment.step, self.moment.at, self.moment.mark]
        left_out, gone = sorted(map(str, self.left_out)), sorted(map(str, self.gone))
        kept = {"format": 1, "moment": moment, "left_out": left_out, "gone": gone, "records": listed}
        if self.covered:
            kept["covered"] = sorted([str(key), name] for key, name in self.covered)
        return json.dumps(kept, ensure_ascii=False).encode()


def beginning_from(data: bytes | None) -> Beginning | None:
    """Read back what `as_bytes` wrote; None where it can't be read, as if nobody knew it any more."""
    try:
        kept = json.loads(data or b"")
        file_id, step, at, mark = kept["moment"]
        records = [TYPES_BY_NAME[name].model_validate(entries) for name, entries in kept["records"]]
        moment = Moment(UUID(file_id), int(step), str(at), str(mark))
        left_out, gone = (frozenset(map(UUID, kept.get(name, ()))) for name in ("left_out", "gone"))
        covered = frozenset((UUID(key), str(name)) for key, name in kept.get("covered", ()))
        return Beginning(moment, {record.id: record for record in records}, left_out, gone, covered)
    except NOT_OURS:
        return None


def digests_of(records: Iterable[Record]) -> dict[str, str]:
    """Return the SHA-256 of the documents and made papers among records, each with the name a person gave it."""
    found = {}
    for record in records:
        digest = getattr(record, _BYTES_OF.get(type(record), ""), "")
        if digest:
            found[digest] = getattr(record, "name", "") or getattr(record, "title", "")
    return found


def all_records(driver: Any) -> dict[UUID, Record]:
    """Read every record of a file, removed or not, over an open connection."""
    return {record.id: record for kind in RECORD_TYPES for record in read_records(driver, kind, "")}


def moment_of(driver: Any) -> Moment:
    """Return how far a file has come."""
    file_id, made_at = driver.execute("select file_id, made_at from case_file").fetchone()
    row = driver.execute("select number, at, label from history order by number desc limit 1").fetchone()
    return Moment(UUID(file_id), row[0], row[1], _mark(row[2])) if row else Moment(UUID(file_id), 0, made_at)


def has_been_at(driver: Any, moment: Moment) -> bool:
    """Tell whether a file is the one of a moment, and went on from there."""
    if moment_of(driver).file_id != moment.file_id:
        return False
    row = driver.execute("select at, label from history where number = ?", (moment.step,)).fetchone()
    if row is None or moment.step == 0:
        return moment.step == 0
    return row[0] == moment.at and ("" in (row[1], moment.mark) or _mark(row[1]) == moment.mark)


def _mark(label: str) -> str:
    return sha256(label.encode()).hexdigest()[:16] if label else ""  # struck out: it says nothing any more


@dataclass(frozen=True)
class Goods:
    """What goes into a share: its records, none of them removed; the same as bytes, which both sides keep; and more."""

    records: Sequence[Record]
    base: bytes
    earlier: tuple[bytes, ...] = ()
    """What is kept of earlier shares with the same person: from that they can tell what is new in this one."""
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What the new file is to say of itself, kept with its drafts."""


def write_share(source: CaseFile, goods: Goods, seal: Seal, target: Path, cancel: Callable[[], bool]) -> None:
    """Write records and the bytes they speak of into a new case file at `target`, under a seal of its own; check it.

    It is filled row by row, and not a copy from which things were taken: nothing can be left over in it.

    Args:
        source: The open file, read over connections of their own; a save goes first.
        goods: What goes along.
        seal: A new salt with a new secret.
        target: Where nothing may be yet.
        cancel: True stops.

    Raises:
        FileExistsAlreadyError, DiskFullError, SaveFailedError, ReadOnlyFileError: There is no file at `target`.
        DamagedDocumentBytesError: A document is damaged here; there is no file at `target`.
        StoppedError: If `cancel` said so; there is no file at `target`.
    """
    with new_file(target) as started:
        write_empty(started, seal)
        with translated(), closing(connect(started, seal, read_only=False)) as opened:
            opened.execute("begin immediate")
            for record in sorted(goods.records, key=lambda each: not isinstance(each, Case | Contact)):
                statements = statements_for(type(record))
                opened.execute(statements.upsert, statements.values(record))
                search_index.follow(opened, Change(None, record))
            for each in (goods.base, *goods.earlier):
                attachments.keep(opened, each)
            for key, entries in goods.marks.items():
                statement = "insert into drafts (key, entries, at) values (?, ?, ?)"
                opened.execute(statement, (key, json.dumps(entries), moment_of(opened).at))
            opened.execute("commit")
            for digest in digests_of(goods.records):
                _bring(opened, digest, source, cancel)
        _check(started, seal, cancel)


def _check(started: Path, seal: Seal, cancel: Callable[[], bool]) -> None:
    """Check a new share as it comes back from its medium, before it has its name."""
    try:
        report = check_file(started, seal, cancel=cancel)
    except DOES_NOT_OPEN as error:
        raise SaveFailedError from error  # what was written is damaged, and not the file it was taken from
    kinds = {fault.kind for fault in report.faults}
    if kinds & {FaultKind.head, FaultKind.pages, FaultKind.unreadable}:
        raise SaveFailedError
    if kinds:
        raise DamagedFileError


def _bring(opened: Any, digest: str, source: CaseFile, cancel: Callable[[], bool]) -> None:
    for _attempt in range(_ATTEMPTS):
        is_saving = source.make_way()
        opened.execute("begin immediate")
        try:
            stop = lambda: cancel() or is_saving()  # noqa: B023, E731 - used at once
            attachments.take_bytes(opened, [digest], source.path, source.seal, stop)
            opened.execute("commit")
        except StoppedError:
            opened.execute("rollback")
            if cancel():
                raise
        else:
            return
    raise StoppedError


# What two files of one case both began from


def beginning(mine: Any, theirs: Any) -> Beginning | None:
    """Return the latest state that two open files both went on from; None where nobody knows it any more.

    Where one went out from the other as a share, both keep what went out, and the one that took in changes keeps what
    it saw then. Where one is a copy of the other, their history is the same up to where they parted.
    """
    if moment_of(mine).file_id == moment_of(theirs).file_id:
        return _where_they_parted(mine, theirs) or _where_they_parted(theirs, mine)
    here, there = _shares(mine), _shares(theirs)
    seen = _seen(mine, here, theirs) | _seen(theirs, there, mine)
    sent: dict[UUID, Beginning] = {}
    for key in here.keys() & there.keys():  # both hold the record of it: one sent it, or both came from it
        kept = _kept(mine, here[key].base_sha256)
        # Of what went out before the share that a file came as, it holds only which state it was.
        if kept and kept.records and _is_same_state(kept, here[key].base_sha256, theirs, there[key].base_sha256):
            sent[key] = kept
    # What was seen of a share is later than what went out as that share, whatever the clocks said.
    found = (sent | seen).values()
    return max(found, key=lambda each: datetime.fromisoformat(each.moment.at), default=None)


def _is_same_state(mine: Beginning, digest: str, theirs: Any, their_digest: str) -> bool:
    """Tell whether both keep one state; each may have deleted something of it for good, but no moment comes twice."""
    if digest == their_digest:
        return True
    kept = _kept(theirs, their_digest)
    return kept is not None and kept.moment == mine.moment


def _seen(keeper: Any, shares: dict[UUID, Share], other: Any) -> dict[UUID, Beginning]:
    """Return what one side saw of each share when it took in changes, where the other went on from that."""
    found = {key: kept for key, share in shares.items() if (kept := _kept(keeper, share.seen_sha256))}
    return {key: kept for key, kept in found.items() if has_been_at(other, kept.moment)}


def common_share(mine: Any, theirs: Any) -> Share | None:
    """Return the latest share by which two open files are bound together, as it is kept in the first."""
    here, there = _shares(mine), _shares(theirs)
    both = [here[key] for key in here.keys() & there.keys()]
    return max(both, key=lambda share: share.shared_on.isoformat() if share.shared_on else "", default=None)


def came_as(driver: Any) -> tuple[Beginning, ...]:
    """Return what went out as the shares that a file came of or took in, the oldest first."""
    shares = sorted(_shares(driver).values(), key=lambda each: each.shared_on.isoformat() if each.shared_on else "")
    return tuple(found for share in shares if (found := _kept(driver, share.base_sha256)))


def _shares(driver: Any) -> dict[UUID, Share]:
    return {share.id: share for share in read_records(driver, Share, "where removed_on is null")}


def _kept(driver: Any, digest: str) -> Beginning | None:
    return beginning_from(attachments.read_from(driver, digest)) if digest else None


_STEPS = "select number, case_id, label, at, state, changes from history order by number"


def _where_they_parted(mine: Any, theirs: Any) -> Beginning | None:
    """Take back in thought what was done here since the history of a copy went its own way."""
    here, there = mine.execute(_STEPS).fetchall(), theirs.execute(_STEPS).fetchall()
    records, their_keys = all_records(mine), all_records(theirs).keys()
    alike = 0
    found_since: set[UUID] = set()
    for one, other in zip(here, there, strict=False):
        if not _is_same_step(one, other, records.keys(), their_keys):
            break
        alike += 1
        if one[5] != other[5] and one[5] and other[5]:
            found_since |= came_out(one[5]) - came_out(other[5])
    since = here[alike:]
    if any(not row[5] and (row[4] == "done" or not row[2]) for row in since):
        return None  # what such a step changed is not kept any more
    steps = [
        ChangeSet(row[2], tuple(change_from(entry) for entry in json.loads(row[5])), datetime.fromisoformat(row[3]))
        for row in reversed(since)
        if row[4] == "done"
    ]
    number, at = (here[alike - 1][0], here[alike - 1][3]) if alike else (0, "")
    moment = Moment(moment_of(mine).file_id, number, at)
    begun = state_before(records, steps)
    return Beginning(moment, {key: each for key, each in begun.items() if key not in found_since})


def _is_same_step(one: Any, other: Any, mine: Collection[UUID], theirs: Collection[UUID]) -> bool:
    """Tell whether two rows are one step that stands alike in both; of old steps one file may have kept less.

    Args:
        one: A step here.
        other: The step of that number there.
        mine: The ids of all records here.
        theirs: The ids of all records there.
    """
    if (one[0], one[3]) != (other[0], other[3]):
        return False
    if not one[2] or not other[2]:
        return _may_be_struck(one, other, mine) and _may_be_struck(other, one, theirs)
    return (one[1], one[2], one[4]) == (other[1], other[2], other[4]) and (
        one[5] == other[5] or not one[5] or not other[5] or as_made(one[5]) == as_made(other[5])
    )


def _may_be_struck(step: Any, other: Any, there: Collection[UUID]) -> bool:
    """Tell whether a step can be the other one, struck out because something in it was deleted for good.

    Both may have made another step in one second. Of a step that both struck out, or whose changes are not kept any
    more, nobody can tell.
    """
    if step[2] or not other[5]:
        return True
    spoken = {(entry["before"] or entry["after"])["id"] for entry in json.loads(other[5])}
    return any(UUID(key) not in there for key in spoken)
