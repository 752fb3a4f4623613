"""Saves what can be read of a damaged case file into a new one. The damaged file is only read, never written to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.changes import Change
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, DamagedFileError, SaveFailedError, StoppedError
from caseorg.domain.letter import Letter, Packet
from caseorg.domain.people import Contact
from caseorg.domain.record import CaseRecord, Record
from caseorg.domain.references import cleared, references, spoken_of
from caseorg.store import attachments
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import connect, on_disk, translated
from caseorg.store.entries import NOT_OURS, entries_of
from caseorg.store.page_sums import damaged_pages
from caseorg.store.rows import table_of
from caseorg.store.seal import Seal
from caseorg.store.store import Store

_BYTES_OF: dict[type[Record], str] = {Document: "sha256", Letter: "pdf_sha256", Packet: "pdf_sha256"}


@dataclass
class Mended:
    """What is in the new file, and what could not be had."""

    path: Path
    kept: Counter[type[Record]] = field(default_factory=Counter)
    lost: Counter[type[Record]] = field(default_factory=Counter)
    """Entries that are in the damaged file by their number, but can't be read or belong to what can't."""
    papers_lost: list[str] = field(default_factory=list)
    """The names of documents and papers that are listed in the new file without their bytes."""


def mend(path: Path, seal: Seal, target: Path, cancel: Callable[[], bool] | None = None) -> Mended:
    """Write all that can be read of the case file at `path` into a new one at `target`, under the same seal.

    Each entry passes its own checks again. What pointed to something lost points to nothing. The history is left
    behind: it would tell of entries that are gone.

    Raises:
        FileExistsAlreadyError, DiskFullError: There is no file at `target`.
        SaveFailedError: Likewise, also where the new file comes back damaged from the disk.
        StoppedError: If `cancel` said so; there is no file at `target`.
        DamagedFileError: Nothing at all could be read.
    """
    reading = _Reading(path, seal, cancel or (lambda: False))
    mended = Mended(target)
    try:
        records = _that_fit(reading.records(mended), mended)
        if not records:  # an empty file in the place of the damaged one would look as if nothing had ever been in it
            raise DamagedFileError
        new = CaseFile.create(target, seal)
        try:
            _write(reading, new, records, mended)
            new.close()
            with on_disk():
                if damaged_pages(target, seal, cancel or (lambda: False)):
                    raise SaveFailedError  # the disk that spoiled the one file may spoil the next
        except BaseException:
            new.close()
            with suppress(OSError):  # why it failed is what is to be said
                target.unlink(missing_ok=True)
            raise
    finally:
        reading.close()
    return mended


class _Reading:
    """Reads a damaged file. A damaged page spoils the connection it is met on, so each time another one is taken."""

    def __init__(self, path: Path, seal: Seal, cancel: Callable[[], bool]) -> None:
        self._path, self._seal, self._cancel = path, seal, cancel
        self._connection: Any = None

    def tried(self, read: Callable[[Any], Any]) -> Any:
        """Return what `read` makes of the connection, or None where that is damaged."""
        if self._cancel():
            raise StoppedError
        try:
            with translated(self._seal, self._seal.check, reading=True):
                if self._connection is None:
                    self._connection = connect(self._path, self._seal, read_only=True)
                return read(self._connection)
        except (CaseorgError, *NOT_OURS):
            self.close()
            return None

    def records(self, mended: Mended) -> Iterator[Record]:
        """Read every record that can be read, kind by kind, and count those that can't."""
        for record_type in RECORD_TYPES:
            found = self.tried(partial(_all_rows, record_type))
            if found is None:
                found = [row for key in self._keys(record_type) if (row := self._row(record_type, key, mended))]
            for entries in found:
                try:
                    yield record_type.model_validate(entries)
                except NOT_OURS:
                    mended.lost[record_type] += 1

    def _keys(self, record_type: type[Record]) -> list[str]:
        """Find the numbers of rows from both ends of the table, and by its index, which lies on other pages."""
        table, keys = table_of(record_type).name, dict[str, None]()
        for order in ("order by id", "order by rowid", "order by rowid desc"):

            def collect(opened: Any, order: str = order) -> None:
                for (key,) in opened.execute(f"select id from {table} {order}"):  # noqa: S608 - names are ours
                    keys[str(key)] = None

            self.tried(collect)
        return list(keys)

    def _row(self, record_type: type[Record], key: str, mended: Mended) -> dict[str, Any] | None:
        found = self.tried(lambda opened: entries_of(opened, record_type, "where id = ?", key))
        if not found:
            mended.lost[record_type] += 1
            return None
        return dict(found[0])

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            with suppress(Exception):
                self._connection.close()
            self._connection = None


def _all_rows(record_type: type[Record], opened: Any) -> list[dict[str, Any]]:
    return entries_of(opened, record_type, "")


def _bytes_of(digest: str, opened: Any) -> bytes | None:
    return attachments.read_from(opened, digest)


def _that_fit(found: Iterator[Record], mended: Mended) -> list[Record]:
    """Leave out what can't be without something lost; let the rest forget what is lost."""
    records = {record.id: record for record in found}
    while True:
        gone = {record.id for record in records.values() if _lacks(record, records)}
        if not gone:
            break
        for key in gone:
            mended.lost[type(records.pop(key))] += 1
    named = {key for record in records.values() for key in spoken_of(record)}
    missing = named - records.keys()
    return [cleared(record, missing) or record for record in records.values()]


def _lacks(record: Record, records: dict[UUID, Record]) -> bool:
    if isinstance(record, CaseRecord) and record.case_id not in records:
        return True
    return any(
        is_required and isinstance(key := getattr(record, name), UUID) and key not in records
        for name, is_required in references(type(record))
    )


def _write(reading: _Reading, new: CaseFile, records: list[Record], mended: Mended) -> None:
    first = (Case, Contact)  # what others belong to
    with Store(new).transaction() as transaction:
        for record in sorted(records, key=lambda each: not isinstance(each, first)):
            transaction.apply(Change(None, record))
            mended.kept[type(record)] += 1
        for key, entries in (
            reading.tried(lambda opened: opened.execute("select key, entries from drafts").fetchall()) or ()
        ):
            with suppress(*NOT_OURS):
                json.loads(entries)
                transaction.driver.execute("insert into drafts values (?, ?, '')", (key, entries))
    for record in records:
        digest = getattr(record, _BYTES_OF.get(type(record), ""), "")
        if not digest:
            continue
        data = reading.tried(partial(_bytes_of, digest))
        if data is None:
            mended.papers_lost.append(getattr(record, "name", "") or getattr(record, "title", ""))
            continue
        with Store(new).transaction() as transaction:
            transaction.keep(data)
