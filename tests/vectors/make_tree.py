"""Write vectors/tree/: hashing, proofs, tiles and bundles. Run as `python -m tests.vectors.make_tree`."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from tests.vectors.cases import Case, write
from undersign.protocol.tree import TILE_WIDTH, Tree, encode_bundle, leaf_hash, tile_path, tiles_for

MADE: Final = "made by tests/vectors/make_tree.py"
REFERENCE: Final = "the reference tree of google/certificate-transparency, merkle_tree_test.cc"
LITEWITNESS: Final = "FiloSottile/litetlog, cmd/litewitness/testdata/litewitness.txt"
TILES: Final = "an example of C2SP tlog-tiles.md"

# The leaves of the reference tree, and the roots that its tests state for 1 to 8 of them.
LEAVES: Final = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS: Final = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
TEN_BILLION: Final = 10**10
LARGEST: Final = 2**53 - 1

Values = dict[str, Any]
Wrong = tuple[str, str, Values, str]  # name, sentence, what is changed in the good input, the expected refusal


def hexes(parts: list[bytes]) -> list[str]:
    """Return each as hex."""
    return [each.hex() for each in parts]


def other(text: str) -> str:
    """Return the hex of bytes whose last bit differs."""
    data = bytes.fromhex(text)
    return (data[:-1] + bytes([data[-1] ^ 1])).hex()


def refused(operation: str, good: Values, wrong: list[Wrong]) -> list[Case]:
    """Return the cases that differ from a good input in one way each."""
    return [
        Case(f"{operation}_{name}", operation, about, MADE, {**good, **change}, expect)
        for name, about, change, expect in wrong
    ]


REFERENCE_TREE: Final = Tree(leaf_hash(each) for each in LEAVES)


def inclusion(index: int, size: int) -> Values:
    """Return the input of a good inclusion case in the reference tree."""
    proof = hexes(REFERENCE_TREE.inclusion_proof(index, size))
    return {"index": index, "size": size, "leaf": LEAVES[index].hex(), "proof": proof, "root": ROOTS[size - 1]}


def consistency(old: int, new: int) -> Values:
    """Return the input of a good consistency case in the reference tree."""
    proof = hexes(REFERENCE_TREE.consistency_proof(old, new))
    roots = {"old_root": ROOTS[old - 1], "new_root": ROOTS[new - 1]}
    return {"old_size": old, "new_size": new, **roots, "proof": proof}


def root_cases() -> list[Case]:
    """Return cases of the root over given leaves."""
    empty = hashlib.sha256(b"").hexdigest()
    cases = [
        Case("root_0", "tree_root", "The tree without leaves.", "RFC 6962 2.1", {"leaves": []}, output={"root": empty})
    ]
    for size, root in enumerate(ROOTS, start=1):
        about = f"The tree over the first {size} leaves."
        given: Values = {"leaves": hexes(LEAVES[:size])}
        cases.append(Case(f"root_{size}", "tree_root", about, REFERENCE, given, output={"root": root}))
    return cases


def inclusion_cases() -> list[Case]:
    """Return good and bad inclusion proofs."""
    good = inclusion(5, 8)
    proof = good["proof"]
    cases = [
        Case(f"inclusion_{index}_of_{size}", "inclusion", f"Leaf {index} of {size}.", REFERENCE, inclusion(index, size))
        for index, size in ((0, 1), (0, 8), (5, 8), (2, 3), (4, 5), (6, 7))
    ]
    wrong: list[Wrong] = [
        ("altered_leaf", "The leaf is another one.", {"leaf": LEAVES[4].hex()}, "proof_wrong"),
        ("other_place", "The leaf stands at another place.", {"index": 4}, "proof_wrong"),
        ("other_size", "The tree has another size.", {"size": 6}, "proof_malformed"),
        ("altered_root", "The root is another one.", {"root": other(good["root"])}, "proof_wrong"),
        ("altered_hash", "One hash is altered.", {"proof": [*proof[:2], other(proof[2])]}, "proof_wrong"),
        ("reordered_hashes", "Two hashes are exchanged.", {"proof": [proof[1], proof[0], proof[2]]}, "proof_wrong"),
        ("missing_hash", "The last hash is missing.", {"proof": proof[:2]}, "proof_malformed"),
        ("extra_hash", "There is one hash too many.", {"proof": [*proof, ROOTS[0]]}, "proof_malformed"),
        ("no_hashes", "There are no hashes at all.", {"proof": []}, "proof_malformed"),
        ("short_hash", "A hash has 31 bytes.", {"proof": [proof[0][2:], *proof[1:]]}, "size_wrong"),
        ("outside", "There is no such leaf.", {"index": 8}, "proof_malformed"),
        ("in_empty_tree", "A tree without leaves holds none.", {"index": 0, "size": 0, "proof": []}, "proof_malformed"),
        ("ten_billion", "The tree claims 10 billion leaves.", {"size": TEN_BILLION}, "proof_malformed"),
        ("largest_size", "The tree claims 2^53-1 leaves.", {"size": LARGEST, "index": LARGEST - 1}, "proof_malformed"),
        ("size_too_large", "A tree has fewer than 2^53 leaves.", {"size": LARGEST + 1}, "value_out_of_range"),
    ]
    return cases + refused("inclusion", good, wrong)


def deep_case() -> Case:
    """Return a good inclusion proof in a tree of 10 billion equal subtrees: sizes beyond 32 bits."""
    index, size = TEN_BILLION - 1, TEN_BILLION
    node = leaf_hash(b"last")
    proof, at, last = [], index, size - 1
    while last:
        if at & 1 or at < last:
            sibling = hashlib.sha256(str(at).encode()).digest()
            proof.append(sibling)
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
        at, last = at >> 1, last >> 1
    given: Values = {"index": index, "size": size, "leaf": b"last".hex(), "proof": hexes(proof), "root": node.hex()}
    return Case("inclusion_beyond_32_bits", "inclusion", "The last of 10 billion leaves, proven.", MADE, given)


def sigsum_consistency(old: tuple[int, str], new: tuple[int, str], proof: list[str]) -> Values:
    """Return a consistency case over the made-up leaf hashes of the litewitness tests."""
    return {"old_size": old[0], "new_size": new[0], "old_root": old[1], "new_root": new[1], "proof": proof}


def consistency_cases() -> list[Case]:
    """Return good and bad consistency proofs."""
    cases = [
        Case(
            f"consistency_{old}_to_{new}",
            "consistency",
            f"From {old} to {new} leaves.",
            REFERENCE,
            consistency(old, new),
        )
        for old, new in ((1, 1), (1, 8), (2, 5), (6, 8), (4, 8), (7, 8))
    ]
    star = [(b"*" + bytes([n]) + bytes(30)).hex() for n in range(5)]
    three = (3, "45c088d4d939e9971298811f227d1295eaad57bbafae55cd71c171e7de48c25d")
    five = (5, "42bb57ad06420afa4882c4a63ac6a1ec77480b330b2f20dfc53a0caa5f564e36")
    pair = "c2088815d65f60dbfa594d4e96504ab169cb6084bf0c132ab7c521fd2e0eba41"
    one_three = sigsum_consistency((1, star[0]), three, [star[1], star[2]])
    three_five = sigsum_consistency(three, five, [star[2], star[3], pair, star[4]])
    changed = {**one_three, "proof": [star[1], other(star[2])]}
    empty = {**consistency(1, 8), "old_size": 0, "old_root": hashlib.sha256(b"").hexdigest(), "proof": []}
    cases += [
        Case("consistency_litewitness_1_to_3", "consistency", "Accepted by litewitness.", LITEWITNESS, one_three),
        Case("consistency_litewitness_3_to_5", "consistency", "Accepted by litewitness.", LITEWITNESS, three_five),
        Case("consistency_litewitness_altered", "consistency", "Refused by it.", LITEWITNESS, changed, "proof_wrong"),
        Case("consistency_from_empty", "consistency", "Every tree extends the empty one.", MADE, empty),
        Case(
            "consistency_from_wrong_empty",
            "consistency",
            "The empty tree has one root only.",
            MADE,
            {**empty, "old_root": ROOTS[0]},
            "proof_wrong",
        ),
    ]
    return cases + bad_consistency_cases()


def bad_consistency_cases() -> list[Case]:
    """Return consistency proofs that are wrong, each in one way."""
    good = consistency(6, 8)
    proof = good["proof"]
    fork = Tree(leaf_hash(each) for each in [*LEAVES[:4], b"rewritten", *LEAVES[5:]])
    forked: Values = {"new_root": fork.root().hex(), "proof": hexes(fork.consistency_proof(6, 8))}
    wrong: list[Wrong] = [
        ("forked", "The new tree has another fifth leaf.", forked, "proof_wrong"),
        ("altered_old_root", "The old root is another one.", {"old_root": ROOTS[4]}, "proof_wrong"),
        ("altered_new_root", "The new root is another one.", {"new_root": ROOTS[6]}, "proof_wrong"),
        ("reordered_hashes", "Two hashes are exchanged.", {"proof": [proof[1], proof[0], proof[2]]}, "proof_wrong"),
        ("missing_hash", "The last hash is missing.", {"proof": proof[:-1]}, "proof_malformed"),
        ("extra_hash", "There is one hash too many.", {"proof": [*proof, ROOTS[0]]}, "proof_malformed"),
        ("no_hashes", "There are no hashes at all.", {"proof": []}, "proof_malformed"),
        ("long_hash", "A hash has 33 bytes.", {"proof": [proof[0] + "00", *proof[1:]]}, "size_wrong"),
        ("shrunk", "The new tree is smaller.", {"old_size": 8, "new_size": 6}, "proof_malformed"),
        ("same_size", "Two roots for one size.", {"new_size": 6, "proof": []}, "proof_wrong"),
        ("same_size_with_hashes", "A tree and itself need no proof.", {"new_size": 6}, "proof_malformed"),
        ("ten_billion", "The new tree claims 10 billion leaves.", {"new_size": TEN_BILLION}, "proof_malformed"),
        ("size_too_large", "A tree has fewer than 2^53 leaves.", {"new_size": LARGEST + 1}, "value_out_of_range"),
    ]
    return refused("consistency", good, wrong)


def bundle_cases() -> list[Case]:
    """Return good and bad entry bundles."""
    data = encode_bundle(LEAVES[:4]).hex()
    good: Values = {"data": data, "width": 4}
    wrong: list[Wrong] = [
        ("cut_entry", "The last entry is cut short.", {"data": data[:-2]}, "truncated"),
        ("cut_length", "A length field is cut short.", {"data": data[:-6]}, "truncated"),
        ("empty", "The bundle has no bytes.", {"data": ""}, "truncated"),
        ("long_length", "A length of 65,535 over two bytes.", {"data": "ffff0000", "width": 1}, "truncated"),
        ("fewer", "An entry is missing.", {"width": 5}, "truncated"),
        ("more", "There is one entry too many.", {"width": 3}, "tile_wrong"),
    ]
    entries = {"entries": hexes(LEAVES[:4])}
    return [Case("bundle", "bundle", "Four entries.", MADE, good, output=entries), *refused("bundle", good, wrong)]


def path_cases() -> list[Case]:
    """Return cases of tile paths."""
    good: list[tuple[str, str, int | str, int, int, str, str]] = [
        ("in_three_parts", "Tile 1234067.", 0, 1234067, 256, "tile/0/x001/x234/067", TILES),
        ("partial", "A partial tile.", 2, 17, 1, "tile/2/017.p/1", MADE),
        ("entries", "A bundle.", "entries", 0, 256, "tile/entries/000", MADE),
        ("large", "Tile 39,062,500.", 0, 39062500, 256, "tile/0/x039/x062/500", MADE),
    ]
    wrong: list[Wrong] = [
        ("level_64", "Levels end at 63.", {"level": 64}, "value_out_of_range"),
        ("width_0", "No tile is empty.", {"width": 0}, "value_out_of_range"),
        ("width_257", "A tile has at most 256 hashes.", {"width": 257}, "value_out_of_range"),
    ]
    cases = []
    for name, about, level, number, width, path, origin in good:
        given: Values = {"level": level, "number": number, "width": width}
        cases.append(Case(f"tile_path_{name}", "tile_path", about, origin, given, output={"path": path}))
    return cases + refused("tile_path", {"level": 0, "number": 0, "width": 256}, wrong)


def tile_cases() -> list[Case]:
    """Return cases of roots from tiles."""
    tree = Tree(leaf_hash(str(number).encode()) for number in range(600))
    tiles = {tile_path(*each): tree.tile(*each).hex() for each in tiles_for(0, 600) if each.width < TILE_WIDTH}
    good: Values = {"size": 600, "tiles": tiles}
    first = min(tiles)
    wrong: list[Wrong] = [
        ("short", "A tile lacks a byte.", {"tiles": {**tiles, first: tiles[first][2:]}}, "tile_wrong"),
        ("missing", "A tile is missing.", {"tiles": {first: tiles[first]}}, "tile_wrong"),
        ("ten_billion", "10 billion leaves are claimed of two tiles.", {"size": TEN_BILLION}, "tile_wrong"),
    ]
    about, root = "The root of 600 leaves from its two partial tiles.", {"root": tree.root().hex()}
    return [Case("tiles_root", "tiles_root", about, MADE, good, output=root), *refused("tiles_root", good, wrong)]


if __name__ == "__main__":
    proofs = [*inclusion_cases(), deep_case(), *consistency_cases()]
    write("tree", [*root_cases(), *proofs, *bundle_cases(), *path_cases(), *tile_cases()])
