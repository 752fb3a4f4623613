"""What the crash tests share in one run: the doors' process, and the operations made ready once."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.trust.doors import Doors
from tests.trust.material import Work, make_work


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tier out unless it is asked for by its name: `-m long`, or `-m "long or not long"` for all."""
    if "long" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def doors() -> Iterator[Doors]:
    """The doors' process, warm."""
    with Doors() as opened:
        yield opened


@pytest.fixture(scope="session")
def work_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Work]:
    """Gives an operation, made ready when it is first asked for."""
    return cache(lambda operation: make_work(operation, tmp_path_factory.mktemp(operation)))
