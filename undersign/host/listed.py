"""The list of one box as its host keeps it: who is on it, who came late, and who may ask for a pass now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undersign.protocol import boxes
from undersign.protocol.closing import check_time
from undersign.protocol.encoding import Document, octets
from undersign.protocol.errors import Refused
from undersign.protocol.growth import Growth
from undersign.protocol.lists import ListReader

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition


class Listed:
    """Takes in the entries of a list book in their order; what does not hold is refused and not taken in.

    `check_signatures=False` is for entries that were checked before they were stored; set it to True for new ones.
    """

    def __init__(self, definition: Definition, *, check_signatures: bool = True) -> None:
        self.definition = definition
        self.check_signatures = check_signatures
        self.reader = ListReader(definition.fields["origin"], check_signatures=check_signatures)
        self.growth: Growth | None = None
        self.tags: dict[bytes, int] = {}  # of each member of the fixed list
        self.asked: dict[bytes, Document] = {}  # each member's request
        self._size = 1  # the book's own first entry is not given

    @property
    def fixed(self) -> bool:
        """Whether the part that the definition fixes has been read."""
        return self.growth is not None

    def take(self, entry: Document, seconds: int) -> None:
        """Take in the next entry. `seconds`: when the tick ends that first proves it.

        Errors: as ListReader.take and boxes.check_against_list in the fixed part; behind it as Growth.take, and for
        requests as may_ask; list_grew for a request in the fixed part. Requests are to be checked by read_request.
        """
        if self.growth is None:
            if not self.reader.take(entry):
                raise Refused("list_grew", "a request stands before the list's end")
        elif entry.get("kind") == "request":
            member = octets(32)(entry.get("member"))
            self.may_ask(member, seconds)
            self.asked[member] = entry
        else:
            self.reader.people.check_signatures = self.reader.check_signatures = self.check_signatures
            if not self.growth.take(entry, seconds):
                raise Refused("document_field", f"a list does not grow by entries of kind {entry.get('kind')!a}")
        self._size += 1
        if self._size == self.definition.fields["list"]["size"]:
            self.tags = boxes.check_against_list(self.definition, self.reader)
            self.growth = Growth(self.definition, self.reader)

    def may_ask(self, member: bytes, seconds: int) -> None:
        """Check that a member may ask for a pass at `seconds`.

        Errors: member_not_listed, member_objected, too_early; pass_used_twice after a first request; too_late once
        signing has ended.
        """
        if self.growth is None:
            raise Refused("member_not_listed", "the list was not read to its end")
        check_time(self.definition, seconds, withdraws=False)
        self.growth.check_asker(member, seconds)
        if member in self.asked:
            raise Refused("pass_used_twice", "this member has asked before")
