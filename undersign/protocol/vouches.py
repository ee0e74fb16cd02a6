"""What people sign about people and workplaces, and who stands by it. Specified in spec/vouches.md.

`People` reads these words in the order of the members' book. Who reads the book that way need not believe the host in
who is a member: a chain of vouches leads from everybody who stands to the founders.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from undersign.protocol.encoding import Document, Shape, b64, encode, integer, octets, one_of, read, sha256, text
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import check_key, public_key, signed, verify_signed

VOUCHES_NEEDED: Final = 2
VOUCHES_MOST: Final = 12
VOUCH_DAYS: Final = 90
DAYS_LATE: Final = 7  # how long a word may take from its signer's hand into the members' book
DAYS_AHEAD: Final = 1  # a signer's clock may be ahead, or further east
DAY_MOST: Final = 2**20  # days since 1970-01-01

ROLE: Final = one_of("peer", "ally")
WORKPLACE: Final = {
    "kind": one_of("workplace"),
    "salt": octets(32),
    "name": text(200),
    "employer": text(200),
    "state": text(40),
}
_DAY: Final = integer(0, DAY_MOST)
_FIELDS: Final[dict[str, Shape]] = {
    "vouch": {"from": octets(32), "to": octets(32), "role": ROLE, "workplace": octets(32)},
    "taken_back": {"from": octets(32), "to": octets(32)},
    "moved": {"by": octets(32), "old": octets(32), "new": octets(32)},
    "stayed": {"by": octets(32), "new": octets(32)},
    "left": {"by": octets(32)},
    "invitation": {
        "by": octets(32),
        "invitation": octets(32),
        "workplace": octets(32),
        "role": ROLE,
        "until": _DAY,
    },
    "workplace_hash": {"by": octets(32), "id": octets(32)},
    "workplace_confirmed": {"by": octets(32), "id": octets(32)},
    "workplace_merged": {"by": octets(32), "id": octets(32), "into": octets(32)},
    "workplace_parted": {"by": octets(32), "id": octets(32), "into": octets(32)},
    "note": {"by": octets(32), "workplace": octets(32), "text": octets(32)},
}
SHAPES: Final[dict[str, Shape]] = {
    kind: {"kind": one_of(kind), **fields, "origin": text(200), "day": _DAY} for kind, fields in _FIELDS.items()
}
SIGNED_BY: Final = {kind: "from" if "from" in fields else "by" for kind, fields in _FIELDS.items()}
MERGING: Final = ("workplace_merged", "workplace_parted")  # by which two workplaces count as one, or no longer do
WORDS: Final = ("vouch", "taken_back", "moved", "stayed", "left", *MERGING)  # on which lists rest; they hold only these


class Vouch(NamedTuple):
    """What a vouch says: the workplace's id, and peer or ally."""

    workplace: bytes
    role: str


@dataclass(eq=False)
class Person:
    """What the words say of one person, under whatever keys; keys have 32 bytes."""

    keys: list[bytes]  # in order; only the last still signs
    founder: bool = False
    left: bool = False
    vouches: dict[Person, Vouch] = field(default_factory=dict)  # by who gave it; those taken back are gone
    known_by: set[Person] = field(default_factory=set)  # everybody who ever vouched
    vouched_for: set[Person] = field(default_factory=set)  # as long as it is not taken back
    vouch_days: deque[int] = field(default_factory=deque)  # when this person vouched, within the last 90 days
    moves: dict[bytes, set[Person]] = field(default_factory=dict)  # new key -> who says that it is this person's
    stayed: set[bytes] = field(default_factory=set)  # keys of which this person says that they are not theirs

    @property
    def key(self) -> bytes:
        """The present key."""
        return self.keys[-1]


def workplace_id(entry: Document) -> bytes:
    """Return SHA-256 of the canonical workplace entry, whose salt hides it; it stands in the members' book."""
    return sha256(encode(entry))


def _word(secret: bytes, kind: str, origin: str, day: int, **fields: bytes | str | int) -> Document:
    written = {name: b64(value) if isinstance(value, bytes) else value for name, value in fields.items()}
    document = {"v": 1, "kind": kind, "origin": origin, SIGNED_BY[kind]: b64(public_key(secret)), **written, "day": day}
    return signed(secret, kind, document)


def vouch_document(  # noqa: PLR0913 - the fields of the document
    secret: bytes, origin: str, to: bytes, role: str, workplace: bytes, day: int
) -> Document:
    """Return a signed vouch for the key `to`: "I know this person and the job they say they do"."""
    return _word(secret, "vouch", origin, day, to=to, role=role, workplace=workplace)


def taken_back_document(secret: bytes, origin: str, to: bytes, day: int) -> Document:
    """Return a signed word that a vouch for `to` is taken back; it affects later lists only."""
    return _word(secret, "taken_back", origin, day, to=to)


def moved_document(secret: bytes, origin: str, old: bytes, new: bytes, day: int) -> Document:
    """Return one voucher's signed word that a member's place moves from the key `old` to `new`; two are needed."""
    return _word(secret, "moved", origin, day, old=old, new=new)


def stayed_document(secret: bytes, origin: str, new: bytes, day: int) -> Document:
    """Return a member's signed word that their place does not move to the key `new`, whoever says so."""
    return _word(secret, "stayed", origin, day, new=new)


def left_document(secret: bytes, origin: str, day: int) -> Document:
    """Return a member's signed word that they leave: their key signs nothing more and is on no later list."""
    return _word(secret, "left", origin, day)


def invitation_document(  # noqa: PLR0913 - the fields of the document
    secret: bytes, origin: str, invitation: bytes, workplace: bytes, role: str, until: int, day: int
) -> Document:
    """Return a signed invitation: whoever has the secret of the key `invitation` may ask to join until that day."""
    return _word(secret, "invitation", origin, day, invitation=invitation, workplace=workplace, role=role, until=until)


def workplace_hash_document(secret: bytes, origin: str, workplace: bytes, day: int) -> Document:
    """Return a signed word that there is a workplace with this id."""
    return _word(secret, "workplace_hash", origin, day, id=workplace)


def workplace_confirmed_document(secret: bytes, origin: str, workplace: bytes, day: int) -> Document:
    """Return a signed word that the workplace is what it says it is."""
    return _word(secret, "workplace_confirmed", origin, day, id=workplace)


def workplace_merged_document(secret: bytes, origin: str, workplace: bytes, into: bytes, day: int) -> Document:
    """Return a signed word that a workplace is the same as the workplace `into`."""
    return _word(secret, "workplace_merged", origin, day, id=workplace, into=into)


def workplace_parted_document(secret: bytes, origin: str, workplace: bytes, into: bytes, day: int) -> Document:
    """Return a signed word that a workplace is not the same as the workplace `into` after all."""
    return _word(secret, "workplace_parted", origin, day, id=workplace, into=into)


def note_document(secret: bytes, origin: str, workplace: bytes, text_hash: bytes, day: int) -> Document:
    """Return a signed note about a workplace; `text_hash`: the salted hash of its text (record.text_hash)."""
    return _word(secret, "note", origin, day, workplace=workplace, text=text_hash)


def check_day(day: int, written: int) -> None:
    """Check the day that a word names against the day on which it came into the members' book. Errors: day_wrong."""
    if not written - DAYS_LATE <= day <= written + DAYS_AHEAD:
        raise Refused("day_wrong", f"day {day}, written down on day {written}")


class People:
    """Reads words in order, checks each, and knows afterwards who stands. A word that is refused changes nothing.

    `check_signatures=False` is for who has checked the signatures before, or checks them in other processes.
    """

    def __init__(self, origin: str, founders: Iterable[bytes], *, check_signatures: bool = True) -> None:
        self.origin = origin
        self.check_signatures = check_signatures
        self.by_key = {key: Person([check_key(key)], founder=True) for key in founders}  # by every key ever had
        self.spoke: set[Person] = set()  # everybody who signed a word
        self.day = 0  # of the last word
        self.said: set[bytes] = set()  # SHA-256 of each word of that day
        self._standing: set[Person] | None = None  # None: not known since a vouch that counted was taken back
        self._merged: dict[
            bytes, tuple[bytes, bool]
        ] = {}  # workplace -> which it counts as; if also once both have people
        self._homes: dict[bytes, bytes] | None = None  # what merged() returned; None: not known since the last word
        self._takers: dict[str, Callable[[Document, Person], None]] = {
            "vouch": self._take_vouch,
            "taken_back": self._take_taken_back,
            "moved": self._take_moved,
            "stayed": self._take_stayed,
            "left": self._take_left,
            "workplace_merged": self._take_merged,
            "workplace_parted": self._take_parted,
        }

    def take(self, entry: Document) -> bool:
        """Take in the next entry; return False if it is no word.

        Errors: document_field, size_wrong, key_not_canonical, word_repeated, vouch_missing, vouch_too_many,
        member_left, move_stopped, those of signatures.verify.
        """
        kind = str(entry.get("kind"))
        if kind not in SHAPES:
            return False
        signer = octets(32)(entry.get(SIGNED_BY[kind]))
        if self.check_signatures:
            verify_signed(signer, kind, entry)
        found = read({name: value for name, value in entry.items() if name != "signature"}, SHAPES[kind])
        if found["origin"] != self.origin:
            raise Refused("document_field", "signed for another record")
        if found["day"] < self.day:
            raise Refused("document_field", "days may not go backwards")
        person = self._present(signer)
        said, word = self.said if found["day"] == self.day else set(), sha256(encode(entry))
        if word in said:
            raise Refused("word_repeated")
        self._takers.get(kind, self._take_other)(found, person)
        self.by_key[signer] = person
        self.spoke.add(person)
        said.add(word)
        self.day, self.said, self._homes = found["day"], said, None
        return True

    def person(self, key: bytes) -> Person | None:
        """Return whose key this is or was."""
        return self.by_key.get(key)

    def present(self, key: bytes) -> bool:
        """Return whether this is the present key of a person whom the words know and who has not left."""
        person = self.by_key.get(key)
        return person is not None and person.key == key and not person.left

    def standing(self) -> set[Person]:
        """Return who stands: the founders, and whoever has two peer vouches by people who stand; also who left.

        It is the least such set, so people who vouch for each other in a ring hold nobody up.
        """
        if self._standing is None:
            self._standing = set()
            self._raise(person for person in self.by_key.values() if person.founder)
        return self._standing

    def counting(self, person: Person) -> dict[Person, Vouch]:
        """Return the vouches of a person that count: by peers who stand, for a peer."""
        standing = self.standing()
        return {giver: vouch for giver, vouch in person.vouches.items() if vouch.role == "peer" and giver in standing}

    def workplaces(self, person: Person) -> list[bytes]:
        """Return the workplaces for which two vouches of a person count."""
        counts = Counter(vouch.workplace for vouch in self.counting(person).values())
        return [workplace for workplace, vouches in counts.items() if vouches >= VOUCHES_NEEDED]

    def merged(self) -> dict[bytes, bytes]:
        """Return which workplaces count as which other now; none counts as one that itself counts as another."""
        if self._homes is None:
            staffed = self._staffed() if self._merged else set()
            kept = {one: into for one, (into, firm) in self._merged.items() if firm or not {one, into} <= staffed}
            self._homes = kept
        return self._homes

    def homes(self, person: Person) -> list[bytes]:
        """Return the workplaces for which two vouches of a person count, those that were merged being one."""
        merged = self.merged()
        given = [vouch.workplace for vouch in self.counting(person).values()]
        counts = Counter(merged.get(workplace, workplace) for workplace in given)
        return [workplace for workplace, vouches in counts.items() if vouches >= VOUCHES_NEEDED]

    def _staffed(self) -> set[bytes]:
        """Return the workplaces at which somebody works by two vouches for just that one, and has not left."""
        return {each for person in self.standing() if not person.left for each in self.workplaces(person)}

    def vouches_free(self, person: Person, day: int) -> int:
        """Return how many times a person may still vouch on a day, which is not before that of the last word."""
        return VOUCHES_MOST - sum(day - VOUCH_DAYS < each for each in person.vouch_days)

    def _present(self, key: bytes) -> Person:
        """Return whose present key this is; a key met for the first time is a new person's, whom nothing holds yet."""
        person = self.by_key.get(key) or Person([check_key(key)])
        if person.key != key:
            raise Refused("vouch_missing", "a key whose place has moved to another")
        if person.left:
            raise Refused("member_left", key.hex()[:16])
        return person

    def _raise(self, people: Iterable[Person]) -> None:
        """Add to those who stand whoever of these now does, and whomever they hold up."""
        standing, waiting = self.standing(), list(people)
        while waiting:
            person = waiting.pop()
            if person not in standing and (person.founder or len(self.counting(person)) >= VOUCHES_NEEDED):
                standing.add(person)
                waiting.extend(person.vouched_for)

    def _take_vouch(self, found: Document, giver: Person) -> None:
        person = self._present(found["to"])
        if person.key == giver.key or giver in person.vouches:
            raise Refused("document_field", "a vouch for oneself, or a second one by one person for another")
        if self.vouches_free(giver, found["day"]) < 1:
            raise Refused("vouch_too_many")
        while giver.vouch_days and giver.vouch_days[0] <= found["day"] - VOUCH_DAYS:
            giver.vouch_days.popleft()
        giver.vouch_days.append(found["day"])
        self.by_key[person.key] = person
        person.vouches[giver] = Vouch(found["workplace"], found["role"])
        person.known_by.add(giver)
        giver.vouched_for.add(person)
        if self._standing is not None:
            self._raise([person])

    def _take_taken_back(self, found: Document, giver: Person) -> None:
        person = self.by_key.get(found["to"])
        if person is None or giver not in person.vouches:
            raise Refused("vouch_missing", "there is no such vouch to take back")
        del person.vouches[giver]
        giver.vouched_for.discard(person)
        self._standing = None

    def _take_moved(self, found: Document, giver: Person) -> None:
        person, new = self.by_key.get(found["old"]), found["new"]
        if person is None or person.key != found["old"] or giver not in person.vouches or new in self.by_key:
            raise Refused("vouch_missing", "only those who vouched for a member can move their place, to a new key")
        if person.founder:
            raise Refused("vouch_missing", "a founder's place does not move")
        if person.left:
            raise Refused("member_left", "the place of somebody who has left does not move")
        if new in person.stayed:
            raise Refused("move_stopped", new.hex()[:16])
        said = person.moves.setdefault(check_key(new), set())
        said.add(giver)
        if len(said) >= VOUCHES_NEEDED and len(said.intersection(self.counting(person))) >= VOUCHES_NEEDED:
            person.keys.append(new)
            person.moves.clear()
            self.by_key[new] = person

    def _take_stayed(self, found: Document, person: Person) -> None:
        person.stayed.add(check_key(found["new"]))
        person.moves.pop(found["new"], None)

    def _take_left(self, _: Document, person: Person) -> None:
        person.left = True

    def _take_other(self, found: Document, person: Person) -> None:
        """Take in a word that changes nobody's standing; who signs it stands."""
        if person not in self.standing():
            raise Refused("vouch_missing", "only somebody who stands signs this")
        if found["kind"] == "invitation":
            check_key(found["invitation"])
            if found["until"] < found["day"]:
                raise Refused("document_field", "until: a day before that of the invitation")
        if "into" in found and found["into"] == found["id"]:
            raise Refused("document_field", "into: a workplace and itself")

    def _take_merged(self, found: Document, person: Person) -> None:
        """Take in that two places are one. Where people work at both, one of them must say so."""
        self._take_other(found, person)
        one, into, merged = found["id"], found["into"], self.merged()
        if one in merged or into in merged or one in merged.values():
            return
        own = not {one, into}.isdisjoint(self.homes(person))
        self._merged = {each: self._merged[each] for each in merged}
        self._merged[one] = into, own and {one, into} <= self._staffed()

    def _take_parted(self, found: Document, person: Person) -> None:
        self._take_other(found, person)
        if self._merged.get(found["id"], (b"", True))[0] == found["into"]:
            del self._merged[found["id"]]
