"""Merkle trees (RFC 6962, RFC 9162) and their tiles (C2SP tlog-tiles). Specified in spec/tree.md."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from undersign.protocol.encoding import INTEGER_LIMIT
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()  # RFC 6962 section 2.1: the hash of a tree without leaves
TILE_WIDTH: Final = 256  # hashes in a full tile, entries in a full bundle
LEVELS: Final = 64  # tile levels that tlog-tiles allows
ENTRY_LIMIT: Final = 2**16  # an entry in a bundle is shorter than this


def leaf_hash(data: bytes) -> bytes:
    """Return the 32 bytes SHA-256(0x00 || data) (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32 bytes SHA-256(0x01 || left || right) (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _fold(subtrees: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees, given from left to right in falling size."""
    if not subtrees:
        return EMPTY_ROOT
    result = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        result = node_hash(left, result)
    return result


def _check_hash(data: bytes) -> bytes:
    if len(data) != HASH_BYTES:
        raise Refused("size_wrong", f"a hash of {len(data)} bytes where 32 are expected")
    return data


def check_size(size: int) -> int:
    """Return a tree's size if it is an integer from 0 to 2**53-1. Errors: value_out_of_range."""
    if not 0 <= size < INTEGER_LIMIT:
        raise Refused("value_out_of_range", "the size of a tree is between 0 and 2^53-1")
    return size


class Frontier:
    """The roots of the complete subtrees of a growing tree: enough to append and to know the root.

    It holds at most 53 hashes of 32 bytes, whatever the size. `hashes` goes from left to right, in falling size; a
    frontier that was saved as (size, hashes) is made again from the two.
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Start empty, or from a saved state. Errors: value_out_of_range, size_wrong, proof_malformed."""
        self.size = check_size(size)
        self.hashes = [_check_hash(each) for each in hashes]
        if len(self.hashes) != size.bit_count():
            raise Refused("proof_malformed", "a frontier has one hash for each 1 in the binary form of its size")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash, 32 bytes. Errors: size_wrong."""
        node, size = _check_hash(leaf), self.size
        while size & 1:
            node = node_hash(self.hashes.pop(), node)
            size >>= 1
        self.hashes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the 32-byte root over all leaves so far."""
        return _fold(self.hashes)


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes (32 bytes each). Errors: size_wrong."""
    frontier = Frontier()
    for each in leaf_hashes:
        frontier.append(each)
    return frontier.root()


class Tree:
    """A whole tree in memory, 64 bytes for each leaf: gives roots, proofs and tiles for any size up to its own."""

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        """Start with the given leaf hashes. Errors: size_wrong."""
        self.size = 0
        self._levels = [bytearray()]  # level k holds the roots of all complete subtrees of 2**k leaves
        for each in leaf_hashes:
            self.append(each)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash, 32 bytes. Errors: size_wrong."""
        levels, size, level = self._levels, self.size, 0
        levels[0] += _check_hash(leaf)
        while size & 1:
            node = hashlib.sha256(b"\x01" + levels[level][-2 * HASH_BYTES :]).digest()
            level += 1
            if level == len(levels):
                levels.append(bytearray())
            levels[level] += node
            size >>= 1
        self.size += 1

    def _hash(self, start: int, end: int) -> bytes:
        """Return MTH(D[start:end]), where `start` is a multiple of the largest power of two in end - start."""
        parts = []
        for level in range((end - start).bit_length() - 1, -1, -1):
            if (end - start) >> level & 1:
                at = (start >> level) * HASH_BYTES
                parts.append(bytes(self._levels[level][at : at + HASH_BYTES]))
                start += 1 << level
        return _fold(parts)

    def _until(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise Refused("proof_malformed", f"the tree has {self.size} leaves, not {size}")
        return size

    def root(self, size: int | None = None) -> bytes:
        """Return the 32-byte root over the first `size` leaves (all, if None). Errors: proof_malformed."""
        return self._hash(0, self._until(size))

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Return PATH(index, D[0:size]), leaf's sibling first (RFC 9162 section 2.1.3.1). Errors: proof_malformed."""
        low, high = 0, self._until(size)
        if not 0 <= index < high:
            raise Refused("proof_malformed", f"there is no leaf {index} among {high}")
        proof = []
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                proof.append(self._hash(middle, high))
                high = middle
            else:
                proof.append(self._hash(low, middle))
                low = middle
        return proof[::-1]

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """Return PROOF(old, D[0:new]) (RFC 9162 section 2.1.4.1); empty if `old` is 0 or `new`.

        Errors: proof_malformed.
        """
        low, high = 0, self._until(new)
        if not 0 <= old <= high:
            raise Refused("proof_malformed", f"a tree of {high} leaves does not extend one of {old}")
        if old == 0:
            return []
        proof = []
        while old != high:
            middle = low + _split(high - low)
            if old <= middle:
                proof.append(self._hash(middle, high))
                high = middle
            else:
                proof.append(self._hash(low, middle))
                low = middle
        if low:
            proof.append(self._hash(low, high))
        return proof[::-1]

    def tile(self, level: int, number: int, width: int = TILE_WIDTH) -> bytes:
        """Return the `width` hashes of a tile, 32 bytes each. Errors: tile_wrong if the tree does not hold them."""
        row = self._levels[8 * level] if 8 * level < len(self._levels) else b""
        start = number * TILE_WIDTH * HASH_BYTES
        data = bytes(row[start : start + width * HASH_BYTES])
        if not 1 <= width <= TILE_WIDTH or len(data) != width * HASH_BYTES:
            raise Refused("tile_wrong", f"no tile {number} of {width} hashes at level {level}")
        return data


def _split(size: int) -> int:
    """Return the largest power of two below `size` (at least 2)."""
    return 1 << (size - 1).bit_length() - 1


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash `leaf` stands at `index` in the tree of `size` leaves with `root`.

    RFC 9162 section 2.1.3.2. Nothing is allocated, whatever size is claimed.
    Errors: value_out_of_range; size_wrong; proof_malformed for a wrong number of hashes; proof_wrong.
    """
    if not 0 <= index < check_size(size):
        raise Refused("proof_malformed", f"there is no leaf {index} among {size}")
    at, last, result = index, size - 1, _check_hash(leaf)
    for sibling in proof:
        if last == 0:
            raise Refused("proof_malformed", "more hashes than the tree has levels")
        if at & 1 or at == last:
            result = node_hash(_check_hash(sibling), result)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            result = node_hash(result, _check_hash(sibling))
        at, last = at >> 1, last >> 1
    if last:
        raise Refused("proof_malformed", "fewer hashes than the path has")
    if result != root:
        raise Refused("proof_wrong")


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree (new_size, new_root) extends the tree (old_size, old_root).

    RFC 9162 section 2.1.4.2; from size 0, and between equal sizes, the proof is empty and the roots are compared.
    Errors: value_out_of_range; size_wrong; proof_malformed for a wrong number of hashes or a smaller tree; proof_wrong.
    """
    if check_size(old_size) > check_size(new_size):
        raise Refused("proof_malformed", f"a tree of {new_size} leaves does not extend one of {old_size}")
    if old_size in (0, new_size):
        if proof:
            raise Refused("proof_malformed", "no hashes are needed here")
        if old_root != (new_root if old_size else EMPTY_ROOT):
            raise Refused("proof_wrong")
        return
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    hashes = [_check_hash(each) for each in proof]
    if at == 0:  # the old size is a power of two: its root is itself the first hash
        hashes.insert(0, old_root)
    if not hashes:
        raise Refused("proof_malformed", "fewer hashes than the path has")
    if _climb(at, last, hashes) != (old_root, new_root):
        raise Refused("proof_wrong")


def _climb(at: int, last: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return both roots that a consistency proof leads to. Errors: proof_malformed."""
    old = new = hashes[0]
    for each in hashes[1:]:
        if last == 0:
            raise Refused("proof_malformed", "more hashes than the tree has levels")
        if at & 1 or at == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, each)
        at, last = at >> 1, last >> 1
    if last:
        raise Refused("proof_malformed", "fewer hashes than the path has")
    return old, new


class Tile(NamedTuple):
    """Where a tile stands: `width` hashes, each the root of 256**level leaves, from hash number * 256 on."""

    level: int
    number: int
    width: int


def tile_path(level: int | str, number: int, width: int = TILE_WIDTH) -> str:
    """Return the path below the log's prefix: `tile/0/x001/x234/067`, for a partial tile with `.p/<width>`.

    `level`: 0 to 63, or "entries" for a bundle. Errors: value_out_of_range.
    """
    if (level != "entries" and level not in range(LEVELS)) or not 1 <= width <= TILE_WIDTH:
        raise Refused("value_out_of_range", "levels go from 0 to 63, widths from 1 to 256")
    digits = str(check_size(number))
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([f"x{each}" for each in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{path}" + ("" if width == TILE_WIDTH else f".p/{width}")


def tiles_for(old_size: int, new_size: int) -> Iterator[Tile]:
    """Yield the tiles to write when a tree grows from `old_size` to `new_size` leaves, lowest level first.

    The tiles of level 0 are also the entry bundles to write. Errors: value_out_of_range.
    """
    old, new, level = check_size(old_size), check_size(new_size), 0
    while old < new:
        for number in range(old // TILE_WIDTH, -(-new // TILE_WIDTH)):
            yield Tile(level, number, min(TILE_WIDTH, new - number * TILE_WIDTH))
        old, new, level = old // TILE_WIDTH, new // TILE_WIDTH, level + 1


def tile_hashes(data: bytes, width: int) -> list[bytes]:
    """Return the hashes of a tile of `width` hashes. Errors: tile_wrong if it has another length."""
    if len(data) != width * HASH_BYTES:
        raise Refused("tile_wrong", f"{len(data)} bytes where {width} hashes are expected")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def root_from_tiles(size: int, read: Callable[[Tile], bytes]) -> bytes:
    """Return the root over `size` leaves from its partial tiles, at most one for each level.

    A full tile is checked by comparing the root over its hashes with the one hash for it a level higher.
    Errors: value_out_of_range, tile_wrong.
    """
    subtrees: list[bytes] = []
    for level in range(check_size(size).bit_length() // 8, -1, -1):
        count = size >> 8 * level
        width = count % TILE_WIDTH
        if width:
            hashes = tile_hashes(read(Tile(level, count // TILE_WIDTH, width)), width)
            subtrees += _complete(hashes)
    return _fold(subtrees)


def _complete(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the roots of the complete subtrees over neighbouring hashes, from left to right."""
    frontier = Frontier()
    for each in hashes:
        frontier.append(each)
    return frontier.hashes


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Return an entry bundle: for each entry its length as 2 bytes big-endian, then the entry.

    Errors: value_out_of_range for none or over 256 entries, or an entry of 65,536 bytes or more.
    """
    if not 1 <= len(entries) <= TILE_WIDTH or max(map(len, entries)) >= ENTRY_LIMIT:
        raise Refused("value_out_of_range", "a bundle has 1 to 256 entries of at most 65,535 bytes")
    return b"".join(len(each).to_bytes(2, "big") + each for each in entries)


def decode_bundle(data: bytes, width: int) -> list[bytes]:
    """Return the `width` entries of a bundle. Errors: truncated; tile_wrong if bytes are left over."""
    entries, at = [], 0
    for _ in range(width):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise Refused("truncated", f"an entry ends at byte {max(at, start)}, the bundle at {len(data)}")
        entries.append(data[start:at])
    if at != len(data):
        raise Refused("tile_wrong", f"{len(data) - at} bytes after the last of {width} entries")
    return entries
