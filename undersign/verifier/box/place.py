"""Where an opening request stands in the record, and whether the checkpoint that it names holds what it says."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from undersign.verifier.box.opening import ONCE

if TYPE_CHECKING:
    from undersign.protocol.encoding import Document
    from undersign.verifier.box.box import BoxExamination
    from undersign.verifier.record.books import BookPass
    from undersign.verifier.record.public_tree import PublicTree


def check_place(box: BoxExamination, request: Document) -> None:
    """Check where the opening request stands, and that the checkpoint it names holds what it says."""
    tree, book, host = box.record.tree, box.book, box.record.host
    if tree is None or book is None or host is None or box.definition is None:
        return
    asked_at = box.entries.requests[0][0]
    position, where = book.position(asked_at), f"books/{box.name}, leaf {asked_at}"
    for reason, detail in _misplaced(box, tree, book, request, position):
        box.problems.add(ONCE, reason, f"{where}: {detail}")
    if (tree.tick(position) + 1) * host.tick_seconds <= box.definition.fields["withdrawing_ends"]:
        box.problems.add(ONCE, "too_early", where)
    for index, _ in box.entries.strikes:
        if box.void and index < asked_at:
            box.problems.add(ONCE, "struck_definition", where)
    for index in sorted(index for index, _ in (*box.entries.parts, *box.entries.names))[:1]:
        size = tree.witnessed_after(position)
        if size is None or size > book.position(index):
            detail = "a keyholder opened before the request was cosigned"
            box.problems.add(ONCE, "cosignatures_missing", f"books/{box.name}, leaf {index}: {detail}")


def _misplaced(
    box: BoxExamination, tree: PublicTree, book: BookPass, request: Document, position: int
) -> list[tuple[str, str]]:
    """Compare the checkpoint that an opening request names with the record; return reasons with details."""
    size: int = request["size"]
    if size > position or not tree.is_witnessed(size):
        return [("cosignatures_missing", f"it names size {size}, at which t keyholders did not cosign before it")]
    wrong = []
    if tree.root_at(size) != request["root"]:
        wrong.append(("record_forked", f"the root at size {size}"))
    held = bisect_left(box.entries.indices, book.size_at(size))
    if held != len(box.entries.indices):
        wrong.append(("opening_request_wrong", "the box holds envelopes that the named checkpoint does not"))
    if held != request["envelopes"]:
        wrong.append(("opening_request_wrong", f"{request['envelopes']} envelopes where {held} stand"))
    if box.listed and box.list_book and box.listed.seen:
        asked, listed = bisect_left(box.listed.requests, box.list_book.size_at(size)), len(box.listed.reader.listed)
        if (request["requests"], request["list_size"]) != (asked, listed):
            said = f"{request['requests']} requests of {request['list_size']} members where {asked} of {listed} stand"
            wrong.append(("opening_request_wrong", said))
    return wrong
