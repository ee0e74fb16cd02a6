"""The host lowers the number that must sign: it asks the keyholders to open fewer, or writes other rules."""

from __future__ import annotations

from undersign.protocol.encoding import Document, b64, encode, sha256
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import opening, witnesses
from undersign.rehearsal.betrayed.stage import TICK, Stage
from undersign.rehearsal.betrayed.states import SIGNED
from undersign.rehearsal.evening import HOUR


def _ask_for_four(stage: Stage) -> Told:
    with stage.served():
        witnesses.phone(stage)
        stage.home.move_clock(HOUR + 4 * TICK)
        opening.ask(stage, opening.heads(stage))
        sights = [witnesses.phone(stage), witnesses.keyholders(stage, rounds=3)]
    given = stage.one("SELECT count(*) FROM boxes_part", [])
    done = (
        "Signing and withdrawing have ended with four signatures where five must be. It kept the sealed names, and "
        f"asked the keyholders to open all four as if the number were reached. It got {given} parts."
    )
    return Told(done, [*sights, *witnesses.verify(stage)])


def _rewrite(stage: Stage) -> None:
    """Write the record anew, with a lower number in the rules, from the first leaf that holds them."""
    ledger = stage.ledger()
    entry = ledger.books[stage.book].entries[1]
    document: Document = {**entry.document["definition"], "levels": [4], "k": 4}
    entry.document = {**entry.document, "definition": document}
    ledger.write(entry.position)
    identity = sha256(encode(document))
    stage.rows(
        "UPDATE boxes_box SET box_id = ?, document = ? WHERE box_id = ?", [identity, encode(document), stage.box]
    )
    stage.told = {**stage.told, "demand": b64(identity)}


def _other_rules(stage: Stage) -> Told:
    with stage.served():
        witnesses.phone(stage)
    _rewrite(stage)
    with stage.served():
        sights = [witnesses.phone(stage), witnesses.phone(stage, "Ivy"), witnesses.keyholders(stage)]
    done = (
        "It put 4 in the place of 5 in the rules, and wrote the whole record anew from there on with its own keys: "
        "leaves, books, proofs, ticks, tiles and checkpoint all fit."
    )
    return Told(done, [*sights, *witnesses.verify(stage)])


ATTACKS = (
    Attack("lower-k", "The host asks to open the names of fewer than must sign.", _ask_for_four, SIGNED),
    Attack(
        "lower-k-in-the-rules", "The host writes a lower number into the rules, and all anew.", _other_rules, SIGNED
    ),
)
