"""The rounds in which keyholders make their key, and the drill that follows. Specified in spec/ceremony.md.

Pedersen's distributed key generation (Pedersen 1991) over ristretto255, with proofs of possession. There is no repair:
what is missing, wrong or different ends the ceremony, and people start a new one. Messages are documents; a program
passes in all that it has received, of any round and in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from undersign.protocol import openings, points, signatures
from undersign.protocol.encoding import (
    Document,
    array,
    b64,
    challenge,
    decode,
    digest,
    encode,
    frame,
    integer,
    octets,
    one_of,
    optional,
    read,
    sha256,
)
from undersign.protocol.errors import REASONS, Refused
from undersign.protocol.keyholders import (
    CONTROL,
    MESSAGE_PURPOSE,
    MOST,
    TRANSCRIPT_ROUND,
    VECTOR,
    Ceremony,
    Team,
    Vector,
    check_commitments,
    check_transcript,
    line,
    make_transcript,
    message_header,
    prove_possession,
    public_share,
)
from undersign.protocol.points import Random

Encrypt = Callable[[str, bytes], bytes]  # (age recipient, plaintext) -> age file
Decrypt = Callable[[bytes], bytes]  # age file -> plaintext; raises Refused("share_for_another") if it does not open

COMPLAINT, COMMIT, DEAL = 0, 1, 2  # rounds; the last is TRANSCRIPT_ROUND. A complaint may come at any time
CHANGED: Final = "the messages of round 1 are not those for which this program dealt its shares"
AGE_BYTES: Final = 4096  # the most that an encrypted share may have
DRILL: Final = "keyholders/drill"  # purpose of the signature, and label of challenge and proof

_MESSAGE: Final = {
    "kind": one_of("ceremony_message"),
    "ceremony": octets(32),
    "round": integer(0, TRANSCRIPT_ROUND),
    "from": integer(1, MOST),
    "to": integer(0, MOST),
    "body": lambda value: value,
    "signature": octets(64),
}
_COMPLAINT: Final = {"kind": one_of("complaint"), "reason": one_of(*REASONS), "detail": line(0, 500)}
_COMMITMENTS: Final = {"kind": one_of("commitments"), "commitments": VECTOR, "proof": octets(64)}
_DEALT: Final = {"kind": one_of("dealt"), "seen": octets(64), "share": octets(most=AGE_BYTES)}
_DEALT_SHARE: Final = {
    "kind": one_of("dealt_share"),
    "ceremony": octets(32),
    "from": integer(1, MOST),
    "to": integer(1, MOST),
    "share": octets(32),
}
_STATE: Final = {
    "kind": one_of("ceremony_state"),
    "ceremony": octets(32),
    "index": integer(1, MOST),
    "coefficients": array(octets(32), 1, MOST),
    "seen": optional(octets(64)),
}
_SHARE: Final = {
    "kind": one_of("keyholder_share"),
    "ceremony": octets(32),
    "index": integer(1, MOST),
    "secret": octets(32),
}
_DRILL: Final = {
    "kind": one_of("drill"),
    "ceremony": octets(32),
    "keyholder": integer(1, MOST),
    "point": octets(32),
    "proof": octets(64),
}


@dataclass(frozen=True)
class Share:
    """One keyholder's secret share x_j of the key, a scalar of 32 bytes."""

    ceremony: bytes
    index: int
    secret: bytes = field(repr=False)

    def document(self) -> Document:
        """Return the document that `read_share` reads, for the keyholder's own disk. It is a secret."""
        head = {"v": 1, "kind": "keyholder_share", "ceremony": b64(self.ceremony), "index": self.index}
        return {**head, "secret": b64(self.secret)}


@dataclass(frozen=True)
class State:
    """What a keyholder's program keeps between rounds: its polynomial, which is secret, and what it saw in round 1."""

    ceremony: bytes
    index: int
    coefficients: tuple[bytes, ...] = field(repr=False)
    seen: bytes | None = None

    def document(self) -> Document:
        """Return the document that `read_state` reads. It is a secret, to be erased when the ceremony is over."""
        head = {"v": 1, "kind": "ceremony_state", "ceremony": b64(self.ceremony), "index": self.index}
        seen = {} if self.seen is None else {"seen": b64(self.seen)}
        return {**head, "coefficients": [b64(each) for each in self.coefficients], **seen}


@dataclass(frozen=True)
class _Message:
    body: Document
    body_hash: bytes
    signature: bytes


_Table = dict[tuple[int, int, int], _Message]  # by (round, from, to)


def read_share(document: Document) -> Share:
    """Return the share of `Share.document`. Errors: document_field, size_wrong, scalar_not_canonical."""
    given = read(document, _SHARE)
    return Share(given["ceremony"], given["index"], points.check_scalar(given["secret"]))


def read_state(document: Document) -> State:
    """Return the state of `State.document`. Errors: document_field, size_wrong, scalar_not_canonical."""
    given = read(document, _STATE)
    coefficients = tuple(points.check_scalar(each) for each in given["coefficients"])
    return State(given["ceremony"], given["index"], coefficients, given.get("seen"))


def _message(ceremony: Ceremony, secret: bytes, round_: int, to: int, body: Document) -> Document:
    """Return a message of the keyholder who signs with `secret`, an Ed25519 seed of 32 bytes."""
    sender = ceremony.index(signatures.public_key(secret))
    header = message_header(ceremony, round_, sender, to, body)
    signature = b64(signatures.sign(secret, MESSAGE_PURPOSE, header))
    rest = {name: value for name, value in header.items() if name != "body_hash"}
    return {**rest, "body": body, "signature": signature}


def _open_message(ceremony: Ceremony, document: Document) -> tuple[tuple[int, int, int], _Message]:
    """Return a message whose signature holds, with (round, from, to)."""
    given = read(document, _MESSAGE)
    if given["ceremony"] != ceremony.hash:
        raise Refused("ceremony_other")
    place = (given["round"], given["from"], given["to"])
    key = ceremony.keyholder(given["from"]).sign
    with ceremony.about(given["from"]):
        signatures.verify(key, MESSAGE_PURPOSE, message_header(ceremony, *place, given["body"]), given["signature"])
    return place, _Message(given["body"], sha256(encode(given["body"])), given["signature"])


def check_message(ceremony: Ceremony, document: Document) -> tuple[int, int, int]:
    """Return round, sender and reader (0 for everyone) of a message that one of the keyholders has signed.

    Errors: document_field, size_wrong; ceremony_other; keyholder_unknown; as signatures.verify.
    """
    place, _ = _open_message(ceremony, document)
    return place


def _gather(ceremony: Ceremony, messages: Iterable[Document]) -> _Table:
    """Check every message and sort them by (round, from, to). Errors: as awaited."""
    table: _Table = {}
    for document in messages:
        place, message = _open_message(ceremony, document)
        who = ceremony.who(place[1])
        if place[0] == COMPLAINT:
            body = read(message.body, _COMPLAINT)
            raise Refused("ceremony_ended", f"{who} complains: {Refused(body['reason'], body['detail'])}")
        if table.setdefault(place, message).body_hash != message.body_hash:
            raise Refused("ceremony_ended", f"{who} sent two different messages in round {place[0]}")
    return table


def _take(ceremony: Ceremony, table: _Table, place: tuple[int, int, int]) -> _Message:
    if place not in table:
        raise Refused("ceremony_ended", f"the message of {ceremony.who(place[1])} in round {place[0]} is missing")
    return table[place]


def awaited(ceremony: Ceremony, messages: Iterable[Document], round_: int, to: int = 0) -> list[int]:
    """Return who has not yet sent their message of a round, so that a program can wait rather than end it.

    `to` is 0 in rounds 1 and 3 and the reader's own index in round 2. Errors: document_field, size_wrong;
    ceremony_other; keyholder_unknown; as signatures.verify; ceremony_ended on a complaint or on two different messages
    of one keyholder in one round to one reader.
    """
    table = _gather(ceremony, messages)
    return [i for i in range(1, ceremony.n + 1) if i != to and (round_, i, to) not in table]


def complain(ceremony: Ceremony, secret: bytes, problem: Refused) -> Document:
    """Return the signed complaint to send when a step refuses; it ends the ceremony for everyone who reads it."""
    detail = CONTROL.sub("?", problem.detail)[:120]
    body = {"v": 1, "kind": "complaint", "reason": problem.reason, "detail": detail}
    return _message(ceremony, secret, COMPLAINT, 0, body)


def begin(ceremony: Ceremony, secret: bytes, random: Random) -> tuple[State, Document]:
    """Round 1: choose a polynomial of t coefficients; return it with the message to everyone that commits to it.

    `secret` is the keyholder's Ed25519 seed. The state must be stored before the message is sent.
    Errors: keyholder_unknown.
    """
    index = ceremony.index(signatures.public_key(secret))
    coefficients = tuple(points.random_scalar(random) for _ in range(ceremony.t))
    commitments = [points.base(each) for each in coefficients]
    proof = prove_possession(ceremony, index, coefficients[0], commitments, random)
    body = {"v": 1, "kind": "commitments", "commitments": [b64(each) for each in commitments], "proof": b64(proof)}
    return State(ceremony.hash, index, coefficients), _message(ceremony, secret, COMMIT, 0, body)


def _round_one(ceremony: Ceremony, state: State, table: _Table) -> tuple[list[Vector], list[bytes], bytes]:
    """Return everyone's checked commitment vectors and proofs, and the digest of all messages of round 1."""
    if state.ceremony != ceremony.hash:
        raise Refused("ceremony_other", "the state was kept for another ceremony")
    vectors, proofs, hashes = [], [], []
    for index in range(1, ceremony.n + 1):
        message = _take(ceremony, table, (COMMIT, index, 0))
        with ceremony.about(index):
            body = read(message.body, _COMMITMENTS)
            check_commitments(ceremony, index, body["commitments"], body["proof"])
        vectors.append(body["commitments"])
        proofs.append(body["proof"])
        hashes.append(message.body_hash)
    if vectors[state.index - 1] != [points.base(each) for each in state.coefficients]:
        raise Refused("ceremony_ended", "this program's own commitments are not those that it has stored")
    return vectors, proofs, digest("keyholders/seen", ceremony.hash, *hashes)


def _evaluate(coefficients: Sequence[bytes], index: int) -> bytes:
    """Return the polynomial's value at `index`, a scalar; libsodium computes it in constant time."""
    x, value = points.int_scalar(index), points.int_scalar(0)
    for coefficient in reversed(coefficients):
        value = points.scalar_add(points.scalar_mul(value, x), coefficient)
    return value


def deal(
    ceremony: Ceremony, state: State, secret: bytes, messages: Iterable[Document], encrypt: Encrypt
) -> tuple[State, list[Document]]:
    """Round 2: check all n messages of round 1; return the state to store and one message to each other keyholder.

    Each holds the digest of all that was seen in round 1 and a share, encrypted to the reader's age recipient. Store
    state and messages together, before sending: dealing again encrypts anew, and two different messages end it all.
    Errors: as awaited; ceremony_ended if a message is missing; as check_commitments.
    """
    _, _, seen = _round_one(ceremony, state, _gather(ceremony, messages))
    if state.seen not in {None, seen}:
        raise Refused("ceremony_ended", CHANGED)
    dealt = []
    for index in range(1, ceremony.n + 1):
        if index == state.index:
            continue
        head = {"v": 1, "kind": "dealt_share", "ceremony": b64(ceremony.hash), "from": state.index, "to": index}
        plain = encode({**head, "share": b64(_evaluate(state.coefficients, index))})
        share = encrypt(ceremony.keyholder(index).age, plain)
        body = {"v": 1, "kind": "dealt", "seen": b64(seen), "share": b64(share)}
        dealt.append(_message(ceremony, secret, DEAL, index, body))
    return State(state.ceremony, state.index, state.coefficients, seen), dealt


def _receive(ceremony: Ceremony, state: State, sender: int, message: _Message, decrypt: Decrypt) -> bytes:
    """Return the share that `sender` dealt to this keyholder, a scalar not yet checked against the commitments."""
    body = read(message.body, _DEALT)
    if body["seen"] != state.seen:
        raise Refused("ceremony_ended", "saw other messages in round 1 than this program did")
    given = read(decode(decrypt(body["share"])), _DEALT_SHARE)
    if (given["ceremony"], given["from"], given["to"]) != (ceremony.hash, sender, state.index):
        raise Refused("share_for_another")
    return points.check_scalar(given["share"])


def finish(
    ceremony: Ceremony, state: State, secret: bytes, messages: Iterable[Document], decrypt: Decrypt
) -> tuple[Share, Document]:
    """Round 3: check every share dealt to this keyholder; return their share and the message with the transcript.

    `state` is that of `deal`, `messages` all of round 1 and those of round 2 to this keyholder. The share must be
    stored before the message is sent; it is good only once `assemble` gives the transcript signed by all.
    Errors: as deal; ceremony_ended too if someone saw another round 1; share_for_another; share_wrong;
    document_not_json, document_not_canonical; scalar_not_canonical; point_identity.
    """
    table = _gather(ceremony, messages)
    vectors, proofs, seen = _round_one(ceremony, state, table)
    if state.seen != seen:
        raise Refused("ceremony_ended", CHANGED)
    total = _evaluate(state.coefficients, state.index)
    for sender, vector in enumerate(vectors, 1):
        if sender == state.index:
            continue
        message = _take(ceremony, table, (DEAL, sender, state.index))
        with ceremony.about(sender):
            share = _receive(ceremony, state, sender, message, decrypt)
            if points.scalar_int(share) == 0 or points.base(share) != public_share(vector, state.index):
                raise Refused("share_wrong")
        total = points.scalar_add(total, share)
    transcript = make_transcript(ceremony, vectors, proofs)
    return Share(ceremony.hash, state.index, total), _message(ceremony, secret, TRANSCRIPT_ROUND, 0, transcript)


def assemble(ceremony: Ceremony, messages: Iterable[Document]) -> tuple[Document, list[bytes]]:
    """Return the transcript and the signatures of all n in order of index, as `check_transcript` takes them.

    Errors: as awaited; ceremony_ended if a transcript is missing or differs; as check_transcript.
    """
    table = _gather(ceremony, messages)
    everyone = [_take(ceremony, table, (TRANSCRIPT_ROUND, index, 0)) for index in range(1, ceremony.n + 1)]
    first = everyone[0]
    for index, message in enumerate(everyone, 1):
        if message.body_hash != first.body_hash:
            raise Refused("ceremony_ended", f"the transcripts of {ceremony.who(1)} and {ceremony.who(index)} differ")
    signed = [message.signature for message in everyone]
    check_transcript(ceremony, first.body, signed)
    return first.body, signed


def _drilled(ceremony: bytes) -> tuple[bytes, bytes]:
    """Return the scalar r that everybody knows, and the point R = rG that is opened in the drill."""
    r = challenge(DRILL, ceremony)
    return r, points.base(r)


def drill(secret: bytes, share: Share, random: Random) -> Document:
    """Return a keyholder's signed part of the drill: x_i R, and a proof of 64 bytes. `secret`: its Ed25519 seed."""
    _, point = _drilled(share.ceremony)
    opened = points.times(share.secret, point)
    image = points.base(share.secret)
    proof = points.prove_equal(DRILL, frame(share.ceremony), share.secret, point, image, opened, random)
    document: Document = {"v": 1, "kind": "drill", "ceremony": b64(share.ceremony), "keyholder": share.index}
    return signatures.signed(secret, DRILL, {**document, "point": b64(opened), "proof": b64(proof)})


def check_drill(ceremony: Ceremony, team: Team, document: Document) -> tuple[int, bytes]:
    """Return the index of a keyholder and their part of the drill, 32 bytes.

    Errors: document_field, size_wrong; ceremony_other; keyholder_unknown; as signatures.verify; point_not_canonical,
    point_identity; equality_proof_wrong.
    """
    found = read({name: value for name, value in document.items() if name != "signature"}, _DRILL)
    if found["ceremony"] != ceremony.hash:
        raise Refused("ceremony_other")
    index: int = found["keyholder"]
    with ceremony.about(index):
        signatures.verify_signed(ceremony.keyholder(index).sign, DRILL, document)
        opened: bytes = points.check_point(found["point"])
        _, point = _drilled(ceremony.hash)
        points.verify_equal(DRILL, frame(ceremony.hash), found["proof"], point, team.share(index), opened)
    return index, opened


def finish_drill(ceremony: Ceremony, team: Team, documents: Iterable[Document]) -> list[int]:
    """Check that t parts of the drill open its point; return whose parts are there, ascending.

    Errors: as check_drill; keyholder_repeated, keyholders_too_few; partial_opening_wrong if they open something else.
    """
    parts = sorted(check_drill(ceremony, team, each) for each in documents)
    indices = [index for index, _ in parts]
    [opened] = openings.combine(ceremony.t, indices, [[part] for _, part in parts])
    r, _ = _drilled(ceremony.hash)
    if opened != points.times(r, team.key):
        raise Refused("partial_opening_wrong", "the parts do not open the drill's point")
    return indices
