"""The exports: what each kind of reader may carry away, of all or of one box. None holds a secret."""

from __future__ import annotations

import shutil
from pathlib import Path

from undersign.host.files import HostProblem, write_atomically
from undersign.protocol.boxes import read_definition
from undersign.protocol.encoding import decode, encode
from undersign.verifier.folder import Folder

READERS = {
    "public": {"host"},
    "members": {"host", "members", "box"},
    "keyholders": {"host", "members", "box", "list"},
}
READERS_OF_A_BOX = {
    "signers": {"host", "members", "list", "box"},
    "recipient": {"host", "box"},
}
HIDDEN = encode({"v": 1}) + b"\n"


def export(host: Path, out: Path, reader: str, box: bytes | None = None) -> int:
    """Write the export for `reader` to `out`; return how many books it holds. It appears whole, or not at all.

    `box`: the id of the one demand whose signers or addressee it is for, as READERS_OF_A_BOX has them.
    """
    if out.exists():
        raise HostProblem(f"{out} exists already. Nothing was changed. Choose a folder that does not exist yet.")
    if host.resolve() in out.resolve().parents:
        raise HostProblem(f"{out} lies inside the host's own folder. Nothing was changed. Choose another place.")
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        shutil.copytree(host / "record", part / "record", ignore=shutil.ignore_patterns(".*"))
        about = decode((host / "about.json").read_bytes().removesuffix(b"\n"))
        write_atomically(part / "about.json", encode({**about, "for": reader}) + b"\n")
        books, only = 0, None if box is None else _books_of(host, box)
        for book in Folder(host).books().values():
            if only is not None and book.first.audience in ("list", "box") and book.book_id not in only:
                continue
            whole = book.first.audience in (READERS if only is None else READERS_OF_A_BOX)[reader]
            if whole or (reader == "members" and book.first.audience == "list"):
                _copy_book(book.path, part / "books" / book.name, whole=whole)
                books += 1
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return books


def _books_of(host: Path, box: bytes) -> set[bytes]:
    """Return the ids of a box's book and of its list book. Raises HostProblem if there is no such box."""
    for book in Folder(host).books().values():
        for line in book.lines() if book.first.audience == "box" else ():
            if (line.entry or {}).get("kind") == "definition":
                definition = read_definition((line.entry or {})["definition"])
                if definition.box_id == box:
                    return {book.book_id, definition.fields["list"]["book"]}
                break
    raise HostProblem("There is no such box here. Nothing was written.")


def _copy_book(book: Path, out: Path, *, whole: bool) -> None:
    """Copy a book; of one that is not to be seen whole only leaves, proofs and the first entry."""
    out.mkdir(parents=True)
    names = [path.name for path in book.iterdir()] if whole else ["leaves", "proofs.jsonl", "head.json"]
    for name in names:
        shutil.copyfile(book / name, out / name)
    if not whole:
        with (book / "entries.jsonl").open("rb") as source, (out / "entries.jsonl").open("wb") as target:
            for number, line in enumerate(source):
                target.write(HIDDEN if number else line)
