"""A host that wants another past: it writes its whole record anew, with its own keys, at the same ticks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from undersign.host.folder import SLOTS
from undersign.protocol import notes, record, slots, tree
from undersign.protocol.encoding import Document, b64, encode
from undersign.verifier.folder import BookFiles, Folder


@dataclass(frozen=True)
class Entry:
    """One entry of a book as it stood: its salt, the envelope that it stands for, the public leaf that proved it."""

    document: Document
    salt: bytes
    rest: bytes | None
    position: int

    @property
    def leaf(self) -> bytes:
        """The value of its leaf."""
        return record.leaf(self.salt, encode(self.document))


Change = Callable[[str, list[Entry]], list[Entry]]


def entries_of(files: BookFiles) -> list[Entry]:
    """Return the entries of a book."""
    sizes = [(proof["size"], proof["position"]) for proof in files.proofs()]
    rests, found = files.rests(), []
    for line in files.lines():
        document, salt = line.entry or {}, line.salt or b""
        rest = next(rests) if document.get("kind") == "envelope" else None
        position = next(position for size, position in sizes if size > line.index)
        found.append(Entry(document, salt, rest, position))
    return found


@dataclass
class _Book:
    """A book that is written anew."""

    files: BookFiles
    entries: list[Entry]
    frontier: tree.Frontier = field(default_factory=tree.Frontier)
    proofs: list[Document] = field(default_factory=list)
    head: Document = field(default_factory=dict)

    def grow(self, position: int) -> bool:
        """Take in what the public leaf at `position` first proves; return whether that is anything."""
        fresh = [each for each in self.entries if each.position == position]
        for each in fresh:
            self.frontier.append(tree.leaf_hash(each.leaf))
        return bool(fresh)

    def write(self) -> None:
        """Replace the book's files."""
        path, lines = (
            self.files.path,
            [encode({"v": 1, "entry": e.document, "salt": b64(e.salt)}) for e in self.entries],
        )
        (path / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
        (path / "leaves").write_bytes(b"".join(each.leaf for each in self.entries))
        (path / "rests.jsonl").write_bytes(b"".join(each.rest + b"\n" for each in self.entries if each.rest))
        (path / "head.json").write_bytes(encode(self.head) + b"\n")
        (path / "proofs.jsonl").write_bytes(b"".join(encode(each) + b"\n" for each in self.proofs))


def rewrite(host: Path, change: Change, *, keep_cosigned: bool = True) -> notes.Checkpoint:
    """Rewrite a host's folder so that its books hold what `change` (book name, entries) makes of them.

    Everything is consistent afterwards, but for the cosignatures, which a host cannot make. Returns the checkpoint.
    """
    folder, key = Folder(host), (host / "secret" / "slots").read_bytes()
    ticks = [slots.parse_tick_leaf(leaf)[0] for leaf in folder.public_leaves()]
    books = [_Book(files, change(files.name, entries_of(files))) for files in folder.books().values()]
    public, leaves = tree.Tree(), []
    for position, tick in enumerate(ticks):
        grown = [book for book in books if book.grow(position)]
        heads = {
            book.files.first.slot: slots.Head(book.files.book_id, book.frontier.size, book.frontier.root())
            for book in books
            if book.frontier.size
        }
        ticked = slots.slot_tree(key, tick, SLOTS, heads)
        for book in books:
            if book.frontier.size:
                book.head = ticked.prove(book.files.first.slot, position)
            if book in grown:
                book.proofs.append(book.head)
        leaves.append(ticked.leaf)
        public.append(tree.leaf_hash(ticked.leaf))
    for book in books:
        book.write()
    return _write_record(host, folder.about()["origin"], public, leaves, keep_cosigned=keep_cosigned)


def _write_record(
    host: Path, origin: str, public: tree.Tree, leaves: list[bytes], *, keep_cosigned: bool
) -> notes.Checkpoint:
    shutil.rmtree(host / "record" / "tile")
    if not keep_cosigned:
        shutil.rmtree(host / "record" / "checkpoints")
    for tile in tree.tiles_for(0, public.size):
        files = {tree.tile_path(*tile): public.tile(*tile)}
        if tile.level == 0:
            start = tile.number * tree.TILE_WIDTH
            bundle = tree.encode_bundle(leaves[start : start + tile.width])
            files[tree.tile_path("entries", tile.number, tile.width)] = bundle
        for name, data in files.items():
            path = host / "record" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    checkpoint = notes.Checkpoint(origin, public.size, public.root())
    (host / "record" / "checkpoint").write_bytes(
        notes.sign_checkpoint((host / "secret" / "host").read_bytes(), checkpoint)
    )
    return checkpoint
