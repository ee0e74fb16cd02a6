"""Sealed names. Ways of being wrong: vectors/names. Properties have the same names in tests/client/names.test.js."""

from __future__ import annotations

import itertools
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors.cases import random_from
from tests.vectors.meeting import meeting
from undersign.protocol import names, points
from undersign.protocol.errors import Refused

HELD = meeting(5, 3, "test_names")
KEY = HELD.team.key
RANDOM = random_from("test_names")
REQUEST = RANDOM(32)
PLACE = names.Place(RANDOM(32), RANDOM(32), 5, 0)
SEALED = names.seal_name(KEY, PLACE, "Ana", "peer", RANDOM)

PLAIN = st.characters(
    codec="utf-8",
    exclude_categories=["Cc", "Cs", "Zl", "Zp"],
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
LINES = st.text(PLAIN, min_size=1, max_size=200).filter(lambda text: len(text.encode()) <= 200)
PLACES = st.builds(
    names.Place,
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
    st.integers(1, 2**53 - 1),
    st.integers(0, 2**53 - 1),
)
LEVELS = st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True)


def parts(sealed: names.SealedName) -> list[names.NamePart]:
    """Return everyone's part, in order of index."""
    return [names.open_part(share.secret, sealed, REQUEST, RANDOM) for share in HELD.shares]


@given(PLACES, LINES, LINES)
def test_any_t_keyholders_open_the_same_name(place: names.Place, name: str, title: str) -> None:
    sealed = names.check_sealed_name(KEY, place, names.seal_name(KEY, place, name, title, RANDOM))
    made = parts(sealed)
    for index, part in enumerate(made, 1):
        names.check_part(HELD.team, index, sealed, REQUEST, part)
    shared = {
        names.combine(3, indices, [made[index - 1] for index in indices])
        for indices in itertools.combinations(range(1, 6), 3)
    }
    assert [names.open_name(sealed, each) for each in shared] == [(name, title)]


@given(PLACES, LINES, LINES)
def test_fewer_than_t_keyholders_never_open_a_name(place: names.Place, name: str, title: str) -> None:
    sealed = names.check_sealed_name(KEY, place, names.seal_name(KEY, place, name, title, RANDOM))
    made = parts(sealed)
    for indices in itertools.combinations(range(1, 6), 2):
        pair = [made[index - 1] for index in indices]
        with pytest.raises(Refused, match="Fewer keyholders"):
            names.combine(3, indices, pair)
        with pytest.raises(Refused, match="512 bytes"):
            names.open_name(sealed, names.combine(2, indices, pair))


@given(st.integers(0, names.SEALED_BYTES * 8 - 1))
def test_any_changed_bit_of_a_sealed_name_is_refused(bit: int) -> None:
    changed = bytearray(SEALED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Refused) as refused:
        names.check_sealed_name(KEY, PLACE, bytes(changed))
    assert refused.value.reason in {"name_proof_wrong", "point_not_canonical", "scalar_not_canonical"}


@given(PLACES, st.sampled_from(names.Place._fields))
def test_a_name_sealed_for_one_place_is_refused_at_any_other(other: names.Place, field: str) -> None:
    place = PLACE._replace(**{field: getattr(other, field)})
    if place == PLACE:
        names.check_sealed_name(KEY, place, SEALED)
        return
    with pytest.raises(Refused) as refused:
        names.check_sealed_name(KEY, place, SEALED)
    assert refused.value.reason == "name_proof_wrong"


@given(st.binary(max_size=2 * names.SEALED_BYTES) | st.binary(min_size=names.SEALED_BYTES, max_size=names.SEALED_BYTES))
def test_no_bytes_but_sealed_names_are_accepted(data: bytes) -> None:
    with pytest.raises(Refused):
        names.check_sealed_name(KEY, PLACE, data)


@given(LEVELS, st.data())
def test_the_greatest_listed_level_with_enough_envelopes_opens(levels: list[int], data: st.DataObject) -> None:
    counted = data.draw(st.lists(st.sampled_from(levels), max_size=30))
    reached = names.levels_reached(levels, counted)
    enough = [s for s in range(1, 100) if s in levels and len([level for level in counted if level <= s]) >= s]
    assert reached == (enough[-1] if enough else None)


@given(LEVELS, st.data())
def test_one_more_envelope_never_lowers_the_level(levels: list[int], data: st.DataObject) -> None:
    counted = data.draw(st.lists(st.sampled_from(levels), max_size=30))
    more = [*counted, data.draw(st.sampled_from(levels))]
    assert (names.levels_reached(levels, more) or 0) >= (names.levels_reached(levels, counted) or 0)


@given(st.text(max_size=210), st.text(max_size=210))
def test_what_can_be_sealed_can_be_opened(name: str, title: str) -> None:
    key = points.random_scalar(RANDOM)
    try:
        sealed = names.seal_name(points.base(key), PLACE, name, title, RANDOM)
    except Refused as problem:
        assert problem.reason == "name_too_long"  # noqa: PT017 - either outcome is right; this is about which error
        return
    checked = names.check_sealed_name(points.base(key), PLACE, sealed)
    assert names.open_name(checked, points.times(key, checked.r)) == (name, title)


def test_a_name_sealed_twice_looks_different() -> None:
    again = names.seal_name(KEY, PLACE, "Ana", "peer", RANDOM)
    assert again != SEALED
    assert names.commitment(bytes(32), again) != names.commitment(bytes(32), SEALED)


def test_a_long_name_is_sealed_as_large_as_a_short_one() -> None:
    assert len(names.seal_name(KEY, PLACE, "x" * 200, "y" * 200, RANDOM)) == len(SEALED) == names.SEALED_BYTES


@pytest.mark.parametrize("name", ["Secreto Pérez" + "x" * 200, "Secreto\nPérez", "Secreto Pérez\ud800"])
def test_an_error_does_not_repeat_the_name(name: str) -> None:
    with pytest.raises(Refused) as refused:
        names.seal_name(KEY, PLACE, name, "peer", RANDOM)
    shown = "".join(traceback.format_exception_only(refused.value)) + repr(refused.value) + refused.value.detail
    assert "Secreto" not in shown
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_a_malformed_name_leaves_nothing_in_the_error() -> None:
    sealed = names.check_sealed_name(KEY, PLACE, SEALED)
    with pytest.raises(Refused) as refused:
        names.open_name(sealed, points.G)
    assert refused.value.reason == "name_malformed"
    assert "Ana" not in repr(refused.value.__context__)
    assert "Ana" not in repr(sealed)
