"""A copy of a site's record that grows with it: fetched over the network into a folder laid out like an export."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from undersign.host import reading
from undersign.host.files import AppendFile, HostProblem, write_atomically
from undersign.keyholder.pins import Pins, positions, rests_on, size_of
from undersign.protocol import tree
from undersign.protocol.encoding import decode, encode
from undersign.protocol.errors import Refused
from undersign.protocol.notes import NOTE_BYTES
from undersign.protocol.slots import TICK_LEAF_BYTES, proof_fields
from undersign.protocol.tree import HASH_BYTES
from undersign.verifier.folder import LINE_BYTES, TEXTS_BYTES

SECONDS: Final = 30  # that the site may be silent
PIECE: Final = 2**20
SAID_MOST: Final = 2000
NEW_BOOK: Final = {
    "size": 0,
    "proofs": 0,
    "rests": 0,
    "leaves": 0,
    "entries.jsonl": 0,
    "proofs.jsonl": 0,
    "rests.jsonl": 0,
}
NOT_FOUND: Final = 404
ENVELOPE: Final = b'"kind":"envelope"'


class Unreachable(HostProblem):
    """The site did not answer, or not in full. Nothing is known of its record by that; it is tried again.

    `error`: the name that the site itself gave to why it did not take something; "" if it gave none.
    """

    def __init__(self, said: str, error: str = "") -> None:
        self.error = error
        super().__init__(said)


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - whatever urllib gives
        """Follow nothing: the record of a site is where the site is."""


class Site:
    """A site over the network. A keyholder's seed opens the members' book as well."""

    def __init__(self, address: str, seed: bytes | None = None, clock: Callable[[], float] = time.time) -> None:
        parts = urlsplit(address)
        local = parts.hostname in {"localhost", "127.0.0.1"}
        if parts.scheme not in ({"https", "http"} if local else {"https"}) or not parts.netloc:
            raise HostProblem(f"{address} is not the address of a site: https:// and a name. Nothing was done.")
        self.address = f"{parts.scheme}://{parts.netloc}"
        self._seed, self._clock = seed, clock
        self._opener = build_opener(_NoRedirect)

    @contextmanager
    def open(self, path: str, data: bytes | None = None) -> Iterator[http.client.HTTPResponse | None]:
        """Give the answer to a request, or None for what is not there. Raises Unreachable."""
        headers = {"User-Agent": "undersign", "Content-Type": "application/json"}
        if self._seed is not None:
            headers["Authorization"] = reading.header(self._seed, self.address, self._clock())
        request = Request(self.address + path, data, headers)  # noqa: S310 - the scheme was checked
        try:
            with self._answering(path):
                answer = self._opener.open(request, timeout=SECONDS)
        except HTTPError as problem:
            with closing(problem):
                if problem.code != NOT_FOUND:
                    error, say = _why(problem)
                    raise Unreachable(f"{self.address}{path} answered {problem.code}. {say}".rstrip(), error) from None
            yield None
            return
        with closing(answer):
            yield answer

    @contextmanager
    def _answering(self, path: str) -> Iterator[None]:
        """Turn whatever the network does inside into Unreachable."""
        try:
            yield
        except HTTPError:
            raise
        except (OSError, http.client.HTTPException) as problem:
            why = getattr(problem, "reason", None) or type(problem).__name__
            raise Unreachable(f"{self.address}{path} cannot be read ({why}). It can be tried again.") from None

    def get(self, path: str, most: int) -> bytes | None:
        """Return a whole file of at most `most` bytes, or None if it is not there. Errors: size_wrong."""
        with self.open(path) as answer, self._answering(path):
            data = None if answer is None else answer.read(most + 1)
        if data is not None and len(data) > most:
            raise Refused("size_wrong", f"{path}: more than {most} bytes")
        return data

    def must_get(self, path: str, most: int) -> bytes:
        """Return a whole file that a site has. Raises Unreachable if it is not there."""
        data = self.get(path, most)
        if data is None:
            raise Unreachable(f"{self.address}{path} is not there.")
        return data

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file with their ends. Raises Unreachable if one is cut off. Errors: size_wrong."""
        with self.open(path) as answer:
            while answer:
                with self._answering(path):
                    line = answer.readline(LINE_BYTES + 1)
                if not line:
                    return
                if len(line) > LINE_BYTES:
                    raise Refused("size_wrong", path)
                if not line.endswith(b"\n"):
                    raise self.short(path)
                yield line

    def pieces(self, path: str, length: int) -> Iterator[bytes]:
        """Yield the first `length` bytes of a file piece by piece. Raises Unreachable if there are fewer."""
        if not length:
            return
        with self.open(path) as answer:
            while length:
                with self._answering(path):
                    piece = answer.read(min(length, PIECE)) if answer else b""
                if not piece:
                    raise self.short(path)
                length -= len(piece)
                yield piece

    def first_lines(self, path: str, count: int) -> Iterator[bytes]:
        """Yield the first `count` lines of a file. Raises Unreachable if there are fewer."""
        found = 0
        if count:
            for line in self.lines(path):
                yield line
                found += 1
                if found == count:
                    return
            raise self.short(path)

    def short(self, path: str) -> Unreachable:
        """Return what to raise for a file that ended before all of it was there."""
        return Unreachable(f"{self.address}{path} ended early, before all that the record proves. Try it again.")

    def post(self, path: str, what: dict[str, Any]) -> None:
        """Post a JSON object. Raises Unreachable if it was not taken."""
        with self.open(path, json.dumps(what).encode()) as answer:
            if answer is None:
                raise Unreachable(f"{self.address}{path} is not there.")
            answer.read(PIECE)


def _why(answer: HTTPError) -> tuple[str, str]:
    """Return the name and the sentence with which a site refuses something; empty if it gives none."""
    try:
        found = json.loads(answer.read(SAID_MOST))
        error, say = found["error"], found["say"]
    except (ValueError, KeyError, TypeError, OSError, http.client.HTTPException):
        return "", ""
    return (error, say) if isinstance(error, str) and isinstance(say, str) else ("", "")


class Mirror:
    """The folder. `fetch` adds what is new; only `commit`, once it was checked, makes it count.

    What was fetched and never committed is cut away and fetched anew the next time.
    """

    def __init__(self, path: Path, site: Site, books: tuple[str, ...]) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path, self._site, self._names = path, site, books
        kept = path / "mirror.json"
        try:
            self.kept: dict[str, Any] = json.loads(kept.read_bytes()) if kept.exists() else {}
        except ValueError:
            raise HostProblem(f"{kept} is broken. Remove the folder {path}, and it is fetched anew.") from None
        self.kept.setdefault("size", 0)
        for name, empty in (("books", {}), ("wanted", []), ("pinned", [])):
            self.kept.setdefault(name, empty)
        self._next: dict[str, Any] = {}
        self._pins = Pins(path, [], [])

    @property
    def last_note(self) -> str:
        """The checkpoint as of the last commit, with its signatures; empty at first."""
        return str(self.kept.get("note", ""))

    @property
    def sizes(self) -> dict[str, int]:
        """How many leaves each book has, as of the last `fetch`."""
        return {name: kept["size"] for name, kept in self._next.get("books", {}).items()}

    def fetch(self) -> bytes:
        """Fetch what is new up to the site's latest checkpoint; return that. Raises Unreachable.

        Errors: proof_wrong for fewer ticks than before; whatever is wrong with the form of what was fetched.
        """
        missing = [name for name in self.kept["books"] if name not in self._names]
        if missing:
            raise Unreachable(f"{self._site.address} does not give the {missing[0]} book, which it gave before.")
        witnessed = self._site.get("/record/checkpoints/witnessed", NOTE_BYTES)
        note = self._site.must_get("/record/checkpoint", NOTE_BYTES)
        write_atomically(self.path / "record" / "checkpoint", note)
        size = size_of(note)
        if size < self.kept["size"]:
            raise Refused("proof_wrong", f"the record has {size} ticks, where it had {self.kept['size']}")
        self._fetch_tiles(size)
        self._pins = Pins(self.path, self.kept["wanted"], self.kept["pinned"])
        if witnessed:
            self._pins.keep(witnessed, size)
        found = {name: self._fetch_book(name, size) for name in self._names if self._may_read(name)}
        books = {name: kept for name, kept in found.items() if kept is not None}
        self._fetch_pins(size)
        self._write_about("keyholders" if "members" in books else "public")
        self._next = {"size": size, "note": note.decode(errors="replace"), "books": books}
        self._next |= {"wanted": self._pins.wanted, "pinned": sorted(self._pins.pinned)}
        return note

    def compare(self, name: str) -> None:
        """Fetch a book once more from its first leaf, and hold every byte against what was fetched before.

        What differs is kept beside the copy. Raises Unreachable if not all of it is given. Errors: leaf_wrong.
        """
        kept = self._next["books"].get(name, NEW_BOOK)
        for file in ("leaves", "entries.jsonl", "rests.jsonl"):
            path, at = self.path / "books" / name / file, 0
            if not path.is_file():
                continue
            with path.open("rb") as before:
                for piece in self._site.pieces(f"/record/books/{name}/{file}?from=0", kept[file]):
                    if before.read(len(piece)) != piece:
                        write_atomically(self.path / "differs" / name / file, piece)
                        raise Refused("leaf_wrong", f"books/{name}/{file}: other bytes than before, after byte {at}")
                    at += len(piece)

    def commit(self) -> None:
        """Let what was fetched count from now on."""
        write_atomically(self.path / "mirror.json", json.dumps(self._next).encode())
        self.kept = self._next
        self._pins.thin_out()

    def _may_read(self, name: str) -> bool:
        """Return whether the site gives a book. One that it gave before must be there."""
        with self._site.open(f"/record/books/{name}/proofs.jsonl?from={2**40}") as answer:
            if answer is None and (name == "host" or name in self.kept["books"]):
                raise Unreachable(f"{self._site.address} does not give the {name} book.")
            return answer is not None

    def _fetch_pins(self, size: int) -> None:
        """Fetch the cosigned checkpoints behind the leaves that need one, as far as there are any."""
        for position in list(self._pins.wanted):
            note = self._site.get(f"/record/checkpoints/after/{position}", NOTE_BYTES)
            if note:
                self._pins.pin(position, note, size)

    def _write_about(self, reader: str) -> None:
        about = decode(self._site.must_get("/record/about.json", PIECE).removesuffix(b"\n"))
        write_atomically(self.path / "about.json", encode({**about, "for": reader}) + b"\n")

    def _fetch_tiles(self, size: int) -> None:
        for level, number, width in tree.tiles_for(self.kept["size"], size):
            self._fetch_tile(tree.tile_path(level, number, width), width * HASH_BYTES)
            if level == 0:
                self._fetch_tile(tree.tile_path("entries", number, width), width * (TICK_LEAF_BYTES + 2))

    def _fetch_tile(self, path: str, most: int) -> None:
        write_atomically(self.path / "record" / path, self._site.must_get(f"/record/{path}", most))

    def _fetch_book(self, name: str, size: int) -> dict[str, int] | None:
        """Fetch the leaves that the ticks below `size` prove; return how much of each file there then is.

        None for a book that no such tick proves yet. Raises Unreachable if the book has more leaves at the last of
        these ticks than were given.
        """
        kept = {**NEW_BOOK, **self.kept["books"].get(name, {})}
        folder, where = self.path / "books" / name, f"/record/books/{name}"
        head = self._site.get(f"{where}/head.json?size={size}", LINE_BYTES)
        if head is None and not kept["size"]:
            return None
        if head is None:
            raise self._site.short(where)
        with _appending(folder / "proofs.jsonl", kept) as file:
            proofs, proven = self._fetch_proofs(f"{where}/proofs.jsonl?from={kept['proofs']}", file, size)
        more = max(0, proven - kept["size"])
        with _appending(folder / "leaves", kept) as file:
            for piece in self._site.pieces(f"{where}/leaves?from={kept['size']}", more * HASH_BYTES):
                file.append(piece)
        self._fetch_entries(folder, where, kept, more)
        write_atomically(folder / "head.json", head)
        if proof_fields(decode(head.removesuffix(b"\n")))["size"] > kept["size"] + more:
            raise self._site.short(where)
        write_atomically(folder / "texts.jsonl", self._site.must_get(f"{where}/texts.jsonl", TEXTS_BYTES))
        return {**kept, "size": kept["size"] + more, "proofs": kept["proofs"] + proofs}

    def _fetch_entries(self, folder: Path, where: str, kept: dict[str, int], more: int) -> None:
        """Fetch so many entries more, and with each envelope of a box its whole text."""
        envelopes, resting = 0, []
        with _appending(folder / "entries.jsonl", kept) as file:
            lines = self._site.first_lines(f"{where}/entries.jsonl?from={kept['size']}", more)
            for index, line in enumerate(lines, kept["size"]):
                envelopes += ENVELOPE in line and decode(line[:-1]).get("entry", {}).get("kind") == "envelope"
                if entry := rests_on(line):
                    resting.append((index, entry))
                file.append(line)
        if not folder.name.startswith("box-"):
            return
        self._pins.wanted += positions(folder / "proofs.jsonl", resting)
        with _appending(folder / "rests.jsonl", kept) as file:
            for line in self._site.first_lines(f"{where}/rests.jsonl?from={kept['rests']}", envelopes):
                file.append(line)
        kept["rests"] += envelopes

    def _fetch_proofs(self, path: str, file: AppendFile, size: int) -> tuple[int, int]:
        count = proven = 0
        for line in self._site.lines(path):
            given = proof_fields(decode(line[:-1]))
            if given["position"] >= size:
                break
            file.append(line)
            count, proven = count + 1, given["size"]
        return count, proven


@contextmanager
def _appending(path: Path, kept: dict[str, int]) -> Iterator[AppendFile]:
    """Open a file of a book at its committed length; note the length that it then has."""
    file = AppendFile(path, kept[path.name])
    try:
        yield file
        kept[path.name] = file.sync()
    finally:
        file.close()
