"""The host forges signers up to the number that must be reached."""

from __future__ import annotations

import secrets

from undersign.protocol import demands, names
from undersign.protocol.encoding import decode, encode, sha256
from undersign.protocol.envelopes import entry_document, envelope_document
from undersign.protocol.signatures import public_key
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import witnesses
from undersign.rehearsal.betrayed.stage import TICK, Stage
from undersign.rehearsal.betrayed.states import SIGNED
from undersign.rehearsal.evening import HOUR, LEVEL


def _forge(stage: Stage) -> None:
    """Add an envelope with a name of the host's choosing; its pass is that of somebody who has signed."""
    rules, ledger = stage.at_demand("Hal").rules, stage.ledger()
    taken = next(each.rest for each in ledger.books[stage.book].entries if each.rest)
    secret, salt = secrets.token_bytes(32), secrets.token_bytes(names.SALT_BYTES)
    place = names.Place(rules.box_id, public_key(secret), LEVEL, 0)
    sealed = names.seal_name(rules.key, place, "Dana Nobody", "Peer specialist", secrets.token_bytes)
    body = names.commitment(salt, sealed)
    envelope = envelope_document(secret, rules, 0, LEVEL, body, decode(taken)["pass"])
    digest = sha256(encode(envelope))
    parcel = demands.sealed_name_document(rules.box_id, digest, salt, sealed)
    ledger.append(stage.book, [entry_document(envelope)], [encode(envelope)])
    ledger.write()
    box = stage.one("SELECT id FROM boxes_box WHERE box_id = ?")
    stage.rows(
        "INSERT INTO boxes_envelope (box_id, digest, key, seq, place, withdraws) VALUES (?, ?, ?, 0, ?, 0)",
        [box, digest, public_key(secret), LEVEL],
    )
    stage.rows("INSERT INTO boxes_parcel (box_id, envelope, data) VALUES (?, ?, ?)", [box, digest, encode(parcel)])


def _run(stage: Stage) -> Told:
    with stage.served():
        _forge(stage)
        sights = [witnesses.phone(stage)]
        stage.beat(HOUR + 3 * TICK)
        sights.append(witnesses.keyholders(stage, rounds=2))
    done = (
        "It made an envelope key and a sealed name of its own, took the pass from the envelope of somebody who has "
        "signed, and entered it all as the fifth signature."
    )
    return Told(done, [*sights, *witnesses.verify(stage)])


ATTACKS = (Attack("forge-signers", "The host forges a signer, up to the number that must sign.", _run, SIGNED),)
