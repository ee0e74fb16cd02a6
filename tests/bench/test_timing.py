"""Timing two things in turn."""

from __future__ import annotations

import gc
from time import sleep

import pytest

from bench.timing import alternately, compare, once, typical


def test_neither_side_always_goes_first() -> None:
    order: list[str] = []
    list(alternately(lambda: order.append("a"), lambda: order.append("b"), 4))
    assert "".join(order) == "abbaabba"


def test_warm_up_calls_are_not_measured() -> None:
    calls: list[str] = []
    compare(lambda: calls.append("a"), lambda: calls.append("b"), repeats=3, warm_up=2)
    assert (calls.count("a"), calls.count("b")) == (5, 5)


def test_the_ratio_is_first_over_second() -> None:
    compared = compare(lambda: sleep(0.02), lambda: sleep(0.005), repeats=3)
    assert compared.ratio > 2
    assert compared.lowest <= compared.ratio <= compared.highest
    assert compared.first > compared.second


def test_the_garbage_collector_is_as_before_even_after_an_error() -> None:
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError):
        once(lambda: 1 // 0)
    assert gc.isenabled()


def test_typical_is_a_middle_value() -> None:
    lengths = iter([0.0, 0.03, 0.001, 0.002])
    assert typical(lambda: sleep(next(lengths)), repeats=3) < 0.02
