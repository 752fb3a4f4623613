"""The lock of an open file: whoever has it for long sees that others wait, and lets them have it."""

from __future__ import annotations

import threading

from caseorg.store.turns import Turns


def test_whoever_waits_is_seen_and_comes_first() -> None:
    turns, order = Turns(), []
    with turns, turns:  # its own thread may take it again, and that is no waiting
        assert not turns.is_wanted

    def wait() -> None:
        with turns:
            order.append("other")

    other = threading.Thread(target=wait)
    with turns:
        other.start()
        while not turns.is_wanted:
            pass
        order.append("long work")
    turns.let_others()
    with turns:
        order.append("more of it")
    other.join()
    assert order == ["long work", "other", "more of it"]
    assert not turns.is_wanted
