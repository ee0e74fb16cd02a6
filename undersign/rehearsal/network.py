"""Made-up people whose phones speak to a site as real ones do: through its addresses, each signing for itself."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from undersign.protocol import joining, phrase, vouches
from undersign.protocol.encoding import Document, b64, decode, encode, sha256, unb64
from undersign.protocol.signatures import public_key, sign

INVITATION_DAYS: Final = 7
ENTROPY_BYTES: Final = 16


class NotDone(Exception):
    """The site did not do what it was asked: `error` is its name for why, `say` what a person would read."""

    def __init__(self, error: str, say: str) -> None:
        self.error, self.say = error, say
        super().__init__(f"{error}: {say}")


class Web(Protocol):
    """A way to the site with one person's cookies. All methods raise NotDone."""

    def get(self, path: str, /) -> Document:
        """Return the JSON at an address."""

    def lines(self, path: str, /) -> list[Document]:
        """Return the documents in the lines of a file."""

    def post(self, path: str, what: Document, /) -> Document:
        """Send an object to an address; return the answer."""


@dataclass(frozen=True)
class Place:
    """What a phone knows of the site: the record's name, the site's address, what day it is."""

    origin: str
    address: str
    day: Callable[[], int]


@dataclass
class Phone:
    """One person's phone: their seed, and what they would type."""

    site: Place
    web: Web
    nickname: str
    role: str = "peer"
    employer: str = "private"
    supervisor: bool = False
    seed: bytes = field(default=b"", repr=False)
    words: str = field(default="", repr=False)  # empty if only the seed was given
    vouches: int = 0  # given

    def __post_init__(self) -> None:
        """Make twelve new words, unless this phone was given some."""
        if not self.seed:
            self.words = phrase.phrase_of(secrets.token_bytes(ENTROPY_BYTES))
            self.seed = phrase.seed(self.words)

    @property
    def secret(self) -> bytes:
        """The secret half of the member key."""
        return phrase.sign_secret(self.seed)

    @property
    def key(self) -> bytes:
        """The member key."""
        return public_key(self.secret)

    def sign_in(self) -> None:
        """Sign in. Raises NotDone."""
        nonce = unb64(self.web.get("/sign-in/challenge")["nonce"])
        document = joining.sign_in_document(self.key, self.site.address, nonce)
        signature = b64(joining.sign_sign_in(self.secret, document))
        self.web.post("/sign-in", {"document": document, "signature": signature, "mine": True})

    def knock(self, door: bytes) -> Document:
        """Return what shows that this phone holds the link with the secret `door`."""
        key = b64(public_key(door))
        document = {"v": 1, "kind": "knock", "site": self.site.address, "door": key}
        return {"door": key, "signature": b64(sign(door, "knock", document))}

    def ask(self, door: bytes, place: bytes = joining.NOWHERE) -> Document:
        """Return a join document with both signatures, as it is sent."""
        document = joining.join_document(
            site=self.site.address,
            door=public_key(door),
            member=self.key,
            nickname=self.nickname,
            role=self.role,
            employer=self.employer,
            supervisor=self.supervisor,
            place=place,
        )
        mine, of_door = joining.sign_join(document, self.secret, door)
        return {"document": document, "member_signature": b64(mine), "door_signature": b64(of_door)}

    def join(self, door: bytes) -> Document:
        """Open a link and ask to join where it leads. Raises NotDone."""
        about = self.web.post("/doors/look", self.knock(door))
        return self.web.post("/join/arrive", self.ask(door, unb64(about["workplace"])))

    def state(self) -> str:
        """Return how far it is with joining: waiting, member or gone."""
        document = {"v": 1, "kind": "wait", "site": self.site.address, "key": b64(self.key)}
        signature = b64(sign(self.secret, "wait", document))
        return str(self.web.post("/waiting/state", {"key": b64(self.key), "signature": signature})["state"])

    def invite(self, place: bytes, role: str = "peer", days: int = INVITATION_DAYS) -> bytes:
        """Invite one person to a workplace; return the secret of the link. Raises NotDone."""
        door, day = secrets.token_bytes(32), self.site.day()
        word = vouches.invitation_document(
            self.secret, self.site.origin, public_key(door), place, role, day + days, day
        )
        self.web.post("/invite/open", {"word": word})
        return door

    def open_room(self, place: bytes) -> bytes:
        """Open a room, be the first in it; return the secret of its link. Raises NotDone."""
        door = secrets.token_bytes(32)
        self.web.post("/rooms/open", {"door": b64(public_key(door)), "workplace": b64(place)})
        self.enter(door)
        return door

    def enter(self, door: bytes) -> None:
        """Enter a room as a member. Raises NotDone."""
        about = self.web.post("/doors/look", self.knock(door))
        self.web.post("/rooms/enter", self.ask(door, unb64(about["workplace"])))

    def vouch(self, to: bytes, place: bytes, role: str = "peer") -> None:
        """Vouch for the owner of a key. Raises NotDone."""
        word = vouches.vouch_document(self.secret, self.site.origin, to, role, place, self.site.day())
        self.web.post("/vouch/give", {"word": word})
        self.vouches += 1


def found(phones: Sequence[Phone], door: bytes) -> None:
    """Hold the founders' meeting: all come, one fixes the list, all compare six words and sign. Raises NotDone."""
    for phone in phones:
        phone.web.post("/founding/arrive", phone.ask(door))
    first = phones[0]
    first.web.post("/founders/fix", {**first.knock(door), "keys": [b64(phone.key) for phone in phones]})
    for phone in phones:
        sign_founders(phone, door)


def sign_founders(phone: Phone, door: bytes) -> tuple[str, ...]:
    """Sign the list of founders that was fixed; return its six words. Raises NotDone."""
    document = decode(encode(phone.web.post("/founders/state", phone.knock(door))["list"]))
    mine = {"key": b64(phone.key), "founders_signature": b64(joining.sign_founders(phone.secret, document))}
    phone.web.post("/founders/sign", {**phone.knock(door), "list": b64(sha256(encode(document))), **mine})
    return joining.founders_words(document)


def grow(members: Sequence[Phone], newcomers: Sequence[Phone], place: bytes) -> None:
    """Let everybody come in at a workplace: one member invites, that one and another vouch. Raises NotDone.

    `members` have signed in; each vouches twelve times at most, then newcomers do.
    """
    free = deque(member for member in members if member.vouches < vouches.VOUCHES_MOST)
    for newcomer in newcomers:
        givers = [free.popleft() for _ in range(vouches.VOUCHES_NEEDED)]
        newcomer.join(givers[0].invite(place, newcomer.role))
        for giver in givers:
            giver.vouch(newcomer.key, place, newcomer.role)
        newcomer.sign_in()
        peers = [each for each in (*givers, newcomer) if each.role == "peer"]
        free.extend(each for each in peers if each.vouches < vouches.VOUCHES_MOST)
