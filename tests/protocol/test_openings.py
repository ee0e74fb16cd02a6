"""Partial openings of sums. Ways of being wrong: vectors/openings."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors.cases import random_from
from tests.vectors.meeting import meeting
from undersign.protocol import openings, points
from undersign.protocol.errors import Refused

HELD = meeting()
RANDOM = random_from("test_openings")
KEY = points.int_scalar(sum(points.scalar_int(state.coefficients[0]) for state in HELD.states))  # nobody has it
BOUND = openings.context(HELD.ceremony.hash, RANDOM(32), RANDOM(32), 0)

SCALARS = st.integers(0, points.L - 1).map(points.int_scalar)
SUMS = st.lists(SCALARS.map(points.base), min_size=1, max_size=4)


def parts(sums: list[bytes]) -> list[openings.Part]:
    """Return everyone's part, in order of index."""
    return [openings.open_part(share.secret, sums, BOUND, RANDOM) for share in HELD.shares]


@given(SUMS)
def test_any_t_keyholders_open_the_same(sums: list[bytes]) -> None:
    expected = [points.times(KEY, total) for total in sums]
    made = parts(sums)
    for indices in itertools.permutations(range(1, 6), 3):
        assert openings.combine(3, indices, [made[index - 1].points for index in indices]) == expected


@given(SUMS.filter(lambda sums: points.IDENTITY not in sums))
def test_fewer_than_t_keyholders_never_open(sums: list[bytes]) -> None:
    made = parts(sums)
    for indices in itertools.combinations(range(1, 6), 2):
        with pytest.raises(Refused) as refused:
            openings.combine(3, indices, [made[index - 1].points for index in indices])
        assert refused.value.reason == "keyholders_too_few"
        opened = openings.combine(2, indices, [made[index - 1].points for index in indices])
        assert all(got != points.times(KEY, total) for got, total in zip(opened, sums, strict=True))


@given(SUMS, st.integers(1, 5))
def test_a_part_holds_for_its_own_keyholder_only(sums: list[bytes], maker: int) -> None:
    part = parts(sums)[maker - 1]
    for index in range(1, 6):
        if index == maker:
            openings.check_part(HELD.team, index, sums, BOUND, part)
            continue
        with pytest.raises(Refused) as refused:
            openings.check_part(HELD.team, index, sums, BOUND, part)
        assert refused.value.reason == "partial_opening_wrong"


@given(SUMS, st.data())
def test_a_part_moved_by_any_point_is_refused(sums: list[bytes], data: st.DataObject) -> None:
    part = parts(sums)[0]
    at = data.draw(st.integers(0, len(sums) - 1))
    by = points.base(data.draw(SCALARS.filter(any)))
    moved = [points.add(point, by) if i == at else point for i, point in enumerate(part.points)]
    with pytest.raises(Refused) as refused:
        openings.check_part(HELD.team, 1, sums, BOUND, openings.Part(moved, part.proofs))
    assert refused.value.reason == "partial_opening_wrong"
    assert f"position {at}" in refused.value.detail


@given(st.lists(st.integers(1, 25), min_size=1, max_size=13, unique=True), st.data())
def test_lagrange_gives_the_value_at_zero(indices: list[int], data: st.DataObject) -> None:
    coefficients = data.draw(st.lists(st.integers(0, points.L - 1), min_size=1, max_size=len(indices)))
    values = [sum(c * index**power for power, c in enumerate(coefficients)) for index in indices]
    weights = [points.scalar_int(weight) for weight in openings.lagrange(indices)]
    assert sum(w * v for w, v in zip(weights, values, strict=True)) % points.L == coefficients[0]


@pytest.mark.parametrize("index", [0, -1])
def test_an_index_below_one_is_refused(index: int) -> None:
    """At 0 stands the key itself; whoever could give a value there would decide what comes out."""
    with pytest.raises(Refused) as refused:
        openings.combine(2, [index, 1], [[points.G], [points.G]])
    assert refused.value.reason == "keyholder_unknown"
