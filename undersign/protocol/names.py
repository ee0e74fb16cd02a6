"""Sealed names: a threshold cipher for demands, and the rule by which names open. Specified in spec/names.md.

TDH2 (Shoup, Gennaro 2002) over ristretto255. The label binds a sealed name to its box, envelope key, level
and seq, so that nobody can have it opened elsewhere. No name ever stands in an error or a repr.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from undersign.protocol import openings, points
from undersign.protocol.encoding import challenge, frame, sha256, u64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Team
from undersign.protocol.points import Random

G2: Final = points.hash_to_point("tdh2/g2")
LABEL: Final = "names/opening"  # of the proof of a partial opening

PLAIN_BYTES: Final = 512
TEXT_BYTES: Final = 200  # the most that a name, or a job title, may have in UTF-8
SALT_BYTES: Final = 32
BOX_BYTES: Final = PLAIN_BYTES + 16  # c: ChaCha20-Poly1305 adds a tag of 16 bytes
SEALED_BYTES: Final = BOX_BYTES + 4 * 32  # c || R || R2 || e || f

_NONCE: Final = bytes(12)  # every key is used once
# Controls, line and paragraph separators, direction controls, surrogates.
_FORBIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Place(NamedTuple):
    """Where a sealed name belongs: box id and envelope key, 32 bytes each; a listed level; the envelope's seq."""

    box_id: bytes
    envelope_key: bytes
    level: int
    seq: int

    def label(self) -> bytes:
        """Return the four framed parts, 112 bytes. Errors: size_wrong, value_out_of_range."""
        if len(self.box_id) != 32 or len(self.envelope_key) != 32:  # noqa: PLR2004 - a hash and a key
            raise Refused("size_wrong", "a box id and an envelope key have 32 bytes")
        return frame(self.box_id) + frame(self.envelope_key) + frame(u64(self.level)) + frame(u64(self.seq))


@dataclass(frozen=True)
class SealedName:
    """A sealed name whose proof has been checked; only `check_sealed_name` makes one. `c` is 528 bytes, points 32."""

    label: bytes
    c: bytes = field(repr=False)
    r: bytes
    r2: bytes


class NamePart(NamedTuple):
    """What one keyholder gives for a sealed name: the point x_i R, 32 bytes, and a proof, 64 bytes."""

    point: bytes
    proof: bytes


def _key(label: bytes, r: bytes, r2: bytes, shared: bytes) -> bytes:
    """Return the 32-byte key of one sealed name: HKDF-SHA-512 (RFC 5869), empty salt, of the point rP = xR."""
    return HKDF(algorithm=SHA512(), length=32, salt=None, info=frame(label) + frame(r) + frame(r2)).derive(shared)


def _line(text: str) -> bytes:
    """Return 2 bytes of length, big-endian, and the text in UTF-8."""
    data = text.encode(errors="surrogatepass")
    if not 1 <= len(data) <= TEXT_BYTES or _FORBIDDEN.search(text):
        raise Refused("name_too_long")
    return len(data).to_bytes(2, "big") + data


def _unline(plain: bytes, at: int) -> tuple[str, int]:
    """Return the text whose length stands at `at`, and where it ends."""
    length = int.from_bytes(plain[at : at + 2], "big")
    if not 1 <= length <= TEXT_BYTES:
        raise Refused("name_malformed", "a length is 0 or above 200")
    data = plain[at + 2 : at + 2 + length]
    text = data.decode(errors="replace")
    if text.encode() != data or _FORBIDDEN.search(text):  # an exception would carry the bytes with it
        raise Refused("name_malformed", "not UTF-8, or characters that a name may not have")
    return text, at + 2 + length


def seal_name(team_key: bytes, place: Place, name: str, title: str, random: Random) -> bytes:
    """Return the sealed name, 656 bytes: c || R || R2 || e || f.

    `team_key` is P; name and job title have 1 to 200 UTF-8 bytes and no control characters.
    Errors: name_too_long; size_wrong, value_out_of_range; point_identity, point_not_canonical.
    """
    points.check_point(team_key)
    label = place.label()
    plain = (_line(name) + _line(title)).ljust(PLAIN_BYTES, b"\0")
    secret, s = points.random_scalar(random), points.random_scalar(random)
    r, r2 = points.base(secret), points.times(secret, G2)
    c = ChaCha20Poly1305(_key(label, r, r2, points.times(secret, team_key))).encrypt(_NONCE, plain, label)
    e = challenge("tdh2", team_key, c, label, r, r2, points.base(s), points.times(s, G2))
    f = points.scalar_add(s, points.scalar_mul(secret, e))
    return b"".join((c, r, r2, e, f))


def check_sealed_name(team_key: bytes, place: Place, sealed: bytes) -> SealedName:
    """Check, before any use, that whoever sealed this knew r and meant exactly this place; return it taken apart.

    W = fG - eR and W2 = fG2 - eR2 are computed again (TDH2's check). It says nothing about what c holds: that shows
    only when it is opened. Errors: size_wrong; point_identity, point_not_canonical, scalar_not_canonical;
    name_proof_wrong.
    """
    if len(sealed) != SEALED_BYTES:
        raise Refused("size_wrong", f"a sealed name has {SEALED_BYTES} bytes, not {len(sealed)}")
    points.check_point(team_key)
    label = place.label()
    c = sealed[:BOX_BYTES]
    r, r2, e, f = (sealed[at : at + 32] for at in range(BOX_BYTES, SEALED_BYTES, 32))
    points.check_point(r)
    points.check_point(r2)
    points.check_scalar(e)
    points.check_scalar(f)
    w = points.sub(points.base(f), points.times(e, r))
    w2 = points.sub(points.times(f, G2), points.times(e, r2))
    if challenge("tdh2", team_key, c, label, r, r2, w, w2) != e:
        raise Refused("name_proof_wrong")
    return SealedName(label, c, r, r2)


def commitment(salt: bytes, sealed: bytes) -> bytes:
    """Return what an envelope signs, 32 bytes: SHA-256(salt || sealed name). Errors: size_wrong."""
    if len(salt) != SALT_BYTES or len(sealed) != SEALED_BYTES:
        raise Refused("size_wrong", f"a salt has {SALT_BYTES} bytes, a sealed name {SEALED_BYTES}")
    return sha256(salt + sealed)


def check_commitment(committed: bytes, salt: bytes, sealed: bytes) -> None:
    """Check that the envelope signed this sealed name. Errors: size_wrong, name_wrong_commitment."""
    if commitment(salt, sealed) != committed:
        raise Refused("name_wrong_commitment")


def _context(sealed: SealedName, request: bytes) -> bytes:
    return frame(sealed.label) + frame(request)


def open_part(secret: bytes, sealed: SealedName, request: bytes, random: Random) -> NamePart:
    """Return x_i R with a proof of equality against P_i, bound to the label and the opening request's hash, 32 bytes.

    `secret` is the keyholder's share x_i.
    """
    point, image = points.times(secret, sealed.r), points.base(secret)
    proof = points.prove_equal(LABEL, _context(sealed, request), secret, sealed.r, image, point, random)
    return NamePart(point, proof)


def check_part(team: Team, index: int, sealed: SealedName, request: bytes, part: NamePart) -> None:
    """Check what the keyholder at `index` gave for a sealed name.

    Errors: keyholder_unknown; size_wrong, point_identity, point_not_canonical; partial_opening_wrong.
    """
    image = team.share(index)
    points.check_point(part.point)
    try:
        points.verify_equal(LABEL, _context(sealed, request), part.proof, sealed.r, image, part.point)
    except Refused as problem:
        raise Refused("partial_opening_wrong", f"keyholder {index}: {problem.reason}") from None


def combine(t: int, indices: Sequence[int], parts: Sequence[NamePart]) -> bytes:
    """Return xR, 32 bytes, from the checked parts of t different keyholders. Errors: as openings.combine."""
    shared: bytes = openings.combine(t, indices, [[part.point] for part in parts])[0]
    return shared


def open_name(sealed: SealedName, shared: bytes) -> tuple[str, str]:
    """Return name and job title, given xR, 32 bytes.

    Errors: name_malformed if `c` does not open under xR, or holds anything but the one form of 512 bytes: whoever seals
    can put anything there, and it is found only now.
    """
    key = _key(sealed.label, sealed.r, sealed.r2, shared)
    try:
        plain = ChaCha20Poly1305(key).decrypt(_NONCE, sealed.c, sealed.label)
    except InvalidTag:
        raise Refused("name_malformed", "it does not open") from None
    name, at = _unline(plain, 0)
    title, end = _unline(plain, at)
    if any(plain[end:]):
        raise Refused("name_malformed", "bytes other than zero after the job title")
    return name, title


def levels_reached(levels: Sequence[int], counted: Sequence[int]) -> int | None:
    """Return the greatest listed level s with at least s counted envelopes of level <= s, or None if none opens.

    `levels` are those of the definition, `counted` the level of each envelope that counts. The envelopes of level <= s
    open, no others. Errors: level_unknown if an envelope has a level that is not listed.
    """
    if not set(counted) <= set(levels):
        raise Refused("level_unknown")
    reached = [s for s in levels if sum(1 for level in counted if level <= s) >= s]
    return max(reached, default=None)
