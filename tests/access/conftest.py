"""What the tests of access share: the sample cases, told once, in a real window."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from caseorg.services.sample import SAMPLE_DAY, tell_stories
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt
from tests.ui.conftest import (  # noqa: F401 - fixtures that all screens share
    appearance,
    background,
    defects,
    doors_taken,
    files,
    look,
    no_flashes,
    spoken,
    window,
)


@pytest.fixture(scope="session")
def sample_bytes(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Seal]:
    """The sample case file as it lies on the disk, and its key; made once."""
    path, seal = tmp_path_factory.mktemp("sample") / "sample.caseorg", Seal(new_salt(), bytes(range(16)))
    made = Workspace(CaseFile.create(path, seal), today=lambda: SAMPLE_DAY)
    tell_stories(made)
    made.close()
    return path.read_bytes(), seal


@pytest.fixture
def workspace(sample_bytes: tuple[bytes, Seal], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample instead of an empty file, each test its own."""
    path = tmp_path_factory.mktemp("own") / "sample.caseorg"
    path.write_bytes(sample_bytes[0])
    opened = Workspace(CaseFile.open(path, sample_bytes[1]), today=lambda: SAMPLE_DAY)
    yield opened
    opened.close()


@pytest.fixture
def cases(workspace: Workspace) -> tuple[UUID, ...]:
    """The cases of the sample."""
    return tuple(line.case_id for line in workspace.store.case_lines())
