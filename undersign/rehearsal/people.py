"""Made-up members: phrases, keys, vouches. Each answers from its own phrase, as a person's phone would."""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from undersign.host.files import HostProblem, write_atomically
from undersign.protocol import phrase
from undersign.protocol.encoding import Document, b64, decode, digest, encode, u64
from undersign.protocol.signatures import public_key
from undersign.protocol.tags import Place
from undersign.protocol.vouches import VOUCHES_MOST, VOUCHES_NEEDED, vouch_document, workplace_id
from undersign.rehearsal.rows import Row
from undersign.verifier.workers import chunks, in_order

FOUNDERS = 3
CHUNK = 200
SEED_BYTES = 64

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Person:
    """One made-up member: the seed of its phrase, its member key."""

    seed: bytes = field(repr=False)
    key: bytes


def _draw(work: tuple[bytes, int, int]) -> list[Person]:
    """Make the people numbered start to stop from the rehearsal's master secret."""
    master, start, stop = work
    people = []
    for number in range(start, stop):
        entropy = digest("rehearsal/person", master, u64(number))[:16]
        seed = phrase.seed(phrase.phrase_of(entropy))
        people.append(Person(seed, public_key(phrase.sign_secret(seed))))
    return people


class Devices:
    """The folder that stands for the phones of all members of a rehearsal."""

    def __init__(self, host: Path) -> None:
        """Open, or start, the devices of the rehearsal in this host's folder."""
        self.path = host / "rehearsal" / "devices"
        if not (self.path / "master").exists():
            write_atomically(self.path / "master", secrets.token_bytes(32), secret=True)
        self.master = (self.path / "master").read_bytes()

    def founders(self) -> list[Person]:
        """Return the three founders, the same each time."""
        return _draw((self.master, 0, FOUNDERS))

    def draw(self, first: int, count: int, executor: Executor | None, progress: Progress) -> list[Person]:
        """Make `count` members, numbered from `first`."""
        ranges = [(self.master, at, min(at + CHUNK, first + count)) for at in range(first, first + count, CHUNK)]
        people: list[Person] = []
        for made in in_order(executor, _draw, ranges):
            people.extend(made)
            progress(len(made))
        return people

    def reserve(self, count: int) -> int:
        """Return the number of the next member to be made; `count` of them are never made again."""
        path = self.path / "next"
        first = int(path.read_text()) if path.exists() else FOUNDERS
        write_atomically(path, str(first + count).encode())
        return first

    def workplaces(self, states: set[str]) -> dict[str, Document]:
        """Return all made-up workplaces by state ("" for a place that could not be read), those of `states` too."""
        path = self.path / "workplaces.jsonl"
        known = [decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []
        found = {str(each["state"]): each for each in known}
        found |= {state: _workplace(state) for state in sorted(states - found.keys())}
        write_atomically(path, b"".join(encode(each) + b"\n" for each in found.values()))
        return found

    def save(self, box: bytes, people: Sequence[Person], rows: Sequence[Row]) -> None:
        """Keep which row of the file is which member of this box, and every member's seed."""
        write_atomically(self.path / f"{box.hex()}.seeds", b"".join(each.seed for each in people), secret=True)
        kept = {"rows": [row.line for row in rows], "states": [row.state for row in rows]}
        write_atomically(self.path / f"{box.hex()}.json", json.dumps(kept).encode())

    def members(self, box: bytes) -> dict[int, tuple[bytes, str]]:
        """Return seed and state of each member of a box by the row that is theirs."""
        path = self.path / f"{box.hex()}.json"
        if not path.exists():
            raise HostProblem("Nobody was listed for this survey from a file, so there is nobody to answer for.")
        kept, seeds = json.loads(path.read_bytes()), path.with_suffix(".seeds").read_bytes()
        cut = [seeds[at : at + SEED_BYTES] for at in range(0, len(seeds), SEED_BYTES)]
        triples = zip(kept["rows"], cut, kept["states"], strict=True)
        return {row: (seed, state) for row, seed, state in triples}


def _workplace(state: str) -> Document:
    named = state or "without a known state"
    fields = {"name": f"Rehearsal workplace {named}", "employer": f"Rehearsal employer {named}", "state": state}
    return {"v": 1, "kind": "workplace", "salt": b64(secrets.token_bytes(32)), **fields}


def _vouch(work: list[tuple[bytes, str, bytes, bytes, int]]) -> list[Document]:
    return [vouch_document(secret, origin, to, "peer", place, day) for secret, origin, to, place, day in work]


def vouches(  # noqa: PLR0913 - who vouches for whom, where, when
    origin: str,
    day: int,
    founders: Sequence[Person],
    people: Sequence[Person],
    places: Sequence[Document],
    executor: Executor | None,
) -> Iterator[Document]:
    """Yield two vouches for each person, by the founders and those vouched for before, twelve at most each."""
    waiting = deque((phrase.sign_secret(each.seed), VOUCHES_MOST) for each in founders)
    ids = {id(place): workplace_id(place) for place in places}

    def work() -> Iterator[tuple[bytes, str, bytes, bytes, int]]:
        for person, place in zip(people, places, strict=True):
            givers = [waiting.popleft() for _ in range(VOUCHES_NEEDED)]
            for secret, _ in givers:
                yield secret, origin, person.key, ids[id(place)], day
            for secret, left in reversed(givers):
                if left > 1:
                    waiting.appendleft((secret, left - 1))
            waiting.append((phrase.sign_secret(person.seed), VOUCHES_MOST))

    for made in in_order(executor, _vouch, chunks(work(), CHUNK)):
        yield from made


def place_of(workplace: Document) -> Place:
    """Return a made-up workplace as a list shows it."""
    return Place(workplace_id(workplace), workplace["name"], workplace["employer"], workplace["state"])


def waiting(row: Row, seed: bytes, box: bytes, done: set[str]) -> tuple[bytes, bytes, Row] | None:
    """Return (member key, seed, row), or None if this member's envelope was sealed before."""
    if b64(public_key(phrase.envelope_secret(seed, box))) in done:
        return None
    return public_key(phrase.sign_secret(seed)), seed, row
