"""What the tests of access share: the sample cases in a real window."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from caseorg.services.sample import SAMPLE_DAY
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal
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


@pytest.fixture
def workspace(sample_bytes: tuple[bytes, Seal], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample instead of an empty file, each test its own."""
    path = tmp_path_factory.mktemp("own") / "sample.caseorg"
    path.touch(0o600)  # as the program makes it; else it closes the file to others, and says so
    path.write_bytes(sample_bytes[0])
    opened = Workspace(CaseFile.open(path, sample_bytes[1]), today=lambda: SAMPLE_DAY)
    yield opened
    opened.close()


@pytest.fixture
def cases(workspace: Workspace) -> tuple[UUID, ...]:
    """The cases of the sample."""
    return tuple(line.case_id for line in workspace.store.case_lines())
