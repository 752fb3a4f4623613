"""Takes an export back in: looks whether it is whole, then makes new cases of it in one step that can be undone."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from caseorg.base.language import _, ngettext
from caseorg.domain.case import SNAPSHOT_FIELDS, Case
from caseorg.domain.changes import ChangeSet
from caseorg.domain.errors import CaseorgError, StoppedError
from caseorg.domain.people import Contact
from caseorg.domain.record import CaseRecord, Record
from caseorg.domain.references import cleared, needs_one_of, spoken_of
from caseorg.services.export import FORMAT
from caseorg.services.workspace import Workspace
from caseorg.store.engine import translated
from caseorg.store.entries import kinds_by_id

MOST_FILES = 200_000
LARGEST_LIST = 64 << 20
"""Bytes of one file of records: a case of years has less than a tenth of it."""
LARGEST_FILE = 512 << 20
_CHUNK = 1 << 20


class NoExportError(CaseorgError):
    """A folder that is no export of this program."""

    def __init__(self) -> None:
        super().__init__(_("This folder is not an export from Caseorg. Nothing was changed."))
        self.advice = _("Choose the folder that has the file “manifest.json” in it.")


class NewerExportError(CaseorgError):
    """An export by a newer program."""

    def __init__(self) -> None:
        super().__init__(_("A newer Caseorg made this export. Update Caseorg to take it in. Nothing was changed."))


class BrokenExportError(CaseorgError):
    """An export of which a file is missing, was changed, or can't be read."""

    def __init__(self, name: str) -> None:
        super().__init__(_("“{name}” in this export is not as it was written. Nothing was changed.").format(name=name))
        self.advice = _("Copy the whole folder again, or export once more.")


@dataclass(frozen=True)
class FoundCase:
    """One case of an export."""

    case: Case
    records: tuple[Record, ...] = field(repr=False)
    contact_ids: tuple[UUID, ...] = field(repr=False)
    """Its people and offices in the order in which they were added."""
    files: tuple[Path, ...] = field(repr=False)
    """Documents, papers and what went out in shares."""
    is_there: bool = False
    """The open file has this case already, perhaps among what was removed."""


@dataclass(frozen=True)
class FoundExport:
    """An export that is whole, and what is in it."""

    folder: Path
    made_at: datetime
    contacts: tuple[Contact, ...] = field(repr=False)
    cases: tuple[FoundCase, ...]
    digests: dict[Path, str] = field(repr=False)

    @property
    def new_cases(self) -> tuple[FoundCase, ...]:
        """The cases that the open file does not have."""
        return tuple(each for each in self.cases if not each.is_there)


class _Listed(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    path: str
    size: int
    sha256: str


class _Manifest(BaseModel):
    """What is read of `manifest.json`; more may stand there."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    made_by: str
    format: int
    made_at: datetime
    files: tuple[_Listed, ...]


def look_into(workspace: Workspace, folder: Path, stop: Callable[[], bool] = lambda: False) -> FoundExport:
    """Read an export and check it whole; nothing is changed. May be called on any thread.

    Every file is the one that was written, by size and SHA-256. Nothing outside of the folder is opened, and no link is
    followed.

    Raises:
        NoExportError: It is another folder.
        NewerExportError: A newer program made it.
        BrokenExportError: A file of it is missing, was changed, or says what no record can hold.
        StoppedError: `stop` said so.
    """
    manifest = _manifest(folder)
    digests = {path: listed.sha256 for path, listed in _checked_files(folder, manifest, stop)}
    contacts = _contacts(folder / "contacts.json") if folder / "contacts.json" in digests else ()
    places = sorted(path.parent for path in digests if path.name == "case.json" and path.parent.parent.name == "cases")
    cases = tuple(_case(workspace, place, digests) for place in places)
    found = FoundExport(folder, manifest.made_at, contacts, cases, digests)
    _check_ids(workspace, found)
    return found


def take_in(workspace: Workspace, found: FoundExport, stop: Callable[[], bool] = lambda: False) -> ChangeSet | None:
    """Make the cases of an export that the open file does not have, with all their records and files, in one step.

    People and offices that the file knows already stay as they are there. What a record says of something that is not
    in the export, since it was removed, is left out.

    Raises:
        BrokenExportError: A file was changed since it was looked at; nothing was taken in.
        StoppedError: `stop` said so; nothing was taken in.
        CaseorgError: As `Workspace.step`.
    """
    taken = found.new_cases
    if not taken:
        return None
    contacts = [each for each in _in_order(found) if workspace.store.find(Contact, each.id) is None]
    records = [*contacts, *(record for each in taken for record in (each.case, *each.records))]
    there = {each.id for each in records} | {each.id for each in found.contacts}
    label = ngettext("Take in {count} case", "Take in {count} cases", len(taken)).format(count=len(taken))
    with workspace.step(label) as step:
        for path in dict.fromkeys(path for each in taken for path in each.files):
            if stop():
                raise StoppedError
            if step.keep(_bytes(path)) != found.digests[path]:
                raise BrokenExportError(path.name)
        for record in _without_dangling(records, there):
            step.save(record)
    return step.change_set


def _in_order(found: FoundExport) -> list[Contact]:
    """Return the people and offices as they were added, as far as the cases tell; the list itself goes by name."""
    by_id = {each.id: each for each in found.contacts}
    order = dict.fromkeys(key for each in found.cases for key in each.contact_ids if key in by_id)
    return [by_id[key] for key in {**order, **dict.fromkeys(by_id)}]


def found_words(found: FoundExport) -> tuple[str, ...]:
    """Say what is in an export, a line for each case."""
    lines = []
    for each in found.cases:
        title = each.case.title or _("A case without a name")
        if each.is_there:
            lines.append(_("{case} (this file has it already)").format(case=title))
            continue
        things = ngettext("{count} entry", "{count} entries", len(each.records)).format(count=len(each.records))
        files = ngettext("{count} file", "{count} files", len(each.files)).format(count=len(each.files))
        lines.append(_("{case}: {things}, {files}").format(case=title, things=things, files=files))
    return tuple(lines)


# Reading


def _manifest(folder: Path) -> _Manifest:
    path = folder / "manifest.json"
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NoExportError
        value = _json(path)
    except (FileNotFoundError, NotADirectoryError, BrokenExportError) as error:
        raise NoExportError from error
    except OSError as error:
        raise BrokenExportError(path.name) from error
    if not isinstance(value, dict) or value.get("made_by") != "caseorg" or not isinstance(value.get("format"), int):
        raise NoExportError
    if value["format"] > FORMAT:
        raise NewerExportError
    try:
        manifest = _Manifest.model_validate(value)
    except ValidationError as error:
        raise BrokenExportError(path.name) from error
    if len(manifest.files) > MOST_FILES:
        raise BrokenExportError("manifest.json")
    return manifest


def _checked_files(folder: Path, manifest: _Manifest, stop: Callable[[], bool]) -> Iterator[tuple[Path, _Listed]]:
    try:
        root = _led_to(folder)
    except OSError as error:
        raise BrokenExportError(folder.name) from error
    for listed in manifest.files:
        pure = PurePosixPath(listed.path)
        plain = "\\" not in listed.path and ":" not in listed.path and "\0" not in listed.path
        if not plain or pure.is_absolute() or not pure.parts or ".." in pure.parts:
            raise BrokenExportError("manifest.json")
        path = folder.joinpath(*pure.parts)
        try:
            # A link anywhere on the way would lead out of the folder.
            is_plain = _led_to(path) == root.joinpath(*pure.parts) and stat.S_ISREG(path.lstat().st_mode)
            if not is_plain or path.lstat().st_size != listed.size or listed.size > _most(pure):
                raise BrokenExportError(pure.name)
            if _digest(path, stop) != listed.sha256:
                raise BrokenExportError(pure.name)
        except OSError as error:
            raise BrokenExportError(pure.name) from error
        except UnicodeError as error:  # half a letter is no name of a file, and could not be shown
            raise BrokenExportError("manifest.json") from error
        yield path, listed


def _led_to(path: Path) -> Path:
    """Return where a path leads to through all links.

    Raises:
        OSError: It leads nowhere, or in a circle, which `Path.resolve` calls no error of the disk.
    """
    return Path(os.path.realpath(path, strict=True))


def _most(path: PurePosixPath) -> int:
    if path.name == "case.fhir.json":
        return 1 << 62  # it is not read, and may hold all documents
    return LARGEST_LIST if path.suffix == ".json" and "shares" not in path.parts else LARGEST_FILE


def _digest(path: Path, stop: Callable[[], bool]) -> str:
    hashed = sha256()
    with _opened(path) as stream:
        while chunk := stream.read(_CHUNK):
            if stop():
                raise StoppedError
            hashed.update(chunk)
    return hashed.hexdigest()


def _opened(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "rb")


def _bytes(path: Path) -> bytes:
    try:
        with _opened(path) as stream:
            data: bytes = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BrokenExportError(path.name) from error
    return data


def _json(path: Path) -> Any:
    def refuse(text: str) -> None:
        raise ValueError(f"{text} is no number")

    try:
        with _opened(path) as stream:
            return json.loads(stream.read(LARGEST_LIST + 1).decode("utf-8"), parse_constant=refuse)
    except (OSError, ValueError, RecursionError) as error:
        raise BrokenExportError(path.name) from error


def _contacts(path: Path) -> tuple[Contact, ...]:
    contacts: tuple[Contact, ...] = _records(_json(path), Contact, path)
    return contacts


def _case(workspace: Workspace, place: Path, digests: dict[Path, str]) -> FoundCase:
    path = place / "case.json"
    value = _json(path)
    if not isinstance(value, dict) or set(value) - {"case", *SNAPSHOT_FIELDS}:
        raise BrokenExportError(path.name)
    (case,) = _records([value.get("case")], Case, path)
    records: list[Record] = []
    for name, kind in SNAPSHOT_FIELDS.items():
        if kind is not Contact:
            records += _records(value.get(name, []), kind, path)
    if any(isinstance(each, CaseRecord) and each.case_id != case.id for each in records):
        raise BrokenExportError(path.name)
    contacts = tuple(each.id for each in _records(value.get("contacts", []), Contact, path))
    files = [each for each in digests if each.parent.parent == place and each.parent.name in _FILES]
    return FoundCase(case, tuple(records), contacts, tuple(files), workspace.store.find(Case, case.id) is not None)


_FILES = ("documents", "papers", "shares")


def _records(value: Any, kind: type[Record], path: Path) -> tuple[Any, ...]:
    adapter: TypeAdapter[Any] = TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]
    try:
        found: tuple[Any, ...] = adapter.validate_python(value)
    except ValidationError as error:
        raise BrokenExportError(path.name) from error
    if any(record.removed_on is not None for record in found):
        raise BrokenExportError(path.name)
    return found


def _check_ids(workspace: Workspace, found: FoundExport) -> None:
    """See that no record of a new case would take the place of another one, here or in the export."""
    seen: set[UUID] = {each.id for each in found.contacts}
    case_file = workspace.case_file
    with case_file.lock, translated(reading=True):
        here = kinds_by_id(case_file.driver)
    if len(seen) != len(found.contacts) or any(here.get(key, Contact) is not Contact for key in seen):
        raise BrokenExportError("contacts.json")
    for each in found.new_cases:
        for record in (each.case, *each.records):
            if record.id in seen or record.id in here:  # of whatever kind: deleting the one for good takes the other
                raise BrokenExportError("case.json")
            seen.add(record.id)


def _without_dangling(records: list[Record], there: set[UUID]) -> Iterator[Record]:
    """Give the records without what they say of others that did not come along; one that can't be without is left out.

    Leaving one out may leave another without what it speaks of, so it goes on until nothing changes.
    """
    kept = records
    while True:
        gone = {key for record in kept for key in spoken_of(record)} - there
        if not gone:
            break
        there = there - {record.id for record in kept if needs_one_of(record, gone)}
        kept = [cleared(record, gone) or record for record in kept if record.id in there]
    yield from kept
