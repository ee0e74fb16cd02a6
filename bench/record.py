"""`record`: leaves appended per second, and microseconds per inclusion proof, in a tree of a million leaves."""

import secrets

from bench.frame import CannotRun, figure, finish, machine, say
from bench.timing import once
from undersign.protocol.record import leaf
from undersign.protocol.tree import Tree, leaf_hash, verify_inclusion

LEAVES = 1_000_000
PROOFS = 20_000
STEP = 7_919
"""A prime that doesn't divide the number of leaves: the proofs go through the whole tree out of order."""

ENTRY = bytes(300)
"""As long as an envelope's entry in a box book, roughly. Its content makes no difference to hashing."""


def run(arguments: list[str]) -> None:
    """Build the tree leaf by leaf, make and check proofs, and print the line."""
    if arguments:
        raise CannotRun("it takes no argument")
    say(machine())
    salts = [secrets.token_bytes(32) for _ in range(LEAVES)]
    tree = Tree()
    appending = once(lambda: append_all(tree, salts))
    say(f"{LEAVES:,} leaves (salt and an entry of {len(ENTRY)} bytes each) appended in {appending:.1f} s")
    places = [turn * STEP % LEAVES for turn in range(PROOFS)]
    proofs: list[list[bytes]] = []
    proving = once(lambda: proofs.extend(map(tree.inclusion_proof, places))) / PROOFS
    leaves = [leaf_hash(leaf(salts[place], ENTRY)) for place in places]
    checking = once(lambda: check_all(tree.root(), places, leaves, proofs)) / PROOFS
    say(f"inclusion proofs of {len(proofs[0])} hashes: made in {proving * 1e6:.1f} us, checked in {checking * 1e6:.1f}")
    finish("record", {"appends_per_s": figure(round(LEAVES / appending)), "proof_us": figure(proving * 1e6, 1)})


def append_all(tree: Tree, salts: list[bytes]) -> None:
    """Hash and append one leaf after the other, as a host does."""
    for salt in salts:
        tree.append(leaf_hash(leaf(salt, ENTRY)))


def check_all(root: bytes, places: list[int], leaves: list[bytes], proofs: list[list[bytes]]) -> None:
    """Check one inclusion proof per place. Raises Refused if one doesn't hold."""
    for place, each, proof in zip(places, leaves, proofs, strict=True):
        verify_inclusion(place, LEAVES, each, proof, root)
