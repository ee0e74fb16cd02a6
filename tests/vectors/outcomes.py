"""One delivered demand and what came of it, from fixed labels: for makers of vectors and for tests of outcomes."""

from __future__ import annotations

from typing import Final

from tests.vectors.definitions import hashed
from tests.vectors.people import key, secret
from undersign.protocol.encoding import Document, b64, encode, sha256
from undersign.protocol.outcomes import outcome_document, place_of, signers_root

NAMES: Final = ("Ana", "Bo", "Chi", "Dee", "Eli", "Fay")
KEYS: Final = [key(each) for each in NAMES]
DEMAND: Final = hashed("demand")
DAY: Final = "2026-03-02"
ASK: Final = {"what": hashed("ask"), "by": "2026-06-01"}


def by(name: str) -> Document:
    """Return the fields that say who signs, where their key stands, and on which day."""
    index, path = place_of(KEYS, key(name))
    return {"demand": DEMAND, "index": index, "path": [b64(each) for each in path], "day": DAY}


def fields(kind: str, name: str = "Ana", **changes: object) -> Document:
    """Return the fields of an entry, with some of them changed."""
    own: dict[str, Document] = {
        "delivered": {
            "signers": {"count": len(KEYS), "root": b64(signers_root(KEYS))},
            "level": 5,
            "employer": hashed("employer"),
            "title": hashed("title"),
            "asks": [ASK, {**ASK, "by": "2026-07-01"}],
            "how": "hand",
            "reply_by": "2026-03-31",
            "reply_key": b64(key("link")),
        },
        "answer": {"ask": 1, "status": "refused", "says": hashed("answer")},
        "promise": {"ask": 2, "what": hashed("promise"), "due": "2026-05-01"},
        "promise_outcome": {"promise": b64(sha256(encode(PROMISE))), "outcome": "broken"},
        "reply": {"says": hashed("reply")},
    }
    head = {"demand": DEMAND, "day": DAY} if kind == "reply" else by(name)
    return {name: value for name, value in {**head, **own[kind], **changes}.items() if value is not None}


def entry(kind: str, name: str = "Ana", signer: str = "", **changes: object) -> Document:
    """Return a signed entry. `signer`: who signs it, where that is somebody else than it should be."""
    who = signer or ("link" if kind == "reply" else name)
    return outcome_document(secret(who), kind, fields(kind, name, **changes))


_GIVEN: Final = {"ask": 2, "what": hashed("promise"), "due": "2026-05-01"}
PROMISE: Final = outcome_document(secret("Bo"), "promise", {**by("Bo"), **_GIVEN})
