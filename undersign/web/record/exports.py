"""The record as a folder, in the layout of every export: what the public, the members or the keyholders may see."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from undersign.host.files import HostProblem, write_atomically
from undersign.protocol import tree
from undersign.protocol.encoding import encode
from undersign.web.record import access


def books_for(reader: str) -> list[str]:
    """Return the books of an export of the whole record: boxes are for keyholders, and for those on their lists."""
    if reader == "keyholders":
        return access.book_names()
    return {"public": ["host"], "members": ["host", "members"]}[reader]


def export(out: Path, reader: str, books: Sequence[str] | None = None) -> int:
    """Write the export for `reader` to `out`; return how many books it holds. It appears whole, or not at all.

    All of it is as of one checkpoint, whatever is added meanwhile. `books`: by name, for the export of one box.
    """
    if out.exists():
        raise HostProblem(f"{out} exists already. Nothing was changed. Choose a folder that does not exist yet.")
    found = access.checkpoint()
    if found is None:
        raise HostProblem("The record has no tick yet. Nothing was written. Start the site first.")
    names = books_for(reader) if books is None else list(books)
    names = [name for name in names if access.proven_at(name, found.size)]  # one may have begun just now
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        for name in names:
            _write_book(part / "books" / name, name, found.size)
        _write_tiles(part / "record", found.size)
        for size in (each for each in access.witnessed_sizes() if each <= found.size):
            _write_note(part / "record" / "checkpoints" / str(size), size)
        _write_note(part / "record" / "checkpoint", found.size)
        write_atomically(part / "about.json", encode(access.about(reader)) + b"\n")
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return len(names)


def _write_note(path: Path, size: int) -> None:
    found = access.checkpoint(size)
    if found is not None:
        write_atomically(path, access.note(found))


def _write_book(folder: Path, name: str, size: int) -> None:
    """Write the files of a book; its texts first, so that none is missing of which an entry speaks."""
    end = access.proven_at(name, size)
    folder.mkdir(parents=True)
    files: dict[str, Iterable[bytes]] = {
        "texts.jsonl": access.text_lines(name),
        "leaves": access.leaf_values(name, 0, end),
        "entries.jsonl": access.entry_lines(name, 0, end),
        "proofs.jsonl": access.proof_lines(name, 0, size),
        "head.json": [access.head(name, size) or b""],
    }
    if access.book(name).audience == "box":
        files["rests.jsonl"] = access.rest_lines(name, 0, end)
    for file_name, parts in files.items():
        with (folder / file_name).open("wb") as file:
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
