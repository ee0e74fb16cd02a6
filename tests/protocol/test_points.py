"""What holds for every point, scalar and proof. tests/client/points.test.js says the same of the browser's part."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.cases import random_from
from undersign.protocol import points
from undersign.protocol.errors import Refused
from undersign.protocol.points import L

SCALARS: Final = st.integers(0, L - 1)
OTHER_SCALARS: Final = st.integers(1, L - 1)
SEEDS: Final = st.text("abc", max_size=9)


@given(st.binary(min_size=64, max_size=64))
def test_a_point_has_one_form(data: bytes) -> None:
    point = points.map_to_point(data)
    assert points.check_point(point, identity=True) == point
    for changed in (bytes([point[0] ^ 1]) + point[1:], point[:31] + bytes([point[31] ^ 0x80])):
        with pytest.raises(Refused, match="canonical"):
            points.check_point(changed)


@given(st.binary(min_size=32, max_size=32))
def test_32_bytes_are_a_point_or_refused(data: bytes) -> None:
    reason, found = outcome(lambda: points.check_point(data))
    assert reason in {"ok", "point_not_canonical", "point_identity"}
    assert found is None or points.add(found, points.IDENTITY) == data


@given(st.integers(0, 2**256 - 1))
def test_a_scalar_is_below_l(number: int) -> None:
    data = number.to_bytes(32, "little")
    if number < L:
        assert points.scalar_int(points.check_scalar(data)) == number
    else:
        with pytest.raises(Refused):
            points.check_scalar(data)


@given(SCALARS, SCALARS)
def test_multiples_of_g_add_up(left: int, right: int) -> None:
    total = points.add(points.base(points.int_scalar(left)), points.base(points.int_scalar(right)))
    assert total == points.base(points.int_scalar(left + right))


@given(SCALARS, SCALARS)
def test_multiples_of_multiples(left: int, right: int) -> None:
    x, y = points.int_scalar(left), points.int_scalar(right)
    assert points.times(x, points.base(y)) == points.base(points.int_scalar(left * right))


@given(SEEDS)
def test_a_random_scalar_is_not_zero(seed: str) -> None:
    drawn = points.random_scalar(random_from(seed))
    assert 0 < points.scalar_int(points.check_scalar(drawn)) < L


def test_zero_is_drawn_again() -> None:
    drawn = iter([bytes(64), L.to_bytes(64, "little"), (L + 7).to_bytes(64, "little")])
    assert points.scalar_int(points.random_scalar(lambda _: next(drawn))) == 7


@given(OTHER_SCALARS, SEEDS, st.binary(max_size=9))
def test_a_proof_of_equal_logarithms_holds(number: int, seed: str, context: bytes) -> None:
    x, base2 = points.int_scalar(number), points.hash_to_point("sample", seed.encode())
    images = points.base(x), points.times(x, base2)
    proof = points.prove_equal("sample", context, x, base2, *images, random_from(seed))
    points.verify_equal("sample", context, proof, base2, *images)


@given(OTHER_SCALARS, OTHER_SCALARS, SEEDS)
def test_a_proof_of_other_logarithms_does_not_hold(number: int, other: int, seed: str) -> None:
    x, base2 = points.int_scalar(number), points.hash_to_point("sample", seed.encode())
    images = points.base(x), points.times(points.int_scalar(other), base2)
    proof = points.prove_equal("sample", b"", x, base2, *images, random_from(seed))
    if number == other:
        points.verify_equal("sample", b"", proof, base2, *images)
    else:
        with pytest.raises(Refused, match="equal logarithms"):
            points.verify_equal("sample", b"", proof, base2, *images)
