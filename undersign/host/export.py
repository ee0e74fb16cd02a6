"""The three exports: what the public, the members or the keyholders may carry away. None holds a secret."""

from __future__ import annotations

import shutil
from pathlib import Path

from undersign.host.files import HostProblem, write_atomically
from undersign.protocol.encoding import decode, encode
from undersign.verifier.folder import Folder

READERS = {
    "public": {"host"},
    "members": {"host", "members", "box"},
    "keyholders": {"host", "members", "box", "list"},
}
HIDDEN = encode({"v": 1}) + b"\n"


def export(host: Path, out: Path, reader: str) -> int:
    """Write the export for `reader` to `out`; return how many books it holds. It appears whole, or not at all."""
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
        books = 0
        for book in Folder(host).books().values():
            whole = book.first.audience in READERS[reader]
            if whole or (reader == "members" and book.first.audience == "list"):
                _copy_book(book.path, part / "books" / book.name, whole=whole)
                books += 1
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return books


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
