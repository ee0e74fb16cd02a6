"""Writing to the record: one writer at a time, everything or nothing, and nothing is ever changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from django.db import connection, transaction

from undersign.host.files import HostProblem
from undersign.protocol import notes, record, slots, tree
from undersign.protocol.encoding import INTEGER_LIMIT, Document, b64, decode, encode, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import (
    Ceremony,
    ceremony_hash,
    check_succession,
    check_transcript,
    cosigners,
    read_ceremony,
    succession,
)
from undersign.protocol.notes import Checkpoint
from undersign.verifier.box.entries import STRUCK
from undersign.web import home
from undersign.web.record import access
from undersign.web.record.models import Book, Cosignature, Leaf, Proof, Text, Tick, Tile, Tree

LOG_WAITS = 500  # milliseconds

BEFORE_TICK: Final[list[Callable[[float], None]]] = []
"""Called with the time before each tick, in its transaction: what they write stands under it. Boxes add themselves."""


@transaction.atomic
def begin(more: Mapping[str, Any] | None = None) -> None:
    """Start the record of a new site: the tree, the host's and the members' book."""
    site = home.current()
    Tree.objects.create(pk=1)
    rules = {"slots": access.SLOTS, "tick_seconds": site.tick_seconds, "host_key": b64(site.host_key)}
    _begin_book("host", {**rules, "rehearsal": site.rehearsal, **(more or {})})
    _begin_book("members", {})


def _begin_book(audience: str, more: Mapping[str, Any], slot: int | None = None) -> Book:
    slot = record.FIXED_SLOTS[audience] if slot is None else slot
    first: Document = {"v": 1, "kind": "book", "audience": audience, "slot": slot, "origin": home.current().origin}
    first |= {"nonce": b64(secrets.token_bytes(32)), **more}
    identity = record.open_book(encode(first)).book_id
    name = audience if audience in record.FIXED_SLOTS else f"{audience}-{identity.hex()[:8]}"
    Book.objects.create(name=name, audience=audience, slot=slot, book_id=identity)
    append(name, [first])
    return access.book(name)


@transaction.atomic
def add_book(audience: str) -> Book:
    """Begin a book of a box, in a slot that nobody can foresee. `audience`: list or box. Raises HostProblem."""
    lock()
    taken = set(Book.objects.values_list("slot", flat=True))
    free = [slot for slot in range(max(record.FIXED_SLOTS.values()) + 1, access.SLOTS) if slot not in taken]
    if not free:
        raise HostProblem("Every slot of the public tree is taken. Nothing was begun. A new record is needed.")
    return _begin_book(audience, {}, secrets.choice(free))


def lock() -> Tree:
    """Hold the record until the transaction ends: there is one writer at a time."""
    return Tree.objects.select_for_update().get(pk=1)


@transaction.atomic
def append(
    name: str, entries: Sequence[Document], texts: Sequence[Document] = (), rests: Sequence[bytes] = ()
) -> list[int]:
    """Add entries to a book, and the free texts that they name; return their numbers. All of it, or nothing.

    `rests`: for the entries of envelopes, the envelopes in full, in the same order.
    """
    lock()
    book = access.book(name)
    frontier, rows = book.frontier(), []
    for entry, rest in zip_longest(entries, rests):
        salt, data = secrets.token_bytes(record.SALT_BYTES), record.entry_bytes(entry)
        value = record.leaf(salt, data)
        rows.append(Leaf(book=book, number=frontier.size, value=value, salt=salt, entry=data, rest=rest))
        frontier.append(tree.leaf_hash(value))
    Leaf.objects.bulk_create(rows)
    for text in texts:
        hashed, content = record.check_text(text)
        if Text.objects.filter(hash=hashed).exists():
            raise Refused("document_field", "this text stands there already")
        Text.objects.create(book=book, hash=hashed, salt=unb64(text["salt"]), content=content)
    book.keep(frontier)
    book.save(update_fields=["size", "hashes"])
    return [row.number for row in rows]


@transaction.atomic
def tick(now: float) -> Checkpoint | None:
    """Add the leaf of the present tick to the public tree; None if it stands there. Ticks that were missed stay out."""
    public, site = lock(), home.current()
    number = int(now) // site.tick_seconds
    if number <= public.last_tick:
        return None
    for each in BEFORE_TICK:
        each(now)
    books = list(Book.objects.all())
    made = slots.slot_tree(site.secret("slots"), number, access.SLOTS, {book.slot: book.head() for book in books})
    for book in books:
        if book.size > book.proven:
            Proof.objects.create(book=book, position=public.size, document=encode(made.prove(book.slot, public.size)))
            book.proven = book.size
            book.save(update_fields=["proven"])
    frontier = public.frontier()
    frontier.append(tree.leaf_hash(made.leaf))
    Tick.objects.create(position=public.size, tick=number, leaf=made.leaf, root=frontier.root())
    _add_to_tile(0, public.size, tree.leaf_hash(made.leaf))
    public.keep(frontier)
    public.last_tick = number
    public.save()
    return access.checkpoint(public.size)


def _add_to_tile(level: int, position: int, hashed: bytes) -> None:
    """Put a hash into its tile, and the hash of a tile that is full one level higher."""
    number, at = divmod(position, tree.TILE_WIDTH)
    tile, _ = Tile.objects.get_or_create(level=level, number=number, defaults={"hashes": b""})
    hashes = bytes(tile.hashes) + hashed
    tile.hashes = hashes
    tile.save(update_fields=["hashes"])
    if at == tree.TILE_WIDTH - 1:
        _add_to_tile(level + 1, number, tree.root(tree.tile_hashes(hashes, tree.TILE_WIDTH)))


@transaction.atomic
def cosign(size: int, line: bytes) -> str:
    """Keep one keyholder's cosignature of the checkpoint of a size; return the keyholder's name as a cosigner.

    Errors: checkpoint_malformed, keyholder_unknown, note_malformed, note_signature_wrong, note_unsigned.
    """
    teams, found = access.teams(), access.checkpoint(size) if 0 < size < INTEGER_LIMIT else None
    if not teams:
        raise Refused("keyholder_unknown", "no key meeting has been held")
    if found is None:
        raise Refused("checkpoint_malformed", f"there is no checkpoint of size {size}")
    keys = [key for ceremony, _ in teams.values() for key in cosigners(found.origin, ceremony)]
    opened = notes.open_note(notes.checkpoint_text(found) + b"\n" + line, keys)
    if len(opened.signatures) != 1 or opened.checkpoint != found:
        raise Refused("note_malformed", "one line with one cosignature is expected")
    name = opened.signatures[0].key.name
    Cosignature.objects.get_or_create(size=size, name=name, defaults={"line": line})
    return name


@transaction.atomic
def strike(name: str, hashed: bytes, by: bytes, why: str) -> None:
    """Delete a free text and its salt for good, and enter who did it and why. Raises HostProblem if it is not there."""
    text = Text.objects.filter(book__name=name, hash=hashed, content__isnull=False).first()
    if text is None:
        raise HostProblem("There is no such text, or it was struck before. Nothing was changed.")
    append(name, [record.strike_entry(hashed, by, why)])
    text.salt = text.content = None
    text.save(update_fields=["salt", "content"])


def strike_rest(name: str, digest: bytes, by: bytes, why: str) -> None:
    """Delete an envelope whose text is free for good, and enter who did it and why. Raises HostProblem as `strike`."""
    book, named = access.book(name), f'"rest":"{b64(digest)}"'.encode()
    leaves = (each for each in book.leaves.filter(rest__isnull=False).order_by("number") if named in bytes(each.entry))
    leaf = next(leaves, None)
    if leaf is None or bytes(leaf.rest or b"") == STRUCK:
        raise HostProblem("There is no such envelope, or it was struck before. Nothing was changed.")
    append(name, [record.strike_entry(digest, by, why)])
    leaf.rest = STRUCK
    leaf.save(update_fields=["rest"])


def empty_log() -> bool:
    """Take what was deleted out of SQLite's log of changes too; return whether the log is empty now.

    It cannot be emptied while somebody reads or writes. This waits for a moment only, since writers wait meanwhile.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {LOG_WAITS}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = bool(cursor.fetchone()[0])
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
    return not busy


def forget_deleted(_now: float) -> None:
    """Empty the log, or leave it to the next tick: a job of the clock."""
    empty_log()


def _written(name: str, kind: str) -> list[Document]:
    """Return the entries of a kind in a book, those that no tick has proven yet among them."""
    found = (decode(bytes(leaf.entry)) for leaf in access.leaves(name, 0, access.book(name).size))
    return [entry for entry in found if entry["kind"] == kind]


@transaction.atomic
def note_client(files: Sequence[Document]) -> bool:
    """Enter in the host's book which files browsers get, if they are not the last ones there; say if they were new."""
    lock()
    known = _written("host", "client")
    entry = {"v": 1, "kind": "client", "files": list(files)}
    if known and known[-1] == entry:
        return False
    append("host", [entry])
    return True


@transaction.atomic
def add_team(
    document: Document, transcript: Document, signatures: Sequence[bytes], handed_over: Sequence[tuple[int, bytes]] = ()
) -> Ceremony:
    """Enter a ceremony and its signed transcript in the host's book. A team that stands there is passed over.

    A further team needs the succession: index and signature of t of the standing team. Errors: as read_ceremony,
    check_transcript, check_fits and check_succession.
    """
    lock()
    ceremony = read_ceremony(document)
    check_transcript(ceremony, transcript, signatures)
    if document in _written("host", "ceremony"):
        return ceremony
    check_fits(ceremony)
    entries, signed = [document], [b64(each) for each in signatures]
    if before := standing():
        check_succession(before, ceremony, handed_over)
        words = [{"keyholder": index, "value": b64(value)} for index, value in handed_over]
        entries.append({**succession(before, ceremony), "signatures": words})
    append("host", [*entries, {"v": 1, "kind": "team", "transcript": transcript, "signatures": signed}])
    return ceremony


def standing() -> Ceremony | None:
    """Return the ceremony of the last team in the host's book, proven or not; None before the first."""
    teams = _written("host", "team")
    found = {b64(ceremony_hash(each)): each for each in _written("host", "ceremony")}
    return read_ceremony(found[teams[-1]["transcript"]["ceremony"]]) if teams else None


def check_fits(ceremony: Ceremony) -> None:
    """Check that a ceremony is of this record and follows the standing team. Errors: ceremony_rule.

    What the team before must sign is not asked for here.
    """
    if ceremony.rehearsal != home.current().rehearsal:
        raise Refused("ceremony_rule", "the ceremony and the site differ on whether this is a rehearsal")
    founders = {unb64(key) for entry in _written("host", "founders") for key in entry["keys"]}
    if set(ceremony.founders) != founders:
        raise Refused("ceremony_rule", "the ceremony names other founders than the record")
    before = standing()
    if ceremony.previous != (before.hash if before else None):
        raise Refused("ceremony_rule", "the ceremony does not follow the team that stands in the record")
