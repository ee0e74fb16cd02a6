"""What the record holds, as its readers get it: entries, files, checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import Final

from django.db import connection
from django.db.models import Count, OuterRef, QuerySet, Subquery

from undersign.host.files import HostProblem
from undersign.protocol import notes
from undersign.protocol.encoding import Document, b64, decode, encode, unb64
from undersign.protocol.keyholders import Ceremony, Team, check_transcript, cosigners, read_ceremony
from undersign.protocol.notes import Checkpoint
from undersign.protocol.record import text_document
from undersign.protocol.slots import Head, SlotTree, proof_fields, slot_tree
from undersign.protocol.tree import TILE_WIDTH, encode_bundle
from undersign.web import home
from undersign.web.record.models import Book, Cosignature, Leaf, Proof, Text, Tick, Tile, Tree

SLOTS: Final = 4096  # of every record that is begun here
withheld: Final[list[Callable[[], Collection[bytes]]]] = []
"""Asked for the hashes of texts that nobody gets for now. The app that hides notes adds itself."""

CHUNK: Final = 500  # rows that are in memory at once; no cursor stays open while a slow reader is served


def book(name: str) -> Book:
    """Return the book of a name: host, members, or of a box list-1a2b3c4d and box-1a2b3c4d."""
    return Book.objects.get(name=name)


def book_names() -> list[str]:
    """Return the names of all books of which a tick has proven something, the oldest first."""
    return list(Book.objects.filter(proven__gt=0).order_by("id").values_list("name", flat=True))


def has_book(name: str) -> bool:
    """Return whether there is a book of this name."""
    return Book.objects.filter(name=name).exists()


def entries(name: str, start: int = 0) -> Iterator[tuple[int, Document]]:
    """Yield number and entry of each leaf of a book from `start` on."""
    for leaf in leaves(name, start):
        yield leaf.number, decode(bytes(leaf.entry))


def leaves(name: str, start: int = 0, end: int | None = None) -> Iterator[Leaf]:
    """Yield the leaves of a book that a tick has proven, from `start` on; with `end`, those below it, proven or not."""
    found = book(name)
    until = found.proven if end is None else end
    for at in range(start, until, CHUNK):
        yield from list(found.leaves.filter(number__gte=at, number__lt=min(at + CHUNK, until)))


def leaf_values(name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield the leaf values of a book, 32 bytes each."""
    return (bytes(leaf.value) for leaf in leaves(name, start, end))


def entry_lines(name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield the lines of entries.jsonl."""
    for leaf in leaves(name, start, end):
        yield b'{"entry":' + bytes(leaf.entry) + b',"salt":"' + b64(bytes(leaf.salt)).encode() + b'","v":1}\n'


def rest_lines(name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield the lines of rests.jsonl from envelope number `start` on; with `end`, as `leaves` does."""
    found = book(name)
    rows = found.leaves.filter(number__lt=found.proven if end is None else end, rest__isnull=False)
    given = list(rows[start : start + CHUNK])
    while given:
        yield from (bytes(row.rest or b"") + b"\n" for row in given)
        given = list(rows.filter(number__gt=given[-1].number)[:CHUNK])


def proof_lines(name: str, start: int = 0, size: int | None = None) -> Iterator[bytes]:
    """Yield the lines of proofs.jsonl from proof number `start` on; with `size`, of the ticks below that position."""
    found = Proof.objects.filter(book=book(name)).order_by("position")
    if size is not None:
        found = found.filter(position__lt=size)
    rows = list(found[start : start + CHUNK])
    while rows:
        yield from (bytes(proof.document) + b"\n" for proof in rows)
        rows = list(found.filter(position__gt=rows[-1].position)[:CHUNK])


def proven_at(name: str, size: int) -> int:
    """Return how many leaves of a book the public tree of a size proves."""
    last = _last_proof(name, size)
    return int(decode(bytes(last.document))["size"]) if last else 0


def head(name: str, size: int) -> bytes | None:
    """Return the proof of what a book was at the last tick of the checkpoint of a size; None if there is none.

    It is made again from the key of the slots, so that nothing has to be kept for any tick.
    """
    last = Tick.objects.filter(position=size - 1).first()
    heads = tuple(_heads(size)) if last else ()
    slot = book(name).slot
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


def _heads(size: int) -> Iterator[tuple[int, Head]]:
    """Yield slot and head of each book as the public tree of a size has it: one question, however many there are."""
    proofs = Proof.objects.filter(book=OuterRef("pk"), position__lt=size).order_by("-position")
    for each in Book.objects.annotate(last=Subquery(proofs.values("document")[:1])).exclude(last=None):
        given = proof_fields(decode(bytes(each.last)))
        yield each.slot, Head(bytes(each.book_id), given["size"], given["root"])


def _last_proof(name: str, size: int) -> Proof | None:
    return Proof.objects.filter(book=book(name), position__lt=size).order_by("-position").first()


def has_text(*hashes: bytes) -> bool:
    """Return whether one of these texts stands beside a book, or did until it was struck."""
    return Text.objects.filter(hash__in=hashes).exists()


def text_lines(name: str) -> Iterator[bytes]:
    """Yield the lines of texts.jsonl: the texts that were not struck, and that nobody withholds."""
    found = Text.objects.filter(book=book(name), content__isnull=False).order_by("id")
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
    with connection.cursor() as cursor:  # written out, since the door asks often
        cursor.execute("SELECT tick FROM record_tick ORDER BY position DESC LIMIT 1")
        found = cursor.fetchone()
    return int(found[0]) * home.current().tick_seconds if found else None


def note(found: Checkpoint) -> bytes:
    """Return a checkpoint signed by the host, with all cosignatures on it."""
    lines = Cosignature.objects.filter(size=found.size).order_by("name").values_list("line", flat=True)
    return notes.sign_checkpoint(home.current().secret("host"), found) + b"".join(map(bytes, lines))


def team() -> tuple[Ceremony, Team] | None:
    """Return the ceremony and the team of keyholders that serve now; None before the first key meeting."""
    found = teams()
    return list(found.values())[-1] if found else None


def teams() -> dict[bytes, tuple[Ceremony, Team]]:
    """Return every team that serves boxes of this record, by the hash of its ceremony, the newest last."""
    host = book("host")
    return _teams(bytes(host.book_id), host.proven, host.frontier().root())


@lru_cache(maxsize=1)
def _teams(_book_id: bytes, _proven: int, _root: bytes) -> dict[bytes, tuple[Ceremony, Team]]:
    """Read the host's book for its teams: once for each state of the book."""
    ceremonies: dict[bytes, Ceremony] = {}
    standing = {}
    for _, entry in entries("host"):
        if entry["kind"] == "ceremony":
            ceremony = read_ceremony(entry)
            ceremonies[ceremony.hash] = ceremony
        if entry["kind"] == "team":
            ceremony = ceremonies[unb64(entry["transcript"]["ceremony"])]
            signed = [unb64(each) for each in entry["signatures"]]
            standing[ceremony.hash] = ceremony, check_transcript(ceremony, entry["transcript"], signed)
    return standing


def witnessed() -> Checkpoint | None:
    """Return the latest checkpoint that t keyholders of one team cosigned."""
    size = max((size for size in (each.order_by("-size").first() for each in _witnessed(0)) if size), default=None)
    return None if size is None else checkpoint(size)


def witnessed_after(position: int) -> Checkpoint | None:
    """Return the smallest checkpoint with the leaf at a position that t keyholders of one team cosigned."""
    sizes = [each.order_by("size").first() for each in _witnessed(position)]
    size = min((each for each in sizes if each is not None), default=None)
    return None if size is None else checkpoint(size)


def witnessed_sizes() -> Iterator[int]:
    """Yield the sizes at which t keyholders of one team cosigned, the latest first."""
    yield from sorted({size for sizes in _witnessed(0) for size in sizes}, reverse=True)


def _witnessed(above: int) -> Iterator[QuerySet[Cosignature, int]]:
    """Yield for each team the sizes above one at which t of its keyholders cosigned."""
    for ceremony, _ in teams().values():
        names = [each.name for each in cosigners(home.current().origin, ceremony)]
        counted = (
            Cosignature.objects.filter(name__in=names, size__gt=above).values("size").annotate(lines=Count("name"))
        )
        yield counted.filter(lines__gte=ceremony.t).values_list("size", flat=True)


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
