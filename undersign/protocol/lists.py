"""Who may answer a box: vouches, chains and listed members (protocol section 5). Specified in spec/lists.md.

A list book tells of people by keys alone. `ListReader` reads it in order; what it holds at the end is the list.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from undersign.protocol.encoding import Document, array, b64, encode, integer, octets, one_of, read, sha256, text
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import check_key, public_key, signed, verify_signed
from undersign.protocol.tags import LEVELS, Place, Tag, make_tags

VOUCHES_NEEDED: Final = 2
VOUCHES_MOST: Final = 12
VOUCH_DAYS: Final = 90
DAYS_LATE: Final = 7  # how long a word may take from its signer's hand into the members' book
DAYS_AHEAD: Final = 1  # a signer's clock may be ahead, or further east
DAY_MOST: Final = 2**20  # days since 1970-01-01

RULE: Final = {
    "kind": one_of("rule"),
    "rule": one_of(*LEVELS, "signers"),
    "of": text(200),
    "founders": array(octets(32), 3, 100),
}
WORKPLACE: Final = {
    "kind": one_of("workplace"),
    "salt": octets(32),
    "name": text(200),
    "employer": text(200),
    "state": text(40),
}
_WORD: Final = {"origin": text(200), "day": integer(0, DAY_MOST)}
VOUCH: Final = {
    "kind": one_of("vouch"),
    "from": octets(32),
    "to": octets(32),
    "role": one_of("peer", "ally"),
    "workplace": octets(32),
    **_WORD,
}
TAKEN_BACK: Final = {"kind": one_of("taken_back"), "from": octets(32), "to": octets(32), **_WORD}
MOVED: Final = {"kind": one_of("moved"), "by": octets(32), "old": octets(32), "new": octets(32), **_WORD}
LISTED: Final = {"kind": one_of("listed"), "member": octets(32), "workplace": octets(32)}
SIGNER: Final = {"kind": one_of("signer"), "member": octets(32)}
NOWHERE: Final = Place(b"", "", "", "")  # of a signer's envelope key, which no workplace is known of


class Vouch(NamedTuple):
    """What a vouch says: the workplace's id, and peer or ally."""

    workplace: bytes
    role: str


@dataclass(eq=False)
class Person:
    """What the words of a list say of one person, under whatever keys; keys have 32 bytes."""

    keys: list[bytes]  # in order; only the last still signs
    founder: bool = False
    vouches: dict[Person, Vouch] = field(default_factory=dict)  # by who gave it; those taken back are gone
    known_by: set[Person] = field(default_factory=set)  # everybody who ever vouched
    vouch_days: deque[int] = field(default_factory=deque)  # when this person vouched, within the last 90 days
    moves: dict[bytes, set[Person]] = field(default_factory=dict)  # new key -> who says that it is this person's


def workplace_id(entry: Document) -> bytes:
    """Return SHA-256 of the canonical workplace entry, whose salt hides it; it stands in the members' book."""
    return sha256(encode(entry))


def vouch_document(  # noqa: PLR0913 - the fields of the document
    secret: bytes, origin: str, to: bytes, role: str, workplace: bytes, day: int
) -> Document:
    """Return a signed vouch for the key `to`: "I know this person and the job they say they do"."""
    document: Document = {"v": 1, "kind": "vouch", "origin": origin, "from": b64(public_key(secret)), "to": b64(to)}
    return signed(secret, "vouch", {**document, "role": role, "workplace": b64(workplace), "day": day})


def taken_back_document(secret: bytes, origin: str, to: bytes, day: int) -> Document:
    """Return a signed word that a vouch for `to` is taken back; it affects later lists only."""
    document: Document = {"v": 1, "kind": "taken_back", "origin": origin, "from": b64(public_key(secret))}
    return signed(secret, "taken_back", {**document, "to": b64(to), "day": day})


def moved_document(secret: bytes, origin: str, old: bytes, new: bytes, day: int) -> Document:
    """Return one voucher's signed word that a member's place moves from the key `old` to `new`; two are needed."""
    document: Document = {"v": 1, "kind": "moved", "origin": origin, "by": b64(public_key(secret))}
    return signed(secret, "moved", {**document, "old": b64(old), "new": b64(new), "day": day})


def check_day(day: int, written: int) -> None:
    """Check the day that a word names against the day on which it came into the members' book. Errors: day_wrong."""
    if not written - DAYS_LATE <= day <= written + DAYS_AHEAD:
        raise Refused("day_wrong", f"day {day}, written down on day {written}")


class ListReader:
    """Reads a list book in order and checks every word in it; what it holds at the end is the list.

    `check_signatures=False` is for who has checked the signatures before, or checks them in other processes.
    `signers`: for a list of the signers of a demand, the envelope keys that its checked opening opened.
    """

    def __init__(
        self, origin: str, *, check_signatures: bool = True, signers: AbstractSet[bytes] | None = None
    ) -> None:
        self.origin = origin
        self.check_signatures = check_signatures
        self.signers = signers
        self.rule: Document | None = None
        self.people: dict[bytes, Person] = {}  # by every key that a person ever had
        self.places: dict[bytes, Place] = {}
        self.listed: dict[bytes, bytes] = {}  # member key -> workplace id; for signers, no workplace
        self._on_list: set[Person] = set()
        self._spoke: set[Person] = set()
        self._day = 0
        self._standing: set[Person] | None = None  # None: not known since the last word
        self._takers: dict[str, Callable[[Document], None]] = {
            "rule": self._take_rule,
            "workplace": self._take_workplace,
            "vouch": self._take_vouch,
            "taken_back": self._take_taken_back,
            "moved": self._take_moved,
            "listed": self._take_listed,
            "signer": self._take_signer,
        }

    def take(self, entry: Document) -> bool:
        """Take in the next entry; return False if it is of a kind that the list itself does not have (a request).

        Errors: document_field, size_wrong, key_not_canonical, vouch_missing, vouch_too_many, member_not_listed,
        box_not_opened, rule_impossible, those of signatures.verify.
        """
        taker = self._takers.get(str(entry.get("kind")))
        if taker is None:
            return False
        if self.rule is None and taker != self._take_rule:
            raise Refused("rule_impossible", "the first entry of a list says its rule")
        taker(entry)
        return True

    def _word(
        self, purpose: str, entry: Document, by: str, shape: Mapping[str, Callable[[object], object]]
    ) -> tuple[Document, Person]:
        """Check what somebody signed; return its fields and who signed."""
        signer = octets(32)(entry.get(by))
        if self.check_signatures:
            verify_signed(signer, purpose, entry)
        found = read({name: value for name, value in entry.items() if name != "signature"}, shape)
        if found["origin"] != self.origin:
            raise Refused("document_field", "signed for another record")
        if found["day"] < self._day:
            raise Refused("document_field", "days may not go backwards within a list")
        person = self._person(signer)
        self._day, self._standing = found["day"], None
        self._spoke.add(person)
        return found, person

    def _person(self, key: bytes) -> Person:
        """Return whose present key this is; a key met for the first time is a new person's."""
        person = self.people.get(key)
        if person is None:
            person = self.people[key] = Person([check_key(key)])
        if person.keys[-1] != key:
            raise Refused("vouch_missing", "a key whose place has moved to another")
        return person

    def _take_rule(self, entry: Document) -> None:
        if self.rule is not None:
            raise Refused("rule_impossible", "a list has one rule")
        found = read(entry, RULE)
        rule, of, founders = found["rule"], found["of"], found["founders"]
        if rule in ("workplace", "signers"):
            octets(32)(of)
        elif bool(of) == (rule == "all"):
            raise Refused("rule_impossible", "a rule names what it is of, unless it is for all")
        if len(set(founders)) < len(founders):
            raise Refused("rule_impossible", "a founder stands there twice")
        self.people = {founder: Person([check_key(founder)], founder=True) for founder in founders}
        self.rule = found

    def _take_workplace(self, entry: Document) -> None:
        found = read(entry, WORKPLACE)
        place = Place(workplace_id(entry), found["name"], found["employer"], found["state"])
        self.places[place.id] = place

    def _take_vouch(self, entry: Document) -> None:
        found, giver = self._word("vouch", entry, "from", VOUCH)
        person = self._person(found["to"])
        if person is giver or giver in person.vouches:
            raise Refused("document_field", "a vouch for oneself, or a second one by one person for another")
        while giver.vouch_days and giver.vouch_days[0] <= found["day"] - VOUCH_DAYS:
            giver.vouch_days.popleft()
        if len(giver.vouch_days) >= VOUCHES_MOST:
            raise Refused("vouch_too_many")
        giver.vouch_days.append(found["day"])
        person.vouches[giver] = Vouch(found["workplace"], found["role"])
        person.known_by.add(giver)

    def _take_taken_back(self, entry: Document) -> None:
        found, giver = self._word("taken_back", entry, "from", TAKEN_BACK)
        person = self.people.get(found["to"])
        if person is None or giver not in person.vouches:
            raise Refused("vouch_missing", "there is no such vouch to take back")
        del person.vouches[giver]

    def _take_moved(self, entry: Document) -> None:
        found, giver = self._word("moved", entry, "by", MOVED)
        person, new = self.people.get(found["old"]), found["new"]
        if person is None or person.keys[-1] != found["old"] or giver not in person.vouches or new in self.people:
            raise Refused("vouch_missing", "only those who vouched for a member can move their place, to a new key")
        if person.founder:
            raise Refused("vouch_missing", "a founder's place does not move")
        said = person.moves.setdefault(check_key(new), set())
        said.add(giver)
        if len(said) >= VOUCHES_NEEDED and len(said.intersection(self._counting(person))) >= VOUCHES_NEEDED:
            person.keys.append(new)
            person.moves.clear()
            self.people[new] = person

    def _take_listed(self, entry: Document) -> None:
        found = read(entry, LISTED)
        person = self.people.get(found["member"])
        if person is None or person.keys[-1] != found["member"] or len(person.vouches) < VOUCHES_NEEDED:
            raise Refused("vouch_missing", "a listed member without two standing vouches")
        if person in self._on_list or found["workplace"] not in self.places:
            raise Refused("document_field", "a member listed twice, or at an unknown workplace")
        if found["workplace"] not in self._workplaces(person):
            raise Refused("vouch_missing", "vouches by someone who does not itself stand, or for another job")
        if not self._covers(found["workplace"]):
            raise Refused("member_not_listed", "a listed member is outside the list's rule")
        self._on_list.add(person)
        self.listed[found["member"]] = found["workplace"]

    def _take_signer(self, entry: Document) -> None:
        member = read(entry, SIGNER)["member"]
        if (self.rule or {})["rule"] != "signers":
            raise Refused("member_not_listed", "this list is not one of the signers of a demand")
        if self.signers is None:
            raise Refused("box_not_opened", "the demand whose signers this list is made of")
        if member not in self.signers:
            raise Refused("member_not_listed", "an envelope key that the demand did not open")
        if member in self.listed:
            raise Refused("document_field", "a signer listed twice")
        self.listed[member] = NOWHERE.id

    def standing(self) -> set[Person]:
        """Return who stands: the founders, and whoever has two peer vouches by people who stand.

        It is the least such set, so people who vouch for each other in a ring hold nobody up.
        """
        if self._standing is None:
            people = set(self.people.values())
            given: dict[Person, list[Person]] = {}
            for person in people:
                for giver, vouch in person.vouches.items():
                    if vouch.role == "peer":
                        given.setdefault(giver, []).append(person)
            waiting, met = [person for person in people if person.founder], Counter[Person]()
            self._standing = set(waiting)
            while waiting:
                for person in given.get(waiting.pop(), ()):
                    met[person] += 1
                    if met[person] >= VOUCHES_NEEDED and person not in self._standing:
                        self._standing.add(person)
                        waiting.append(person)
        return self._standing

    def _counting(self, person: Person) -> dict[Person, Vouch]:
        """Return the vouches of a person that count: by peers who stand, for a peer."""
        standing = self.standing()
        return {giver: vouch for giver, vouch in person.vouches.items() if vouch.role == "peer" and giver in standing}

    def _workplaces(self, person: Person) -> list[bytes]:
        """Return the workplaces for which two vouches of a person count."""
        counts = Counter(vouch.workplace for vouch in self._counting(person).values())
        return [workplace for workplace, vouches in counts.items() if vouches >= VOUCHES_NEEDED]

    def _covers(self, workplace: bytes) -> bool:
        """Return whether the rule covers a workplace that the list shows."""
        rule, place = self.rule or {}, self.places.get(workplace)
        return place is not None and rule["rule"] in LEVELS and bool(place.at(rule["rule"]) == rule["of"])

    def check_whole(self) -> None:
        """Check the list at its end: everyone on it still stands, and nobody whom the rule covers is left out.

        The rule covers everyone at a workplace that the list shows, or every signer opened. Errors: vouch_missing,
        member_left_out.
        """
        for member, workplace in self.listed.items():
            person = self.people.get(member)
            if person and (person.keys[-1] != member or workplace not in self._workplaces(person)):
                raise Refused("vouch_missing", "a listed member whose vouch was taken back, or whose place has moved")
        if self.signers is not None and not self.signers <= self.listed.keys():
            raise Refused("member_left_out", "a signer whose envelope was opened")
        for person in self.standing() - self._on_list:
            if any(self._covers(workplace) for workplace in self._workplaces(person)):
                raise Refused("member_left_out", person.keys[-1].hex()[:16])

    def check_words(self, words: Iterable[tuple[bytes, bytes]], held: Container[bytes]) -> None:
        """Check that the list holds every word by anyone who speaks in it, so that none was passed over.

        `words`: signer's key and SHA-256 of each word of the members' book from before the list was fixed; `held`:
        the hashes of the words in the list. Errors: word_left_out.
        """
        keys = {key for person in self._spoke for key in person.keys}
        for by, word in words:
            if by in keys and word not in held:
                raise Refused("word_left_out", word.hex()[:16])

    def tags(self, levels: Sequence[str], k: int) -> tuple[list[Tag], dict[bytes, int]]:
        """Return the tags that the list's counts give, and each member's tag. Errors: rule_impossible."""
        return make_tags({member: self.places.get(at, NOWHERE) for member, at in self.listed.items()}, levels, k)
