"""What came of a demand: delivered, answered, promised, kept, replied to. Specified in spec/outcomes.md.

These documents stand in the host's book, for everybody. Each is signed by one of those whose names opened, and a reply
by the key of the link in the letter, so that the host cannot make one up once a demand was delivered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from undersign.protocol.asks import ASKS_MOST, day
from undersign.protocol.boxes import K_LEAST, K_MOST
from undersign.protocol.encoding import (
    Document,
    Shape,
    array,
    b64,
    digest,
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
from undersign.protocol.tree import Tree, leaf_hash, verify_inclusion

WHOLE: Final = 0  # in place of an ask's number: the demand as a whole
STATUSES: Final = ("met", "partly", "refused", "ignored", "withdrawn")
PATH_MOST: Final = 20  # hashes; as many as the largest box needs

_ONE: Final = {"demand": octets(32), "key": octets(32), "day": day}
_BY: Final = {**_ONE, "index": integer(0, K_MOST - 1), "path": array(octets(32), 0, PATH_MOST)}
_ASK: Final = {"what": octets(32), "by": day}
SHAPES: Final[dict[str, Shape]] = {
    "delivered": {
        **_BY,
        "signers": fields({"count": integer(K_LEAST, K_MOST), "root": octets(32)}),
        "level": integer(1, K_MOST),
        "employer": octets(32),
        "title": octets(32),
        "asks": array(fields(_ASK), 1, ASKS_MOST),
        "how": one_of("hand", "post", "email", "meeting"),
        "reply_by": day,
        "reply_key": octets(32),
    },
    "answer": {**_BY, "ask": integer(WHOLE, ASKS_MOST), "status": one_of(*STATUSES), "says": optional(octets(32))},
    "promise": {**_BY, "ask": integer(WHOLE, ASKS_MOST), "what": octets(32), "due": day},
    "promise_outcome": {
        **_BY,
        "promise": octets(32),
        "outcome": one_of("kept", "broken", "repaired"),
        "says": optional(octets(32)),
    },
    "reply": {**_ONE, "says": octets(32)},
}
KINDS: Final = tuple(SHAPES)


def demand_name(box_id: bytes) -> bytes:
    """Return the 32 bytes by which outcomes speak of the demand of a box: nobody finds the box by them."""
    return digest("outcomes/demand", box_id)[:32]


def signers_root(keys: Iterable[bytes]) -> bytes:
    """Return the root (RFC 6962) over the envelope keys whose names opened, in ascending order, each one a leaf."""
    return Tree(leaf_hash(key) for key in sorted(keys)).root()


def place_of(keys: Iterable[bytes], key: bytes) -> tuple[int, list[bytes]]:
    """Return where a key stands among those whose names opened, and the proof of it. Errors: outcome_signer."""
    ordered = sorted(keys)
    if key not in ordered:
        raise Refused("outcome_signer", "a key whose name did not open")
    index = ordered.index(key)
    return index, Tree(leaf_hash(each) for each in ordered).inclusion_proof(index)


def outcome_document(secret: bytes, kind: str, given: Document) -> Document:
    """Return a signed entry of the host's book. `given`: the fields of SHAPES but `key`, as documents hold them.

    Errors: document_field, size_wrong, encoding_base64.
    """
    document: Document = {**given, "v": 1, "kind": kind, "key": b64(public_key(secret))}
    read(document, _shape(kind))
    return signed(secret, f"outcome/{kind}", document)


def read_outcome(document: Document) -> Document:
    """Return the fields of an entry whose signature holds; hashes and keys are bytes.

    Errors: as outcome_document; those of signatures.verify.
    """
    kind = str(document.get("kind"))
    found = read({name: value for name, value in document.items() if name != "signature"}, _shape(kind))
    verify_signed(found["key"], f"outcome/{kind}", document)
    return found


def _shape(kind: str) -> Shape:
    if kind not in SHAPES:
        raise Refused("document_field", "an unknown kind of outcome")
    return {"kind": one_of(kind), **SHAPES[kind]}


@dataclass
class Course:
    """One delivered demand, and what came of it, in the order of the book; promises by the hash of their entries."""

    number: int  # among the delivered demands of this host, from 1
    delivered: Document
    answers: list[Document] = field(default_factory=list)
    promises: dict[bytes, Document] = field(default_factory=dict)
    outcomes: dict[bytes, list[Document]] = field(default_factory=dict)  # of promises
    reply: Document | None = None

    def statuses(self, ask: int) -> list[str]:
        """Return what the signers say of an ask: one status, or several where they disagree; none before any did.

        Of each signer the last word counts, on this ask or on the demand as a whole.
        """
        last: dict[bytes, str] = {}
        for each in self.answers:
            if each["ask"] in (ask, WHOLE):
                last[each["key"]] = each["status"]
        return sorted(set(last.values()), key=STATUSES.index)

    def fate(self, promise: bytes) -> list[str]:
        """Return what became of a promise, in order, each once: broken and repaired later stand beside each other."""
        return list(dict.fromkeys(each["outcome"] for each in self.outcomes.get(promise, [])))


@dataclass
class Outcomes:
    """Reads the entries about demands in the order of the host's book."""

    courses: dict[bytes, Course] = field(default_factory=dict)  # by the name of the demand

    def take(self, document: Document) -> bool:
        """Take in an entry; return False if it is no outcome.

        Errors: as read_outcome; outcome_unknown, outcome_repeated, outcome_signer, day_wrong.
        """
        if document.get("kind") not in SHAPES:
            return False
        found = read_outcome(document)
        course = self.courses.get(found["demand"])
        if found["kind"] == "delivered":
            self._deliver(course, found)
            return True
        if course is None:
            raise Refused("outcome_unknown", "a demand that was not delivered")
        if found["day"] < course.delivered["day"]:
            raise Refused("day_wrong", "before the demand was delivered")
        self._follow(course, found, sha256(encode(document)))
        return True

    def _deliver(self, course: Course | None, found: Document) -> None:
        _check_signer(found["signers"], found)
        if course is not None:
            raise Refused("outcome_repeated", "this demand was delivered before")
        if found["level"] > found["signers"]["count"]:
            raise Refused("document_field", "fewer names than its level asks for")
        self.courses[found["demand"]] = Course(len(self.courses) + 1, found)

    def _follow(self, course: Course, found: Document, hashed: bytes) -> None:
        if found["kind"] == "reply":
            _take_reply(course, found)
            return
        _check_signer(course.delivered["signers"], found)
        if found.get("ask", WHOLE) > len(course.delivered["asks"]):
            raise Refused("outcome_unknown", "an ask that the demand does not have")
        if found["kind"] == "answer":
            course.answers.append(found)
        elif found["kind"] == "promise":
            course.promises[hashed] = found
        elif found["promise"] not in course.promises:
            raise Refused("outcome_unknown", "a promise that does not stand there")
        else:
            course.outcomes.setdefault(found["promise"], []).append(found)


def _take_reply(course: Course, found: Document) -> None:
    if found["key"] != course.delivered["reply_key"]:
        raise Refused("outcome_signer", "not the key of the link in the letter")
    if course.reply is not None:
        raise Refused("outcome_repeated", "the link was used before")
    course.reply = found


def _check_signer(signers: Document, found: Document) -> None:
    """Check that an entry is by one of those whose names opened. Errors: outcome_signer."""
    path: Sequence[bytes] = found["path"]
    try:
        verify_inclusion(found["index"], signers["count"], leaf_hash(found["key"]), path, signers["root"])
    except Refused as problem:
        raise Refused("outcome_signer", str(problem)) from None


def check_opened(course: Course, keys: Sequence[bytes]) -> None:
    """Check, for who may read the box, that a demand was delivered for exactly those who opened.

    `keys`: the envelope keys whose names opened. Errors: outcome_signer.
    """
    signers = course.delivered["signers"]
    if (signers["count"], signers["root"]) != (len(keys), signers_root(keys)):
        raise Refused("outcome_signer", "other signers than those whose names opened")
