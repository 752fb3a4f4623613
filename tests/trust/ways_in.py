"""What T-FUZZ gives a changed file to: the functions of the program itself, as adding, bringing in and opening do."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from caseorg.base import clock
from caseorg.documents import wire
from caseorg.documents import worker as worker_module
from caseorg.documents.disc import DiscSource, disc_of, pieces_of
from caseorg.documents.health_file import read_health_file
from caseorg.documents.inspect import Inspection, inspect
from caseorg.documents.kinds import FileKind, kind_of
from caseorg.documents.limits import WALL_SECONDS
from caseorg.documents.places import SOCIAL_SECURITY_NUMBER, Place, arrange, cover, find_words, form_fields
from caseorg.documents.prepare import Prepared, draw_page, page_texts, prepare
from caseorg.documents.ranges import BytesRanges, Ranges
from caseorg.documents.reading import words_of_text
from caseorg.documents.scan_picture import scan_picture
from caseorg.documents.unpack import parts_of
from caseorg.documents.worker import Reads, Worker
from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, InvalidEntries
from caseorg.domain.record import SourceKind
from caseorg.rules.library import Library, read_folder
from caseorg.rules.vocabulary import Vocabulary
from caseorg.services import health_import, health_records, newer_rules
from caseorg.services.export import export_all
from caseorg.services.looking import Brought, Looked, look_at
from caseorg.services.settings import SettingsFile
from caseorg.services.take_export import found_words, look_into, take_in
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.open_note import OpenNote
from caseorg.store.share import beginning_from
from caseorg.ui.remembered import Remembered
from tests.services.full_case import one_full_case
from tests.trust.material import SEAL
from tests.trust.mutants import zipped

TODAY = date(2026, 11, 22)
_NAMES = ("Maria Ferreira",)
_CASE = Case(id=UUID(int=1), title="Maria")
_SNAPSHOT = CaseSnapshot(_CASE)
_SOURCE = {"case_id": _CASE.id, "source_kind": SourceKind.imported, "source_text": "a file"}


class WatchedWorker(Worker):
    """The worker as it is, which notes what it was asked for and how its children ended."""

    def __init__(self, reads: Reads) -> None:
        super().__init__(reads=reads)
        self.asked: set[str] = set()
        self.endings: list[int] = []

    def ask(
        self, task: str, data: bytes, facts: Mapping[str, Any] | None = None, *, name: str = "", **more: Any
    ) -> wire.Message:
        self.asked.add(task)
        return super().ask(task, data, facts, name=name, **more)

    def _end(self) -> None:
        child = self._child
        super()._end()
        if child is not None:
            self.endings.append(child.returncode)


@dataclass
class Bench:
    """Where one run works: three workers, and a folder of its own."""

    folder: Path
    pages: WatchedWorker = field(default_factory=lambda: WatchedWorker("pages"))
    data: WatchedWorker = field(default_factory=lambda: WatchedWorker("data"))
    scans: WatchedWorker = field(default_factory=lambda: WatchedWorker("scans"))

    @cached_property
    def export(self) -> Path:
        """An export of a case with a record of every kind."""
        folder = self.folder / "export"
        make_export(folder)
        return folder

    @cached_property
    def empty(self) -> Workspace:
        """A case file in which nothing is."""
        return Workspace(CaseFile.create(self.folder / "empty.caseorg", SEAL), today=lambda: TODAY)

    def close(self) -> None:
        """End the workers, and close what is open."""
        if "empty" in vars(self):
            self.empty.close()
        for worker in (self.pages, self.data, self.scans):
            worker.close()

    @property
    def endings(self) -> list[int]:
        """How the children that are gone ended, by their exit status; negative: by which signal."""
        return self.pages.endings + self.data.endings + self.scans.endings


# Each takes the bytes, the name a person would see, the bench and the number of the input. It may raise a CaseorgError,
# which is a sentence; anything else has come out of the worker, or was never in it, and is a finding.


def add(bench: Bench, data: bytes, name: str, number: int) -> None:
    """Add it as a document: count its pages, make them, or, every third, all that adding does with what is inside."""
    if number % 3 == 1:
        _sound(prepare(data, name, worker=bench.pages))
        return
    if number % 3 == 2:
        if inspect(data, name, worker=bench.pages).problem:
            raise DamagedDocumentError(name)
        return
    workers = {"worker": bench.pages, "data_worker": bench.data, "scan_worker": bench.scans}
    found = look_at([Brought(name, data)], _NAMES, TODAY, **workers)
    for looked in found:
        assert looked.inspection.page_count or looked.unreadable_reason or looked.prepared, "neither shown nor refused"
        if looked.prepared:
            _sound(looked.prepared)
            if number % 30 == 0:
                _look_closely(bench, looked.prepared.pdf, name)
    if found[0].prepared is None:
        raise DamagedDocumentError(name)


def _sound(prepared: Prepared) -> None:
    assert all(0 < side < math.inf for each in prepared.page_sizes for side in (each.width, each.height))
    _ = [finding.sentence for finding in prepared.findings]


def _look_closely(bench: Bench, pdf: bytes, name: str) -> None:
    """Draw the first page, read all of them, cover what looks like a number, and turn the first."""
    draw_page(pdf, 1, 200, name=name, worker=bench.pages)
    page_texts(pdf, name=name, worker=bench.pages)
    places = find_words(pdf, [SOCIAL_SECURITY_NUMBER], name=name, worker=bench.pages)
    cover(pdf, [*places, Place(1, 0.1, 0.1, 0.5, 0.2)], name=name, worker=bench.pages)
    arrange(pdf, [(1, 90)], name=name, worker=bench.pages)
    words_of_text(pdf, 1, name=name, worker=bench.pages)
    bench.pages.ask("to_read", pdf, {"page": 1, "turned": 90, "is_small": True}, name=name)


def add_form(bench: Bench, data: bytes, name: str, number: int) -> None:
    """Add it, and look for fields to fill in."""
    if number % 3 == 2:
        form_fields(data, name=name, worker=bench.pages)
    else:
        add(bench, data, name, number)


def add_mail(bench: Bench, data: bytes, name: str, number: int) -> None:
    """Add it, or take out what is attached."""
    if number % 3 == 2:
        _ = list(parts_of(data, name, worker=bench.data))
    else:
        add(bench, data, name, number)


def bring_in(bench: Bench, data: bytes, name: str, number: int) -> None:
    """Bring in health data: read it, offer it, make records of all of it."""
    file = read_health_file(data, name, worker=bench.data)
    looked = Looked(Brought(name, data), Inspection(kind_of(data, name), len(data), sha256(data).hexdigest()))
    shown = health_import.preview(_SNAPSHOT, health_import.Read(looked, file))
    for each in shown.offered:
        try:
            health_records.records_of(each.thing, _SOURCE, lambda _name: None)
        except InvalidEntries:
            try:
                health_records.as_note(each.thing, _SOURCE)
            except InvalidEntries as error:
                raise AssertionError("what is offered fits in no record and in no note") from error


def open_archive(bench: Bench, data: bytes, name: str, number: int) -> None:
    """Take out what is in it, in every way an archive is opened."""
    ways = (
        lambda: list(parts_of(data, name, worker=bench.data)),
        lambda: _read_all(bench, data, kind_of(data, name), name),
        lambda: bring_in(bench, data, name, number),
    )
    ways[number % 3]()


def read_disc(bench: Bench, data: bytes, name: str, number: int) -> None:
    """Read it as one file of a disc of scans, or as its index."""
    inside = "DICOMDIR" if number % 4 == 0 else "IMG1"
    packed = zipped([(inside, data), ("IMG2", data[: len(data) // 2])])
    if number % 3 == 2:
        scan_picture(DiscSource(BytesRanges(packed), FileKind.zip), name, inside, worker=bench.scans)
    else:
        _read_all(bench, packed, FileKind.zip, name)


def read_image(bench: Bench, data: bytes, name: str, number: int) -> None:
    """Read it as the image of a CD."""
    _read_all(bench, data, FileKind.iso, name)


def _read_all(bench: Bench, data: bytes, kind: FileKind, name: str) -> None:
    """List a disc, and take everything off it."""
    source = DiscSource(BytesRanges(data), kind)
    disc_of(source, name, worker=bench.scans)
    for _piece in pieces_of(source, name, worker=bench.scans):
        pass


class _Answering(WatchedWorker):
    """Stands for a worker that was taken over: it answers what it likes."""

    def __init__(self, said: bytes) -> None:
        super().__init__("pages")
        self._said = said

    def ask(
        self,
        task: str,
        data: bytes,
        *_arguments: Any,
        ranges: Ranges | None = None,
        name: str = "",
        **_more: Any,
    ) -> wire.Message:
        child: Any = SimpleNamespace(stdin=io.BytesIO(), stdout=io.BytesIO(self._said))
        watch = worker_module._Watch(child, None, WALL_SECONDS)
        try:
            answer = worker_module._answer(child, ranges, watch, lambda _done, _whole: None)
        except (OSError, EOFError, ValueError) as error:  # as in `Worker.ask`
            raise DamagedDocumentError(name) from error
        if answer.head.get("refused") is not None:
            raise wire.REFUSALS.get(str(answer.head["refused"]), DamagedDocumentError)(name)
        return answer


def hear_worker(bench: Bench, data: bytes, name: str, number: int) -> None:
    """Take it for the answer of a worker."""
    worker = _Answering(data)
    ways = (
        lambda: _sound(prepare(b"%PDF-1.4 x", name, worker=worker)),
        lambda: read_health_file(b"{}", name, worker=worker),
        lambda: list(zip(range(50), parts_of(b"PK\3\4", name, worker=worker), strict=False)),
        lambda: disc_of(DiscSource(BytesRanges(b"PK"), FileKind.zip), name, worker=worker),
        lambda: form_fields(b"%PDF-1.4 x", name=name, worker=worker),
        lambda: find_words(b"%PDF-1.4 x", ["a"], name=name, worker=worker),
        lambda: page_texts(b"%PDF-1.4 x", name=name, worker=worker),
        lambda: words_of_text(b"%PDF-1.4 x", 1, name=name, worker=worker),
        lambda: scan_picture(DiscSource(BytesRanges(b"PK"), FileKind.zip), name, "IMG1", worker=worker),
    )
    for way in ways:
        try:
            way()
        except CaseorgError:
            continue


def open_case_file(bench: Bench, data: bytes, _name: str, number: int) -> None:
    """Open it as a case file, with the right key: to look at, or to write."""
    path = bench.folder / "case.caseorg"
    path.write_bytes(data)
    CaseFile.open(path, SEAL, check=SEAL.check if number % 2 else None, look_only=number % 8 != 0).close()


def read_rules(bench: Bench, data: bytes, name: str, number: int) -> None:
    """Read it as one file of a folder of rules, the examples among it; or of newer rules, which are checked whole."""
    folder = bench.folder / "rules"
    if not folder.exists():
        for each, text in RULES_BESIDE.items():
            (folder / each).parent.mkdir(parents=True, exist_ok=True)
            (folder / each).write_text(text, encoding="utf-8")
    place = folder / ("facts.toml", "topics.toml", "figures/more.toml", "aca/some_rule.toml")[number % 4]
    place.parent.mkdir(exist_ok=True)
    before = place.read_bytes() if place.exists() else None
    place.write_bytes(data)
    try:
        read_folder(folder, with_examples=True)
        if number % 8 >= 4:
            newer_rules._checked(folder, _NO_RULES, TODAY)
    finally:
        place.unlink() if before is None else place.write_bytes(before)


_NO_RULES = Library(Vocabulary((), ()), {}, {}, (), read_state=lambda _code: None)
RULES_BESIDE = {
    "facts.toml": """
[plan.kind]
record = true
choices = ["medicare", "employer"]
asked_of = ["plan_card", "memory"]
[plan.kind.en]
question = "What kind of health plan do you have?"
on_the_phone = "What kind of plan do I have?"
[plan.kind.en.choices]
medicare = "Medicare"
employer = "Plan from work"
[plan.kind.es]
question = "¿Qué tipo de plan de salud tiene?"
on_the_phone = "¿Qué tipo de plan tengo?"
[plan.kind.es.choices]
medicare = "Medicare"
employer = "Plan del trabajo"
""",
    "topics.toml": """
[opinion]
rank = 1
action = "ask_plan"
[opinion.en]
title = "The second opinion itself"
headline = "We can't tell yet if your plan helps pay for this visit."
why = "Some facts are missing."
to_do = "Ask your plan. One call can answer it."
conflict = "Two rules say different things."
[opinion.es]
title = "La segunda opinión"
headline = "Todavía no sabemos si su plan ayuda a pagar esta consulta."
why = "Faltan algunos datos."
to_do = "Pregunte a su plan. Una llamada lo puede responder."
conflict = "Dos reglas dicen cosas distintas."
""",
}
"""Facts and topics enough for one rule."""


def make_export(folder: Path) -> None:
    """Export a case with a record of every kind."""
    with TemporaryDirectory() as beside, _empty(Path(beside) / "case.caseorg") as workspace:
        one_full_case(workspace)
        export_all(workspace, folder)


def lists_of(folder: Path) -> tuple[Path, ...]:
    """Return the files of an export that say what is in it."""
    return folder / "manifest.json", folder / "contacts.json", *sorted(folder.glob("cases/*/case.json"))


def take_in_export(bench: Bench, data: bytes, _name: str, number: int) -> None:
    """Look into an export in which it is one of the lists, and of which the list of files says so; take some in."""
    manifest, *others = lists_of(bench.export)
    place = (manifest, *others)[number % 3]
    before = {each: each.read_bytes() for each in {manifest, place}}
    try:
        place.write_bytes(data)
        if place != manifest:
            told = json.loads(before[manifest])
            listed = next(each for each in told["files"] if each["path"] == place.relative_to(bench.export).as_posix())
            listed |= {"size": len(data), "sha256": sha256(data).hexdigest()}
            manifest.write_text(json.dumps(told), encoding="utf-8")
        with _empty(bench.folder / "new.caseorg") if number % 8 == 0 else nullcontext(bench.empty) as workspace:
            found = look_into(workspace, bench.export)
            found_words(found)
            if number % 8 == 0:
                take_in(workspace, found)
    finally:
        for each, kept in before.items():
            each.write_bytes(kept)


@contextmanager
def _empty(path: Path) -> Iterator[Workspace]:
    """Give a new case file, and take it away afterwards."""
    workspace = Workspace(CaseFile.create(path, SEAL), today=lambda: TODAY)
    try:
        yield workspace
    finally:
        workspace.close()
        path.unlink()


def read_kept(bench: Bench, data: bytes, _name: str, number: int) -> None:
    """Read it as each of the small files the program keeps for itself, and as the note beside an open case file."""
    files = ("settings.json", "look.json", "window.json", "recent.json", "case.caseorg.open")
    (bench.folder / files[number % len(files)]).write_bytes(data)
    SettingsFile(bench.folder).load()
    SettingsFile(bench.folder).notes_of(Path("/a/b"))
    remembered = Remembered(bench.folder)
    _ = remembered.look(), remembered.window(), remembered.case_files(), remembered.is_list_kept()
    OpenNote.take(bench.folder / "case.caseorg", clock.now(), take_over=number % 2 == 0).release()


def read_beginning(_bench: Bench, data: bytes, _name: str, _number: int) -> None:
    """Read it as the state from which two computers went on, which lies in a file that another person sends."""
    beginning_from(data)
