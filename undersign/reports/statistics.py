"""Median and quartiles from totals per bin. They are estimates: within a bin, answers are taken as evenly spread."""

from dataclasses import dataclass
from fractions import Fraction

QUARTERS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))


@dataclass(frozen=True)
class Estimate:
    """A point of a distribution in whole dollars, or, where it falls into the open last bin, only what it is above."""

    dollars: int
    above: bool


@dataclass(frozen=True)
class Quartiles:
    """The lower quartile, the median and the upper quartile."""

    lower: Estimate
    median: Estimate
    upper: Estimate


def quantile(counts: tuple[int, ...], edges: tuple[int, ...], share: Fraction) -> Estimate | None:
    """Estimate the point below which `share` of the answers lie, by straight lines within bins; None if none came.

    `counts` has one number per bin, `edges` its lower edge in dollars; the last bin has no upper end.
    """
    if len(counts) != len(edges):
        raise ValueError(f"{len(counts)} counts do not fit {len(edges)} bins.")
    total = sum(counts)
    if total == 0:
        return None
    wanted, before = share * total, 0
    for place, count in enumerate(counts[:-1]):
        if count and before + count >= wanted:
            part = (wanted - before) / count
            return Estimate(round(edges[place] + part * (edges[place + 1] - edges[place])), above=False)
        before += count
    return Estimate(edges[-1], above=True)


def quartiles(counts: tuple[int, ...], edges: tuple[int, ...]) -> Quartiles | None:
    """Estimate median and quartiles of the answers given; None if there are none."""
    found = [quantile(counts, edges, share) for share in QUARTERS]
    lower, median, upper = found
    if lower is None or median is None or upper is None:
        return None
    return Quartiles(lower, median, upper)
