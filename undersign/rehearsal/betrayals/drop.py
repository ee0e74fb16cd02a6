"""The host drops an envelope or a withdrawal that it received, or hides one that stands in the book."""

from __future__ import annotations

import time

from undersign.keyholder import handed
from undersign.protocol.encoding import encode, unb64
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import witnesses
from undersign.rehearsal.betrayed.stage import TICK, Stage, settle, sign
from undersign.rehearsal.betrayed.states import SIGNED
from undersign.rehearsal.evening import HOUR, LEVEL

ROUNDS = 4  # after the end, until the opening was asked for and every keyholder has seen that


def _drop(stage: Stage) -> Told:
    with stage.served():
        witnesses.phone(stage)
        before = {row for (row,) in stage.rows("SELECT id FROM boxes_waiting")}
        receipt = sign(stage, "Ana")
        (gone,) = {row for (row,) in stage.rows("SELECT id FROM boxes_waiting")} - before
        stage.rows("DELETE FROM boxes_waiting WHERE id = ?", [gone])
        settle(stage)
        sights = [witnesses.phone(stage), witnesses.keyholders(stage)]
    done = "Ana signed as the fifth, and it promised that it has her envelope. It deleted the envelope while it waited."
    return Told(done, [*sights, *witnesses.verify(stage, [receipt])])


def _hide(stage: Stage) -> Told:
    with stage.served():
        witnesses.phone(stage)
    ledger = stage.ledger()
    entries = ledger.books[stage.book].entries
    hidden = next(each for each in entries if each.rest)
    entries.remove(hidden)
    ledger.write(hidden.position)
    stage.rows("DELETE FROM boxes_envelope WHERE key = ?", [unb64(hidden.document["key"])])
    with stage.served():
        sights = [witnesses.phone(stage), witnesses.keyholders(stage)]
    done = (
        "It took one envelope out of the book, and wrote the whole record anew from there on with its own keys, so "
        "that every number in it fits."
    )
    return Told(done, [*sights, *witnesses.verify(stage)])


def _ignore(stage: Stage) -> Told:
    with stage.served():
        sign(stage, "Ana")
        settle(stage)
        witnesses.keyholders(stage)
        file = encode(stage.at_demand("Ana").envelope(1, LEVEL, b""))
        before = {row for (row,) in stage.rows("SELECT id FROM boxes_waiting")}
        told = [handed.take(own, file, time.time()) for own in stage.keyholders()[:2]]
        for row in {row for (row,) in stage.rows("SELECT id FROM boxes_waiting")} - before:
            stage.rows("DELETE FROM boxes_waiting WHERE id = ?", [row])
        stage.beat(HOUR + 3 * TICK)
        saw = []
        for _ in range(ROUNDS):
            saw.append(witnesses.keyholders(stage))
            stage.beat()
        sights = [next((each for each in saw if each.noticed), saw[-1]), witnesses.phone(stage)]
    given = stage.one("SELECT count(*) FROM boxes_part WHERE place >= 0", [])
    done = (
        f"Ana took her name out again, and gave the file to {len(told)} of the three keyholders, whose programs sent "
        "it on. It deleted that while it waited, and asked to open all five names. "
        f"Of the two parts that it needs, it got {given}."
    )
    return Told(done, [*sights, *witnesses.verify(stage)])


ATTACKS = (
    Attack("drop-an-envelope", "The host drops an envelope that it said it has.", _drop),
    Attack("ignore-a-withdrawal", "The host passes over somebody who took their name out.", _ignore),
    Attack("hide-an-envelope", "The host takes an envelope out of the book again.", _hide, SIGNED),
)
