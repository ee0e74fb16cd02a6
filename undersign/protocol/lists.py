"""Who may answer a box: the rule, the words and the members on a list. Specified in spec/lists.md.

A list book tells of people by keys alone. `ListReader` reads it in order; what it holds at the end is the list.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from undersign.protocol.encoding import Document, array, octets, one_of, read, text
from undersign.protocol.errors import Refused
from undersign.protocol.tags import LEVELS, Place, Tag, make_tags
from undersign.protocol.vouches import MERGING, VOUCHES_NEEDED, WORDS, WORKPLACE, People, Person, workplace_id

RULE: Final = {
    "kind": one_of("rule"),
    "rule": one_of(*LEVELS, "signers"),
    "of": text(200),
    "founders": array(octets(32), 3, 100),
}
LISTED: Final = {"kind": one_of("listed"), "member": octets(32), "workplace": octets(32)}
SIGNER: Final = {"kind": one_of("signer"), "member": octets(32)}
OF_ONESELF: Final = ("stayed", "left")  # what somebody says of their own place, who may never have vouched
NOWHERE: Final = Place(b"", "", "", "")  # of a signer's envelope key, which no workplace is known of


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
        self.people = People(origin, (), check_signatures=check_signatures)  # of the rule's founders, once it is read
        self.places: dict[bytes, Place] = {}
        self.listed: dict[bytes, bytes] = {}  # member key -> workplace id; for signers, no workplace
        self._on_list: set[Person] = set()
        self._takers: dict[str, Callable[[Document], None]] = {
            "rule": self._take_rule,
            "workplace": self._take_workplace,
            "listed": self._take_listed,
            "signer": self._take_signer,
        }

    def take(self, entry: Document) -> bool:
        """Take in the next entry; return False if it is of a kind that the list itself does not have (a request).

        Errors: as People.take; member_not_listed, box_not_opened, rule_impossible.
        """
        kind = str(entry.get("kind"))
        if kind not in self._takers and kind not in WORDS:
            return False
        if self.rule is None and kind != "rule":
            raise Refused("rule_impossible", "the first entry of a list says its rule")
        if kind in WORDS:
            return self.people.take(entry)
        self._takers[kind](entry)
        return True

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
        self.people = People(self.origin, founders, check_signatures=self.check_signatures)
        self.rule = found

    def _take_workplace(self, entry: Document) -> None:
        found = read(entry, WORKPLACE)
        place = Place(workplace_id(entry), found["name"], found["employer"], found["state"])
        self.places[place.id] = place

    def _take_listed(self, entry: Document) -> None:
        found = read(entry, LISTED)
        person = self.people.person(found["member"])
        if person is None or person.key != found["member"] or len(person.vouches) < VOUCHES_NEEDED:
            raise Refused("vouch_missing", "a listed member without two standing vouches")
        if person.left:
            raise Refused("member_left", "a listed member")
        if person in self._on_list or found["workplace"] not in self.places:
            raise Refused("document_field", "a member listed twice, or at an unknown workplace")
        if found["workplace"] not in self.people.homes(person):
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

    def _covers(self, workplace: bytes) -> bool:
        """Return whether the rule covers a workplace, or one that was merged with it, that the list shows."""
        rule, merged = self.rule or {}, self.people.merged()
        if rule["rule"] not in LEVELS or workplace not in self.places:
            return False
        joined = [workplace, *(one for one, into in merged.items() if into == workplace)]
        shown = [self.places[each] for each in joined if each in self.places]
        return any(place.at(rule["rule"]) == rule["of"] for place in shown)

    def check_whole(self) -> None:
        """Check the list at its end: everyone on it still stands, and nobody whom the rule covers is left out.

        The rule covers everyone at a workplace that the list shows and who has not left, or every signer opened.
        Errors: vouch_missing, member_left, member_left_out.
        """
        for member, workplace in self.listed.items():
            person = self.people.person(member)
            if person and (person.key != member or workplace not in self.people.homes(person)):
                raise Refused("vouch_missing", "a listed member whose vouch was taken back, or whose place has moved")
            if person and person.left:
                raise Refused("member_left", "a listed member")
        if self.signers is not None and not self.signers <= self.listed.keys():
            raise Refused("member_left_out", "a signer whose envelope was opened")
        for person in self.people.standing() - self._on_list:
            if not person.left and any(self._covers(workplace) for workplace in self.people.homes(person)):
                raise Refused("member_left_out", person.key.hex()[:16])

    def check_words(self, words: Iterable[tuple[bytes, bytes, str]], held: Container[bytes]) -> None:
        """Check that the list holds every word by anyone who speaks in it, so that none was passed over.

        `words`: signer's key, SHA-256 and kind of each word of the members' book from before the list was fixed;
        `held`: the hashes of the words in the list. Of everyone on the list, under all their keys, it holds that they
        have left, or that their place does not move; and all by which workplaces are merged or parted, unless it is of
        signers. Errors: word_left_out.
        """
        merging = () if (self.rule or {}).get("rule") == "signers" else MERGING
        keys = {key for person in self.people.spoke for key in person.keys}
        own = {*self.listed, *(key for person in self._on_list for key in person.keys)}
        for by, word, kind in words:
            needed = by in keys or kind in merging or (kind in OF_ONESELF and by in own)
            if needed and word not in held:
                raise Refused("word_left_out", word.hex()[:16])

    def tags(self, levels: Sequence[str], k: int) -> tuple[list[Tag], dict[bytes, int]]:
        """Return the tags that the list's counts give, and each member's tag. Errors: rule_impossible."""
        return make_tags({member: self.places.get(at, NOWHERE) for member, at in self.listed.items()}, levels, k)
