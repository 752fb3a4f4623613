"""Garbage is collected between events: what is new soon, what is old only when there is more of it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from caseorg.ui.garbage import MainThreadGarbage


class Ring:
    """Holds itself, so only the collector lets go of it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def garbage() -> Iterator[MainThreadGarbage]:
    parent = QObject()
    made = MainThreadGarbage(parent)
    made._timer.stop()  # the test looks by itself
    made.look()  # sets aside what was loaded
    yield made
    gc.unfreeze()
    gc.enable()


def old_ring() -> weakref.ref[Ring]:
    """Return a ring that is garbage now and has outlived the young generations."""
    ring = Ring()
    gc.collect(0)
    gc.collect(1)
    return weakref.ref(ring)


def test_what_is_old_waits_until_there_is_a_quarter_more_of_it(garbage: MainThreadGarbage) -> None:
    gc.collect()
    garbage._old = len(gc.get_objects(generation=2))
    gone = old_ring()
    for _turn in range(20):
        kept = [[number] for number in range(1_000)]
        garbage.look()
        del kept
    assert gone() is not None
    many = [[number] for number in range(garbage._old + 100_000)]
    for _turn in range(200):
        more = [[number] for number in range(1_000)]
        garbage.look()
        del more
    assert gone() is None
    assert many


def test_what_is_new_is_let_go_of_at_the_next_look(garbage: MainThreadGarbage) -> None:
    garbage.look()
    gone = weakref.ref(Ring())
    kept = [[number] for number in range(1_000)]
    for _turn in range(3):
        garbage.look()
        kept += [[number] for number in range(1_000)]
    assert gone() is None
