"""No socket, ever: not in any test, and not in a journey through the real program and its worker."""

from __future__ import annotations

import socket
import urllib.request
from pathlib import Path

import pytest

from tests.trust.network import NetworkRefused, attempts
from tests.trust.watched import NETWORKS, watch

JOURNEY = "tests/journeys/test_documents.py::test_a_paper_added_by_button_is_shown_and_read_as_text"


@pytest.mark.proof("T-SOCKET")
def test_a_test_that_reaches_for_a_network_fails() -> None:
    with pytest.raises(NetworkRefused):
        socket.socket()
    with pytest.raises(NetworkRefused):
        socket.getaddrinfo("example.org", 80)
    with pytest.raises(NetworkRefused):
        urllib.request.urlopen("http://127.0.0.1:9/")
    assert len(attempts) == 3
    attempts.clear()  # else this test would fail, as any other would


@pytest.mark.proof("T-SOCKET")
def test_a_journey_through_the_real_program_opens_no_network_socket(tmp_path: Path) -> None:
    """A short one, for each run; `test_leaks` watches a whole day."""
    options = ("-q", "-p", "no:randomly", "-p", "no:cacheprovider")
    watched = watch(("-m", "pytest", *options, JOURNEY), "%network", tmp_path)
    assert watched.status == 0, watched.out
    assert "1 passed" in watched.out
    assert not watched.families() & NETWORKS, watched.calls


@pytest.mark.proof("T-SOCKET")
@pytest.mark.parametrize("family", sorted(NETWORKS - {"AF_PACKET"}))
def test_a_network_socket_would_be_noticed(family: str, tmp_path: Path) -> None:
    asks = f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM)"
    assert watch(("-c", asks), "%network", tmp_path).families() == {family}
