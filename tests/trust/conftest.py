"""What the crash tests share in one run: the doors' process, and the operations made ready once."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.trust.doors import Doors
from tests.trust.material import Work, make_work

Reached = Callable[..., None]
"""reached(kills=1000) tells the table of `make torture` how far a test went."""


@pytest.fixture
def reached(record_property: Callable[[str, object], None]) -> Reached:
    """Notes figures that a test reached."""

    def note(**figures: int) -> None:
        for name, figure in figures.items():
            record_property(name, figure)

    return note


@pytest.fixture(scope="session")
def doors() -> Iterator[Doors]:
    """The doors' process, warm."""
    with Doors() as opened:
        yield opened


@pytest.fixture(scope="session")
def work_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Work]:
    """Gives an operation, made ready when it is first asked for."""
    return cache(lambda operation: make_work(operation, tmp_path_factory.mktemp(operation)))
