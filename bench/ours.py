"""Undersign's side of the comparisons: a box with one question, passes for it, sealing and verifying.

A vote in which exactly one answer, or "no answer", is chosen; five keyholders, passes signed by three of them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from undersign.protocol import choices, passes, points
from undersign.protocol.encoding import Document, decode, encode
from undersign.protocol.envelopes import Components, Rules, check_envelope, envelope_document
from undersign.protocol.signatures import public_key

KEYHOLDERS = 5
T = 3

Envelope = bytes
"""The canonical document of one sealed envelope, as it would be sent."""


@dataclass(frozen=True)
class Right:
    """What a member has before sealing: their envelope key, both halves, and the pass for it."""

    secret: bytes
    key: bytes
    held_pass: Document


@lru_cache(maxsize=1)
def issuing_secrets() -> tuple[rsa.RSAPrivateKey, ...]:
    """Return one RSA-3072 key per keyholder, made once per run."""
    return tuple(rsa.generate_private_key(passes.E, passes.BITS) for _ in range(KEYHOLDERS))


def box(answers: int) -> Rules:
    """Return the rules of a new box with one question of `answers` answers, besides "no answer"."""
    moduli = [secret.public_key().public_numbers().n for secret in issuing_secrets()]
    issuers = tuple(passes.IssuingKey(secrets.token_bytes(32), i, n) for i, n in enumerate(moduli, start=1))
    key = points.base(points.random_scalar(secrets.token_bytes))
    return Rules(secrets.token_bytes(32), "vote", key, T, (issuers,), (choices.Question(answers),))


def right() -> Right:
    """Return a new envelope key and its pass. The blinding is left out: what comes out of it is this signature."""
    secret, prefix = secrets.token_bytes(32), secrets.token_bytes(passes.PREFIX_BYTES)
    key = public_key(secret)
    message = passes.prepared_message(prefix, key)
    scheme = padding.PSS(padding.MGF1(hashes.SHA384()), passes.SALT_BYTES)
    signed = [issuer.sign(message, scheme, hashes.SHA384()) for issuer in issuing_secrets()[:T]]
    return Right(secret, key, passes.pass_document(prefix, list(enumerate(signed, start=1))))


def seal(rules: Rules, right: Right, answer: int) -> Envelope:
    """Seal one answer, counted from 0, and sign the envelope."""
    statement = rules.statement(right.key, 0)
    body = choices.seal(statement, [[answer]], secrets.token_bytes)
    return encode(envelope_document(right.secret, rules, 0, 0, body, right.held_pass))


def seal_all(rules: Rules, rights: list[Right]) -> list[Envelope]:
    """Seal one envelope with each pass, going round the answers."""
    answers = rules.questions[0].options
    return [seal(rules, right, turn % answers) for turn, right in enumerate(rights)]


def verify_all(rules: Rules, envelopes: list[Envelope]) -> None:
    """Check all envelopes from their bytes: form, signature, pass, proofs, and that no component stands there twice.

    Raises Refused for the first that doesn't hold.
    """
    seen = Components()
    for data in envelopes:
        envelope = check_envelope(rules, decode(data))
        pairs = choices.ciphertexts_of(rules.questions, envelope.body)
        seen.add(r for question in pairs for r, _ in question)
