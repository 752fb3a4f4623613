"""Bringing in health data: what a file holds, what of it the case has already, and taking what the person chose."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from caseorg.base.language import _, ngettext
from caseorg.documents.health_file import HealthFile, Thing, ThingKind, read_health_file
from caseorg.documents.worker import Progress
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.document import Document
from caseorg.domain.errors import (
    CaseorgError,
    HugeDocumentError,
    InvalidEntries,
    LockedArchiveError,
    NoHealthDataError,
    StoppedError,
    UnsafeArchiveError,
)
from caseorg.domain.people import Contact
from caseorg.domain.record import CaseRecord, Record, SourceKind
from caseorg.services import health_records, looking
from caseorg.services.disc_words import day_of
from caseorg.services.documents import add_in_step
from caseorg.services.other_person import may_be
from caseorg.services.step import Step
from caseorg.services.workspace import Workspace

ORDER = (
    ThingKind.patient,
    ThingKind.diagnosis,
    ThingKind.medication,
    ThingKind.allergy,
    ThingKind.procedure,
    ThingKind.contact,
    ThingKind.visit,
    ThingKind.coverage,
    ThingKind.cost,
    ThingKind.call,
    ThingKind.note,
)
"""The order in which kinds are shown and taken."""

MANY = 40
"""More of one kind than this is seldom all wanted, so nothing of it is ticked."""


@dataclass(frozen=True)
class Offered:
    """One thing as it is offered."""

    number: int
    thing: Thing
    words: str
    is_there: bool
    """The case has it already."""
    is_ticked: bool


@dataclass(frozen=True)
class Preview:
    """Everything a file offers, and what a person should know before taking any of it."""

    looked: looking.Looked
    format: str
    offered: tuple[Offered, ...]
    warnings: tuple[str, ...]
    """Why the file may be about someone else, in words; with any of them nothing is ticked beforehand."""
    left_out: tuple[str, ...] = ()
    """What of the file is not offered, in words."""

    def of_kind(self, kind: ThingKind) -> tuple[Offered, ...]:
        """Return what is offered of one kind."""
        return tuple(each for each in self.offered if each.thing.kind is kind)


@dataclass(frozen=True)
class Read:
    """One file as it was read, before it is compared with the case. Made on any thread."""

    looked: looking.Looked
    file: HealthFile


class NotReadError(CaseorgError):
    """A file that could not be looked into. Nothing of it was kept, which sets it apart from a document."""

    def __init__(self, name: str, why: CaseorgError) -> None:
        words = {
            HugeDocumentError: _("There is more in “{name}” than we can read at once. Nothing was changed."),
            LockedArchiveError: _("“{name}” needs a password to open. Nothing was changed."),
            UnsafeArchiveError: _("“{name}” isn't safe to open. Nothing was changed."),
        }.get(type(why), _("We couldn't read “{name}”. It may be damaged, or cut off. Nothing was changed."))
        super().__init__(words.format(name=name))
        self.advice = _("Get the file again, or ask for a smaller part of it.")


def read(brought: looking.Brought, *, cancel: threading.Event | None = None, progress: Progress | None = None) -> Read:
    """Read a file in the worker process; may be called on any thread.

    Args:
        brought: The file.
        cancel: Set it to stop.
        progress: Called with how much of a large file is read, and how much there is.

    Raises:
        NoHealthDataError: There is nothing in it that we can read.
        StoppedError: `cancel` was set.
        NotReadError: It cannot be read.
    """
    try:
        brought = looking.Brought(brought.name, brought.whole())
        file = read_health_file(brought.data, brought.name, cancel=cancel, progress=progress)
    except (StoppedError, NoHealthDataError):
        raise
    except CaseorgError as error:
        raise NotReadError(brought.name, error) from error
    return Read(looking.look_alone(brought, cancel=cancel), file)


def preview(snapshot: CaseSnapshot, found: Read) -> Preview:
    """Compare what was read with the case."""
    there = _Known(snapshot, found.looked.inspection.sha256)
    counts = {kind: sum(thing.kind is kind for thing in found.file.things) for kind in ORDER}
    warnings = tuple(_warnings(snapshot, found.file))
    offered: list[Offered] = []
    seen: set[object] = set()
    for number, thing in enumerate(found.file.things):
        key = health_records.key_of_thing(thing)
        if key in seen:
            continue  # The file says it twice.
        seen.add(key)
        has = there.has(thing, found.file.format)
        # What may be about someone else comes in only line by line, as the person chooses.
        ticked = not has and not warnings and counts[thing.kind] <= MANY and thing.kind not in _NEVER_TICKED
        offered.append(Offered(number, thing, health_records.words_of(thing), has, ticked))
    offered.sort(key=lambda each: (ORDER.index(each.thing.kind), each.number))
    return Preview(found.looked, found.file.format, tuple(offered), warnings, tuple(_left_out(found.file)))


# A letter names the first illness of the case, which must be the one the second opinion is about.
_NEVER_TICKED = frozenset({ThingKind.diagnosis})


class _Known:
    """What the case has already, by what tells one thing from another."""

    def __init__(self, snapshot: CaseSnapshot, digest: str) -> None:
        self._keys = {key for record in snapshot.records() if (key := health_records.key_of_record(snapshot, record))}
        files = {each.id for each in snapshot.documents if each.sha256 == digest}
        self._sources = {
            each.source_text
            for each in snapshot.records()
            if isinstance(each, CaseRecord) and each.source_document_id in files
        }
        self._has_patient = snapshot.patient is not None

    def has(self, thing: Thing, format_name: str) -> bool:
        if thing.kind is ThingKind.patient:
            return self._has_patient
        return health_records.key_of_thing(thing) in self._keys or source_words(format_name, thing) in self._sources


def source_words(format_name: str, thing: Thing) -> str:
    """Say where in a file a record came from; the same whenever the file is read."""
    return f"{format_name}: {thing.where}"


def _warnings(snapshot: CaseSnapshot, file: HealthFile) -> Iterable[str]:
    own = snapshot.patient
    for thing in file.things:
        if thing.kind is ThingKind.patient and own is not None:
            name, birth = thing.text("full_name"), day_of(thing.text("date_of_birth"))
            if name and not may_be(name, [own.full_name]):
                yield _("This file is about “{name}”. That may be someone else.").format(name=name)
            elif birth and own.date_of_birth and birth != own.date_of_birth:
                yield _("The date of birth in this file is not the patient's. It may be about someone else.")


def _left_out(file: HealthFile) -> Iterable[str]:
    count = file.left_out.get("measurements", 0)
    if count:
        words = ngettext(
            "{count} measurement of a phone or watch, such as steps or heart rates, is left out.",
            "{count} measurements of a phone or watch, such as steps and heart rates, are left out.",
            count,
        )
        yield words.format(count=f"{count:,}")
    count = file.left_out.get("clinical_records", 0)
    if count:
        words = ngettext(
            "{count} health record is named here, but it is not in this file. "
            "Choose the whole ZIP file from the phone.",
            "{count} health records are named here, but they are not in this file. "
            "Choose the whole ZIP file from the phone.",
            count,
        )
        yield words.format(count=f"{count:,}")
    count = file.left_out.get("files", 0)
    if count:
        words = ngettext(
            "{count} other file inside is left out here.", "{count} other files inside are left out here.", count
        )
        yield words.format(count=f"{count:,}")


def take(workspace: Workspace, case_id: UUID, shown: Preview, numbers: Collection[int]) -> ChangeSet | None:
    """Make records of what was chosen, and keep the file, all in one step that can be undone.

    Raises:
        CaseorgError: As `Workspace.step`; then nothing was changed.
    """
    chosen = [each for each in shown.offered if each.number in numbers and not each.is_there]
    label = ngettext("Bring in {count} thing", "Bring in {count} things", len(chosen)).format(count=len(chosen))
    if not chosen:
        return None
    snapshot = workspace.load_case(case_id)
    with workspace.step(label) as step:
        document = _kept_file(step, snapshot, shown)
        taking = _Taking(step, snapshot, document, shown.format)
        for each in sorted(chosen, key=_turn):
            taking.take(each.thing)
    return step.change_set


def _turn(offered: Offered) -> int:
    """Contacts come first, since others point to them, and offices before who works there."""
    if offered.thing.kind is not ThingKind.contact:
        return 2
    return 1 if offered.thing.text("works_at") else 0


def _kept_file(step: Step, snapshot: CaseSnapshot, shown: Preview) -> Document:
    digest = shown.looked.inspection.sha256
    there = next((each for each in snapshot.documents if each.sha256 == digest), None)
    return there or add_in_step(step, snapshot.case.id, shown.looked)


class _Taking:
    """Writes records one after another; contacts come first, since others point to them."""

    def __init__(self, step: Step, snapshot: CaseSnapshot, document: Document, format_name: str) -> None:
        self._step = step
        self._case_id = snapshot.case.id
        self._document = document
        self._format = format_name
        self._contacts = {each.name.casefold(): each for each in snapshot.contacts}

    def take(self, thing: Thing) -> None:
        source = {
            "case_id": self._case_id,
            "source_kind": SourceKind.imported,
            "source_document_id": self._document.id,
            "source_text": source_words(self._format, thing),
        }
        for record in self._records(thing, source):
            self._step.save(record)
            if isinstance(record, Contact):
                self._contacts[record.name.casefold()] = record

    def _records(self, thing: Thing, source: dict[str, object]) -> tuple[Record, ...]:
        try:
            return health_records.records_of(thing, source, self._contact_id)
        except InvalidEntries:
            # What no field can hold is not lost: it stands in a note with the same source.
            return (health_records.as_note(thing, source),)

    def _contact_id(self, name: str) -> UUID | None:
        contact = self._contacts.get(name.casefold())
        return contact.id if contact else None
