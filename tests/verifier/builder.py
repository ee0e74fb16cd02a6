"""Plays a host step by step, from the protocol's functions alone, and writes the folder that comes of it.

Every step can be played falsely: a test adds what it likes to a book before the next tick proves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from tests.verifier.cast import (
    DAY,
    EMPLOYER,
    FIRST_TICK,
    FOUNDERS,
    HOST,
    KEYHOLDERS,
    MEMBERS,
    ORIGIN,
    TAGS,
    TICK_SECONDS,
    N,
    held,
    issuers,
    issuing_key,
    key,
    pass_for,
    seed,
    stream,
)
from undersign.protocol import boxes, choices, envelopes, notes, openings, record, slots, tree
from undersign.protocol.encoding import Document, b64, encode, sha256
from undersign.protocol.keyholders import cosigners
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import vouch_document, workplace_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

SLOTS = 16
HIDDEN = {"v": 1}
SEEN = {"public": {"host"}, "members": {"host", "members", "box"}}


@dataclass
class Book:
    """One book under construction."""

    name: str
    first: Document
    entries: list[Document] = field(default_factory=list)
    salts: list[bytes] = field(default_factory=list)
    proofs: list[Document] = field(default_factory=list)
    texts: list[Document] = field(default_factory=list)
    rests: list[bytes] = field(default_factory=list)
    frontier: tree.Frontier = field(default_factory=tree.Frontier)
    values: list[bytes] = field(default_factory=list)
    proven: int = 0
    latest: Document = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Enter the first entry."""
        self.add(self.first)

    @property
    def id(self) -> bytes:
        """The book's name to all."""
        return record.book_id(encode(self.first))

    @property
    def head(self) -> slots.Head:
        """What a tick commits to."""
        return slots.Head(self.id, len(self.entries), self.frontier.root())

    def add(self, entry: Document, rest: Document | None = None) -> None:
        """Append an entry."""
        salt = seed(f"{self.name} {len(self.entries)}")
        value = record.leaf(salt, encode(entry))
        self.entries.append(entry)
        self.salts.append(salt)
        self.values.append(value)
        self.frontier.append(tree.leaf_hash(value))
        if rest is not None:
            self.rests.append(encode(rest))

    def text(self, content: str) -> str:
        """Keep a text beside the book; return its hash."""
        document = record.text_document(seed(f"text {content}"), content)
        self.texts.append(document)
        hashed: str = document["hash"]
        return hashed

    def lines(self, *, whole: bool) -> bytes:
        """Return entries.jsonl."""
        found = []
        for number, (entry, salt) in enumerate(zip(self.entries, self.salts, strict=True)):
            seen = {"v": 1, "entry": entry, "salt": b64(salt)} if whole or not number else HIDDEN
            found.append(encode(seen) + b"\n")
        return b"".join(found)


class Maker:
    """A host that does what a test tells it."""

    def __init__(self) -> None:
        """Start a record with its two standing books."""
        self.books: dict[str, Book] = {}
        self.leaves: list[bytes] = []
        self.tree = tree.Tree()
        self.now = FIRST_TICK
        self.note = b""
        self.kept: dict[int, bytes] = {}
        self.witnesses: Sequence[int] = (1, 2)  # the keyholders who cosign
        rules: Document = {"slots": SLOTS, "tick_seconds": TICK_SECONDS, "host_key": key(HOST), "rehearsal": True}
        self.book("host", "host", 0, **rules)
        self.book("members", "members", 1)

    def book(self, name: str, audience: str, slot: int, **more: object) -> Book:
        """Start a book."""
        first: Document = {"v": 1, "kind": "book", "audience": audience, "slot": slot, "origin": ORIGIN, **more}
        self.books[name] = Book(name, {**first, "nonce": b64(seed(f"nonce {name}"))})
        return self.books[name]

    def tick(self, cosigned_by: Sequence[int] | None = None) -> None:
        """Add one leaf to the public tree, sign, and have it cosigned by some, or by those who are there."""
        cosigned_by = self.witnesses if cosigned_by is None else cosigned_by
        heads = {book.first["slot"]: book.head for book in self.books.values()}
        slot_tree = slots.slot_tree(seed("slots"), self.now, SLOTS, heads)
        for book in self.books.values():
            book.latest = slot_tree.prove(book.first["slot"], self.tree.size)
            if len(book.entries) > book.proven:
                book.proofs.append(book.latest)
                book.proven = len(book.entries)
        self.leaves.append(slot_tree.leaf)
        self.tree.append(tree.leaf_hash(slot_tree.leaf))
        self.note = self.sign(self.checkpoint, cosigned_by)
        if len(cosigned_by) >= 2:
            self.kept[self.tree.size] = self.note
        self.now += 1

    @property
    def checkpoint(self) -> notes.Checkpoint:
        """The public tree as it stands."""
        return notes.Checkpoint(ORIGIN, self.tree.size, self.tree.root())

    @staticmethod
    def sign(checkpoint: notes.Checkpoint, cosigned_by: Sequence[int]) -> bytes:
        """Return a checkpoint's note with the cosignatures of some keyholders."""
        note, names = notes.sign_checkpoint(HOST, checkpoint), cosigners(ORIGIN, held().ceremony)
        lines = [notes.cosign(KEYHOLDERS[i - 1], names[i - 1].name, note, 1_700_000_000) for i in cosigned_by]
        return note + b"".join(lines)

    def begin(self, published: Callable[[Document], Document | None] = lambda key: key) -> None:
        """Hold the ceremony, and put the keyholders' stock in the members' book, or what `published` makes of it."""
        self.tick(())
        found = held()
        self.books["host"].add(found.ceremony.document)
        signatures = [b64(each) for each in found.signatures]
        self.books["host"].add({"v": 1, "kind": "team", "transcript": found.transcript, "signatures": signatures})
        for tag in range(2 * TAGS):
            for keyholder in range(1, N + 1):
                if (document := published(issuing_key(keyholder, tag)[0])) is not None:
                    self.books["members"].add(document)
        self.tick()

    def write(self, path: Path, made_for: str = "host") -> Path:
        """Write the folder."""
        about = {"v": 1, "kind": "export", "for": made_for, "origin": ORIGIN, "host_key": key(HOST), "rehearsal": True}
        seen = SEEN.get(made_for, {"host", "members", "list", "box"})
        files = {"about.json": encode(about) + b"\n", "record/checkpoint": self.note}
        files |= {f"record/checkpoints/{size}": note for size, note in self.kept.items()}
        for tile in tree.tiles_for(0, self.tree.size):
            files[f"record/{tree.tile_path(*tile)}"] = self.tree.tile(*tile)
            if tile.level == 0:
                bundle = tree.encode_bundle(self.leaves[tile.number * 256 :][: tile.width])
                files[f"record/{tree.tile_path('entries', tile.number, tile.width)}"] = bundle
        for book in self.books.values():
            whole = book.first["audience"] in seen
            if whole or (made_for == "members" and book.first["audience"] == "list"):
                files |= _book_files(book, whole=whole)
        for name, data in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)
        return path


def _book_files(book: Book, *, whole: bool) -> dict[str, bytes]:
    where = f"books/{book.name}"
    files = {f"{where}/leaves": b"".join(book.values), f"{where}/entries.jsonl": book.lines(whole=whole)}
    files[f"{where}/proofs.jsonl"] = b"".join(encode(each) + b"\n" for each in book.proofs)
    files[f"{where}/head.json"] = encode(book.latest) + b"\n"
    if whole:
        files[f"{where}/texts.jsonl"] = b"".join(encode(each) + b"\n" for each in book.texts)
        files[f"{where}/rests.jsonl"] = b"".join(each + b"\n" for each in book.rests)
    return files


@cache
def workplace(state: str) -> Document:
    """Return the workplace of a state."""
    name = {"name": f"Clinic in {state}", "employer": EMPLOYER, "state": state}
    return {"v": 1, "kind": "workplace", "salt": b64(seed(f"workplace {state}")), **name}


@cache
def vouch(giver: bytes, to: bytes, state: str, day: int = DAY) -> Document:
    """Return a vouch."""
    place = workplace_id(workplace(state))
    return vouch_document(giver, ORIGIN, public_key(to), "peer", place, day)


def state_of(number: int) -> str:
    """Return where a member works."""
    return "NY" if number < 10 else "VT" if number < 15 else "ME"


def vouches() -> list[Document]:
    """Return two vouches for each member: from founders for the first two, from those two and founders for the rest."""
    givers = [*FOUNDERS, *MEMBERS[:2]]
    pairs = [(0, 1), (1, 2), *[(2 + i % 3, i % 2) for i in range(18)]]
    return [
        vouch(givers[giver], member, state_of(number))
        for number, (member, pair) in enumerate(zip(MEMBERS, pairs, strict=True))
        for giver in pair
    ]


def listed(member: bytes, state: str) -> Document:
    """Return the entry that lists a member."""
    return {"v": 1, "kind": "listed", "member": key(member), "workplace": b64(workplace_id(workplace(state)))}


def rule() -> Document:
    """Return the first entry of a list."""
    return {"v": 1, "kind": "rule", "rule": "all", "of": "", "founders": [key(each) for each in FOUNDERS]}


@cache
def sealed(  # noqa: PLR0913 - what an envelope is made of
    rules: envelopes.Rules, member: bytes, tag: int, seq: int, chosen: tuple[int, ...] | None, first_tag: int = 0
) -> Document:
    """Return a member's envelope; None withdraws. `first_tag`: which of the stock of issuing keys the box took."""
    _, held_pass, secret = pass_for(rules.box_id, member, first_tag + tag)
    body = b""
    if chosen is not None:
        label = f"seal {rules.box_id.hex()} {member.hex()} {seq} {chosen}"
        body = choices.seal(rules.statement(public_key(secret), seq), [chosen], stream(label))
    return envelopes.envelope_document(secret, rules, seq, tag, body, held_pass)


def part_of(rules: envelopes.Rules, request: bytes, sums: list[choices.Ciphertexts], keyholder: int) -> Document:
    """Return a keyholder's part of the opening of `sums`."""
    groups = []
    for number, each in enumerate(sums):
        context = openings.context(held().ceremony.hash, rules.box_id, request, number)
        points = [r for question in each for r, _ in question]
        part = openings.open_part(held().shares[keyholder - 1], points, context, stream(f"part {keyholder} {number}"))
        groups.append(b"".join(point + proof for point, proof in zip(part.points, part.proofs, strict=True)))
    return boxes.part_document(KEYHOLDERS[keyholder - 1], rules.box_id, request, keyholder, groups)


def rules_of(definition: boxes.Definition, first_tag: int = 0) -> envelopes.Rules:
    """Return what a box asks of envelopes."""
    row = {each.issuer: each for tag in range(TAGS) for each in issuers(first_tag + tag)}
    return boxes.box_rules(definition, held().team.key, held().team.t, row)


def envelope_hash(document: Document) -> bytes:
    """Return the hash that names an envelope."""
    return sha256(encode(document))
