"""The host's book: whose record it is, and which keyholders were made its team, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from undersign.protocol import keyholders
from undersign.protocol.encoding import Document, array, octets, one_of, read, table
from undersign.protocol.errors import Refused
from undersign.protocol.notes import log_key
from undersign.protocol.outcomes import KINDS, Outcomes
from undersign.verifier.problems import FolderProblem, located

if TYPE_CHECKING:
    from undersign.protocol.keyholders import Ceremony, Team
    from undersign.protocol.notes import NoteKey
    from undersign.protocol.record import Book
    from undersign.verifier.record.books import BookPass


_TEAM: Final = {
    "kind": one_of("team"),
    "transcript": table,
    "signatures": array(octets(64), 2, keyholders.MOST),
}


@dataclass
class Host:
    """What the host's book says: its rules, the ceremonies and teams, the standing one last; what came of demands."""

    book: Book
    ceremonies: dict[bytes, Ceremony] = field(default_factory=dict)
    teams: dict[bytes, Team] = field(default_factory=dict)
    handed_over: set[tuple[bytes, bytes]] = field(default_factory=set)
    outcomes: Outcomes = field(default_factory=Outcomes)

    @property
    def log(self) -> NoteKey:
        """The key with which the host signs checkpoints."""
        return log_key(self.book.origin, self.key)

    @property
    def key(self) -> bytes:
        """The host's Ed25519 key, 32 bytes."""
        key: bytes = self.book.rules["host_key"]
        return key

    @property
    def slots(self) -> int:
        """How many slots the public tree has."""
        slots: int = self.book.rules["slots"]
        return slots

    @property
    def tick_seconds(self) -> int:
        """How long a tick is."""
        seconds: int = self.book.rules["tick_seconds"]
        return seconds

    @property
    def witnesses(self) -> list[Ceremony]:
        """The ceremonies whose keyholders cosign, the standing team last."""
        return [self.ceremonies[hashed] for hashed in self.teams]

    def team_of(self, ceremony: bytes) -> tuple[Ceremony, Team]:
        """Return a ceremony and the team that came of it. Errors: ceremony_other."""
        if ceremony not in self.teams:
            raise Refused("ceremony_other", "the host's book has no signed transcript of this ceremony")
        return self.ceremonies[ceremony], self.teams[ceremony]

    def read(self, book: BookPass) -> None:
        """Read the host's book to its end. Errors: FolderProblem."""
        takers = {"ceremony": self._take_ceremony, "succession": self._take_succession, "team": self._take_team}
        takers |= dict.fromkeys(KINDS, self._take_outcome)
        for index, entry in book.entries():
            taker = takers.get(str((entry or {}).get("kind")))
            if taker and entry:
                with located(f"{book.name}, leaf {index}"):
                    taker(entry)

    def _take_ceremony(self, entry: Document) -> None:
        ceremony = keyholders.read_ceremony(entry)
        if ceremony.rehearsal != self.book.rules["rehearsal"]:
            raise Refused("ceremony_rule", "the ceremony and the host differ on whether this is a rehearsal")
        self.ceremonies[ceremony.hash] = ceremony

    def _take_outcome(self, entry: Document) -> None:
        self.outcomes.take(entry)

    def _known(self, hashed: bytes) -> Ceremony:
        if hashed not in self.ceremonies:
            raise Refused("ceremony_other")
        return self.ceremonies[hashed]

    def _take_succession(self, entry: Document) -> None:
        old, new, signed = keyholders.read_succession(entry)
        keyholders.check_succession(self._known(old), self._known(new), signed)
        self.handed_over.add((old, new))

    def _take_team(self, entry: Document) -> None:
        given = read(entry, _TEAM)
        ceremony = self._known(octets(32)(given["transcript"].get("ceremony")))
        team = keyholders.check_transcript(ceremony, given["transcript"], given["signatures"])
        standing = next(reversed(self.teams), None)
        if standing not in (None, ceremony.hash) and (standing, ceremony.hash) not in self.handed_over:
            raise Refused("ceremony_rule", "the team before has not handed over to this one")
        self.teams[ceremony.hash] = team


def find_host(books: list[Book]) -> Book:
    """Return the one host's book of a folder. Errors: FolderProblem."""
    found = [book for book in books if book.audience == "host"]
    if len(found) != 1:
        raise FolderProblem("file_missing" if not found else "book_twice", "books/host")
    return found[0]
