"""The kind of box that opens as totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from undersign.host import totals
from undersign.protocol import boxes
from undersign.protocol.boxes import Count, Definition
from undersign.protocol.encoding import Document, unb64
from undersign.protocol.envelopes import Head
from undersign.protocol.errors import Refused
from undersign.web.boxes import access
from undersign.web.boxes.models import Box


class TotalsOpener:
    """Opens a survey as totals of at least k, once."""

    def count(self, definition: Definition, heads: Iterable[Head]) -> Count:
        """Return what opens. Errors: below_k."""
        return boxes.count_box(definition, heads)

    def ask(
        self, definition: Definition, count: Count, checkpoint: tuple[int, bytes], numbers: tuple[int, int, int]
    ) -> Document:
        """Return the opening request."""
        return boxes.opening_request_document(definition, count, checkpoint, *numbers)

    def publish(self, box: Box, definition: Definition, parts: dict[int, list[Document]]) -> list[Document] | None:
        """Return the parts of t keyholders and the result; None while too few sound parts are there."""
        ceremony, team = access.team(box)
        count = self.count(definition, access.heads(box))
        opening = totals.Opening(definition, ceremony, team, count, bytes(box.request or b""))
        sums = totals.sums_of(opening, _bodies(box))
        try:
            entries, _ = totals.put_together(opening, sums, [each for i in sorted(parts) for each in parts[i]])
        except Refused as problem:
            if problem.reason != "keyholders_too_few":
                raise
            return None
        return entries

    def check_deleted(self, _definition: Definition, _document: Document, _key: bytes, _keyholder: int) -> None:
        """Refuse it: keyholders hold nothing of such a box that they could delete. Errors: rule_impossible."""
        raise Refused("rule_impossible", "only names are deleted")


def _bodies(box: Box) -> Iterator[tuple[bytes, bytes]]:
    for digest, document in access.rests(box):
        yield digest, unb64(document["body"])
