"""What holds for every pass. tests/client/passes.test.js says the same of the browser's part."""

from itertools import permutations
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.issuers import N, T, blinded, held_pass, issuers
from undersign.protocol import passes, phrase
from undersign.protocol.encoding import read
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import public_key

SEEDS: Final = st.binary(min_size=64, max_size=64)
IDS: Final = st.binary(min_size=32, max_size=32)
NUMBERS: Final = st.integers(1, N)
FEW: Final = settings(max_examples=10)
SEED: Final = bytes(range(64))
BOX: Final = bytes(32)
KEYS: Final = tuple(issuer.key for issuer in issuers(0))


def _key(seed: bytes, box_id: bytes) -> bytes:
    return public_key(phrase.envelope_secret(seed, box_id))


def _check(held: dict[str, Any], key: bytes) -> None:
    passes.check_pass(read({"v": 1, **held}, passes.PASS), key, KEYS, T)


@FEW
@given(SEEDS, IDS)
def test_a_pass_that_is_asked_for_holds(seed: bytes, box_id: bytes) -> None:
    _check(held_pass(seed, box_id, 0), _key(seed, box_id))


@FEW
@given(SEEDS, IDS, NUMBERS)
def test_a_phrase_repeats_its_request(seed: bytes, box_id: bytes, number: int) -> None:
    key = KEYS[number - 1]
    assert blinded(seed, box_id, key) == blinded(seed, box_id, key)


@FEW
@given(st.integers(2, 2**3000), st.integers(2, 2**3000))
def test_another_factor_hides_the_message_in_another_way(left: int, right: int) -> None:
    made = [passes.blind(KEYS[0].n, bytes(64), bytes(48), factor) for factor in (left, right)]
    assert (made[0] == made[1]) == (left == right)


@FEW
@given(st.integers(2, 2**3000), st.integers(2, 2**3000))
def test_a_signature_does_not_depend_on_the_factor(left: int, right: int) -> None:
    secret = issuers(0)[0].secret
    answers = [
        passes.finalize(
            secret.n,
            bytes(64),
            passes.blind_sign(secret, passes.blind(secret.n, bytes(64), bytes(48), factor)),
            factor,
        )
        for factor in (left, right)
    ]
    assert answers[0] == answers[1]


@given(st.integers(0, 384 * 8 - 1))
def test_no_bit_of_a_pass_signature_can_change(bit: int) -> None:
    signature = bytearray(read({"v": 1, **held_pass(SEED, BOX, 0)}, passes.PASS)["signatures"][0]["value"])
    message = passes.prepared_message(phrase.prefix(SEED, BOX), _key(SEED, BOX))
    passes.verify_signature(KEYS[0].n, message, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Refused, match="does not hold"):
        passes.verify_signature(KEYS[0].n, message, bytes(signature))


@FEW
@given(IDS)
def test_a_pass_is_for_one_key(other: bytes) -> None:
    if other != _key(SEED, BOX):
        with pytest.raises(Refused, match="does not hold"):
            _check(held_pass(SEED, BOX, 0), other)


@pytest.mark.parametrize(
    "numbers", [chosen for many in range(1, N + 1) for chosen in permutations(range(1, N + 1), many)]
)
def test_a_pass_has_t_signatures_in_keyholder_order(numbers: tuple[int, ...]) -> None:
    whole = held_pass(SEED, BOX, 0, (1, 2, 3))
    held = {**whole, "signatures": [whole["signatures"][number - 1] for number in numbers]}
    reason, _ = outcome(lambda: _check(held, _key(SEED, BOX)))
    if len(numbers) < T:
        assert reason == "pass_too_few"
    elif len(numbers) > T or numbers != tuple(sorted(numbers)):
        assert reason == "document_field"
    else:
        assert reason == "ok"


@given(NUMBERS, st.integers(2, 4))
def test_no_keyholder_signs_twice(number: int, times: int) -> None:
    whole = held_pass(SEED, BOX, 0, (1, 2, 3))
    with pytest.raises(Refused, match="one keyholder"):
        _check({**whole, "signatures": [whole["signatures"][number - 1]] * times}, _key(SEED, BOX))
