"""The cosigned checkpoints that a mirror keeps: the latest, and those on which the rules and openings of boxes rest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from undersign.host.files import write_atomically
from undersign.protocol.encoding import Document, decode
from undersign.protocol.errors import Refused
from undersign.protocol.notes import parse_checkpoint
from undersign.protocol.slots import proof_fields

RESTING: Final = (b'"kind":"definition"', b'"kind":"opening_request"')


def size_of(note: bytes) -> int:
    """Return the size that a note claims. Errors: checkpoint_malformed."""
    return parse_checkpoint(note.partition(b"\n\n")[0] + b"\n").size


def rests_on(line: bytes) -> Document | None:
    """Return the entry in a line of a box's book if it needs a cosigned checkpoint behind it."""
    entry: Document | None = decode(line[:-1]).get("entry") if any(each in line for each in RESTING) else None
    return entry if entry and entry.get("kind") in ("definition", "opening_request") else None


def positions(proofs: Path, found: Iterable[tuple[int, Document]]) -> list[int]:
    """Return after which leaves of the public tree a cosigned checkpoint is needed, for entries by their index."""
    fields = [proof_fields(decode(line)) for line in proofs.read_bytes().splitlines()]
    sizes = [each["size"] for each in fields]
    wanted = []
    for index, entry in found:
        wanted.append(fields[bisect_right(sizes, index)]["position"])
        named = entry.get("size")
        if entry["kind"] == "opening_request" and isinstance(named, int) and named > 0:
            wanted.append(named - 1)
    return wanted


class Pins:
    """The folder of kept checkpoints; `wanted` are the leaves behind which none was found yet."""

    def __init__(self, path: Path, wanted: Iterable[int], pinned: Iterable[int]) -> None:
        self.path = path / "record" / "checkpoints"
        self.wanted, self.pinned = list(wanted), set(pinned)

    def keep(self, note: bytes, size: int) -> int:
        """Keep a cosigned checkpoint of a record that has `size` ticks; return its size. Errors: proof_wrong."""
        found = size_of(note)
        if found > size:
            raise Refused("proof_wrong", f"keyholders cosigned {found} ticks, where the record has {size}")
        write_atomically(self.path / str(found), note)
        return found

    def pin(self, position: int, note: bytes, size: int) -> None:
        """Keep for good the checkpoint that was asked for behind a leaf, if the record at hand holds it."""
        found = size_of(note)
        if position < found <= size:
            self.keep(note, size)
            self.pinned.add(found)
            self.wanted.remove(position)

    def thin_out(self) -> None:
        """Remove what was once the latest and nothing rests on."""
        kept = (
            sorted(int(each.name) for each in self.path.iterdir() if each.name.isdigit()) if self.path.exists() else []
        )
        for size in kept[:-1]:
            if size not in self.pinned:
                (self.path / str(size)).unlink()
