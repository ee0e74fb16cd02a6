"""A host that wants another past: it writes its whole record anew, with its own keys, at the same ticks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
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


def rewrite(host: Path, change: Change, *, keep_cosigned: bool = True) -> notes.Checkpoint:
    """Rewrite a host's folder so that its books hold what `change` (book name, entries) makes of them.

    Everything is consistent afterwards, but for the cosignatures, which a host cannot make. Returns the checkpoint.
    """
    folder = Folder(host)
    ticks = [slots.parse_tick_leaf(leaf)[0] for leaf in folder.public_leaves()]
    books = {files: change(files.name, entries_of(files)) for files in folder.books().values()}
    frontiers = {files.name: tree.Frontier() for files in books}
    proofs: dict[str, list[Document]] = {files.name: [] for files in books}
    public, leaves = tree.Tree(), []
    for position, tick in enumerate(ticks):
        grown = {f.name: [each for each in entries if each.position == position] for f, entries in books.items()}
        for name, fresh in grown.items():
            for each in fresh:
                frontiers[name].append(tree.leaf_hash(each.leaf))
        heads = {
            files.first.slot: slots.Head(files.book_id, frontiers[files.name].size, frontiers[files.name].root())
            for files in books
            if frontiers[files.name].size
        }
        ticked = slots.slot_tree((host / "secret" / "slots").read_bytes(), tick, SLOTS, heads)
        for files in books:
            if grown[files.name]:
                proofs[files.name].append(ticked.prove(files.first.slot, position))
        leaves.append(ticked.leaf)
        public.append(tree.leaf_hash(ticked.leaf))
    for files, entries in books.items():
        _write_book(files.path, entries, proofs[files.name])
    return _write_record(host, folder.about()["origin"], public, leaves, keep_cosigned=keep_cosigned)


def _write_book(path: Path, entries: list[Entry], proofs: list[Document]) -> None:
    lines = [encode({"v": 1, "entry": each.document, "salt": b64(each.salt)}) for each in entries]
    (path / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    (path / "leaves").write_bytes(b"".join(each.leaf for each in entries))
    (path / "rests.jsonl").write_bytes(b"".join(each.rest + b"\n" for each in entries if each.rest))
    (path / "proofs.jsonl").write_bytes(b"".join(encode(each) + b"\n" for each in proofs))


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
