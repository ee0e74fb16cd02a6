"""The host lifts signatures and names out of the demand, into a box of its own making."""

from __future__ import annotations

import json

from undersign.protocol.encoding import b64, decode, encode, unb64
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import opening, witnesses
from undersign.rehearsal.betrayed.stage import Stage
from undersign.rehearsal.betrayed.states import SIGNED
from undersign.rehearsal.evening import HOUR


def _lift(stage: Stage, other: bytes) -> None:
    """Enter the envelopes of the demand in another box, and copy the sealed names with the name of that box."""
    ledger = stage.ledger()
    name = stage.one("SELECT b.name FROM record_book b JOIN boxes_box x ON x.book_id = b.id WHERE box_id = ?", [other])
    taken = [each for each in ledger.books[stage.book].entries if each.rest]
    ledger.append(name, [each.document for each in taken], [each.rest for each in taken])
    ledger.write()
    row = stage.one("SELECT id FROM boxes_box WHERE box_id = ?", [other])
    for head in opening.heads(stage):
        values = [row, head.digest, head.key, head.seq, head.place]
        stage.rows(
            "INSERT INTO boxes_envelope (box_id, digest, key, seq, place, withdraws) VALUES (?, ?, ?, ?, ?, 0)", values
        )
    for envelope, data in stage.rows("SELECT envelope, data FROM boxes_parcel"):
        parcel = encode({**decode(data), "box": b64(other)})
        stage.rows("INSERT INTO boxes_parcel (box_id, envelope, data) VALUES (?, ?, ?)", [row, envelope, parcel])


def _run(stage: Stage) -> Told:
    with stage.served():
        other = unb64(json.loads(stage.as_host("second", stage.box.hex(), str(HOUR)))["box"])
        stage.beat()
        witnesses.keyholders(stage)
        _lift(stage, other)
        stage.beat()
        sights = [witnesses.keyholders(stage, rounds=2)]
        held = sum((each.path / "secret" / "sealed" / f"{other.hex()}.jsonl").exists() for each in stage.keyholders())
    done = (
        'It fixed a demand of its own, "We are content", for the same list, entered there the four envelopes of the '
        f"true one, and gave keyholders their sealed names under its own box. {held} of 3 keyholders took names for it."
    )
    return Told(done, [*sights, *witnesses.verify(stage, whole=True)])


ATTACKS = (Attack("lift-a-name", "The host lifts names into another box, with another text.", _run, SIGNED),)
