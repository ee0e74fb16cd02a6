"""What the processes of the tests do on a real site: one writes, one reads everything again, one follows over HTTP.

`python -c "... programs.write(...)"` runs them (places.py), once Django is ready.
"""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Iterator

from django.db import transaction
from django.test import Client

from undersign.protocol import notes, tree
from undersign.protocol.encoding import Document, decode, encode, unb64
from undersign.protocol.notes import Checkpoint
from undersign.protocol.record import LEAF_BYTES, BookReader
from undersign.protocol.slots import TickReader, check_book_proof, proof_fields
from undersign.web import home, limits, start
from undersign.web.record import access, actions, readers
from undersign.web.record.models import Tree

PAUSE = 0.002  # seconds in which another writer may come in: SQLite keeps no queue


def say(*words: object) -> None:
    """Print a line at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def write(who: str, count: int, length: int = 0) -> None:
    """Append pairs of entries of some length, say the number of each once it stands, and add a tick now and then."""
    for number in range(count):
        named: Document = {"v": 1, "kind": "test", "who": who, "number": number}
        entries = [{**named, "half": half, "rest": secrets.token_hex(length // 2)} for half in (0, 1)]
        actions.append("members", entries)
        say(number)
        if number % 3 == 0:
            actions.tick((Tree.objects.get().last_tick + 1) * home.current().tick_seconds)
        time.sleep(PAUSE)


def read() -> None:
    """Compute the whole record again, look at it over HTTP, and say what stands in the members' book."""
    with transaction.atomic():
        actions.lock()  # a server may still be at work for a writer that is gone
        start.audited()
        for leaf in access.leaves("members", 1, access.book("members").size):
            entry = decode(bytes(leaf.entry))
            say(entry["who"], entry["number"], entry["half"])
    look(_visitor())


def follow() -> None:
    """Look at the record over HTTP again and again; say how far it is each time. It may not shrink."""
    client, last = _visitor(), (0, 0)
    while True:
        found = look(client)
        assert found >= last
        last = found
        say(*found)


def _visitor() -> Client:
    readers.members.append(lambda _: True)
    return Client(headers={"host": "localhost"})


def _got(client: Client, path: str) -> bytes:
    limits.forget()
    answer = client.get(f"/record/{path}")
    assert answer.status_code == 200, path
    data: bytes = answer.getvalue()
    return data


def look(client: Client) -> tuple[int, int]:
    """Read checkpoint, tiles and books, as any reader does; return how many ticks and proven leaves of members stand.

    Fails on whatever does not fit together.
    """
    site = home.current()
    log = notes.log_key(site.origin, site.host_key)
    found = notes.require(_got(client, "checkpoint"), log, [], 0).checkpoint
    ticks = list(_ticks(client, found))
    _, proven = (_proven(client, audience, ticks) for audience in ("host", "members"))
    assert proven % 2 == 1, "half of what was appended together"
    return found.size, proven


def _ticks(client: Client, found: Checkpoint) -> Iterator[bytes]:
    """Yield the leaves of the public tree, once its tiles and its leaves give the root of a checkpoint."""
    reader, whole = TickReader(), tree.Tree()
    for level, number, width in tree.tiles_for(0, found.size):
        if level == 0:
            for leaf in tree.decode_bundle(_got(client, tree.tile_path("entries", number, width)), width):
                reader.feed(leaf)
                whole.append(tree.leaf_hash(leaf))
                yield leaf
    assert reader.root() == found.root
    for each in tree.tiles_for(0, found.size):
        assert _got(client, tree.tile_path(*each)) == whole.tile(*each)


def _proven(client: Client, audience: str, ticks: list[bytes]) -> int:
    """Return how many leaves of a book the ticks prove, once its leaves and entries give what is proven at each."""
    where = f"books/{audience}"
    proofs = [decode(line) for line in _got(client, f"{where}/proofs.jsonl").splitlines()]
    proofs = [each for each in proofs if proof_fields(each)["position"] < len(ticks)]
    head = decode(_got(client, f"{where}/head.json?size={len(ticks)}").removesuffix(b"\n"))
    if proofs[-1:] != [head]:
        proofs.append(head)
    size = int(proof_fields(head)["size"])
    values = _got(client, f"{where}/leaves")
    entries = [decode(line) for line in _got(client, f"{where}/entries.jsonl").splitlines()]
    assert min(len(values) // LEAF_BYTES, len(entries)) >= size
    reader = BookReader(whole=True)
    for number, held in enumerate(entries[:size]):
        value = values[LEAF_BYTES * number : LEAF_BYTES * (number + 1)]
        reader.feed(value, unb64(held["salt"]), encode(held["entry"]))
        if number == 0 and (book := reader.book):
            for each in proofs:
                leaf = ticks[proof_fields(each)["position"]]
                reader.expect(check_book_proof(each, book.book_id, book.slot, access.SLOTS, leaf))
    return reader.finish(len(ticks)).size
