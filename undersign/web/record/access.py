"""What the record holds, as its readers get it: entries, files, checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import Final

from django.db.models import Count

from undersign.host.files import HostProblem
from undersign.protocol import notes, record
from undersign.protocol.encoding import Document, b64, decode, encode, unb64
from undersign.protocol.keyholders import Ceremony, Team, check_transcript, cosigners, read_ceremony
from undersign.protocol.notes import Checkpoint
from undersign.protocol.record import text_document
from undersign.protocol.slots import Head, SlotTree, proof_fields, slot_tree
from undersign.protocol.tree import TILE_WIDTH, encode_bundle
from undersign.web import home
from undersign.web.record.models import Book, Cosignature, Leaf, Proof, Text, Tick, Tile, Tree

SLOTS: Final = 1024  # of every record that is begun here
withheld: Final[list[Callable[[], Collection[bytes]]]] = []
"""Asked for the hashes of texts that nobody gets for now. The app that hides notes adds itself."""

CHUNK: Final = 500  # rows that are in memory at once; no cursor stays open while a slow reader is served


def book(audience: str) -> Book:
    """Return the book of an audience."""
    return Book.objects.get(audience=audience)


def entries(audience: str, start: int = 0) -> Iterator[tuple[int, Document]]:
    """Yield number and entry of each leaf of a book from `start` on."""
    for leaf in leaves(audience, start):
        yield leaf.number, decode(bytes(leaf.entry))


def leaves(audience: str, start: int = 0, end: int | None = None) -> Iterator[Leaf]:
    """Yield the leaves of a book that a tick has proven, from `start` on; with `end`, those below it, proven or not."""
    found = book(audience)
    until = found.proven if end is None else end
    for at in range(start, until, CHUNK):
        yield from list(found.leaves.filter(number__gte=at, number__lt=min(at + CHUNK, until)))


def leaf_values(audience: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield the leaf values of a book, 32 bytes each."""
    return (bytes(leaf.value) for leaf in leaves(audience, start, end))


def entry_lines(audience: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield the lines of entries.jsonl."""
    for leaf in leaves(audience, start, end):
        yield b'{"entry":' + bytes(leaf.entry) + b',"salt":"' + b64(bytes(leaf.salt)).encode() + b'","v":1}\n'


def proof_lines(audience: str, start: int = 0, size: int | None = None) -> Iterator[bytes]:
    """Yield the lines of proofs.jsonl from proof number `start` on; with `size`, of the ticks below that position."""
    found = Proof.objects.filter(book=book(audience)).order_by("position")
    if size is not None:
        found = found.filter(position__lt=size)
    rows = list(found[start : start + CHUNK])
    while rows:
        yield from (bytes(proof.document) + b"\n" for proof in rows)
        rows = list(found.filter(position__gt=rows[-1].position)[:CHUNK])


def proven_at(audience: str, size: int) -> int:
    """Return how many leaves of a book the public tree of a size proves."""
    last = _last_proof(audience, size)
    return int(decode(bytes(last.document))["size"]) if last else 0


def head(audience: str, size: int) -> bytes | None:
    """Return the proof of what a book was at the last tick of the checkpoint of a size; None if there is none.

    It is made again from the key of the slots, so that nothing has to be kept for any tick.
    """
    last = Tick.objects.filter(position=size - 1).first()
    proven = [(each, _last_proof(each.audience, size)) for each in Book.objects.all()] if last else []
    heads = tuple((each.slot, _head(each, found)) for each, found in proven if found)
    slot = record.FIXED_SLOTS[audience]
    if last is None or slot not in dict(heads):
        return None
    made = _slot_tree(last.tick, heads)
    if made.leaf != bytes(last.leaf):
        raise HostProblem("The key of the slots is not the one of this record. Restore the site from a backup.")
    return encode(made.prove(slot, last.position)) + b"\n"


@lru_cache(maxsize=4)
def _slot_tree(tick: int, heads: tuple[tuple[int, Head], ...]) -> SlotTree:
    """Make the tree over the slots at a tick again: once for all readers of a tick and of both books."""
    return slot_tree(home.current().secret("slots"), tick, SLOTS, dict(heads))


def _head(found: Book, proof: Proof) -> Head:
    given = proof_fields(decode(bytes(proof.document)))
    return Head(bytes(found.book_id), given["size"], given["root"])


def _last_proof(audience: str, size: int) -> Proof | None:
    return Proof.objects.filter(book=book(audience), position__lt=size).order_by("-position").first()


def text_lines(audience: str) -> Iterator[bytes]:
    """Yield the lines of texts.jsonl: the texts that were not struck, and that nobody withholds."""
    found = Text.objects.filter(book=book(audience), content__isnull=False).order_by("id")
    rows = list(found[:CHUNK])
    while rows:
        hidden = {hashed for each in withheld for hashed in each()}
        for row in rows:
            if bytes(row.hash) not in hidden:
                yield encode(text_document(bytes(row.salt or b""), row.content or "")) + b"\n"
        rows = list(found.filter(id__gt=rows[-1].pk)[:CHUNK])


def checkpoint(size: int | None = None) -> Checkpoint | None:
    """Return the checkpoint of a size, by default the latest; None if there is none."""
    size = Tree.objects.get().size if size is None else size
    last = Tick.objects.filter(position=size - 1).first()
    return Checkpoint(home.current().origin, size, bytes(last.root)) if last else None


def last_tick() -> int | None:
    """Return at what time the last tick began, in seconds since 1970-01-01 (UTC); None if there is none."""
    last = Tick.objects.order_by("-position").first()
    return last.tick * home.current().tick_seconds if last else None


def note(found: Checkpoint) -> bytes:
    """Return a checkpoint signed by the host, with all cosignatures on it."""
    lines = Cosignature.objects.filter(size=found.size).order_by("name").values_list("line", flat=True)
    return notes.sign_checkpoint(home.current().secret("host"), found) + b"".join(map(bytes, lines))


def team() -> tuple[Ceremony, Team] | None:
    """Return the ceremony and the team of keyholders that serve now; None before the first key meeting."""
    host = book("host")
    return _team(bytes(host.book_id), host.proven, host.frontier().root())


@lru_cache(maxsize=1)
def _team(_book_id: bytes, _proven: int, _root: bytes) -> tuple[Ceremony, Team] | None:
    """Read the host's book for its team: once for each state of the book."""
    ceremonies: dict[bytes, Ceremony] = {}
    standing = None
    for _, entry in entries("host"):
        if entry["kind"] == "ceremony":
            ceremony = read_ceremony(entry)
            ceremonies[ceremony.hash] = ceremony
        if entry["kind"] == "team":
            ceremony = ceremonies[unb64(entry["transcript"]["ceremony"])]
            signed = [unb64(each) for each in entry["signatures"]]
            standing = ceremony, check_transcript(ceremony, entry["transcript"], signed)
    return standing


def witnessed() -> Checkpoint | None:
    """Return the latest checkpoint that t keyholders of the standing team cosigned."""
    size = next(witnessed_sizes(), None)
    return None if size is None else checkpoint(size)


def witnessed_sizes() -> Iterator[int]:
    """Yield the sizes at which t keyholders of the standing team cosigned, the latest first."""
    standing = team()
    if standing is None:
        return
    ceremony, _ = standing
    names = [each.name for each in cosigners(home.current().origin, ceremony)]
    counted = Cosignature.objects.filter(name__in=names).values("size").annotate(lines=Count("name"))
    yield from counted.filter(lines__gte=ceremony.t).order_by("-size").values_list("size", flat=True)


def tile(level: int, number: int, width: int) -> bytes | None:
    """Return the first `width` hashes of a tile; None if it does not have as many."""
    found = Tile.objects.filter(level=level, number=number).first()
    hashes = bytes(found.hashes) if found else b""
    return hashes[: 32 * width] if len(hashes) >= 32 * width else None


def bundle(number: int, width: int) -> bytes | None:
    """Return the entry bundle with the first `width` leaves of a tile; None if there are not as many."""
    start = number * TILE_WIDTH
    found = Tick.objects.filter(position__gte=start, position__lt=start + width).order_by("position")
    data = [bytes(each.leaf) for each in found]
    return encode_bundle(data) if len(data) == width else None


def about(reader: str) -> Document:
    """Return what an export or a reader over the network is told first; it only informs."""
    site = home.current()
    named = {"origin": site.origin, "host_key": b64(site.host_key), "rehearsal": site.rehearsal}
    return {"v": 1, "kind": "export", "for": reader, **named}
