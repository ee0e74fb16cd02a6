"""What is known of a box: its definition, its rules, its numbers. Nothing here knows members' accounts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

from django.http import Http404

from undersign.protocol import boxes
from undersign.protocol.boxes import Definition
from undersign.protocol.encoding import Document, decode, sha256, unb64
from undersign.protocol.envelopes import Envelope, Head, Rules, check_envelope
from undersign.protocol.keyholders import Ceremony, Team
from undersign.protocol.passes import IssuingKey as PublicKey
from undersign.web import home
from undersign.web.boxes.models import Box, IssuingKey
from undersign.web.record import access as record

_HEX: Final = re.compile("[0-9a-f]{64}")


def by_hex(written: str) -> Box:
    """Return the box of an address. Raises Http404."""
    box = None
    if _HEX.fullmatch(written):
        box = Box.objects.select_related("book", "list_book").filter(box_id=bytes.fromhex(written)).first()
    if box is None:
        raise Http404
    return box


@lru_cache(maxsize=256)
def fixed(box_id: bytes) -> Box:
    """Return what never changes of a box, read once for each process: nothing of its state. Raises Http404."""
    always = ("box_id", "kind", "document", "signing_ends", "withdrawing_ends", "book__book_id", "book__name")
    box = Box.objects.select_related("book").only(*always).filter(box_id=box_id).first()
    if box is None:
        raise Http404
    return box


@lru_cache(maxsize=256)
def _definition(document: bytes) -> Definition:
    return boxes.read_definition(decode(document))


def definition(box: Box) -> Definition:
    """Return the checked definition of a box."""
    return _definition(bytes(box.document))


def team(box: Box) -> tuple[Ceremony, Team]:
    """Return the keyholders who open a box: those of the ceremony that its definition names."""
    return record.teams()[definition(box).fields["ceremony"]]


@lru_cache(maxsize=256)
def _rules(document: bytes) -> Rules:
    found = _definition(document)
    _, team = record.teams()[found.fields["ceremony"]]
    named = [issuer for tag in found.fields["tags"] for issuer in tag["issuers"]]
    kept = {bytes(each.issuer): each for each in IssuingKey.objects.filter(issuer__in=named)}
    return boxes.box_rules(found, team.key, team.t, {issuer: public_key(each) for issuer, each in kept.items()})


def public_key(kept: IssuingKey) -> PublicKey:
    """Return an issuing key as the protocol has it."""
    n = int.from_bytes(unb64(decode(bytes(kept.document))["n"]), "big")
    return PublicKey(bytes(kept.issuer), kept.keyholder, n)


def rules(box: Box) -> Rules:
    """Return what a box asks of envelopes."""
    return _rules(bytes(box.document))


def heads(box: Box) -> list[Head]:
    """Return what counting needs to know of each envelope in the book, in the order of the book."""
    return [each.head() for each in box.envelopes.order_by("id")]


@lru_cache(maxsize=1024)
def _witnessed(_book_id: bytes, name: str, size: int) -> bool:
    """Return True, or raise LookupError, which is not remembered, while it is not so."""
    found = record.witnessed()
    if found is None or record.proven_at(name, found.size) < size:
        raise LookupError
    return True


def is_fixed(box: Box) -> bool:
    """Return whether enough keyholders have signed a record that holds the definition: before, nothing is sealed."""
    try:
        return _witnessed(bytes(box.book.book_id), box.book.name, 2)  # the first entry, the definition
    except LookupError:
        return False


def list_rule(box: Box) -> str:
    """Return the rule by which the list of a box was made."""
    return next(str(entry["rule"]) for _, entry in record.entries(box.list_book.name, 1) if entry["kind"] == "rule")


def takes_envelopes(box: Box) -> bool:
    """Return whether envelopes may still come in."""
    return box.state == Box.OPEN and home.now() < box.withdrawing_ends


def texts(box: Box) -> dict[bytes, str | None]:
    """Return the texts beside the book of a box, by hash; None for one that was struck."""
    found = box.book.texts.values_list("hash", "content")
    return {bytes(hashed): content for hashed, content in found}


def envelopes(box: Box, digests: Collection[bytes]) -> dict[bytes, Envelope]:
    """Return envelopes that stand in the book, by hash, as they were checked when they came."""
    found = {}
    for digest, document in rests(box):
        if digest in digests:
            found[digest] = check_envelope(rules(box), document, proofs=False)
    return found


def rests(box: Box) -> Iterator[tuple[bytes, Document]]:
    """Yield the envelopes in the book in full, each with its hash, in the order of the book."""
    for line in record.rest_lines(box.book.name, 0, box.book.size):
        yield sha256(line[:-1]), decode(line[:-1])
