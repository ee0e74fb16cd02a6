"""Merkle trees: what vectors cannot show, for any size. The same properties stand in tests/client/tree.test.js."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersign.protocol.errors import Refused
from undersign.protocol.tree import (
    EMPTY_ROOT,
    TILE_WIDTH,
    Frontier,
    Tile,
    Tree,
    decode_bundle,
    encode_bundle,
    leaf_hash,
    node_hash,
    root,
    root_from_tiles,
    tile_hashes,
    tile_path,
    tiles_for,
    verify_consistency,
    verify_inclusion,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

TEN_BILLION = 10**10
LARGEST = 2**53 - 1

trees = st.integers(1, 300)
entries = st.lists(st.binary(max_size=40), min_size=1, max_size=20)
places = st.data()


def hashes(count: int) -> list[bytes]:
    """Return as many different leaf hashes."""
    return [leaf_hash(str(number).encode()) for number in range(count)]


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """Return MTH as RFC 6962 section 2.1 writes it down."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(by_definition(leaves[:half]), by_definition(leaves[half:]))


def flipped(data: bytes, bit: int) -> bytes:
    """Return the bytes with one bit changed."""
    return (int.from_bytes(data, "big") ^ (1 << bit % (8 * len(data)))).to_bytes(len(data), "big")


@given(st.integers(0, 300))
def test_leaves_one_by_one_give_the_root_of_all_at_once(size: int) -> None:
    leaves = hashes(size)
    assert root(leaves) == Tree(leaves).root() == by_definition(leaves)


@given(trees, places)
def test_every_leaf_of_a_tree_is_proven(size: int, data: st.DataObject) -> None:
    tree, index = Tree(hashes(size)), data.draw(st.integers(0, size - 1))
    until = data.draw(st.integers(index + 1, size))
    verify_inclusion(index, until, hashes(size)[index], tree.inclusion_proof(index, until), tree.root(until))


@given(trees, places)
def test_a_proof_holds_for_nothing_else(size: int, data: st.DataObject) -> None:
    tree, index = Tree(hashes(size)), data.draw(st.integers(0, size - 1))
    leaf, proof, top = hashes(size)[index], tree.inclusion_proof(index), tree.root()
    bit = data.draw(st.integers(0, 255))
    with pytest.raises(Refused, match="lead to the root"):
        verify_inclusion(index, size, flipped(leaf, bit), proof, top)
    with pytest.raises(Refused, match="lead to the root"):
        verify_inclusion(index, size, leaf, proof, flipped(top, bit))
    with pytest.raises(Refused, match="number of hashes"):
        verify_inclusion(index, size, leaf, [*proof, top], top)
    for at, each in enumerate(proof):
        with pytest.raises(Refused, match="lead to the root"):
            verify_inclusion(index, size, leaf, [*proof[:at], flipped(each, bit), *proof[at + 1 :]], top)
        with pytest.raises(Refused, match=r"number of hashes|lead to the root"):
            verify_inclusion(index, size, leaf, [*proof[:at], *proof[at + 1 :]], top)


@given(trees, places)
def test_every_tree_extends_each_of_its_beginnings(size: int, data: st.DataObject) -> None:
    tree, old = Tree(hashes(size)), data.draw(st.integers(0, size))
    verify_consistency(old, size, tree.root(old), tree.root(), tree.consistency_proof(old))


@given(st.integers(2, 300), places)
def test_a_rewritten_beginning_is_never_extended(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = hashes(size)
    rewritten[changed] = leaf_hash(b"rewritten")
    tree, fork = Tree(hashes(size)), Tree(rewritten)
    for proof in (tree.consistency_proof(old), fork.consistency_proof(old)):
        with pytest.raises(Refused, match="lead to the root"):
            verify_consistency(old, size, tree.root(old), fork.root(), proof)


@given(st.integers(0, 1200))
def test_tiles_give_the_root_of_the_tree(size: int) -> None:
    tree = Tree(hashes(size))
    assert root_from_tiles(size, lambda tile: tree.tile(*tile)) == tree.root()


@given(entries)
def test_a_bundle_gives_its_entries_back(parts: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(parts), len(parts)) == parts


@given(entries, places)
def test_a_bundle_cut_anywhere_is_refused(parts: list[bytes], data: st.DataObject) -> None:
    whole = encode_bundle(parts)
    with pytest.raises(Refused) as caught:
        decode_bundle(whole[: data.draw(st.integers(0, len(whole) - 1))], len(parts))
    assert caught.value.reason == "truncated"


@given(st.lists(st.integers(0, 300), min_size=2, max_size=6))
def test_tiles_written_as_a_tree_grows_are_all_its_tiles(steps: list[int]) -> None:
    sizes = sorted(steps)
    tree = Tree(hashes(sizes[-1]))
    written = {
        tile_path(*tile): tile for old, new in zip([0, *sizes], sizes, strict=False) for tile in tiles_for(old, new)
    }
    for tile in tiles_for(0, sizes[-1]):
        assert written[tile_path(*tile)] == tile
        assert len(tile_hashes(tree.tile(*tile), tile.width)) == tile.width


def test_a_full_tile_hashes_to_its_place_one_level_higher() -> None:
    tree = Tree(hashes(600))
    for number in range(2):
        assert root(tile_hashes(tree.tile(0, number), TILE_WIDTH)) == tile_hashes(tree.tile(1, 0, 2), 2)[number]


def test_seventy_thousand_leaves_have_the_tiles_that_the_specification_counts() -> None:
    tiles = list(tiles_for(0, 70_000))
    assert [sum(tile.level == level for tile in tiles) for level in range(3)] == [274, 2, 1]
    assert tiles[273] == Tile(0, 273, 112)
    assert tiles[274:] == [Tile(1, 0, 256), Tile(1, 1, 17), Tile(2, 0, 1)]


def test_a_claim_of_ten_billion_leaves_costs_nothing() -> None:
    first = list(islice(tiles_for(0, TEN_BILLION), 3))
    assert first == [Tile(0, 0, 256), Tile(0, 1, 256), Tile(0, 2, 256)]
    for size in (TEN_BILLION, LARGEST):
        with pytest.raises(Refused, match="fewer hashes"):
            verify_inclusion(0, size, EMPTY_ROOT, [], EMPTY_ROOT)
        with pytest.raises(Refused, match="fewer hashes"):
            verify_consistency(3, size, EMPTY_ROOT, EMPTY_ROOT, [])
        with pytest.raises(Refused, match="expected"):
            root_from_tiles(size, lambda _: b"")


def test_levels_of_tiles_fit_their_path() -> None:
    assert max(tile.level for tile in tiles_for(LARGEST - 1, LARGEST)) < 64


def test_a_frontier_goes_on_from_what_was_saved() -> None:
    leaves = hashes(100)
    saved = Frontier()
    for each in leaves[:77]:
        saved.append(each)
    resumed = Frontier(saved.size, saved.hashes)
    for each in leaves[77:]:
        resumed.append(each)
    assert resumed.root() == root(leaves)


@pytest.mark.parametrize(
    ("size", "count", "reason"),
    [
        (3, 1, "proof_malformed"),
        (0, 1, "proof_malformed"),
        (-1, 0, "value_out_of_range"),
        (2**53, 1, "value_out_of_range"),
    ],
)
def test_a_frontier_that_cannot_be_is_refused(size: int, count: int, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        Frontier(size, hashes(count))
    assert caught.value.reason == reason


def test_what_the_tree_does_not_hold_is_refused() -> None:
    tree = Tree(hashes(10))
    for ask in (
        lambda: tree.root(11),
        lambda: tree.inclusion_proof(10),
        lambda: tree.inclusion_proof(-1),
        lambda: tree.inclusion_proof(3, 3),
        lambda: tree.consistency_proof(8, 7),
        lambda: tree.consistency_proof(-1),
    ):
        with pytest.raises(Refused, match="outside the tree"):
            ask()
    for tile in (Tile(0, 0, 11), Tile(0, 1, 1), Tile(1, 0, 1), Tile(0, 0, 0)):
        with pytest.raises(Refused, match="no tile"):
            tree.tile(*tile)
    with pytest.raises(Refused, match="31 bytes"):
        tree.append(bytes(31))


@pytest.mark.parametrize("parts", [[], [b""] * 257, [bytes(65_536)]])
def test_a_bundle_that_cannot_be_read_is_not_written(parts: list[bytes]) -> None:
    with pytest.raises(Refused, match="1 to 256 entries"):
        encode_bundle(parts)
