"""Checks one case file whole: pages, records, documents, history. Used wherever a file or a copy is to be trusted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from caseorg.base.language import _, ngettext
from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.document import Document
from caseorg.domain.errors import (
    CaseorgError,
    CutOffFileError,
    DamagedFileError,
    NewerFileError,
    NotACaseFileError,
    StoppedError,
    WrongPasswordError,
)
from caseorg.domain.letter import Letter, Packet
from caseorg.domain.record import Record
from caseorg.store import search_index
from caseorg.store.attachments import IS_FINISHED
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import connect_to_read, reading_disk, translated
from caseorg.store.entries import NOT_OURS, change_from, entries_of
from caseorg.store.page_sums import damaged_pages
from caseorg.store.rows import table_of
from caseorg.store.seal import SALT_SIZE, Seal

_PAPERS: dict[type[Record], str] = {Document: "sha256", Letter: "pdf_sha256", Packet: "pdf_sha256"}
"""The records that have bytes in the file, and the field that names them."""

DOES_NOT_OPEN = (WrongPasswordError, DamagedFileError, CutOffFileError, NotACaseFileError, NewerFileError)
"""What a check raises of a file that is damaged at its head, whose key is right."""

_STEPS_BETWEEN_QUESTIONS = 1_000
"""How much the engine works before it asks again whether to stop: well under a millisecond."""


class FaultKind(StrEnum):
    """What sort of damage or disorder a check can find."""

    head = auto()
    pages = auto()
    unreadable = auto()
    structure = auto()
    parent = auto()
    kept_bytes = auto()
    missing_bytes = auto()
    record = auto()
    reference = auto()
    history = auto()
    history_differs = auto()
    draft = auto()
    search = auto()


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it should be."""

    kind: FaultKind
    sentence: str = field(repr=False)
    """For the person; it may hold the name of a document."""
    about: str = ""
    """A table, a fingerprint, or a kind of record and its id: nothing a person entered, so it may be logged."""


@dataclass(frozen=True)
class CheckReport:
    """What is in a case file, and what is wrong with it."""

    cases: int
    records: int
    """Of every kind, cases and what is in Recently removed among them."""
    documents: int
    size_bytes: int
    """Of all kept bytes together: documents, made papers, prepared pages."""
    faults: tuple[Fault, ...] = ()
    left_out: tuple[str, ...] = ()
    """Of a daily copy: the names of large documents whose bytes were left out of it on purpose."""

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing at all was found."""
        return not self.faults


def check_file(
    path: Path,
    seal: Seal,
    *,
    check: bytes | None = None,
    cancel: Callable[[], bool] | None = None,
    large: int | None = None,
) -> CheckReport:
    """Check the case file at `path` as it stands at this moment. Nothing is changed or mended.

    It reads over a connection of its own in one transaction, so a save in another window waits until it has ended:
    stop it by `cancel` when a step is saved.

    Args:
        path: The file, or a copy of it.
        seal: What opens it.
        check: The two bytes kept from an earlier opening, to tell a wrong password from damage.
        cancel: Asked many times a second; True stops.
        large: For a daily copy, the size in bytes over which kept files were left out of it.

    Raises:
        CaseorgError: It does not open at all, as `CaseFile.open` says.
        ReadFailedError: The disk does not read its beginning a second time.
        StoppedError: If `cancel` said so.
    """
    CaseFile.open(path, seal, check=check, look_only=True).close()
    checking = _Checking(path, seal, cancel or (lambda: False), large)
    try:
        return checking.report()
    finally:
        checking.close()


class _Checking:
    """One check under way: what it has read and found so far."""

    def __init__(self, path: Path, seal: Seal, cancel: Callable[[], bool], large: int | None) -> None:
        self._path, self._seal, self._cancel, self._large = path, seal, cancel, large
        self._known_check = seal.check  # the file has just been opened with it
        self._connection: Any = None
        self._faults: list[Fault] = []
        self._records: dict[UUID, Record] = {}
        self._types_read: set[type[Record]] = set()
        self._unreadable_records = 0
        self._kept: list[tuple[str, int, int]] = []
        self._whole_bytes: set[str] = set()
        self._without_bytes: set[str] = set()
        self._left_out: set[str] = set()
        self._left_out_names: list[str] = []

    def report(self) -> CheckReport:
        """Look at everything and say what was found."""
        self._check_head()
        self._look(self._check_pages)
        self._look(self._check_own_row)
        self._look(self._check_structure)
        self._look(self._check_parents)
        self._look(self._list_kept_bytes)
        for entry in self._kept:
            self._look(partial(self._check_kept_bytes, *entry), f"attachment {entry[0]}")
        for record_type in RECORD_TYPES:
            self._look(partial(self._check_records, record_type), record_type.__name__)
        self._look(self._check_history)
        self._look(self._check_drafts)
        self._look(self._check_search)
        self._check_papers()
        self._check_references()
        found = self._records.values()
        return CheckReport(
            cases=sum(isinstance(record, Case) for record in found),
            records=len(found) + self._unreadable_records,
            documents=sum(isinstance(record, Document) for record in found),
            size_bytes=sum(size for _digest, size, _count in self._kept),
            faults=tuple(self._faults),
            left_out=tuple(sorted(self._left_out_names)),
        )

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _look(self, part: Callable[[Any], None], about: str = "") -> None:
        """Run one part of the check on the connection; a damaged page spoils it, so the next part then gets another."""
        try:
            with translated(self._seal, self._known_check, reading=True):
                if self._connection is None:
                    self._connection = connect_to_read(self._path, self._seal)
                    self._connection.set_progress_handler(self._cancel, _STEPS_BETWEEN_QUESTIONS)
                    self._connection.execute("begin")
                part(self._connection)
        except (CaseorgError, *NOT_OURS):  # damaged, or not what this column ever holds
            self._fault(FaultKind.unreadable, _("A part of the file can't be read."), about or part.__name__.strip("_"))
            self.close()
        finally:
            if self._cancel():
                raise StoppedError

    def _fault(self, kind: FaultKind, sentence: str, about: str = "") -> None:
        self._faults.append(Fault(kind, sentence, about))

    def _check_head(self) -> None:
        """Compare the salt at the head with the one it was opened with, which may have been kept elsewhere."""
        with reading_disk(self._path.name), self._path.open("rb") as file:
            if file.read(SALT_SIZE) != self._seal.salt:
                self._fault(FaultKind.head, _("The beginning of the file is damaged. It opens on this computer only."))

    def _check_pages(self, opened: Any) -> None:
        opened.execute(
            "select count(*) from sqlite_master"
        ).fetchone()  # from now on nobody writes until this has ended
        with reading_disk(self._path.name):
            damaged = damaged_pages(self._path, self._seal, self._cancel)
        if damaged:
            sentence = ngettext(
                "{count} part of the file is damaged.", "{count} parts of the file are damaged.", damaged
            )
            self._fault(FaultKind.pages, sentence.format(count=damaged))

    def _check_own_row(self, opened: Any) -> None:
        """Read which file this is; what is no such number is noted by whoever runs this part."""
        file_id, made_at = opened.execute("select file_id, made_at from case_file").fetchone()
        UUID(file_id)
        datetime.fromisoformat(made_at)

    def _check_structure(self, opened: Any) -> None:
        if opened.execute("pragma integrity_check(1)").fetchone()[0] != "ok":
            self._fault(FaultKind.structure, _("The tables inside the file are not in order."))
            self.close()  # it may have met a damaged page, which spoils the connection for what comes next

    def _check_parents(self, opened: Any) -> None:
        for table, row, _parent, _key in opened.execute("pragma foreign_key_check").fetchall():
            self._fault(FaultKind.parent, _("An entry belongs to something that is gone."), f"{table} row {row}")

    def _list_kept_bytes(self, opened: Any) -> None:
        # What was never all written is nobody's yet: the next opening sweeps it.
        self._kept = opened.execute(
            f"select sha256, cast(size as integer), chunk_count from attachments where {IS_FINISHED} order by sha256"  # noqa: S608
        ).fetchall()

    def _check_kept_bytes(self, digest: str, size: int, count: int, opened: Any) -> None:
        """Hash one kept file chunk by chunk, since it may be larger than memory allows."""
        measured, numbers, hashed = 0, [], sha256()
        chunks = "select number, bytes from attachment_chunks where sha256 = ? order by number"
        for number, chunk in opened.execute(chunks, (digest,)):
            numbers.append(number)
            measured += len(chunk)
            hashed.update(chunk)
            if self._cancel():  # the engine asks by its own steps, and a chunk is one of many bytes
                raise StoppedError
        if not numbers and count:
            (self._left_out if self._large is not None and size > self._large else self._without_bytes).add(digest)
        is_all = len(numbers) == count and numbers == list(range(count))
        if is_all and measured == size and hashed.hexdigest() == digest:
            self._whole_bytes.add(digest)

    def _check_records(self, record_type: type[Record], opened: Any) -> None:
        """Read all records of one kind through their own checks; where one cannot stand, find out which."""
        table = table_of(record_type).name
        try:
            read = [record_type.model_validate(entries) for entries in entries_of(opened, record_type, "")]
        except NOT_OURS:
            read = []
            for (key,) in opened.execute(f"select id from {table}").fetchall():  # noqa: S608 - names are ours
                try:
                    read.append(record_type.model_validate(entries_of(opened, record_type, "where id = ?", key)[0]))
                except NOT_OURS:
                    self._unreadable_records += 1
                    self._fault(FaultKind.record, _("An entry can't be read as it is kept."), f"{table} {key}")
        for record in read:
            if record.id in self._records:  # deleting the one for good would take the other
                self._fault(FaultKind.record, _("An entry can't be read as it is kept."), f"{table} {record.id.hex}")
            self._records[record.id] = record
        self._types_read.add(record_type)

    def _check_history(self, opened: Any) -> None:
        """Read every step, and compare what the steps left behind with the records themselves."""
        latest: dict[UUID, tuple[type[Record], Record | None]] = {}
        steps = "select number, at, state, changes from history order by number"
        for number, at, state, changes in opened.execute(steps).fetchall():
            try:
                datetime.fromisoformat(at)
                is_done = {"done": True, "undone": False, "dropped": False}[state]
                read = [change_from(entry) for entry in json.loads(changes or "[]")]
                if not changes:  # struck out with what was deleted for good; it may have been the last to touch others
                    latest.clear()
            except NOT_OURS:
                self._fault(FaultKind.history, _("A step in the history can't be read."), f"history {number}")
                continue
            for change in read:
                if is_done:
                    latest[change.record.id] = type(change.record), change.after
                else:  # it was taken back, so what it found there is what stands, unless a done step says otherwise
                    latest.setdefault(change.record.id, (type(change.record), change.before))
        for key, (record_type, expected) in latest.items():
            if record_type in self._types_read and self._records.get(key) != expected:
                sentence = _("An entry differs from what the history says of it.")
                self._fault(FaultKind.history_differs, sentence, f"{table_of(record_type).name} {key.hex}")

    def _check_search(self, opened: Any) -> None:
        """Compare the text index with the records; one that is still being made is no fault."""
        if not self._unreadable_records and search_index.is_current(opened):
            for about in search_index.out_of_step(opened, self._records.values()):
                self._fault(
                    FaultKind.search, _("The list behind the search is not in order. It can be made anew."), about
                )

    def _check_drafts(self, opened: Any) -> None:
        for key, entries in opened.execute("select key, entries from drafts").fetchall():
            try:
                is_read = isinstance(json.loads(entries), dict)
            except NOT_OURS:
                is_read = False
            if not is_read:
                self._fault(FaultKind.draft, _("What was half typed in a form can't be read."), f"draft {key}")

    def _check_papers(self) -> None:
        """See that each document and made paper has its bytes, and name those that do not."""
        kept = {digest for digest, _size, _count in self._kept}
        named: set[str] = set()
        for record in self._records.values():
            digest = getattr(record, _PAPERS.get(type(record), ""), "")
            if not digest or digest in self._whole_bytes:
                continue
            named.add(digest)
            name = getattr(record, "name", "") or getattr(record, "title", "") or getattr(record, "file_name", "")
            if digest in self._left_out:
                self._left_out_names.append(name)
                continue
            if digest in kept - self._without_bytes:
                kind, sentence = FaultKind.kept_bytes, _("“{name}” is damaged inside the file.")
            else:
                kind, sentence = FaultKind.missing_bytes, _("“{name}” is listed, but the file itself is missing.")
            self._fault(kind, sentence.format(name=name), repr(record))
        for digest in sorted(kept - self._whole_bytes - self._left_out - named):
            self._fault(FaultKind.kept_bytes, _("The bytes of a kept file are not whole."), digest)

    def _check_references(self) -> None:
        """See that what one record says of another leads to one that is there."""
        if len(self._types_read) < len(RECORD_TYPES) or self._unreadable_records:
            return  # what it leads to may be there and only not be readable
        for record in self._records.values():
            for name in _reference_fields(type(record)):
                value = getattr(record, name)
                wanted = value if isinstance(value, tuple) else (value,)
                if any(isinstance(key, UUID) and key not in self._records for key in wanted):
                    sentence = _("An entry points to something that is gone.")
                    self._fault(FaultKind.reference, sentence, f"{record!r} {name}")


@cache
def _reference_fields(record_type: type[Record]) -> tuple[str, ...]:
    # `case_id` is the engine's own to check.
    return tuple(name for name in record_type.model_fields if name.endswith(("_id", "_ids")) and name != "case_id")
