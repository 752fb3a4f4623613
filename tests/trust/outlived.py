"""Whether an operation keeps its promises however it is killed, failed or cut off; told once for all that can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.trust.conftest import Reached
from tests.trust.doors import Ask, Doors
from tests.trust.hindered import Hindrance
from tests.trust.material import Work
from tests.trust.test_call import (
    ALSO_FAILED_AT,
    CHANGES_THE_DISK,
    FAILED_AT,
    OTHER_CHANGES,
    calls_of,
    failed_at,
    some_of,
)
from tests.trust.test_power import cut_power_all_along

QUESTIONS = {"newfstatat": 14, "openat": 10, "stat": 4}
"""How Python asks about a file, how it and the engine open one, and how the engine asks: at most so many of each."""


def killed(
    work: Work, calls: Counter[str], doors: Doors, folder: Path, most: int, kinds: Sequence[str] = CHANGES_THE_DISK
) -> tuple[int, dict[str, object]]:
    """Kill runs at calls of each kind, at most so many of a kind; return how many were, and what that broke."""
    broken: dict[str, object] = {}
    count = 0
    for call in kinds:
        for point in some_of(range(1, calls[call] + 1), most):
            run = work.fresh(folder / "run")
            said = doors.run(Ask(work.operation, run, work.script, hinder=Hindrance(call, point)))
            assert said.was_killed, f"{call} number {point} was never made"
            count += 1
            if found := work.judge(run, said):
                broken[f"{call} {point}"] = found
    return count, broken


def outlives_some_kills(work: Work, doors: Doors, folder: Path, *, at_least: int, allowed: Sequence[str] = ()) -> None:
    """Kill it at the first and last call of each kind, and see that nothing else changes the disk."""
    calls = calls_of(work, doors, folder)
    assert not set(calls) & (set(OTHER_CHANGES) - set(allowed)), calls
    count, broken = killed(work, calls, doors, folder, 2)
    assert broken == {}
    assert count > at_least


def outlives_every_kill(work: Work, call: str, doors: Doors, folder: Path, reached: Reached) -> None:
    """Kill it at every call of one kind."""
    calls = calls_of(work, doors, folder)
    count, broken = killed(work, calls, doors, folder, calls[call], [call])
    reached(kills=count)
    assert broken == {}
    assert count == calls[call]


def outlives_a_failing_disk(work: Work, error: str, manner: str, doors: Doors, folder: Path, reached: Reached) -> None:
    """Let every call fail in turn: once, or from then on with the manner “+”."""
    tried = {call: failed_at(work, call, error, manner, doors, folder) for call in (*FAILED_AT, *ALSO_FAILED_AT)}
    reached(failed_calls=sum(points for points, _broken in tried.values()))
    assert [broken for _points, broken in tried.values() if broken] == []


def outlives_a_disk_that_does_not_say(work: Work, doors: Doors, folder: Path) -> None:
    """Let questions about files, and openings of them, fail once: a part of what the long tier tries."""
    tried = {
        call: failed_at(work, call, "EIO", "", doors, folder, partial(some_of, most=most))
        for call, most in QUESTIONS.items()
    }
    assert [broken for _points, broken in tried.values() if broken] == []
    assert sum(points for points, _broken in tried.values()) == sum(QUESTIONS.values())


def outlives_power_cuts(work: Work, doors: Doors, folder: Path, *, seeds: int, reached: Reached) -> None:
    """Cut the power between any two writes, with so many orders in which a disk may have done them.

    The fewer calls an operation makes, the more orders of each it takes to come to a thousand states.
    """
    cuts = cut_power_all_along(work, doors, folder, seeds=seeds)
    reached(states=len(cuts.states))
    assert cuts.broken == []
    assert len(cuts.states) >= 1000
