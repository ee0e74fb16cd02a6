"""Envelopes: one sealed submission, its pass and its signature. Specified in spec/envelopes.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from undersign.protocol import choices, passes
from undersign.protocol.encoding import (
    Document,
    b64,
    encode,
    fields,
    integer,
    octets,
    one_of,
    optional,
    read,
    sha256,
)
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import public_key, signed, verify_signed

BODY_MOST: Final = 2**20
SEQ_MOST: Final = 2**32
COMMITMENT_BYTES: Final = 32  # a demand's envelope holds the hash of the sealed name
DRAFT_BYTES: Final = 4096  # a draft's envelope holds its text: 2-byte length, UTF-8, zeros
KINDS: Final = ("survey", "demand", "vote", "draft")

ENVELOPE: Final = {
    "kind": one_of("envelope"),
    "box": octets(32),
    "key": octets(32),
    "seq": integer(0, SEQ_MOST),
    "tag": optional(integer(0, 4095)),
    "level": optional(integer(1, 2**20)),
    "body": octets(most=BODY_MOST),
    "pass": fields(passes.PASS),
}
ENTRY: Final = {
    "kind": one_of("envelope"),
    "key": octets(32),
    "seq": integer(0, SEQ_MOST),
    "tag": optional(integer(0, 4095)),
    "level": optional(integer(1, 2**20)),
    "rest": octets(32),
}


@dataclass(frozen=True)
class Rules:
    """What a box asks of an envelope: taken from its checked definition, ceremony and issuing keys."""

    box_id: bytes
    kind: str
    key: bytes  # the keyholders' public key, 32 bytes
    t: int
    issuers: tuple[tuple[passes.IssuingKey, ...], ...]  # per tag, in keyholder order
    questions: tuple[choices.Question, ...] = ()
    levels: tuple[int, ...] = ()

    def statement(self, envelope_key: bytes, seq: int) -> choices.Statement:
        """Return what the proofs of one envelope bind."""
        return choices.Statement(self.box_id, envelope_key, seq, self.key, self.questions)


@dataclass(frozen=True)
class Envelope:
    """A checked envelope. `digest` is the SHA-256 of its canonical document; an empty body withdraws."""

    digest: bytes
    key: bytes
    seq: int
    place: int  # the tag, or in a demand the level
    body: bytes

    @property
    def withdraws(self) -> bool:
        """Whether the envelope takes back what its key sent before."""
        return not self.body


def envelope_document(  # noqa: PLR0913 - the fields of the document
    secret: bytes, rules: Rules, seq: int, place: int, body: bytes, held_pass: Document
) -> Document:
    """Return the signed envelope. `place` is the tag, or in a demand the level; `held_pass` is passes.pass_document's.

    The signature covers every other field.
    """
    document: Document = {
        "v": 1,
        "kind": "envelope",
        "box": b64(rules.box_id),
        "key": b64(public_key(secret)),
        "seq": seq,
        "level" if rules.kind == "demand" else "tag": place,
        "body": b64(body),
        "pass": held_pass,
    }
    return signed(secret, "envelope", document)


def entry_document(document: Document) -> Document:
    """Return the entry of the box book for an envelope: key, seq, tag or level, and the hash of the whole."""
    kept: Document = {name: document[name] for name in ("key", "seq", "tag", "level") if name in document}
    return {"v": 1, "kind": "envelope", **kept, "rest": b64(sha256(encode(document)))}


def _place(rules: Rules, found: Document) -> int:
    """Return the tag or level, whichever the kind of box has. Errors: document_field, tag_unknown, level_unknown."""
    name, other = ("level", "tag") if rules.kind == "demand" else ("tag", "level")
    if name not in found or other in found:
        raise Refused("document_field", f"a {rules.kind} has a {name} and no {other}")
    place: int = found[name]
    if rules.kind == "demand" and place not in rules.levels:
        raise Refused("level_unknown", str(place))
    if rules.kind != "demand" and place >= len(rules.issuers):
        raise Refused("tag_unknown", str(place))
    return place


def check_sequence(kind: str, seq: int, body: bytes) -> None:
    """Check what a kind allows: seq 0 first; later ones only in votes and drafts, or to withdraw, with an empty body.

    Errors: sequence_not_allowed.
    """
    if not body and seq == 0:
        raise Refused("sequence_not_allowed", "only a later seq withdraws")
    if body and seq > 0 and kind in ("survey", "demand"):
        raise Refused("sequence_not_allowed", f"a {kind} allows a later seq only to withdraw")


def check_envelope(rules: Rules, document: Document, *, proofs: bool = True, held_pass: bool = True) -> Envelope:
    """Check an envelope against the rules of its box: form, signature, pass, sequence, and its proofs.

    `proofs=False` leaves out the proofs of the choices, for who has checked them before; `held_pass=False` the pass,
    for who may not see the keys for passes.
    Errors: wrong_box, envelope_changed if its signature does not hold, those of passes.check_pass, choices.check,
    check_sequence; tag_unknown, level_unknown, body_length, document_field.
    """
    key = octets(32)(document.get("key"))
    found = read({name: value for name, value in document.items() if name != "signature"}, ENVELOPE)
    if found["box"] != rules.box_id:
        raise Refused("wrong_box")
    try:
        verify_signed(key, "envelope", document)
    except Refused as problem:
        if problem.reason == "signature_wrong":
            raise Refused("envelope_changed") from None
        raise
    place = _place(rules, found)
    if held_pass:
        issuers = rules.issuers[0 if rules.kind == "demand" else place]
        passes.check_pass(found["pass"], key, issuers, rules.t)
    check_sequence(rules.kind, found["seq"], found["body"])
    envelope = Envelope(sha256(encode(document)), key, found["seq"], place, found["body"])
    if envelope.body:
        _check_body(rules, envelope, proofs=proofs)
    return envelope


def body_bytes(kind: str, questions: choices.Questions) -> int:
    """Return how many bytes every body in a box of this kind has, but those that withdraw."""
    if kind in ("survey", "vote"):
        return choices.body_length(questions)
    return COMMITMENT_BYTES if kind == "demand" else DRAFT_BYTES


def _check_body(rules: Rules, envelope: Envelope, *, proofs: bool) -> None:
    if rules.kind in ("survey", "vote"):
        if proofs:
            choices.check(rules.statement(envelope.key, envelope.seq), envelope.body)
        else:
            choices.ciphertexts_of(rules.questions, envelope.body)
        return
    expected = body_bytes(rules.kind, rules.questions)
    if len(envelope.body) != expected:
        raise Refused("body_length", f"{len(envelope.body)} bytes where {expected} are expected")


def check_entry(entry: Document, document: Document) -> None:
    """Check that an entry of the book is the one that this envelope has. Errors: envelope_changed."""
    if entry_document(document) != entry:
        raise Refused("envelope_changed", "the entry in the book names another envelope")


class Components:
    """The ciphertext components that stand in a box: one that comes again is a copy (Cortier, Smyth 2011)."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def add(self, points: Iterable[bytes]) -> None:
        """Take in the R of every ciphertext of one envelope. Errors: component_copied, and then nothing is taken in."""
        new = list(points)
        if len(set(new)) != len(new) or not self._seen.isdisjoint(new):
            raise Refused("component_copied")
        self._seen.update(new)


@dataclass(frozen=True)
class Head:
    """What counting needs to know of an envelope, from its entry in the book alone."""

    digest: bytes
    key: bytes
    seq: int
    place: int
    withdraws: bool


def counted(heads: Iterable[Head]) -> list[Head]:
    """Return the envelopes that count: per key the highest seq, of equals the smaller hash; withdrawn ones not.

    In order of their hashes, ascending.
    """
    best: dict[bytes, Head] = {}
    for head in heads:
        other = best.get(head.key)
        if other is None or (-head.seq, head.digest) < (-other.seq, other.digest):
            best[head.key] = head
    return sorted((head for head in best.values() if not head.withdraws), key=lambda head: head.digest)
