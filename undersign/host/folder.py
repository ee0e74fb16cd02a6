"""The host's folder: its books and its public tree, committed together at each tick."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from undersign.host.books import BookFolder
from undersign.host.files import HostProblem, locked, write_atomically
from undersign.protocol import notes, slots, tree
from undersign.protocol.encoding import Document, b64, encode
from undersign.protocol.errors import Refused
from undersign.protocol.notes import Checkpoint
from undersign.protocol.signatures import public_key

SLOTS = 1024
TICK_SECONDS = 60
REHEARSAL_START = 1_767_225_600  # rehearsals begin on 2026-01-01, whatever the day is

_OF_A_BOX = re.compile("(list|box)-[0-9a-f]{8}")  # the folder of a book that is made with a box


class HostFolder:
    """A folder that plays the host. `tick` commits everything since the last tick, or nothing."""

    def __init__(self, path: Path, state: dict[str, Any]) -> None:
        """Open the folder as its state has it; use `opened` or `create` instead, which hold the lock."""
        self.path = path
        self.origin: str = state["origin"]
        self.rehearsal: bool = state["rehearsal"]
        self.tick_seconds: int = state["tick_seconds"]
        self.last_tick: int = state["tick"]
        self._clock: int = state["clock"]
        self.notes: dict[str, Any] = state["notes"]
        self.waits: Callable[[int], None] = lambda _seconds: None  # told for how long a tick is waited for
        self._public = tree.Tree()
        self._leaves: list[bytes] = []
        for leaf in _public_leaves(path, state["public"]):
            self._leaves.append(leaf)
            self._public.append(tree.leaf_hash(leaf))
        self.books: dict[str, BookFolder] = {}
        try:
            for name, each in state["books"].items():
                self.books[name] = BookFolder(path / "books" / name, each)
        except BaseException:
            self.close()
            raise

    @property
    def host_secret(self) -> bytes:
        """The seed of the host's Ed25519 key."""
        return _secret(self.path, "host")

    @property
    def public_size(self) -> int:
        """How many leaves the public tree has."""
        return self._public.size

    @property
    def checkpoint(self) -> Checkpoint:
        """The public tree as of the last tick."""
        return Checkpoint(self.origin, self._public.size, self._public.root())

    def now(self) -> int:
        """Return the time in seconds since 1970: the machine's, or in a rehearsal the folder's own."""
        return self._clock if self.rehearsal else int(time.time())

    def move_clock(self, seconds: int) -> None:
        """Set a rehearsal's clock forward to `seconds`; a real host refuses."""
        if not self.rehearsal:
            raise HostProblem("Only a rehearsal has a clock that can be moved. Nothing was changed.")
        self._clock = max(self._clock, seconds)

    def add_book(self, audience: str, **more: object) -> BookFolder:
        """Start a book in its fixed slot, or in a random free one."""
        taken = {book.slot for book in self.books.values()}
        fixed = {"host": 0, "members": 1}.get(audience)
        free = [slot for slot in range(2, SLOTS) if slot not in taken]
        if fixed is None and not free:
            raise HostProblem("Every slot of the public tree is taken. Start a new record for new boxes.")
        slot = secrets.choice(free) if fixed is None else fixed
        first: Document = {"v": 1, "kind": "book", "audience": audience, "slot": slot, "origin": self.origin}
        first |= {"nonce": b64(secrets.token_bytes(32)), **more}
        book = BookFolder.create(self.path / "books", first)
        self.books[book.path.name] = book
        return book

    def tick(self) -> Checkpoint:
        """Add one leaf to the public tree, which holds every book as it now is; then commit.

        Interrupted before the end, nothing of it stays.
        """
        number = self._next_tick()
        heads = {book.slot: book.head for book in self.books.values()}
        slot_tree = slots.slot_tree(_secret(self.path, "slots"), number, SLOTS, heads)
        for book in self.books.values():
            book.add_proof(slot_tree.prove(book.slot, self._public.size))
        self._leaves.append(slot_tree.leaf)
        self._public.append(tree.leaf_hash(slot_tree.leaf))
        self.last_tick = number
        self._write_tiles()
        self.save()
        return self.checkpoint

    def _next_tick(self) -> int:
        """Return the number of the tick that is due; a real host waits for it, at most one tick long."""
        due = (self.last_tick + 1) * self.tick_seconds
        if self.rehearsal:
            self._clock = max(self._clock, due)
        elif (wait := due - self.now()) > self.tick_seconds:
            raise HostProblem(
                f"This machine's clock is {wait} seconds behind the last tick of the record. Nothing was changed. "
                "Set the clock right, then start the same command again."
            )
        elif wait > 0:
            self.waits(wait)
        while (number := self.now() // self.tick_seconds) <= self.last_tick:
            time.sleep(0.2)
        return number

    def _write_tiles(self) -> None:
        size, folder = self._public.size, self.path / "record"
        for tile in tree.tiles_for(size - 1, size):
            hashes = self._public.tile(tile.level, tile.number, tile.width)
            write_atomically(folder / tree.tile_path(tile.level, tile.number, tile.width), hashes)
            if tile.level == 0:
                start = tile.number * tree.TILE_WIDTH
                bundle = tree.encode_bundle(self._leaves[start : start + tile.width])
                write_atomically(folder / tree.tile_path("entries", tile.number, tile.width), bundle)

    def save(self) -> None:
        """Commit: one file, replaced at once, says how much of every other file counts. Then publish the checkpoint."""
        books = {name: book.state() for name, book in self.books.items()}
        state = {"origin": self.origin, "rehearsal": self.rehearsal, "tick_seconds": self.tick_seconds}
        state |= {"tick": self.last_tick, "clock": self._clock, "public": self._public.size}
        state |= {"notes": self.notes, "books": books}
        write_atomically(self.path / "state.json", json.dumps(state, indent=1).encode())
        self._publish()

    def _publish(self) -> None:
        """Write the proofs of the committed tick, then its checkpoint, unless it stands there with cosignatures."""
        for book in self.books.values():
            book.publish()
        path = self.path / "record" / "checkpoint"
        text = notes.checkpoint_text(self.checkpoint)
        if self._public.size and not (path.exists() and path.read_bytes().startswith(text)):
            write_atomically(path, notes.sign_checkpoint(self.host_secret, self.checkpoint))

    def keep_cosigned(self, note: bytes) -> None:
        """Keep the present checkpoint with the cosignatures that `note` carries."""
        write_atomically(self.path / "record" / "checkpoints" / str(self._public.size), note)
        self.publish_note(note)

    def publish_note(self, note: bytes) -> None:
        """Replace the published note by one with more signatures on it."""
        write_atomically(self.path / "record" / "checkpoint", note)

    def note(self) -> bytes:
        """Return the present checkpoint with all signatures on it."""
        return (self.path / "record" / "checkpoint").read_bytes()

    def close(self) -> None:
        """Close all files; what was not committed is cut away when the folder is opened again."""
        for book in self.books.values():
            book.close()


def _secret(path: Path, name: str) -> bytes:
    return (path / "secret" / name).read_bytes()


def _public_leaves(path: Path, size: int) -> Iterator[bytes]:
    """Read back the leaves of the public tree from its entry bundles."""
    for start in range(0, size, tree.TILE_WIDTH):
        width = min(tree.TILE_WIDTH, size - start)
        bundle = (path / "record" / tree.tile_path("entries", start // tree.TILE_WIDTH, width)).read_bytes()
        yield from tree.decode_bundle(bundle, width)


def create(path: Path, origin: str, *, rehearsal: bool, tick_seconds: int = TICK_SECONDS) -> None:
    """Make a new host folder at `path`: keys, the host's and the members' book, the first tick. Or nothing at all."""
    if path.exists() and any(path.iterdir()):
        raise HostProblem(f"{path} is not empty. Nothing was changed. Choose a folder that does not exist yet.")
    notes.check_name(origin)
    path.mkdir(parents=True, exist_ok=True)
    try:
        _fill(path, origin, rehearsal=rehearsal, tick_seconds=tick_seconds)
    except BaseException:
        for each in path.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        raise


def _fill(path: Path, origin: str, *, rehearsal: bool, tick_seconds: int) -> None:
    for name in ("host", "slots"):
        write_atomically(path / "secret" / name, secrets.token_bytes(32), secret=True)
    host_key = public_key(_secret(path, "host"))
    about = {"v": 1, "kind": "export", "for": "host", "origin": origin}
    about |= {"host_key": b64(host_key), "rehearsal": rehearsal}
    write_atomically(path / "about.json", encode(about) + b"\n")
    state = {"origin": origin, "rehearsal": rehearsal, "tick_seconds": tick_seconds, "tick": -1, "public": 0}
    state |= {"clock": REHEARSAL_START, "notes": {}, "books": {}}
    with locked(path / "lock"):
        host = HostFolder(path, state)
        try:
            first = {"slots": SLOTS, "tick_seconds": tick_seconds, "host_key": b64(host_key), "rehearsal": rehearsal}
            host.add_book("host", **first)
            host.add_book("members")
            host.tick()
        finally:
            host.close()


@contextmanager
def opened(path: Path) -> Iterator[HostFolder]:
    """Open a host folder for writing, under its lock. What an interruption left uncommitted is cut away."""
    if not (path / "state.json").is_file():
        raise HostProblem(f'{path} is not a host folder. Make one with "undersign host new {path}".')
    with locked(path / "lock"):
        try:
            state = json.loads((path / "state.json").read_bytes())
            _check_not_older(path, state)
            host = HostFolder(path, state)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise HostProblem(
                f"{path / 'state.json'} is broken, or not of this record ({type(problem).__name__}). "
                "Nothing was changed. Restore the folder from a backup."
            ) from None
        try:
            _clear(path, set(host.books))
            host._publish()  # noqa: SLF001 - an interruption may have come between commit and publishing
            yield host
        finally:
            host.close()


def _check_not_older(path: Path, state: dict[str, Any]) -> None:
    """Refuse a state from before the published checkpoint: with it, everything committed since would be cut away."""
    published = path / "record" / "checkpoint"
    if not published.exists():
        return
    try:
        size = notes.parse_checkpoint(published.read_bytes().partition(b"\n\n")[0] + b"\n").size
    except Refused:
        return  # it is written again
    if size > state["public"]:
        raise HostProblem(
            f"{path / 'state.json'} is older than the record: {state['public']} ticks, where {size} are published. "
            "Nothing was changed. Restore the whole folder from one backup."
        )


def _clear(path: Path, committed: set[str]) -> None:
    """Remove the books of a box that was never committed."""
    for book in (path / "books").iterdir():
        if _OF_A_BOX.fullmatch(book.name) and book.name not in committed:
            shutil.rmtree(book)
