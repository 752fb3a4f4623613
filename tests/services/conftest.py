"""One worker for all tests of services: starting it takes a third of a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from caseorg.documents.worker import Worker


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started
