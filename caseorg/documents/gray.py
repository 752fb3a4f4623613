"""Turns the values of a scan into shades of gray: the window that a person looks through. Pure arithmetic."""

from __future__ import annotations

import math
from dataclasses import dataclass

ALL = 1 << 16
"""How many values a point of sixteen bits can have."""


@dataclass(frozen=True)
class Values:
    """How the bits of a point become a value, as the label says (PS3.3, C.7.6.3 and C.11.1)."""

    bits: int
    """How many of the lowest bits count."""
    shift: int = 0
    """How many bits below them do not."""
    is_signed: bool = False
    offset: int = 0
    """What is to be taken off, where a packing made all values positive."""
    slope: float = 1.0
    intercept: float = 0.0

    def value(self, number: int) -> float:
        """Return what a number stands for, in the unit of the scan (such as Hounsfield)."""
        return number * self.slope + self.intercept

    @property
    def count(self) -> int:
        """How many numbers there can be."""
        return 1 << self.bits

    def placed(self, number: int) -> int:
        """Return how many numbers there can be below this one."""
        return min(max(number - self.least, 0), self.count)

    @property
    def least(self) -> int:
        """The least number there can be."""
        return -self.offset - ((1 << (self.bits - 1)) if self.is_signed else 0)


def shades(values: Values, center: float, width: float, *, is_inverted: bool) -> list[int]:
    """Return the shade, from 0 to 255, of each of the 65,536 points there can be.

    The line is that of PS3.3, C.11.2.1.2.1: all below the window is black, all above it white.

    Args:
        values: How a point becomes a value.
        center: The middle of the window, in the unit of the scan.
        width: How wide it is, at least 1.
        is_inverted: White stands for the lowest value, as in MONOCHROME1.
    """
    width = max(1.0, width)
    low, high = center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2
    slope = values.slope or 1.0
    # Mostly far fewer numbers lie inside of the window than outside, so only those are worked out one by one.
    ends = sorted((edge - values.intercept) / slope for edge in (low, high))
    first, last = (values.placed(math.floor(ends[0]) - 1), values.placed(math.ceil(ends[1]) + 2))
    below, above = (0, 255) if slope > 0 else (255, 0)
    inside = [_shade(values.value(at + values.least), center, width) for at in range(first, last)]
    by_number = [below] * first + inside + [above] * (values.count - last)
    return table(values, [255 - each for each in by_number] if is_inverted else by_number)


def _shade(value: float, center: float, width: float) -> int:
    if value <= center - 0.5 - (width - 1) / 2:
        return 0
    if value > center - 0.5 + (width - 1) / 2:
        return 255
    return int(((value - (center - 0.5)) / (width - 1) + 0.5) * 255)


def table(values: Values, by_number: list[int]) -> list[int]:
    """Return what each of the 65,536 points there can be becomes.

    Args:
        values: How a point becomes a number.
        by_number: What each number becomes, from the least on.
    """
    # As bits, the numbers below zero stand above all others.
    half = values.count // 2 if values.is_signed else 0
    part = by_number[half:] + by_number[:half]
    if values.shift:
        part = [each for each in part for _bit in range(1 << values.shift)]
    # Bits above those that count may hold anything, so the table repeats itself.
    return (part * max(1, ALL // len(part)))[:ALL]


def whole_range(low: float, high: float) -> tuple[float, float]:
    """Return the center and the width of the window that shows all values from `low` to `high`."""
    return (low + high) / 2 + 0.5, max(1.0, high - low + 1)
