"""The record as whoever has the host's database and keys can write it: every leaf anew, and all that rests on it.

Everything fits afterwards, but for the cosignatures, which a host cannot make. The site must not run meanwhile.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final

from undersign.protocol import record, slots, tree
from undersign.protocol.encoding import Document, decode, encode
from undersign.protocol.slots import proof_fields
from undersign.web.home import Home

SLOTS: Final = 4096
DATABASE: Final = "undersign.sqlite3"
NEW: Final = -1  # the position of what stands under no tick yet


@dataclass
class Entry:
    """One entry of a book, the envelope that it stands for, and the public leaf that first proves it."""

    document: Document
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(record.SALT_BYTES), repr=False)
    rest: bytes | None = None
    position: int = NEW

    @property
    def value(self) -> bytes:
        """The value of its leaf."""
        return record.leaf(self.salt, encode(self.document))


@dataclass
class Book:
    """A book, with the number of its row."""

    row: int
    slot: int
    book_id: bytes
    entries: list[Entry]


class Ledger:
    """All of a record. Change the entries of its books, then `write`."""

    def __init__(self, home: Home) -> None:
        """Read it."""
        self.home, self.path = home, home.path / DATABASE
        with closing(sqlite3.connect(self.path)) as database:
            self.ticks = [
                (tick, leaf) for tick, leaf in database.execute("SELECT tick, leaf FROM record_tick ORDER BY position")
            ]
            rows = database.execute("SELECT id, name, slot, book_id FROM record_book ORDER BY id").fetchall()
            self.books = {name: Book(row, slot, book_id, _read(database, row)) for row, name, slot, book_id in rows}

    def append(self, name: str, documents: Iterable[Document], rests: Sequence[bytes | None] = ()) -> None:
        """Add entries to a book, under a tick of their own; `rests`: the whole envelopes, if they are envelopes."""
        for number, document in enumerate(documents):
            rest = rests[number] if rests else None
            self.books[name].entries.append(Entry(document, rest=rest))

    def write(self, since: int | None = None) -> None:
        """Write the record anew from the public leaf `since` on, by default only what was added."""
        now = max(int(self.home.now()) // self.home.tick_seconds, self.ticks[-1][0] + 1)
        for book in self.books.values():
            for entry in book.entries:
                entry.position = len(self.ticks) if entry.position == NEW else entry.position
        start = len(self.ticks) if since is None else since
        leaves, proofs = self._grown(start, [tick for tick, _ in self.ticks[start:]] + [now])
        self.ticks[start:] = leaves
        with closing(sqlite3.connect(self.path)) as database, database:
            for book in self.books.values():
                _write_book(database, book, start, proofs[book.row])
            _write_tree(database, self.ticks, start)

    def _grown(
        self, start: int, ticks: list[int]
    ) -> tuple[list[tuple[int, bytes]], dict[int, list[tuple[int, bytes]]]]:
        """Return the public leaves from `start` on, and the proofs of each book at those at which it grew."""
        books = [_Growing(book) for book in self.books.values()]
        leaves, proofs = [], {each.book.row: list[tuple[int, bytes]]() for each in books}
        for position, tick in enumerate(ticks, start):
            grown = [each for each in books if each.grow(position)]
            heads = {each.book.slot: each.head() for each in books if each.frontier.size}
            made = slots.slot_tree(self.home.secret("slots"), tick, SLOTS, heads)
            for each in grown:
                proofs[each.book.row].append((position, encode(made.prove(each.book.slot, position))))
            leaves.append((tick, made.leaf))
        return leaves, proofs


def _read(database: sqlite3.Connection, row: int) -> list[Entry]:
    proofs = database.execute("SELECT position, document FROM record_proof WHERE book_id = ? ORDER BY position", (row,))
    sizes = [(position, proof_fields(decode(bytes(document)))["size"]) for position, document in proofs]
    leaves = database.execute(
        "SELECT number, entry, salt, rest FROM record_leaf WHERE book_id = ? ORDER BY number", (row,)
    )
    return [
        Entry(decode(entry), salt, rest, next((at for at, size in sizes if size > number), NEW))
        for number, entry, salt, rest in leaves
    ]


class _Growing:
    """A book while its tree is made anew."""

    def __init__(self, book: Book) -> None:
        self.book, self.frontier = book, tree.Frontier()

    def grow(self, position: int) -> bool:
        """Take in what the public leaf at a position proves; return whether that one was the first to prove any."""
        fresh = [each for each in self.book.entries[self.frontier.size :] if each.position <= position]
        for entry in fresh:
            self.frontier.append(tree.leaf_hash(entry.value))
        return any(entry.position == position for entry in fresh)

    def head(self) -> slots.Head:
        """Return what a tick commits to."""
        return slots.Head(self.book.book_id, self.frontier.size, self.frontier.root())


def _frontier(values: Iterable[bytes]) -> tree.Frontier:
    frontier = tree.Frontier()
    for value in values:
        frontier.append(tree.leaf_hash(value))
    return frontier


def _write_book(database: sqlite3.Connection, book: Book, start: int, proofs: list[tuple[int, bytes]]) -> None:
    database.execute("DELETE FROM record_leaf WHERE book_id = ?", (book.row,))
    database.executemany(
        "INSERT INTO record_leaf (book_id, number, value, salt, entry, rest) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (book.row, number, each.value, each.salt, encode(each.document), each.rest)
            for number, each in enumerate(book.entries)
        ],
    )
    database.execute("DELETE FROM record_proof WHERE book_id = ? AND position >= ?", (book.row, start))
    database.executemany(
        "INSERT INTO record_proof (book_id, position, document) VALUES (?, ?, ?)",
        [(book.row, position, document) for position, document in proofs],
    )
    frontier = _frontier(entry.value for entry in book.entries)
    database.execute(
        "UPDATE record_book SET size = ?, hashes = ?, proven = ?, book_id = ? WHERE id = ?",
        (frontier.size, b"".join(frontier.hashes), frontier.size, book.book_id, book.row),
    )


def _write_tree(database: sqlite3.Connection, ticks: Sequence[tuple[int, bytes]], start: int) -> None:
    """Write the public tree, and leave out the cosignatures that no longer fit it."""
    public, rows = tree.Tree(), []
    for position, (tick, leaf) in enumerate(ticks):
        public.append(tree.leaf_hash(leaf))
        rows.append((position, tick, leaf, public.root()))
    database.execute("DELETE FROM record_tick WHERE position >= ?", (start,))
    database.executemany("INSERT INTO record_tick (position, tick, leaf, root) VALUES (?, ?, ?, ?)", rows[start:])
    database.execute("DELETE FROM record_tile")
    widest = {(tile.level, tile.number): tile.width for tile in tree.tiles_for(0, public.size)}
    database.executemany(
        "INSERT INTO record_tile (level, number, hashes) VALUES (?, ?, ?)",
        [(level, number, public.tile(level, number, width)) for (level, number), width in widest.items()],
    )
    frontier = _frontier(leaf for _, leaf in ticks)
    database.execute(
        "UPDATE record_tree SET size = ?, hashes = ?, last_tick = ?",
        (frontier.size, b"".join(frontier.hashes), ticks[-1][0]),
    )
    database.execute("DELETE FROM record_cosignature WHERE size > ?", (start,))
