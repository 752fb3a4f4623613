"""What is kept of shares to compare with holds only what the file has: what is deleted for good goes from it, too."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from caseorg.domain.record import Record
from caseorg.domain.share import Share
from caseorg.store import attachments
from caseorg.store.entries import NOT_OURS, kinds_by_id
from caseorg.store.share import Beginning, beginning_from, moment_of

_IN_SHARES = "select base_sha256 from shares union select seen_sha256 from shares"
_IN_STEPS = "select changes from history where changes like '%base_sha256%'"
_DIGEST = re.compile(r'"(?:base|seen)_sha256": "([0-9a-f]{64})"')


def forget_in_bases(driver: Any) -> None:
    """Write anew what is kept of shares where it holds records that are not in the file any more.

    The shares, and the steps of the history that speak of them, then name the new bytes. The old ones are deleted by
    whoever deletes all that nothing speaks of.

    Args:
        driver: The connection, within the transaction that deletes the records.
    """
    there = _ids(driver)
    for digest in _digests(driver):
        new = _without_gone(driver, digest, there)
        if new != digest:
            driver.execute("update shares set base_sha256 = ? where base_sha256 = ?", (new, digest))
            driver.execute("update shares set seen_sha256 = ? where seen_sha256 = ?", (new, digest))
            driver.execute(
                "update history set changes = replace(changes, ?, ?) where changes like ?",
                (digest, new, f"%{digest}%"),
            )


def keep_base(driver: Any, base: Beginning) -> str:
    """Keep a state to compare with, without what the file has no more; return the SHA-256 of its bytes in hex."""
    return attachments.keep(driver, base.without(base.records.keys() - _ids(driver)).as_bytes())


def taken_in(driver: Any, share: Share) -> Share:
    """Return a share that came with its bytes from another file, with bytes that hold nothing that is not here."""
    there, entries = _ids(driver), {}
    for name in ("base_sha256", "seen_sha256"):
        digest = getattr(share, name)
        entries[name] = new = _without_gone(driver, digest, there)
        if new != digest:
            for table in ("attachment_chunks", "attachments"):
                driver.execute(f"delete from {table} where sha256 = ?", (digest,))  # noqa: S608
    return share.revised(**entries)


def gone_from_bases(driver: Any) -> frozenset[UUID]:
    """Return what once was in a share or came back, and is not in the file any more: ids of records."""
    return frozenset().union(*(_listed(driver, digest)[1] for digest in _digests(driver)))


def still_as_then(driver: Any, began: Beginning, records: Mapping[UUID, Record]) -> dict[UUID, Record]:
    """Return what one side deleted for good, and the other still has, as it was when both began.

    It is as it is now if no step since then speaks of it, and else as it went out, if that file keeps this.

    Args:
        driver: The connection to the file that still has it.
        began: The state both files went on from.
        records: All records of that file.
    """
    wanted, found = began.gone & records.keys(), dict[UUID, Record]()
    if not wanted:
        return found
    moment = moment_of(driver)
    since = began.moment.step if began.moment.file_id == moment.file_id else 0  # a share begins with no steps
    steps = [row[0] for row in driver.execute("select changes from history where number > ?", (since,))]
    is_known = all(steps)  # of the others, nobody knows any more what they changed
    kept = [base for digest in _digests(driver) if (base := _kept(driver, digest))]
    for base in sorted(kept, key=lambda each: each.moment.at):
        if base.moment == began.moment or not is_known:
            shared = wanted & base.records.keys()
            # Whoever sends a file can have written there that it was another kind of thing.
            found |= {key: base.records[key] for key in shared if type(base.records[key]) is type(records[key])}
    if is_known:
        found |= {key: records[key] for key in wanted if not any(str(key) in each for each in steps)}
    return found


def names_here(mine: Any, theirs: Any) -> dict[str, str]:
    """Return by which SHA-256 a file keeps what a copy of it keeps by another, since one of them holds less of it."""
    here = {kept.moment: digest for digest in _digests(mine) if (kept := _kept(mine, digest))}
    kept_there = {digest: _kept(theirs, digest) for digest in _digests(theirs) - set(here.values())}
    return {digest: here[kept.moment] for digest, kept in kept_there.items() if kept and kept.moment in here}


def _kept(driver: Any, digest: str) -> Beginning | None:
    return beginning_from(attachments.read_from(driver, digest)) if digest else None


def _without_gone(driver: Any, digest: str, there: set[UUID]) -> str:
    """Keep the state of this SHA-256 without what is not there; return that of the new bytes, or the same."""
    gone = _listed(driver, digest)[0] - there
    kept = _kept(driver, digest) if gone else None
    return attachments.keep(driver, kept.without(gone).as_bytes()) if kept else digest


def _listed(driver: Any, digest: str) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Return what a state holds and what it holds no more, by id; no record is read, since they may be thousands."""
    try:
        kept = json.loads(attachments.read_from(driver, digest) or b"{}")
        held = frozenset(UUID(entries["id"]) for _name, entries in kept.get("records", ()))
        return held, frozenset(map(UUID, kept.get("gone", ())))
    except NOT_OURS:
        return frozenset(), frozenset()


def _digests(driver: Any) -> set[str]:
    """Return what shares name, and what the steps name that made them or can bring them back."""
    found = {row[0] for row in driver.execute(_IN_SHARES)}
    for row in driver.execute(_IN_STEPS):
        found.update(_DIGEST.findall(row[0]))
    return found - {""}


def _ids(driver: Any) -> set[UUID]:
    """Return the ids of all records, removed or not."""
    return set(kinds_by_id(driver))
