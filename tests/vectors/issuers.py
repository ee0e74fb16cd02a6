"""Issuing keys from fixed random bytes, and passes signed with them: for makers of vectors and for tests."""

from functools import cache
from typing import Final, NamedTuple

import gmpy2

from tests.vectors.cases import random_from
from undersign.protocol import passes, phrase
from undersign.protocol.encoding import Document
from undersign.protocol.signatures import public_key

N: Final = 3
T: Final = 2
CEREMONY: Final = random_from("vectors/issuers/ceremony")(32)


class Issuer(NamedTuple):
    """A keyholder's issuing key for one tag, with both secrets."""

    sign_secret: bytes  # the keyholder's Ed25519 seed
    secret: passes.SecretIssuingKey
    document: Document
    key: passes.IssuingKey


@cache
def issuers(tag: int) -> tuple[Issuer, ...]:
    """Return the issuing keys of all keyholders for a tag, in keyholder order."""
    return tuple(_issuer(tag, keyholder) for keyholder in range(1, N + 1))


def _issuer(tag: int, keyholder: int) -> Issuer:
    sign_secret = random_from(f"vectors/issuers/{keyholder}")(32)
    source = random_from(f"vectors/issuers/{keyholder}/{tag}")
    while True:
        p, q = (int(gmpy2.next_prime(int.from_bytes(source(192), "big") | 3 << 1534)) for _ in range(2))
        if gmpy2.gcd((p - 1) * (q - 1), passes.E) == 1:
            break
    document = passes.issuing_key_document(sign_secret, CEREMONY, keyholder, tag, p * q)
    key = passes.read_issuing_key(document, public_key(sign_secret))
    return Issuer(sign_secret, passes.SecretIssuingKey(p * q, p, q), document, key)


def blinded(seed: bytes, box_id: bytes, key: passes.IssuingKey) -> tuple[bytes, bytes, int]:
    """Return the prepared message of a member for a box, the blinded message for one issuer, and the factor."""
    envelope_key = public_key(phrase.envelope_secret(seed, box_id))
    message = passes.prepared_message(phrase.prefix(seed, box_id), envelope_key)
    factor = phrase.blinding_factor(seed, box_id, key.issuer, key.n)
    return message, passes.blind(key.n, message, phrase.pss_salt(seed, box_id, key.issuer), factor), factor


def held_pass(seed: bytes, box_id: bytes, tag: int, keyholders: tuple[int, ...] = (1, 2)) -> Document:
    """Return the pass of a member for a box and tag, signed by these keyholders."""
    signatures = []
    for number in keyholders:
        issuer = issuers(tag)[number - 1]
        message, value, factor = blinded(seed, box_id, issuer.key)
        answer = passes.blind_sign(issuer.secret, value)
        signatures.append((number, passes.finalize(issuer.key.n, message, answer, factor)))
    return passes.pass_document(phrase.prefix(seed, box_id), signatures)
