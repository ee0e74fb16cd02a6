"""What a member's phone does: ask for a pass, put its parts together, seal an answer or a name. All from the seed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from undersign.protocol import choices, names, passes, phrase
from undersign.protocol.demands import sealed_name_document
from undersign.protocol.encoding import Document, encode, sha256
from undersign.protocol.envelopes import Rules, envelope_document
from undersign.protocol.errors import Refused
from undersign.protocol.passes import IssuingKey
from undersign.protocol.signatures import public_key

_random = secrets.SystemRandom()


@dataclass(frozen=True)
class Asking:
    """Some members who ask for a pass: the box, its tags' issuing keys, and each one's seed and tag."""

    box: bytes
    issuers: dict[int, tuple[IssuingKey, ...]]
    members: list[tuple[bytes, int]] = field(repr=False)


@dataclass(frozen=True)
class Sealing:
    """Some members who seal: the rules, and each one's seed, tag, choices and blind signatures by keyholder."""

    rules: Rules
    members: list[tuple[bytes, int, tuple[tuple[int, ...], ...], dict[int, bytes]]] = field(repr=False)


@dataclass(frozen=True)
class Signer:
    """Somebody who signs a demand: seed, the level they ask for, name, job title, blind signatures by keyholder."""

    seed: bytes = field(repr=False)
    level: int
    name: str = field(repr=False)
    title: str
    answers: dict[int, bytes] = field(repr=False)


def _message(seed: bytes, box: bytes) -> bytes:
    return passes.prepared_message(phrase.prefix(seed, box), public_key(phrase.envelope_secret(seed, box)))


def ask(work: Asking) -> list[bytes]:
    """Return each member's signed request, canonical; the same again on any device with the phrase."""
    requests = []
    for seed, tag in work.members:
        message = _message(seed, work.box)
        blinded = []
        for key in work.issuers[tag]:
            factor = phrase.blinding_factor(seed, work.box, key.issuer, key.n)
            salt = phrase.pss_salt(seed, work.box, key.issuer)
            blinded.append((key, passes.blind(key.n, message, salt, factor)))
        secret = phrase.sign_secret(seed)
        requests.append(encode(passes.request_document(secret, public_key(secret), work.box, blinded)))
    return requests


def finish_pass(seed: bytes, box: bytes, issuers: Sequence[IssuingKey], t: int, answers: dict[int, bytes]) -> Document:
    """Return the pass from t of the blind signatures, taken at random so that which ones says nothing.

    Errors: pass_too_few, pass_signature_wrong.
    """
    if len(answers) < t:
        raise Refused("pass_too_few", f"{len(answers)} of {t}")
    message, signatures = _message(seed, box), []
    for key in _random.sample([key for key in issuers if key.keyholder in answers], t):
        factor = phrase.blinding_factor(seed, box, key.issuer, key.n)
        signatures.append((key.keyholder, passes.finalize(key.n, message, answers[key.keyholder], factor)))
    return passes.pass_document(phrase.prefix(seed, box), signatures)


def seal(work: Sealing) -> list[bytes]:
    """Return each member's envelope, canonical. Its sealing randomness is fresh and kept nowhere."""
    envelopes, rules = [], work.rules
    for seed, tag, chosen, answers in work.members:
        held = finish_pass(seed, rules.box_id, rules.issuers[tag], rules.t, answers)
        secret = phrase.envelope_secret(seed, rules.box_id)
        statement = rules.statement(public_key(secret), 0)
        body = choices.seal(statement, chosen, secrets.token_bytes)
        envelopes.append(encode(envelope_document(secret, rules, 0, tag, body, held)))
    return envelopes


def sign(rules: Rules, signer: Signer) -> tuple[Document, Document]:
    """Return a signer's envelope and the sealed name that goes with it. Errors: level_unknown, name_too_long."""
    if signer.level not in rules.levels:
        raise Refused("level_unknown", str(signer.level))
    held = finish_pass(signer.seed, rules.box_id, rules.issuers[0], rules.t, signer.answers)
    secret = phrase.envelope_secret(signer.seed, rules.box_id)
    place = names.Place(rules.box_id, public_key(secret), signer.level, 0)
    sealed = names.seal_name(rules.key, place, signer.name, signer.title, secrets.token_bytes)
    salt = secrets.token_bytes(names.SALT_BYTES)
    envelope = envelope_document(secret, rules, 0, signer.level, names.commitment(salt, sealed), held)
    return envelope, sealed_name_document(rules.box_id, sha256(encode(envelope)), salt, sealed)


def take_back(rules: Rules, signer: Signer) -> Document:
    """Return the envelope with which a signer takes back the one that was sent before."""
    held = finish_pass(signer.seed, rules.box_id, rules.issuers[0], rules.t, signer.answers)
    return envelope_document(phrase.envelope_secret(signer.seed, rules.box_id), rules, 1, signer.level, b"", held)
