"""Members, workplaces and what they sign, from fixed labels: for makers of vectors and for tests of lists and boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from tests.vectors.cases import random_from
from undersign.protocol import vouches
from undersign.protocol.encoding import Document, b64
from undersign.protocol.lists import ListReader
from undersign.protocol.signatures import public_key

ORIGIN: Final = "example.org/peers"
DAY: Final = 20_000
FOUNDERS: Final = ("founder 1", "founder 2", "founder 3")


@cache
def secret(name: str) -> bytes:
    """Return the Ed25519 seed of somebody."""
    return random_from(f"vectors/people/{name}")(32)


@cache
def key(name: str) -> bytes:
    """Return the member key of somebody."""
    return public_key(secret(name))


def rule(kind: str = "all", of: str = "", founders: Sequence[str] = FOUNDERS) -> Document:
    """Return the first entry of a list."""
    return {"v": 1, "kind": "rule", "rule": kind, "of": of, "founders": [b64(key(each)) for each in founders]}


def workplace(name: str = "Harbor House", employer: str = "Peers United", state: str = "NY") -> Document:
    """Return a workplace as a list shows it."""
    salt = b64(random_from(f"vectors/people/workplace/{name}/{employer}/{state}")(32))
    return {"v": 1, "kind": "workplace", "salt": salt, "name": name, "employer": employer, "state": state}


HARBOR: Final = workplace()
HILL: Final = workplace("Hill Street", "Peers United", "VT")


@cache
def _vouch(giver: str, to: str, place: bytes, role: str, day: int) -> Document:
    return vouches.vouch_document(secret(giver), ORIGIN, key(to), role, place, day)


def vouch(giver: str, to: str, place: Document = HARBOR, role: str = "peer", day: int = DAY) -> Document:
    """Return a signed vouch."""
    return _vouch(giver, to, vouches.workplace_id(place), role, day)


def taken_back(giver: str, to: str, day: int = DAY) -> Document:
    """Return the signed word that a vouch is taken back."""
    return vouches.taken_back_document(secret(giver), ORIGIN, key(to), day)


def moved(by: str, old: str, new: str, day: int = DAY) -> Document:
    """Return one voucher's signed word that a place moves to a new key."""
    return vouches.moved_document(secret(by), ORIGIN, key(old), key(new), day)


def stayed(name: str, new: str, day: int = DAY) -> Document:
    """Return somebody's signed word that their place does not move to a key."""
    return vouches.stayed_document(secret(name), ORIGIN, key(new), day)


def left(name: str, day: int = DAY) -> Document:
    """Return somebody's signed word that they leave."""
    return vouches.left_document(secret(name), ORIGIN, day)


def merged(by: str, place: Document, into: Document, day: int = DAY) -> Document:
    """Return somebody's signed word that a workplace is the same as another."""
    ids = vouches.workplace_id(place), vouches.workplace_id(into)
    return vouches.workplace_merged_document(secret(by), ORIGIN, *ids, day)


def parted(by: str, place: Document, into: Document, day: int = DAY) -> Document:
    """Return somebody's signed word that a workplace is not the same as another after all."""
    ids = vouches.workplace_id(place), vouches.workplace_id(into)
    return vouches.workplace_parted_document(secret(by), ORIGIN, *ids, day)


def listed(name: str, place: Document = HARBOR) -> Document:
    """Return the entry that lists somebody."""
    return {"v": 1, "kind": "listed", "member": b64(key(name)), "workplace": b64(vouches.workplace_id(place))}


def signer(name: str) -> Document:
    """Return the entry that lists a signer of a demand."""
    return {"v": 1, "kind": "signer", "member": b64(key(name))}


def staff(count: int, place: Document = HARBOR, prefix: str = "") -> tuple[list[Document], list[Document]]:
    """Return vouches and entries of so many people: each is vouched for by two who were there before."""
    names = [f"{prefix or place['name']} {number}" for number in range(1, count + 1)]
    givers = [giver for giver in (*FOUNDERS, *names) for _ in range(5 if giver in FOUNDERS else 4)]
    words = []
    for name in names:
        first = givers.pop(0)
        second = next(giver for giver in givers if giver != first)
        givers.remove(second)
        words += [vouch(first, name, place), vouch(second, name, place)]
    return words, [listed(name, place) for name in names]


def whole(*parts: tuple[list[Document], list[Document]], first: Document | None = None) -> list[Document]:
    """Return the entries of a list with all these people."""
    words, people = ([each for part in parts for each in part[side]] for side in (0, 1))
    return [first or rule(), HARBOR, HILL, *words, *people]


def reader_of(entries: Iterable[Document], signers: frozenset[bytes] | None = None) -> ListReader:
    """Return a reader that has read these entries. Raises Refused as it does."""
    reader = ListReader(ORIGIN, signers=signers)
    for entry in entries:
        assert reader.take(entry)
    return reader
