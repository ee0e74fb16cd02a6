"""Median and quartiles from binned counts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersign.reports.statistics import Estimate, quantile, quartiles

EDGES = (0, 100, 200, 400, 1000)
HALF = Fraction(1, 2)
counts = st.lists(st.integers(0, 1000), min_size=5, max_size=5).map(tuple)


@pytest.mark.parametrize(
    ("found", "median"),
    [
        ((0, 10, 0, 0, 0), 150),
        ((5, 5, 0, 0, 0), 100),
        ((1, 1, 2, 0, 0), 200),
        ((0, 0, 4, 0, 0), 300),
        ((0, 0, 1, 3, 0), 600),
        ((3, 0, 0, 3, 0), 100),
    ],
)
def test_the_median_lies_in_its_bin_in_proportion(found: tuple[int, ...], median: int) -> None:
    assert quantile(found, EDGES, HALF) == Estimate(median, above=False)


def test_a_median_in_the_open_bin_says_only_what_it_is_above() -> None:
    assert quantile((1, 0, 0, 0, 5), EDGES, HALF) == Estimate(1000, above=True)


def test_without_answers_there_is_no_median() -> None:
    assert quartiles((0, 0, 0, 0, 0), EDGES) is None


def test_counts_that_do_not_fit_the_bins_are_refused() -> None:
    with pytest.raises(ValueError, match="4 counts do not fit 5 bins"):
        quantile((1, 2, 3, 4), EDGES, HALF)


@given(counts)
def test_the_quartiles_are_in_order(found: tuple[int, ...]) -> None:
    three = quartiles(found, EDGES)
    if sum(found) == 0:
        assert three is None
        return
    assert three is not None
    assert three.lower.dollars <= three.median.dollars <= three.upper.dollars


@given(counts, st.integers(2, 50))
def test_as_many_times_the_answers_give_the_same_quartiles(found: tuple[int, ...], times: int) -> None:
    assert quartiles(found, EDGES) == quartiles(tuple(count * times for count in found), EDGES)


@given(st.lists(st.integers(0, 999), min_size=1, max_size=200))
def test_the_median_lies_in_the_bin_that_holds_the_true_one(answers: list[int]) -> None:
    found = tuple(
        sum(lower <= answer < upper for answer in answers)
        for lower, upper in zip(EDGES, (*EDGES[1:], 10**9), strict=True)
    )
    true = sorted(answers)[(len(answers) - 1) // 2]
    place = max(number for number, edge in enumerate(EDGES) if edge <= true)
    median = quantile(found, EDGES, HALF)
    assert median is not None
    assert EDGES[place] <= median.dollars <= EDGES[place + 1]
