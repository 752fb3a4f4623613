"""Reads records from one case file and writes them to it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from caseorg.domain.case import RECORD_TYPES, SNAPSHOT_FIELDS, Case, CaseSnapshot
from caseorg.domain.changes import Change, ChangeSet
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, GoneRecordError, ReadOnlyFileError
from caseorg.domain.people import Contact
from caseorg.domain.record import CaseRecord, Record
from caseorg.store import attachments, search_index
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import on_disk, translated
from caseorg.store.entries import change_entry, change_from, read_records, statements_for
from caseorg.store.held import Held
from caseorg.store.rows import table_of
from caseorg.store.saving import committed, set_aside, swapped
from caseorg.store.seal import Seal

_log = logging.getLogger(__name__)


class CaseLine(NamedTuple):
    """One line of the list of all cases: what can be read without computing anything."""

    case_id: UUID
    title: str
    patient_name: str
    put_away_on: date | None
    is_sample: bool
    open_items: int


@dataclass(frozen=True)
class HistoryLine:
    """One step of the history, as a person reads it."""

    number: int
    case_id: UUID | None
    label: str
    at: datetime
    state: str


class DayOfWork(NamedTuple):
    """A day on which steps were made, and the number of the last of them, which tells the order whatever the clock."""

    day: date
    last_step: int


class Store:
    """Everything that is read from and written to one open case file."""

    def __init__(self, case_file: CaseFile) -> None:
        self.case_file, self.held = case_file, Held()

    def load_case(self, case_id: UUID) -> CaseSnapshot:
        """Read one case and all its records in one transaction.

        Raises:
            GoneRecordError: If there is no such case.
        """
        key = case_id.hex
        with self._reading() as driver:
            found = read_records(driver, Case, "where id = ?", key)
            if not found:
                raise GoneRecordError
            parts: dict[str, Any] = {}
            for field, record_type in SNAPSHOT_FIELDS.items():
                if record_type is Contact:
                    continue
                parts[field] = read_records(driver, record_type, "where case_id = ? and removed_on is null", key)
            parts["contacts"] = read_records(driver, Contact, _CONTACTS_OF_CASE, key, key)
        patients = parts.pop("patient")
        return CaseSnapshot(case=found[0], patient=patients[0] if patients else None, **parts)

    def case_lines(self) -> tuple[CaseLine, ...]:
        """Read the list of all cases, those put away last."""
        with self._reading() as driver:
            rows = driver.execute(_CASE_LINES).fetchall()
        return tuple(
            CaseLine(
                UUID(row[0]), row[1], row[2] or "", date.fromisoformat(row[3]) if row[3] else None, bool(row[4]), row[5]
            )
            for row in rows
        )

    def counts(self) -> dict[str, int]:
        """Count the records of each kind, removed or not."""
        with self._reading() as driver:
            counted = ((kind, driver.execute(f"select count(*) from {table_of(kind).name}")) for kind in RECORD_TYPES)  # noqa: S608
            return {kind.__name__: int(rows.fetchone()[0]) for kind, rows in counted}

    def contacts(self) -> tuple[Contact, ...]:
        """Read every person and office of the file, for a list to choose from."""
        with self._reading() as driver:
            return read_records(driver, Contact, "where removed_on is null order by name")

    def contact_names(self, case_id: UUID | None = None) -> tuple[tuple[UUID, str], ...]:
        """Read the id and the name of every person and office of the file, or of those in one case."""
        of_case = f"id in ({_LINKED}) or part_of_id in ({_LINKED})" if case_id else "1"
        listed = f"select id, name from contacts where removed_on is null and ({of_case}) order by name collate nocase"  # noqa: S608
        with self._reading() as driver:
            rows = driver.execute(listed, (case_id.hex,) * 2 if case_id else ()).fetchall()
        return tuple((UUID(key), name) for key, name in rows)

    def find(self, record_type: type[Record], record_id: UUID) -> Record | None:
        """Read one record, removed or not; None if there is none."""
        with self._reading() as driver:
            found = read_records(driver, record_type, "where id = ?", record_id.hex)
        return found[0] if found else None

    def has_document(self, case_id: UUID, digest: str) -> bool:
        """Tell whether a case has a document with the bytes of this SHA-256, in hex; not counting removed ones."""
        asked = "select 1 from documents where case_id = ? and sha256 = ? and removed_on is null limit 1"
        with self._reading() as driver:
            return driver.execute(asked, (case_id.hex, digest)).fetchone() is not None

    def removed(self) -> tuple[Record, ...]:
        """Read everything that was removed and can be put back, latest first."""
        found: list[Record] = []
        with self._reading() as driver:
            for record_type in RECORD_TYPES:
                found.extend(read_records(driver, record_type, "where removed_on is not null"))
        return tuple(sorted(found, key=lambda record: record.removed_on or date.min, reverse=True))

    def history(self, limit: int = 200) -> tuple[HistoryLine, ...]:
        """Read the latest steps, newest first."""
        with self._reading() as driver:
            rows = driver.execute(
                "select number, case_id, label, at, state from history order by number desc limit ?", (limit,)
            ).fetchall()
        return tuple(
            HistoryLine(row[0], UUID(row[1]) if row[1] else None, row[2], datetime.fromisoformat(row[3]), row[4])
            for row in rows
        )

    def days_of_work(self) -> tuple[DayOfWork, ...]:
        """Read the days on which a step was made, in the order of the calendar."""
        with self._reading() as driver:
            rows = driver.execute("select substr(at, 1, 10), max(number) from history group by 1 order by 1").fetchall()
        return tuple(DayOfWork(date.fromisoformat(day), number) for day, number in rows)

    def last_step(self) -> int:
        """Read the number of the latest step; 0 where there is none."""
        with self._reading() as driver:
            return int(driver.execute("select coalesce(max(number), 0) from history").fetchone()[0])

    def newest_step(self, until: datetime | None = None, after: int = 0) -> datetime | None:
        """Read the latest moment, in UTC, of the steps made until a moment and of those with a number above `after`.

        Without a moment all steps count. None where no step does.
        """
        asked = "select max(at) from history where number > ? or at <= ?"
        with self._reading() as driver:
            latest = driver.execute(asked, (after, until.astimezone(UTC).isoformat() if until else "")).fetchone()[0]
        return datetime.fromisoformat(latest).astimezone(UTC) if latest else None

    def change_set(self, number: int) -> ChangeSet:
        """Read one step back whole.

        Raises:
            GoneRecordError: If it is no longer kept.
        """
        with self._reading() as driver:
            row = driver.execute(
                "select label, at, case_id, changes from history where number = ?", (number,)
            ).fetchone()
        if row is None or not row[3]:
            raise GoneRecordError
        changes = tuple(change_from(entry) for entry in json.loads(row[3]))
        return ChangeSet(row[0], changes, datetime.fromisoformat(row[1]), number, UUID(row[2]) if row[2] else None)

    def draft(self, key: str) -> dict[str, str] | None:
        """Read what is half typed in the form `key`."""
        with self._reading() as driver:
            row = driver.execute("select entries from drafts where key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def drafts(self) -> tuple[str, ...]:
        """Read the keys of all forms with something half typed."""
        with self._reading() as driver:
            return tuple(row[0] for row in driver.execute("select key from drafts order by at desc"))

    def keep_draft(self, key: str, entries: dict[str, str], at: datetime) -> None:
        """Keep what is half typed in a form. This is no step: it is not undone, and changes no record."""
        with self.transaction() as transaction:
            transaction.driver.execute(
                "insert or replace into drafts (key, entries, at) values (?, ?, ?)",
                (key, json.dumps(entries), at.isoformat()),
            )

    def drop_draft(self, key: str) -> None:
        """Forget what was half typed, because it was saved or taken back."""
        with self.transaction() as transaction:
            transaction.driver.execute("delete from drafts where key = ?", (key,))

    def follow_edits(self) -> bool:
        """Let the text index follow what was edited since it was last asked; return whether there was anything to do.

        A file that is open to look only stays as it is.

        Raises:
            CaseorgError: As `transaction`; the edits are followed the next time.
        """
        with self.case_file.lock:
            with self._reading() as driver:
                if self.case_file.is_read_only or not search_index.has_edited(driver):
                    return False
            with self.transaction() as transaction:
                search_index.take_over_edited(transaction.driver)
        return True

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Write several records that stand or fall together.

        Raises:
            DiskFullError, SaveFailedError: Nothing was written.
            FileSwappedError: Another program replaced the file; this step is in a rescue file beside all before it.
            ReadOnlyFileError: The file is open to look only.
        """
        if self.case_file.was_replaced:
            with self.case_file.lock, translated():
                yield from self._in_rescue_file()
        if self.case_file.is_read_only:
            raise ReadOnlyFileError
        self.case_file.saves_begun += 1  # whoever reads in the background makes way
        with self.case_file.lock, translated():
            case_file = self.case_file  # asked for again: it may have been sealed anew while we waited
            with on_disk():
                is_ours = case_file.is_in_place()
            if is_ours:
                with case_file.engine.connect() as connection:
                    opened = connection.begin()
                    is_ours = case_file.is_unchanged()
                    if is_ours:
                        with committed(opened, case_file):
                            yield Transaction(connection, case_file.driver)
            if not is_ours:
                yield from self._in_rescue_file()
            with suppress(OSError):
                if not case_file.is_in_place():  # it was replaced while we wrote; the step is in what we still hold
                    raise swapped(self.case_file, set_aside(self.case_file))

    def _in_rescue_file(self) -> Iterator[Transaction]:
        """Let the step be written into a rescue file, beside all that our connection still reads; then say so.

        It is said each time: what was half typed is kept without a word, and may have been the first to meet it.
        """
        rescue = set_aside(self.case_file)
        if rescue:
            try:
                opened = CaseFile.open(rescue, self.case_file.seal)
            except CaseorgError as error:  # it is open in another window by now, or went the same way
                raise swapped(self.case_file, None) from error
            try:
                with Store(opened).transaction() as transaction:
                    yield transaction
            finally:
                opened.close()
        raise swapped(self.case_file, rescue)

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        with self.case_file.lock, translated(reading=True):
            driver = self.case_file.driver
            if driver.in_transaction:  # read within a step: see what it has written so far
                yield driver
                return
            driver.execute("begin")
            try:
                yield driver
            finally:
                if driver.in_transaction:  # a failing disk ends it by itself
                    driver.execute("commit")


class Transaction:
    """One open transaction: saves and deletes records, keeps bytes, and remembers what it changed."""

    def __init__(self, connection: sa.Connection, driver: Any) -> None:
        self.connection = connection
        self.driver = driver
        self.changes: list[Change] = []

    def save(self, record: Record) -> Change:
        """Write a record, new or revised; return what changed."""
        found = read_records(self.driver, type(record), "where id = ?", record.id.hex)
        change = Change(found[0] if found else None, record)
        self.apply(change)
        self.changes.append(change)
        return change

    def add(self, records: Sequence[Record]) -> None:
        """Write records that are new, all of one kind; the text index takes them over before the next search."""
        if records:
            statements = statements_for(type(records[0]))
            self.driver.executemany(statements.upsert, [statements.values(each) for each in records])
            search_index.note(self.driver, records)
            self.changes += [Change(None, each) for each in records]

    def apply(self, change: Change) -> None:
        """Write one change as it stands: insert, update or delete. Used by saving, undo and rescue alike."""
        statements = statements_for(type(change.record))
        if change.after is None:
            self.driver.execute(statements.delete, (change.record.id.hex,))
        else:
            self.driver.execute(statements.upsert, statements.values(change.after))
        search_index.follow(self.driver, change)

    def keep(self, data: bytes) -> str:
        """Keep the bytes of a file; return their SHA-256 in hex."""
        return attachments.keep(self.driver, data)

    def keep_prepared(self, digest: str, maker: int, pdf: bytes, details: dict[str, Any]) -> None:
        """Keep clean pages made from kept bytes."""
        attachments.keep_prepared(self.driver, digest, maker, pdf, details)
        self._index_text_of(digest)

    def keep_read_page(self, digest: str, maker: int, page: int, *, text: str, words: dict[str, Any]) -> None:
        """Keep what was read off one page of a scan, as `attachments.keep_read_page` says; a search then finds it."""
        if attachments.keep_read_page(self.driver, digest, maker, page, text=text, words=words):
            self._index_text_of(digest)

    def _index_text_of(self, digest: str) -> None:
        for document in read_records(self.driver, Document, "where sha256 = ? and removed_on is null", digest):
            search_index.put(self.driver, document.id, document)

    def take_bytes(self, digests: Iterable[str], source: Path, seal: Seal) -> None:
        """Keep bytes that another case file has and this one has not, as `attachments.take_bytes` says."""
        attachments.take_bytes(self.driver, digests, source, seal)

    def note_step(self, change_set: ChangeSet, state: str) -> int:
        """Write a step into the case's history; return its number."""
        entries = json.dumps([change_entry(change) for change in change_set.changes])
        case_id = str(change_set.case_id) if change_set.case_id else None
        cursor = self.driver.execute(
            "insert into history (case_id, label, at, state, changes) values (?, ?, ?, ?, ?)",
            (case_id, change_set.label, change_set.at.isoformat(), state, entries),
        )
        return int(cursor.lastrowid)

    def replace_step(self, change_set: ChangeSet) -> None:
        """Write a step anew that has grown by joining a further entry."""
        entries = json.dumps([change_entry(change) for change in change_set.changes])
        self.driver.execute(
            "update history set changes = ?, at = ? where number = ?",
            (entries, change_set.at.isoformat(), change_set.number),
        )

    def mark_step(self, number: int, state: str) -> None:
        """Say what has become of a step: done, undone, or no longer to be done again."""
        self.driver.execute("update history set state = ? where number = ?", (state, number))

    def drop_undone(self) -> None:
        """Close the way forward: after a new step, what was undone cannot be done again."""
        self.driver.execute("update history set state = 'dropped' where state = 'undone'")

    def forget_details(self, keep_latest: int) -> None:
        """Keep the records before and after of the latest steps only; label and time stay."""
        self.driver.execute(
            "update history set changes = '' where changes <> '' and number <= (select max(number) from history) - ?",
            (keep_latest,),
        )


_LINKED = "select contact_id from case_contacts where case_id = ? and removed_on is null"
_CONTACTS_OF_CASE = f"where removed_on is null and (id in ({_LINKED}) or part_of_id in ({_LINKED}))"

_CASE_LINES = """
select cases.id, cases.title, patients.full_name, cases.put_away_on, cases.is_sample,
       (select count(*) from requested_items as item
         where item.case_id = cases.id and item.removed_on is null and item.status not in ('got_it', 'not_needed'))
  from cases left join patients on patients.case_id = cases.id and patients.removed_on is null
 where cases.removed_on is null
 order by cases.put_away_on is not null, cases.title
"""


def case_of(record: Record) -> UUID | None:
    """Return the case a record belongs to; None for what all cases share."""
    if isinstance(record, Case):
        return record.id
    return record.case_id if isinstance(record, CaseRecord) else None
