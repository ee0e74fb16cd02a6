"""A keyholder's program that speaks to Django's test client, and founders whose record it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.test import Client

from tests.web import start
from tests.web.record import people
from undersign.keyholder import carried
from undersign.keyholder.keys import KeyholderFolder, read_card
from undersign.keyholder.mirror import Site, Unreachable
from undersign.protocol.encoding import Document, b64, sha256
from undersign.protocol.keyholders import read_ceremony
from undersign.web.record import actions
from undersign.web.record.models import Tree


class Direct(Site):
    """A site that is asked without a network."""

    def __init__(self, own: KeyholderFolder | None = None) -> None:
        super().__init__(start.ADDRESS, own.seed if own else None)
        self.client = Client(headers={"host": "localhost"})
        self.said: list[Document] = []

    def get(self, path: str, most: int) -> bytes | None:
        """Fetch a file."""
        answer = self.client.get(path)
        data: bytes = answer.getvalue()
        assert len(data) <= most
        return data if answer.status_code == 200 else None

    def lines(self, path: str) -> Iterator[bytes]:
        """Fetch the lines of a file."""
        yield from (self.get(path, 2**20) or b"").splitlines(keepends=True)

    def post(self, path: str, what: dict[str, Any]) -> None:
        """Post JSON. Raises Unreachable with the error's name."""
        answer = self.client.post(path, json.dumps(what), content_type="application/json")
        if answer.status_code != 200:
            raise Unreachable(answer.json()["error"])
        self.said += what.get("messages", [])


def keyholders(path: Path, count: int = 3, first: int = 1) -> list[KeyholderFolder]:
    """Let so many make their keys."""
    numbers = range(first, first + count)
    return [KeyholderFolder.create(path / str(number), f"Chapter {number}", "") for number in numbers]


def ceremony_of(owns: list[KeyholderFolder], t: int = 2, **more: object) -> Document:
    """Return a ceremony document of these keyholders and the founders of the record."""
    cards = [read_card(each.path / "card.json") for each in owns]
    names = [{name: each[name] for name in ("name", "sign", "age", "employer")} for each in cards]
    document: Document = {"v": 1, "kind": "ceremony", "keyholders": names, "t": t, "rehearsal": True}
    document["founders"] = [b64(people.key(each)) for each in people.FOUNDERS]
    return {**document, "nonce": b64(sha256(str(owns[0].path).encode())), **more}


def found() -> None:
    """Let the founding stand in the record."""
    actions.append("host", [people.founding(start.ORIGIN)])
    tick()


def tick() -> None:
    """Add the next tick."""
    actions.tick((Tree.objects.get().last_tick + 1) * 60)


def meet(owns: list[KeyholderFolder], document: Document) -> list[Direct]:
    """Let them hold the meeting to its end, each in turn; return what each had to do with the site."""
    carried.post(Direct(), document)
    hashed, sites = read_ceremony(document).hash, [Direct(each) for each in owns]
    for _ in range(12):
        steps = [carried.advance(own, site, hashed) for own, site in zip(owns, sites, strict=True)]
        if all(step.done for step in steps):
            return sites
    raise AssertionError("the meeting does not end")
