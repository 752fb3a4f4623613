"""Every file of the collections goes through the tray with the answer that is right for it (T-CORPUS)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from caseorg.documents.worker import Worker
from tests.documents.intake_doc import PAGE, in_page, made
from tests.documents.intake_table import OURS, THEIRS, answer, files_of, table

_SAMPLE = 6
"""Of the larger collection every sixth file is tried in the short tier: about a hundred."""


@pytest.fixture(scope="module")
def workers() -> Iterator[tuple[Worker, Worker, Worker]]:
    with Worker() as pages, Worker(reads="data") as data, Worker(reads="scans") as scans:
        yield pages, data, scans


def tried(folder: Path, workers: tuple[Worker, Worker, Worker], every: int = 1) -> int:
    """Take files in and compare; return how many there were."""
    if not folder.exists():
        pytest.skip("the larger collection does not lie beside this checkout")
    expected = table()
    differs: list[str] = []
    seen = 0
    for given in list(files_of(folder))[::every]:
        name, right = expected[given.digest]
        said = answer(given, *workers)
        if said != right:
            differs.append(f"{name}: {said}, and not {right}")
        seen += 1
    assert not differs, "\n".join(differs)
    return seen


@pytest.mark.proof("T-CORPUS")
def test_each_of_our_files_is_answered_as_the_table_says(workers: tuple[Worker, Worker, Worker]) -> None:
    assert tried(OURS, workers) > 160


@pytest.mark.proof("T-CORPUS")
def test_a_sixth_of_the_larger_collection_is_answered_as_the_table_says(workers: tuple[Worker, Worker, Worker]) -> None:
    assert tried(THEIRS, workers, _SAMPLE) > 100


@pytest.mark.long
@pytest.mark.proof("T-CORPUS")
def test_the_whole_larger_collection_is_answered_as_the_table_says(workers: tuple[Worker, Worker, Worker]) -> None:
    assert tried(THEIRS, workers) > 600


def test_the_table_in_the_documentation_is_counted_from_these_answers() -> None:
    assert in_page(PAGE.read_text(encoding="utf-8")) == made(), "python -m tests.documents.intake_doc"
