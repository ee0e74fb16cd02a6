"""What the cases of vectors/tree/ ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from undersign.protocol import tree

if TYPE_CHECKING:
    from tests.vectors.cases import Operation

Values = dict[str, Any]


def unhex(texts: list[str]) -> list[bytes]:
    """Return the bytes of each."""
    return [bytes.fromhex(each) for each in texts]


def tree_root(given: Values) -> Values:
    """Return the root over leaves, given as their data."""
    return {"root": tree.root(tree.leaf_hash(each) for each in unhex(given["leaves"])).hex()}


def inclusion(given: Values) -> Values:
    """Check that a leaf, given as its data, stands in a tree."""
    leaf, root = tree.leaf_hash(bytes.fromhex(given["leaf"])), bytes.fromhex(given["root"])
    tree.verify_inclusion(given["index"], given["size"], leaf, unhex(given["proof"]), root)
    return {}


def consistency(given: Values) -> Values:
    """Check that one tree extends another."""
    old, new = bytes.fromhex(given["old_root"]), bytes.fromhex(given["new_root"])
    tree.verify_consistency(given["old_size"], given["new_size"], old, new, unhex(given["proof"]))
    return {}


def bundle(given: Values) -> Values:
    """Return the entries of a bundle."""
    entries = tree.decode_bundle(bytes.fromhex(given["data"]), given["width"])
    return {"entries": [each.hex() for each in entries]}


def tile_path(given: Values) -> Values:
    """Return the path of a tile or bundle."""
    return {"path": tree.tile_path(given["level"], given["number"], given["width"])}


def tiles_root(given: Values) -> Values:
    """Return the root from tiles, given by path; one that is missing reads as empty."""

    def read(tile: tree.Tile) -> bytes:
        return bytes.fromhex(given["tiles"].get(tree.tile_path(*tile), ""))

    return {"root": tree.root_from_tiles(given["size"], read).hex()}


OPERATIONS: dict[str, Operation] = {
    "tree_root": tree_root,
    "inclusion": inclusion,
    "consistency": consistency,
    "bundle": bundle,
    "tile_path": tile_path,
    "tiles_root": tiles_root,
}
