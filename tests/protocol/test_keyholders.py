"""Ceremony documents, fingerprints, transcripts and the handing over. Ways of being wrong: vectors/keyholders."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectors.cases import random_from
from tests.vectors.meeting import ceremony_document, meeting
from undersign.protocol import keyholders, points, signatures
from undersign.protocol.encoding import b64, decode, encode, unb64
from undersign.protocol.errors import Refused

TEAMS = st.integers(2, 25).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, 26)))


@given(TEAMS)
def test_more_than_half_and_at_most_all_are_needed(team: tuple[int, int]) -> None:
    n, t = team
    document, _, _ = ceremony_document(n, t, "test")
    if n >= 3 and n / 2 < t <= n:
        assert (keyholders.read_ceremony(document).n, keyholders.read_ceremony(document).t) == (n, t)
        return
    with pytest.raises(Refused) as refused:
        keyholders.read_ceremony(document)
    assert refused.value.reason == ("document_field" if t > 25 else "ceremony_rule")


def test_the_hash_is_of_the_canonical_form() -> None:
    document, _, _ = ceremony_document(5, 3, "test")
    ceremony = keyholders.read_ceremony(document)
    assert ceremony.hash == keyholders.ceremony_hash(decode(encode(document)))
    assert keyholders.read_ceremony({**document, "previous": b64(bytes(32))}).hash != ceremony.hash


@settings(max_examples=5)
@given(st.binary(min_size=32, max_size=32))
def test_a_fingerprint_is_eight_groups_of_five_digits(hashed: bytes) -> None:
    assert re.fullmatch(r"\d{5}( \d{5}){7}", keyholders.fingerprint(hashed))


@settings(max_examples=5)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 255))
def test_one_bit_changes_the_fingerprint(hashed: bytes, bit: int) -> None:
    other = (int.from_bytes(hashed, "big") ^ (1 << bit)).to_bytes(32, "big")
    assert keyholders.fingerprint(hashed) != keyholders.fingerprint(other)


def test_a_keyholder_is_found_by_index_and_by_key() -> None:
    held = meeting()
    for index in range(1, 6):
        key = signatures.public_key(held.secrets[index - 1])
        assert held.ceremony.index(key) == index
        assert held.ceremony.keyholder(index).sign == key
    for index in (-1, 0, 6):
        for look_up in (held.ceremony.keyholder, held.ceremony.who, held.team.share):
            with pytest.raises(Refused, match="not part of the ceremony"):
                look_up(index)
    with pytest.raises(Refused, match="not part of the ceremony"):
        held.ceremony.index(signatures.public_key(bytes(32)))


def test_the_transcript_gives_the_shares_that_the_keyholders_hold() -> None:
    for held in (meeting(), meeting(3, 2), meeting(4, 4)):
        assert held.team.shares == tuple(points.base(share.secret) for share in held.shares)
        secret = sum(points.scalar_int(state.coefficients[0]) for state in held.states)
        assert held.team.key == points.base(points.int_scalar(secret))


@given(st.sampled_from(["commitments", "proofs", "shares", "key", "ceremony"]), st.data())
def test_any_other_value_in_the_transcript_is_refused(name: str, data: st.DataObject) -> None:
    held = meeting()
    transcript = copy.deepcopy(held.transcript)
    holder: Any = transcript
    at: Any = name
    while isinstance(holder[at], list):
        holder, at = holder[at], data.draw(st.integers(0, len(holder[at]) - 1))
    value = bytearray(unb64(holder[at]))
    value[data.draw(st.integers(0, len(value) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    holder[at] = b64(bytes(value))
    with pytest.raises(Refused):
        keyholders.check_transcript(held.ceremony, transcript, held.signed)


@given(st.integers(0, 4), st.integers(0, 511))
def test_any_changed_bit_of_a_signature_is_refused(signer: int, bit: int) -> None:
    held = meeting()
    signed = list(held.signed)
    signed[signer] = (int.from_bytes(signed[signer], "big") ^ (1 << bit)).to_bytes(64, "big")
    with pytest.raises(Refused) as refused:
        keyholders.check_transcript(held.ceremony, held.transcript, signed)
    assert refused.value.reason in {"signature_wrong", "signature_not_canonical"}
    assert held.ceremony.who(signer + 1) in refused.value.detail


def test_a_rogue_key_has_no_proof_of_possession() -> None:
    """Whoever speaks last can choose A_0 so that the key is one they know; they cannot prove that they know a_0."""
    held, random = meeting(), random_from("test")
    honest = [unb64(vector[0]) for vector in held.transcript["commitments"][:4]]
    wanted = points.random_scalar(random)
    rogue = points.base(wanted)
    for point in honest:
        rogue = points.sub(rogue, point)
    vector = [rogue, *[points.base(points.random_scalar(random)) for _ in range(2)]]
    for secret in (wanted, points.random_scalar(random)):
        proof = keyholders.prove_possession(held.ceremony, 5, secret, vector, random)
        with pytest.raises(Refused) as refused:
            keyholders.check_commitments(held.ceremony, 5, vector, proof)
        assert refused.value.reason == "possession_wrong"


def test_more_than_t_of_the_old_team_may_sign() -> None:
    held = meeting()
    document, _, _ = ceremony_document(3, 2, "next")
    follows = {**document, "founders": held.ceremony.document["founders"], "previous": b64(held.ceremony.hash)}
    new = keyholders.read_ceremony(follows)
    handed = keyholders.succession(held.ceremony, new)
    signed = [
        (index, signatures.sign(held.secrets[index - 1], keyholders.SUCCESSION_PURPOSE, handed))
        for index in (4, 1, 5, 2)
    ]
    keyholders.check_succession(held.ceremony, new, signed)
    with pytest.raises(Refused, match="Fewer keyholders"):
        keyholders.check_succession(held.ceremony, new, signed[:2])
