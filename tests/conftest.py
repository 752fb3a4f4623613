"""What the tests share: a sealed case file opened by a ready key, a fixed today, work done at once."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import atexit
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.trust.network import attempts, refuse_network

# No test may meet the settings, the log, the cache or the case files of whoever runs it.
_HOME = tempfile.TemporaryDirectory(prefix="caseorg-test-")
atexit.register(_HOME.cleanup)
for _variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
    os.environ[_variable] = str(Path(_HOME.name) / _variable)

refuse_network()
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Fails every test in which anything reached for a network."""
    yield
    reached, attempts[:] = list(attempts), []
    assert reached == []


@pytest.fixture
def today() -> date:
    """A Sunday in November 2026, so that “in 5 days” is the same in every run."""
    return TODAY


@pytest.fixture
def case_file(tmp_path: Path) -> Iterator[object]:
    """A sealed case file in the test's own folder, opened by a ready key, since Argon2id costs a second."""
    from caseorg.store.case_file import CaseFile
    from caseorg.store.seal import Seal, new_salt

    opened = CaseFile.create(tmp_path / "test.caseorg", Seal(new_salt(), bytes(range(16))))
    yield opened
    opened.close()


@pytest.fixture
def workspace(case_file: object, today: date) -> object:
    """The workspace on that file, on a fixed day."""
    from caseorg.services.workspace import Workspace

    return Workspace(case_file, today=lambda: today)  # type: ignore[arg-type]
