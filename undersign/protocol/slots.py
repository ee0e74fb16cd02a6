"""The public tree: one leaf for each tick, the root over a fixed number of slots. Specified in spec/slots.md."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from undersign.protocol.encoding import INTEGER_LIMIT, Document, array, b64, encode, integer, octets, read, sha256, u64
from undersign.protocol.errors import Refused
from undersign.protocol.tree import HASH_BYTES, Frontier, Tree, leaf_hash, verify_inclusion

if TYPE_CHECKING:
    from collections.abc import Mapping

SLOTS_LEAST: Final = 16
SLOTS_MOST: Final = 2**20
PATH_MOST: Final = 20  # levels of a tree over SLOTS_MOST slots
TICK_LEAF_BYTES: Final = 40
KEY_BYTES: Final = 32

_PROOF = {
    "tick": integer(),
    "position": integer(),
    "salt": octets(32),
    "size": integer(1),
    "root": octets(32),
    "path": array(octets(32), 0, PATH_MOST),
}


class Head(NamedTuple):
    """What a book is at one tick: its id (32 bytes), how many leaves it has, the root over them (32 bytes)."""

    book_id: bytes
    size: int
    root: bytes


@dataclass(frozen=True)
class BookProof:
    """A checked proof: at `tick`, leaf `position` of the public tree, the book had `size` leaves under `root`."""

    tick: int
    position: int
    size: int
    root: bytes


def check_slots(slots: int) -> int:
    """Return the number of slots if it is a power of two from 16 to 1,048,576. Errors: value_out_of_range."""
    if not SLOTS_LEAST <= slots <= SLOTS_MOST or slots & (slots - 1):
        raise Refused("value_out_of_range", "the number of slots is a power of two from 16 to 1,048,576")
    return slots


def commitment(salt: bytes, head: Head) -> bytes:
    """Return the 32 bytes SHA-256(salt || canonical document of book, root and size) that a book's slot holds.

    `salt`: 32 bytes. Errors: size_wrong, document_field.
    """
    if len(salt) != HASH_BYTES:
        raise Refused("size_wrong", "a salt has 32 bytes")
    return sha256(salt + encode({"v": 1, "book": b64(head.book_id), "root": b64(head.root), "size": head.size}))


def filler(key: bytes, tick: int, slot: int) -> bytes:
    """Return the 32 bytes HMAC-SHA-256(key, u64(tick) || u64(slot)) that a slot without a book holds."""
    return hmac.digest(key, u64(tick) + u64(slot), "sha256")


def slot_salt(key: bytes, tick: int, slot: int) -> bytes:
    """Return the 32 bytes HMAC-SHA-256(key, "salt" || u64(tick) || u64(slot)) that salt a book's commitment.

    The host can make it again at any time, so it stores none. `key`: 32 bytes, known to the host alone.
    """
    return hmac.digest(key, b"salt" + u64(tick) + u64(slot), "sha256")


class SlotTree:
    """The tree over all slots at one tick."""

    def __init__(self, key: bytes, tick: int, slots: int, heads: Mapping[int, Head]) -> None:
        """Fill the slots. `heads` says which book stands in which slot, and as what. Errors: as slot_tree."""
        if len(key) != KEY_BYTES:
            raise Refused("size_wrong", "the key of the slots has 32 bytes")
        numbers = range(check_slots(slots))
        if any(slot not in numbers for slot in heads):
            raise Refused("value_out_of_range", f"a slot is below {slots}")
        self.tick, self._key, self._heads, self._tree = tick, key, heads, Tree()
        for slot in numbers:
            head = heads.get(slot)
            value = commitment(slot_salt(key, tick, slot), head) if head else filler(key, tick, slot)
            self._tree.append(leaf_hash(value))
        self.root = self._tree.root()

    @property
    def leaf(self) -> bytes:
        """The 40 bytes that the public tree gains at this tick."""
        return tick_leaf(self.tick, self.root)

    def path(self, slot: int) -> list[bytes]:
        """Return the hashes beside the way from a slot to the root, lowest first."""
        return self._tree.inclusion_proof(slot)

    def prove(self, slot: int, position: int) -> Document:
        """Return the proof of the book in `slot`; `position` is this tick's leaf in the public tree.

        Errors: value_out_of_range if no book stands in the slot.
        """
        head = self._heads.get(slot)
        if head is None:
            raise Refused("value_out_of_range", f"no book stands in slot {slot}")
        salt, path = slot_salt(self._key, self.tick, slot), [b64(each) for each in self.path(slot)]
        head_fields = {"size": head.size, "root": b64(head.root)}
        return {"v": 1, "tick": self.tick, "position": position, "salt": b64(salt), **head_fields, "path": path}


def slot_tree(key: bytes, tick: int, slots: int, heads: Mapping[int, Head]) -> SlotTree:
    """Return the tree over `slots` slots at `tick`: commitments where `heads` names a book, fillers elsewhere.

    `key`: 32 bytes, the host's own. Errors: size_wrong, value_out_of_range.
    """
    return SlotTree(key, tick, slots, heads)


def tick_leaf(tick: int, root: bytes) -> bytes:
    """Return the 40 bytes u64(tick) || root: the data of one leaf of the public tree."""
    return u64(tick) + root


def parse_tick_leaf(data: bytes) -> tuple[int, bytes]:
    """Return tick and 32-byte root of a leaf of the public tree. Errors: size_wrong, value_out_of_range."""
    if len(data) != TICK_LEAF_BYTES:
        raise Refused("size_wrong", "a leaf of the public tree has 40 bytes")
    tick = int.from_bytes(data[:8], "big")
    if tick >= INTEGER_LIMIT:
        raise Refused("value_out_of_range", "a tick is below 2^53")
    return tick, data[8:]


class TickReader:
    """Reads the public tree leaf by leaf in constant memory: ticks must increase. It knows its size and root."""

    def __init__(self, frontier: Frontier | None = None, last_tick: int = -1) -> None:
        """Start empty, or after leaves that were read before."""
        self.frontier = frontier or Frontier()
        self.last_tick = last_tick

    def feed(self, data: bytes) -> None:
        """Read the next leaf, 40 bytes. Errors: size_wrong, value_out_of_range, tick_wrong."""
        tick, _ = parse_tick_leaf(data)
        if tick <= self.last_tick:
            raise Refused("tick_wrong", f"tick {tick} after {self.last_tick}")
        self.last_tick = tick
        self.frontier.append(leaf_hash(data))

    def root(self) -> bytes:
        """Return the 32-byte root over what was read."""
        return self.frontier.root()


def proof_fields(document: Document) -> Document:
    """Return the fields of a book proof, bytes decoded; `position` says which leaf to fetch.

    Errors: document_field, encoding_base64, size_wrong.
    """
    return read(document, _PROOF)


def check_book_proof(document: Document, book_id: bytes, slot: int, slots: int, leaf_data: bytes) -> BookProof:
    """Check that the book stood in its slot as the proof says.

    `leaf_data`: the 40 bytes at `position` of the public tree, themselves already proven. The slot's number is its
    place in the tree, so a proof for another slot fails.
    Errors: document_field, encoding_base64, size_wrong, value_out_of_range; tick_wrong if the leaf is of another tick;
    proof_malformed for a path of another length or a slot outside; proof_wrong.
    """
    given = proof_fields(document)
    tick, root = parse_tick_leaf(leaf_data)
    if tick != given["tick"]:
        raise Refused("tick_wrong", f"the leaf is of tick {tick}, the proof of tick {given['tick']}")
    value = commitment(given["salt"], Head(book_id, given["size"], given["root"]))
    verify_inclusion(slot, check_slots(slots), leaf_hash(value), given["path"], root)
    return BookProof(tick, given["position"], given["size"], given["root"])
