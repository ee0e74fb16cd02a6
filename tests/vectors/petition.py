"""People who sign a demand, with names sealed for a team: for makers of vectors and for tests of demands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tests.vectors.cases import random_from
from tests.vectors.meeting import Meeting, meeting
from undersign.protocol import boxes, demands, names, points
from undersign.protocol.demands import Count, Opening, Sealed
from undersign.protocol.encoding import Document, challenge, sha256
from undersign.protocol.envelopes import Envelope, Head, Rules
from undersign.protocol.names import Place
from undersign.protocol.points import Random
from undersign.protocol.signatures import public_key

TITLE: Final = "peer support specialist"


@dataclass(frozen=True)
class Signature:
    """One person's envelope in a demand, with what went to the keyholders beside it."""

    envelope: Envelope
    salt: bytes
    data: bytes
    document: Document  # the sealed name as it is sent

    @property
    def head(self) -> Head:
        """What counting needs of it."""
        one = self.envelope
        return Head(one.digest, one.key, one.seq, one.place, one.withdraws)


def held() -> Meeting:
    """Return the team that opens."""
    return meeting(3, 2, "vectors/demands")


def rules_of(definition: boxes.Definition) -> Rules:
    """Return the rules of a demand for its envelopes' names."""
    levels = tuple(definition.fields["levels"])
    return Rules(definition.box_id, "demand", held().team.key, held().team.t, (), (), levels)


def unreadable(key: bytes, place: Place, random: Random) -> bytes:
    """Return a sealed name whose proof holds, and which nobody can read."""
    secret, s, label = points.random_scalar(random), points.random_scalar(random), place.label()
    r, r2 = points.base(secret), points.times(secret, names.G2)
    c = ChaCha20Poly1305(random(32)).encrypt(bytes(12), bytes(512), label)
    w, w2 = points.base(s), points.times(s, names.G2)
    e = challenge("tdh2", key, c, label, r, r2, w, w2)
    return b"".join((c, r, r2, e, points.scalar_add(s, points.scalar_mul(secret, e))))


def sign(rules: Rules, name: str, level: int = 5, *, readable: bool = True) -> Signature:
    """Return somebody's signature. Envelopes stand for themselves here, without pass and signature."""
    random = random_from(f"vectors/demands/{name}/{level}")
    place = Place(rules.box_id, public_key(sha256(name.encode())), level, 0)
    sealed = (
        names.seal_name(rules.key, place, name, TITLE, random) if readable else unreadable(rules.key, place, random)
    )
    salt = random(32)
    envelope = Envelope(random(32), place.envelope_key, 0, level, names.commitment(salt, sealed))
    return Signature(envelope, salt, sealed, demands.sealed_name_document(rules.box_id, envelope.digest, salt, sealed))


def in_order(count: Count, signatures: Iterable[Signature], rules: Rules) -> list[Sealed]:
    """Return the checked sealed names of those that open, in the order of the count."""
    found = {each.envelope.digest: each for each in signatures}
    opens = [found[head.digest] for head in count.opens]
    return [demands.check_sealed(rules, each.envelope, each.document) for each in opens]


def parts_of(opening: Opening, sealed: list[Sealed], keyholders: Iterable[int] = (1, 2)) -> list[Document]:
    """Return the entries of some keyholders."""
    found: list[Document] = []
    for keyholder in keyholders:
        random = random_from(f"vectors/demands/part/{keyholder}")
        parts = demands.open_parts(held().shares[keyholder - 1].secret, sealed, opening.request, random)
        found += opening.part_documents(held().secrets[keyholder - 1], keyholder, parts)
    return found


def keys() -> Mapping[int, bytes]:
    """Return the keyholders' Ed25519 keys by index."""
    return {number: public_key(secret) for number, secret in enumerate(held().secrets, 1)}
