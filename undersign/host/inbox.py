"""Envelopes between the promise and the book: kept at once, shuffled in with the next batch.

In a folder the inbox is readable by whoever has the folder until the batch; a server's door keeps it encrypted.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from undersign.host.files import AppendFile, whole_lines
from undersign.host.folder import HostFolder
from undersign.protocol import boxes
from undersign.protocol.encoding import Document, b64, decode, encode, sha256
from undersign.protocol.envelopes import entry_document


class Inbox:
    """The envelopes that wait for one box's next batch."""

    def __init__(self, host: HostFolder, box: bytes) -> None:
        """Open the inbox of a box; what a crash left half-written is cut away."""
        self._host, self.box = host, box
        self.path: Path = host.path / "inbox" / f"{box.hex()}.jsonl"
        self._file = AppendFile(self.path, whole_lines(self.path), secret=True)

    def waiting(self) -> Iterator[bytes]:
        """Yield the canonical envelopes that wait."""
        if self.path.exists():
            with self.path.open("rb") as file:
                for line in file:
                    yield line.rstrip(b"\n")

    def take(self, envelopes: Sequence[bytes], by_tick: int) -> list[Document]:
        """Store checked envelopes for good, then return the host's signed promise for each."""
        self._file.append(b"".join(each + b"\n" for each in envelopes))
        self._file.sync()
        return self.promises(envelopes, by_tick)

    def promises(self, envelopes: Iterable[bytes], by_tick: int) -> list[Document]:
        """Return the host's signed promise for envelopes that wait here; the same one each time."""
        secret = self._host.host_secret
        return [boxes.promise_document(secret, self.box, sha256(each), by_tick) for each in envelopes]

    def keys(self) -> set[str]:
        """Return the envelope keys that wait."""
        return {decode(line)["key"] for line in self.waiting()}

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def batch(host: HostFolder, box: bytes, inbox: Inbox) -> int:
    """Enter all waiting envelopes in the box's book, in random order, and commit; return how many.

    Interrupted, either none or all stand in the book; what already stands there is not entered again.
    """
    book = host.books[host.notes["boxes"][box.hex()]["book"]]
    lines = book.path / "rests.jsonl"
    present: set[bytes] = set()
    with lines.open("rb") as file:
        present = {sha256(line.rstrip(b"\n")) for line in file}
    offsets = _offsets(inbox.path)
    secrets.SystemRandom().shuffle(offsets)
    entered = 0
    with inbox.path.open("rb") as file:
        for offset in offsets:
            file.seek(offset)
            line = file.readline().rstrip(b"\n")
            if (name := sha256(line)) not in present:
                book.append(entry_document(decode(line)), line)
                present.add(name)
                entered += 1
    host.tick()
    inbox.close()
    inbox.path.unlink()
    return entered


def _offsets(path: Path) -> list[int]:
    found, at = [], 0
    with path.open("rb") as file:
        for line in file:
            found.append(at)
            at += len(line)
    return found


def receipt(promise: Document, envelope: bytes) -> bytes:
    """Return the line that a member keeps: box, envelope key, envelope hash and the promise. Not the answer."""
    document: Document = {"v": 1, "kind": "receipt", "box": promise["box"], "key": decode(envelope)["key"]}
    return encode({**document, "envelope": b64(sha256(envelope)), "promise": promise}) + b"\n"
