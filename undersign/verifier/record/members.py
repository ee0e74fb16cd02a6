"""The members' book: the stock of issuing keys, and the vouches as they were first written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from undersign.protocol.encoding import Document, encode, integer, octets, read, sha256
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import MOST
from undersign.protocol.passes import IssuingKey, read_issuing_key
from undersign.protocol.record import DAY_SECONDS
from undersign.protocol.signatures import verify_signed
from undersign.protocol.vouches import SHAPES, SIGNED_BY, WORDS

if TYPE_CHECKING:
    from undersign.verifier.record.books import BookPass
    from undersign.verifier.record.host import Host


class Written(NamedTuple):
    """When something that somebody signed came into the members' book."""

    by: bytes  # the signer's key
    position: int  # of the leaf of the public tree that proves it
    day: int  # of that tick, since 1970-01-01
    kind: str


@dataclass
class Members:
    """What the members' book holds."""

    keys: dict[bytes, dict[bytes, IssuingKey]] = field(default_factory=dict)  # by ceremony, then by issuer
    refused: dict[bytes, str] = field(default_factory=dict)  # by issuer: why a published key is not one
    words: dict[bytes, Written] = field(default_factory=dict)  # by SHA-256: every vouch, and every change to one
    workplaces: set[bytes] = field(default_factory=set)

    def read(self, book: BookPass, host: Host) -> None:
        """Read the members' book to its end. Errors: FolderProblem."""
        for index, entry in book.entries():
            if entry is None:
                continue
            kind = entry.get("kind")
            if kind == "issuing_key":
                self._take_key(entry, host)
            elif kind in WORDS:
                self._take_word(index, entry)
            elif kind == "workplace_hash":
                self._take_workplace(entry)
        for word, (by, index, _, kind) in self.words.items():
            day = book.tick(index) * host.tick_seconds // DAY_SECONDS
            self.words[word] = Written(by, book.position(index), day, kind)

    def _take_word(self, index: int, entry: Document) -> None:
        """Take in what somebody signed; whether it is well formed, a list that holds it decides."""
        kind = entry["kind"]
        try:
            by = octets(32)(entry.get(SIGNED_BY[kind]))
        except Refused:
            return
        self.words[sha256(encode(entry))] = Written(by, index, 0, kind)

    def _take_key(self, entry: Document, host: Host) -> None:
        """Take in an issuing key. One that is wrong is only wrong for a box that names it."""
        try:
            hashed = octets(32)(entry.get("ceremony"))
            ceremony, _ = host.team_of(hashed)
            index = integer(1, MOST)(entry.get("keyholder"))
            key = read_issuing_key(entry, ceremony.keyholder(index).sign)
        except Refused as problem:
            self.refused[sha256(encode(entry))] = problem.reason
            return
        self.keys.setdefault(hashed, {})[key.issuer] = key

    def _take_workplace(self, entry: Document) -> None:
        """Take in the id of a workplace that somebody signed."""
        kind = entry["kind"]
        try:
            by = octets(32)(entry.get(SIGNED_BY[kind]))
            self.workplaces.add(read(verify_signed(by, kind, entry), SHAPES[kind])["id"])
        except Refused:
            return
