"""Fills a new site with members and signed words: `python -m bench.filled HOME MEMBERS ENTRIES`."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from undersign.protocol.encoding import Document, unb64
from undersign.protocol.signatures import public_key
from undersign.protocol.vouches import note_document, vouch_document
from undersign.web import home, start

BATCH = 2000
DAY = 20_000
WORKPLACE = bytes(range(32))
SETTINGS = {
    "origin": "bench.example/undersign",
    "address": "http://localhost:8600",
    "title": "Bench",
    "rehearsal": True,
    "tick_seconds": 60,
}


def words(secret_keys: list[bytes], entries: int) -> Iterator[Document]:
    """Yield signed words: two vouches for each member, then notes."""
    origin, count = str(SETTINGS["origin"]), len(secret_keys)
    for number in range(min(entries, 2 * count)):
        giver, member = secret_keys[number // 2 - number % 2 - 1], secret_keys[number // 2]
        yield vouch_document(giver, origin, public_key(member), "peer", WORKPLACE, DAY)
    for number in range(entries - 2 * count):
        yield note_document(secret_keys[number % count], origin, WORKPLACE, secrets.token_bytes(32), DAY)


def fill(path: Path, members: int, entries: int) -> None:
    """Make the site and fill it."""
    home.create(path, SETTINGS)
    start.ready(path)
    start.migrate()
    from undersign.web.people.models import Member, Vouch  # noqa: PLC0415 - models exist once Django is ready
    from undersign.web.record import actions  # noqa: PLC0415 - the same

    actions.begin()
    keys = [secrets.token_bytes(32) for _ in range(members)]
    told = {"role": "peer", "employer": "private", "supervisor": False, "joined": datetime.now(UTC).date()}
    Member.objects.bulk_create(
        (Member(key=public_key(key), nickname=f"Member {number}", **told) for number, key in enumerate(keys)), BATCH
    )
    batch: list[Document] = []
    for number, word in enumerate(words(keys, entries), 1):
        batch.append(word)
        if len(batch) == BATCH or number == entries:
            actions.append("members", batch)
            Vouch.objects.bulk_create(_vouch(each) for each in batch if each["kind"] == "vouch")
            actions.tick(time.time() + 60 * number)
            batch = []


def _vouch(word: Document) -> Any:  # noqa: ANN401 - the model exists once Django is ready
    from undersign.web.people.models import Vouch  # noqa: PLC0415 - the same

    giver, member, workplace = (unb64(word[name]) for name in ("from", "to", "workplace"))
    return Vouch(giver=giver, member=member, workplace=workplace, role=word["role"], day=word["day"])


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
