"""What is written outside of the case file, or taken in, while any system call fails, is whole or not there at all."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.app.selftest import FILE_NAME
from caseorg.domain.case import Case
from caseorg.domain.errors import CaseorgError
from caseorg.services.calendar_file import FILE_NAME as CALENDAR
from caseorg.services.daily_copies import Source, copies_of, folder_of, make
from caseorg.services.documents import add_documents
from caseorg.services.export import export_all
from caseorg.services.looking import bring, look_at
from caseorg.services.take_export import look_into, take_in
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from tests.documents.made_discs import a_chest_disc, an_iso
from tests.rules.newer_file import newer_file
from tests.trust.conftest import Reached
from tests.trust.doors import Doors, Said
from tests.trust.hindered import TO_A_FILE
from tests.trust.material import CASE, SEAL, TODAY, Contents, contents, make_case_file, some_bytes, write_script
from tests.trust.outlived import QUESTIONS
from tests.trust.place_program import A_DAY, ANEW, DISC, EXPORT, PAPER, RULES
from tests.trust.test_call import ALSO_FAILED_AT, FAILED_AT, failed_at, some_of
from tests.trust.test_call_copies import NEW_SEAL

OPERATIONS = (
    "export", "take_export", "paper", "calendar", "outside", "rules", "choose_rules", "private", "rescue", "notes",
)  # fmt: skip
CHOSEN: dict[str, Callable[[Sequence[int]], Sequence[int]]] = {
    "private": partial(some_of, most=60),  # it writes a whole file, and asks how large it is at every few steps
    "outside": lambda points: points[:60],  # the process that reads discs begins to count anew; ours makes no more
    "rules": lambda points: (*points[:6], *some_of(points[6:], 6)),  # each checks all rules
}
"""At which calls of a kind not all are tried."""
HOME = "home/caseorg"
BEFORE = b"what was there before"
NO_SEARCH = (".trackerignore", ".metadata_never_index")
"""By these the system's own search leaves the folder of copies out."""
CALLS = (*FAILED_AT, *ALSO_FAILED_AT, "mkdir", "rmdir", "getdents64")


@dataclass
class PlaceWork:
    """One of these operations: where it starts from, and how what is left is judged. It stands in for `Work`."""

    operation: str
    start: Path
    script: Path
    states: tuple[Contents, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)

    def fresh(self, folder: Path) -> Path:
        """Make `folder` what the operation starts from."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        for name, data in self.files.items():
            (folder / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / name).touch(0o600)
            (folder / name).write_bytes(data)
        return folder

    def judge(self, folder: Path, said: Said) -> list[str]:
        """Return every promise that was broken."""
        broken = [f"defect {each}" for each in said.defects]
        judge: Callable[[Path, Said], Iterator[str]] = getattr(self, f"_{self.operation}")
        try:
            if self.operation not in ("private", "rescue"):
                CaseFile.open(folder / FILE_NAME, SEAL).close()
            broken += judge(folder, said)
        except (CaseorgError, OSError, ValueError) as error:
            broken.append(f"{type(error).__name__} {error}")
        ours = [each for each in folder.rglob("*") if each.name.startswith(".") or each.suffix in (".new", ".part")]
        return broken + [f"left behind: {each.relative_to(folder)}" for each in ours if each.name not in NO_SEARCH]

    def _export(self, folder: Path, said: Said) -> Iterator[str]:
        exports = list(folder.glob(f"{EXPORT}*"))
        if len(exports) != len(set(said.acks) - {0}):
            yield f"{len(exports)} exports"
        for each in exports:
            listed = json.loads((each / "manifest.json").read_bytes())["files"]
            there = {path.relative_to(each).as_posix(): path for path in each.rglob("*") if path.is_file()}
            if set(there) != {entry["path"] for entry in listed} | {"manifest.json"}:
                yield "it is not all there"
            if any(sha256(there[entry["path"]].read_bytes()).hexdigest() != entry["sha256"] for entry in listed):
                yield "it is not whole"

    def _take_export(self, folder: Path, said: Said) -> Iterator[str]:
        before, after = self.states
        now = contents(folder / FILE_NAME)
        if now not in ((after,) if 1 in said.acks else (before, after)):
            yield "it is neither taken in nor not"

    def _paper(self, folder: Path, said: Said) -> Iterator[str]:
        found = (folder / PAPER).read_bytes()
        if found != some_bytes(50_000, 1) and (found != BEFORE or 1 in said.acks):
            yield "the paper is not what it should be"

    def _calendar(self, folder: Path, said: Said) -> Iterator[str]:
        written = folder / CALENDAR
        if written.exists() and not written.read_bytes().endswith(b"END:VCALENDAR\r\n"):
            yield "half a calendar"
        if 1 in said.acks:
            opened = CaseFile.open(folder / FILE_NAME, SEAL)
            if not written.exists() or not Workspace(opened).load_case(CASE).calendar_entries:
                yield "acknowledged, and not there or not noted"
            opened.close()

    def _outside(self, folder: Path, said: Said) -> Iterator[str]:
        copies = [each for each in (folder / HOME).glob("opened/*/*") if each.is_dir()]
        if len(copies) != len(set(said.acks) - {0}):
            yield f"{len(copies)} folders of copies"
        if any(len(list(each.iterdir())) != 3 for each in copies):
            yield "not all images"

    def _rules(self, folder: Path, said: Said) -> Iterator[str]:
        note, rules = folder / HOME / "rules/in-use", folder / HOME / "rules"
        if note.exists() != (1 in said.acks):
            yield "chosen and not acknowledged, or the other way round"
        if note.exists() and not (rules / note.read_text().split(" ")[0] / "facts.toml").exists():
            yield "they are chosen and not there"

    def _choose_rules(self, folder: Path, said: Said) -> Iterator[str]:
        chosen = (folder / HOME / "rules/in-use").read_text().split(" ")[0]
        if chosen not in (("b2",) if 1 in said.acks else ("a1", "b2")):
            yield f"“{chosen}” is chosen"

    def _private(self, folder: Path, said: Said) -> Iterator[str]:
        draft, anew = folder / FILE_NAME, folder / ANEW
        if 1 not in said.acks:
            yield from ["there is a new one all the same"] if anew.exists() else []
            yield from [] if check_file(draft, SEAL).is_whole else ["the draft is not whole"]
            return
        if not check_file(anew, NEW_SEAL).is_whole:
            yield "it is not whole"
        still = {path for path in (draft, *(each.path for each in copies_of(draft))) if path.exists()}
        left = set((folder / "left").read_text().split("\n"))
        if folder_of(draft).name in left:  # the disk did not list it
            still &= {draft}
        yield from (f"{each.name} is still there, and nobody says so" for each in still if each.name not in left)

    def _rescue(self, folder: Path, said: Said) -> Iterator[str]:
        rescued = [*folder.glob("case rescued *.caseorg"), *(folder / HOME).glob("case rescued *.caseorg")]
        if 1 in said.acks:
            opened = [CaseFile.open(each, SEAL, look_only=True) for each in rescued]
            if not any(note.id == UUID(int=95) for each in opened for note in Workspace(each).load_case(CASE).notes):
                yield "acknowledged, and in no rescue file"
            for each in opened:
                each.close()

    def _notes(self, folder: Path, said: Said) -> Iterator[str]:
        kept = json.loads((folder / HOME / "settings.json").read_bytes())
        if kept["files"]["/Luis.caseorg"] != {"salt": "ab"} or kept["settings"]["lock_after"] != "never":
            yield "what was there is gone"
        if 1 in said.acks and kept["settings"].get("daily_copies") is not False:
            yield "acknowledged, and not noted"


def make_place_work(operation: str, folder: Path) -> PlaceWork:
    """Prepare one operation in `folder`."""
    start = folder / "start"
    (start / HOME).mkdir(parents=True)
    path = start / FILE_NAME
    make_case_file(path)
    workspace = Workspace(CaseFile.open(path, SEAL), today=lambda: TODAY)
    states: tuple[Contents, ...] = ()
    step = {"name": "b2", "salt": NEW_SEAL.salt.hex(), "secret": NEW_SEAL.secret.hex()}
    if operation == "calendar":
        workspace.save(A_DAY, "Add a date")
    elif operation == "outside":
        (folder / "Chest.iso").write_bytes(an_iso(a_chest_disc(3)))
        (disc,) = add_documents(workspace, CASE, look_at(bring([folder / "Chest.iso"]))).documents
        workspace.save(disc.revised(id=DISC), "Add a document under a number that the door knows")
    elif operation == "private":
        source = Source(path, SEAL, workspace.case_file.file_id())
        for number in (2, 1):
            workspace.save(Case(id=CASE, title=f"Day {number}"), "Edit case")
            make(source, TODAY - timedelta(days=number))
    elif operation == "take_export":
        export_all(workspace, start / EXPORT)
    workspace.close()
    if operation == "take_export":
        path.unlink()
        states = taken_in(path, start / EXPORT, folder / "taken.caseorg")
    elif operation == "rules":
        newer_file(start / RULES)
    elif operation == "choose_rules":
        (start / HOME / "rules").mkdir()
        (start / HOME / "rules/in-use").write_text("a1 0.1.0")
    elif operation == "rescue":
        shutil.copyfile(path, start / "other")
    elif operation == "notes":
        kept = {"files": {"/Luis.caseorg": {"salt": "ab"}}, "settings": {"lock_after": "never"}}
        (start / HOME / "settings.json").write_text(json.dumps(kept))
    elif operation == "paper":
        (start / PAPER).write_bytes(BEFORE)
    files = {each.relative_to(start).as_posix(): each.read_bytes() for each in start.rglob("*") if each.is_file()}
    return PlaceWork(operation, start, write_script(folder / "script.json", [step]), states, files)


def taken_in(path: Path, export: Path, aside: Path) -> tuple[Contents, Contents]:
    """Make an empty file at `path`; return what it holds before and after the export is taken in."""
    CaseFile.create(path, SEAL).close()
    before = contents(path)
    shutil.copyfile(path, aside)
    workspace = Workspace(CaseFile.open(aside, SEAL), today=lambda: TODAY)
    take_in(workspace, look_into(workspace, export))
    workspace.close()
    return before, contents(aside)


PlaceWorkOf = Callable[[str], PlaceWork]


@pytest.fixture(scope="session")
def place_work(tmp_path_factory: pytest.TempPathFactory) -> PlaceWorkOf:
    return cache(lambda operation: make_place_work(operation, tmp_path_factory.mktemp(operation)))


@pytest.fixture(scope="session")
def place_doors() -> Iterator[Doors]:
    """The doors of these operations, warm."""
    with Doors("tests.trust.place_program") as opened:
        yield opened


@pytest.mark.proof("T-CALL-EIO")
@pytest.mark.parametrize("operation", ["export", "take_export", "notes"])
def test_a_disk_that_does_not_say_what_is_there_costs_a_sentence_outside_of_the_file_too(
    operation: str, place_doors: Doors, place_work: PlaceWorkOf, tmp_path: Path
) -> None:
    work = place_work(operation)
    chosen = partial(some_of, most=4)
    tried = {call: failed_at(work, call, "EIO", "", place_doors, tmp_path, chosen) for call in QUESTIONS}
    assert [broken for _points, broken in tried.values() if broken] == []


@pytest.mark.proof("T-CALL-ENOSPC")
@pytest.mark.parametrize("operation", ["export", "paper", "calendar"])
def test_a_disk_that_is_full_in_the_midst_of_a_file_outside_costs_a_sentence(
    operation: str, place_doors: Doors, place_work: PlaceWorkOf, tmp_path: Path
) -> None:
    work, chosen = place_work(operation), partial(some_of, most=6)
    tried, broken = failed_at(work, TO_A_FILE, "ENOSPC", "+", place_doors, tmp_path, chosen)
    assert broken == {}
    assert tried == {"export": 6, "paper": 2, "calendar": 2}[operation], "the note beside the file is the first"


@pytest.mark.long
@pytest.mark.proof("T-CALL-EIO")
@pytest.mark.proof("T-CALL-ENOSPC")
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_disk_that_fails_once_at_any_call_costs_a_sentence_outside_of_the_file_too(
    operation: str, error: str, place_doors: Doors, place_work: PlaceWorkOf, tmp_path: Path, reached: Reached
) -> None:
    work, chosen = place_work(operation), CHOSEN.get(operation, list)
    tried = {call: failed_at(work, call, error, "", place_doors, tmp_path, chosen) for call in CALLS}
    reached(failed_calls=sum(points for points, _broken in tried.values()))
    found = {point: each for _points, broken in tried.values() for point, each in broken.items()}
    assert found == {}
