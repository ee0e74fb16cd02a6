"""A read-only view of a folder that plays the host, or of an export. It reads line by line and checks only the form."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from undersign.protocol.encoding import Document, b64, boolean, decode, octets, one_of, read, text
from undersign.protocol.errors import Refused
from undersign.protocol.notes import NOTE_BYTES, Checkpoint, parse_checkpoint
from undersign.protocol.record import Book, check_text, open_book
from undersign.protocol.slots import TICK_LEAF_BYTES
from undersign.protocol.tree import HASH_BYTES, TILE_WIDTH, decode_bundle, tile_path
from undersign.verifier.problems import FolderProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

LINE_BYTES: Final = 4 * 2**20
TEXTS_BYTES: Final = 64 * 2**20  # all free texts of one book together
LEAVES_AT_ONCE: Final = 4096
EXPORTS: Final = ("host", "public", "members", "keyholders", "signers", "recipient")

_SIZE_NAME = re.compile("0|[1-9][0-9]{0,15}")
_BOOK_NAME = re.compile("[A-Za-z0-9_-]{1,64}")


_ABOUT: Final = {
    "kind": one_of("export"),
    "for": one_of(*EXPORTS),
    "origin": text(255),
    "host_key": octets(32),
    "rehearsal": boolean,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of entries.jsonl: the entry, its salt and its canonical bytes, or None where this reader may not see it.

    Salt and bytes are what record.BookReader.feed takes.
    """

    index: int
    entry: Document | None = None
    salt: bytes | None = None
    data: bytes | None = None


@dataclass(frozen=True)
class BookFiles:
    """The files of one book. Whatever is missing, broken or cut off raises FolderProblem, with file and line."""

    root: Path
    name: str
    first: Book

    @property
    def path(self) -> Path:
        """The book's own folder."""
        return self.root / "books" / self.name

    @property
    def book_id(self) -> bytes:
        """The 32 bytes that name the book."""
        return self.first.book_id

    def leaves(self) -> Iterator[bytes]:
        """Yield the leaf values in order, 32 bytes each."""
        path = self.path / "leaves"
        count = 0
        with _open(self.root, path) as file:
            while data := file.read(LEAVES_AT_ONCE * HASH_BYTES):
                for at in range(0, len(data), HASH_BYTES):
                    if at + HASH_BYTES > len(data):
                        raise FolderProblem("truncated", f"{_short(self.root, path)}, leaf {count}")
                    yield data[at : at + HASH_BYTES]
                    count += 1

    def lines(self) -> Iterator[Line]:
        """Yield the lines of entries.jsonl in order, one for each leaf."""
        path = self.path / "entries.jsonl"
        for number, data in enumerate(lines_of(self.root, path)):
            yield _line(self.root, path, number, data)

    def proofs(self) -> Iterator[Document]:
        """Yield the proofs of the ticks at which the book grew, unchecked."""
        return _documents(self.root, self.path / "proofs.jsonl")

    def head(self) -> Document:
        """Return the proof of what the book was at the last tick of the latest checkpoint, unchecked."""
        path = self.path / "head.json"
        try:
            return decode(_whole(self.root, path, LINE_BYTES).removesuffix(b"\n"))
        except Refused as problem:
            raise FolderProblem(problem.reason, _short(self.root, path)) from None

    def rests(self) -> Iterator[bytes]:
        """Yield the envelopes of a box book in full, one for each envelope entry, as canonical bytes, unchecked."""
        return lines_of(self.root, self.path / "rests.jsonl")

    def text_documents(self) -> Iterator[Document]:
        """Yield the salted texts beside the book, unchecked; none if there is no such file."""
        path = self.path / "texts.jsonl"
        return _documents(self.root, path) if path.exists() else iter(())

    def texts(self) -> dict[bytes, str]:
        """Return the salted texts beside the book by their hash, each checked."""
        path, found, total = self.path / "texts.jsonl", {}, 0
        for number, document in enumerate(self.text_documents(), 1):
            where = f"{_short(self.root, path)}, line {number}"
            try:
                hashed, content = check_text(document)
            except Refused as problem:
                raise FolderProblem(problem.reason, where) from None
            total += len(content)
            if total > TEXTS_BYTES:
                raise FolderProblem("size_wrong", where)
            found[hashed] = content
        return found


class Folder:
    """A host's folder or an export of it. Nothing is read before it is asked for, and nothing is ever written."""

    def __init__(self, path: str | Path) -> None:
        """Errors: FolderProblem if there is no such folder."""
        self.path = Path(path)
        if _inside(self.path, self.path) is None:
            raise FolderProblem("file_missing", str(path))

    def about(self) -> Document:
        """Return the checked fields of about.json: `for`, `origin`, `host_key` (32 bytes), `rehearsal`.

        They only inform: the truth is the host book's first entry and the signed checkpoint.
        """
        path = self.path / "about.json"
        data = _whole(self.path, path, LINE_BYTES)
        try:
            return read(decode(data.removesuffix(b"\n")), _ABOUT)
        except Refused as problem:
            raise FolderProblem(problem.reason, _short(self.path, path)) from None

    def books(self) -> dict[bytes, BookFiles]:
        """Return every book by its id, in the order of their folders' names. Only first entries are read."""
        found: dict[bytes, BookFiles] = {}
        names = _inside(self.path, self.path / "books")
        if names is None:
            raise FolderProblem("file_missing", "books")
        for path in sorted(self.path / "books" / name for name in names):
            if not path.is_dir():
                continue
            if not _BOOK_NAME.fullmatch(path.name):
                raise FolderProblem("file_unreadable", f"books/{path.name!a}")
            book = BookFiles(self.path, path.name, self._first(path / "entries.jsonl"))
            if book.book_id in found:
                raise FolderProblem("book_twice", f"books/{book.name} and books/{found[book.book_id].name}")
            found[book.book_id] = book
        return found

    def _first(self, path: Path) -> Book:
        data = next(lines_of(self.path, path), None)
        where = f"{_short(self.path, path)}, line 1"
        entry = None if data is None else _line(self.path, path, 0, data).data
        if entry is None:
            raise FolderProblem("leaf_missing", where)
        try:
            return open_book(entry)
        except Refused as problem:
            raise FolderProblem(problem.reason, where) from None

    def checkpoint(self) -> bytes:
        """Return the latest checkpoint's note."""
        return _whole(self.path, self.path / "record" / "checkpoint", NOTE_BYTES)

    def checkpoint_sizes(self) -> list[int]:
        """Return the tree sizes whose cosigned checkpoints were kept, ascending."""
        names = _inside(self.path, self.path / "record" / "checkpoints") or []
        return sorted(int(name) for name in names if _SIZE_NAME.fullmatch(name))

    def checkpoint_at(self, size: int) -> bytes:
        """Return the note that was kept for a tree size."""
        return _whole(self.path, self.path / "record" / "checkpoints" / str(size), NOTE_BYTES)

    def checkpoints(self) -> Iterator[tuple[int, bytes]]:
        """Yield the kept notes with the tree sizes that their names say, ascending."""
        for size in self.checkpoint_sizes():
            yield size, self.checkpoint_at(size)

    def bundle(self, number: int, width: int = TILE_WIDTH) -> list[bytes]:
        """Return the `width` leaves of one entry bundle of the public tree, 40 bytes each."""
        path = self.path / "record" / tile_path("entries", number, width)
        data = _whole(self.path, path, width * (TICK_LEAF_BYTES + 2))
        try:
            leaves = decode_bundle(data, width)
        except Refused as problem:
            raise FolderProblem(problem.reason, _short(self.path, path)) from None
        if any(len(leaf) != TICK_LEAF_BYTES for leaf in leaves):
            raise FolderProblem("size_wrong", _short(self.path, path))
        return leaves

    def tile(self, level: int, number: int, width: int = TILE_WIDTH) -> bytes:
        """Return the hashes of one tile of the public tree, joined; `width` times 32 bytes are expected."""
        return _whole(self.path, self.path / "record" / tile_path(level, number, width), width * HASH_BYTES)

    def claimed(self, note: bytes) -> Checkpoint:
        """Return the checkpoint that a note holds, whoever signed it."""
        try:
            return parse_checkpoint(note.partition(b"\n\n")[0] + b"\n")
        except Refused as problem:
            raise FolderProblem(problem.reason, "record/checkpoint") from None

    def public_leaves(self, size: int | None = None) -> Iterator[bytes]:
        """Yield the first `size` leaves of the public tree in order, 40 bytes each, from the entry bundles.

        Without `size`: as many as the latest checkpoint claims.
        """
        if size is None:
            size = self.claimed(self.checkpoint()).size
        for number in range(-(-size // TILE_WIDTH)):
            yield from self.bundle(number, min(TILE_WIDTH, size - number * TILE_WIDTH))


def _short(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _inside(root: Path, path: Path) -> list[str] | None:
    """Return the names inside a folder, or None if there is no such folder."""
    try:
        return [each.name for each in path.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        raise FolderProblem("file_unreadable", _short(root, path)) from None


def _open(root: Path, path: Path) -> BinaryIO:
    """Open a regular file for reading; pipes and devices would never end."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FolderProblem("file_unreadable", _short(root, path))
        return path.open("rb")
    except FileNotFoundError:
        raise FolderProblem("file_missing", _short(root, path)) from None
    except OSError:
        raise FolderProblem("file_unreadable", _short(root, path)) from None


def _whole(root: Path, path: Path, most: int) -> bytes:
    """Return a whole file of at most `most` bytes."""
    with _open(root, path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise FolderProblem("size_wrong", _short(root, path))
    return data


def lines_of(root: Path, path: Path) -> Iterator[bytes]:
    """Yield the lines of a file without their ends. A last line without its end was cut off."""
    number = 0
    with _open(root, path) as file:
        while data := file.readline(LINE_BYTES + 1):
            number += 1
            where = f"{_short(root, path)}, line {number}"
            if len(data) > LINE_BYTES:
                raise FolderProblem("line_too_long", where)
            if not data.endswith(b"\n"):
                raise FolderProblem("truncated", where)
            yield data[:-1]


def _documents(root: Path, path: Path) -> Iterator[Document]:
    for number, data in enumerate(lines_of(root, path), 1):
        try:
            yield decode(data)
        except Refused as problem:
            raise FolderProblem(problem.reason, f"{_short(root, path)}, line {number}") from None


def _object(value: object) -> Document:
    if not isinstance(value, dict) or value.get("v") != 1:
        raise Refused("document_field", 'an object with "v": 1 is expected')
    return value


_LINE: Final = {"entry": _object, "salt": octets(32)}
_BEFORE_ENTRY: Final = b'{"entry":'  # in canonical form, an entry stands between these two, as its own canonical form
_AFTER_ENTRY: Final = len(f',"salt":"{b64(bytes(32))}","v":1}}')


def _line(root: Path, path: Path, number: int, data: bytes) -> Line:
    """Return one line of entries.jsonl; `number` counts from 0."""
    try:
        document = decode(data)
        if len(document) == 1:
            read(document, {})
            return Line(number)
        found = read(document, _LINE)
    except Refused as problem:
        raise FolderProblem(problem.reason, f"{_short(root, path)}, line {number + 1}") from None
    return Line(number, found["entry"], found["salt"], data[len(_BEFORE_ENTRY) : -_AFTER_ENTRY])
