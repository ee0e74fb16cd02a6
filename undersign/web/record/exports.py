"""The record as a folder, in the layout of every export: what the public, the members or the keyholders may see."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from undersign.host.files import HostProblem, write_atomically
from undersign.protocol import tree
from undersign.protocol.encoding import encode
from undersign.web.record import access

BOOKS: Final = {"public": ("host",), "members": ("host", "members"), "keyholders": ("host", "members")}


def export(out: Path, reader: str) -> int:
    """Write the export for `reader` to `out`; return how many books it holds. It appears whole, or not at all.

    All of it is as of one checkpoint, whatever is added meanwhile.
    """
    if out.exists():
        raise HostProblem(f"{out} exists already. Nothing was changed. Choose a folder that does not exist yet.")
    found = access.checkpoint()
    if found is None:
        raise HostProblem("The record has no tick yet. Nothing was written. Start the site first.")
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        for audience in BOOKS[reader]:
            _write_book(part / "books" / audience, audience, found.size)
        _write_tiles(part / "record", found.size)
        for size in (each for each in access.witnessed_sizes() if each <= found.size):
            _write_note(part / "record" / "checkpoints" / str(size), size)
        _write_note(part / "record" / "checkpoint", found.size)
        write_atomically(part / "about.json", encode(access.about(reader)) + b"\n")
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return len(BOOKS[reader])


def _write_note(path: Path, size: int) -> None:
    found = access.checkpoint(size)
    if found is not None:
        write_atomically(path, access.note(found))


def _write_book(folder: Path, audience: str, size: int) -> None:
    """Write the files of a book; its texts first, so that none is missing of which an entry speaks."""
    end = access.proven_at(audience, size)
    folder.mkdir(parents=True)
    files: dict[str, Iterable[bytes]] = {
        "texts.jsonl": access.text_lines(audience),
        "leaves": access.leaf_values(audience, 0, end),
        "entries.jsonl": access.entry_lines(audience, 0, end),
        "proofs.jsonl": access.proof_lines(audience, 0, size),
        "head.json": [access.head(audience, size) or b""],
    }
    for name, parts in files.items():
        with (folder / name).open("wb") as file:
            file.writelines(parts)


def _write_tiles(folder: Path, size: int) -> None:
    for level, number, width in tree.tiles_for(0, size):
        _write_tile(folder / tree.tile_path(level, number, width), access.tile(level, number, width))
        if level == 0:
            _write_tile(folder / tree.tile_path("entries", number, width), access.bundle(number, width))


def _write_tile(path: Path, data: bytes | None) -> None:
    if data is None:
        raise HostProblem(f"The public tree lacks {path.name}. Restore the site from a backup.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
