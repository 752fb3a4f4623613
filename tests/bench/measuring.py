"""Measures two things in turn, so that whatever else the machine does falls on both."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Line:
    """One row of the table: what was measured against which floor, in milliseconds."""

    what: str
    measured: float
    floor: float | None
    limit: str
    is_kept: bool
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    """The middle half of the ratios of single rounds."""


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how many milliseconds something takes, by a clock."""
    start = clock()
    work()
    return (clock() - start) * 1000


def side_by_side(
    what: str, ours: Callable[[], object], floor: Callable[[], object], most: float, rounds: int = 15
) -> Line:
    """Measure ours and its floor in turn, each as often first as second, after two rounds that do not count.

    What needs the processor and hardly waits is measured by the time it has it, so that other programs do not count.
    """
    pairs: list[tuple[float, float]] = []
    gc.collect()
    gc.disable()  # in the window, garbage is collected between two events and never within one
    try:
        for number in range(-2, rounds):
            first, second = (ours, floor) if number % 2 else (floor, ours)
            one, other = timed(first, time.thread_time), timed(second, time.thread_time)
            if number >= 0:
                pairs.append((one, other) if number % 2 else (other, one))
    finally:
        gc.enable()
    return line_of(what, pairs, most)


def line_of(what: str, pairs: Iterable[tuple[float, float]], most: float) -> Line:
    """Return the row for pairs of ours and floor: medians, the median of the ratios, and their middle half."""
    listed = list(pairs)
    ratios = sorted(ours / floor for ours, floor in listed)
    ratio = median(ratios)
    quarter = len(ratios) // 4
    return Line(
        what,
        median(ours for ours, _floor in listed),
        median(floor for _ours, floor in listed),
        f"{most:g} times",
        ratio <= most,
        ratio,
        (ratios[quarter], ratios[-1 - quarter]),
    )


def as_table(lines: Iterable[Line]) -> str:
    """Write the rows as a table."""
    head = f"{'what':<62} {'measured':>10} {'floor':>10} {'ratio':>6} {'spread':>13}  {'limit':<12}"
    rows = [head, "-" * len(head)]
    for line in lines:
        floor = f"{line.floor:8.2f}ms" if line.floor is not None else ""
        ratio = f"{line.ratio:.2f}" if line.ratio is not None else ""
        spread = f"{line.spread[0]:.2f} to {line.spread[1]:.2f}" if line.spread else ""
        mark = "" if line.is_kept else "  MISSED"
        rows.append(
            f"{line.what:<62} {line.measured:8.2f}ms {floor:>10} {ratio:>6} {spread:>13}  {line.limit:<12}{mark}"
        )
    return "\n".join(rows)
