"""A demand from plain values: its definition, the request to open it, what is published of it. No folder is touched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from undersign.protocol import demands, names
from undersign.protocol.closing import check_time
from undersign.protocol.encoding import Document, b64, read
from undersign.protocol.envelopes import check_envelope, counted
from undersign.protocol.errors import Refused
from undersign.protocol.names import NamePart

if TYPE_CHECKING:
    from undersign.protocol.boxes import Definition
    from undersign.protocol.demands import Count, Opening, Sealed
    from undersign.protocol.envelopes import Envelope, Head, Rules
    from undersign.protocol.tree import Frontier

EVERYONE: Final = "Everyone on the list"  # the name of a demand's one tag, unless another is given
POINT_BYTES: Final = 32


@dataclass(frozen=True)
class Demand:
    """What is to be put up for signing. Times are seconds since 1970; `batch` is an interval in seconds.

    `readers`: age recipients, if the names are for them alone; `draft`: hash of the envelope that put it up.
    """

    title: str
    text: str
    levels: tuple[int, ...]
    signing_ends: int
    withdrawing_ends: int
    batch: int
    room: bool = False
    draft: bytes | None = None
    readers: tuple[str, ...] = ()
    everyone: str = EVERYONE


def list_named(book: bytes, frontier: Frontier) -> Document:
    """Return how a definition names a list as it now is. `book`: the id of its book."""
    return {"book": b64(book), "size": frontier.size, "root": b64(frontier.root())}


def demand_document(  # noqa: PLR0913 - all that a definition rests on
    demand: Demand,
    listed: Document,
    ceremony: str,
    issuers: Sequence[str],
    origin: str,
    nonce: bytes,
    text: Callable[[str], str],
) -> Document:
    """Return the definition, still to be checked by boxes.read_definition.

    `listed`: as list_named; `ceremony`, `issuers`: hashes in base64url, an issuing key of each keyholder in order;
    `text`: keeps a salted text and returns its hash in base64url.
    """
    tag = {"level": "all", "of": "", "name": text(demand.everyone), "parent": 0, "issuers": list(issuers)}
    document: Document = {"v": 1, "kind": "demand", "title": text(demand.title), "intro": text(demand.text)}
    document |= {"questions": [], "tags": [tag], "levels": list(demand.levels), "k": demand.levels[0], "quorum": 0}
    document |= {"signing_ends": demand.signing_ends, "withdrawing_ends": demand.withdrawing_ends}
    document |= {"batch": demand.batch, "ceremony": ceremony, "list": listed, "origin": origin, "nonce": b64(nonce)}
    if demand.room:
        document["room"] = True
    if demand.draft is not None:
        document["draft"] = b64(demand.draft)
    return {**document, "readers": list(demand.readers)} if demand.readers else document


def check_signed(
    definition: Definition, rules: Rules, envelope: Document, sealed: Document | None, seconds: int
) -> Envelope:
    """Check what a signer sends at `seconds`: an envelope with its sealed name, or one that withdraws without a name.

    Errors: too_late; name_wrong_commitment for an envelope without its name; document_field for a withdrawal with one;
    as check_envelope and check_sealed.
    """
    found = check_envelope(rules, envelope)
    check_time(definition, seconds, withdraws=found.withdraws)
    if found.withdraws and sealed is not None:
        raise Refused("document_field", "a withdrawal has no name")
    if sealed is not None:
        demands.check_sealed(rules, found, sealed)
    elif not found.withdraws:
        raise Refused("name_wrong_commitment", "the sealed name was not sent with it")
    return found


def request_document(  # noqa: PLR0913 - the fields of the document
    definition: Definition,
    heads: Sequence[Head],
    received: Collection[bytes],
    checkpoint: tuple[int, bytes],
    list_size: int,
    requests: int,
) -> Document:
    """Return the entry that asks the keyholders to open what the rule opens.

    `heads`: all envelopes of the book; `received`: hashes of those whose sealed names the keyholders were given.
    `checkpoint`: size and root of a cosigned public tree that holds all of them. Errors: nothing_opens.
    """
    missing = {head.digest for head in counted(heads) if head.digest not in received}
    count = demands.count_demand(definition, heads, missing)
    return demands.request_document(definition, count, checkpoint, list_size, requests, len(heads))


def asked_count(definition: Definition, heads: Sequence[Head], request: Document) -> Count:
    """Return the set that an opening request names. Errors: opening_request_wrong, nothing_opens, document_field."""
    count = demands.count_demand(definition, heads, read(request, demands.REQUEST)["missing"])
    demands.check_request(request, definition, count)
    return count


def sealed_of(
    rules: Rules, envelopes: Mapping[bytes, Envelope], documents: Iterable[Document], opens: Sequence[Head]
) -> list[Sealed]:
    """Return the sealed names of those that open, in order, out of all `documents`.

    `envelopes`: the checked ones by hash. Errors: opening_request_wrong if one is not there; as check_sealed.
    """
    named = {str(document.get("envelope")): document for document in documents}
    wanted = [(head, named.get(b64(head.digest))) for head in opens]
    if any(document is None for _, document in wanted):
        raise Refused("opening_request_wrong", "the sealed name of one that opens is not there")
    return [demands.check_sealed(rules, envelopes[head.digest], document) for head, document in wanted if document]


def put_together(
    opening: Opening, sealed: Sequence[Sealed], parts: Sequence[Document], keys: Mapping[int, bytes]
) -> tuple[list[Document], list[str]]:
    """Return the entries that end a demand, in their order, and in plain words what is wrong with parts left out.

    They are the sound parts of the t lowest keyholders, the names, the result. `keys`: the keyholders' Ed25519 keys by
    index. Errors: keyholders_too_few if fewer than t gave sound parts.
    """
    chosen, wrong = _sound(opening, sealed, parts, keys)
    if len(chosen) < opening.team.t:
        raise Refused("keyholders_too_few", f"{len(chosen)} of {opening.team.t}")
    used = sorted(chosen)[: opening.team.t]
    documents = [part for keyholder in used for part in parts if part.get("keyholder") == keyholder]
    opened = opening.open_names(sealed, {keyholder: chosen[keyholder] for keyholder in used})
    result = opening.result_document(used, opened)
    return [*documents, *opening.opened_documents(sealed, opened), result], wrong


def _sound(
    opening: Opening, sealed: Sequence[Sealed], parts: Sequence[Document], keys: Mapping[int, bytes]
) -> tuple[dict[int, list[bytes]], list[str]]:
    """Return the parts of t keyholders that hold, by index, and what is wrong with others met on the way."""
    found: dict[int, list[bytes]] = {}
    wrong = []
    for keyholder in sorted({each for part in parts if isinstance(each := part.get("keyholder"), int)}):
        own = [part for part in parts if part.get("keyholder") == keyholder]
        if len(found) == opening.team.t:
            break
        try:
            given = opening.read_parts(own, keys)[keyholder]
            for each, part in zip(sealed, given, strict=True):
                cut = NamePart(part[:POINT_BYTES], part[POINT_BYTES:])
                names.check_part(opening.team, keyholder, each.checked, opening.request, cut)
            found[keyholder] = given
        except Refused as problem:
            wrong.append(f"The part of keyholder {keyholder} was left out. {problem.reason}: {problem}")
    return found, wrong
