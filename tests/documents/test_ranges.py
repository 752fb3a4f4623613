"""Files of a folder that are read as one: also when one of them has become another since they were listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseorg.documents.ranges import FolderRanges


@pytest.fixture
def folder(tmp_path: Path) -> FolderRanges:
    files = []
    for name, data in (("a", b"aaaa"), ("empty", b""), ("b", b"bb"), ("c", b"cccccc")):
        (tmp_path / name).write_bytes(data)
        files.append((name, tmp_path / name, len(data)))
    return FolderRanges(files)


def test_a_stretch_goes_on_from_one_file_to_the_next(folder: FolderRanges) -> None:
    whole = b"aaaabbcccccc"
    for offset in range(len(whole)):
        for size in range(1, len(whole) - offset + 1):
            assert folder.read(offset, size) == whole[offset : offset + size]


def test_a_file_that_is_gone_or_shorter_by_now_ends_a_stretch_and_moves_no_other(
    folder: FolderRanges, tmp_path: Path
) -> None:
    (tmp_path / "b").unlink()
    assert folder.read(2, 10) == b"aa"
    with pytest.raises(OSError, match="No such file"):
        folder.read(4, 2)
    assert folder.read(6, 6) == b"cccccc"
    (tmp_path / "b").write_bytes(b"b")
    assert folder.read(0, 12) == b"aaaab"
    assert folder.read(6, 6) == b"cccccc"
    (tmp_path / "b").write_bytes(b"bbbbbbbb")
    assert folder.read(0, 12) == b"aaaabbcccccc"
