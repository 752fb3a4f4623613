"""One worker for all these tests: starting it takes a third of a second."""

from collections.abc import Iterator

import pytest

from caseorg.documents.worker import Worker


@pytest.fixture(scope="session")
def shared_worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


@pytest.fixture
def worker(shared_worker: Worker) -> Worker:
    return shared_worker
