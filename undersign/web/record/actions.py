"""Writing to the record: one writer at a time, everything or nothing, and nothing is ever changed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from undersign.host.files import HostProblem
from undersign.protocol import notes, record, slots, tree
from undersign.protocol.encoding import INTEGER_LIMIT, Document, b64, decode, encode, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import Ceremony, check_transcript, cosigners, read_ceremony
from undersign.protocol.notes import Checkpoint
from undersign.web import home
from undersign.web.record import access
from undersign.web.record.models import Book, Cosignature, Leaf, Proof, Text, Tick, Tile, Tree

LOG_WAITS = 500  # milliseconds


@transaction.atomic
def begin(more: Mapping[str, Any] | None = None) -> None:
    """Start the record of a new site: the tree, the host's and the members' book."""
    site = home.current()
    Tree.objects.create(pk=1)
    rules = {"slots": access.SLOTS, "tick_seconds": site.tick_seconds, "host_key": b64(site.host_key)}
    _begin_book("host", {**rules, "rehearsal": site.rehearsal, **(more or {})})
    _begin_book("members", {})


def _begin_book(audience: str, more: Mapping[str, Any]) -> None:
    slot = record.FIXED_SLOTS[audience]
    first: Document = {"v": 1, "kind": "book", "audience": audience, "slot": slot, "origin": home.current().origin}
    first |= {"nonce": b64(secrets.token_bytes(32)), **more}
    identity = record.open_book(encode(first)).book_id
    Book.objects.create(audience=audience, slot=slot, book_id=identity)
    append(audience, [first])


def lock() -> Tree:
    """Hold the record until the transaction ends: there is one writer at a time."""
    return Tree.objects.select_for_update().get(pk=1)


@transaction.atomic
def append(audience: str, entries: Sequence[Document], texts: Sequence[Document] = ()) -> list[int]:
    """Add entries to a book, and the free texts that they name; return their numbers. All of it, or nothing."""
    lock()
    book = access.book(audience)
    frontier, rows = book.frontier(), []
    for entry in entries:
        salt, data = secrets.token_bytes(record.SALT_BYTES), record.entry_bytes(entry)
        value = record.leaf(salt, data)
        rows.append(Leaf(book=book, number=frontier.size, value=value, salt=salt, entry=data))
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
    standing, found = access.team(), access.checkpoint(size) if 0 < size < INTEGER_LIMIT else None
    if standing is None:
        raise Refused("keyholder_unknown", "no key meeting has been held")
    if found is None:
        raise Refused("checkpoint_malformed", f"there is no checkpoint of size {size}")
    keys = cosigners(found.origin, standing[0])
    opened = notes.open_note(notes.checkpoint_text(found) + b"\n" + line, keys)
    if len(opened.signatures) != 1 or opened.checkpoint != found:
        raise Refused("note_malformed", "one line with one cosignature is expected")
    name = opened.signatures[0].key.name
    Cosignature.objects.get_or_create(size=size, name=name, defaults={"line": line})
    return name


@transaction.atomic
def strike(audience: str, hashed: bytes, by: bytes, why: str) -> None:
    """Delete a free text and its salt for good, and enter who did it and why. Raises HostProblem if it is not there."""
    text = Text.objects.filter(book__audience=audience, hash=hashed, content__isnull=False).first()
    if text is None:
        raise HostProblem("There is no such text, or it was struck before. Nothing was changed.")
    append(audience, [record.strike_entry(hashed, by, why)])
    text.salt = text.content = None
    text.save(update_fields=["salt", "content"])


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


def _written(audience: str, kind: str) -> list[Document]:
    """Return the entries of a kind in a book, those that no tick has proven yet among them."""
    found = (decode(bytes(leaf.entry)) for leaf in access.leaves(audience, 0, access.book(audience).size))
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
def add_team(document: Document, transcript: Document, signatures: Sequence[bytes]) -> Ceremony:
    """Enter a ceremony and its signed transcript in the host's book. A team that stands there is passed over.

    Raises HostProblem for a second team or other founders than the record has. Errors: ceremony_rule, as
    read_ceremony and check_transcript.
    """
    lock()
    ceremony = read_ceremony(document)
    check_transcript(ceremony, transcript, signatures)
    known = _written("host", "ceremony")
    if document in known:
        return ceremony
    if known:
        raise HostProblem("This record has its keyholders already. Nothing was changed.")
    if ceremony.rehearsal != home.current().rehearsal:
        raise Refused("ceremony_rule", "the ceremony and the site differ on whether this is a rehearsal")
    founders = {unb64(key) for entry in _written("host", "founders") for key in entry["keys"]}
    if set(ceremony.founders) != founders:
        raise HostProblem("The ceremony names other founders than the record. Nothing was changed.")
    signed = [b64(each) for each in signatures]
    append("host", [document, {"v": 1, "kind": "team", "transcript": transcript, "signatures": signed}])
    return ceremony
