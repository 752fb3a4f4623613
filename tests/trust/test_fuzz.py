"""T-FUZZ: whatever a changed file holds, it is shown or refused with a sentence, and the worker is all it can cost."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from caseorg.documents import child, data_child, scan_child
from caseorg.documents.disc import DiscSource, disc_of
from caseorg.documents.kinds import FileKind, kind_of
from caseorg.documents.ranges import BytesRanges
from caseorg.domain.errors import CaseorgError
from caseorg.rules.library import read_folder
from caseorg.store.open_note import OpenNote
from caseorg.store.share import beginning_from
from caseorg.ui.remembered import Remembered
from tests.trust import ways_in
from tests.trust.conftest import Reached
from tests.trust.fuzz import A_MILLION, EACH, FORMATS, REACHED, fuzz, input_of
from tests.trust.fuzz import Reached as Came
from tests.trust.seeds import KINDS_WITHOUT_A_WAY_IN, READERS
from tests.trust.ways_in import Bench

PDF = READERS[0]


def note(reached: Reached, came: dict[str, Came]) -> None:
    total = {
        name: sum(getattr(each, name) for each in came.values()) for name in ("inputs", "read", "starved", "crashed")
    }
    reached(**total, readers=len(came))


def kept(folder: Path) -> list[str]:
    """What was kept of inputs that did what none may do."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


@pytest.mark.slow
@pytest.mark.proof("T-FUZZ")
def test_some_thousands_of_changed_files_escape_from_no_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reached: Reached
) -> None:
    benches: list[Bench] = []
    monkeypatch.setattr("tests.trust.fuzz.Bench", lambda folder: benches.append(Bench(folder)) or benches[-1])
    came = fuzz(4_000, float("inf"), tmp_path)
    note(reached, came)
    assert kept(tmp_path) == []
    assert sum(each.inputs for each in came.values()) >= 4_000
    assert sum(each.escaped + each.crashed for each in came.values()) == 0
    asked = {task for bench in benches for task in bench.pages.asked | bench.data.asked | bench.scans.asked}
    there = {*child.TASKS, *data_child.TASKS, *scan_child.TASKS}
    assert there - asked == set(), "a task of a worker has no way in: add it to tests/trust/ways_in.py"


@pytest.mark.long
@pytest.mark.proof("T-FUZZ")
def test_a_million_changed_files_escape_from_no_reader(reached: Reached) -> None:
    """Goes on with the run that lies in build/fuzz, so that it can be done in pieces."""
    came = fuzz(A_MILLION, float("inf"), REACHED)
    note(reached, came)
    assert kept(REACHED) == []
    assert sum(each.inputs for each in came.values()) >= A_MILLION
    assert min(came[name].inputs for name in FORMATS) >= EACH
    assert sum(each.escaped + each.crashed for each in came.values()) == 0


@pytest.mark.proof("T-FUZZ")
def test_every_kind_of_file_has_a_way_in() -> None:
    tried = {kind_of(seed, reader.file_name) for reader in READERS for seed in reader.seeds()}
    assert set(FileKind) - KINDS_WITHOUT_A_WAY_IN - tried == set(), (
        "a kind has no seeds: add it to tests/trust/seeds.py"
    )
    assert sum(reader.share for reader in READERS) == 1000


@pytest.mark.proof("T-FUZZ")
def test_a_run_in_pieces_is_the_run_in_one(tmp_path: Path) -> None:
    readers = [reader for reader in READERS if reader.name in ("csv", "fhir-json", "kept files")]
    whole = fuzz(2_000, float("inf"), tmp_path / "whole", readers)
    for inputs in (700, 1_300, 2_000):
        pieces = fuzz(inputs, float("inf"), tmp_path / "pieces", readers)
    assert {name: (each.inputs, each.read, each.refused) for name, each in pieces.items()} == {
        name: (each.inputs, each.read, each.refused) for name, each in whole.items()
    }
    assert input_of(PDF, 7) == input_of(PDF, 7) != input_of(PDF, 8)


@pytest.mark.proof("T-FUZZ")
def test_the_run_notices_what_escapes_and_whose_child_dies(tmp_path: Path) -> None:
    def escapes(_bench: Bench, _data: bytes, _name: str, number: int) -> None:
        if number == 3:
            raise IndexError

    def dies(bench: Bench, data: bytes, name: str, number: int) -> None:
        ways_in.add(bench, data, name, 1)
        if number == 2 and bench.pages.process_id:
            os.kill(bench.pages.process_id, signal.SIGSEGV)

    planted = [replace(PDF, name="escapes", way=escapes, share=1000), replace(PDF, name="dies", way=dies, share=1000)]
    came = fuzz(6, float("inf"), tmp_path, planted)
    assert (came["escapes"].escaped, came["dies"].crashed) == (1, 1)
    assert "IndexError" in (tmp_path / "escapes-3.txt").read_text()
    assert (tmp_path / "escapes-3.bin").read_bytes() == input_of(planted[0], 3)


# What the runs found


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ('plan = "none"\n', "facts.toml: plan: "),
        ("[plan]\nkind = 3\n", "facts.toml: plan.kind"),
        (f"x = {'[' * 5000}", "it is nested too deeply."),
    ],
)
def test_facts_that_are_no_tables_are_slips_and_no_defect(facts: str, sentence: str, tmp_path: Path) -> None:
    for name, text in ways_in.RULES_BESIDE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "facts.toml").write_text(facts, encoding="utf-8")
    _library, slips = read_folder(tmp_path, with_examples=True)
    assert any(sentence in str(slip) for slip in slips), [str(slip) for slip in slips]


def test_a_beginning_at_a_step_that_is_no_number_is_as_if_nobody_knew_it() -> None:
    [whole] = next(reader for reader in READERS if reader.name == "beginning").seeds()
    assert beginning_from(whole) is not None
    assert beginning_from(whole.replace(b", 3, ", b", 1e999, ")) is None


@pytest.mark.parametrize("told", ["7", "[1]", "[1e999, 2]", '["a", null]', "[1, 2, 3]"])
def test_a_worker_that_tells_nonsense_of_its_progress_says_nothing(told: str) -> None:
    head = f'{{"progress": {told}}}'.encode()
    said = len(head).to_bytes(4, "big") + b"\xff" * 8 + head
    with pytest.raises(CaseorgError):
        ways_in.prepare(b"%PDF-1.4", "a.pdf", worker=ways_in._Answering(said))


@pytest.mark.parametrize("wanted", ["null", "7", "[0]", "[1e999, 2]", '["a", null]', "[-1, 2]", "[0, 1, 2]"])
def test_a_worker_that_asks_for_nonsense_of_a_large_file_gets_nothing(wanted: str) -> None:
    head = f'{{"wants": {wanted}}}'.encode()
    said = len(head).to_bytes(4, "big") + b"\xff" * 8 + head
    disc = DiscSource(BytesRanges(b"PK"), FileKind.zip)
    with pytest.raises(CaseorgError):
        disc_of(disc, "disc.zip", worker=ways_in._Answering(said))


def said_of(result: str, blob: bytes) -> bytes:
    head = f'{{"result": {result}}}'.encode()
    return len(head).to_bytes(4, "big") + len(blob).to_bytes(8, "big") + head + blob


@pytest.mark.parametrize("side", ["NaN", "1e999", "0", "-1"])
def test_a_worker_that_tells_of_pages_that_nobody_can_draw_is_not_believed(side: str) -> None:
    pages = said_of(f'{{"page_sizes": [[{side}, 792]], "page_texts": ["a"], "findings": []}}', b"%PDF-x")
    with pytest.raises(CaseorgError):
        ways_in.prepare(b"%PDF-1.4", "a.pdf", worker=ways_in._Answering(pages))


def test_a_worker_that_tells_of_half_letters_is_not_believed() -> None:
    """The index of words could not hold them, and adding would end in a defect."""
    pages = said_of('{"page_sizes": [[612, 792]], "page_texts": ["a\\ud800"], "findings": []}', b"%PDF-x")
    with pytest.raises(CaseorgError):
        ways_in.prepare(b"%PDF-1.4", "a.pdf", worker=ways_in._Answering(pages))
    with pytest.raises(CaseorgError):
        ways_in.page_texts(b"%PDF-1.4", name="a.pdf", worker=ways_in._Answering(said_of('["\\udc00"]', b"")))


@pytest.mark.parametrize("number", ["NaN", "1e999", "-1e999"])
def test_a_worker_that_tells_of_places_that_are_nowhere_is_not_believed(number: str) -> None:
    worker = ways_in._Answering(said_of(f"[[1, 0.1, {number}, 0.2, 0.2]]", b""))
    with pytest.raises(CaseorgError):
        ways_in.find_words(b"%PDF-1.4", ["a"], name="a.pdf", worker=worker)
    plain = '"name": "", "label": "", "is_box": true, "is_long": true, "columns": 0, "page": 1'
    field = f'{{{plain}, "box": [0, 0, 1, {number}]}}'
    with pytest.raises(CaseorgError):
        ways_in.form_fields(b"%PDF-1.4", name="a.pdf", worker=ways_in._Answering(said_of(f"[{field}]", b"")))
    words = ways_in._Answering(said_of(f'{{"words": [], "turned": {number}}}', b""))
    with pytest.raises(CaseorgError):
        ways_in.words_of_text(b"%PDF-1.4", 1, name="a.pdf", worker=words)
    scan = f'{{"columns": 1, "rows": 1, "is_gray": true, "aspect": 1, "windows": [[0, {number}]]}}'
    disc = DiscSource(BytesRanges(b"PK"), FileKind.zip)
    with pytest.raises(CaseorgError):
        ways_in.scan_picture(disc, "a.zip", "IMG1", worker=ways_in._Answering(said_of(scan, b"x")))


def test_small_files_full_of_brackets_are_as_if_they_were_not_there(tmp_path: Path) -> None:
    for name in ("look.json", "recent.json", "case.caseorg.open"):
        (tmp_path / name).write_text("[" * 4000)
    assert Remembered(tmp_path).look() == Remembered(tmp_path / "none").look()
    assert Remembered(tmp_path).case_files() == []
    held = OpenNote.take(tmp_path / "case.caseorg", ways_in.clock.now())
    held.release()
