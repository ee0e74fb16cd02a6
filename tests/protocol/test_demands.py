"""Demands: which names open, from sealing to the published result. Ways of being wrong: vectors/demands."""

from __future__ import annotations

import itertools

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.outcome import outcome
from tests.vectors.cases import random_from
from tests.vectors.definitions import definition, head
from tests.vectors.petition import TITLE, Signature, held, in_order, keys, parts_of, rules_of, sign
from undersign.protocol import boxes, demands
from undersign.protocol.boxes import read_definition
from undersign.protocol.demands import Count, Opening
from undersign.protocol.encoding import Document, encode, sha256
from undersign.protocol.envelopes import Head
from undersign.protocol.errors import Refused
from undersign.protocol.record import ENTRY_BYTES, entry_bytes

DEMAND = read_definition(definition("demand", levels=[5, 8], k=5))
RULES = rules_of(DEMAND)
SIGNED = [sign(RULES, f"Signer {number}", 5 if number < 5 else 8) for number in range(7)]
LEVELS = st.lists(st.sampled_from([5, 8]), max_size=14)


def opening(signed: list[Signature] = SIGNED) -> Opening:
    """Return the opening of a demand that these have signed."""
    count = demands.count_demand(DEMAND, [each.head for each in signed])
    asked = demands.request_document(DEMAND, count, (7, bytes(32)), 40, 20, len(signed))
    demands.check_request(asked, DEMAND, count)
    return Opening(RULES, held().team, count, sha256(encode(asked)))


def test_a_demand_opens_the_names_of_the_level_reached_and_no_other() -> None:
    found = opening()
    sealed = in_order(found.count, SIGNED, RULES)
    for pair in itertools.combinations((1, 2, 3), 2):
        parts = found.read_parts(parts_of(found, sealed, pair), keys())
        opened = found.open_names(sealed, parts)
        assert sorted(name or ("", "") for name in opened) == [(f"Signer {number}", TITLE) for number in range(5)]
        published = found.opened_documents(sealed, opened)
        envelopes = {each.envelope.digest: each.envelope for each in SIGNED}
        assert found.check_opened(published, envelopes, parts) == opened
        found.check_result(found.result_document(pair, opened), pair, opened)
        assert found.signers(opened) == {each.envelope.key for each in SIGNED[:5]}
    assert "Signer 6" not in repr(sealed)


def test_a_name_that_cannot_be_read_is_reported_and_the_others_open() -> None:
    signed = [*SIGNED[:5], sign(RULES, "garbage", readable=False)]
    found = opening(signed)
    sealed = in_order(found.count, signed, RULES)
    opened = found.open_names(sealed, found.read_parts(parts_of(found, sealed), keys()))
    assert opened.count(None) == 1
    result = found.result_document([1, 2], opened)
    assert (result["opened"], result["unreadable"]) == (5, 1)
    assert len(found.signers(opened)) == 5


@given(LEVELS, st.sets(st.integers(0, 13)))
def test_the_greatest_listed_level_with_enough_envelopes_opens(levels: list[int], gone: set[int]) -> None:
    heads = [head(f"signer {number}", level) for number, level in enumerate(levels)]
    missing = {heads[number].digest for number in gone if number < len(heads)}
    here = [one for one in heads if one.digest not in missing]
    enough = [s for s in (5, 8) if sum(one.place <= s for one in here) >= s]
    reason, count = outcome(lambda: demands.count_demand(DEMAND, heads, missing))
    assert reason == ("ok" if enough else "nothing_opens")
    if count:
        assert count.level == enough[-1]
        assert set(count.opens) == {one for one in here if one.place <= enough[-1]}
        assert len(count.opens) >= count.level
        assert demands.would_open(DEMAND, here) == len(count.opens)
    else:
        assert demands.would_open(DEMAND, here) == 0


@given(LEVELS, st.lists(st.integers(0, 13), max_size=6))
def test_a_withdrawn_name_never_opens(levels: list[int], withdrawn: list[int]) -> None:
    heads = [head(f"signer {number}", level) for number, level in enumerate(levels)]
    back = [head(f"signer {number}", 5, 1, withdraws=True) for number in withdrawn]
    _, count = outcome(lambda: demands.count_demand(DEMAND, [*heads, *back]))
    if count:
        assert not {one.key for one in count.opens} & {one.key for one in back}


@given(LEVELS)
def test_whatever_does_not_open_is_deleted(levels: list[int]) -> None:
    heads = [head(f"signer {number}", level) for number, level in enumerate(levels)]
    held_names = [one.digest for one in heads]
    _, count = outcome(lambda: demands.count_demand(DEMAND, heads))
    gone = demands.to_delete(held_names, count)
    assert gone == set(held_names) - {one.digest for one in (count.opens if count else ())}


@given(st.integers(1, 100), st.integers(0, 100_000))
def test_a_share_of_the_list_is_rounded_up(percent: int, listed: int) -> None:
    level = demands.level_for(percent, listed)
    assert level >= 5
    assert level * 100 >= percent * listed
    assert level == 5 or (level - 1) * 100 < percent * listed


def test_a_sealed_name_lifted_into_another_demand_is_refused() -> None:
    other = rules_of(read_definition(definition("demand", levels=[5, 9], k=5)))
    with pytest.raises(Refused) as refused:
        demands.check_sealed(other, SIGNED[0].envelope, SIGNED[0].document)
    assert refused.value.reason == "wrong_box"
    moved = demands.sealed_name_document(other.box_id, SIGNED[0].envelope.digest, SIGNED[0].salt, SIGNED[0].data)
    assert outcome(lambda: demands.check_sealed(other, SIGNED[0].envelope, moved))[0] == "name_proof_wrong"


def test_two_keyholders_who_know_of_different_names_do_not_open_two_sets() -> None:
    heads = [each.head for each in [*SIGNED[:5], sign(RULES, "Sixth")]]
    mine = demands.count_demand(DEMAND, heads)
    theirs = demands.count_demand(DEMAND, heads, {heads[0].digest})
    asked = demands.request_document(DEMAND, mine, (7, bytes(32)), 40, 20, 6)
    assert outcome(lambda: demands.check_request(asked, DEMAND, theirs))[0] == "opening_request_wrong"


def test_names_that_are_not_public_are_for_their_readers() -> None:
    found, reader = opening(), pyrage.x25519.Identity.generate()
    sealed = in_order(found.count, SIGNED, RULES)
    part = parts_of(found, sealed)[0]

    def encrypt(plain: bytes) -> bytes:
        data: bytes = pyrage.encrypt(plain, [reader.to_public()])
        return data

    def decrypt(data: bytes) -> bytes:
        plain: bytes = pyrage.decrypt(data, [reader])
        return plain

    entry = found.for_readers(part, encrypt)
    assert found.from_entry(entry, decrypt) == part
    assert part["names"][0] not in encode(entry).decode()
    elsewhere = Opening(RULES, held().team, found.count, bytes(32))
    assert outcome(lambda: elsewhere.from_entry(entry, decrypt))[0] == "opening_request_wrong"


@settings(max_examples=5)
@given(st.integers(1, 3 * demands.SLICE))
def test_any_number_of_names_is_cut_into_entries_that_fit(size: int) -> None:
    count = Count((), 5, tuple(Head(bytes([0]) * 32, bytes(32), 0, 5, withdraws=False) for _ in range(size)))
    found = Opening(RULES, held().team, count, bytes(32))
    sealed = [demands.Sealed(bytes(32), bytes(32), bytes(656), None)] * size  # type: ignore[arg-type]  # not looked at
    documents: list[Document] = [
        *found.part_documents(held().secrets[0], 1, [bytes(96)] * size),
        *found.opened_documents(sealed, [('"' * 200, '"' * 200)] * size),
    ]
    assert all(len(entry_bytes(document)) <= ENTRY_BYTES for document in documents)
    assert sum(len(document["names"]) for document in documents) == 2 * size
    assert len(found.read_parts(documents[: -(-size // demands.SLICE)], keys())[1]) == size


def test_whoever_deleted_says_so_for_one_set() -> None:
    count = opening().count
    word = demands.deleted_document(held().secrets[0], DEMAND, count.heads, 1, 2)
    assert demands.read_deleted(word, DEMAND, keys())["set"] == boxes.set_hash(DEMAND.box_id, count.heads)


def test_a_keyholders_parts_differ_each_time_and_open_the_same() -> None:
    found = opening()
    sealed = in_order(found.count, SIGNED, RULES)
    share = held().shares[0].secret
    one, other = (demands.open_parts(share, sealed, found.request, random_from(label)) for label in ("a", "b"))
    assert [part[:32] for part in one] == [part[:32] for part in other]
    assert one != other
