"""What holds for every phrase and its keys. tests/client/phrase.test.js says the same of the browser's part."""

import math
from typing import Final

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors.cases import random_from
from undersign.protocol import phrase
from undersign.protocol.errors import Refused

ENTROPY: Final = st.binary(min_size=16, max_size=16)
SEEDS: Final = st.binary(min_size=64, max_size=64)
IDS: Final = st.binary(min_size=32, max_size=32)
SPACES: Final = st.text(" \t\n\r\u00a0\u3000", min_size=1, max_size=3)


@given(ENTROPY, SPACES)
def test_a_phrase_may_be_typed_in_any_case_and_spacing(entropy: bytes, space: str) -> None:
    words = phrase.phrase_of(entropy)
    assert phrase.check_phrase(space + words.upper().replace(" ", space) + space) == words


@given(ENTROPY, st.integers(0, 11), st.sampled_from(["zzz", "ab\u00e1ndon", "abandonn", "123"]))
def test_a_refusal_names_the_place_and_never_the_word(entropy: bytes, place: int, wrong: str) -> None:
    words = phrase.phrase_of(entropy).split()
    words[place] = wrong
    with pytest.raises(Refused) as problem:
        phrase.seed(" ".join(words))
    assert problem.value.reason == "phrase_words"
    assert problem.value.detail == f"word {place + 1} is not on the list"


@given(ENTROPY)
def test_only_one_last_word_in_sixteen_fits(entropy: bytes) -> None:
    first = phrase.phrase_of(entropy).split()[:11]
    rest = [phrase.phrase_of(entropy[:15] + bytes([low])) for low in range(256)]
    fitting = {each.split()[11] for each in rest if each.split()[:11] == first}
    assert len(fitting) == 128


def test_a_new_phrase_is_random() -> None:
    random = random_from("new phrase")
    found = {phrase.new_phrase(random) for _ in range(20)}
    assert len(found) == 20
    assert all(phrase.check_phrase(each) == each for each in found)


@given(SEEDS, st.text(max_size=9), st.text(max_size=9))
def test_another_label_gives_another_key(seed: bytes, left: str, right: str) -> None:
    assert (phrase.derive(seed, left) == phrase.derive(seed, right)) == (left == right)


@given(SEEDS)
def test_the_age_recipient_belongs_to_the_identity(seed: bytes) -> None:
    identity = pyrage.x25519.Identity.from_str(phrase.age_identity(seed))
    sealed = pyrage.encrypt(b"sample", [pyrage.x25519.Recipient.from_str(phrase.age_recipient(seed))])
    assert pyrage.decrypt(sealed, [identity]) == b"sample"


@given(SEEDS, IDS, IDS)
def test_every_key_of_a_box_is_another(seed: bytes, box_id: bytes, other: bytes) -> None:
    if box_id == other:
        return
    made = [(phrase.envelope_secret(seed, box), phrase.prefix(seed, box)) for box in (box_id, other)]
    salts = {phrase.pss_salt(seed, box, issuer) for box in (box_id, other) for issuer in (box_id, other)}
    assert len({key for pair in made for key in pair}) == 4
    assert len(salts) == 4
    assert not any(key in salt for pair in made for key in pair for salt in salts)


@given(SEEDS, IDS, IDS, st.integers(2**3071, 2**3072 - 1))
def test_a_blinding_factor_can_be_inverted(seed: bytes, box_id: bytes, issuer: bytes, n: int) -> None:
    factor = phrase.blinding_factor(seed, box_id, issuer, n)
    assert 1 < factor < n
    assert math.gcd(factor, n) == 1
    assert factor == phrase.blinding_factor(seed, box_id, issuer, n)
