"""One book on disk: entries, leaves, proofs, texts and, in a box, the envelopes in full."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from undersign.host.files import AppendFile, write_atomically
from undersign.protocol import record
from undersign.protocol.encoding import Document, b64, encode, unb64
from undersign.protocol.slots import Head
from undersign.protocol.tree import Frontier, leaf_hash

FILES = ("entries.jsonl", "leaves", "proofs.jsonl", "texts.jsonl", "rests.jsonl")


class BookFolder:
    """A book that this host writes. Nothing of what is appended stays unless `state` is committed afterwards."""

    def __init__(self, path: Path, state: dict[str, Any]) -> None:
        """Open a book as `state` has it (as `state()` gives it)."""
        self.path = path
        self.book_id = unb64(state["book"])
        self.slot: int = state["slot"]
        self.proven: int = state["proven"]
        self.latest: Document | None = state.get("latest")  # the proof of what it was at the last tick
        self.frontier = Frontier(state["size"], [unb64(each) for each in state["hashes"]])
        self._files: dict[str, AppendFile] = {}
        try:
            for name in FILES:
                self._files[name] = AppendFile(path / name, state["bytes"].get(name, 0))
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, books: Path, first: Document) -> BookFolder:
        """Start a book whose first entry is `first`, in a folder named after its audience and id."""
        identity = record.book_id(record.entry_bytes(first))
        audience = first["audience"]
        name = audience if audience in record.FIXED_SLOTS else f"{audience}-{identity.hex()[:8]}"
        state = {"book": b64(identity), "slot": first["slot"], "proven": 0, "size": 0, "hashes": [], "bytes": {}}
        book = cls(books / name, state)
        book.append(first)
        return book

    @property
    def size(self) -> int:
        """How many leaves it has, those not yet committed included."""
        return self.frontier.size

    @property
    def head(self) -> Head:
        """Its id, size and root, as a tick commits to them."""
        return Head(self.book_id, self.size, self.frontier.root())

    def append(self, entry: Document, rest: bytes | None = None) -> None:
        """Add an entry under a fresh salt; `rest` is the canonical envelope that an envelope's entry stands for."""
        salt, data = secrets.token_bytes(record.SALT_BYTES), record.entry_bytes(entry)
        value = record.leaf(salt, data)
        line = b'{"entry":' + data + b',"salt":"' + b64(salt).encode() + b'","v":1}\n'
        self._files["entries.jsonl"].append(line)
        self._files["leaves"].append(value)
        if rest is not None:
            self._files["rests.jsonl"].append(rest + b"\n")
        self.frontier.append(leaf_hash(value))

    def add_texts(self, texts: Iterable[Document]) -> None:
        """Add salted texts beside the book."""
        for each in texts:
            self._files["texts.jsonl"].append(encode(each) + b"\n")

    def add_proof(self, proof: Document) -> None:
        """Take the proof of what the book is at a tick; it is kept for good if the book grew."""
        self.latest = proof
        if self.size > self.proven:
            self._files["proofs.jsonl"].append(encode(proof) + b"\n")
            self.proven = self.size

    def publish(self) -> None:
        """Write the proof of the last committed tick beside the book, unless it stands there."""
        path = self.path / "head.json"
        data = b"" if self.latest is None else encode(self.latest) + b"\n"
        if data and not (path.exists() and path.read_bytes() == data):
            write_atomically(path, data)

    def state(self) -> dict[str, Any]:
        """Bring everything to the disk and return what the folder's state keeps of this book."""
        lengths = {name: file.sync() for name, file in self._files.items()}
        hashes = [b64(each) for each in self.frontier.hashes]
        kept = {
            "book": b64(self.book_id),
            "slot": self.slot,
            "proven": self.proven,
            "size": self.size,
            "latest": self.latest,
        }
        return {**kept, "hashes": hashes, "bytes": lengths}

    def close(self) -> None:
        """Close its files."""
        for file in self._files.values():
            file.close()
