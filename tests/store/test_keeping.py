"""Bytes that are more than memory holds: kept chunk by chunk, and nothing is left of them if it is stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseorg.domain.errors import DamagedDocumentBytesError, StoppedError, UnreadFileError
from caseorg.services.workspace import Workspace
from caseorg.store.attachments import CHUNK_SIZE, add_chunk, begin
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file

DATA = b"".join(hashlib.sha256(bytes([number % 256, number // 256])).digest() * 64 for number in range(1600))
DIGEST = hashlib.sha256(DATA).hexdigest()


def pieces(size: int = 300_000) -> Iterator[bytes]:
    for at in range(0, len(DATA), size):
        yield DATA[at : at + size]


def left(workspace: Workspace) -> tuple[int, int]:
    row = "select (select count(*) from attachments), (select count(*) from attachment_chunks)"
    return tuple(workspace.case_file.driver.execute(row).fetchone())


def test_what_comes_in_pieces_is_kept_once_and_any_part_of_it_is_read_again(workspace: Workspace) -> None:
    told: list[int] = []
    for _time in range(2):
        workspace.keep_pieces(pieces(), DIGEST, len(DATA), progress=lambda done, _size: told.append(done))
    assert told == [CHUNK_SIZE, 2 * CHUNK_SIZE, 3 * CHUNK_SIZE, len(DATA)]
    assert workspace.bytes_of(DIGEST) == DATA
    ranges = workspace.kept_ranges(DIGEST)
    for offset, size in ((0, 10), (CHUNK_SIZE - 5, 10), (len(DATA) - 3, 99), (5, 2 * CHUNK_SIZE), (len(DATA), 1)):
        assert ranges.read(offset, size) == DATA[offset : offset + size]
    assert b"".join(ranges.pieces()) == DATA
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole


def test_nothing_is_left_of_what_was_stopped_was_another_or_could_not_be_read(workspace: Workspace) -> None:
    done: list[int] = []
    with pytest.raises(StoppedError):
        workspace.keep_pieces(
            pieces(), DIGEST, len(DATA), progress=lambda some, _size: done.append(some), stop=lambda: len(done) == 2
        )
    assert left(workspace) == (0, 0)

    def breaks() -> Iterator[bytes]:
        yield DATA[: 2 * CHUNK_SIZE]
        raise UnreadFileError("disc")

    for bad in (breaks(), iter([DATA[:-1]]), iter([DATA[:-1] + b"?"]), iter([DATA, b"more"])):
        with pytest.raises(UnreadFileError):
            workspace.keep_pieces(bad, DIGEST, len(DATA), name="disc")
        assert left(workspace) == (0, 0)
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole


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
