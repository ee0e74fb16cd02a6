"""A demand in a host's folder: fixed, signed with sealed names, asked to open, published, and deleted."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undersign.host import demands
from undersign.host.books import BookFolder
from undersign.host.demands import Demand
from undersign.host.files import AppendFile, HostProblem, whole_lines, write_atomically
from undersign.host.folder import HostFolder
from undersign.host.inbox import Inbox
from undersign.host.opening import heads_in
from undersign.host.surveys import Texts, enter_box, stock_left, take_issuers
from undersign.protocol import boxes
from undersign.protocol.demands import Opening, to_delete
from undersign.protocol.encoding import Document, b64, decode, encode, sha256, unb64
from undersign.protocol.envelopes import Rules
from undersign.protocol.lists import ListReader
from undersign.verifier.folder import Folder

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.protocol.demands import Count
    from undersign.verifier.examination import BoxExamination

Signed = tuple[Document, Document | None]  # an envelope and its sealed name; none with a withdrawal


def fix_demand(  # noqa: PLR0913 - all that a definition rests on
    host: HostFolder,
    demand: Demand,
    listed: BookFolder,
    reader: ListReader,
    ceremony: dict[str, Any],
    keep: Callable[[Definition], None] = lambda _definition: None,
) -> Definition:
    """Write the definition into a new box book and commit; as surveys.fix_survey. Errors: rule_impossible."""
    if not stock_left(host, ceremony["n"]):
        raise HostProblem("The demand needs an issuing key of every keyholder, and the stock is used up.")
    named, text = demands.list_named(listed.book_id, listed.frontier), Texts()
    issuers, nonce = take_issuers(host, ceremony["n"]), secrets.token_bytes(32)
    document = demands.demand_document(demand, named, ceremony["hash"], issuers, host.origin, nonce, text)
    definition = boxes.read_definition(document)
    boxes.check_against_list(definition, reader)
    enter_box(host, definition, text.documents, {"list": listed.path.name})
    keep(definition)
    host.tick()
    return definition


def _sealed_path(host: HostFolder, box: bytes) -> Path:
    return host.path / "sealed" / f"{box.hex()}.jsonl"


def sealed_names(host: HostFolder, box: bytes) -> list[Document]:
    """Return the sealed names that this host was given for a demand, for keyholders only."""
    path = _sealed_path(host, box)
    return [decode(line) for line in path.read_bytes()[: whole_lines(path)].splitlines()] if path.exists() else []


def take_signed(host: HostFolder, definition: Definition, rules: Rules, given: Sequence[Signed]) -> list[Document]:
    """Check envelopes with their sealed names, keep them until the batch, and return a promise for each.

    Nothing is kept unless all hold. Errors: as demands.check_signed.
    """
    for envelope, sealed in given:
        demands.check_signed(definition, rules, envelope, sealed, host.now())
    path, kept = _sealed_path(host, rules.box_id), host.notes["boxes"][rules.box_id.hex()]
    with closing(AppendFile(path, whole_lines(path), secret=True)) as file:
        file.append(b"".join(encode(sealed) + b"\n" for _, sealed in given if sealed is not None))
        file.sync()
    last = definition.fields["withdrawing_ends"] // host.tick_seconds + 1
    with closing(Inbox(host, rules.box_id)) as inbox:
        return inbox.take([encode(envelope) for envelope, _ in given], max(kept["by_tick"], last))


def ask_to_open(host: HostFolder, definition: Definition) -> bytes:
    """Enter the opening request of a demand, unless it stands there; return its hash. As opening.ask_to_open.

    Errors: nothing_opens.
    """
    kept = host.notes["boxes"][definition.box_id.hex()]
    if "request" in kept:
        return bytes.fromhex(kept["request"])
    books = {book.name: book for book in Folder(host.path).books().values()}
    heads = list(heads_in(books[kept["book"]]))
    kinds = Counter(str((line.entry or {}).get("kind")) for line in books[kept["list"]].lines())
    received = {unb64(each["envelope"]) for each in sealed_names(host, definition.box_id)}
    at = (host.checkpoint.size, host.checkpoint.root)
    document = demands.request_document(definition, heads, received, at, kinds["listed"], kinds["request"])
    host.books[kept["book"]].append(document)
    kept["request"] = sha256(encode(document)).hex()
    host.tick()
    return bytes.fromhex(kept["request"])


def add_entries(host: HostFolder, definition: Definition, documents: Iterable[Document]) -> None:
    """Enter in a demand's book what keyholders handed in and no host can judge: what is for readers, and deletions."""
    kept = host.notes["boxes"][definition.box_id.hex()]
    for document in documents:
        if document.get("kind") not in ("for_readers", "deleted", "result") or document.get("box") != b64(
            definition.box_id
        ):
            raise HostProblem("This is none of the entries with which keyholders end a demand. Nothing was changed.")
        host.books[kept["book"]].append(document)
        kept["opened"] = kept.get("opened", False) or document["kind"] == "result"
    host.tick()


def publish(host: HostFolder, box: BoxExamination, parts: Sequence[Document]) -> list[str]:
    """Put t keyholders' parts together, enter them, the names and the result, and commit.

    Returns what is wrong with parts that were left out. Raises HostProblem if the box did not hold; Refused
    keyholders_too_few.
    """
    if not box.definition or not box.rules or not box.ceremony or not box.team or not box.envelopes or not box.opening:
        raise HostProblem(f"The demand cannot be opened: {box.stopped or 'it did not hold when it was checked'}.")
    identity, keys = box.definition.box_id, {i: each.sign for i, each in enumerate(box.ceremony.keyholders, 1)}
    count = demands.asked_count(box.definition, box.entries.heads, box.entries.requests[0][1])
    opening = Opening(box.rules, box.team, count, box.opening.hash)
    sealed = demands.sealed_of(box.rules, box.envelopes.signed, sealed_names(host, identity), count.opens)
    documents, wrong = demands.put_together(opening, sealed, parts, keys)
    kept = host.notes["boxes"][identity.hex()]
    for document in documents:
        host.books[kept["book"]].append(document)
    kept["opened"] = True
    host.tick()
    return wrong


def delete(host: HostFolder, definition: Definition, count: Count | None) -> int:
    """Delete the host's own copies of the names that do not open; return how many. `count`: what opened, or None."""
    path, documents = _sealed_path(host, definition.box_id), sealed_names(host, definition.box_id)
    gone = to_delete((unb64(each["envelope"]) for each in documents), count)
    left = [each for each in documents if unb64(each["envelope"]) not in gone]
    if left:
        write_atomically(path, b"".join(encode(each) + b"\n" for each in left), secret=True)
    else:
        path.unlink(missing_ok=True)
    return len(gone)
