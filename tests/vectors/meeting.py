"""A ceremony held in one process from fixed random bytes: for makers of vectors and for tests that need a team."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pyrage

from tests.vectors import age
from tests.vectors.cases import random_from
from undersign.protocol.ceremony import Share, State, assemble, begin, deal, finish
from undersign.protocol.encoding import Document, b64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony, Team, check_transcript, read_ceremony
from undersign.protocol.points import Random
from undersign.protocol.signatures import public_key

PLACES = ("North", "South", "East", "West", "Coast", "Hill", "Lake", "Plain", "River")


@dataclass(frozen=True)
class Meeting:
    """Everything of a ceremony, the keyholders' secrets included; lists are in order of index."""

    ceremony: Ceremony
    secrets: list[bytes]  # Ed25519 seeds
    ages: list[bytes]  # X25519 secrets
    states: list[State]  # after dealing
    commitments: list[Document]  # the messages of round 1
    dealt: list[Document]  # the messages of round 2, sender by sender
    finished: list[Document]  # the messages of round 3
    shares: list[Share]
    transcript: Document
    signed: list[bytes]
    team: Team


def ceremony_document(n: int, t: int, label: str) -> tuple[Document, list[bytes], list[bytes]]:
    """Return a ceremony document with the keyholders' Ed25519 seeds and X25519 secrets."""
    random = random_from(f"{label}/keys")
    secrets, ages = [random(32) for _ in range(n)], [random(32) for _ in range(n)]
    keyholders = [
        {"name": f"{PLACES[i % 9]} chapter {i // 9 + 1}", "sign": b64(public_key(secrets[i])), "employer": ""}
        | {"age": age.recipient(ages[i])}
        for i in range(n)
    ]
    founders = [b64(public_key(random(32))) for _ in range(3)]
    document = {"v": 1, "kind": "ceremony", "keyholders": keyholders, "t": t, "founders": founders}
    return {**document, "nonce": b64(random(32)), "rehearsal": False}, secrets, ages


def opener(secret: bytes) -> Any:  # noqa: ANN401 - a function from bytes to bytes
    """Return the `decrypt` of `finish` for the keyholder with this X25519 secret."""
    key = pyrage.x25519.Identity.from_str(age.identity(secret))

    def decrypt(data: bytes) -> bytes:
        try:
            plain: bytes = pyrage.decrypt(data, [key])
        except pyrage.DecryptError:
            raise Refused("share_for_another") from None
        return plain

    return decrypt


def hold(document: Document, secrets: list[bytes], ages: list[bytes], random: Random) -> Meeting:
    """Go through all rounds in which everybody keeps to the rules."""
    ceremony = read_ceremony(document)
    begun = [begin(ceremony, secret, random) for secret in secrets]
    first = [message for _, message in begun]

    def encrypt(to: str, plain: bytes) -> bytes:
        return age.encrypt(to, plain, random)

    second = [deal(ceremony, state, secret, first, encrypt) for (state, _), secret in zip(begun, secrets, strict=True)]
    dealt = [message for _, messages in second for message in messages]
    third = [
        finish(ceremony, state, secrets[i], first + [m for m in dealt if m["to"] == i + 1], opener(ages[i]))
        for i, (state, _) in enumerate(second)
    ]
    finished = [message for _, message in third]
    transcript, signed = assemble(ceremony, finished)
    return Meeting(
        ceremony=ceremony,
        secrets=secrets,
        ages=ages,
        states=[state for state, _ in second],
        commitments=first,
        dealt=dealt,
        finished=finished,
        shares=[share for share, _ in third],
        transcript=transcript,
        signed=signed,
        team=check_transcript(ceremony, transcript, signed),
    )


@cache
def meeting(n: int = 5, t: int = 3, label: str = "undersign/meeting") -> Meeting:
    """Return the same ceremony of t of n each time it is asked for."""
    return hold(*ceremony_document(n, t, label), random_from(f"{label}/{n}/{t}"))
