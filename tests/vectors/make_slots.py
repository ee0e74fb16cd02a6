"""Write vectors/slots/: the public tree and proofs of books in it. Run as `python -m tests.vectors.make_slots`."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Case, random_from, write
from undersign.protocol.encoding import b64, unb64
from undersign.protocol.slots import Head, slot_tree, tick_leaf
from undersign.protocol.tree import leaf_hash, root

MADE: Final = "made by tests/vectors/make_slots.py"

Values = dict[str, Any]
Wrong = tuple[str, str, Values, str]  # name, sentence, what is changed in the good input, the expected refusal

TICK: Final = 28_333_333  # a minute of November 2023
SLOTS: Final = 16
LARGEST: Final = 2**53 - 1

draw = random_from("vectors/slots")
KEY: Final = draw(32)
HEADS: Final = {slot: Head(draw(32), size, draw(32)) for slot, size in ((0, 3), (1, 40), (9, 7))}
TREE: Final = slot_tree(KEY, TICK, SLOTS, HEADS)
PROOF: Final = TREE.prove(9, 5)


def refused(operation: str, good: Values, wrong: list[Wrong]) -> list[Case]:
    """Return the cases that differ from a good input in one way each."""
    return [
        Case(f"{operation}_{name}", operation, about, MADE, {**good, **change}, expect)
        for name, about, change, expect in wrong
    ]


def tree_cases() -> list[Case]:
    """Return cases of a host filling the slots of one tick."""
    heads = [
        {"slot": slot, "book": head.book_id.hex(), "size": head.size, "root": head.root.hex()}
        for slot, head in HEADS.items()
    ]
    given: Values = {"key": KEY.hex(), "tick": TICK, "slots": SLOTS, "heads": heads}
    empty = slot_tree(KEY, TICK, SLOTS, {})
    outside: Values = {"heads": [{**heads[0], "slot": SLOTS}]}
    wrong: list[Wrong] = [
        ("not_a_power", "The number of slots is a power of two.", {"slots": 24}, "value_out_of_range"),
        ("too_few", "There are at least 16 slots.", {"slots": 8, "heads": []}, "value_out_of_range"),
        ("too_many", "There are at most 2^20 slots.", {"slots": 2**21, "heads": []}, "value_out_of_range"),
        ("outside", "A book's slot is below the number of slots.", outside, "value_out_of_range"),
        ("short_key", "The key of the slots has 32 bytes.", {"key": KEY.hex()[2:]}, "size_wrong"),
    ]
    return [
        Case("slot_tree", "slot_tree", "Three books in sixteen slots.", MADE, given, output={"leaf": TREE.leaf.hex()}),
        Case(
            "slot_tree_empty",
            "slot_tree",
            "No book at all: fillers only.",
            MADE,
            {**given, "heads": []},
            output={"leaf": empty.leaf.hex()},
        ),
        *refused("slot_tree", given, wrong),
    ]


def tick_cases() -> list[Case]:
    """Return cases of reading the leaves of the public tree."""
    leaves = [tick_leaf(TICK + skip, draw(32)) for skip in (0, 1, 5)]
    given: Values = {"leaves": [each.hex() for each in leaves]}
    largest = tick_leaf(LARGEST, bytes(32))
    output = {"size": 3, "tick": TICK + 5, "root": root(map(leaf_hash, leaves)).hex()}

    def changed(*order: bytes) -> Values:
        return {"leaves": [each.hex() for each in order]}

    wrong: list[Wrong] = [
        ("backwards", "A tick is before the one that it follows.", changed(leaves[1], leaves[0]), "tick_wrong"),
        ("repeated", "Two leaves have one tick.", changed(leaves[0], tick_leaf(TICK, draw(32))), "tick_wrong"),
        ("short", "A leaf has 39 bytes.", changed(leaves[0][:-1]), "size_wrong"),
        ("long", "A leaf has 41 bytes.", changed(leaves[0] + b"\x00"), "size_wrong"),
        ("too_large", "A tick is below 2^53.", changed((2**53).to_bytes(8, "big") + bytes(32)), "value_out_of_range"),
    ]
    return [
        Case("ticks", "ticks", "Three ticks, some missed between them.", MADE, given, output=output),
        Case(
            "ticks_largest",
            "ticks",
            "The last tick that there can be.",
            MADE,
            changed(largest),
            output={"size": 1, "tick": LARGEST, "root": leaf_hash(largest).hex()},
        ),
        *refused("ticks", given, wrong),
    ]


def proof_cases() -> list[Case]:
    """Return good and bad proofs of a book."""
    head = HEADS[9]
    good: Values = {
        "document": PROOF,
        "book": head.book_id.hex(),
        "slot": 9,
        "slots": SLOTS,
        "leaf": TREE.leaf.hex(),
    }
    path, salt, other = PROOF["path"], unb64(PROOF["salt"]), b64(draw(32))
    next_tick = slot_tree(KEY, TICK + 1, SLOTS, HEADS)
    forked = slot_tree(KEY, TICK, SLOTS, {9: Head(head.book_id, head.size, draw(32))})
    without = {name: value for name, value in PROOF.items() if name != "salt"}

    def changed(**fields: object) -> Values:
        return {"document": {**PROOF, **fields}}

    fork: Values = {"document": forked.prove(9, 5)}
    at_other_tick: Values = {"document": next_tick.prove(9, 6)}
    unproven_tick: Values = {"document": {**PROOF, "tick": TICK + 1}, "leaf": next_tick.leaf.hex()}
    wrong: list[Wrong] = [
        ("other_slot", "The book claims another slot.", {"slot": 8}, "proof_wrong"),
        ("other_book", "Another book claims the slot.", {"book": HEADS[1].book_id.hex()}, "proof_wrong"),
        ("second_version", "A second version of the book for the same tick.", fork, "proof_wrong"),
        ("other_size", "Another size.", changed(size=8), "proof_wrong"),
        ("other_root", "Another root.", changed(root=other), "proof_wrong"),
        ("other_salt", "Another salt.", changed(salt=other), "proof_wrong"),
        ("altered_path", "A hash of the path is altered.", changed(path=[other, *path[1:]]), "proof_wrong"),
        ("short_path", "The path is too short.", changed(path=path[1:]), "proof_malformed"),
        ("long_path", "The path is too long.", changed(path=[*path, other]), "proof_malformed"),
        ("more_slots", "The book's slot lies beyond the tree.", {"slot": 16}, "proof_malformed"),
        ("other_number", "The record has another number of slots.", {"slots": 32}, "proof_malformed"),
        ("other_tick", "The leaf is of another tick.", at_other_tick, "tick_wrong"),
        ("relabelled", "The proof of one tick for another.", unproven_tick, "proof_wrong"),
        ("no_salt", "A field is missing.", {"document": without}, "document_field"),
        ("more_fields", "An unknown field.", changed(extra=1), "document_field"),
        ("empty_book", "A book has at least its first entry.", changed(size=0), "document_field"),
        ("huge_size", "A size is below 2^53.", changed(size=2**53), "document_field"),
        ("short_salt", "A salt has 32 bytes.", changed(salt=b64(salt[:31])), "size_wrong"),
        ("padded_salt", "Base64url has no padding.", changed(salt=PROOF["salt"] + "="), "encoding_base64"),
        ("short_leaf", "The leaf of the public tree lacks a byte.", {"leaf": TREE.leaf.hex()[2:]}, "size_wrong"),
        ("twenty_one", "A path of 21 hashes.", changed(path=[other] * 21), "document_field"),
    ]
    output = {"tick": TICK, "position": 5, "size": head.size, "root": head.root.hex()}
    return [
        Case("book_proof", "book_proof", "A book of seven leaves in slot 9.", MADE, good, output=output),
        *refused("book_proof", good, wrong),
    ]


if __name__ == "__main__":
    write("slots", [*tree_cases(), *tick_cases(), *proof_cases()])
