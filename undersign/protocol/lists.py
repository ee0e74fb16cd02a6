"""Who may answer a box: vouches, chains, listed members and tags (protocol section 5). Specified in spec/lists.md."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from undersign.protocol.encoding import (
    Document,
    array,
    b64,
    digest,
    encode,
    integer,
    octets,
    one_of,
    read,
    sha256,
    text,
)
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import check_key, public_key, signed, verify_signed

VOUCHES_NEEDED: Final = 2
VOUCHES_MOST: Final = 12
VOUCH_DAYS: Final = 90
LEVELS: Final = ("workplace", "employer", "state", "all")  # finest first
DAY_MOST: Final = 2**20  # days since 1970-01-01

RULE: Final = {
    "kind": one_of("rule"),
    "rule": one_of(*LEVELS, "signers"),
    "of": text(200),
    "founders": array(octets(32), 3, 25),
}
WORKPLACE: Final = {
    "kind": one_of("workplace"),
    "salt": octets(32),
    "name": text(200),
    "employer": text(200),
    "state": text(40),
}
VOUCH: Final = {
    "kind": one_of("vouch"),
    "origin": text(200),
    "from": octets(32),
    "to": octets(32),
    "role": one_of("peer", "ally"),
    "workplace": octets(32),
    "day": integer(0, DAY_MOST),
}
TAKEN_BACK: Final = {
    "kind": one_of("taken_back"),
    "origin": text(200),
    "from": octets(32),
    "to": octets(32),
    "day": integer(0, DAY_MOST),
}
MOVED: Final = {
    "kind": one_of("moved"),
    "origin": text(200),
    "by": octets(32),
    "old": octets(32),
    "new": octets(32),
    "day": integer(0, DAY_MOST),
}
LISTED: Final = {"kind": one_of("listed"), "member": octets(32), "workplace": octets(32)}


@dataclass(frozen=True)
class Place:
    """A workplace as the list shows it to keyholders."""

    id: bytes
    name: str
    employer: str
    state: str

    def at(self, level: str) -> str:
        """Return what names this place's group at `level`: its id, its employer, its state, or nothing for all."""
        return {"workplace": b64(self.id), "employer": self.employer, "state": self.state, "all": ""}[level]


@dataclass
class Person:
    """What the list says of one key."""

    founder: bool = False
    role: str = "peer"
    vouchers: set[bytes] = field(default_factory=set)
    vouch_days: deque[int] = field(default_factory=deque)  # when this key vouched, within the last 90 days
    moved_by: set[bytes] = field(default_factory=set)
    moved_to: bytes = b""

    @property
    def stands(self) -> bool:
        """Whether this key's own place holds: a founder's, or one with two vouches."""
        return self.founder or len(self.vouchers) >= VOUCHES_NEEDED


def workplace_id(entry: Document) -> bytes:
    """Return SHA-256 of the canonical workplace entry, whose salt hides it; it stands in the members' book."""
    return sha256(encode(entry))


def vouch_document(  # noqa: PLR0913 - the fields of the document
    secret: bytes, origin: str, to: bytes, role: str, workplace: bytes, day: int
) -> Document:
    """Return a signed vouch for the key `to`: "I know this person and the job they say they do"."""
    document: Document = {
        "v": 1,
        "kind": "vouch",
        "origin": origin,
        "from": b64(public_key(secret)),
        "to": b64(to),
        "role": role,
        "workplace": b64(workplace),
        "day": day,
    }
    return signed(secret, "vouch", document)


def taken_back_document(secret: bytes, origin: str, to: bytes, day: int) -> Document:
    """Return a signed word that a vouch for `to` is taken back; it affects later lists only."""
    document: Document = {
        "v": 1,
        "kind": "taken_back",
        "origin": origin,
        "from": b64(public_key(secret)),
        "to": b64(to),
        "day": day,
    }
    return signed(secret, "taken_back", document)


def moved_document(secret: bytes, origin: str, old: bytes, new: bytes, day: int) -> Document:
    """Return one voucher's signed word that a member's place moves from the key `old` to `new`; two are needed."""
    document: Document = {
        "v": 1,
        "kind": "moved",
        "origin": origin,
        "by": b64(public_key(secret)),
        "old": b64(old),
        "new": b64(new),
        "day": day,
    }
    return signed(secret, "moved", document)


class ListReader:
    """Reads a list book in order and checks every word in it; what it holds at the end is the list.

    `check_signatures=False` is for who has checked the signatures before, or checks them in other processes.
    """

    def __init__(self, origin: str, *, check_signatures: bool = True) -> None:
        self.origin = origin
        self.check_signatures = check_signatures
        self.rule: Document | None = None
        self.people: dict[bytes, Person] = {}
        self.places: dict[bytes, Place] = {}
        self.listed: dict[bytes, bytes] = {}  # member key -> workplace id
        self._day = 0
        self._takers: dict[str, Callable[[Document], None]] = {
            "rule": self._take_rule,
            "workplace": self._take_workplace,
            "vouch": self._take_vouch,
            "taken_back": self._take_taken_back,
            "moved": self._take_moved,
            "listed": self._take_listed,
        }

    def take(self, entry: Document) -> bool:
        """Take in the next entry; return False if it is of a kind that the list itself does not have (a request).

        Errors: document_field, vouch_missing, vouch_too_many, member_not_listed, rule_impossible, those of
        signatures.verify.
        """
        taker = self._takers.get(str(entry.get("kind")))
        if taker is None:
            return False
        if self.rule is None and taker != self._take_rule:
            raise Refused("rule_impossible", "the first entry of a list says its rule")
        taker(entry)
        return True

    def _signed(self, purpose: str, entry: Document, by: str, shape: Mapping[str, Callable[[object], object]]) -> Document:
        signer = octets(32)(entry.get(by))
        if self.check_signatures:
            verify_signed(signer, purpose, entry)
        found = read({name: value for name, value in entry.items() if name != "signature"}, shape)
        if found["origin"] != self.origin:
            raise Refused("document_field", "signed for another record")
        if found["day"] < self._day:
            raise Refused("document_field", "days may not go backwards within a list")
        self._day = found["day"]
        return found

    def _take_rule(self, entry: Document) -> None:
        if self.rule is not None:
            raise Refused("rule_impossible", "a list has one rule")
        self.rule = read(entry, RULE)
        for founder in self.rule["founders"]:
            self.people[check_key(founder)] = Person(founder=True)

    def _take_workplace(self, entry: Document) -> None:
        found = read(entry, WORKPLACE)
        place = Place(workplace_id(entry), found["name"], found["employer"], found["state"])
        self.places[place.id] = place

    def _take_vouch(self, entry: Document) -> None:
        found = self._signed("vouch", entry, "from", VOUCH)
        giver = self.people.get(found["from"])
        if giver is None or not giver.stands or giver.moved_to:
            raise Refused("vouch_missing", "a vouch by a key that does not itself stand")
        if giver.role == "ally":
            raise Refused("vouch_missing", "allies may not vouch")
        if found["from"] == found["to"] or found["workplace"] not in self.places:
            raise Refused("document_field", "a vouch for oneself, or for an unknown workplace")
        self._count_vouch(giver, found["day"])
        person = self.people.get(found["to"])
        if person is None:
            person = self.people[check_key(found["to"])] = Person(role=found["role"])
        if found["from"] in person.vouchers or person.founder:
            raise Refused("document_field", "a second vouch by one key for another, or one for a founder")
        if found["role"] == "ally":
            person.role = "ally"
        person.vouchers.add(found["from"])

    def _count_vouch(self, giver: Person, day: int) -> None:
        while giver.vouch_days and giver.vouch_days[0] <= day - VOUCH_DAYS:
            giver.vouch_days.popleft()
        if len(giver.vouch_days) >= VOUCHES_MOST:
            raise Refused("vouch_too_many")
        giver.vouch_days.append(day)

    def _take_taken_back(self, entry: Document) -> None:
        found = self._signed("taken_back", entry, "from", TAKEN_BACK)
        person = self.people.get(found["to"])
        if person is None or found["from"] not in person.vouchers:
            raise Refused("vouch_missing", "there is no such vouch to take back")
        person.vouchers.discard(found["from"])

    def _take_moved(self, entry: Document) -> None:
        found = self._signed("moved", entry, "by", MOVED)
        old = self.people.get(found["old"])
        if old is None or found["by"] not in old.vouchers or found["new"] in self.people:
            raise Refused("vouch_missing", "only those who vouched for a member can move their place, to a new key")
        old.moved_by.add(found["by"])
        if len(old.moved_by) >= VOUCHES_NEEDED:
            old.moved_to = check_key(found["new"])
            self.people[found["new"]] = Person(role=old.role, vouchers=set(old.vouchers))

    def _take_listed(self, entry: Document) -> None:
        found = read(entry, LISTED)
        person = self.people.get(found["member"])
        if person is None or not person.stands or person.role == "ally" or person.moved_to:
            raise Refused("vouch_missing", "a listed member without two standing vouches")
        if found["member"] in self.listed or found["workplace"] not in self.places:
            raise Refused("document_field", "a member listed twice, or at an unknown workplace")
        self._check_rule(self.places[found["workplace"]])
        self.listed[found["member"]] = found["workplace"]

    def _check_rule(self, place: Place) -> None:
        rule = self.rule or {}
        if rule["rule"] in LEVELS and place.at(rule["rule"]) != rule["of"]:
            raise Refused("member_not_listed", "a listed member is outside the list's rule")

    def tags(self, levels: Sequence[str], k: int) -> tuple[list[Tag], dict[bytes, int]]:
        """Return the tags that the list's counts give, and each member's tag."""
        return make_tags({member: self.places[place] for member, place in self.listed.items()}, levels, k)


@dataclass(frozen=True)
class Tag:
    """One group of those who may answer: a level, what it is a group of, its parent (itself for the top), its size."""

    level: str
    of: str
    parent: int
    members: int


def make_tags(people: Mapping[bytes, Place], levels: Sequence[str], k: int) -> tuple[list[Tag], dict[bytes, int]]:
    """Return tags, parents first, and each member's tag: the finest level whose group still has 2k members.

    Members counted at a level are those without a finer tag, so every tag below the top has at least 2k people who
    share its issuing keys. `levels`: finest first, ending in "all". Tags of a level are in the order of what they name.
    Errors: rule_impossible for levels out of order.
    """
    check_levels(levels)
    left = dict(people)
    chosen: dict[bytes, tuple[str, str]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for level in levels[:-1]:
        counts = Counter(place.at(level) for place in left.values())
        for of, members in counts.items():
            if of and members >= 2 * k:
                sizes[level, of] = members
        chosen |= {m: (level, p.at(level)) for m, p in left.items() if (level, p.at(level)) in sizes}
        left = {member: place for member, place in left.items() if member not in chosen}
    sizes["all", ""] = len(left)
    chosen |= dict.fromkeys(left, ("all", ""))
    order = sorted(sizes, key=lambda tag: (-LEVELS.index(tag[0]), tag[1]))
    parents = _parents(order, people, chosen)
    tags = [Tag(level, of, parents[level, of], sizes[level, of]) for level, of in order]
    places = {tag: i for i, tag in enumerate(order)}
    return tags, {member: places[tag] for member, tag in chosen.items()}


def check_levels(levels: Sequence[str]) -> None:
    """Check that tag levels are known, finest first and end in "all". Errors: rule_impossible."""
    known = [level for level in levels if level in LEVELS]
    if len(known) != len(levels) or not levels or levels[-1] != "all":
        raise Refused("rule_impossible", 'tag levels are workplace, employer, state, all, and end in "all"')
    if sorted(set(levels), key=LEVELS.index) != list(levels):
        raise Refused("rule_impossible", "tag levels go from the finest to all, each once")


def _parents(
    order: Sequence[tuple[str, str]], people: Mapping[bytes, Place], chosen: Mapping[bytes, tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Return each tag's parent: the next coarser tag that covers its people; the top is its own.

    An employer in several states has the top as parent of its tag.
    """
    places = {tag: i for i, tag in enumerate(order)}
    above: dict[tuple[str, str], set[int]] = {tag: set() for tag in order}
    for member, tag in chosen.items():
        coarser = LEVELS[LEVELS.index(tag[0]) + 1 :]
        found = next(((level, people[member].at(level)) for level in coarser if (level, people[member].at(level)) in places), tag)
        above[tag].add(places[found])
    return {tag: found.pop() if len(found) == 1 else 0 for tag, found in above.items()}


def list_digest(members: Iterable[bytes]) -> bytes:
    """Return 64 bytes that name a set of member keys: digest over the keys in ascending order."""
    return digest("lists/members", *sorted(members))
