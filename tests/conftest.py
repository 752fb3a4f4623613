"""What the tests share: a sealed case file opened by a ready key, a fixed today, work done at once."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import atexit
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from caseorg.base import language
from tests.trust.network import attempts, refuse_network

# No test may meet the settings, the log, the cache or the case files of whoever runs it.
_HOME = tempfile.TemporaryDirectory(prefix="caseorg-test-")
atexit.register(_HOME.cleanup)
for _variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
    os.environ[_variable] = str(Path(_HOME.name) / _variable)

refuse_network()

# Before anybody imports them, and the conftest beside them does so before pytest is set up: what is no test says what
# an assert in it saw only if it is named here.
pytest.register_assert_rewrite("tests.trust.doors", "tests.trust.outlived")

_MEMORY, _ENOUGH = Path("/dev/shm"), 1 << 30


def pytest_configure(config: pytest.Config) -> None:
    """Keep the files of tests in memory, where there is enough of it, unless they may be those of the long tier.

    A case file waits for the disk at every commit: most of the time of a test that saves. What a disk can lose is tried
    on a model of one (trust/power.py), which reads from strace what was asked of it; so memory will do.
    """
    is_left_to_us = "TMPDIR" not in os.environ and "long" not in config.option.markexpr
    if is_left_to_us and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long tier, and begin with the slow ones: who meets one last keeps all the others waiting.

    The long tier has to be asked for by its name: `-m long`, or `-m "long or not long"` for all.
    """
    if "long" not in config.option.markexpr:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("long")])
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Leaves no test another language than the one it expects."""
    yield
    if language.current() != "en":
        language.use("en")


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


@pytest.fixture
def own_rules_again() -> Iterator[None]:
    """Leaves no rules from a file to the next test, which would find them kept."""
    from caseorg.base import paths
    from caseorg.services.workspace import rules_in_use

    yield
    shutil.rmtree(paths.data_folder() / "rules", ignore_errors=True)
    rules_in_use.cache_clear()


@contextmanager
def quick_keys() -> Iterator[None]:
    """Stretch passwords with the same Argon2id, but in no time and little memory, where it is not what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("caseorg.store.seal._MEMORY_KIB", 64)
        patch.setattr("caseorg.store.seal._PASSES", 1)
        yield


@pytest.fixture
def quick_key() -> Iterator[None]:
    """Has the passwords of a test stretched quickly."""
    with quick_keys():
        yield


@pytest.fixture(scope="session")
def sample_bytes(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, object]:
    """The sample case file as it lies on the disk, told once in a run, and its seal: that of the empty password."""
    from caseorg.services.sample import SAMPLE_DAY, tell_stories
    from caseorg.services.workspace import Workspace
    from caseorg.store.case_file import CaseFile
    from caseorg.store.seal import new_salt, seal_with

    path = tmp_path_factory.mktemp("sample") / "sample.caseorg"
    with quick_keys():
        seal = seal_with("", new_salt())
    made = Workspace(CaseFile.create(path, seal), today=lambda: SAMPLE_DAY)
    tell_stories(made)
    made.close()
    return path.read_bytes(), seal
