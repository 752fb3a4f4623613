"""Everything in open formats: records as JSON and as lists, documents and papers as they are, and a manifest."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

from caseorg.base.language import ngettext
from caseorg.base.patience import patiently
from caseorg.documents.safe_names import safe_name
from caseorg.domain.case import SNAPSHOT_FIELDS, CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, DamagedDocumentBytesError, FileExistsAlreadyError, StoppedError
from caseorg.domain.letter import Letter, Packet
from caseorg.domain.record import Record
from caseorg.services.all_dates import all_dates
from caseorg.services.contact_cards import cards
from caseorg.services.deadlines import date_rows
from caseorg.services.fhir_case import resources
from caseorg.services.fhir_parts import entry
from caseorg.services.outside import written
from caseorg.services.workspace import Workspace

FORMAT = 1
"""The number of the layout below. It changes when somebody who reads an older one would be misled."""

_LAYOUT = """Exported by Caseorg. These files are not locked: anyone who has them can read them.

manifest.json                what is here: each file with its size and SHA-256
contacts.json                every person and office of the case file
contacts.vcf                 the same for address books (vCard 4)
cases/NAME/case.json         one case: its records by kind, each field under the name it has in the program
cases/NAME/case.fhir.json    the same case as a FHIR R4 bundle, as far as that standard has a place for it
cases/NAME/dates.ics         its visits and dates for calendars (iCalendar)
cases/NAME/lists/KIND.csv    the records as lists, for a spreadsheet (a ' in front keeps a cell a text)
cases/NAME/documents/        your files, byte for byte as they were added
cases/NAME/papers/           letters and packets exactly as they were made
cases/NAME/shares/           what went out in shares, to compare with what comes back

Dates are YYYY-MM-DD, moments ISO 8601 in UTC, amounts whole cents in fields that end in _cents. Records refer to each
other by id. An empty field means that nobody has said. Removed records and the history of changes are not here.
The FHIR bundle leaves out what is marked private; everything else here has it.

Caseorg takes such a folder in again: Tools, Export my data, Take an export in.
"""

# What a spreadsheet takes for a formula when it stands first in a cell.
_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PART_AS_FORMULA = re.compile(r"([;\t\r\n]\s*)(?=[=+\-@＝＋－＠])")
_LONGEST_NAME, _LONGEST_ENDING = 80, 12
_AT_ONCE = 1 << 20


@dataclass
class Exported:
    """What was written, and what could not be."""

    folder: Path
    cases: int = 0
    files: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Sentences about kept files whose bytes are not whole; everything else is there."""


def free_folder(place: Path, name: str) -> Path:
    """Return a path in a folder for an export called `name` that nothing has yet.

    Raises:
        PlaceNotWrittenError: The disk does not say.
    """
    number = 1
    with written(name):
        while (found := place / (name if number == 1 else f"{name} {number}")).exists():
            number += 1
    return found


def export_all(workspace: Workspace, folder: Path, stop: Callable[[], bool] = lambda: False) -> Exported:
    """Write all cases of an open file into a new folder, whole or not at all.

    Raises:
        StoppedError: If `stop` said so; nothing is left.
        FileExistsAlreadyError: If the folder is there already and not empty, or a link; nothing is touched.
        PlaceNotWrittenError, DiskFullError: It cannot be written there; nothing is left.
    """
    started = folder.with_name(f".{folder.name}.part")
    with written(folder.name):
        if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
            raise FileExistsAlreadyError(folder.name)
        shutil.rmtree(started, ignore_errors=True)
        started.mkdir(parents=True, mode=0o700)
        try:
            found = _Writer(workspace, started, stop).written()
            if folder.exists():
                folder.rmdir()
            patiently(lambda: started.rename(folder))
        except BaseException:
            shutil.rmtree(started, ignore_errors=True)
            raise
    found.folder = folder
    return found


class _Writer:
    """One export under way."""

    def __init__(self, workspace: Workspace, root: Path, stop: Callable[[], bool]) -> None:
        self.workspace, self.root, self.stop = workspace, root, stop
        self.exported = Exported(root)
        self.taken: set[str] = set()

    def written(self) -> Exported:
        lines = self.workspace.store.case_lines()
        self._write("README.txt", _LAYOUT.encode())
        contacts = self.workspace.store.contacts()
        self._write("contacts.json", _json([_as_json(each) for each in contacts]))
        self._write("contacts.vcf", cards(contacts))
        for line in lines:
            self._case(self.workspace.load_case(line.case_id), line.title)
        self.exported.cases = len(lines)
        manifest = {
            "made_by": "caseorg",
            "format": FORMAT,
            "made_at": self.workspace.now().isoformat(),
            "file_id": str(self.workspace.case_file.file_id()),
            "cases": len(lines),
            "files": self.exported.files,
            "missing": self.exported.missing,
        }
        (self.root / "manifest.json").write_bytes(_json(manifest))
        return self.exported

    def _case(self, snapshot: CaseSnapshot, title: str) -> None:
        place = self._free("cases", title or "case", "")
        lists = {name: _records(snapshot, name) for name in SNAPSHOT_FIELDS}
        entries = {"case": _as_json(snapshot.case)} | {
            name: [_as_json(record) for record in records] for name, records in lists.items()
        }
        self._write(f"{place}/case.json", _json(entries))
        for name, records in lists.items():
            if records:
                self._write(f"{place}/lists/{name}.csv", _as_list(SNAPSHOT_FIELDS[name], records))
        places = {
            document.id: self._bytes(
                document, document.sha256, f"{place}/documents", document.original_name or document.name
            )
            for document in snapshot.documents
        }
        papers: tuple[Letter | Packet, ...] = (*snapshot.letters, *snapshot.packets)
        for paper in papers:
            self._bytes(paper, paper.pdf_sha256, f"{place}/papers", paper.file_name or f"{paper.title}.pdf")
        for share in snapshot.shares:
            for digest in dict.fromkeys((share.base_sha256, share.seen_sha256)):
                self._bytes(share, digest, f"{place}/shares", "share.json")
        self._dates(snapshot, f"{place}/dates.ics")
        self._bundle(snapshot, place, places)

    def _dates(self, snapshot: CaseSnapshot, name: str) -> None:
        today = self.workspace.today()
        rows = date_rows(snapshot, self.workspace.assess(snapshot).deadlines, today)
        told = all_dates(snapshot, rows, self.workspace.now())
        if told:
            self._write(name, told)

    def _bundle(self, snapshot: CaseSnapshot, place: str, places: dict[UUID, str]) -> None:
        def bytes_of(document: Document) -> bytes | None:
            try:
                return self.workspace.bytes_of(document.sha256, document.name) if document.sha256 else None
            except CaseorgError:
                return None  # `_bytes` has noted it

        def place_of(document: Document) -> str:
            return _as_address(places[document.id].removeprefix(f"{place}/"))

        found = resources(snapshot, self.workspace.today(), bytes_of, place_of)
        head = {"resourceType": "Bundle", "type": "collection", "timestamp": self.workspace.now().isoformat()}
        start = json.dumps(head)[:-1] + ', "entry": [\n'

        def pieces() -> Iterator[bytes]:
            # One resource at a time: with the documents inside, the whole may be larger than the memory.
            yield start.encode()
            for number, resource in enumerate(found):
                yield (b",\n" if number else b"") + json.dumps(entry(resource), ensure_ascii=False).encode()
            yield b"\n]}\n"

        self._write(f"{place}/case.fhir.json", pieces())

    def _bytes(self, record: Record, digest: str, place: str, name: str) -> str:
        """Write kept bytes; return where they lie, or nothing where they are not whole."""
        if not digest:
            return ""
        path = PurePath(name)
        target = self._free(place, path.stem, path.suffix)
        try:
            self._write(target, self.workspace.kept_ranges(digest, name).pieces(), record.id)
        except DamagedDocumentBytesError as error:
            (self.root / target).unlink(missing_ok=True)
            self.exported.missing.append(str(error))
            return ""
        return target

    def _write(self, name: str, data: bytes | Iterable[bytes], record_id: UUID | None = None) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        hashed, size = sha256(), 0
        with os.fdopen(descriptor, "wb") as file:
            for piece in _in_pieces(data) if isinstance(data, bytes) else data:
                if self.stop():
                    raise StoppedError
                file.write(piece)
                hashed.update(piece)
                size += len(piece)
        listed: dict[str, Any] = {"path": name, "size": size, "sha256": hashed.hexdigest()}
        if record_id:
            listed["record_id"] = str(record_id)
        self.exported.files.append(listed)

    def _free(self, place: str, stem: str, suffix: str) -> str:
        """Return a path under `place` that every system can hold and that is not taken yet."""
        plain, ending = safe_name(stem, _LONGEST_NAME), safe_name(suffix, _LONGEST_ENDING) if suffix else ""
        number = 1
        while (found := f"{place}/{plain}{f' {number}' if number > 1 else ''}{ending}").casefold() in self.taken:
            number += 1
        self.taken.add(found.casefold())
        return found


def _in_pieces(data: bytes) -> Iterator[memoryview]:
    """Give bytes a mebibyte at a time: a slow disk takes a while for more, and asks meanwhile whether to stop."""
    for at in range(0, len(data), _AT_ONCE):
        yield memoryview(data)[at : at + _AT_ONCE]


def _as_address(path: str) -> str:
    """Return a path beside the bundle as an address (RFC 3986)."""
    plain = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in path.encode())


def _records(snapshot: CaseSnapshot, name: str) -> tuple[Record, ...]:
    value = getattr(snapshot, name)
    if isinstance(value, tuple):
        return value
    return (value,) if value is not None else ()


def _as_json(record: Record) -> dict[str, Any]:
    return {key: value for key, value in record.model_dump(mode="json").items() if key != "removed_on"}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False).encode() + b"\n"


def _as_list(record_type: type[Record], records: Iterable[Record]) -> bytes:
    """Write records as a list. Its cells are text and nothing else, whatever a spreadsheet would make of them."""
    columns = [name for name in record_type.model_fields if name != "removed_on"]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(_cells(record, columns) for record in records)
    # The mark at the beginning is how spreadsheets know that it is UTF-8.
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cells(record: Record, columns: list[str]) -> Iterator[str]:
    entries = record.model_dump(mode="json")
    for column in columns:
        value = entries[column]
        if isinstance(value, bool):
            yield "yes" if value else "no"
        elif isinstance(value, list):
            yield safe_cell("; ".join(str(each) for each in value))
        elif isinstance(value, int | float):
            yield str(value)  # a number that we wrote stays one
        else:
            yield "" if value is None else safe_cell(str(value))


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula: a quote before it keeps it a text.

    Where the decimal sign is a comma, spreadsheets divide lines at semicolons and heed no quotes within a line: a part
    of the text may then stand in a cell of its own, so it gets its quote, too.
    """
    text = _PART_AS_FORMULA.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_RUNS_AS_FORMULA) else text


def exported_words(exported: Exported) -> str:
    """Say what was written."""
    count = len(exported.files)
    return ngettext(
        "{count} file was written. It is not locked: keep it in a safe place.",
        "{count} files were written. They are not locked: keep them in a safe place.",
        count,
    ).format(count=count)
