"""Bytes that are more than memory holds: kept chunk by chunk, and nothing is left of them if it is stopped."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseorg.domain.case import Case
from caseorg.domain.errors import DamagedDocumentBytesError, StoppedError, UnreadFileError
from caseorg.services.workspace import Workspace
from caseorg.store.attachments import CHUNK_SIZE, add_chunk, begin
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.seal import Seal, new_salt

DATA = b"".join(hashlib.sha256(bytes([number % 256, number // 256])).digest() * 64 for number in range(1600))
DIGEST = hashlib.sha256(DATA).hexdigest()


def pieces(size: int = 300_000) -> Iterator[bytes]:
    for at in range(0, len(DATA), size):
        yield DATA[at : at + size]


def left(workspace: Workspace) -> tuple[int, int]:
    row = "select (select count(*) from attachments), (select count(*) from attachment_chunks)"
    return tuple(workspace.case_file.driver.execute(row).fetchone())


def swept(workspace: Workspace) -> tuple[int, int]:
    """Wait until what was begun is deleted, as it is behind the back of whoever stopped it."""
    workspace.sweep()
    return left(workspace)


def test_what_comes_in_pieces_is_kept_once_and_any_part_of_it_is_read_again(workspace: Workspace) -> None:
    told: list[int] = []
    for _time in range(2):
        workspace.keep_pieces(pieces(), DIGEST, len(DATA), progress=lambda done, _size: told.append(done))
    assert told == sorted(told)
    assert told[-1] == len(DATA)
    assert workspace.bytes_of(DIGEST) == DATA
    ranges = workspace.kept_ranges(DIGEST)
    for offset, size in ((0, 10), (CHUNK_SIZE - 5, 10), (len(DATA) - 3, 99), (5, 2 * CHUNK_SIZE), (len(DATA), 1)):
        assert ranges.read(offset, size) == DATA[offset : offset + size]
    assert b"".join(ranges.pieces()) == DATA
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole


def test_nothing_is_left_of_what_was_stopped_was_another_or_could_not_be_read(workspace: Workspace) -> None:
    with pytest.raises(StoppedError):
        workspace.keep_pieces(pieces(), DIGEST, len(DATA), stop=lambda: left(workspace)[1] > 1)
    with pytest.raises(DamagedDocumentBytesError):
        workspace.kept_ranges(DIGEST)
    assert swept(workspace) == (0, 0)

    def breaks() -> Iterator[bytes]:
        yield DATA[: 2 * CHUNK_SIZE]
        raise UnreadFileError("disc")

    for bad in (breaks(), iter([DATA[:-1]]), iter([DATA[:-1] + b"?"]), iter([DATA, b"more"])):
        with pytest.raises(UnreadFileError):
            workspace.keep_pieces(bad, DIGEST, len(DATA), name="disc")
        assert swept(workspace) == (0, 0)
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole


def test_whoever_stops_does_not_wait_until_all_is_deleted_and_may_close_the_file_before(tmp_path: Path) -> None:
    workspace = Workspace(CaseFile.create(tmp_path / "Maria.caseorg", Seal(new_salt(), bytes(range(16)))))
    with workspace.case_file.lock:  # so nothing can be deleted yet
        with pytest.raises(StoppedError):
            workspace.keep_pieces(pieces(), DIGEST, len(DATA), stop=lambda: left(workspace)[1] > 1)
        assert left(workspace)[0] == 1
        workspace.close()
    for thread in threading.enumerate():
        if thread.name == "sweep":
            thread.join()
    again = Workspace(CaseFile.open(workspace.case_file.path, workspace.case_file.seal))
    assert swept(again) == (0, 0)
    again.close()


def test_a_disc_that_is_read_without_an_end_can_be_stopped(workspace: Workspace) -> None:
    stop, goes_on = threading.Event(), threading.Event()

    def scratched() -> Iterator[bytes]:
        yield DATA[: 2 * CHUNK_SIZE]
        stop.set()
        goes_on.wait()
        yield b""

    with pytest.raises(StoppedError):
        workspace.keep_pieces(scratched(), DIGEST, len(DATA), stop=stop.is_set)
    goes_on.set()
    assert swept(workspace) == (0, 0)


def test_a_save_comes_between_two_chunks(workspace: Workspace) -> None:
    case = Case(title="Maria")
    saved: list[threading.Thread] = []

    def more() -> Iterator[bytes]:
        for piece in pieces(CHUNK_SIZE):
            yield piece
            thread = threading.Thread(target=lambda: workspace.save(case.revised(title=f"Maria {len(saved)}"), "Edit"))
            saved.append(thread)
            thread.start()

    workspace.keep_pieces(more(), DIGEST, len(DATA))
    for thread in saved:
        thread.join()
    assert workspace.bytes_of(DIGEST) == DATA
    assert len(workspace.store.history()) == len(saved)


def test_what_a_killed_program_had_begun_counts_as_not_there_and_is_swept(workspace: Workspace) -> None:
    with workspace.store.transaction() as transaction:
        begin(transaction.driver, DIGEST, len(DATA))
        for number in range(3):
            add_chunk(transaction.driver, DIGEST, number, DATA[number * CHUNK_SIZE : (number + 1) * CHUNK_SIZE])
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole
    with pytest.raises(DamagedDocumentBytesError):
        workspace.kept_ranges(DIGEST)
    with pytest.raises(DamagedDocumentBytesError):
        workspace.bytes_of(DIGEST)
    with workspace.step("Add") as step:
        assert step.keep(DATA) == DIGEST
    assert workspace.bytes_of(DIGEST) == DATA
    with workspace.store.transaction() as transaction:
        begin(transaction.driver, "0" * 64, 5_000_000)
        add_chunk(transaction.driver, "0" * 64, 0, bytes(CHUNK_SIZE))
    workspace.sweep()
    assert left(workspace) == (1, 4)


def test_a_damaged_chunk_is_met_when_it_is_read_and_not_before(workspace: Workspace) -> None:
    workspace.keep_pieces(pieces(), DIGEST, len(DATA))
    with workspace.store.transaction() as transaction:
        transaction.driver.execute("update attachment_chunks set bytes = ? where number = 2", (b"cut",))
    ranges = workspace.kept_ranges(DIGEST, "Chest CT")
    assert ranges.read(0, 100) == DATA[:100]
    with pytest.raises(DamagedDocumentBytesError, match="Chest CT"):
        ranges.read(2 * CHUNK_SIZE, 100)
    with pytest.raises(DamagedDocumentBytesError):
        list(ranges.pieces())


def test_a_file_that_is_open_to_look_only_is_left_as_it_is(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.store.transaction() as transaction:
        begin(transaction.driver, "0" * 64, 5_000_000)
    path, seal = workspace.case_file.path, workspace.case_file.seal
    workspace.close()
    looking = Workspace(CaseFile.open(path, seal, look_only=True))
    looking.sweep()
    assert left(looking) == (1, 0)
    looking.close()
