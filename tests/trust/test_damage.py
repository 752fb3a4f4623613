"""Damage is refused or found, wherever it is: a case file gives back what was put in, or says that it cannot."""

import random
import shutil
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.app.selftest import FILE_NAME
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, CutOffFileError, DamagedFileError
from caseorg.domain.note import Note
from caseorg.services.workspace import Workspace
from caseorg.store import attachments
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import FaultKind, check_file
from caseorg.store.engine import driver
from caseorg.store.new_file import new_file
from caseorg.store.seal import SALT_SIZE, Seal, new_salt
from tests.trust.conftest import Reached
from tests.trust.material import CASE, SEAL, contents, make_case_file, some_bytes

PAGE = 4096
FLIPS = 200
"""Of these, a quarter falls into the first page, and of that quarter a fifth into the salt."""


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with long texts, a document of several chunks, and pages that were freed."""
    path = tmp_path_factory.mktemp("rich") / FILE_NAME
    make_case_file(path)
    workspace = Workspace(CaseFile.open(path, SEAL))
    scan = some_bytes(1_200_000, 5)
    with workspace.step("Add scan") as step:
        digest = step.keep(scan)
        step.save(Document(id=UUID(int=50), case_id=CASE, name="Scan", sha256=digest, size_bytes=len(scan)))
        step.save(Note(id=UUID(int=51), case_id=CASE, text="A long note. " * 5000))
    workspace.keep_draft("long", {"words": "Half typed. " * 5000})
    workspace.drop_draft("long")
    assert workspace.case_file.driver.execute("pragma freelist_count").fetchone()[0] > 5
    workspace.close()
    return path


def everything_in(path: Path) -> object:
    """All that a person could be shown of a file: its rows, and the bytes of its documents."""
    case_file = CaseFile.open(path, SEAL, check=SEAL.check, look_only=True)
    try:
        workspace = Workspace(case_file)
        documents = workspace.load_case(CASE).documents
        data = {document.name: attachments.read(case_file, document.sha256, document.name) for document in documents}
        try:
            rows = contents(path)
        except driver.DatabaseError as error:
            # The rows were read past the program, whose own sentence for this is tried by the check.
            raise DamagedFileError from error
        return rows, data
    finally:
        case_file.close()


def wrong_data_in(path: Path, whole: object) -> bool:
    """Whether a damaged file gives back something else than was put in, without a word."""
    try:
        return everything_in(path) != whole
    except CaseorgError:
        return False


def is_found(path: Path) -> bool:
    """Whether the check finds that a file is damaged."""
    try:
        return not check_file(path, SEAL, check=SEAL.check).is_whole
    except (DamagedFileError, CutOffFileError):
        return True


def places_to_flip(size: int, count: int) -> list[int]:
    """Offsets of bits: in the salt, in the rest of the first page, and spread over all other pages."""
    chance = random.Random(7)
    salt, first = count // 20, count // 4
    bits = [chance.randrange(SALT_SIZE * 8) for _ in range(salt)]
    bits += [chance.randrange(SALT_SIZE * 8, PAGE * 8) for _ in range(first - salt)]
    rest, part = count - first, (size - PAGE) * 8 // (count - first)
    return bits + [PAGE * 8 + each * part + chance.randrange(part) for each in range(rest)]


def flipped(rich: Path, folder: Path, count: int) -> tuple[list[int], list[int]]:
    """Flip one bit at each of so many places; return where that gave wrong data, and where it was not found."""
    data = bytearray(rich.read_bytes())
    whole, damaged = everything_in(rich), folder / "damaged.caseorg"
    wrong, missed = [], []
    for place in places_to_flip(len(data), count):
        data[place // 8] ^= 1 << place % 8
        damaged.write_bytes(data)
        data[place // 8] ^= 1 << place % 8
        if wrong_data_in(damaged, whole):
            wrong.append(place)
        if not is_found(damaged):
            missed.append(place)
    return wrong, missed


@pytest.mark.slow
@pytest.mark.proof("T-FLIP")
def test_no_flipped_bit_gives_wrong_data_and_the_check_finds_each(rich: Path, tmp_path: Path) -> None:
    assert flipped(rich, tmp_path, FLIPS) == ([], [])


@pytest.mark.long
@pytest.mark.proof("T-FLIP")
def test_none_of_two_thousand_flipped_bits_gives_wrong_data(rich: Path, tmp_path: Path) -> None:
    assert flipped(rich, tmp_path, 2000) == ([], [])


@pytest.mark.proof("T-FLIP")
@pytest.mark.parametrize("error", [DamagedFileError, CutOffFileError])
def test_who_meets_damage_is_led_to_the_backup(error: type[CaseorgError]) -> None:
    assert "backup" in error().advice


@pytest.mark.proof("T-FLIP")
def test_a_damaged_document_is_named_and_everything_else_opens(rich: Path, tmp_path: Path) -> None:
    whole = everything_in(rich)
    data = bytearray(rich.read_bytes())
    named = set()
    for page in range(150, len(data) // PAGE, 25):
        damaged = tmp_path / "damaged.caseorg"
        changed = bytearray(data)
        changed[page * PAGE + 2000] ^= 1
        damaged.write_bytes(changed)
        report = check_file(damaged, SEAL)
        lost = {fault.sentence for fault in report.faults if fault.kind is FaultKind.kept_bytes}
        if any("“Scan”" in sentence for sentence in lost):
            named.add(page)
            assert report.records == check_file(rich, SEAL).records
            case_file = CaseFile.open(damaged, SEAL, check=SEAL.check)
            with pytest.raises(CaseorgError, match="Scan"):
                attachments.read(case_file, check_digest(case_file, "Scan"), "Scan")
            assert attachments.read(case_file, check_digest(case_file, "Report")) == whole[1]["Report"]  # type: ignore[index]
            case_file.close()
    assert named


def check_digest(case_file: CaseFile, name: str) -> str:
    return case_file.driver.execute("select sha256 from documents where name = ?", (name,)).fetchone()[0]


@pytest.mark.proof("T-CUT")
@pytest.mark.parametrize("every", [16, pytest.param(1, marks=pytest.mark.long)])
def test_a_file_cut_anywhere_is_refused_or_found(every: int, rich: Path, tmp_path: Path, reached: Reached) -> None:
    """At each border of a page, or at some of those in the middle; and at sixty places that are none."""
    data, cut = rich.read_bytes(), tmp_path / "cut.caseorg"
    whole, chance = everything_in(rich), random.Random(3)
    pages = range(0, len(data), PAGE)
    at_borders = [*pages[:20], *pages[20:-20:every], *pages[-20:]]
    odd = sorted(chance.sample(range(1, len(data)), 60))
    for size in (*at_borders, *odd):
        cut.write_bytes(data[:size])
        assert not wrong_data_in(cut, whole), size
        assert is_found(cut), size
    reached(cuts=len(at_borders) + len(odd))


@pytest.mark.proof("T-CUT")
@pytest.mark.parametrize("size", [1, 512, PAGE, 10 * PAGE])
def test_bytes_after_the_end_are_found_and_change_no_data(size: int, rich: Path, tmp_path: Path) -> None:
    longer, whole = tmp_path / "longer.caseorg", everything_in(rich)
    for tail in (bytes(size), some_bytes(size, size)):
        longer.write_bytes(rich.read_bytes() + tail)
        assert not wrong_data_in(longer, whole)
        assert is_found(longer)


@pytest.mark.proof("T-CUT")
def test_two_files_swapped_half_way_are_found(rich: Path, tmp_path: Path) -> None:
    data = rich.read_bytes()
    other, older = tmp_path / "other.caseorg", tmp_path / "older.caseorg"
    CaseFile.create(other, Seal(new_salt(), SEAL.secret)).close()
    opened = CaseFile.open(rich, SEAL)
    opened.copy_to(older)
    opened.close()
    for second in (other.read_bytes(), older.read_bytes()):
        for place in (PAGE, 10 * PAGE, len(data) // 2 // PAGE * PAGE, len(data) - PAGE):
            mixed = tmp_path / "mixed.caseorg"
            mixed.write_bytes(data[:place] + second[place:])
            assert is_found(mixed), (place, len(second))


@pytest.mark.proof("T-HEAD")
def test_a_file_with_a_damaged_head_opens_where_its_salt_is_kept(rich: Path, tmp_path: Path) -> None:
    damaged, whole = tmp_path / "damaged.caseorg", everything_in(rich)
    heads = [bytes(SALT_SIZE), some_bytes(SALT_SIZE, 8), b"%PDF-1.7 binary."]
    heads += [
        SEAL.salt[:place] + bytes([SEAL.salt[place] ^ 0xFF]) + SEAL.salt[place + 1 :] for place in range(SALT_SIZE)
    ]
    for head in heads:
        damaged.write_bytes(head + rich.read_bytes()[SALT_SIZE:])
        assert everything_in(damaged) == whole
        assert [fault.kind for fault in check_file(damaged, SEAL, check=SEAL.check).faults] == [FaultKind.head]
        with pytest.raises(CaseorgError):
            CaseFile.open(damaged, Seal(head, SEAL.secret))


@pytest.mark.proof("T-HEAD")
def test_a_damaged_head_is_mended_by_the_next_save(rich: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.caseorg"
    damaged.write_bytes(bytes(SALT_SIZE) + rich.read_bytes()[SALT_SIZE:])
    workspace = Workspace(CaseFile.open(damaged, SEAL, check=SEAL.check))
    workspace.save(Note(case_id=CASE, text="Saved again"), "Add note")
    workspace.close()
    assert damaged.read_bytes()[:SALT_SIZE] == SEAL.salt
    assert check_file(damaged, SEAL).is_whole


@pytest.mark.proof("T-CUT")
@pytest.mark.parametrize("size", [0, 1, 15, 16, 4095])
def test_a_file_too_short_to_be_one_is_refused_and_not_taken_for_a_new_one(
    size: int, rich: Path, tmp_path: Path
) -> None:
    short = tmp_path / "short.caseorg"
    short.write_bytes(rich.read_bytes()[:size])
    with pytest.raises(CutOffFileError):
        CaseFile.open(short, SEAL, check=SEAL.check)
    assert short.stat().st_size == size
    assert [file.name for file in tmp_path.iterdir()] == ["short.caseorg"]


@pytest.mark.proof("T-CUT")
def test_half_a_new_file_never_lies_under_its_name(rich: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.caseorg"

    def fail_half_way() -> None:
        with new_file(target) as started:
            shutil.copyfile(rich, started)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert list(tmp_path.iterdir()) == []
