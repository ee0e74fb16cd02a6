"""The public tree. The same properties stand in tests/client/slots.test.js."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersign.protocol.encoding import b64, encode
from undersign.protocol.errors import Refused
from undersign.protocol.slots import (
    BookProof,
    Head,
    SlotTree,
    TickReader,
    check_book_proof,
    commitment,
    filler,
    slot_salt,
    slot_tree,
    tick_leaf,
)
from undersign.protocol.tree import Frontier, Tree, leaf_hash, verify_inclusion

KEY: Final = bytes(range(32))
SLOTS: Final = 32

hashes = st.binary(min_size=32, max_size=32)
heads = st.builds(Head, hashes, st.integers(1, 2**53 - 1), hashes)
filled = st.dictionaries(st.integers(0, SLOTS - 1), heads, min_size=1, max_size=5)
ticks = st.integers(0, 2**53 - 1)


def tree_of(tick: int, books: dict[int, Head]) -> SlotTree:
    """Return the tree of one tick."""
    return slot_tree(KEY, tick, SLOTS, books)


@given(ticks, filled)
def test_every_book_is_proven_in_its_slot_and_in_no_other(tick: int, books: dict[int, Head]) -> None:
    tree = tree_of(tick, books)
    for slot, head in books.items():
        proof = tree.prove(slot, 7)
        assert check_book_proof(proof, head.book_id, slot, SLOTS, tree.leaf) == BookProof(tick, 7, head.size, head.root)
        for other in set(range(SLOTS)) - {slot}:
            with pytest.raises(Refused, match="lead to the root"):
                check_book_proof(proof, head.book_id, other, SLOTS, tree.leaf)


@given(ticks, filled, heads)
def test_no_tick_holds_two_versions_of_a_book(tick: int, books: dict[int, Head], version: Head) -> None:
    slot, head = next(iter(books.items()))
    tree, fork = tree_of(tick, books), tree_of(tick, {**books, slot: version._replace(book_id=head.book_id)})
    if version._replace(book_id=head.book_id) != head:
        for claim in (
            fork.prove(slot, 0),
            {**tree.prove(slot, 0), "size": version.size, "root": b64(version.root)},
        ):
            with pytest.raises(Refused, match="lead to the root"):
                check_book_proof(claim, head.book_id, slot, SLOTS, tree.leaf)


@given(st.lists(ticks, min_size=1, max_size=12, unique=True), st.integers(0, 11))
def test_ticks_only_increase(given_ticks: list[int], repeated: int) -> None:
    leaves = [tick_leaf(each, leaf_hash(str(each).encode())) for each in sorted(given_ticks)]
    reader = TickReader()
    for each in leaves:
        reader.feed(each)
    assert reader.root() == Tree(map(leaf_hash, leaves)).root()
    with pytest.raises(Refused, match="do not increase"):
        reader.feed(leaves[repeated % len(leaves)])


def test_every_value_is_another_in_every_tick_and_slot() -> None:
    values = {filler(KEY, tick, slot) for tick in range(8) for slot in range(8)}
    salts = {slot_salt(KEY, tick, slot) for tick in range(8) for slot in range(8)}
    assert len(values | salts) == 128


def test_a_commitment_looks_like_a_filler_to_whoever_lacks_the_salt() -> None:
    head = Head(bytes(32), 1, bytes(32))
    assert len(commitment(slot_salt(KEY, 1, 2), head)) == len(filler(KEY, 1, 2)) == 32
    unchanged = [tree_of(tick, {3: head}).path(3) for tick in (1, 2)]
    assert not set(unchanged[0]) & set(unchanged[1])


def test_a_proof_says_nothing_of_other_books_but_their_hashes() -> None:
    books = {2: Head(b"a" * 32, 1, b"b" * 32), 3: Head(b"c" * 32, 1, b"d" * 32)}
    text = encode(tree_of(1, books).prove(2, 0)).decode()
    assert b64(b"c" * 32) not in text
    assert b64(b"d" * 32) not in text


def test_slots_that_hold_no_book_are_not_proven() -> None:
    with pytest.raises(Refused, match="no book stands in slot 4"):
        tree_of(1, {3: Head(bytes(32), 1, bytes(32))}).prove(4, 0)


def test_a_reader_of_ticks_goes_on_from_what_was_read() -> None:
    first, second = (tick_leaf(each, bytes(32)) for each in (5, 9))
    whole = TickReader()
    whole.feed(first)
    resumed = TickReader(Frontier(whole.frontier.size, whole.frontier.hashes), whole.last_tick)
    for reader in (whole, resumed):
        reader.feed(second)
    assert resumed.root() == whole.root()


def test_a_proof_and_its_leaf_lead_from_the_book_to_the_checkpoint() -> None:
    head = Head(bytes(32), 3, bytes(32))
    trees = [tree_of(tick, {5: head}) for tick in range(4)]
    public = Tree(leaf_hash(each.leaf) for each in trees)
    document = trees[2].prove(5, 2)
    proof = check_book_proof(document, head.book_id, 5, SLOTS, trees[2].leaf)
    verify_inclusion(proof.position, 4, leaf_hash(trees[2].leaf), public.inclusion_proof(2), public.root())
    assert replace(proof, position=0) == BookProof(2, 0, 3, bytes(32))
