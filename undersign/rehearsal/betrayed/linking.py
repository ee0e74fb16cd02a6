"""Matches members with envelopes by every order that anything on a host's disk has, and says how well it does.

It is given what a host could hand over: the database file with its free pages and its log of changes, the record as it
is exported, what was logged, and the content of a backup. Keys of batches are not among it: they are erased, and no
backup has them. The host that keeps a copy of them, or watches connections, is another matter (THREAT_MODEL.md).
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from operator import eq
from pathlib import Path
from typing import Final

from undersign.protocol.encoding import b64, unb64

DATABASE: Final = "site.sqlite3"
RARE: Final = 0.0006  # what is rarer than this is no chance
SIMULATED: Final = 2000

Order = list[bytes]
Truth = dict[bytes, bytes]  # envelope key by member key


@dataclass(frozen=True)
class Found:
    """All orders of members, and all of envelopes, by where they were found."""

    members: dict[str, Order]
    envelopes: dict[str, Order]

    def guesses(self) -> dict[str, Truth]:
        """Return one guess for each pair of orders: the first with the first, and so on; and the same from behind."""
        found = {}
        for (one, members), (other, envelopes) in product(self.members.items(), self.envelopes.items()):
            found[f"{one} = {other}"] = dict(zip(members, envelopes, strict=False))
            found[f"{one} = {other}, from behind"] = dict(zip(members, reversed(envelopes), strict=False))
        return found


def look(loot: Path, box: int = 1) -> Found:
    """Read everything in a folder of loot about one box, by the number of its row."""
    with closing(sqlite3.connect(f"file:{loot / DATABASE}?mode=ro", uri=True)) as database:
        members, envelopes = _rows(database, box)
    asked, sent = members["listed rows"], envelopes["envelope rows"]
    for path in sorted(each for each in loot.rglob("*") if each.is_file()):
        data, name = path.read_bytes(), re.sub("-[0-9a-f]{8}", "", str(path.relative_to(loot)))
        for what, first in (("first", bytes.find), ("last", bytes.rfind)):
            members[f"{what} in {name}"] = _by_place(asked, data, first)
            envelopes[f"{what} in {name}"] = _by_place(sent, data, first)
    return Found({k: v for k, v in members.items() if v}, {k: v for k, v in envelopes.items() if v})


def _rows(database: sqlite3.Connection, box: int) -> tuple[dict[str, Order], dict[str, Order]]:
    """Return the orders that rows have, by number and by what is in them."""

    def column(query: str) -> Order:
        return [bytes(row[0]) for row in database.execute(query, (box,))]

    asked = "boxes_request r JOIN boxes_answer a ON a.request_id = r.id WHERE r.box_id = ?"
    members = {
        "listed rows": column("SELECT member FROM boxes_listed WHERE box_id = ? ORDER BY rowid"),
        "request rows": column("SELECT member FROM boxes_request WHERE box_id = ? ORDER BY rowid"),
        "answer rows": list(dict.fromkeys(column(f"SELECT r.member FROM {asked} ORDER BY a.rowid"))),  # noqa: S608 - ours
        "last answer rows": list(dict.fromkeys(column(f"SELECT r.member FROM {asked} ORDER BY a.rowid DESC"))),  # noqa: S608 - ours
        "member keys": column("SELECT member FROM boxes_listed WHERE box_id = ? ORDER BY member"),
        "request sizes": column("SELECT member FROM boxes_request WHERE box_id = ? ORDER BY length(document), rowid"),
        "first answers": column(f"SELECT r.member FROM {asked} AND a.keyholder = 1 ORDER BY a.value"),  # noqa: S608 - ours
    }
    parcels = "boxes_envelope e JOIN boxes_parcel p ON p.envelope = e.digest WHERE e.box_id = ?"
    envelopes = {
        "envelope rows": column("SELECT key FROM boxes_envelope WHERE box_id = ? ORDER BY rowid"),
        "envelope hashes": column("SELECT key FROM boxes_envelope WHERE box_id = ? ORDER BY digest"),
        "envelope keys": column("SELECT key FROM boxes_envelope WHERE box_id = ? ORDER BY key"),
        "parcel rows": column(f"SELECT e.key FROM {parcels} ORDER BY p.rowid"),  # noqa: S608 - ours
        "parcel sizes": column(f"SELECT e.key FROM {parcels} ORDER BY length(p.data), p.rowid"),  # noqa: S608 - ours
    }
    return members, envelopes


def _by_place(keys: Iterable[bytes], data: bytes, place: Callable[[bytes, bytes], int]) -> Order:
    """Return keys in the order in which they stand in a file, in any form; empty if not all of them do."""
    found = []
    for key in keys:
        places = [at for form in (key, b64(key).encode(), key.hex().encode()) if (at := place(data, form)) >= 0]
        if not places:
            return []
        found.append((min(places) if place is bytes.find else max(places), key))
    return [key for _, key in sorted(found)]


@dataclass(frozen=True)
class Score:
    """How well the best way did over all trials, and how often chance alone has a best way as good."""

    way: str
    right: int
    trials: int
    members: int
    expected: float  # right ones of any one way, by chance
    ways: int
    chance: float

    def sentence(self) -> str:
        """Return the figures as a test prints them."""
        return (
            f"{self.members} members, {self.trials} trials: a way matches {self.expected:.1f} by chance; the best of "
            f"{self.ways} ways ({self.way}) matched {self.right} of {self.members * self.trials}; by chance the best "
            f"is as good with p = {self.chance:.4f}"
        )


Trial = tuple[Found, Truth, Mapping[bytes, int]]
"""What was found, what is true, and of each envelope the batch with which it came."""


def score(trials: Sequence[Trial]) -> Score:
    """Count right matches of each way; compare the best with what it would be if the truth were drawn anew.

    The truth is drawn anew among the envelopes of each batch, so that only what goes beyond the batch counts.
    """
    chance = random.Random(1)  # noqa: S311 - no secret
    numbered = [_numbered(found, truth, batches) for found, truth, batches in trials]
    right = _right(numbered, [list(range(len(truth))) for _, truth, _ in trials])
    way = max(sorted(right), key=lambda name: right[name])
    as_good, expected = 0, 0.0
    for _ in range(SIMULATED):
        simulated = _right(numbered, [_drawn(groups, chance) for _, groups in numbered])
        as_good += max(simulated.values()) >= right[way]
        expected += sum(simulated.values()) / len(simulated) / SIMULATED
    members, ways = len(trials[0][1]), len(right)
    return Score(way, right[way], len(trials), members, expected, ways, (as_good + 1) / (SIMULATED + 1))


Numbered = tuple[dict[str, list[int]], list[list[int]]]
"""Guesses as numbers: at the place of each member the number of an envelope, which in truth is that of the member."""


def _numbered(found: Found, truth: Truth, batches: Mapping[bytes, int]) -> Numbered:
    members = list(truth)
    number = {truth[member]: at for at, member in enumerate(members)}
    guesses = {
        name: [number.get(guess.get(member, b""), -1) for member in members] for name, guess in found.guesses().items()
    }
    groups: dict[int, list[int]] = {}
    for member in members:
        groups.setdefault(batches[truth[member]], []).append(number[truth[member]])
    return guesses, list(groups.values())


def _right(numbered: Sequence[Numbered], truths: Sequence[list[int]]) -> dict[str, int]:
    """Return for each way how many of its guesses are right, if these are the truths."""
    names = set.intersection(*(set(guesses) for guesses, _ in numbered))
    total = dict.fromkeys(names, 0)
    for (guesses, _), truth in zip(numbered, truths, strict=True):
        same: dict[tuple[int, ...], int] = {}  # many orders are one
        for name in names:
            guess = tuple(guesses[name])
            if guess not in same:
                same[guess] = sum(map(eq, guess, truth))
            total[name] += same[guess]
    return total


def _drawn(groups: list[list[int]], chance: random.Random) -> list[int]:
    """Return another truth, which differs only in who of one batch sent what."""
    new = [0] * sum(map(len, groups))
    for group in groups:
        for member, envelope in zip(group, chance.sample(group, len(group)), strict=True):
            new[member] = envelope
    return new


def trial(loot: Path, box: int = 1) -> Trial:
    """Return what the attacker finds about a box in a folder of loot, beside what is true."""
    told = json.loads(loot.with_suffix(".json").read_text())
    batches = {unb64(key): number for key, number in told["batches"].items()}
    return look(loot, box), {unb64(member): unb64(key) for member, key in told["pairs"]}, batches
