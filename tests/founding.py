"""Founders, a team of keyholders and words, for tests of a record that a site keeps."""

from __future__ import annotations

from functools import cache

from tests.cast import ANA, BO, CHI, Person
from tests.vectors.cases import random_from
from tests.vectors.meeting import Meeting, ceremony_document, hold
from undersign.protocol.encoding import Document, b64
from undersign.protocol.joining import founders_document, sign_founders
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import vouch_document

FOUNDERS = (ANA, BO, CHI)
PLACE = bytes(range(32))


def seed(person: Person) -> bytes:
    """Return a member's secret for these tests."""
    return person.entropy * 2


def key(person: Person) -> bytes:
    """Return a member's key."""
    return public_key(seed(person))


def founding(origin: str) -> Document:
    """Return the entry that the three founders signed."""
    document = founders_document(origin, [key(each) for each in FOUNDERS], bytes(32))
    return {**document, "signatures": [b64(sign_founders(seed(each), document)) for each in FOUNDERS]}


def vouch(origin: str, giver: Person, to: Person, day: int) -> Document:
    """Return a vouch for a peer worker."""
    return vouch_document(seed(giver), origin, key(to), "peer", PLACE, day)


@cache
def meeting(
    label: str = "site", *, rehearsal: bool = True, previous: str = "", founders: tuple[str, ...] = ()
) -> Meeting:
    """Hold a key meeting of three keyholders, two of whom open; `previous` is the team that hands over, if any."""
    document, secrets, ages = ceremony_document(3, 2, label)
    document |= {"founders": list(founders) or [b64(key(each)) for each in FOUNDERS], "rehearsal": rehearsal}
    document |= {"previous": previous} if previous else {}
    return hold(document, secrets, ages, random_from(f"{label}/meeting"))
