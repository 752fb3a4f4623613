"""Deletes removed records for good: their rows, what points to them, their part of the history, and their bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.changes import Change
from caseorg.domain.record import CaseRecord, Record
from caseorg.domain.references import cleared, references
from caseorg.store.attachments import IS_FINISHED
from caseorg.store.bases import forget_in_bases
from caseorg.store.entries import entries_of
from caseorg.store.store import Transaction


def erase(
    transaction: Transaction,
    ids: Iterable[UUID],
    name_of: Callable[[Record], str] = lambda _record: "",
    held: frozenset[str] = frozenset(),
) -> tuple[Record, ...]:
    """Delete records for good, with all that belongs to a case among them. This cannot be undone.

    A record that another one cannot be without stays for as long as that one does. What else points to a deleted record
    forgets it. Steps of the history that speak of any of these can no longer be undone, and say nothing any more: even
    a label may hold a name. What is half typed about them goes, too, and what went out of them in shares or came back.

    Args:
        transaction: What it is done in.
        ids: The records.
        name_of: Gives what a person calls a record, which labels of steps may hold; nothing where it has no name.
        held: The SHA-256 of bytes that stay, since a step is about to speak of them.

    Returns:
        What was deleted.
    """
    driver = transaction.driver
    records = {record.id: record for record in _all(driver)}
    cases = {key for key in ids if isinstance(records.get(key), Case)}
    wanted = {key for key in ids if key in records}
    wanted |= {record.id for record in records.values() if isinstance(record, CaseRecord) and record.case_id in cases}
    wanted = _without_needed(wanted, records)
    erased = [records[key] for key in wanted]
    changed = [found for record in records.values() if record.id not in wanted and (found := cleared(record, wanted))]
    for record in sorted(erased, key=lambda each: isinstance(each, Case)):
        transaction.apply(Change(record, None))
    for record in changed:
        transaction.apply(Change(records[record.id], record))
    _strike_from_history(driver, [*wanted, *(record.id for record in changed)])
    _strike_names(driver, {name_of(record).strip() for record in erased})
    driver.executemany("delete from drafts where key like ?", [(f"%{key}%",) for key in wanted])
    forget_in_bases(driver)
    _forget_bytes(driver, held)
    return tuple(erased)


def _all(driver: Any) -> Iterable[Record]:
    for record_type in RECORD_TYPES:
        for entries in entries_of(driver, record_type, ""):
            yield record_type.model_validate(entries)


def _without_needed(wanted: set[UUID], records: dict[UUID, Record]) -> set[UUID]:
    """Leave out what a record that stays can't be without, and then what that can't be without, and so on."""
    while True:
        needed = {
            getattr(record, name)
            for record in records.values()
            if record.id not in wanted
            for name, is_required in references(type(record))
            if is_required
        }
        if not needed & wanted:
            return wanted
        wanted = wanted - needed


def _strike_from_history(driver: Any, ids: Iterable[UUID]) -> None:
    for key in ids:
        driver.execute(
            "update history set changes = '', label = '', state = 'dropped' where changes like ?",
            (f"%{key}%",),
        )


def _strike_names(driver: Any, names: set[str]) -> None:
    """Take a name out of the steps of which only the label is still kept: they no longer say what they spoke of."""
    wanted = sorted(map(re.escape, names - {""}), key=len, reverse=True)
    if wanted:
        holds = re.compile(rf"(?<!\w)(?:{'|'.join(wanted)})(?!\w)")
        kept = driver.execute("select number, label from history where changes = '' and label <> ''").fetchall()
        gone = [(number,) for number, label in kept if holds.search(label)]
        driver.executemany("update history set label = '', state = 'dropped' where number = ?", gone)


_SPOKEN_OF = """
select sha256 from documents union select pdf_sha256 from letters union select pdf_sha256 from packets
union select base_sha256 from shares union select seen_sha256 from shares
union select attachments.sha256 from attachments, history where history.changes like '%' || attachments.sha256 || '%'
"""


def _forget_bytes(driver: Any, held: frozenset[str]) -> None:
    """Delete the bytes that no record, removed or not, and no step of the history speaks of any more."""
    spoken_of = held.union(row[0] for row in driver.execute(_SPOKEN_OF))
    pages = driver.execute("select sha256, pdf_sha256 from prepared_pages").fetchall()
    kept = spoken_of | {pdf for digest, pdf in pages if digest in spoken_of}
    # Another thread may be writing more.
    finished = f"select sha256 from attachments where {IS_FINISHED}"  # noqa: S608
    gone = [row for row in driver.execute(finished).fetchall() if row[0] not in kept]
    for statement in (
        "delete from prepared_pages where sha256 = ?",
        "delete from attachment_chunks where sha256 = ?",
        "delete from attachments where sha256 = ?",
    ):
        driver.executemany(statement, gone)
