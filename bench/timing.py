"""Timing two things side by side, so that a busy machine slows both alike.

Times are in seconds, taken with `time.perf_counter`. One measurement is a single call of what is given, so callers
hand over something that lasts at least a millisecond.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Comparison:
    """Two median times in seconds, and the median of the ratios first/second of neighbouring measurements."""

    first: float
    second: float
    ratio: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        """Say times in milliseconds and the spread of the middle half of the ratios."""
        return (
            f"{self.first * 1000:.2f} ms against {self.second * 1000:.2f} ms: ratio {self.ratio:.2f} "
            f"(middle half {self.lowest:.2f} to {self.highest:.2f})"
        )


def once(action: Callable[[], object]) -> float:
    """Return the seconds that one call takes, with the garbage collector paused as `timeit` does."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        start = perf_counter()
        action()
        return perf_counter() - start
    finally:
        if collecting:
            gc.enable()


def alternately(
    first: Callable[[], object], second: Callable[[], object], repeats: int
) -> Iterator[tuple[float, float]]:
    """Yield `repeats` pairs of times. Every other pair runs the second one first: neither has the warm place."""
    for turn in range(repeats):
        if turn % 2:
            later = once(second)
            yield once(first), later
        else:
            yield once(first), once(second)


def compare(first: Callable[[], object], second: Callable[[], object], *, repeats: int, warm_up: int = 1) -> Comparison:
    """Time both in turn, after `warm_up` calls of each that are not counted. `repeats` is at least 1."""
    for _ in range(warm_up):
        first()
        second()
    pairs = list(alternately(first, second, repeats))
    ratios = sorted(a / b for a, b in pairs)
    return Comparison(
        first=median(a for a, _ in pairs),
        second=median(b for _, b in pairs),
        ratio=median(ratios),
        lowest=ratios[len(ratios) // 4],
        highest=ratios[-1 - len(ratios) // 4],
    )


def typical(action: Callable[[], object], *, repeats: int, warm_up: int = 1) -> float:
    """Return the median seconds of `repeats` calls after `warm_up` calls that are not counted."""
    for _ in range(warm_up):
        action()
    return median(once(action) for _ in range(repeats))
