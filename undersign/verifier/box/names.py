"""The opening of a demand: the request, the keyholders' parts, the names that follow, and what was deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from undersign.protocol import demands
from undersign.protocol.boxes import set_hash
from undersign.protocol.encoding import read
from undersign.protocol.envelopes import counted
from undersign.protocol.errors import Refused
from undersign.verifier.box.opening import ONCE, RESULT, Opening, OpeningCheck

if TYPE_CHECKING:
    from undersign.protocol.boxes import Count as Groups
    from undersign.protocol.boxes import Definition
    from undersign.protocol.demands import Count, Name
    from undersign.protocol.encoding import Document
    from undersign.protocol.envelopes import Envelope, Head, Rules
    from undersign.verifier.box.entries import BoxEntries, Placed

Decrypt = Callable[[bytes], bytes]  # opens an age file, or refuses with share_for_another


def nobody(_data: bytes) -> bytes:
    """Be a reader whom nothing was encrypted to. Errors: share_for_another, always."""
    raise Refused("share_for_another")


@dataclass
class NamesOpening(Opening):
    """What came of the opening of a demand."""

    names: list[Name] | None = field(default=None, repr=False)  # in the order of the set's `opens`
    given: dict[int, list[bytes]] = field(default_factory=dict, repr=False)  # parts by keyholder, as far as seen
    hidden: bool = False  # parts or names are encrypted to others
    deleted: set[int] = field(default_factory=set)  # the keyholders who say that they have deleted the rest


def count_names(definition: Definition, heads: Sequence[Head], requests: Placed) -> Count | Refused:
    """Return what counts and opens, less the names that the opening request calls missing, or why nothing opens."""
    missing: Sequence[bytes] = ()
    try:
        if requests:
            missing = read(requests[0][1], demands.REQUEST)["missing"]
        return demands.count_demand(definition, heads, missing)
    except Refused as problem:
        return problem


def heads_of(count: object, heads: Iterable[Head], *, asked: bool) -> Sequence[Head]:
    """Return the set that a keyholder's word of having deleted names: what was opened, or else all that counts."""
    return count.heads if asked and isinstance(count, demands.Count) else counted(heads)


@dataclass
class NamesCheck(OpeningCheck):
    """Checks the opening of one demand whose envelopes are known."""

    rules: Rules | None = None
    decrypt: Decrypt = nobody
    allowed: Sequence[int] | None = None  # the keyholders whose employer the box does not concern, if that is known
    opening: NamesOpening = field(default_factory=NamesOpening)

    def _read(self, document: Document, count: Groups | Count | Refused) -> None:
        if isinstance(count, Refused):
            raise count
        if isinstance(count, demands.Count):
            self.opening.request = demands.check_request(document, self.definition, count)

    def names(self, entries: BoxEntries, count: Count, envelopes: Mapping[bytes, Envelope]) -> None:
        """Check parts, names and result against the envelopes. Only once the request is the right one."""
        if self.rules is None:
            return
        opening = demands.Opening(self.rules, self.team, count, self.opening.hash)
        parts, opened = self._sorted(entries, opening)
        self.opening.published = bool(entries.results)
        keys = {i: each.sign for i, each in enumerate(self.ceremony.keyholders, 1)}
        try:
            self.opening.given = opening.read_parts(parts, keys)
            self._check_allowed()
            if opened:
                self.opening.names = opening.check_opened(opened, envelopes, self.opening.given)
                self.opening.keyholders = sorted(self.opening.given)[: self.team.t]
        except Refused as problem:
            self.problems.note(RESULT, problem, self.where)
            return
        if entries.results:
            self._check_results(entries.results, opening)

    def _sorted(self, entries: BoxEntries, opening: demands.Opening) -> tuple[list[Document], list[Document]]:
        """Return parts and names in the order of the book, those for readers decrypted as far as this reader can."""
        end = entries.results[0][0] if entries.results else None
        found: dict[str, list[Document]] = {"part": [], "opened": []}
        for index, entry in sorted([*entries.parts, *entries.names], key=lambda each: each[0]):
            where = f"{self.where}, leaf {index}"
            if end is not None and index > end:
                self.problems.add(ONCE, "opened_before", f"{where}: it stands behind the result")
                continue
            try:
                document = self._seen(entry, opening)
            except Refused as problem:
                self.problems.note(RESULT, problem, where)
                continue
            if document is None:
                self.opening.hidden = True
            elif (kind := str(document.get("kind"))) in found:
                found[kind].append(document)
            else:
                self.problems.add(RESULT, "document_field", f"{where}: neither a part nor names")
        return found["part"], found["opened"]

    def _seen(self, entry: Document, opening: demands.Opening) -> Document | None:
        """Return the part or the names of an entry; None if they are encrypted to others."""
        for_readers = entry.get("kind") == "for_readers"
        if for_readers != ("readers" in self.definition.fields):
            what = "names for all stand there encrypted" if for_readers else "names for readers stand in the clear"
            raise Refused("result_differs", what)
        if not for_readers:
            return entry
        try:
            return opening.from_entry(entry, self.decrypt)
        except Refused as problem:
            if problem.reason != "share_for_another":
                raise
            return None

    def _check_allowed(self) -> None:
        for keyholder in self.opening.given:
            if self.allowed is not None and keyholder not in self.allowed:
                self.problems.add(ONCE, "keyholder_concerned", f"{self.where}: keyholder {keyholder}")

    def _check_results(self, results: Placed, opening: demands.Opening) -> None:
        if len(results) > 1:
            self.problems.add(ONCE, "opened_before", f"{self.where}: {len(results)} results")
        index, document = results[0]
        try:
            if self.opening.names is not None:
                opening.check_result(document, self.opening.keyholders, self.opening.names)
            else:
                self._check_hidden(document, opening.count)
        except Refused as problem:
            self.problems.note(RESULT, problem, f"{self.where}, leaf {index}")

    def _check_hidden(self, document: Document, count: Count) -> None:
        """Check of a result over names for others what shows without them. Errors: as Opening.check_result."""
        if not self.opening.hidden:
            raise Refused("result_differs", "no names stand before the result")
        found = read(document, demands.RESULT)
        if (found["box"], found["request"]) != (self.definition.box_id, self.opening.hash):
            raise Refused("opening_request_wrong", "a result for another opening request")
        if (found["level"], found["opened"] + found["unreadable"]) != (count.level, len(count.opens)):
            raise Refused("result_differs", "not as many names as open")

    def deletions(self, entries: BoxEntries, count: Count | Refused, seconds: Callable[[int], int]) -> None:
        """Check who says to have deleted what. `seconds`: when the tick ended that first proves a leaf."""
        heads = heads_of(count, entries.heads, asked=self.opening.asked)
        for index, document in entries.deleted:
            try:
                self._take_deleted(document, heads, entries, seconds(index))
            except Refused as problem:
                self.problems.note(ONCE, problem, f"{self.where}, leaf {index}")
            else:
                keyholder = document["keyholder"]
                if any(at > index and part.get("keyholder") == keyholder for at, part in entries.parts):
                    detail = f"{self.where}: keyholder {keyholder} opened after having deleted"
                    self.problems.add(ONCE, "opened_before", detail)

    def _take_deleted(self, document: Document, heads: Sequence[Head], entries: BoxEntries, seconds: int) -> None:
        keys = {i: each.sign for i, each in enumerate(self.ceremony.keyholders, 1)}
        found = demands.read_deleted(document, self.definition, keys)
        if found["keyholder"] in self.opening.deleted:
            raise Refused("keyholder_repeated", f"keyholder {found['keyholder']}")
        if found["set"] != set_hash(self.definition.box_id, heads):
            raise Refused("opening_request_wrong", "names of another set were deleted")
        opens = self.opening.request["opens"] if self.opening.request else 0
        if found["names"] > len({head.digest for head in entries.heads}) - opens:
            raise Refused("result_differs", "more names deleted than stay sealed")
        if seconds <= self.definition.fields["withdrawing_ends"]:
            raise Refused("too_early", "deleted before withdrawing ended")
        self.opening.deleted.add(found["keyholder"])
