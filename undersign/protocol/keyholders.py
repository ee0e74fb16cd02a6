"""Who the keyholders are, and the key that they hold together. Specified in spec/keyholders.md.

The public side of a ceremony: its document, fingerprint, transcript and the handing over to a new team. How keyholders
make the key is in ceremony.py, how they open with it in openings.py.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from bech32 import bech32_decode, convertbits

from undersign.protocol import points, signatures
from undersign.protocol.encoding import (
    PREFIX,
    Document,
    array,
    b64,
    boolean,
    challenge,
    encode,
    fields,
    integer,
    octets,
    one_of,
    optional,
    read,
    sha256,
    text,
    u64,
)
from undersign.protocol.errors import Refused
from undersign.protocol.notes import NoteKey, cosigner_key
from undersign.protocol.points import Random

MOST: Final = 25  # keyholders in one ceremony
MESSAGE_PURPOSE: Final = "keyholders/message"
FINGERPRINT_ROUNDS: Final = 2**18
SUCCESSION_PURPOSE: Final = "keyholders/succession"
TRANSCRIPT_ROUND: Final = 3  # signing the transcript is the last round, to everyone

Vector = Sequence[bytes]  # a commitment vector: points A_0 to A_(t-1), 32 bytes each

CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def line(least: int, most: int) -> Callable[[object], str]:
    """Return a check for a text of `least` characters to `most` UTF-8 bytes that can be shown to people as it is.

    It has no control, line or direction characters. Errors: document_field.
    """

    def check(value: object) -> str:
        given: str = text(most)(value)
        if len(given) < least or CONTROL.search(given):
            raise Refused("document_field", "a line of text without control characters is expected")
        return given

    return check


def recipient(value: object) -> str:
    """Check an age X25519 recipient: Bech32 of 32 bytes with prefix "age", lower case (C2SP age.md)."""
    given: str = text(100)(value)
    prefix, data = bech32_decode(given)
    key = convertbits(data, 5, 8, pad=False) if data else None
    if prefix != "age" or given != given.lower() or key is None or len(key) != 32:  # noqa: PLR2004 - an X25519 key
        raise Refused("document_field", "an age recipient (age1...) is expected")
    return given


def _key(value: object) -> bytes:
    return signatures.check_key(octets(32)(value))


VECTOR: Final = array(octets(32), 0, 64)  # of any length, so that a wrong one is named as such
_KEYHOLDER: Final = {"name": line(1, 80), "sign": _key, "age": recipient, "employer": line(0, 120)}
_CEREMONY: Final = {
    "kind": one_of("ceremony"),
    "keyholders": array(fields(_KEYHOLDER), 2, MOST),
    "t": integer(1, MOST),
    "founders": array(_key, 3, 100),
    "nonce": octets(32),
    "rehearsal": boolean,
    "previous": optional(octets(32)),
}
_TRANSCRIPT: Final = {
    "kind": one_of("transcript"),
    "ceremony": octets(32),
    "commitments": array(VECTOR, 2, MOST),
    "proofs": array(octets(64), 2, MOST),
    "key": octets(32),
    "shares": array(octets(32), 2, MOST),
}
_SUCCESSION: Final = {
    "kind": one_of("succession"),
    "old": octets(32),
    "new": octets(32),
    "signatures": array(fields({"keyholder": integer(1, MOST), "value": octets(64)}), 1, MOST),
}


@dataclass(frozen=True)
class Keyholder:
    """One keyholder as the ceremony names them: Ed25519 key (32 bytes), age recipient, employer ("" if none)."""

    name: str
    sign: bytes
    age: str
    employer: str


@dataclass(frozen=True)
class Ceremony:
    """A checked ceremony document. A keyholder's index is their place in `keyholders`, from 1."""

    hash: bytes
    t: int
    keyholders: tuple[Keyholder, ...]
    founders: tuple[bytes, ...]
    rehearsal: bool
    previous: bytes | None
    document: Document = field(repr=False, compare=False)

    @property
    def n(self) -> int:
        """Return how many keyholders there are."""
        return len(self.keyholders)

    def keyholder(self, index: int) -> Keyholder:
        """Return the keyholder at `index`, 1 to n. Errors: keyholder_unknown."""
        if not 1 <= index <= self.n:
            raise Refused("keyholder_unknown", f"index {index}, where there are {self.n}")
        return self.keyholders[index - 1]

    def who(self, index: int) -> str:
        """Name a keyholder for a person. Errors: keyholder_unknown."""
        return f"keyholder {index} ({self.keyholder(index).name})"

    def index(self, key: bytes) -> int:
        """Return the index of the keyholder who signs with `key`, 32 bytes. Errors: keyholder_unknown."""
        for index, keyholder in enumerate(self.keyholders, 1):
            if keyholder.sign == key:
                return index
        raise Refused("keyholder_unknown", "no keyholder of this ceremony signs with this key")

    @contextmanager
    def about(self, index: int) -> Iterator[None]:
        """Add to whatever is refused inside which keyholder it concerns."""
        try:
            yield
        except Refused as problem:
            detail = f": {problem.detail}" if problem.detail else ""
            raise Refused(problem.reason, self.who(index) + detail) from None


@dataclass(frozen=True)
class Team:
    """What a checked transcript gives everyone: the key P and the public shares P_1 to P_n, points of 32 bytes."""

    ceremony: bytes
    n: int
    t: int
    key: bytes
    shares: tuple[bytes, ...]

    def share(self, index: int) -> bytes:
        """Return the public share of the keyholder at `index`, 1 to n. Errors: keyholder_unknown."""
        if not 1 <= index <= self.n:
            raise Refused("keyholder_unknown", f"index {index}, where there are {self.n}")
        return self.shares[index - 1]


def read_ceremony(document: Document) -> Ceremony:
    """Check a ceremony document and return it with its hash, SHA-256 of the canonical form.

    Errors: document_field, size_wrong, key_not_canonical for its parts; ceremony_rule unless t <= n < 2t, n is at
    least 3 (2 in a rehearsal), and all names and keys of keyholders and all keys of founders are distinct.
    """
    given = read(document, _CEREMONY)
    n, t = len(given["keyholders"]), given["t"]
    if not t <= n < 2 * t:
        raise Refused("ceremony_rule", f"{t} of {n}: more than half are needed, and at most all")
    if n < (2 if given["rehearsal"] else 3):
        raise Refused("ceremony_rule", "two keyholders do only for a rehearsal")
    for name, word in (("name", "name"), ("sign", "signing key"), ("age", "age recipient")):
        if len({keyholder[name] for keyholder in given["keyholders"]}) < n:
            raise Refused("ceremony_rule", f"two keyholders have the same {word}")
    if len(set(given["founders"])) < len(given["founders"]):
        raise Refused("ceremony_rule", "a founder's key stands twice")
    keyholders = tuple(Keyholder(**each) for each in given["keyholders"])
    founders, previous = tuple(given["founders"]), given.get("previous")
    return Ceremony(ceremony_hash(document), t, keyholders, founders, given["rehearsal"], previous, document)


def cosigners(origin: str, ceremony: Ceremony) -> tuple[NoteKey, ...]:
    """Return the keys with which the team cosigns checkpoints of the record `origin`, in keyholder order.

    Their names are origin/keyholder/ + the first 16 hex digits of the ceremony's hash + / + the index.
    Errors: note_malformed for an origin that cannot be part of a key's name.
    """
    stem = f"{origin}/keyholder/{ceremony.hash.hex()[:16]}"
    return tuple(cosigner_key(f"{stem}/{i}", each.sign) for i, each in enumerate(ceremony.keyholders, start=1))


def ceremony_hash(document: Document) -> bytes:
    """Return SHA-256, 32 bytes, of the canonical form. Errors: document_field."""
    return sha256(encode(document))


def fingerprint(hashed: bytes) -> str:
    """Return 40 decimal digits in eight groups of five for a ceremony hash, 32 bytes; it takes some tenths of a second.

    Keyholders compare it by voice: 64 bytes of PBKDF2-HMAC-SHA-512 (RFC 8018 section 5.2) read big-endian, mod 10**40.
    That is 132 bits. The 2**18 rounds are for whoever makes two documents to share one fingerprint: about 2**66 tries
    would do, and each costs 2**19 hashes.
    """
    stretched = hashlib.pbkdf2_hmac("sha512", hashed, PREFIX + b"keyholders/fingerprint", FINGERPRINT_ROUNDS)
    digits = f"{int.from_bytes(stretched, 'big') % 10**40:040d}"
    return " ".join(digits[at : at + 5] for at in range(0, 40, 5))


def succession(old: Ceremony, new: Ceremony) -> Document:
    """Return the document by which the old team hands over; t of it sign it with `SUCCESSION_PURPOSE`."""
    return {"v": 1, "kind": "succession", "old": b64(old.hash), "new": b64(new.hash)}


def read_succession(document: Document) -> tuple[bytes, bytes, list[tuple[int, bytes]]]:
    """Return old and new ceremony hash and the signatures, as `check_succession` takes them, of the record's entry.

    Errors: document_field, size_wrong.
    """
    given = read(document, _SUCCESSION)
    return given["old"], given["new"], [(each["keyholder"], each["value"]) for each in given["signatures"]]


def check_succession(old: Ceremony, new: Ceremony, signed: Sequence[tuple[int, bytes]]) -> None:
    """Check that t keyholders of `old`, as (index, 64-byte signature), have signed over to `new`.

    Errors: ceremony_rule unless `new` names `old` as previous and keeps its founders (chains of vouches end there) and
    its being a rehearsal or not; keyholder_repeated, keyholder_unknown, keyholders_too_few; as signatures.verify.
    """
    if new.previous != old.hash:
        raise Refused("ceremony_rule", "the new ceremony does not name the old one")
    if set(new.founders) != set(old.founders) or new.rehearsal != old.rehearsal:
        raise Refused("ceremony_rule", "founders, and being a rehearsal, do not change from one team to the next")
    if len({index for index, _ in signed}) < len(signed):
        raise Refused("keyholder_repeated")
    for index, signature in signed:
        key = old.keyholder(index).sign
        with old.about(index):
            signatures.verify(key, SUCCESSION_PURPOSE, succession(old, new), signature)
    if len(signed) < old.t:
        raise Refused("keyholders_too_few", f"{len(signed)} signatures of the {old.t} needed")


def message_header(ceremony: Ceremony, round_: int, sender: int, to: int, body: Document) -> Document:
    """Return the document that a keyholder signs to send `body` (a document) in a round; `to` is 0 for everyone."""
    head = {"v": 1, "kind": "ceremony_message", "ceremony": b64(ceremony.hash)}
    return {**head, "round": round_, "from": sender, "to": to, "body_hash": b64(sha256(encode(body)))}


def _possession(ceremony: Ceremony, index: int, commitments: Vector, nonce_point: bytes) -> bytes:
    return challenge("keyholders/possession", ceremony.hash, u64(index), b"".join(commitments), nonce_point)


def prove_possession(ceremony: Ceremony, index: int, secret: bytes, commitments: Vector, random: Random) -> bytes:
    """Prove knowledge of the scalar behind A_0 (Schnorr 1991), bound to ceremony, index and the whole vector.

    Without it, who speaks last could choose A_0 so as to cancel the others (a rogue key). Returns 64 bytes: challenge
    e, response z = w + ea_0.
    """
    w = points.random_scalar(random)
    e = _possession(ceremony, index, commitments, points.base(w))
    z: bytes = points.scalar_add(w, points.scalar_mul(e, secret))
    return e + z


def check_commitments(ceremony: Ceremony, index: int, commitments: Vector, proof: bytes) -> None:
    """Check one keyholder's commitment vector and proof of possession, 64 bytes.

    Errors: commitment_length, point_identity, point_not_canonical, size_wrong, scalar_not_canonical, possession_wrong.
    """
    if len(commitments) != ceremony.t:
        raise Refused("commitment_length", f"{len(commitments)} points where t is {ceremony.t}")
    for point in commitments:
        points.check_point(point)
    if len(proof) != points.PROOF_BYTES:
        raise Refused("size_wrong", "a proof of possession has 64 bytes")
    e, z = points.check_scalar(proof[:32]), points.check_scalar(proof[32:])
    nonce_point = points.sub(points.base(z), points.times(e, commitments[0]))
    if _possession(ceremony, index, commitments, nonce_point) != e:
        raise Refused("possession_wrong")


def public_share(commitments: Vector, index: int) -> bytes:
    """Return the point A_0 + index A_1 + index^2 A_2 + ..., which is the share of keyholder `index` times G."""
    x = points.int_scalar(index)
    total = points.IDENTITY
    for point in reversed(commitments):
        total = points.add(points.times(x, total), point)
    return bytes(total)


def make_transcript(ceremony: Ceremony, commitments: Sequence[Vector], proofs: Sequence[bytes]) -> Document:
    """Return the transcript that follows from every keyholder's checked commitments and proof, in order of index.

    Errors: point_identity if the key or a public share is the identity.
    """
    sums = list(commitments[0])
    for vector in commitments[1:]:
        sums = [points.add(left, right) for left, right in zip(sums, vector, strict=True)]
    shares = [points.check_point(public_share(sums, index)) for index in range(1, ceremony.n + 1)]
    return {
        "v": 1,
        "kind": "transcript",
        "ceremony": b64(ceremony.hash),
        "commitments": [[b64(point) for point in vector] for vector in commitments],
        "proofs": [b64(proof) for proof in proofs],
        "key": b64(points.check_point(sums[0])),
        "shares": [b64(share) for share in shares],
    }


def check_transcript(ceremony: Ceremony, transcript: Document, signed: Sequence[bytes]) -> Team:
    """Check a transcript and the signatures of all n, 64 bytes each in order of index; return the team.

    Key and shares are computed again from the commitments. A signature is that of a message of round 3 to everyone
    whose body is the transcript. Errors: document_field, size_wrong; ceremony_other; as check_commitments;
    point_identity; transcript_wrong; transcript_unsigned; as signatures.verify.
    """
    given = read(transcript, _TRANSCRIPT)
    if given["ceremony"] != ceremony.hash:
        raise Refused("ceremony_other")
    if not len(given["commitments"]) == len(given["proofs"]) == len(given["shares"]) == ceremony.n:
        raise Refused("transcript_wrong", f"not {ceremony.n} vectors, proofs and shares")
    for index, (vector, proof) in enumerate(zip(given["commitments"], given["proofs"], strict=True), 1):
        with ceremony.about(index):
            check_commitments(ceremony, index, vector, proof)
    if make_transcript(ceremony, given["commitments"], given["proofs"]) != transcript:
        raise Refused("transcript_wrong", "key or shares do not follow from the commitments")
    if len(signed) != ceremony.n:
        raise Refused("transcript_unsigned", f"{len(signed)} signatures where all {ceremony.n} sign")
    for index, signature in enumerate(signed, 1):
        header = message_header(ceremony, TRANSCRIPT_ROUND, index, 0, transcript)
        with ceremony.about(index):
            signatures.verify(ceremony.keyholder(index).sign, MESSAGE_PURPOSE, header, signature)
    return Team(ceremony.hash, ceremony.n, ceremony.t, given["key"], tuple(given["shares"]))
