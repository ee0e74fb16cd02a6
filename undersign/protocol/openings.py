"""Partial openings of sums, and putting t of them together. Specified in spec/openings.md.

Threshold ElGamal decryption (Desmedt, Frankel 1989; Pedersen 1991): keyholder i gives x_i R for each sum's R, with a
proof of equal logarithms against their public share; Lagrange in the exponent gives xR.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from undersign.protocol import points
from undersign.protocol.encoding import frame, u64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Team
from undersign.protocol.points import Random

LABEL: Final = "keyholders/opening"


class Part(NamedTuple):
    """What one keyholder gives for a group: for each sum a point of 32 bytes and a proof of 64 bytes."""

    points: Sequence[bytes]
    proofs: Sequence[bytes]


def context(ceremony: bytes, box_id: bytes, request: bytes, group: int) -> bytes:
    """Return what the proofs of one group are bound to.

    These are frames of ceremony hash, box id, opening request hash (32 bytes each) and the group's index in the opening
    request, from 0. Each proof adds the position within the group, from 0. Errors: value_out_of_range.
    """
    return frame(ceremony) + frame(box_id) + frame(request) + frame(u64(group))


def open_part(secret: bytes, sums: Sequence[bytes], bound: bytes, random: Random) -> Part:
    """Return x_i R for each R in `sums` (32-byte points), and a proof of 64 bytes for each.

    `secret` is the keyholder's share, `bound` is `context(...)`. A sum may be the identity, as its envelopes are
    somebody else's choice. Errors: size_wrong, point_not_canonical.
    """
    image = points.base(secret)
    opened, proofs = [], []
    for position, total in enumerate(sums):
        points.check_point(total, identity=True)
        part = points.times(secret, total)
        here = bound + frame(u64(position))
        opened.append(part)
        proofs.append(points.prove_equal(LABEL, here, secret, total, image, part, random))
    return Part(opened, proofs)


def check_part(team: Team, index: int, sums: Sequence[bytes], bound: bytes, part: Part) -> None:
    """Check what the keyholder at `index` gave for `sums`, as `open_part` returns it.

    Errors: keyholder_unknown; size_wrong, point_not_canonical; partial_opening_wrong, with the position, for a proof
    that does not hold or a number of parts other than that of the sums.
    """
    image = team.share(index)
    if not len(sums) == len(part.points) == len(part.proofs):
        raise Refused("partial_opening_wrong", f"keyholder {index}: {len(part.points)} points for {len(sums)} sums")
    for position, (total, opened, proof) in enumerate(zip(sums, part.points, part.proofs, strict=True)):
        points.check_point(total, identity=True)
        points.check_point(opened, identity=True)
        try:
            points.verify_equal(LABEL, bound + frame(u64(position)), proof, total, image, opened)
        except Refused as problem:
            where = f"keyholder {index}, position {position}: {problem.reason}"
            raise Refused("partial_opening_wrong", where) from None


def lagrange(indices: Sequence[int]) -> list[bytes]:
    """Return for each index the scalar by which its value counts at 0 (Shamir 1979). Indices are distinct, from 1."""
    weights = []
    for index in indices:
        above, below = 1, 1
        for other in indices:
            if other != index:
                above, below = above * other % points.L, below * (other - index) % points.L
        weights.append(points.int_scalar(above * pow(below, -1, points.L)))
    return weights


def combine(t: int, indices: Sequence[int], parts: Sequence[Sequence[bytes]]) -> list[bytes]:
    """Return xR for each position from the checked points of the keyholders at `indices`, in the same order.

    The first t are used; any t give the same. Errors: keyholder_repeated, keyholders_too_few; keyholder_unknown if an
    index is below 1; partial_opening_wrong if the parts differ in number.
    """
    if len(set(indices)) < len(indices):
        raise Refused("keyholder_repeated")
    if any(index < 1 for index in indices):
        raise Refused("keyholder_unknown", "indices begin at 1")
    if len(indices) < t:
        raise Refused("keyholders_too_few", f"{len(indices)} of the {t} needed")
    used = list(parts[:t])
    if len(parts) != len(indices) or any(len(part) != len(used[0]) for part in used):
        raise Refused("partial_opening_wrong", "the keyholders' parts differ in number")
    weights = lagrange(indices[:t])
    totals = []
    for position in range(len(used[0])):
        total = points.IDENTITY
        for weight, part in zip(weights, used, strict=True):
            total = points.add(total, points.times(weight, part[position]))
        totals.append(total)
    return totals
