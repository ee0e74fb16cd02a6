"""Definitions of boxes from fixed labels: for makers of vectors and for tests of boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tests.vectors.cases import random_from
from tests.vectors.people import ORIGIN
from undersign.protocol.boxes import tag_of
from undersign.protocol.encoding import Document, b64, sha256, unb64
from undersign.protocol.envelopes import Head
from undersign.protocol.tags import Tag

ENDS: Final = 1_800_000_000
DAY_SECONDS: Final = 86_400
TOP: Final = Tag("all", "", 0, 30)


def hashed(label: str) -> str:
    """Return 32 bytes for a label, as documents hold them."""
    return b64(random_from(f"vectors/definitions/{label}")(32))


NONCE: Final = unb64(hashed("nonce"))


def question(name: str, options: int, **changes: object) -> Document:
    """Return a question of which one option is chosen."""
    texts = [hashed(f"{name}/{number}") for number in range(options)]
    return {"id": name, "text": hashed(name), "options": texts, "least": 1, "most": 1, **changes}


def tag(made: Tag, number: int, keyholders: int = 3) -> Document:
    """Return a tag of a definition, with issuing keys of its own."""
    issuers = [hashed(f"issuer {number}/{keyholder}") for keyholder in range(keyholders)]
    named = {"level": made.level, "of": tag_of(NONCE, made.level, made.of), "name": hashed(f"tag {made.of}")}
    return {**named, "parent": made.parent, "issuers": issuers}


def definition(kind: str = "survey", tags: Sequence[Tag] = (TOP,), **changes: Any) -> Document:  # noqa: ANN401 - fields
    """Return the definition of a box: the kind's usual one, with some fields changed."""
    sealed = kind in ("survey", "vote")
    pay = question("pay", 5, bins=[0, 20_000, 30_000, 40_000, 60_000])
    return {
        "v": 1,
        "kind": kind,
        "title": hashed("title"),
        "intro": hashed("intro"),
        "questions": [pay, question("hours", 3)] if sealed else [],
        "tags": [tag(made, number) for number, made in enumerate(tags)],
        "levels": [5, 10] if kind == "demand" else [],
        "k": 5,
        "quorum": 0,
        "signing_ends": ENDS,
        "withdrawing_ends": ENDS + DAY_SECONDS,
        "batch": DAY_SECONDS,
        "ceremony": hashed("ceremony"),
        "list": {"book": hashed("book"), "size": 90, "root": hashed("root")},
        "origin": ORIGIN,
        "nonce": b64(NONCE),
        **changes,
    }


def head(name: str, place: int = 0, seq: int = 0, *, withdraws: bool = False) -> Head:
    """Return what counting needs of somebody's envelope."""
    key = sha256(f"vectors/definitions/key/{name}".encode())
    digest = sha256(f"vectors/definitions/envelope/{name}/{place}/{seq}/{withdraws}".encode())
    return Head(digest, key, seq, place, withdraws)


def written(heads: Sequence[Head]) -> list[dict[str, Any]]:
    """Return heads as vectors write them."""
    return [
        {"digest": each.digest.hex(), "key": each.key.hex(), "seq": each.seq, "place": each.place}
        | {"withdraws": each.withdraws}
        for each in heads
    ]


def heads_of(given: Sequence[dict[str, Any]]) -> list[Head]:
    """Return the heads that a vector writes out."""
    return [
        Head(bytes.fromhex(each["digest"]), bytes.fromhex(each["key"]), each["seq"], each["place"], each["withdraws"])
        for each in given
    ]
