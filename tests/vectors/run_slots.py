"""What the cases of vectors/slots/ ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from undersign.protocol import slots

if TYPE_CHECKING:
    from tests.vectors.cases import Operation

Values = dict[str, Any]


def slot_tree(given: Values) -> Values:
    """Fill the slots of one tick."""
    heads = {
        each["slot"]: slots.Head(bytes.fromhex(each["book"]), each["size"], bytes.fromhex(each["root"]))
        for each in given["heads"]
    }
    return {"leaf": slots.slot_tree(bytes.fromhex(given["key"]), given["tick"], given["slots"], heads).leaf.hex()}


def ticks(given: Values) -> Values:
    """Read the public tree."""
    reader = slots.TickReader()
    for each in given["leaves"]:
        reader.feed(bytes.fromhex(each))
    return {"size": reader.frontier.size, "tick": reader.last_tick, "root": reader.root().hex()}


def book_proof(given: Values) -> Values:
    """Check that a book stood in its slot."""
    book, leaf = bytes.fromhex(given["book"]), bytes.fromhex(given["leaf"])
    proof = slots.check_book_proof(given["document"], book, given["slot"], given["slots"], leaf)
    return {"tick": proof.tick, "position": proof.position, "size": proof.size, "root": proof.root.hex()}


OPERATIONS: dict[str, Operation] = {"slot_tree": slot_tree, "ticks": ticks, "book_proof": book_proof}
