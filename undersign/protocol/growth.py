"""How the list of a demand grows: late entries, objections, confirmations. Specified in spec/growth.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from undersign.protocol.encoding import Document, b64, octets, one_of, read
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import public_key, signed, verify_signed
from undersign.protocol.vouches import WORDS

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.protocol.lists import ListReader

WAIT_SECONDS: Final = 24 * 3600  # a late entry waits this long, unless it comes in a room
CONFIRMATIONS_NEEDED: Final = 2
GROWING: Final = ("workplace", *WORDS, "listed")  # kinds that ListReader takes in
SAYINGS: Final = ("objection", "confirmation")

SAYING: Final = {"kind": one_of(*SAYINGS), "box": octets(32), "by": octets(32), "member": octets(32)}


@dataclass
class Entry:
    """What is known of one entry of the list: since when it stands there (None: when it was fixed), who said what."""

    since: int | None
    objectors: set[bytes] = field(default_factory=set)
    confirmers: set[bytes] = field(default_factory=set)

    @property
    def confirmed(self) -> bool:
        """Whether two others have confirmed the person; that settles it."""
        return len(self.confirmers) >= CONFIRMATIONS_NEEDED


def saying_document(secret: bytes, kind: str, box: bytes, member: bytes) -> Document:
    """Return a signed objection to, or confirmation of, the entry of the key `member` on a demand's list.

    `kind`: "objection" or "confirmation"; `box`: the demand's id, 32 bytes.
    """
    document: Document = {"v": 1, "kind": kind, "box": b64(box), "by": b64(public_key(secret)), "member": b64(member)}
    return signed(secret, kind, document)


class Growth:
    """The list of a demand after it was fixed. Entries are given in the order of the list book."""

    def __init__(self, definition: Definition, reader: ListReader) -> None:
        """Start. `reader` has read exactly the entries that the definition fixes."""
        self.definition = definition
        self.reader = reader
        self.entries = {member: Entry(None) for member in reader.listed}
        self._room = "room" in definition.fields

    def take(self, entry: Document, seconds: int) -> bool:
        """Take in the next entry; return False if it is of a kind that a list does not grow by (a request).

        `seconds`: when the tick ended that first proves the entry. Errors: as ListReader.take; list_grew unless the
        box is a demand; too_late from the end of signing on; wrong_box; objection_not_allowed.
        """
        kind = str(entry.get("kind"))
        if kind not in GROWING and kind not in SAYINGS:
            return False
        if self.definition.fields["kind"] != "demand":
            raise Refused("list_grew")
        if seconds >= self.definition.fields["signing_ends"]:
            raise Refused("too_late", "a list grows until signing ends")
        if kind in GROWING:
            self.reader.take(entry)
            for member in self.reader.listed.keys() - self.entries.keys():
                self.entries[member] = Entry(seconds)
        else:
            self._take_saying(entry, seconds)
        return True

    def _take_saying(self, document: Document, seconds: int) -> None:
        by, kind = octets(32)(document.get("by")), str(document.get("kind"))
        if self.reader.check_signatures:
            verify_signed(by, kind, document)
        found = read({name: value for name, value in document.items() if name != "signature"}, SAYING)
        if found["box"] != self.definition.box_id:
            raise Refused("wrong_box")
        entry = self.entries.get(found["member"])
        if entry is None or by == found["member"]:
            raise Refused("objection_not_allowed", "no such entry, or one's own")
        self.check_asker(by, seconds)
        if entry.confirmed or by in entry.objectors | entry.confirmers:
            raise Refused("objection_not_allowed", "the entry is settled, or this person has spoken of it before")
        if kind == "objection":
            entry.objectors.add(by)
            return
        if self._vouched(by, found["member"]) or not (entry.objectors or self._room):
            raise Refused("objection_not_allowed", "whoever vouched cannot confirm; only what is objected to needs it")
        entry.confirmers.add(by)

    def _vouched(self, by: bytes, member: bytes) -> bool:
        """Return whether `by` ever vouched for the member, the vouch taken back or not."""
        giver, person = self.reader.people.person(by), self.reader.people.person(member)
        return giver is not None and person is not None and giver in person.known_by

    def check_asker(self, member: bytes, seconds: int) -> None:
        """Check that a member may ask for a pass, object and confirm at `seconds`.

        Errors: member_not_listed; too_early while a late entry waits; member_objected until two others have confirmed.
        """
        entry = self.entries.get(member)
        if entry is None:
            raise Refused("member_not_listed", member.hex()[:16])
        if entry.objectors and not entry.confirmed:
            raise Refused("member_objected", member.hex()[:16])
        if entry.since is None:
            return
        if self._room and not entry.confirmed:
            raise Refused("too_early", "in a room two who are there confirm the person first")
        if not self._room and seconds < entry.since + WAIT_SECONDS:
            raise Refused("too_early", "a late entry waits 24 hours")
