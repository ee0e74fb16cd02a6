"""ristretto255 (RFC 9496): points, scalars and the proof of equal logarithms. Specified in spec/points.md.

A point is its 32 canonical bytes, a scalar 32 bytes little-endian below L. libsodium, through rbcl, does the
arithmetic; the checks here come first, since rbcl takes scalars above L and points with the top bit set, and answers
an invalid point with the identity.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rbcl import crypto_core_ristretto255_add as add
from rbcl import crypto_core_ristretto255_from_hash as _from_hash
from rbcl import crypto_core_ristretto255_is_valid_point as _is_valid
from rbcl import crypto_core_ristretto255_scalar_add as scalar_add
from rbcl import crypto_core_ristretto255_scalar_invert as scalar_invert
from rbcl import crypto_core_ristretto255_scalar_mul as scalar_mul
from rbcl import crypto_core_ristretto255_scalar_reduce as _reduce
from rbcl import crypto_core_ristretto255_scalar_sub as scalar_sub
from rbcl import crypto_core_ristretto255_sub as sub
from rbcl import crypto_scalarmult_ristretto255_allow_scalar_zero as times
from rbcl import crypto_scalarmult_ristretto255_base_allow_scalar_zero as base

from undersign.protocol.encoding import challenge, digest
from undersign.protocol.errors import Refused

__all__ = [
    "IDENTITY",
    "G",
    "L",
    "Random",
    "add",
    "base",
    "check_point",
    "check_scalar",
    "hash_to_point",
    "int_scalar",
    "map_to_point",
    "prove_equal",
    "random_scalar",
    "scalar_add",
    "scalar_int",
    "scalar_invert",
    "scalar_mul",
    "scalar_sub",
    "sub",
    "times",
    "verify_equal",
]

Random = Callable[[int], bytes]

L: Final = 2**252 + 27742317777372353535851937790883648493
IDENTITY: Final = bytes(32)
ZERO: Final = bytes(32)
G: Final[bytes] = base((1).to_bytes(32, "little"))
PROOF_BYTES: Final = 64
TOP_BIT: Final = 0x80  # of byte 31: the libsodium of rbcl ignores it, so one point would have two forms


def check_point(data: bytes, *, identity: bool = False) -> bytes:
    """Return `data` if it is a canonical point, 32 bytes (RFC 9496 section 4.3.1).

    Errors: size_wrong; point_not_canonical; point_identity, unless `identity` is allowed.
    """
    if len(data) != 32:  # noqa: PLR2004 - the length of every point
        raise Refused("size_wrong", "a point has 32 bytes")
    if data == IDENTITY:
        if identity:
            return data
        raise Refused("point_identity")
    if data[31] & TOP_BIT or not _is_valid(data):
        raise Refused("point_not_canonical")
    return data


def check_scalar(data: bytes) -> bytes:
    """Return `data` if it is 32 bytes little-endian below L. Errors: size_wrong, scalar_not_canonical."""
    if len(data) != 32:  # noqa: PLR2004 - the length of every scalar
        raise Refused("size_wrong", "a scalar has 32 bytes")
    if int.from_bytes(data, "little") >= L:
        raise Refused("scalar_not_canonical")
    return data


def scalar_int(data: bytes) -> int:
    """Return the integer of a scalar."""
    return int.from_bytes(data, "little")


def int_scalar(number: int) -> bytes:
    """Return the scalar of an integer, reduced mod L."""
    return (number % L).to_bytes(32, "little")


def random_scalar(random: Random) -> bytes:
    """Return a scalar other than 0: 64 random bytes reduced mod L, drawn again should that give 0."""
    while True:
        scalar: bytes = _reduce(random(64))
        if scalar != ZERO:
            return scalar


def hash_to_point(label: str, *parts: bytes) -> bytes:
    """Return the point of digest(label, *parts) by the map of RFC 9496 section 4.3.4."""
    return map_to_point(digest(label, *parts))


def map_to_point(data: bytes) -> bytes:
    """Return the point of 64 uniform bytes (RFC 9496 section 4.3.4). Errors: size_wrong."""
    if len(data) != 64:  # noqa: PLR2004 - what the map takes
        raise Refused("size_wrong", "64 bytes are mapped to a point")
    point: bytes = _from_hash(data)
    return point


def prove_equal(  # noqa: PLR0913 - the statement has two bases and two images
    label: str, context: bytes, x: bytes, base2: bytes, image1: bytes, image2: bytes, random: Random
) -> bytes:
    """Prove that image1 = xG and image2 = x base2 have one logarithm (Chaum, Pedersen 1992; strong Fiat-Shamir).

    `context` is bound into the challenge. Returns 64 bytes: challenge e, response z = w + ex.
    """
    w = random_scalar(random)
    e = challenge(label, context, base2, image1, image2, base(w), times(w, base2))
    z: bytes = scalar_add(w, scalar_mul(e, x))
    return e + z


def verify_equal(  # noqa: PLR0913 - the statement has two bases and two images
    label: str, context: bytes, proof: bytes, base2: bytes, image1: bytes, image2: bytes
) -> None:
    """Check a proof of `prove_equal`. The three points must have been checked.

    Errors: size_wrong, scalar_not_canonical, equality_proof_wrong.
    """
    if len(proof) != PROOF_BYTES:
        raise Refused("size_wrong", "a proof of equal logarithms has 64 bytes")
    e, z = check_scalar(proof[:32]), check_scalar(proof[32:])
    w1 = sub(base(z), times(e, image1))
    w2 = sub(times(z, base2), times(e, image2))
    if challenge(label, context, base2, image1, image2, w1, w2) != e:
        raise Refused("equality_proof_wrong")
