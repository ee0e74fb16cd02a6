"""A site on which so many members ask and send, and what somebody takes away who gets all of its disk.

`python -m tests.attacker.stage FOLDER MEMBERS TRIALS WAY` leaves a folder of loot for each trial, with what is true in
a file beside it. WAY: `room` (everything enters at the end), `daily` (batches), or `unshuffled`: a room on a site that
numbers what waits as it comes, and enters it in that order. Everybody sends right after they asked, in the same order:
all that hides them is what the site does.
"""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

from tests.web import start  # first: it starts Django

from tests.web.boxes.team import Keyholders, meeting  # isort: skip
from django.db import connection

from undersign.protocol import demands, names, passes, phrase
from undersign.protocol.boxes import read_definition
from undersign.protocol.encoding import Document, b64, decode, encode, sha256
from undersign.protocol.envelopes import envelope_document
from undersign.protocol.signatures import public_key
from undersign.protocol.slots import proof_fields
from undersign.protocol.tags import Tag
from undersign.rehearsal.betrayed.linking import DATABASE
from undersign.rehearsal.phones import finish_pass
from undersign.web import backup, home
from undersign.web import start as starting
from undersign.web.boxes import access
from undersign.web.boxes.batches import actions as batches
from undersign.web.boxes.definitions import actions as definitions
from undersign.web.boxes.definitions.access import listed_entry
from undersign.web.boxes.definitions.actions import Plan
from undersign.web.boxes.envelopes import access as waiting
from undersign.web.boxes.envelopes.actions import receive
from undersign.web.boxes.models import Box, Request
from undersign.web.boxes.passes import actions as asking
from undersign.web.record import access as record_access
from undersign.web.record import actions as record
from undersign.web.record import clock as ticking
from undersign.web.record.exports import export

TICK: Final = 60
DAY: Final = 86_400
DAYS: Final = 4


@dataclass
class Stage:
    """The site, its keyholders, its time, and all that each member will send."""

    now: float
    keyholders: Keyholders
    seeds: list[bytes] = field(default_factory=list, repr=False)
    requests: list[Document] = field(default_factory=list, repr=False)
    answers: list[list[Document]] = field(default_factory=list, repr=False)
    sent: list[tuple[Document, Document]] = field(default_factory=list, repr=False)

    def tick(self, seconds: float = TICK) -> None:
        """Let time pass, and the clock of the record beat."""
        self.now += seconds
        assert ticking.beat(self.now)


def begin() -> Stage:
    """Make the site."""
    starting.migrate()
    record.begin()
    founders = [public_key(os.urandom(32)) for _ in range(3)]
    record.append("host", [{"v": 1, "kind": "founders", "keys": [b64(key) for key in founders]}])
    held = meeting(founders)
    record.add_team(held.ceremony.document, held.transcript, held.signed)
    stage = Stage(home.now() // DAY * DAY + DAY / 2, Keyholders(held))
    home.now = lambda: stage.now
    stage.tick()
    stage.keyholders.restock(1)
    return stage


def invite(stage: Stage, members: int, *, room: bool) -> None:
    """Make a demand with so many on its list, and let the keyholders see it."""
    stage.seeds = [os.urandom(64) for _ in range(members)]
    make_box(stage, room=room)
    stage.tick()
    stage.keyholders.cosign()
    prepare(stage)


def make_box(stage: Stage, *, room: bool) -> None:
    """Make the demand. Whose vouches bring somebody onto a list is tested elsewhere."""
    people = {public_key(phrase.sign_secret(seed)): (bytes(32), 0) for seed in stage.seeds}
    listed = record.add_book("list")
    record.append(listed.name, [listed_entry(key, place) for key, (place, _) in sorted(people.items())])
    listed.refresh_from_db()
    ends = int(stage.now) + (3600 if room else DAYS * DAY)
    plan = Plan(
        kind="demand",
        rule="all",
        of="",
        title="Pay",
        intro="Pay",
        k=5,
        levels=[5],
        signing_ends=ends,
        withdrawing_ends=ends + 600,
        batch=DAY,
        more={"room": True} if room else {},
    )
    text = definitions._Texts()  # noqa: SLF001 - as fix does
    tags = [Tag("all", "", 0, len(people))]
    document = definitions._document(plan, stage.keyholders.held.ceremony, listed, tags, text)  # noqa: SLF001 - too
    definition = read_definition(document)
    book = record.add_book("box")
    record.append(book.name, [{"v": 1, "kind": "definition", "definition": document}], text.documents)
    definitions._keep(plan, definition, (book, listed), people)  # noqa: SLF001 - the same


def prepare(stage: Stage) -> None:
    """Let each phone make its request and envelope, and the keyholders' programs their answers."""
    stage.requests, stage.answers, stage.sent = [], [], []
    rules = access.rules(Box.objects.get())
    for seed in stage.seeds:
        secret, box = phrase.envelope_secret(seed, rules.box_id), rules.box_id
        message = passes.prepared_message(phrase.prefix(seed, box), public_key(secret))
        blinded, answers = [], {}
        for key in rules.issuers[0]:
            factor = phrase.blinding_factor(seed, box, key.issuer, key.n)
            value = passes.blind(key.n, message, phrase.pss_salt(seed, box, key.issuer), factor)
            blinded.append((key, value))
            answers[key.keyholder] = passes.blind_sign(stage.keyholders.issuing[key.issuer], value)
        member = public_key(phrase.sign_secret(seed))
        stage.requests.append(passes.request_document(phrase.sign_secret(seed), member, box, blinded))
        stage.answers.append([{"member": b64(member), "value": b64(answers[i])} for i in sorted(answers)])
        held = finish_pass(seed, box, rules.issuers[0], rules.t, answers)
        salt = os.urandom(names.SALT_BYTES)
        sealed = names.seal_name(rules.key, names.Place(box, public_key(secret), 5, 0), "A Name", "Peer", os.urandom)
        envelope = envelope_document(secret, rules, 0, 5, names.commitment(salt, sealed), held)
        stage.sent.append((envelope, demands.sealed_name_document(box, sha256(encode(envelope)), salt, sealed)))


def visit(stage: Stage, box: Box, who: int) -> None:
    """Let a member ask, the keyholders answer in some order, and the member send what they sealed."""
    word = stage.requests[who]
    record.append(box.list_book.name, [word])
    Request.objects.create(box=box, member=public_key(phrase.sign_secret(stage.seeds[who])), document=encode(word))
    for keyholder in random.sample((1, 2, 3), 3):
        asking.keep_answers(box, keyholder, [stage.answers[who][keyholder - 1]])
    receive(box, *stage.sent[who])


def play(stage: Stage, way: str) -> None:
    """Let everybody come, one after the other, with time between them, until signing has ended."""
    box = Box.objects.select_related("book", "list_book").get()
    order = random.sample(range(len(stage.seeds)), len(stage.seeds))
    step = (DAYS * DAY - 3600) / len(order) if way == "daily" else 3000 / len(order)
    for who in order:
        visit(stage, box, who)
        stage.now += step
        if way != "room" or random.random() < 1 / 4:  # noqa: S311 - no secret
            stage.tick(0)
    stage.now = max(stage.now, box.signing_ends)
    for _ in range(3):
        stage.tick()


def steal(stage: Stage, loot: Path, log: Path) -> None:
    """Take what a host has on its disk, and what it would hand over; and beside it, what is true."""
    database = Path(str(connection.settings_dict["NAME"]))
    (loot / "backup").mkdir(parents=True)
    for name in (DATABASE, "as it lies"):
        shutil.copy(database, loot / name)
        shutil.copy(database.with_name(f"{database.name}-wal"), loot / f"{name}-wal")
    with closing(sqlite3.connect(loot / DATABASE)) as copy:
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # one with its free pages, beside the one with its log
    shutil.copy(log, loot / "log")
    export(loot / "record", "keyholders")
    packed = loot / "backup"
    backup._pack(home.current(), packed, packed / "plain", lambda *_: None)  # noqa: SLF001 - before it is encrypted
    (loot / "backup" / "plain").unlink()  # its rows are beside it
    box = Box.objects.get()
    key = {sha256(encode(envelope)): envelope["key"] for envelope, _ in stage.sent}
    batch = _batches(box)
    both = zip(stage.requests, stage.sent, strict=True)
    truth: dict[str, Any] = {
        "pairs": [[word["member"], envelope["key"]] for word, (envelope, _) in both],
        "batches": {key[digest]: number for digest, number in batch.items()},
    }
    loot.with_suffix(".json").write_text(json.dumps(truth))


def _batches(box: Box) -> dict[bytes, int]:
    """Return at which proof each envelope stands in the book first."""
    sizes = [proof_fields(decode(line[:-1]))["size"] for line in record_access.proof_lines(box.book.name)]
    return {
        bytes(row.digest): next(i for i, size in enumerate(sizes) if size > number)
        for number, row in enumerate(box.envelopes.order_by("id"), start=2)
    }


def move(site: Path) -> None:
    """Go on with the site in another folder."""
    connection.close()
    os.environ[home.ENVIRONMENT] = str(site)
    home.current.cache_clear()
    connection.settings_dict["NAME"] = site / "undersign.sqlite3"


def spoil() -> None:
    """Take away what hides the order."""
    numbers = count(1)
    waiting.number = lambda *_: next(numbers)
    unshuffled = type("Unshuffled", (random.SystemRandom,), {"shuffle": lambda *_: None})
    batches._random = unshuffled()  # noqa: SLF001 - what this is about


def main(folder: Path, members: int, trials: int, way: str) -> None:
    """Play so many trials."""
    if way == "unshuffled":
        spoil()
    ticking.jobs.remove(definitions.grow)  # this list names people who are in no other book
    ticking.jobs.remove(record.forget_deleted)  # so that the log of changes is taken whole
    stage = begin()
    connection.close()
    log = folder / "log"
    logging.getLogger().addHandler(logging.FileHandler(log))
    logging.getLogger("undersign").propagate = True
    began = stage.now
    for trial in range(trials):
        stage.now = began
        site = folder / f"site-{trial}"
        shutil.copytree(start.FOLDER / "site", site)
        move(site)
        invite(stage, members, room=way != "daily")
        play(stage, way)
        steal(stage, folder / f"loot-{trial}", log)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
