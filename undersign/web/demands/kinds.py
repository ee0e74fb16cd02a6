"""The two kinds of boxes that demands have: one for drafts, of which nothing is sealed, and the demand itself."""

from __future__ import annotations

from collections.abc import Iterable

from undersign.host import demands as host
from undersign.protocol import demands
from undersign.protocol.boxes import Definition
from undersign.protocol.demands import Count, Opening
from undersign.protocol.encoding import Document, decode
from undersign.protocol.envelopes import Envelope, Head, Rules
from undersign.protocol.errors import Refused
from undersign.web.boxes import access
from undersign.web.boxes.kinds import Kind
from undersign.web.boxes.models import Box
from undersign.web.record import access as record


class DemandKind(Kind):
    """A demand: with each envelope comes the sealed name, for keyholders alone."""

    def check_parcel(self, rules: Rules, envelope: Envelope, parcel: Document | None) -> None:
        """Check a sealed name against its envelope. Errors: as demands.check_sealed; document_field if none came."""
        if parcel is None:
            raise Refused("document_field", "the sealed name is missing")
        demands.check_sealed(rules, envelope, parcel)

    def signers(self, box: Box) -> set[bytes]:
        """Return the envelope keys whose names opened."""
        if box.state != Box.OPENED:
            return set()
        return {head.key for head in demands.count_demand(access.definition(box), access.heads(box)).opens}


class DemandOpener:
    """Opens the names of a demand, at the greatest level that is met, once."""

    def count(self, definition: Definition, heads: Iterable[Head]) -> Count:
        """Return what opens. Errors: nothing_opens."""
        return demands.count_demand(definition, heads)

    def ask(
        self, definition: Definition, count: Count, checkpoint: tuple[int, bytes], numbers: tuple[int, int, int]
    ) -> Document:
        """Return the opening request."""
        return demands.request_document(definition, count, checkpoint, *numbers)

    def publish(self, box: Box, definition: Definition, parts: dict[int, list[Document]]) -> list[Document] | None:
        """Return the parts of t keyholders, the names and the result; None while too few sound parts are there.

        Of names that are for readers alone come first the parts, and then what a keyholder makes of them.
        """
        ceremony, team = access.team(box)
        if "readers" in definition.fields:
            return _for_readers(box, parts, team.t)
        count = self.count(definition, access.heads(box))
        opening = Opening(access.rules(box), team, count, bytes(box.request or b""))
        kept = [decode(bytes(each.data)) for each in box.parcels.all()]
        found = access.envelopes(box, {head.digest for head in count.opens})
        sealed = host.sealed_of(opening.rules, found, kept, count.opens)
        keys = {i: each.sign for i, each in enumerate(ceremony.keyholders, 1)}
        try:
            entries, _ = host.put_together(opening, sealed, [each for i in sorted(parts) for each in parts[i]], keys)
        except Refused as problem:
            if problem.reason != "keyholders_too_few":
                raise
            return None
        return entries

    def check_deleted(self, definition: Definition, document: Document, key: bytes, keyholder: int) -> None:
        """Check a keyholder's word of having deleted. Errors: as demands.read_deleted."""
        demands.read_deleted(document, definition, {keyholder: key})


def _for_readers(box: Box, parts: dict[int, list[Document]], t: int) -> list[Document] | None:
    """Return what comes next in a box whose names are for readers: the parts of t keyholders, then names and result."""
    ended = [given for given in parts.values() if given[-1].get("kind") == "result"]
    if _has_parts(box):
        return ended[0] if ended else None
    first = [parts[i] for i in sorted(parts) if parts[i][-1].get("kind") == "for_readers"][:t]
    return [document for given in first for document in given] if len(first) == t else None


def _has_parts(box: Box) -> bool:
    """Return whether the parts of keyholders stand in the book."""
    written = record.leaves(box.book.name, 0, box.book.size)
    return any(decode(bytes(leaf.entry))["kind"] == "for_readers" for leaf in written)
