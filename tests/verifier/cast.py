"""Who is in the small world of these tests: a host, three founders, fifteen members, three keyholders and their keys.

Everything is drawn from labels, but for the RSA keys, which are made once in each run.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from itertools import count

import pyrage
from cryptography.hazmat.primitives.asymmetric import rsa

from undersign.protocol import ceremony as rounds
from undersign.protocol import passes
from undersign.protocol.encoding import Document, b64, sha256
from undersign.protocol.keyholders import Ceremony, Team, check_transcript, read_ceremony
from undersign.protocol.points import Random
from undersign.protocol.signatures import public_key

ORIGIN = "example.org/peers"
FIRST_TICK = 29_000_000  # in minutes since 1970
TICK_SECONDS = 60
DAY = FIRST_TICK * TICK_SECONDS // 86_400
N, T = 3, 2
TAGS = 2
EMPLOYER = "Peers United"  # of all members, and of the last keyholder


def seed(label: str) -> bytes:
    """Return 32 bytes for a label."""
    return sha256(f"tests/verifier/{label}".encode())


def stream(label: str) -> Random:
    """Return a source of bytes that gives the same bytes each time."""
    numbers = count()
    return lambda size: hashlib.shake_256(f"{label}/{next(numbers)}".encode()).digest(size)


HOST = seed("host")
FOUNDERS = [seed(f"founder {i}") for i in range(3)]
MEMBERS = [seed(f"member {i}") for i in range(20)]  # ten in NY, five in VT, five in ME
KEYHOLDERS = [seed(f"keyholder {i}") for i in range(1, N + 1)]


def key(secret: bytes) -> str:
    """Return the public key of a secret, as documents hold it."""
    return b64(public_key(secret))


@dataclass(frozen=True)
class Held:
    """The keyholders: their ceremony, the signed transcript, the team, each one's share."""

    ceremony: Ceremony
    transcript: Document
    signatures: list[bytes]
    team: Team
    shares: list[bytes]


@cache
def held(label: str = "first", previous: bytes | None = None) -> Held:
    """Hold a ceremony, perhaps one that follows another."""
    keyholders = [
        {
            "name": f"Keyholder {i}",
            "sign": key(secret),
            "age": str(pyrage.x25519.Identity.generate().to_public()),
            "employer": EMPLOYER.upper() if i == N else "",
        }
        for i, secret in enumerate(KEYHOLDERS, 1)
    ]
    document: Document = {"v": 1, "kind": "ceremony", "keyholders": keyholders, "t": T, "rehearsal": True}
    document |= {"founders": [key(each) for each in FOUNDERS], "nonce": b64(seed(f"ceremony {label}"))}
    ceremony = read_ceremony({**document, "previous": b64(previous)} if previous else document)
    begun = [rounds.begin(ceremony, secret, stream(f"{label} {i}")) for i, secret in enumerate(KEYHOLDERS)]
    messages = [message for _, message in begun]
    dealt = [
        rounds.deal(ceremony, state, secret, messages, lambda _, plain: plain)
        for (state, _), secret in zip(begun, KEYHOLDERS, strict=True)
    ]
    shares, last = [], []
    for index, ((state, _), secret) in enumerate(zip(dealt, KEYHOLDERS, strict=True), 1):
        mine = [message for _, sent in dealt for message in sent if message["to"] == index]
        share, message = rounds.finish(ceremony, state, secret, [*messages, *mine], lambda data: data)
        shares.append(share.secret)
        last.append(message)
    transcript, signatures = rounds.assemble(ceremony, last)
    team = check_transcript(ceremony, transcript, signatures)
    return Held(ceremony, transcript, signatures, team, shares)


@cache
def issuing_secret(keyholder: int, number: int) -> passes.SecretIssuingKey:
    """Return the private issuing key of a keyholder under a number of its stock."""
    private = rsa.generate_private_key(public_exponent=passes.E, key_size=passes.BITS).private_numbers()
    assert number >= 0
    assert keyholder >= 1
    return passes.SecretIssuingKey(private.public_numbers.n, private.p, private.q)


@cache
def issuing_key(keyholder: int, number: int) -> tuple[Document, passes.IssuingKey]:
    """Return the signed document of an issuing key, and the key."""
    secret, n = KEYHOLDERS[keyholder - 1], issuing_secret(keyholder, number).n
    document = passes.issuing_key_document(secret, held().ceremony.hash, keyholder, number, n)
    return document, passes.read_issuing_key(document, public_key(secret))


def issuers(tag: int) -> tuple[passes.IssuingKey, ...]:
    """Return the issuing keys of a tag; a tag takes the number of its place from everyone's stock."""
    return tuple(issuing_key(i, tag)[1] for i in range(1, N + 1))


@cache
def pass_for(box: bytes, member: bytes, tag: int) -> tuple[Document, Document, bytes]:
    """Return a member's request, the pass that comes of it, and the secret of the envelope key."""
    envelope = sha256(b"envelope" + box + member)
    prefix = sha256(b"prefix" + box + member)
    message = passes.prepared_message(prefix, public_key(envelope))
    row, blinded, signatures = issuers(tag), [], []
    for each in row:
        salt = hashlib.shake_256(prefix + each.issuer).digest(passes.SALT_BYTES)
        factor = int.from_bytes(sha256(salt), "big")
        blinded.append((each, passes.blind(each.n, message, salt, factor)))
        if each.keyholder <= T:
            answer = passes.blind_sign(issuing_secret(each.keyholder, tag), blinded[-1][1])
            signatures.append((each.keyholder, passes.finalize(each.n, message, answer, factor)))
    request = passes.request_document(member, public_key(member), box, blinded)
    return request, passes.pass_document(prefix, signatures), envelope
