"""The moment at which six hold passes for a box of drafts, for a demand in a room, and for one that has batches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.web import start
from tests.web.boxes.evening import Evening
from undersign.protocol import boxes, drafts
from undersign.protocol.closing import check_promise
from undersign.protocol.encoding import Document, encode, sha256, unb64
from undersign.protocol.errors import Refused
from undersign.rehearsal.signing import Answering
from undersign.web.boxes.models import Box, Envelope
from undersign.web.record import access
from undersign.web.record.models import Tick

DAY = 86_400
Sent = tuple[Document, Document | None]


@dataclass(frozen=True)
class Answer:
    """What the door said."""

    status: int
    found: Document

    @property
    def error(self) -> str:
        """Why not; empty if there is a promise."""
        return str(self.found.get("error", ""))

    @property
    def promise(self) -> Document:
        """The host's promise."""
        document: Document = self.found["promise"]
        return document


def post(box: Box, what: object, client: Client | None = None) -> Answer:
    """Send something to the door of a box, with no cookie: a document, or bytes as they are."""
    client = client or Client(headers={"host": "localhost"})
    data = what if isinstance(what, bytes) else json.dumps(what).encode()
    answer = client.post(f"/door/{box.hex}", data, content_type="application/json")
    assert isinstance(answer, HttpResponse)
    return Answer(answer.status_code, json.loads(answer.content))


def send(box: Box, envelope: Document, parcel: Document | None = None) -> Answer:
    """Send an envelope."""
    return post(box, {"envelope": envelope} if parcel is None else {"envelope": envelope, "sealed": parcel})


@contextmanager
def refused(reason: str) -> Iterator[None]:
    """Expect the protocol to say no, and why."""
    with pytest.raises(Refused) as problem:
        yield
    assert problem.value.reason == reason


@dataclass
class Signing:
    """Who is there, the three boxes, and each person's phone at each."""

    evening: Evening
    drafted: Box
    room: Box
    daily: Box
    phones: dict[int, list[Answering]]
    passes: dict[int, list[Document]]
    promises: list[Document] = field(default_factory=list)

    @classmethod
    def of(cls, evening: Evening) -> Signing:
        """Let six come so far."""
        evening.numbered = True
        drafted = evening.room()
        room = evening.put_up(drafted).box
        ends = int(evening.clock.now) + 3 * DAY
        times = {"signing_ends": ends, "withdrawing_ends": ends + DAY, "batch": 600}
        daily = evening.put_up(drafted, 1, room=None, **times).box
        found = {box.pk: [evening.at(who, box) for who in range(6)] for box in (drafted.box, room, daily)}
        held = {pk: [each.held_pass() for each in phones] for pk, phones in found.items()}
        return cls(evening, drafted.box, room, daily, found, held)

    def fresh(self, evening: Evening) -> Signing:
        """Return the same with boxes as the database has them; `evening`: lent to a test."""
        drafted, room, daily = (Box.objects.get(pk=box.pk) for box in (self.drafted, self.room, self.daily))
        return replace(self, evening=evening, drafted=drafted, room=room, daily=daily, promises=[])

    def at(self, who: int, box: Box) -> Answering:
        """Return somebody's phone, which has its pass already."""
        found = self.phones[box.pk][who]
        held = self.passes[box.pk][who]
        object.__setattr__(found, "held_pass", lambda: held)
        return found

    def draft(self, who: int, words: str = "Rent went up.", seq: int = 0) -> Document:
        """Return a draft in its envelope."""
        return self.at(who, self.drafted).envelope(seq, 0, drafts.draft_body(words))

    def signature(self, who: int, box: Box) -> Sent:
        """Return a signature of a demand: envelope and sealed name."""
        return self.at(who, box).sealed(f"{self.evening.people[who].nickname} Example", "Peer aide", 5)

    def withdrawal(self, who: int, box: Box) -> Document:
        """Return what takes a signature back."""
        return self.at(who, box).envelope(1, 5, b"")

    def send(self, box: Box, envelope: Document, parcel: Document | None = None) -> Document:
        """Send an envelope; keep the promise that comes, and return it."""
        answer = send(box, envelope, parcel)
        assert answer.status == 200, answer.found
        self.promises.append(answer.promise)
        return answer.promise

    def check_promises(self) -> None:
        """Fail unless each promise is kept at the promised tick, by every checkpoint from then on."""
        assert self.promises
        last = Tick.objects.latest("position").tick
        for promise in self.promises:
            given = boxes.read_promise(promise, start.HOME.host_key)
            assert last >= given["tick"], "it is too early to say"
            for tick in Tick.objects.filter(tick__gte=given["tick"]):
                check_promise(given, tick.tick, holds=holds(given["box"], given["envelope"], tick.position + 1))


def holds(box: bytes, digest: bytes, size: int) -> bool:
    """Return whether the book of a box holds an envelope at a checkpoint of the public tree."""
    found = Box.objects.get(box_id=box).book
    proven = access.proven_at(found.name, size)
    return digest in [sha256(line[:-1]) for line in access.rest_lines(found.name, 0, proven)]


def standing(box: Box) -> list[bytes]:
    """Return the hashes of the envelopes in the book, in its order; each must stand there once, in every form."""
    box.book.refresh_from_db()
    rests = [sha256(line[:-1]) for line in access.rest_lines(box.book.name, 0, box.book.size)]
    rows = [bytes(each.digest) for each in Envelope.objects.filter(box=box).order_by("id")]
    entries = [
        unb64(entry["rest"])
        for entry in (json.loads(bytes(leaf.entry)) for leaf in access.leaves(box.book.name, 0, box.book.size))
        if entry["kind"] == "envelope"
    ]
    assert rests == rows == entries
    assert len(set(rows)) == len(rows)
    return rows


def digest(envelope: Document) -> bytes:
    """Return the hash of an envelope."""
    return sha256(encode(envelope))
